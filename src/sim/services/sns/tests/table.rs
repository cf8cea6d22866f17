//! Text tables: what an SNS expert would write on a whiteboard, run against the simulator; the table plays the endpoints.
//!
//! ```text
//! topic orders MaximumMessageSize=1024       creates a topic; later calls go to the newest one
//! sub billing raw=true dlq=dead -> ok        protocol=, filter=JSON, scope=, policy=JSON, role=, replay=JSON; a bare name is a queue
//! auto billing Server                        every errand to it is answered so at once: ok, Server, Throttled, Client, Denied, none
//! t=0 publish A group=g dedup=d -> ok        attr.NAME=Type:value, subject=, structure=, size=, body=
//! t=0 gets billing A                         an errand with A left for it at exactly this moment
//! t=0 answer billing ok                      the oldest open errand to it gets its outcome
//! t=1s attempts billing -> 3                 errands to it so far
//! t=1s metric NumberOfMessagesPublished -> 1
//! t=1s saw sns.lost A -> 1
//! t=1s body billing -> "Type":"Notification" the last errand's body holds this
//! ```
use crate::base::time::SimTime;
use crate::sim::arn;
use crate::sim::errand::{Attribute, Cargo, Class, Errand, Outcome, Task};
use crate::sim::quotas::Quotas;
use crate::sim::services::sns::api::{
    Reply, Request, Response,
    request::{Entry, Message, Subscribe},
};
use crate::sim::services::sns::model::subscription::Status;
use crate::sim::services::sns::quotas::Settings;
use crate::sim::services::sns::step::{Output, Timer};
use crate::sim::services::sns::{KINDS, Sns};
use crate::sim::testing;
use crate::sim::trace::{Event, Item, Name};
use crate::sim::turn::{CallId, Out, Service, Sink, Turn};
use std::collections::{BTreeMap, VecDeque};
use std::sync::Arc;

/// A small world with nothing but SNS in it.
pub(super) struct Bench {
    pub(super) sns: Sns,
    pub(super) now: SimTime,
    quotas: Quotas,
    agenda: BTreeMap<(SimTime, u64), Timer>,
    next: u64,
    sink: Sink,
    pub(super) events: Vec<Event>,
    pub(super) log: Vec<(SimTime, String, Errand)>,
    open: VecDeque<(String, Errand)>,
    pub(super) auto: BTreeMap<String, Outcome>,
    topic: String,
}

/// The last part of an ARN or address.
fn short(to: &str) -> String {
    if arn::parse(to).is_some() { to.rsplit([':', '/']).next().unwrap_or(to).into() } else { to.into() }
}

pub(super) fn outcome(word: &str) -> Outcome {
    let refused = |class| Outcome::refused(word, class, "the table says so");
    match word {
        "ok" => Outcome::Taken("id".into()),
        "Server" => refused(Class::Server),
        "Throttled" => refused(Class::Throttled),
        "Client" => refused(Class::Client),
        "Denied" => refused(Class::Denied),
        "none" => Outcome::NoAnswer,
        other => panic!("no outcome {other}"),
    }
}

impl Bench {
    pub(super) fn new(seed: u64, off: bool) -> Self {
        let quotas = testing::quotas();
        Self {
            sns: <Sns as Service>::new(seed, &quotas).unwrap(),
            now: SimTime::ZERO,
            quotas,
            agenda: BTreeMap::new(),
            next: 0,
            sink: Sink { off, ..Sink::default() },
            events: vec![],
            log: vec![],
            open: VecDeque::new(),
            auto: BTreeMap::new(),
            topic: String::new(),
        }
    }

    fn turn(&mut self, act: impl FnOnce(&mut Sns, Turn<'_>, &mut Output)) -> Option<Reply> {
        let mut out: Output = Out { sink: std::mem::take(&mut self.sink), ..Out::default() };
        act(&mut self.sns, Turn::strict(self.now, &self.quotas), &mut out);
        for (at, timer) in out.timers {
            assert!(at >= self.now, "a timer in the past");
            self.next += 1;
            self.agenda.insert((at, self.next), timer);
        }
        self.sink = out.sink;
        for event in self.sink.events.drain(..) {
            assert!(KINDS.contains(&event.kind), "{} is not documented", event.kind);
            assert_eq!(event.at, self.now);
            self.events.push(event);
        }
        for balance in self.sns.balances() {
            assert_eq!(balance.came, balance.fates, "{} does not balance at {}", balance.place, self.now);
        }
        for errand in out.errands {
            let to = short(&errand.to);
            self.log.push((self.now, to.clone(), errand.clone()));
            self.open.push_back((to, errand));
        }
        out.replies.pop().map(|(_, reply)| reply)
    }

    pub(super) fn call(&mut self, request: Request) -> Reply {
        let reply = self.turn(|sns, turn, out| sns.call((CallId(1), &"P".into()), request, turn, out)).unwrap();
        self.answer_all();
        reply
    }

    /// Endpoints that answer by themselves.
    fn answer_all(&mut self) {
        while let Some(at) = self.open.iter().position(|(to, _)| self.auto.contains_key(to)) {
            let (to, errand) = self.open.remove(at).unwrap();
            let outcome = self.auto[&to].clone();
            self.turn(|sns, turn, out| sns.told(errand.ticket, outcome, turn, out));
        }
    }

    pub(super) fn advance(&mut self, to: SimTime) {
        while let Some((&(at, _), _)) = self.agenda.first_key_value() {
            if at > to {
                break;
            }
            let ((at, _), timer) = self.agenda.pop_first().unwrap();
            self.now = at;
            self.turn(|sns, turn, out| sns.due(timer, turn, out));
            self.answer_all();
        }
        self.now = to;
    }
}

fn code(reply: &Reply) -> String {
    match reply {
        Ok(_) => "ok".into(),
        Err(e) => e.code.name().into(),
    }
}

fn endpoint(to: &str, protocol: &str) -> Name {
    match protocol {
        "lambda" => arn::local("lambda", &format!("function:{to}")),
        "firehose" => arn::local("firehose", &format!("deliverystream/{to}")),
        "sqs" if !to.contains(':') => arn::local("sqs", to),
        "application" => arn::local("sns", &format!("endpoint/GCM/inflight/{to}")),
        _ => to.into(),
    }
}

/// Runs one case.
pub(super) fn run(text: &str) -> Result<(), String> {
    let mut bench = Bench::new(1, false);
    for line in text.lines().map(str::trim).filter(|l| !l.is_empty() && !l.starts_with('#')) {
        let (left, wanted) = line.split_once(" -> ").map_or((line, None), |(l, w)| (l, Some(w.trim())));
        let mut words: Vec<&str> = left.split_whitespace().collect();
        if let Some(at) = words[0].strip_prefix("t=") {
            let at = if at == "0" { SimTime::ZERO } else { SimTime::parse(at).unwrap() };
            bench.advance(at);
            words.remove(0);
        }
        let seen = bench.line(&words);
        let fits = match (words[0], wanted) {
            ("body", Some(w)) => seen.contains(w),
            ("error", Some(w)) => seen.contains(w),
            (_, Some(w)) => seen == w,
            (_, None) => matches!(seen.as_str(), "ok" | ""),
        };
        if !fits {
            let log: Vec<String> = bench.log.iter().map(|(at, to, _)| format!("{} {to}", at.clock())).collect();
            return Err(format!("{line}\n  saw {seen}\n  errands: {}", log.join(", ")));
        }
    }
    Ok(())
}

impl Bench {
    fn line(&mut self, words: &[&str]) -> String {
        let options: BTreeMap<&str, &str> = words.iter().filter_map(|w| w.split_once('=')).collect();
        let topic: Name = options.get("in").map_or_else(|| self.topic.clone(), ToString::to_string).into();
        let own = |skip: &[&str]| -> BTreeMap<String, String> {
            let keep = options.iter().filter(|(k, _)| !skip.contains(k));
            keep.map(|(k, v)| ((*k).to_string(), (*v).to_string())).collect()
        };
        match words[0] {
            "topic" => {
                let mut attributes = own(&[]);
                if words[1].ends_with(".fifo") {
                    attributes.entry("FifoTopic".into()).or_insert_with(|| "true".into());
                }
                let reply =
                    self.call(Request::CreateTopic { name: words[1].into(), attributes, tags: BTreeMap::new() });
                if reply.is_ok() {
                    self.topic = words[1].into();
                }
                code(&reply)
            }
            "settings" => {
                let delay = options.get("filter_delay").map_or(SimTime::ZERO, |t| SimTime::parse(t).unwrap());
                self.sns.set_settings(
                    &topic,
                    Settings { filter_delay: delay, plain: options.contains_key("plain"), ..Settings::default() },
                );
                "ok".into()
            }
            "sub" | "error" => {
                let reply = self.subscribe(&topic, words[1], &options);
                if words[0] == "error" { reply.unwrap_err().message.to_string() } else { self.shown(reply) }
            }
            "auto" => {
                self.auto.insert(words[1].into(), outcome(words[2]));
                self.answer_all();
                String::new()
            }
            "answer" => {
                let at = self.open.iter().position(|(to, _)| to == words[1]);
                let Some((_, errand)) = at.and_then(|at| self.open.remove(at)) else { return "nothing open".into() };
                self.turn(|sns, turn, out| sns.told(errand.ticket, outcome(words[2]), turn, out));
                self.answer_all();
                String::new()
            }
            "publish" => {
                let before = self.events.len();
                let reply = self.call(Request::Publish { topic, message: message(words[1], &options) });
                let dropped = self.events[before..].iter().any(|e| e.kind == "sns.deduplicated");
                if dropped { "duplicate".into() } else { code(&reply) }
            }
            "batch" => {
                let labels: Vec<&&str> = words[1..].iter().filter(|w| !w.contains('=')).collect();
                let entries = labels.iter().enumerate().map(|(nth, label)| Entry {
                    id: options.get("id").map_or_else(|| format!("e{nth}"), ToString::to_string),
                    message: message(label, &options),
                });
                match self.call(Request::PublishBatch { topic, entries: entries.collect() }) {
                    Ok(Response::Batch(good, bad)) => format!("{} ok {} failed", good.len(), bad.len()),
                    other => code(&other),
                }
            }
            "gets" => {
                let now = self.now;
                let label = words.get(2).copied();
                let hit = |e: &(SimTime, String, Errand)| {
                    e.0 == now
                        && e.1 == words[1]
                        && label.is_none_or(|l| cargo(&e.2).item.as_ref().is_some_and(|i| &*i.label == l))
                };
                if self.log.iter().any(hit) { "ok".into() } else { "nothing left for it now".into() }
            }
            "attempts" => self.log.iter().filter(|e| e.1 == words[1]).count().to_string(),
            "order" => {
                let labels = self.log.iter().filter(|e| e.1 == words[1]).filter_map(|e| cargo(&e.2).item.clone());
                labels.map(|i| i.label.to_string()).collect::<Vec<_>>().join(" ")
            }
            "body" => {
                self.log.iter().rfind(|e| e.1 == words[1]).map_or(String::new(), |e| cargo(&e.2).body.to_string())
            }
            "carries" => self.log.iter().rfind(|e| e.1 == words[1]).map_or(String::new(), |e| {
                let c = cargo(&e.2);
                let text = |t: &Option<Name>| t.as_deref().unwrap_or("-").to_string();
                format!("{} attributes, group {}, dedup {}", c.attributes.len(), text(&c.group), text(&c.dedup))
            }),
            "metric" => self.sns.measure(&topic, words[1]).map_or("none".into(), |n| n.to_string()),
            "meter" => {
                let found = self.sns.usage(self.now).into_iter().find(|u| u.meter == words[1]);
                found.map_or(0, |u| u.amount).to_string()
            }
            "saw" => {
                let hit = |e: &&Event| {
                    e.kind == words[1] && words.get(2).is_none_or(|l| e.item.as_ref().is_some_and(|i| &*i.label == *l))
                };
                self.events.iter().filter(hit).count().to_string()
            }
            "set" => {
                let (name, value) = words[1].split_once('=').unwrap();
                code(&self.call(Request::SetTopicAttributes { topic, name: name.into(), value: value.into() }))
            }
            "setsub" => {
                let subscription = self.find(&topic, words[1]);
                let (name, value) = words[2].split_once('=').unwrap();
                let reply = self.call(Request::SetSubscriptionAttributes {
                    subscription,
                    name: name.into(),
                    value: value.into(),
                });
                code(&reply)
            }
            "unsub" => {
                let subscription = self.find(&topic, words[1]);
                code(&self.call(Request::Unsubscribe { subscription }))
            }
            "confirm" => {
                let token = match words[1] {
                    "wrong" => "wrong".into(),
                    to => self.token(&topic, to),
                };
                code(&self.call(Request::ConfirmSubscription { topic, token, authenticate: false }))
            }
            "attribute" => match self.call(Request::GetTopicAttributes { topic }) {
                Ok(Response::Attributes(all)) => all.get(words[1]).cloned().unwrap_or("none".into()),
                other => code(&other),
            },
            "subattribute" => {
                let subscription = self.find(&topic, words[1]);
                match self.call(Request::GetSubscriptionAttributes { subscription }) {
                    Ok(Response::Attributes(all)) => all.get(words[2]).cloned().unwrap_or("none".into()),
                    other => code(&other),
                }
            }
            "delete" => code(&self.call(Request::DeleteTopic { topic })),
            "permit" => {
                let (accounts, actions) = (vec![words[2].into()], vec![words[3].into()]);
                code(&self.call(Request::AddPermission { topic, label: words[1].into(), accounts, actions }))
            }
            "forbid" => code(&self.call(Request::RemovePermission { topic, label: words[1].into() })),
            "burst" => {
                let count: usize = words[1].parse().unwrap();
                let all = (0..count).map(|n| {
                    self.call(Request::Publish { topic: topic.clone(), message: message(&format!("m{n}"), &options) })
                });
                let good = all.flatten().count();
                format!("{good} ok")
            }
            other => panic!("no verb {other}"),
        }
    }

    fn subscribe(&mut self, topic: &Name, to: &str, options: &BTreeMap<&str, &str>) -> Reply {
        let protocol = options.get("protocol").copied().unwrap_or("sqs");
        let mut attributes = BTreeMap::new();
        for (short, name) in [
            ("raw", "RawMessageDelivery"),
            ("filter", "FilterPolicy"),
            ("scope", "FilterPolicyScope"),
            ("policy", "DeliveryPolicy"),
            ("role", "SubscriptionRoleArn"),
            ("replay", "ReplayPolicy"),
            ("other", "Other"),
        ] {
            if let Some(value) = options.get(short) {
                attributes.insert(name.to_string(), (*value).to_string());
            }
        }
        if let Some(queue) = options.get("dlq") {
            let target = if *queue == "wrong" { "wrong".into() } else { arn::local("sqs", queue) };
            attributes.insert("RedrivePolicy".into(), format!("{{\"deadLetterTargetArn\":\"{target}\"}}"));
        }
        let what =
            Subscribe { protocol: protocol.into(), endpoint: endpoint(to, protocol), attributes, return_arn: false };
        self.call(Request::Subscribe { topic: topic.clone(), what: Box::new(what) })
    }

    fn shown(&self, reply: Reply) -> String {
        match &reply {
            Ok(Response::Subscription(arn)) if &**arn == "pending confirmation" => "pending".into(),
            other => code(other),
        }
    }

    fn find(&self, topic: &str, to: &str) -> Name {
        let all = self.sns.topic(topic).into_iter().flat_map(|t| t.subscriptions.values());
        all.into_iter()
            .find(|s| s.short() == to)
            .map_or_else(|| "arn:aws:sns:us-east-1:123456789012:orders:none".into(), |s| s.arn.clone())
    }

    fn token(&self, topic: &str, to: &str) -> Name {
        let sub = self.sns.topic(topic).and_then(|t| t.subscriptions.values().find(|s| s.short() == to));
        match sub.map(|s| &s.status) {
            Some(Status::Pending { token, .. }) => token.clone(),
            _ => "gone".into(),
        }
    }
}

fn cargo(errand: &Errand) -> &Cargo {
    match &errand.task {
        Task::Send(cargo) => cargo,
        other => panic!("not a send: {other:?}"),
    }
}

pub(super) fn message(label: &str, options: &BTreeMap<&str, &str>) -> Message {
    let text = |key: &str| options.get(key).map(|v| Name::from(*v));
    let attribute = |(key, value): (&&str, &&str)| {
        let name = key.strip_prefix("attr.")?;
        let (kind, value) = value.split_once(':').unwrap_or((value, ""));
        Some((Name::from(name), Attribute { kind: kind.into(), value: value.into() }))
    };
    let mut attributes: BTreeMap<Name, Attribute> = options.iter().filter_map(attribute).collect();
    for n in 0..options.get("attributes").map_or(0, |n| n.parse().unwrap()) {
        attributes.insert(format!("a{n}").into(), Attribute { kind: "String".into(), value: "v".into() });
    }
    let size: usize = options.get("size").map_or(0, |n| n.parse().unwrap());
    let body = options
        .get("body")
        .map_or_else(|| format!("{label}{}", " ".repeat(size.saturating_sub(label.len()))), ToString::to_string);
    let cargo = Cargo {
        body: body.into(),
        attributes,
        group: text("group"),
        dedup: text("dedup"),
        subject: text("subject"),
        item: Some(Item { no: 1, label: label.into(), group: None }),
        ..Cargo::default()
    };
    Message { cargo: Arc::new(cargo), structure: text("structure") }
}
