//! The calls of SQS under AWS's names, and where each is answered.
/// Digests.
pub mod digest;
/// Errands of other services.
pub(super) mod errand;
/// Refusals.
pub mod error;
/// MessageId, ReceiptHandle, SequenceNumber.
pub mod handle;
mod policy;
mod queues;
/// ReceiveMessage.
pub mod receive;
mod remove;
/// The calls as data.
pub mod request;
/// The answers as data.
pub mod response;
pub(super) mod send;
mod tasks;

use super::model::{Sqs, fifo::Action, queue::Queue};
use super::step::{Ctx, Output};
use crate::sim::leniency::Spared;
use crate::sim::trace::{Name, Weight};
use crate::sim::turn::{CallId, Draft, Turn};
pub use error::{Code, SqsError};
pub use request::Request;
pub use response::Response;
use response::{Batch, Failed};

/// An answer, or a refusal that changed nothing.
pub type Reply = Result<Response, SqsError>;

impl Sqs {
    /// A call arrives. It is answered through `out.replies` under the same `id`: at once, or later where a receive waits.
    #[allow(clippy::too_many_arguments)] // the shape every service shares: who, what, when, where to
    pub(super) fn handle(&mut self, id: CallId, from: &Name, request: Request, turn: Turn<'_>, out: &mut Output) {
        let call = Call { id, from, turn };
        let reply = if out.sink.off { self.answer(call, request, out) } else { self.told(call, request, out) };
        if let Some(reply) = reply {
            let spared = turn.spares(Spared::Wording);
            out.replies.push((id, reply.map_err(|error| if spared { error.reworded() } else { error })));
        }
    }

    /// As [`Sqs::answer`], with an event for a refusal.
    fn told(&mut self, call: Call<'_>, request: Request, out: &mut Output) -> Option<Reply> {
        let place: Name = request.queue().unwrap_or("sqs").into();
        let reply = self.answer(call, request, out);
        if let Some(Err(error)) = &reply {
            let throttled = error.code == Code::RequestThrottled;
            out.sink.emit(call.turn.now, call.turn.cause, || Draft {
                actor: Some(call.from.clone()),
                note: Some(error.code.name().into()),
                weight: Weight::Mark,
                ..Draft::new(if throttled { "sqs.throttled" } else { "sqs.refused" }, &place)
            });
        }
        reply
    }

    /// The answer, or `None` where the call waits.
    fn answer(&mut self, call: Call<'_>, request: Request, out: &mut Output) -> Option<Reply> {
        let turn = call.turn;
        match request {
            Request::SendMessage { queue, message } => {
                Some(self.on(&queue, turn, out, |q, ctx| send::one(q, ctx, call.from, message)))
            }
            Request::SendMessageBatch { queue, entries } => {
                Some(self.on(&queue, turn, out, |q, ctx| send::batch(q, ctx, call.from, entries)))
            }
            Request::ReceiveMessage { queue, receive } => {
                let name = request::bare(&queue);
                let answer =
                    self.with_queue(name, turn, out, |q, ctx| receive::receive(q, ctx, (call.id, call.from), receive));
                answer.unwrap_or_else(|| Some(Err(SqsError::no_queue())))
            }
            Request::DeleteMessage { queue, receipt_handle } => {
                Some(self.on(&queue, turn, out, |q, ctx| remove::one(q, ctx, call.from, &receipt_handle)))
            }
            Request::DeleteMessageBatch { queue, entries } => {
                Some(self.on(&queue, turn, out, |q, ctx| remove::batch(q, ctx, call.from, entries)))
            }
            Request::ChangeMessageVisibility { queue, change } => {
                Some(self.on(&queue, turn, out, |q, ctx| remove::change(q, ctx, call.from, &change)))
            }
            Request::ChangeMessageVisibilityBatch { queue, entries } => {
                Some(self.on(&queue, turn, out, |q, ctx| remove::change_batch(q, ctx, call.from, entries)))
            }
            other => Some(self.manage(call, other, out)),
        }
    }

    /// Does something with one queue, counted as a request to it.
    fn on(
        &mut self,
        queue: &str,
        turn: Turn<'_>,
        out: &mut Output,
        act: impl FnOnce(&mut Queue, &mut Ctx<'_>) -> Reply,
    ) -> Reply {
        let answer = self.with_queue(request::bare(queue), turn, out, |queue, ctx| {
            queue.tally.total.requests += 1;
            act(queue, ctx)
        });
        answer.unwrap_or_else(|| Err(SqsError::no_queue()))
    }
}

/// Who calls, when, under which number.
#[derive(Clone, Copy, Debug)]
struct Call<'a> {
    id: CallId,
    from: &'a Name,
    turn: Turn<'a>,
}

/// A FIFO queue takes only so many calls a second of each kind; `groups` are those the call touches, for the partitions.
fn throttle<'a>(
    queue: &mut Queue,
    ctx: &Ctx<'_>,
    action: Action,
    groups: impl Iterator<Item = &'a str>,
) -> Result<(), SqsError> {
    if !queue.config.fifo {
        return Ok(());
    }
    let rates = ctx.core.limits.rates;
    let most = (rates.fifo_high_calls / rates.partition_calls.max(1)).max(1);
    let partitions = u64::from(queue.config.settings.partitions).min(most);
    let buckets = &mut queue.memory.buckets;
    let fits = match (queue.config.acting.high_throughput(), action) {
        (false, _) => buckets.take(action, &[0], rates.fifo_calls, ctx.now),
        (true, Action::Receive) => buckets.take(action, &[0], rates.partition_calls * partitions, ctx.now),
        (true, _) => {
            let mut touched: Vec<u32> = groups.map(|g| partition(g, partitions)).collect();
            touched.sort_unstable();
            touched.dedup();
            buckets.take(action, &touched, rates.partition_calls, ctx.now)
        }
    };
    if fits {
        return Ok(());
    }
    queue.tally.total.throttled += 1;
    Err(SqsError::new(
        Code::RequestThrottled,
        "Rate exceeded: a FIFO queue takes only so many calls a second per action.",
    ))
}

/// The partition of a message group in high-throughput mode.
fn partition(group: &str, partitions: u64) -> u32 {
    let hash = group.bytes().fold(0, |h, b| crate::sim::ids::spread(h ^ u64::from(b)));
    u32::try_from(hash % partitions).unwrap_or(0)
}

/// Checks what every batch must keep: entries, distinct and well-formed Ids.
fn check_batch<T>(entries: &[request::Entry<T>], most: u64, kind: &str) -> Result<(), SqsError> {
    if entries.is_empty() {
        let message = format!("There should be at least one {kind}RequestEntry in the request.");
        return Err(SqsError::new(Code::EmptyBatchRequest, message));
    }
    if entries.len() as u64 > most {
        let message = format!("Maximum number of entries per request are {most}. You have sent {}.", entries.len());
        return Err(SqsError::new(Code::TooManyEntriesInBatchRequest, message));
    }
    let good = |id: &str| {
        (1..=80).contains(&id.len()) && id.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-' || b == b'_')
    };
    if entries.iter().any(|e| !good(&e.id)) {
        let message = "A batch entry id can only contain alphanumeric characters, hyphens and underscores. It can be at most 80 letters long.";
        return Err(SqsError::new(Code::InvalidBatchEntryId, message));
    }
    for (at, entry) in entries.iter().enumerate() {
        if entries.iter().take(at).any(|e| e.id == entry.id) {
            return Err(SqsError::new(Code::BatchEntryIdsNotDistinct, format!("Id {} repeated.", entry.id)));
        }
    }
    Ok(())
}

/// Sorts results into Successful and Failed.
fn sort_out<T>(results: impl Iterator<Item = (String, Result<T, SqsError>)>) -> Batch<T> {
    let mut out = Batch { successful: vec![], failed: vec![] };
    for (id, result) in results {
        match result {
            Ok(answer) => out.successful.push((id, answer)),
            Err(e) => out.failed.push(Failed { id, code: e.code, message: e.message, sender_fault: true }),
        }
    }
    out
}
