//! What the exam screen remembers: the lobby, and the paper on the table.
use crate::{practice::exam::room::Room, ui::flow::context::Context};
use lobby::Lobby;

/// What is wished for before a paper is laid down.
pub mod lobby;

/// The exam screen.
#[derive(Clone, Debug)]
pub struct State {
    /// What is wished for.
    pub lobby: Lobby,
    /// The paper on the table, if one is.
    pub table: Option<Box<Table>>,
}

impl State {
    /// The lobby as it opens.
    #[must_use]
    pub fn new(_context: &Context<'_>) -> Self {
        Self { lobby: Lobby::default(), table: None }
    }

    /// A paper lies on the table: the rest of the app is out of reach.
    #[must_use]
    pub const fn is_sealed(&self) -> bool {
        self.table.is_some()
    }

    /// Somebody writes on the pad, or types a number.
    #[must_use]
    pub fn types(&self) -> bool {
        self.table.as_ref().is_some_and(|table| matches!(table.over, Over::Pad | Over::Number(_)))
    }
}

/// A paper on the table.
#[derive(Clone, Debug)]
pub struct Table {
    /// The sitting and its clock.
    pub room: Room,
    /// The option under the cursor, by its place.
    pub cursor: usize,
    /// Lines of the question scrolled away.
    pub scroll: usize,
    /// The item under the cursor of the review screen.
    pub cell: usize,
    /// Which items `n` and `p` go through.
    pub filter: Filter,
    /// The clock is hidden.
    pub hidden: bool,
    /// What has the keys.
    pub over: Over,
}

/// Which items are gone through.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Filter {
    /// All.
    #[default]
    All,
    /// Those without a complete answer.
    Open,
    /// Those that are flagged.
    Flagged,
}

/// What has the keys instead of the question or the review screen.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Over {
    /// Nothing.
    #[default]
    Nothing,
    /// Whether to end the exam.
    End,
    /// Whether to leave the room.
    Leave,
    /// The number of a question, as typed so far.
    Number(String),
    /// The scratch pad.
    Pad,
    /// The word of the scenario that can be highlighted, counted from 0.
    Word(usize),
}

impl Table {
    /// A paper as it is laid down, or taken up again.
    #[must_use]
    pub fn new(room: Room) -> Self {
        let cell = room.at().unwrap_or(0);
        Self { room, cursor: 0, scroll: 0, cell, filter: Filter::All, hidden: false, over: Over::Nothing }
    }

    /// The items the filter lets through, in order.
    #[must_use]
    pub fn passing(&self) -> Vec<usize> {
        let sitting = &self.room.sitting;
        match self.filter {
            Filter::All => (0..sitting.given.len()).collect(),
            Filter::Open => sitting.open(),
            Filter::Flagged => sitting.flagged(),
        }
    }
}
