//! The lab pane's key table.
use super::state::State;
use crate::{
    practice::lab::session::{Mode, Session},
    ui::flow::{
        key::{Code, Key},
        table::{Binding, Hint, Place, hints},
    },
};

/// What a key of the lab pane does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Act {
    /// Play, pause.
    Play,
    /// One event forward.
    Step,
    /// One event back.
    Back,
    /// One second forward, back.
    Second(i64),
    /// To the next mark.
    NextMark,
    /// To the last mark.
    LastMark,
    /// To the start.
    Start,
    /// To the newest moment.
    Newest,
    /// Slower.
    Slower,
    /// Faster.
    Faster,
    /// ×1.
    Normal,
    /// The fault menu.
    Inject,
    /// The variables.
    Variables,
    /// Drop what lies right of now.
    Fork,
    /// Again.
    Again,
    /// Again, with a new seed.
    Reseed,
    /// Lay the last run under this one.
    Compare,
    /// Copy the run as text.
    CopyText,
    /// Copy a link to the run.
    CopyLink,
    /// Predict.
    Predict,
    /// The event log.
    Log,
    /// The stage as a paragraph.
    Spoken,
    /// A hint.
    Hint,
    /// What the model leaves out.
    Model,
    /// Take the last change back.
    Undo,
    /// Open to the learner's own tools.
    Door,
}

const fn line(
    keys: &'static [Key],
    act: Act,
    shown: &'static str,
    (group, hint, help): (&'static str, &'static str, &'static str),
    place: Place,
) -> Binding<Act> {
    Binding { keys, act, shown, hint, help, group, place }
}

/// The table.
pub const TABLE: &[Binding<Act>] = &[
    line(&[Key::ch(' ')], Act::Play, "space", ("Time", "play", "play, pause"), Place::Both(1)),
    line(&[Key::ch('.')], Act::Step, ", .", ("Time", "step", "one event forward, back"), Place::Both(2)),
    line(&[Key::ch(',')], Act::Back, "", ("Time", "", ""), Place::Help),
    line(
        &[Key::ch('l'), Key::of(Code::Right)],
        Act::Second(1),
        "h l",
        ("Time", "scrub", "one second back, forward"),
        Place::Border(5),
    ),
    line(&[Key::ch('h'), Key::of(Code::Left)], Act::Second(-1), "", ("Time", "", ""), Place::Help),
    line(&[Key::ch('L')], Act::NextMark, "H L", ("Time", "", "last, next mark"), Place::Help),
    line(&[Key::ch('H')], Act::LastMark, "", ("Time", "", ""), Place::Help),
    line(&[Key::ch('0'), Key::of(Code::Home)], Act::Start, "0 $", ("Time", "", "start, newest moment"), Place::Help),
    line(&[Key::ch('$'), Key::of(Code::End)], Act::Newest, "", ("Time", "", ""), Place::Help),
    line(&[Key::ch('-')], Act::Slower, "- +", ("Time", "speed", "slower, faster"), Place::Both(6)),
    line(&[Key::ch('+')], Act::Faster, "", ("Time", "", ""), Place::Help),
    line(&[Key::ch('=')], Act::Normal, "=", ("Time", "", "×1"), Place::Help),
    line(&[Key::ch('i')], Act::Inject, "i", ("Change", "inject", "inject a fault"), Place::Both(3)),
    line(&[Key::ch('v')], Act::Variables, "v", ("Change", "variables", "change a variable"), Place::Border(4)),
    line(&[Key::ch('r')], Act::Again, "r", ("Change", "reset", "again from 0:00"), Place::Border(7)),
    line(&[Key::ch('R')], Act::Reseed, "R", ("Change", "", "again with a new seed"), Place::Help),
    line(&[Key::ch('f')], Act::Fork, "f", ("Change", "", "fork: drop what lies right of now"), Place::Help),
    line(&[Key::ch('U')], Act::Undo, "U", ("Change", "", "take the last change back"), Place::Help),
    line(&[Key::ch('p')], Act::Predict, "p", ("Learn", "predict", "predict what happens"), Place::Footer(4)),
    line(&[Key::ch('w')], Act::Compare, "w", ("Learn", "", "lay the last run under this one"), Place::Help),
    line(&[Key::ch('e')], Act::Log, "e", ("Learn", "", "the event log"), Place::Help),
    line(&[Key::ch('x')], Act::Spoken, "x", ("Learn", "", "the stage as a paragraph"), Place::Help),
    line(&[Key::ch('t')], Act::Hint, "t", ("Learn", "", "a hint: direction, variable, value"), Place::Help),
    line(&[Key::ch('o')], Act::Model, "o", ("Learn", "", "what the model leaves out"), Place::Help),
    line(&[Key::ch('O')], Act::Door, "O", ("Share", "your tools", "open to your own tools: aws, boto3"), Place::Help),
    line(&[Key::ch('y')], Act::CopyText, "y Y", ("Share", "", "copy the run as text, as a link"), Place::Help),
    line(&[Key::ch('Y')], Act::CopyLink, "", ("Share", "", ""), Place::Help),
];

/// Why a key cannot work now; `None` where it can.
#[must_use]
pub fn refusal(state: &State, act: Act) -> Option<&'static str> {
    let Some(session) = &state.session else { return Some("no lab is open: / finds one") };
    let answer = "answer the prediction first; s says I don't know";
    match act {
        _ if state.armed && moves(act) => Some("answer first: the lab is armed"),
        Act::Play if session.mode() == Mode::Finished && state.proof.is_some() => {
            Some("the run has ended: p shows the next option, r runs it again")
        }
        Act::Play if session.mode() == Mode::Finished => Some("the run has ended: r runs it again"),
        Act::Play | Act::Step | Act::NextMark | Act::Newest | Act::Second(1..) | Act::Inject | Act::Variables
            if state.asks() =>
        {
            Some(answer)
        }
        Act::Door if session.shown().is_some() => Some("this run is a proof: open the lab itself first (/ finds it)"),
        Act::Inject if session.lab().faults.is_empty() => Some("this lab has no faults"),
        Act::Variables if session.lab().variables.is_empty() => Some("this lab has no variables"),
        Act::Predict if state.proof.is_some() && !state.asks() => None,
        Act::Predict if !session.asks_first() => Some("nothing left to predict in this run: r runs it again"),
        Act::Compare if !compared(session) => Some("there is no earlier run yet: r runs it again"),
        Act::Hint if session.lab().hints.is_empty() => Some("this lab has no hints"),
        Act::Step | Act::NextMark | Act::Second(1..) if session.now() >= session.until() => {
            Some("this is the end of the run")
        }
        _ => None,
    }
}

/// Whether an act moves time, changes the run or tells what it would show.
const fn moves(act: Act) -> bool {
    !matches!(act, Act::CopyText | Act::CopyLink | Act::Log | Act::Spoken | Act::Model | Act::Door)
}

fn compared(session: &Session) -> bool {
    session.attempt() > 1
}

/// The table as it stands now.
#[must_use]
pub fn shown(state: &State) -> Vec<Hint> {
    let mut lines = hints(TABLE, |act| refusal(state, act).is_none());
    let running = state.session.as_ref().is_some_and(|s| s.mode() == Mode::Running);
    if let Some(play) = lines.iter_mut().find(|h| h.key == Key::ch(' ')).filter(|_| running) {
        play.words = "pause";
    }
    let next = state.proof.is_some() && !state.armed && !state.asks();
    if let Some(hint) = lines.iter_mut().find(|h| h.key == Key::ch('p')).filter(|_| next) {
        hint.words = "next option";
    }
    lines
}
