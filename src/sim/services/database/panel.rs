//! A database as the learner sees it.
use super::model::{Database, Databases};
use crate::base::time::SimTime;
use crate::sim::{
    panel::{Cell, Panel, Row, Tone},
    trace::Name,
};

impl Databases {
    pub(super) fn views(&self, now: SimTime) -> Vec<Panel> {
        self.all.iter().map(|(name, db)| view(name, db, self, now)).collect()
    }
}

fn view(name: &Name, db: &Database, all: &Databases, now: SimTime) -> Panel {
    let text = |words: String, tone| Cell::Text(words, tone);
    let (used, most) = (db.connections(), db.most(all.limits));
    let full = used >= most;
    let state = match db.down {
        Some(until) => text(format!("down, back in {} s", until.since(now).as_secs()), Tone::Fail),
        None => text(format!("connections {used} of {most}"), if full { Tone::Fail } else { Tone::Plain }),
    };
    let tone = if full { Tone::Fail } else { Tone::Flight };
    let bar = Cell::Bar { filled: used as u64, of: most as u64, tone };
    let mut rows = vec![Row { cells: vec![state, bar] }];
    if !db.waiting.is_empty() {
        rows.push(Row { cells: vec![text(format!("waiting at the proxy {}", db.waiting.len()), Tone::Visible)] });
    }
    let latency = db.measure("WriteLatency", now).unwrap_or(0);
    rows.push(Row {
        cells: vec![
            text(format!("rows {}", db.rows.len()), Tone::Done),
            text(format!("{latency} ms a write"), Tone::Muted),
        ],
    });
    let t = &db.tally;
    let bad = [("refused", t.refused), ("timed out", t.timeouts), ("lost", t.lost), ("repeats", t.repeats)];
    let cells: Vec<Cell> =
        bad.iter().filter(|b| b.1 > 0).map(|(word, n)| text(format!("{word} {n}"), Tone::Fail)).collect();
    if !cells.is_empty() {
        rows.push(Row { cells });
    }
    let state = if db.down.is_some() { "down".into() } else { format!("{used} of {most} connections") };
    let spoken =
        format!("Database {name}: {state}, {} rows, {} refused, {} timed out.", db.rows.len(), t.refused, t.timeouts);
    let badge = if db.settings.proxy.is_some() { "proxy" } else { "" }.into();
    Panel { role: "database", name: name.clone(), badge, rows, spoken }
}
