//! What a learner sees of a Firehose stream: its buffers filling up, what is on the way, what arrived.
use super::model::{
    Firehose,
    config::{Source, Target},
    held::{Buffer, Lane, Record},
    stream::DeliveryStream,
};
use super::quotas::Limits;
use crate::base::time::SimTime;
use crate::sim::panel::{Cell, Panel, Row, Sign, Token, Tone};

/// Rows of one kind a panel shows at most.
const ROWS: usize = 4;
/// Signs in a row.
const TOKENS: usize = 12;

impl Firehose {
    pub(super) fn views(&self, now: SimTime) -> Vec<Panel> {
        self.streams.values().map(|stream| view(stream, &self.core.limits, now)).collect()
    }
}

fn text(words: impl Into<String>, tone: Tone) -> Cell {
    Cell::Text(words.into(), tone)
}

fn row(cells: Vec<Cell>) -> Row {
    Row { cells }
}

fn tokens(records: &[Record], sign: Sign) -> Cell {
    let label = |r: &Record| {
        let item = r.item()?;
        Some(item.label.strip_prefix('m').map_or_else(|| item.label.clone(), Into::into))
    };
    let token = |r: &Record| Some(Token { sign, label: label(r)?, group: None });
    Cell::Tokens(records.iter().rev().filter_map(token).take(TOKENS).collect())
}

fn bytes(n: u64) -> String {
    match n {
        0..1_024 => format!("{n} B"),
        1_024..1_048_576 => format!("{}.{} KB", n / 1_024, n % 1_024 * 10 / 1_024),
        _ => format!("{}.{} MB", n / 1_048_576, n % 1_048_576 * 10 / 1_048_576),
    }
}

fn view(stream: &DeliveryStream, limits: &Limits, now: SimTime) -> Panel {
    let held = &stream.held;
    let mut rows = vec![];
    if !held.stage.records.is_empty() {
        let words = format!("for the function {}", held.stage.records.len());
        rows.push(row(vec![tokens(&held.stage.records, Sign::Visible), text(words, Tone::Visible)]));
    }
    for batch in held.invocations.values().take(ROWS) {
        let words = format!("at the function, try {}", batch.tries);
        rows.push(row(vec![tokens(&batch.records, Sign::Working), text(words, Tone::Flight)]));
    }
    let lanes = held.lanes.iter().filter(|(_, buffer)| !buffer.records.is_empty());
    rows.extend(lanes.take(ROWS).map(|(lane, buffer)| lane_row(stream, limits, (lane, buffer), now)));
    for batch in held.batches.values().take(ROWS) {
        let tone = if batch.tries > 1 { Tone::Fail } else { Tone::Flight };
        let words = format!("{} on the way, try {}", bytes(batch.bytes), batch.tries.max(1));
        rows.push(row(vec![tokens(&batch.records, Sign::Flight), text(words, tone)]));
    }
    rows.push(done(stream));
    let c = &stream.counts;
    let mut spoken = format!(
        "Firehose stream {}: {} records waiting, {} delivered",
        stream.name,
        stream.waiting(),
        c.delivered.records
    );
    for (count, word) in [(c.dropped, "dropped"), (c.failed + c.manifested, "failed"), (c.lost, "lost")] {
        if count > 0 {
            spoken.push_str(&format!(", {count} {word}"));
        }
    }
    spoken.push('.');
    Panel { role: "firehose", name: stream.name.clone(), badge: badge(stream).into(), rows, spoken }
}

fn badge(stream: &DeliveryStream) -> &'static str {
    match (&stream.source, &stream.destination.target) {
        (Source::DirectPut, Target::S3) => "put to S3",
        (Source::DirectPut, Target::Redshift(_)) => "put to Redshift",
        (Source::DirectPut, Target::OpenSearch(_)) => "put to OpenSearch",
        (Source::DirectPut, Target::Http(_)) => "put to HTTP",
        (_, Target::S3) => "stream to S3",
        (_, Target::Redshift(_)) => "stream to Redshift",
        (_, Target::OpenSearch(_)) => "stream to OpenSearch",
        (_, Target::Http(_)) => "stream to HTTP",
    }
}

/// A buffer: what is in it, how full it is, when it leaves.
fn lane_row(stream: &DeliveryStream, limits: &Limits, (lane, buffer): (&Lane, &Buffer), now: SimTime) -> Row {
    let (size, _) = match lane {
        Lane::Main(_) => stream.destination.effective(limits),
        _ => stream.destination.backup_hints(limits),
    };
    let sign = if matches!(lane, Lane::Failed(_)) { Sign::Failed } else { Sign::Visible };
    let tone = if matches!(lane, Lane::Failed(_)) { Tone::Fail } else { Tone::Visible };
    let name = match lane {
        Lane::Main(prefix) if prefix.is_empty() => "buffer".to_string(),
        Lane::Main(prefix) => prefix.to_string(),
        Lane::Source => "backup".into(),
        Lane::Failed(why) => why.output_type().into(),
    };
    let mut cells = vec![
        tokens(&buffer.records, sign),
        Cell::Bar { filled: buffer.bytes.min(size), of: size.max(1), tone },
        text(format!("{name} {}", bytes(buffer.bytes)), tone),
    ];
    match buffer.until {
        _ if buffer.flying => cells.push(text("waits for its turn", Tone::Muted)),
        Some(until) => cells.push(text(format!("leaves in {}", until.since(now).span()), Tone::Muted)),
        None => {}
    }
    row(cells)
}

fn done(stream: &DeliveryStream) -> Row {
    let c = &stream.counts;
    let token = Token { sign: Sign::Done, label: "".into(), group: None };
    let mut cells = vec![Cell::Tokens(vec![token]), text(format!("delivered {}", c.delivered.records), Tone::Done)];
    let bad = [
        (c.dropped, "dropped", Tone::Muted),
        (c.failed, "failed", Tone::Fail),
        (c.manifested, "in manifests", Tone::Fail),
        (c.lost, "lost", Tone::Fail),
        (c.throttled, "throttled", Tone::Fail),
    ];
    for (count, word, tone) in bad.into_iter().filter(|(count, ..)| *count > 0) {
        cells.push(text(format!("{word} {count}"), tone));
    }
    row(cells)
}
