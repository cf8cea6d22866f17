//! Reading a request's body, within its bounds of size and time.
use super::limits::{ALL_BODIES, BODY_TIME, MOST_BODY, SMALL_BODY};
use http_body_util::BodyExt;
use hyper::{
    StatusCode,
    body::{Body, Bytes, Incoming},
};
use tokio::{
    sync::{Semaphore, SemaphorePermit},
    time::timeout,
};

/// A body that is not taken: the status and a sentence.
pub(super) type Refused = (StatusCode, &'static str);

const TOO_LARGE: Refused = (
    StatusCode::PAYLOAD_TOO_LARGE,
    "The body is larger than 16 MiB, which is more than AWS takes by any of these services.\n",
);
const TOO_SLOW: Refused = (StatusCode::REQUEST_TIMEOUT, "The body did not arrive within 30 seconds.\n");
const NO_ROOM: Refused =
    (StatusCode::SERVICE_UNAVAILABLE, "Too many large bodies arrive at a time: try again shortly.\n");
const BROKEN: Refused =
    (StatusCode::BAD_REQUEST, "The body ended before its announced length, or is not what it claims to be.\n");

/// What large bodies share, so that a crowd of them cannot fill the memory. A body takes of it what has arrived, not what it announces:
/// one that dawdles keeps nothing from the others.
#[derive(Debug)]
pub(super) struct Room(Semaphore);

impl Default for Room {
    fn default() -> Self {
        Self(Semaphore::new(ALL_BODIES))
    }
}

impl Room {
    /// The whole body.
    ///
    /// # Errors
    /// It is too large, too slow or broken.
    pub(super) async fn read(&self, body: Incoming) -> Result<Bytes, Refused> {
        let hint = body.size_hint();
        if hint.lower() > MOST_BODY as u64 {
            return Err(TOO_LARGE);
        }
        let most = hint.exact().and_then(|n| usize::try_from(n).ok()).unwrap_or(MOST_BODY);
        timeout(BODY_TIME, self.read_in_time(body, most)).await.unwrap_or(Err(TOO_SLOW))
    }

    async fn read_in_time(&self, mut body: Incoming, most: usize) -> Result<Bytes, Refused> {
        let Some(first) = next(&mut body).await? else { return Ok(Bytes::new()) };
        // Most requests are in one piece, which is used as it came.
        if first.len() == most || body.is_end_stream() {
            return Ok(first);
        }
        let mut all = Vec::with_capacity(most.min(SMALL_BODY));
        let (mut piece, mut held): (_, Option<SemaphorePermit<'_>>) = (Some(first), None);
        while let Some(data) = piece {
            if all.len() + data.len() > MOST_BODY {
                return Err(TOO_LARGE);
            }
            if all.len() + data.len() > SMALL_BODY {
                let share = u32::try_from(data.len()).unwrap_or(u32::MAX);
                // Nobody waits while it holds a share itself: SDKs try again by themselves.
                let more = self.0.try_acquire_many(share).map_err(|_| NO_ROOM)?;
                match &mut held {
                    Some(held) => held.merge(more),
                    None => held = Some(more),
                }
            }
            all.extend_from_slice(&data);
            piece = next(&mut body).await?;
        }
        Ok(all.into())
    }
}

/// The next piece; trailers are passed over.
async fn next(body: &mut Incoming) -> Result<Option<Bytes>, Refused> {
    while let Some(frame) = body.frame().await {
        if let Ok(data) = frame.map_err(|_| BROKEN)?.into_data() {
            return Ok(Some(data));
        }
    }
    Ok(None)
}
