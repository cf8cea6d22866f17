//! The paper is handed in: what each item is worth, and what the learner's cards become.
use super::room::{Room, of_bank};
use crate::{
    base::moment::Day,
    practice::{
        desk::Desk,
        progress::sitting::{Given, Sitting},
        record::{
            Review, Setting,
            sat::{Act, End, Sheet},
        },
    },
    quiz::answer::{Answer, Confidence, Verdict, grade},
    srs::Rating,
};

/// The act that ends a sitting.
pub(super) fn hand_in(room: &Room, end: End, desk: &Desk<'_>) -> Act {
    let sitting = &room.sitting;
    let marks: Vec<Option<Verdict>> = sitting.items().map(|(sheet, given)| mark(sheet, given, desk)).collect();
    let took = |item| room.item_ms(item);
    let reviews = reviews(sitting, &marks, took, desk);
    Act::HandedIn { end, marks, reviews }
}

/// An answer as handed in. Where nothing was chosen, the candidate did not know.
fn answer(given: &Given) -> Answer {
    let confidence = match (given.chosen.is_empty(), given.unsure) {
        (true, _) => Confidence::DontKnow,
        (false, true) => Confidence::Unsure,
        (false, false) => Confidence::Sure,
    };
    Answer { chosen: given.chosen.clone(), confidence }
}

/// What an item is worth; none where its question left the bank, or was changed there.
fn mark(sheet: &Sheet, given: &Given, desk: &Desk<'_>) -> Option<Verdict> {
    of_bank(sheet, desk.library).map(|item| grade(&item.question, &answer(given)))
}

/// What the cards become, of all that came up: what was wrong, open or guessed comes again tomorrow; what was right and sure when the model of memory
/// says so.
fn reviews(sitting: &Sitting, marks: &[Option<Verdict>], took: impl Fn(usize) -> u64, desk: &Desk<'_>) -> Vec<Review> {
    let one = |(i, ((sheet, given), mark)): (usize, ((&Sheet, &Given), &Option<Verdict>))| {
        // Nothing is known of what never came up.
        let verdict = mark.filter(|_| given.seen)?;
        let answer = answer(given);
        let before = desk.progress.cards.get(&sheet.question).copied();
        let outcomes = desk.scheduler.outcomes(before.as_ref(), desk.now.day);
        let rating = match (verdict, answer.confidence) {
            (Verdict::Right, Confidence::Sure) => Rating::Good,
            (Verdict::Right, _) => Rating::Hard,
            _ => Rating::Again,
        };
        let mut after = outcomes.of(rating);
        if rating != Rating::Good {
            after.due = Day(desk.now.day.0.saturating_add(1));
        }
        Some(Review {
            question: sheet.question.clone(),
            content: sheet.content.clone(),
            now: desk.now,
            setting: Setting::Exam,
            answer,
            verdict,
            rating,
            shown: sheet.shown.clone(),
            took_ms: took(i),
            hinted: false,
            peeked: false,
            before,
            after,
            scheduler: desk.scheduler.version(),
        })
    };
    let items = sitting.items().zip(marks).enumerate();
    items.filter_map(one).collect()
}
