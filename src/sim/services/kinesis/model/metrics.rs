//! Values under CloudWatch's own names, and the meters of the bill.
use super::{Kinesis, stream::Stream};
use crate::base::time::SimTime;
use crate::sim::services::kinesis::{model::stream::Mode, quotas::Rates};
use crate::sim::turn::Usage;
use serde::{Deserialize, Serialize};

macro_rules! metrics {
    (sums { $($sum:literal: $count:expr,)* } gauges { $($gauge:literal: $value:expr,)* }) => {
        /// Every metric of a stream under CloudWatch's names; the last three are the simulator's own.
        pub const METRICS: &[&str] = &[$($sum,)* $($gauge,)*];
        /// Those that count up.
        pub const SUMS: &[&str] = &[$($sum,)*];

        /// The value of one of them.
        fn value(name: &str, stream: &Stream, rates: &Rates, now: SimTime) -> Option<u64> {
            type Count = fn(&Tally) -> u64;
            type Gauge = fn(&Stream, &Rates, SimTime) -> Option<u64>;
            match name {
                $($sum => Some(($count as Count)(&stream.tally)),)*
                $($gauge => ($value as Gauge)(stream, rates, now),)*
                _ => None,
            }
        }
    };
}

metrics! {
    sums {
        "IncomingBytes": |t| t.put.bytes + t.batch.bytes,
        "IncomingRecords": |t| t.put.records + t.batch.records,
        "PutRecord.Bytes": |t| t.put.bytes,
        "PutRecord.Success": |t| t.put.calls,
        "PutRecords.Bytes": |t| t.batch.bytes,
        "PutRecords.Success": |t| t.batch.calls,
        "PutRecords.TotalRecords": |t| t.batch.asked,
        "PutRecords.SuccessfulRecords": |t| t.batch.records,
        "PutRecords.ThrottledRecords": |t| t.batch.throttled,
        "PutRecords.FailedRecords": |_| 0,
        "WriteProvisionedThroughputExceeded": |t| t.put.throttled + t.batch.throttled,
        "GetRecords.Bytes": |t| t.get.bytes,
        "GetRecords.Records": |t| t.get.records,
        "GetRecords.Success": |t| t.get.calls,
        "ReadProvisionedThroughputExceeded": |t| t.get.throttled,
        "SubscribeToShard.Success": |t| t.push.opened,
        "SubscribeToShard.RateExceeded": |t| t.push.throttled,
        "SubscribeToShardEvent.Success": |t| t.push.calls,
        "SubscribeToShardEvent.Bytes": |t| t.push.bytes,
        "SubscribeToShardEvent.Records": |t| t.push.records,
    }
    gauges {
        "GetRecords.IteratorAgeMilliseconds": |stream, _, now| stream.tally.get.behind.highest(now),
        "SubscribeToShardEvent.MillisBehindLatest": |stream, _, now| stream.tally.push.behind.highest(now),
        "OpenShardCount": |stream, _, _| Some(u64::from(stream.open_count())),
        "RecordsHeld": |stream, _, _| Some(stream.held()),
        "HottestShardPercent": |stream, rates, now| {
            Some(stream.open().map(|s| s.percent(rates, now)).max().unwrap_or_default())
        },
    }
}

/// What was written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Writes {
    /// Successful calls.
    pub calls: u64,
    /// Bytes accepted.
    pub bytes: u64,
    /// Records asked for.
    pub asked: u64,
    /// Records accepted.
    pub records: u64,
    /// Records refused for lack of capacity.
    pub throttled: u64,
}

/// What was read.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Reads {
    /// Successful calls or events.
    pub calls: u64,
    /// Bytes.
    pub bytes: u64,
    /// Records.
    pub records: u64,
    /// Refused calls.
    pub throttled: u64,
    /// Subscriptions opened.
    pub opened: u64,
    /// How far behind readers were, in this minute and the one before.
    pub behind: Ages,
}

/// The highest value of the minute that runs and of the one before.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Ages {
    minute: u64,
    here: Option<u64>,
    before: Option<u64>,
}

impl Ages {
    fn rolled(mut self, now: SimTime) -> Self {
        let minute = now.as_secs() / 60;
        if minute > self.minute {
            self.before = if minute == self.minute + 1 { self.here } else { None };
            (self.here, self.minute) = (None, minute);
        }
        self
    }
    /// Notes a value.
    pub fn note(&mut self, millis: u64, now: SimTime) {
        *self = self.rolled(now);
        self.here = Some(self.here.map_or(millis, |most| most.max(millis)));
    }
    /// The highest, if anybody read at all.
    #[must_use]
    pub fn highest(&self, now: SimTime) -> Option<u64> {
        let rolled = self.rolled(now);
        rolled.here.max(rolled.before)
    }
}

/// What is billed by time, in microseconds of something.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Clocks {
    /// Counted up to here.
    pub at: SimTime,
    /// Open shards in provisioned mode.
    pub shards: u64,
    /// Open shards with a retention above 24 hours.
    pub extended: u64,
    /// The stream in on-demand mode.
    pub on_demand: u64,
    /// Consumers times open shards.
    pub fan_out: u64,
}

/// Counts since the start.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Tally {
    /// PutRecord.
    pub put: Writes,
    /// PutRecords.
    pub batch: Writes,
    /// PUT payload units in provisioned mode.
    pub put_units: u64,
    /// Bytes written and read in on-demand mode.
    pub on_demand: (u64, u64),
    /// GetRecords.
    pub get: Reads,
    /// Enhanced fan-out.
    pub push: Reads,
    /// Time.
    pub clocks: Clocks,
}

impl Stream {
    /// Counts time up to now; called before anything changes that time is counted by.
    pub fn tick(&mut self, now: SimTime, default_retention: u64) {
        self.tally.clocks = self.clocks(now, default_retention);
    }

    fn clocks(&self, now: SimTime, default_retention: u64) -> Clocks {
        let mut clocks = self.tally.clocks;
        let (span, open) = (now.since(clocks.at).0, u64::from(self.open_count()));
        clocks.at = now;
        match self.config.mode {
            Mode::Provisioned => {
                clocks.shards += span.saturating_mul(open);
                if self.config.retention > default_retention {
                    clocks.extended += span.saturating_mul(open);
                }
                clocks.fan_out += span.saturating_mul(open).saturating_mul(self.consumers.len() as u64);
            }
            Mode::OnDemand => clocks.on_demand += span,
        }
        clocks
    }
}

impl Kinesis {
    /// A metric of one stream now: sums since the start of the run, ages the highest of this minute and the last one.
    pub(in crate::sim::services::kinesis) fn measure(&self, resource: &str, name: &str, now: SimTime) -> Option<u64> {
        value(name, self.streams.get(resource)?, &self.core.limits.rates, now)
    }

    /// The meters of the bill; times in seconds.
    pub(in crate::sim::services::kinesis) fn bill(&self, now: SimTime) -> Vec<Usage> {
        const SECOND: u64 = 1_000_000;
        let default_retention = self.core.limits.retention.default;
        let of = |stream: &Stream| {
            let (clocks, tally) = (stream.clocks(now, default_retention), &stream.tally);
            let meters = [
                ("kinesis.shard_seconds", clocks.shards / SECOND),
                ("kinesis.put_units", tally.put_units),
                ("kinesis.extended_retention_shard_seconds", clocks.extended / SECOND),
                ("kinesis.consumer_shard_seconds", clocks.fan_out / SECOND),
                ("kinesis.fan_out_bytes", tally.push.bytes),
                ("kinesis.on_demand_stream_seconds", clocks.on_demand / SECOND),
                ("kinesis.on_demand_bytes_in", tally.on_demand.0),
                ("kinesis.on_demand_bytes_out", tally.on_demand.1),
            ];
            let used = |(meter, amount)| Usage { resource: stream.config.name.clone(), meter, amount };
            meters.into_iter().filter(|m| m.1 > 0).map(used).collect::<Vec<_>>()
        };
        self.streams.values().flat_map(of).collect()
    }
}
