//! Registered consumers and their subscriptions.
use super::{View, bytes, sign, text};
use crate::sim::panel::{Panel, Row, Sign, Tone};
use crate::sim::services::kinesis::model::consumer::Consumer;

impl View<'_> {
    /// Role `fan-out`, where there is a registered consumer.
    pub(super) fn fan_out(&self) -> Option<Panel> {
        let consumers = &self.stream.consumers;
        if consumers.is_empty() {
            return None;
        }
        let mut rows: Vec<Row> = consumers.values().map(|c| self.consumer(c)).collect();
        let words = format!("pushed {}", bytes(self.stream.tally.push.bytes));
        rows.push(Row { cells: vec![text(words, Tone::Muted)] });
        let names: Vec<&str> = consumers.keys().map(|n| &**n).collect();
        let spoken = format!("Stream {}: enhanced fan-out to {}.", self.stream.config.name, names.join(", "));
        Some(self.panel("fan-out", rows, spoken))
    }

    fn consumer(&self, consumer: &Consumer) -> Row {
        let shards = self.stream.shards.values();
        let open = shards.filter_map(|s| s.subscriptions.get(&consumer.no).map(|sub| (s, sub)));
        let (mut count, mut unread) = (0_usize, 0);
        for (shard, subscription) in open.filter(|(_, sub)| sub.ends > self.now) {
            count += 1;
            unread += shard.records.len() - shard.index(subscription.from);
        }
        let mark = if consumer.active <= self.now { Sign::Working } else { Sign::Waiting };
        let mut cells = vec![sign(mark), text(consumer.name.to_string(), Tone::Strong)];
        cells.push(text(format!("{count} subscriptions"), Tone::Plain));
        cells.push(text(format!("{unread} not pushed yet"), Tone::Visible));
        Row { cells }
    }
}
