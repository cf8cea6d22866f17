//! AWS's wire protocols on loopback: a learner's own tools (the aws CLI, boto3, any SDK) call the simulator.
//!
//! ```text
//! bytes --protocol--> Command --services::ask--> sim Call --a world--> sim Answer --services::tell--> Value --protocol--> bytes
//! ```
//!
//! Everything but [`server`] and [`hub`] is pure. A [`command::Command`] is what a client wants, whatever protocol it came by: the
//! operation and its input under the names of AWS's own service model ([`shapes`]). `services` says it in the simulator's words,
//! one file per AWS service; the simulator decides; nothing here knows a rule of any service.

/// What a client wants, as data.
pub mod command;
/// The keeper of `inflight serve`: worlds in real time.
pub mod hub;
/// Reading a command's input.
pub mod input;
#[cfg(test)]
mod lenient;
/// Long answers in pages.
pub mod page;
/// From bytes to commands, and from answers back to bytes.
pub mod protocol;
/// AWS's refusals on the wire.
pub mod refusal;
/// The open door: HTTP on loopback.
pub mod server;
/// From commands to calls of the simulator, and from its answers back: one file per AWS service.
pub mod services;
/// AWS's own service models.
pub mod shapes;
