//! Text tables: what an EventBridge expert would write on a whiteboard. Whoever is asked by errands is played by the table.
//!
//! ```text
//! t=0 bus orders -> ok                               CreateEventBus; source= for a partner bus
//! t=0 rule big in=orders pattern={"source":["shop"]} -> ok     schedule= instead; disabled, enable, disable
//! t=0 target big in=orders id=1 to=sqs:q1 -> ok      input= path= template= var.NAME=PATH group= key= dlq= attempts= age= role
//! t=0 put in=orders detail={"a":1} -> ok             source=shop type=placed unless said; several: `puts 12`
//! t=0.5 errand q1 "a":1                              the next errand goes to q1 at exactly this moment and contains this text
//! t=0.5 outcome q1 denied                            ok, denied, missing, client, throttled, server, silent, failed
//! t=1 none                                           no errand has been sent that no line named
//! t=1 receive in=orders id=UUID                      an event comes from another bus
//! auto ok                                            every errand is answered at once like this
//! rules limit=2 -> a b after=Yg==                    the answer's NextToken; after= goes on there; show=MEMBER: that member as JSON
//! ```
//! An expected answer that begins with `~` is contained in the real one.
use crate::base::time::SimTime;
use crate::sim::errand::{Attribute, By, Cargo, Class, Errand, Outcome, Task};
use crate::sim::members::{Members, Page, Tags};
use crate::sim::services::events::api::{
    Reply, Request, Response,
    request::{
        ArchiveInput, BusInput, ConnectionInput, DestinationInput, Entry, Form, Permission, ReplayInput, RuleInput,
        Search, TargetInput,
    },
};
use crate::sim::services::events::step::{Output, Timer};
use crate::sim::services::events::{Events, KINDS, quotas::Settings};
use crate::sim::trace::{Event, Item, Name};
use crate::sim::turn::{CallId, Out, Service, Sink, Turn};
use crate::sim::{arn, epoch, quotas::Quotas};
use serde_json::Value;
use std::collections::BTreeMap;
use std::sync::Arc;

/// A small world with nothing but EventBridge in it.
pub(super) struct Bench {
    pub(super) events: Events,
    pub(super) now: SimTime,
    quotas: Quotas,
    agenda: BTreeMap<(SimTime, u64), Timer>,
    sink: Sink,
    pub(super) trace: Vec<Event>,
    next: u64,
    pub(super) sent: Vec<(SimTime, Errand)>,
    open: Vec<Errand>,
    pub(super) auto: Option<Outcome>,
}

/// The words of a line: options `key=value`, and plain words; a value in quotes or braces may hold spaces.
struct Words {
    plain: Vec<String>,
    options: BTreeMap<String, String>,
}

fn words(text: &str) -> Words {
    let mut all: Vec<String> = vec![];
    let (mut word, mut depth, mut quoted) = (String::new(), 0i32, false);
    for c in text.chars() {
        match c {
            '\'' => quoted = !quoted,
            '{' | '[' if !quoted => depth += 1,
            '}' | ']' if !quoted => depth -= 1,
            _ => {}
        }
        if c == '\'' {
            continue;
        }
        if c.is_whitespace() && depth == 0 && !quoted {
            all.extend((!word.is_empty()).then(|| std::mem::take(&mut word)));
        } else {
            word.push(c);
        }
    }
    all.extend((!word.is_empty()).then_some(word));
    let mut out = Words { plain: vec![], options: BTreeMap::new() };
    for word in all {
        match word.split_once('=') {
            Some((key, value))
                if !key.is_empty() && key.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'.' || b == b'_') =>
            {
                out.options.insert(key.into(), value.into());
            }
            _ => out.plain.push(word),
        }
    }
    out
}

impl Words {
    fn get(&self, key: &str) -> Option<&str> {
        self.options.get(key).map(String::as_str)
    }
    fn name(&self, key: &str) -> Name {
        self.get(key).unwrap_or("").into()
    }
    fn maybe(&self, key: &str) -> Option<Name> {
        self.get(key).map(Into::into)
    }
    fn int(&self, key: &str) -> Option<u64> {
        self.get(key).map(|v| v.parse().unwrap_or_else(|_| panic!("{key}={v} is no number")))
    }
    /// `limit=2 after=TOKEN`.
    fn page(&self) -> Page {
        Page { limit: self.int("limit").map(|n| u32::try_from(n).unwrap()), token: self.maybe("after") }
    }
    /// `a=1,b=2` under a key, as tags.
    fn tags(&self) -> Tags {
        let tag = |t: &str| t.split_once(':').map(|(k, v)| (k.into(), v.into()));
        self.get("tags").map(|all| all.split(',').filter_map(tag).collect()).unwrap_or_default()
    }
    /// ListArchives and ListReplays.
    fn search(&self) -> Search {
        let prefix = Some(self.at(1)).filter(|p| !p.is_empty()).map(Into::into);
        let source = self.get("of").map(|bus| target_arn(&format!("bus:{bus}"))).or_else(|| self.maybe("arn"));
        Search { prefix, source, state: self.maybe("state"), page: self.page() }
    }
    fn has(&self, word: &str) -> bool {
        self.plain.iter().any(|w| w == word)
    }
    fn at(&self, nth: usize) -> &str {
        self.plain.get(nth).map_or("", String::as_str)
    }
}

/// `sqs:q1` and its like as ARNs; what is an ARN already stays.
fn target_arn(text: &str) -> Name {
    let form = |service, resource: String| arn::local(service, &resource);
    match text.split_once(':') {
        Some(("sqs", name)) => form("sqs", name.into()),
        Some(("sns", name)) => form("sns", name.into()),
        Some(("lambda", name)) => form("lambda", format!("function:{name}")),
        Some(("kinesis", name)) => form("kinesis", format!("stream/{name}")),
        Some(("firehose", name)) => form("firehose", format!("deliverystream/{name}")),
        Some(("states", name)) => form("states", format!("stateMachine:{name}")),
        Some(("bus", name)) => form("events", format!("event-bus/{name}")),
        Some(("logs", name)) => form("logs", format!("log-group:{name}")),
        Some(("ecs", name)) => form("ecs", format!("cluster/{name}")),
        _ => text.into(),
    }
}

pub(super) fn answer(word: &str) -> Outcome {
    match word {
        "ok" => Outcome::Taken("x".into()),
        "denied" => Outcome::refused("AccessDenied", Class::Denied, "no policy"),
        "missing" => Outcome::refused("QueueDoesNotExist", Class::Client, "no such queue"),
        "client" => Outcome::refused("InvalidParameterValue", Class::Client, "bad"),
        "throttled" => Outcome::refused("ThrottlingException", Class::Throttled, "slow down"),
        "server" => Outcome::refused("ServiceUnavailable", Class::Server, "ill"),
        "silent" => Outcome::NoAnswer,
        "failed" => Outcome::Failed("E".into(), "c".into()),
        other => panic!("no outcome {other}"),
    }
}

impl Bench {
    pub(super) fn new(seed: u64) -> Self {
        let quotas = crate::sim::testing::quotas();
        Self {
            events: Events::new(seed, &quotas).unwrap(),
            now: SimTime::ZERO,
            quotas,
            agenda: BTreeMap::new(),
            sink: Sink::default(),
            trace: vec![],
            next: 0,
            sent: vec![],
            open: vec![],
            auto: None,
        }
    }

    fn turn(&mut self, act: impl FnOnce(&mut Events, Turn<'_>, &mut Output)) -> Vec<(CallId, Reply)> {
        let sink = std::mem::take(&mut self.sink);
        let mut out: Output = Out { sink, ..Out::default() };
        act(&mut self.events, Turn::strict(self.now, &self.quotas), &mut out);
        for (at, timer) in out.timers {
            assert!(at >= self.now, "a timer in the past: {timer:?}");
            self.next += 1;
            self.agenda.insert((at, self.next), timer);
        }
        self.sink = out.sink;
        for event in self.sink.events.drain(..) {
            assert!(KINDS.contains(&event.kind), "{} is not documented", event.kind);
            self.trace.push(event);
        }
        let replies = out.replies;
        for errand in out.errands {
            self.sent.push((self.now, errand.clone()));
            match self.auto.clone() {
                Some(outcome) => self.tell(&errand, outcome),
                None => self.open.push(errand),
            }
        }
        for balance in self.events.balances() {
            assert_eq!(balance.came, balance.fates, "{} does not balance", balance.place);
        }
        replies
    }

    pub(super) fn call(&mut self, request: Request) -> Reply {
        self.next += 1;
        let id = CallId(self.next);
        let from: Name = "T".into();
        let mut replies = self.turn(|events, turn, out| Service::call(events, (id, &from), request, turn, out));
        assert_eq!(replies.len(), 1);
        replies.pop().unwrap().1
    }

    pub(super) fn advance(&mut self, to: SimTime) {
        while let Some((&(at, no), _)) = self.agenda.first_key_value() {
            if at > to {
                break;
            }
            let timer = self.agenda.remove(&(at, no)).unwrap();
            self.now = at;
            self.turn(|events, turn, out| events.due(timer, turn, out));
        }
        self.now = to;
    }

    pub(super) fn tell(&mut self, errand: &Errand, outcome: Outcome) {
        let ticket = errand.ticket;
        let act: Box<dyn FnOnce(&mut Events, Turn<'_>, &mut Output)> =
            Box::new(move |events, turn, out| events.told(ticket, outcome, turn, out));
        self.turn(act);
    }

    fn entry(&mut self, w: &Words) -> Entry {
        self.next += 1;
        let said = |key: &str, default: &str| match w.get(key) {
            Some("-") => None,
            Some(text) => Some(Name::from(text)),
            None => Some(default.into()),
        };
        let detail = said("detail", "{}").map(|d| match w.int("size") {
            Some(size) => format!("{{\"pad\":\"{}\"}}", "x".repeat(usize::try_from(size).unwrap() - 10)).into(),
            None => d,
        });
        Entry {
            bus: w.name("in"),
            source: said("source", "shop"),
            kind: said("type", "placed"),
            detail,
            resources: w.get("resources").map(|r| r.split(',').map(Into::into).collect()).unwrap_or_default(),
            time: w.get("time").map(|t| epoch::parse(t).unwrap()),
            item: w.get("item").map(|label| Item { no: self.next, label: label.into(), group: None }),
            brought: None,
        }
    }

    fn target(w: &Words) -> TargetInput {
        let vars = w.options.iter().filter_map(|(k, v)| Some((k.strip_prefix("var.")?.into(), v.as_str().into())));
        TargetInput {
            id: w.get("id").unwrap_or("1").into(),
            arn: target_arn(w.get("to").unwrap()),
            role: w.has("role").then(|| "arn:aws:iam::123456789012:role/r".into()),
            input: w.get("input").map(Into::into),
            input_path: w.maybe("path"),
            transformer: w.get("template").map(|t| (vars.collect(), Arc::from(t))),
            group: w.maybe("group"),
            key_path: w.maybe("key"),
            dead_letter: w.get("dlq").map(target_arn),
            attempts: w.int("attempts"),
            age: w.int("age"),
            more: w.get("more").map(|m| serde_json::from_str(m).unwrap()).unwrap_or_default(),
        }
    }

    /// A call in the words of a table; `None` where the verb is none.
    fn request(&mut self, w: &Words) -> Option<Request> {
        let (name, bus): (Name, Name) = (w.at(1).into(), w.name("in"));
        Some(match w.at(0) {
            "bus" => {
                let source = w.maybe("source");
                Request::CreateEventBus(Box::new(BusInput { name, source, tags: w.tags(), ..BusInput::default() }))
            }
            "change-bus" => {
                let more = w.get("more").map(|m| serde_json::from_str(m).unwrap()).unwrap_or_default();
                let description = w.name("description");
                Request::UpdateEventBus(Box::new(BusInput { name, description, more, ..BusInput::default() }))
            }
            "delete-bus" => Request::DeleteEventBus { name },
            "describe-bus" => Request::DescribeEventBus { name },
            "buses" => Request::ListEventBuses { prefix: name, page: w.page() },
            "permit" => Request::PutPermission(Box::new(Permission {
                bus,
                policy: w.get("policy").map(Into::into),
                action: w.get("action").unwrap_or("events:PutEvents").into(),
                principal: w.get("principal").unwrap_or("111122223333").into(),
                statement_id: w.get("sid").unwrap_or("s1").into(),
                condition: w.get("org").map(|o| ("StringEquals".into(), "aws:PrincipalOrgID".into(), o.into())),
            })),
            "forbid" => Request::RemovePermission { bus, statement_id: w.maybe("sid"), all: w.has("all") },
            "rule" => Request::PutRule(Box::new(RuleInput {
                bus,
                name,
                pattern: w.get("pattern").map(Into::into),
                schedule: w.maybe("schedule"),
                disabled: w.has("disabled"),
                tags: w.tags(),
                ..RuleInput::default()
            })),
            "delete-rule" => Request::DeleteRule { bus, name },
            "enable" => Request::EnableRule { bus, name },
            "disable" => Request::DisableRule { bus, name },
            "describe-rule" => Request::DescribeRule { bus, name },
            "rules" => Request::ListRules { bus, prefix: name, page: w.page() },
            "rules-of" => Request::ListRuleNamesByTarget { bus, target: target_arn(&name), page: w.page() },
            "target" => Request::PutTargets { bus, rule: name, targets: vec![Self::target(w)] },
            "untarget" => Request::RemoveTargets {
                bus,
                rule: name,
                ids: w.plain.iter().skip(2).map(|i| i.as_str().into()).collect(),
            },
            "targets" => Request::ListTargetsByRule { bus, rule: name, page: w.page() },
            "tag" => Request::TagResource { arn: arn::local("events", &name), tags: w.tags() },
            "untag" => Request::UntagResource {
                arn: arn::local("events", &name),
                keys: w.plain.iter().skip(2).map(|k| k.as_str().into()).collect(),
            },
            "tags" => Request::ListTagsForResource { arn: arn::local("events", &name) },
            "put" => Request::PutEvents { entries: vec![self.entry(w)], form: Form::Call },
            "receive" => {
                let brought = Cargo {
                    body: "{}".into(),
                    subject: Some("shop".into()),
                    kind: Some("placed".into()),
                    attributes: BTreeMap::from([(
                        "id".into(),
                        Attribute { kind: "String".into(), value: w.name("id") },
                    )]),
                    ..Cargo::default()
                };
                let task = Task::Send(Arc::new(brought));
                self.events.accept(&target_arn(&format!("bus:{}", w.get("in").unwrap())), task).unwrap()
            }
            "puts" => {
                let entry = self.entry(w);
                Request::PutEvents { entries: vec![entry; w.at(1).parse().unwrap()], form: Form::Call }
            }
            "partner-put" => Request::PutPartnerEvents { entries: vec![self.entry(w)] },
            "test" => Request::TestEventPattern {
                pattern: w.get("pattern").unwrap().into(),
                event: w.get("event").unwrap().into(),
            },
            "archive" | "change-archive" => {
                let input = Box::new(ArchiveInput {
                    name,
                    source: target_arn(&format!("bus:{}", w.get("in").unwrap_or("default"))),
                    pattern: w.get("pattern").map(Into::into),
                    retention: w.int("days"),
                    ..ArchiveInput::default()
                });
                if w.at(0) == "archive" { Request::CreateArchive(input) } else { Request::UpdateArchive(input) }
            }
            "delete-archive" => Request::DeleteArchive { name },
            "describe-archive" => Request::DescribeArchive { name },
            "archives" => Request::ListArchives(Box::new(w.search())),
            "replay" => Request::StartReplay(Box::new(ReplayInput {
                name,
                archive: arn::local("events", &format!("archive/{}", w.get("from").unwrap_or("a"))),
                start: epoch::parse(w.get("start").unwrap_or("2026-11-21T00:00:00")).unwrap(),
                end: epoch::parse(w.get("end").unwrap_or("2026-11-22T00:00:00")).unwrap(),
                destination: target_arn(&format!("bus:{}", w.get("in").unwrap_or("default"))),
                filters: w.get("only").map(|r| vec![arn::local("events", &format!("rule/{r}"))]).unwrap_or_default(),
                description: w.name("description"),
            })),
            "describe-replay" => Request::DescribeReplay { name },
            "cancel" => Request::CancelReplay { name },
            "replays" => Request::ListReplays(Box::new(w.search())),
            "partner" => {
                Request::CreatePartnerEventSource { name, account: w.get("account").unwrap_or("123456789012").into() }
            }
            "sources" => Request::ListEventSources { prefix: name, page: w.page() },
            "source" => Request::DescribeEventSource { name },
            "activate" => Request::ActivateEventSource { name },
            "deactivate" => Request::DeactivateEventSource { name },
            "connection" | "change-connection" => {
                let usual = (w.at(0) == "connection").then_some("API_KEY");
                let input = Box::new(ConnectionInput {
                    name,
                    authorization: w.get("auth").or(usual).map(Into::into),
                    description: w.maybe("description"),
                    parameters: w.get("parameters").map(|p| serde_json::from_str(p).unwrap()).unwrap_or_default(),
                    more: Members::new(),
                });
                if usual.is_some() { Request::CreateConnection(input) } else { Request::UpdateConnection(input) }
            }
            "deauthorize" => Request::DeauthorizeConnection { name },
            "delete-connection" => Request::DeleteConnection { name },
            "describe-connection" => Request::DescribeConnection { name },
            "connections" => Request::ListConnections { prefix: name, state: w.maybe("state"), page: w.page() },
            "change-destination" => Request::UpdateApiDestination(Box::new(DestinationInput {
                name,
                endpoint: w.name("at"),
                method: w.name("method"),
                rate: w.int("rate"),
                description: w.name("description"),
                ..DestinationInput::default()
            })),
            "delete-destination" => Request::DeleteApiDestination { name },
            "destination" => Request::CreateApiDestination(Box::new(DestinationInput {
                name,
                connection: self
                    .events
                    .outside
                    .connections
                    .get(w.get("connection").unwrap_or("c"))
                    .map_or("?".into(), |c| c.arn.clone()),
                endpoint: w.get("at").unwrap_or("https://api.example.com/x").into(),
                method: w.get("method").unwrap_or("POST").into(),
                rate: w.int("rate"),
                description: w.name("description"),
            })),
            "describe-destination" => Request::DescribeApiDestination { name },
            "destinations" => Request::ListApiDestinations { prefix: name, connection: None, page: w.page() },
            _ => return None,
        })
    }

    /// One line.
    pub(super) fn line(&mut self, line: &str) -> Result<(), String> {
        let (text, wanted) = line.split_once(" -> ").map_or((line, None), |(l, w)| (l, Some(w.trim())));
        let (time, rest) = match text.strip_prefix("t=") {
            Some(rest) => rest.split_once(' ').ok_or("a verb is missing")?,
            None => ("", text),
        };
        if !time.is_empty() {
            self.advance(SimTime::parse(time)?);
        }
        let verb = rest.split_whitespace().next().unwrap_or("");
        if matches!(verb, "errand" | "outcome" | "none" | "auto") {
            return self.play(verb, rest.strip_prefix(verb).unwrap_or("").trim());
        }
        let mut w = words(rest);
        if w.get("to").is_some_and(|to| to.starts_with("api:")) {
            let name = w.get("to").unwrap().trim_start_matches("api:").to_string();
            let arn = self.events.outside.destinations.get(&*name).map_or_else(String::new, |d| d.arn.to_string());
            w.options.insert("to".into(), arn);
        }
        let got = match verb {
            "settings" => {
                let settings = Settings {
                    latency: SimTime::from_millis(w.int("latency").unwrap_or(500)),
                    shuffle: SimTime::from_millis(w.int("shuffle").unwrap_or(0)),
                    duplicates_per_million: w.int("duplicates").map_or(0, |n| u32::try_from(n).unwrap()),
                    ..Settings::default()
                };
                assert!(self.events.set_settings(w.get("in").unwrap_or("default"), settings));
                "ok".into()
            }
            "home" => {
                self.events.set_home(
                    w.at(1),
                    w.get("region").unwrap_or("us-east-1"),
                    w.get("account").unwrap_or(arn::ACCOUNT),
                );
                "ok".into()
            }
            "rates" => {
                self.events.set_rates(w.get("in").unwrap_or("default"), w.int("puts"), w.int("invocations"));
                "ok".into()
            }
            "metric" => self.events.measure(w.at(1), w.at(2)).map_or("none".into(), |n| n.to_string()),
            "usage" => {
                let usage = self.events.usage(self.now);
                let found = usage.iter().find(|u| &*u.resource == w.at(1) && u.meter == w.at(2));
                found.map_or("none".into(), |u| u.amount.to_string())
            }
            "panel" => {
                let panels = self.events.views(self.now);
                let found = panels.iter().find(|p| p.role == w.at(1) && &*p.name == w.at(2));
                found.map_or("none".into(), |p| p.spoken.clone())
            }
            "trace" => {
                let kinds: Vec<&str> = self.trace.drain(..).map(|e| e.kind.trim_start_matches("events.")).collect();
                kinds.join(" ")
            }
            _ => {
                let request = self.request(&w).ok_or_else(|| format!("no verb {verb}"))?;
                let reply = self.call(request);
                match w.get("show") {
                    Some(member) => member_of(&reply, member),
                    None => show(&reply),
                }
            }
        };
        match wanted {
            None if got == "ok" => Ok(()),
            None => Err(format!("came {got}")),
            Some(wanted) => match wanted.strip_prefix("~ ") {
                Some(part) if got.contains(part) => Ok(()),
                None if got == wanted => Ok(()),
                _ => Err(format!("expected {wanted}\n    came     {got}")),
            },
        }
    }

    fn play(&mut self, verb: &str, rest: &str) -> Result<(), String> {
        match verb {
            "auto" => {
                self.auto = (rest != "off").then(|| answer(rest));
                Ok(())
            }
            "none" => match self.sent.first() {
                Some((at, e)) => Err(format!("an errand to {} at {at:?}: {:?}", e.to, e.task)),
                None => Ok(()),
            },
            "outcome" => {
                let (to, word) = rest.split_once(' ').ok_or("outcome TARGET WORD")?;
                let at = self.open.iter().position(|e| names(&e.to, to)).ok_or("nobody was asked")?;
                let errand = self.open.remove(at);
                self.tell(&errand, answer(word));
                Ok(())
            }
            _ => {
                let (to, text) = rest.split_once(' ').unwrap_or((rest, ""));
                let at = self.sent.iter().position(|(_, e)| names(&e.to, to));
                let at = at.ok_or_else(|| format!("no errand to {to}; there are {:?}", self.sent))?;
                let (when, errand) = self.sent.remove(at);
                if when != self.now {
                    return Err(format!("it went at {when:?}, not at {:?}", self.now));
                }
                let seen = write(&errand);
                if seen.contains(text) { Ok(()) } else { Err(format!("it carries {seen}")) }
            }
        }
    }
}

fn names(address: &str, name: &str) -> bool {
    arn::parse(address).map_or(address, |p| p.name) == name
}

/// An errand as text: its body, then group, key, attributes, who asks.
fn write(errand: &Errand) -> String {
    let by = match &errand.by {
        By::Service { principal, source } => format!("by {principal} for {source}"),
        By::Role { of } => format!("role of {of}"),
    };
    match &errand.task {
        Task::Send(cargo) => {
            let attributes: Vec<String> = cargo.attributes.iter().map(|(k, a)| format!("{k}={}", a.value)).collect();
            format!(
                "{} group={} key={} subject={} kind={} item={} {} {by}",
                cargo.body,
                cargo.group.as_deref().unwrap_or("-"),
                cargo.key.as_deref().unwrap_or("-"),
                cargo.subject.as_deref().unwrap_or("-"),
                cargo.kind.as_deref().unwrap_or("-"),
                cargo.item.as_ref().map_or("-", |i| &i.label),
                attributes.join(" ")
            )
        }
        Task::Launch(name) => format!("launch {name} {by}"),
        other => format!("{other:?}"),
    }
}

/// An answer in the words of a table.
pub(super) fn show(reply: &Reply) -> String {
    match reply {
        Err(error) => error.code.name().to_string(),
        Ok(Response::Put(_, results)) => {
            let one = |r: &Result<Name, _>| match r {
                Ok(_) => "ok".to_string(),
                Err((code, _)) => crate::sim::services::events::api::Code::name(*code).to_string(),
            };
            results.iter().map(one).collect::<Vec<_>>().join(" ")
        }
        Ok(Response::Failed(failed)) if failed.is_empty() => "ok".into(),
        Ok(Response::Failed(failed)) => {
            failed.iter().map(|f| format!("{} {}", f.0, f.1.name())).collect::<Vec<_>>().join(", ")
        }
        Ok(Response::Matches(yes)) => yes.to_string(),
        Ok(Response::Listed(page)) if page.entries.is_empty() => "none".into(),
        Ok(Response::Listed(page)) => {
            let more = page.next.iter().map(|token| format!("after={token}"));
            page.entries.iter().map(entry).chain(more).collect::<Vec<_>>().join(" ")
        }
        Ok(Response::Described(told)) => described(told),
        Ok(Response::Done | Response::Made(_)) => "ok".into(),
    }
}

/// An entry of a list: its name; a target with its ARN.
fn entry(entry: &Value) -> String {
    let text = |member: &str| entry[member].as_str();
    let name = ["Name", "ArchiveName", "ReplayName"].iter().find_map(|m| text(m)).or(entry.as_str());
    name.map_or_else(|| format!("{}={}", text("Id").unwrap(), text("Arn").unwrap()), Into::into)
}

/// A description as a line: first its name and ARN; what every such resource has, is asked for by `show=`.
fn described(told: &Members) -> String {
    const FIRST: &[&str] = &["Name", "Arn", "EventPattern", "State"];
    const ASKED: &[&str] = &["CreationTime", "LastModifiedTime", "EventBusName", "CreatedBy"];
    let rest = told.keys().map(String::as_str).filter(|k| !FIRST.contains(k) && !ASKED.contains(k));
    let word = |name: &str| match told.get(name)? {
        Value::String(text) => Some(format!("{name}={text}")),
        Value::Number(at) if name.ends_with("Time") => Some(format!("{name}={}", epoch::iso(at.as_i64()?))),
        other => Some(format!("{name}={other}")),
    };
    FIRST.iter().copied().chain(rest).filter_map(word).collect::<Vec<_>>().join(" ")
}

/// One member of an answer, as JSON.
fn member_of(reply: &Reply, member: &str) -> String {
    match reply {
        Ok(Response::Described(told) | Response::Made(told)) => {
            told.get(member).map_or("none".into(), ToString::to_string)
        }
        Ok(Response::Listed(page)) => page.entries.iter().map(|e| e[member].to_string()).collect::<Vec<_>>().join(" "),
        Err(error) if member == "message" => error.message.to_string(),
        other => show(other),
    }
}

/// Runs one case; the error says which line, what was expected and what came.
pub(super) fn run(case: &str) -> Result<(), String> {
    let mut bench = Bench::new(7);
    for (no, line) in case.lines().enumerate() {
        let line = line.split(" #").next().unwrap_or("").trim();
        if line.is_empty() || line.starts_with('#') {
            continue;
        }
        bench.line(line).map_err(|why| format!("line {}: {line}\n    {why}", no + 1))?;
    }
    match bench.sent.first().filter(|_| bench.auto.is_none()) {
        Some((at, errand)) => Err(format!("nobody named the errand to {} at {at:?}: {}", errand.to, write(errand))),
        None => Ok(()),
    }
}
