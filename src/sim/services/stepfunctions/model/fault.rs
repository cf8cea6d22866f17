//! Error Names: what goes wrong inside an execution, and what a Retry or a Catch may match.
use crate::sim::trace::Name;
use serde::{Deserialize, Serialize};
use std::sync::Arc;

/// Matches every error but the two terminal ones.
pub const ALL: &str = "States.ALL";
/// The interpreter could not go on: a path that leads nowhere, an input of the wrong kind. Never retried, never caught.
pub const RUNTIME: &str = "States.Runtime";
/// A payload beyond the quota. `States.ALL` does not match it.
pub const DATA_LIMIT: &str = "States.DataLimitExceeded";
/// A task took longer than its TimeoutSeconds.
pub const TIMEOUT: &str = "States.Timeout";
/// A task was silent for longer than its HeartbeatSeconds.
pub const HEARTBEAT: &str = "States.HeartbeatTimeout";
/// A task failed; as a matcher every error of a task but the timeout.
pub const TASK_FAILED: &str = "States.TaskFailed";
/// IAM said no.
pub const PERMISSIONS: &str = "States.Permissions";
/// No rule of a Choice fitted and it has no Default.
pub const NO_CHOICE: &str = "States.NoChoiceMatched";
/// A branch of a Parallel state failed.
pub const BRANCH_FAILED: &str = "States.BranchFailed";
/// A ResultPath cannot be applied to the input.
pub const RESULT_PATH: &str = "States.ResultPathMatchFailure";
/// An intrinsic function was called with wrong arguments.
pub const INTRINSIC: &str = "States.IntrinsicFailure";
/// Too many items of a Distributed Map failed.
pub const TOLERATED: &str = "States.ExceedToleratedFailureThreshold";

/// An error with its cause, as it stands in the history.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Fault {
    /// The Error Name.
    pub error: Name,
    /// For people; may be JSON.
    pub cause: Arc<str>,
}

impl Fault {
    /// An error with its cause.
    pub fn new(error: &str, cause: impl Into<Arc<str>>) -> Self {
        Self { error: error.into(), cause: cause.into() }
    }
    /// `States.Runtime`.
    pub fn runtime(cause: impl Into<Arc<str>>) -> Self {
        Self::new(RUNTIME, cause)
    }
    /// Whether a list of ErrorEquals matches. Runtime errors match nothing; `States.ALL` leaves out the data limit;
    /// `States.Timeout` includes the heartbeat; `States.TaskFailed` is every error but the timeouts.
    #[must_use]
    pub fn matches(&self, names: &[Name]) -> bool {
        let error = &*self.error;
        if error == RUNTIME {
            return false;
        }
        names.iter().any(|name| match &**name {
            ALL => error != DATA_LIMIT,
            TASK_FAILED => !matches!(error, DATA_LIMIT | TIMEOUT | HEARTBEAT),
            TIMEOUT => matches!(error, TIMEOUT | HEARTBEAT),
            exact => exact == error,
        })
    }
}
