//! SplitShard, MergeShards, UpdateShardCount: checked here, done when the stream is ACTIVE again.
use super::{Code, KinesisError, Reply, Response};
use crate::base::time::SimTime;
use crate::sim::services::kinesis::{
    model::{
        Kinesis, bare,
        hash::HashKey,
        shard::Shard,
        stream::{Change, Mode, Status, Stream, once_more},
    },
    step::Output,
};
use crate::sim::{
    leniency::Spared,
    trace::{Name, Weight},
    turn::{Draft, Turn},
};

/// Whether the shards of this stream can be changed by hand now.
fn changeable(stream: &Stream) -> Result<(), KinesisError> {
    let name = &stream.config.name;
    if stream.config.mode == Mode::OnDemand {
        let account = crate::sim::arn::ACCOUNT;
        let message = format!("Request is invalid. Stream {name} under account {account} is in On-Demand mode.");
        return Err(KinesisError::new(Code::Validation, message));
    }
    if stream.status == Status::Active { Ok(()) } else { Err(KinesisError::busy(name, stream.status.name())) }
}

/// A shard that is still open.
fn open<'a>(stream: &'a Stream, id: &str) -> Result<&'a Shard, KinesisError> {
    let name = &stream.config.name;
    let shard = stream.shard(id).ok_or_else(|| KinesisError::no_shard(name, id))?;
    if shard.is_open() {
        return Ok(shard);
    }
    let account = crate::sim::arn::ACCOUNT;
    let message = format!(
        "Shard {id} in stream {name} under account {account} has already been merged or split, and thus is not eligible for merging or splitting."
    );
    Err(KinesisError::new(Code::InvalidArgument, message))
}

impl Kinesis {
    pub(super) fn split(&mut self, name: &str, shard: &str, at: &str, turn: Turn<'_>, out: &mut Output) -> Reply {
        let stream = self.found(name)?;
        let parent = open(stream, shard);
        changeable(stream)?;
        let parent = parent?;
        let no = parent.no;
        let (first, last) = parent.range;
        // AWS asks for more than one place on either side.
        let inside = HashKey::parse(at).filter(|at| at.0 > first.0.saturating_add(1) && *at < last);
        let Some(at) = inside else {
            let message = format!(
                "NewStartingHashKey {at} used in SplitShard() on shard {shard} in stream {} under account {} is not both greater than one plus the shard's StartingHashKey {first} and less than the shard's EndingHashKey {}.",
                stream.config.name,
                crate::sim::arn::ACCOUNT,
                last.before()
            );
            return Err(KinesisError::new(Code::InvalidArgument, message));
        };
        self.room_for(1)?;
        self.update(name, Change::Split(no, at), turn, out)
    }

    pub(super) fn merge(&mut self, name: &str, shard: &str, other: &str, turn: Turn<'_>, out: &mut Output) -> Reply {
        let stream = self.found(name)?;
        changeable(stream)?;
        let (a, b) = (open(stream, shard)?, open(stream, other)?);
        let follows = |low: &Shard, high: &Shard| low.range.1.0.checked_add(1) == Some(high.range.0.0);
        if !follows(a, b) && !follows(b, a) {
            let message = format!(
                "Shards {shard} and {other} in stream {} under account {} are not an adjacent pair of shards eligible for merging",
                stream.config.name,
                crate::sim::arn::ACCOUNT
            );
            return Err(KinesisError::new(Code::InvalidArgument, message));
        }
        let change = Change::Merge(a.no, b.no);
        self.update(name, change, turn, out)
    }

    pub(super) fn update_count(&mut self, name: &str, target: i64, turn: Turn<'_>, out: &mut Output) -> Reply {
        let stream = self.found(name)?;
        changeable(stream)?;
        let counts = self.core.limits.counts;
        let now = u64::from(stream.open_count());
        let wanted = u64::try_from(target).ok().filter(|n| *n > 0);
        let wanted = wanted.ok_or_else(|| {
            KinesisError::constraint(target, "targetShardCount", "have value greater than or equal to 1")
        })?;
        let refuse = |what: &str| {
            let message = format!(
                "UpdateShardCount cannot {what}. Current open shard count: {now}, Target shard count: {wanted}"
            );
            Err(KinesisError::new(Code::LimitExceeded, message))
        };
        if wanted > now.saturating_mul(counts.up_factor) {
            return refuse("scale up over double your current open shard count");
        }
        if wanted.saturating_mul(counts.down_factor) < now && !turn.spares(Spared::HalfTheShards) {
            return refuse("scale down below half your current open shard count");
        }
        if wanted > counts.update_shards {
            return refuse(&format!("scale to more than {} shards", counts.update_shards));
        }
        self.room_for(wanted.saturating_sub(now))?;
        let stream = self.streams.get_mut(bare(name)).ok_or_else(|| KinesisError::no_stream(name))?;
        if !once_more(&mut stream.days.updates, counts.updates_per_day, turn.now) {
            let message =
                format!("A stream can be scaled at most {} times in a rolling 24-hour period.", counts.updates_per_day);
            return Err(KinesisError::new(Code::LimitExceeded, message));
        }
        let count = u32::try_from(wanted).unwrap_or(u32::MAX);
        stream.config.asked = count;
        self.update(name, Change::Count(count), turn, out)?;
        Ok(Response::Counts(now, wanted))
    }

    /// The stream is UPDATING; the change is in force at the end.
    fn update(&mut self, name: &str, change: Change, turn: Turn<'_>, out: &mut Output) -> Reply {
        let name = bare(name);
        let stream = self.streams.get_mut(name).ok_or_else(|| KinesisError::no_stream(name))?;
        let takes = if turn.spares(Spared::Resharding) { SimTime::ZERO } else { stream.config.settings.update_takes };
        let until = turn.now + takes;
        stream.status = Status::Updating(until, change);
        let name: Name = stream.config.name.clone();
        out.sink.emit(turn.now, turn.cause, || Draft {
            note: Some("UPDATING".into()),
            until: Some(until),
            weight: Weight::Step,
            ..Draft::new("kinesis.status", &name)
        });
        self.settle(&name, until, turn, out);
        Ok(Response::Done)
    }
}
