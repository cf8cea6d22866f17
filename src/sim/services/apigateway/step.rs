//! What comes back from the integration, and which status it becomes.
use super::{
    api::{ApiError, Response},
    model::Gateway,
};
use crate::sim::{
    errand::{Class, Outcome, Ticket},
    trace::{Item, Name, Phase, Weight},
    turn::{Draft, Out, Turn},
};
use std::sync::Arc;

/// What it puts its wishes into.
pub(super) type Output = Out<(), Result<Response, ApiError>>;

/// An event with who and what it is about.
pub(super) fn note(
    out: &mut Output,
    turn: Turn<'_>,
    (kind, place): (&'static str, &Name),
    (actor, item): (Option<&Name>, Option<Item>),
    more: impl FnOnce(&mut Draft),
) {
    out.sink.emit(turn.now, turn.cause, || {
        let mut draft = Draft { actor: actor.cloned(), item, ..Draft::new(kind, place) };
        more(&mut draft);
        draft
    });
}

impl Gateway {
    /// The integration has answered, or has not in time.
    pub(super) fn hear(&mut self, ticket: Ticket, outcome: &Outcome, turn: Turn<'_>, out: &mut Output) {
        let Some(pending) = self.pending.remove(&ticket.0) else { return };
        let Some(api) = self.apis.get_mut(&pending.api) else { return };
        api.tally.latency = turn.now.since(pending.came).as_millis();
        let answer = answer(outcome, api.plan.http);
        let about = (Some(&pending.from), pending.item.clone());
        match &answer {
            Ok(_) => {
                api.tally.good += 1;
                note(out, turn, ("apigateway.answer", &pending.api), about, |d| {
                    (d.amount, d.phase, d.weight) = (200, Some(Phase::Done), Weight::Step);
                });
            }
            Err(error) => {
                let server = error.status >= 500;
                *(if server { &mut api.tally.server } else { &mut api.tally.client }) += 1;
                let kind = match error.status {
                    504 => "apigateway.timeout",
                    500.. => "apigateway.error",
                    _ => "apigateway.answer",
                };
                let (amount, said) = (u64::from(error.status), Arc::from(code_of(outcome, error)));
                note(out, turn, (kind, &pending.api), about, |d| {
                    let weight = if server { Weight::Alarm } else { Weight::Step };
                    (d.amount, d.note, d.weight) = (amount, Some(said), weight);
                });
            }
        }
        out.replies.push((pending.call, answer));
    }
}

/// The integration's own error where it had one.
fn code_of<'a>(outcome: &'a Outcome, error: &'a ApiError) -> &'a str {
    match outcome {
        Outcome::Refused { code, .. } | Outcome::Failed(code, _) => code,
        _ => error.code,
    }
}

/// The answer the caller gets. A REST API says 500 where a function is throttled or closed to it, an HTTP API 503 for the former.
fn answer(outcome: &Outcome, http: bool) -> Result<Response, ApiError> {
    const INTERNAL: &str = "Internal server error";
    match outcome {
        Outcome::Returned(body) => Ok(Response::Answer(body.clone())),

        Outcome::NoAnswer => Err(ApiError::new(504, "GatewayTimeout", "Endpoint request timed out")),
        Outcome::Failed(..) => Err(ApiError::new(502, "BadGateway", INTERNAL)),
        Outcome::Refused { class: Class::Throttled, .. } if http => {
            Err(ApiError::new(503, "ServiceUnavailableException", "Service Unavailable"))
        }
        Outcome::Refused { class: Class::Throttled | Class::Denied, .. } => {
            Err(ApiError::new(500, "InternalServerErrorException", INTERNAL))
        }
        Outcome::Refused { class: Class::Server, .. } => Err(ApiError::new(502, "BadGateway", "Bad Gateway")),
        Outcome::Refused { class: Class::Client, message, .. } => {
            Err(ApiError::new(400, "IntegrationError", message.to_string()))
        }
        good => Ok(Response::Answer(body(good))),
    }
}

fn body(outcome: &Outcome) -> Arc<str> {
    match outcome {
        Outcome::Taken(id) => format!("{{\"MessageId\":\"{id}\"}}").into(),
        _ => "{}".into(),
    }
}
