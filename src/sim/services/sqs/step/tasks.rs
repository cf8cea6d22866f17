//! Move tasks at work: one message at a time, at the task's rate.
use super::{Output, Timer, about, transfer};
use crate::base::time::SimTime;
use crate::sim::services::sqs::api::response::Status;
use crate::sim::services::sqs::model::{Sqs, message::{Extra, Place}, queue::Queue, task::Task};
use crate::sim::trace::{Name, Phase, Weight};
use crate::sim::turn::{Draft, Turn};

/// How long a task takes per message.
#[must_use]
pub fn interval(task: &Task, queue: Option<&Queue>) -> SimTime {
    let rate = task.rate.or_else(|| queue.map(|q| q.config.settings.redrive_rate)).unwrap_or(1).max(1);
    SimTime::from_micros(1_000_000 / u64::from(rate))
}

impl Sqs {
    /// Moves the next message of a task, and asks for the next turn.
    pub(super) fn run_task(&mut self, no: u64, turn: Turn<'_>, out: &mut Output) {
        let Some(at) = self.tasks.iter().position(|t| t.no == no && t.status == Status::Running) else { return };
        let (source, fixed) = (self.tasks[at].source.clone(), self.tasks[at].destination.clone());
        self.with_queue(&source, turn, out, |_, _| ());
        let Some(slot) = self.next_to_move(at) else {
            self.end(at, Status::Completed, None);
            return;
        };
        let from = self.queues.get(&source).and_then(|q| q.messages.get(slot)).and_then(|m| m.extra.source.clone());
        let Some(target) = fixed.or(from) else {
            self.end(at, Status::Failed, Some("CouldNotDetermineMessageSource"));
            return;
        };
        if !self.queues.contains_key(&target) {
            self.end(at, Status::Failed, Some("AWS.SimpleQueueService.NonExistentQueue"));
            return;
        }
        self.move_one(slot, (&source, &target), turn, out);
        self.tasks[at].moved += 1;
        if self.tasks[at].moved >= self.tasks[at].to_move || self.next_to_move(at).is_none() {
            self.end(at, Status::Completed, None);
        } else {
            let next = turn.now + interval(&self.tasks[at], self.queues.get(&source));
            out.timers.push((next, Timer::Task(no)));
        }
    }

    fn end(&mut self, at: usize, status: Status, failure: Option<&str>) {
        let task = &mut self.tasks[at];
        task.status = status;
        task.failure = failure.map(String::from);
    }

    /// The next visible message of the task's source.
    fn next_to_move(&self, at: usize) -> Option<u32> {
        let queue = self.queues.get(&self.tasks[at].source)?;
        if queue.config.fifo {
            queue.groups.first_waiting()
        } else {
            queue.ready.first(u64::MAX, &queue.noisy).map(|spot| spot.slot)
        }
    }

    /// Moves a message: it is a new one at its destination, with an identity and an enqueue time of its own.
    fn move_one(&mut self, slot: u32, way: (&Name, &Name), turn: Turn<'_>, out: &mut Output) {
        let (source, target) = way;
        let taken = self.with_queue(source, turn, out, |queue, ctx| {
            let mut message = queue.take_out(slot)?;
            queue.counts.moved_out += 1;
            let event = ctx.emit(ctx.cause.or(message.cause()), || Draft {
                phase: Some(Phase::Done),
                note: Some(target.clone()),
                weight: Weight::Step,
                ..about("sqs.redrive", source, &message)
            });
            message.event = event.unwrap_or(u64::MAX);
            Some(message)
        });
        let Some(mut message) = taken.flatten() else { return };
        self.with_queue(target, turn, out, |queue, ctx| {
            (message.no, message.id) = ctx.core.identity();
            message.sent = ctx.now;
            message.seq = queue.next_seq();
            message.first_receive = SimTime::NEVER;
            (message.receives, message.here) = (0, 0);
            message.place = Place::Visible;
            message.extra = Extra { dedup_id: message.extra.dedup_id.take(), ..Extra::default() };
            queue.counts.moved_in += 1;
            transfer::land(queue, ctx, message);
        });
    }
}
