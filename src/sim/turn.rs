//! One turn of a service: what it is told (`Turn`) and what it answers (`Out`), as data. Services never see each other
//! nor the agenda; the world carries timers, replies, errands and events where they belong. [`Service`] is what they have
//! in common.
use super::{
    errand::{Errand, Outcome, Task, Ticket},
    leniency::{Leniency, Spared},
    panel::Panel,
    quotas::{MissingFact, Quotas},
    region::Region,
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
    /// Where: what is made here carries its name.
    pub region: &'a Region,
    /// The trace event that led here.
    pub cause: Option<u64>,
    /// What the account is spared.
    pub leniency: Leniency,
}

impl<'a> Turn<'a> {
    /// A turn that nothing led to, in the usual Region and an account that is spared nothing.
    #[must_use]
    pub fn strict(now: SimTime, quotas: &'a Quotas) -> Self {
        Self { now, quotas, region: Region::usual(), cause: None, leniency: Leniency::STRICT }
    }
    /// Whether the account is spared this.
    #[must_use]
    pub const fn spares(&self, what: Spared) -> bool {
        self.leniency.spares(what)
    }
}

/// What a service wants done: timers of its own kind `T`, answers of its own kind `R`, errands to others, events.
#[derive(Debug)]
pub struct Out<T, R> {
    /// Wake me at this moment with this timer; a service ignores a timer that no longer matters.
    pub timers: Vec<(SimTime, T)>,
    /// Answers to calls, now or to a call that waited.
    pub replies: Vec<(CallId, R)>,
    /// What it asks of other services.
    pub errands: Vec<Errand>,
    /// What happened.
    pub sink: Sink,
}

impl<T, R> Default for Out<T, R> {
    fn default() -> Self {
        Self { timers: vec![], replies: vec![], errands: vec![], sink: Sink::default() }
    }
}

/// What every service is. All of it is pure: the same state, call and moment give the same answer.
pub trait Service: Sized {
    /// The service's name in ARNs: `sqs`.
    const NAME: &'static str;
    /// Every kind of event it makes.
    const KINDS: &'static [&'static str];
    /// Every metric it knows, CloudWatch's names.
    const METRICS: &'static [&'static str];
    /// Those of its metrics that count up from the start of the run (statistic Sum); the others are gauges.
    const SUMS: &'static [&'static str];
    /// What is deliberately left out, in sentences a lesson or a lab can show.
    const LEFT_OUT: &'static [&'static str];
    /// Its calls under AWS's names.
    type Request;
    /// Its answers.
    type Response;
    /// Its refusals, with AWS's codes.
    type Error;
    /// Its own timers.
    type Timer;

    /// A service without any resource.
    ///
    /// # Errors
    /// A fact the ledger lacks.
    fn new(seed: u64, quotas: &Quotas) -> Result<Self, MissingFact>;
    /// A call arrives from somebody. It is answered through `out.replies` under the same number: at once, or later.
    fn call(&mut self, who: (CallId, &Name), request: Self::Request, turn: Turn<'_>, out: &mut OutOf<Self>);
    /// A timer is due; one that no longer matters is ignored.
    fn due(&mut self, timer: Self::Timer, turn: Turn<'_>, out: &mut OutOf<Self>);
    /// What came of an errand of its own.
    fn told(&mut self, ticket: Ticket, outcome: Outcome, turn: Turn<'_>, out: &mut OutOf<Self>) {
        let _ = (ticket, outcome, turn, out);
    }
    /// Whoever made a call that is held has gone: nobody waits for its answer any more, so nothing may be handed out for it.
    fn leave(&mut self, id: CallId) {
        let _ = id;
    }
    /// Whether more answers follow to the same call (the events of a subscription); they come through `out.replies` too.
    fn goes_on(reply: &Result<Self::Response, Self::Error>) -> bool {
        let _ = reply;
        false
    }
    /// Reads an errand to its resource `to` (an ARN or an address) as one of its own calls.
    ///
    /// # Errors
    /// The outcome where the task makes no sense here.
    fn accept(&self, to: &str, task: Task) -> Result<Self::Request, Outcome>;
    /// Reads an answer as the outcome of an errand.
    fn outcome(reply: Result<Self::Response, Self::Error>) -> Outcome;
    /// What IAM is asked about a call; `None` for calls nobody guards.
    fn access(&self, request: &Self::Request) -> Option<Access>;
    /// The refusal IAM leads to, with the service's own code (`AccessDenied`, `AccessDeniedException`).
    fn denied(why: &Denied) -> Self::Error;
    /// Every resource as the learner sees it.
    fn panels(&self, now: SimTime) -> Vec<Panel>;
    /// A metric by its CloudWatch name: a gauge now, a sum since the start.
    fn metric(&self, resource: &str, name: &str, now: SimTime) -> Option<u64>;
    /// Its resources by name, in order.
    fn resources(&self) -> Vec<Name>;
    /// What has been used so far and costs money; the prices are in `cost`.
    fn usage(&self, now: SimTime) -> Vec<Usage>;
    /// Law 4 for each resource that holds something.
    fn balances(&self) -> Vec<Balance>;
    /// Something breaks inside one of its resources (the active broker, an instance); whether it understood.
    fn fail(&mut self, resource: &str, turn: Turn<'_>, out: &mut OutOf<Self>) -> bool {
        let _ = (resource, turn, out);
        false
    }
}

/// What a service of kind `S` puts its wishes into.
pub type OutOf<S> = Out<<S as Service>::Timer, Result<<S as Service>::Response, <S as Service>::Error>>;

/// What IAM is asked about a call.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Access {
    /// `sqs:SendMessage`.
    pub action: &'static str,
    /// The resource, by name.
    pub resource: Name,
    /// Its resource policy as JSON, where it has one.
    pub policy: Option<Arc<str>>,
    /// The KMS key (name, alias or ARN) it is encrypted with, where one stands between.
    pub key: Option<Name>,
}

/// Why IAM said no.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Denied {
    /// Who asked: an ARN or a service principal.
    pub principal: Name,
    /// What: `sqs:SendMessage`, `kms:GenerateDataKey`.
    pub action: Name,
    /// On what: an ARN.
    pub resource: Name,
    /// The sentence AWS ends with: `because no resource-based policy allows the sqs:SendMessage action`.
    pub because: Arc<str>,
    /// It was the KMS key that refused, not the resource.
    pub by_key: bool,
    /// AWS's code of it, a key's without `KMS.`: `AccessDeniedException`, `DisabledException`, `KMSInvalidStateException`,
    /// `NotFoundException`, `ThrottlingException`.
    pub code: &'static str,
}

/// So much of something that costs money was used since the start of the run.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Usage {
    /// Which resource.
    pub resource: Name,
    /// The meter, `service.what`: `sqs.requests`, `kinesis.shard_hours`; the price book knows its unit.
    pub meter: &'static str,
    /// How much, in the meter's unit.
    pub amount: u64,
}

/// Law 4: what came is what there is and what left.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Balance {
    /// Which resource.
    pub place: Name,
    /// What came in, copies apart.
    pub came: u64,
    /// What is there, waits, left, expired, died or was dropped: every fate counted once.
    pub fates: u64,
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
