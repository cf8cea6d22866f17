//! A client of a message broker: it connects, has messages handed to it ahead of its work, works on them one by one,
//! acknowledges; and when its connection breaks it connects again, or not.
mod crew;
mod link;
mod work;

use super::{
    ActorId, Wake,
    calls::mq::{Got, Held},
    desk::Desk,
};
use crate::base::{random::Stream, time::SimTime};
use crate::sim::{
    scenario::spec::client::ClientSpec,
    trace::Name,
    turn::{CallId, Draft},
    wire::Word,
};
pub use crew::{Crew, Tally};
use serde::{Deserialize, Serialize};
use std::collections::VecDeque;

/// How a client stands with its broker.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Link {
    /// Not connected; it will try again, or begin.
    Away,
    /// It asked to connect.
    Connecting(CallId),
    /// It asked to consume.
    Subscribing(CallId),
    /// Connected.
    Up,
    /// Its connection broke and it does not know how to come back.
    Stranded,
    /// Crashed.
    Down,
}

/// What it does with its hands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Doing {
    /// Nothing.
    Idle,
    /// Working on the first message it holds.
    Working {
        /// Since when.
        since: SimTime,
        /// Until when.
        until: SimTime,
    },
    /// Waiting for what comes of its nth side effect.
    Acting(CallId, usize),
}

/// A client's state.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Client {
    /// Its name.
    pub name: Name,
    /// How it stands with its broker.
    pub link: Link,
    /// What it does.
    pub doing: Doing,
    /// What was handed to it; it works on the first.
    pub hands: VecDeque<Held>,
    taking: Option<CallId>,
    /// The first message belongs to a connection that is no more: its acknowledgement would be void.
    stale: bool,
    tries: u32,
    slow: (u32, SimTime),
    epoch: u32,
    draws: Stream,
}

/// One act of a client: who, by which description, at which desk.
pub struct Act<'a, 'd> {
    /// Who.
    pub id: ActorId,
    /// Its crew's description.
    pub spec: &'a ClientSpec,
    /// Its crew's tally.
    pub tally: &'a mut Tally,
    /// The desk.
    pub desk: &'a mut Desk<'d>,
}

impl Act<'_, '_> {
    fn tell(&mut self, kind: &'static str, client: &Name, fill: impl FnOnce(&mut Draft)) {
        let broker = &self.spec.broker;
        self.desk.emit(|| {
            let mut draft = Draft::new(kind, broker);
            draft.actor = Some(client.clone());
            fill(&mut draft);
            draft
        });
    }
    fn wake(&mut self, at: SimTime, wake: Wake, epoch: u32) {
        self.desk.wake(at, self.id, wake, epoch);
    }
}

impl Client {
    fn new(name: Name, seed: u64) -> Self {
        let draws = Stream::new(seed, &format!("client/{name}"));
        Self {
            name,
            link: Link::Away,
            doing: Doing::Idle,
            hands: VecDeque::new(),
            taking: None,
            stale: false,
            tries: 0,
            slow: (1, SimTime::ZERO),
            epoch: 0,
            draws,
        }
    }
    /// Wakes of another epoch are not meant any more.
    #[must_use]
    pub const fn epoch(&self) -> u32 {
        self.epoch
    }

    /// A wake.
    pub fn wake(&mut self, (wake, epoch): (Wake, u32), act: &mut Act<'_, '_>) {
        match (wake, self.doing) {
            (Wake::Finish, Doing::Working { until, .. }) if epoch == self.epoch && until <= act.desk.now() => {
                self.finish(act);
            }
            (Wake::Poll, _) if self.link == Link::Away => self.connect(act),
            (Wake::Back, _) if self.link == Link::Down && epoch == self.epoch => self.back(act),
            _ => {}
        }
    }

    /// An answer.
    pub fn answer(&mut self, call: CallId, word: Word, act: &mut Act<'_, '_>) {
        let got = super::calls::mq::hear(word);
        if let Doing::Acting(open, nth) = self.doing
            && open == call
        {
            return self.acted(nth, &got, act);
        }
        match (self.link, got) {
            (Link::Connecting(open), Got::Done) if open == call => self.subscribe(act),
            (Link::Subscribing(open), Got::Done) if open == call => self.linked(act),
            (Link::Connecting(open) | Link::Subscribing(open), Got::Refused(code)) if open == call => {
                self.broken(&code, act);
            }
            (Link::Up, Got::Messages(messages)) if self.taking == Some(call) => self.take_over(messages, act),
            // Whatever it asked for: this is how it notices that its connection is gone.
            (Link::Up, Got::Refused(code)) if self.taking == Some(call) || &*code == "ConnectionClosed" => {
                self.broken(&code, act);
            }
            _ => {}
        }
    }

    /// No answer came: for a client that is a broken connection.
    pub fn unanswered(&mut self, call: CallId, act: &mut Act<'_, '_>) {
        if let Doing::Acting(open, _) = self.doing
            && open == call
        {
            return self.fail("NoAnswer", act);
        }
        let mine = matches!(self.link, Link::Connecting(open) | Link::Subscribing(open) if open == call);
        if mine || (self.link == Link::Up && self.taking == Some(call)) {
            self.broken("no answer", act);
        }
    }
}
