//! What time does: an answer is given once its latency has passed.
use super::api::{OutsideError, Response, words};
use super::model::{Load, Outside, Receiver, Verdict, Waiting};
use crate::base::time::SimTime;
use crate::sim::{
    errand::{By, Errand, Task, Ticket},
    trace::{Name, Phase, Weight},
    turn::{Draft, Out, Turn},
};
use serde::{Deserialize, Serialize};

/// An answer is due.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Timer {
    /// Whose.
    pub receiver: Name,
    /// Which.
    pub no: u64,
}

/// What a receiver answers with.
pub type Output = Out<Timer, Result<Response, OutsideError>>;

/// How long a visit to a SubscribeURL waits.
const PATIENCE: SimTime = SimTime::from_secs(10);

impl Outside {
    pub(super) fn wake(&mut self, timer: &Timer, turn: Turn<'_>, out: &mut Output) {
        let found = self.receivers.get_mut(&timer.receiver).and_then(|at| at.waiting.remove(&timer.no));
        if let Some(waiting) = found {
            self.answer(&timer.receiver, waiting, turn, out);
        }
    }

    /// Gives the answer and counts what came.
    pub(super) fn answer(&mut self, name: &Name, waiting: Waiting, turn: Turn<'_>, out: &mut Output) {
        let Some(at) = self.receivers.get_mut(name) else { return };
        let Waiting { call, verdict, load, whole } = waiting;
        match verdict {
            Verdict::Status(200..=299) => {}
            Verdict::Silence => {
                at.counts.silent += 1;
                return blame(name, &load, "outside.silent", verdict, turn, out);
            }
            Verdict::Status(status) => {
                at.counts.refused += 1;
                blame(name, &load, "outside.refuse", verdict, turn, out);
                out.replies.push((call, Err(OutsideError { status, message: words(verdict).into() })));
                return;
            }
        }
        at.counts.taken += 1;
        for one in load.iter().filter(|one| !one.rejected) {
            take(at, one, turn, out);
        }
        for one in load.iter().filter(|one| one.rejected) {
            at.counts.rejected += 1;
            out.sink.emit(turn.now, turn.cause, || Draft {
                item: one.items.first().cloned(),
                weight: Weight::Mark,
                ..Draft::new("outside.reject", name)
            });
        }
        let reply = if !whole {
            Ok(Response::Each(load.iter().map(|one| !one.rejected).collect()))
        } else if load.iter().any(|one| one.rejected) {
            Err(OutsideError { status: 400, message: "mapper_parsing_exception".into() })
        } else {
            self.next += 1;
            Ok(Response::Taken(self.next))
        };
        out.replies.push((call, reply));
        for (topic, token) in load.into_iter().filter_map(|one| one.confirm) {
            self.confirm(name, topic, token, turn, out);
        }
    }

    /// Visits the SubscribeURL: whoever knows the token may confirm.
    fn confirm(&mut self, name: &Name, topic: Name, token: Name, turn: Turn<'_>, out: &mut Output) {
        let cause = out.sink.emit(turn.now, turn.cause, || Draft {
            note: Some(token.clone()),
            weight: Weight::Step,
            ..Draft::new("outside.confirm", name)
        });
        self.next += 1;
        out.errands.push(Errand {
            ticket: Ticket(self.next),
            by: By::Role { of: turn.region.arn("outside", name) },
            to: topic,
            task: Task::Token { token, result: Some(Ok("confirm".into())) },
            patience: PATIENCE,
            cause,
        });
    }

    /// It falls silent until the scenario says otherwise.
    pub(super) fn break_down(&mut self, name: &str, turn: Turn<'_>, out: &mut Output) -> bool {
        let Some(at) = self.receivers.get_mut(name) else { return false };
        at.settings.silent = true;
        let name = at.name.clone();
        out.sink.emit(turn.now, turn.cause, || Draft {
            note: Some("silent".into()),
            weight: Weight::Alarm,
            ..Draft::new("outside.changed", &name)
        });
        true
    }
}

fn take(at: &mut Receiver, load: &Load, turn: Turn<'_>, out: &mut Output) {
    at.counts.bytes += load.bytes;
    at.counts.received += (load.items.len() as u64).max(1);
    if load.items.is_empty() {
        at.counts.distinct += 1;
        out.sink.emit(turn.now, turn.cause, || Draft { amount: 1, ..Draft::new("outside.receive", &at.name) });
    }
    for item in &load.items {
        let times = at.count(item);
        let first = times == 1;
        if first {
            at.counts.distinct += 1;
        } else {
            at.counts.repeats += 1;
        }
        out.sink.emit(turn.now, turn.cause, || Draft {
            item: Some(item.clone()),
            phase: Some(Phase::Done),
            amount: u64::from(times),
            weight: if first { Weight::Step } else { Weight::Mark },
            ..Draft::new(if first { "outside.receive" } else { "outside.repeat" }, &at.name)
        });
    }
}

#[allow(clippy::too_many_arguments)] // one event, spelt out
fn blame(name: &Name, load: &[Load], kind: &'static str, verdict: Verdict, turn: Turn<'_>, out: &mut Output) {
    let note = || match verdict {
        Verdict::Status(status) => status.to_string(),
        Verdict::Silence => "no answer".to_string(),
    };
    out.sink.emit(turn.now, turn.cause, || Draft {
        item: load.iter().find_map(|one| one.items.first().cloned()),
        amount: load.len() as u64,
        note: Some(note().into()),
        weight: Weight::Alarm,
        ..Draft::new(kind, name)
    });
}
