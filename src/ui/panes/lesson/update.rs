//! What a key changes in the lesson pane: scrolling, sections, the veil.
use super::{
    keys::{Act, refusal},
    state::State,
    view::{end, top},
};
use crate::{
    practice::record::Record,
    ui::flow::{
        context::Context,
        effect::{Effect, Mood, Overlay, Route},
    },
};

/// Columns and rows inside the frame.
pub type Room = (u16, u16);

/// Does what a key asks; a key that cannot work now says why.
pub fn act(state: &mut State, act: Act, context: &Context<'_>, room: Room) -> Vec<Effect> {
    if let Some(why) = refusal(state, act) {
        return vec![Effect::Toast(Mood::Info, why.into())];
    }
    let half = usize::from(room.1 / 2).max(1);
    let here = top(state, context, room);
    match act {
        Act::Down => scroll(state, here + 1, context, room),
        Act::Up => scroll(state, here.saturating_sub(1), context, room),
        Act::HalfDown => scroll(state, here + half, context, room),
        Act::HalfUp => scroll(state, here.saturating_sub(half), context, room),
        Act::Top => scroll(state, 0, context, room),
        Act::End => scroll(state, usize::MAX, context, room),
        Act::Next => {
            let effects = read(state, context, room);
            step(state, context, true);
            effects
        }
        Act::Last => {
            step(state, context, false);
            vec![]
        }
        Act::Peek => {
            state.peeked = true;
            vec![]
        }
        Act::Course => vec![Effect::Open(Overlay::Lessons)],
        Act::Prove => vec![Effect::Go(Route::Proof)],
        Act::Source => {
            state.sources = !state.sources;
            if state.sources { scroll(state, usize::MAX, context, room) } else { vec![] }
        }
    }
}

/// The wheel: three lines at once.
pub fn wheel(state: &mut State, up: bool, context: &Context<'_>, room: Room) -> Vec<Effect> {
    if state.hidden() {
        return vec![];
    }
    let here = top(state, context, room);
    scroll(state, if up { here.saturating_sub(3) } else { here + 3 }, context, room)
}

fn scroll(state: &mut State, to: usize, context: &Context<'_>, room: Room) -> Vec<Effect> {
    state.at_key = false;
    state.line = to.min(end(state, context, room));
    read(state, context, room)
}

/// A section whose end is in sight was read; it is told once.
fn read(state: &State, context: &Context<'_>, room: Room) -> Vec<Effect> {
    let (Some(lesson), Some(section)) = (&state.lesson, state.section(context.library)) else { return vec![] };
    let place = (lesson.clone(), section.id.clone());
    let seen = top(state, context, room) >= end(state, context, room);
    if state.veiled || !seen || context.progress.read.contains(&place) {
        return vec![];
    }
    vec![Effect::Save(Box::new(Record::Read { lesson: place.0, section: place.1, now: context.now }))]
}

/// To the neighbouring section; over the lesson's border to the neighbouring lesson of the course.
fn step(state: &mut State, context: &Context<'_>, forward: bool) {
    let Some(lesson) = state.current(context.library) else { return };
    let inside = if forward { Some(state.section + 1) } else { state.section.checked_sub(1) };
    if let Some(section) = inside.filter(|s| *s < lesson.sections.len()) {
        *state = State { lesson: state.lesson.take(), section, ..State::default() };
        return;
    }
    let course = &context.library.course;
    let Some(here) = course.iter().position(|id| *id == lesson.id) else { return };
    let there = if forward { Some(here + 1) } else { here.checked_sub(1) };
    let Some(id) = there.and_then(|i| course.get(i)) else { return };
    state.open(context.library, id, None);
    if !forward {
        state.section = state.current(context.library).map_or(0, |l| l.sections.len().saturating_sub(1));
    }
}
