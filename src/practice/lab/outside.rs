//! A lab that is open to the outside: calls of the learner's own tools, when they act, and what becomes of them.
//!
//! A call acts at the moment shown, while the run plays or is paused at its newest moment. Elsewhere it waits: nothing from
//! outside may drop a future the learner is looking at. A call that is held (a long poll) and whose run is thrown away hears so.
use super::session::{Mode, Session};
use crate::{
    base::time::SimTime,
    sim::{command::Visit, services::Answer, timeline::Timeline, trace::Event, turn::CallId},
};
use std::collections::{BTreeMap, VecDeque};

/// Calls one run takes from outside: each is part of its log, which a rewind replays.
pub const MOST_CALLS: usize = 10_000;

/// A call from outside, under the number its answer goes back by.
#[derive(Clone, Debug, PartialEq)]
pub struct Calling {
    /// Counts up from 1 for as long as the app is open.
    pub ticket: u64,
    /// The call.
    pub visit: Visit,
}

/// What becomes of a call from outside.
#[derive(Clone, Debug, PartialEq)]
pub struct Told {
    /// Whose.
    pub ticket: u64,
    /// What.
    pub word: Word,
}

/// An answer, or why there is none.
#[derive(Clone, Debug, PartialEq)]
pub enum Word {
    /// The service's answer, or the last of a stream.
    Answer(Box<Answer>),
    /// One of several answers; more will come.
    Part(Box<Answer>),
    /// Its resource is down.
    Down,
    /// The learner threw the run away in which it was held.
    Gone,
    /// The run has taken [`MOST_CALLS`], or keeps as many events as it can.
    Full,
    /// The lab is not open any more.
    Closed,
}

/// The lab's side of the door.
#[derive(Clone, Debug, Default)]
pub(super) struct Outside {
    /// Where the learner's tools reach it; `None`: closed.
    address: Option<String>,
    /// Not let in yet, oldest first.
    waiting: VecDeque<Calling>,
    /// Let in and not answered.
    inside: BTreeMap<CallId, u64>,
    told: Vec<Told>,
    /// Of all answers of the run, how many were looked at: a replay gives them again.
    heard: u64,
    /// Calls let in.
    calls: usize,
}

impl Outside {
    fn tell(&mut self, ticket: u64, word: Word) {
        self.told.push(Told { ticket, word });
    }
}

impl Session {
    /// Opens the lab to the outside at an address, or says that it could not be opened.
    pub fn open_door(&mut self, address: String) {
        self.outside.address = Some(address);
    }

    /// Closes it: whoever waits hears so.
    pub fn close_door(&mut self) {
        let door = &mut self.outside;
        door.address = None;
        let waiting: Vec<u64> = door.waiting.drain(..).map(|c| c.ticket).collect();
        waiting.into_iter().for_each(|ticket| self.outside.tell(ticket, Word::Closed));
        self.send_away(&Word::Closed);
        self.attend();
    }

    /// Everybody inside hears why there is no answer; their calls leave the run.
    fn send_away(&mut self, why: &Word) {
        for ticket in std::mem::take(&mut self.outside.inside).into_values() {
            self.outside.tell(ticket, why.clone());
        }
    }

    /// Another run takes this one's place: nobody's call goes over, and whoever the other run holds was told so long ago.
    pub(super) fn swap_run(&mut self, run: Timeline) {
        self.send_away(&Word::Gone);
        self.run = run;
    }

    /// Where the learner's tools reach this lab, while it is open to them.
    #[must_use]
    pub fn door(&self) -> Option<&str> {
        self.outside.address.as_deref()
    }

    /// How many calls from outside this session has let in.
    #[must_use]
    pub const fn outside_calls(&self) -> usize {
        self.outside.calls
    }

    /// A call arrives.
    pub fn call(&mut self, calling: Calling) {
        if self.outside.address.is_none() {
            return self.outside.tell(calling.ticket, Word::Closed);
        }
        self.outside.waiting.push_back(calling);
        self.refresh();
    }

    /// A client hung up: its call is not made any more, or nobody waits for its answer.
    pub fn hung_up(&mut self, ticket: u64) {
        self.outside.waiting.retain(|c| c.ticket != ticket);
        self.outside.inside.retain(|_, t| *t != ticket);
        self.attend();
    }

    /// How many calls wait at the door, and what lets them in.
    #[must_use]
    pub fn holds(&self) -> Option<(usize, &'static str)> {
        let waiting = self.outside.waiting.len();
        let why = self.shut().filter(|_| waiting > 0)?;
        Some((waiting, why))
    }

    /// What keeps calls outside just now, and the key that lets them in.
    fn shut(&self) -> Option<&'static str> {
        match () {
            () if self.shown.is_some() => Some("this run is a proof: r starts your own"),
            () if self.open_question().is_some() => Some("answer the prediction first"),
            () if self.mode == Mode::Armed => Some("space starts the run"),
            () if self.mode == Mode::Finished => Some("the run has ended: r runs it again"),
            () if self.run.now() < self.run.reached() => Some("you look at the past: f forks here, $ goes on"),
            () => None,
        }
    }

    /// What there is to tell callers; each is handed out once.
    pub fn take_told(&mut self) -> Vec<Told> {
        std::mem::take(&mut self.outside.told)
    }

    /// The last call from outside that was answered or refused up to now.
    #[must_use]
    pub fn last_outside(&self) -> Option<&Event> {
        self.outside.address.as_ref()?;
        let guest = |e: &&Event| matches!(e.kind, "guest.answer" | "guest.refused");
        self.run.trace().iter().rev().take(LOOKED).find(guest)
    }

    /// An open lab does not end: its run grows by its own length.
    pub(super) fn grow(&mut self, to: SimTime) {
        while self.outside.address.is_some() && self.shown.is_none() && to >= self.setup.until {
            self.setup.until += self.lab.until;
        }
    }

    /// Lets in who may come, and gathers answers. Whether anybody came in.
    pub(super) fn attend(&mut self) -> bool {
        let Outside { waiting, inside, .. } = &self.outside;
        if waiting.is_empty() && inside.is_empty() && self.run.world().guests().next().is_none() {
            return false;
        }
        let mut came = false;
        self.gather();
        self.part_with_the_gone();
        while self.shut().is_none()
            && let Some(calling) = self.outside.waiting.pop_front()
        {
            if self.run.log().len() >= MOST_CALLS || self.run.full() {
                self.outside.tell(calling.ticket, Word::Full);
                continue;
            }
            came = true;
            let id = self.run.visit(calling.visit);
            self.outside.calls += 1;
            self.outside.inside.insert(id, calling.ticket);
            self.gather();
        }
        came
    }

    /// Calls whose callers have gone leave the run, so that nothing is handed to them. Who looks at the past keeps its future:
    /// until it goes on, they stay in it.
    fn part_with_the_gone(&mut self) {
        if self.run.now() < self.run.reached() {
            return;
        }
        let inside = &self.outside.inside;
        let gone: Vec<CallId> = self.run.world().guests().filter(|id| !inside.contains_key(id)).collect();
        gone.into_iter().for_each(|id| self.run.leave(id));
    }

    /// Answers to those who wait, and a word to those whose run was thrown away.
    fn gather(&mut self) {
        let answers = self.run.answers();
        let (given, newest) = (self.run.world().given(), self.run.now() == self.run.reached());
        for (no, (id, answer)) in (given.saturating_sub(answers.len() as u64)..).zip(answers) {
            let Some(&ticket) = self.outside.inside.get(&id) else { continue };
            let word = match answer {
                // A replay gives the parts again that were told before.
                Some(answer) if answer.goes_on() && no < self.outside.heard => continue,
                Some(answer) if answer.goes_on() => Word::Part(Box::new(answer)),
                Some(answer) => Word::Answer(Box::new(answer)),
                None => Word::Down,
            };
            if !matches!(word, Word::Part(_)) {
                self.outside.inside.remove(&id);
            }
            self.outside.tell(ticket, word);
        }
        if !newest {
            self.outside.heard = self.outside.heard.max(given);
            return;
        }
        self.outside.heard = given;
        let world = self.run.world();
        let (held, gone): (BTreeMap<_, _>, BTreeMap<_, _>) =
            std::mem::take(&mut self.outside.inside).into_iter().partition(|(id, _)| world.waits(*id));
        self.outside.inside = held;
        gone.into_values().for_each(|ticket| self.outside.tell(ticket, Word::Gone));
    }
}

/// Events looked through for the last call.
const LOOKED: usize = 2_000;

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        content::{
            embedded,
            library::{self, Library},
        },
        sim::services::{
            Call,
            sqs::api::{Request, Response, request},
        },
    };
    use std::sync::LazyLock;

    static LIBRARY: LazyLock<Library> = LazyLock::new(|| library::load(&embedded::sources()).0);

    /// The visibility lab, open and playing, with nothing to predict.
    fn lab() -> Session {
        let lab = LIBRARY.labs[&"sqs-vt".into()].clone();
        let mut session = Session::new(lab, LIBRARY.ledger.clone()).unwrap();
        session.open_door("http://127.0.0.1:1".into());
        session.free_play();
        session.toggle();
        session
    }

    fn calling(ticket: u64, request: Request) -> Calling {
        let visit = Visit { guest: "boto3".into(), operation: "X".into(), call: Call::Sqs(request) };
        Calling { ticket, visit }
    }

    fn queue(session: &Session) -> crate::sim::trace::Name {
        session.run().world().plan().queues[0].name.clone()
    }

    fn send(session: &Session, ticket: u64) -> Calling {
        let message = request::Send { body: "from outside".into(), ..request::Send::default() };
        calling(ticket, Request::SendMessage { queue: queue(session), message })
    }

    /// A receive from a queue that gets nothing by itself.
    fn poll(ticket: u64) -> Calling {
        let receive = request::Receive { wait: Some(20), ..request::Receive::default() };
        calling(ticket, Request::ReceiveMessage { queue: "quiet".into(), receive })
    }

    fn make_quiet(session: &mut Session) {
        let request = Request::CreateQueue { name: "quiet".into(), attributes: BTreeMap::new(), tags: BTreeMap::new() };
        session.call(calling(100, request));
        assert!(matches!(&session.take_told()[..], [Told { ticket: 100, word: Word::Answer(_) }]));
    }

    #[test]
    fn a_call_acts_at_the_moment_shown_and_its_message_is_seen() {
        let mut session = lab();
        session.tick(1_000);
        session.call(send(&session, 7));
        let told = session.take_told();
        assert!(
            matches!(&told[..], [Told { ticket: 7, word: Word::Answer(a) }] if matches!(**a, Answer::Sqs(Ok(Response::Sent(_))))),
            "{told:?}"
        );
        let sign = |e: &Event| e.item.as_ref().is_some_and(|i| i.label.starts_with('@'));
        assert!(session.run().trace().iter().any(sign));
        assert_eq!(session.last_outside().map(|e| e.kind), Some("guest.answer"));
        assert_eq!((session.outside_calls(), session.take_told()), (1, vec![]));
    }

    #[test]
    fn calls_wait_at_the_start_and_in_the_past_and_come_in_with_a_fork() {
        let mut session = Session::new(LIBRARY.labs[&"sqs-vt".into()].clone(), LIBRARY.ledger.clone()).unwrap();
        session.call(send(&session, 1));
        assert_eq!(session.take_told(), [Told { ticket: 1, word: Word::Closed }], "a lab that is not open");
        session.open_door("http://127.0.0.1:1".into());
        session.free_play();
        session.call(send(&session, 2));
        assert_eq!(session.holds().map(|h| h.0), Some(1));
        session.toggle();
        assert!(session.holds().is_none() && session.take_told().len() == 1);
        session.tick(5_000);
        session.goto(SimTime::from_secs(1));
        let ahead = session.run().ahead().len();
        session.call(send(&session, 3));
        assert!(
            session.take_told().is_empty() && session.holds().is_some_and(|(n, why)| n == 1 && why.contains("past"))
        );
        assert_eq!(session.run().ahead().len(), ahead, "nothing is dropped by a call");
        session.fork();
        assert!(matches!(&session.take_told()[..], [Told { ticket: 3, word: Word::Answer(_) }]));
    }

    #[test]
    fn a_held_call_survives_a_look_at_the_past_and_not_a_fork_before_it() {
        let mut session = lab();
        session.tick(2_000);
        make_quiet(&mut session);
        session.call(poll(1));
        session.tick(1_000);
        assert!(session.take_told().is_empty());
        session.goto(SimTime::ZERO);
        session.newest();
        assert!(session.take_told().is_empty(), "a look at the past changes nothing");
        session.goto(SimTime::from_secs(40));
        let told = session.take_told();
        assert!(matches!(&told[..], [Told { ticket: 1, word: Word::Answer(_) }]), "the wait is over: {told:?}");
        session.call(poll(2));
        session.goto(SimTime::from_secs(1));
        session.fork();
        assert_eq!(session.take_told(), [Told { ticket: 2, word: Word::Gone }]);
        session.restart();
        session.toggle();
        session.call(send(&session, 4));
        session.call(poll(5));
        session.take_told();
        session.hung_up(5);
        session.close_door();
        assert_eq!(session.take_told(), [], "who hung up hears nothing");
    }

    #[test]
    fn who_has_gone_takes_no_message_and_an_undone_change_answers_nobody_elses_call() {
        let mut session = lab();
        session.tick(1_000);
        make_quiet(&mut session);
        session.call(poll(1));
        session.goto(SimTime::ZERO);
        session.hung_up(1);
        assert_eq!(session.run().world().guests().count(), 0, "in the past it has not called yet");
        session.newest();
        assert_eq!(session.run().world().guests().count(), 0, "and at the newest moment it has left");
        session.call(poll(2));
        session.goto(SimTime::ZERO);
        session.fork();
        assert_eq!(session.take_told(), [Told { ticket: 2, word: Word::Gone }]);
        session.toggle();
        session.tick(1_000);
        make_quiet(&mut session);
        session.call(poll(3));
        session.undo();
        session.newest();
        assert_eq!(session.take_told(), [Told { ticket: 3, word: Word::Gone }]);
        assert_eq!(session.run().world().guests().count(), 0, "poll 2 was told so long ago");
    }

    #[test]
    fn an_open_lab_does_not_end_and_a_rewound_one_plays_the_same() {
        let mut session = lab();
        let until = session.until();
        session.call(send(&session, 1));
        session.goto(until + SimTime::from_secs(30));
        assert!(session.now() > until && session.mode() != Mode::Finished);
        let digest = session.run().digest();
        session.goto(SimTime::ZERO);
        session.newest();
        assert_eq!(session.run().digest(), digest);
    }
}
