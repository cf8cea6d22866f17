//! What a screen may know while it updates or draws, besides its own state.
use crate::{
    base::moment::Now,
    content::library::Library,
    practice::{desk::Desk, progress::Progress},
    srs::scheduler::Scheduler,
};

/// How much moves.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Motion {
    /// Bars fill, lanes grow, dots travel.
    #[default]
    Full,
    /// Event by event; nothing is highlighted for a while.
    None,
}

/// The learner's plan, set on the first run or by `: plan`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Plan {
    /// The study day of the exam, if there is a date.
    pub exam: Option<crate::base::moment::Day>,
    /// Minutes a day; 0 = as it comes.
    pub minutes: u32,
}

/// Read-only surroundings of an update.
#[derive(Clone, Copy, Debug)]
pub struct Context<'a> {
    /// All content.
    pub library: &'a Library,
    /// What the learner did so far.
    pub progress: &'a Progress,
    /// Who decides when to ask again.
    pub scheduler: &'a Scheduler,
    /// The instant and the study day.
    pub now: Now,
    /// Milliseconds since the app started; only ever grows. Real time for labs, toasts and answer times.
    pub uptime_ms: u64,
    /// How much moves.
    pub motion: Motion,
    /// The learner's plan.
    pub plan: Plan,
    /// The room for the screen itself, header and footer apart: columns and rows. Screens lay out and hit-test by it;
    /// mouse cells are counted in the same room.
    pub size: (u16, u16),
}

impl<'a> Context<'a> {
    /// The same surroundings, as a review session knows them.
    #[must_use]
    pub const fn desk(&self) -> Desk<'a> {
        Desk {
            library: self.library,
            progress: self.progress,
            scheduler: self.scheduler,
            now: self.now,
            uptime_ms: self.uptime_ms,
        }
    }
}
