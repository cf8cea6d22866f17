//! After the answer: the verdict with a reason for every option, the rating, the proof, the next question, the last words.
use super::{
    lab,
    question::{ask, mark, options, report, undo},
    read,
    talk::{Place, Talk},
    words::{count, inside, sentence},
};
use crate::{
    base::prose::plain,
    practice::review::{
        attempt::Outcome,
        summary::{Suggestion, Summary, when},
    },
    quiz::{answer::Verdict, question::Choice},
    srs::Rating,
};

/// The verdict, why, and when it comes back.
pub(super) fn reasons(talk: &mut Talk) {
    let Some((session, item)) = talk.review.as_ref().zip(talk.item()) else { return };
    let Some((attempt, outcome)) = session.current.as_ref().and_then(|a| Some((a, a.outcome.as_ref()?))) else {
        return;
    };
    let next = comes_back(outcome, talk);
    let mine = |o: &Choice| outcome.answer.chosen.contains(&o.id);
    let mut lines = Vec::new();
    if outcome.verdict == Verdict::Right {
        let why: Vec<String> = options(attempt, &item).filter(|(_, o)| mine(o)).map(|(_, o)| plain(&o.why)).collect();
        lines.push(format!("Correct. {} {next}", why.join(" ")));
    } else {
        let right: Vec<String> =
            options(attempt, &item).filter(|(_, o)| o.right).map(|(letter, _)| letter.to_string()).collect();
        let verdict = if outcome.verdict == Verdict::Wrong { "Not right" } else { "You did not know" };
        let (word, verb) = if right.len() == 1 { ("answer", "is") } else { ("answers", "are") };
        lines.push(format!("{verdict}. The {word} {verb} {}. {next}", right.join(" and ")));
    }
    // A reason that was given already is not read twice.
    for (letter, o) in options(attempt, &item).filter(|(_, o)| outcome.verdict != Verdict::Right || !mine(o)) {
        let tag = match (o.right, mine(o)) {
            (true, true) => "Right, and your choice",
            (true, false) => "Right",
            (false, true) => "Wrong, your choice",
            (false, false) => "Wrong",
        };
        lines.push(format!("{letter}. {tag}. {} {}", sentence(&plain(&o.text)), plain(&o.why)));
    }
    talk.say_all(&lines);
}

fn comes_back(outcome: &Outcome, talk: &Talk) -> String {
    match outcome.rating {
        Rating::Again => "It comes back in this session.".into(),
        _ => format!("Next review {}.", when(talk.study.clock.now.day, outcome.after.due)),
    }
}

/// After the answer.
pub(super) fn hear(talk: &mut Talk, verb: &str, rest: &str) -> bool {
    match (verb, rest) {
        ("y" | "yes", _) if talk.place == Place::Offer => lab::prove(talk, None),
        ("prove", "") => lab::prove(talk, None),
        ("prove", option) => lab::prove(talk, option.chars().next()),
        ("" | "n" | "no" | "next", _) => next(talk),
        ("hard", _) => rerate(talk, Rating::Hard),
        ("easy", _) => rerate(talk, Rating::Easy),
        ("undo", _) => undo(talk),
        ("mark", _) => mark(talk),
        ("report", words) => report(talk, words),
        ("again", _) => reasons(talk),
        ("hint", _) => talk.say("It is answered: the reasons stand above, again reads them."),
        ("lesson", "") => {
            if let Some(item) = talk.item() {
                read::linked(talk, &item.lesson.0, &item.lesson.1);
            }
        }
        _ => return false,
    }
    true
}

fn next(talk: &mut Talk) {
    let desk = talk.study.desk();
    let Some(session) = talk.review.as_mut() else { return talk.home() };
    if let Err(why) = session.next(&desk) {
        talk.say(&sentence(&why));
    } else if session.current.is_some() {
        talk.place = Place::Question;
        ask(talk);
    } else {
        let summary = session.summary(&desk);
        (talk.review, talk.place) = (None, Place::Menu);
        tell(talk, &summary);
    }
}

fn tell(talk: &mut Talk, summary: &Summary) {
    let minutes = count(usize::try_from(summary.minutes).unwrap_or(usize::MAX), "minute");
    talk.gap();
    talk.say(&format!("End of the session. {} right, {} wrong, {minutes}.", summary.right, summary.wrong));
    if let Some((day, cards)) = summary.next {
        talk.say(&format!("Next: {} due {}.", count(cards, "question"), when(talk.study.clock.now.day, day)));
    }
    let words = match &summary.suggestion {
        Suggestion::Review(due) => format!("review: {} due now.", count(*due, "question")),
        Suggestion::Learn(lesson) => {
            let title = talk.study.library.lessons.get(lesson).map_or(lesson.as_str(), |l| &l.title);
            format!("new questions on {}. {} left in all.", inside(title), summary.unseen)
        }
        Suggestion::Rest => "a break. Everything was seen and nothing is due; weakest asks what you know least.".into(),
    };
    talk.say(&format!("Suggestion: {words} more does it."));
}

fn rerate(talk: &mut Talk, rating: Rating) {
    let desk = talk.study.desk();
    let Some(session) = talk.review.as_mut() else { return };
    match session.rerate(rating, &desk) {
        Ok(record) => {
            talk.save(record);
            let after = talk.review.as_ref().and_then(|s| s.current.as_ref()?.outcome.as_ref());
            let words = after.map(|o| comes_back(o, talk)).unwrap_or_default();
            talk.say(&format!("Rated {}. {words}", rating.word()));
        }
        Err(why) => talk.say(&sentence(&why)),
    }
}
