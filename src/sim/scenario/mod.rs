//! The description of a world as an author writes it in YAML: queues, producers, consumers, the wire.
//!
//! ```yaml
//! queues:
//!   - name: orders                       # FIFO where the name ends in .fifo
//!     attributes: { VisibilityTimeout: 30, RedrivePolicy: { dead_letter: orders-dlq, maxReceiveCount: 3 } }
//!     hosts: 8                           # sampled, duplicates_per_million, shuffle: what AWS does not publish
//! producers:
//!   - { name: checkout, to: orders, every: 5s }        # or rate: 9/s; first, jitter, count, groups, script, size_bytes
//! consumers:
//!   - { name: C, count: 3, from: orders, poll: { wait: 0s, batch: 1, every: 1s }, work: 54s, heartbeat: 20s }
//! network: { latency: 20ms, jitter: 0ms }
//! ```
//!
//! A value is reached by its path, before a run ([`Scenario::set`]) and during one (`Act::Set`): `queues.orders.VisibilityTimeout`
//! (an attribute), `queues.orders.hosts`, `consumers.C.work`, `consumers.C.poll.wait`, `producers.checkout.every`, `network.latency`.
//! Values are written as in the file: `30`, `54s`, `{uniform: [5s, 60s]}`. All fields: [`spec`].
mod attribute;
mod check;
mod directory;
mod path;
mod permissions;
/// The parts, field by field.
pub mod spec;
/// Times and values as text.
pub mod value;
mod words;

#[cfg(test)]
mod tests;

pub(super) use check::LEAST;
pub use permissions::Identity;

use super::{quotas::Quotas, region::Region, trace::Name, world::World};
use serde::{Deserialize, Serialize};
use spec::{ConsumerSpec, Elsewhere, Network, ProducerSpec, QueueSpec};
use std::collections::BTreeMap;

/// What a run starts from: a list per kind of resource and actor, so that a scenario has as many fields as there are kinds.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Scenario {
    /// Where it plays.
    #[serde(default, skip_serializing_if = "Region::is_usual")]
    pub region: Region,
    /// The queues, in the order they are shown.
    #[serde(default)]
    pub queues: Vec<QueueSpec>,
    /// The topics.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub topics: Vec<spec::sns::TopicSpec>,
    /// The data streams.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub streams: Vec<spec::kinesis::StreamSpec>,
    /// The Firehose streams.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub delivery_streams: Vec<spec::firehose::DeliverySpec>,
    /// The event buses.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub buses: Vec<spec::events::BusSpec>,
    /// The schedules.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub schedules: Vec<spec::scheduler::ScheduleSpec>,
    /// The pipes.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub pipes: Vec<spec::pipes::PipeSpec>,
    /// The state machines.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub state_machines: Vec<spec::states::MachineSpec>,
    /// The functions.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub functions: Vec<spec::lambda::FunctionSpec>,
    /// The brokers.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub brokers: Vec<spec::mq::BrokerSpec>,
    /// The alarms.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub alarms: Vec<spec::cloudwatch::AlarmSpec>,
    /// The groups of instances or tasks that scale.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub scaling_groups: Vec<spec::autoscaling::ScalingSpec>,
    /// The buckets.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub buckets: Vec<spec::s3::BucketSpec>,
    /// The databases.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub databases: Vec<spec::database::DatabaseSpec>,
    /// The APIs.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub apis: Vec<spec::apigateway::ApiSpec>,
    /// The KMS keys.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub keys: Vec<spec::kms::KeySpec>,
    /// The receivers outside AWS.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub receivers: Vec<spec::outside::ReceiverSpec>,
    /// The roles with their policies.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub roles: Vec<spec::iam::RoleSpec>,
    /// The stream readers.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub readers: Vec<spec::reader::ReaderSpec>,
    /// The clients of brokers.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub clients: Vec<spec::client::ClientSpec>,
    /// The senders.
    #[serde(default)]
    pub producers: Vec<ProducerSpec>,
    /// The receivers.
    #[serde(default)]
    pub consumers: Vec<ConsumerSpec>,
    /// Resources in another account or Region than the run's own.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub elsewhere: BTreeMap<Name, Elsewhere>,
    /// The wire between them.
    #[serde(default)]
    pub network: Network,
}

/// Why a scenario or a changed value is refused.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ScenarioError {
    /// Where, as a path: `queues.orders.VisibilityTimeout`; empty for the whole.
    pub path: String,
    /// AWS's own error code where AWS would refuse it (`InvalidAttributeValue`), else empty.
    pub code: &'static str,
    /// What is wrong and the cure.
    pub message: String,
}

impl ScenarioError {
    /// An error of the scenario itself, not one of AWS's.
    #[must_use]
    pub fn new(path: impl Into<String>, message: impl Into<String>) -> Self {
        Self { path: path.into(), code: "", message: message.into() }
    }
}

impl Scenario {
    /// Changes one value by path, as text; for variables before a run. On an error nothing has changed.
    ///
    /// # Errors
    /// Unknown path, or a value out of its range.
    pub fn set(&mut self, path: &str, value: &str) -> Result<(), ScenarioError> {
        let changed = path::with(self, path, value)?;
        if let Some(mut error) = check::all(&changed).into_iter().next() {
            error.path = path.into();
            return Err(error);
        }
        *self = changed;
        Ok(())
    }

    /// The value at a path, written as in the file; `None` where there is no such path or nothing is said there.
    #[must_use]
    pub fn get(&self, path: &str) -> Option<String> {
        path::value(self, path)
    }

    /// Every fault of the description itself; AWS's own refusals come from [`Self::start`].
    #[must_use]
    pub fn check(&self) -> Vec<ScenarioError> {
        check::all(self)
    }

    /// Builds the world at 0:00.
    ///
    /// # Errors
    /// Every fault found, not only the first.
    pub fn start(&self, seed: u64, quotas: &Quotas) -> Result<World, Vec<ScenarioError>> {
        let errors = self.check();
        if errors.is_empty() { World::start(self, seed, quotas) } else { Err(errors) }
    }
}
