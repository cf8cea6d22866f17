//! What the trace says of a fault: its kind and whom it means.
use crate::sim::{command::Fault, trace::Name};

impl Fault {
    /// The kind of its trace event.
    #[must_use]
    pub const fn kind(&self) -> &'static str {
        match self {
            Self::Crash { .. } => "fault.crash",
            Self::Slow { .. } => "fault.slow",
            Self::Burst { .. } => "fault.burst",
            Self::Silence { .. } => "fault.silence",
            Self::Resend { .. } => "fault.resend",
            Self::Duplicate { .. } => "fault.duplicate",
            Self::LoseReply { .. } => "fault.lose-reply",
            Self::Partition { .. } => "fault.partition",
            Self::Outage { .. } => "fault.outage",
            Self::Errors { .. } => "fault.errors",
            Self::Fail { .. } => "fault.fail",
            Self::Poison { .. } => "fault.poison",
        }
    }

    /// Whom it means.
    #[must_use]
    pub const fn who(&self) -> &Name {
        match self {
            Self::Crash { who, .. }
            | Self::Slow { who, .. }
            | Self::Burst { who, .. }
            | Self::Silence { who, .. }
            | Self::Resend { who }
            | Self::LoseReply { who }
            | Self::Partition { who, .. }
            | Self::Outage { who, .. }
            | Self::Errors { who, .. }
            | Self::Fail { who }
            | Self::Poison { who }
            | Self::Duplicate { queue: who } => who,
        }
    }
}
