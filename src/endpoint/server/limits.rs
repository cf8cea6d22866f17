//! Every limit of the open door. A limit that is reached costs the caller an answer in words, and nobody else anything.
use std::time::Duration;

/// The port unless another is named: free of what the usual emulators (4566, 4567 to 4599, 5000, 9324) and development servers take.
pub const PORT: u16 = 4499;
/// Largest body of a request: the largest AWS takes by these services is 10 MiB (PutRecords), and base64 adds a third.
pub const MOST_BODY: usize = 16 << 20;
/// Bodies above this size share [`ALL_BODIES`].
pub const SMALL_BODY: usize = 128 << 10;
/// What all large bodies together may hold while they are read; the next one waits.
pub const ALL_BODIES: usize = 64 << 20;
/// Most bytes of the request line and all headers. There may be 100 of them: hyper's own bound, which costs nothing where it is not
/// set anew.
pub const MOST_HEAD: usize = 64 << 10;
/// Most connections at the same time. When they are all taken, the one that has been silent longest makes room.
pub const MOST_CONNECTIONS: usize = 256;
/// Connections the system may keep for us until we take them.
pub const BACKLOG: u32 = 1_024;
/// How long a new connection waits for a free place before it is told to come again.
pub const ROOM_TIME: Duration = Duration::from_millis(500);
/// How long a connection may be silent between requests, and take for the head of one.
pub const HEAD_TIME: Duration = Duration::from_secs(30);
/// How long a request's body may take.
pub const BODY_TIME: Duration = Duration::from_secs(30);
/// How long a caller waits for an answer at most: the longest a call is held is a subscription's five minutes.
pub const ANSWER_TIME: Duration = Duration::from_secs(330);
/// Events of a stream that wait for a client; one that reads slower loses its stream.
pub const MOST_PARTS: usize = 256;
/// How long connections may finish what they are at when the door closes.
pub const FAREWELL: Duration = Duration::from_secs(1);
/// How long nobody new is let in after the system refused a connection (no more file handles).
pub const BREATH: Duration = Duration::from_millis(50);
