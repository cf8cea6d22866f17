//! Queue attributes as values, read from and written to AWS's names and text.
use super::{arn, name_of_arn};
use crate::base::time::SimTime;
use crate::sim::policy::{Policy, Use};
use crate::sim::quotas::Span;
use crate::sim::region::Region;
use crate::sim::services::sqs::api::error::{Code, SqsError};
use crate::sim::services::sqs::quotas::Limits;
use crate::sim::trace::Name;
use serde::{Deserialize, Serialize};
use serde_json::Value;

/// RedrivePolicy.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Redrive {
    /// deadLetterTargetArn's queue.
    pub target: Name,
    /// maxReceiveCount.
    pub max: u32,
}

/// RedriveAllowPolicy.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum Allow {
    /// Nothing said, or allowAll.
    #[default]
    All,
    /// denyAll.
    None,
    /// byQueue, with the names of sourceQueueArns.
    Queues(Vec<Name>),
}

/// What only FIFO queues have.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct FifoAttributes {
    /// ContentBasedDeduplication.
    pub content: bool,
    /// DeduplicationScope is messageGroup.
    pub scope_group: bool,
    /// FifoThroughputLimit is perMessageGroupId.
    pub limit_group: bool,
}

/// Encryption at rest.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Encryption {
    /// SqsManagedSseEnabled.
    pub managed: bool,
    /// KmsMasterKeyId.
    pub key: Option<String>,
    /// KmsDataKeyReusePeriodSeconds.
    pub reuse: u64,
}

/// All attributes that can be set; times in seconds as on the wire.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Attrs {
    /// VisibilityTimeout.
    pub visibility: u64,
    /// MessageRetentionPeriod.
    pub retention: u64,
    /// DelaySeconds.
    pub delay: u64,
    /// ReceiveMessageWaitTimeSeconds.
    pub wait: u64,
    /// MaximumMessageSize, bytes.
    pub size: u64,
    /// Policy, as given.
    pub policy: Option<Name>,
    /// RedrivePolicy.
    pub redrive: Option<Redrive>,
    /// RedriveAllowPolicy.
    pub allow: Option<Allow>,
    /// FIFO only.
    pub fifo: FifoAttributes,
    /// Encryption.
    pub encryption: Encryption,
}

fn bad(name: &str) -> SqsError {
    SqsError::new(Code::InvalidAttributeValue, format!("Invalid value for the parameter {name}."))
}

/// An attribute this kind of queue does not have.
pub(in crate::sim::services::sqs) fn unknown(name: &str) -> SqsError {
    let message = match name {
        "DeduplicationScope" | "FifoThroughputLimit" => {
            format!("You can specify the {name} only when FifoQueue is set to true.")
        }
        _ => format!("Unknown Attribute {name}."),
    };
    SqsError::new(Code::InvalidAttributeName, message)
}

fn number(name: &str, text: &str, range: Span) -> Result<u64, SqsError> {
    text.trim().parse().ok().filter(|&n| range.holds(n)).ok_or_else(|| bad(name))
}

/// `true` or `false`, in any case of letters.
pub(in crate::sim::services::sqs) fn truth(name: &str, text: &str) -> Result<bool, SqsError> {
    if text.eq_ignore_ascii_case("true") {
        Ok(true)
    } else if text.eq_ignore_ascii_case("false") {
        Ok(false)
    } else {
        Err(bad(name))
    }
}

impl Attrs {
    /// A new queue's attributes when nothing is said.
    #[must_use]
    pub const fn new(limits: &Limits) -> Self {
        let r = &limits.ranges;
        Self {
            visibility: r.visibility.default,
            retention: r.retention.default,
            delay: r.delay.default,
            wait: r.wait.default,
            size: r.size.default,
            policy: None,
            redrive: None,
            allow: None,
            fifo: FifoAttributes { content: false, scope_group: false, limit_group: false },
            encryption: Encryption { managed: true, key: None, reuse: r.kms_reuse.default },
        }
    }

    /// Whether a FIFO queue is in high-throughput mode: both attributes must say so.
    #[must_use]
    pub const fn high_throughput(&self) -> bool {
        self.fifo.scope_group && self.fifo.limit_group
    }

    /// The visibility timeout as a span of time.
    #[must_use]
    pub const fn visibility_span(&self) -> SimTime {
        SimTime::from_secs(self.visibility)
    }

    /// Sets one attribute from text.
    ///
    /// # Errors
    /// InvalidAttributeName where there is none of this name on this kind of queue, else InvalidAttributeValue; a faulty
    /// redrive policy is an InvalidParameterValue, as on AWS.
    pub fn set(
        &mut self,
        name: &str,
        text: &str,
        fifo: bool,
        (limits, region): (&Limits, &Region),
    ) -> Result<(), SqsError> {
        let r = &limits.ranges;
        match name {
            "VisibilityTimeout" => self.visibility = number(name, text, r.visibility)?,
            "MessageRetentionPeriod" => self.retention = number(name, text, r.retention)?,
            "DelaySeconds" => self.delay = number(name, text, r.delay)?,
            "ReceiveMessageWaitTimeSeconds" => self.wait = number(name, text, r.wait)?,
            "MaximumMessageSize" => self.size = number(name, text, r.size)?,
            "Policy" => self.policy = policy(text, limits)?,
            "RedrivePolicy" => self.redrive = redrive(text, limits, region)?,
            "RedriveAllowPolicy" => self.allow = allow(text, limits, region)?,
            "KmsMasterKeyId" => {
                self.encryption.key = (!text.is_empty()).then(|| text.to_string());
                self.encryption.managed &= text.is_empty();
            }
            "KmsDataKeyReusePeriodSeconds" => self.encryption.reuse = number(name, text, r.kms_reuse)?,
            "SqsManagedSseEnabled" => {
                self.encryption.managed = truth(name, text)?;
                if self.encryption.managed {
                    self.encryption.key = None;
                }
            }
            _ if fifo => self.set_fifo(name, text)?,
            _ => return Err(unknown(name)),
        }
        Ok(())
    }

    fn set_fifo(&mut self, name: &str, text: &str) -> Result<(), SqsError> {
        match (name, text) {
            ("ContentBasedDeduplication", _) => self.fifo.content = truth(name, text)?,
            ("DeduplicationScope", "messageGroup") => self.fifo.scope_group = true,
            ("DeduplicationScope", "queue") => self.fifo.scope_group = false,
            ("FifoThroughputLimit", "perMessageGroupId") => self.fifo.limit_group = true,
            ("FifoThroughputLimit", "perQueue") => self.fifo.limit_group = false,
            ("DeduplicationScope" | "FifoThroughputLimit", _) => return Err(bad(name)),
            _ => return Err(unknown(name)),
        }
        Ok(())
    }

    /// What must hold between attributes.
    ///
    /// # Errors
    /// InvalidAttributeValue for perMessageGroupId without messageGroup.
    pub fn check(&self) -> Result<(), SqsError> {
        if self.fifo.limit_group && !self.fifo.scope_group {
            return Err(bad("FifoThroughputLimit"));
        }
        Ok(())
    }

    /// The attributes as GetQueueAttributes writes them; those never set and without a default are left out.
    #[must_use]
    pub fn write(&self, fifo: bool, region: &Region) -> Vec<(&'static str, String)> {
        let mut out = vec![
            ("VisibilityTimeout", self.visibility.to_string()),
            ("MaximumMessageSize", self.size.to_string()),
            ("MessageRetentionPeriod", self.retention.to_string()),
            ("DelaySeconds", self.delay.to_string()),
            ("ReceiveMessageWaitTimeSeconds", self.wait.to_string()),
            ("SqsManagedSseEnabled", self.encryption.managed.to_string()),
        ];
        if let Some(policy) = &self.policy {
            out.push(("Policy", policy.to_string()));
        }
        if let Some(r) = &self.redrive {
            let text = format!(r#"{{"deadLetterTargetArn":"{}","maxReceiveCount":{}}}"#, arn(region, &r.target), r.max);
            out.push(("RedrivePolicy", text));
        }
        if let Some(allow) = &self.allow {
            out.push(("RedriveAllowPolicy", write_allow(allow, region)));
        }
        if let Some(key) = &self.encryption.key {
            out.push(("KmsMasterKeyId", key.clone()));
            out.push(("KmsDataKeyReusePeriodSeconds", self.encryption.reuse.to_string()));
        }
        if fifo {
            let pick = |yes: bool, a: &str, b: &str| if yes { a.to_string() } else { b.to_string() };
            out.push(("FifoQueue", "true".into()));
            out.push(("ContentBasedDeduplication", self.fifo.content.to_string()));
            out.push(("DeduplicationScope", pick(self.fifo.scope_group, "messageGroup", "queue")));
            out.push(("FifoThroughputLimit", pick(self.fifo.limit_group, "perMessageGroupId", "perQueue")));
        }
        out
    }
}

fn policy(text: &str, limits: &Limits) -> Result<Option<Name>, SqsError> {
    if text.is_empty() {
        return Ok(None);
    }
    if Policy::parse_as(text, Use::Resource).is_err() || text.len() as u64 > limits.sizes.policy_bytes {
        return Err(bad("Policy"));
    }
    Ok(Some(text.into()))
}

fn redrive(text: &str, limits: &Limits, region: &Region) -> Result<Option<Redrive>, SqsError> {
    if text.is_empty() {
        return Ok(None);
    }
    let wrong = |reason: &str| SqsError::value("RedrivePolicy", text, reason);
    let json: Value = serde_json::from_str(text).map_err(|_| wrong("Redrive policy is not a valid JSON map."))?;
    let target = json.get("deadLetterTargetArn").and_then(Value::as_str);
    let target =
        target.ok_or_else(|| wrong("Redrive policy does not contain mandatory attribute: deadLetterTargetArn."))?;
    let target = name_of_arn(region, target)
        .ok_or_else(|| wrong("Dead letter target is not an ARN of this account and Region."))?;
    let range = limits.ranges.max_receive;
    let max = match json.get("maxReceiveCount") {
        None => Some(range.default),
        Some(Value::String(s)) => s.parse().ok(),
        Some(n) => n.as_u64(),
    };
    let max = max.filter(|&n| range.holds(n)).and_then(|n| u32::try_from(n).ok()).ok_or_else(|| {
        wrong(&format!(
            "Invalid value for maxReceiveCount, valid values are from {} to {} both inclusive.",
            range.min, range.max
        ))
    })?;
    Ok(Some(Redrive { target: target.into(), max }))
}

fn allow(text: &str, limits: &Limits, region: &Region) -> Result<Option<Allow>, SqsError> {
    if text.is_empty() {
        return Ok(None);
    }
    let wrong = |reason: &str| SqsError::value("RedriveAllowPolicy", text, reason);
    let json: Value = serde_json::from_str(text).map_err(|_| wrong("The policy is not a valid JSON map."))?;
    let arns = json.get("sourceQueueArns").and_then(Value::as_array);
    match (json.get("redrivePermission").and_then(Value::as_str), arns) {
        (Some("allowAll"), None) => Ok(Some(Allow::All)),
        (Some("denyAll"), None) => Ok(Some(Allow::None)),
        (Some("byQueue"), Some(arns)) if !arns.is_empty() => {
            if arns.len() as u64 > limits.sizes.sources {
                return Err(wrong("Too many sourceQueueArns; use allowAll instead."));
            }
            let names: Option<Vec<Name>> =
                arns.iter().map(|a| name_of_arn(region, a.as_str()?).map(Name::from)).collect();
            names
                .map(|n| Some(Allow::Queues(n)))
                .ok_or_else(|| wrong("A source queue is not an ARN of this account and Region."))
        }
        (Some("byQueue"), _) => Err(wrong("byQueue needs sourceQueueArns.")),
        (Some("allowAll" | "denyAll"), Some(_)) => Err(wrong("sourceQueueArns goes with byQueue only.")),
        _ => Err(wrong("redrivePermission must be allowAll, denyAll or byQueue.")),
    }
}

fn write_allow(allow: &Allow, region: &Region) -> String {
    match allow {
        Allow::All => r#"{"redrivePermission":"allowAll"}"#.into(),
        Allow::None => r#"{"redrivePermission":"denyAll"}"#.into(),
        Allow::Queues(names) => {
            let arns: Vec<String> = names.iter().map(|n| format!("\"{}\"", arn(region, n))).collect();
            format!(r#"{{"redrivePermission":"byQueue","sourceQueueArns":[{}]}}"#, arns.join(","))
        }
    }
}
