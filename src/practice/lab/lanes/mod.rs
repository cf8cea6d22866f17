//! What happened over time, derived from the trace: one lane a message, a message group, or a caller.
mod calls;
mod groups;
mod items;

use crate::{
    base::time::SimTime,
    content::lab::LaneSpec,
    sim::{
        panel::{Sign, Tone},
        trace::Event,
    },
};

/// What fills a stretch of a lane.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fill {
    /// Not there yet: dots.
    Absent,
    /// Waiting to be received: ●.
    Waiting,
    /// Delayed: a timer runs before it can be received.
    Delayed,
    /// Somebody works on it, and it is theirs.
    Working,
    /// Somebody works on it although the timeout has run out.
    Late,
    /// Hidden, and nobody works on it.
    Orphaned,
    /// Waiting behind another message of its group.
    Locked,
    /// An open request.
    Open,
    /// What is expected if nobody interferes.
    Ahead,
}

/// A stretch of a lane.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Piece {
    /// Where it begins.
    pub from: SimTime,
    /// Where it ends; later than now for what is expected.
    pub to: SimTime,
    /// What fills it.
    pub fill: Fill,
}

/// A sign or a word at a moment of a lane.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pin {
    /// When.
    pub at: SimTime,
    /// The sign, if any.
    pub sign: Option<Sign>,
    /// A word after the sign: who received it, or the message itself.
    pub word: String,
    /// What it means.
    pub tone: Tone,
}

/// One lane.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Lane {
    /// `m3`, `A`, `short`.
    pub label: String,
    /// The place of its group among the groups, where groups matter.
    pub group: Option<usize>,
    /// Stretches, earliest first; they do not overlap.
    pub pieces: Vec<Piece>,
    /// Signs and words on top of them, earliest first.
    pub pins: Vec<Pin>,
    /// A number at the end, where the kind has one: requests made.
    pub total: Option<u64>,
}

/// A heading and the lanes under it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Group {
    /// May be empty.
    pub title: String,
    /// Top to bottom.
    pub lanes: Vec<Lane>,
}

/// What a derivation reads.
#[derive(Clone, Copy, Debug)]
pub struct Input<'a> {
    /// What happened, oldest first.
    pub trace: &'a [Event],
    /// The moment up to which it may be told.
    pub now: SimTime,
    /// Whether what is expected may be drawn right of now.
    pub ahead: bool,
}

/// The lanes of one group as the lab's author laid them out, at most `most` of them.
#[must_use]
pub fn derive(spec: &LaneSpec, input: Input<'_>, most: usize) -> Group {
    let most = most.min(spec.most);
    let lanes = match spec.kind.as_str() {
        "groups" => groups::lanes(&spec.of, input, most),
        // One lane that bears the title itself.
        "calls" => return alone(calls::lane(&spec.of, input), spec),
        "arrivals" => return alone(calls::arrivals(&spec.of, input), spec),
        _ => items::lanes(&spec.of, input, most),
    };
    Group { title: spec.title.clone(), lanes }
}

fn alone(lane: Lane, spec: &LaneSpec) -> Group {
    let label = if spec.title.is_empty() { spec.of.clone() } else { spec.title.clone() };
    Group { title: String::new(), lanes: vec![Lane { label, ..lane }] }
}

/// The events up to now.
fn told(input: Input<'_>) -> impl Iterator<Item = &Event> {
    input.trace.iter().take_while(move |e| e.at <= input.now)
}

/// The place of a group among the groups, by its letter or its number.
#[must_use]
pub fn place_of(group: &str) -> usize {
    match group.bytes().next() {
        Some(b @ b'A'..=b'Z') => usize::from(b - b'A'),
        Some(b @ b'a'..=b'z') => usize::from(b - b'a'),
        Some(b @ b'1'..=b'9') => usize::from(b - b'1'),
        _ => 0,
    }
}
