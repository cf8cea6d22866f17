//! Messages that change their queue or come twice: dead letters, arrivals, at-least-once copies.
use super::{Ctx, Output, about, follow_up, mark, settle};
use crate::sim::services::sqs::model::{
    Sqs,
    message::{Message, Place},
    queue::Queue,
};
use crate::sim::trace::{Name, Phase, Weight};
use crate::sim::turn::{Draft, Turn};

/// Whether the next receive would raise the count above maxReceiveCount, and there is a dead-letter queue to go to.
#[must_use]
pub fn is_due(queue: &Queue, ctx: &Ctx<'_>, slot: u32) -> bool {
    let Some(redrive) = &queue.config.acting.redrive else { return false };
    let over = queue.messages.get(slot).is_some_and(|m| m.here >= redrive.max);
    over && ctx.core.kinds.get(&redrive.target) == Some(&queue.config.fifo)
}

/// Sends a message to the dead-letter queue.
pub fn dead_letter(queue: &mut Queue, ctx: &mut Ctx<'_>, slot: u32) {
    let Some(target) = queue.config.acting.redrive.as_ref().map(|r| r.target.clone()) else { return };
    let Some(mut message) = queue.take_out(slot) else { return };
    queue.counts.dead_lettered += 1;
    let name = queue.config.name.clone();
    let event = ctx.emit(ctx.cause.or(message.cause()), || Draft {
        phase: Some(Phase::Dead),
        note: Some(target.clone()),
        weight: Weight::Mark,
        ..about("sqs.dead_letter", &name, &message)
    });
    message.event = event.unwrap_or(u64::MAX);
    message.extra.source = Some(name);
    ctx.moved.push((target, message));
}

/// Leaves a copy of a deleted message behind, as a server does that missed the delete.
pub fn copy(queue: &mut Queue, ctx: &mut Ctx<'_>, original: &Message) {
    let mut message = original.clone();
    message.no = ctx.core.identity().0;
    message.place = Place::Visible;
    message.extra.copy = true;
    let name = queue.config.name.clone();
    let Some(slot) = queue.admit(message) else { return };
    queue.counts.copies += 1;
    let event = ctx.emit(ctx.cause, || Draft {
        phase: Some(Phase::Visible),
        weight: Weight::Mark,
        ..about("sqs.duplicate", &name, original)
    });
    mark(queue, slot, event);
}

impl Sqs {
    /// Delivers one message of a standard queue a second time: the one deleted last, else the one longest in flight. `false`
    /// where there is none, or the queue is FIFO, which does not do that.
    pub fn duplicate(&mut self, queue: &str, turn: Turn<'_>, out: &mut Output) -> bool {
        let done = self.with_queue(queue, turn, out, |queue, ctx| {
            let flying = || queue.due.hidden.first().and_then(|d| queue.messages.get(d.1)).cloned();
            let Some(original) = queue.shown.last.clone().or_else(flying).filter(|_| !queue.config.fifo) else {
                return false;
            };
            copy(queue, ctx, &original);
            true
        });
        done.unwrap_or(false)
    }

    /// Dead letters arrive. A standard queue keeps the enqueue time, so that they may expire soon; a FIFO queue starts it anew.
    pub(in crate::sim::services::sqs) fn arrive(
        &mut self,
        moved: Vec<(Name, Message)>,
        turn: Turn<'_>,
        out: &mut Output,
    ) {
        let mut line = std::collections::VecDeque::from(moved);
        while let Some((target, mut message)) = line.pop_front() {
            let Some(queue) = self.queues.get_mut(&target) else { continue };
            let Turn { now, cause, leniency, region, .. } = turn;
            let mut ctx = Ctx { now, cause, leniency, region, core: &mut self.core, out, moved: vec![] };
            settle(queue, &mut ctx);
            message.no = ctx.core.identity().0;
            message.here = 0;
            message.place = Place::Visible;
            message.extra.moved = Some(turn.now);
            if queue.config.fifo {
                message.sent = turn.now;
            }
            message.seq = queue.next_seq();
            queue.counts.dead_letters_in += 1;
            land(queue, &mut ctx, message);
            follow_up(queue, &mut ctx);
            line.extend(ctx.moved);
        }
    }
}

/// Puts a message that comes from another queue in, and tells.
pub fn land(queue: &mut Queue, ctx: &mut Ctx<'_>, message: Message) {
    let cause = message.cause();
    let name = queue.config.name.clone();
    let Some(slot) = queue.admit(message) else { return };
    let Some(message) = queue.messages.get(slot) else { return };
    let event = ctx.emit(cause, || Draft {
        phase: Some(Phase::Visible),
        weight: Weight::Step,
        note: message.extra.source.clone(),
        ..about("sqs.arrive", &name, message)
    });
    mark(queue, slot, event);
}
