//! Values under CloudWatch's own names; all but the size are sums since the start.
use super::Sns;
use super::topic::Topic;
use crate::sim::pattern::Verdict;
use crate::sim::turn::{Balance, Usage};
use serde::{Deserialize, Serialize};

/// Every metric of a topic; the last three are the simulator's own.
pub const METRICS: &[&str] = &[
    "NumberOfMessagesPublished",
    "NumberOfNotificationsDelivered",
    "NumberOfNotificationsFailed",
    "NumberOfNotificationsFilteredOut",
    "NumberOfNotificationsFilteredOut-InvalidAttributes",
    "NumberOfNotificationsFilteredOut-InvalidMessageBody",
    "NumberOfNotificationsFilteredOut-MessageAttributes",
    "NumberOfNotificationsFilteredOut-MessageBody",
    "NumberOfNotificationsFilteredOut-NoMessageAttributes",
    "NumberOfNotificationsRedrivenToDlq",
    "NumberOfNotificationsFailedToRedriveToDlq",
    "PublishSize",
    "DeliveryAttempts",
    "ThrottledRequests",
    "PendingDeliveries",
];

/// Those that count up.
pub const SUMS: &[&str] = &[
    "NumberOfMessagesPublished",
    "NumberOfNotificationsDelivered",
    "NumberOfNotificationsFailed",
    "NumberOfNotificationsFilteredOut",
    "NumberOfNotificationsFilteredOut-InvalidAttributes",
    "NumberOfNotificationsFilteredOut-InvalidMessageBody",
    "NumberOfNotificationsFilteredOut-MessageAttributes",
    "NumberOfNotificationsFilteredOut-MessageBody",
    "NumberOfNotificationsFilteredOut-NoMessageAttributes",
    "NumberOfNotificationsRedrivenToDlq",
    "NumberOfNotificationsFailedToRedriveToDlq",
    "DeliveryAttempts",
    "ThrottledRequests",
];

/// What became of the messages of a subscription.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Fates {
    /// Meant for it: published while it was confirmed, or replayed.
    pub came: u64,
    /// Its filter policy let them not through.
    pub filtered: u64,
    /// On their way, or waiting for it.
    pub pending: u64,
    /// Arrived.
    pub delivered: u64,
    /// Arrived in the dead-letter queue.
    pub dead: u64,
    /// Gone: there was no dead-letter queue.
    pub lost: u64,
    /// Gone: even the dead-letter queue did not take them.
    pub unburied: u64,
    /// Given up because the subscription was deleted.
    pub cancelled: u64,
    /// Attempts in all.
    pub attempts: u64,
    /// Deliveries that failed for good.
    pub failed: u64,
}

impl Fates {
    /// Law 4: what came, and every fate once.
    #[must_use]
    pub const fn balance(&self) -> (u64, u64) {
        let gone = self.filtered + self.delivered + self.dead + self.lost + self.unburied + self.cancelled;
        (self.came, gone + self.pending)
    }
    /// The sum of two.
    pub const fn add(&mut self, other: &Self) {
        self.came += other.came;
        self.filtered += other.filtered;
        self.pending += other.pending;
        self.delivered += other.delivered;
        self.dead += other.dead;
        self.lost += other.lost;
        self.unburied += other.unburied;
        self.cancelled += other.cancelled;
        self.attempts += other.attempts;
        self.failed += other.failed;
    }
}

/// What a topic has counted since the start.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Tally {
    /// Messages accepted, duplicates apart.
    pub published: u64,
    /// Duplicates that were accepted and dropped.
    pub deduplicated: u64,
    /// Their bytes.
    pub bytes: u64,
    /// Calls to the topic.
    pub requests: u64,
    /// Publishes in units of 64 KB.
    pub chunks: u64,
    /// Refused for their rate.
    pub throttled: u64,
    /// Filtered out, by verdict in the order of CloudWatch's names.
    pub filtered: [u64; 5],
    /// Bytes that filters on bodies have read.
    pub filter_bytes: u64,
    /// Bytes put into the archive.
    pub archived: u64,
    /// Bytes delivered.
    pub delivered_bytes: u64,
    /// Deliveries by protocol.
    pub by_protocol: [u64; 9],
    /// Of subscriptions that are gone.
    pub gone: Fates,
}

impl Tally {
    /// Counts a message that a filter did not let through.
    pub fn filter(&mut self, verdict: Verdict) {
        let at = match verdict {
            Verdict::Match => return,
            Verdict::InvalidAttributes => 0,
            Verdict::InvalidBody => 1,
            Verdict::Attributes => 2,
            Verdict::Body => 3,
            Verdict::NoAttributes => 4,
        };
        if let Some(count) = self.filtered.get_mut(at) {
            *count += 1;
        }
    }
}

impl Topic {
    /// All its subscriptions, those that are gone included.
    #[must_use]
    pub fn fates(&self) -> Fates {
        let mut all = self.tally.gone;
        for subscription in self.subscriptions.values() {
            all.add(&subscription.fates);
        }
        all
    }
}

impl Sns {
    /// A metric of one topic.
    #[must_use]
    pub fn measure(&self, topic: &str, name: &str) -> Option<u64> {
        let topic = self.topics.get(topic)?;
        let tally = &topic.tally;
        if let Some(why) = name.strip_prefix("NumberOfNotificationsFilteredOut") {
            let at = METRICS.iter().skip(4).take(5).position(|m| m.ends_with(why));
            return if why.is_empty() { Some(topic.fates().filtered) } else { tally.filtered.get(at?).copied() };
        }
        Some(match name {
            "NumberOfMessagesPublished" => tally.published,
            "NumberOfNotificationsDelivered" => topic.fates().delivered,
            "NumberOfNotificationsFailed" => topic.fates().failed,
            "NumberOfNotificationsRedrivenToDlq" => topic.fates().dead,
            "NumberOfNotificationsFailedToRedriveToDlq" => topic.fates().unburied,
            "PublishSize" => tally.bytes.checked_div(tally.published).unwrap_or(0),
            "DeliveryAttempts" => topic.fates().attempts,
            "ThrottledRequests" => tally.throttled,
            "PendingDeliveries" => topic.fates().pending,
            _ => return None,
        })
    }

    pub(in crate::sim::services::sns) fn meters(&self) -> Vec<Usage> {
        let mut all = vec![];
        for topic in self.topics.values() {
            let tally = &topic.tally;
            let mut add = |meter, amount| {
                if amount > 0 {
                    all.push(Usage { resource: topic.name.clone(), meter, amount });
                }
            };
            add(if topic.fifo { "sns.requests.fifo" } else { "sns.requests" }, tally.chunks);
            add("sns.bytes.filtered", tally.filter_bytes);
            if topic.fifo {
                add("sns.bytes.fifo", tally.bytes);
                add("sns.bytes.fifo.delivered", tally.delivered_bytes);
                add("sns.bytes.archived", tally.archived);
            }
            for (protocol, count) in super::subscription::Protocol::ALL.iter().zip(tally.by_protocol) {
                add(protocol.meter(), count);
            }
        }
        all
    }

    pub(in crate::sim::services::sns) fn books(&self) -> Vec<Balance> {
        let balance = |topic: &Topic| {
            let (came, fates) = topic.fates().balance();
            Balance { place: topic.name.clone(), came, fates }
        };
        self.topics.values().map(balance).collect()
    }
}
