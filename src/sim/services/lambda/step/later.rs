//! Asynchronous events: tried, tried again, done or given up; destinations and dead letters.
use super::{Ask, Cx, Desk, PATIENCE, Timer};
use crate::base::time::SimTime;
use crate::sim::services::lambda::{
    model::{
        Lambda, Waits,
        function::Function,
        later::Event,
        run::{Entry, Origin, Verdict},
    },
    quotas::doubled,
};
use crate::sim::{
    errand::{Attribute, Cargo, Task},
    trace::{Name, Phase, Weight},
    turn::Draft,
};
use serde_json::{Value, json};
use std::sync::Arc;

/// How an event ended, for the record that destinations get.
struct End {
    condition: &'static str,
    error: Option<(Name, Arc<str>)>,
    payload: Value,
}

impl Lambda {
    /// Tries to run an event now.
    pub(in crate::sim::services::lambda) fn try_event(&mut self, no: u64, cx: &mut Cx<'_>) {
        let Some(event) = self.events.get(&no).filter(|e| !e.running) else { return };
        let Some(f) = self.functions.get_mut(&event.function) else { return };
        let age = cx.now.since(event.received);
        f.tally.later.age_ms = age.as_millis();
        if age >= most_age(f, self.core.limits.later.age.default) {
            return self.give_up(no, "EventAgeExceeded", None, cx);
        }
        if f.config.reserved == Some(0) {
            f.tally.throttles += 1;
            return self.give_up(no, "ZeroReservedConcurrency", None, cx);
        }
        let (function, time) = (event.function.clone(), event.received);
        let entry = Entry { id: Name::default(), handle: Name::default(), time, cargo: event.cargo.clone() };
        cx.cause = event.cause.or(cx.cause);
        match self.start(&function, vec![entry], Origin::Later(no), cx) {
            Ok(()) => {
                if let Some(event) = self.events.get_mut(&no) {
                    (event.running, event.throttles) = (true, 0);
                }
            }
            Err((reason, _)) => self.event_throttled(no, reason.name(), cx),
        }
    }

    /// No concurrency: back into Lambda's queue, with a growing wait, as long as the event may live.
    fn event_throttled(&mut self, no: u64, reason: &'static str, cx: &mut Cx<'_>) {
        let limits = self.core.limits.later;
        let Some(event) = self.events.get_mut(&no) else { return };
        let Some(f) = self.functions.get(&event.function) else { return };
        event.throttles += 1;
        let wait = doubled(limits.backoff_first, limits.backoff_most, event.throttles);
        let last = event.received + most_age(f, limits.age.default);
        cx.at((cx.now + wait).min(last), Timer::Event(no));
        cx.emit(event.cause, || Draft {
            item: event.cargo.item.clone(),
            note: Some(reason.into()),
            amount: event.throttles.into(),
            weight: Weight::Mark,
            ..Draft::new("lambda.throttle", &event.function)
        });
    }

    /// An event's invocation has ended.
    pub(super) fn event_ended(&mut self, no: u64, verdict: Verdict, cx: &mut Cx<'_>) {
        let limits = self.core.limits.later;
        let Some(event) = self.events.get_mut(&no) else { return };
        let Some(f) = self.functions.get_mut(&event.function) else { return };
        event.running = false;
        match verdict {
            Ok(text) => {
                f.tally.later.open = f.tally.later.open.saturating_sub(1);
                f.tally.later.done += 1;
                let Some(event) = self.events.remove(&no) else { return };
                let payload = serde_json::from_str(&text).unwrap_or(Value::String(text.to_string()));
                self.deliver(&event, &End { condition: "Success", error: None, payload }, cx);
            }
            Err(error) => {
                event.failures += 1;
                if event.failures > f.config.later.retries.unwrap_or(limits.retries) {
                    return self.give_up(no, "RetriesExhausted", Some(error), cx);
                }
                let wait = if event.failures == 1 { limits.first_retry } else { limits.second_retry };
                let due = cx.now + wait;
                cx.at(due, Timer::Event(no));
                cx.emit(cx.cause, || Draft {
                    item: event.cargo.item.clone(),
                    phase: Some(Phase::Delayed),
                    until: Some(due),
                    amount: event.failures.into(),
                    weight: Weight::Step,
                    ..Draft::new("lambda.retry", &event.function)
                });
            }
        }
    }

    /// An event is given up: to the destination of failures and the dead-letter queue, or lost.
    fn give_up(&mut self, no: u64, condition: &'static str, error: Option<(Name, Arc<str>)>, cx: &mut Cx<'_>) {
        let Some(event) = self.events.remove(&no) else { return };
        let Some(f) = self.functions.get_mut(&event.function) else { return };
        f.tally.later.open = f.tally.later.open.saturating_sub(1);
        f.tally.later.dropped += 1;
        let kept = f.config.dead_letter.is_some() || f.config.later.on_failure.is_some();
        cx.cause = cx.emit(cx.cause.or(event.cause), || Draft {
            item: event.cargo.item.clone(),
            phase: Some(if kept { Phase::Dead } else { Phase::Lost }),
            note: Some(condition.into()),
            amount: event.failures.into(),
            weight: Weight::Alarm,
            ..Draft::new("lambda.dropped", &event.function)
        });
        self.dead_letter(&event, error.as_ref(), cx);
        self.deliver(&event, &End { condition, error, payload: Value::Null }, cx);
    }

    /// The function's dead-letter queue gets the event as it came.
    fn dead_letter(&mut self, event: &Event, error: Option<&(Name, Arc<str>)>, cx: &mut Cx<'_>) {
        let Some(f) = self.functions.get(&event.function) else { return };
        let Some(to) = &f.config.dead_letter else { return };
        let text = |value: &str| Attribute { kind: "String".into(), value: value.into() };
        let mut cargo = (*event.cargo).clone();
        cargo.attributes.insert("RequestID".into(), text(&event.request));
        if let Some((_, why)) = error {
            cargo.attributes.insert("ErrorCode".into(), Attribute { kind: "Number".into(), value: "200".into() });
            cargo.attributes.insert("ErrorMessage".into(), text(why));
        }
        let what = Ask { of: &f.config.arn, to, task: Task::Send(Arc::new(cargo)), patience: PATIENCE };
        let mut desk = Desk { core: &mut self.core, waits: &mut self.waits };
        desk.ask(Waits::DeadLetter(event.function.clone()), what, cx);
    }

    /// The destination of successes or failures gets a record of the invocation.
    fn deliver(&mut self, event: &Event, end: &End, cx: &mut Cx<'_>) {
        let Some(f) = self.functions.get(&event.function) else { return };
        let good = end.condition == "Success";
        let config = &f.config.later;
        let Some(to) = (if good { &config.on_success } else { &config.on_failure }) else { return };
        let word = if good { "Success" } else { "Failure" };
        let cargo = Cargo {
            body: record(f, event, end, cx.now).to_string().into(),
            subject: Some("lambda".into()),
            kind: Some(format!("Lambda Function Invocation Result - {word}").into()),
            key: Some(event.request.clone()),
            item: event.cargo.item.clone(),
            items: event.cargo.items.clone(),
            ..Cargo::default()
        };
        let what = Ask { of: &f.config.arn, to, task: Task::Send(Arc::new(cargo)), patience: PATIENCE };
        let mut desk = Desk { core: &mut self.core, waits: &mut self.waits };
        desk.ask(Waits::Destination(event.function.clone()), what, cx);
    }
}

fn most_age(f: &Function, default: u64) -> SimTime {
    SimTime::from_secs(f.config.later.age.unwrap_or(default))
}

/// The record as AWS writes it, version 1.0.
fn record(f: &Function, event: &Event, end: &End, now: SimTime) -> Value {
    let input = serde_json::from_str(&event.cargo.body).unwrap_or(Value::String(event.cargo.body.to_string()));
    let mut out = json!({
        "version": "1.0",
        "timestamp": crate::sim::epoch::iso(crate::sim::epoch::epoch_secs(now)),
        "requestContext": {
            "requestId": &*event.request,
            "functionArn": format!("{}:$LATEST", f.config.arn),
            "condition": end.condition,
            "approximateInvokeCount": event.failures + u32::from(end.condition == "Success"),
        },
        "requestPayload": input,
        "responseContext": { "statusCode": 200, "executedVersion": "$LATEST" },
        "responsePayload": &end.payload,
    });
    if let (Some((error, why)), Some(fields)) = (&end.error, out.as_object_mut()) {
        let context = json!({ "statusCode": 200, "executedVersion": "$LATEST", "functionError": "Unhandled" });
        fields.insert("responseContext".into(), context);
        fields.insert("responsePayload".into(), json!({ "errorType": &**error, "errorMessage": &**why }));
    }
    out
}
