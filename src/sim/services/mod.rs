//! The register of services: each is a folder here and a line in each of the four lists below.
/// Amazon SQS.
pub mod sqs;

use super::{
    panel::Panel,
    quotas::Quotas,
    scenario::ScenarioError,
    trace::Name,
    turn::{CallId, Out, Sink, Turn},
};
use crate::base::time::SimTime;
use serde::{Deserialize, Serialize};

/// A call to a service.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Call {
    /// To SQS.
    Sqs(sqs::api::Request),
}

/// A service's answer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Answer {
    /// From SQS.
    Sqs(Result<sqs::api::Response, sqs::api::SqsError>),
}

/// A service's own timer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Timer {
    /// Of SQS.
    Sqs(sqs::step::Timer),
}

/// The state of all services.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Services {
    /// SQS.
    pub sqs: sqs::Sqs,
}

/// Where services put what they want done; kept between turns so that nothing is allocated anew.
#[derive(Debug, Default)]
pub struct Tray {
    /// Timers to set.
    pub timers: Vec<(SimTime, Timer)>,
    /// Answers to carry.
    pub replies: Vec<(CallId, Answer)>,
    /// The trace.
    pub sink: Sink,
    sqs: Option<Out<sqs::step::Timer, Result<sqs::api::Response, sqs::api::SqsError>>>,
}

impl Tray {
    /// An empty tray whose trace begins at `next`; with `off` there is no trace.
    #[must_use]
    pub fn new(next: u64, off: bool) -> Self {
        Self { sink: Sink { next, off, ..Sink::default() }, ..Self::default() }
    }
    /// Lets SQS work on its own kind of `Out`, then gathers what it wants.
    fn sqs(&mut self, work: impl FnOnce(&mut Out<sqs::step::Timer, Result<sqs::api::Response, sqs::api::SqsError>>)) {
        let mut out = self.sqs.take().unwrap_or_else(|| Out { timers: vec![], replies: vec![], sink: Sink::default() });
        std::mem::swap(&mut out.sink, &mut self.sink);
        work(&mut out);
        std::mem::swap(&mut out.sink, &mut self.sink);
        self.timers.extend(out.timers.drain(..).map(|(at, t)| (at, Timer::Sqs(t))));
        self.replies.extend(out.replies.drain(..).map(|(id, r)| (id, Answer::Sqs(r))));
        self.sqs = Some(out);
    }
}

impl Services {
    /// Services without any resource.
    ///
    /// # Errors
    /// A fact the ledger lacks.
    pub fn new(seed: u64, quotas: &Quotas) -> Result<Self, ScenarioError> {
        let limits = sqs::quotas::Limits::resolve(quotas).map_err(|e| ScenarioError::new("", e.to_string()))?;
        Ok(Self { sqs: sqs::Sqs::new(seed, limits, sqs::quotas::Settings::default()) })
    }
    /// A call arrives, numbered, from somebody.
    pub fn call(&mut self, (id, from): (CallId, &Name), call: Call, turn: Turn<'_>, tray: &mut Tray) {
        match call {
            Call::Sqs(request) => tray.sqs(|out| self.sqs.call(id, from, request, turn, out)),
        }
    }
    /// A timer is due.
    pub fn due(&mut self, timer: Timer, turn: Turn<'_>, tray: &mut Tray) {
        match timer {
            Timer::Sqs(timer) => tray.sqs(|out| self.sqs.due(timer, turn, out)),
        }
    }
    /// Every resource as the learner sees it.
    #[must_use]
    pub fn panels(&self, now: SimTime) -> Vec<Panel> {
        self.sqs.panels(now)
    }
    /// A metric by its CloudWatch name.
    #[must_use]
    pub fn metric(&self, resource: &str, name: &str, now: SimTime) -> Option<u64> {
        self.sqs.metric(resource, name, now)
    }
    /// One more delivery of a message that was received and deleted (at least once).
    pub fn duplicate(&mut self, queue: &Name, turn: Turn<'_>, tray: &mut Tray) {
        tray.sqs(|out| {
            self.sqs.duplicate(queue, turn, out);
        });
    }
}

/// All kinds of events services make.
pub const KINDS: &[&[&str]] = &[sqs::KINDS];
/// All metrics services know.
pub const METRICS: &[&[&str]] = &[sqs::model::metrics::METRICS, &["Requests", "ThrottledRequests", "WaitingReceives"]];
