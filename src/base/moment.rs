//! Wall-clock instants and study days as values; only the shell asks what time it is.
use serde::{Deserialize, Serialize};

/// An instant: milliseconds since 1970-01-01 UTC.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Moment(pub i64);

/// A study day: whole days since 1970-01-01 in the learner's own time zone, turning over at 4:00 in the morning.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Day(pub i32);

impl Day {
    /// Days from `self` to `later`; negative where `later` is earlier.
    #[must_use]
    pub const fn until(self, later: Self) -> i32 {
        later.0.saturating_sub(self.0)
    }
}

/// What the shell hands to everything that needs to know the time.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Now {
    /// The instant.
    pub at: Moment,
    /// The study day of that instant.
    pub day: Day,
}
