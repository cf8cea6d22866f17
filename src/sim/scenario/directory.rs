//! The directory of a scenario: which names there are, in which list, and the ARN of each resource.
use super::Scenario;
use crate::sim::{arn, trace::Name};

/// A list of the scenario: its key in the file, the names in it, the service in their ARNs and the form of the resource part;
/// both are empty for actors.
type Section<'a> = (&'static str, Vec<&'a Name>, &'static str, &'static str);

fn names<'a>(all: impl Iterator<Item = &'a Name>) -> Vec<&'a Name> {
    all.collect()
}

impl Scenario {
    /// Every list with its names.
    #[must_use]
    pub fn sections(&self) -> Vec<Section<'_>> {
        vec![
            ("queues", names(self.queues.iter().map(|r| &r.name)), "sqs", "{}"),
            ("topics", names(self.topics.iter().map(|r| &r.name)), "sns", "{}"),
            ("streams", names(self.streams.iter().map(|r| &r.name)), "kinesis", "stream/{}"),
            ("delivery_streams", names(self.delivery_streams.iter().map(|r| &r.name)), "firehose", "deliverystream/{}"),
            ("buses", names(self.buses.iter().map(|r| &r.name)), "events", "event-bus/{}"),
            ("schedules", names(self.schedules.iter().map(|r| &r.name)), "scheduler", "schedule/default/{}"),
            ("pipes", names(self.pipes.iter().map(|r| &r.name)), "pipes", "pipe/{}"),
            ("state_machines", names(self.state_machines.iter().map(|r| &r.name)), "states", "stateMachine:{}"),
            ("functions", names(self.functions.iter().map(|r| &r.name)), "lambda", "function:{}"),
            ("brokers", names(self.brokers.iter().map(|r| &r.name)), "mq", "broker:{}"),
            ("alarms", names(self.alarms.iter().map(|r| &r.name)), "cloudwatch", "alarm:{}"),
            (
                "scaling_groups",
                names(self.scaling_groups.iter().map(|r| &r.name)),
                "autoscaling",
                "autoScalingGroup:{}",
            ),
            ("buckets", names(self.buckets.iter().map(|r| &r.name)), "s3", "{}"),
            ("databases", names(self.databases.iter().map(|r| &r.name)), "rds", "cluster:{}"),
            ("apis", names(self.apis.iter().map(|r| &r.name)), "execute-api", "{}"),
            ("keys", names(self.keys.iter().map(|r| &r.name)), "kms", "key/{}"),
            ("receivers", names(self.receivers.iter().map(|r| &r.name)), "outside", "{}"),
            ("roles", names(self.roles.iter().map(|r| &r.name)), "iam", "role/{}"),
            ("producers", names(self.producers.iter().map(|r| &r.name)), "", ""),
            ("consumers", names(self.consumers.iter().map(|r| &r.name)), "", ""),
            ("readers", names(self.readers.iter().map(|r| &r.name)), "", ""),
            ("clients", names(self.clients.iter().map(|r| &r.name)), "", ""),
        ]
    }

    /// The ARN of a resource of this scenario; text that already is an ARN or an address (`https://`) is itself.
    #[must_use]
    pub fn arn_of(&self, name: &str) -> Option<Name> {
        if arn::parse(name).is_some() || name.contains("://") {
            return Some(name.into());
        }
        let found = self.sections().into_iter().find(|s| !s.2.is_empty() && s.1.iter().any(|n| &***n == name));
        let (_, _, service, form) = found?;
        let place = self.elsewhere.get(name);
        let account = place.and_then(|p| p.account.as_deref()).unwrap_or(arn::ACCOUNT);
        let region = place.and_then(|p| p.region.as_deref()).unwrap_or(self.region.name());
        if service == "s3" {
            return Some(self.region.global("s3", "", name));
        }
        Some(arn::make(service, region, account, &form.replace("{}", name)))
    }

    /// What a topic subscribes: the ARN of a resource, or an address outside AWS as SNS takes it.
    #[must_use]
    pub fn endpoint_of(&self, name: &str) -> Option<Name> {
        if let Some(receiver) = self.receivers.iter().find(|r| &*r.name == name) {
            return receiver.address.as_deref().and_then(|address| self.endpoint_of(address));
        }
        if let Some(app) = name.strip_prefix("app:") {
            return Some(self.region.arn("sns", &format!("endpoint/GCM/inflight/{app}")));
        }
        let plain = name.strip_prefix("mailto:").or_else(|| name.strip_prefix("tel:")).unwrap_or(name);
        let outside = plain.contains('@') || plain.starts_with('+');
        if outside { Some(plain.into()) } else { self.arn_of(name) }
    }

    /// Whether there is a resource or an actor of this name.
    #[must_use]
    pub fn knows(&self, name: &str) -> bool {
        self.sections().iter().any(|s| s.1.iter().any(|n| &***n == name))
    }
}
