//! The log adds up, and each number means what it says.
use super::Progress;
use crate::{
    base::moment::{Day, Moment, Now},
    practice::record::{Record, Review, Setting},
    quiz::answer::{Answer, Confidence, Verdict},
    srs::{Card, Rating, scheduler::Scheduler},
};
use proptest::prelude::*;
use std::collections::BTreeSet;

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

    /// A record survives the disk.
    #[test]
    fn a_record_survives_json(day in 0..40_000i32, rating in 0..4usize) {
        let rating = [Rating::Again, Rating::Hard, Rating::Good, Rating::Easy][rating];
        let record = reviewed(&Progress::default(), "q", day, rating);
        let text = serde_json::to_string(&record).unwrap();
        prop_assert_eq!(serde_json::from_str::<Record>(&text).unwrap(), record);
    }
}
