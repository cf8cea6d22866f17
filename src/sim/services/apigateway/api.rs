//! Calls and answers. The set-up is one call here (CreateRestApi, PutIntegration, CreateDeployment and UpdateStage on AWS).
use super::{
    model::{Api, Gateway, Pending, Tally},
    quotas::Bucket,
    step::{Output, note},
};
use crate::base::time::SimTime;
use crate::sim::{
    arn,
    errand::{By, Cargo, Errand, Outcome, Task, Ticket},
    trace::{Name, Phase, Weight},
    turn::{CallId, Draft, Turn},
};
use serde::{Deserialize, Serialize};
use std::borrow::Cow;
use std::sync::Arc;

/// One call.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Request {
    /// An API is set up or changed.
    Deploy(Box<Plan>),
    /// A request to its stage.
    Invoke {
        /// Which API.
        api: Name,
        /// The request's body.
        cargo: Arc<Cargo>,
    },
}

/// How an API is set up.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Plan {
    /// Its name.
    pub name: Name,
    /// Its ARN.
    pub arn: Name,
    /// The integration: an ARN or an address.
    pub to: Name,
    /// timeoutInMillis; the ledger's default unless said.
    pub timeout: Option<u64>,
    /// The stage's rateLimit and burstLimit.
    pub throttle: Option<(u64, u64)>,
    /// An HTTP API in place of a REST API.
    pub http: bool,
    /// authorizationType AWS_IAM.
    pub iam: bool,
    /// Its resource policy.
    pub policy: Option<Name>,
}

/// One answer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Response {
    /// Set up.
    Done,
    /// 200 with a body.
    Answer(Arc<str>),
}

/// An answer of 400 and above.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct ApiError {
    /// The HTTP status.
    pub status: u16,
    /// `x-amzn-ErrorType`, or the name of the gateway response.
    pub code: &'static str,
    /// The message in the body.
    pub message: Cow<'static, str>,
}

/// Codes that can be read back.
const CODES: &[&str] = &[
    "TooManyRequestsException",
    "AccessDeniedException",
    "RequestEntityTooLargeException",
    "ForbiddenException",
    "IntegrationError",
    "GatewayTimeout",
    "BadGateway",
    "InternalServerErrorException",
    "ServiceUnavailableException",
    "BadRequestException",
    "NotFoundException",
];

impl<'de> Deserialize<'de> for ApiError {
    fn deserialize<D: serde::Deserializer<'de>>(d: D) -> Result<Self, D::Error> {
        #[derive(Deserialize)]
        struct Plain {
            status: u16,
            code: String,
            message: String,
        }
        let Plain { status, code, message } = Plain::deserialize(d)?;
        let code = CODES.iter().find(|c| **c == code).copied().unwrap_or("IntegrationError");
        Ok(Self { status, code, message: message.into() })
    }
}

impl ApiError {
    /// An error.
    pub fn new(status: u16, code: &'static str, message: impl Into<Cow<'static, str>>) -> Self {
        Self { status, code, message: message.into() }
    }
}

/// Whatever is sent to an API is a request.
///
/// # Errors
/// The outcome where an API cannot do that.
pub(super) fn accept(to: &str, task: Task) -> Result<Request, Outcome> {
    let name = |at: arn::Place<'_>| Name::from(if at.kind.is_empty() { at.name } else { at.kind });
    let api = arn::parse(to).map_or_else(|| to.into(), name);
    match task {
        Task::Send(cargo) | Task::Invoke(cargo) => Ok(Request::Invoke { api, cargo }),
        _ => Err(Outcome::senseless("execute-api")),
    }
}

impl Gateway {
    pub(super) fn handle(&mut self, who: (CallId, &Name), request: Request, turn: Turn<'_>, out: &mut Output) {
        match request {
            Request::Deploy(plan) => {
                let answer = self.deploy(*plan, turn.now);
                out.replies.push((who.0, answer));
            }
            Request::Invoke { api, cargo } => self.invoke(who, &api, cargo, turn, out),
        }
    }

    fn deploy(&mut self, plan: Plan, now: SimTime) -> Result<Response, ApiError> {
        let bad = |why: String| Err(ApiError::new(400, "BadRequestException", why));
        let span = self.limits.timeout;
        if plan.timeout.is_some_and(|t| !span.holds(t)) {
            return bad(format!("Timeout should be between {} ms and {} ms", span.min, span.max));
        }
        if plan.throttle.is_some_and(|(rate, burst)| rate > self.limits.rate || burst > self.limits.burst) {
            return bad("Stage throttle settings cannot exceed the account's".into());
        }
        match self.apis.get_mut(&plan.name) {
            Some(api) => {
                match (&mut api.stage, plan.throttle) {
                    (Some(bucket), Some((rate, burst))) => bucket.resize(rate, burst, now),
                    (stage, throttle) => *stage = throttle.map(|(rate, burst)| Bucket::new(rate, burst)),
                }
                api.plan = plan;
            }
            None => {
                let stage = plan.throttle.map(|(rate, burst)| Bucket::new(rate, burst));
                self.apis.insert(plan.name.clone(), Api { plan, stage, tally: Tally::default() });
            }
        }
        Ok(Response::Done)
    }

    fn invoke(
        &mut self,
        (call, from): (CallId, &Name),
        name: &Name,
        cargo: Arc<Cargo>,
        turn: Turn<'_>,
        out: &mut Output,
    ) {
        let Some(api) = self.apis.get_mut(name) else {
            out.replies.push((call, Err(ApiError::new(403, "ForbiddenException", "Forbidden"))));
            return;
        };
        api.tally.count += 1;
        let item = cargo.item.clone();
        let stage = api.stage.as_mut().is_none_or(|bucket| bucket.has(turn.now));
        let account = self.account.has(turn.now);
        if !stage || !account {
            (api.tally.client, api.tally.throttled) = (api.tally.client + 1, api.tally.throttled + 1);
            note(out, turn, ("apigateway.throttled", name), (Some(from), item), |d| {
                (d.note, d.weight) = (Some(if stage { "account" } else { "stage" }.into()), Weight::Alarm);
            });
            out.replies.push((call, Err(ApiError::new(429, "TooManyRequestsException", "Too Many Requests"))));
            return;
        }
        self.account.take();
        if let Some(bucket) = &mut api.stage {
            bucket.take();
        }
        if cargo.size() > self.limits.payload {
            api.tally.client += 1;
            note(out, turn, ("apigateway.refused", name), (Some(from), item), |d| {
                (d.note, d.weight) = (Some("RequestEntityTooLargeException".into()), Weight::Step);
            });
            let error = ApiError::new(413, "RequestEntityTooLargeException", "Request Too Long");
            out.replies.push((call, Err(error)));
            return;
        }
        let patience = SimTime::from_millis(api.plan.timeout.unwrap_or(self.limits.timeout.default));
        let ticket = Ticket(self.next);
        self.next += 1;
        let (errand, until) = (ask(api, ticket, cargo, patience, turn.cause), turn.now + patience);
        note(out, turn, ("apigateway.request", name), (Some(from), item.clone()), |d: &mut Draft| {
            (d.phase, d.until, d.weight) = (Some(Phase::Flight), Some(until), Weight::Step);
        });
        out.errands.push(errand);
        let pending = Pending { api: name.clone(), call, from: from.clone(), item, came: turn.now };
        self.pending.insert(ticket.0, pending);
    }
}

/// A function is invoked by the service itself, which needs its resource policy; any other service by the API's role.
fn ask(api: &Api, ticket: Ticket, cargo: Arc<Cargo>, patience: SimTime, cause: Option<u64>) -> Errand {
    let (to, own) = (api.plan.to.clone(), &api.plan.arn);
    let function = arn::parse(&to).is_some_and(|p| p.service == "lambda");
    let by = if function {
        By::Service { principal: "apigateway.amazonaws.com".into(), source: format!("{own}/prod/POST/").into() }
    } else {
        By::Role { of: own.clone() }
    };
    let task = if function { Task::Invoke(cargo) } else { Task::Send(cargo) };
    Errand { ticket, by, to, task, patience, cause }
}
