//! The lab beside an open question is armed; afterwards it proves what was answered.
use super::super::{
    state::{Focus, State},
    update,
};
use crate::{
    base::moment::Now,
    content::{
        embedded,
        library::{self, Library},
        pack::Item,
    },
    practice::{lab::session::Mode, progress::Progress},
    srs::scheduler::Scheduler,
    ui::flow::{
        context::{Context, Motion, Plan},
        effect::{Effect, Route},
        key::{Code, Key},
    },
};
use std::sync::LazyLock;

static LIBRARY: LazyLock<Library> = LazyLock::new(|| library::load(&embedded::sources()).0);
static PROGRESS: LazyLock<Progress> = LazyLock::new(Progress::default);
static SCHEDULER: LazyLock<Scheduler> = LazyLock::new(Scheduler::default);

fn context() -> Context<'static> {
    Context {
        library: &LIBRARY,
        progress: &PROGRESS,
        scheduler: &SCHEDULER,
        now: Now::default(),
        uptime_ms: 0,
        motion: Motion::Full,
        plan: Plan::default(),
        size: (120, 38),
    }
}

/// A question with a proof on the table.
fn asked() -> (State, &'static Item) {
    let item = LIBRARY.items.values().find(|i| i.proof.as_ref().is_some_and(|p| p.options.len() > 2)).unwrap();
    let mut state = State::new(&context());
    update::go(&mut state, &Route::Question(item.question.id.clone()), &context());
    (state, item)
}

/// Presses a key, and goes where it leads.
fn press(state: &mut State, key: Key) -> Vec<Effect> {
    let effects = update::key(state, key, &context()).unwrap_or_default();
    let go = |e: &Effect| if let Effect::Go(route) = e { Some(route.clone()) } else { None };
    let routes: Vec<Route> = effects.iter().filter_map(go).collect();
    routes.iter().fold(effects, |mut all, route| {
        all.extend(update::go(state, route, &context()));
        all
    })
}

fn told(effects: &[Effect]) -> bool {
    effects.iter().any(|e| matches!(e, Effect::Toast(_, why) if why.contains("answer first")))
}

#[test]
fn beside_an_open_question_the_lab_stands_still() {
    let (mut state, _) = asked();
    state.focus = Focus::Lab;
    assert!(state.lab.armed);
    for c in " .,lLhH0$rRfivptU".chars() {
        assert!(told(&press(&mut state, Key::ch(c))), "{c}");
    }
    let session = state.lab.session.as_ref().unwrap();
    assert_eq!((session.now().as_micros(), session.mode(), state.lab.captures()), (0, Mode::Armed, false));
    assert!(told(&update::chord(&mut state, Key::ch('5'), &context()).unwrap()));
    // A lab that the learner opened for itself is the learner's.
    let lab = state.lab.session.as_ref().unwrap().lab().id.clone();
    update::go(&mut state, &Route::Lab(lab), &context());
    assert!(!state.lab.armed && !told(&press(&mut state, Key::ch('.'))));
    update::go(&mut state, &Route::Link("sqs-vt?t=44s".into()), &context());
    assert!(!state.lab.armed && !told(&press(&mut state, Key::ch('l'))));
}

#[test]
fn p_runs_the_chosen_option_then_the_next_one() {
    let (mut state, item) = asked();
    for key in [Key::ch('a'), Key::of(Code::Enter)] {
        press(&mut state, key);
    }
    assert!(!state.lab.armed);
    let effects = press(&mut state, Key::ch('p'));
    assert!(effects.iter().any(|e| matches!(e, Effect::Animate(n) if *n > 0)), "{effects:?}");
    let mut seen = vec![];
    for _ in 0..item.proof.as_ref().unwrap().options.len() {
        assert_eq!((state.focus, state.lab.session.as_ref().unwrap().mode()), (Focus::Lab, Mode::Running));
        seen.push(state.link.shown.clone().unwrap());
        press(&mut state, Key::ch('p'));
    }
    assert_eq!(state.link.shown.as_ref(), seen.first());
    let chosen = state.quiz.attempt().unwrap().chosen.iter().next().unwrap().clone();
    if item.proof.as_ref().unwrap().options.contains_key(&chosen) {
        assert_eq!(seen[0], chosen);
    }
    seen.sort();
    seen.dedup();
    assert_eq!(seen.len(), item.proof.as_ref().unwrap().options.len());
}
