//! Questions: asked, answered, judged with a reason for every option, rated, undone.
use super::{
    common, lab, read,
    talk::{Place, Talk},
    words::{count, inside, sentence},
};
use crate::{
    base::prose::plain,
    content::pack::Item,
    practice::{
        record::Record,
        review::{
            attempt::{Attempt, Outcome},
            session::Session,
            summary::{Suggestion, Summary, when},
        },
    },
    quiz::{
        answer::{Confidence, Verdict},
        question::{Choice, Kind},
    },
    srs::Rating,
    ui::panes::quiz::keys::letter,
};
use std::collections::BTreeSet;

/// Asks the question on the table.
pub(super) fn ask(talk: &mut Talk) {
    let Some((session, item)) = talk.review.as_ref().zip(talk.item()) else { return };
    let Some(attempt) = &session.current else { return };
    let (at, of) = session.place();
    let about = talk.study.library.lessons.get(&item.lesson.0);
    let about = about.map_or_else(|| item.title.clone(), |l| format!("{}, {}", l.service, inside(&l.title)));
    let choose = match item.question.kind {
        Kind::Single => "one".to_owned(),
        Kind::Multiple { choose: 2 } => "two".to_owned(),
        Kind::Multiple { choose: 3 } => "three".to_owned(),
        Kind::Multiple { choose } => choose.to_string(),
    };
    let mut lines = vec![format!("Question {at} of {of}. {about}. Choose {choose}.")];
    lines.extend(item.question.stem.iter().map(|p| plain(p)));
    lines.extend(options(attempt, &item).map(|(letter, o)| format!("{letter}. {}", sentence(&plain(&o.text)))));
    talk.gap();
    lines.iter().for_each(|line| talk.say(line));
}

fn options<'a>(attempt: &'a Attempt, item: &'a Item) -> impl Iterator<Item = (char, &'a Choice)> {
    (0..attempt.shown.len()).filter_map(|place| Some((letter(place), attempt.option(&item.question, place)?)))
}

/// At an open question.
pub(super) fn hear(talk: &mut Talk, line: &str, verb: &str, rest: &str) -> bool {
    let places = talk.review.as_ref().and_then(|s| s.current.as_ref()).map_or(0, |a| a.shown.len());
    if let Some((letters, confidence)) = answer(line, places) {
        check(talk, &letters, confidence);
        return true;
    }
    match (verb, rest) {
        ("hint", _) => hint(talk),
        ("lesson", "") => {
            talk.say("Reading the section before the answer counts as peeking.");
            talk.place = Place::Peek;
        }
        ("mark", _) => mark(talk),
        ("report", words) => report(talk, words),
        ("undo", _) => undo(talk),
        ("again", _) => ask(talk),
        ("" | "next" | "n", _) => talk.say("Answer first, or s: I don't know."),
        ("hard" | "easy" | "prove", _) => talk.say("Answer first."),
        _ => return false,
    }
    true
}

/// Reads `c`, `u c`, `a c`, `ac`, `a, c`, `s`; none where the line is no answer.
fn answer(line: &str, places: usize) -> Option<(BTreeSet<usize>, Confidence)> {
    let line = line.to_lowercase();
    if line == "s" {
        return Some((BTreeSet::new(), Confidence::DontKnow));
    }
    let (letters, confidence) = match line.strip_prefix("u ") {
        Some(letters) => (letters, Confidence::Unsure),
        None => (line.as_str(), Confidence::Sure),
    };
    let mut chosen = BTreeSet::new();
    for c in letters.chars().filter(|c| !matches!(c, ' ' | ',')) {
        let place = (0..places).find(|&p| letter(p).eq_ignore_ascii_case(&c))?;
        // A letter twice is a word, not an answer.
        if !chosen.insert(place) {
            return None;
        }
    }
    (!chosen.is_empty()).then_some((chosen, confidence))
}

fn check(talk: &mut Talk, letters: &BTreeSet<usize>, confidence: Confidence) {
    match judge(talk, letters, confidence) {
        Ok(record) => {
            talk.save(record);
            reasons(talk);
            let proof = talk.item().is_some_and(|i| i.proof.is_some());
            talk.place = if proof { Place::Offer } else { Place::Answered };
        }
        Err(why) => talk.say(&sentence(&why)),
    }
}

fn judge(talk: &mut Talk, letters: &BTreeSet<usize>, confidence: Confidence) -> Result<Record, String> {
    let item = talk.item().ok_or("no question is open")?;
    let choose = item.question.kind.choose();
    if letters.len() > choose {
        return Err(format!("choose {choose}: that were {}", letters.len()));
    }
    let desk = talk.study.desk();
    let session = talk.review.as_mut().ok_or("no question is open")?;
    // What an earlier, incomplete answer left chosen is taken back first.
    let left: Vec<usize> = session.current.iter().flat_map(|a| chosen(a, &item)).collect();
    for place in left.iter().chain(letters) {
        session.choose(*place, &desk)?;
    }
    session.submit(confidence, &desk)
}

fn chosen(attempt: &Attempt, item: &Item) -> Vec<usize> {
    let is = |place: &usize| attempt.option(&item.question, *place).is_some_and(|o| attempt.chosen.contains(&o.id));
    (0..attempt.shown.len()).filter(is).collect()
}

/// The verdict, why, and when it comes back.
fn reasons(talk: &mut Talk) {
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
    lines.iter().for_each(|line| talk.say(line));
}

fn comes_back(outcome: &Outcome, talk: &Talk) -> String {
    match outcome.rating {
        Rating::Again => "It comes back in this session.".into(),
        _ => format!("Next review {}.", when(talk.study.clock.now.day, outcome.after.due)),
    }
}

/// After the answer.
pub(super) fn judged(talk: &mut Talk, verb: &str, rest: &str) -> bool {
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

fn undo(talk: &mut Talk) {
    let desk = talk.study.desk();
    match talk.review.as_mut().map(|session| session.undo(&desk)) {
        Some(Ok(record)) => {
            talk.save(record);
            talk.place = Place::Question;
            talk.say("Taken back: the answer is as if never given.");
            ask(talk);
        }
        Some(Err(why)) => talk.say(&sentence(&why)),
        None => common::greet(talk),
    }
}

fn hint(talk: &mut Talk) {
    let desk = talk.study.desk();
    let asked = talk.review.as_mut().map(|session| session.hint(&desk));
    match (asked, talk.item().and_then(|i| i.hint.clone())) {
        (Some(Ok(())), Some(hint)) => talk.say(&format!("Hint: {}", plain(&hint))),
        (Some(Err(why)), _) => talk.say(&sentence(&why)),
        _ => {}
    }
}

fn mark(talk: &mut Talk) {
    let desk = talk.study.desk();
    match talk.review.as_mut().map(|session| session.mark(&desk)) {
        Some(Ok(record)) => {
            let on = matches!(record, Record::Marked { on: true, .. });
            talk.save(record);
            talk.say(if on { "Marked for later." } else { "The mark is gone." });
        }
        Some(Err(why)) => talk.say(&sentence(&why)),
        None => {}
    }
}

fn report(talk: &mut Talk, words: &str) {
    let Some(item) = talk.item() else { return };
    let (question, now) = (item.question.id.clone(), talk.study.clock.now);
    talk.say(&format!("{question} is noted as mistaken in your log."));
    talk.save(Record::Reported { question, now, words: words.to_owned() });
}

/// Read the lesson before the answer, or not.
pub(super) fn peek(talk: &mut Talk, verb: &str) -> bool {
    match verb {
        "y" | "yes" => {
            talk.review.iter_mut().for_each(Session::peek);
            talk.place = Place::Question;
            if let Some(item) = talk.item() {
                read::linked(talk, &item.lesson.0, &item.lesson.1);
            }
        }
        "n" | "no" | "" => talk.home(),
        _ => return false,
    }
    true
}

#[cfg(test)]
mod tests {
    use super::answer;
    use crate::quiz::answer::Confidence::{self, DontKnow, Sure, Unsure};

    #[test]
    fn answers_are_read_as_people_type_them() {
        let read = |line: &str| answer(line, 4).map(|(set, how)| (set.into_iter().collect::<Vec<_>>(), how));
        let cases: [(&str, Option<(&[usize], Confidence)>); 11] = [
            ("c", Some((&[2], Sure))),
            ("C", Some((&[2], Sure))),
            ("u c", Some((&[2], Unsure))),
            ("s", Some((&[], DontKnow))),
            ("a c", Some((&[0, 2], Sure))),
            ("ca", Some((&[0, 2], Sure))),
            ("u a, d", Some((&[0, 3], Unsure))),
            ("e", None),
            ("add", None),
            ("u", None),
            ("", None),
        ];
        for (line, want) in cases {
            assert_eq!(read(line), want.map(|(set, how)| (set.to_vec(), how)), "{line}");
        }
    }
}
