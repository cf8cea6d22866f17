//! The open door: HTTP/1.1 on loopback, in a thread of its own. Requests are read here into commands and answers written here into
//! bytes; in between they go to whoever keeps a world (the hub of `inflight serve`, or the lab on the screen), as [`Incoming`].
//!
//! Nothing a client does disturbs anybody else: every size, count and time has a bound ([`limits`]), signatures are read and not
//! verified, credentials are not kept, and only callers on this machine are heard ([`guard`]).

mod body;
mod door;
mod exchange;
/// Who may come in.
pub mod guard;
/// Every limit.
pub mod limits;
mod outcome;
/// The way back to a caller.
pub mod reply;
mod seats;
mod wire;

use super::command::Command;
pub use door::{Door, open};
use reply::Reply;

/// A caller's wish, and the way back to it.
#[derive(Debug)]
pub struct Incoming {
    /// What it wants.
    pub wish: Wish,
    /// Where the answer goes.
    pub reply: Reply,
}

/// What may be wanted of a keeper.
#[derive(Clone, Debug, PartialEq)]
pub enum Wish {
    /// An AWS operation.
    Command(Box<Command>),
    /// Empty the account (`POST /_inflight/reset`).
    Reset,
}
