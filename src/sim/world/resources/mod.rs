//! From a scenario to resources: everything is made, wired and changed by the calls a learner would make. One file per service;
//! each has `create` (the resources themselves), where needed `wire` (what refers to other resources: subscriptions, event
//! sources, rules, notifications), and `change` (one resource is set to what the scenario says now).
mod apigateway;
mod autoscaling;
mod cloudwatch;
mod database;
mod events;
mod firehose;
mod kinesis;
mod kms;
mod lambda;
mod mq;
mod outside;
mod pipes;
mod s3;
mod scheduler;
mod sns;
mod sqs;
mod states;

use crate::sim::{
    scenario::{Scenario, ScenarioError},
    services::{Answer, Call, Services, Tray},
    trace::Name,
    turn::{CallId, Turn},
};

/// The number of calls that are answered on the spot and never carried by the wire.
const AT_ONCE: CallId = CallId(u64::MAX);

/// Makes resources by calls, and keeps what AWS refused.
pub(super) struct Builder<'a> {
    /// The services.
    pub services: &'a mut Services,
    /// The description.
    pub plan: &'a Scenario,
    /// The description before the change: what a run moved by itself is set back only where the change says so.
    pub before: &'a Scenario,
    /// The moment.
    pub turn: Turn<'a>,
    /// Timers, errands and events.
    pub tray: &'a mut Tray,
    /// What AWS refused.
    pub errors: Vec<ScenarioError>,
}

impl Builder<'_> {
    /// Makes a call; the answer at once, where there is one.
    pub(super) fn ask(&mut self, call: Call) -> Option<Answer> {
        let before = self.tray.replies.len();
        self.services.call((AT_ONCE, &"scenario".into()), call, self.turn, self.tray);
        self.tray.replies.drain(before..).find(|(id, _)| *id == AT_ONCE).map(|(_, answer)| answer)
    }
    /// Notes a refusal with AWS's code.
    pub(super) fn refuse(&mut self, path: impl Into<String>, code: &'static str, message: impl Into<String>) {
        self.errors.push(ScenarioError { path: path.into(), code, message: message.into() });
    }
    /// The ARN of a resource of the scenario; what is unknown stays as it is, and AWS refuses it.
    pub(super) fn arn(&self, name: &str) -> Name {
        self.plan.arn_of(name).unwrap_or_else(|| name.into())
    }
}

/// Makes everything, resources first, then what refers to them.
pub(super) fn create(build: &mut Builder<'_>) {
    kms::create(build);
    apigateway::create(build);
    database::create(build);
    sqs::create(build);
    lambda::create(build);
    autoscaling::create(build);
    kinesis::create(build);
    mq::create(build);
    outside::create(build);
    sns::create(build);
    s3::create(build);
    firehose::create(build);
    states::create(build);
    events::create(build);
    scheduler::create(build);
    pipes::create(build);
    sns::wire(build);
    s3::wire(build);
    lambda::wire(build);
    autoscaling::wire(build);
    cloudwatch::wire(build);
}

/// Sets one resource to what the scenario says now; `room` is the list it stands in.
pub(super) fn change(build: &mut Builder<'_>, room: &str, name: &Name) {
    match room {
        "apis" => apigateway::change(build, name),
        "databases" => database::change(build, name),
        "keys" => kms::change(build, name),
        "queues" => sqs::change(build, name),
        "functions" => lambda::change(build, name),
        "alarms" => cloudwatch::change(build, name),
        "scaling_groups" => autoscaling::change(build, name),
        "buses" => events::change(build, name),
        "pipes" => pipes::change(build, name),
        "schedules" => scheduler::change(build, name),
        "streams" => kinesis::change(build, name),
        "brokers" => mq::change(build, name),
        "receivers" => outside::change(build, name),
        "buckets" => s3::change(build, name),
        "topics" => sns::change(build, name),
        "delivery_streams" => firehose::change(build, name),
        "state_machines" => states::change(build, name),
        _ => {}
    }
}
