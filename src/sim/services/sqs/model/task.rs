//! StartMessageMoveTask's tasks.
use crate::base::time::SimTime;
use crate::sim::services::sqs::api::response::Status;
use crate::sim::trace::Name;
use serde::{Deserialize, Serialize};

/// A move task.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Task {
    /// Its number; its handle is made of it.
    pub no: u64,
    /// The dead-letter queue.
    pub source: Name,
    /// Where to; each message's own source queue where nothing is said.
    pub destination: Option<Name>,
    /// Messages a second, where asked for.
    pub rate: Option<u32>,
    /// How it stands.
    pub status: Status,
    /// Messages moved so far.
    pub moved: u64,
    /// Messages to move, taken at the start.
    pub to_move: u64,
    /// Why it failed.
    pub failure: Option<String>,
    /// When it started.
    pub started: SimTime,
}
