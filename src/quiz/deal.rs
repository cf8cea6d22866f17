//! The order in which options are shown: shuffled per showing from a seed, pinned options in place.
use super::question::{Pin, Question};
use crate::base::random::{shuffle, stream};

/// Indices into `question.options` in the order shown. The same seed deals the same order.
#[must_use]
pub fn deal(question: &Question, seed: u64) -> Vec<usize> {
    let with = |pin: Option<Pin>| {
        let at = |(i, o): (usize, &super::question::Choice)| (o.pin == pin).then_some(i);
        question.options.iter().enumerate().filter_map(at).collect::<Vec<_>>()
    };
    let mut free = with(None);
    shuffle(&mut stream(seed, question.id.as_str()), &mut free);
    [with(Some(Pin::First)), free, with(Some(Pin::Last))].concat()
}

#[cfg(test)]
mod tests {
    use super::deal;
    use crate::quiz::{
        answer::{Answer, Confidence, Verdict, grade},
        question::{Choice, Kind, Pin, Question},
    };
    use proptest::prelude::*;

    fn question(pins: &[Option<Pin>], right: &[bool]) -> Question {
        let option = |(i, pin): (usize, &Option<Pin>)| Choice {
            id: format!("o{i}").into(),
            text: vec![],
            why: vec![],
            right: right.get(i).copied().unwrap_or(false),
            pin: *pin,
        };
        let options = pins.iter().enumerate().map(option).collect();
        Question { id: "q".into(), kind: Kind::Single, stem: vec![], options }
    }

    fn pin() -> impl Strategy<Value = Option<Pin>> {
        prop_oneof![Just(None), Just(None), Just(Some(Pin::First)), Just(Some(Pin::Last))]
    }

    proptest! {
        #[test]
        fn every_option_is_shown_once_and_pins_hold(pins in proptest::collection::vec(pin(), 1..9), seed: u64) {
            let q = question(&pins, &[]);
            let order = deal(&q, seed);
            prop_assert_eq!(&order, &deal(&q, seed));
            let mut sorted = order.clone();
            sorted.sort_unstable();
            prop_assert_eq!(sorted, (0..pins.len()).collect::<Vec<_>>());
            let rank = |i: &usize| match pins[*i] { Some(Pin::First) => 0, None => 1, Some(Pin::Last) => 2 };
            prop_assert!(order.iter().map(rank).is_sorted());
        }

        #[test]
        fn only_the_whole_key_is_right(right in proptest::collection::vec(any::<bool>(), 5), chosen in proptest::collection::vec(any::<bool>(), 5)) {
            let q = question(&[None; 5], &right);
            let picked = |(i, on): (usize, &bool)| on.then(|| format!("o{i}").into());
            let answer = Answer { chosen: chosen.iter().enumerate().filter_map(picked).collect(), confidence: Confidence::Unsure };
            let want = if chosen == right { Verdict::Right } else { Verdict::Wrong };
            prop_assert_eq!(grade(&q, &answer), want);
        }
    }
}
