//! The family tree of the shards: who was split or merged into whom.
use super::{View, short, sign, text};
use crate::sim::panel::{Panel, Row, Sign, Tone};
use crate::sim::services::kinesis::model::shard::Shard;

/// Shards shown one by one.
const ROWS: usize = 16;

impl View<'_> {
    /// Role `shards`: the newest first, as the oldest ones go by themselves.
    pub(super) fn lineage(&self) -> Panel {
        let shards = &self.stream.shards;
        let mut rows: Vec<Row> = shards.values().rev().take(ROWS).map(row).collect();
        if shards.len() > ROWS {
            rows.push(Row { cells: vec![text(format!("and {} older shards", shards.len() - ROWS), Tone::Muted)] });
        }
        let closed = shards.values().filter(|s| !s.is_open()).count();
        let spoken =
            format!("Stream {}: {} shards open, {closed} closed.", self.stream.config.name, shards.len() - closed);
        self.panel("shards", rows, spoken)
    }
}

fn row(shard: &Shard) -> Row {
    let (mark, tone) = if shard.is_open() { (Sign::Visible, Tone::Strong) } else { (Sign::Locked, Tone::Muted) };
    let mut cells = vec![sign(mark), text(short(shard.no), tone)];
    let list = |all: &[u32]| all.iter().map(u32::to_string).collect::<Vec<_>>().join(" + ");
    if !shard.lineage.parents.is_empty() {
        cells.push(text(format!("from {}", list(&shard.lineage.parents)), Tone::Muted));
    }
    if !shard.lineage.children.is_empty() {
        cells.push(text(format!("into {}", list(&shard.lineage.children)), Tone::Muted));
    }
    cells.push(text(format!("holds {}", shard.records.len()), Tone::Visible));
    if let Some(closed) = shard.lineage.closed {
        cells.push(text(format!("closed {}", closed.clock()), Tone::Muted));
    }
    Row { cells }
}
