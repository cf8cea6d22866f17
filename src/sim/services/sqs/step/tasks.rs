//! Move tasks at work: one message at a time, at the task's rate.
use super::{Output, Timer, about, transfer};
use crate::base::time::SimTime;
use crate::sim::services::sqs::api::response::Status;
use crate::sim::services::sqs::model::{
    Sqs,
    message::{Extra, Place},
    queue::Queue,
    task::Task,
};
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
        let running = self.tasks.iter().find(|t| t.no == no && t.status == Status::Running).cloned();
        let Some(mut task) = running else { return };
        self.with_queue(&task.source, turn, out, |_, _| ());
        match self.next_move(&task) {
            Ok(Some((slot, target))) => {
                self.move_one(slot, (&task.source, &target), turn, out);
                task.moved += 1;
                if task.moved >= task.to_move || self.next_to_move(&task.source).is_none() {
                    task.status = Status::Completed;
                } else {
                    let next = turn.now + interval(&task, self.queues.get(&task.source));
                    out.timers.push((next, Timer::Task(no)));
                }
            }
            Ok(None) => task.status = Status::Completed,
            Err(reason) => (task.status, task.failure) = (Status::Failed, Some(reason.into())),
        }
        if let Some(old) = self.tasks.iter_mut().find(|t| t.no == no) {
            *old = task;
        }
    }

    /// The next message and where it goes; a reason where that cannot be.
    fn next_move(&self, task: &Task) -> Result<Option<(u32, Name)>, &'static str> {
        let Some(slot) = self.next_to_move(&task.source) else { return Ok(None) };
        let message = self.queues.get(&task.source).and_then(|q| q.messages.get(slot));
        let target = task.destination.clone().or_else(|| message.and_then(|m| m.extra.source.clone()));
        let target = target.ok_or("CouldNotDetermineMessageSource")?;
        if self.queues.contains_key(&target) {
            Ok(Some((slot, target)))
        } else {
            Err("AWS.SimpleQueueService.NonExistentQueue")
        }
    }

    /// The next visible message of a queue.
    fn next_to_move(&self, source: &str) -> Option<u32> {
        let queue = self.queues.get(source)?;
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
