//! The main screen: where the panes stand, keys that mean one thing, and the whole course learnt to its end.
use super::{
    keys::{CHORDS, TABLE},
    state::{
        Focus,
        layout::{Area, Layout, Stand, Wants, layout},
    },
};
use crate::{
    base::moment::{Day, Moment, Now},
    content::{embedded, library},
    practice::{progress::Progress, record::Record},
    srs::scheduler::Scheduler,
    ui::{
        flow::{
            context::{Context, Motion, Plan},
            effect::{Effect, Route},
            key::{Code, Key},
            table::{Binding, clashes},
        },
        panes::{lab, lesson, quiz},
    },
};
use std::{collections::BTreeSet, sync::OnceLock};

mod armed;

fn keys_of<A>(table: &[Binding<A>]) -> BTreeSet<Key> {
    table.iter().flat_map(|b| b.keys.iter().copied()).collect()
}

#[test]
fn no_key_means_two_things() {
    assert_eq!((clashes(TABLE), clashes(CHORDS)), (vec![], vec![]));
    let own = keys_of(TABLE);
    let panes = [
        ("lesson", keys_of(lesson::keys::TABLE)),
        ("open", keys_of(quiz::keys::OPEN)),
        ("answered", keys_of(quiz::keys::ANSWERED)),
        ("ended", keys_of(quiz::keys::ENDED)),
        ("lab", keys_of(lab::keys::TABLE)),
    ];
    for (name, keys) in panes {
        // The lab closes its own boxes with esc before the screen leaves its zoom.
        let both: Vec<&Key> = own.intersection(&keys).filter(|k| k.code != Code::Esc).collect();
        assert!(both.is_empty(), "{name}: {both:?}");
    }
}

/// Every cell of the room belongs to exactly one part.
fn covers(layout: &Layout, (w, h): (u16, u16)) {
    let parts: Vec<Area> =
        layout.panes.iter().filter_map(Stand::area).chain(layout.course).chain(layout.session).collect();
    for y in 0..h {
        for x in 0..w {
            let owners = parts.iter().filter(|a| a.has(x, y)).count();
            assert_eq!(owners, 1, "{x},{y} of {w}x{h}: {layout:?}");
        }
    }
}

#[test]
fn the_panes_fill_every_room_and_never_overlap() {
    for (w, h) in [
        (80, 22),
        (99, 43),
        (80, 44),
        (99, 80),
        (100, 28),
        (119, 33),
        (120, 38),
        (160, 43),
        (176, 38),
        (200, 53),
        (400, 120),
    ] {
        for focus in Focus::ALL {
            for (zoomed, lab, quiz) in [(false, true, 0), (false, false, 30), (false, true, 999), (true, true, 10)] {
                let wants = Wants { focus, zoomed, lab, quiz, course: 9 };
                let layout = layout((w, h), wants);
                covers(&layout, (w, h));
                assert!(matches!(layout.panes[focus as usize], Stand::Whole(_)), "{focus:?} at {w}x{h}: {layout:?}");
            }
        }
    }
}

#[test]
fn the_dock_of_a_lab_is_one_line_without_one() {
    let dock = |size, lab| {
        let wants = Wants { focus: Focus::Quiz, lab, ..Wants::default() };
        layout(size, wants).panes[Focus::Lab as usize].area().map(|a| a.h)
    };
    for size in [(80, 22), (100, 28), (80, 48)] {
        assert_eq!((dock(size, true), dock(size, false)), (Some(4), Some(1)), "{size:?}");
    }
    assert_eq!(dock((120, 38), false), Some(1));
}

/// The screen and who sits before it; every saved record counts at once.
struct World {
    library: &'static library::Library,
    progress: Progress,
    scheduler: Scheduler,
    ms: u64,
    size: (u16, u16),
}

impl World {
    fn new() -> Self {
        static LIBRARY: OnceLock<library::Library> = OnceLock::new();
        let library = LIBRARY.get_or_init(|| library::load(&embedded::sources()).0);
        Self { library, progress: Progress::default(), scheduler: Scheduler::default(), ms: 0, size: (120, 38) }
    }

    fn context(&self) -> Context<'_> {
        Context {
            library: self.library,
            progress: &self.progress,
            scheduler: &self.scheduler,
            now: Now { at: Moment(0), day: Day(20_000) },
            uptime_ms: self.ms,
            motion: Motion::Full,
            plan: Plan::default(),
            size: self.size,
        }
    }

    fn press(&mut self, state: &mut super::state::State, key: Key) -> Vec<Effect> {
        self.ms += 5_000;
        let mut out = super::update::key(state, key, &self.context()).unwrap_or_default();
        let routes: Vec<Route> =
            out.iter().filter_map(|e| if let Effect::Go(route) = e { Some(route.clone()) } else { None }).collect();
        for route in routes {
            out.extend(super::update::go(state, &route, &self.context()));
        }
        for effect in &out {
            if let Effect::Save(record) = effect {
                self.progress.apply(record);
            }
        }
        out
    }
}

#[test]
fn the_whole_course_is_learnt_to_its_end() {
    let mut world = World::new();
    let mut state = super::state::State::new(&world.context());
    let (mut answers, mut sessions) = (0, 0);
    while world.progress.cards.len() < world.library.items.len() {
        match state.quiz.phase() {
            quiz::state::Phase::Open => {
                let item = state.item(&world.context()).unwrap().clone();
                let shown = state.quiz.attempt().unwrap().shown.clone();
                let right = (0..shown.len()).filter(|p| item.question.options[shown[*p]].right);
                for place in right {
                    world.press(&mut state, Key::ch(char::from(b'a' + place as u8)));
                }
                let effects = world.press(&mut state, Key::of(Code::Enter));
                let saved = |e: &Effect| matches!(e, Effect::Save(r) if matches!(**r, Record::Reviewed(_)));
                assert!(effects.iter().any(saved), "{}: {:?}", item.question.id, state.quiz.refusal);
                answers += 1;
            }
            quiz::state::Phase::Answered => drop(world.press(&mut state, Key::ch('n'))),
            quiz::state::Phase::Ended => {
                sessions += 1;
                world.press(&mut state, Key::of(Code::Enter));
            }
            quiz::state::Phase::Empty => panic!("a dead end after {answers} answers"),
        }
        assert!(sessions < 60, "{answers} answers of {} in {sessions} sessions", world.library.items.len());
    }
    assert_eq!(answers, world.library.items.len());
    world.press(&mut state, Key::ch('n'));
    assert_eq!(state.quiz.phase(), quiz::state::Phase::Ended);
    // Nothing is new and nothing is due: what is left is the weakest.
    world.press(&mut state, Key::of(Code::Enter));
    assert_eq!(state.quiz.phase(), quiz::state::Phase::Open);
}

#[test]
fn a_click_on_the_course_opens_the_lesson_to_read() {
    let mut world = World::new();
    world.size = (200, 53);
    let mut state = super::state::State::new(&world.context());
    let area = state.layout(&world.context()).course.unwrap();
    // Frame, a free row, the service, then the first lesson.
    world.press(&mut state, Key::of(Code::Click { x: area.x + 6, y: area.y + 4 }));
    assert_eq!(state.lesson.lesson, world.library.course.get(1).cloned());
    assert_eq!((state.focus, state.lesson.hidden()), (Focus::Lesson, false));
}

#[test]
fn a_lab_opened_by_hand_bears_no_badge_of_the_question() {
    let world = World::new();
    let mut state = super::state::State::new(&world.context());
    let item = state.item(&world.context()).unwrap();
    assert!(item.proof.is_none(), "the first question of the course has no lab of its own");
    super::update::go(&mut state, &Route::Lab("sqs-vt".into()), &world.context());
    let [_, quiz, lab] = state.badges(&world.context());
    assert_eq!((quiz.contains("lab"), lab.as_str()), (false, ""));
    super::update::go(&mut state, &Route::Question("sqs-vt-charged-twice".into()), &world.context());
    let [_, quiz, lab] = state.badges(&world.context());
    assert!(quiz.contains("lab sqs-vt") && !lab.is_empty(), "{quiz}, {lab}");
}

#[test]
fn the_run_of_a_question_answered_elsewhere_leaves_the_table_alone() {
    let world = World::new();
    let mut state = super::state::State::new(&world.context());
    let table = state.quiz.attempt().unwrap().question.clone();
    let id: crate::base::id::QuestionId = "sqs-vt-charged-twice".into();
    let chosen = [world.library.items[&id].question.options[0].id.clone()];
    super::update::go(&mut state, &Route::Run(id, chosen.into()), &world.context());
    assert_eq!((state.focus, &state.quiz.attempt().unwrap().question), (Focus::Lab, &table));
    assert!(state.lab.session.is_some() && state.lab.proof.is_some() && !state.lab.armed);
    let none: crate::base::id::QuestionId = table;
    let told = super::update::go(&mut state, &Route::Run(none, BTreeSet::new()), &world.context());
    assert!(told.iter().any(|e| matches!(e, Effect::Toast(_, w) if w == "no lab proves this one")), "{told:?}");
}
