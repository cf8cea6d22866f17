//! What keys do in the lobby: a paper is chosen, laid down, or taken up again.
use super::{
    super::{
        keys::{self, LOBBY},
        state::{State, Table, lobby::Row},
    },
    lay, say, spell,
};
use crate::{
    content::exam::Blueprint,
    practice::{
        exam::{draw::draw, room::Room},
        progress::sitting::Sitting,
        record::sat::Mode,
    },
    ui::flow::{
        context::Context,
        effect::{Effect, Mood, Route},
        key::{Code, Key},
        table::find,
    },
};

pub(super) fn key(state: &mut State, key: Key, context: &Context<'_>) -> Option<Vec<Effect>> {
    let act = find(LOBBY, key)?;
    if state.lobby.asks {
        return Some(asked(state, act, key, context));
    }
    Some(perform(state, act, context))
}

fn perform(state: &mut State, act: keys::Lobby, context: &Context<'_>) -> Vec<Effect> {
    let order = &mut state.lobby.order;
    match act {
        keys::Lobby::Step(by) => {
            let last = state.lobby.rows(context).len().saturating_sub(1);
            state.lobby.at = state.lobby.at.saturating_add_signed(by).min(last);
        }
        keys::Lobby::Enter => return enter(state, context),
        keys::Lobby::Mode => match order.mode {
            Mode::Exam => order.mode = Mode::Review,
            Mode::Review => order.mode = Mode::Exam,
            Mode::Proctored => return say("a proctored paper is sat against the clock"),
        },
        keys::Lobby::Extra if order.mode == Mode::Review => return say("untimed: there is no clock to stretch"),
        keys::Lobby::Extra if order.mode == Mode::Proctored => return say("the instructor sets the time: --extra"),
        keys::Lobby::Extra => order.extra = !order.extra,
        keys::Lobby::Guess(_) => {}
        keys::Lobby::Reports if context.progress.sittings.is_empty() => return say("no paper was sat yet"),
        keys::Lobby::Reports => return vec![Effect::Go(Route::Report(None))],
        keys::Lobby::Back => return vec![Effect::Go(Route::Study)],
    }
    vec![]
}

fn enter(state: &mut State, context: &Context<'_>) -> Vec<Effect> {
    match state.lobby.row(context) {
        Some(Row::Open(sitting)) => resume(state, sitting, context),
        Some(Row::Paper(blueprint)) => {
            let order = state.lobby.order_for(blueprint);
            // The lobby says why in full.
            if draw(blueprint, &order, &context.desk()).is_err() {
                return say("this paper cannot be drawn now");
            }
            // With explanations on the way a guess about the outcome would say nothing.
            if order.mode == Mode::Review || order.expects.is_some() {
                return begin(state, blueprint, context);
            }
            state.lobby.asks = true;
            vec![]
        }
        None => vec![],
    }
}

/// How likely a pass is: by tens, or left out.
fn asked(state: &mut State, act: keys::Lobby, key: Key, context: &Context<'_>) -> Vec<Effect> {
    let expects = &mut state.lobby.order.expects;
    match act {
        keys::Lobby::Guess(more) => {
            *expects = Some(match (*expects, more) {
                (None, _) => 50,
                (Some(percent), true) => (percent + 10).min(100),
                (Some(percent), false) => percent.saturating_sub(10),
            });
        }
        keys::Lobby::Enter => {
            if let Some(Row::Paper(blueprint)) = state.lobby.row(context) {
                return begin(state, blueprint, context);
            }
        }
        keys::Lobby::Back if key.code == Code::Esc || expects.is_none() => {
            (state.lobby.asks, *expects) = (false, None);
        }
        keys::Lobby::Back => *expects = None,
        _ => {}
    }
    vec![]
}

fn begin(state: &mut State, blueprint: &Blueprint, context: &Context<'_>) -> Vec<Effect> {
    let desk = context.desk();
    let order = state.lobby.order_for(blueprint);
    let paper = match draw(blueprint, &order, &desk) {
        Ok(paper) => paper,
        Err(why) => return say(&why),
    };
    let Some((room, record)) = Room::begin(paper, &desk) else { return say("the paper is empty") };
    (state.lobby.asks, state.lobby.order.expects) = (false, None);
    lay(state, Table::new(room), record, context)
}

fn resume(state: &mut State, sitting: &Sitting, context: &Context<'_>) -> Vec<Effect> {
    let (room, record) = match Room::resume(sitting, &context.desk()) {
        Ok(taken) => taken,
        Err(why) => return say(&why),
    };
    let gone = room.sitting.away.last().and_then(|away| away.ms);
    let words = gone.map_or_else(
        || "the paper goes on; the computer's clock was set back meanwhile".to_owned(),
        |ms| format!("you were away for {}: that was not counted", spell(ms)),
    );
    let mut effects = lay(state, Table::new(room), record, context);
    effects.push(Effect::Toast(Mood::Info, words));
    effects
}
