//! Streams: made, changed, described, listed, deleted.
use super::{Call, Change, Code, Description, FirehoseError, New, Reply, Response, Status};
use crate::base::random::Stream as Luck;
use crate::sim::arn;
use crate::sim::leniency::Spared;
use crate::sim::region::Region;
use crate::sim::services::firehose::model::{
    Firehose, arn_of,
    config::{Destination, Source, Target},
    counts::Counts,
    given::Given,
    held::Held,
    intake::Intake,
    stream::{DeliveryStream, Due, Reader},
};
use crate::sim::services::firehose::quotas::Settings;
use crate::sim::services::firehose::step::Output;
use crate::sim::trace::{Name, Weight};
use crate::sim::turn::{Draft, Turn};
use std::collections::BTreeSet;

/// The DestinationId of every stream: there is one destination.
pub const DESTINATION: &str = "destinationId-000000000001";
/// Names of one ListDeliveryStreams page unless said, and at most.
const PAGE: (i64, i64) = (10, 10_000);

pub(super) fn invalid(message: impl Into<std::borrow::Cow<'static, str>>) -> FirehoseError {
    FirehoseError::new(Code::InvalidArgumentException, message)
}

impl Firehose {
    pub(super) fn create(&mut self, call: Call<'_>, name: &Name, new: New, out: &mut Output) -> Reply {
        let New { source, destination, tags, encryption } = new;
        super::tags::check(&tags)?;
        encryption.as_ref().map_or(Ok(()), |wanted| super::tags::allowed(&source, wanted))?;
        let limits = &self.core.limits;
        let good = |b: u8| b.is_ascii_alphanumeric() || b"_.-".contains(&b);
        if name.is_empty() || name.len() as u64 > limits.name || !name.bytes().all(good) {
            return Err(invalid(format!(
                "1 validation error detected: Value '{name}' at 'deliveryStreamName' failed to satisfy constraint: Member must satisfy regular expression pattern: [a-zA-Z0-9_.-]+"
            )));
        }
        if self.streams.contains_key(name) {
            let message = format!("Firehose {name} under accountId {} already exists", arn::ACCOUNT);
            return Err(FirehoseError::new(Code::ResourceInUseException, message));
        }
        if self.streams.len() as u64 >= limits.streams {
            let message = "You have already reached the limit of Firehose streams in this Region.";
            return Err(FirehoseError::new(Code::LimitExceededException, message));
        }
        if let Source::KinesisStreamAsSource(stream) = &source
            && arn::parse(stream).is_none_or(|place| place.service != "kinesis")
        {
            return Err(invalid("KinesisStreamARN is not the ARN of a Kinesis data stream."));
        }
        check(&destination, call.turn).and_then(|()| destination.check(limits))?;
        let reads = matches!(source, Source::KinesisStreamAsSource(_));
        let stream = DeliveryStream {
            name: name.clone(),
            created: call.turn.now,
            version: 1,
            source,
            destination,
            tags,
            encryption,
            updated: None,
            settings: Settings::default(),
            intake: Intake::default(),
            held: Held::default(),
            reader: reads.then(Reader::default),
            due: if reads { BTreeSet::from([(call.turn.now, Due::Shards)]) } else { BTreeSet::new() },
            armed: None,
            counts: Counts::default(),
            luck: Luck::new(self.core.seed, &format!("firehose/{name}")),
        };
        self.streams.insert(name.clone(), stream);
        told(call, "firehose.created", name, out);
        // A reader lists the shards of its source at once.
        self.with_stream(name, call.turn, out, |_, _| ());
        Ok(Response::Created(arn_of(call.turn.region, name)))
    }

    pub(super) fn delete(&mut self, call: Call<'_>, name: &Name, out: &mut Output) -> Reply {
        self.streams.remove(name).ok_or_else(|| FirehoseError::no_stream(name))?;
        told(call, "firehose.deleted", name, out);
        Ok(Response::Done)
    }

    pub(super) fn describe(&self, name: &Name, region: &Region) -> Reply {
        let stream = self.streams.get(name).ok_or_else(|| FirehoseError::no_stream(name))?;
        let limits = &self.core.limits;
        Ok(Response::Described(Box::new(Description {
            name: name.clone(),
            arn: arn_of(region, name),
            status: Status::Active,
            source: stream.source.clone(),
            version: stream.version,
            created: stream.created,
            updated: stream.updated,
            encryption: stream.encryption.clone(),
            destination: stream.destination.clone(),
            effective: (
                stream.destination.effective(limits),
                stream.destination.backup_hints(limits),
                stream.destination.retry(limits),
            ),
        })))
    }

    pub(super) fn list(&self, limit: Option<i64>, after: Option<&str>, kind: Option<&str>) -> Reply {
        let limit = limit.unwrap_or(PAGE.0);
        if !(1..=PAGE.1).contains(&limit) {
            return Err(invalid("Limit must be between 1 and 10000."));
        }
        let most = usize::try_from(limit).unwrap_or(usize::MAX);
        let wanted = |s: &&DeliveryStream| kind.is_none_or(|kind| s.source.kind() == kind);
        let streams = self.streams.values().filter(wanted);
        let mut names = streams.map(|s| &s.name).filter(|name| after.is_none_or(|after| ***name > *after));
        let page = names.by_ref().take(most).cloned().collect();
        Ok(Response::Listed(page, names.next().is_some()))
    }

    pub(super) fn update(
        &mut self,
        call: Call<'_>,
        name: &Name,
        version: u64,
        change: Change,
        out: &mut Output,
    ) -> Reply {
        let limits = self.core.limits;
        let stream = self.streams.get_mut(name).ok_or_else(|| FirehoseError::no_stream(name))?;
        if stream.version != version {
            let message = format!(
                "Cannot update firehose: {name} since the current version id: {} and specified version id: {version} do not match",
                stream.version
            );
            return Err(FirehoseError::new(Code::ConcurrentModificationException, message));
        }
        let destination = match change {
            Change::Whole(destination) => *destination,
            Change::Part(_, id) if &*id != DESTINATION => {
                return Err(invalid(format!("Destination Id {id} not found")));
            }
            Change::Part(update, _) => Given::of(&stream.destination).updated(update).read()?,
        };
        let search = |target: &Target| matches!(target, Target::OpenSearch(_));
        if search(&stream.destination.target) != search(&destination.target) {
            return Err(invalid("Switching between Amazon OpenSearch Service and other services is not supported."));
        }
        if stream.destination.partitioning != destination.partitioning {
            return Err(invalid("Dynamic partitioning can be enabled only when the Firehose stream is created."));
        }
        check(&destination, call.turn).and_then(|()| destination.check(&limits))?;
        stream.destination = destination;
        stream.version += 1;
        stream.updated = Some(call.turn.now);
        told(call, "firehose.updated", name, out);
        Ok(Response::Done)
    }
}

/// Every ARN and address is one.
fn check(destination: &Destination, turn: Turn<'_>) -> Result<(), FirehoseError> {
    let s3 = format!("arn:{}:s3:", turn.region.partition());
    for bucket in std::iter::once(&destination.bucket).chain(&destination.backup_bucket) {
        let loose = turn.spares(Spared::Patterns) && bucket.arn.starts_with(&s3);
        if !loose && service(&bucket.arn) != Some("s3") {
            return Err(invalid("BucketARN is not the ARN of an S3 bucket."));
        }
    }
    if let Some(processing) = &destination.processing
        && service(&processing.lambda) != Some("lambda")
    {
        return Err(invalid("LambdaArn is not the ARN of a function."));
    }
    match &destination.target {
        Target::Http(url) if !url.contains("://") && service(url).is_none() => {
            Err(invalid("The URL of the HTTP endpoint must begin with https://."))
        }
        _ => Ok(()),
    }
}

/// The service an ARN names.
fn service(name: &str) -> Option<&str> {
    arn::parse(name).map(|place| place.service)
}

fn told(call: Call<'_>, kind: &'static str, name: &Name, out: &mut Output) {
    out.sink.emit(call.turn.now, call.turn.cause, || Draft {
        actor: Some(call.from.clone()),
        weight: Weight::Step,
        ..Draft::new(kind, name)
    });
}
