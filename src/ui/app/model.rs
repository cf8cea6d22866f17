//! Everything the app remembers, the five messages, and what a screen may know of it.
use super::{notes::Notes, overlay::Overlay, register::Screen, tour::Tour};
use crate::{
    base::moment::Now,
    content::library::Library,
    practice::{progress::Progress, record::Record},
    srs::scheduler::Scheduler,
    ui::{
        flow::{
            context::{Context, Motion, Plan},
            effect::{Effect, Reply, Route},
            key::Key,
        },
        kit::Kit,
    },
};
use std::sync::Arc;

/// Rows that header and footer take.
const CHROME: u16 = 2;

/// What happened. Five kinds, and it stays at five.
#[derive(Clone, Debug, PartialEq)]
pub enum Msg {
    /// A key or the mouse.
    Key(Key),
    /// Time: sent before every batch of other messages and while something moves.
    Tick(Clock),
    /// The terminal has this size: columns and rows.
    Resized(u16, u16),
    /// The shell did something.
    Reply(Reply),
    /// Leave at once (a signal).
    Stop,
}

/// The two clocks of the shell.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Clock {
    /// The instant and the study day.
    pub now: Now,
    /// Milliseconds since the app started.
    pub uptime_ms: u64,
}

/// What the learner chose.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Settings {
    /// How much moves.
    pub motion: Motion,
    /// The exam and the minutes a day.
    pub plan: Plan,
    /// The app has the mouse.
    pub mouse: bool,
}

/// Who learns: what the log adds up to, and who decides when to ask again.
#[derive(Clone, Debug, Default)]
pub struct Learner {
    /// What was done so far.
    pub progress: Progress,
    /// When to ask again.
    pub scheduler: Scheduler,
}

/// The app.
#[derive(Clone, Debug)]
pub struct Model {
    /// How things look.
    pub kit: Kit,
    /// The open screen.
    pub screen: Screen,
    /// The main screen, while another is open: it stays as it was.
    pub beneath: Option<Screen>,
    /// The reports, when they were left for a lesson or a lab: they open again as they were.
    pub aside: Option<Screen>,
    /// What lies over it.
    pub overlay: Option<Overlay>,
    /// Toasts and the messages they leave.
    pub notes: Notes,
    /// What the learner chose.
    pub settings: Settings,
    /// Content.
    pub library: Arc<Library>,
    /// The learner.
    pub learner: Learner,
    /// Time.
    pub clock: Clock,
    /// The terminal: columns and rows.
    pub size: (u16, u16),
    /// The first run's steps, while they last.
    pub tour: Option<Tour>,
}

impl Model {
    /// The app as it opens for a learner.
    #[must_use]
    pub fn new(kit: Kit, content: (Arc<Library>, Learner), settings: Settings, clock: Clock) -> Self {
        let size = crate::ui::kit::parts::SMALLEST;
        let (library, learner) = content;
        let room = (size.0, size.1 - CHROME);
        let screen = Screen::study(&surroundings(&library, &learner, settings, clock, room));
        let notes = Notes::default();
        Self {
            kit,
            screen,
            beneath: None,
            aside: None,
            overlay: None,
            notes,
            settings,
            library,
            learner,
            clock,
            size,
            tour: None,
        }
    }

    /// Takes in what another instance wrote.
    pub(super) fn learn(&mut self, records: &[Record]) {
        for record in records {
            self.learner.progress.apply(record);
        }
    }

    /// Opens at a place instead of the main screen as it was; gives what is for the shell to do.
    #[must_use]
    pub fn open_at(&mut self, route: &Route) -> Vec<Effect> {
        let effects = super::travel::go(self, route);
        super::update::settle(self, effects)
    }

    /// Opens with the three steps of the first run.
    #[must_use]
    pub fn first_run(mut self) -> Self {
        self.overlay = Some(Overlay::Plan(super::overlay::plan::State::new(self.settings.plan, self.clock.now, true)));
        self.tour = Some(Tour::Plan);
        self
    }

    /// What a screen may know now.
    #[must_use]
    pub fn context(&self) -> Context<'_> {
        surroundings(&self.library, &self.learner, self.settings, self.clock, self.room())
    }

    /// Lets the screen do something with its surroundings.
    pub(super) fn with<T>(&mut self, act: impl FnOnce(&mut Screen, &Context<'_>) -> T) -> T {
        let room = self.room();
        let context = surroundings(&self.library, &self.learner, self.settings, self.clock, room);
        act(&mut self.screen, &context)
    }

    /// Whether the terminal is too small for anything but a notice.
    #[must_use]
    pub const fn is_too_small(&self) -> bool {
        let least = crate::ui::kit::parts::SMALLEST;
        self.size.0 < least.0 || self.size.1 < least.1
    }

    /// Whether somebody types: the terminal shows its cursor where the next letter comes.
    #[must_use]
    pub fn types(&self) -> bool {
        match &self.overlay {
            Some(overlay) => matches!(overlay, Overlay::Palette(_)),
            None => self.screen.types(),
        }
    }

    /// The cells of the screen itself: header and footer take a row each, a sealed screen has the whole frame.
    fn room(&self) -> (u16, u16) {
        let chrome = if self.screen.is_sealed() { 0 } else { CHROME };
        (self.size.0, self.size.1.saturating_sub(chrome))
    }

    /// When the app wants to be woken although nothing moves: a toast ends, a menu appears.
    #[must_use]
    pub fn wake_at(&self) -> Option<u64> {
        let menu = match &self.overlay {
            Some(Overlay::GoTo(state)) => state.wake_at(self.clock.uptime_ms),
            _ => None,
        };
        menu.into_iter().chain(self.notes.wake_at()).min()
    }
}

/// What a screen may know, in a room of this size.
fn surroundings<'a>(
    library: &'a Library,
    learner: &'a Learner,
    settings: Settings,
    clock: Clock,
    size: (u16, u16),
) -> Context<'a> {
    Context {
        library,
        progress: &learner.progress,
        scheduler: &learner.scheduler,
        now: clock.now,
        uptime_ms: clock.uptime_ms,
        motion: settings.motion,
        plan: settings.plan,
        size,
    }
}
