//! What the main screen remembers.
use crate::ui::flow::context::Context;

/// The main screen.
#[derive(Clone, Debug, Default)]
pub struct State {
    /// The pane that has the keys: 0 lesson, 1 quiz, 2 lab.
    pub focus: usize,
}

impl State {
    /// The screen as it opens.
    #[must_use]
    pub fn new(_context: &Context<'_>) -> Self {
        Self::default()
    }
}

/// Where we are, for the header: `["SQS", "Visibility timeout"]`; the last one is the place itself.
#[must_use]
pub fn place(_state: &State, _context: &Context<'_>) -> Vec<String> {
    vec!["Study".into()]
}
