//! What a learner sees of an application: each worker with its shards.
use super::{Application, read::Doing, worker::Worker};
use crate::base::time::SimTime;
use crate::sim::{
    panel::{Cell, Panel, Row, Sign, Token, Tone},
    trace::Name,
};

fn text(words: impl Into<String>, tone: Tone) -> Cell {
    Cell::Text(words.into(), tone)
}

/// `shardId-000000000002` as people say it: `shard 2`.
fn short(shard: &Name) -> String {
    let digits = shard.trim_start_matches("shardId-").trim_start_matches('0');
    format!("shard {}", if digits.is_empty() { "0" } else { digits })
}

impl Application {
    /// Its panel: a row per worker, a row per shard it reads, then what they have done together.
    #[must_use]
    pub fn panel(&self, now: SimTime) -> Panel {
        let mut rows = vec![];
        let mut words = vec![];
        for worker in self.members.iter().filter(|w| !w.leaving) {
            rows.push(head(worker));
            rows.extend(worker.shards().map(|reading| {
                let mut cells = vec![text(format!("  {}", short(&reading.shard)), Tone::Plain)];
                if let (Some(held), Doing::Working { since, until }) = (reading.hands.front(), reading.doing) {
                    let label = held.item.label.clone();
                    cells.push(Cell::Tokens(vec![Token { sign: Sign::Working, label, group: None }]));
                    let of = (until - since).0.max(1);
                    cells.push(Cell::Bar { filled: (now - since).0.min(of), of, tone: Tone::Flight });
                }
                let tone = if reading.behind > 60_000 { Tone::Fail } else { Tone::Muted };
                cells.push(text(format!("behind {}", SimTime::from_millis(reading.behind).span()), tone));
                Row { cells }
            }));
            words.push(format!("{} {}", worker.name, saying(worker)));
        }
        let tally = &self.shared.tally;
        let tone = if tally.repeats > 0 { Tone::Fail } else { Tone::Muted };
        rows.push(Row {
            cells: vec![
                text(format!("done {}", tally.finished), Tone::Muted),
                text(format!("twice {}", tally.repeats), tone),
            ],
        });
        let spoken =
            format!("Readers {}: {}. Done {}, twice {}.", self.name, words.join("; "), tally.finished, tally.repeats);
        Panel { role: "readers", name: self.name.clone(), badge: "kcl".into(), rows, spoken }
    }
}

fn head(worker: &Worker) -> Row {
    let tone = if worker.down().is_some() { Tone::Fault } else { Tone::Muted };
    Row { cells: vec![text(worker.name.to_string(), Tone::Strong), text(saying(worker), tone)] }
}

fn saying(worker: &Worker) -> String {
    if let Some(since) = worker.down() {
        return format!("crashed, {}", since.clock());
    }
    match worker.reads() {
        0 => "idle".into(),
        1 => "1 lease".into(),
        n => format!("{n} leases"),
    }
}
