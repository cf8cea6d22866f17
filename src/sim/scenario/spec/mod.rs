//! The parts of a scenario as plain data, in the shape of the YAML file. Every field but a name and a target has a default.
/// An API Gateway API in front of one integration.
pub mod apigateway;
/// An Auto Scaling group or an ECS service, and its policies.
pub mod autoscaling;
/// A client of a message broker.
pub mod client;
/// A CloudWatch alarm.
pub mod cloudwatch;
/// A database with a connection and a write-rate limit.
pub mod database;
/// An event bus with its rules and archives.
pub mod events;
/// A Firehose stream.
pub mod firehose;
/// What an actor or a resource may do: its identity policies.
pub mod iam;
/// A Kinesis data stream.
pub mod kinesis;
/// A KMS key with its key policy.
pub mod kms;
/// A Lambda function with its event source mappings.
pub mod lambda;
/// An Amazon MQ broker.
pub mod mq;
/// A receiver outside AWS: an HTTP endpoint, a mailbox, a telephone, an app.
pub mod outside;
/// An EventBridge pipe.
pub mod pipes;
/// An application that reads a stream with the Kinesis Client Library.
pub mod reader;
/// An S3 bucket with its notifications.
pub mod s3;
/// A schedule of EventBridge Scheduler.
pub mod scheduler;
/// A topic.
pub mod sns;
/// A Step Functions state machine.
pub mod states;

use super::value::Span;
use crate::base::time::SimTime;
use crate::sim::trace::Name;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use std::collections::BTreeMap;

/// A queue. FIFO where the name ends in `.fifo`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct QueueSpec {
    /// Its name, under AWS's rules.
    pub name: Name,
    /// Attributes under AWS's own names, values written plainly; `RedrivePolicy` takes `{dead_letter: NAME, maxReceiveCount: N}`.
    #[serde(default)]
    pub attributes: BTreeMap<String, Value>,
    /// Resources of the scenario whose service may send to it (a topic, a bucket, a bus), and actors of other accounts.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub allow: Vec<Name>,
    /// Its queue policy as AWS takes it; `allow` adds statements.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub policy: Option<Value>,
    /// Simulated servers a standard queue is spread over. AWS publishes no number: a setting of the scenario.
    #[serde(default = "eight")]
    pub hosts: u32,
    /// Servers a short poll asks. AWS publishes no number: a setting of the scenario.
    #[serde(default = "three")]
    pub sampled: u32,
    /// How many of a million deliveries on a standard queue come twice. AWS publishes no rate: a setting of the scenario.
    #[serde(default)]
    pub duplicates_per_million: u32,
    /// How far, in places, a standard queue may hand out a message ahead of its turn; 0 = in order.
    #[serde(default)]
    pub shuffle: u32,
}

/// A sender.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ProducerSpec {
    /// Its name.
    pub name: Name,
    /// The queue it sends to, or several that get the same input.
    pub to: Targets,
    /// One message each so often; this or `rate`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub every: Option<Span>,
    /// So many messages in a time: `9/s`, `30/m`; this or `every`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rate: Option<Rate>,
    /// When the first one is sent; one interval after the start unless said.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub first: Option<Span>,
    /// How far a send may stray from its moment, in percent of the interval: `20%` or `20`.
    #[serde(default)]
    pub jitter: Percent,
    /// Stops after so many.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub count: Option<u64>,
    /// Size of a body in bytes, padded; 0 = as short as its label.
    #[serde(default)]
    pub size_bytes: u32,
    /// Message groups, dealt round robin; needed on FIFO unless there is a script.
    #[serde(default)]
    pub groups: Vec<Name>,
    /// The sends one by one, as group and number: `A1`; a prime (`A2'`) sends that message again with the same deduplication id.
    #[serde(default)]
    pub script: Vec<Name>,
    /// The body of each message, with `{label}`, `{no}` and `{group}` filled in; its label unless said, or `{"id": LABEL}`
    /// where the target takes JSON only.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub body: Option<String>,
    /// Message attributes: a text (with the same fillings) is a String, a number a Number, a list a String.Array.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub attributes: BTreeMap<Name, Value>,
    /// PartitionKey of a record, key of an object; the group unless said, else the label.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub key: Option<Name>,
    /// Subject of a notification, `source` of an event.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub subject: Option<Name>,
    /// `detail-type` of an event.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub detail_type: Option<Name>,
    /// It waits for what comes of each, and takes it as it is: a synchronous Invoke, a request to an API.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub invoke: bool,
    /// Which deduplication id it gives to FIFO queues.
    #[serde(default)]
    pub deduplication: Deduplication,
}

impl ProducerSpec {
    /// Whether its messages carry more than a body.
    #[must_use]
    pub fn dresses(&self) -> bool {
        !self.attributes.is_empty() || self.key.is_some() || self.subject.is_some() || self.detail_type.is_some()
    }
}

/// A worker, or a fleet of equal ones.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ConsumerSpec {
    /// Its name; members of a fleet are numbered from 1: `C1`.
    pub name: Name,
    /// How many; without it there is one that bears the name itself.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub count: Option<u32>,
    /// The queue it receives from.
    pub from: Name,
    /// When the first member polls for the first time.
    #[serde(default)]
    pub start: Span,
    /// How much later each further member starts.
    #[serde(default)]
    pub stagger: Span,
    /// How it asks.
    #[serde(default)]
    pub poll: Poll,
    /// How long a message takes.
    #[serde(default)]
    pub work: Work,
    /// While it works it extends the visibility timeout each so often.
    #[serde(default)]
    pub heartbeat: Heartbeat,
    /// To how much, counted from the extension; the queue's own timeout unless said.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub extend_to: Option<Span>,
    /// How many of a hundred messages it works on but forgets to delete.
    #[serde(default)]
    pub forgets_to_delete_percent: Percent,
    /// A poison message makes it fail.
    #[serde(default = "yes")]
    pub fails_on_poison: bool,
    /// What finishing does to the world outside: `charge`. Doing it twice for one message is `worker.repeat`.
    #[serde(default = "work_name")]
    pub side_effect: Name,
    /// Resources it writes each message to when its work is done (a database, a queue, a topic); where one refuses, the work
    /// has failed and nothing is deleted.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub does: Vec<Name>,
    /// It answers the task token in a message: SendTaskSuccess.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub answers_tokens: bool,
    /// While it works, its instance is protected from scale-in.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub protects_itself: bool,
    /// Remembers what it finished and does it once only (`worker.skip`).
    #[serde(default)]
    pub idempotent: bool,
}

/// How a consumer calls ReceiveMessage.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Poll {
    /// WaitTimeSeconds; without it (or `queue`) the queue's ReceiveMessageWaitTimeSeconds applies.
    #[serde(skip_serializing_if = "Option::is_none", deserialize_with = "wait")]
    pub wait: Option<Span>,
    /// MaxNumberOfMessages.
    pub batch: u32,
    /// After an empty answer the next call starts this long after the last one started, so a long poll is followed at once.
    pub every: Span,
    /// VisibilityTimeout of the call, where it overrides the queue's.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub visibility: Option<Span>,
}

impl Default for Poll {
    fn default() -> Self {
        Self { wait: None, batch: 1, every: Span::secs(1), visibility: None }
    }
}

/// How long a message takes to work on: always whole microseconds, drawn from the member's own stream.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(
    untagged,
    expecting = "work is a time (54s), {uniform: [5s, 60s]}, {pick: [5s, 5s, 60s]} or {script: {m3: 54s}, else: 8s}"
)]
pub enum Work {
    /// Always the same.
    Fixed(Span),
    /// Evenly between two times, both included.
    Uniform {
        /// Least and most.
        uniform: [Span; 2],
    },
    /// One of these, each as likely: write one twice to make it likelier.
    Pick {
        /// The times.
        pick: Vec<Span>,
    },
    /// Told per message label; the others take `else`.
    Script {
        /// Label to time.
        script: BTreeMap<String, Span>,
        /// All others.
        #[serde(rename = "else")]
        otherwise: Box<Work>,
    },
}

impl Default for Work {
    fn default() -> Self {
        Self::Fixed(Span::secs(1))
    }
}

/// `off`, or each so often.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Heartbeat(pub Option<Span>);

/// One queue or several.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(untagged, expecting = "a queue's name or a list of names")]
pub enum Targets {
    /// One.
    One(Name),
    /// The same input to each.
    Many(Vec<Name>),
}

impl Targets {
    /// The queues, in order.
    #[must_use]
    pub fn names(&self) -> &[Name] {
        match self {
            Self::One(name) => std::slice::from_ref(name),
            Self::Many(names) => names,
        }
    }
}

/// So many in a span: written `9/s`, `30/m`, `7/10s`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Rate {
    /// How many.
    pub count: u64,
    /// In how long.
    pub per: Span,
}

/// Where the deduplication ids of a producer come from.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Deduplication {
    /// From the message: a repeated send carries the same one.
    #[default]
    Id,
    /// It gives none: the queue's content-based deduplication decides.
    Content,
    /// A new one for every attempt, so that a repeated send is a new message to SQS.
    Fresh,
}

/// A share of a hundred, written `20%` or `20`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Percent(pub u32);

/// The way between actors and services.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Network {
    /// One way. 0 makes round times; a setting of the scenario, AWS promises no latency.
    pub latency: Span,
    /// Up to so much more, drawn for each way.
    pub jitter: Span,
    /// One way between two services in one Region; 0 unless said: a setting of the scenario.
    pub inside: Span,
    /// So much more, one way, between two Regions: a setting of the scenario.
    pub between_regions: Span,
    /// After how long a caller gives up on an answer that does not come (on top of the wait of a long poll).
    pub timeout: Span,
    /// Of a million requests so many never arrive.
    pub lost_requests_per_million: u32,
    /// Of a million answers so many never arrive.
    pub lost_replies_per_million: u32,
    /// Of a million requests so many arrive twice.
    pub duplicated_per_million: u32,
}

impl Default for Network {
    fn default() -> Self {
        Self {
            latency: Span::default(),
            jitter: Span::default(),
            inside: Span::default(),
            between_regions: Span(SimTime::from_millis(80)),
            timeout: Span::secs(2),
            lost_requests_per_million: 0,
            lost_replies_per_million: 0,
            duplicated_per_million: 0,
        }
    }
}

/// Where a resource stands that is not in the run's own account or Region.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Elsewhere {
    /// Its account, twelve digits in quotes; the run's own unless said.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub account: Option<Name>,
    /// Its Region; the run's own unless said.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub region: Option<Name>,
}

const fn eight() -> u32 {
    8
}
const fn three() -> u32 {
    3
}
const fn yes() -> bool {
    true
}
fn work_name() -> Name {
    "work".into()
}

fn wait<'de, D: serde::Deserializer<'de>>(d: D) -> Result<Option<Span>, D::Error> {
    #[derive(Deserialize)]
    #[serde(untagged, expecting = "a time (20s), or `queue` for the queue's own ReceiveMessageWaitTimeSeconds")]
    enum Wait {
        Span(Span),
        Word(Word),
        None(()),
    }
    #[derive(Deserialize)]
    #[serde(rename_all = "lowercase")]
    enum Word {
        Queue,
    }
    Ok(match Wait::deserialize(d)? {
        Wait::Span(span) => Some(span),
        Wait::Word(Word::Queue) | Wait::None(()) => None,
    })
}
