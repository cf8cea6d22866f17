//! The way back: what a keeper of a world holds of a caller.
use super::limits::MOST_PARTS;
use crate::endpoint::refusal::Refusal;
use serde_json::Value;
use tokio::sync::{mpsc, oneshot};

/// An operation's output, or why there is none.
pub type Told = Result<Value, Refusal>;

/// What reaches the caller's side.
#[derive(Debug)]
pub enum Answered {
    /// All of it.
    Whole(Told),
    /// Event by event, until the other side is dropped.
    Parts(mpsc::Receiver<Told>),
}

/// A caller who waits. Dropped without an answer, it is told that there is none.
#[derive(Debug)]
pub struct Reply(Way);

#[derive(Debug)]
enum Way {
    First(oneshot::Sender<Answered>),
    Next(mpsc::Sender<Told>),
    Shut,
}

impl Reply {
    /// A caller, and where its answer arrives.
    #[must_use]
    pub fn new() -> (Self, oneshot::Receiver<Answered>) {
        let (to, from) = oneshot::channel();
        (Self(Way::First(to)), from)
    }

    /// The answer; for a stream its last event (nothing where it is null). Whether anybody was there to hear it.
    pub fn answer(self, told: Told) -> bool {
        match self.0 {
            Way::First(to) => to.send(Answered::Whole(told)).is_ok(),
            Way::Next(to) => told == Ok(Value::Null) || to.try_send(told).is_ok(),
            Way::Shut => false,
        }
    }

    /// The next event of a stream; the first one opens it. A client that reads too slowly is gone.
    pub fn part(&mut self, told: Told) {
        let (to, first) = match std::mem::replace(&mut self.0, Way::Shut) {
            Way::First(first) => {
                let (to, from) = mpsc::channel(MOST_PARTS);
                (to, Some((first, from)))
            }
            Way::Next(to) => (to, None),
            Way::Shut => return,
        };
        let opened = first.is_none_or(|(first, from)| first.send(Answered::Parts(from)).is_ok());
        if opened && to.try_send(told).is_ok() {
            self.0 = Way::Next(to);
        }
    }

    /// Whether the client has hung up.
    #[must_use]
    pub fn is_gone(&self) -> bool {
        match &self.0 {
            Way::First(to) => to.is_closed(),
            Way::Next(to) => to.is_closed(),
            Way::Shut => true,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{Answered, Reply};
    use crate::endpoint::server::limits::MOST_PARTS;
    use serde_json::{Value, json};

    #[test]
    fn an_answer_reaches_a_caller_who_is_there() {
        let (reply, mut caller) = Reply::new();
        assert!(!reply.is_gone());
        assert!(reply.answer(Ok(json!(1))));
        assert!(matches!(caller.try_recv(), Ok(Answered::Whole(Ok(v))) if v == json!(1)));
        let (reply, caller) = Reply::new();
        drop(caller);
        assert!(reply.is_gone() && !reply.answer(Ok(Value::Null)));
    }

    #[test]
    fn a_stream_goes_on_until_it_ends_or_nobody_reads() {
        let (mut reply, mut caller) = Reply::new();
        reply.part(Ok(json!(1)));
        let Ok(Answered::Parts(mut parts)) = caller.try_recv() else { panic!("no stream") };
        reply.part(Ok(json!(2)));
        assert!(reply.answer(Ok(Value::Null)));
        let got: Vec<_> = std::iter::from_fn(|| parts.try_recv().ok()).collect();
        assert_eq!(got, [Ok(json!(1)), Ok(json!(2))]);
        let (mut reply, caller) = Reply::new();
        for n in 0..=MOST_PARTS {
            assert!(!reply.is_gone(), "{n}");
            reply.part(Ok(json!(n)));
        }
        assert!(reply.is_gone(), "who does not read loses the stream");
        drop(caller);
    }
}
