//! What came in, what went out, what was measured: for the law of conservation and for CloudWatch.
use serde::{Deserialize, Serialize};

/// Messages of one queue since the start. See [`Counts::balance`] for the law they keep.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Counts {
    /// Sends accepted and stored; duplicates that FIFO dropped are not among them.
    pub accepted: u64,
    /// Dead letters that arrived from source queues.
    pub dead_letters_in: u64,
    /// Messages that a move task brought.
    pub moved_in: u64,
    /// Copies that at-least-once delivery made.
    pub copies: u64,
    /// Now waiting for their delay to end.
    pub delayed: u64,
    /// Now visible (on FIFO also those behind a lock).
    pub ready: u64,
    /// Now in flight.
    pub in_flight: u64,
    /// Deleted by consumers.
    pub deleted: u64,
    /// Sent on to the dead-letter queue.
    pub dead_lettered: u64,
    /// Taken away by a move task.
    pub moved_out: u64,
    /// Dropped when retention ran out.
    pub expired: u64,
    /// Purged.
    pub purged: u64,
    /// FIFO: sends accepted and dropped as duplicates.
    pub deduplicated: u64,
}

impl Counts {
    /// (what came in, what there is or went out): equal after every step.
    #[must_use]
    pub const fn balance(&self) -> (u64, u64) {
        let came = self.accepted + self.dead_letters_in + self.moved_in + self.copies;
        let is = self.delayed + self.ready + self.in_flight;
        let went = self.deleted + self.dead_lettered + self.moved_out + self.expired + self.purged;
        (came, is + went)
    }
}

/// What CloudWatch sums per minute.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Tally {
    /// NumberOfMessagesSent.
    pub sent: u64,
    /// NumberOfMessagesReceived: every receive counts.
    pub received: u64,
    /// NumberOfMessagesDeleted: every successful delete of a receipt handle counts.
    pub deleted: u64,
    /// NumberOfEmptyReceives.
    pub empty: u64,
    /// NumberOfDeduplicatedSentMessages.
    pub deduplicated: u64,
    /// SentMessageSize, bytes summed.
    pub bytes: u64,
    /// Not a CloudWatch metric: API calls that reached the queue, refused ones too; what requests cost.
    pub requests: u64,
    /// Not a CloudWatch metric: chunks of payload beyond the first of each request, billed as so many requests more.
    pub chunks: u64,
    /// Not a CloudWatch metric: messages with a group on a standard queue, billed a little more for fairness.
    pub fair: u64,
    /// Not a CloudWatch metric: ReceiveMessage calls among them.
    pub polls: u64,
    /// Not a CloudWatch metric: calls throttled.
    pub throttled: u64,
    /// Not a CloudWatch metric: long polls that had to wait.
    pub waits: u64,
}

impl Tally {
    /// A sum by its CloudWatch name; `SentMessageSize` is the average.
    #[must_use]
    pub fn get(&self, name: &str) -> Option<u64> {
        Some(match name {
            "NumberOfMessagesSent" => self.sent,
            "NumberOfMessagesReceived" => self.received,
            "NumberOfMessagesDeleted" => self.deleted,
            "NumberOfEmptyReceives" => self.empty,
            "NumberOfDeduplicatedSentMessages" => self.deduplicated,
            "SentMessageSize" => self.bytes.checked_div(self.sent).unwrap_or(0),
            _ => return None,
        })
    }
    /// A request has carried so much; an empty one is a request all the same.
    pub fn carry(&mut self, bytes: u64, chunk: u64) {
        self.chunks += bytes.div_ceil(chunk.max(1)).saturating_sub(1);
    }
    /// What was added since `before`.
    #[must_use]
    pub const fn since(&self, before: &Self) -> Self {
        Self {
            sent: self.sent - before.sent,
            received: self.received - before.received,
            deleted: self.deleted - before.deleted,
            empty: self.empty - before.empty,
            deduplicated: self.deduplicated - before.deduplicated,
            bytes: self.bytes - before.bytes,
            requests: self.requests - before.requests,
            chunks: self.chunks - before.chunks,
            fair: self.fair - before.fair,
            polls: self.polls - before.polls,
            throttled: self.throttled - before.throttled,
            waits: self.waits - before.waits,
        }
    }
}

/// Sums, with the last full minute kept apart.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Minutes {
    /// Since the start.
    pub total: Tally,
    /// The total when the current minute began.
    at_minute: Tally,
    /// The sums of the last full minute.
    last: Tally,
    minute: u64,
}

impl Minutes {
    /// Closes the minutes that have passed; call before counting anything at `minute`.
    pub fn roll(&mut self, minute: u64) {
        if minute > self.minute {
            let one = minute == self.minute + 1;
            self.last = if one { self.total.since(&self.at_minute) } else { Tally::default() };
            self.at_minute = self.total;
            self.minute = minute;
        }
    }
    /// The sums of the last minute that is complete at `minute`.
    #[must_use]
    pub fn datapoint(&self, minute: u64) -> Tally {
        let mut copy = *self;
        copy.roll(minute);
        copy.last
    }
}
