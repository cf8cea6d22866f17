//! What a paper is drawn from: shares, seeds, history, and what a bank cannot fill.
use super::Hall;
use crate::{
    base::id::QuestionId,
    content::{
        embedded,
        exam::{Blueprint, Share},
        library,
    },
    practice::{
        exam::{
            draw::{Order, draw},
            room::Room,
        },
        record::sat::{Mode, Paper},
    },
};
use proptest::prelude::*;
use std::collections::BTreeSet;

fn share(name: &str, tasks: &[&str], weight: u32) -> Share {
    let tasks = tasks.iter().map(|t| (*t).to_owned()).collect();
    Share { name: name.into(), tasks, weight, lends: false, fills: false }
}

fn blueprint(questions: usize, shares: Vec<Share>) -> Blueprint {
    let (id, title, about) = ("short".into(), "Short form".into(), "For tests.".into());
    Blueprint { id, title, about, questions, minutes: 10, unscored: 0, shares }
}

fn ids(paper: &Paper) -> BTreeSet<QuestionId> {
    paper.sheets.iter().map(|sheet| sheet.question.clone()).collect()
}

fn count(paper: &Paper, task: &str) -> usize {
    paper.sheets.iter().filter(|sheet| sheet.task.starts_with(task)).count()
}

/// Draws and lays the paper down, so that it is the last form.
fn sit(hall: &mut Hall, blueprint: &Blueprint, order: &Order) -> Paper {
    let paper = draw(blueprint, order, &hall.desk()).unwrap();
    let (_, record) = Room::begin(paper.clone(), &hall.desk()).unwrap();
    hall.fold(&record);
    hall.now.at.0 += 3_600_000;
    paper
}

#[test]
fn the_long_form_has_the_exams_own_numbers() {
    let (library, _) = library::load(&embedded::sources());
    let long = library.exams[&"long".into()].clone();
    let hall = Hall::new(&[("1.1", 30), ("2.1", 30), ("3.2", 30), ("4.2", 30)]);
    let paper = draw(&long, &Order::default(), &hall.desk()).unwrap();
    assert_eq!((paper.sheets.len(), paper.limit_ms), (65, Some(130 * 60_000)));
    assert_eq!(["1", "2", "3", "4"].map(|domain| count(&paper, domain)), [19, 17, 16, 13]);
    let scored = Paper { sheets: paper.sheets.iter().filter(|s| s.scored).cloned().collect(), ..paper.clone() };
    assert_eq!(["1", "2", "3", "4"].map(|domain| count(&scored, domain)), [15, 13, 12, 10]);
    let runs = paper.sheets.chunk_by(|a, b| a.scored == b.scored).count();
    assert!(runs > 8, "the unscored ones stand among the others: {runs} runs");
}

#[test]
fn the_bundled_bank_gives_section_mocks_without_a_repeat() {
    let (library, _) = library::load(&embedded::sources());
    let section = library.exams[&"section".into()].clone();
    let mut hall = Hall::with(library);
    let forms: Vec<Paper> = (0..6).map(|_| sit(&mut hall, &section, &Order::default())).collect();
    for form in &forms {
        assert_eq!((form.sheets.len(), ids(form).len(), form.limit_ms), (20, 20, Some(40 * 60_000)));
        assert!(count(form, "2.1") >= 7 && count(form, "3.2") >= 5, "{form:?}");
    }
    for pair in forms.windows(2) {
        assert!(ids(&pair[0]).is_disjoint(&ids(&pair[1])), "never the same item in two forms in a row");
    }
}

#[test]
fn a_seed_gives_everyone_the_same_paper() {
    let form = blueprint(8, vec![share("All", &["2"], 1)]);
    let (new, mut old) = (Hall::new(&[("2.1", 20)]), Hall::new(&[("2.1", 20)]));
    sit(&mut old, &form, &Order::default());
    old.now.day.0 += 9;
    let seeded = |seed| Order { seed: Some(seed), ..Order::default() };
    let sheets = |hall: &Hall, seed| draw(&form, &seeded(seed), &hall.desk()).unwrap().sheets;
    assert_eq!(sheets(&new, 7), sheets(&old, 7), "order and options too");
    assert_ne!(sheets(&new, 7), sheets(&new, 8));
}

#[test]
fn unseen_questions_come_first() {
    let form = blueprint(6, vec![share("All", &["2"], 1)]);
    let mut hall = Hall::new(&[("2.1", 20)]);
    let mut seen = BTreeSet::new();
    for _ in 0..3 {
        let paper = sit(&mut hall, &form, &Order::default());
        assert!(seen.is_disjoint(&ids(&paper)));
        seen.extend(ids(&paper));
    }
    let fourth = sit(&mut hall, &form, &Order::default());
    assert_eq!(ids(&fourth).difference(&seen).count(), 2, "the two that are left, then others");
}

#[test]
fn what_the_bank_cannot_fill_is_refused_in_words() {
    let form = blueprint(4, vec![share("Streams", &["3.5"], 1), share("Queues", &["2.1"], 1)]);
    let mut hall = Hall::new(&[("2.1", 3), ("3.5", 1)]);
    let refused = draw(&form, &Order::default(), &hall.desk()).unwrap_err();
    assert_eq!(
        refused,
        "Short form wants 2 questions for “Streams” (tasks 3.5); the bank has 1: add packs with --content, or choose a shorter blueprint"
    );
    let short = blueprint(2, vec![share("Queues", &["2.1"], 1)]);
    sit(&mut hall, &short, &Order::default());
    let refused = draw(&short, &Order::default(), &hall.desk()).unwrap_err();
    assert!(refused.contains("the bank has 1 that were not on your last paper"), "{refused}");
    assert!(draw(&short, &Order { seed: Some(1), ..Order::default() }, &hall.desk()).is_ok());
}

#[test]
fn a_share_that_lends_is_filled_by_the_one_that_fills() {
    let lends = Share { lends: true, ..share("Streams", &["3.5"], 1) };
    let fills = Share { fills: true, ..share("Queues", &["2.1"], 1) };
    let hall = Hall::new(&[("2.1", 9), ("3.5", 1)]);
    let paper = draw(&blueprint(6, vec![lends, fills]), &Order::default(), &hall.desk()).unwrap();
    assert_eq!((count(&paper, "3.5"), count(&paper, "2.1")), (1, 5));
}

#[test]
fn several_shares_that_fill_give_what_each_can() {
    let lends = Share { lends: true, ..share("Streams", &["3.5"], 2) };
    let fill = |name, task| Share { fills: true, ..share(name, &[task], 1) };
    let form = blueprint(8, vec![lends, fill("Queues", "2.1"), fill("Keys", "1.1")]);
    let drawn = |bank: &[(&str, usize)]| draw(&form, &Order::default(), &Hall::new(bank).desk());
    let paper = drawn(&[("3.5", 1), ("2.1", 3), ("1.1", 9)]).unwrap();
    assert_eq!(["3.5", "2.1", "1.1"].map(|task| count(&paper, task)).iter().sum::<usize>(), 8);
    assert_eq!((count(&paper, "3.5"), count(&paper, "2.1")), (1, 3));
    assert_eq!(
        drawn(&[("3.5", 1), ("2.1", 3), ("1.1", 3)]).unwrap_err(),
        "Short form: no share is left to fill the place of 1 missing question"
    );
}

#[test]
fn shares_that_overlap_leave_each_other_what_there_is() {
    let form = blueprint(29, vec![share("Wide", &["1", "4.2", "2.2"], 9), share("Narrow", &["2.2", "3.2"], 20)]);
    let hall = Hall::new(&[("1.1", 2), ("4.2", 3), ("2.2", 12), ("3.2", 12)]);
    for seed in 0..40 {
        let paper = draw(&form, &Order { seed: Some(seed), ..Order::default() }, &hall.desk()).unwrap();
        assert_eq!((paper.sheets.len(), ids(&paper).len()), (29, 29));
    }
    let hall = Hall::new(&[("1.1", 2), ("4.2", 2), ("2.2", 12), ("3.2", 12)]);
    let refused = draw(&form, &Order::default(), &hall.desk()).unwrap_err();
    assert!(
        refused.contains("wants 20 questions for “Narrow”") && refused.contains("the bank has 19 left for it"),
        "{refused}"
    );
}

#[test]
fn a_share_takes_what_is_new_though_another_had_it_first() {
    let mut hall = Hall::new(&[("2.1", 9)]);
    sit(&mut hall, &blueprint(9, vec![share("Queues", &["2.1"], 1)]), &Order::default());
    hall.library.items.extend(Hall::new(&[("1.1", 1), ("2.2", 4), ("3.2", 4)]).library.items);
    sit(&mut hall, &blueprint(1, vec![share("Keys", &["1.1"], 1)]), &Order::default());
    // The smaller one chooses first, from both; only if it leaves all of 2.2 is nothing needed that was seen.
    let form = blueprint(8, vec![share("Smaller", &["2.2", "3.2"], 1), share("Larger", &["2.1", "2.2"], 1)]);
    for _ in 0..9 {
        let paper = draw(&form, &Order::default(), &hall.desk()).unwrap();
        assert_eq!(["2.1", "2.2", "3.2"].map(|task| count(&paper, task)), [0, 4, 4]);
        hall.now.at.0 += 1_000;
    }
}

#[test]
fn minutes_modes_and_a_proctored_paper() {
    let form = blueprint(2, vec![share("All", &["2"], 1)]);
    let mut hall = Hall::new(&[("2.1", 20)]);
    let limit = |order: Order, hall: &Hall| draw(&form, &order, &hall.desk()).unwrap().limit_ms;
    let minutes = |n: u64| Some(n * 60_000);
    assert_eq!(limit(Order { extra: true, ..Order::default() }, &hall), minutes(40));
    assert_eq!(limit(Order { minutes: Some(3), ..Order::default() }, &hall), minutes(3));
    assert_eq!(limit(Order { mode: Mode::Review, ..Order::default() }, &hall), None);
    let proctored = Order { mode: Mode::Proctored, seed: Some(3), ..Order::default() };
    sit(&mut hall, &form, &proctored);
    assert!(draw(&form, &proctored, &hall.desk()).unwrap_err().contains("can be sat once"));
    assert!(draw(&form, &Order { seed: Some(4), ..proctored }, &hall.desk()).is_ok());
}

const FEW: [&str; 4] = ["1.1", "2.1", "2.2", "3.2"];

/// By Hall's theorem: whether shares that each want so many can be served from so many questions of each task.
fn served(shares: &[Share], wants: &[usize], bank: &[usize]) -> bool {
    (0..1_u32 << shares.len()).all(|set| {
        let within = |i: &usize| set & (1 << i) != 0;
        let covered = |task: &&str| (0..shares.len()).filter(within).any(|i| shares[i].covers(task));
        let want: usize = (0..shares.len()).filter(within).map(|i| wants[i]).sum();
        want <= FEW.iter().zip(bank).filter(|(task, _)| covered(task)).map(|(_, n)| n).sum()
    })
}

/// Every way to lend and fill: what each share may come to want.
fn ways(shares: &[Share], wants: &[usize]) -> Vec<Vec<usize>> {
    let total: usize = wants.iter().sum();
    let mut ways = vec![vec![]];
    for (share, want) in shares.iter().zip(wants) {
        let range = match (share.lends, share.fills) {
            (true, _) => 0..=*want,
            (_, true) => *want..=total,
            _ => *want..=*want,
        };
        ways = ways.iter().flat_map(|way| range.clone().map(|n| [way.clone(), vec![n]].concat())).collect();
    }
    ways.retain(|way| way.iter().sum::<usize>() == total);
    ways
}

/// A share of some of the few tasks; it lends, fills, or neither.
fn any_share(i: usize) -> impl Strategy<Value = Share> {
    (prop::sample::subsequence(FEW.to_vec(), 1..=3), 1_u32..4, 0_u8..3).prop_map(move |(tasks, weight, kind)| Share {
        lends: kind == 1,
        fills: kind == 2,
        ..share(&format!("Share {i}"), &tasks, weight)
    })
}

proptest! {
    #[test]
    fn a_paper_is_refused_only_where_no_choice_could_fill_it(
        bank in prop::collection::vec(0_usize..5, 4),
        (first, second, third) in (any_share(0), any_share(1), any_share(2)),
        questions in 1_usize..12,
        seed in any::<u64>(),
        sat in any::<bool>(),
    ) {
        let shares = vec![first, second, third];
        let mut hall = Hall::new(&FEW.iter().copied().zip(bank.iter().copied()).collect::<Vec<_>>());
        let form = blueprint(questions, shares.clone());
        let ways = ways(&shares, &form.allot());
        let fits = ways.iter().any(|way| served(&shares, way, &bank));
        if sat {
            // Half of the bank was seen, and none of that on the last paper.
            let half: Vec<QuestionId> = hall.library.items.keys().step_by(2).cloned().collect();
            let cards = half.into_iter().map(|id| (id, vec![]));
            hall.progress.answers.extend(cards);
        }
        let drawn = draw(&form, &Order { seed: (!sat).then_some(seed), ..Order::default() }, &hall.desk());
        prop_assert_eq!(drawn.is_ok(), fits, "{:?}", drawn);
        if let Ok(paper) = drawn {
            prop_assert_eq!(ids(&paper).len(), questions, "no question twice");
            let on = FEW.map(|task| count(&paper, task));
            prop_assert!(ways.iter().any(|way| served(&shares, way, &on)), "each share has its own: {:?}", on);
        }
    }

    #[test]
    fn a_paper_is_whole_or_refused(
        bank in prop::collection::vec(0_usize..12, 4),
        weights in prop::collection::vec(0_u32..5, 4),
        questions in 1_usize..30,
        (unscored, seed) in (0_usize..30, any::<Option<u64>>()),
    ) {
        let tasks = ["1.1", "2.1", "3.2", "4.2"];
        let hall = Hall::new(&tasks.iter().copied().zip(bank.iter().copied()).collect::<Vec<_>>());
        let shares: Vec<Share> = tasks.iter().zip(&weights).map(|(task, weight)| share(task, &[task], *weight)).collect();
        prop_assume!(weights.iter().any(|w| *w > 0));
        let form = Blueprint { unscored: unscored.min(questions - 1), ..blueprint(questions, shares) };
        let fits = form.allot().iter().zip(&bank).all(|(want, have)| want <= have);
        let drawn = draw(&form, &Order { seed, ..Order::default() }, &hall.desk());
        prop_assert_eq!(drawn.is_ok(), fits);
        if let Ok(paper) = drawn {
            prop_assert_eq!(ids(&paper).len(), questions, "no question twice");
            prop_assert_eq!(tasks.map(|task| count(&paper, task)).to_vec(), form.allot());
            prop_assert_eq!(paper.sheets.iter().filter(|s| !s.scored).count(), form.unscored);
        }
    }
}
