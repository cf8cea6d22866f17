//! Asynchronous events on their way through Lambda's own queue.
use crate::base::time::SimTime;
use crate::sim::{errand::Cargo, trace::Name};
use serde::{Deserialize, Serialize};
use std::sync::Arc;

/// An event that was accepted and is not finished.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Event {
    /// For which function.
    pub function: Name,
    /// The event.
    pub cargo: Arc<Cargo>,
    /// When it was accepted.
    pub received: SimTime,
    /// Its request id.
    pub request: Name,
    /// How often the function ran and failed.
    pub failures: u32,
    /// How often in a row it could not run.
    pub throttles: u32,
    /// It runs now.
    pub running: bool,
    /// The event of the trace that led to it.
    pub cause: Option<u64>,
}
