//! What the learner changes in the lab: faults, variables, the start; and the way back.
use super::{open, say};
use crate::{
    cli::plain::{
        talk::Talk,
        words::{moment, sentence},
    },
    content::lab::Lab,
    practice::lab::{session::Session, spoken},
    sim::command::Fault,
};

/// Lists the faults, or injects one: `crash C2`, `crash 2`.
pub(super) fn inject(talk: &mut Talk, what: &str) {
    let Some(bench) = &mut talk.bench else { return };
    if what.is_empty() {
        return list(talk);
    }
    let fault = find(bench.session.lab(), what).map_or_else(|| what.parse::<Fault>(), Ok);
    let before = bench.session.run().trace().len();
    match fault.and_then(|fault| bench.session.inject(fault)) {
        Ok(()) => {
            let session = &bench.session;
            let events = session.run().trace().get(before..).unwrap_or_default();
            let mut lines: Vec<String> = events.iter().map(|e| say::event(e, session)).collect();
            lines.push("From here on the run goes on anew: run, or step.".into());
            talk.say_all(&lines);
        }
        Err(why) => talk.say(&sentence(&why)),
    }
}

fn list(talk: &mut Talk) {
    let Some(bench) = &talk.bench else { return };
    let row = |f: &crate::content::lab::FaultChoice| {
        let each: Vec<String> = f.faults.iter().map(|f| format!("inject {f}")).collect();
        format!("{}: {}.", sentence(&f.title).trim_end_matches('.'), each.join(", or "))
    };
    let rows: Vec<String> = bench.session.lab().faults.iter().map(row).collect();
    talk.say_all(&rows);
    if rows.is_empty() {
        talk.say("This lab has no faults to inject.");
    }
}

/// A fault of the lab by what was typed: its text, or its verb and the number of the one it hits.
fn find(lab: &Lab, what: &str) -> Option<Fault> {
    let all = || lab.faults.iter().flat_map(|f| &f.faults);
    let words: Vec<&str> = what.split_whitespace().collect();
    let same = |fault: &&Fault| fault.to_string().eq_ignore_ascii_case(what);
    let near = |fault: &&Fault| {
        let text = fault.to_string();
        let mut parts = text.split(' ');
        let (verb, who) = (parts.next().unwrap_or(""), parts.next().unwrap_or(""));
        match words.as_slice() {
            [v] => v.eq_ignore_ascii_case(verb),
            [v, w] => {
                let number = who.trim_start_matches(|c: char| !c.is_ascii_digit());
                v.eq_ignore_ascii_case(verb) && (w.eq_ignore_ascii_case(who) || *w == number)
            }
            _ => false,
        }
    };
    all().find(same).or_else(|| all().find(near)).cloned()
}

/// `set timeout 60s`.
pub(super) fn set(talk: &mut Talk, what: &str) {
    let Some(bench) = &mut talk.bench else { return };
    let lab = bench.session.lab().clone();
    let named = |v: &&crate::content::lab::Variable| {
        let rest = [v.id.as_str(), v.title.as_str()].into_iter().find_map(|name| strip(what, name));
        rest.is_some_and(|rest| !rest.is_empty())
    };
    let Some(variable) = lab.variables.iter().find(named) else {
        return talk.say("Write set NAME VALUE, such as set timeout 60s. vars lists names and values.");
    };
    let value = strip(what, variable.id.as_str()).or_else(|| strip(what, &variable.title)).unwrap_or("");
    let (fresh, start) = (bench.session.fresh(), bench.session.now());
    match bench.session.set(&variable.id, value) {
        Ok(()) if fresh => {
            talk.say(&format!("{} {}, from the start.", variable.title, spoken::value(value)));
            open::arm(talk);
        }
        Ok(()) => {
            let at = moment(start);
            talk.say(&format!("{at}. You set {} to {}.", variable.title, spoken::value(value)));
        }
        Err(why) => talk.say(&sentence(&why)),
    }
}

/// What follows a name, without regard to case.
fn strip<'a>(text: &'a str, name: &str) -> Option<&'a str> {
    let head = text.get(..name.len()).filter(|head| head.eq_ignore_ascii_case(name))?;
    let rest = &text[head.len()..];
    rest.starts_with([' ', '=']).then(|| rest.trim_start_matches([' ', '=']).trim())
}

/// Begins the run anew.
pub(super) fn anew(talk: &mut Talk, act: impl FnOnce(&mut Session)) {
    let Some(bench) = &mut talk.bench else { return };
    act(&mut bench.session);
    let (seed, attempt) = (bench.session.setup().seed, bench.session.attempt());
    talk.say(&format!("From the start, attempt {attempt}, seed {seed}."));
    open::arm(talk);
}

/// `seed`: the next one; `seed 12`: that one.
pub(super) fn seed(talk: &mut Talk, which: &str) {
    match which.parse::<u64>() {
        Ok(seed) => anew(talk, |session| session.seed(seed)),
        Err(_) if which.is_empty() => anew(talk, Session::reseed),
        Err(_) => talk.say("A seed is a whole number: seed 12."),
    }
}

/// Takes the last change back.
pub(super) fn undo(talk: &mut Talk) {
    let Some(bench) = &mut talk.bench else { return };
    let words = match bench.session.undo() {
        Some(what) => format!("Taken back: {what}. It is {}.", moment(bench.session.now())),
        None => "Nothing to take back.".into(),
    };
    talk.say(&words);
    say::open_question(talk);
}

/// One hint more.
pub(super) fn hint(talk: &mut Talk) {
    let hint = talk.bench.as_mut().and_then(|b| b.session.hint().map(str::to_owned));
    talk.say(&hint.unwrap_or_else(|| "There are no more hints.".into()));
}
