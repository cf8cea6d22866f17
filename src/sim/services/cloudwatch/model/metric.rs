//! Metrics: what identifies one, its data points, its statistics.
use super::number::{Micro, narrow};
use crate::base::time::SimTime;
use crate::sim::{region::Region, trace::Name};
use serde::{Deserialize, Serialize};
use std::collections::VecDeque;

/// What identifies a metric: namespace, name and all of its dimensions. Another set of dimensions is another metric.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Key {
    /// `AWS/SQS`.
    pub namespace: Name,
    /// `ApproximateNumberOfMessagesVisible`.
    pub name: Name,
    /// Sorted by name.
    pub dimensions: Vec<(Name, Name)>,
}

/// By which dimensions the services of AWS publish: namespace, the dimension that names the resource, the service's name in ARNs.
const PUBLISHED: &[(&str, &str, &str)] = &[
    ("AWS/SQS", "QueueName", "sqs"),
    ("AWS/SNS", "TopicName", "sns"),
    ("AWS/Kinesis", "StreamName", "kinesis"),
    ("AWS/Firehose", "DeliveryStreamName", "firehose"),
    ("AWS/Events", "EventBusName", "events"),
    ("AWS/Events", "RuleName", "events"),
    ("AWS/EventBridge/Pipes", "PipeName", "pipes"),
    ("AWS/Scheduler", "ScheduleGroup", "scheduler"),
    ("AWS/Scheduler", "ScheduleName", "scheduler"),
    ("AWS/States", "StateMachineArn", "states"),
    ("AWS/Lambda", "FunctionName", "lambda"),
    ("AWS/AmazonMQ", "Broker", "mq"),
    ("AWS/AutoScaling", "AutoScalingGroupName", "autoscaling"),
    ("AWS/EC2", "AutoScalingGroupName", "autoscaling"),
    ("AWS/S3", "BucketName", "s3"),
    ("AWS/RDS", "DBClusterIdentifier", "rds"),
    ("AWS/ApiGateway", "ApiName", "execute-api"),
];

/// Services whose metrics nobody collects unasked: S3's come once a day, the others belong to nobody's account.
const UNASKED: &[&str] = &["s3", "rds", "execute-api"];

/// The simulator's own measures: no metrics of CloudWatch.
const NOT_PUBLISHED: &[&str] = &[
    "Requests",
    "ThrottledRequests",
    "WaitingReceives",
    "PendingDeliveries",
    "DeliveryAttempts",
    "RecordsHeld",
    "HottestShardPercent",
    "RecordsBuffered",
    "RecordsDropped",
    "RecordsFailed",
    "StateTransitions",
];

impl Key {
    /// The address of the resource whose metric this is (`sqs://orders`), where a service of AWS publishes it under exactly
    /// these dimensions.
    #[must_use]
    pub fn resource(&self) -> Option<Name> {
        if NOT_PUBLISHED.contains(&&*self.name) {
            return None;
        }
        match self.dimensions.as_slice() {
            [(dimension, value)] => {
                let known = |p: &&(&str, &str, &str)| p.0 == &*self.namespace && p.1 == &**dimension;
                let (_, _, service) = PUBLISHED.iter().find(known)?;
                let name = crate::sim::arn::parse(value).map_or(&**value, |place| place.name);
                Some(format!("{service}://{name}").into())
            }
            [(bus, name), (rule, value)] if &**bus == "EventBusName" && &**rule == "RuleName" => {
                (&*self.namespace == "AWS/Events").then(|| format!("events://{name}/{value}").into())
            }
            [(cluster, _), (service, value)] if &**cluster == "ClusterName" && &**service == "ServiceName" => {
                matches!(&*self.namespace, "AWS/ECS" | "ECS/ContainerInsights")
                    .then(|| format!("autoscaling://{value}").into())
            }
            _ => None,
        }
    }
    /// The metric of a resource as CloudWatch names it; `None` where it is not collected unasked.
    #[must_use]
    pub fn of(service: &str, resource: &Name, metric: &Name, region: &Region) -> Option<Self> {
        // What fair queues measure goes through every message: it is read where somebody watches it.
        let dear = metric.contains("QuietGroups") || metric.contains("NoisyGroups");
        if dear || NOT_PUBLISHED.contains(&&**metric) || UNASKED.contains(&service) {
            return None;
        }
        let (bus, rule) = resource.split_once('/').map_or((None, &**resource), |(bus, rule)| (Some(bus), rule));
        let dimension = match (service, bus) {
            ("events", Some(_)) => "RuleName",
            ("autoscaling", _) if &**metric == "CPUUtilization" => return None,
            (_, _) => PUBLISHED.iter().find(|p| p.2 == service)?.1,
        };
        let namespace = PUBLISHED.iter().find(|p| p.2 == service && p.1 == dimension)?.0;
        let value: Name = match service {
            "states" => region.arn("states", &format!("stateMachine:{resource}")),
            "scheduler" => "default".into(),
            _ => rule.into(),
        };
        let mut dimensions = vec![(dimension.into(), value)];
        if let Some(bus) = bus.filter(|bus| *bus != "default") {
            dimensions.insert(0, ("EventBusName".into(), bus.into()));
        }
        Some(Self { namespace: namespace.into(), name: metric.clone(), dimensions })
    }
    /// The unit AWS's services publish a metric in.
    #[must_use]
    pub fn unit(&self) -> &'static str {
        let name = &*self.name;
        match &*self.namespace {
            "AWS/AutoScaling" => return "None",
            space if !space.starts_with("AWS/") && !space.starts_with("ECS/") => return "None",
            _ => {}
        }
        let has = |words: &[&str]| words.iter().any(|word| name.contains(word));
        if has(&["AgeOfOldestMessage", "DataFreshness"]) {
            "Seconds"
        } else if has(&["Size", "Bytes"]) && !has(&["BytesPerSecond", "GroupMinSize"]) {
            "Bytes"
        } else if has(&["Milliseconds", "Millis", "Duration", "IteratorAge", "ExecutionTime", "Latency", "EventAge"]) {
            "Milliseconds"
        } else if has(&["Utilization", "Percent"]) {
            "Percent"
        } else {
            "Count"
        }
    }
    /// Whether it is a metric of SQS.
    #[must_use]
    pub fn is_queue(&self) -> bool {
        &*self.namespace == "AWS/SQS"
    }
    /// `orders ApproximateNumberOfMessagesVisible`, for people.
    #[must_use]
    pub fn short(&self) -> String {
        self.dimensions.last().map_or_else(|| self.name.to_string(), |(_, value)| format!("{value} {}", self.name))
    }
}

/// What a period's samples come to.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Sample {
    /// How many.
    pub count: u64,
    /// Their sum.
    pub sum: Micro,
    /// The least.
    pub min: Micro,
    /// The greatest.
    pub max: Micro,
    /// Value and how often, ascending, where they differ and are known.
    pub values: Vec<(Micro, u64)>,
    /// A statistic set was put: single values are not known, so there are no percentiles.
    pub blind: bool,
}

impl Sample {
    /// One value, `count` times.
    #[must_use]
    pub fn of(value: Micro, count: u64) -> Self {
        let sum = narrow(i128::from(value) * i128::from(count));
        Self { count, sum, min: value, max: value, values: vec![], blind: false }
    }
    /// Two samples as one.
    pub fn add(&mut self, other: &Self) {
        if other.count == 0 {
            return;
        }
        if self.count == 0 {
            *self = other.clone();
            return;
        }
        self.blind |= other.blind;
        if !self.blind && (self.min != other.min || self.max != other.max || self.min != self.max) {
            let mut all = self.listed();
            for (value, count) in other.listed() {
                match all.binary_search_by_key(&value, |v| v.0) {
                    Ok(at) => {
                        if let Some(found) = all.get_mut(at) {
                            found.1 += count;
                        }
                    }
                    Err(at) => all.insert(at, (value, count)),
                }
            }
            self.values = all;
        }
        self.count += other.count;
        self.sum = self.sum.saturating_add(other.sum);
        (self.min, self.max) = (self.min.min(other.min), self.max.max(other.max));
    }
    fn listed(&self) -> Vec<(Micro, u64)> {
        if self.values.is_empty() { vec![(self.min, self.count)] } else { self.values.clone() }
    }
    /// A statistic; `None` where there is no sample, or no percentile of a statistic set.
    #[must_use]
    pub fn stat(&self, stat: Stat) -> Option<Micro> {
        if self.count == 0 {
            return None;
        }
        Some(match stat {
            Stat::SampleCount => super::number::whole(self.count),
            Stat::Sum => self.sum,
            Stat::Minimum => self.min,
            Stat::Maximum => self.max,
            Stat::Average => narrow(i128::from(self.sum) / i128::from(self.count)),
            Stat::Percentile(_) if self.blind && self.min != self.max => return None,
            Stat::Percentile(at) => self.percentile(at),
        })
    }
    /// The nearest rank.
    fn percentile(&self, thousandths: u32) -> Micro {
        let rank = (u128::from(self.count) * u128::from(thousandths)).div_ceil(100_000).max(1);
        let mut seen = 0u128;
        for (value, count) in self.listed() {
            seen += u128::from(count);
            if seen >= rank {
                return value;
            }
        }
        self.max
    }
}

/// A statistic.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Stat {
    /// The number of samples.
    SampleCount,
    /// Their sum by their number.
    Average,
    /// Their sum.
    Sum,
    /// The least.
    Minimum,
    /// The greatest.
    Maximum,
    /// `p99.9`, in thousandths of a percent.
    Percentile(u32),
}

impl Stat {
    /// Reads `Average`, `p99.9`.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        Some(match text {
            "SampleCount" => Self::SampleCount,
            "Average" => Self::Average,
            "Sum" => Self::Sum,
            "Minimum" => Self::Minimum,
            "Maximum" => Self::Maximum,
            _ => {
                let of = super::number::parse(text.strip_prefix('p')?)?;
                if !(0..=100 * super::number::ONE).contains(&of) {
                    return None;
                }
                Self::Percentile(u32::try_from(of / 1_000).ok()?)
            }
        })
    }
    /// As AWS writes it.
    #[must_use]
    pub fn name(self) -> String {
        match self {
            Self::SampleCount => "SampleCount".into(),
            Self::Average => "Average".into(),
            Self::Sum => "Sum".into(),
            Self::Minimum => "Minimum".into(),
            Self::Maximum => "Maximum".into(),
            Self::Percentile(at) => format!("p{}", super::number::show(i64::from(at) * 1_000)),
        }
    }
}

/// The samples of one minute (or second, for metrics of high resolution).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Point {
    /// Where its period begins, in seconds.
    pub at: u64,
    /// When it can be seen.
    pub seen: SimTime,
    /// What was measured.
    pub sample: Sample,
}

/// The data points of a metric, oldest first.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Series {
    /// The points.
    pub points: VecDeque<Point>,
    /// Somebody put it; CloudWatch bills such metrics.
    pub custom: Option<SimTime>,
    /// It was put with a StorageResolution of one second.
    pub high: bool,
    /// The unit it was last put with.
    pub unit: Option<Name>,
}

impl Series {
    /// Adds a sample to the period that begins at `at`.
    pub fn add(&mut self, at: u64, seen: SimTime, sample: &Sample) {
        let place = self.points.partition_point(|p| p.at < at);
        match self.points.get_mut(place) {
            Some(point) if point.at == at => point.sample.add(sample),
            _ => self.points.insert(place, Point { at, seen, sample: sample.clone() }),
        }
    }
    /// Forgets what is older.
    pub fn forget(&mut self, before: u64) {
        while self.points.front().is_some_and(|p| p.at < before) {
            self.points.pop_front();
        }
    }
    /// What can be seen at `now` of `[from, to)`, in seconds.
    #[must_use]
    pub fn between(&self, from: u64, to: u64, now: SimTime) -> Sample {
        let mut all = Sample::default();
        let first = self.points.partition_point(|p| p.at < from);
        for point in self.points.range(first..).take_while(|p| p.at < to).filter(|p| p.seen <= now) {
            all.add(&point.sample);
        }
        all
    }
}
