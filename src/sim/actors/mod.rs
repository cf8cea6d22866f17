//! Who sends and who works: producers and consumers (fleets). They reach a service only by AWS calls over the wire.
//!
//! Events, all with fixed names (`place` is the queue, `actor` the member or producer, unless said otherwise):
//!
//! | kind | when |
//! |---|---|
//! | `producer.send` | a message leaves the producer (`note` = queue) |
//! | `producer.resend` | the same message again: by script, by fault or because no answer came |
//! | `producer.refused` | AWS refused it (`note` = error code) |
//! | `worker.poll` | ReceiveMessage goes out (`amount` = WaitTimeSeconds where the call names one) |
//! | `worker.empty` | it came back with nothing (`amount` = microseconds it was open) |
//! | `worker.start` | work on one message begins (`amount` = microseconds it will take) |
//! | `worker.beat` | a heartbeat asks for more time (`until` = the new end) |
//! | `worker.done` | the work and its side effect are finished for the first time |
//! | `worker.repeat` | finished although it was finished before: charged twice |
//! | `worker.skip` | an idempotent worker saw that it was finished before |
//! | `worker.late` | the visibility timeout ran out under its hands |
//! | `worker.fail` | a poison message made it fail; nothing is deleted |
//! | `worker.forget` | finished, but not deleted |
//! | `worker.orphan` | a message nobody works on any more, until its timeout |
//! | `worker.refused` | AWS refused a call (`note` = error code) |
//! | `worker.timeout` | no answer came (`note` = what was asked) |
//! | `worker.crash` `worker.back` | it died, it is back |
//! | `worker.join` `worker.leave` | the fleet grew or shrank |
//! | `client.start` `client.done` `client.repeat` `client.skip` `client.fail` | as `worker.*`, for a client of a broker (`place` = broker) |
//! | `client.closed` | its connection broke (`note` = why) |
//! | `client.refused` | it could not connect (`note` = why) |
//! | `client.stranded` | and it does not know how to come back |
//! | `client.crash` `client.back` | it died, it is back |
//! | `reader.lease` `reader.steal` | a worker of a stream reader took a free lease, or one of a worker with more than its share (`note` = ShardId, `place` = stream) |
//! | `reader.lost` | its lease is somebody else's now, or it is cut off for too long: what it held is dropped |
//! | `reader.start` | work on one record begins (`amount` = microseconds it will take) |
//! | `reader.done` `reader.repeat` `reader.skip` | a record is finished for the first time, again, or known to be finished |
//! | `reader.checkpoint` | progress of a shard is written down |
//! | `reader.shard_end` | a closed shard is read to its end: its children can be read |
//! | `reader.throttled` `reader.refused` | the stream refused a call (`note` = error code) |
//! | `reader.timeout` | no answer came |
//! | `reader.crash` `reader.back` | a worker died, is back |
//! | `reader.join` `reader.leave` | the application grew or shrank |
//! | `fault.*` `change.set` | what the learner did (`place` = whom or which path) |
mod calls;
/// A client of a message broker.
pub mod client;
/// What an actor may touch while it acts.
pub mod desk;
mod dress;
/// Faults reach actors and the wire.
pub mod faults;
/// A fleet of workers.
pub mod fleet;
/// What there is to see of actors.
mod panel;
/// A sender.
pub mod producer;
/// An application with the Kinesis Client Library.
pub mod reader;
/// One worker.
pub mod worker;

use serde::{Deserialize, Serialize};

/// An actor of a world: its place in the scenario, and which member of a fleet.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum ActorId {
    /// The nth producer.
    Producer(u32),
    /// A member of the nth consumer.
    Worker(u32, u32),
    /// A member of the nth client.
    Client(u32, u32),
    /// A worker of the nth stream reader.
    Reader(u32, u32),
}

/// Why an actor is woken.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Wake {
    /// A producer's regular send.
    Send,
    /// The rest of a burst: how many, and how far apart.
    Burst(u32, crate::base::time::SimTime),
    /// A refused or unanswered send is tried again.
    Retry,
    /// A worker asks for messages.
    Poll,
    /// Work is finished.
    Finish,
    /// A heartbeat.
    Beat,
    /// The visibility timeout runs out under its hands.
    Late,
    /// A crashed worker starts again.
    Back,
    /// A worker goes on with one of its shards.
    Shard(u32),
}

/// All kinds of events actors make.
pub const KINDS: &[&str] = &[
    "producer.send",
    "producer.resend",
    "producer.refused",
    "worker.poll",
    "worker.empty",
    "worker.start",
    "worker.beat",
    "worker.done",
    "worker.repeat",
    "worker.skip",
    "worker.late",
    "worker.fail",
    "worker.forget",
    "worker.orphan",
    "worker.refused",
    "worker.timeout",
    "worker.crash",
    "worker.back",
    "worker.join",
    "worker.leave",
    "client.start",
    "client.done",
    "client.repeat",
    "client.skip",
    "client.fail",
    "client.closed",
    "client.refused",
    "client.stranded",
    "client.crash",
    "client.back",
    "reader.lease",
    "reader.steal",
    "reader.lost",
    "reader.start",
    "reader.done",
    "reader.repeat",
    "reader.skip",
    "reader.checkpoint",
    "reader.shard_end",
    "reader.throttled",
    "reader.refused",
    "reader.timeout",
    "reader.crash",
    "reader.back",
    "reader.join",
    "reader.leave",
    "fault.crash",
    "fault.slow",
    "fault.burst",
    "fault.silence",
    "fault.resend",
    "fault.duplicate",
    "fault.lose-reply",
    "fault.partition",
    "fault.poison",
    "fault.outage",
    "fault.errors",
    "fault.fail",
    "change.set",
];

#[cfg(test)]
mod tests;
