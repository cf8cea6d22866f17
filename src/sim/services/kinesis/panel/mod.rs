//! What a learner sees of the streams. Every stream has several views, told apart by `role`:
//!
//! | role | shows |
//! |---|---|
//! | `stream` | the open shards, hottest first: how full this second is, records held, refusals; then totals |
//! | `shards` | every shard with its lineage: parents, children, open or closed, what it holds |
//! | `fan-out` | where consumers are registered: each with its subscriptions and how far behind they are |
mod fanout;
mod lineage;

use super::model::{
    Kinesis,
    shard::Shard,
    stream::{Mode, Status, Stream},
};
use super::quotas::Rates;
use crate::base::time::SimTime;
use crate::sim::panel::{Cell, Panel, Row, Sign, Token, Tone};

/// Shards shown one by one.
const ROWS: usize = 8;
/// From this percentage of its limit on a shard is hot.
const HOT: u64 = 80;

/// What a view may ask.
struct View<'a> {
    stream: &'a Stream,
    now: SimTime,
    rates: Rates,
}

impl Kinesis {
    /// Every view of every stream.
    #[must_use]
    pub(super) fn views(&self, now: SimTime) -> Vec<Panel> {
        let of = |stream| {
            let view = View { stream, now, rates: self.core.limits.rates };
            let mut all = vec![view.main(), view.lineage()];
            all.extend(view.fan_out());
            all
        };
        self.streams.values().flat_map(of).collect()
    }
}

fn text(words: impl Into<String>, tone: Tone) -> Cell {
    Cell::Text(words.into(), tone)
}

fn sign(sign: Sign) -> Cell {
    Cell::Tokens(vec![Token { sign, label: "".into(), group: None }])
}

/// `shardId-000000000002` as people say it: `shard 2`.
fn short(no: u32) -> String {
    format!("shard {no}")
}

/// A number of bytes or records with its unit, rounded: `1.5 MiB`.
fn bytes(n: u64) -> String {
    match n {
        0..1_024 => format!("{n} B"),
        1_024..1_048_576 => format!("{} KiB", n / 1_024),
        _ => format!("{}.{} MiB", n >> 20, ((n % 1_048_576) * 10) >> 20),
    }
}

/// How full this second of a shard is.
fn load(shard: &Shard, rates: &Rates, now: SimTime) -> [Cell; 2] {
    let percent = shard.percent(rates, now);
    let tone = if percent >= HOT { Tone::Fail } else { Tone::Flight };
    [Cell::Bar { filled: percent.min(100), of: 100, tone }, text(format!("{percent} %"), tone)]
}

impl View<'_> {
    fn panel(&self, role: &'static str, rows: Vec<Row>, spoken: String) -> Panel {
        let badge = match self.stream.config.mode {
            Mode::Provisioned => "provisioned",
            Mode::OnDemand => "on-demand",
        };
        Panel { role, name: self.stream.config.name.clone(), badge: badge.into(), rows, spoken }
    }

    /// Role `stream`.
    fn main(&self) -> Panel {
        let stream = self.stream;
        let mut shards: Vec<&Shard> = stream.open().collect();
        shards.sort_by_key(|s| (std::cmp::Reverse((s.percent(&self.rates, self.now), s.load.refused_writes)), s.no));
        let mut rows: Vec<Row> = shards.iter().take(ROWS).map(|s| self.shard(s)).collect();
        if shards.len() > ROWS {
            rows.push(Row { cells: vec![text(format!("and {} more shards", shards.len() - ROWS), Tone::Muted)] });
        }
        if let Status::Updating(until, _) = stream.status {
            rows.push(Row {
                cells: vec![sign(Sign::Waiting), text(format!("UPDATING until {}", until.clock()), Tone::Strong)],
            });
        }
        rows.push(self.totals());
        let hot = shards.iter().filter(|s| s.percent(&self.rates, self.now) >= HOT).count();
        let hot = if hot > 0 { format!(", {hot} hot") } else { String::new() };
        let (put, batch) = (&stream.tally.put, &stream.tally.batch);
        let spoken = format!(
            "Stream {}: {} shards open{hot}, {} records held, {} writes refused.",
            stream.config.name,
            shards.len(),
            stream.held(),
            put.throttled + batch.throttled
        );
        self.panel("stream", rows, spoken)
    }

    fn shard(&self, shard: &Shard) -> Row {
        let mut cells = vec![text(short(shard.no), Tone::Strong)];
        cells.extend(load(shard, &self.rates, self.now));
        cells.push(text(format!("holds {}", shard.records.len()), Tone::Visible));
        if shard.load.refused_writes + shard.load.refused_reads > 0 {
            cells.push(sign(Sign::Refused));
            let words = format!("{} puts, {} reads", shard.load.refused_writes, shard.load.refused_reads);
            cells.push(text(words, Tone::Fail));
        }
        Row { cells }
    }

    fn totals(&self) -> Row {
        let (stream, tally) = (self.stream, &self.stream.tally);
        let mut cells = vec![text(format!("in {}", bytes(tally.put.bytes + tally.batch.bytes)), Tone::Plain)];
        cells.push(text(format!("out {}", bytes(tally.get.bytes + tally.push.bytes)), Tone::Plain));
        if let Some(age) = tally.get.behind.highest(self.now) {
            let tone = if age > 60_000 { Tone::Fail } else { Tone::Muted };
            cells.push(text(format!("iterator age {}", SimTime::from_millis(age).span()), tone));
        }
        if stream.books.expired > 0 {
            cells.push(text(format!("expired {}", stream.books.expired), Tone::Fail));
        }
        cells.push(text(format!("keeps {} h", stream.config.retention), Tone::Muted));
        Row { cells }
    }
}
