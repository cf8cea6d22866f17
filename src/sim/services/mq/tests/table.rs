//! Text tables for brokers:
//!
//! ```text
//! ## a name of the case
//! broker activemq pair efs                 engine, single|pair|cluster, efs|ebs; micro; failover=30s restart=3m redeliveries=6
//! queue orders quorum dead=dlq             topic prices
//! t=0 C1 connects [openwire] -> ok
//! t=0 C1 subscribes orders prefetch=2 ack=client durable -> ok
//! t=0 send A [to=prices] [memory]          a message with the label A; memory: not persistent
//! t=1s C1 takes orders max=2 [wait=20s] -> A B   (or: nothing, waits, a refusal's code); A(2): its second delivery
//! t=5s C1 gets A                           the call that waited was answered at exactly this moment
//! t=5s C1 acks A -> ok                     rejects A, disconnects, unsubscribes prices
//! t=6s fails                               the serving node dies
//! t=7s metric QueueSize -> 3
//! t=7s events mq.lost -> 2                 how many events of a kind so far
//! ```
use super::super::{
    Mq,
    api::{Create, Declare, Produce, Reply, Request, Response, Subscribe},
    model::{AckMode, Deployment, Engine, Protocol, Storage, broker::Make},
    quotas::Settings,
    step::{Output, Timer},
};
use crate::base::time::SimTime;
use crate::sim::{
    errand::Cargo,
    quotas::Quotas,
    trace::{Event, Item, Name},
    turn::{CallId, Out, Service, Sink, Turn},
};
use std::{collections::BTreeMap, sync::Arc};

pub(super) struct Bench {
    pub(super) mq: Mq,
    pub(super) now: SimTime,
    quotas: Quotas,
    agenda: BTreeMap<(SimTime, u64), Timer>,
    events: Vec<Event>,
    sink: Sink,
    next: u64,
    waiting: BTreeMap<u64, Name>,
    came: Vec<(SimTime, Name, String)>,
    own: Option<String>,
    asked: u64,
    tags: BTreeMap<String, u64>,
}

impl Bench {
    pub(super) fn new() -> Self {
        let quotas = super::quotas();
        Self {
            mq: <Mq as Service>::new(7, &quotas).unwrap(),
            now: SimTime::ZERO,
            quotas,
            agenda: BTreeMap::new(),
            events: vec![],
            sink: Sink::default(),
            next: 1,
            waiting: BTreeMap::new(),
            came: vec![],
            own: None,
            asked: 0,
            tags: BTreeMap::new(),
        }
    }

    fn turn<T>(&mut self, work: impl FnOnce(&mut Mq, Turn<'_>, &mut Output) -> T) -> T {
        let mut out: Output = Out { sink: std::mem::take(&mut self.sink), ..Out::default() };
        let turn = Turn::strict(self.now, &self.quotas);
        let done = work(&mut self.mq, turn, &mut out);
        self.sink = out.sink;
        self.events.append(&mut self.sink.events);
        for (at, timer) in out.timers {
            self.next += 1;
            self.agenda.insert((at.max(self.now), self.next), timer);
        }
        for (id, reply) in out.replies {
            let who = self.waiting.remove(&id.0).unwrap_or_default();
            let said = self.say(reply);
            if id.0 == self.asked {
                self.own = Some(said);
            } else {
                self.came.push((self.now, who, said));
            }
        }
        let balance = self.mq.balances();
        assert!(balance.iter().all(|b| b.came == b.fates), "{balance:?}");
        done
    }

    pub(super) fn advance(&mut self, to: SimTime) {
        while let Some((&(at, seq), _)) = self.agenda.first_key_value().filter(|((at, _), _)| *at <= to) {
            let Some(timer) = self.agenda.remove(&(at, seq)) else { break };
            self.now = at;
            self.turn(|mq, turn, out| Service::due(mq, timer, turn, out));
        }
        self.now = to;
    }

    /// Makes a call; what came of it at once, or `waits`.
    pub(super) fn call(&mut self, from: &str, request: Request) -> String {
        self.next += 1;
        let (id, from): (u64, Name) = (self.next, from.into());
        self.waiting.insert(id, from.clone());
        self.asked = id;
        self.turn(|mq, turn, out| Service::call(mq, (CallId(id), &from), request, turn, out));
        self.asked = 0;
        self.own.take().unwrap_or_else(|| "waits".into())
    }

    fn say(&mut self, reply: Reply) -> String {
        match reply {
            Err(error) => error.code.name().into(),
            Ok(Response::Deliveries(all)) if all.is_empty() => "nothing".into(),
            Ok(Response::Deliveries(all)) => {
                let words = all.iter().map(|d| {
                    let label = d.cargo.item.as_ref().map_or("?", |i| &i.label).to_string();
                    self.tags.insert(label.clone(), d.tag);
                    if d.deliveries > 1 { format!("{label}({})", d.deliveries) } else { label }
                });
                words.collect::<Vec<_>>().join(" ")
            }
            Ok(Response::Brokers(all)) => all.iter().map(|b| b.state.to_string()).collect::<Vec<_>>().join(" "),
            Ok(_) => "ok".into(),
        }
    }
}

const BROKER: &str = "B";

pub(super) fn run(body: &str) -> Result<(), String> {
    let mut bench = Bench::new();
    let mut sent = 0;
    for line in body.lines().map(|l| l.split('#').next().unwrap_or("").trim()).filter(|l| !l.is_empty()) {
        step(&mut bench, line, &mut sent).map_err(|why| format!("{line}: {why}"))?;
    }
    match bench.came.iter().find(|(_, who, said)| &**who != "sender" && said != "nothing") {
        Some((at, who, said)) => Err(format!("nobody expected that {who} gets {said} at {}", at.clock())),
        None => Ok(()),
    }
}

fn step(bench: &mut Bench, line: &str, sent: &mut u64) -> Result<(), String> {
    let (act, wanted) = line.split_once("->").map_or((line, None), |(a, w)| (a.trim(), Some(w.trim())));
    let mut words: Vec<&str> = act.split_whitespace().collect();
    if let Some(at) = words.first().and_then(|w| w.strip_prefix("t=")) {
        bench.advance(SimTime::parse(at)?);
        words.remove(0);
    }
    let options: BTreeMap<&str, &str> = words.iter().filter_map(|w| w.split_once('=')).collect();
    words.retain(|w| !w.contains('='));
    if let [who, "gets", what @ ..] = words.as_slice() {
        let what = what.join(" ");
        let found = bench.came.iter().position(|(at, w, said)| *at == bench.now && **w == **who && *said == what);
        let Some(found) = found else { return Err(format!("{:?} came so far", bench.came)) };
        bench.came.remove(found);
        return Ok(());
    }
    let got = perform(bench, &words, &options, sent)?;
    match wanted {
        Some(wanted) if wanted != got => Err(format!("got {got}")),
        None if !matches!(got.as_str(), "ok" | "waits" | "") => Err(format!("got {got}")),
        _ => Ok(()),
    }
}

#[allow(clippy::too_many_lines)] // a dictionary
fn perform(
    bench: &mut Bench,
    words: &[&str],
    options: &BTreeMap<&str, &str>,
    sent: &mut u64,
) -> Result<String, String> {
    let broker: Name = BROKER.into();
    let time = |key: &str, or: SimTime| options.get(key).map_or(Ok(or), |t| SimTime::parse(t));
    let number = |key: &str, or: u32| options.get(key).map_or(or, |n| n.parse().unwrap());
    let tag = |label: &str| bench.tags.get(label).copied().unwrap_or(u64::MAX);
    Ok(match *words {
        ["broker", engine, ref rest @ ..] => {
            let engine = if engine == "activemq" { Engine::ActiveMq } else { Engine::RabbitMq };
            let has = |word: &str| rest.contains(&word);
            let mode = match (has("pair"), has("cluster")) {
                (true, _) => Deployment::ActiveStandby,
                (_, true) => Deployment::Cluster,
                _ => Deployment::Single,
            };
            let storage = if has("ebs") { Storage::Ebs } else { Storage::Efs };
            let make = Make { engine, mode, storage, micro: has("micro") };
            let own = Settings::of(engine);
            let settings = Settings {
                failover: time("failover", own.failover)?,
                restart: time("restart", own.restart)?,
                redeliveries: options.get("redeliveries").map_or(own.redeliveries, |n| Some(n.parse().unwrap())),
            };
            bench.call(
                "admin",
                Request::CreateBroker(Box::new(Create {
                    name: options.get("name").copied().unwrap_or(BROKER).into(),
                    make,
                    settings,
                })),
            )
        }
        [kind @ ("queue" | "topic"), name, ref rest @ ..] => {
            let dead_letters = options.get("dead").map(|d| Name::from(*d));
            let declare = Declare {
                broker,
                name: name.into(),
                topic: kind == "topic",
                quorum: rest.contains(&"quorum"),
                dead_letters,
            };
            bench.call("admin", Request::Declare(Box::new(declare)))
        }
        ["send", label, ref rest @ ..] => {
            *sent += 1;
            let item = Some(Item { no: *sent, label: label.into(), group: None });
            let bytes = u64::from(number("size", 0));
            let cargo = Arc::new(Cargo { body: label.into(), item, bytes, ..Cargo::default() });
            let destination = options.get("to").map(|d| Name::from(*d));
            bench.call(
                "sender",
                Request::Produce(Produce { broker, destination, cargo, persistent: !rest.contains(&"memory") }),
            )
        }
        ["fails"] => bench.turn(|mq, turn, out| Service::fail(mq, BROKER, turn, out)).to_string().replace("true", "ok"),
        ["reboot"] => bench.call("admin", Request::RebootBroker(broker)),
        ["describe"] => bench.call("admin", Request::DescribeBroker(broker)),
        ["delete"] => bench.call("admin", Request::DeleteBroker(broker)),
        ["metric", name] => {
            Service::metric(&bench.mq, BROKER, name, bench.now).map_or("none".into(), |n| n.to_string())
        }
        ["events", kind] => bench.events.iter().filter(|e| e.kind == kind).count().to_string(),
        [who, "connects", ref rest @ ..] => {
            let protocol = match rest.first() {
                Some(&"amqp") => Protocol::Amqp,
                Some(&"mqtt") => Protocol::Mqtt,
                Some(&"stomp") => Protocol::Stomp,
                _ => Protocol::OpenWire,
            };
            bench.call(who, Request::Connect { broker, protocol })
        }
        [who, "subscribes", to, ref rest @ ..] => {
            let ack = match options.get("ack") {
                Some(&"client") => AckMode::Client,
                Some(&"transacted") => AckMode::Transacted,
                _ => AckMode::Auto,
            };
            let subscribe = Subscribe {
                broker,
                destination: to.into(),
                prefetch: number("prefetch", 10),
                ack,
                durable: rest.contains(&"durable"),
            };
            bench.call(who, Request::Subscribe(Box::new(subscribe)))
        }
        [who, "takes", from] => {
            let (max, wait) = (number("max", 1), time("wait", SimTime::ZERO)?);
            bench.call(who, Request::Take { broker, destination: from.into(), max, wait, service: false })
        }
        [who, "polls", from] => {
            let (max, wait) = (number("max", 10), time("wait", SimTime::ZERO)?);
            bench.call(who, Request::Take { broker, destination: from.into(), max, wait, service: true })
        }
        [who, "acks", ref labels @ ..] => {
            let tags = labels.iter().map(|l| tag(l)).collect();
            bench.call(who, Request::Ack(broker, tags))
        }
        [who, "rejects", ref labels @ ..] => {
            let tags = labels.iter().map(|l| tag(l)).collect();
            bench.call(who, Request::Reject(broker, tags))
        }
        [who, "disconnects"] => bench.call(who, Request::Disconnect(broker)),
        [who, "unsubscribes", topic] => bench.call(who, Request::Unsubscribe(broker, topic.into())),
        _ => return Err("is no sentence".into()),
    })
}
