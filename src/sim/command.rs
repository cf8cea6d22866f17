//! What may be done to a running world: calls, faults and changed numbers. Commands are data, so a run can be replayed.
/// Faults and commands as text.
pub mod words;

use super::{services::Call, trace::Name, turn::CallId};
use crate::base::time::SimTime;
use serde::{Deserialize, Serialize};

/// A fault a learner, a lab or a proof injects. In text: `crash C2`, `slow workers x3 60s`, `burst checkout 50 1s`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Fault {
    /// A consumer dies with what it holds; it starts again after `down`, or never.
    Crash {
        /// Which consumer: `C2`, or a fleet's name for its busiest member.
        who: Name,
        /// How long it stays down.
        down: Option<SimTime>,
    },
    /// Work takes `factor` times as long for a while.
    Slow {
        /// Which consumer or fleet.
        who: Name,
        /// How many times as long.
        factor: u32,
        /// For how long.
        during: SimTime,
    },
    /// A producer sends extra messages.
    Burst {
        /// Which producer.
        who: Name,
        /// How many.
        messages: u32,
        /// Spread evenly over this span.
        over: SimTime,
    },
    /// A producer falls silent.
    Silence {
        /// Which producer.
        who: Name,
        /// For how long.
        during: SimTime,
    },
    /// A producer sends its last message again (on FIFO: with the same deduplication id).
    Resend {
        /// Which producer.
        who: Name,
    },
    /// A queue delivers one message a second time although it was received and deleted (at-least-once; standard queues).
    Duplicate {
        /// Which queue.
        queue: Name,
    },
    /// The next answer to this actor is lost: the call took effect, the caller does not know.
    LoseReply {
        /// Which actor.
        who: Name,
    },
    /// This actor cannot reach AWS for a while.
    Partition {
        /// Which actor.
        who: Name,
        /// For how long.
        during: SimTime,
    },
    /// A resource does not answer for a while, or a receiver outside AWS is down.
    Outage {
        /// Which resource.
        who: Name,
        /// For how long.
        during: SimTime,
    },
    /// A resource fails so many of a hundred calls for a while.
    Errors {
        /// Which resource.
        who: Name,
        /// Of a hundred.
        percent: u32,
        /// For how long.
        during: SimTime,
    },
    /// Something inside a resource breaks for good: the active broker, an instance of a group.
    Fail {
        /// Which resource.
        who: Name,
    },
    /// A producer's next message makes every consumer fail.
    Poison {
        /// Which producer.
        who: Name,
    },
}

/// One entry of a run's log, performed at `at`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Command {
    /// When it takes effect.
    pub at: SimTime,
    /// What.
    pub act: Act,
}

/// The acts.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Act {
    /// Inject a fault.
    Inject(Fault),
    /// Change a number of the running world by its scenario path: `queues.orders.VisibilityTimeout` = `60`.
    Set {
        /// Where: see [`super::scenario`].
        path: String,
        /// The new value, written as in the scenario file.
        value: String,
    },
    /// A caller from outside the simulation calls a service.
    Visit(Box<Visit>),
    /// That caller has gone before the answer came.
    Leave(CallId),
}

/// A call from outside the simulation: a client on the endpoint.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Visit {
    /// Who calls, as the log names it: `boto3`, `aws-cli`.
    pub guest: Name,
    /// AWS's name of the operation: `SendMessage`.
    pub operation: Name,
    /// The call.
    pub call: Call,
}
