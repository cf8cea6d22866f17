//! A report tells what the sitting says, and no more.
use super::{
    Prediction, Report,
    item::{Bank, Sureness},
    tables::Judged,
};
use crate::{
    base::prose::Inline,
    practice::{
        exam::{
            sample::{Candidate, MIXED},
            score::Call,
        },
        progress::Progress,
        record::sat::{Absence, End},
    },
    quiz::answer::Verdict,
};
use proptest::prelude::*;
use std::sync::Arc;

fn report_of(candidate: &Candidate) -> Report {
    let sitting = candidate.progress.sittings.last().expect("a sitting");
    Report::build(sitting, &candidate.library, &candidate.progress).expect("it has ended")
}

fn mixed() -> (Candidate, Report) {
    let mut candidate = Candidate::new();
    candidate.expects = Some(70);
    candidate.sits_with(MIXED, |candidate| {
        candidate.stands_still(3);
        candidate.is_killed();
    });
    let report = report_of(&candidate);
    (candidate, report)
}

fn numbers(report: &Report, at: &[usize]) -> Vec<usize> {
    at.iter().map(|at| report.items[*at].number).collect()
}

#[test]
fn the_heading_and_the_score() {
    let (_, report) = mixed();
    let heading = &report.heading;
    assert_eq!((heading.title.as_str(), heading.number, heading.end), ("Section mock", 1, End::Asked));
    assert_eq!((heading.used_ms, heading.limit_ms), (660_000, Some(2_400_000)), "three minutes away do not count");
    let score = report.score;
    assert_eq!((score.right, score.of, score.gone, score.unscored), (3, 7, 0, 1), "the spare one does not count");
    let estimate = score.estimate.unwrap();
    assert_eq!((estimate.scaled, estimate.call), (469, Call::Fail));
}

#[test]
fn where_the_marks_came_from() {
    let (_, report) = mixed();
    let domains: Vec<_> =
        report.tables.domains.iter().map(|d| (d.number, d.tally.right, d.tally.of, d.words())).collect();
    let improve = "needs improvement";
    assert_eq!(domains, [(1, 1, 1, "meets"), (2, 2, 3, improve), (3, 0, 2, improve), (4, 0, 1, improve)]);
    let tasks: Vec<_> = report.tables.tasks.iter().map(|t| (t.number.as_str(), t.tally.right, t.tally.of)).collect();
    assert_eq!(tasks, [("1.1", 1, 1), ("2.1", 2, 3), ("3.5", 0, 2), ("4.2", 0, 1)]);
    let topics: Vec<_> =
        report.tables.topics.iter().map(|t| (t.title.as_str(), t.tally.right, t.tally.of, t.ms / 1_000)).collect();
    let expected = [("Enhanced fan-out", 0, 2, 145), ("Who may publish", 1, 2, 45), ("Visibility timeout", 3, 4, 70)];
    assert_eq!(topics, expected, "weakest first, the spare question among them");
    let [.., visibility] = report.tables.topics.as_slice() else { panic!("topics") };
    assert_eq!(visibility.lab, Some("sqs-vt".into()));
    assert_eq!(visibility.proof, Some("vt-1".into()));
    assert_eq!(report.tables.topics[0].lab, None);
}

#[test]
fn lists_hold_each_item_once_sure_and_wrong_first() {
    let (_, report) = mixed();
    let lists = &report.lists;
    assert_eq!(numbers(&report, &lists.sure_wrong), [1]);
    assert_eq!(numbers(&report, &lists.unsure_wrong), [4]);
    assert_eq!(numbers(&report, &lists.open), [5, 7], "one of two chosen is open too");
    assert_eq!(numbers(&report, &lists.lucky), [3]);
    assert_eq!(lists.wrong().map(|at| report.items[at].number).collect::<Vec<_>>(), [1, 4, 5, 7]);
    let item = &report.items[4];
    assert_eq!((item.letters.chosen.as_slice(), item.letters.right.as_slice()), (&['A'][..], &['A', 'B'][..]));
    assert_eq!((report.items[3].flagged, report.items[7].scored), (true, false));
    let Bank::Same(leads) = &report.items[0].bank else { panic!("in the bank") };
    assert_eq!((leads.lesson.as_str(), leads.section.as_str(), leads.proof), ("visibility", "one", true));
}

#[test]
fn how_sure_and_how_right() {
    let (_, report) = mixed();
    let rows: Vec<_> = report.tables.sureness.iter().map(|r| (r.tally.right, r.tally.of, r.judged)).collect();
    assert_eq!(rows, [(3, 4, Judged::ABitTooSure), (1, 2, Judged::TooFew), (0, 2, Judged::Forgone)]);
    let mut candidate = Candidate::new();
    let judged = |candidate: &Candidate, at: usize| report_of(candidate).tables.sureness[at].judged;
    candidate.sits(&[("vt-1", "a?", 1), ("vt-2", "a?", 1), ("vt-3", "b?", 1), ("policy", "a?", 1)]);
    assert_eq!((judged(&candidate, 0), judged(&candidate, 1)), (Judged::Nothing, Judged::BetterThanLuck));
    candidate.sits(&[("vt-1", "a?", 1), ("vt-2", "b?", 1), ("vt-3", "b?", 1), ("policy", "b?", 1)]);
    assert_eq!(judged(&candidate, 1), Judged::AsLuckHasIt);
    candidate.sits(&[("vt-1", "a?", 1), ("vt-2", "a?", 1), ("vt-3", "a?", 1)]);
    assert_eq!(judged(&candidate, 1), Judged::TooModest);
    candidate.sits(&[("vt-1", "a", 1), ("vt-2", "a", 1), ("vt-3", "a", 1)]);
    assert_eq!(judged(&candidate, 0), Judged::Well);
    candidate.sits(&[("vt-1", "b", 1), ("vt-2", "b", 1), ("vt-3", "a", 1)]);
    assert_eq!(judged(&candidate, 0), Judged::TooSure);
}

#[test]
fn pace_changes_and_absences() {
    let (_, report) = mixed();
    let pace = &report.conduct.pace;
    assert_eq!((pace.ms[0], pace.average_ms, pace.over, pace.review_ms), (150_000, 82_500, 2, 0));
    let mut candidate = Candidate::new();
    candidate.sits(&[
        ("vt-1", "b>a", 1),
        ("vt-2", "a>b", 1),
        ("vt-3", "b>c", 1),
        ("policy", "a>ba", 1),
        ("fan-2", "ab>b", 1),
        ("price", "a", 1),
    ]);
    let changes = report_of(&candidate).conduct.changes;
    let counts = (changes.items, changes.to_right, changes.to_wrong, changes.wrong_to_wrong, changes.back);
    assert_eq!(counts, (4, 1, 2, 1, 0), "what was chosen again before the item was left is no change");
    assert_eq!(changes.words(), "first thoughts were better");
    let causes: Vec<_> = report.conduct.absences.causes.iter().map(|c| (c.how, c.times, c.ms, c.unmeasured)).collect();
    assert_eq!(causes, [(Absence::Ended, 1, 0, 1), (Absence::Still, 1, 180_000, 0)]);
    assert_eq!((report.conduct.absences.times(), report.conduct.absences.ms()), (2, 180_000));
}

#[test]
fn a_prediction_is_held_against_what_came() {
    let (_, report) = mixed();
    assert_eq!(report.prediction, Some(Prediction { percent: 70, passed: false, brier: 4_900 }));
    assert_eq!(Prediction::new(100, true).brier, 0);
    assert_eq!(Prediction::new(50, false).brier, Prediction::new(50, true).brier);
}

#[test]
fn what_to_do_next() {
    let (mut candidate, report) = mixed();
    let next = &report.next;
    let lessons: Vec<_> = next.lessons.iter().map(|l| (l.lesson.as_str(), l.wrong, l.sections.len(), l.read)).collect();
    assert_eq!(lessons, [("fan-out", 2, 2, false), ("visibility", 1, 1, false), ("policies", 1, 1, false)]);
    let labs: Vec<_> = next.labs.iter().map(|l| (l.lab.as_str(), l.wrong, l.stars)).collect();
    assert_eq!((labs, next.wrong, next.minutes()), (vec![("sqs-vt", 1, 0)], 4, 18));
    assert_eq!((next.cards.len(), next.waiting, next.due.0), (5, 5, 20_779), "four wrong and one guessed");
    for card in &next.cards {
        assert_eq!(candidate.progress.cards[card].due, next.due, "{card}");
    }
    candidate.progress.read.insert(("visibility".into(), "one".into()));
    candidate.progress.cards.get_mut(&"vt-1".into()).unwrap().last = next.due;
    let later = report_of(&candidate).next;
    assert_eq!((later.lessons[1].read, later.waiting), (true, 4));
}

#[test]
fn questions_that_left_the_bank_or_were_edited() {
    let mut candidate = Candidate::new();
    candidate.sits_with(MIXED, |candidate| {
        candidate.library.items.remove(&"vt-1".into());
        candidate.library.items.remove(&"policy".into());
    });
    candidate.library.items.remove(&"price".into());
    let edited = Arc::make_mut(candidate.library.items.get_mut(&"fan-1".into()).unwrap());
    edited.question.stem = vec![vec![Inline::Text("Another question.".into())]];
    let report = report_of(&candidate);
    assert_eq!((report.score.right, report.score.of, report.score.gone), (2, 5, 2));
    assert_eq!(numbers(&report, &report.lists.gone), [1, 6]);
    assert_eq!((report.items[0].verdict, &report.items[0].bank), (None, &Bank::Gone));
    assert_eq!(report.items[0].title, "vt-1");
    assert_eq!(report.conduct.changes.unknown, 1);
    let price = &report.items[6];
    assert_eq!((price.verdict, price.sureness), (Some(Verdict::DontKnow), Sureness::Open), "it was marked in time");
    assert_eq!(price.letters.right, Vec::<char>::new());
    assert!(matches!(report.items[3].bank, Bank::Edited(_)));
    candidate.library = crate::content::library::Library::default();
    let bare = Report::build(&candidate.progress.sittings[0], &candidate.library, &Progress::default()).unwrap();
    assert_eq!((bare.score, bare.next.lessons.len(), bare.tables.topics.len()), (report.score, 0, 0));
}

#[test]
fn there_is_no_report_before_the_end() {
    let (candidate, _) = mixed();
    let mut sitting = candidate.progress.sittings[0].clone();
    sitting.ended = None;
    assert_eq!(Report::build(&sitting, &candidate.library, &candidate.progress), None);
}

/// Ways to answer an item of four options, right (`a`) and wrong, sure and unsure, changed and open.
const WAYS: [&str; 9] = ["a", "b", "a?", "b?", "b>a", "a>b", "b>c?", "-", "a>b!"];

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]
    /// Whatever is answered, and whatever leaves the bank before or after: every count adds up.
    #[test]
    fn counts_add_up(ways in prop::collection::vec(0..WAYS.len(), 1..8), gone in 0_usize..8, later in 0_usize..8) {
        let questions = ["vt-1", "vt-2", "vt-3", "fan-1", "policy", "price", "spare"];
        let answers: Vec<(&str, &str, u64)> =
            questions.iter().zip(&ways).enumerate().map(|(at, (q, way))| (*q, WAYS[*way], at as u64 * 50)).collect();
        let mut candidate = Candidate::new();
        let leaves = |candidate: &mut Candidate, at: usize| {
            questions.get(at).and_then(|q| candidate.library.items.remove(&(*q).into()));
        };
        candidate.sits_with(&answers, |candidate| leaves(candidate, gone));
        leaves(&mut candidate, later);
        let report = report_of(&candidate);
        let (score, lists, tables) = (report.score, &report.lists, &report.tables);
        prop_assert_eq!(score.of + score.gone + score.unscored, report.items.len());
        prop_assert_eq!(tables.domains.iter().map(|d| d.tally.of).sum::<usize>(), score.of);
        prop_assert_eq!(tables.tasks.iter().map(|t| t.tally.right).sum::<usize>(), score.right);
        let marked = report.items.iter().filter(|item| item.verdict.is_some()).count();
        prop_assert_eq!(tables.sureness.iter().map(|row| row.tally.of).sum::<usize>(), marked);
        prop_assert_eq!(lists.gone.len(), report.items.len() - marked);
        let right = report.items.iter().filter(|item| item.verdict == Some(Verdict::Right)).count();
        prop_assert_eq!(lists.wrong().count() + right, marked);
        prop_assert!(lists.lucky.len() <= right && report.next.wrong == lists.wrong().count());
        prop_assert_eq!(report.next.cards.len(), lists.wrong().count() + lists.lucky.len());
        let changes = report.conduct.changes;
        let told = changes.to_right + changes.to_wrong + changes.wrong_to_wrong + changes.back + changes.unknown;
        prop_assert_eq!(changes.items, told);
        prop_assert_eq!(report.conduct.pace.ms.iter().sum::<u64>(), report.heading.used_ms);
        prop_assert!(tables.topics.is_sorted_by_key(|t| t.tally.right * 1_000 / t.tally.of));
    }
}
