//! Dealing keeps every option and every pin; only the exact key is right.
use super::{
    answer::{Answer, Confidence, Verdict, grade},
    deal::deal,
    question::{Choice, Kind, Pin, Question},
};
use crate::base::{
    id::OptionId,
    prose::{Inline, Prose},
};
use proptest::prelude::*;
use std::collections::BTreeSet;

fn text(words: impl Into<String>) -> Prose {
    vec![Inline::Text(words.into())]
}

fn id(n: usize) -> OptionId {
    format!("option-{n}").into()
}

/// A question from (right, pin) pairs.
fn question(options: &[(bool, Option<Pin>)]) -> Question {
    let choice = |(n, (right, pin)): (usize, &(bool, Option<Pin>))| Choice {
        id: id(n),
        text: text(format!("text {n}")),
        why: text("because"),
        right: *right,
        pin: *pin,
    };
    let options: Vec<Choice> = options.iter().enumerate().map(choice).collect();
    let right = options.iter().filter(|o| o.right).count();
    let kind = if right > 1 { Kind::Multiple { choose: right as u8 } } else { Kind::Single };
    Question { id: "q".into(), kind, stem: vec![text("Which?")], options }
}

fn options() -> impl Strategy<Value = Vec<(bool, Option<Pin>)>> {
    let pin = prop_oneof![4 => Just(None), 1 => Just(Some(Pin::First)), 1 => Just(Some(Pin::Last))];
    prop::collection::vec((any::<bool>(), pin), 2..=8)
}

proptest! {
    #[test]
    fn dealing_keeps_every_option_and_every_pin(options in options(), seed: u64) {
        let question = question(&options);
        let dealt = deal(&question, seed);
        prop_assert_eq!(&dealt, &deal(&question, seed), "the same seed deals the same order");
        let rank = |i: &usize| match options[*i].1 {
            Some(Pin::First) => 0,
            None => 1,
            Some(Pin::Last) => 2,
        };
        prop_assert!(dealt.iter().map(rank).is_sorted(), "{dealt:?}");
        for pinned in [0, 2] {
            prop_assert!(dealt.iter().filter(|i| rank(i) == pinned).is_sorted(), "pinned ones keep the author's order");
        }
        let all: BTreeSet<usize> = dealt.iter().copied().collect();
        prop_assert_eq!((all.len(), dealt.len()), (options.len(), options.len()));
    }

    #[test]
    fn only_the_exact_key_is_right(options in options(), chosen in prop::collection::btree_set(0usize..9, 0..=8)) {
        let question = question(&options);
        let key: BTreeSet<usize> = (0..options.len()).filter(|i| options[*i].0).collect();
        let exact = !key.is_empty() && chosen == key;
        let chosen: BTreeSet<OptionId> = chosen.into_iter().map(id).collect();
        for confidence in [Confidence::Sure, Confidence::Unsure] {
            let verdict = grade(&question, &Answer { chosen: chosen.clone(), confidence });
            prop_assert_eq!(verdict == Verdict::Right, exact);
            prop_assert_ne!(verdict, Verdict::DontKnow);
        }
        let given_up = Answer { chosen, confidence: Confidence::DontKnow };
        prop_assert_eq!(grade(&question, &given_up), Verdict::DontKnow);
    }
}

#[test]
fn one_more_or_one_less_than_the_key_is_wrong() {
    let question = question(&[(true, None), (true, None), (false, None)]);
    let verdict = |of: &[usize]| {
        let chosen = of.iter().map(|n| id(*n)).collect();
        grade(&question, &Answer { chosen, confidence: Confidence::Sure })
    };
    assert_eq!(verdict(&[0, 1]), Verdict::Right);
    assert_eq!([verdict(&[0]), verdict(&[0, 1, 2]), verdict(&[])], [Verdict::Wrong; 3]);
}

#[test]
fn showings_differ() {
    let question = question(&[(true, None), (false, None), (false, None), (false, Some(Pin::Last))]);
    let orders: BTreeSet<Vec<usize>> = (0..40).map(|seed| deal(&question, seed)).collect();
    assert_eq!(orders.len(), 6, "every order of the three free options");
}

#[test]
fn an_edit_is_noticed() {
    let old = question(&[(true, None), (false, None)]);
    let mut edited = old.clone();
    edited.stem = vec![text("Which one?")];
    let mut rekeyed = old.clone();
    rekeyed.options.iter_mut().for_each(|o| o.right = !o.right);
    let mut explained = old.clone();
    explained.options[0].why = text("another reason");
    assert_ne!(old.digest(), edited.digest());
    assert_ne!(old.digest(), rekeyed.digest());
    assert_eq!(old.digest(), explained.digest(), "the explanation is not what is remembered");
}
