//! Values under CloudWatch's own names. Gauges are exact now; sums count since the start, and per minute as CloudWatch shows them.
use super::Sqs;
use super::{message::Message, queue::Queue};
use crate::base::time::SimTime;

/// Every metric of a queue under CloudWatch's names; the last three are the simulator's own.
pub const METRICS: &[&str] = &[
    "ApproximateNumberOfMessagesVisible",
    "ApproximateNumberOfMessagesNotVisible",
    "ApproximateNumberOfMessagesDelayed",
    "ApproximateAgeOfOldestMessage",
    "NumberOfMessagesSent",
    "NumberOfMessagesReceived",
    "NumberOfMessagesDeleted",
    "NumberOfEmptyReceives",
    "SentMessageSize",
    "NumberOfDeduplicatedSentMessages",
    "ApproximateNumberOfGroupsWithInflightMessages",
    "ApproximateNumberOfNoisyGroups",
    "ApproximateNumberOfMessagesVisibleInQuietGroups",
    "ApproximateNumberOfMessagesNotVisibleInQuietGroups",
    "ApproximateNumberOfMessagesDelayedInQuietGroups",
    "ApproximateAgeOfOldestMessageInQuietGroups",
    "Requests",
    "ThrottledRequests",
    "WaitingReceives",
];

/// Those that count up.
pub const SUMS: &[&str] = &[
    "NumberOfMessagesSent",
    "NumberOfMessagesReceived",
    "NumberOfMessagesDeleted",
    "NumberOfEmptyReceives",
    "NumberOfDeduplicatedSentMessages",
    "Requests",
    "ThrottledRequests",
];

const FIFO_ONLY: &[&str] = &["NumberOfDeduplicatedSentMessages", "ApproximateNumberOfGroupsWithInflightMessages"];

impl Sqs {
    /// A metric of one queue now: gauges as they are, sums (`NumberOf...`) since the start of the run, `SentMessageSize` the
    /// average in bytes, ages in seconds. `None` where there is no such queue, or no such metric on this kind of queue.
    #[must_use]
    pub fn measure(&self, resource: &str, name: &str, now: SimTime) -> Option<u64> {
        let queue = self.queues.get(resource)?;
        self.gauge(queue, name, now).or_else(|| sum(queue, name))
    }

    /// The datapoint CloudWatch shows at `now`: sums over the last full minute; gauges as they are.
    #[must_use]
    pub fn datapoint(&self, resource: &str, name: &str, now: SimTime) -> Option<u64> {
        let queue = self.queues.get(resource)?;
        if FIFO_ONLY.contains(&name) && !queue.config.fifo {
            return None;
        }
        self.gauge(queue, name, now).or_else(|| queue.tally.datapoint(now.as_secs() / 60).get(name))
    }

    fn gauge(&self, queue: &Queue, name: &str, now: SimTime) -> Option<u64> {
        let counts = &queue.counts;
        Some(match name {
            "ApproximateNumberOfMessagesVisible" => counts.ready,
            "ApproximateNumberOfMessagesNotVisible" => counts.in_flight,
            "ApproximateNumberOfMessagesDelayed" => counts.delayed,
            "ApproximateAgeOfOldestMessage" => self.age(queue, now, |_| true),
            "ApproximateNumberOfGroupsWithInflightMessages" if queue.config.fifo => queue.groups.locked(),
            "WaitingReceives" => queue.polls.waiters.len() as u64,
            _ if !queue.config.fifo => self.fair(queue, name, now)?,
            _ => return None,
        })
    }

    /// Fair-queue metrics; a message without a tenant is quiet.
    fn fair(&self, queue: &Queue, name: &str, now: SimTime) -> Option<u64> {
        let loud = |of: &dyn Fn(u32) -> u64| -> u64 { queue.noisy.iter().map(|&g| of(g)).sum() };
        Some(match name {
            "ApproximateNumberOfNoisyGroups" => queue.noisy.len() as u64,
            "ApproximateNumberOfMessagesVisibleInQuietGroups" => {
                queue.counts.ready - loud(&|g| queue.ready.of_tenant(g) as u64)
            }
            "ApproximateNumberOfMessagesNotVisibleInQuietGroups" => {
                queue.counts.in_flight - loud(&|g| queue.groups.get(g).map_or(0, |g| u64::from(g.flight)))
            }
            "ApproximateNumberOfMessagesDelayedInQuietGroups" => {
                let slots = queue.due.delayed.iter().filter_map(|d| queue.messages.get(d.1));
                slots.filter(|m| !queue.noisy.contains(&m.group)).count() as u64
            }
            "ApproximateAgeOfOldestMessageInQuietGroups" => self.age(queue, now, |group| !queue.noisy.contains(&group)),
            _ => return None,
        })
    }

    /// Seconds since the oldest message was sent. A poison message of a standard queue, received too often, does not count.
    fn age(&self, queue: &Queue, now: SimTime, counts: impl Fn(u32) -> bool) -> u64 {
        let poison = self.core.limits.spans.poison_received;
        let fifo = queue.config.fifo;
        let fits = |m: &Message| counts(m.group) && (fifo || m.here < poison);
        // Dead letters are as old as their stay here; they keep their enqueue time for retention only.
        let oldest = if queue.counts.dead_letters_in > 0 {
            let fitting = queue.messages.iter().map(|(_, m)| m).filter(|m| fits(m));
            fitting.map(|m| m.extra.moved.unwrap_or(m.sent)).min()
        } else {
            queue.due.ages.oldest_where(&queue.messages, fits)
        };
        oldest.map_or(0, |sent| now.since(sent).as_secs())
    }
}

fn sum(queue: &Queue, name: &str) -> Option<u64> {
    let total = &queue.tally.total;
    match name {
        "Requests" => Some(total.requests),
        "ThrottledRequests" => Some(total.throttled),
        _ if FIFO_ONLY.contains(&name) && !queue.config.fifo => None,
        _ => total.get(name),
    }
}
