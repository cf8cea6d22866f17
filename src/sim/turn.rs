//! One turn of a service: what it is told (`Turn`) and what it answers (`Out`), as data. Services never see each other
//! nor the agenda; the world carries timers, replies and events where they belong.
use super::{
    quotas::Quotas,
    trace::{Event, Item, Name, Phase, Weight},
};
use crate::base::time::SimTime;
use std::sync::Arc;

/// A call in progress, numbered by the world; a long poll is answered under the same number later.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, serde::Serialize, serde::Deserialize)]
pub struct CallId(pub u64);

/// What a service may know while it works.
#[derive(Clone, Copy, Debug)]
pub struct Turn<'a> {
    /// The moment.
    pub now: SimTime,
    /// The ledger's numbers.
    pub quotas: &'a Quotas,
    /// The trace event that led here.
    pub cause: Option<u64>,
}

/// What a service wants done: timers of its own kind `T`, answers of its own kind `R`, events.
#[derive(Debug)]
pub struct Out<T, R> {
    /// Wake me at this moment with this timer; a service ignores a timer that no longer matters.
    pub timers: Vec<(SimTime, T)>,
    /// Answers to calls, now or to a call that waited.
    pub replies: Vec<(CallId, R)>,
    /// What happened.
    pub sink: Sink,
}

/// Collects events and numbers them. A headless run can switch it off: then nothing is built at all.
#[derive(Clone, Debug, Default)]
pub struct Sink {
    /// Events since the world last took them.
    pub events: Vec<Event>,
    /// The next sequence number.
    pub next: u64,
    /// Off: `emit` builds nothing and costs nothing.
    pub off: bool,
}

/// An event before it is numbered.
#[derive(Clone, Debug)]
pub struct Draft {
    /// See [`Event::kind`].
    pub kind: &'static str,
    /// See [`Event::place`].
    pub place: Name,
    /// See [`Event::actor`].
    pub actor: Option<Name>,
    /// See [`Event::item`].
    pub item: Option<Item>,
    /// See [`Event::phase`].
    pub phase: Option<Phase>,
    /// See [`Event::until`].
    pub until: Option<SimTime>,
    /// See [`Event::amount`].
    pub amount: u64,
    /// See [`Event::note`].
    pub note: Option<Arc<str>>,
    /// See [`Event::weight`].
    pub weight: Weight,
}

impl Draft {
    /// An event of this kind at this place, everything else empty.
    #[must_use]
    pub fn new(kind: &'static str, place: &Name) -> Self {
        Self {
            kind,
            place: place.clone(),
            actor: None,
            item: None,
            phase: None,
            until: None,
            amount: 0,
            note: None,
            weight: Weight::Fine,
        }
    }
}

impl Sink {
    /// Records what `draft` builds, unless the sink is off; returns the event's number to serve as a cause.
    pub fn emit(&mut self, at: SimTime, cause: Option<u64>, draft: impl FnOnce() -> Draft) -> Option<u64> {
        if self.off {
            return None;
        }
        let d = draft();
        let seq = self.next;
        self.next += 1;
        self.events.push(Event {
            seq,
            at,
            cause,
            kind: d.kind,
            place: d.place,
            actor: d.actor,
            item: d.item,
            phase: d.phase,
            until: d.until,
            amount: d.amount,
            note: d.note,
            weight: d.weight,
        });
        Some(seq)
    }
}
