//! What keys and time do to the lab pane.
use super::{
    keys::{Act, TABLE, refusal},
    state::{Over, Page, State},
};
use crate::{
    base::time::SimTime,
    practice::lab::{session::Session, speed::Speed, words},
    sim::trace::Weight,
    ui::flow::{
        context::{Context, Motion},
        effect::{Effect, Mood, Route},
        key::{Code, Key},
        table::find,
    },
};

use std::collections::BTreeSet;

mod boxes;
mod door;

pub use door::{leave, reply, rest};

/// Looks a second at whether the gold of a new star is over.
const GOLD_FRAMES: u8 = 20;

/// A key; none where it is not the pane's own.
pub fn key(state: &mut State, key: Key, context: &Context<'_>) -> Option<Vec<Effect>> {
    let effects = if state.over != Over::Nothing {
        boxes::key(state, key, context)?
    } else if state.asks() && answer(state, key) {
        vec![]
    } else {
        act(state, find(TABLE, key)?, context)
    };
    Some(after(state, context, effects))
}

/// The key after `g`: a tenth of the run.
pub fn chord(state: &mut State, key: Key, context: &Context<'_>) -> Option<Vec<Effect>> {
    let Code::Char(c @ '1'..='9') = key.code else { return None };
    if let Some(why) = refusal(state, Act::Start) {
        return Some(vec![Effect::Toast(Mood::Info, why.into())]);
    }
    let session = state.session.as_mut()?;
    session.tenth(u64::from(c.to_digit(10)?));
    Some(after(state, context, vec![]))
}

/// A click on the time track.
pub fn scrub(state: &mut State, to: SimTime, context: &Context<'_>) -> Vec<Effect> {
    if let Some(why) = refusal(state, Act::Start) {
        return vec![Effect::Toast(Mood::Info, why.into())];
    }
    if let Some(session) = &mut state.session {
        session.goto(to);
    }
    after(state, context, vec![])
}

/// The proof that was loaded begins: it asks first, or runs by itself.
pub fn watch(state: &mut State, context: &Context<'_>) -> Vec<Effect> {
    if let Some(session) = &mut state.session {
        session.watch();
    }
    after(state, context, vec![])
}

/// Real time has passed.
pub fn tick(state: &mut State, context: &Context<'_>) -> Vec<Effect> {
    let before = state.ticked;
    let faded = state.gold.until.is_some_and(|until| context.uptime_ms >= until);
    if faded {
        state.gold.until = None;
    }
    if !state.moves() {
        state.ticked = None;
        return if faded || before.is_some() && state.gold.until.is_none() { vec![Effect::Animate(0)] } else { vec![] };
    }
    state.ticked = Some(context.uptime_ms);
    if let (Some(session), Some(before)) = (&mut state.session, before) {
        // A machine that slept is no reason to jump: at most a quarter of a second passes in one go.
        session.tick(context.uptime_ms.saturating_sub(before).min(250));
    }
    after(state, context, vec![])
}

/// An act, from a key or from the palette.
pub fn act(state: &mut State, act: Act, context: &Context<'_>) -> Vec<Effect> {
    if let Some(why) = refusal(state, act) {
        return vec![Effect::Toast(Mood::Info, why.into())];
    }
    let Some(session) = &mut state.session else { return vec![] };
    match act {
        Act::Predict if state.proof.is_some() => return vec![Effect::Go(Route::Proof)],
        Act::Play if context.motion == Motion::None => session.step(),
        Act::Play => session.toggle(),
        Act::Step => session.step(),
        Act::Back => session.step_back(),
        Act::Second(by) => session.shift(by),
        Act::NextMark => session.next_mark(),
        Act::LastMark => session.last_mark(),
        Act::Start => session.goto(SimTime::ZERO),
        Act::Newest => session.newest(),
        Act::Slower => session.set_speed(session.speed().slower()),
        Act::Faster => session.set_speed(session.speed().faster()),
        Act::Normal => session.set_speed(Speed::ONE),
        Act::Fork => session.fork(),
        Act::Again => session.restart(),
        Act::Reseed => session.reseed(),
        Act::Predict => session.predict(),
        Act::Compare => {
            session.compare();
        }
        Act::Undo => return undo(session),
        Act::Door => return door::key(state),
        Act::CopyText => return copied(session.text(), "the run"),
        Act::CopyLink => return copied(session.link().to_string(), "a link to this moment"),
        Act::Inject | Act::Variables | Act::Log | Act::Spoken | Act::Hint | Act::Model => cover(state, act),
    }
    vec![]
}

fn undo(session: &mut Session) -> Vec<Effect> {
    let said = session.undo().map_or_else(|| "nothing to take back".into(), |what| format!("taken back: {what}"));
    vec![Effect::Toast(Mood::Info, said)]
}

fn copied(text: String, what: &str) -> Vec<Effect> {
    vec![Effect::Copy(text), Effect::Toast(Mood::Info, format!("copied {what}"))]
}

/// Opens what lies over the lab.
fn cover(state: &mut State, act: Act) {
    let Some(session) = &mut state.session else { return };
    session.pause();
    let page = |title, lines| Over::Text(Page { title, lines, line: 0 });
    state.over = match act {
        Act::Inject => Over::Inject(None),
        Act::Variables => Over::Variables(0, None),
        Act::Log => {
            let told = |l: words::Line| {
                let gap = if l.aside.is_empty() { "" } else { "   " };
                format!("{:>6}  {}{gap}{}", l.at.clock(), l.say, l.aside)
            };
            let lines: Vec<String> = session.log(Weight::Step, 500).into_iter().map(told).collect();
            let line = lines.len().saturating_sub(1);
            Over::Text(Page { title: "event log", lines, line })
        }
        Act::Spoken => page("the stage in words", vec![session.paragraph()]),
        Act::Model => page("what the model leaves out", session.lab().left_out()),
        _ => {
            session.hint();
            page("hints", session.hints().to_vec())
        }
    };
}

/// A key while a prediction is open; whether it was one of its keys.
fn answer(state: &mut State, key: Key) -> bool {
    let Some(session) = &mut state.session else { return false };
    let Some((prediction, _)) = session.open_question() else { return false };
    let outcomes = prediction.outcomes.len();
    match key.code {
        Code::Char(c @ '1'..='9') if (c as usize - '1' as usize) < outcomes => session.point(c as usize - '1' as usize),
        Code::Char('y') if outcomes == 2 => session.point(0),
        Code::Char('n') if outcomes == 2 => session.point(1),
        Code::Char('j') | Code::Down => session.lean(1),
        Code::Char('k') | Code::Up => session.lean(-1),
        Code::Enter => session.answer(true),
        Code::Char('s') => session.answer(false),
        _ => return false,
    }
    true
}

/// What every act ends with: records to save, the card at the end, and how often to wake.
fn after(state: &mut State, context: &Context<'_>, mut effects: Vec<Effect>) -> Vec<Effect> {
    let Some(session) = &mut state.session else { return effects };
    if context.motion == Motion::None {
        // Without motion the run goes on event by event, on space alone.
        session.pause();
    }
    let told = session.take_told();
    if !told.is_empty() {
        effects.push(Effect::Tell(told));
    }
    let records = session.take_records(context.now);
    let own = session.shown().is_none();
    let ended = own && records.iter().any(|r| matches!(r, crate::practice::record::Record::Ran { .. }));
    let stars = state.won.values().map(BTreeSet::len).sum::<usize>();
    for record in records {
        state.learn(&record);
        effects.push(Effect::Save(Box::new(record)));
    }
    if ended {
        state.over = Over::Card;
    }
    if context.motion == Motion::Full && state.won.values().map(BTreeSet::len).sum::<usize>() > stars {
        state.gold.begin(context.uptime_ms);
    }
    let frames = match () {
        () if state.moves() => state.session.as_ref().map_or(0, |s| s.pace().frames()),
        () if state.gold.until.is_some() => GOLD_FRAMES,
        () => 0,
    };
    if state.moves() && state.ticked.is_none() {
        state.ticked = Some(context.uptime_ms);
    }
    effects.push(Effect::Animate(frames));
    effects
}
