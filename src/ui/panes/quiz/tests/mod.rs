//! The quiz pane on the bundled questions: keys, records, frames, and that nothing leaks before the answer.
use super::{
    keys::{ANSWERED, Act, ENDED, OPEN, letter, refusal, shown, table},
    state::{Phase, State},
    update::{Room, act},
    view,
};
use crate::{
    base::{
        id::QuestionId,
        moment::{Day, Moment, Now},
        prose::plain,
    },
    content::{embedded, library},
    practice::{progress::Progress, record::Record, review::session::Kind},
    srs::{Rating, scheduler::Scheduler},
    ui::{
        flow::{
            context::{Context, Motion, Plan},
            effect::{Effect, Route},
            table::clashes,
        },
        kit::testing::{Drawn, plain as drawn},
    },
};
use std::sync::OnceLock;

mod frames;

const CHARGED: &str = "sqs-vt-charged-twice";
const ROOM: Room = (76, 18);

fn library() -> &'static library::Library {
    static LIBRARY: OnceLock<library::Library> = OnceLock::new();
    LIBRARY.get_or_init(|| library::load(&embedded::sources()).0)
}

/// A learner at a desk; every saved record counts at once.
struct World {
    progress: Progress,
    scheduler: Scheduler,
    ms: u64,
    day: i32,
    columns: u16,
}

impl World {
    fn new() -> Self {
        Self { progress: Progress::default(), scheduler: Scheduler::default(), ms: 0, day: 20_000, columns: 80 }
    }

    fn context(&self) -> Context<'_> {
        Context {
            library: library(),
            progress: &self.progress,
            scheduler: &self.scheduler,
            now: Now { at: Moment(0), day: Day(self.day) },
            uptime_ms: self.ms,
            motion: Motion::Full,
            plan: Plan::default(),
            size: (self.columns, 22),
        }
    }

    fn one(&self, id: &str) -> State {
        State::one(&QuestionId::from(id), &self.context())
    }

    fn act(&mut self, state: &mut State, what: Act) -> Vec<Effect> {
        let effects = act(state, what, &self.context(), ROOM);
        for effect in &effects {
            if let Effect::Save(record) = effect {
                self.progress.apply(record);
            }
        }
        effects
    }

    fn frame(&self, state: &State, width: u16, height: u16) -> Drawn {
        let look = view::Look { focused: true, link: "sqs-visibility#choose · lab sqs-vt" };
        drawn(width, height, |canvas| {
            let area = canvas.area;
            let at = view::draw(state, &self.context(), canvas, look).expect("a parked cursor");
            assert!(area.contains(at), "{at} outside {area}");
        })
    }

    /// Chooses as many options as it takes: the right ones, or wrong ones.
    fn choose(&mut self, state: &mut State, right: bool) {
        for place in places(state, right) {
            self.act(state, Act::Choose(place));
        }
    }
}

/// The places of a complete answer, right or wrong.
fn places(state: &State, right: bool) -> Vec<usize> {
    let item = state.session.item(library()).unwrap();
    let order = &state.attempt().unwrap().shown;
    let of = |want: bool| (0..order.len()).filter(move |p| item.question.options[order[*p]].right == want);
    of(right).take(item.question.kind.choose()).collect()
}

fn multiple() -> QuestionId {
    let two = |i: &&std::sync::Arc<crate::content::pack::Item>| i.question.kind.choose() == 2;
    library().items.values().find(two).unwrap().question.id.clone()
}

fn saved(effects: &[Effect]) -> &Record {
    match effects {
        [Effect::Save(record), ..] => record,
        other => panic!("{other:?}"),
    }
}

#[test]
fn no_key_means_two_things_and_letters_are_options_before_the_answer() {
    for keys in [OPEN, ANSWERED, ENDED] {
        assert_eq!(clashes(keys), vec![]);
    }
    for (place, c) in ('a'..='f').enumerate() {
        let key = crate::ui::flow::key::Key::ch(c);
        assert_eq!(crate::ui::flow::table::find(OPEN, key), Some(Act::Choose(place)));
        assert_eq!(letter(place), c.to_ascii_uppercase());
    }
}

#[test]
fn a_right_answer_is_written_once_and_rated_later() {
    let mut world = World::new();
    let mut state = world.one(CHARGED);
    world.choose(&mut state, true);
    world.ms = 48_000;
    let effects = world.act(&mut state, Act::Sure);
    let Record::Reviewed(review) = saved(&effects) else { panic!() };
    assert_eq!((review.rating, review.took_ms), (Rating::Good, 48_000));
    assert_eq!(state.phase(), Phase::Answered);
    let effects = world.act(&mut state, Act::Easy);
    assert!(matches!(saved(&effects), Record::Rerated { rating: Rating::Easy, .. }));
    assert!(world.frame(&state, 78, 24).text().contains("e takes easy back"));
    let effects = world.act(&mut state, Act::Easy);
    assert!(matches!(saved(&effects), Record::Rerated { rating: Rating::Good, .. }));
    assert_eq!(world.act(&mut state, Act::Prove), vec![Effect::Go(Route::Proof)]);
    world.act(&mut state, Act::Next);
    assert_eq!(state.phase(), Phase::Ended);
}

#[test]
fn undo_lays_the_question_back_and_redo_answers_it_again() {
    let mut world = World::new();
    let mut state = world.one(CHARGED);
    world.choose(&mut state, true);
    world.act(&mut state, Act::Unsure);
    let card = world.progress.cards[&QuestionId::from(CHARGED)];
    world.act(&mut state, Act::Undo);
    assert_eq!((state.phase(), world.progress.cards.len()), (Phase::Open, 0));
    world.act(&mut state, Act::Redo);
    assert_eq!((state.phase(), world.progress.cards[&QuestionId::from(CHARGED)]), (Phase::Answered, card));
}

#[test]
fn what_cannot_be_is_told_in_a_sentence_and_forgotten_with_the_next_key() {
    let mut world = World::new();
    let mut state = world.one(multiple().as_str());
    for place in 0..2 {
        world.act(&mut state, Act::Choose(place));
    }
    world.act(&mut state, Act::Choose(2));
    assert_eq!(state.refusal.as_deref(), Some("choose TWO: take one back first"));
    assert!(world.frame(&state, 78, 24).text().contains("choose TWO: take one back first"));
    world.act(&mut state, Act::Down);
    assert_eq!(state.refusal, None);
    for (what, why) in [
        (Act::Next, "answer first, or s: I don't know"),
        (Act::Prove, "answer first, or s: I don't know"),
        (Act::Choose(5), "there is no such option"),
    ] {
        assert_eq!(world.act(&mut state, what), vec![]);
        assert_eq!(state.refusal.as_deref(), Some(why), "{what:?}");
    }
}

#[test]
fn a_wrong_answer_stays_at_again_and_comes_back() {
    let mut world = World::new();
    let mut state = world.one(CHARGED);
    world.choose(&mut state, false);
    world.act(&mut state, Act::Sure);
    assert_eq!(refusal(&state, Act::Easy, library()), Some("a wrong answer stays at again"));
    let easy = shown(&state, library()).into_iter().find(|h| h.keys == "e").unwrap();
    assert!(!easy.on);
    world.act(&mut state, Act::Next);
    assert_eq!((state.phase(), state.attempt().unwrap().question.as_str()), (Phase::Open, CHARGED));
}

#[test]
fn the_cursor_chooses_and_strikes() {
    let mut world = World::new();
    let mut state = world.one(CHARGED);
    for what in [Act::Down, Act::Down, Act::Strike, Act::Down, Act::Toggle] {
        world.act(&mut state, what);
    }
    let attempt = state.attempt().unwrap();
    assert_eq!((state.cursor, attempt.struck.len(), attempt.chosen.len()), (3, 1, 1));
    let text = world.frame(&state, 78, 24).text();
    assert!(text.contains("×  ") && text.contains("▸ •"), "{text}");
}

#[test]
fn the_hint_costs_and_is_shown_once() {
    let mut world = World::new();
    let mut state = world.one(CHARGED);
    let hint = "What does a second worker see";
    assert!(!world.frame(&state, 78, 30).text().contains(hint));
    world.act(&mut state, Act::Hint);
    assert!(world.frame(&state, 78, 30).text().contains(hint));
    world.choose(&mut state, true);
    world.act(&mut state, Act::Sure);
    assert_eq!(state.attempt().unwrap().outcome.as_ref().unwrap().rating, Rating::Hard);
}

#[test]
fn nothing_due_leads_on() {
    let mut world = World::new();
    let mut state = State::start(Kind::Due, &world.context());
    assert_eq!((state.phase(), table(&state).len()), (Phase::Empty, ENDED.len()));
    let first = library().course[0].clone();
    assert_eq!(world.act(&mut state, Act::Suggested), vec![Effect::Go(Route::LearnNew(Some(first)))]);
    assert_eq!(world.act(&mut state, Act::Weakest), vec![Effect::Go(Route::Weakest)]);
}

/// Words of a frame with the wrapping undone, so that a sentence over two lines is found.
fn flat(drawn: &Drawn) -> String {
    let bare = |row: &String| row.trim_matches(|c: char| "┃│ ".contains(c)).to_owned();
    drawn.rows().iter().map(bare).collect::<Vec<_>>().join(" ")
}

#[test]
fn no_reason_is_seen_before_the_answer_and_all_after_it() {
    for item in library().items.values() {
        let mut world = World::new();
        let mut state = world.one(item.question.id.as_str());
        world.act(&mut state, Act::Hint);
        let open = flat(&world.frame(&state, 78, 120));
        let whys: Vec<String> = item.question.options.iter().map(|o| plain(&o.why)).collect();
        for why in &whys {
            assert!(!open.contains(why.as_str()), "{}: {why}", item.question.id);
        }
        assert!(!open.contains('✓') && !open.contains('✗'), "{open}");
        world.act(&mut state, Act::DontKnow);
        let told = flat(&world.frame(&state, 78, 120));
        for why in &whys {
            assert!(told.contains(why.as_str()), "{}: {why}\n{told}", item.question.id);
        }
    }
}

#[test]
fn nothing_is_out_of_reach_in_a_low_pane() {
    let mut world = World::new();
    let mut state = world.one(CHARGED);
    world.act(&mut state, Act::DontKnow);
    let last = {
        let attempt = state.attempt().unwrap();
        let item = state.session.item(library()).unwrap();
        plain(&attempt.option(&item.question, 3).unwrap().why)
    };
    let end = last.split(' ').next_back().unwrap().to_owned();
    let room = (46, 12);
    act(&mut state, Act::Top, &world.context(), room);
    let top = world.frame(&state, 48, 14).text();
    assert!(top.contains("↓ more") && top.contains("A payment worker"), "{top}");
    for _ in 0..80 {
        act(&mut state, Act::Down, &world.context(), room);
    }
    let bottom = world.frame(&state, 48, 14).text();
    assert!(!bottom.contains('↓') && bottom.contains("↑ more") && bottom.contains(&end), "{bottom}");
}
