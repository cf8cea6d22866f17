//! Text tables: groups and policies as one would write them on a whiteboard.
//!
//! ```text
//! group min=1 max=10 desired=2 [kind=ecs] [cold] [spot] cooldown= warmup= grace= termination= protect metrics
//! steps NAME [bound:by ...] / simple NAME by [cooldown=] / track NAME target [cpu]
//! t=60s alarm NAME value=150 over=100          an alarm invokes the policy
//! t=60s size -> desired 5, in service 2, pending 3
//! t=60s call OPERATION {json} -> ok            instances are written #1, #2 in the order of launching
//! t=60s fail #1 ; t=60s errands -> launch #3; terminate #1
//! ```
use crate::base::time::SimTime;
use crate::sim::errand::{Errand, Outcome, Reading, Task};
use crate::sim::services::autoscaling::api::{Reply, Request, json, request::Create};
use crate::sim::services::autoscaling::model::{Config, Instance, Kind, Termination, policy_arn};
use crate::sim::services::autoscaling::quotas::{Limits, Settings};
use crate::sim::services::autoscaling::step::{Output, Timer};
use crate::sim::services::autoscaling::{AutoScaling, KINDS};
use crate::sim::trace::{Event, Name};
use crate::sim::turn::{CallId, Out, Service, Sink, Turn};
use crate::sim::{arn, quotas::Quotas, testing};
use serde_json::{Value, json};
use std::collections::BTreeMap;

/// A small world with nothing but Auto Scaling in it.
pub(super) struct Bench {
    pub(super) me: AutoScaling,
    pub(super) now: SimTime,
    quotas: Quotas,
    agenda: BTreeMap<(SimTime, u64), Timer>,
    errands: Vec<Errand>,
    pub(super) events: Vec<Event>,
    ids: Vec<Name>,
    busy: u64,
    sink: Sink,
    next: u64,
}

impl Bench {
    pub(super) fn new() -> Self {
        let quotas = testing::quotas();
        let limits = Limits::resolve(&quotas).unwrap();
        Self {
            me: AutoScaling::with(7, limits),
            now: SimTime::ZERO,
            quotas,
            agenda: BTreeMap::new(),
            errands: vec![],
            events: vec![],
            ids: vec![],
            busy: 0,
            sink: Sink::default(),
            next: 0,
        }
    }

    fn turn(&mut self, act: &mut dyn FnMut(&mut AutoScaling, Turn<'_>, &mut Output)) -> Vec<(CallId, Reply)> {
        let sink = std::mem::take(&mut self.sink);
        let mut out: Output = Out { sink, ..Out::default() };
        act(&mut self.me, Turn::strict(self.now, &self.quotas), &mut out);
        for (at, timer) in out.timers {
            assert!(at > self.now, "a timer in the past at {at}, now {}", self.now);
            self.next += 1;
            self.agenda.insert((at, self.next), timer);
        }
        self.sink = out.sink;
        for event in self.sink.events.drain(..) {
            assert!(KINDS.contains(&event.kind), "{} is not documented", event.kind);
            if event.kind == "autoscaling.launch" {
                self.ids.push(event.actor.clone().unwrap());
            }
            self.events.push(event);
        }
        for balance in self.me.balances() {
            assert_eq!(balance.came, balance.fates, "{} at {}", balance.place, self.now);
        }
        for errand in out.errands {
            let outcome = match &errand.task {
                Task::Measure(wanted) => {
                    let value = |name: &str| if name == "busy" { self.busy } else { 4 };
                    Outcome::Measured(wanted.iter().map(|w| Some(Reading { value: value(&w.1), sum: false })).collect())
                }
                Task::Launch(_) => Outcome::Taken(format!("C{}", self.next).into()),
                _ => Outcome::Taken("".into()),
            };
            let (ticket, mut outcome) = (errand.ticket, Some(outcome));
            self.errands.push(errand);
            self.turn(&mut |me, turn, out| me.told(ticket, outcome.take().unwrap(), turn, out));
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
            let mut timer = Some(timer);
            self.turn(&mut |me, turn, out| me.due(timer.take().unwrap(), turn, out));
        }
        self.now = to;
    }

    pub(super) fn call(&mut self, request: Request) -> Reply {
        let mut request = Some(request);
        let mut replies =
            self.turn(&mut |me, turn, out| me.call((CallId(1), &"T".into()), request.take().unwrap(), turn, out));
        replies.pop().expect("answered at once").1
    }

    pub(super) fn json(&mut self, operation: &str, body: &Value) -> Reply {
        let limits = self.me.limits;
        let request = json::read(operation, body, &limits)?;
        self.call(request)
    }

    /// Makes the group `g`.
    pub(super) fn group(&mut self, w: &Words<'_>) -> Reply {
        let int = |key: &str, other: u64| w.options.get(key).map_or(other, |v| v.parse().unwrap());
        let kind = if w.options.contains_key("kind") { Kind::Ecs } else { Kind::Ec2 };
        let base = if kind == Kind::Ecs { Settings::of_tasks() } else { Settings::default() };
        let create = Create {
            name: "g".into(),
            kind,
            fleet: Some("C".into()),
            about: None,
            config: Config {
                min: int("min", 1),
                max: int("max", 10),
                desired: int("desired", int("min", 1)),
                cooldown: int("cooldown", 300),
                grace: int("grace", 0),
                warmup: w.options.get("warmup").map(|v| v.parse().unwrap()),
                termination: match w.options.get("termination") {
                    Some(&"OldestInstance") => Termination::Oldest,
                    Some(&"NewestInstance") => Termination::Newest,
                    _ => Termination::Default,
                },
                protect: w.plain.contains(&"protect"),
                metrics: w.plain.contains(&"metrics"),
                stop: int("stop", 30),
            },
            settings: Settings { warm_start: !w.plain.contains(&"cold"), spot: w.plain.contains(&"spot"), ..base },
        };
        self.call(Request::CreateAutoScalingGroup(Box::new(create)))
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
        let rest = self
            .ids
            .iter()
            .enumerate()
            .rev()
            .fold(rest.to_string(), |text, (nth, id)| text.replace(&format!("#{}", nth + 1), id));
        let (verb, rest) = rest.split_once(' ').unwrap_or((&rest, ""));
        let got = self.verb(verb, rest)?;
        match wanted {
            Some(wanted) if got != wanted => Err(format!("wanted {wanted}\n    got    {got}")),
            None if got != "ok" => Err(format!("not ok: {got}")),
            _ => Ok(()),
        }
    }

    fn short(&self, id: &str) -> String {
        self.ids.iter().position(|i| &**i == id).map_or(id.to_string(), |at| format!("#{}", at + 1))
    }

    fn verb(&mut self, verb: &str, rest: &str) -> Result<String, String> {
        let w = Words::of(rest);
        Ok(match verb {
            "group" => show(&self.group(&w)),
            "steps" | "simple" | "track" => show(&self.json("PutScalingPolicy", &policy(verb, &w))),
            "alarm" => {
                let group = &self.me.groups["g"];
                let to = policy_arn(
                    crate::sim::region::Region::usual(),
                    group,
                    group.policies.get(w.plain[0]).ok_or("no policy")?,
                );
                let micro = |text: &str| -> i64 {
                    let (units, fraction) = text.split_once('.').unwrap_or((text, ""));
                    let parts: i64 = format!("{fraction:0<6}").parse().unwrap();
                    units.parse::<i64>().unwrap() * 1_000_000 + parts
                };
                let value = micro(w.options["value"]);
                let breach = value - micro(w.options.get("over").copied().unwrap_or("0"));
                let task = Task::Alarm { name: "A".into(), state: "ALARM".into(), value: Some(value), breach };
                match self.me.accept(&to, task) {
                    Ok(request) => show(&self.call(request)),
                    Err(outcome) => format!("{outcome:?}"),
                }
            }
            "call" => {
                let (operation, body) = rest.split_once(' ').ok_or("no body")?;
                let mut body: Value = serde_json::from_str(body).map_err(|e| e.to_string())?;
                if body.get("AutoScalingGroupName").is_none() {
                    body["AutoScalingGroupName"] = json!("g");
                }
                show(&self.json(operation, &body))
            }
            "fail" => {
                let what = w.plain[0].to_string();
                let mut understood = false;
                self.turn(&mut |me, turn, out| understood = me.fail(&what, turn, out));
                if understood { "ok".into() } else { "nothing".into() }
            }
            "busy" => {
                self.busy = w.plain[0].parse().unwrap();
                "ok".into()
            }
            "metric" => self.me.metric("g", w.plain[0], self.now).map_or("none".into(), |n| n.to_string()),
            "spoken" => self.me.views(self.now).iter().map(|p| p.spoken.clone()).collect::<Vec<_>>().join(" "),
            "size" => match self.me.groups.get("g") {
                None => "gone".into(),
                Some(g) => {
                    let mut out = format!("desired {}, in service {}", g.config.desired, g.count(Instance::serves));
                    for (word, n) in [("pending", g.count(Instance::coming)), ("leaving", g.count(Instance::leaving))] {
                        if n > 0 {
                            out += &format!(", {word} {n}");
                        }
                    }
                    out
                }
            },
            "states" => {
                let all = self.me.groups["g"].instances.iter();
                all.map(|i| format!("{} {}", self.short(&i.id), i.word())).collect::<Vec<_>>().join(", ")
            }
            "errands" => {
                let all: Vec<Errand> = self.errands.drain(..).collect();
                let all: Vec<String> = all.iter().filter_map(|e| self.show_errand(e)).collect();
                if all.is_empty() { "nothing".into() } else { all.join("; ") }
            }
            "alarms" => {
                let all = std::mem::take(&mut self.errands);
                let one = |e: &Errand| {
                    let Task::Invoke(cargo) = &e.task else { return None };
                    let body: Value = serde_json::from_str(&cargo.body).ok()?;
                    let operation = cargo.kind.as_deref()?;
                    if operation == "DeleteAlarms" {
                        return Some(format!("delete {}", body["AlarmNames"].as_array()?.len()));
                    }
                    let name = body["AlarmName"].as_str()?;
                    let name = name.rsplit_once("-Alarm")?.1.split('-').next()?;
                    let sign = if body["ComparisonOperator"] == "GreaterThanThreshold" { ">" } else { "<" };
                    Some(format!("{name} {sign} {} for {}", body["Threshold"].as_str()?, body["EvaluationPeriods"]))
                };
                all.iter().filter_map(one).collect::<Vec<_>>().join("; ")
            }
            "trace" => {
                let one = |e: &Event| {
                    let actor = e.actor.as_deref().map(|a| self.short(a));
                    [actor, e.note.as_deref().map(str::to_string)].into_iter().flatten().collect::<Vec<_>>().join(" ")
                };
                let all = self.events.iter().filter(|e| e.kind == w.plain[0]);
                all.map(one).collect::<Vec<_>>().join("; ")
            }
            other => return Err(format!("`{other}` is no verb")),
        })
    }

    fn show_errand(&self, errand: &Errand) -> Option<String> {
        Some(match &errand.task {
            Task::Launch(id) => format!("launch {}", self.short(id)),
            Task::Terminate(id, gently) => {
                format!("{} {}", if *gently { "SIGTERM" } else { "terminate" }, self.short(id))
            }
            Task::Send(cargo) => match &cargo.kind {
                Some(kind) => format!("event {kind}"),
                None => format!("send {}", arn::parse(&errand.to).unwrap().name),
            },
            _ => return None,
        })
    }
}

/// Plain words and options.
pub(super) struct Words<'a> {
    plain: Vec<&'a str>,
    options: BTreeMap<&'a str, &'a str>,
}

impl<'a> Words<'a> {
    pub(super) fn of(text: &'a str) -> Self {
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
}

fn policy(kind: &str, w: &Words<'_>) -> Value {
    let adjust = w.options.get("adjust").copied().unwrap_or("ChangeInCapacity");
    let mut out = json!({ "AutoScalingGroupName": "g", "PolicyName": w.plain[0] });
    match kind {
        "simple" => {
            out["AdjustmentType"] = json!(adjust);
            out["ScalingAdjustment"] = json!(w.plain[1]);
        }
        "steps" => {
            out["PolicyType"] = json!("StepScaling");
            out["AdjustmentType"] = json!(adjust);
            let step = |text: &&str| {
                let (bounds, by) = text.split_once(':').unwrap();
                let (low, high) = bounds.split_once("..").unwrap();
                let mut step = json!({ "ScalingAdjustment": by });
                if !low.is_empty() {
                    step["MetricIntervalLowerBound"] = json!(low);
                }
                if !high.is_empty() {
                    step["MetricIntervalUpperBound"] = json!(high);
                }
                step
            };
            out["StepAdjustments"] = w.plain[1..].iter().map(step).collect();
        }
        _ => {
            out["PolicyType"] = json!("TargetTrackingScaling");
            let mut config = json!({ "TargetValue": w.plain[1] });
            if w.plain.contains(&"cpu") {
                config["PredefinedMetricSpecification"] = json!({ "PredefinedMetricType": "ASGAverageCPUUtilization" });
            } else {
                config["CustomizedMetricSpecification"] =
                    json!({ "Namespace": "App", "MetricName": "Backlog", "Statistic": "Average" });
            }
            if w.plain.contains(&"out-only") {
                config["DisableScaleIn"] = json!(true);
            }
            out["TargetTrackingConfiguration"] = config;
        }
    }
    for (key, name) in
        [("cooldown", "Cooldown"), ("warmup", "EstimatedInstanceWarmup"), ("least", "MinAdjustmentMagnitude")]
    {
        if let Some(value) = w.options.get(key) {
            out[name] = json!(value);
        }
    }
    out
}

fn show(reply: &Reply) -> String {
    match reply {
        Err(error) => error.code.name().into(),
        Ok(_) => "ok".into(),
    }
}

/// Runs one case; the error says which line.
pub(super) fn run(case: &str) -> Result<(), String> {
    let mut bench = Bench::new();
    for (no, line) in case.lines().enumerate() {
        let line = line.split(" # ").next().unwrap_or("").trim();
        if !line.is_empty() && !line.starts_with("# ") {
            bench.line(line).map_err(|why| format!("line {}: {line}\n    {why}", no + 1))?;
        }
    }
    Ok(())
}
