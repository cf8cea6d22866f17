//! What a learner sees of producers and consumers.
use super::{
    fleet::Fleet,
    producer::Producer,
    worker::{Doing, Worker},
};
use crate::base::time::SimTime;
use crate::sim::{
    panel::{Cell, Panel, Row, Sign, Token, Tone},
    scenario::spec::{ConsumerSpec, ProducerSpec},
};

fn text(words: impl Into<String>, tone: Tone) -> Cell {
    Cell::Text(words.into(), tone)
}

impl Producer {
    /// Its panel: how fast, a moving wire, how many.
    #[must_use]
    pub fn panel(&self, spec: &ProducerSpec, now: SimTime) -> Panel {
        let pace = match (spec.rate, spec.every) {
            (Some(rate), _) => rate.to_string(),
            (None, Some(every)) => format!("1 msg / {}", every.0.span()),
            (None, None) => String::new(),
        };
        let silent = now < self.silent_until;
        let second =
            if silent { text(format!("silent, {}", self.silent_until.clock()), Tone::Fault) } else { Cell::Wire };
        let rows = vec![
            Row { cells: vec![text(pace, Tone::Plain)] },
            Row { cells: vec![second] },
            Row { cells: vec![text(format!("sent {}", self.sent), Tone::Muted)] },
        ];
        let spoken = format!("Producer {}: {} sent{}.", self.name, self.sent, if silent { ", silent" } else { "" });
        Panel { role: "producer", name: self.name.clone(), badge: String::new(), rows, spoken }
    }
}

impl Fleet {
    /// Its panel: one row per member, then what they have done together.
    #[must_use]
    pub fn panel(&self, spec: &ConsumerSpec, now: SimTime) -> Panel {
        let present = || self.members.iter().filter(|w| !w.leaving || !w.hands.is_empty());
        let mut rows: Vec<Row> = present().map(|w| member(w, now)).collect();
        let twice = self.tally.repeats;
        let tone = if twice > 0 { Tone::Fail } else { Tone::Muted };
        let counts = format!("done {}", self.tally.finished);
        rows.push(Row {
            cells: vec![text(counts, Tone::Muted), text(format!("{} twice {twice}", past(&spec.side_effect)), tone)],
        });
        let members: Vec<String> = present().map(|w| format!("{} {}", w.name, saying(w, now))).collect();
        let spoken = format!(
            "Consumers {}: {}. Done {}, {} twice {twice}.",
            self.name,
            members.join("; "),
            self.tally.finished,
            past(&spec.side_effect)
        );
        Panel { role: "consumers", name: self.name.clone(), badge: String::new(), rows, spoken }
    }
}

/// `charge` -> `charged`; words that are in the past already stay.
fn past(effect: &str) -> String {
    match effect.bytes().last() {
        Some(b'e') => format!("{effect}d"),
        Some(b'd' | b't') => effect.into(),
        _ => format!("{effect}ed"),
    }
}

fn member(worker: &Worker, now: SimTime) -> Row {
    let name = text(worker.name.to_string(), Tone::Strong);
    let token = match worker.hands.front() {
        Some(held) => Cell::Tokens(vec![Token { sign: Sign::Flight, label: held.item.label.clone(), group: None }]),
        None => text("·", Tone::Muted),
    };
    let (filled, of, tone) = match worker.doing {
        Doing::Working { since, until } => {
            // Its timeout is over: what it works on is not its own any more.
            let late = worker.hands.front().is_some_and(|held| held.until <= now);
            let tone = if late { Tone::Fail } else { Tone::Flight };
            ((now - since).0, (until - since).0.max(1), tone)
        }
        Doing::Acting(..) => (1, 1, Tone::Flight),
        Doing::Deleting(..) => (1, 1, Tone::Done),
        _ => (0, 1, Tone::Muted),
    };
    let tone_of_words = if worker.is_down() { Tone::Fault } else { Tone::Plain };
    let bar = Cell::Bar { filled, of, tone };
    Row { cells: vec![name, token, bar, text(saying(worker, now), tone_of_words)] }
}

fn saying(worker: &Worker, now: SimTime) -> String {
    match worker.doing {
        Doing::Working { since, until } => progress(now - since, until - since),
        Doing::Acting(..) => "writing".into(),
        Doing::Deleting(..) => "deleting".into(),
        Doing::Polling(_) => "polling".into(),
        Doing::Resting => "waiting".into(),
        Doing::Down { since, .. } => format!("crashed, {}", since.clock()),
    }
}

/// `34/54 s`; short work with a tenth: `1.2/2.0 s`; very short in milliseconds.
fn progress(done: SimTime, need: SimTime) -> String {
    let tenths = |t: SimTime| format!("{}.{}", t.as_secs(), t.as_millis() / 100 % 10);
    match need.as_millis() {
        ..1_000 => format!("{}/{} ms", done.as_millis(), need.as_millis()),
        1_000..10_000 => format!("{}/{} s", tenths(done), tenths(need)),
        _ => format!("{}/{} s", done.as_secs(), need.as_secs()),
    }
}
