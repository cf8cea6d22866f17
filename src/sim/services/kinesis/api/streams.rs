//! Streams: made, deleted, described, listed.
use super::{
    Code, KinesisError, Reply, Request, Response,
    page::{self, Page},
    request::{ShardFilter, Tags},
    response::{ShardView, Summary},
    tags,
};
use crate::base::time::SimTime;
use crate::sim::services::kinesis::{
    model::{
        Kinesis, bare,
        hash::HashKey,
        metrics::Tally,
        shard::{Shard, shard_id},
        stream::{Books, Config, Days, Mode, Peaks, Status, Stream},
        stream_arn,
    },
    step::{Output, Timer, status},
};
use crate::sim::{
    leniency::Spared,
    region::Region,
    trace::{Name, Weight},
    turn::{Draft, Turn},
};
use std::collections::{BTreeMap, BTreeSet};

/// Streams of one ListStreams page and shards of one DescribeStream page where no Limit is given.
const PAGE: usize = 100;
/// Shards of one ListShards page where no MaxResults is given.
const SHARD_PAGE: usize = 1_000;
/// The largest page that may be asked for.
const MOST_PAGE: i64 = 10_000;

/// What a new stream is to be.
struct New {
    shards: Option<i64>,
    mode: Mode,
    kib: Option<i64>,
    tags: Tags,
}

impl Kinesis {
    /// Calls about streams as a whole.
    pub(super) fn manage(&mut self, request: Request, turn: Turn<'_>, out: &mut Output) -> Reply {
        match request {
            Request::CreateStream { name, shards, mode, max_record_kib, tags } => {
                self.create(&name, New { shards, mode, kib: max_record_kib, tags }, turn, out)
            }
            Request::DeleteStream { stream, enforce } => self.delete(bare(&stream), enforce, turn, out),
            Request::DescribeLimits => {
                let counts = self.core.limits.counts;
                let open = self.open_shards();
                Ok(Response::Limits([counts.account_shards, open, self.on_demand(), counts.on_demand_streams]))
            }
            Request::ListStreams { limit, after } => {
                let most = page::size(limit, PAGE, MOST_PAGE)?.min(PAGE);
                let mut streams = self.streams.values().filter(|s| after.as_ref().is_none_or(|a| s.config.name > *a));
                let shown = streams.by_ref().take(most).map(|stream| summary(stream, turn.region)).collect();
                Ok(Response::Streams(shown, streams.next().is_some()))
            }
            Request::DescribeStream { stream, limit, after } => {
                let stream = self.found(&stream)?;
                let most = page::size(limit, PAGE, MOST_PAGE)?.min(PAGE);
                let mut views = stream.shards.values().filter(behind(after.as_ref())).map(view);
                let shown = views.by_ref().take(most).collect();
                Ok(Response::Stream(Box::new(summary(stream, turn.region)), shown, views.next().is_some()))
            }
            Request::DescribeStreamSummary { stream } => {
                Ok(Response::Summary(Box::new(summary(self.found(&stream)?, turn.region))))
            }
            Request::ListShards { stream, max, after, filter, token } => {
                let page = match &token {
                    Some(token) => next_page(token, &stream, (after.as_ref(), filter.is_some()), turn)?,
                    None => Page { stream, after: after.unwrap_or_default(), filter, issued: turn.now },
                };
                self.list_shards(page, max, turn.now)
            }
            other => self.set_up(other, turn, out),
        }
    }

    fn list_shards(&self, page: Page, max: Option<i64>, now: SimTime) -> Reply {
        let stream = self.found(&page.stream)?;
        let most = page::size(max, SHARD_PAGE, MOST_PAGE)?;
        let wanted = |s: &&Shard| page.filter.as_ref().is_none_or(|f| passes(stream, s, f, now));
        let mut views = stream.shards.values().filter(behind(Some(&page.after))).filter(wanted).map(view);
        let shown: Vec<ShardView> = views.by_ref().take(most).collect();
        let last = views.next().and(shown.last()).map(|s| s.id.clone());
        let token = last.map(|after| Page { after, issued: now, ..page.clone() }.token());
        Ok(Response::Shards(shown, token))
    }

    /// A stream in any status.
    pub(super) fn found(&self, name: &str) -> Result<&Stream, KinesisError> {
        self.streams.get(bare(name)).ok_or_else(|| KinesisError::no_stream(bare(name)))
    }

    fn on_demand(&self) -> u64 {
        self.streams.values().filter(|s| s.config.mode == Mode::OnDemand).count() as u64
    }

    fn create(&mut self, name: &Name, new: New, turn: Turn<'_>, out: &mut Output) -> Reply {
        let New { shards, mode, kib, tags } = new;
        check_name(name, "streamName", self.core.limits.sizes.name)?;
        tags::check(&tags, name)?;
        let record_most = record_size(&self.core.limits.sizes, kib)?;
        if self.streams.contains_key(name) {
            let account = crate::sim::arn::ACCOUNT;
            let message = format!("Stream {name} under account {account} already exists.");
            return Err(KinesisError::new(Code::ResourceInUse, message));
        }
        let count = self.first_count(shards, mode)?;
        let settings = self.core.settings;
        let until = turn.now + settings.create_takes;
        let config = Config {
            name: name.clone(),
            no: self.core.next_stream,
            created: turn.now,
            retention: self.core.limits.retention.default,
            asked: if mode == Mode::Provisioned { count } else { 0 },
            mode,
            record_most,
            key: None,
            policy: None,
            monitoring: BTreeSet::new(),
            tags,
            settings,
        };
        self.core.next_stream += 1;
        self.core.names.insert(config.no, name.clone());
        let mut stream = Stream {
            config,
            status: Status::Creating(until),
            shards: BTreeMap::new(),
            routes: BTreeMap::new(),
            next_shard: 0,
            consumers: BTreeMap::new(),
            next_consumer: 0,
            days: Days::default(),
            peaks: Peaks::default(),
            tally: Tally::default(),
            books: Books::default(),
        };
        stream.tick(turn.now, self.core.limits.retention.default);
        for nth in 0..count {
            let last = if nth + 1 == count { HashKey::MOST } else { HashKey::share(nth + 1, count).before() };
            stream.grow((HashKey::share(nth, count), last), vec![], turn.now);
        }
        self.streams.insert(name.clone(), stream);
        self.settle(name, until, turn, out);
        Ok(Response::Done)
    }

    /// Lets a status end now, or asks to be woken when it does.
    pub(super) fn settle(&mut self, name: &Name, until: SimTime, turn: Turn<'_>, out: &mut Output) {
        if until <= turn.now {
            status::end(self, name, turn, out);
        } else {
            out.timers.push((until, Timer::Status(name.clone())));
        }
    }

    fn first_count(&self, shards: Option<i64>, mode: Mode) -> Result<u32, KinesisError> {
        let counts = self.core.limits.counts;
        let creating = self.streams.values().filter(|s| matches!(s.status, Status::Creating(_))).count() as u64;
        if creating >= counts.streams_creating {
            let message = format!("No more than {} streams may be in CREATING at a time.", counts.streams_creating);
            return Err(KinesisError::new(Code::LimitExceeded, message));
        }
        if mode == Mode::OnDemand {
            if shards.is_some() {
                let message = "ShardCount must not be given for a stream in ON_DEMAND mode.";
                return Err(KinesisError::new(Code::Validation, message));
            }
            if self.on_demand() >= counts.on_demand_streams {
                let message = format!("No more than {} on-demand streams per account.", counts.on_demand_streams);
                return Err(KinesisError::new(Code::LimitExceeded, message));
            }
            let limits = &self.core.limits;
            let by_bytes = limits.on_demand.start_bytes.div_ceil(limits.rates.write_bytes);
            let by_records = limits.on_demand.start_records.div_ceil(limits.rates.write_records);
            return Ok(u32::try_from(by_bytes.max(by_records)).unwrap_or(1));
        }
        let Some(shards) = shards else {
            return Err(KinesisError::new(
                Code::Validation,
                "ShardCount is required for a stream in PROVISIONED mode.",
            ));
        };
        let wanted = u32::try_from(shards).ok().filter(|n| *n > 0);
        let wanted = wanted
            .ok_or_else(|| KinesisError::constraint(shards, "shardCount", "have value greater than or equal to 1"))?;
        self.room_for(u64::from(wanted))?;
        Ok(wanted)
    }

    /// Whether the account's quota allows so many more shards.
    pub(super) fn room_for(&self, more: u64) -> Result<(), KinesisError> {
        let (most, open) = (self.core.limits.counts.account_shards, self.open_shards());
        if open + more > most {
            let message = format!(
                "This request would exceed the shard limit for the account: {most}. Current shard count for the account: {open}. Number of additional shards requested: {more}."
            );
            return Err(KinesisError::new(Code::LimitExceeded, message));
        }
        Ok(())
    }

    fn delete(&mut self, name: &str, enforce: bool, turn: Turn<'_>, out: &mut Output) -> Reply {
        let stream = self.streams.get_mut(name).ok_or_else(|| KinesisError::no_stream(name))?;
        if !stream.consumers.is_empty() && !enforce {
            let message = format!("Stream {name} has registered consumers: deregister them or enforce their deletion.");
            return Err(KinesisError::new(Code::ResourceInUse, message));
        }
        if stream.status != Status::Active {
            return Err(KinesisError::busy(name, stream.status.name()));
        }
        let until = turn.now + stream.config.settings.delete_takes;
        stream.status = Status::Deleting(until);
        let name = stream.config.name.clone();
        out.sink.emit(turn.now, turn.cause, || Draft {
            note: Some("DELETING".into()),
            weight: Weight::Step,
            ..Draft::new("kinesis.status", &name)
        });
        self.settle(&name, until, turn, out);
        Ok(Response::Done)
    }
}

/// Letters, digits, `_`, `.` and `-`, 1 to 128.
pub(super) fn check_name(name: &str, what: &str, most: u64) -> Result<(), KinesisError> {
    if name.is_empty() || name.len() as u64 > most {
        return Err(KinesisError::constraint(name, what, format!("have length between 1 and {most}")));
    }
    if !name.bytes().all(|b| b.is_ascii_alphanumeric() || b"_.-".contains(&b)) {
        return Err(KinesisError::constraint(name, what, "satisfy regular expression pattern: [a-zA-Z0-9_.-]+"));
    }
    Ok(())
}

/// MaxRecordSizeInKiB as bytes.
pub(super) fn record_size(
    sizes: &crate::sim::services::kinesis::quotas::Sizes,
    kib: Option<i64>,
) -> Result<u64, KinesisError> {
    let Some(kib) = kib else { return Ok(sizes.record_default) };
    let bytes = u64::try_from(kib).ok().and_then(|n| n.checked_mul(1024));
    bytes.filter(|b| (sizes.record_default..=sizes.record_most).contains(b)).ok_or_else(|| {
        let (least, most) = (sizes.record_default / 1024, sizes.record_most / 1024);
        KinesisError::constraint(kib, "maxRecordSizeInKiB", format!("have value between {least} and {most}"))
    })
}

/// The page that follows another one: the token stands for everything that may be said of it.
fn next_page(
    token: &str,
    stream: &str,
    (after, filtered): (Option<&Name>, bool),
    turn: Turn<'_>,
) -> Result<Page, KinesisError> {
    let stream = if turn.spares(Spared::TokenAndName) { "" } else { stream };
    let also = match (stream.is_empty(), after, filtered) {
        (false, ..) if stream.starts_with("arn:") => "StreamARN",
        (false, ..) => "StreamName",
        (_, Some(_), _) => "ExclusiveStartShardId",
        (_, _, true) => "ShardFilter",
        _ => return Page::read(token, turn.now),
    };
    Err(Page::either("NextToken", also))
}

fn behind(after: Option<&Name>) -> impl Fn(&&Shard) -> bool {
    let after = after.cloned();
    move |shard| after.as_ref().is_none_or(|a| shard.id > *a)
}

fn passes(stream: &Stream, shard: &Shard, filter: &ShardFilter, now: SimTime) -> bool {
    let open_at = |at: SimTime| shard.lineage.born <= at && shard.lineage.closed.is_none_or(|closed| closed > at);
    let horizon = now.since(stream.retention()).max(stream.config.created);
    match filter {
        ShardFilter::After(id) => shard.id > *id,
        ShardFilter::AtTrimHorizon => open_at(horizon),
        ShardFilter::FromTrimHorizon => true,
        ShardFilter::AtLatest => shard.is_open(),
        ShardFilter::At(at) => open_at((*at).max(horizon)),
        ShardFilter::From(at) => shard.lineage.closed.is_none_or(|closed| closed > *at),
    }
}

fn summary(stream: &Stream, region: &Region) -> Summary {
    let config = &stream.config;
    Summary {
        name: config.name.clone(),
        arn: stream_arn(region, &config.name),
        status: stream.status.name().into(),
        mode: config.mode,
        retention_hours: config.retention,
        created: config.created,
        key: config.key.clone(),
        open_shards: stream.open_count(),
        consumers: u32::try_from(stream.consumers.len()).unwrap_or(u32::MAX),
        max_record_kib: config.record_most / 1024,
        monitoring: config.monitoring.iter().cloned().collect(),
    }
}

/// A shard as AWS describes it.
pub(super) fn view(shard: &Shard) -> ShardView {
    let parent = |nth: usize| shard.lineage.parents.get(nth).map(|&no| shard_id(no));
    ShardView {
        id: shard.id.clone(),
        parent: parent(0),
        adjacent_parent: parent(1),
        range: shard.range,
        starting: shard.sequence(shard.first()),
        ending: (!shard.is_open()).then(|| shard.sequence(shard.last)),
    }
}
