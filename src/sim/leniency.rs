//! What the lenient account is spared: the one list of everything it takes that AWS refuses, and of everything it does not wait for.
//!
//! The lenient account (a bare `inflight serve`) is for scripts and suites that were written against emulators: it *takes more* than
//! AWS does, and waits for nothing but one thing: a Standard execution of Step Functions waits 250 ms before its first state
//! ([`Spared::FirstState`]). What it does besides is as on AWS, and a strict account and every lab are AWS in all of it. Services read
//! [`Turn::spares`](super::turn::Turn::spares) where they would refuse or wait; nothing else in the simulator knows of leniency.
use serde::{Deserialize, Serialize};

macro_rules! spared {
    ($($(#[$doc:meta])* $name:ident;)*) => {
        /// One thing a lenient account is spared. Each has its lines in `endpoint/lenient.txt`, told for both kinds of account.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub enum Spared { $($(#[$doc])* $name,)* }

        impl Spared {
            /// All of them.
            pub const ALL: &'static [Self] = &[$(Self::$name,)*];
            /// Its name.
            #[must_use]
            pub const fn name(self) -> &'static str {
                match self { $(Self::$name => stringify!($name),)* }
            }
        }
    };
}

spared! {
    /// All: a service acts for a resource of the account on one that has no resource policy at all. One that has a policy is guarded by it
    /// as on AWS, and a KMS key always has one. Roles need no leniency: whoever has no policies here is an administrator.
    Policies;
    /// SQS: a short poll asks every server of a queue, so that whoever receives once finds what is there.
    Sampling;
    /// All: refusals keep their codes, but where AWS documents no wording they are worded as emulators word them.
    Wording;
    /// All: names of another form than the model's (a delivery stream, a bucket, a consumer) are looked for, and where they are not found
    /// that is what is refused.
    Patterns;
    /// SQS: names of queue attributes may have blanks around them.
    Blanks;
    /// SQS: `FifoQueue` with another value than true makes a standard queue; AWS takes true or nothing.
    FifoFalse;
    /// SQS: `MessageRetentionPeriod` from one second; AWS takes a minute at least.
    Retention;
    /// SQS: a `MessageDeduplicationId` on a standard queue is kept and does nothing.
    Deduplication;
    /// SNS: a platform application needs no attributes; AWS has a credential at least. Empty ones are not sent at all by the query protocol.
    NoAttributes;
    /// SNS: an application's attributes are told as they were given, credentials too, and one may be changed without the other; AWS takes
    /// credentials and never tells them, and adds what it knows itself.
    Credentials;
    /// SNS: a message to a device that says MessageStructure=json and is plain text is sent as it stands.
    DeviceText;
    /// SNS: SetSMSAttributes takes any name.
    SmsNames;
    /// SNS: http and https subscriptions are confirmed without being asked.
    Confirmation;
    /// SNS: the Id of an entry of a batch may have blanks.
    BatchIds;
    /// EventBridge: targets are invoked without delay; AWS promises no latency.
    Latency;
    /// Kinesis: shards are split and merged when the call returns.
    Resharding;
    /// EventBridge: a rule has any number of targets; AWS takes five.
    Targets;
    /// EventBridge: a replay has sent everything and is COMPLETED when StartReplay returns, and may be cancelled all the same.
    Replays;
    /// Kinesis: a shard iterator AT_TIMESTAMP may lie in the future, and reads from now on.
    Future;
    /// Kinesis: ListShards takes a stream's name beside the NextToken that stands for it.
    TokenAndName;
    /// Step Functions: ListTagsForResource of what is not there is an empty list.
    NoTags;
    /// Step Functions: a Standard execution enters its first state a quarter of a second after its start, so that whoever describes or stops
    /// it at once finds it RUNNING. AWS takes some tens of milliseconds, and its lists are consistent only in time.
    FirstState;
    /// Kinesis: UpdateShardCount goes below half of the open shards.
    HalfTheShards;
}

/// Which of these an account is spared.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Leniency(u64);

impl Leniency {
    /// Nothing: AWS as it is.
    pub const STRICT: Self = Self(0);
    /// Everything on the list.
    pub const LENIENT: Self = Self(u64::MAX);

    /// These and nothing else.
    #[must_use]
    pub fn of(list: &[Spared]) -> Self {
        Self(list.iter().fold(0, |all, what| all | 1 << *what as u32))
    }
    /// Whether an account is spared this.
    #[must_use]
    pub const fn spares(self, what: Spared) -> bool {
        self.0 & (1 << what as u32) != 0
    }
    /// Whether it is spared nothing.
    #[must_use]
    pub const fn is_strict(&self) -> bool {
        self.0 == 0
    }
}
