//! The numbers EventBridge obeys: [`Limits`] come from the fact ledger, [`Settings`] stand for what AWS does not publish.
use crate::base::time::SimTime;
use crate::sim::{
    delivery::{Backoff, Retry},
    quotas::{MissingFact, Quotas},
};
use serde::{Deserialize, Serialize};

/// How much of everything there may be.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Counts {
    /// Event buses in an account.
    pub buses: u64,
    /// Rules on a bus.
    pub rules: u64,
    /// Targets of a rule.
    pub targets: u64,
    /// Rules with a wildcard on a bus.
    pub wildcards: u64,
    /// Variables of an input transformer.
    pub variables: u64,
    /// API destinations in an account.
    pub destinations: u64,
}

/// How large things may be.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Sizes {
    /// Entries of a PutEvents request.
    pub entries: u64,
    /// Targets of a PutTargets request.
    pub target_entries: u64,
    /// Bytes of a PutEvents request.
    pub request: u64,
    /// Characters of an event pattern.
    pub pattern: u64,
    /// Characters of an input template.
    pub template: u64,
    /// Characters of a bus policy.
    pub policy: u64,
}

/// How fast things may go.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Rates {
    /// PutEvents requests a second in a Region.
    pub puts: u64,
    /// Target invocations a second in a Region; what is more waits.
    pub invocations: u64,
    /// Invocations a second of an API destination, where it says nothing itself.
    pub destination: u64,
}

/// Every number EventBridge takes from the ledger, read once.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Limits {
    /// How much of everything.
    pub counts: Counts,
    /// How large.
    pub sizes: Sizes,
    /// How fast.
    pub rates: Rates,
    /// A target's retry policy where it says nothing.
    pub retry: Retry,
    /// `MaximumRetryAttempts`, least and most.
    pub attempts: (u64, u64),
    /// `MaximumEventAgeInSeconds`, least and most.
    pub age: (u64, u64),
    /// How long an API destination may take.
    pub destination_timeout: SimTime,
    /// A replay takes the events of so much time together.
    pub replay_step: SimTime,
}

impl Limits {
    /// Reads the ledger.
    ///
    /// # Errors
    /// The first fact that is missing or lacks a number.
    pub fn resolve(facts: &Quotas) -> Result<Self, MissingFact> {
        Ok(Self {
            counts: Counts {
                buses: facts.is("eb.buses")?,
                rules: facts.is("eb.rules:most")?,
                targets: facts.is("eb.targets")?,
                wildcards: facts.is("eb.pattern.wildcards")?,
                variables: most(facts, "eb.input_transformer:variables")?,
                destinations: facts.is("eb.api_destinations:number")?,
            },
            sizes: Sizes {
                entries: facts.is("eb.putevents.entries")?,
                target_entries: facts.is("eb.puttargets.entries")?,
                request: facts.is("eb.putevents.size")?,
                pattern: facts.is("eb.pattern.size")?,
                template: most(facts, "eb.input_transformer:template")?,
                policy: facts.is("eb.policy_size")?,
            },
            rates: Rates {
                puts: facts.is("eb.putevents.rate:large")?,
                invocations: facts.is("eb.invocations.rate:large")?,
                destination: facts.is("eb.api_destinations:rate")?,
            },
            retry: Retry {
                age: facts.secs("eb.retry.default:age")?,
                attempts: facts.small("eb.retry.default:attempts")?,
            },
            attempts: facts.range("eb.retry.range:attempts")?,
            age: facts.range("eb.retry.range:age")?,
            destination_timeout: facts.secs("eb.api_destinations:timeout")?,
            replay_step: facts.secs("eb.archive.retention:replay_step")?,
        })
    }
}

/// The value of a fact, or the upper end of its range.
fn most(facts: &Quotas, id: &'static str) -> Result<u64, MissingFact> {
    facts.is(id).or_else(|_| facts.max(id))
}

/// What AWS does not publish: assumptions of the scenario, each with a stated default. One value per bus.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Settings {
    /// From PutEvents to the invocation of a target. AWS promises nothing; courses say "about half a second". Default 500 ms.
    pub latency: SimTime,
    /// How much longer it may take by chance; so events overtake each other. Default 0: labs switch it on.
    pub shuffle: SimTime,
    /// Of a million deliveries, how many happen twice (at least once). Default 0: labs switch it on.
    pub duplicates_per_million: u32,
    /// The pauses between attempts.
    pub backoff: Backoff,
    /// How long a target may take to answer. Default 30 s.
    pub patience: SimTime,
    /// How long a replay takes for the events of one minute. Default 1 s.
    pub replay_pace: SimTime,
    /// How long the event reaches an archive after it reached the bus; AWS says to wait ten minutes before a replay. Default 0.
    pub archive_takes: SimTime,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            latency: SimTime::from_millis(500),
            shuffle: SimTime::ZERO,
            duplicates_per_million: 0,
            backoff: Backoff::default(),
            patience: SimTime::from_secs(30),
            replay_pace: SimTime::from_secs(1),
            archive_takes: SimTime::ZERO,
        }
    }
}
