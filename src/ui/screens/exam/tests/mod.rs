//! The exam screen over a small bank of its own: the lobby, a paper sat by keys, what is said, and what is never shown.

/// What can be seen.
mod seen;

use super::{
    keys::{GRID, LOBBY, QUESTION, WORD},
    state::{Filter, Over, State, Table},
    update,
};
use crate::{
    base::{
        moment::{Day, Moment, Now},
        prose::Inline,
    },
    content::{
        exam::{Blueprint, Share},
        library::Library,
        pack::{Domain, Item},
    },
    practice::{
        exam::draw::Order,
        progress::{Progress, sitting::Sitting},
        record::{
            Record,
            sat::{Absence, Act, End, Mode, Place, Sat},
        },
    },
    quiz::question::{Choice, Kind, Question},
    srs::scheduler::Scheduler,
    ui::flow::{
        context::{Context, Motion, Plan},
        effect::{Effect, Mood, Reply, Route},
        key::{Code, Key},
        table::clashes,
    },
};
use std::sync::Arc;

/// A question of five options, some of them right; its words name the options, so that a leak is seen.
fn item(id: &str, choose: u8, long: bool) -> Item {
    let text = |words: String| vec![Inline::Text(words)];
    let filler = if long { " and a good many words more, so that it takes a second line at the least" } else { "" };
    let option = |(i, name): (usize, &str)| Choice {
        id: name.into(),
        text: text(format!("{id} option {name}{filler}")),
        why: text(format!("because of {name}")),
        right: i < usize::from(choose),
        pin: None,
    };
    let options = ["one", "two", "three", "four", "five"].into_iter().enumerate().map(option).collect();
    let story =
        "A shop sends each order to a queue, and a fleet of workers polls it. ".repeat(if long { 8 } else { 1 });
    let stem = vec![text(story.trim_end().into()), text(format!("What about {id}?"))];
    let kind = if choose == 1 { Kind::Single } else { Kind::Multiple { choose } };
    Item {
        pack: "secret-pack".into(),
        title: format!("Title of {id}"),
        question: Question { id: format!("id-of-{id}").into(), kind, stem, options },
        domain: Domain::Resilient,
        task: "2.1".into(),
        facts: vec![],
        lesson: ("secret-lesson".into(), "secret-section".into()),
        hint: None,
        proof: None,
    }
}

fn blueprint(id: &str, questions: usize) -> Blueprint {
    let share = Share { name: "All".into(), tasks: vec!["2".into()], weight: 1, lends: false, fills: false };
    Blueprint {
        id: id.into(),
        title: format!("The {id}"),
        about: "What it is and what it is not.".into(),
        questions,
        minutes: 40,
        unscored: 0,
        shares: vec![share],
    }
}

/// A learner before the screen, who presses keys.
struct Hall {
    library: Library,
    progress: Progress,
    scheduler: Scheduler,
    ms: u64,
    size: (u16, u16),
    state: State,
    said: Vec<(Mood, String)>,
}

impl Hall {
    fn new(items: Vec<Item>, blueprints: &[(&str, usize)]) -> Self {
        let mut library = Library::default();
        for item in items {
            library.items.insert(item.question.id.clone(), Arc::new(item));
        }
        for (id, questions) in blueprints {
            library.exams.insert((*id).into(), Arc::new(blueprint(id, *questions)));
        }
        let state = State { lobby: super::state::lobby::Lobby::default(), table: None };
        let (progress, scheduler) = (Progress::default(), Scheduler::default());
        Self { library, progress, scheduler, ms: 0, size: (80, 24), state, said: vec![] }
    }

    /// Four questions, the last two of them with two choices to make.
    fn small() -> Self {
        let items = (1_u8..5).map(|n| item(&format!("q{n}"), if n > 2 { 2 } else { 1 }, false)).collect();
        Self::new(items, &[("quartet", 4), ("duet", 2)])
    }

    /// The same, begun.
    fn sitting() -> Self {
        let mut hall = Self::small();
        hall.wish(Order { blueprint: Some("quartet".into()), seed: Some(1), expects: Some(70), ..Order::default() });
        hall.code(Code::Enter);
        hall
    }

    fn wish(&mut self, order: Order) {
        let mut state = self.state.clone();
        update::go(&mut state, &Route::Exam(Box::new(order)), &self.context());
        self.state = state;
    }

    fn context(&self) -> Context<'_> {
        Context {
            library: &self.library,
            progress: &self.progress,
            scheduler: &self.scheduler,
            now: Now { at: Moment(1_000_000_000_000 + self.ms.cast_signed()), day: Day(100) },
            uptime_ms: self.ms,
            motion: Motion::Full,
            plan: Plan::default(),
            size: self.size,
        }
    }

    /// What the app does with effects: records are folded, toasts are kept.
    fn settle(&mut self, effects: Vec<Effect>) -> Vec<Effect> {
        for effect in &effects {
            match effect {
                Effect::Save(record) => self.progress.apply(record),
                Effect::Toast(mood, words) => self.said.push((*mood, words.clone())),
                _ => {}
            }
        }
        effects
    }

    fn key(&mut self, key: Key) -> Vec<Effect> {
        let mut state = self.state.clone();
        let effects = update::key(&mut state, key, &self.context()).unwrap_or_default();
        self.state = state;
        self.settle(effects)
    }

    fn code(&mut self, code: Code) -> Vec<Effect> {
        self.key(Key::of(code))
    }

    fn press(&mut self, keys: &str) -> Vec<Effect> {
        keys.chars().flat_map(|c| self.key(Key::ch(c))).collect()
    }

    /// Real time passes, a tick a second.
    fn wait(&mut self, seconds: u64) -> Vec<Effect> {
        (0..seconds).flat_map(|_| self.sleep(1_000)).collect()
    }

    /// Real time passes in one go.
    fn sleep(&mut self, ms: u64) -> Vec<Effect> {
        self.ms += ms;
        let mut state = self.state.clone();
        let effects = update::tick(&mut state, &self.context());
        self.state = state;
        self.settle(effects)
    }

    fn reply(&mut self, reply: &Reply) -> Vec<Effect> {
        let mut state = self.state.clone();
        let effects = update::reply(&mut state, reply, &self.context());
        self.state = state;
        self.settle(effects)
    }

    fn table(&self) -> &Table {
        self.state.table.as_ref().unwrap()
    }

    fn sat(&self) -> &Sitting {
        self.progress.sittings.last().unwrap()
    }

    fn last_words(&self) -> &str {
        self.said.last().map_or("", |(_, words)| words)
    }

    /// The log and the screen tell the same story.
    fn agrees(&self) {
        assert_eq!(&self.table().room.sitting, self.sat());
    }
}

fn letters(table: &Table) -> Vec<char> {
    let (sheet, given) = table.room.sitting.item(table.room.at().unwrap()).unwrap();
    let chosen = sheet.shown.iter().enumerate().filter(|(_, option)| given.chosen.contains(*option));
    chosen.map(|(place, _)| crate::ui::panes::quiz::keys::letter(place)).collect()
}

#[test]
fn the_tables_have_no_clash() {
    assert_eq!((clashes(LOBBY), clashes(QUESTION), clashes(GRID), clashes(WORD)), (vec![], vec![], vec![], vec![]));
}

#[test]
fn a_paper_begins_after_one_question_and_every_act_is_saved() {
    let mut hall = Hall::small();
    hall.press("j");
    assert_eq!(hall.code(Code::Enter), vec![]);
    assert!(hall.state.lobby.asks && hall.state.table.is_none());
    hall.press("ll");
    let effects = hall.code(Code::Enter);
    assert!(matches!(&effects[..], [Effect::Save(_), Effect::Animate(1)]), "{effects:?}");
    assert_eq!((hall.sat().paper.blueprint.as_str(), hall.sat().paper.expects), ("quartet", Some(60)));
    hall.press("b");
    assert_eq!(letters(hall.table()), ['B']);
    hall.press("mun");
    assert_eq!(hall.table().room.at(), Some(1));
    let first = &hall.sat().given[0];
    assert!(first.flagged && first.unsure && first.settled.len() == 1);
    hall.agrees();
}

#[test]
fn a_guess_can_be_left_out_or_taken_back() {
    let mut hall = Hall::small();
    hall.code(Code::Enter);
    hall.press("lhh");
    assert_eq!(hall.state.lobby.order.expects, Some(30));
    hall.press("q");
    assert!(hall.state.lobby.asks && hall.state.lobby.order.expects.is_none());
    hall.code(Code::Enter);
    assert_eq!(hall.sat().paper.expects, None);
}

#[test]
fn what_the_bank_cannot_fill_is_said_in_the_lobby() {
    let mut hall = Hall::new(vec![item("q1", 1, false)], &[("full", 65)]);
    hall.code(Code::Enter);
    assert_eq!(hall.last_words(), "this paper cannot be drawn now");
    assert!(hall.state.table.is_none() && !hall.state.lobby.asks);
}

#[test]
fn half_an_hour_more_and_untimed() {
    let mut hall = Hall::small();
    hall.press("+");
    hall.code(Code::Enter);
    hall.code(Code::Enter);
    assert_eq!(hall.sat().paper.limit_ms, Some(70 * 60_000));
    let mut hall = Hall::small();
    hall.press("m+");
    assert!(hall.last_words().contains("no clock"));
    // With explanations on the way nothing is asked.
    hall.code(Code::Enter);
    assert_eq!((hall.sat().paper.mode, hall.sat().paper.limit_ms), (Mode::Review, None));
}

#[test]
fn one_choice_too_many_is_refused_with_a_sentence() {
    let mut hall = Hall::sitting();
    let two = (0..4).find(|item| hall.sat().paper.sheets[*item].choose == 2).unwrap();
    hall.press(&format!("'{}", two + 1));
    hall.code(Code::Enter);
    hall.press("abc");
    assert_eq!((letters(hall.table()), hall.last_words()), (vec!['A', 'B'], "two are wanted: take one back first"));
    hall.press("bc");
    assert_eq!(letters(hall.table()), ['A', 'C']);
    // One answer takes the place of another where one is wanted.
    let one = (0..4).find(|item| hall.sat().paper.sheets[*item].choose == 1).unwrap();
    hall.press(&format!("'{}", one + 1));
    hall.code(Code::Enter);
    hall.press("ab");
    assert_eq!(letters(hall.table()), ['B']);
    hall.press("f");
    assert_eq!(hall.last_words(), "there is no such option");
    hall.agrees();
}

#[test]
fn a_struck_option_is_not_chosen_any_more() {
    let mut hall = Hall::sitting();
    hall.press("b");
    assert_eq!(hall.table().cursor, 1);
    hall.press("x");
    assert_eq!(letters(hall.table()), Vec::<char>::new());
    assert_eq!(hall.sat().given[0].struck.len(), 1);
    hall.press(" ");
    assert_eq!((letters(hall.table()), hall.sat().given[0].struck.len()), (vec!['B'], 0));
}

#[test]
fn words_are_highlighted_one_by_one() {
    let mut hall = Hall::sitting();
    hall.press("yww bk");
    assert_eq!(hall.sat().given[0].lit.iter().copied().collect::<Vec<_>>(), [2]);
    assert_eq!(hall.table().over, Over::Word(0));
    // In this mode `b` is a word back, not an option.
    assert_eq!(letters(hall.table()), Vec::<char>::new());
    hall.press("wwy");
    assert!(hall.sat().given[0].lit.is_empty());
    hall.code(Code::Esc);
    assert_eq!(hall.table().over, Over::Nothing);
}

#[test]
fn the_pad_takes_every_letter_and_is_thrown_away_at_the_end() {
    let mut hall = Hall::sitting();
    hall.press("wE q?");
    hall.code(Code::Backspace);
    assert_eq!((hall.sat().pad.as_str(), &hall.table().over), ("E q", &Over::Pad));
    hall.code(Code::Esc);
    hall.press("Ey");
    assert_eq!(hall.sat().pad, "");
}

#[test]
fn after_the_last_question_comes_the_review_screen_and_filters_go_through_what_they_name() {
    let mut hall = Hall::sitting();
    hall.press("p");
    assert_eq!(hall.last_words(), "this is the first question");
    hall.press("amnnmn");
    hall.code(Code::Enter);
    assert_eq!((hall.table().room.sitting.place, hall.table().cell), (Place::Review, 3));
    // Flagged: the first and the third.
    hall.press("m");
    assert_eq!((hall.table().filter, hall.table().room.at()), (Filter::Flagged, Some(0)));
    hall.press("n");
    assert_eq!(hall.table().room.at(), Some(2));
    hall.press("n");
    assert_eq!(hall.table().room.at(), None);
    hall.press("i");
    assert_eq!((hall.table().filter, hall.table().room.at()), (Filter::Open, Some(1)));
    hall.press("r");
    hall.press("hh");
    assert_eq!(hall.table().cell, 0);
    hall.press("a");
    assert_eq!((hall.table().filter, hall.table().room.at()), (Filter::All, Some(0)));
    hall.agrees();
}

#[test]
fn a_number_leads_to_its_question() {
    let mut hall = Hall::sitting();
    hall.press("'9");
    hall.code(Code::Enter);
    assert_eq!((hall.last_words(), hall.table().room.at()), ("the paper has 4 questions", Some(0)));
    hall.press("'0");
    hall.code(Code::Enter);
    assert_eq!(hall.table().room.at(), Some(0));
    hall.press("'13");
    hall.code(Code::Backspace);
    hall.code(Code::Backspace);
    hall.press("3");
    hall.code(Code::Enter);
    assert_eq!(hall.table().room.at(), Some(2));
}

#[test]
fn the_end_is_asked_once_and_leads_to_the_report() {
    let mut hall = Hall::sitting();
    hall.press("E");
    hall.press("a");
    assert_eq!((&hall.table().over, letters(hall.table())), (&Over::Nothing, vec![]));
    let id = hall.sat().id.clone();
    hall.press("EE");
    assert_eq!(hall.table().over, Over::Nothing, "a key that is held down hands nothing in");
    hall.press("E");
    let effects = hall.press("y");
    assert!(
        matches!(&effects[..], [Effect::Save(_), Effect::Animate(0), Effect::Go(Route::Report(Some(to)))] if *to == id)
    );
    assert_eq!((hall.sat().ended.as_ref().unwrap().end, hall.state.is_sealed()), (End::Asked, false));
}

#[test]
fn the_clock_warns_and_hands_the_paper_in() {
    let mut hall = Hall::sitting();
    let effects = hall.wait(40 * 60);
    let warned: Vec<_> = hall.said.iter().map(|(mood, words)| (*mood, words.as_str())).collect();
    assert_eq!(
        warned,
        [
            (Mood::Info, "30 minutes left"),
            (Mood::Info, "15 minutes left"),
            (Mood::Error, "5 minutes left"),
            (Mood::Error, "1 minute left"),
            (Mood::Error, "time is up: the paper is handed in"),
        ]
    );
    assert!(matches!(effects.last(), Some(Effect::Go(Route::Report(Some(_))))));
    assert_eq!((hall.sat().ended.as_ref().unwrap().end, hall.sat().spent_ms), (End::Time, 40 * 60_000));
    assert!(hall.state.table.is_none());
}

#[test]
fn a_paper_that_was_left_is_offered_first_and_its_clock_stood_still() {
    let mut hall = Hall::sitting();
    hall.wait(20);
    hall.press("q");
    hall.press("j");
    assert_eq!(hall.table().over, Over::Nothing);
    hall.press("q");
    let effects = hall.press("y");
    assert!(matches!(effects.last(), Some(Effect::Go(Route::Study))), "{effects:?}");
    assert_eq!((hall.sat().spent_ms, hall.state.is_sealed()), (20_000, false));
    hall.sleep(3_600_000);
    hall.wish(Order::default());
    let effects = hall.code(Code::Enter);
    assert!(matches!(effects.get(1), Some(Effect::Animate(1))), "{effects:?}");
    assert_eq!(hall.last_words(), "you were away for 1 h: that was not counted");
    assert_eq!((hall.table().room.left_ms(), hall.sat().away.len()), (Some(40 * 60_000 - 20_000), 1));
    hall.agrees();
}

#[test]
fn a_lid_that_was_closed_is_told_and_not_counted() {
    let mut hall = Hall::sitting();
    hall.wait(3);
    hall.sleep(95_000);
    assert_eq!(hall.last_words(), "off the screen for 1 min: that was not counted");
    assert_eq!((hall.table().room.spent_ms(), hall.sat().away.len()), (3_000, 1));
}

#[test]
fn a_proctored_paper_is_handed_in_when_it_is_left() {
    let mut hall = Hall::small();
    let candidate = Some("Ada".to_owned());
    let blueprint = Some("duet".into());
    let order =
        Order { blueprint, mode: Mode::Proctored, seed: Some(1), expects: Some(0), candidate, ..Order::default() };
    hall.wish(order.clone());
    hall.press("m");
    assert!(hall.last_words().contains("proctored"));
    hall.press("+");
    assert!(hall.last_words().contains("instructor sets the time"));
    assert_eq!(hall.state.lobby.rows(&hall.context()).len(), 1, "no other paper");
    hall.code(Code::Enter);
    // Ctrl-C asks, too.
    assert!(update::holds(&mut hall.state) && hall.table().over == Over::Leave);
    assert!(!update::holds(&mut hall.state));
    let effects = hall.press("y");
    assert_eq!(hall.sat().ended.as_ref().unwrap().end, End::Left);
    let sealed = |effect: &Effect| matches!(effect, Effect::Seal { name, result } if name.starts_with("result-duet-1-Ada") && result["candidate"] == "Ada");
    assert!(effects.iter().any(sealed), "{effects:?}");
    hall.wish(order);
    hall.code(Code::Enter);
    assert!(hall.state.table.is_none());
    assert_eq!(hall.last_words(), "this paper cannot be drawn now");
}

#[test]
fn the_clock_is_saved_when_the_app_ends() {
    let mut hall = Hall::sitting();
    hall.wait(7);
    let mut state = hall.state.clone();
    let effects = update::quit(&mut state, &hall.context());
    hall.settle(effects);
    assert_eq!(hall.sat().spent_ms, 7_000);
}

#[test]
fn another_window_that_takes_the_paper_up_gets_it() {
    let mut hall = Hall::sitting();
    let act = |sitting: &str| {
        let sat = |act| Record::Sat(Sat { sitting: sitting.into(), now: Now::default(), spent_ms: 0, act });
        let took = sat(Act::Away { how: Absence::Ended, ms: None });
        (Reply::Others(vec![sat(Act::Beat)]), Reply::Others(vec![took]))
    };
    assert_eq!(hall.reply(&act("another").1), vec![]);
    let id = hall.sat().id.clone();
    assert_eq!(hall.reply(&act(id.as_str()).0), vec![], "what the window that lost it wrote late");
    let effects = hall.reply(&act(id.as_str()).1);
    assert!(effects.contains(&Effect::Animate(0)) && hall.state.table.is_none());
    assert!(hall.last_words().contains("another window"));
}

#[test]
fn an_untimed_answer_is_checked_once_and_stands() {
    let mut hall = Hall::small();
    hall.wish(Order { mode: Mode::Review, seed: Some(1), ..Order::default() });
    hall.press("j");
    hall.code(Code::Enter);
    hall.code(Code::Enter);
    assert_eq!(hall.last_words(), "choose ONE first");
    hall.press("t");
    assert!(hall.last_words().contains("untimed"));
    hall.press("a");
    if hall.sat().paper.sheets[0].choose == 2 {
        hall.press("b");
    }
    hall.code(Code::Enter);
    assert!(hall.sat().given[0].checked);
    hall.press("c");
    assert_eq!(hall.last_words(), "checked: the answer stands");
    hall.code(Code::Enter);
    assert_eq!(hall.table().room.at(), Some(1));
}

#[test]
fn every_option_of_a_long_question_can_be_reached_and_nothing_unseen_is_chosen() {
    let mut hall = Hall::new(vec![item("q1", 2, true)], &[("solo", 1)]);
    hall.code(Code::Enter);
    hall.code(Code::Enter);
    let seen = |hall: &Hall| {
        let plan = super::view::plan(hall.table(), &hall.context());
        plan.sees(hall.table().scroll, plan.option(hall.table().cursor))
    };
    for _ in 0..4 {
        hall.press("j");
        assert!(seen(&hall), "{} at {}", hall.table().cursor, hall.table().scroll);
    }
    assert_eq!(hall.table().cursor, 4);
    for _ in 0..40 {
        hall.press("k");
    }
    assert_eq!((hall.table().cursor, hall.table().scroll), (0, 0));
    if !seen(&hall) {
        hall.press(" ");
        assert!(seen(&hall) && letters(hall.table()).is_empty());
    }
    hall.press(" ");
    assert_eq!(letters(hall.table()), ['A']);
    for _ in 0..9 {
        hall.key(Key::ctrl('d'));
        assert!(seen(&hall));
    }
    hall.press("e");
    assert!(seen(&hall) && letters(hall.table()) == ['A', 'E']);
}
