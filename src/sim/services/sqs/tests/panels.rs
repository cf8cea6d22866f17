//! What a learner sees, written out as text.
use super::table::Bench;
use crate::sim::panel::{Cell, Panel, Row, Sign};

const fn glyph(sign: Sign) -> &'static str {
    match sign {
        Sign::Visible => "●",
        Sign::Flight => "◐",
        Sign::Done => "✓",
        Sign::Duplicate => "◌",
        Sign::Dead => "†",
        Sign::Locked => "╌",
        Sign::Asked => "▣",
        Sign::Unasked => "▢",
        Sign::Waiting => "─",
        Sign::Future => "·",
        Sign::RanOut => "╳",
        _ => "?",
    }
}

fn cell(cell: &Cell) -> String {
    match cell {
        Cell::Text(words, _) => words.clone(),
        Cell::Tokens(tokens) => {
            tokens.iter().map(|t| format!("{}{}", glyph(t.sign), t.label)).collect::<Vec<_>>().join(" ")
        }
        Cell::Bar { filled, of, .. } => format!("[{filled}/{of}]"),
        Cell::Wire => "~".into(),
    }
}

fn line(row: &Row) -> String {
    row.cells.iter().map(cell).collect::<Vec<_>>().join(" | ")
}

fn play(lines: &str) -> Bench {
    let mut bench = Bench::new(7, false);
    for text in lines.lines().map(str::trim).filter(|l| !l.is_empty()) {
        bench.line(text).unwrap_or_else(|why| panic!("{text}: {why}"));
    }
    bench
}

fn panel(bench: &Bench, role: &str, name: &str) -> Panel {
    let crashed = |holder: &crate::sim::trace::Name, _: &crate::sim::trace::Item| &**holder == "C2";
    let all = bench.sqs.panels_knowing(bench.now, &crashed);
    all.into_iter().find(|p| p.role == role && &*p.name == name).unwrap()
}

fn shows(bench: &Bench, role: &str, name: &str, rows: &[&str]) {
    let panel = panel(bench, role, name);
    let lines: Vec<String> = panel.rows.iter().map(line).collect();
    assert_eq!(lines, rows);
    assert!(panel.spoken.ends_with('.') && panel.spoken.contains(name), "{}", panel.spoken);
}

#[test]
fn the_queue_of_lab_one() {
    let bench = play(
        "queue orders VisibilityTimeout=30
         t=0 send m1
         t=5 send m3
         t=10 send m4
         t=10 receive by=C9 -> m1 (1)
         t=11 delete m1
         t=15 send m5
         t=20 send m6
         t=21 send m7
         t=30 receive by=C1 -> m3 (1)
         t=31 receive by=C2 -> m4 (1)
         t=40 change m3 30
         t=44 receive by=X wait=0 -> m5 (1)
         t=44 send m8 delay=9",
    );
    shows(
        &bench,
        "queue",
        "orders",
        &[
            "●7 ●6 | visible 2",
            "delayed 1, next in 9 s",
            "in flight",
            "◐3 | C1 | [26000/30000] | hidden 26 s | + 1",
            "◐4 | C2 | [17000/30000] | hidden 17 s, nobody works on it",
            "◐5 | X | [30000/30000] | hidden 30 s",
            "✓ | deleted 1 | oldest 39 s",
        ],
    );
    let spoken = panel(&bench, "queue", "orders").spoken;
    assert_eq!(spoken, "Queue orders: 2 visible, 3 in flight, 1 delayed, 1 deleted.");
}

#[test]
fn the_groups_of_lab_two() {
    let bench = play(
        "queue orders.fifo ContentBasedDeduplication=true VisibilityTimeout=20
         t=0 send A1 group=A
         t=0 send B1 group=B
         t=0 send C1 group=C
         t=0 receive max=3 -> A1 (1), B1 (1), C1 (1)
         t=4 delete A1
         t=4 delete B1
         t=4 delete C1
         t=5 send A2 group=A
         t=5 send C2 group=C
         t=6 receive -> A2 (1)
         t=7 send A3 group=A
         t=8 receive max=1 -> C2 (1)
         t=9 send A2 group=A -> duplicate",
    );
    shows(
        &bench,
        "groups",
        "orders.fifo",
        &[
            "group A | ╌A3 | locked | A2 is in flight",
            "group B | empty | free",
            "group C | ◐C2 | locked | C2 is in flight",
            "delivered | ✓A1 ✓B1 ✓C1",
            "dropped | ◌A2",
        ],
    );
    let standard = play(
        "queue orders VisibilityTimeout=20
         t=0 send A1 group=A
         t=0 send A2 group=A
         t=0 receive -> A1 (1)",
    );
    let rows = ["waiting | ●A2", "in flight | ◐A1", "delivered | nothing", "dropped | nothing"];
    shows(&standard, "groups", "orders", &rows);
}

#[test]
fn the_servers_of_lab_four() {
    let mut bench = play(
        "queue orders
         t=0 settings hosts=8 sampled=3",
    );
    let first = panel(&bench, "hosts", "orders");
    assert_eq!(line(&first.rows[2]), "nobody has asked yet");
    bench.line("t=1 send m1").unwrap();
    while bench.line("receive -> nothing").is_ok() {}
    let short = panel(&bench, "hosts", "orders");
    let servers = line(&short.rows[0]);
    assert_eq!((servers.matches('▣').count(), servers.matches('▢').count()), (3, 5), "{servers}");
    assert_eq!(line(&short.rows[2]), "asked 3 of 8 servers, found 1");
    bench.line("send m2").unwrap();
    bench.line("receive wait=1 -> m2 (1)").unwrap();
    let long = panel(&bench, "hosts", "orders");
    assert_eq!(line(&long.rows[0]), "SQS servers | ▣ ▣ ▣ ▣ ▣ ▣ ▣ ▣");
    assert_eq!(line(&long.rows[2]), "asked every server, found 1");
}

#[test]
fn a_short_poll_that_missed_says_so() {
    let bench = play(
        "queue orders
         t=0 settings hosts=64 sampled=1
         t=0 send m1
         t=0 send m2
         t=0 receive -> nothing",
    );
    let hosts = panel(&bench, "hosts", "orders");
    assert_eq!(line(&hosts.rows[2]), "asked 1 of 64 servers, missed both");
    assert_eq!(line(&hosts.rows[1]).matches('●').count(), 2);
    assert_eq!(line(&hosts.rows[3]), "requests 1 | empty 1");
}

#[test]
fn the_dead_letters_of_lab_three() {
    let bench = play(
        "queue dlq MessageRetentionPeriod=1000
         queue orders VisibilityTimeout=10 redrive=dlq:1
         t=0 send m2 in=orders
         t=0 receive in=orders -> m2 (1)
         t=10 receive in=orders -> nothing
         t=12 send m6 in=orders
         t=12 receive in=orders -> m6 (1)
         t=13 send m7 in=orders",
    );
    shows(&bench, "dead", "dlq", &["†2 | sent 13 s ago", "expires in 16 min 27 s  not in 16 min 40 s"]);
    let rows = ["●7 | visible 1", "◐6 | receive | [1/1] | 1 of 1", "deleted 0 | dead letters 1"];
    shows(&bench, "receives", "orders", &rows);
}
