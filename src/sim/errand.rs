//! What one service (or an actor) asks of another, in words that belong to none of them. The world carries an errand to the
//! service its ARN names; that service reads it as one of its own calls ([`super::turn::Service::accept`]) and its answer is
//! brought back as an [`Outcome`]. So SNS never learns what SQS is, and any composition works.
use super::trace::{Item, Name};
use crate::base::time::SimTime;
use base64::{Engine, engine::general_purpose::STANDARD as BASE64};
use serde::{Deserialize, Serialize};
use std::{borrow::Cow, collections::BTreeMap, sync::Arc};

/// The asking service's own number for an errand; the outcome comes back under it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Ticket(pub u64);

/// Something one service wants of another.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Errand {
    /// Under which number the outcome comes back.
    pub ticket: Ticket,
    /// Who asks, as IAM sees it.
    pub by: By,
    /// Whom: the ARN of a resource, or the address of a receiver outside AWS (`https://...`, `mailto:...`, `tel:...`).
    pub to: Name,
    /// What.
    pub task: Task,
    /// How long the asking service waits before it takes [`Outcome::NoAnswer`].
    pub patience: SimTime,
    /// The trace event that led to it.
    pub cause: Option<u64>,
}

/// Who asks, as IAM sees it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum By {
    /// A service on behalf of a resource: needs the target's resource policy (`sns.amazonaws.com`, the topic's ARN).
    Service {
        /// The service principal.
        principal: Name,
        /// `aws:SourceArn`; `aws:SourceAccount` is the account in it.
        source: Name,
    },
    /// A role that a resource assumes: needs an identity policy (a function's execution role).
    Role {
        /// The ARN of the resource that acts; the scenario says which policies its role has.
        of: Name,
    },
}

/// What is asked. Every service accepts the tasks that make sense for it and refuses the others.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Task {
    /// Take this and go on by yourself: SendMessage, Publish, PutRecord, PutEvents, an asynchronous Invoke, StartExecution,
    /// PutObject, a write, a POST.
    Send(Arc<Cargo>),
    /// Several at once, each with its own result: the batch form of the same.
    Batch(Vec<Arc<Cargo>>),
    /// Do this and tell me what came of it: a synchronous Invoke, StartSyncExecution, a run to its end (`.sync`), a query.
    Invoke(Arc<Cargo>),
    /// Give me messages of a queue: ReceiveMessage.
    Receive {
        /// At most so many.
        max: u32,
        /// A long poll of so long.
        wait: SimTime,
    },
    /// These are done: DeleteMessage of each.
    Delete(Vec<Name>),
    /// Make these visible again after so long: ChangeMessageVisibility of each.
    Release(Vec<Name>, SimTime),
    /// Read a stream.
    Read(Read),
    /// The outcome of a step that waited for a token: SendTaskSuccess, SendTaskFailure, SendTaskHeartbeat.
    Token {
        /// The token.
        token: Name,
        /// What the step gets: `Ok` with its output, `Err` with error and cause; `None` is a heartbeat.
        result: Option<Told>,
    },
    /// The present values of metrics, as (resource, metric name): only the world answers this. `sqs://orders` means the queue,
    /// where resources of several services bear a name.
    Measure(Vec<(Name, Name)>),
    /// Which resources there are, and the metrics of their services: only the world answers this.
    Survey,
    /// A new member of a fleet begins to work: only a fleet answers this.
    Launch(Name),
    /// A member of a fleet stops; `true`: it may finish what it holds.
    Terminate(Name, bool),
    /// An instance is protected from scale-in, or no longer: SetInstanceProtection.
    Protect(Name, bool),
    /// An alarm went into a state; its actions follow.
    Alarm {
        /// The alarm.
        name: Name,
        /// `OK`, `ALARM`, `INSUFFICIENT_DATA`.
        state: Name,
        /// The value that decided, in millionths of the metric's unit.
        value: Option<i64>,
        /// How far the value is beyond the threshold, in the same; what step adjustments are chosen by.
        breach: i64,
    },
}

/// What a waiting step is told: its output, or an error and its cause.
pub type Told = Result<Arc<str>, (Name, Arc<str>)>;

/// Reading a stream.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Read {
    /// ListShards.
    Shards,
    /// GetShardIterator.
    Iterator {
        /// ShardId.
        shard: Name,
        /// From where.
        from: Position,
    },
    /// GetRecords.
    Records {
        /// ShardIterator.
        iterator: Name,
        /// Limit.
        limit: u32,
    },
    /// Enhanced fan-out: the next event of a subscription, which opens at the first of these. Held until there are records.
    Push {
        /// The registered consumer.
        consumer: Name,
        /// ShardId.
        shard: Name,
        /// Where the subscription starts.
        from: Position,
    },
}

/// Where reading starts; the five iterator types.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Position {
    /// `TRIM_HORIZON`.
    TrimHorizon,
    /// `LATEST`.
    Latest,
    /// `AT_SEQUENCE_NUMBER`.
    At(Name),
    /// `AFTER_SEQUENCE_NUMBER`.
    After(Name),
    /// `AT_TIMESTAMP`.
    Timestamp(SimTime),
}

/// One message, event, record or object on its way, whatever the target calls it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Cargo {
    /// MessageBody, Message, Data, Detail, Payload, object.
    pub body: Arc<str>,
    /// The body is base64: somebody sent bytes that are no text; `bytes` is their number.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub binary: bool,
    /// Message attributes: name to type and value.
    pub attributes: BTreeMap<Name, Attribute>,
    /// MessageGroupId.
    pub group: Option<Name>,
    /// MessageDeduplicationId, or an idempotency key.
    pub dedup: Option<Name>,
    /// PartitionKey, object key, primary key.
    pub key: Option<Name>,
    /// Subject of a notification, `source` of an event, name of an execution.
    pub subject: Option<Name>,
    /// `detail-type` of an event.
    pub kind: Option<Name>,
    /// Bytes it stands for where the body is only its label (an object of 5 MB); 0 = the body's own length.
    pub bytes: u64,
    /// The learner's message it carries, so that lanes follow it through every service.
    pub item: Option<Item>,
    /// The learner's messages where it carries several (a batch, an object).
    pub items: Vec<Item>,
}

impl Cargo {
    /// A body and nothing else.
    #[must_use]
    pub fn new(body: impl Into<Arc<str>>) -> Self {
        Self { body: body.into(), ..Self::default() }
    }
    /// Bytes as somebody sent them: text where they are text.
    #[must_use]
    pub fn of(bytes: Vec<u8>) -> Self {
        match String::from_utf8(bytes) {
            Ok(text) => Self::new(text),
            Err(no_text) => {
                let bytes = no_text.as_bytes();
                Self { binary: true, bytes: bytes.len() as u64, ..Self::new(BASE64.encode(bytes)) }
            }
        }
    }
    /// The body as bytes.
    #[must_use]
    pub fn data(&self) -> Cow<'_, [u8]> {
        let decoded = if self.binary { BASE64.decode(&*self.body).ok() } else { None };
        decoded.map_or(Cow::Borrowed(self.body.as_bytes()), Cow::Owned)
    }
    /// The body in base64, as AWS writes data.
    #[must_use]
    pub fn base64(&self) -> Cow<'_, str> {
        if self.binary { Cow::Borrowed(&*self.body) } else { Cow::Owned(BASE64.encode(self.body.as_bytes())) }
    }
    /// Its size in bytes: what it stands for, else the body and the attributes.
    #[must_use]
    pub fn size(&self) -> u64 {
        if self.bytes > 0 {
            return self.bytes;
        }
        let attributes: usize = self.attributes.iter().map(|(name, a)| name.len() + a.kind.len() + a.value.len()).sum();
        (self.body.len() + attributes) as u64
    }
}

/// A message attribute.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Attribute {
    /// `String`, `Number`, `Binary`, `String.Array`, or one with a custom label.
    pub kind: Name,
    /// Its value; binary in base64.
    pub value: Name,
}

/// What came of an errand.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Outcome {
    /// Taken: the number the target gave it (MessageId, SequenceNumber, EventId, execution ARN), empty where it gives none.
    Taken(Name),
    /// Of a batch: one result per entry, in order; `Err` with the error code.
    Each(Vec<Result<Name, Name>>),
    /// What a synchronous call returned.
    Returned(Arc<str>),
    /// A function or an execution ran and failed: error name and cause. Not a refusal: the service itself worked.
    Failed(Name, Arc<str>),
    /// Messages of a queue, perhaps none.
    Messages(Vec<Received>),
    /// Shards of a stream.
    Shards(Vec<ShardInfo>),
    /// A shard iterator.
    Iterator(Name),
    /// Records of a shard.
    Records(Records),
    /// Metric values in the order asked for; `None` where there is no such metric now.
    Measured(Vec<Option<Reading>>),
    /// Resources, by service.
    Surveyed(Vec<Surveyed>),
    /// Refused by the target or by IAM, with AWS's code; nothing changed there.
    Refused {
        /// AWS's error code.
        code: Name,
        /// Whether trying again may help.
        class: Class,
        /// AWS's message.
        message: Arc<str>,
    },
    /// Nobody answered in time; it may have taken effect.
    NoAnswer,
}

/// The resources of one service and what is measured of each.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Surveyed {
    /// The service's name in ARNs.
    pub service: Name,
    /// Its resources.
    pub resources: Vec<Name>,
    /// The metrics of each.
    pub metrics: Vec<Name>,
}

/// What kind of refusal it is: what retry rules look at.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Class {
    /// Too fast; 429 or a throttling code. Trying again later helps.
    Throttled,
    /// The target is ill; 5xx. Trying again may help.
    Server,
    /// The request can never succeed: no such resource, not valid; 4xx.
    Client,
    /// No permission.
    Denied,
}

impl Outcome {
    /// A refusal.
    #[must_use]
    pub fn refused(code: &str, class: Class, message: &str) -> Self {
        Self::Refused { code: code.into(), class, message: message.into() }
    }
    /// For tasks a target does not know: AWS's `InvalidAction`-like refusal.
    #[must_use]
    pub fn senseless(service: &str) -> Self {
        Self::refused("InvalidAction", Class::Client, &format!("{service} knows no such operation for this resource"))
    }
    /// Whether it succeeded as a whole.
    #[must_use]
    pub fn is_good(&self) -> bool {
        match self {
            Self::Failed(..) | Self::Refused { .. } | Self::NoAnswer => false,
            Self::Each(each) => each.iter().all(Result::is_ok),
            _ => true,
        }
    }
}

/// A message that was received from a queue.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Received {
    /// MessageId.
    pub id: Name,
    /// ReceiptHandle.
    pub handle: Name,
    /// ApproximateReceiveCount.
    pub receives: u32,
    /// When it was sent.
    pub sent: SimTime,
    /// When it becomes visible again by itself.
    pub until: SimTime,
    /// The message.
    pub cargo: Arc<Cargo>,
}

/// A shard of a stream.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ShardInfo {
    /// ShardId.
    pub id: Name,
    /// ParentShardId and AdjacentParentShardId.
    pub parents: Vec<Name>,
    /// No more writes go there.
    pub closed: bool,
}

/// Records that were read from a shard.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Records {
    /// Oldest first.
    pub records: Vec<StreamRecord>,
    /// NextShardIterator; `None` at the end of a closed shard.
    pub next: Option<Name>,
    /// MillisBehindLatest.
    pub behind_millis: u64,
    /// ChildShards, at the end of a closed shard.
    pub children: Vec<Name>,
}

/// A record of a stream.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct StreamRecord {
    /// SequenceNumber.
    pub sequence: Name,
    /// ApproximateArrivalTimestamp.
    pub arrived: SimTime,
    /// Data, PartitionKey (`key`).
    pub cargo: Arc<Cargo>,
}

/// The value of a metric.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Reading {
    /// The value: of a gauge now, of a sum since the start of the run.
    pub value: u64,
    /// Whether it only ever counts up; CloudWatch then shows its rise within a period.
    pub sum: bool,
}

#[cfg(test)]
mod tests {
    use super::Cargo;

    #[test]
    fn bytes_come_back_as_they_were_sent() {
        for bytes in [&b""[..], b"hello", "größe".as_bytes(), &[0xff, 0, 1, 0xfe], &[0xc3]] {
            let cargo = Cargo::of(bytes.to_vec());
            assert_eq!((&*cargo.data(), cargo.size()), (bytes, bytes.len() as u64));
        }
        assert_eq!(Cargo::new("a").base64(), "YQ==");
        assert_eq!(Cargo::of(vec![0xff]).base64(), "/w==");
    }
}
