//! What keys, time and routes do to the main screen: the focused pane first, then the screen's own keys; then the link.
use super::{
    keys::{Act, CHORDS, TABLE},
    state::{Focus, State, layout::Area},
};
use crate::{
    practice::{lab::link::Link, review::session::Kind},
    ui::{
        flow::{
            context::Context,
            effect::{Effect, Mood, Reply, Route},
            key::{Code, Key},
            table::find,
        },
        panes::{lab, lesson, quiz},
    },
};

/// A key; none where it is not this screen's, so that the app may use it.
pub fn key(state: &mut State, key: Key, context: &Context<'_>) -> Option<Vec<Effect>> {
    let moved = state.lab.moves();
    let effects = match key.code {
        Code::Click { x, y } => click(state, (x, y), context),
        Code::Wheel { x, y, up } => wheel(state, (x, y), up, context),
        _ => pane_key(state, key, context).or_else(|| find(TABLE, key).map(|act| own(state, act)))?,
    };
    Some(followed(state, context, effects, moved))
}

/// Ends every move: lesson and lab follow the question; where that put another run in place of a moving one, it is quiet again.
fn followed(state: &mut State, context: &Context<'_>, mut effects: Vec<Effect>, moved: bool) -> Vec<Effect> {
    state.follow(context);
    if moved && !state.lab.moves() {
        effects.push(Effect::Animate(0));
    }
    effects.append(&mut lab::update::leave(&mut state.lab));
    effects
}

fn pane_key(state: &mut State, key: Key, context: &Context<'_>) -> Option<Vec<Effect>> {
    let room = state.room(state.focus, context);
    match state.focus {
        Focus::Lesson => {
            find(lesson::keys::TABLE, key).map(|act| lesson::update::act(&mut state.lesson, act, context, room))
        }
        Focus::Quiz => {
            let act = find(quiz::keys::table(&state.quiz), key)?;
            Some(quiz::update::act(&mut state.quiz, act, context, room))
        }
        Focus::Lab => lab_key(state, key, context),
    }
}

/// Where the lab has no use for a key, `n` still goes to the next question.
fn lab_key(state: &mut State, key: Key, context: &Context<'_>) -> Option<Vec<Effect>> {
    if let Some(effects) = lab::update::key(&mut state.lab, key, context) {
        return Some(effects);
    }
    let next = key == Key::ch('n') && state.quiz.phase() == quiz::state::Phase::Answered;
    next.then(|| {
        state.focus = Focus::Quiz;
        let room = state.room(Focus::Quiz, context);
        quiz::update::act(&mut state.quiz, quiz::keys::Act::Next, context, room)
    })
}

fn own(state: &mut State, act: Act) -> Vec<Effect> {
    match act {
        Act::Pane(focus) if focus == state.focus => state.zoomed = !state.zoomed,
        Act::Pane(focus) => state.focus = focus,
        Act::Next => state.focus = state.focus.turn(true),
        Act::Last => state.focus = state.focus.turn(false),
        Act::Zoom => state.zoomed = !state.zoomed,
        Act::Leave => state.zoomed = false,
    }
    vec![]
}

/// The pane under a cell, and its area.
fn under(state: &State, (x, y): (u16, u16), context: &Context<'_>) -> Option<(Focus, Area)> {
    let panes = state.layout(context).panes;
    let hit = |f: &Focus| panes[*f as usize].area().filter(|a| a.has(x, y)).map(|a| (*f, a));
    Focus::ALL.iter().find_map(hit)
}

/// A click focuses; a click in the focused pane chooses an option or goes to a moment of the track; a second click on a title zooms.
fn click(state: &mut State, at: (u16, u16), context: &Context<'_>) -> Vec<Effect> {
    let layout = state.layout(context);
    if let Some(area) = layout.course.filter(|a| a.has(at.0, at.1)) {
        if let Some(lesson) = lesson::view::course_at(&state.lesson, context, area.h, at.1 - area.y) {
            state.read(context, &lesson, None);
        }
        return vec![];
    }
    let Some((focus, area)) = under(state, at, context) else { return vec![] };
    if focus != state.focus {
        state.focus = focus;
        return vec![];
    }
    let inside = (at.0 - area.x, at.1 - area.y);
    if focus == Focus::Lab
        && let Some(moment) = lab::view::moment_at(&state.lab, (area.w, area.h), inside)
    {
        return lab::update::scrub(&mut state.lab, moment, context);
    }
    let room = state.room(Focus::Quiz, context);
    let row = inside.1.checked_sub(1).filter(|_| focus == Focus::Quiz);
    if let Some(place) = row.and_then(|row| quiz::view::option_at(&state.quiz, context, room, row)) {
        return quiz::update::act(&mut state.quiz, quiz::keys::Act::Choose(place), context, room);
    }
    if inside.1 == 0 {
        state.zoomed = !state.zoomed;
    }
    vec![]
}

fn wheel(state: &mut State, at: (u16, u16), up: bool, context: &Context<'_>) -> Vec<Effect> {
    match under(state, at, context) {
        Some((Focus::Lesson, _)) => {
            let room = state.room(Focus::Lesson, context);
            lesson::update::wheel(&mut state.lesson, up, context, room)
        }
        Some((Focus::Quiz, _)) => {
            let room = state.room(Focus::Quiz, context);
            quiz::update::wheel(&mut state.quiz, up, context, room);
            vec![]
        }
        _ => vec![],
    }
}

/// The key after `g`; none where it is not this screen's.
pub fn chord(state: &mut State, key: Key, context: &Context<'_>) -> Option<Vec<Effect>> {
    if let Some(focus) = find(CHORDS, key) {
        let moved = state.lab.moves();
        state.focus = focus;
        return Some(followed(state, context, vec![], moved));
    }
    (state.focus == Focus::Lab).then(|| lab::update::chord(&mut state.lab, key, context))?
}

/// Time has passed.
pub fn tick(state: &mut State, context: &Context<'_>) -> Vec<Effect> {
    lab::update::tick(&mut state.lab, context)
}

/// Somebody wants to be there.
pub fn go(state: &mut State, route: &Route, context: &Context<'_>) -> Vec<Effect> {
    let moved = state.lab.moves();
    let start = |state: &mut State, kind| {
        state.quiz = quiz::state::State::start(kind, context);
        state.focus = Focus::Quiz;
    };
    match route {
        Route::Study => state.zoomed = false,
        Route::Lesson(lesson, section) => {
            state.read(context, lesson, section.as_ref());
        }
        Route::Question(id) => {
            state.quiz = quiz::state::State::one(id, context);
            state.focus = Focus::Quiz;
        }
        Route::Lab(id) => {
            state.lab.open(context.library, id);
            state.own_lab();
        }
        Route::Link(text) => {
            if let Err(why) = follow_link(state, text, context) {
                return vec![Effect::Toast(Mood::Error, why)];
            }
        }
        Route::ReviewDue => start(state, Kind::Due),
        Route::LearnNew(lesson) => start(state, Kind::New(lesson.clone())),
        Route::Weakest => start(state, Kind::Weakest),
        // Places of other screens.
        Route::Exam(_) | Route::Report(_) => {}
        Route::Proof | Route::Run(..) => {
            let ready = match route {
                Route::Run(question, chosen) => state.run(question, chosen, context),
                _ => state.prove(context),
            };
            let effects = match ready {
                Ok(()) => lab::update::watch(&mut state.lab, context),
                Err(why) => vec![Effect::Toast(Mood::Info, why)],
            };
            return followed(state, context, effects, moved);
        }
    }
    followed(state, context, vec![], moved)
}

/// Opens the run of a link, as `Y` copied it.
fn follow_link(state: &mut State, text: &str, context: &Context<'_>) -> Result<(), String> {
    state.lab.follow(context.library, &Link::parse(text)?);
    state.own_lab();
    Ok(())
}

/// Another screen comes over this one: the lab stands still, and is closed to the outside.
pub fn rest(state: &mut State) -> Vec<Effect> {
    lab::update::rest(&mut state.lab)
}

/// The shell has an answer.
pub fn reply(state: &mut State, reply: &Reply, context: &Context<'_>) -> Vec<Effect> {
    if let Reply::Others(records) = reply {
        for record in records {
            state.lab.learn(record);
        }
    }
    lab::update::reply(&mut state.lab, reply, context)
}
