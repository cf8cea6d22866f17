//! A session's moves, on a small library of its own.
use super::{
    session::{Kind, Session},
    summary::{Suggestion, when},
    words,
};
use crate::{
    base::{
        id::QuestionId,
        moment::{Day, Moment, Now},
    },
    content::{
        library::Library,
        pack::{Domain, Item},
    },
    practice::{desk::Desk, progress::Progress, record::Record},
    quiz::{
        answer::{Confidence, Verdict},
        question::{Choice, Kind as Asked, Question},
    },
    srs::{Rating, scheduler::Scheduler},
};
use std::sync::Arc;

fn item(id: &str, kind: Asked, right: &[&str]) -> Item {
    let option =
        |name: &&str| Choice { id: (*name).into(), text: vec![], why: vec![], right: right.contains(name), pin: None };
    let options = ["a", "b", "c", "d", "e"].iter().map(option).collect();
    Item {
        pack: "test".into(),
        title: id.into(),
        question: Question { id: id.into(), kind, stem: vec![], options },
        domain: Domain::Resilient,
        task: "2.1".into(),
        facts: vec![],
        lesson: ("lesson".into(), "section".into()),
        hint: (id == "one").then(Vec::new),
        proof: None,
    }
}

/// Three questions of one lesson: `one` and `two` single, `both` wants a and b.
struct World {
    library: Library,
    progress: Progress,
    scheduler: Scheduler,
    day: Day,
    ms: u64,
}

impl World {
    fn new() -> Self {
        let mut library = Library::default();
        for item in [
            item("one", Asked::Single, &["a"]),
            item("two", Asked::Single, &["b"]),
            item("both", Asked::Multiple { choose: 2 }, &["a", "b"]),
        ] {
            library.items.insert(item.question.id.clone(), Arc::new(item));
        }
        library.course = vec!["lesson".into()];
        Self { library, progress: Progress::default(), scheduler: Scheduler::default(), day: Day(100), ms: 0 }
    }

    fn desk(&self) -> Desk<'_> {
        Desk {
            library: &self.library,
            progress: &self.progress,
            scheduler: &self.scheduler,
            now: Now { at: Moment(i64::from(self.day.0) * 86_400_000), day: self.day },
            uptime_ms: self.ms,
        }
    }

    fn fold(&mut self, record: &Record) {
        self.progress.apply(record);
    }

    /// Chooses by option id, wherever it is shown.
    fn choose(&self, session: &mut Session, id: &str) -> Result<(), String> {
        let item = session.item(&self.library).expect("a question");
        let at = item.question.options.iter().position(|o| o.id.as_str() == id).expect("an option");
        let place = session.current.as_ref().expect("open").shown.iter().position(|i| *i == at).expect("shown");
        session.choose(place, &self.desk())
    }

    fn answer(&mut self, session: &mut Session, id: &str, confidence: Confidence) -> Record {
        self.choose(session, id).expect("chosen");
        let record = session.submit(confidence, &self.desk()).expect("checked");
        self.fold(&record);
        record
    }

    fn card(&self, id: &str) -> Option<crate::srs::Card> {
        self.progress.cards.get(&QuestionId::from(id)).copied()
    }
}

fn open(session: &Session) -> &str {
    session.current.as_ref().expect("a question").question.as_str()
}

#[test]
fn a_session_deals_answers_and_ends() {
    let mut world = World::new();
    let mut session = Session::start(Kind::New(None), &world.desk());
    assert_eq!(session.place(), (1, 3));
    assert_eq!(open(&session), "both");
    assert!(session.next(&world.desk()).is_err(), "unanswered");
    world.choose(&mut session, "a").unwrap();
    let refused = session.submit(Confidence::Sure, &world.desk()).unwrap_err();
    assert_eq!(refused, "choose TWO: 1 still missing");
    world.choose(&mut session, "c").unwrap();
    assert_eq!(world.choose(&mut session, "b").unwrap_err(), "choose TWO: take one back first");
    world.choose(&mut session, "c").unwrap();
    world.ms = 48_000;
    let record = world.answer(&mut session, "b", Confidence::Sure);
    let Record::Reviewed(review) = &record else { panic!("{record:?}") };
    assert_eq!((review.verdict, review.rating, review.took_ms), (Verdict::Right, Rating::Good, 48_000));
    assert_eq!((review.before, review.shown.len()), (None, 5));
    session.next(&world.desk()).unwrap();
    world.answer(&mut session, "a", Confidence::Unsure);
    assert_eq!(world.card("one").unwrap().interval(), 1, "unsure is hard");
    session.next(&world.desk()).unwrap();
    let record = session.submit(Confidence::DontKnow, &world.desk()).unwrap();
    world.fold(&record);
    session.next(&world.desk()).unwrap();
    assert_eq!((open(&session), session.place()), ("two", (4, 4)), "what was not known comes back");
    world.answer(&mut session, "b", Confidence::Sure);
    session.next(&world.desk()).unwrap();
    assert!(session.current.is_none() && session.next(&world.desk()).is_err());
    let summary = session.summary(&world.desk());
    assert_eq!((summary.right, summary.wrong, summary.minutes, summary.unseen), (3, 1, 1, 0));
    assert_eq!((summary.next, summary.suggestion), (Some((Day(101), 1)), Suggestion::Rest));
}

#[test]
fn a_wrong_answer_is_due_today_and_reviewed_by_recall() {
    let mut world = World::new();
    let mut session = Session::one(&"one".into(), &world.desk());
    world.answer(&mut session, "d", Confidence::Sure);
    assert_eq!(world.progress.due(&world.library, world.day), 1);
    assert_eq!(session.rerate(Rating::Easy, &world.desk()).unwrap_err(), "a wrong answer stays at again");
    let session = Session::start(Kind::Due, &world.desk());
    assert_eq!((open(&session), session.place()), ("one", (1, 1)));
}

#[test]
fn help_caps_the_rating_and_a_key_changes_it() {
    let mut world = World::new();
    let mut session = Session::one(&"one".into(), &world.desk());
    session.hint(&world.desk()).unwrap();
    world.answer(&mut session, "a", Confidence::Sure);
    let rating = |s: &Session| s.current.as_ref().and_then(|a| a.outcome.as_ref()).map(|o| o.rating);
    assert_eq!(rating(&session), Some(Rating::Hard));
    let record = session.rerate(Rating::Easy, &world.desk()).unwrap();
    world.fold(&record);
    assert_eq!((rating(&session), world.card("one").unwrap().interval()), (Some(Rating::Easy), 8));
    let mut peeked = Session::one(&"two".into(), &world.desk());
    peeked.peek();
    world.answer(&mut peeked, "b", Confidence::Sure);
    assert_eq!(rating(&peeked), Some(Rating::Hard));
    assert_eq!(peeked.hint(&world.desk()).unwrap_err(), "checked already: n goes on, U takes it back");
}

#[test]
fn undo_is_the_way_back_and_redo_the_way_forth() {
    let mut world = World::new();
    let mut session = Session::start(Kind::New(None), &world.desk());
    assert_eq!(session.undo(&world.desk()).unwrap_err(), "nothing to take back");
    world.choose(&mut session, "a").unwrap();
    world.answer(&mut session, "b", Confidence::Sure);
    let easy = session.rerate(Rating::Easy, &world.desk()).unwrap();
    world.fold(&easy);
    let (stood, place) = (world.progress.clone(), session.place());
    let back = session.undo(&world.desk()).unwrap();
    world.fold(&back);
    assert_eq!((world.card("both"), world.progress.answers.len()), (None, 0));
    assert!(session.is_open());
    for record in session.redo(&world.desk()).unwrap() {
        world.fold(&record);
    }
    assert_eq!((&world.progress, session.place()), (&stood, place));
    // Also from the next question on.
    session.next(&world.desk()).unwrap();
    world.choose(&mut session, "a").unwrap();
    let back = session.undo(&world.desk()).unwrap();
    world.fold(&back);
    assert_eq!((open(&session), session.place(), world.card("both")), ("both", (1, 3), None));
    assert_eq!(session.coming().next().map(QuestionId::as_str), Some("one"));
}

#[test]
fn undoing_a_wrong_answer_also_takes_back_its_return() {
    let mut world = World::new();
    let mut session = Session::start(Kind::New(None), &world.desk());
    let record = session.submit(Confidence::DontKnow, &world.desk()).unwrap();
    world.fold(&record);
    session.next(&world.desk()).unwrap();
    assert_eq!(session.place(), (2, 4));
    let record = session.undo(&world.desk()).unwrap();
    world.fold(&record);
    assert_eq!((open(&session), session.place()), ("both", (1, 3)));
}

#[test]
fn strikes_marks_and_unknown_options() {
    let world = World::new();
    let mut session = Session::one(&"one".into(), &world.desk());
    session.choose(0, &world.desk()).unwrap();
    session.strike(0, &world.desk()).unwrap();
    let attempt = session.current.as_ref().unwrap();
    assert_eq!((attempt.chosen.len(), attempt.struck.len()), (0, 1));
    session.choose(0, &world.desk()).unwrap();
    assert!(session.current.as_ref().unwrap().struck.is_empty(), "choosing it takes the strike back");
    assert!(session.choose(9, &world.desk()).is_err() && session.strike(9, &world.desk()).is_err());
    assert!(matches!(session.mark(&world.desk()).unwrap(), Record::Marked { on: true, .. }));
    assert!(Session::one(&"gone".into(), &world.desk()).current.is_none());
}

#[test]
fn a_question_is_dealt_anew_each_time_it_is_shown() {
    let mut world = World::new();
    let mut orders = std::collections::BTreeSet::new();
    for _ in 0..12 {
        let mut session = Session::one(&"one".into(), &world.desk());
        orders.insert(session.current.as_ref().unwrap().shown.clone());
        assert_eq!(Session::one(&"one".into(), &world.desk()).current, session.current, "until it is answered");
        world.answer(&mut session, "a", Confidence::Sure);
    }
    assert!(orders.len() > 6, "{orders:?}");
}

#[test]
fn days_in_words() {
    let words: Vec<String> = [-3, -1, 0, 1, 9].iter().map(|d| when(Day(100), Day(100 + d))).collect();
    assert_eq!(words, ["3 days late", "1 day late", "today", "tomorrow", "in 9 days"]);
    assert_eq!(
        [words::took(300), words::took(48_900), words::took(120_000), words::took(125_000)],
        ["1 s", "48 s", "2 min", "2 min 5 s"]
    );
}

#[test]
fn what_came_of_it_in_words() {
    let mut world = World::new();
    let mut session = Session::start(Kind::New(None), &world.desk());
    let said = |s: &Session| words::outcome(s.current.as_ref().unwrap().outcome.as_ref().unwrap());
    let offers = |s: &Session| words::offers(s.current.as_ref().unwrap());
    assert_eq!(offers(&session), [], "nothing to change before the answer");
    world.ms = 48_000;
    world.choose(&mut session, "a").unwrap();
    world.answer(&mut session, "b", Confidence::Sure);
    assert_eq!(said(&session), "Correct, sure, 48 s: next review in 2 days.");
    assert_eq!(
        offers(&session),
        [(Rating::Hard, "hard, next review tomorrow".into()), (Rating::Easy, "easy, next review in 8 days".into())]
    );
    session.next(&world.desk()).unwrap();
    world.answer(&mut session, "d", Confidence::Sure);
    assert_eq!(said(&session), "Wrong, though sure, 1 s: again in this session.");
    assert_eq!(offers(&session), []);
    session.next(&world.desk()).unwrap();
    let record = session.submit(Confidence::DontKnow, &world.desk()).unwrap();
    world.fold(&record);
    assert_eq!(said(&session), "Not known yet, 1 s: again in this session.");
    let end = |world: &World, s: &Session| words::summary(&s.summary(&world.desk()), &world.library, world.day);
    assert_eq!(end(&world, &session)[1..], ["Next review in 2 days: 1 card.", "2 questions are due now: review them."]);
    world.day = Day(101);
    let fresh = World::new();
    let nothing = Session::start(Kind::Due, &fresh.desk());
    assert!(nothing.current.is_none());
    assert_eq!(end(&fresh, &nothing), ["Nothing is due. 3 new questions to learn, next in \u{201c}lesson\u{201d}."]);
}

#[test]
fn the_same_key_again_gives_the_rating_back() {
    let mut world = World::new();
    let mut session = Session::one(&"one".into(), &world.desk());
    assert_eq!(session.rerate(Rating::Easy, &world.desk()).unwrap_err(), "answer first");
    world.answer(&mut session, "a", Confidence::Sure);
    for (key, stands) in [(Rating::Easy, Rating::Easy), (Rating::Easy, Rating::Good), (Rating::Hard, Rating::Hard)] {
        let record = session.rerate(key, &world.desk()).unwrap();
        world.fold(&record);
        assert!(matches!(record, Record::Rerated { rating, .. } if rating == stands), "{record:?}");
        assert_eq!(world.progress.answers[&"one".into()][0].rating, stands);
    }
    assert_eq!(session.rerate(Rating::Good, &world.desk()).map(|_| ()), Ok(()));
    assert_eq!(session.rerate(Rating::Good, &world.desk()).unwrap_err(), "rated good already");
}

#[test]
fn undo_finds_its_question_though_it_lies_on_the_table_once_more() {
    let mut world = World::new();
    let mut session = Session::one(&"one".into(), &world.desk());
    world.answer(&mut session, "d", Confidence::Sure);
    session.next(&world.desk()).unwrap();
    assert_eq!((open(&session), session.is_open(), session.place()), ("one", true, (2, 2)));
    let back = session.undo(&world.desk()).unwrap();
    world.fold(&back);
    assert_eq!((session.place(), world.card("one")), ((1, 1), None), "once, not twice");
}

#[test]
fn an_answer_after_the_day_ended_counts_for_the_new_day() {
    let mut world = World::new();
    let mut session = Session::one(&"one".into(), &world.desk());
    world.day = Day(101);
    world.answer(&mut session, "a", Confidence::Sure);
    let card = world.card("one").unwrap();
    assert_eq!((card.last, card.due), (Day(101), Day(103)));
}

#[test]
fn another_instances_answer_is_the_card_before() {
    let mut world = World::new();
    let mut session = Session::one(&"one".into(), &world.desk());
    let mut elsewhere = Session::one(&"one".into(), &world.desk());
    world.answer(&mut elsewhere, "a", Confidence::Sure);
    let theirs = world.card("one");
    world.answer(&mut session, "a", Confidence::Unsure);
    assert_eq!(world.card("one").map(|c| c.reps), Some(2));
    let back = session.undo(&world.desk()).unwrap();
    world.fold(&back);
    assert_eq!((world.card("one"), world.progress.answers[&"one".into()].len()), (theirs, 1));
}

/// A move of a learner, as a number: most make sense only now and then.
fn play(world: &mut World, session: &mut Session, step: u8) {
    let desk = world.desk();
    let records = match step {
        0..=4 => session.choose(usize::from(step), &desk).map(|()| vec![]),
        5 => session.strike(1, &desk).map(|()| vec![]),
        6 => session.hint(&desk).map(|()| vec![]),
        7 | 8 => session.submit(Confidence::Sure, &desk).map(|r| vec![r]),
        9 => session.submit(Confidence::Unsure, &desk).map(|r| vec![r]),
        10 => session.submit(Confidence::DontKnow, &desk).map(|r| vec![r]),
        11 => session.rerate(Rating::Easy, &desk).map(|r| vec![r]),
        12 => session.rerate(Rating::Hard, &desk).map(|r| vec![r]),
        13 => session.undo(&desk).map(|r| vec![r]),
        14 => session.redo(&desk),
        _ => session.next(&desk).map(|()| vec![]),
    };
    records.unwrap_or_default().iter().for_each(|r| world.fold(r));
    world.ms += 700;
}

/// What must be the same after going back: the table, what is to come, what is known.
fn state(world: &World, session: &Session) -> impl PartialEq + std::fmt::Debug + use<> {
    let table = session.current.as_ref().map(|a| (a.question.clone(), a.chosen.clone(), a.outcome.clone(), a.before));
    let coming: Vec<QuestionId> = session.coming().cloned().collect();
    (table, coming, session.place(), world.progress.cards.clone(), world.progress.answers.clone())
}

proptest::proptest! {
    /// Whatever was played: redo takes undo back, answering and undoing changes nothing, and the log tells the same story.
    #[test]
    fn undo_and_redo_are_each_others_way_back(moves in proptest::collection::vec(0u8..18, 0..60)) {
        let mut world = World::new();
        let mut session = Session::start(Kind::New(None), &world.desk());
        for step in moves {
            play(&mut world, &mut session, step);
        }
        if session.is_open() {
            let before = state(&world, &session);
            play(&mut world, &mut session, 10);
            play(&mut world, &mut session, 13);
            assert_eq!(state(&world, &session), before, "don't know, taken back");
            play(&mut world, &mut session, 10);
        }
        if session.current.is_some() {
            let answered = state(&world, &session);
            play(&mut world, &mut session, 13);
            assert!(session.is_open());
            play(&mut world, &mut session, 14);
            assert_eq!(state(&world, &session), answered, "taken back and given again");
            play(&mut world, &mut session, 15);
            let gone_on = state(&world, &session);
            play(&mut world, &mut session, 13);
            play(&mut world, &mut session, 14);
            assert_eq!(state(&world, &session), answered, "from the next question on");
            play(&mut world, &mut session, 15);
            assert_eq!(state(&world, &session), gone_on);
        }
    }
}
