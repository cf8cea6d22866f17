//! What a learner sees of a topic: its subscriptions, and what became of the messages of each.
use super::model::{Sns, subscription::Subscription, topic::Topic};
use crate::base::time::SimTime;
use crate::sim::panel::{Cell, Panel, Row, Sign, Token, Tone};

/// Subscriptions shown one by one.
const ROWS: usize = 8;

impl Sns {
    pub(super) fn views(&self, _: SimTime) -> Vec<Panel> {
        self.topics.values().map(view).collect()
    }
}

fn text(words: impl Into<String>, tone: Tone) -> Cell {
    Cell::Text(words.into(), tone)
}

fn sign(sign: Sign) -> Cell {
    Cell::Tokens(vec![Token { sign, label: "".into(), group: None }])
}

fn view(topic: &Topic) -> Panel {
    let tally = &topic.tally;
    let mut head = vec![sign(Sign::Mark), text(format!("published {}", tally.published), Tone::Plain)];
    if tally.deduplicated > 0 {
        head.push(text(format!("duplicates dropped {}", tally.deduplicated), Tone::Muted));
    }
    if tally.throttled > 0 {
        head.push(text(format!("throttled {}", tally.throttled), Tone::Fail));
    }
    if topic.acting.archive.is_some() {
        head.push(text(format!("archived {}", topic.memory.archive.len()), Tone::Muted));
    }
    let mut rows = vec![Row { cells: head }];
    rows.extend(topic.subscriptions.values().take(ROWS).map(row));
    let more = topic.subscriptions.len().saturating_sub(ROWS);
    if more > 0 {
        rows.push(Row { cells: vec![text(format!("and {more} more subscriptions"), Tone::Muted)] });
    }
    let fates = topic.fates();
    let mut spoken = format!(
        "Topic {}: {} published to {} subscriptions, {} delivered",
        topic.name,
        tally.published,
        topic.subscriptions.len(),
        fates.delivered
    );
    for (count, word) in [
        (fates.pending, "on their way"),
        (fates.filtered, "filtered out"),
        (fates.dead, "in dead-letter queues"),
        (fates.lost + fates.unburied, "lost"),
    ] {
        if count > 0 {
            spoken.push_str(&format!(", {count} {word}"));
        }
    }
    spoken.push('.');
    let badge = if topic.fifo { "fifo" } else { "standard" }.to_string();
    Panel { role: "topic", name: topic.name.clone(), badge, rows, spoken }
}

fn row(to: &Subscription) -> Row {
    let fates = &to.fates;
    let waits = !to.is_confirmed();
    let mark = match fates {
        _ if waits => Sign::Waiting,
        f if f.lost + f.unburied > 0 => Sign::Failed,
        f if f.pending > 0 => Sign::Flight,
        _ => Sign::Done,
    };
    let mut cells = vec![
        sign(mark),
        text(to.short(), Tone::Strong),
        text(to.protocol.name(), Tone::Muted),
        text(format!("delivered {}", fates.delivered), Tone::Done),
    ];
    if waits {
        cells.push(text("waits for its confirmation", Tone::Fault));
    }
    for (count, word, tone) in [
        (fates.pending, "on the way", Tone::Flight),
        (fates.filtered, "filtered", Tone::Muted),
        (fates.dead, "dead letters", Tone::Fail),
        (fates.lost + fates.unburied, "lost", Tone::Fail),
    ] {
        if count > 0 {
            cells.push(text(format!("{word} {count}"), tone));
        }
    }
    Row { cells }
}
