//! How EventBridge's rules and EventBridge Scheduler deliver: what an outcome means, when it is tried again, what a dead letter
//! carries. Both services keep their own books; the rules are the same and stand here once.
use super::{
    arn,
    errand::{Attribute, By, Cargo, Class, Errand, Outcome, Task, Ticket},
    trace::Name,
};
use crate::base::{random::Stream, time::SimTime};
use serde::{Deserialize, Serialize};
use std::sync::Arc;

/// How long and how often a target is tried again.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Retry {
    /// `MaximumEventAgeInSeconds`.
    pub age: SimTime,
    /// `MaximumRetryAttempts`.
    pub attempts: u32,
}

/// The pauses between attempts. AWS says "exponential backoff and jitter" and publishes no number: a setting of the scenario.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Backoff {
    /// Before the first retry; doubles each time.
    pub first: SimTime,
    /// Never more than this.
    pub most: SimTime,
}

impl Default for Backoff {
    /// 1 s doubling up to 10 minutes: so 185 attempts fill about the 24 hours AWS names.
    fn default() -> Self {
        Self { first: SimTime::from_secs(1), most: SimTime::from_secs(600) }
    }
}

impl Backoff {
    /// The pause before retry number `nth` (from 1): half of it fixed, half of it by chance.
    #[must_use]
    pub fn pause(self, nth: u32, luck: &mut Stream) -> SimTime {
        let doubled = self.first.0.saturating_mul(1 << nth.saturating_sub(1).min(40));
        let whole = doubled.min(self.most.0);
        SimTime(whole - luck.below(whole / 2 + 1))
    }
}

/// Why a delivery failed, in the words of a dead letter.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Failure {
    /// `ERROR_CODE`: `NO_PERMISSIONS`, `NO_RESOURCE`, `THROTTLING` ...
    pub code: Name,
    /// `ERROR_MESSAGE`.
    pub message: Arc<str>,
    /// Trying again may help.
    pub retriable: bool,
}

/// What came of an attempt.
///
/// # Errors
/// Why it failed.
pub fn judge(outcome: &Outcome) -> Result<(), Failure> {
    let failure =
        |code: &str, message: &str, retriable| Failure { code: code.into(), message: message.into(), retriable };
    match outcome {
        Outcome::NoAnswer => Err(failure("TIMEOUT", "The target did not answer in time.", true)),
        Outcome::Failed(error, cause) => Err(failure("ERROR_FROM_TARGET", &format!("{error}: {cause}"), true)),
        Outcome::Refused { code, class, message } => {
            let message = if message.is_empty() { code } else { message };
            Err(match class {
                Class::Denied => failure("NO_PERMISSIONS", message, false),
                Class::Throttled => failure("THROTTLING", message, true),
                Class::Server => failure("ERROR_FROM_TARGET", message, true),
                Class::Client if missing(code) => failure("NO_RESOURCE", message, false),
                Class::Client => failure("INVALID_PARAMETER", message, false),
            })
        }
        Outcome::Each(each) => match each.iter().find_map(|one| one.as_ref().err()) {
            Some(code) => Err(failure("EVENTS_IN_BATCH_REQUEST_REJECTED", code, true)),
            None => Ok(()),
        },
        _ => Ok(()),
    }
}

/// Whether an error code says that there is no such resource.
fn missing(code: &str) -> bool {
    ["NotFound", "DoesNotExist", "NonExistent", "NoSuch"].iter().any(|word| code.contains(word))
}

/// What to do after a failure.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Next {
    /// Try again at this moment.
    Again(SimTime),
    /// Give up; with the limit that was reached, where one was.
    Dead(Option<&'static str>),
}

impl Retry {
    /// After a failure at `now` of an event that came at `came` and was tried again `retries` times already.
    #[must_use]
    pub fn next(self, failure: &Failure, (came, now): (SimTime, SimTime), retries: u32, pause: SimTime) -> Next {
        if !failure.retriable {
            return Next::Dead(None);
        }
        if retries >= self.attempts {
            return Next::Dead(Some("MaximumRetryAttempts"));
        }
        let at = now + pause;
        if at.since(came) > self.age { Next::Dead(Some("MaximumEventAgeInSeconds")) } else { Next::Again(at) }
    }
}

/// A dead letter: what was to be delivered, and why it was not, as attributes.
#[must_use]
pub fn dead_letter(cargo: &Cargo, facts: &[(&str, &str)], retries: u32) -> Cargo {
    let text = |value: &str| Attribute { kind: "String".into(), value: value.into() };
    let mut attributes: std::collections::BTreeMap<Name, Attribute> =
        facts.iter().filter(|f| !f.1.is_empty()).map(|(name, value)| ((*name).into(), text(value))).collect();
    let count = Attribute { kind: "Number".into(), value: retries.to_string().into() };
    attributes.insert("RETRY_ATTEMPTS".into(), count);
    Cargo {
        body: cargo.body.clone(),
        bytes: cargo.bytes,
        item: cargo.item.clone(),
        items: cargo.items.clone(),
        attributes,
        ..Cargo::default()
    }
}

/// An errand that carries a delivery to its target; a container service is asked for a task.
#[must_use]
pub fn errand(ticket: Ticket, by: By, target: &str, cargo: Arc<Cargo>, patience: SimTime) -> Errand {
    let cluster = arn::parse(target).filter(|place| place.service == "ecs").map(|place| place.name);
    match cluster {
        Some(cluster) => {
            let instance: Name = format!("task-{}", ticket.0).into();
            Errand {
                ticket,
                by,
                to: format!("fleet://{cluster}").into(),
                task: Task::Launch(instance),
                patience,
                cause: None,
            }
        }
        None => Errand { ticket, by, to: target.into(), task: Task::Send(cargo), patience, cause: None },
    }
}

/// Calls a second, spread evenly, with a burst of one second: what a quota lets through now or later. In nanoseconds, because
/// some quotas leave less than 60 microseconds between two calls.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Pace {
    /// When the calls let through so far would be over at an even pace.
    even: u64,
}

impl Pace {
    /// Lets one call through, or says when it may come again.
    ///
    /// # Errors
    /// The moment when there is room again.
    pub fn take(&mut self, now: SimTime, per_second: u64) -> Result<(), SimTime> {
        const SECOND: u64 = 1_000_000_000;
        let Some(step) = SECOND.checked_div(per_second) else { return Err(now + SimTime::from_secs(1)) };
        let now_ns = now.0.saturating_mul(1_000);
        let even = self.even.max(now_ns);
        let latest = now_ns.saturating_add(SECOND.saturating_sub(step));
        if even > latest {
            return Err(now + SimTime((even - latest).div_ceil(1_000).max(1)));
        }
        self.even = even.saturating_add(step);
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::{Backoff, Failure, Next, Pace, Retry, judge};
    use crate::base::{random::Stream, time::SimTime};
    use crate::sim::errand::{Class, Outcome};

    #[test]
    fn pauses_double_stay_within_their_half_and_fill_a_day() {
        let (backoff, mut luck) = (Backoff::default(), Stream::new(7, "x"));
        let mut total = 0;
        for nth in 1..=185 {
            let whole = (1_000_000u64 << (nth - 1).min(40)).min(600_000_000);
            let pause = backoff.pause(nth, &mut luck).0;
            assert!(pause >= whole / 2 && pause <= whole, "{nth}: {pause}");
            total += pause;
        }
        let hours = total / 3_600_000_000;
        assert!((18..27).contains(&hours), "{hours}");
    }

    #[test]
    fn outcomes_are_judged_as_aws_says() {
        let refused = |code, class| Outcome::refused(code, class, "why");
        for (outcome, wanted) in [
            (refused("AccessDenied", Class::Denied), "NO_PERMISSIONS no"),
            (refused("QueueDoesNotExist", Class::Client), "NO_RESOURCE no"),
            (refused("ResourceNotFoundException", Class::Client), "NO_RESOURCE no"),
            (refused("InvalidParameterValue", Class::Client), "INVALID_PARAMETER no"),
            (refused("TooManyRequestsException", Class::Throttled), "THROTTLING again"),
            (refused("ServiceUnavailable", Class::Server), "ERROR_FROM_TARGET again"),
            (Outcome::NoAnswer, "TIMEOUT again"),
            (Outcome::Failed("E".into(), "c".into()), "ERROR_FROM_TARGET again"),
        ] {
            let failure = judge(&outcome).unwrap_err();
            assert_eq!(format!("{} {}", failure.code, if failure.retriable { "again" } else { "no" }), wanted);
        }
        assert_eq!(judge(&Outcome::Taken("x".into())), Ok(()));
    }

    #[test]
    fn retries_end_at_their_number_and_at_their_age() {
        let retry = Retry { age: SimTime::from_secs(60), attempts: 2 };
        let failure = |retriable| Failure { code: "X".into(), message: "".into(), retriable };
        let at = |s| (SimTime::ZERO, SimTime::from_secs(s));
        let pause = SimTime::from_secs(5);
        assert_eq!(retry.next(&failure(true), at(10), 1, pause), Next::Again(SimTime::from_secs(15)));
        assert_eq!(retry.next(&failure(true), at(10), 2, pause), Next::Dead(Some("MaximumRetryAttempts")));
        assert_eq!(retry.next(&failure(true), at(56), 0, pause), Next::Dead(Some("MaximumEventAgeInSeconds")));
        assert_eq!(retry.next(&failure(false), at(0), 0, pause), Next::Dead(None));
    }

    #[test]
    fn a_pace_lets_a_second_through_at_once_and_then_keeps_the_rate() {
        let mut pace = Pace::default();
        for rate in [10, 18_750] {
            let begin = SimTime::from_secs(rate);
            assert_eq!((0..rate).filter(|_| pace.take(begin, rate).is_ok()).count() as u64, rate);
            let free = pace.take(begin, rate).unwrap_err();
            assert!(free > begin && free <= begin + SimTime(1_000_000 / rate + 1));
            assert_eq!(pace.take(free, rate), Ok(()));
        }
        assert!(pace.take(SimTime::from_secs(90_000), 0).is_err());
    }
}
