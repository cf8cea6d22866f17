//! Key tables of the exam screen, and what they say now.
use super::state::State;
use crate::{
    practice::record::sat::Mode,
    ui::flow::{
        context::Context,
        key::{Code, Key},
        table::{Binding, Hint, Place, Tab, hints},
    },
};

/// What the lobby's keys do.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Lobby {
    /// The row below, or above.
    Step(isize),
    /// Timed, or untimed with explanations.
    Mode,
    /// Half an hour more, or not.
    Extra,
    /// What came of earlier papers.
    Reports,
    /// Back to the main screen.
    Back,
}

const fn line<A: Copy>(
    keys: &'static [Key],
    act: A,
    shown: &'static str,
    words: (&'static str, &'static str),
    place: Place,
) -> Binding<A> {
    Binding { keys, act, shown, hint: words.0, help: words.1, group: "Lobby", place }
}

/// The lobby's keys.
pub const LOBBY: &[Binding<Lobby>] = &[
    line(&[Key::ch('j'), Key::of(Code::Down)], Lobby::Step(1), "j k", ("choose", "another paper"), Place::Footer(4)),
    line(&[Key::ch('k'), Key::of(Code::Up)], Lobby::Step(-1), "", ("", ""), Place::Help),
    line(&[Key::ch('m')], Lobby::Mode, "", ("timed, untimed", "against the clock, or untimed"), Place::Footer(2)),
    line(&[Key::ch('+')], Lobby::Extra, "", ("30 min more", "30 minutes more, or not"), Place::Footer(3)),
    line(&[Key::ch('r')], Lobby::Reports, "", ("reports", "the reports of earlier papers"), Place::Footer(5)),
    line(&[Key::ch('q'), Key::of(Code::Esc)], Lobby::Back, "", ("back", "back to the main screen"), Place::Footer(1)),
];

fn lobby(state: &State, context: &Context<'_>) -> Vec<Hint> {
    let order = &state.lobby.order;
    hints(LOBBY, |act| match act {
        Lobby::Mode => order.mode != Mode::Proctored,
        Lobby::Extra => order.mode != Mode::Review,
        Lobby::Reports => !context.progress.sittings.is_empty(),
        _ => true,
    })
}

/// The tabs of the help.
#[must_use]
pub fn tabs(state: &State, context: &Context<'_>) -> Vec<Tab> {
    vec![Tab { title: "mock exam", focus: None, hints: lobby(state, context) }]
}
