//! The log adds up, and each number means what it says.
use super::Progress;
use crate::{
    base::{
        id::LessonId,
        moment::{Day, Moment, Now},
    },
    content::{
        embedded,
        lesson::{Lesson, Section},
        library::{self, Library},
        pack::{Domain, Item},
    },
    practice::record::{Record, Review, Setting},
    quiz::{
        answer::{Answer, Confidence, Verdict},
        question::{Choice, Kind, Question},
    },
    srs::{Card, Rating, scheduler::Scheduler},
};
use proptest::prelude::*;
use std::{collections::BTreeSet, sync::Arc};

fn now(day: i32) -> Now {
    Now { at: Moment(0), day: Day(day) }
}

/// Answers a question on a day, as a session would.
fn reviewed(progress: &Progress, question: &str, day: i32, rating: Rating) -> Record {
    let before = progress.cards.get(&question.into()).copied();
    let verdict = if rating == Rating::Again { Verdict::Wrong } else { Verdict::Right };
    Record::Reviewed(Review {
        question: question.into(),
        content: String::new(),
        now: now(day),
        setting: Setting::Drill,
        answer: Answer { chosen: BTreeSet::new(), confidence: Confidence::Sure },
        verdict,
        rating,
        shown: vec![],
        took_ms: 1,
        hinted: false,
        peeked: false,
        before,
        after: Scheduler::default().outcomes(before.as_ref(), Day(day)).of(rating),
        scheduler: String::new(),
    })
}

#[test]
fn the_streak_counts_days_in_a_row_and_today_is_open() {
    let mut progress = Progress::default();
    for day in [1, 2, 3, 7, 8] {
        let record = reviewed(&progress, "q", day, Rating::Good);
        progress.apply(&record);
    }
    let streaks: Vec<u32> = [3, 4, 5, 8, 9, 10].iter().map(|d| progress.streak(Day(*d))).collect();
    assert_eq!(streaks, [3, 3, 0, 2, 2, 0]);
}

#[test]
fn retention_counts_due_cards_only() {
    let mut progress = Progress::default();
    for q in 0..12 {
        let name = format!("q{q}");
        let first = reviewed(&progress, &name, 0, Rating::Good);
        progress.apply(&first);
    }
    assert_eq!(progress.retention(Day(0), 30), None, "first answers tell nothing about memory");
    for q in 0..12 {
        let name = format!("q{q}");
        let rating = if q < 9 { Rating::Good } else { Rating::Again };
        let second = reviewed(&progress, &name, 5, rating);
        progress.apply(&second);
        assert_eq!(progress.retention(Day(5), 30).is_some(), q >= 9, "below ten there is nothing to tell");
    }
    assert_eq!(progress.retention(Day(5), 30).map(|s| s.percent), Some(75));
    assert_eq!(progress.retention(Day(60), 30), None, "long ago");
    assert_eq!(progress.per_day(Day(5), 7), [0, 12, 0, 0, 0, 0, 12]);
    assert_eq!(progress.right_per_day(Day(5), 2), [None, Some(75)]);
}

#[test]
fn stars_and_settings_last() {
    let mut progress = Progress::default();
    let ran = |met: &[&str]| Record::Ran {
        lab: "sqs-vt".into(),
        now: now(1),
        met: met.iter().map(|m| (*m).into()).collect(),
        hints: 0,
        tuple: String::new(),
    };
    let predicted =
        |chosen| Record::Predicted { lab: "sqs-vt".into(), prediction: "back".into(), now: now(1), chosen, right: 2 };
    for record in [ran(&["see", "fix"]), ran(&["see"]), predicted(Some(2)), predicted(Some(1)), predicted(None)] {
        progress.apply(&record);
    }
    let lab = &progress.labs[&"sqs-vt".into()];
    assert_eq!((lab.runs, lab.met.len(), lab.predicted), (2, 2, (3, 1)));
    for value in ["light", "dark"] {
        progress.apply(&Record::Set { name: "theme".into(), value: value.into(), now: now(1) });
    }
    assert_eq!(progress.setting("theme"), Some("dark"));
}

/// A library of `lessons` lessons of SQS with `each` questions, every third one "choose two of five".
fn course(lessons: usize, each: usize) -> Library {
    let mut library = Library::default();
    for l in 0..lessons {
        let id: LessonId = format!("lesson-{l}").into();
        let section = |s: &str| Section { id: s.into(), title: s.into(), blocks: vec![], facts: vec![] };
        library.lessons.insert(
            id.clone(),
            Arc::new(Lesson {
                id: id.clone(),
                title: id.to_string(),
                service: "SQS".into(),
                order: l as u32,
                tasks: vec![],
                minutes: 3,
                lab: None,
                sections: vec![section("a"), section("b")],
            }),
        );
        for q in 0..each {
            let (kind, options) = if q % 3 == 2 { (Kind::Multiple { choose: 2 }, 5) } else { (Kind::Single, 4) };
            let option = |o: usize| Choice {
                id: format!("o{o}").into(),
                text: vec![],
                why: vec![],
                right: o < kind.choose(),
                pin: None,
            };
            let question = Question {
                id: format!("q{l}-{q}").into(),
                kind,
                stem: vec![],
                options: (0..options).map(option).collect(),
            };
            let item = Item {
                pack: "test".into(),
                title: "t".into(),
                domain: Domain::Resilient,
                task: "2.1".into(),
                facts: vec![],
                lesson: (id.clone(), "a".into()),
                hint: None,
                proof: None,
                question,
            };
            library.items.insert(item.question.id.clone(), Arc::new(item));
        }
    }
    library
}

#[test]
fn mastery_is_recall_over_all_questions_and_unseen_ones_count_nothing() {
    let (library, scheduler, mut progress) = (course(2, 3), Scheduler::default(), Progress::default());
    let lesson = |p: &Progress, l: &str| p.mastery(&l.into(), &library, &scheduler, Day(0));
    assert_eq!((lesson(&progress, "lesson-0"), progress.mastery_of("SQS", &library, &scheduler, Day(0))), (None, None));
    for q in ["q0-0", "q0-1"] {
        let record = reviewed(&progress, q, 0, Rating::Good);
        progress.apply(&record);
    }
    assert_eq!((lesson(&progress, "lesson-0"), lesson(&progress, "lesson-1")), (Some(67), None));
    assert_eq!(progress.mastery_of("SQS", &library, &scheduler, Day(0)), Some(33));
    assert_eq!(progress.mastery_of("SNS", &library, &scheduler, Day(0)), None);
    let later = progress.mastery(&"lesson-0".into(), &library, &scheduler, Day(30));
    assert!(later < Some(67), "{later:?}: it fades");
}

#[test]
fn readiness_waits_for_thirty_answers_and_counts_guesses_by_question() {
    let (library, scheduler, mut progress) = (course(4, 15), Scheduler::default(), Progress::default());
    let ids: Vec<_> = library.items.keys().cloned().collect();
    for (n, id) in ids.iter().take(30).enumerate() {
        assert_eq!(progress.readiness(&library, &scheduler, Day(0)), None, "{n} answers");
        let record = reviewed(&progress, id.as_str(), 0, Rating::Good);
        progress.apply(&record);
    }
    let guesses: f32 =
        ids[30..].iter().map(|id| if library.items[id].question.options.len() == 5 { 0.1 } else { 0.25 }).sum();
    let expected = ((30.0 + guesses) / 60.0 * 100.0).round();
    let now = progress.readiness(&library, &scheduler, Day(0)).unwrap();
    assert!((f32::from(now.percent) - expected).abs() < 0.5, "{now:?}, not {expected}");
    assert!((3..15).contains(&now.within), "{now:?}");
    let later = progress.readiness(&library, &scheduler, Day(90)).unwrap();
    assert!(later.percent < now.percent && later.within >= now.within, "{now:?} {later:?}");
    for id in &ids {
        let record = reviewed(&progress, id.as_str(), 0, Rating::Good);
        progress.apply(&record);
    }
    let all = progress.readiness(&library, &scheduler, Day(0)).unwrap();
    assert!(all.percent == 100 && all.within > 0, "never certain: {all:?}");
}

#[test]
fn what_left_the_library_is_not_counted() {
    let (library, mut progress) = (course(1, 2), Progress::default());
    for q in ["q0-0", "q0-1", "gone"] {
        let record = reviewed(&progress, q, 0, Rating::Good);
        progress.apply(&record);
    }
    assert_eq!(progress.forecast(&library, Day(0), 4), [0, 0, 2, 0]);
    assert_eq!((progress.due(&library, Day(2)), progress.next_due(&library, Day(0))), (2, Some((Day(2), 2))));
}

#[test]
fn a_lesson_is_read_when_every_section_is() {
    let (library, mut progress) = (course(1, 1), Progress::default());
    let lesson = &library.lessons[&"lesson-0".into()];
    for (section, read) in [("a", false), ("b", true)] {
        progress.apply(&Record::Read { lesson: lesson.id.clone(), section: section.into(), now: now(1) });
        assert_eq!(progress.has_read(lesson), read);
    }
}

#[test]
fn a_star_stays_whichever_run_won_it_and_checks_carry_none() {
    let (library, _) = library::load(&embedded::sources());
    let mut progress = Progress::default();
    for lab in library.labs.values() {
        let first = lab.goals.first().map(|g| g.id.clone());
        let last = lab.goals.last().map(|g| g.id.clone());
        for met in [lab.checks.iter().map(|g| g.id.clone()).collect(), Vec::from_iter(first), Vec::from_iter(last)] {
            progress.apply(&Record::Ran { lab: lab.id.clone(), now: now(1), met, hints: 0, tuple: String::new() });
        }
        assert_eq!((progress.stars(lab), progress.labs[&lab.id].runs), (2, 3), "{}", lab.id);
    }
    assert!(!progress.labs.is_empty());
}

#[test]
fn two_instances_answers_do_not_undo_each_other() {
    let mut progress = Progress::default();
    let first = reviewed(&progress, "q", 0, Rating::Good);
    progress.apply(&first);
    let after_first = progress.cards[&"q".into()];
    let second = reviewed(&progress, "q", 2, Rating::Good);
    progress.apply(&second);
    let stands = progress.cards[&"q".into()];
    // The first instance takes its answer back, too late.
    progress.apply(&Record::Undone { question: "q".into(), now: now(2), before: None });
    assert_eq!((progress.cards[&"q".into()], progress.answers[&"q".into()].len()), (stands, 1));
    progress.apply(&Record::Undone { question: "q".into(), now: now(2), before: None });
    assert_eq!(progress.answers[&"q".into()].len(), 1, "once is enough");
    progress.apply(&Record::Undone { question: "q".into(), now: now(2), before: Some(after_first) });
    assert_eq!(progress.cards[&"q".into()], after_first);
}

fn ratings() -> impl Strategy<Value = Vec<(u8, u8, i32)>> {
    proptest::collection::vec((0..4u8, 1..5u8, 0..9i32), 0..40)
}

proptest! {
    /// Any history can be taken back answer by answer; each step restores what stood before it.
    #[test]
    fn undo_restores_what_stood_before(history in ratings()) {
        let (mut progress, mut stood, mut day) = (Progress::default(), vec![], 0);
        for (q, rating, gap) in history {
            day += gap;
            let rating = [Rating::Again, Rating::Hard, Rating::Good, Rating::Easy][usize::from(rating - 1)];
            let question = format!("q{q}");
            let before: Option<Card> = progress.cards.get(&question.as_str().into()).copied();
            stood.push((progress.cards.clone(), progress.answers.clone(), question.clone(), before));
            let record = reviewed(&progress, &question, day, rating);
            progress.apply(&record);
        }
        while let Some((cards, answers, question, before)) = stood.pop() {
            progress.apply(&Record::Undone { question: question.as_str().into(), now: now(day), before });
            prop_assert_eq!(&progress.cards, &cards);
            prop_assert_eq!(&progress.answers, &answers);
        }
    }

    /// The log tells one story: folded at once, twice, or in two parts.
    #[test]
    fn the_log_folds_the_same_each_time(history in ratings(), cut in 0..40usize) {
        let (mut progress, mut log, mut day) = (Progress::default(), vec![], 0);
        for (q, rating, gap) in history {
            day += gap;
            let rating = [Rating::Again, Rating::Hard, Rating::Good, Rating::Easy][usize::from(rating - 1)];
            let record = reviewed(&progress, &format!("q{q}"), day, rating);
            progress.apply(&record);
            log.push(record);
        }
        prop_assert_eq!(&Progress::from_log(&log), &progress);
        let (early, late) = log.split_at(cut.min(log.len()));
        let mut parts = Progress::from_log(early);
        for record in late {
            parts.apply(record);
        }
        prop_assert_eq!(&parts, &progress);
    }

    /// A record survives the disk.
    #[test]
    fn a_record_survives_json(day in 0..40_000i32, rating in 0..4usize) {
        let rating = [Rating::Again, Rating::Hard, Rating::Good, Rating::Easy][rating];
        let record = reviewed(&Progress::default(), "q", day, rating);
        let text = serde_json::to_string(&record).unwrap();
        prop_assert_eq!(serde_json::from_str::<Record>(&text).unwrap(), record);
    }
}
