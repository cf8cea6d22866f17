//! Permissions as a scenario writes them: `allow: [orders-topic]` beside a resource becomes the statement the console would write,
//! `roles:` become identity policies.
use super::{Scenario, spec::iam::RoleSpec};
use crate::sim::{
    arn,
    policy::{self, Grant},
    trace::Name,
};
use serde_json::Value;

/// Who somebody is for IAM.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Identity<'a> {
    /// `arn:aws:iam::123456789012:role/worker-role`.
    pub role: Name,
    /// `arn:aws:sts::123456789012:assumed-role/worker-role/C1`.
    pub session: Name,
    /// Its account.
    pub account: Name,
    /// Its role in the scenario; without one it is an administrator.
    pub spec: Option<&'a RoleSpec>,
}

/// Whether a member belongs to a fleet: `C2` to `C`.
fn belongs(member: &str, fleet: &str) -> bool {
    member.strip_prefix(fleet).is_some_and(|no| no.bytes().all(|b| b.is_ascii_digit()))
}

impl Scenario {
    /// Who an actor (by name) or a resource (by name or ARN) is for IAM.
    #[must_use]
    pub fn identity_of(&self, who: &str) -> Identity<'_> {
        let place = arn::parse(who);
        let name = place.map_or(who, |p| p.name);
        let fleet = self.consumers.iter().map(|c| &*c.name).filter(|c| belongs(name, c)).max_by_key(|c| c.len());
        let base = if self.knows(name) { name } else { fleet.unwrap_or(name) };
        let spec = self.roles.iter().find(|r| r.of.iter().any(|o| **o == *name || **o == *base));
        let said = [name, base].into_iter().find_map(|n| self.elsewhere.get(n)).and_then(|e| e.account.clone());
        let own = place.map(|p| p.account).filter(|a| !a.is_empty()).unwrap_or(arn::ACCOUNT);
        let account: Name = said.unwrap_or_else(|| own.into());
        let role = spec.map_or(base, |r| &*r.name);
        Identity {
            role: self.region.global("iam", &account, &format!("role/{role}")),
            session: self.region.global("sts", &account, &format!("assumed-role/{role}/{name}")),
            account,
            spec,
        }
    }

    /// The account a resource (by ARN) belongs to; S3's ARNs do not say.
    #[must_use]
    pub fn owner_of(&self, resource: &str) -> Name {
        let Some(place) = arn::parse(resource) else { return arn::ACCOUNT.into() };
        if !place.account.is_empty() {
            return place.account.into();
        }
        self.elsewhere.get(place.name).and_then(|e| e.account.clone()).unwrap_or_else(|| arn::ACCOUNT.into())
    }

    /// The resource policy of a resource of this scenario: what its author wrote, with a statement for each that is allowed.
    /// A key without a policy of its own delegates to IAM, as AWS's default does.
    #[must_use]
    pub fn policy_of(&self, resource: &str, allow: &[Name], policy: Option<&Value>) -> Option<String> {
        let arn = self.arn_of(resource)?;
        let service = arn::parse(&arn).map_or("", |p| p.service);
        let mut statements: Vec<Value> = vec![];
        if service == "kms" && policy.is_none() {
            statements.push(policy::delegating(&self.region.global("iam", &self.owner_of(&arn), "root")));
        }
        for name in allow {
            let grant = self.grant(name);
            let actions = actions(service, &grant);
            statements.push(policy::statement(&inside(service, &arn), actions, &grant));
        }
        (policy.is_some() || !statements.is_empty()).then(|| policy::merged(policy, statements))
    }

    /// Who is meant by a name in `allow`.
    fn grant(&self, name: &Name) -> Grant {
        let twelve = name.len() == 12 && name.bytes().all(|b| b.is_ascii_digit());
        if twelve || arn::parse(name).is_some_and(|p| p.service == "iam") {
            return Grant::Identity(name.clone());
        }
        let Some(arn) = self.arn_of(name) else { return Grant::Identity(self.identity_of(name).role) };
        let place = arn::parse(&arn);
        let service = |principal: &str, source: Name| Grant::Service {
            principal: principal.into(),
            sources: vec![source],
            account: place.filter(|p| p.service == "s3").map(|_| self.owner_of(&arn)),
        };
        match place.map(|p| (p.service, p)) {
            Some(("sns", _)) => service("sns.amazonaws.com", arn.clone()),
            Some(("s3", _)) => service("s3.amazonaws.com", arn.clone()),
            Some(("sqs", _)) => service("sqs.amazonaws.com", arn.clone()),
            Some(("cloudwatch", _)) => service("cloudwatch.amazonaws.com", arn.clone()),
            Some(("execute-api", _)) => service("apigateway.amazonaws.com", format!("{arn}/*").into()),
            Some(("events", p)) => {
                // A rule of the default bus has no bus in its ARN.
                let rules = if p.name == "default" { "rule/*".into() } else { format!("rule/{}/*", p.name) };
                service("events.amazonaws.com", arn::make("events", p.region, p.account, &rules))
            }
            Some(("iam", _)) => Grant::Identity(arn),
            _ => Grant::Identity(self.identity_of(&arn).role),
        }
    }
}

/// What a statement is about: a bucket's objects, every key (a key policy speaks of its own key as `*`), else the resource.
fn inside(service: &str, arn: &str) -> String {
    match service {
        "s3" | "execute-api" => format!("{arn}/*"),
        "kms" => "*".into(),
        _ => arn.into(),
    }
}

/// What is allowed: to services the one thing they do there, to roles what an application needs.
fn actions(service: &str, grant: &Grant) -> &'static [&'static str] {
    let role = matches!(grant, Grant::Identity(_));
    match (service, role) {
        ("sqs", false) => &["sqs:SendMessage"],
        ("sqs", true) => &[
            "sqs:SendMessage",
            "sqs:ReceiveMessage",
            "sqs:DeleteMessage",
            "sqs:ChangeMessageVisibility",
            "sqs:GetQueueAttributes",
        ],
        ("sns", _) => &["sns:Publish"],
        ("lambda", _) => &["lambda:InvokeFunction"],
        ("events", _) => &["events:PutEvents"],
        ("kinesis", _) => &[
            "kinesis:PutRecord",
            "kinesis:PutRecords",
            "kinesis:GetRecords",
            "kinesis:GetShardIterator",
            "kinesis:DescribeStreamSummary",
            "kinesis:ListShards",
            "kinesis:SubscribeToShard",
        ],
        ("s3", false) => &["s3:PutObject"],
        ("s3", true) => &["s3:PutObject", "s3:GetObject"],
        ("kms", false) => &["kms:GenerateDataKey*", "kms:Decrypt"],
        ("kms", true) => &["kms:GenerateDataKey*", "kms:Decrypt", "kms:Encrypt", "kms:DescribeKey"],
        ("execute-api", _) => &["execute-api:Invoke"],
        ("firehose", _) => &["firehose:PutRecord", "firehose:PutRecordBatch"],
        ("states", _) => &["states:StartExecution"],
        _ => &["*"],
    }
}
