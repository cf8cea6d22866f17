//! What time does to SQS: delays and timeouts end, retention and waits run out, purges and move tasks act.
/// Handing out messages.
pub mod deliver;
/// Move tasks at work.
pub mod tasks;
/// Dead letters, copies and what they do to another queue.
pub mod transfer;

use super::api::{error::SqsError, response::Response};
use super::model::{
    Core, Sqs,
    message::{Message, Place},
    queue::Queue,
};
use crate::base::time::SimTime;
use crate::sim::leniency::Leniency;
use crate::sim::region::Region;
use crate::sim::trace::{Name, Phase, Weight};
use crate::sim::turn::{Draft, Out, Turn};
use serde::{Deserialize, Serialize};

/// SQS's own timers.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Timer {
    /// Something may be due in this queue.
    Queue(Name),
    /// A move task takes its next message.
    Task(u64),
}

/// What SQS answers with.
pub type Output = Out<Timer, Result<Response, SqsError>>;

/// What a step works with besides its queue.
#[derive(Debug)]
pub struct Ctx<'a> {
    /// The moment of the step.
    pub now: SimTime,
    /// The trace event that led here.
    pub cause: Option<u64>,
    /// What the account is spared.
    pub leniency: Leniency,
    /// Where it is.
    pub region: &'a Region,
    /// What all queues share.
    pub core: &'a mut Core,
    /// Where timers, answers and events go.
    pub out: &'a mut Output,
    /// Dead letters on their way to another queue.
    pub moved: Vec<(Name, Message)>,
}

impl Ctx<'_> {
    /// Records an event at the moment of the step.
    pub fn emit(&mut self, cause: Option<u64>, draft: impl FnOnce() -> Draft) -> Option<u64> {
        self.out.sink.emit(self.now, cause, draft)
    }
    /// Records an event about a message.
    pub fn tell(&mut self, cause: Option<u64>, kind: &'static str, queue: &Name, message: &Message) -> Option<u64> {
        self.emit(cause, || about(kind, queue, message))
    }
}

/// An event about a message, to be filled in.
#[must_use]
pub fn about(kind: &'static str, queue: &Name, message: &Message) -> Draft {
    Draft { item: message.payload.item.clone(), amount: u64::from(message.receives), ..Draft::new(kind, queue) }
}

impl Sqs {
    /// A timer has come.
    pub(super) fn wake(&mut self, timer: Timer, turn: Turn<'_>, out: &mut Output) {
        match timer {
            Timer::Queue(name) => {
                self.with_queue(&name, turn, out, |_, _| ());
            }
            Timer::Task(no) => self.run_task(no, turn, out),
        }
    }

    /// Brings a queue up to now, does `act` on it, and follows up: waiting receives, dead letters, the next wake-up.
    pub(super) fn with_queue<T>(
        &mut self,
        name: &str,
        turn: Turn<'_>,
        out: &mut Output,
        act: impl FnOnce(&mut Queue, &mut Ctx<'_>) -> T,
    ) -> Option<T> {
        let queue = self.queues.get_mut(name)?;
        let Turn { now, cause, leniency, region, .. } = turn;
        let mut ctx = Ctx { now, cause, leniency, region, core: &mut self.core, out, moved: vec![] };
        settle(queue, &mut ctx);
        let answer = act(queue, &mut ctx);
        follow_up(queue, &mut ctx);
        let moved = ctx.moved;
        if !moved.is_empty() {
            self.arrive(moved, turn, out);
        }
        Some(answer)
    }
}

/// After a change: serves those who wait, lets what is due at this very moment happen, asks for the next wake-up
/// unless an earlier one is already asked for.
pub fn follow_up(queue: &mut Queue, ctx: &mut Ctx<'_>) {
    deliver::serve(queue, ctx);
    let mut next = queue.next_due();
    if next.is_some_and(|at| at <= ctx.now) {
        run(queue, ctx);
        next = queue.next_due();
    }
    let Some(next) = next else { return };
    if queue.due.armed.is_none_or(|armed| next < armed) {
        queue.due.armed = Some(next);
        ctx.out.timers.push((next, Timer::Queue(queue.config.name.clone())));
    }
}

/// Brings a queue up to now. Nothing can be due before the wake-up that is asked for.
pub fn settle(queue: &mut Queue, ctx: &mut Ctx<'_>) {
    if queue.due.armed.is_none_or(|armed| armed <= ctx.now) {
        queue.due.armed = None;
        run(queue, ctx);
    }
    queue.due.settled = ctx.now;
    queue.tally.roll(ctx.now.as_secs() / 60);
}

/// Lets everything happen that is due up to now, in the order of time, each at its exact moment.
fn run(queue: &mut Queue, ctx: &mut Ctx<'_>) {
    let (now, cause) = (ctx.now, ctx.cause);
    while let Some(at) = queue.next_due().filter(|&at| at <= now) {
        // What a change has made overdue happens with the change, not in the past.
        ctx.now = at.max(queue.due.settled);
        queue.due.settled = ctx.now;
        ctx.cause = None;
        one(queue, ctx);
        deliver::serve(queue, ctx);
    }
    (ctx.now, ctx.cause) = (now, cause);
}

/// The one thing due at `ctx.now`.
fn one(queue: &mut Queue, ctx: &mut Ctx<'_>) {
    let at = ctx.now;
    let due = |t: Option<SimTime>| t.is_some_and(|t| t <= at);
    queue.tally.roll(at.as_secs() / 60);
    if due(queue.config.pending) || due(queue.config.pending_retention) {
        attributes_act(queue, at);
    } else if let Some(&(_, slot)) = queue.due.hidden.first().filter(|d| d.0 <= at) {
        timeout(queue, ctx, slot);
    } else if let Some(&(_, slot)) = queue.due.delayed.first().filter(|d| d.0 <= at) {
        available(queue, ctx, slot);
    } else if let Some((_, slot)) = queue.next_expiry().filter(|d| d.0 <= at) {
        expire(queue, ctx, slot);
    } else if let Some((_, spare)) = queue.due.purge.filter(|p| p.0 <= at) {
        queue.due.purge = None;
        purge(queue, ctx, spare);
    } else if let Some(&(_, no)) = queue.polls.ends.first().filter(|d| d.0 <= at) {
        deliver::give_up(queue, ctx, no);
    }
}

/// Brings declared attributes into force. A FIFO queue's delay reaches messages that were never received.
pub fn attributes_act(queue: &mut Queue, now: SimTime) {
    let before = queue.config.acting.clone();
    let due = |t: Option<SimTime>| t.is_some_and(|t| t <= now);
    if due(queue.config.pending) {
        queue.config.pending = None;
        queue.config.acting = queue.config.declared.clone();
        queue.config.acting.retention = before.retention;
    }
    if due(queue.config.pending_retention) {
        queue.config.pending_retention = None;
        queue.config.acting.retention = queue.config.declared.retention;
    }
    if queue.config.fifo && queue.config.acting.delay != before.delay {
        redelay(queue, now);
    }
}

fn redelay(queue: &mut Queue, now: SimTime) {
    let delay = SimTime::from_secs(queue.config.acting.delay);
    let fresh = |m: &Message| m.receives == 0 && m.flight().is_none();
    let slots: Vec<(u32, SimTime)> =
        queue.messages.iter().filter(|(_, m)| fresh(m)).map(|(slot, m)| (slot, m.sent + delay)).collect();
    for (slot, until) in slots {
        // What is already over becomes visible in the same turn, by the ordinary way.
        let hidden = queue.messages.get(slot).is_some_and(|m| m.place != Place::Visible);
        if until > now || hidden {
            queue.delay(slot, until.max(now));
        }
    }
}

/// The phase of a message that waits: behind a lock or not.
#[must_use]
pub fn waiting_phase(queue: &Queue, group: u32) -> Phase {
    let locked = queue.config.fifo && queue.groups.get(group).is_some_and(|g| g.flight > 0);
    if locked { Phase::Locked } else { Phase::Visible }
}

fn timeout(queue: &mut Queue, ctx: &mut Ctx<'_>, slot: u32) {
    let limits = ctx.core.limits;
    let holder = queue.messages.get(slot).and_then(|m| m.flight()).map(|f| f.holder.clone());
    queue.show(slot, &limits);
    let Some(message) = queue.messages.get(slot) else { return };
    let phase = waiting_phase(queue, message.group);
    let (group, name) = (message.group, queue.config.name.clone());
    let event = ctx.emit(message.cause(), || Draft {
        actor: holder,
        phase: Some(phase),
        weight: Weight::Alarm,
        ..about("sqs.timeout", &name, message)
    });
    mark(queue, slot, event);
    deliver::unlocked(queue, ctx, group, event);
}

fn available(queue: &mut Queue, ctx: &mut Ctx<'_>, slot: u32) {
    let limits = ctx.core.limits;
    queue.show(slot, &limits);
    let Some(message) = queue.messages.get(slot) else { return };
    let phase = waiting_phase(queue, message.group);
    let name = queue.config.name.clone();
    let event = ctx.emit(message.cause(), || Draft {
        phase: Some(phase),
        weight: Weight::Step,
        ..about("sqs.available", &name, message)
    });
    mark(queue, slot, event);
}

fn expire(queue: &mut Queue, ctx: &mut Ctx<'_>, slot: u32) {
    let Some(message) = queue.take_out(slot) else { return };
    queue.counts.expired += 1;
    let name = queue.config.name.clone();
    let event = ctx.emit(message.cause(), || Draft {
        phase: Some(Phase::Expired),
        weight: Weight::Alarm,
        ..about("sqs.expire", &name, &message)
    });
    deliver::unlocked(queue, ctx, message.group, event);
}

fn purge(queue: &mut Queue, ctx: &mut Ctx<'_>, spare: u64) {
    let slots: Vec<u32> = queue.messages.iter().filter(|(_, m)| m.no < spare).map(|(slot, _)| slot).collect();
    let name = queue.config.name.clone();
    for slot in slots {
        let Some(message) = queue.take_out(slot) else { continue };
        queue.counts.purged += 1;
        ctx.emit(message.cause(), || Draft { phase: Some(Phase::Done), ..about("sqs.purge", &name, &message) });
    }
}

/// Remembers the event that put a message where it is.
pub fn mark(queue: &mut Queue, slot: u32, event: Option<u64>) {
    if let (Some(message), Some(event)) = (queue.messages.get_mut(slot), event) {
        message.event = event;
    }
}
