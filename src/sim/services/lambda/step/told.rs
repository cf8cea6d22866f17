//! What came of Lambda's errands.
use super::{Cx, Output};
use crate::sim::services::lambda::model::{Lambda, Waits};
use crate::sim::{
    errand::{Class, Outcome, Ticket},
    trace::{Name, Weight},
    turn::{Draft, Turn},
};
use std::sync::Arc;

/// How often a delete is tried again where that may help.
const DELETE_TRIES: u32 = 2;

impl Lambda {
    /// What came of an errand; whoever waited goes on.
    pub(in crate::sim::services::lambda) fn hear(
        &mut self,
        ticket: Ticket,
        outcome: Outcome,
        turn: Turn<'_>,
        out: &mut Output,
    ) {
        let Some(wait) = self.waits.remove(&ticket.0) else { return };
        let mut cx = Cx { now: turn.now, cause: turn.cause, region: turn.region, out };
        let cx = &mut cx;
        match wait {
            Waits::Receive(no, nth) => match outcome {
                Outcome::Messages(messages) => self.received((no, nth), messages, cx),
                Outcome::NoAnswer => self.received((no, nth), vec![], cx),
                other => self.ill((no, nth), &reason(&other).0, cx),
            },
            Waits::Delete(no, handles, tries) => self.deleted(no, (handles, tries), &outcome, cx),
            Waits::Effect(run, epoch) => {
                let result = if outcome.is_good() { Ok(()) } else { Err(reason(&outcome)) };
                self.effect_done((run, epoch), result, cx);
            }
            Waits::Shards(no) => self.listed(no, outcome, cx),
            Waits::Iterator(no, shard) => self.positioned((no, shard), outcome, cx),
            Waits::Records(no, shard) => self.read((no, shard), outcome, cx),
            Waits::Oldest(no, shard, lane) => self.oldest_known((no, shard, lane), outcome, cx),
            Waits::Destination(function) => {
                self.delivered(&function, &outcome, |t| t.destination_failures += 1, cx);
            }
            Waits::DeadLetter(function) => self.delivered(&function, &outcome, |t| t.dead_letter_errors += 1, cx),
            Waits::OnFailure(no, count) => {
                let Some(m) = self.mappings.get_mut(&no) else { return };
                if outcome.is_good() {
                    m.tally.on_failure += u64::from(count);
                } else {
                    let function = m.function.clone();
                    self.delivered(&function, &outcome, |t| t.destination_failures += 1, cx);
                }
            }
        }
    }

    fn delivered(
        &mut self,
        function: &Name,
        outcome: &Outcome,
        count: impl FnOnce(&mut crate::sim::services::lambda::model::function::LaterTally),
        cx: &mut Cx<'_>,
    ) {
        if outcome.is_good() {
            return;
        }
        if let Some(f) = self.functions.get_mut(function) {
            count(&mut f.tally.later);
        }
        cx.emit(cx.cause, || Draft {
            note: Some(reason(outcome).0),
            weight: Weight::Alarm,
            ..Draft::new("lambda.undelivered", function)
        });
    }

    /// Messages were deleted, or come back some day.
    fn deleted(&mut self, no: u32, (handles, tries): (Arc<Vec<Name>>, u32), outcome: &Outcome, cx: &mut Cx<'_>) {
        let Some(m) = self.mappings.get_mut(&no) else { return };
        let all = handles.len() as u64;
        match outcome {
            Outcome::Each(each) => m.tally.deleted += each.iter().filter(|r| r.is_ok()).count() as u64,
            Outcome::NoAnswer | Outcome::Refused { class: Class::Throttled | Class::Server, .. }
                if tries < DELETE_TRIES =>
            {
                self.delete_some(no, handles, tries + 1, cx);
            }
            other if other.is_good() => m.tally.deleted += all,
            other => {
                let why = reason(other).0;
                m.last = format!("PROBLEM: {why}").into();
                cx.emit(cx.cause, || Draft {
                    amount: all,
                    actor: Some(m.source_name.clone()),
                    note: Some(why),
                    weight: Weight::Alarm,
                    ..Draft::new("lambda.problem", &m.function)
                });
            }
        }
    }
}

/// An outcome that is no good, as error name and message.
pub(super) fn reason(outcome: &Outcome) -> (Name, Arc<str>) {
    match outcome {
        Outcome::Failed(error, why) => (error.clone(), why.clone()),
        Outcome::Refused { code, message, .. } => (code.clone(), message.clone()),
        Outcome::NoAnswer => ("TimeoutError".into(), "Nobody answered in time.".into()),
        Outcome::Each(each) => {
            let code = each.iter().find_map(|r| r.as_ref().err().cloned()).unwrap_or_default();
            (code, "A part of the request failed.".into())
        }
        _ => ("UnexpectedResponse".into(), "An answer of another kind came.".into()),
    }
}
