//! The pane as a whole: what is drawn at which size, and what must never be seen.
use super::{
    keys::{TABLE, shown},
    state::{Over, State},
    update,
    view::{self, Look},
};
use crate::{
    base::{moment::Now, time::SimTime},
    content::{
        embedded,
        library::{self, Library},
    },
    practice::progress::Progress,
    srs::scheduler::Scheduler,
    ui::{
        flow::{
            context::{Context, Motion, Plan},
            effect::Effect,
            key::{Code, Key},
            table::clashes,
        },
        kit::{
            Kit,
            finish::{Depth, finish},
            glyphs::Glyphs,
            testing::{plain, with},
        },
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

fn open(lab: &str) -> State {
    let mut state = State::default();
    state.open(&LIBRARY, &lab.into());
    assert!(state.session.is_some(), "{:?}", state.failed);
    state
}

/// A lab at a moment, its predictions answered by "I don't know".
fn at(lab: &str, seconds: u64) -> State {
    let mut state = open(lab);
    let session = state.session.as_mut().unwrap();
    session.free_play();
    session.goto(SimTime::from_secs(seconds));
    state
}

fn drawn(state: &State, (w, h): (u16, u16), ascii: bool) -> String {
    let kit = Kit { glyphs: Glyphs { ascii }, ..Kit::default() };
    let look = Look { focused: true, zoomed: h == 27, link: "" };
    let mut drawn = with(&kit, w, h, |c| {
        view::draw(state, &context(), c, look);
    });
    finish(&mut drawn.0, Depth::True, ascii);
    drawn.text()
}

fn press(state: &mut State, keys: &str) -> Vec<Effect> {
    let code = |c| if c == '\n' { Key::of(Code::Enter) } else { Key::ch(c) };
    keys.chars().flat_map(|c| update::key(state, code(c), &context()).unwrap_or_default()).collect()
}

#[test]
fn the_pane_at_its_sizes() {
    let moments = [("sqs-vt", 44), ("sqs-fifo", 30), ("sqs-polling", 57)];
    for (lab, seconds) in moments {
        for size in [(80, 20), (120, 20), (84, 52), (100, 27)] {
            for ascii in [false, true] {
                let text = drawn(&at(lab, seconds), size, ascii);
                assert!(!ascii || text.is_ascii(), "{lab} {size:?}");
                let set = if ascii { "ascii" } else { "unicode" };
                insta::assert_snapshot!(format!("{lab}-{}x{}-{set}", size.0, size.1), text);
            }
        }
    }
}

#[test]
fn cards_and_boxes() {
    let mut state = open("sqs-vt");
    press(&mut state, " ");
    insta::assert_snapshot!("prediction", drawn(&state, (100, 27), false));
    press(&mut state, "3\n");
    let mut state = at("sqs-vt", 44);
    press(&mut state, "i");
    insta::assert_snapshot!("inject", drawn(&state, (100, 27), false));
    press(&mut state, "c");
    insta::assert_snapshot!("inject-whom", drawn(&state, (80, 20), false));
    press(&mut state, "2v");
    insta::assert_snapshot!("variables", drawn(&state, (100, 27), false));
    let mut state = at("sqs-vt", 119);
    press(&mut state, "l");
    assert_eq!(state.over, Over::Card);
    insta::assert_snapshot!("stars", drawn(&state, (100, 27), false));
}

#[test]
fn a_heartbeat_a_crash_and_the_run_before() {
    let mut state = open("sqs-vt");
    let session = state.session.as_mut().unwrap();
    session.free_play();
    session.goto(SimTime::from_secs(44));
    session.restart();
    session.free_play();
    session.set(&"heartbeat".into(), "20s").unwrap();
    session.goto(SimTime::from_secs(31));
    session.inject("crash C2".parse().unwrap()).unwrap();
    session.goto(SimTime::from_secs(44));
    insta::assert_snapshot!("heartbeat-and-crash", drawn(&state, (100, 27), false));
    press(&mut state, "w");
    insta::assert_snapshot!("compared", drawn(&state, (120, 39), false));
}

#[test]
fn without_motion_space_steps_and_nothing_runs_by_itself() {
    let mut state = at("sqs-vt", 6);
    let still = Context { motion: Motion::None, ..context() };
    let before = state.session.as_ref().unwrap().now();
    update::key(&mut state, Key::ch(' '), &still);
    assert!(state.session.as_ref().unwrap().now() > before && !state.moves());
    let mut state = open("sqs-vt");
    for key in [Key::ch(' '), Key::ch('3'), Key::of(Code::Enter)] {
        update::key(&mut state, key, &still);
    }
    assert!(!state.moves());
}

#[test]
fn docks() {
    let text = |h| plain(80, h, |c| view::dock(&at("sqs-vt", 44), &context(), c)).text();
    insta::assert_snapshot!("dock-1", text(1));
    insta::assert_snapshot!("dock-4", text(4));
}

#[test]
fn an_open_prediction_shows_nothing_right_of_now() {
    let mut state = open("sqs-vt");
    // To the second question, then back over known ground: the future is known and must stay hidden.
    press(&mut state, " 1\n");
    let session = state.session.as_mut().unwrap();
    session.goto(SimTime::from_secs(40));
    session.goto(SimTime::from_secs(50));
    assert!(session.open_question().is_some());
    assert!(session.seen().insight.is_none() && session.seen().coming.is_empty());
    let look = Look { focused: false, zoomed: false, link: "" };
    let text = plain(100, 27, |c| {
        view::draw(&state, &context(), c, look);
    })
    .text();
    assert!(!text.contains('▌') && !text.contains("next  "), "{text}");
    for lane in text.lines().skip_while(|l| !l.contains("what happened")).skip(2).take_while(|l| l.contains("│ m")) {
        let cells: Vec<char> = lane.chars().collect();
        // Border, margin and label take seven cells, one column is a second.
        let right: String = cells[8 + 51..99].iter().collect();
        assert!(right.trim().is_empty(), "{lane}");
    }
    assert!(!text.contains('░') || !text.lines().any(|l| l.starts_with("│ m") && l.contains('░')), "{text}");
}

#[test]
fn keys_are_sound_and_a_refused_key_says_why() {
    assert_eq!(clashes(TABLE), vec![]);
    let mut state = State::default();
    assert!(matches!(&press(&mut state, " ")[..], [Effect::Toast(_, why), ..] if why.contains("no lab")));
    let state = open("sqs-vt");
    assert!(shown(&state).iter().any(|h| h.words == "play" && h.on));
    assert!(shown(&state).iter().any(|h| h.key == Key::ch('w') && !h.on));
}

#[test]
fn a_click_on_the_track_finds_its_moment() {
    let state = at("sqs-vt", 44);
    let text = drawn(&state, (100, 27), false);
    let (y, row) = text.lines().enumerate().find(|(_, l)| l.contains('├')).unwrap();
    let x = row.chars().position(|c| c == '├').unwrap();
    let moment = |x: usize| view::moment_at(&state, (100, 27), (x as u16, y as u16));
    assert_eq!(moment(x + 1), Some(SimTime::ZERO));
    let end = row.chars().position(|c| c == '┤').unwrap();
    assert_eq!(moment(end - 1), Some(SimTime::from_secs(120)));
    assert_eq!((moment(x), moment(end)), (None, None));
}

#[test]
fn no_size_and_no_key_panics() {
    let mut state = at("sqs-vt", 44);
    let mut dice = crate::base::random::Stream::new(1, "keys");
    let keys: Vec<char> = " .,lhLH0$-+=ivrRfUpwexto\n123cjkyYns".chars().collect();
    for round in 0..400 {
        let key = keys[dice.below(keys.len() as u64) as usize];
        press(&mut state, &key.to_string());
        if round % 8 == 0 {
            let size = (dice.below(130) as u16, dice.below(60) as u16);
            drawn(&state, size, round % 16 == 0);
        }
    }
}
