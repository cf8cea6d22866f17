//! What a key changes in the quiz pane. Every move that counts gives the record to write at once.
use super::{
    keys::{Act, refusal},
    state::{Phase, State},
    view::{end, rows_of, span_of},
};
use crate::{
    practice::{record::Record, review::summary::Suggestion},
    quiz::{answer::Confidence, question::Choice},
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
    let asked = match refusal(state, act, context.library) {
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
        Act::Prove => Ok(vec![Effect::Go(Route::Proof)]),
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

/// After the answer the stem stays where all that decides fits below it; else the view starts at the verdict: at the chosen
/// and the right option where both fit, else at the chosen one.
fn judged(state: &mut State, context: &Context<'_>, room: Room) {
    let Some((attempt, item)) = state.attempt().zip(state.session.item(context.library)) else { return };
    let options = &item.question.options;
    let places = |wanted: &dyn Fn(&Choice) -> bool| -> Vec<usize> {
        let is = |i: &usize| options.get(*i).is_some_and(wanted);
        attempt.shown.iter().enumerate().filter(|(_, i)| is(i)).map(|(place, _)| place).collect()
    };
    let right = places(&|o| o.right);
    let chosen = places(&|o| attempt.outcome.as_ref().is_some_and(|a| a.answer.chosen.contains(&o.id)));
    let both = [right.clone(), chosen.clone()].concat();
    let first = if chosen.is_empty() { right } else { chosen };
    state.cursor = first.first().copied().unwrap_or(0);
    state.scroll = match (span_of(state, context, room, &both), span_of(state, context, room, &first)) {
        (Some((_, to, height)), _) if to <= height => 0,
        (Some((from, to, height)), _) if to - from <= height => from,
        (_, Some((from, ..))) => from,
        _ => 0,
    }
    .min(end(state, context, room));
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
