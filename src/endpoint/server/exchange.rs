//! One request and its answer.
use super::{
    Incoming, Wish,
    body::{self, Room},
    guard::{self, Manners},
    limits::ANSWER_TIME,
    outcome::{Outcome, say},
    reply::{Answered, Reply},
    seats::{Guest, Working},
    wire,
};
use crate::endpoint::refusal::Refusal;
use hyper::{
    HeaderMap, Method, Request, Response, StatusCode,
    body::{Bytes, Incoming as Body},
    header::{HOST, HeaderName, ORIGIN},
    http::request::Parts,
};
use std::{convert::Infallible, sync::Arc};
use tokio::time::timeout;

/// What every connection shares.
pub(super) struct House {
    /// Who answers commands.
    pub(super) to: Box<dyn Fn(Incoming) + Send + Sync>,
    /// What large bodies share.
    pub(super) room: Room,
    /// Numbers for requests.
    pub(super) ids: wire::Ids,
}

/// A request's answer, whatever it is. A caller that is still sending counts as silent: it makes room where room is needed.
pub(super) async fn exchange(
    house: Arc<House>,
    guest: Arc<Guest>,
    request: Request<Body>,
) -> Result<Response<Outcome>, Infallible> {
    let (head, body) = request.into_parts();
    let received = receive(&house, &head, body).await;
    let working = Working::new(guest);
    let mut answer = match received {
        Ok(body) => answer(&house, &head, &body).await,
        Err((status, why)) => say(status, why),
    };
    answer.body_mut().until_sent(working);
    Ok(answer)
}

/// The body of a caller who may come in.
async fn receive(house: &House, head: &Parts, body: Body) -> Result<Bytes, body::Refused> {
    guard::admit(manners(head)).map_err(|why| (StatusCode::FORBIDDEN, why))?;
    house.room.read(body).await
}

async fn answer(house: &House, head: &Parts, body: &Bytes) -> Response<Outcome> {
    match head.uri.path().strip_prefix("/_inflight/") {
        Some(own) => own_path(house, &head.method, own).await,
        None => command(house, head, body).await,
    }
}

/// What the guard looks at.
fn manners(head: &Parts) -> Manners<'_> {
    let named = head.uri.host().is_none_or(guard::is_loopback);
    Manners {
        host: single(&head.headers, &HOST).filter(|_| named),
        origin: head.headers.get(ORIGIN).map(|v| v.to_str().unwrap_or_default()),
        site: head.headers.get("sec-fetch-site").map(|v| v.to_str().unwrap_or_default()),
    }
}

/// A header that stands there once, as text.
fn single<'h>(headers: &'h HeaderMap, name: &HeaderName) -> Option<&'h str> {
    let mut all = headers.get_all(name).iter();
    let first = all.next().filter(|_| all.next().is_none());
    first.and_then(|value| value.to_str().ok())
}

/// What is not AWS's: health and reset.
async fn own_path(house: &House, method: &Method, path: &str) -> Response<Outcome> {
    match (method, path) {
        (&Method::GET | &Method::HEAD, "health") => wire::health(),
        (&Method::POST, "reset") => match ask(house, Wish::Reset).await {
            Answered::Whole(Err(refusal)) => wire::not_emptied(refusal.message),
            Answered::Whole(Ok(_)) | Answered::Parts(_) => wire::emptied(),
        },
        (_, "health" | "reset") => {
            say(StatusCode::METHOD_NOT_ALLOWED, "GET /_inflight/health, POST /_inflight/reset\n")
        }
        _ => say(StatusCode::NOT_FOUND, "inflight itself has GET /_inflight/health and POST /_inflight/reset.\n"),
    }
}

/// An operation of AWS.
async fn command(house: &House, head: &Parts, body: &Bytes) -> Response<Outcome> {
    let id = house.ids.next();
    match wire::read(head, body) {
        Ok(command) => {
            let shell = wire::shell(&command);
            let answered = ask(house, Wish::Command(Box::new(command))).await;
            wire::write(shell, answered, &id).await
        }
        Err(rejection) => wire::reject(&rejection, &id),
    }
}

/// Hands a wish over and waits.
async fn ask(house: &House, wish: Wish) -> Answered {
    let (reply, answer) = Reply::new();
    (house.to)(Incoming { wish, reply });
    match timeout(ANSWER_TIME, answer).await {
        Ok(Ok(answered)) => answered,
        Ok(Err(_)) => Answered::Whole(Err(none("The simulator gave no answer."))),
        Err(_) => Answered::Whole(Err(none("The simulator gave no answer in time."))),
    }
}

fn none(why: &'static str) -> Refusal {
    Refusal::new("ServiceUnavailable", why).status(503)
}
