//! Errands of other services, read as calls of Kinesis, and its answers as their outcomes.
use super::{
    Code, KinesisError, Reply, Request, Response,
    request::{Entry, Subscribe, Token},
    response::{Record, ShardView},
};
use crate::sim::{
    arn,
    errand::{Cargo, Outcome, Read, Records, ShardInfo, StreamRecord, Task},
    services::kinesis::model::bare,
    trace::Name,
    turn::Denied,
};
use std::sync::Arc;

/// What an errand asks of a stream.
///
/// # Errors
/// The outcome where a stream cannot do that.
pub(in crate::sim::services::kinesis) fn accept(to: &str, task: Task) -> Result<Request, Outcome> {
    if arn::parse(to).is_some_and(|place| place.kind != "stream") {
        return Err(Outcome::senseless("kinesis"));
    }
    let stream: Name = bare(to).into();
    Ok(match task {
        Task::Send(cargo) => Request::PutRecord { stream, entry: entry(&cargo), ordering: None },
        Task::Batch(all) => Request::PutRecords { stream, entries: all.iter().map(entry).collect() },
        Task::Read(Read::Shards) => Request::ListShards { stream, max: None, after: None, filter: None, token: None },
        Task::Read(Read::Iterator { shard, from }) => Request::GetShardIterator { stream, shard, from },
        Task::Read(Read::Records { iterator, limit }) => {
            Request::GetRecords { iterator: Token::Text(iterator), limit: Some(i64::from(limit)) }
        }
        Task::Read(Read::Push { consumer, shard, from }) => {
            Request::SubscribeToShard(Box::new(Subscribe { stream, consumer, shard, from, stays: false }))
        }
        _ => return Err(Outcome::senseless("kinesis")),
    })
}

/// A record; without a key its group, its deduplication id or its label stands in, as a caller would choose one.
fn entry(cargo: &Arc<Cargo>) -> Entry {
    if cargo.key.is_some() {
        return Entry { data: cargo.clone(), hash: None };
    }
    let label = || cargo.item.as_ref().map(|i| i.label.clone());
    let key = cargo.group.clone().or_else(|| cargo.dedup.clone()).or_else(label);
    Entry { data: Arc::new(Cargo { key, ..Cargo::clone(cargo) }), hash: None }
}

/// What an answer of Kinesis means to whoever asked.
pub(in crate::sim::services::kinesis) fn outcome(reply: Reply) -> Outcome {
    match reply {
        Err(error) => Outcome::refused(error.code.name(), error.code.class(), &error.message),
        Ok(Response::Put(_, sequence, _)) => Outcome::Taken(sequence.to_string().into()),
        Ok(Response::PutBatch(all, _)) => Outcome::Each(
            all.into_iter()
                .map(|one| one.map(|(_, n)| n.to_string().into()).map_err(|failed| failed.code.name().into()))
                .collect(),
        ),
        Ok(Response::Iterator(iterator)) => Outcome::Iterator(iterator.to_string().into()),
        Ok(Response::Shards(all, _)) => Outcome::Shards(all.into_iter().map(shard).collect()),
        Ok(Response::Records(read)) => Outcome::Records(Records {
            records: read.records.into_iter().map(record).collect(),
            next: read.next.map(|n| n.to_string().into()),
            behind_millis: read.behind_millis,
            children: read.children.into_iter().map(|c| c.id).collect(),
        }),
        Ok(Response::Event(event)) => Outcome::Records(Records {
            records: event.records.into_iter().map(record).collect(),
            next: event.continuation.map(|n| n.to_string().into()),
            behind_millis: event.behind_millis,
            children: event.children.into_iter().map(|c| c.id).collect(),
        }),
        Ok(_) => Outcome::Taken(Name::default()),
    }
}

fn shard(view: ShardView) -> ShardInfo {
    ShardInfo {
        id: view.id,
        parents: view.parent.into_iter().chain(view.adjacent_parent).collect(),
        closed: view.ending.is_some(),
    }
}

fn record(record: Record) -> StreamRecord {
    StreamRecord { sequence: record.sequence.to_string().into(), arrived: record.arrived, cargo: record.data }
}

/// IAM's refusal as Kinesis words it.
pub(in crate::sim::services::kinesis) fn denied(why: &Denied) -> KinesisError {
    let code = match why.code {
        _ if !why.by_key => Code::AccessDenied,
        "DisabledException" => Code::KmsDisabled,
        "KMSInvalidStateException" => Code::KmsInvalidState,
        "NotFoundException" => Code::KmsNotFound,
        "ThrottlingException" => Code::KmsThrottling,
        _ => Code::KmsAccessDenied,
    };
    let Denied { principal, action, resource, because, .. } = why;
    KinesisError::new(
        code,
        format!("User: {principal} is not authorized to perform: {action} on resource: {resource} {because}"),
    )
}
