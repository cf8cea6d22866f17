//! The execution history under AWS's event types.
use super::fault::Fault;
use crate::base::time::SimTime;
use crate::sim::trace::Name;
use serde::{Deserialize, Serialize};
use std::sync::Arc;

macro_rules! types {
    ($($name:ident)*) => {
        /// AWS's HistoryEventType.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
        #[allow(missing_docs)] // the names are AWS's own
        pub enum EventType { $($name,)* }

        impl EventType {
            /// Its name on the wire.
            #[must_use]
            pub const fn name(self) -> &'static str {
                match self { $(Self::$name => stringify!($name),)* }
            }
        }
    };
}

types! {
    ActivityFailed ActivityScheduled ActivityScheduleFailed ActivityStarted ActivitySucceeded ActivityTimedOut
    ChoiceStateEntered ChoiceStateExited ExecutionAborted ExecutionFailed ExecutionStarted ExecutionSucceeded
    ExecutionTimedOut FailStateEntered LambdaFunctionFailed LambdaFunctionScheduled LambdaFunctionScheduleFailed
    LambdaFunctionStarted LambdaFunctionStartFailed LambdaFunctionSucceeded LambdaFunctionTimedOut
    MapIterationAborted MapIterationFailed MapIterationStarted MapIterationSucceeded MapStateAborted MapStateEntered
    MapStateExited MapStateFailed MapStateStarted MapStateSucceeded ParallelStateAborted ParallelStateEntered
    ParallelStateExited ParallelStateFailed ParallelStateStarted ParallelStateSucceeded PassStateEntered
    PassStateExited SucceedStateEntered SucceedStateExited TaskFailed TaskScheduled TaskStarted TaskStartFailed
    TaskStateAborted TaskStateEntered TaskStateExited TaskSubmitFailed TaskSubmitted TaskSucceeded TaskTimedOut
    WaitStateAborted WaitStateEntered WaitStateExited MapRunAborted MapRunFailed MapRunStarted MapRunSucceeded
    ExecutionRedriven MapRunRedriven EvaluationFailed
}

/// The events of a type of state: entered, exited.
#[must_use]
pub fn borders(kind: &str) -> (EventType, EventType) {
    use EventType as T;
    match kind {
        "Pass" => (T::PassStateEntered, T::PassStateExited),
        "Task" => (T::TaskStateEntered, T::TaskStateExited),
        "Choice" => (T::ChoiceStateEntered, T::ChoiceStateExited),
        "Wait" => (T::WaitStateEntered, T::WaitStateExited),
        "Parallel" => (T::ParallelStateEntered, T::ParallelStateExited),
        "Map" => (T::MapStateEntered, T::MapStateExited),
        "Succeed" => (T::SucceedStateEntered, T::SucceedStateExited),
        _ => (T::FailStateEntered, T::FailStateEntered),
    }
}

/// One event.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Entry {
    /// When.
    pub at: SimTime,
    /// From 1.
    pub id: u64,
    /// The event before it on its way; 0 for the first.
    pub previous: u64,
    /// What.
    pub kind: EventType,
    /// What the event is about.
    pub details: Details,
}

/// What an event tells, as far as its type has it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Details {
    /// The state.
    pub name: Option<Name>,
    /// Input, output or parameters.
    pub data: Option<Arc<str>>,
    /// Error and cause.
    pub fault: Option<Fault>,
    /// resourceType and resource.
    pub resource: Option<(Name, Name)>,
    /// Index of an iteration, the length of a Map, or how often there was a redrive.
    pub index: Option<u64>,
    /// TimeoutSeconds and HeartbeatSeconds of a task that is scheduled.
    pub spans: (Option<u32>, Option<u32>),
}

/// The history of one execution.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct History {
    /// Oldest first; Express workflows keep none.
    pub entries: Vec<Arc<Entry>>,
    /// How many there were.
    pub count: u64,
}

impl History {
    /// Adds an event; its id.
    pub fn add(&mut self, at: SimTime, previous: u64, kind: EventType, told: (bool, Details)) -> u64 {
        let (keep, details) = told;
        self.count += 1;
        if keep {
            self.entries.push(Arc::new(Entry { at, id: self.count, previous, kind, details }));
        }
        self.count
    }
}
