//! A definition in the Amazon States Language, read and checked. Its text is what a snapshot keeps; the parsed form is made
//! from it again, so that no number of a payload template ever stands in the state as anything but text.
use super::super::quotas::Defaults;
use super::choice::Rule;
use super::parse;
use super::path::Path;
use super::resource::Resource;
use crate::base::time::SimTime;
use crate::sim::trace::Name;
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use serde_json::Value;
use std::collections::BTreeMap;
use std::sync::Arc;

/// A checked definition.
#[derive(Clone, Debug)]
pub struct Program {
    /// As it was given.
    pub text: Arc<str>,
    /// Read.
    pub code: Arc<Code>,
}

impl PartialEq for Program {
    fn eq(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.code, &other.code) || self.text == other.text
    }
}

impl Eq for Program {}

impl Serialize for Program {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        self.text.serialize(to)
    }
}

impl<'de> Deserialize<'de> for Program {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        let text: Arc<str> = Arc::deserialize(from)?;
        parse::program(&text, false).map_err(|_| serde::de::Error::custom("a definition that is none"))
    }
}

/// The parsed form: state machines inside each other lie flat beside each other.
#[derive(Clone, Debug, PartialEq)]
pub struct Code {
    /// The outermost machine is the first.
    pub scopes: Vec<Scope>,
    /// All states of all scopes.
    pub states: Vec<State>,
    /// TimeoutSeconds of the whole.
    pub timeout: Option<u64>,
}

/// A state machine: the outermost one, a branch of a Parallel state, the processor of a Map.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Scope {
    /// StartAt.
    pub start: u32,
    /// States by name.
    pub names: BTreeMap<Name, u32>,
}

/// A state.
#[derive(Clone, Debug, PartialEq)]
pub struct State {
    /// Its name.
    pub name: Name,
    /// What it does.
    pub kind: Kind,
    /// How data flows through it.
    pub flow: Flow,
    /// Where it goes; `None` ends.
    pub next: Option<u32>,
    /// Retriers in order.
    pub retry: Vec<Retrier>,
    /// Catchers in order.
    pub catch: Vec<Catcher>,
    /// Whether any of its expressions asks the context object.
    pub context: bool,
}

/// Which of the six types of state with a name of their own in the history.
#[derive(Clone, Debug, PartialEq)]
pub enum Kind {
    /// Pass with its Result.
    Pass(Option<Value>),
    /// Task.
    Task(Box<Work>),
    /// Choice: rules in order, each with its target and what it assigns; the Default.
    Choice(Vec<Branch>, Option<u32>),
    /// Wait.
    Wait(Until),
    /// Succeed.
    Succeed,
    /// Fail: Error and Cause.
    Fail(Text, Text),
    /// Parallel: the scopes of its branches.
    Parallel(Vec<u32>),
    /// Map.
    Map(Box<Each>),
}

impl Kind {
    /// The type's name in the language.
    #[must_use]
    pub const fn name(&self) -> &'static str {
        match self {
            Self::Pass(_) => "Pass",
            Self::Task(_) => "Task",
            Self::Choice(..) => "Choice",
            Self::Wait(_) => "Wait",
            Self::Succeed => "Succeed",
            Self::Fail(..) => "Fail",
            Self::Parallel(_) => "Parallel",
            Self::Map(_) => "Map",
        }
    }
}

/// A rule of a Choice.
#[derive(Clone, Debug, PartialEq)]
pub struct Branch {
    /// When.
    pub rule: Rule,
    /// Where to.
    pub next: u32,
    /// Variables it sets.
    pub assign: Option<Value>,
}

/// InputPath to OutputPath, in the order they apply.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Flow {
    /// InputPath.
    pub input: Slot,
    /// Parameters, or ItemSelector of a Map.
    pub parameters: Option<Value>,
    /// ResultSelector.
    pub selector: Option<Value>,
    /// ResultPath.
    pub result: Slot,
    /// OutputPath.
    pub output: Slot,
    /// Assign.
    pub assign: Option<Value>,
}

/// A path field: left out, null, or a path.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Slot {
    /// Not said: the whole.
    #[default]
    Whole,
    /// `null`: nothing.
    Nothing,
    /// A path, as written and parsed.
    At(String, Path),
}

/// A text of the definition, or where the input says it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Text {
    /// Not said.
    #[default]
    None,
    /// As it stands.
    Just(Arc<str>),
    /// A path or an intrinsic function.
    From(String),
}

/// A number of the definition, or where the input says it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Count {
    /// Not said.
    #[default]
    None,
    /// As it stands.
    Just(u64),
    /// A path.
    From(String),
}

/// What a Task does.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Work {
    /// Resource.
    pub resource: Resource,
    /// TimeoutSeconds.
    pub timeout: Count,
    /// HeartbeatSeconds.
    pub heartbeat: Count,
}

/// How long a Wait waits.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Until {
    /// Seconds.
    Seconds(Count),
    /// Timestamp, or TimestampPath.
    Timestamp(Text),
}

/// A Map.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Each {
    /// Scope of the processor.
    pub scope: u32,
    /// ItemsPath.
    pub items: Slot,
    /// ItemSelector.
    pub selector: Option<Value>,
    /// MaxConcurrency; 0 = as many as there may be.
    pub concurrency: Count,
    /// Distributed: child executions.
    pub distributed: Option<Distributed>,
}

/// What only a Distributed Map has.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Distributed {
    /// ExecutionType EXPRESS.
    pub express: bool,
    /// ToleratedFailurePercentage, in hundredths of a percent.
    pub percentage: Option<u64>,
    /// ToleratedFailureCount.
    pub count: Count,
    /// ItemBatcher: MaxItemsPerBatch.
    pub batch: Option<u64>,
    /// ItemBatcher: MaxInputBytesPerBatch.
    pub bytes: Option<u64>,
    /// ItemBatcher: BatchInput.
    pub shared: Option<Value>,
}

/// A retrier.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Retrier {
    /// ErrorEquals.
    pub errors: Vec<Name>,
    /// IntervalSeconds.
    pub interval: Option<u64>,
    /// MaxAttempts.
    pub attempts: Option<u64>,
    /// BackoffRate, in millionths.
    pub rate: Option<u64>,
    /// MaxDelaySeconds.
    pub most: Option<u64>,
    /// JitterStrategy FULL.
    pub jitter: bool,
}

impl Retrier {
    /// The delay before the attempt after `failed` earlier ones, without jitter.
    #[must_use]
    pub fn delay(&self, failed: u64, defaults: &Defaults) -> SimTime {
        let rate = self.rate.unwrap_or(defaults.rate * 1_000_000);
        let interval = self.interval.unwrap_or(defaults.interval);
        // A year is longer than anything that runs; beyond it growth stops, so that nothing overflows.
        let cap = self.most.unwrap_or(31_622_400).min(31_622_400) * 1_000_000;
        let mut micros = interval.saturating_mul(1_000_000).min(cap);
        for _ in 0..failed {
            let grown = u128::from(micros) * u128::from(rate) / 1_000_000;
            let grown = u64::try_from(grown).unwrap_or(cap).min(cap);
            if grown == micros {
                break;
            }
            micros = grown;
        }
        SimTime::from_micros(micros)
    }
}

/// A catcher.
#[derive(Clone, Debug, PartialEq)]
pub struct Catcher {
    /// ErrorEquals.
    pub errors: Vec<Name>,
    /// Where to.
    pub next: u32,
    /// ResultPath: where the error goes.
    pub result: Slot,
    /// Variables it sets.
    pub assign: Option<Value>,
}

impl Code {
    /// A state.
    #[must_use]
    pub fn state(&self, no: u32) -> Option<&State> {
        self.states.get(no as usize)
    }
    /// Where a scope starts.
    #[must_use]
    pub fn start(&self, scope: u32) -> u32 {
        self.scopes.get(scope as usize).map_or(u32::MAX, |s| s.start)
    }
}
