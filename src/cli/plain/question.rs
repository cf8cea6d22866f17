//! A question on the table: asked, helped with, answered, taken back.
use super::{
    common, judged, read,
    talk::{Place, Talk},
    words::{inside, sentence},
};
use crate::{
    base::prose::plain,
    content::pack::Item,
    practice::{record::Record, review::attempt::Attempt},
    quiz::{
        answer::Confidence,
        question::{Choice, Kind},
    },
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
    talk.say_all(&lines);
}

pub(super) fn options<'a>(attempt: &'a Attempt, item: &'a Item) -> impl Iterator<Item = (char, &'a Choice)> {
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
            judged::reasons(talk);
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

pub(super) fn undo(talk: &mut Talk) {
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

pub(super) fn mark(talk: &mut Talk) {
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

pub(super) fn report(talk: &mut Talk, words: &str) {
    let Some(item) = talk.item() else { return };
    let (question, now) = (item.question.id.clone(), talk.study.clock.now);
    talk.say(&format!("{question} is noted as mistaken in your log."));
    talk.save(Record::Reported { question, now, words: words.to_owned() });
}

/// Read the lesson before the answer, or not.
pub(super) fn peek(talk: &mut Talk, verb: &str) -> bool {
    match verb {
        "y" | "yes" => {
            if let Some(session) = &mut talk.review {
                session.peek();
            }
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

    type Want<'a> = Option<(&'a [usize], Confidence)>;

    #[test]
    fn answers_are_read_as_people_type_them() {
        let read = |line: &str| answer(line, 4).map(|(set, how)| (set.into_iter().collect::<Vec<_>>(), how));
        let cases: [(&str, Want); 11] = [
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
