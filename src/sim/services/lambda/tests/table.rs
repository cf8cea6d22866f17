//! Text tables: what a Lambda expert would write on a whiteboard, run against the simulator.
//!
//! ```text
//! ## a name of the case
//! function timeout=3 duration=100ms init=250ms   f; its cold start takes no time unless said; see `function` for all
//! t=0 invoke A -> waits                          synchronously; what came back: answers -> A 200 null
//! t=0 later A -> 202                             asynchronously
//! queue visibility=30s                           then: map batch=10 window=5; send A B; left -> A(1) B
//! stream 0 1                                     shards; then: map from=s start=LATEST; put A key=a shard=0; split 0 2 3; trim 0 1
//! t=1s runs -> A B | C                           the batches that were started since the last look
//! t=1s sent -> dlq A                             what was sent elsewhere since the last look
//! t=1s metric Throttles -> 1                     also: events KIND -> 1; note KIND -> last note; state -> Enabled
//! ```
use super::sources::Sources;
use crate::base::time::SimTime;
use crate::sim::arn;
use crate::sim::errand::{Cargo, Errand};
use crate::sim::services::lambda::{
    Lambda,
    api::{
        LambdaError, Response,
        request::{Configure, EventInvoke, Facts, Kind, NewFunction, NewMapping, Parameters, Permission, Request},
    },
    model::code::{Code, Effect, Faults, OnError, Pace, Returns},
    quotas::Settings,
};
use crate::sim::testing::bench::{Bench, Words, words};
use crate::sim::trace::{Item, Name};
use crate::sim::turn::{CallId, Service};
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::sync::Arc;

/// A small world with nothing but Lambda and its sources in it.
pub(super) struct Table {
    pub(super) bench: Bench<Lambda>,
    pub(super) outside: Sources,
    calls: BTreeMap<CallId, String>,
    uuid: Name,
    looked: usize,
    items: u64,
}

/// The ARN of a name: `q`, `q.fifo`, `s`, `s/app`, else a queue.
pub(super) fn arn_of(name: &str) -> Name {
    match name.split_once('/') {
        Some((stream, app)) => arn::local("kinesis", &format!("stream/{stream}/consumer/{app}:1")),
        None if name == "s" => arn::local("kinesis", "stream/s"),
        None if name == "topic" => arn::local("sns", name),
        None if name == "bucket" => arn::make("s3", "", "", name),
        None if name.starts_with('f') => arn::local("lambda", &format!("function:{name}")),
        None => arn::local("sqs", name),
    }
}

impl Table {
    pub(super) fn new() -> Self {
        let mut outside = Sources::default();
        outside.visibility = SimTime::from_secs(30);
        Self { bench: Bench::new(7), outside, calls: BTreeMap::new(), uuid: Name::default(), looked: 0, items: 0 }
    }
    /// Answers whatever can be answered now.
    fn play(&mut self) {
        for _ in 0..100_000 {
            let now = self.bench.now;
            let open = std::mem::take(&mut self.bench.open);
            let found = open.iter().enumerate().find_map(|(n, (at, e))| Some((n, self.outside.answer(*at, e, now)?)));
            self.bench.open = open;
            let Some((nth, outcome)) = found else { return };
            self.bench.answer_nth(nth, outcome);
        }
        panic!("it stands still at {}", self.bench.now);
    }
    /// Lets time pass.
    pub(super) fn advance(&mut self, to: SimTime) {
        loop {
            self.play();
            let (inner, outer) = (self.bench.next_at(), self.outside.next_at(&self.bench.open, self.bench.now));
            match inner.into_iter().chain(outer).min() {
                Some(at) if at <= to => self.bench.advance(at.max(self.bench.now)),
                _ => break,
            }
        }
        self.bench.advance(to);
        self.play();
    }
    pub(super) fn call(&mut self, request: Request) -> Option<Result<Response, LambdaError>> {
        self.bench.call(request)
    }
    fn ask(&mut self, request: Request) -> String {
        let uuid = |r: &Response| if let Response::Mapping(m) = r { Some(m.uuid.clone()) } else { None };
        match self.bench.call(request) {
            None => "waits".into(),
            Some(Ok(answer)) => {
                self.uuid = uuid(&answer).unwrap_or_else(|| self.uuid.clone());
                shown(&answer)
            }
            Some(Err(error)) => refused(&error),
        }
    }
    pub(super) fn cargo(&mut self, label: &str, w: &Words<'_>) -> Cargo {
        self.items += 1;
        let option = |key: &str| w.options.get(key).map(|v| Name::from(*v));
        Cargo {
            body: w.options.get("body").copied().unwrap_or(label).into(),
            bytes: w.options.get("size").map_or(0, |n| n.parse().unwrap()),
            group: option("group"),
            key: option("key"),
            item: Some(Item { no: self.items, label: label.into(), group: None }),
            ..Cargo::default()
        }
    }
    fn runs(&mut self) -> String {
        let mut all: Vec<Vec<String>> = vec![];
        for e in &self.bench.events[self.looked..] {
            match (e.kind, &e.item) {
                ("lambda.start", _) => all.push(vec![]),
                ("lambda.work", Some(item)) => all.last_mut().unwrap().push(item.label.to_string()),
                _ => {}
            }
        }
        self.looked = self.bench.events.len();
        if all.is_empty() {
            return "nothing".into();
        }
        all.iter().map(|batch| batch.join(" ")).collect::<Vec<_>>().join(" | ")
    }
    fn answers(&mut self) -> String {
        let mut all: Vec<String> = vec![];
        for (_, id, reply) in self.bench.replies.drain(..) {
            let who = self.calls.remove(&id).unwrap_or_default();
            all.push(match reply {
                Ok(answer) => format!("{who} {}", shown(&answer)),
                Err(error) => format!("{who} {}", refused(&error)),
            });
        }
        if all.is_empty() { "nothing".into() } else { all.join(", ") }
    }
}

fn refused(error: &LambdaError) -> String {
    let reason = error.reason.map_or(String::new(), |r| format!(" {}", r.name()));
    format!("{}{reason}", error.code.name())
}

fn shown(answer: &Response) -> String {
    match answer {
        Response::Invoked(done) => match &done.error {
            Some(error) => format!("{} {error}", done.status),
            None if done.payload.is_empty() => done.status.to_string(),
            None => format!("{} {}", done.status, done.payload),
        },
        Response::Concurrency(n) => n.map_or("none".into(), |n| n.to_string()),
        Response::Provisioned(p) => format!("{} {} of {}", p.status, p.available, p.requested),
        Response::Account { limit, unreserved, functions } => format!("{limit} {unreserved} {functions}"),
        Response::Policy(text) | Response::Statement(text) => text.to_string(),
        Response::Mapping(m) => m.state.to_string(),
        Response::Mappings(all) => all.len().to_string(),
        _ => "ok".into(),
    }
}

/// Runs the lines of a case.
pub(super) fn run(body: &str) -> Result<(), String> {
    let mut table = Table::new();
    for line in body.lines().map(str::trim).filter(|l| !l.is_empty() && !l.starts_with('#')) {
        let (act, wanted) = line.split_once("->").map_or((line, None), |(a, w)| (a.trim(), Some(w.trim())));
        let mut w = words(act);
        if let Some(at) = w.options.remove("t") {
            table.advance(SimTime::parse(at)?);
        }
        let got = perform(&mut table, &w)?;
        table.play();
        match wanted {
            Some(wanted) if wanted != got => return Err(format!("{line}\n    got {got}")),
            None if !matches!(
                got.as_str(),
                "ok" | "waits" | "" | "202" | "Creating" | "Updating" | "Enabling" | "Disabling" | "Deleting"
            ) =>
            {
                return Err(format!("{line}\n    got {got}"));
            }
            _ => {}
        }
    }
    Ok(())
}

fn time(w: &Words<'_>, key: &str, or: SimTime) -> SimTime {
    w.options.get(key).map_or(or, |t| SimTime::parse(t).unwrap())
}

fn code(w: &Words<'_>) -> Code {
    let list = |key: &str| w.options.get(key).map(|v| v.split(',').collect::<Vec<_>>()).unwrap_or_default();
    let effect = |to: &str| Effect {
        to: arn_of(to.trim_end_matches('?')),
        call: false,
        ignore: to.ends_with('?'),
        group: None,
        patience: SimTime::from_secs(5),
    };
    let slow = list("slow")
        .into_iter()
        .map(|v| v.split_once(':').unwrap())
        .map(|(l, t)| (l.into(), SimTime::parse(t).unwrap()));
    let slow: BTreeMap<Name, SimTime> = slow.collect();
    let duration = Pace::Fixed(time(w, "duration", SimTime::from_millis(100)));
    Code {
        duration: if slow.is_empty() { duration } else { Pace::Script(slow, Box::new(duration)) },
        per_item: Pace::Fixed(time(w, "per_item", SimTime::ZERO)),
        faults: Faults {
            labels: list("fails").into_iter().map(Name::from).collect(),
            on_error: match w.options.get("on_error") {
                Some(&"report") => OnError::Report,
                Some(&"report_rest") => OnError::ReportRest,
                _ => OnError::Throw,
            },
            ..Faults::default()
        },
        does: list("does").into_iter().map(effect).collect(),
        returns: match w.options.get("returns") {
            Some(&"echo") => Returns::Echo,
            Some(text) => Returns::Fixed((*text).into()),
            None => Returns::Nothing,
        },
        idempotent: w.plain.contains(&"idempotent"),
        answers_token: false,
    }
}

fn parameters(w: &Words<'_>) -> Parameters {
    let mut out = json!({});
    let number = |key: &str| w.options.get(key).map(|v| json!(v.parse::<i64>().unwrap()));
    for (key, name) in [
        ("batch", "BatchSize"),
        ("window", "MaximumBatchingWindowInSeconds"),
        ("parallel", "ParallelizationFactor"),
        ("attempts", "MaximumRetryAttempts"),
        ("age", "MaximumRecordAgeInSeconds"),
        ("timestamp", "StartingPositionTimestamp"),
    ] {
        if let Some(n) = number(key) {
            out[name] = n;
        }
    }
    if let Some(start) = w.options.get("start") {
        out["StartingPosition"] = json!(start);
    }
    for (key, name) in [("bisect", "BisectBatchOnFunctionError"), ("enabled", "Enabled")] {
        if let Some(v) = w.options.get(key) {
            out[name] = json!(*v == "yes");
        }
    }
    if let Some(n) = number("max") {
        out["ScalingConfig"] = json!({ "MaximumConcurrency": n });
    }
    if let Some((least, most)) = w.options.get("pollers").and_then(|p| p.split_once(',')) {
        let n = |t: &str| t.parse::<i64>().unwrap();
        out["ProvisionedPollerConfig"] = json!({ "MinimumPollers": n(least), "MaximumPollers": n(most) });
    }
    if let Some(types) = w.options.get("types") {
        out["FunctionResponseTypes"] = json!([types]);
    }
    if w.plain.contains(&"reports") {
        out["FunctionResponseTypes"] = json!(["ReportBatchItemFailures"]);
    }
    if let Some(all) = w.options.get("filter") {
        let filters: Vec<Value> = all.split(';').map(|p| json!({ "Pattern": p })).collect();
        out["FilterCriteria"] = json!({ "Filters": filters });
    }
    if let Some(to) = w.options.get("failure") {
        out["DestinationConfig"] = json!({ "OnFailure": { "Destination": &*arn_of(to) } });
    }
    serde_json::from_value(out).unwrap()
}

fn perform(t: &mut Table, w: &Words<'_>) -> Result<String, String> {
    let now = t.bench.now;
    let function: Name = w.options.get("of").copied().unwrap_or("f").into();
    let int = |text: &str| text.parse::<i64>().map_err(|e| format!("{text}: {e}"));
    let option = |key: &str| w.options.get(key).map(|v| int(v).unwrap());
    let named = |key: &str| w.options.get(key).map(|v| if v.is_empty() { Name::default() } else { arn_of(v) });
    Ok(match *w.plain.as_slice() {
        ["function", ref rest @ ..] => {
            let name = rest.first().filter(|n| **n != "idempotent").copied().unwrap_or("f");
            let new = NewFunction {
                name: name.into(),
                timeout: option("timeout"),
                memory: option("memory"),
                dead_letter: named("dlq"),
                code: Arc::new(code(w)),
                ..NewFunction::default()
            };
            let got = t.ask(Request::CreateFunction(Box::new(new)));
            if got != "ok" {
                return Ok(got);
            }
            let own = Settings::default();
            let settings = Settings {
                init: time(w, "init", SimTime::ZERO),
                keep_warm: time(w, "keep_warm", own.keep_warm),
                provision_takes: time(w, "provision_takes", SimTime::ZERO),
                mapping_takes: time(w, "mapping_takes", SimTime::ZERO),
                ..own
            };
            t.bench.service.set_settings(name, settings);
            match option("reserved") {
                Some(reserved) => {
                    t.ask(Request::PutFunctionConcurrency { function: name.into(), reserved });
                    "ok".into()
                }
                None => got,
            }
        }
        ["code", ..] => t.ask(Request::UpdateFunctionCode { function, code: Arc::new(code(w)) }),
        ["configure"] => {
            let set = Configure {
                timeout: option("timeout"),
                memory: option("memory"),
                dead_letter: named("dlq"),
                ..Configure::default()
            };
            t.ask(Request::UpdateFunctionConfiguration { function, set: Box::new(set) })
        }
        ["delete", "function"] => t.ask(Request::DeleteFunction { function }),
        [how @ ("invoke" | "later" | "dry"), label] => {
            let kind = match how {
                "later" => Kind::Event,
                "dry" => Kind::DryRun,
                _ => Kind::RequestResponse,
            };
            let payload = Arc::new(t.cargo(label, w));
            let got = t.ask(Request::Invoke { function, kind, payload });
            t.calls.insert(t.bench.asked, label.into());
            got
        }
        // So many at once; how many were taken.
        ["flood", count] => {
            let mut taken = 0;
            for _ in 0..int(count)? {
                let payload = Arc::new(Cargo::new("x"));
                let request = Request::Invoke { function: function.clone(), kind: Kind::RequestResponse, payload };
                taken += u32::from(t.bench.call(request).is_none());
            }
            taken.to_string()
        }
        // One invocation after the other until then.
        ["hold", until] => {
            while t.bench.now < SimTime::parse(until)? {
                let request = Request::Invoke {
                    function: function.clone(),
                    kind: Kind::RequestResponse,
                    payload: Arc::new(Cargo::new("x")),
                };
                t.bench.call(request);
                let next = t.bench.now + SimTime::from_secs(900);
                t.advance(next);
            }
            "ok".into()
        }
        ["answers"] => t.answers(),
        ["reserve", n] => t.ask(Request::PutFunctionConcurrency { function, reserved: int(n)? }),
        ["unreserve"] => t.ask(Request::DeleteFunctionConcurrency { function }),
        ["reserved"] => t.ask(Request::GetFunctionConcurrency { function }),
        ["provision", n] => t.ask(Request::PutProvisionedConcurrencyConfig { function, count: int(n)? }),
        ["unprovision"] => t.ask(Request::DeleteProvisionedConcurrencyConfig { function }),
        ["provisioned"] => t.ask(Request::GetProvisionedConcurrencyConfig { function }),
        ["account"] => t.ask(Request::GetAccountSettings),
        ["permit", id] => {
            let principal = w.options.get("principal").copied().unwrap_or("sns.amazonaws.com").into();
            let action = w.options.get("action").copied().unwrap_or("lambda:InvokeFunction").into();
            let permission = Permission { id: id.into(), action, principal, ..Permission::default() };
            let got = t.ask(Request::AddPermission { function, permission: Box::new(permission) });
            if got.starts_with('{') { "ok".into() } else { got }
        }
        ["forbid", id] => t.ask(Request::RemovePermission { function, id: id.into() }),
        ["policy"] => t.ask(Request::GetPolicy { function }),
        ["async"] => {
            let set = EventInvoke {
                retries: option("retries"),
                age: option("age"),
                on_success: named("success"),
                on_failure: named("failure"),
            };
            t.ask(Request::PutFunctionEventInvokeConfig { function, set: Box::new(set) })
        }
        ["map", ..] => {
            let from = w.options.get("from").copied().unwrap_or("q");
            t.outside.fifo = from.ends_with(".fifo");
            let visibility = from.starts_with('q').then_some(t.outside.visibility);
            let new = NewMapping {
                function,
                source: if from.starts_with("arn:") { from.into() } else { arn_of(from) },
                set: parameters(w),
                facts: Facts { visibility },
            };
            let got = t.ask(Request::CreateEventSourceMapping(Box::new(new)));
            t.advance(now);
            got
        }
        ["update", ..] => {
            let uuid = t.uuid.clone();
            let got = t.ask(Request::UpdateEventSourceMapping { uuid, set: Box::new(parameters(w)) });
            t.advance(now);
            got
        }
        ["unmap"] => t.ask(Request::DeleteEventSourceMapping { uuid: t.uuid.clone() }),
        ["mappings"] => t.ask(Request::ListEventSourceMappings { function: None, source: None }),
        ["state"] => t.ask(Request::GetEventSourceMapping { uuid: t.uuid.clone() }),
        ["last"] => t.bench.service.mapping(&t.uuid).map_or("none".into(), |m| m.last.to_string()),
        ["queue"] => {
            t.outside.visibility = time(w, "visibility", t.outside.visibility);
            "ok".into()
        }
        ["send", ref labels @ ..] => {
            for label in labels {
                let cargo = t.cargo(label, w);
                t.outside.send(label, cargo, now);
            }
            "ok".into()
        }
        ["fill", count] => {
            for n in 0..int(count)? {
                let cargo = Cargo::new("x");
                t.outside.send(&format!("x{n}"), cargo, now);
            }
            "ok".into()
        }
        ["left"] => t.outside.left(),
        ["receives"] => t.outside.receives.to_string(),
        ["stream", ref shards @ ..] => {
            shards.iter().for_each(|s| t.outside.shard(s, None));
            "ok".into()
        }
        ["split", from, ref into @ ..] => {
            into.iter().for_each(|s| t.outside.shard(s, Some(from)));
            "ok".into()
        }
        ["put", ref labels @ ..] => {
            for label in labels {
                let mut cargo = t.cargo(label, w);
                cargo.key.get_or_insert("a".into());
                t.outside.put(w.options.get("shard").unwrap_or(&"0"), cargo, now);
            }
            "ok".into()
        }
        ["trim", shard, count] => {
            t.outside.trim(shard, count.parse().unwrap());
            "ok".into()
        }
        ["positions"] => std::mem::take(&mut t.outside.positions).join(", "),
        ["refuses", who, code] => {
            t.outside.refuses.insert(who.into(), code.into());
            "ok".into()
        }
        ["accepts", who] => {
            t.outside.refuses.remove(who);
            "ok".into()
        }
        ["sent"] => {
            let all = std::mem::take(&mut t.outside.sent);
            if all.is_empty() { "nothing".into() } else { all.join(", ") }
        }
        ["runs"] => t.runs(),
        ["polls"] => {
            let polls = |e: &Errand| matches!(e.task, crate::sim::errand::Task::Receive { .. });
            t.bench.open.iter().filter(|(_, e)| polls(e)).count().to_string()
        }
        ["events", kind] => t.bench.count(kind).to_string(),
        ["note", kind] => {
            let last = t.bench.events.iter().rev().find(|e| e.kind == kind);
            last.map_or("never".into(), |e| e.note.as_deref().unwrap_or("none").into())
        }
        ["meter", name] => {
            let all = Service::usage(&t.bench.service, now);
            all.iter().filter(|u| u.meter == name).map(|u| u.amount).sum::<u64>().to_string()
        }
        ["metric", name] => {
            let value = Service::metric(&t.bench.service, &function, name, now);
            value.map_or("none".into(), |n| n.to_string())
        }
        [] => String::new(),
        ref other => return Err(format!("no such verb: {other:?}")),
    })
}
