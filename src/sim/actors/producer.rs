//! A sender: at its interval, by its script, in bursts; silent, repeating itself, or poisoned when a fault says so.
use super::{
    ActorId, Wake,
    calls::{self, Heard, Letter},
    desk::Desk,
    dress,
};
use crate::base::{random::Stream, time::SimTime};
use crate::sim::{
    errand::{Class, Task},
    scenario::{
        Scenario,
        spec::{Deduplication, ProducerSpec},
    },
    trace::{Name, Weight},
    turn::{CallId, Draft},
    wire::Word,
};
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, VecDeque};

/// After a refusal that asks for patience it is tried again.
const RETRY_AFTER: SimTime = SimTime::from_secs(1);
/// How long a synchronous caller waits for what it asked for.
const PATIENCE: SimTime = SimTime::from_secs(60);
/// How many letters may wait for another try.
const MOST_RETRIES: usize = 1_000;

/// The way to a target.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
struct Road {
    address: Name,
    is_queue: bool,
}

/// A sender's state.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Producer {
    /// Its name.
    pub name: Name,
    /// Sent so far, repetitions not counted.
    pub sent: u64,
    /// Answered with success.
    pub accepted: u64,
    /// Silent until then.
    pub silent_until: SimTime,
    epoch: u32,
    base: SimTime,
    ticks: u64,
    poison_next: bool,
    invokes: bool,
    open: BTreeMap<CallId, (Name, Letter)>,
    again: VecDeque<(Name, Letter)>,
    last: Option<Letter>,
    roads: BTreeMap<Name, Road>,
    script: BTreeMap<Name, Letter>,
    draws: Stream,
}

impl Producer {
    /// A sender that has not begun.
    #[must_use]
    pub fn new(spec: &ProducerSpec, seed: u64) -> Self {
        Self {
            name: spec.name.clone(),
            sent: 0,
            accepted: 0,
            silent_until: SimTime::ZERO,
            epoch: 0,
            base: SimTime::ZERO,
            ticks: 0,
            poison_next: false,
            invokes: spec.invoke,
            open: BTreeMap::new(),
            again: VecDeque::new(),
            last: None,
            roads: BTreeMap::new(),
            script: BTreeMap::new(),
            draws: Stream::new(seed, &format!("producer/{}", spec.name)),
        }
    }

    /// Begins: the first send is an interval after the start, or when the scenario says.
    pub fn begin(&mut self, id: ActorId, spec: &ProducerSpec, desk: &mut Desk<'_>) {
        match spec.first {
            Some(first) => {
                self.base = first.0;
                desk.wake(first.0, id, Wake::Send, self.epoch);
            }
            None => self.next(id, spec, desk),
        }
    }

    /// Takes up a changed interval from now on.
    pub fn retune(&mut self, id: ActorId, spec: &ProducerSpec, desk: &mut Desk<'_>) {
        self.epoch += 1;
        self.roads.clear();
        self.base = desk.now();
        self.ticks = 0;
        self.next(id, spec, desk);
    }

    /// A wake that is still meant.
    pub fn wake(&mut self, id: ActorId, spec: &ProducerSpec, (wake, epoch): (Wake, u32), desk: &mut Desk<'_>) {
        match wake {
            Wake::Send if epoch == self.epoch => {
                if desk.now() >= self.silent_until {
                    self.send_next(id, spec, desk);
                }
                self.next(id, spec, desk);
            }
            Wake::Burst(left, gap) => self.burst(id, spec, (left, gap), desk),
            Wake::Retry => {
                if let Some((queue, letter)) = self.again.pop_front() {
                    self.post(id, &queue, letter, desk);
                }
            }
            _ => {}
        }
    }

    /// An answer.
    pub fn answer(&mut self, id: ActorId, call: CallId, answer: Word, desk: &mut Desk<'_>) {
        let Some((queue, letter)) = self.open.remove(&call) else { return };
        let Heard::Refused(code, class) = calls::hear(answer) else {
            self.accepted += 1;
            return;
        };
        let name = &self.name;
        desk.emit(|| {
            let mut draft = Draft::new("producer.refused", name);
            (draft.item, draft.note, draft.weight) = (Some(letter.item.clone()), Some(code.clone()), Weight::Alarm);
            draft
        });
        // Whoever waits for the answer has it, such as it is: a page that failed is not asked for again.
        if !self.invokes && matches!(class, Class::Throttled | Class::Server) && self.again.len() < MOST_RETRIES {
            self.again.push_back((queue, letter));
            desk.wake(desk.now() + RETRY_AFTER, id, Wake::Retry, self.epoch);
        }
    }

    /// No answer came: the producer cannot know whether the message was taken, so it sends it again.
    pub fn unanswered(&mut self, id: ActorId, call: CallId, desk: &mut Desk<'_>) {
        if let Some((queue, letter)) = self.open.remove(&call) {
            self.repeat(id, &letter, &[queue], desk);
        }
    }

    /// Sends the last message again.
    pub fn resend(&mut self, id: ActorId, spec: &ProducerSpec, desk: &mut Desk<'_>) {
        if let Some(letter) = self.last.clone() {
            self.repeat(id, &letter, spec.to.names(), desk);
            if letter.fresh {
                self.last = Some(letter.again());
            }
        }
    }

    /// The next message will make workers fail.
    pub const fn poison_next(&mut self) {
        self.poison_next = true;
    }

    /// Sends one of `left` extra messages, and the next one a gap later.
    pub fn burst(&mut self, id: ActorId, spec: &ProducerSpec, (left, gap): (u32, SimTime), desk: &mut Desk<'_>) {
        if left == 0 {
            return;
        }
        self.send_new(id, spec, None, desk);
        if left > 1 {
            desk.wake(desk.now() + gap, id, Wake::Burst(left - 1, gap), self.epoch);
        }
    }

    /// Schedules the next regular send; the nth is n intervals after the base, so that a rate never drifts.
    fn next(&mut self, id: ActorId, spec: &ProducerSpec, desk: &mut Desk<'_>) {
        let done = spec.count.is_some_and(|most| self.sent >= most)
            || (!spec.script.is_empty() && self.sent >= spec.script.len() as u64);
        let (count, per) = match (spec.rate, spec.every) {
            (Some(rate), _) => (rate.count, rate.per.0.0),
            (None, Some(every)) => (1, every.0.0),
            (None, None) => (0, 0),
        };
        if done || count == 0 {
            return;
        }
        self.ticks += 1;
        let mut at = self.base.0.saturating_add(self.ticks.saturating_mul(per) / count);
        let stray = per / count * u64::from(spec.jitter.0) / 100;
        if stray > 0 {
            at = (at + self.draws.below(2 * stray + 1)).saturating_sub(stray);
        }
        desk.wake(SimTime(at.max(desk.now().0 + 1)), id, Wake::Send, self.epoch);
    }

    fn send_next(&mut self, id: ActorId, spec: &ProducerSpec, desk: &mut Desk<'_>) {
        if spec.script.is_empty() {
            let groups = spec.groups.len() as u64;
            let nth = if groups == 0 { 0 } else { usize::try_from(self.sent % groups).unwrap_or(0) };
            return self.send_new(id, spec, spec.groups.get(nth), desk);
        }
        let Some(step) = usize::try_from(self.sent).ok().and_then(|n| spec.script.get(n)).cloned() else { return };
        self.sent += 1;
        let plain = step.trim_end_matches('\'');
        if let Some(first) = self.script.get(plain).filter(|_| plain.len() < step.len()) {
            let mut twin = first.again();
            twin.item.label = step.clone();
            return self.post_all(id, &twin, spec.to.names(), desk);
        }
        let group: Name = plain.trim_end_matches(|c: char| c.is_ascii_digit()).into();
        let (no, _) = desk.ledger.number(Some(&group));
        let letter = self.dress(Letter::new(no, step.clone(), Some(group)), spec, desk.plan);
        self.script.insert(step, letter.clone());
        self.post_new(id, spec, letter, desk);
    }

    fn send_new(&mut self, id: ActorId, spec: &ProducerSpec, group: Option<&Name>, desk: &mut Desk<'_>) {
        let group = group.or_else(|| spec.groups.first());
        // A burst from a scripted producer goes to the group of its last message.
        let last = self.last.as_ref().filter(|_| !spec.script.is_empty());
        let group = group.or_else(|| last.and_then(|l| l.item.group.as_ref()));
        let letter = desk.letter(group);
        let letter = self.dress(letter, spec, desk.plan);
        self.sent += 1;
        self.post_new(id, spec, letter, desk);
    }

    fn dress(&mut self, mut letter: Letter, spec: &ProducerSpec, plan: &Scenario) -> Letter {
        dress::clothe(&mut letter, spec, plan);
        if std::mem::take(&mut self.poison_next) {
            letter.poison();
        }
        if spec.size_bytes > 0 {
            letter.pad(spec.size_bytes as usize);
        }
        match spec.deduplication {
            Deduplication::Id => {}
            Deduplication::Content => letter.dedup = None,
            Deduplication::Fresh => letter.fresh = true,
        }
        letter
    }

    fn post_new(&mut self, id: ActorId, spec: &ProducerSpec, letter: Letter, desk: &mut Desk<'_>) {
        self.last = Some(letter.clone());
        match spec.to.names() {
            [only] => {
                self.tell(&letter, "producer.send", only, desk);
                self.post(id, only, letter, desk);
            }
            several => self.post_all(id, &letter, several, desk),
        }
    }

    fn post_all(&mut self, id: ActorId, letter: &Letter, queues: &[Name], desk: &mut Desk<'_>) {
        let kind = if letter.item.label.ends_with('\'') { "producer.resend" } else { "producer.send" };
        for queue in queues {
            let cause = desk.cause;
            self.tell(letter, kind, queue, desk);
            self.post(id, queue, letter.clone(), desk);
            desk.cause = cause;
        }
    }

    fn repeat(&mut self, id: ActorId, letter: &Letter, queues: &[Name], desk: &mut Desk<'_>) {
        self.post_all(id, &letter.again(), queues, desk);
    }

    fn tell(&self, letter: &Letter, kind: &'static str, queue: &Name, desk: &mut Desk<'_>) {
        let name = &self.name;
        desk.emit(|| {
            let mut draft = Draft::new(kind, name);
            (draft.actor, draft.item) = (Some(name.clone()), Some(letter.item.clone()));
            (draft.note, draft.weight) = (Some(queue.clone()), Weight::Step);
            draft
        });
    }

    /// The way to a target, looked up once.
    fn road(&mut self, to: &Name, desk: &Desk<'_>) -> Road {
        if let Some(known) = self.roads.get(to) {
            return known.clone();
        }
        let is_queue = desk.plan.queues.iter().any(|q| q.name == *to);
        let road = Road { address: desk.address(to), is_queue };
        self.roads.insert(to.clone(), road.clone());
        road
    }

    fn post(&mut self, id: ActorId, queue: &Name, letter: Letter, desk: &mut Desk<'_>) {
        let road = self.road(queue, desk);
        let call = if road.is_queue && letter.extras.is_none() {
            desk.call(id, &self.name, calls::send(queue, &letter), SimTime::ZERO)
        } else {
            let task = if self.invokes { Task::Invoke(letter.cargo()) } else { Task::Send(letter.cargo()) };
            let patience = if self.invokes { PATIENCE } else { SimTime::ZERO };
            desk.ask_at(id, &self.name, road.address, (task, patience))
        };
        self.open.insert(call, (queue.clone(), letter));
    }
}
