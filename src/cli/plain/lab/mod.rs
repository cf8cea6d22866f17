//! The lab, line by line: predictions first, then time, faults and variables.

/// Faults, variables, restart, seed.
mod change;
/// Opening a lab, leaving it.
mod open;
/// What happened, as sentences.
mod say;

use super::{
    talk::Talk,
    words::{count, moment, sentence},
};
use crate::{
    base::{id::Key, time::SimTime},
    practice::lab::{
        session::{Mode, Session},
        words::short,
    },
    sim::trace::{Event, Weight},
};
pub(super) use open::{open_named, prove};
use std::collections::BTreeSet;

/// Lines of a run that are read at once; the log has the others.
const MOST: usize = 60;

/// A lab that is open.
pub(super) struct Bench {
    pub(super) session: Session,
    /// Predictions whose verdict was told.
    told: BTreeSet<Key>,
    /// The end of this run was told.
    ended: bool,
}

/// In the lab.
pub(super) fn hear(talk: &mut Talk, verb: &str, rest: &str) -> bool {
    let Some(bench) = &mut talk.bench else { return false };
    if bench.session.open_question().is_some() && predicted(talk, verb) {
        return true;
    }
    match (verb, rest) {
        ("run" | "go", "") => go(talk, |s| s.goto(s.until())),
        ("run" | "go" | "to", time) => seek(talk, time.strip_prefix("to ").unwrap_or(time)),
        ("step" | "n" | "next", _) => go(talk, Session::step),
        ("back" | "b", _) => back(talk, Session::step_back),
        ("predict", _) => predict(talk),
        ("inject" | "i", rest) => change::inject(talk, rest),
        ("set", rest) => change::set(talk, rest),
        ("vars" | "v", _) => say::variables(talk),
        ("goals", _) => say::goals(talk),
        ("state", _) => say::state(talk),
        ("log", rest) => say::log(talk, rest),
        ("again", _) => say::question_or_state(talk),
        ("about", _) => say::about(talk),
        ("restart", _) => change::anew(talk, Session::restart),
        ("seed", rest) => change::seed(talk, rest),
        ("undo", _) => change::undo(talk),
        ("hint", _) => change::hint(talk),
        ("link", _) => {
            let link = talk.bench.as_ref().map(|b| b.session.link().to_string()).unwrap_or_default();
            // A link is to be copied: it is not broken at the end of a line.
            talk.said.lines.push(link);
        }
        ("q" | "quit", _) => open::leave(talk),
        _ => return false,
    }
    true
}

fn predicted(talk: &mut Talk, verb: &str) -> bool {
    let Some(bench) = &mut talk.bench else { return false };
    let outcomes = bench.session.open_question().map_or(0, |(p, _)| p.outcomes.len());
    match verb.trim_end_matches('.').parse::<usize>() {
        Ok(n) if (1..=outcomes).contains(&n) => {
            bench.session.point(n - 1);
            go(talk, |s| {
                s.answer(true);
                s.goto(s.until());
            });
        }
        Ok(_) => talk.say(&format!("Choose a number from 1 to {outcomes}, or s: I don't know.")),
        Err(_) if verb == "s" => go(talk, |s| {
            s.answer(false);
            s.goto(s.until());
        }),
        Err(_) if matches!(verb, "run" | "go" | "step" | "" | "inject" | "i") => {
            talk.say("Predict first: a number, or s: I don't know.");
        }
        Err(_) => return false,
    }
    true
}

/// Lets time pass and tells what happened on the way.
fn go(talk: &mut Talk, act: impl FnOnce(&mut Session)) {
    let Some(bench) = &mut talk.bench else { return };
    let (seen, from) = (bench.session.run().trace().len(), bench.session.now());
    act(&mut bench.session);
    let session = &bench.session;
    let events = session.run().trace().get(seen..).unwrap_or_default();
    let loud = told(events);
    let skipped = loud.len().saturating_sub(MOST);
    let mut lines = Vec::new();
    if skipped > 0 {
        lines.push(format!("{} left out: log reads them.", count(skipped, "earlier event")));
    }
    lines.extend(loud[skipped..].iter().map(|e| say::event(e, session)));
    let (now, mode) = (session.now(), session.mode());
    let still = now == from && loud.is_empty() && session.open_question().is_none();
    if still {
        lines.push(if now >= session.until() {
            "The run is over. restart begins it again, back goes back.".into()
        } else {
            format!("Nothing happened. It is {}.", moment(now))
        });
    } else if session.run().full() {
        lines.push("The run has made as many events as it may keep; it goes no further.".into());
    } else if loud.is_empty() {
        lines.push(format!("{}. Nothing happened on the way.", moment(now)));
    } else if mode == Mode::Stopped {
        lines.push(format!("Stopped at {}.", moment(now)));
    }
    talk.say_all(&lines);
    say::verdicts(talk);
    say::end(talk);
    say::open_question(talk);
}

/// The events worth a sentence; where none is, all that are no mere detail.
fn told(events: &[Event]) -> Vec<&Event> {
    let loud: Vec<&Event> = events.iter().filter(|e| e.weight >= Weight::Step).collect();
    let worth: Vec<&Event> = loud.iter().copied().filter(|e| short(e).is_some()).collect();
    if worth.is_empty() { loud } else { worth }
}

fn back(talk: &mut Talk, act: impl FnOnce(&mut Session)) {
    let Some(bench) = &mut talk.bench else { return };
    act(&mut bench.session);
    let now = moment(bench.session.now());
    talk.say(&format!("Back at {now}."));
    say::last(talk);
}

fn seek(talk: &mut Talk, time: &str) {
    let Some(bench) = &talk.bench else { return };
    match SimTime::parse(time) {
        Ok(to) if to < bench.session.now() => back(talk, |s| s.goto(to)),
        Ok(to) => go(talk, |s| s.goto(to)),
        Err(why) => talk.say(&sentence(&why)),
    }
}

fn predict(talk: &mut Talk) {
    let Some(bench) = &talk.bench else { return };
    if bench.session.asks_first() {
        go(talk, Session::predict);
    } else {
        talk.say("There is nothing left to predict in this run. restart asks again.");
    }
}
