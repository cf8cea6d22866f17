//! The numbers SNS obeys: [`Limits`] come from the fact ledger, [`Settings`] stand for what AWS does not publish.
use crate::base::time::SimTime;
use crate::sim::pattern::FilterLimits;
use crate::sim::quotas::{MissingFact, Quotas, Span};
use serde::{Deserialize, Serialize};

/// How much fits in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Sizes {
    /// `MaximumMessageSize`, bytes.
    pub message: Span,
    /// Above so many bytes a topic has few subscriptions, of AWS's own protocols only ...
    pub large: u64,
    /// ... at most so many.
    pub large_subscriptions: u64,
    /// Entries of a batch.
    pub batch: u64,
    /// Characters of an entry's Id.
    pub entry_id: u64,
    /// Characters of a topic's name.
    pub name: u64,
    /// Characters of a MessageDeduplicationId; the same for a MessageGroupId.
    pub dedup_id: u64,
    /// Bytes of a topic policy.
    pub policy_bytes: u64,
    /// Statements of a topic policy.
    pub policy_statements: u64,
}

/// How many there may be.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Counts {
    /// Standard topics of an account.
    pub topics: u64,
    /// FIFO topics of an account.
    pub fifo_topics: u64,
    /// Tags of a topic.
    pub tags: u64,
    /// Subscriptions of a standard topic.
    pub subscriptions: u64,
    /// Subscriptions of a FIFO topic.
    pub fifo_subscriptions: u64,
    /// Firehose subscriptions of a topic and owner.
    pub firehose: u64,
    /// Subscriptions of an account that wait for their confirmation.
    pub pending: u64,
    /// Filter policies of a topic.
    pub topic_filters: u64,
    /// Filter policies of an account.
    pub filters: u64,
}

/// How fast.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Rates {
    /// Messages a second of an account in the run's own Region.
    pub publish: u64,
    /// Messages a second of a FIFO topic with FifoThroughputScope Topic.
    pub fifo: u64,
    /// Bytes a second of the same.
    pub fifo_bytes: u64,
    /// Messages a second of a message group.
    pub group: u64,
    /// E-mails a second of a subscription.
    pub email: u64,
    /// SMS a second.
    pub sms: u64,
}

/// The retry phases of endpoints whose policy cannot be changed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Phases {
    /// Attempts without delay.
    pub immediate: u64,
    /// Attempts before the backoff ...
    pub pre: u64,
    /// ... so far apart.
    pub pre_delay: SimTime,
    /// Attempts of the backoff ...
    pub backoff: u64,
    /// ... from so long ...
    pub least: SimTime,
    /// ... to so long apart.
    pub most: SimTime,
    /// Attempts after it ...
    pub post: u64,
    /// ... so far apart.
    pub post_delay: SimTime,
    /// All attempts, the first one included.
    pub total: u64,
}

/// Retries of HTTP endpoints.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Http {
    /// numRetries unless said.
    pub retries: u64,
    /// minDelayTarget and maxDelayTarget unless said, seconds.
    pub delay: u64,
    /// The most numRetries.
    pub most_retries: u64,
    /// The longest all retries together may take, and the largest maxDelayTarget; seconds.
    pub most_total: u64,
}

/// Every number SNS takes from the ledger, read once.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Limits {
    /// How much fits in.
    pub sizes: Sizes,
    /// How many there may be.
    pub counts: Counts,
    /// How fast.
    pub rates: Rates,
    /// Filter policies.
    pub filter: FilterLimits,
    /// SQS, Lambda, Firehose.
    pub managed: Phases,
    /// E-mail, SMS, push.
    pub customer: Phases,
    /// HTTP and HTTPS.
    pub http: Http,
    /// How long a confirmation token is valid.
    pub token: SimTime,
    /// How long a deduplication id is remembered.
    pub dedup: SimTime,
    /// Days of an archive: least and most.
    pub archive: (u64, u64),
    /// MonthlySpendLimit of text messages, dollars.
    pub sms_spend: u64,
}

impl Limits {
    /// Reads the ledger.
    ///
    /// # Errors
    /// The first fact that is missing or lacks a number.
    pub fn resolve(facts: &Quotas) -> Result<Self, MissingFact> {
        let archive = facts.number("sns.archive.retention")?;
        let lacks = |number| MissingFact { id: "sns.archive.retention", number };
        Ok(Self {
            sizes: sizes(facts)?,
            counts: counts(facts)?,
            rates: rates(facts)?,
            filter: FilterLimits {
                keys: facts.is("sns.filter.keys")?,
                combinations: facts.is("sns.filter.combinations")?,
                size: facts.is("sns.filter.size")?,
                magnitude: facts.is("sns.filter.numeric:magnitude")?,
                decimals: facts.is("sns.filter.numeric:decimals")?,
            },
            managed: managed(facts)?,
            customer: customer(facts)?,
            http: Http {
                retries: facts.is("sns.retry.http:default_retries")?,
                delay: facts.is("sns.retry.http:default_delay")?,
                most_retries: facts.is("sns.retry.http:custom_retries")?,
                most_total: facts.is("sns.retry.http:custom_total")?,
            },
            token: SimTime::from_secs(facts.is("sns.subs.confirm_token")? * DAY),
            dedup: facts.secs("sns.fifo.dedup_window")?,
            sms_spend: facts.is("sns.sms_spend")? / 1_000_000,
            archive: (archive.min.ok_or(lacks("min"))?, archive.max.ok_or(lacks("max"))?),
        })
    }
}

/// Seconds of a day.
pub(super) const DAY: u64 = 86_400;

fn sizes(facts: &Quotas) -> Result<Sizes, MissingFact> {
    Ok(Sizes {
        message: facts.span("sns.message.max_size.range", None)?,
        large: facts.is("sns.message.large_conditions:threshold")?,
        large_subscriptions: facts.is("sns.message.large_conditions:subscriptions")?,
        batch: facts.is("sns.batch.max")?,
        entry_id: facts.is("sns.batch.entry_id_max")?,
        name: facts.is("sns.topic.name_max")?,
        dedup_id: facts.is("sns.fifo.dedup_id_max")?,
        policy_bytes: facts.is("sns.policy_max:size")?,
        policy_statements: facts.is("sns.policy_max:statements")?,
    })
}

fn counts(facts: &Quotas) -> Result<Counts, MissingFact> {
    Ok(Counts {
        topics: facts.is("sns.topics.standard")?,
        tags: facts.is("sns.topic.tags")?,
        fifo_topics: facts.is("sns.topics.fifo")?,
        subscriptions: facts.is("sns.subs.standard")?,
        fifo_subscriptions: facts.is("sns.subs.fifo")?,
        firehose: facts.is("sns.subs.firehose")?,
        pending: facts.is("sns.subs.pending")?,
        topic_filters: facts.is("sns.filter.per_topic:topic")?,
        filters: facts.is("sns.filter.per_topic:account")?,
    })
}

fn rates(facts: &Quotas) -> Result<Rates, MissingFact> {
    Ok(Rates {
        publish: facts.is("sns.publish.rate.us_east_1")?,
        fifo: facts.is("sns.fifo.rate.topic:messages")?,
        fifo_bytes: facts.is("sns.fifo.rate.topic:bytes")?,
        group: facts.is("sns.fifo.rate.group")?,
        email: facts.is("sns.email_rate")?,
        sms: facts.is("sns.sms_rate")?,
    })
}

fn ends(facts: &Quotas, id: &'static str) -> Result<(SimTime, SimTime), MissingFact> {
    let number = facts.number(id)?;
    let lacks = |number| MissingFact { id, number };
    let (least, most) = (number.min.ok_or(lacks("min"))?, number.max.ok_or(lacks("max"))?);
    Ok((SimTime::from_secs(least), SimTime::from_secs(most)))
}

fn managed(facts: &Quotas) -> Result<Phases, MissingFact> {
    let (least, most) = ends(facts, "sns.retry.aws_endpoints:backoff_delay")?;
    Ok(Phases {
        immediate: facts.is("sns.retry.aws_endpoints:immediate")?,
        pre: facts.is("sns.retry.aws_endpoints:pre_backoff")?,
        pre_delay: facts.secs("sns.retry.aws_endpoints:pre_backoff_delay")?,
        backoff: facts.is("sns.retry.aws_endpoints:backoff")?,
        least,
        most,
        post: facts.is("sns.retry.aws_endpoints:post_backoff")?,
        post_delay: facts.secs("sns.retry.aws_endpoints:post_backoff_delay")?,
        total: facts.is("sns.retry.aws_endpoints:total")?,
    })
}

fn customer(facts: &Quotas) -> Result<Phases, MissingFact> {
    let (least, most) = ends(facts, "sns.retry.customer_endpoints:backoff_delay")?;
    Ok(Phases {
        immediate: facts.is("sns.retry.customer_endpoints:immediate")?,
        pre: facts.is("sns.retry.customer_endpoints:pre_backoff")?,
        pre_delay: facts.secs("sns.retry.customer_endpoints:pre_backoff_delay")?,
        backoff: facts.is("sns.retry.customer_endpoints:backoff")?,
        least,
        most,
        post: facts.is("sns.retry.customer_endpoints:post_backoff")?,
        post_delay: facts.secs("sns.retry.customer_endpoints:post_backoff_delay")?,
        total: facts.is("sns.retry.customer_endpoints:total")?,
    })
}

/// What AWS does not publish: assumptions of the scenario, each with a stated default. One value per topic.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Settings {
    /// How long a changed filter policy takes to act; AWS says only "up to" `sns.filter.propagation`. Default 0.
    pub filter_delay: SimTime,
    /// How long a delivery waits for its answer before the attempt counts as failed. Default 15 s.
    pub answer_within: SimTime,
    /// Retries stray from their moment by up to so many percent of the delay. Default 0: labs switch it on.
    pub retry_jitter: u32,
    /// Notifications carry no signature and no UnsubscribeURL, so that all subscribers of a message share one short copy of it.
    /// Default: they do, each its own. Topics of a scenario are plain unless said.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub plain: bool,
}

impl Default for Settings {
    fn default() -> Self {
        Self { filter_delay: SimTime::ZERO, answer_within: SimTime::from_secs(15), retry_jitter: 0, plain: false }
    }
}

impl Settings {
    /// The same with every number inside its bounds.
    #[must_use]
    pub fn bounded(mut self) -> Self {
        self.answer_within = self.answer_within.max(SimTime::from_millis(1));
        self.retry_jitter = self.retry_jitter.min(100);
        self
    }
}
