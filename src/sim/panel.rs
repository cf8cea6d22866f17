//! What a learner sees of a service or an actor at one moment, as data. One generic view draws every panel.
use super::trace::Name;
use std::sync::Arc;

/// The signs that mean the same in every lab; glyph and ASCII twin are chosen by the drawing side.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Sign {
    /// ● waiting
    Visible,
    /// ◐ in flight
    Flight,
    /// ✓ done, deleted
    Done,
    /// ◌ duplicate
    Duplicate,
    /// ✗ failed
    Failed,
    /// ╳ a limit ran out
    RanOut,
    /// † dead letter
    Dead,
    /// ▲ refused, throttled
    Refused,
    /// ↯ a fault you injected
    Fault,
    /// ╌ locked, waiting for a timer
    Locked,
    /// ━ working
    Working,
    /// ░ the future, or the empty part of a bar
    Future,
    /// ▼ flush
    Flush,
    /// ╋ an event on the track
    Mark,
    /// ○ an empty answer
    Empty,
    /// ─ waiting on the server
    Waiting,
    /// ▣ a server that was asked
    Asked,
    /// ▢ a server that was not asked
    Unasked,
    /// + a timeout was extended
    Extended,
}

/// What a text or a bar means, so that colour follows meaning.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Tone {
    /// Ordinary text.
    #[default]
    Plain,
    /// A label.
    Muted,
    /// A name or number that matters now.
    Strong,
    /// Waiting work.
    Visible,
    /// Work in progress.
    Flight,
    /// Good.
    Done,
    /// Bad.
    Fail,
    /// The learner's own fault.
    Fault,
}

/// A part of a row.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Cell {
    /// Words.
    Text(String, Tone),
    /// Messages as signs with their number or label: `●9 ●8`, `◐4`. `group` colours FIFO groups (0 = A).
    Tokens(Vec<Token>),
    /// A bar: `filled` of `of`, both in the same unit; drawn in eighths.
    Bar {
        /// The filled part.
        filled: u64,
        /// The whole; never 0.
        of: u64,
        /// Its meaning.
        tone: Tone,
    },
    /// A moving wire: decoration that carries no information.
    Wire,
}

/// One message on the stage.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Token {
    /// Its state.
    pub sign: Sign,
    /// `9`, `A3`.
    pub label: Arc<str>,
    /// The place of its group among the groups (0 = A), where groups matter.
    pub group: Option<usize>,
}

/// One line of a panel; the first cell of a row starts at the panel's left edge.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Row {
    /// Left to right.
    pub cells: Vec<Cell>,
}

/// A resource or an actor as the learner sees it now.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Panel {
    /// `queue`, `producer`, `consumers`.
    pub role: &'static str,
    /// The resource's or actor's name.
    pub name: Name,
    /// What kind: `standard`, `fifo`; may be empty.
    pub badge: String,
    /// Most important first: what does not fit is dropped from the end.
    pub rows: Vec<Row>,
    /// The same as one sentence for screen readers and `--plain`: `Queue orders: 4 visible, 2 in flight.`
    pub spoken: String,
}
