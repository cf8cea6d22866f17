//! What a key changes in the quiz pane. Every move that counts gives the record to write at once.
use super::{
    keys::{Act, refusal},
    state::{Phase, State},
    view::{end, rows_of},
};
use crate::{
    practice::{record::Record, review::summary::Suggestion},
    quiz::answer::Confidence,
    srs::Rating,
    ui::flow::{
        context::Context,
        effect::{Effect, Mood, Route},
    },
};

/// Columns and rows inside the frame.
pub type Room = (u16, u16);

/// Does what a key asks; a key that cannot work now leaves the reason in the pane.
pub fn act(state: &mut State, act: Act, context: &Context<'_>, room: Room) -> Vec<Effect> {
    let asked = match refusal(state, act) {
        Some(why) => Err(why.to_owned()),
        None => done(state, act, context, room),
    };
    match asked {
        Ok(effects) => {
            state.refusal = None;
            effects
        }
        Err(why) => {
            state.refusal = Some(why);
            vec![]
        }
    }
}

fn done(state: &mut State, act: Act, context: &Context<'_>, room: Room) -> Result<Vec<Effect>, String> {
    let desk = context.desk();
    match act {
        Act::Choose(place) => {
            state.session.choose(place, &desk)?;
            point(state, place, context, room);
            Ok(vec![])
        }
        Act::Toggle => state.session.choose(state.cursor, &desk).map(|()| vec![]),
        Act::Strike => state.session.strike(state.cursor, &desk).map(|()| vec![]),
        Act::Hint => {
            state.session.hint(&desk)?;
            state.scroll = end(state, context, room);
            Ok(vec![])
        }
        Act::Mark => state.session.mark(&desk).map(save),
        Act::Sure => check(state, Confidence::Sure, context, room),
        Act::Unsure => check(state, Confidence::Unsure, context, room),
        Act::DontKnow => check(state, Confidence::DontKnow, context, room),
        Act::Hard => state.session.rerate(Rating::Hard, &desk).map(save),
        Act::Easy => state.session.rerate(Rating::Easy, &desk).map(save),
        Act::Next => {
            state.session.next(&desk)?;
            fresh(state);
            Ok(vec![])
        }
        Act::Undo => {
            let record = state.session.undo(&desk)?;
            fresh(state);
            Ok(save(record))
        }
        Act::Redo => {
            let records = state.session.redo(&desk)?;
            judged(state, context, room);
            Ok(records.into_iter().flat_map(save).collect())
        }
        Act::Prove => prove(state, context),
        Act::Report => report(state, context),
        Act::Sources => {
            state.sources = !state.sources;
            state.scroll = if state.sources { end(state, context, room) } else { 0 };
            Ok(vec![])
        }
        Act::Learn => Ok(vec![Effect::Go(Route::LearnNew(None))]),
        Act::Weakest => Ok(vec![Effect::Go(Route::Weakest)]),
        Act::Review => Ok(vec![Effect::Go(Route::ReviewDue)]),
        Act::Suggested => Ok(vec![Effect::Go(suggested(state, context))]),
        Act::Down | Act::Up | Act::HalfDown | Act::HalfUp | Act::Top | Act::End => {
            step(state, act, context, room);
            Ok(vec![])
        }
    }
}

fn save(record: Record) -> Vec<Effect> {
    vec![Effect::Save(Box::new(record))]
}

fn fresh(state: &mut State) {
    (state.cursor, state.scroll, state.sources) = (0, 0, false);
}

fn check(state: &mut State, confidence: Confidence, context: &Context<'_>, room: Room) -> Result<Vec<Effect>, String> {
    let record = state.session.submit(confidence, &context.desk())?;
    judged(state, context, room);
    Ok(save(record))
}

/// After the answer the right option and its reason come into sight.
fn judged(state: &mut State, context: &Context<'_>, room: Room) {
    let Some((attempt, item)) = state.attempt().zip(state.session.item(context.library)) else { return };
    let right = |i: &usize| item.question.options.get(*i).is_some_and(|o| o.right);
    let place = attempt.shown.iter().position(right).unwrap_or(0);
    state.scroll = 0;
    point(state, place, context, room);
}

/// Puts the cursor on an option and scrolls no more than it takes to see it.
fn point(state: &mut State, place: usize, context: &Context<'_>, room: Room) {
    state.cursor = place;
    let (from, to, height) = rows_of(state, context, room);
    if to > state.scroll + height {
        state.scroll = to - height;
    }
    state.scroll = state.scroll.min(from);
}

fn step(state: &mut State, act: Act, context: &Context<'_>, room: Room) {
    let last = state.attempt().map_or(0, |a| a.shown.len().saturating_sub(1));
    let half = usize::from(room.1 / 2).max(1);
    let open = state.phase() == Phase::Open;
    let end = end(state, context, room);
    let here = state.scroll.min(end);
    match act {
        Act::Down if open => point(state, (state.cursor + 1).min(last), context, room),
        Act::Up if open && state.cursor == 0 => state.scroll = 0,
        Act::Up if open => point(state, state.cursor - 1, context, room),
        Act::Down => state.scroll = (here + 1).min(end),
        Act::Up => state.scroll = here.saturating_sub(1),
        Act::HalfDown => state.scroll = (here + half).min(end),
        Act::HalfUp => state.scroll = here.saturating_sub(half),
        Act::Top => state.scroll = 0,
        _ => state.scroll = end,
    }
}

/// The wheel: three lines at once.
pub fn wheel(state: &mut State, up: bool, context: &Context<'_>, room: Room) {
    let end = end(state, context, room);
    let here = state.scroll.min(end);
    state.scroll = if up { here.saturating_sub(3) } else { (here + 3).min(end) };
}

fn prove(state: &State, context: &Context<'_>) -> Result<Vec<Effect>, String> {
    let item = state.session.item(context.library).ok_or("no question is open")?;
    match &item.proof {
        Some(_) => Ok(vec![Effect::Go(Route::Proof)]),
        None => Err("no lab proves this one: o shows its sources".into()),
    }
}

fn report(state: &State, context: &Context<'_>) -> Result<Vec<Effect>, String> {
    let question = state.attempt().ok_or("no question is open")?.question.clone();
    let told = format!("{question} is noted as mistaken in your log");
    let mut effects = save(Record::Reported { question, now: context.now, words: String::new() });
    effects.push(Effect::Toast(Mood::Info, told));
    Ok(effects)
}

fn suggested(state: &State, context: &Context<'_>) -> Route {
    match state.session.summary(&context.desk()).suggestion {
        Suggestion::Review(_) => Route::ReviewDue,
        Suggestion::Learn(lesson) => Route::LearnNew(Some(lesson)),
        Suggestion::Rest => Route::Weakest,
    }
}
