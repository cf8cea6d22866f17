//! What a session reads besides itself: content, progress, scheduler and the time, all as values.
use crate::{base::moment::Now, content::library::Library, practice::progress::Progress, srs::scheduler::Scheduler};

/// The desk a learner works at.
#[derive(Clone, Copy, Debug)]
pub struct Desk<'a> {
    /// All content.
    pub library: &'a Library,
    /// What the learner did so far.
    pub progress: &'a Progress,
    /// Who decides when to ask again.
    pub scheduler: &'a Scheduler,
    /// The instant and the study day.
    pub now: Now,
    /// Milliseconds since the app started, for answer times.
    pub uptime_ms: u64,
}
