//! Text tables: a state machine by its states, one start, what it asks of others, what comes back, and how it ends.
//!
//! ```text
//! ## a name of the case
//! machine A={"Type":"Pass","End":true}     a state a line; the first is StartAt; options before: express, timeout=SECONDS
//! t=0 start {"a":1}                        named run unless name=; `-> ok`, or AWS's code
//! t=1s errand -> lambda work {"a":1}       the oldest errand nobody looked at: service, resource, body; `none`
//! t=1s outcome returned {"b":2}            the answer to it: returned, taken, failed ERROR, refused CODE, denied, silent
//! t=2s status -> SUCCEEDED {"b":2}         how the run stands, its output, or its error
//! ```
use crate::base::time::SimTime;
use crate::sim::arn;
use crate::sim::errand::{Class, Errand, Outcome, Task, Ticket};
use crate::sim::quotas::Quotas;
use crate::sim::services::stepfunctions::api::request::{Create, Pick, Start, Update};
use crate::sim::services::stepfunctions::api::{Reply, Request, Response, errand};
use crate::sim::services::stepfunctions::model::execution::Status;
use crate::sim::services::stepfunctions::step::{Output, Timer};
use crate::sim::services::stepfunctions::{KINDS, States};
use crate::sim::trace::{Event, Item, Name};
use crate::sim::turn::{CallId, Out, Service, Sink, Turn};
use serde_json::Value;
use std::collections::{BTreeMap, VecDeque};
use std::sync::Arc;

/// A small world with nothing but Step Functions in it.
pub(super) struct Bench {
    pub(super) states: States,
    pub(super) now: SimTime,
    pub(super) quotas: Quotas,
    agenda: BTreeMap<(SimTime, u64), Timer>,
    sink: Sink,
    pub(super) events: Vec<Event>,
    next: u64,
    pub(super) errands: VecDeque<Errand>,
    /// What the default bus heard.
    announced: Vec<String>,
    seen: Option<Errand>,
    pub(super) came: BTreeMap<u64, Reply>,
    lines: Vec<String>,
    options: Vec<String>,
    made: bool,
    token: String,
    /// What `start` starts, unless the state machine itself.
    pub(super) target: Option<Name>,
    last: u64,
}

impl Bench {
    pub(super) fn new(seed: u64, off: bool) -> Self {
        let quotas = crate::sim::testing::quotas();
        Self {
            states: States::new(seed, &quotas).unwrap(),
            now: SimTime::ZERO,
            quotas,
            agenda: BTreeMap::new(),
            sink: Sink { off, ..Sink::default() },
            events: vec![],
            next: 0,
            errands: VecDeque::new(),
            announced: vec![],
            seen: None,
            came: BTreeMap::new(),
            lines: vec![],
            options: vec![],
            made: false,
            token: String::new(),
            target: None,
            last: 0,
        }
    }

    fn turn<T>(&mut self, act: impl FnOnce(&mut States, Turn<'_>, &mut Output) -> T) -> T {
        let sink = std::mem::take(&mut self.sink);
        let mut out: Output = Out { sink, ..Out::default() };
        let answer = act(&mut self.states, Turn::strict(self.now, &self.quotas), &mut out);
        for (at, timer) in out.timers {
            assert!(at >= self.now, "a timer in the past: {timer:?}");
            self.next += 1;
            self.agenda.insert((at, self.next), timer);
        }
        self.sink = out.sink;
        for event in self.sink.events.drain(..) {
            assert!(KINDS.contains(&event.kind), "{} is not documented", event.kind);
            self.events.push(event);
        }
        for errand in out.errands {
            match &errand.task {
                Task::Send(c) if c.kind.as_deref() == Some("Step Functions Execution Status Change") => {
                    let detail: Value = serde_json::from_str(&c.body).unwrap();
                    self.announced.push(detail["status"].as_str().unwrap().into());
                }
                _ => self.errands.push_back(errand),
            }
        }
        for (id, reply) in out.replies {
            assert!(self.came.insert(id.0, reply).is_none(), "answered twice");
        }
        for balance in self.states.balances() {
            assert_eq!(balance.came, balance.fates, "{} at {}", balance.place, self.now);
        }
        answer
    }

    pub(super) fn advance(&mut self, to: SimTime) {
        while let Some((&(at, _), _)) = self.agenda.first_key_value() {
            if at > to {
                break;
            }
            let ((at, _), timer) = self.agenda.pop_first().unwrap();
            self.now = at;
            self.turn(|states, turn, out| states.due(timer, turn, out));
        }
        self.now = to;
    }

    /// A call; its number, under which the answer stands in `came`, now or later.
    pub(super) fn call(&mut self, request: Request) -> u64 {
        self.next += 1;
        let id = self.next;
        let from: Name = "T".into();
        self.turn(|states, turn, out| states.call((CallId(id), &from), request, turn, out));
        self.last = id;
        id
    }

    pub(super) fn ask(&mut self, request: Request) -> Option<Reply> {
        let id = self.call(request);
        self.came.get(&id).cloned()
    }

    pub(super) fn tell(&mut self, ticket: Ticket, outcome: Outcome) {
        self.turn(|states, turn, out| states.told(ticket, outcome, turn, out));
    }

    /// The machine of the lines so far.
    fn make(&mut self) -> String {
        self.made = true;
        let states: Vec<(String, Value)> = self
            .lines
            .iter()
            .map(|line| {
                let (name, body) = line.split_once('=').unwrap();
                let body = body.replace("$LAMBDA", "arn:aws:states:::lambda:invoke");
                (name.into(), serde_json::from_str(&body).unwrap_or_else(|e| panic!("{e}: {body}")))
            })
            .collect();
        let start = states.first().map(|s| s.0.clone()).unwrap_or_default();
        let mut whole =
            serde_json::json!({ "StartAt": start, "States": states.into_iter().collect::<serde_json::Map<_, _>>() });
        let option = |key: &str| self.options.iter().find_map(|o| o.strip_prefix(key)).map(String::from);
        if let Some(seconds) = option("timeout=") {
            whole["TimeoutSeconds"] = seconds.parse::<u64>().unwrap().into();
        }
        let express = self.options.iter().any(|o| o == "express");
        let create = Create {
            name: "m".into(),
            definition: whole.to_string().into(),
            express,
            role: "r".into(),
            ..Create::default()
        };
        match self.ask(Request::CreateStateMachine(Box::new(create))) {
            Some(Ok(_)) => "ok".into(),
            Some(Err(e)) => e.message.to_string(),
            None => "waits".into(),
        }
    }

    fn look(&self, what: &str) -> String {
        match what.split_once(' ').unwrap_or((what, "")) {
            ("metric", name) => self.states.measure("m", name, self.now).map_or("none".into(), |n| n.to_string()),
            ("events", kind) => self.events.iter().filter(|e| e.kind == kind).count().to_string(),
            ("usage", meter) => {
                let usage = self.states.usage(self.now);
                usage.iter().find(|u| u.meter == meter).map_or(0, |u| u.amount).to_string()
            }
            ("labels", kind) => {
                let all = self.events.iter().filter(|e| e.kind == kind);
                all.filter_map(|e| e.item.as_ref().map(|i| i.label.to_string())).collect::<Vec<_>>().join(" ")
            }
            ("notes", kind) => {
                let all = self.events.iter().filter(|e| e.kind == kind);
                all.filter_map(|e| e.note.as_ref().map(ToString::to_string)).collect::<Vec<_>>().join(", ")
            }
            ("panel", role) => {
                let panels = self.states.panels(self.now);
                panels.iter().find(|p| p.role == role).map_or("none".into(), |p| p.spoken.clone())
            }
            ("open", _) => self.states.machine("m").map_or(0, |m| m.open.len()).to_string(),
            _ => format!("no look `{what}`"),
        }
    }

    fn status(&mut self, name: &str) -> String {
        let request = Request::DescribeExecution { execution: format!("m:{name}").into() };
        match self.ask(request) {
            Some(Ok(Response::Execution(e))) => {
                let tail = match &e.result {
                    Some(Ok(output)) => format!(" {output}"),
                    Some(Err(fault)) => format!(" {}", fault.error),
                    None => String::new(),
                };
                format!("{}{tail}", e.status.name()).trim().to_string()
            }
            other => show(other.as_ref()),
        }
    }

    fn history(&mut self, name: &str) -> Vec<String> {
        let execution: Name = format!("m:{name}").into();
        match self.ask(Request::GetExecutionHistory { execution, reverse: false, max: Some(1_000), after: None }) {
            Some(Ok(Response::History(_, all, _))) => all.iter().map(|e| e.kind.name().to_string()).collect(),
            other => vec![show(other.as_ref())],
        }
    }

    fn cause(&mut self, name: &str) -> String {
        let request = Request::DescribeExecution { execution: format!("m:{name}").into() };
        match self.ask(request) {
            Some(Ok(Response::Execution(e))) => match e.result {
                Some(Err(fault)) => fault.cause.to_string(),
                _ => "none".into(),
            },
            other => show(other.as_ref()),
        }
    }
}

/// An answer in the words of a table.
fn show(reply: Option<&Reply>) -> String {
    match reply {
        None => "waits".into(),
        Some(Err(error)) => error.code.to_string(),
        Some(Ok(Response::Ended(ended))) => match &ended.result {
            Some(Ok(output)) => format!("{} {output}", ended.status.name()),
            Some(Err(fault)) => format!("{} {}", ended.status.name(), fault.error).trim().to_string(),
            None => "RUNNING".into(),
        },
        Some(Ok(Response::Executions(all, _))) => all
            .iter()
            .map(|e| format!("{} {}", arn::parse(&e.arn).map_or("?", |p| p.rest), e.status.name()))
            .collect::<Vec<_>>()
            .join(", "),
        Some(Ok(Response::ActivityTask { token, .. })) if token.is_empty() => "no task".into(),
        Some(Ok(Response::ActivityTask { input, .. })) => format!("task {input}"),
        Some(Ok(_)) => "ok".into(),
    }
}

fn order(errand: &Errand) -> String {
    let place = arn::parse(&errand.to);
    let to = place.map_or(errand.to.to_string(), |p| format!("{} {}", p.service, p.name));
    match &errand.task {
        Task::Send(cargo) => format!("{to} sends {}", cargo.body),
        Task::Batch(all) => format!("{to} batch {}", all.iter().map(|c| &*c.body).collect::<Vec<_>>().join(" ")),
        Task::Invoke(cargo) => format!("{to} {}", cargo.body),
        other => format!("{to} {other:?}"),
    }
}

/// Runs one case; the error says which line, what was expected and what came.
pub(super) fn run(case: &str) -> Result<(), String> {
    let mut bench = Bench::new(7, false);
    for (no, line) in case.lines().enumerate() {
        let line = line.trim();
        if line.is_empty() || line.starts_with('#') {
            continue;
        }
        bench.line(line).map_err(|why| format!("line {}: {line}\n    {why}", no + 1))?;
    }
    Ok(())
}

impl Bench {
    pub(super) fn line(&mut self, line: &str) -> Result<(), String> {
        if let Some(state) = line.strip_prefix("state ") {
            self.lines.push(state.trim().into());
            return Ok(());
        }
        if let Some(options) = line.strip_prefix("machine ") {
            self.options = options.split_whitespace().map(String::from).collect();
            return Ok(());
        }
        let mut line = line;
        if let Some(rest) = line.strip_prefix("t=") {
            if !self.made {
                let made = self.make();
                if made != "ok" {
                    return Err(made);
                }
            }
            let (at, rest) = rest.split_once(' ').ok_or("a time, then a step")?;
            let at = SimTime::parse(at)?;
            if at < self.now {
                return Err("time runs forward".into());
            }
            self.advance(at);
            line = rest.trim();
        }
        let (step, expected) = line.rsplit_once(" -> ").map_or((line, None), |(a, b)| (a.trim(), Some(b.trim())));
        let got = self.step(step)?;
        match expected {
            Some(part) if part.starts_with('~') => {
                let part = part.trim_start_matches('~').trim();
                if got.contains(part) { Ok(()) } else { Err(format!("expected ... `{part}`, got `{got}`")) }
            }
            Some(expected) if got != expected => Err(format!("expected `{expected}`, got `{got}`")),
            None if !got.is_empty() && got != "ok" => Err(format!("got `{got}`")),
            _ => Ok(()),
        }
    }

    fn step(&mut self, step: &str) -> Result<String, String> {
        let (verb, rest) = step.split_once(' ').unwrap_or((step, ""));
        let rest = rest.trim();
        Ok(match verb {
            "make" => self.make(),
            "update" => {
                let made = std::mem::take(&mut self.lines);
                let _ = made;
                let request = Request::UpdateStateMachine {
                    machine: "m".into(),
                    set: Box::new(Update { definition: Some(rest.into()), ..Update::default() }),
                };
                show(self.ask(request).as_ref())
            }
            "delete" => show(self.ask(Request::DeleteStateMachine { machine: "m".into() }).as_ref()),
            "start" | "sync" | "run" => {
                let (name, input) = match rest.strip_prefix("name=") {
                    Some(rest) => rest.split_once(' ').unwrap_or((rest, "{}")),
                    None => ("run", if rest.is_empty() { "{}" } else { rest }),
                };
                let item = Item { no: 1, label: "m1".into(), group: None };
                let start = Box::new(Start {
                    name: Some(name.into()),
                    input: Some(input.into()),
                    items: vec![item],
                    until_end: verb == "run",
                    batch: 0,
                });
                let machine: Name = self.target.clone().unwrap_or_else(|| "m".into());
                let request = if verb == "sync" {
                    Request::StartSyncExecution { machine, start }
                } else {
                    Request::StartExecution { machine, start }
                };
                show(self.ask(request).as_ref())
            }
            "flood" => {
                let mut good = 0;
                for n in 0..rest.parse::<u64>().map_err(|e| e.to_string())? {
                    let start = Start { name: Some(format!("f{}-{n}", self.now.0).into()), ..Start::default() };
                    let request = Request::StartExecution { machine: "m".into(), start: Box::new(start) };
                    good += u64::from(matches!(self.ask(request), Some(Ok(_))));
                }
                good.to_string()
            }
            "answer" => show(self.came.get(&self.last)),
            "announced" => std::mem::take(&mut self.announced).join(" "),
            "errand" => match self.errands.pop_front() {
                None => "none".into(),
                Some(errand) => {
                    let shown = order(&errand);
                    if let Task::Send(cargo) | Task::Invoke(cargo) = &errand.task {
                        self.note_token(&cargo.body);
                    }
                    self.seen = Some(errand);
                    shown
                }
            },
            "outcome" => {
                let errand = self.seen.take().or_else(|| self.errands.pop_front()).ok_or("nobody asked anything")?;
                let (word, rest) = rest.split_once(' ').unwrap_or((rest, ""));
                let outcome = match word {
                    "returned" => Outcome::Returned(rest.into()),
                    "taken" => Outcome::Taken(rest.into()),
                    "each" => Outcome::Each(
                        rest.split(' ').map(|w| w.strip_prefix('!').map_or(Ok(w.into()), |c| Err(c.into()))).collect(),
                    ),
                    "failed" => {
                        let (error, cause) = rest.split_once(' ').unwrap_or((rest, ""));
                        Outcome::Failed(error.into(), cause.into())
                    }
                    "refused" => Outcome::refused(rest, Class::Client, "no"),
                    "denied" => Outcome::refused("AccessDenied", Class::Denied, "no"),
                    "silent" => Outcome::NoAnswer,
                    _ => return Err(format!("no outcome `{word}`")),
                };
                self.tell(errand.ticket, outcome);
                String::new()
            }
            "accept" => {
                let to = arn::local("states", "stateMachine:m");
                let (word, body) = rest.split_once(' ').unwrap_or((rest, "{}"));
                let cargo = Arc::new(crate::sim::errand::Cargo {
                    item: Some(Item { no: 3, label: "m3".into(), group: None }),
                    ..crate::sim::errand::Cargo::new(body)
                });
                let task = match word {
                    "send" => Task::Send(cargo),
                    "batch" => Task::Batch(vec![cargo.clone(), cargo]),
                    "invoke" => Task::Invoke(cargo),
                    _ => Task::Launch("x".into()),
                };
                match self.states.accept(&to, task) {
                    Err(Outcome::Refused { code, .. }) => code.to_string(),
                    Err(_) => "?".into(),
                    Ok(request) => match self.ask(request) {
                        None => "waits".into(),
                        Some(reply) => match errand::outcome(reply) {
                            Outcome::Taken(_) => "taken".into(),
                            Outcome::Each(all) => format!("each {}", all.len()),
                            Outcome::Returned(text) => format!("returned {text}"),
                            Outcome::Failed(error, _) => format!("failed {error}"),
                            Outcome::Refused { code, .. } => format!("refused {code}"),
                            _ => "?".into(),
                        },
                    },
                }
            }
            "outcome-of-call" => match self.came.get(&self.last).cloned().map(errand::outcome) {
                None => "waits".into(),
                Some(Outcome::Returned(text)) => format!("returned {text}"),
                Some(Outcome::Failed(error, _)) => format!("failed {error}"),
                Some(_) => "other".into(),
            },
            "activity" => show(
                self.ask(Request::CreateActivity { name: rest.into(), encryption: None, tags: BTreeMap::new() })
                    .as_ref(),
            ),
            "work" => {
                let id = self.call(Request::GetActivityTask { activity: rest.into(), worker: None });
                let reply = self.came.get(&id).cloned();
                if let Some(Ok(Response::ActivityTask { token, .. })) = &reply {
                    self.token = token.to_string();
                }
                show(reply.as_ref())
            }
            "got" => {
                let reply = self.came.get(&self.last).cloned();
                if let Some(Ok(Response::ActivityTask { token, .. })) = &reply {
                    self.token = token.to_string();
                }
                show(reply.as_ref())
            }
            "success" => {
                let task = Task::Token { token: self.token.as_str().into(), result: Some(Ok(rest.into())) };
                let request = self.states.accept("", task).map_err(|o| format!("{o:?}"))?;
                show(self.ask(request).as_ref())
            }
            "failure" => {
                let request = Request::SendTaskFailure {
                    token: self.token.as_str().into(),
                    error: rest.into(),
                    cause: "".into(),
                };
                show(self.ask(request).as_ref())
            }
            "beat" => show(self.ask(Request::SendTaskHeartbeat { token: self.token.as_str().into() }).as_ref()),
            "forge" => show(self.ask(Request::SendTaskHeartbeat { token: rest.into() }).as_ref()),
            "stop" => show(
                self.ask(Request::StopExecution { execution: "m:run".into(), error: Some(rest.into()), cause: None })
                    .as_ref(),
            ),
            "redrive" => show(self.ask(Request::RedriveExecution { execution: "m:run".into() }).as_ref()),
            "list" => {
                let status = match rest {
                    "FAILED" => Some(Status::Failed),
                    "RUNNING" => Some(Status::Running),
                    _ => None,
                };
                let request = Request::ListExecutions {
                    of: "m".into(),
                    pick: Pick { status, redriven: None },
                    max: None,
                    after: None,
                };
                show(self.ask(request).as_ref())
            }
            "status" => self.status(if rest.is_empty() { "run" } else { rest }),
            "cause" => self.cause("run"),
            "history" => self.history("run").join(" "),
            "history-length" => self.history("run").len().to_string(),
            "settings" => {
                let mut settings = self.states.machine("m").ok_or("no machine")?.settings.clone();
                for word in rest.split_whitespace() {
                    let (key, value) = word.split_once('=').ok_or("key=value")?;
                    match key {
                        "transition" => settings.transition = SimTime::parse(value)?,
                        "duplicates" => settings.duplicates_per_million = value.parse().unwrap(),
                        "keep" => settings.keep = value.parse().unwrap(),
                        _ => return Err(format!("no setting {key}")),
                    }
                }
                self.states.set_settings("m", settings);
                String::new()
            }
            _ => match self.release(verb, rest) {
                Some(got) => got,
                None => self.look(step),
            },
        })
    }

    /// Remembers a token found in what a task sent.
    fn note_token(&mut self, body: &str) {
        if let Ok(value) = serde_json::from_str::<Value>(body)
            && let Some(token) = value.get("token").and_then(Value::as_str)
        {
            self.token = token.into();
        }
    }
}
