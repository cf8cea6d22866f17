//! What a learner sees of a bucket: how much is in it, what came last, where its events go.
use super::model::{Bucket, S3};
use crate::base::time::SimTime;
use crate::sim::panel::{Cell, Panel, Row, Sign, Token, Tone};

impl S3 {
    pub(super) fn views(&self, _: SimTime) -> Vec<Panel> {
        self.buckets.values().map(view).collect()
    }
}

fn text(words: impl Into<String>, tone: Tone) -> Cell {
    Cell::Text(words.into(), tone)
}

/// Bytes for people: `912 B`, `4.2 KB`, `5.0 MB`.
fn bytes(n: u64) -> String {
    let (unit, word) = match n {
        0..1_024 => return format!("{n} B"),
        1_024..1_048_576 => (1_024, "KB"),
        1_048_576..1_073_741_824 => (1_048_576, "MB"),
        _ => (1_073_741_824, "GB"),
    };
    format!("{}.{} {word}", n / unit, n % unit * 10 / unit)
}

fn view(bucket: &Bucket) -> Panel {
    let counts = &bucket.counts;
    let objects = bucket.objects.len();
    let head = Cell::Tokens(vec![Token { sign: Sign::Done, label: objects.to_string().into(), group: None }]);
    let size = text(format!("objects {objects}, {}", bytes(counts.size)), Tone::Strong);
    let mut rows = vec![Row { cells: vec![head, size] }];
    for (key, size) in bucket.recent().collect::<Vec<_>>().into_iter().rev().take(4) {
        let sign = if bucket.objects.contains_key(key) { Tone::Plain } else { Tone::Muted };
        rows.push(Row { cells: vec![text(&**key, sign), text(bytes(*size), Tone::Muted)] });
    }
    let rules = &bucket.notifications;
    if !rules.rules.is_empty() || rules.event_bridge.is_some() {
        let mut cells = vec![text(format!("events {}", counts.delivered), Tone::Done)];
        if !bucket.events.is_empty() {
            cells.push(text(format!("on the way {}", bucket.events.len()), Tone::Flight));
        }
        if counts.failed > 0 {
            cells.push(text(format!("given up {}", counts.failed), Tone::Fail));
        }
        rows.push(Row { cells });
    }
    let events = match counts.failed {
        0 => format!("{} events delivered", counts.delivered),
        lost => format!("{} events delivered, {lost} given up", counts.delivered),
    };
    Panel {
        role: "bucket",
        name: bucket.name.clone(),
        badge: String::new(),
        rows,
        spoken: format!("Bucket {}: {objects} objects, {}, {events}.", bucket.name, bytes(counts.size)),
    }
}
