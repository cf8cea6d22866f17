//! What keys do in the lobby.
use super::super::{
    keys::{self, LOBBY},
    state::{State, lobby::rows},
};
use crate::{
    practice::record::sat::Mode,
    ui::flow::{
        context::Context,
        effect::{Effect, Mood, Route},
        key::Key,
        table::find,
    },
};

pub(super) fn key(state: &mut State, key: Key, context: &Context<'_>) -> Option<Vec<Effect>> {
    Some(act(state, find(LOBBY, key)?, context))
}

fn act(state: &mut State, act: keys::Lobby, context: &Context<'_>) -> Vec<Effect> {
    let order = &mut state.lobby.order;
    match act {
        keys::Lobby::Step(by) => {
            let last = rows(context).len().saturating_sub(1);
            state.lobby.at = state.lobby.at.saturating_add_signed(by).min(last);
        }
        keys::Lobby::Mode => match order.mode {
            Mode::Exam => order.mode = Mode::Review,
            Mode::Review => order.mode = Mode::Exam,
            Mode::Proctored => return say("a proctored paper is sat against the clock"),
        },
        keys::Lobby::Extra if order.mode == Mode::Review => return say("untimed: there is no clock to stretch"),
        keys::Lobby::Extra => order.extra = !order.extra,
        keys::Lobby::Reports if context.progress.sittings.is_empty() => return say("no paper was sat yet"),
        keys::Lobby::Reports => return vec![Effect::Go(Route::Report(None))],
        keys::Lobby::Back => return vec![Effect::Go(Route::Study)],
    }
    vec![]
}

/// A sentence, bottom right.
fn say(words: &str) -> Vec<Effect> {
    vec![Effect::Toast(Mood::Info, words.into())]
}
