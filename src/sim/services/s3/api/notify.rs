//! Notification configurations: what they may say, and when two rules collide.
use super::{Call, Code, Reply, Response, S3Error};
use crate::sim::services::s3::model::{Proving, S3};
use crate::sim::services::s3::step::Output;
use crate::sim::trace::Name;
use crate::sim::{arn, arn::Place};
use serde::{Deserialize, Serialize};

/// Event types a rule may name, each family with its wildcard.
pub const EVENTS: &[&str] = &[
    "s3:ObjectCreated:*",
    "s3:ObjectCreated:Put",
    "s3:ObjectCreated:Post",
    "s3:ObjectCreated:Copy",
    "s3:ObjectCreated:CompleteMultipartUpload",
    "s3:ObjectRemoved:*",
    "s3:ObjectRemoved:Delete",
    "s3:ObjectRemoved:DeleteMarkerCreated",
    "s3:ReducedRedundancyLostObject",
    "s3:ObjectRestore:*",
    "s3:ObjectRestore:Post",
    "s3:ObjectRestore:Completed",
    "s3:ObjectRestore:Delete",
    "s3:Replication:*",
    "s3:Replication:OperationFailedReplication",
    "s3:Replication:OperationNotTracked",
    "s3:Replication:OperationMissedThreshold",
    "s3:Replication:OperationReplicatedAfterThreshold",
    "s3:LifecycleTransition",
    "s3:IntelligentTiering",
    "s3:ObjectAcl:Put",
    "s3:LifecycleExpiration:*",
    "s3:LifecycleExpiration:Delete",
    "s3:LifecycleExpiration:DeleteMarkerCreated",
    "s3:ObjectTagging:*",
    "s3:ObjectTagging:Put",
    "s3:ObjectTagging:Delete",
    "s3:ObjectAnnotation:*",
    "s3:ObjectAnnotation:Put",
    "s3:ObjectAnnotation:Delete",
    "s3:ObjectRetention:Put",
];

/// The notification configuration of a bucket.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Notifications {
    /// QueueConfigurations, TopicConfigurations and LambdaFunctionConfigurations.
    pub rules: Vec<Rule>,
    /// EventBridgeConfiguration: every event goes to this bus (the account's default bus).
    pub event_bridge: Option<Name>,
}

/// One rule.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Rule {
    /// Id.
    pub id: Name,
    /// QueueArn, TopicArn or LambdaFunctionArn.
    pub to: Name,
    /// Events.
    pub events: Vec<Name>,
    /// Filter rule `prefix`.
    pub prefix: Name,
    /// Filter rule `suffix`.
    pub suffix: Name,
}

impl Rule {
    /// Whether an event (`ObjectCreated:Put`) of a key concerns it.
    #[must_use]
    pub fn takes(&self, event: &str, key: &str) -> bool {
        key.starts_with(&*self.prefix)
            && key.ends_with(&*self.suffix)
            && self.events.iter().any(|e| covers(e.trim_start_matches("s3:"), event))
    }
    fn filters(&self) -> bool {
        !self.prefix.is_empty() || !self.suffix.is_empty()
    }
    fn collides(&self, other: &Self) -> bool {
        let events = self.events.iter().any(|a| other.events.iter().any(|b| covers(a, b) || covers(b, a)));
        let prefixes = self.prefix.starts_with(&*other.prefix) || other.prefix.starts_with(&*self.prefix);
        let suffixes = self.suffix.ends_with(&*other.suffix) || other.suffix.ends_with(&*self.suffix);
        events && prefixes && suffixes
    }
}

/// Whether a named type (perhaps a wildcard) means an event type.
fn covers(named: &str, event: &str) -> bool {
    named.strip_suffix('*').map_or(named == event, |family| event.starts_with(family))
}

impl Notifications {
    /// What AWS checks before it asks any destination.
    ///
    /// # Errors
    /// `InvalidArgument` in AWS's words.
    pub fn check(&self, most: u64) -> Result<(), S3Error> {
        let wrong = |message: &'static str| Err(S3Error::new(Code::InvalidArgument, message));
        if self.rules.len() as u64 > most {
            return wrong("The number of notification configurations exceeds the limit for a bucket");
        }
        for (at, rule) in self.rules.iter().enumerate() {
            if rule.events.is_empty() || rule.events.iter().any(|e| !EVENTS.contains(&&**e)) {
                return wrong("The event is not supported for notifications");
            }
            if self.rules.iter().take(at).any(|other| !rule.id.is_empty() && other.id == rule.id) {
                return wrong("Same ID used for multiple configurations. IDs must be unique");
            }
            destination(&rule.to)?;
            if let Some(other) = self.rules.iter().take(at).find(|other| rule.collides(other)) {
                return if rule.filters() || other.filters() {
                    wrong(
                        "Configuration is ambiguously defined. Cannot have overlapping suffixes in two rules if the prefixes are overlapping for the same event type.",
                    )
                } else {
                    wrong("Configurations overlap. Configurations on the same bucket cannot share a common event type.")
                };
            }
        }
        Ok(())
    }
}

/// A destination must be a standard queue, a standard topic or a function.
fn destination(to: &str) -> Result<Place<'_>, S3Error> {
    let wrong = |message: &'static str| S3Error::new(Code::InvalidArgument, message);
    let place = arn::parse(to).ok_or_else(|| wrong("The ARN is not well formed"))?;
    let fifo = place.name.ends_with(".fifo");
    match place.service {
        "sqs" if fifo => Err(wrong("FIFO queues are not supported as destinations of event notifications")),
        "sns" if fifo => Err(wrong("FIFO topics are not supported as destinations of event notifications")),
        "sqs" | "sns" | "lambda" => Ok(place),
        _ => Err(wrong("The ARN is not well formed")),
    }
}

impl S3 {
    /// Answers at once, or waits for what the destinations say to the test event.
    #[allow(clippy::too_many_arguments)] // one call taken apart
    pub(super) fn put_notifications(
        &mut self,
        call: Call<'_>,
        name: &Name,
        mut config: Notifications,
        skip_validation: bool,
        out: &mut Output,
    ) -> Option<Reply> {
        let most = self.limits.notifications;
        if let Err(error) = self.get(name).map(|_| ()).and_then(|()| config.check(most)) {
            return Some(Err(error));
        }
        for (nth, rule) in config.rules.iter_mut().enumerate().filter(|(_, r)| r.id.is_empty()) {
            rule.id = format!("rule-{}", nth + 1).into();
        }
        let tested = |to: &Name| arn::parse(to).is_some_and(|p| p.service != "lambda");
        let mut asked: Vec<Name> = config.rules.iter().map(|r| r.to.clone()).filter(tested).collect();
        asked.sort();
        asked.dedup();
        if skip_validation || asked.is_empty() {
            self.configure(name, config, call.turn, out);
            return Some(Ok(Response::Done));
        }
        self.next += 1;
        let no = self.next;
        let open = u32::try_from(asked.len()).unwrap_or(u32::MAX);
        let (bucket, from) = (name.clone(), call.from.clone());
        self.proving.insert(no, Proving { call: call.id, from, bucket, config, open, bad: vec![] });
        for to in asked {
            self.test(name, no, to, call.turn, out);
        }
        None
    }
}
