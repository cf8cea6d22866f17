//! An alarm changes its state and acts: a notification, a scaling policy, a function, an event on the default bus.
use super::{Ctx, stamp::stamp};
use crate::base::time::SimTime;
use crate::sim::{
    arn,
    errand::{By, Cargo, Errand, Outcome, Task, Ticket},
    region::Region,
    services::cloudwatch::model::{
        CloudWatch,
        alarm::{Alarm, By as Decides, State, Watch, What},
        alarm_arn,
        number::{pointed, show},
    },
    trace::{Name, Weight},
    turn::Draft,
};
use serde_json::{Value, json};
use std::sync::Arc;

/// How long a scaling action waits before it is invoked again while the state lasts.
const AGAIN: SimTime = SimTime::from_secs(60);

/// What there was before a change.
struct Before {
    state: State,
    reason: Name,
    since: SimTime,
}

impl CloudWatch {
    /// An alarm goes into a state: an event, its actions, and the word to the default event bus.
    pub(in crate::sim::services::cloudwatch) fn change(
        &mut self,
        name: &Name,
        state: State,
        reason: Name,
        ctx: &mut Ctx<'_>,
    ) {
        let now = ctx.turn.now;
        let Some(alarm) = self.alarms.get_mut(name) else { return };
        if alarm.state == state {
            alarm.reason = reason;
            return;
        }
        let before =
            Before { state: alarm.state, reason: std::mem::replace(&mut alarm.reason, reason), since: alarm.since };
        (alarm.state, alarm.since, alarm.acted) = (state, now, Some(now));
        let (kind, weight) = match state {
            State::Alarm => ("cloudwatch.alarm", Weight::Alarm),
            State::Ok => ("cloudwatch.ok", Weight::Step),
            State::Insufficient => ("cloudwatch.insufficient", Weight::Mark),
        };
        let value = alarm.value;
        let event = ctx.emit(|| Draft {
            weight,
            note: Some(alarm.reason.clone()),
            amount: value.and_then(|v| u64::try_from(v / 1_000_000).ok()).unwrap_or(0),
            ..Draft::new(kind, name)
        });
        alarm.event = event.or(alarm.event);
        let alarm = alarm.clone();
        self.note_state(&alarm, (before.state, &before.reason), now);
        if alarm.config.enabled {
            for target in alarm.config.actions.of(state) {
                self.act(&alarm, target, &before, ctx);
            }
        }
        let detail = json!({
            "alarmName": &**name,
            "state": { "value": state.name(), "reason": &*alarm.reason, "timestamp": stamp(&ctx.turn.quotas.as_of, now) },
            "previousState": {
                "value": before.state.name(),
                "reason": &*before.reason,
                "timestamp": stamp(&ctx.turn.quotas.as_of, before.since),
            },
            "configuration": configuration(&alarm),
        });
        let cargo = Cargo {
            subject: Some("aws.cloudwatch".into()),
            kind: Some("CloudWatch Alarm State Change".into()),
            ..Cargo::new(detail.to_string())
        };
        self.send(&alarm, ctx.turn.region.arn("events", "event-bus/default"), Task::Send(Arc::new(cargo)), ctx);
    }

    /// The state lasts: scaling actions are invoked again each minute, others are not.
    pub(super) fn again(&mut self, name: &Name, ctx: &mut Ctx<'_>) {
        let now = ctx.turn.now;
        let Some(alarm) = self.alarms.get_mut(name) else { return };
        let due = alarm.acted.is_some_and(|acted| now.since(acted) >= AGAIN);
        let scaling = |to: &&Name| arn::parse(to).is_some_and(|p| p.service == "autoscaling");
        if !due || !alarm.config.enabled || !alarm.config.actions.of(alarm.state).iter().any(|to| scaling(&to)) {
            return;
        }
        alarm.acted = Some(now);
        let alarm = alarm.clone();
        let before = Before { state: alarm.state, reason: alarm.reason.clone(), since: alarm.since };
        for target in alarm.config.actions.of(alarm.state).iter().filter(scaling) {
            self.act(&alarm, target, &before, ctx);
        }
    }

    fn act(&mut self, alarm: &Alarm, target: &Name, before: &Before, ctx: &mut Ctx<'_>) {
        let name = &alarm.config.name;
        let now = stamp(&ctx.turn.quotas.as_of, ctx.turn.now);
        let service = arn::parse(target).map_or("", |place| place.service);
        ctx.out.sink.emit(ctx.turn.now, alarm.event, || Draft {
            actor: Some(name.clone()),
            note: Some(target.clone()),
            weight: Weight::Step,
            ..Draft::new("cloudwatch.action", name)
        });
        let task = match service {
            "autoscaling" => {
                let threshold = match &alarm.config.by {
                    Decides::Metric(watch) => watch.threshold,
                    Decides::Rule(..) => 0,
                };
                let breach = alarm.value.map_or(0, |value| value.saturating_sub(threshold));
                Task::Alarm { name: name.clone(), state: alarm.state.name().into(), value: alarm.value, breach }
            }
            "lambda" => {
                Task::Send(Arc::new(Cargo::new(for_function(alarm, before, &now, ctx.turn.region).to_string())))
            }
            _ => Task::Send(Arc::new(Cargo {
                subject: Some(format!("{}: \"{name}\" in {}", alarm.state.name(), ctx.turn.region.title()).into()),
                ..Cargo::new(for_people(alarm, before, &now, ctx.turn.region).to_string())
            })),
        };
        self.send(alarm, target.clone(), task, ctx);
    }

    fn send(&mut self, alarm: &Alarm, to: Name, task: Task, ctx: &mut Ctx<'_>) {
        let ticket = self.errands.next;
        self.errands.next += 1;
        self.errands.acting.insert(ticket, (alarm.config.name.clone(), to.clone()));
        let service = arn::parse(&to).map_or("", |place| place.service);
        let own = alarm_arn(ctx.turn.region, &alarm.config.name);
        let principal =
            if service == "lambda" { "lambda.alarms.cloudwatch.amazonaws.com" } else { "cloudwatch.amazonaws.com" };
        ctx.out.errands.push(Errand {
            ticket: Ticket(ticket),
            by: if service == "events" {
                // Events of AWS's own services need no permission on the default bus.
                By::Role { of: own }
            } else {
                By::Service { principal: principal.into(), source: own }
            },
            to,
            task,
            patience: SimTime::from_secs(10),
            cause: alarm.event.or(ctx.turn.cause),
        });
    }

    /// What came of an action. AWS does not try again; it writes the failure into the alarm's history.
    pub(super) fn acted(&mut self, name: &Name, target: &Name, outcome: &Outcome, ctx: &mut Ctx<'_>) {
        // Nobody need listen on the default bus.
        if arn::parse(target).is_some_and(|p| p.service == "events") {
            return;
        }
        if outcome.is_good() {
            return self.note_action(name, target, None, ctx.turn.now);
        }
        let code: Name = match outcome {
            Outcome::Refused { code, .. } | Outcome::Failed(code, _) => code.clone(),
            _ => "NoAnswer".into(),
        };
        self.note_action(name, target, Some(&code), ctx.turn.now);
        ctx.emit(|| Draft {
            actor: Some(target.clone()),
            note: Some(code),
            weight: Weight::Alarm,
            ..Draft::new("cloudwatch.action_failed", name)
        });
    }
}

/// The notification AWS sends to a topic.
fn for_people(alarm: &Alarm, before: &Before, now: &str, region: &Region) -> Value {
    let config = &alarm.config;
    let texts = |list: &[Name]| list.iter().map(|t| json!(&**t)).collect::<Vec<_>>();
    let mut out = json!({
        "AlarmName": &*config.name,
        "AlarmDescription": config.description.as_deref(),
        "AWSAccountId": arn::ACCOUNT,
        "NewStateValue": alarm.state.name(),
        "NewStateReason": &*alarm.reason,
        "StateChangeTime": now,
        "Region": region.title(),
        "AlarmArn": &*alarm_arn(region, &config.name),
        "OldStateValue": before.state.name(),
        "OKActions": texts(&config.actions.ok),
        "AlarmActions": texts(&config.actions.alarm),
        "InsufficientDataActions": texts(&config.actions.insufficient),
    });
    let trigger = match &config.by {
        Decides::Metric(watch) => Some(("Trigger", trigger(watch))),
        Decides::Rule(text, _) => Some(("AlarmRule", json!(&**text))),
    };
    if let (Some((key, value)), Some(fields)) = (trigger, out.as_object_mut()) {
        fields.insert(key.into(), value);
    }
    out
}

fn trigger(watch: &Watch) -> Value {
    let mut out = json!({
        "Period": watch.period,
        "EvaluationPeriods": watch.evaluation_periods,
        "DatapointsToAlarm": watch.datapoints_to_alarm,
        "ComparisonOperator": watch.comparison.name(),
        "Threshold": pointed(watch.threshold).parse::<serde_json::Number>().map_or(Value::Null, Value::Number),
        "TreatMissingData": watch.missing.name(),
    });
    let Some(fields) = out.as_object_mut() else { return out };
    match watch.queries.first().map(|q| &q.what) {
        Some(What::Metric { key, stat, .. }) if watch.single => {
            let dimension = |(name, value): &(Name, Name)| json!({ "value": &**value, "name": &**name });
            fields.insert("MetricName".into(), json!(&*key.name));
            fields.insert("Namespace".into(), json!(&*key.namespace));
            fields.insert("StatisticType".into(), json!("Statistic"));
            fields.insert("Statistic".into(), json!(stat.name().to_uppercase()));
            fields.insert("Dimensions".into(), key.dimensions.iter().map(dimension).collect());
        }
        _ => {
            fields.insert("Metrics".into(), metrics(watch));
        }
    }
    out
}

fn metrics(watch: &Watch) -> Value {
    let one = |q: &crate::sim::services::cloudwatch::model::alarm::Query| match &q.what {
        What::Metric { key, stat, period } => json!({
            "Id": &*q.id,
            "ReturnData": q.returns,
            "MetricStat": {
                "Metric": {
                    "Namespace": &*key.namespace,
                    "MetricName": &*key.name,
                    "Dimensions": key.dimensions.iter().map(|(n, v)| json!({ "name": &**n, "value": &**v })).collect::<Vec<_>>(),
                },
                "Period": period,
                "Stat": stat.name(),
            },
        }),
        What::Math { text, .. } => json!({ "Id": &*q.id, "ReturnData": q.returns, "Expression": &**text }),
    };
    watch.queries.iter().map(one).collect()
}

fn configuration(alarm: &Alarm) -> Value {
    match &alarm.config.by {
        Decides::Metric(watch) => {
            json!({ "metrics": metrics(watch), "description": alarm.config.description.as_deref() })
        }
        Decides::Rule(text, _) => json!({ "alarmRule": &**text }),
    }
}

/// The event a function gets.
fn for_function(alarm: &Alarm, before: &Before, now: &str, region: &Region) -> Value {
    json!({
        "source": "aws.cloudwatch",
        "alarmArn": &*alarm_arn(region, &alarm.config.name),
        "accountId": arn::ACCOUNT,
        "time": now,
        "region": region.name(),
        "alarmData": {
            "alarmName": &*alarm.config.name,
            "state": { "value": alarm.state.name(), "reason": &*alarm.reason, "timestamp": now },
            "previousState": { "value": before.state.name(), "reason": &*before.reason },
            "configuration": configuration(alarm),
            "value": alarm.value.map(show),
        },
    })
}
