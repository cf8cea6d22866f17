//! What the lab has to say: events with the time first, predictions, verdicts, goals, variables.
use crate::{
    cli::plain::{
        talk::Talk,
        words::{capital, moment, sentence, speak},
    },
    practice::lab::{
        goals::{self, Standing},
        session::Session,
        spoken,
        words::{self, fill},
    },
    sim::trace::{Event, Name, Weight},
};

/// Lines of the log that are read where no number was asked for.
const LOG: usize = 20;

/// The consumers whose members carry numbers.
fn fleets(session: &Session) -> Vec<Name> {
    session.lab().scenario.consumers.iter().filter(|c| c.count.is_some()).map(|c| c.name.clone()).collect()
}

/// A sentence of the lab, its numbers filled in, spelled out.
fn aloud(text: &str, session: &Session) -> String {
    speak(&fill(text, session), &fleets(session))
}

fn line(line: &words::Line, session: &Session) -> String {
    let fleets = fleets(session);
    let aside =
        if line.aside.is_empty() { String::new() } else { format!(" {}", sentence(&speak(&line.aside, &fleets))) };
    format!("{}. {}{aside}", moment(line.at), sentence(&speak(&line.say, &fleets)))
}

/// An event, its time first: `10 s. Consumer 1 receives message 3. Hidden until 40 s.`
pub(super) fn event(event: &Event, session: &Session) -> String {
    line(&words::line(event), session)
}

/// `Timeout 30 s, heartbeat off, ...`
pub(super) fn values(session: &Session) -> String {
    let one = |v: &crate::content::lab::Variable| format!("{} {}", v.title, spoken::value(&session.value(v)));
    let all: Vec<String> = session.lab().variables.iter().map(one).collect();
    sentence(&all.join(", "))
}

fn tell(talk: &mut Talk, words: impl FnOnce(&Session) -> Vec<String>) {
    let lines = talk.bench.as_ref().map(|bench| words(&bench.session)).unwrap_or_default();
    talk.say_all(&lines);
}

/// The prediction that waits for an answer.
pub(super) fn open_question(talk: &mut Talk) {
    tell(talk, |session| {
        let Some((prediction, _)) = session.open_question() else { return vec![] };
        let mut given: Vec<String> = prediction.given.iter().map(|g| aloud(g, session)).collect();
        given.push(aloud(&prediction.ask, session));
        let given: Vec<String> = given.iter().map(|g| capital(g)).collect();
        let mut lines = vec![format!("Predict. {}", given.join(" "))];
        let outcomes = prediction.outcomes.iter().enumerate();
        lines.extend(outcomes.map(|(i, (say, _))| format!("{}. {}", i + 1, sentence(&aloud(say, session)))));
        lines
    });
}

/// The verdicts that can be given now and were not.
pub(super) fn verdicts(talk: &mut Talk) {
    let Some(bench) = &mut talk.bench else { return };
    let mut lines = Vec::new();
    for verdict in bench.session.verdicts() {
        let Some((good, right)) = verdict.good().zip(verdict.right) else { continue };
        if !bench.told.insert(verdict.prediction.id.clone()) {
            continue;
        }
        let happened = verdict.prediction.outcomes.get(right).map(|(say, _)| aloud(say, &bench.session));
        let happened = sentence(&happened.unwrap_or_default());
        lines.push(match (good, verdict.chosen) {
            (true, _) => "Your prediction was right.".to_owned(),
            (false, Some(_)) => format!("Your prediction was not right. What happened: {happened}"),
            (false, None) => format!("What happened: {happened}"),
        });
    }
    if let (Some(last), Some(insight)) = (lines.last_mut(), &bench.session.seen().insight) {
        last.push(' ');
        last.push_str(&capital(&speak(insight, &fleets(&bench.session))));
    }
    talk.say_all(&lines);
}

/// The end of the run, told once: stars, what it proves.
pub(super) fn end(talk: &mut Talk) {
    let Some(bench) = &mut talk.bench else { return };
    let over = bench.session.now() >= bench.session.until();
    if !over || std::mem::replace(&mut bench.ended, true) {
        return;
    }
    let lab = bench.session.lab().clone();
    talk.say("The run is over.");
    goals(talk);
    talk.say(&format!("What this proves: {}", lab.lesson_learned.join(" ")));
}

/// The goal of the proof, then the three stars.
pub(super) fn goals(talk: &mut Talk) {
    tell(talk, |session| {
        let lab = session.lab();
        let mut lines = Vec::new();
        if let Some(goal) = session.shown().and_then(|shown| goals::find(lab, &shown.goal)) {
            let stands = goals::standing(goal, session.run(), session.until());
            lines.push(format!("What decides the question: {}. {}", aloud(&goal.words, session), standing(stands)));
        }
        for (i, (goal, stands)) in lab.goals.iter().zip(&session.seen().goals).enumerate() {
            lines.push(format!("Goal {} of 3: {}. {}", i + 1, aloud(&goal.words, session), standing(*stands)));
        }
        lines
    });
}

fn standing(stands: Standing) -> String {
    match stands {
        Standing::Open => "Still open.".into(),
        Standing::Met => "Met.".into(),
        Standing::Lost(at) => format!("Lost at {}.", moment(at)),
    }
}

/// Every variable: what it is now, what it may be.
pub(super) fn variables(talk: &mut Talk) {
    tell(talk, |session| {
        let row = |v: &crate::content::lab::Variable| {
            let range = v.range.as_ref().map(|(least, most)| format!(", or any from {least} to {most}"));
            let (now, stops) = (spoken::value(&session.value(v)), v.stops.join(" "));
            let name = if v.title == v.id.as_str() { String::new() } else { format!(" ({})", v.title) };
            format!("{}{name}: {now}. Values: {stops}{}.", v.id, range.unwrap_or_default())
        };
        let mut rows: Vec<String> = session.lab().variables.iter().map(row).collect();
        rows.push("set NAME VALUE sets one.".into());
        rows
    });
}

/// The stage as a paragraph.
pub(super) fn state(talk: &mut Talk) {
    tell(talk, |session| vec![speak(&session.paragraph(), &fleets(session))]);
}

/// The prediction once more, or the stage.
pub(super) fn question_or_state(talk: &mut Talk) {
    if talk.bench.as_ref().is_some_and(|b| b.session.open_question().is_some()) {
        open_question(talk);
    } else {
        state(talk);
    }
}

/// The log up to now.
pub(super) fn log(talk: &mut Talk, most: &str) {
    let most = most.parse().unwrap_or(LOG);
    tell(talk, |session| {
        let lines = session.log(Weight::Step, most);
        if lines.is_empty() {
            vec!["Nothing has happened yet.".into()]
        } else {
            lines.iter().map(|l| line(l, session)).collect()
        }
    });
}

/// The last line of the log.
pub(super) fn last(talk: &mut Talk) {
    tell(talk, |session| session.log(Weight::Step, 1).iter().map(|l| line(l, session)).collect());
}

/// What the lab shows and what it leaves out.
pub(super) fn about(talk: &mut Talk) {
    tell(talk, |session| {
        let lab = session.lab();
        let out = lab.leaves_out.iter().map(|l| format!("Left out: {}", sentence(l)));
        [sentence(&lab.title), sentence(&lab.proves), sentence(&format!("Goal: {}", lab.goal))]
            .into_iter()
            .chain(out)
            .collect()
    });
}
