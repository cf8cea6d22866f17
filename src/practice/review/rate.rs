//! From verdict, confidence and help to a rating: one table. Speed never lowers a rating, and "easy" is never given, only
//! taken by key after the reveal.
use crate::{
    quiz::answer::{Confidence, Verdict},
    srs::Rating,
};

/// The rating of an answer. `helped`: the hint was read, or the veiled lesson.
#[must_use]
pub const fn rate(verdict: Verdict, confidence: Confidence, helped: bool) -> Rating {
    match (verdict, confidence, helped) {
        (Verdict::Wrong | Verdict::DontKnow, _, _) | (_, Confidence::DontKnow, _) => Rating::Again,
        (Verdict::Right, Confidence::Unsure, _) | (Verdict::Right, Confidence::Sure, true) => Rating::Hard,
        (Verdict::Right, Confidence::Sure, false) => Rating::Good,
    }
}

#[cfg(test)]
mod tests {
    use super::rate;
    use crate::{
        quiz::answer::{Confidence::*, Verdict::*},
        srs::Rating::*,
    };

    #[test]
    fn the_whole_table() {
        for (verdict, confidence, helped, rating) in [
            (Wrong, Sure, false, Again),
            (Wrong, Unsure, true, Again),
            (Verdict::DontKnow, Confidence::DontKnow, false, Again),
            (Right, Unsure, false, Hard),
            (Right, Unsure, true, Hard),
            (Right, Sure, true, Hard),
            (Right, Sure, false, Good),
        ] {
            assert_eq!(rate(verdict, confidence, helped), rating, "{verdict:?} {confidence:?} {helped}");
        }
    }

    use crate::quiz::answer::{Confidence, Verdict};
}
