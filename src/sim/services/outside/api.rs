//! Requests that reach a receiver, and its answers.
use super::model::{Load, Outside, Receiver, Verdict, Waiting};
use super::quotas::{Form, Settings};
use super::step::{Output, Timer};
use crate::sim::{
    errand::{Cargo, Class, Outcome, Task},
    ids,
    trace::{Name, Weight},
    turn::{CallId, Draft, Turn},
};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use std::sync::Arc;

/// What tells the identities of receivers from those of other services.
const SALT: u64 = 0x6f75_7473_6964_6500;

/// A receiver as the scenario describes it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Plan {
    /// Its name.
    pub name: Name,
    /// What it is.
    pub form: Form,
    /// Its address (`https://...`, `mailto:...`, `tel:...`), where it has one.
    pub address: Option<Name>,
    /// How it behaves.
    pub settings: Settings,
}

/// What can be asked.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Request {
    /// A receiver is set up, or set anew.
    Set(Box<Plan>),
    /// Something arrives: one request with one or several messages.
    Deliver {
        /// The receiver.
        to: Name,
        /// The messages.
        cargo: Vec<Arc<Cargo>>,
        /// One answer is wanted for all of them.
        whole: bool,
    },
}

/// An answer with a status below 300.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Response {
    /// The receiver stands.
    Set,
    /// Taken, under this number.
    Taken(u64),
    /// Of a bulk request: each document taken or rejected.
    Each(Vec<bool>),
}

/// An answer with another status.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct OutsideError {
    /// The HTTP status.
    pub status: u16,
    /// What is wrong, for people.
    pub message: Arc<str>,
}

/// What an answer means to whoever asked.
pub(super) fn outcome(reply: Result<Response, OutsideError>) -> Outcome {
    match reply {
        Ok(Response::Set) => Outcome::Taken(Name::default()),
        Ok(Response::Taken(no)) => Outcome::Taken(ids::uuid(0, SALT, no).into()),
        Ok(Response::Each(each)) => {
            let one = |taken: bool| if taken { Ok(Name::default()) } else { Err("mapper_parsing_exception".into()) };
            Outcome::Each(each.into_iter().map(one).collect())
        }
        Err(error) => {
            let class = match error.status {
                429 => Class::Throttled,
                500.. => Class::Server,
                401 | 403 => Class::Denied,
                _ => Class::Client,
            };
            Outcome::refused(&error.status.to_string(), class, &error.message)
        }
    }
}

impl Outside {
    /// What an errand brings to a receiver.
    pub(super) fn read(&self, to: &str, task: Task) -> Result<Request, Outcome> {
        let Some(name) = self.find(to) else {
            return Err(Outcome::refused("UnknownHost", Class::Server, "Nobody answers at this address."));
        };
        let (cargo, whole) = match task {
            Task::Send(one) | Task::Invoke(one) => (vec![one], true),
            Task::Batch(all) => (all, false),
            _ => return Err(Outcome::refused("405", Class::Client, "Method Not Allowed")),
        };
        Ok(Request::Deliver { to: name.clone(), cargo, whole })
    }

    pub(super) fn handle(&mut self, id: CallId, request: Request, turn: Turn<'_>, out: &mut Output) {
        match request {
            Request::Set(plan) => {
                self.set(*plan, turn, out);
                out.replies.push((id, Ok(Response::Set)));
            }
            Request::Deliver { to, cargo, whole } => self.deliver((id, &to), &cargo, whole, turn, out),
        }
    }

    fn set(&mut self, plan: Plan, turn: Turn<'_>, out: &mut Output) {
        let seed = self.seed;
        self.addresses.retain(|_, name| *name != plan.name);
        if let Some(address) = &plan.address {
            self.addresses.insert(address.clone(), plan.name.clone());
        }
        let new = !self.receivers.contains_key(&plan.name);
        let at = self.receivers.entry(plan.name.clone()).or_insert_with(|| Receiver::new(&plan.name, plan.form, seed));
        (at.form, at.address, at.settings) = (plan.form, plan.address, plan.settings);
        if !new {
            let status = if plan.settings.silent { "silent".to_string() } else { plan.settings.status.to_string() };
            out.sink.emit(turn.now, turn.cause, || Draft {
                note: Some(status.into()),
                weight: Weight::Step,
                ..Draft::new("outside.changed", &plan.name)
            });
        }
    }

    fn deliver(&mut self, who: (CallId, &Name), cargo: &[Arc<Cargo>], whole: bool, turn: Turn<'_>, out: &mut Output) {
        let Some(at) = self.receivers.get_mut(who.1) else {
            let message = "Nobody answers at this address.".into();
            out.replies.push((who.0, Err(OutsideError { status: 404, message })));
            return;
        };
        at.counts.requests += 1;
        let verdict = at.judge(turn.now);
        let load = cargo.iter().map(|one| load(at, one)).collect();
        let waiting = Waiting { call: who.0, verdict, load, whole };
        if at.settings.latency.0 == 0 {
            return self.answer(who.1, waiting, turn, out);
        }
        self.next += 1;
        at.waiting.insert(self.next, waiting);
        out.timers.push((turn.now + at.settings.latency, Timer { receiver: who.1.clone(), no: self.next }));
    }
}

fn load(at: &mut Receiver, cargo: &Cargo) -> Load {
    let items = if cargo.items.is_empty() { cargo.item.iter().cloned().collect() } else { cargo.items.clone() };
    let rejected = at.form == Form::Opensearch && at.luck.chance(at.settings.rejects_per_million);
    let confirm = if at.settings.confirms { confirmation(&cargo.body) } else { None };
    Load { items, bytes: cargo.size(), rejected, confirm }
}

/// Topic and token of a subscription confirmation as SNS words it.
fn confirmation(body: &str) -> Option<(Name, Name)> {
    if !body.contains("SubscriptionConfirmation") {
        return None;
    }
    let said: Value = serde_json::from_str(body).ok()?;
    let field = |name: &str| said.get(name).and_then(Value::as_str).map(Name::from);
    if field("Type").as_deref() != Some("SubscriptionConfirmation") {
        return None;
    }
    Some((field("TopicArn")?, field("Token")?))
}

/// The words of a status.
pub(super) fn words(verdict: Verdict) -> &'static str {
    match verdict {
        Verdict::Silence => "no answer",
        Verdict::Status(429) => "Too Many Requests",
        Verdict::Status(404) => "Not Found",
        Verdict::Status(403) => "Forbidden",
        Verdict::Status(500) => "Internal Server Error",
        Verdict::Status(503) => "Service Unavailable",
        Verdict::Status(_) => "the receiver said so",
    }
}
