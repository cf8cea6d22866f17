//! The keeper of `inflight serve`: an account in every Region, in real time (or faster), on one thread of its own that is spoken to
//! through a channel. It sleeps until a caller comes or something is due.

mod clock;
mod keeper;
mod realm;

use super::server::Incoming;
use crate::base::time::SimTime;
use crate::sim::{
    command::Command,
    quotas::Quotas,
    scenario::{Scenario, ScenarioError},
};
pub use clock::Speed;
use keeper::Keeper;
use std::{
    io,
    sync::{Arc, mpsc},
    thread::{self, JoinHandle},
};

/// What is kept.
#[derive(Clone, Debug)]
pub struct Plan {
    /// The ledger's numbers.
    pub quotas: Arc<Quotas>,
    /// The seed of everything random.
    pub seed: u64,
    /// When the worlds begin.
    pub start: SimTime,
    /// How fast time goes.
    pub speed: Speed,
    /// What its Region (us-east-1) holds at the start.
    pub scenario: Scenario,
    /// What happens there by itself.
    pub story: Vec<Command>,
    /// Which kind of account it is.
    pub account: Account,
}

/// The kinds of account.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Account {
    /// A lab's: AWS as it is; emptying it begins the lab anew in its Region.
    Lab,
    /// Empty, and AWS as it is.
    Strict,
    /// Empty, and lenient: [`crate::sim::world::World::leniently`].
    Lenient,
}

/// What the thread hears.
#[derive(Debug)]
enum Note {
    Incoming(Incoming),
    Stop,
}

/// The running keeper. Dropped, it tells everybody who waits that it ends.
#[derive(Debug)]
pub struct Hub {
    to: mpsc::Sender<Note>,
    thread: Option<JoinHandle<()>>,
}

impl Hub {
    /// Sets the account up and starts to keep it.
    ///
    /// # Errors
    /// The scenario cannot be built, or there is no thread to be had; in words.
    pub fn open(plan: Plan) -> io::Result<Self> {
        let words = |errors: Vec<ScenarioError>| {
            errors.first().map_or_else(String::new, |e| format!("{}: {}", e.path, e.message))
        };
        let keeper = Keeper::new(plan).map_err(|errors| io::Error::other(words(errors)))?;
        let (to, from) = mpsc::channel();
        let thread = thread::Builder::new().name("simulator".into()).spawn(move || keeper.run(&from))?;
        Ok(Self { to, thread: Some(thread) })
    }

    /// Where callers are brought to: what [`super::server::open`] takes.
    pub fn reception(&self) -> impl Fn(Incoming) + Send + Sync + 'static {
        let to = self.to.clone();
        // When the keeper has ended the caller's reply is dropped, which tells it so.
        move |incoming| drop(to.send(Note::Incoming(incoming)))
    }
}

impl Drop for Hub {
    fn drop(&mut self) {
        let _ = self.to.send(Note::Stop);
        if let Some(thread) = self.thread.take() {
            let _ = thread.join();
        }
    }
}
