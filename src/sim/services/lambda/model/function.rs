//! A function: its configuration, its environments, what it remembers and counts.
use super::{about::About, code::Code, done::Done, envs::Envs};
use crate::base::{random::Stream, time::SimTime};
use crate::sim::{arn, services::lambda::quotas::Settings, trace::Name};
use serde::{Deserialize, Serialize};
use std::{collections::BTreeMap, sync::Arc};

/// The configuration AWS knows.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Config {
    /// FunctionName.
    pub name: Name,
    /// FunctionArn.
    pub arn: Name,
    /// What is told of it besides.
    pub about: Box<About>,
    /// Timeout.
    pub timeout: SimTime,
    /// MemorySize, MB.
    pub memory: u64,
    /// `DeadLetterConfig.TargetArn`.
    pub dead_letter: Option<Name>,
    /// `ReservedConcurrentExecutions`.
    pub reserved: Option<u32>,
    /// PutFunctionEventInvokeConfig.
    pub later: LaterConfig,
    /// The statements of the resource policy by Sid, each as JSON.
    pub statements: BTreeMap<Name, Arc<str>>,
    /// The whole resource policy as JSON, kept ready.
    pub policy: Option<Arc<str>>,
}

/// What happens to asynchronous events.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct LaterConfig {
    /// MaximumRetryAttempts.
    pub retries: Option<u32>,
    /// MaximumEventAgeInSeconds.
    pub age: Option<u64>,
    /// Destination of OnSuccess.
    pub on_success: Option<Name>,
    /// Destination of OnFailure.
    pub on_failure: Option<Name>,
}

/// What is counted since the start of the run.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Tally {
    /// Invocations that ran.
    pub invocations: u64,
    /// Those that failed.
    pub errors: u64,
    /// Refused for want of concurrency.
    pub throttles: u64,
    /// Milliseconds of work, cold starts apart.
    pub duration_ms: u64,
    /// Billed milliseconds times MB.
    pub mb_ms: u64,
    /// The same in provisioned environments.
    pub provisioned_mb_ms: u64,
    /// Configured provisioned MB times milliseconds until the last change.
    pub reserved_mb_ms: u64,
    /// Cold starts.
    pub cold: u64,
    /// Invocations in provisioned environments.
    pub provisioned: u64,
    /// Invocations that needed more than was provisioned.
    pub spillover: u64,
    /// Work done again for an item.
    pub repeats: u64,
    /// Asynchronous events.
    pub later: LaterTally,
}

/// What is counted of asynchronous events.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct LaterTally {
    /// Accepted.
    pub received: u64,
    /// Still there.
    pub open: u64,
    /// Processed.
    pub done: u64,
    /// Given up.
    pub dropped: u64,
    /// The age of the last one that was tried, in milliseconds.
    pub age_ms: u64,
    /// Dead letters that could not be delivered.
    pub dead_letter_errors: u64,
    /// Records that could not be delivered to a destination.
    pub destination_failures: u64,
}

/// A function.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Function {
    /// Its configuration.
    pub config: Config,
    /// What it does.
    pub code: Arc<Code>,
    /// What AWS does not publish.
    pub settings: Settings,
    /// Its environments.
    pub envs: Envs,
    /// What it finished.
    pub done: Done,
    /// Its chances.
    pub luck: Stream,
    /// What is counted.
    pub tally: Tally,
}

impl Function {
    /// What it takes of the account's concurrency that nobody reserved.
    #[must_use]
    pub fn unreserved(&self) -> u32 {
        let provisioned = self.envs.provisioned.map_or(0, |p| p.count).max(self.envs.provisioned_busy);
        if self.config.reserved.is_some() { 0 } else { provisioned + self.envs.busy }
    }
    /// Writes its policy anew after a statement changed.
    pub fn write_policy(&mut self) {
        let all: Vec<&str> = self.config.statements.values().map(|s| &**s).collect();
        let whole = || format!(r#"{{"Version":"2012-10-17","Id":"default","Statement":[{}]}}"#, all.join(","));
        self.config.policy = (!all.is_empty()).then(|| whole().into());
    }
}

/// The name in what a caller wrote: a name, a partial or a whole ARN, with or without a version.
#[must_use]
pub fn bare(text: &str) -> &str {
    if let Some(place) = arn::parse(text) {
        return place.name;
    }
    let text = text.rsplit_once("function:").map_or(text, |(_, name)| name);
    text.split_once(':').map_or(text, |(name, _)| name)
}
