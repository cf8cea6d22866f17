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
