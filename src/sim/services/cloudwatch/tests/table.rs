//! Text tables: alarms, metric math and rules as one would write them on a whiteboard.
//!
//! ```text
//! alarm hot metric=App/Load n=3 m=2 threshold=10     period=, stat=, op=, missing=, dim=Name:value, act=sns:ops, ok=, insufficient=
//! math hot n=1 threshold=100 expr=m1/m2 m1=NS/Name@Dim:value m2=...
//! composite both ALARM(a) AND ALARM(b)
//! world orders ApproximateNumberOfMessagesVisible 500 [sum]     what the world answers from now on; `gone orders`
//! t=10s put App/Load 50 [high] [dim=Host:a]
//! t=60s state hot -> ALARM                            value, reason
//! t=60s errands -> sns ops ...; ...                   those since the last time one looked
//! t=60s call OPERATION {json} -> ok
//! ```
use crate::base::time::SimTime;
use crate::sim::errand::{Class, Errand, Outcome, Reading, Surveyed, Task};
use crate::sim::services::cloudwatch::api::{Reply, Request, Response, json};
use crate::sim::services::cloudwatch::model::alarm::{Missing, State, judge};
use crate::sim::services::cloudwatch::model::math::{Inputs, Value as Math, evaluate, parse};
use crate::sim::services::cloudwatch::model::number::{self, Micro};
use crate::sim::services::cloudwatch::model::rule;
use crate::sim::services::cloudwatch::quotas::{Limits, Settings};
use crate::sim::services::cloudwatch::step::{Output, Timer};
use crate::sim::services::cloudwatch::{CloudWatch, KINDS};
use crate::sim::trace::{Event, Name};
use crate::sim::turn::{CallId, Out, Service, Sink, Turn};
use crate::sim::{arn, quotas::Quotas, testing};
use serde_json::{Value, json};
use std::collections::{BTreeMap, BTreeSet};

/// A small world with nothing but CloudWatch in it.
pub(super) struct Bench {
    pub(super) cw: CloudWatch,
    pub(super) now: SimTime,
    quotas: Quotas,
    agenda: BTreeMap<(SimTime, u64), Timer>,
    world: BTreeMap<(String, String), Reading>,
    errands: Vec<Errand>,
    all: Vec<Errand>,
    refuse: Option<String>,
    pub(super) events: Vec<Event>,
    sink: Sink,
    next: u64,
}

impl Bench {
    pub(super) fn new() -> Self {
        let quotas = testing::quotas();
        let limits = Limits::resolve(&quotas).unwrap();
        Self {
            cw: CloudWatch::with(limits, Settings::default()),
            now: SimTime::ZERO,
            quotas,
            agenda: BTreeMap::new(),
            world: BTreeMap::new(),
            errands: vec![],
            all: vec![],
            refuse: None,
            events: vec![],
            sink: Sink::default(),
            next: 0,
        }
    }

    fn turn(&mut self, act: &mut dyn FnMut(&mut CloudWatch, Turn<'_>, &mut Output)) -> Vec<(CallId, Reply)> {
        let sink = std::mem::take(&mut self.sink);
        let mut out: Output = Out { sink, ..Out::default() };
        act(&mut self.cw, Turn::strict(self.now, &self.quotas), &mut out);
        for (at, timer) in out.timers {
            assert!(at > self.now, "a timer in the past at {at}, now {}", self.now);
            self.next += 1;
            self.agenda.insert((at, self.next), timer);
        }
        self.sink = out.sink;
        for event in self.sink.events.drain(..) {
            assert!(KINDS.contains(&event.kind), "{} is not documented", event.kind);
            self.events.push(event);
        }
        for errand in out.errands {
            let outcome = match (&errand.task, &self.refuse) {
                (Task::Measure(wanted), _) => {
                    let read = |(of, name): &(_, _)| -> Option<Reading> {
                        let (of, name): (&std::sync::Arc<str>, &std::sync::Arc<str>) = (of, name);
                        let of = of.split_once("://").map_or(&**of, |(_, of)| of);
                        self.world.get(&(of.to_string(), name.to_string())).copied()
                    };
                    Outcome::Measured(wanted.iter().map(read).collect())
                }
                (Task::Survey, _) => {
                    let of = |(of, _): &(String, String)| Name::from(of.as_str());
                    let resources: BTreeSet<Name> = self.world.keys().map(of).collect();
                    let metrics: BTreeSet<Name> = self.world.keys().map(|(_, name)| name.as_str().into()).collect();
                    let (resources, metrics) = (resources.into_iter().collect(), metrics.into_iter().collect());
                    Outcome::Surveyed(vec![Surveyed { service: "sqs".into(), resources, metrics }])
                }
                (_, Some(code)) => Outcome::refused(code, Class::Denied, "no"),
                _ => Outcome::Taken("".into()),
            };
            let ticket = errand.ticket;
            if !matches!(errand.task, Task::Measure(_) | Task::Survey) {
                self.errands.push(errand.clone());
                self.all.push(errand);
            }
            let mut outcome = Some(outcome);
            self.turn(&mut |cw, turn, out| cw.told(ticket, outcome.take().unwrap(), turn, out));
        }
        out.replies
    }

    pub(super) fn advance(&mut self, to: SimTime) {
        while let Some((&(at, _), _)) = self.agenda.first_key_value() {
            if at > to {
                break;
            }
            let ((at, _), timer) = self.agenda.pop_first().unwrap();
            self.now = at;
            self.turn(&mut |cw, turn, out| cw.due(timer, turn, out));
        }
        self.now = to;
    }

    pub(super) fn call(&mut self, request: Request) -> Reply {
        let mut request = Some(request);
        let mut replies =
            self.turn(&mut |cw, turn, out| cw.call((CallId(1), &"T".into()), request.take().unwrap(), turn, out));
        replies.pop().expect("answered at once").1
    }

    pub(super) fn json(&mut self, operation: &str, body: &Value) -> Reply {
        let request = json::read(operation, body)?;
        self.call(request)
    }

    fn line(&mut self, line: &str) -> Result<(), String> {
        let (left, wanted) = line.split_once(" -> ").map_or((line, None), |(l, w)| (l.trim(), Some(w.trim())));
        let rest = match left.strip_prefix("t=") {
            Some(timed) => {
                let (at, rest) = timed.split_once(' ').ok_or("no verb")?;
                self.advance(SimTime::parse(at)?);
                rest
            }
            None => left,
        };
        let (verb, rest) = rest.split_once(' ').unwrap_or((rest, ""));
        let got = self.verb(verb, rest)?;
        match wanted {
            Some(wanted) if got != wanted => Err(format!("wanted {wanted}\n    got    {got}")),
            None if got != "ok" => Err(format!("not ok: {got}")),
            _ => Ok(()),
        }
    }

    fn verb(&mut self, verb: &str, rest: &str) -> Result<String, String> {
        let w = Words::of(rest);
        let alarm = || self.cw.alarms.get(w.first());
        Ok(match verb {
            "alarm" => show(&self.json("PutMetricAlarm", &alarm_json(&w))),
            "math" => show(&self.json("PutMetricAlarm", &math_json(&w))),
            "composite" => {
                let (name, rule) = rest.split_once(' ').ok_or("no rule")?;
                show(&self.json("PutCompositeAlarm", &json!({ "AlarmName": name, "AlarmRule": rule })))
            }
            "call" => {
                let (operation, body) = rest.split_once(' ').ok_or("no body")?;
                let body: Value = serde_json::from_str(body).map_err(|e| e.to_string())?;
                show(&self.json(operation, &body))
            }
            "put" => {
                let mut datum = metric(w.first(), &w);
                let namespace = datum["Namespace"].take();
                datum["Value"] = json!(w.plain[1]);
                if w.plain.contains(&"high") {
                    datum["StorageResolution"] = json!(1);
                }
                show(&self.json("PutMetricData", &json!({ "Namespace": namespace, "MetricData": [datum] })))
            }
            "get" => {
                let metric = metric(w.first(), &w);
                let period = w.options.get("period").copied().unwrap_or("60");
                let query =
                    json!({ "Id": "m", "MetricStat": { "Metric": metric, "Period": period, "Stat": w.plain[1] } });
                let body = json!({ "StartTime": w.plain[2], "EndTime": w.plain[3], "MetricDataQueries": [query] });
                show(&self.json("GetMetricData", &body))
            }
            "world" => {
                let reading = Reading { value: w.plain[2].parse().unwrap(), sum: w.plain.contains(&"sum") };
                self.world.insert((w.plain[0].into(), w.plain[1].into()), reading);
                "ok".into()
            }
            "observe" => {
                self.turn(&mut |cw, turn, out| cw.observe(turn, out));
                "ok".into()
            }
            "gone" => {
                self.world.retain(|(of, _), _| of != w.first());
                "ok".into()
            }
            "delay" => {
                let delay = SimTime::parse(w.first())?;
                self.cw.set_settings(Settings { delay, ..Settings::default() });
                "ok".into()
            }
            "refuse" => {
                self.refuse = Some(w.first().into());
                "ok".into()
            }
            "spoken" => {
                let all = self.cw.views(self.now);
                all.iter().find(|p| &*p.name == w.first()).map_or("none".into(), |p| p.spoken.clone())
            }
            "state" => alarm().map_or("none".into(), |a| a.state.name().into()),
            "reason" => alarm().map_or("none".into(), |a| a.reason.to_string()),
            "value" => alarm().and_then(|a| a.value).map_or("none".into(), number::show),
            "set" => {
                let body = json!({ "AlarmName": w.plain[0], "StateValue": w.plain[1], "StateReason": "by hand" });
                show(&self.json("SetAlarmState", &body))
            }
            "delete" => show(&self.json("DeleteAlarms", &json!({ "AlarmNames": w.plain }))),
            "errands" => {
                let all: Vec<String> = self.errands.drain(..).map(|e| show_errand(&e)).collect();
                if all.is_empty() { "nothing".into() } else { all.join("; ") }
            }
            "trace" => {
                let one = |e: &Event| format!("{} {}", e.place, e.note.as_deref().unwrap_or("-"));
                let all = self.events.iter().filter(|e| e.kind == w.first());
                all.map(one).collect::<Vec<_>>().join("; ")
            }
            "notified" => {
                let sent = self.all.iter().rev().find(|e| e.to.contains(":sns:")).ok_or("nobody")?;
                let Task::Send(cargo) = &sent.task else { return Err("not sent".into()) };
                let body: Value = serde_json::from_str(&cargo.body).unwrap();
                let found = w.first().split('.').fold(&body, |at, key| &at[key]);
                found.to_string()
            }
            other => return Err(format!("`{other}` is no verb")),
        })
    }
}

struct Words<'a> {
    plain: Vec<&'a str>,
    options: BTreeMap<&'a str, &'a str>,
}

impl<'a> Words<'a> {
    fn of(text: &'a str) -> Self {
        let mut out = Words { plain: vec![], options: BTreeMap::new() };
        for word in text.split_whitespace() {
            match word.split_once('=') {
                Some((key, value)) if !key.is_empty() => {
                    out.options.insert(key, value);
                }
                _ => out.plain.push(word),
            }
        }
        out
    }
    fn first(&self) -> &'a str {
        self.plain.first().copied().unwrap_or("")
    }
    fn or<'b>(&self, key: &str, other: &'b str) -> &'b str
    where
        'a: 'b,
    {
        self.options.get(key).copied().unwrap_or(other)
    }
}

/// `NS/Name` or `NS/Name@Dim:value`; `dim=` adds one.
fn metric(text: &str, w: &Words<'_>) -> Value {
    let (text, dimension) = text.split_once('@').map_or((text, w.options.get("dim").copied()), |(t, d)| (t, Some(d)));
    let (namespace, name) = text.rsplit_once('/').unwrap();
    let mut out = json!({ "Namespace": namespace, "MetricName": name });
    if let Some((key, value)) = dimension.and_then(|d| d.split_once(':')) {
        out["Dimensions"] = json!([{ "Name": key, "Value": value }]);
    }
    out
}

fn alarm_json(w: &Words<'_>) -> Value {
    let mut out = metric(w.or("metric", "App/Load"), w);
    let stat = w.or("stat", "Average");
    out[if stat.starts_with('p') { "ExtendedStatistic" } else { "Statistic" }] = json!(stat);
    out["Period"] = json!(w.or("period", "60"));
    common(out, w)
}

fn math_json(w: &Words<'_>) -> Value {
    let mut queries: Vec<Value> = vec![json!({ "Id": "e", "Expression": w.options["expr"] })];
    for (id, of) in w.options.iter().filter(|(k, _)| k.starts_with('m') && k.len() == 2) {
        let stat = json!({ "Metric": metric(of, w), "Period": 60, "Stat": "Average" });
        queries.push(json!({ "Id": id, "MetricStat": stat, "ReturnData": false }));
    }
    common(json!({ "Metrics": queries }), w)
}

fn common(mut out: Value, w: &Words<'_>) -> Value {
    out["AlarmName"] = json!(w.first());
    out["EvaluationPeriods"] = json!(w.or("n", "1"));
    out["Threshold"] = json!(w.or("threshold", "0"));
    out["ComparisonOperator"] = json!(w.or("op", "GreaterThanThreshold"));
    if let Some(m) = w.options.get("m") {
        out["DatapointsToAlarm"] = json!(m);
    }
    if let Some(missing) = w.options.get("missing") {
        out["TreatMissingData"] = json!(missing);
    }
    for (key, name) in [("act", "AlarmActions"), ("ok", "OKActions"), ("insufficient", "InsufficientDataActions")] {
        if let Some(to) = w.options.get(key) {
            out[name] = to.split(',').map(|t| Value::from(&*target(t))).collect();
        }
    }
    if w.options.contains_key("off") {
        out["ActionsEnabled"] = json!(false);
    }
    out
}

fn target(text: &str) -> std::sync::Arc<str> {
    let (service, name) = text.split_once(':').unwrap();
    match service {
        "lambda" => arn::local("lambda", &format!("function:{name}")),
        "autoscaling" => {
            arn::local("autoscaling", &format!("scalingPolicy:u:autoScalingGroupName/g:policyName/{name}"))
        }
        _ => arn::local(service, name),
    }
}

fn show_errand(errand: &Errand) -> String {
    let place = arn::parse(&errand.to).unwrap();
    match &errand.task {
        Task::Alarm { state, value, breach, .. } => {
            format!("autoscaling {state} {} +{}", number::show(value.unwrap_or(0)), number::show(*breach))
        }
        Task::Send(cargo) => match (&cargo.kind, &cargo.subject) {
            (Some(kind), _) => format!("{} {} {kind}", place.service, place.name),
            (None, Some(subject)) => format!("{} {} {subject}", place.service, place.name),
            _ => format!("{} {} {}", place.service, place.name, cargo.body.split(':').next().unwrap_or("")),
        },
        other => format!("{other:?}"),
    }
}

fn show(reply: &Reply) -> String {
    match reply {
        Err(error) => error.code.name().into(),
        Ok(Response::Data(all)) => {
            let points = all.iter().flat_map(|r| r.points.iter()).map(|(at, v)| format!("{at}:{}", number::show(*v)));
            let points: Vec<String> = points.collect();
            if points.is_empty() { "nothing".into() } else { points.join(" ") }
        }
        Ok(Response::Metrics(all)) => format!("{} metrics", all.len()),
        Ok(Response::Alarms(all)) => format!("{} alarms", all.len()),
        Ok(Response::History(all)) => all.iter().map(|past| past.summary.to_string()).collect::<Vec<_>>().join("; "),
        Ok(Response::Tags(all)) => {
            all.iter().map(|(key, value)| format!("{key}={value}")).collect::<Vec<_>>().join(" ")
        }
        Ok(_) => "ok".into(),
    }
}

/// Runs one case; the error says which line.
pub(super) fn run(case: &str) -> Result<(), String> {
    let mut bench = Bench::new();
    for (no, line) in case.lines().enumerate() {
        let line = line.split(" #").next().unwrap_or("").trim();
        if !line.is_empty() && !line.starts_with('#') {
            bench.line(line).map_err(|why| format!("line {}: {line}\n    {why}", no + 1))?;
        }
    }
    Ok(())
}

/// `3/3 0 X - X -: OK KEEP ALARM OK`
pub(super) fn judges(case: &str) -> Result<(), String> {
    for line in case.lines().map(str::trim).filter(|l| !l.is_empty()) {
        let (left, wanted) = line.split_once(':').ok_or("no colon")?;
        let (of, points) = left.split_once(' ').ok_or("no points")?;
        let (m, n) = of.split_once('/').ok_or("no m/n")?;
        let points: Vec<Option<bool>> = points
            .split_whitespace()
            .map(|p| match p {
                "X" => Some(true),
                "0" => Some(false),
                _ => None,
            })
            .collect();
        let ways = [Missing::Missing, Missing::Ignore, Missing::Breaching, Missing::NotBreaching];
        let sizes = (n.parse().unwrap(), m.parse().unwrap());
        for (way, wanted) in ways.into_iter().zip(wanted.split_whitespace()) {
            for before in [State::Ok, State::Alarm, State::Insufficient] {
                let wanted = if wanted == "KEEP" { before.name() } else { wanted };
                let got = judge(&points, sizes, way, before).name();
                if got != wanted {
                    return Err(format!("{line}: {way:?} from {before:?} gives {got}, not {wanted}"));
                }
            }
        }
    }
    Ok(())
}

struct Given {
    series: Vec<(String, Vec<Option<Micro>>)>,
    length: usize,
}

impl Inputs for Given {
    fn series(&self, id: &str) -> Option<Vec<Option<Micro>>> {
        self.series.iter().find(|s| s.0 == id).map(|s| s.1.clone())
    }
    fn metrics(&self, holds: &str) -> Vec<Vec<Option<Micro>>> {
        self.series.iter().filter(|s| s.0.contains(holds)).map(|s| s.1.clone()).collect()
    }
    fn period(&self) -> u64 {
        60
    }
    fn length(&self) -> usize {
        self.length
    }
}

/// `m1 = 1 2 -` gives a series, `m1 + 1 -> 2 3 -` asks.
pub(super) fn maths(case: &str) -> Result<(), String> {
    let mut given = Given { series: vec![], length: 0 };
    let point = |v: Option<Micro>| v.map_or("-".to_string(), number::show);
    for line in case.lines().map(str::trim).filter(|l| !l.is_empty()) {
        let Some((expr, wanted)) = line.split_once(" -> ") else {
            let (id, values) = line.split_once(" = ").ok_or("no series")?;
            let values: Vec<Option<Micro>> = values.split_whitespace().map(number::parse).collect();
            given.length = values.len();
            given.series.push((id.into(), values));
            continue;
        };
        let got = match parse(expr) {
            Err(_) => "refused".into(),
            Ok(expr) => match evaluate(&expr, &given) {
                Math::Scalar(n) => point(n),
                Math::Series(all) => all.into_iter().map(point).collect::<Vec<_>>().join(" "),
                Math::Many(all) => format!("{} series", all.len()),
            },
        };
        if got != wanted {
            return Err(format!("{expr}\n    wanted {wanted}\n    got    {got}"));
        }
    }
    Ok(())
}

/// `ALARM(a) AND OK(o) -> yes`
pub(super) fn rules(case: &str) -> Result<(), String> {
    let state = |name: &str| match name {
        "a" => Some(State::Alarm),
        "o" => Some(State::Ok),
        "i" => Some(State::Insufficient),
        _ => None,
    };
    for line in case.lines().map(str::trim).filter(|l| !l.is_empty()) {
        let (text, wanted) = line.split_once(" -> ").ok_or("no arrow")?;
        let got = match rule::parse(text) {
            Err(_) => "refused",
            Ok(rule) if rule.holds(&state) => "yes",
            Ok(_) => "no",
        };
        if got != wanted {
            return Err(format!("{text}: {got}, not {wanted}"));
        }
    }
    Ok(())
}
