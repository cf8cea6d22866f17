//! The report screen: keys and where they lead, on a small library and on papers of the bundled bank.
use super::{
    keys::{COMPARISON, HISTORY, ITEM, MOVES, PLAN, REPORT, TOPICS},
    state::{Page, State},
    update::{chord, go, key, reply},
};
use crate::{
    base::{
        id::{LabId, OptionId, QuestionId},
        moment::{Day, Moment, Now},
    },
    content::{embedded, library},
    practice::{
        desk::Desk,
        exam::{
            draw::{Order, draw},
            room::Room,
            sample::{Answers, Candidate, MIXED},
        },
        progress::Progress,
        record::sat::{End, Place},
    },
    srs::scheduler::Scheduler,
    ui::flow::{
        context::{Context, Motion, Plan},
        effect::{Effect, Mood, Reply, Route},
        key::{Code, Key},
        table::clashes,
    },
};
use std::sync::LazyLock;

/// Frames as reviewed, and what holds of every frame.
mod frames;

static BUNDLED: LazyLock<library::Library> = LazyLock::new(|| library::load(&embedded::sources()).0);
static SCHEDULER: LazyLock<Scheduler> = LazyLock::new(Scheduler::default);

/// A learner, and the size of the screen.
struct World {
    candidate: Candidate,
    bundled: bool,
    size: (u16, u16),
}

impl World {
    /// Nothing was sat yet.
    fn new() -> Self {
        Self { candidate: Candidate::new(), bundled: false, size: (100, 38) }
    }

    /// One paper of the small library was handed in.
    fn sat(answers: Answers<'_>) -> Self {
        let mut world = Self::new();
        world.candidate.expects = Some(70);
        world.candidate.sits_with(answers, |candidate| {
            candidate.stands_still(3);
            candidate.is_killed();
        });
        world
    }

    /// Two papers of it; the second went better.
    fn sat_twice() -> Self {
        let mut world = Self::sat(MIXED);
        world.candidate.sits(&[
            ("fan-2", "ab", 60),
            ("vt-1", "b", 100),
            ("vt-2", "b", 30),
            ("fan-1", "a", 70),
            ("policy", "a?", 20),
            ("price", "a", 40),
        ]);
        world
    }

    /// Papers of the bundled bank by seeds, every third answer wrong, every fifth a guess.
    fn bundled(seeds: &[u64]) -> Self {
        let mut world = Self { bundled: true, ..Self::new() };
        for seed in seeds {
            world.candidate.progress = sit(*seed, world.candidate.progress.clone(), world.candidate.day);
            world.candidate.day += 3;
        }
        world
    }

    fn context(&self) -> Context<'_> {
        Context {
            library: if self.bundled { &BUNDLED } else { &self.candidate.library },
            progress: &self.candidate.progress,
            scheduler: &SCHEDULER,
            now: Now { at: Moment(0), day: Day(self.candidate.day) },
            uptime_ms: 0,
            motion: Motion::Full,
            plan: Plan::default(),
            size: self.size,
        }
    }

    /// The screen on the report of the how-many-th sitting.
    fn report(&self, nth: usize) -> State {
        let mut state = State::new(&self.context());
        let id = self.candidate.progress.sittings[nth].id.clone();
        assert_eq!(go(&mut state, &Route::Report(Some(id)), &self.context()), []);
        assert_eq!(state.page, Page::Report);
        state
    }

    fn press(&self, state: &mut State, keys: &str) -> Vec<Effect> {
        let one = |c| key(state, Key::ch(c), &self.context()).unwrap_or_default();
        keys.chars().flat_map(one).collect()
    }

    fn code(&self, state: &mut State, code: Code) -> Vec<Effect> {
        key(state, Key::of(code), &self.context()).unwrap_or_default()
    }
}

/// Sits a section mock of the bundled bank in the room.
fn sit(seed: u64, mut progress: Progress, day: i32) -> Progress {
    let (mut ms, mut room) = (0, None::<Room>);
    let mut with = |progress: &mut Progress, ms, act: &dyn Fn(&mut Option<Room>, &Desk<'_>) -> Vec<_>| {
        let now = Now { at: Moment(i64::from(day) * 86_400_000), day: Day(day) };
        let seen = progress.clone();
        let desk = Desk { library: &BUNDLED, progress: &seen, scheduler: &SCHEDULER, now, uptime_ms: ms };
        act(&mut room, &desk).iter().for_each(|record| progress.apply(record));
    };
    with(&mut progress, ms, &|room, desk| {
        let order = Order { seed: Some(seed), expects: Some(60), ..Order::default() };
        let paper = draw(&BUNDLED.exams[&"section".into()], &order, desk).expect("a paper");
        let (begun, record) = Room::begin(paper, desk).expect("a room");
        *room = Some(begun);
        vec![record]
    });
    for at in 0..20 {
        with(&mut progress, ms, &|room, desk| answer(room.as_mut().expect("a room"), at, desk));
        for _ in 0..15 + (at * 37 + seed as usize * 11) % 140 / 2 {
            ms += 2_000;
            with(&mut progress, ms, &|room, desk| room.as_mut().expect("a room").tick(desk).records);
        }
    }
    with(&mut progress, ms, &|room, desk| room.as_mut().expect("a room").end(End::Asked, desk).into_iter().collect());
    progress
}

/// Answers an item: every third wrong, every fifth unsure, the last one not at all.
fn answer(room: &mut Room, at: usize, desk: &Desk<'_>) -> Vec<crate::practice::record::Record> {
    let mut records = vec![room.turn(Place::Item(at), desk).expect("there")];
    let sheet = room.sitting.paper.sheets[at].clone();
    let options = &BUNDLED.items[&sheet.question].question.options;
    let right = |id: &OptionId| options.iter().any(|option| option.right && option.id == *id);
    let places = || (0..sheet.shown.len()).filter(|place| right(&sheet.shown[*place]) == (at % 3 != 1));
    if at < 19 {
        records.extend(places().take(sheet.choose).map(|place| room.choose(place, desk).expect("can be chosen")));
    }
    if at % 5 == 2 {
        records.push(room.doubt(desk).expect("can doubt"));
    }
    records
}

fn toast(words: &str) -> Vec<Effect> {
    vec![Effect::Toast(Mood::Info, words.into())]
}

#[test]
fn the_tables_have_no_clash() {
    for table in [REPORT, TOPICS, ITEM, PLAN, HISTORY, COMPARISON] {
        let all: Vec<_> = table.iter().chain(MOVES).copied().collect();
        assert_eq!(clashes(&all), vec![]);
    }
}

#[test]
fn what_is_not_there_is_said_over_the_history() {
    let world = World::new();
    let mut state = State::new(&world.context());
    assert_eq!(go(&mut state, &Route::Report(Some("x-1".into())), &world.context()), toast("there is no such sitting"));
    assert_eq!((state.page, world.press(&mut state, "j").len()), (Page::History, 0));
    assert_eq!(world.code(&mut state, Code::Enter), toast("no paper was sat yet: g e"));
    assert_eq!(world.press(&mut state, "q"), [Effect::Go(Route::Study)]);
}

#[test]
fn the_wrong_ones_are_gone_through_sure_and_wrong_first() {
    let world = World::sat(MIXED);
    let mut state = world.report(0);
    world.press(&mut state, "1");
    let number = |state: &State| state.item().expect("a question").1.number;
    let mut seen = vec![number(&state)];
    for _ in 0..4 {
        world.press(&mut state, "n");
        seen.push(number(&state));
    }
    assert_eq!(seen, [1, 4, 5, 7, 7], "it stops at the last");
    world.press(&mut state, "N");
    assert_eq!(number(&state), 5);
    world.code(&mut state, Code::Esc);
    assert_eq!(state.page, Page::Report);
    world.press(&mut state, "3");
    assert_eq!((number(&state), state.walk.items.len()), (1, 8));
}

#[test]
fn a_question_leads_to_its_lesson_and_its_lab() {
    let world = World::sat(MIXED);
    let mut state = world.report(0);
    world.press(&mut state, "3");
    let lesson = Route::Lesson("visibility".into(), Some("one".into()));
    assert_eq!(world.code(&mut state, Code::Enter), [Effect::Go(lesson)]);
    let run = Route::Run(QuestionId::from("vt-1"), ["b".into()].into());
    assert_eq!(world.press(&mut state, "p"), [Effect::Go(run)], "its run, with what was chosen");
    world.press(&mut state, "n");
    assert_eq!(world.press(&mut state, "p"), [Effect::Go(Route::Lab(LabId::from("sqs-vt")))], "the lab beside it");
    world.press(&mut state, "nn");
    assert_eq!(world.press(&mut state, "p"), toast("no lab shows this one"));
}

#[test]
fn a_topic_is_chosen_and_proven() {
    let world = World::sat(MIXED);
    let mut state = world.report(0);
    world.press(&mut state, "p");
    assert_eq!(world.press(&mut state, "p"), [Effect::Go(Route::Lesson("fan-out".into(), None))], "no lab shows it");
    world.press(&mut state, "jj");
    let run = Route::Run(QuestionId::from("vt-1"), ["b".into()].into());
    assert_eq!(world.press(&mut state, "p"), [Effect::Go(run)]);
    assert_eq!(world.press(&mut state, "l"), [Effect::Go(Route::Lesson("visibility".into(), None))]);
    world.code(&mut state, Code::Esc);
    assert_eq!((state.page, state.topic), (Page::Report, None));
    world.code(&mut state, Code::Esc);
    assert_eq!(state.page, Page::History);
}

#[test]
fn the_plan_leads_to_lessons_labs_and_cards() {
    let world = World::sat(MIXED);
    let mut state = world.report(0);
    world.press(&mut state, "2");
    let mut routes = vec![];
    for _ in 0..5 {
        routes.extend(world.code(&mut state, Code::Enter));
        world.press(&mut state, "j");
    }
    let go = |route| Effect::Go(route);
    let expected = [
        go(Route::Lesson("fan-out".into(), Some("one".into()))),
        go(Route::Lesson("visibility".into(), Some("one".into()))),
        go(Route::Lesson("policies".into(), Some("two".into()))),
        go(Route::Lab("sqs-vt".into())),
        go(Route::ReviewDue),
    ];
    assert_eq!(routes, expected);
}

#[test]
fn the_report_is_saved_in_three_files_and_said_once() {
    let world = World::sat(MIXED);
    let mut state = world.report(0);
    let kept = world.press(&mut state, "4");
    let names: Vec<&str> = kept
        .iter()
        .map(|effect| match effect {
            Effect::Keep { name, text } if text.contains("estimate") => name.as_str(),
            other => panic!("{other:?}"),
        })
        .collect();
    let stem = "inflight-section-1-2026-11-21";
    assert_eq!(names, ["md", "json", "html"].map(|ext| format!("{stem}.{ext}")));
    let mut said = vec![];
    for name in &names {
        said.extend(reply(&mut state, &Reply::Kept(Ok(format!("/data/{name}"))), &world.context()));
    }
    assert_eq!(said, toast(&format!("saved: /data/{stem}.md, .json, .html")));
    world.press(&mut state, "4");
    let failed = reply(&mut state, &Reply::Kept(Err("the disk is full".into())), &world.context());
    assert_eq!(failed, [Effect::Toast(Mood::Error, "the disk is full".into())]);
    let late = reply(&mut state, &Reply::Kept(Ok("/data/late.md".into())), &world.context());
    assert_eq!(late, toast("saved: /data/late.md"), "a file that was written all the same");
}

#[test]
fn two_sittings_are_compared_from_the_report_and_from_the_history() {
    let world = World::sat_twice();
    let mut state = world.report(0);
    assert_eq!(world.press(&mut state, "5"), toast("no paper of this kind was handed in before"));
    let mut state = world.report(1);
    world.press(&mut state, "5");
    let numbers = |state: &State| state.compared.as_ref().expect("compared").0.numbers;
    assert_eq!((state.page, numbers(&state)), (Page::Comparison, (1, 2)));
    world.press(&mut state, "q");
    assert_eq!(state.page, Page::Report);
    world.press(&mut state, "q");
    assert_eq!(world.press(&mut state, "c"), toast("mark two sittings first: space"));
    world.press(&mut state, " j c");
    assert_eq!((state.page, numbers(&state)), (Page::Comparison, (1, 2)));
    world.press(&mut state, "q");
    assert_eq!(state.page, Page::History);
}

#[test]
fn marks_come_and_go_and_the_oldest_makes_room() {
    let mut world = World::sat_twice();
    world.candidate.sits(MIXED);
    let mut state = State::new(&world.context());
    world.press(&mut state, " j j ");
    let sittings = &world.candidate.progress.sittings;
    assert_eq!(state.shelf.marked, [sittings[1].id.clone(), sittings[0].id.clone()]);
    world.press(&mut state, " ");
    assert_eq!(state.shelf.marked, [sittings[1].id.clone()]);
}

#[test]
fn a_paper_that_waits_stands_first_and_leads_to_the_room() {
    let mut world = World::sat(MIXED);
    let mut open = world.candidate.progress.sittings[0].clone();
    (open.ended, open.id, open.paper.number) = (None, "waits".into(), 2);
    world.candidate.progress.sittings.push(open);
    let mut state = State::new(&world.context());
    assert_eq!(world.press(&mut state, " "), toast("it is not handed in yet: nothing to compare"));
    assert_eq!(world.code(&mut state, Code::Enter), [Effect::Go(Route::Exam(Box::default()))]);
    let report = Route::Report(Some("waits".into()));
    assert_eq!(go(&mut state, &report, &world.context()), toast("that paper is not handed in yet"));
    world.press(&mut state, "j");
    world.code(&mut state, Code::Enter);
    assert_eq!(state.page, Page::Report);
}

#[test]
fn pages_scroll_no_further_than_they_are_long() {
    let mut world = World::bundled(&[7]);
    world.size = (80, 22);
    let mut state = world.report(0);
    world.press(&mut state, "G");
    let end = state.scroll();
    assert!(end > 20, "{end}");
    world.press(&mut state, "jjj");
    assert_eq!(state.scroll(), end);
    world.press(&mut state, "k");
    assert_eq!(state.scroll(), end - 1);
    key(&mut state, Key::ctrl('u'), &world.context());
    assert_eq!(state.scroll(), end - 1 - 10);
    assert_eq!(chord(&mut state, Key::ch('g'), &world.context()), Some(vec![]));
    assert_eq!(state.scroll(), 0);
    assert_eq!(chord(&mut state, Key::ch('x'), &world.context()), None);
}

/// Whatever is looked at, nothing is written to the log.
#[test]
fn looking_schedules_nothing() {
    let world = World::sat_twice();
    let mut state = world.report(1);
    let keys = "1nnNpl\u{1b}2jjl\u{1b}3nnn\u{1b}5jk\u{1b}4pjl\u{1b}\u{1b} j cj\u{1b}lGk";
    for c in keys.chars() {
        let effects =
            if c == '\u{1b}' { world.code(&mut state, Code::Esc) } else { world.press(&mut state, &c.to_string()) };
        assert!(!effects.iter().any(|effect| matches!(effect, Effect::Save(_))), "{c:?}: {effects:?}");
    }
}

#[test]
fn a_report_that_was_left_in_the_middle_is_there_again() {
    let world = World::sat(MIXED);
    let mut state = world.report(0);
    world.press(&mut state, "1n");
    assert_eq!(super::update::rest(&mut state), toast("g s comes back to the report"));
    go(&mut state, &Route::Report(None), &world.context());
    assert_eq!((state.page, state.walk.at), (Page::Item, 1));
    go(&mut state, &Route::Report(None), &world.context());
    assert_eq!(state.page, Page::History, "asked for again, all sittings");
    assert_eq!(super::update::rest(&mut state), []);
}
