//! One service alone on a bench: its timers run, its errands wait for an answer that the test gives, its laws are checked.
use super::super::{
    errand::{Errand, Outcome},
    quotas::Quotas,
    trace::{Event, Name},
    turn::{CallId, Out, OutOf, Service, Sink, Turn},
};
use crate::base::time::SimTime;
use std::collections::BTreeMap;

enum Due<T> {
    Timer(T),
    GiveUp(u64),
}

/// A service and what stands around it.
pub(crate) struct Bench<S: Service> {
    pub(crate) service: S,
    pub(crate) now: SimTime,
    /// Errands without an answer, oldest first, each with the moment it left.
    pub(crate) open: Vec<(SimTime, Errand)>,
    /// Answers to calls, newest last, each with its moment.
    pub(crate) replies: Vec<(SimTime, CallId, Result<S::Response, S::Error>)>,
    pub(crate) events: Vec<Event>,
    quotas: Quotas,
    agenda: BTreeMap<(SimTime, u64), Due<S::Timer>>,
    sink: Sink,
    next: u64,
    /// The number of the last call.
    pub(crate) asked: CallId,
}

impl<S: Service> Bench<S> {
    pub(crate) fn new(seed: u64) -> Self {
        let quotas = super::quotas();
        Self {
            service: S::new(seed, &quotas).unwrap(),
            now: SimTime::ZERO,
            open: vec![],
            replies: vec![],
            events: vec![],
            quotas,
            agenda: BTreeMap::new(),
            sink: Sink::default(),
            next: 0,
            asked: CallId(0),
        }
    }
    fn turn(&mut self, act: impl FnOnce(&mut S, Turn<'_>, &mut OutOf<S>)) {
        let mut out = Out { sink: std::mem::take(&mut self.sink), ..Out::default() };
        act(&mut self.service, Turn::strict(self.now, &self.quotas), &mut out);
        for (at, timer) in out.timers {
            assert!(at >= self.now, "a timer in the past");
            self.next += 1;
            self.agenda.insert((at, self.next), Due::Timer(timer));
        }
        for errand in out.errands {
            self.next += 1;
            self.agenda.insert((self.now + errand.patience, self.next), Due::GiveUp(errand.ticket.0));
            self.open.push((self.now, errand));
        }
        self.replies.extend(out.replies.into_iter().map(|(id, reply)| (self.now, id, reply)));
        self.sink = out.sink;
        for event in self.sink.events.drain(..) {
            assert!(S::KINDS.contains(&event.kind), "{} is not documented", event.kind);
            self.events.push(event);
        }
        for balance in self.service.balances() {
            assert_eq!(balance.came, balance.fates, "{} does not balance at {}", balance.place, self.now.clock());
        }
    }
    /// Makes a call; its answer, if it came at once.
    pub(crate) fn call(&mut self, request: S::Request) -> Option<Result<S::Response, S::Error>> {
        self.next += 1;
        let id = CallId(self.next);
        self.asked = id;
        self.turn(|s, turn, out| s.call((id, &"T".into()), request, turn, out));
        let at = self.replies.iter().position(|r| r.1 == id)?;
        Some(self.replies.remove(at).2)
    }
    /// Answers the oldest open errand.
    pub(crate) fn answer(&mut self, outcome: Outcome) -> Errand {
        assert!(!self.open.is_empty(), "nothing was asked by {}", self.now.clock());
        self.answer_nth(0, outcome)
    }
    /// Answers an open errand.
    pub(crate) fn answer_nth(&mut self, nth: usize, outcome: Outcome) -> Errand {
        let (_, errand) = self.open.remove(nth);
        self.turn(|s, turn, out| s.told(errand.ticket, outcome, turn, out));
        errand
    }
    /// When something happens next.
    pub(crate) fn next_at(&self) -> Option<SimTime> {
        self.agenda.keys().next().map(|(at, _)| *at)
    }
    /// Lets time pass; errands nobody answered run out of patience.
    pub(crate) fn advance(&mut self, to: SimTime) {
        while let Some((&(at, _), _)) = self.agenda.first_key_value() {
            if at > to {
                break;
            }
            let ((at, _), due) = self.agenda.pop_first().unwrap();
            self.now = at;
            match due {
                Due::Timer(timer) => self.turn(|s, turn, out| s.due(timer, turn, out)),
                Due::GiveUp(ticket) => {
                    if let Some(nth) = self.open.iter().position(|(_, e)| e.ticket.0 == ticket) {
                        self.answer_nth(nth, Outcome::NoAnswer);
                    }
                }
            }
        }
        self.now = to;
    }
    /// How often an event happened.
    pub(crate) fn count(&self, kind: &str) -> usize {
        self.events.iter().filter(|e| e.kind == kind).count()
    }
}

/// Runs the cases of a text (`## name`, then lines) and reports all that fail.
pub(crate) fn cases(text: &str, run: impl Fn(&str) -> Result<(), String> + std::panic::RefUnwindSafe) {
    let mut faults = vec![];
    let mut count = 0;
    for part in text.split("\n## ").skip(1) {
        let (name, body) = part.split_once('\n').unwrap_or((part, ""));
        count += 1;
        if let Err(why) = run(body) {
            faults.push(format!("{name}\n  {why}"));
        }
    }
    assert!(count > 0, "no case found");
    assert!(faults.is_empty(), "{} of {count} cases fail:\n\n{}\n", faults.len(), faults.join("\n\n"));
}

/// The words of a line: plain ones, and options `key=value`.
pub(crate) struct Words<'a> {
    pub(crate) plain: Vec<&'a str>,
    pub(crate) options: BTreeMap<&'a str, &'a str>,
}

impl Words<'_> {
    /// An option that is a number.
    pub(crate) fn int(&self, key: &str) -> Option<i64> {
        self.options.get(key).map(|v| v.parse().unwrap_or_else(|_| panic!("{key}={v} is no number")))
    }
    /// An option as text.
    pub(crate) fn text(&self, key: &str) -> Option<String> {
        self.options.get(key).map(ToString::to_string)
    }
    /// An option as a name.
    pub(crate) fn name(&self, key: &str) -> Option<Name> {
        self.options.get(key).map(|v| (*v).into())
    }
}

/// Takes a line apart.
pub(crate) fn words(text: &str) -> Words<'_> {
    let mut out = Words { plain: vec![], options: BTreeMap::new() };
    for word in text.split_whitespace() {
        match word.split_once('=') {
            Some((key, value)) if !key.is_empty() => drop(out.options.insert(key, value)),
            _ => out.plain.push(word),
        }
    }
    out
}
