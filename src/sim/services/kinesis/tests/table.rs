//! Text tables: what a Kinesis expert would write on a whiteboard, run against the simulator.
//!
//! ```text
//! ## a name of the case
//! stream clicks shards=2                  creates it; later calls go to the first one unless they say in=NAME
//! t=0 put A key=a -> 0                    PutRecord with the label A; answers with the shard; size=, hash=, by=
//! t=0 batch A:a B:b -> 0 1                PutRecords, label:key each; a refused one shows its ErrorCode
//! t=0 fill 1000 key=a -> 1000 ok          so many puts; size=
//! t=0 iterator it shard=0 from=TRIM_HORIZON    also LATEST, AT:A, AFTER:A (labels), TIME:30s
//! t=0 get it -> A, B                      GetRecords; the name then stands for NextShardIterator; limit=
//! t=0 push app shard=0 from=LATEST by=W -> waits
//! t=70ms W gets A
//! t=0 subscribe app from=LATEST by=W -> subscribed      the same, and the call stays open
//! t=0 tag a:1,b:2 of=app -> ok            TagResource of the stream, or of a consumer; untag a b, tags limit=1
//! ```
use crate::base::time::SimTime;
use crate::sim::errand::{Cargo, Outcome, Position, Task};
use crate::sim::quotas::Quotas;
use crate::sim::services::kinesis::api::{
    Caller, Reply, Request, Response,
    request::{Entry, ShardFilter, Subscribe, Token},
    response::{Child, Record, ShardView},
};
use crate::sim::services::kinesis::model::{
    hash::HashKey,
    sequence::{SequenceNumber, ShardIterator},
    shard::shard_id,
    stream::Mode,
};
use crate::sim::services::kinesis::quotas::{Limits, Settings};
use crate::sim::services::kinesis::step::{Output, Timer};
use crate::sim::services::kinesis::{KINDS, Kinesis, model};
use crate::sim::testing::bench::{Words, words};
use crate::sim::trace::{Event, Item, Name};
use crate::sim::turn::{CallId, Out, Service, Sink, Turn};
use std::collections::BTreeMap;
use std::sync::Arc;

/// A small world with nothing but Kinesis in it.
pub(super) struct Bench {
    pub(super) kinesis: Kinesis,
    pub(super) now: SimTime,
    quotas: Quotas,
    agenda: BTreeMap<(SimTime, u64), Timer>,
    sink: Sink,
    events: Vec<Event>,
    next: u64,
    waiting: BTreeMap<u64, String>,
    came: Vec<(SimTime, String, Reply)>,
    iterators: BTreeMap<String, Option<ShardIterator>>,
    sequences: BTreeMap<String, SequenceNumber>,
    behind: u64,
    token: Name,
    first: String,
}

/// `a:1,b:2`
fn pairs(text: &str) -> BTreeMap<String, String> {
    let all = text.split(',').filter_map(|pair| pair.rsplit_once(':'));
    all.map(|(k, v)| (k.into(), v.into())).collect()
}

impl Bench {
    pub(super) fn new() -> Self {
        let quotas = crate::sim::testing::quotas();
        let settings = Settings { update_takes: SimTime::ZERO, ..Settings::default() };
        Self {
            kinesis: Kinesis::with(Limits::resolve(&quotas).unwrap(), settings),
            now: SimTime::ZERO,
            quotas,
            agenda: BTreeMap::new(),
            sink: Sink::default(),
            events: vec![],
            next: 0,
            waiting: BTreeMap::new(),
            came: vec![],
            iterators: BTreeMap::new(),
            sequences: BTreeMap::new(),
            behind: 0,
            token: Name::default(),
            first: String::new(),
        }
    }

    fn turn(&mut self, act: impl FnOnce(&mut Kinesis, Turn<'_>, &mut Output)) -> Vec<(CallId, Reply)> {
        let sink = std::mem::take(&mut self.sink);
        let mut out: Output = Out { sink, ..Out::default() };
        act(&mut self.kinesis, Turn::strict(self.now, &self.quotas), &mut out);
        for (at, timer) in out.timers {
            assert!(at >= self.now, "a timer in the past: {timer:?} at {at}, now {}", self.now);
            self.next += 1;
            self.agenda.insert((at, self.next), timer);
        }
        self.sink = out.sink;
        for event in self.sink.events.drain(..) {
            assert!(KINDS.contains(&event.kind), "{} is not documented", event.kind);
            assert_eq!(event.at, self.now, "{} is told late", event.kind);
            self.events.push(event);
        }
        for balance in Service::balances(&self.kinesis) {
            assert_eq!(balance.came, balance.fates, "{} does not balance at {}", balance.place, self.now);
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
            let replies = self.turn(|kinesis, turn, out| kinesis.wake(timer, turn, out));
            self.late(replies);
        }
        self.now = to;
    }

    /// The stream, or `of=` one of its consumers.
    fn resource(&self, stream: Name, w: &Words<'_>) -> Name {
        let Some(consumer) = w.options.get("of") else { return stream };
        let found = self.kinesis.stream(&stream).and_then(|s| s.consumers.get(*consumer));
        found.map_or_else(
            || model::consumer_arn(crate::sim::region::Region::usual(), &stream, consumer, self.now),
            |c| c.arn.clone(),
        )
    }

    fn late(&mut self, replies: Vec<(CallId, Reply)>) {
        for (id, reply) in replies {
            let who = self.waiting.get(&id.0).cloned().expect("an answer nobody waits for");
            if !<Kinesis as Service>::goes_on(&reply) {
                self.waiting.remove(&id.0);
            }
            self.came.push((self.now, who, reply));
        }
    }

    /// A call; `None` where it waits.
    pub(super) fn call(&mut self, who: &str, request: Request) -> Option<Reply> {
        self.next += 1;
        let id = CallId(self.next);
        let from: Name = who.into();
        let mut replies = self.turn(|kinesis, turn, out| {
            kinesis.handle(Caller { id, from: &from }, request, turn, out);
        });
        self.waiting.insert(id.0, who.into());
        let mine = replies.iter().position(|r| r.0 == id).map(|at| replies.remove(at).1);
        if mine.as_ref().is_some_and(|reply| !<Kinesis as Service>::goes_on(reply)) {
            self.waiting.remove(&id.0);
        }
        self.late(replies);
        mine
    }

    fn entry(&mut self, label: &str, key: &str, w: &Words<'_>) -> Entry {
        self.next += 1;
        let size = w.int("size").map_or(0, |n| u64::try_from(n).unwrap() - key.len() as u64);
        let key = if key == "long" { "x".repeat(257) } else { key.to_string() };
        let item = Item { no: self.next, label: label.into(), group: None };
        let data = Cargo {
            bytes: size,
            key: (!key.is_empty() && key != "none").then(|| key.into()),
            item: Some(item),
            ..Cargo::new(label)
        };
        Entry { data: Arc::new(data), hash: w.name("hash") }
    }

    fn position(&self, text: &str) -> Position {
        let (word, rest) = text.split_once(':').unwrap_or((text, ""));
        let number = || self.sequences.get(rest).map_or_else(|| rest.into(), |n| n.to_string().into());
        match word {
            "TRIM_HORIZON" => Position::TrimHorizon,
            "LATEST" => Position::Latest,
            "AT" => Position::At(number()),
            "AFTER" => Position::After(number()),
            "TIME" => Position::Timestamp(SimTime::parse(rest).unwrap()),
            _ => panic!("no position `{text}`"),
        }
    }
}

fn labels(records: &[Record]) -> String {
    let label = |r: &Record| r.data.item.as_ref().map_or_else(String::new, |i| i.label.to_string());
    if records.is_empty() {
        return "nothing".into();
    }
    if records.len() > 12 {
        return format!("{} records", records.len());
    }
    records.iter().map(label).collect::<Vec<_>>().join(", ")
}

fn short(id: &str) -> &str {
    let digits = id.strip_prefix("shardId-").unwrap_or(id).trim_start_matches('0');
    if digits.is_empty() { "0" } else { digits }
}

fn children(all: &[Child]) -> String {
    all.iter().map(|c| short(&c.id)).collect::<Vec<_>>().join(" ")
}

/// `0`, `1<0` a child of 0, `4<1+2` of a merge; in brackets where closed.
fn tree(view: &ShardView) -> String {
    let mut out = short(&view.id).to_string();
    if let Some(parent) = &view.parent {
        out = format!("{out}<{}", short(parent));
    }
    if let Some(parent) = &view.adjacent_parent {
        out = format!("{out}+{}", short(parent));
    }
    if view.ending.is_some() { format!("({out})") } else { out }
}

fn show(reply: &Reply) -> String {
    match reply {
        Err(error) => error.code.to_string(),
        Ok(Response::Put(shard, ..)) => short(shard).into(),
        Ok(Response::PutBatch(all, _)) => all
            .iter()
            .map(|one| match one {
                Ok((shard, _)) => short(shard).to_string(),
                Err(failed) => failed.code.to_string(),
            })
            .collect::<Vec<_>>()
            .join(" "),
        Ok(Response::Records(read)) => {
            let end = if read.next.is_none() { format!(" | end {}", children(&read.children)) } else { String::new() };
            (labels(&read.records) + end.trim_end()).trim().into()
        }
        Ok(Response::Event(event)) => {
            let ended = event.continuation.is_none();
            let end = if ended { format!(" | end {}", children(&event.children)) } else { String::new() };
            (labels(&event.records) + end.trim_end()).trim().into()
        }
        Ok(Response::Shards(all, more)) => {
            let list = all.iter().map(tree).collect::<Vec<_>>().join(" ");
            if more.is_some() { list + " ..." } else { list }
        }
        Ok(Response::Stream(summary, all, more)) => {
            let list = all.iter().map(tree).collect::<Vec<_>>().join(" ");
            format!("{} {list}{}", summary.status, if *more { " ..." } else { "" })
        }
        Ok(Response::Summary(s)) => format!(
            "{} {} {} open, {} h, {} consumers, {} KiB{}",
            s.status,
            s.mode.name(),
            s.open_shards,
            s.retention_hours,
            s.consumers,
            s.max_record_kib,
            s.key.as_ref().map_or_else(String::new, |k| format!(", key {k}"))
        ),
        Ok(Response::Limits(all)) => all.map(|n| n.to_string()).join(" "),
        Ok(Response::Streams(all, more)) => {
            all.iter().map(|s| &*s.name).collect::<Vec<_>>().join(" ") + if *more { " ..." } else { "" }
        }
        Ok(Response::Counts(from, to)) => format!("{from} -> {to}").replace(" -> ", " to "),
        Ok(Response::Policy(text)) => text.to_string(),
        Ok(Response::Consumer(c)) => format!("{} {}", c.name, if c.active { "ACTIVE" } else { "CREATING" }),
        Ok(Response::Consumers(all, more)) => {
            if all.is_empty() {
                "none".into()
            } else {
                all.iter().map(|c| &*c.name).collect::<Vec<_>>().join(" ") + if more.is_some() { " ..." } else { "" }
            }
        }
        Ok(Response::Monitoring(before, now)) => format!("[{}] now [{}]", before.join(" "), now.join(" ")),
        Ok(Response::Tags(all, more)) => {
            let list: Vec<String> = all.iter().map(|(k, v)| format!("{k}:{v}")).collect();
            if list.is_empty() { "none".into() } else { list.join(" ") + if *more { " ..." } else { "" } }
        }
        Ok(Response::Subscribed) => "subscribed".into(),
        Ok(Response::Ended) => "over".into(),
        Ok(Response::Done | Response::Iterator(_)) => "ok".into(),
    }
}

/// Runs one case; the error says which line, what was expected and what came.
pub(super) fn run(case: &str) -> Result<(), String> {
    let mut bench = Bench::new();
    for (no, line) in case.lines().enumerate() {
        let line = line.split(" #").next().unwrap_or("").trim();
        if line.is_empty() || line.starts_with('#') {
            continue;
        }
        bench.line(line).map_err(|why| format!("line {}: {line}\n    {why}", no + 1))?;
    }
    match bench.came.first() {
        Some((at, who, reply)) => Err(format!("nobody asked for: {who} got {} at {at}", show(reply))),
        None => Ok(()),
    }
}

impl Bench {
    fn line(&mut self, line: &str) -> Result<(), String> {
        let mut line = line.to_string();
        if let Some(rest) = line.strip_prefix("t=") {
            let (at, rest) = rest.split_once(' ').ok_or("a time, then a step")?;
            let at = SimTime::parse(at)?;
            if at < self.now {
                return Err("time runs forward".into());
            }
            self.advance(at);
            line = rest.trim().to_string();
        }
        let (step, expected) = line.split_once("->").map_or((line.as_str(), None), |(a, b)| (a.trim(), Some(b.trim())));
        let got = self.step(step)?;
        match expected {
            Some(expected) if got != expected => Err(format!("expected `{expected}`, got `{got}`")),
            None if got.ends_with("Exception") => Err(format!("got `{got}`")),
            _ => Ok(()),
        }
    }

    fn step(&mut self, step: &str) -> Result<String, String> {
        if let Some((who, _)) = step.split_once(" gets") {
            let at = self.came.iter().position(|c| c.0 == self.now && c.1 == who);
            let Some(at) = at else { return Ok("no answer now".into()) };
            let (_, _, reply) = self.came.remove(at);
            self.note(&reply);
            return Ok(show(&reply));
        }
        let w = words(step);
        let verb = *w.plain.first().ok_or("a verb")?;
        let arg = w.plain.get(1).copied().unwrap_or("");
        let stream: Name = w.options.get("in").copied().unwrap_or(&self.first).into();
        let who = w.options.get("by").copied().unwrap_or("P").to_string();
        if let Some(said) = self.look(verb, arg, &stream, &w) {
            return said;
        }
        let request = self.request(verb, arg, &stream, &w)?;
        let Some(reply) = self.call(&who, request) else { return Ok("waits".into()) };
        self.note(&reply);
        match (&reply, verb) {
            (Ok(Response::Put(_, sequence, _)), _) => {
                self.sequences.insert(arg.into(), *sequence);
            }
            (Ok(Response::Iterator(iterator)), _) => {
                self.iterators.insert(arg.into(), Some(*iterator));
            }
            (Ok(Response::Records(read)), "get") => {
                self.behind = read.behind_millis;
                self.iterators.insert(arg.into(), read.next);
            }
            _ => {}
        }
        Ok(show(&reply))
    }

    fn note(&mut self, reply: &Reply) {
        if let Ok(Response::Shards(_, Some(token)) | Response::Consumers(_, Some(token))) = reply {
            self.token = token.clone();
        }
        if let Ok(Response::Event(event)) = reply {
            self.behind = event.behind_millis;
            if let Some(n) = event.continuation {
                self.sequences.insert("cont".into(), n);
            }
        }
    }

    /// Steps that only look, or do many things at once.
    fn look(&mut self, verb: &str, arg: &str, stream: &Name, w: &Words<'_>) -> Option<Result<String, String>> {
        let said = match verb {
            "behind" => self.behind.to_string(),
            "events" => self.events.iter().filter(|e| e.kind == arg).count().to_string(),
            "notes" => {
                let notes = self.events.iter().filter(|e| e.kind == arg).filter_map(|e| e.note.as_deref());
                notes.collect::<Vec<_>>().join("; ").replace("shardId-00000000000", "")
            }
            "metric" => Service::metric(&self.kinesis, stream, arg, self.now).map_or("none".into(), |n| n.to_string()),
            "meter" => {
                let all = Service::usage(&self.kinesis, self.now);
                all.iter().find(|u| u.meter == arg).map_or("none".into(), |u| u.amount.to_string())
            }
            "held" => self.kinesis.stream(stream).map_or(0, model::stream::Stream::held).to_string(),
            "expired" => self.kinesis.stream(stream).map_or(0, |s| s.books.expired).to_string(),
            "open" => self.kinesis.stream(stream).map_or(0, model::stream::Stream::open_count).to_string(),
            "total" => self.kinesis.stream(stream).map_or(0, |s| s.shards.len()).to_string(),
            "hash" => HashKey::of(arg).to_string(),
            "ranges" => {
                let open = self.kinesis.stream(stream)?.open();
                open.map(|s| format!("{}:{}-{}", s.no, s.range.0, s.range.1)).collect::<Vec<_>>().join(" ")
            }
            "growing" => {
                let (a, b) = (self.sequences.get(arg)?, self.sequences.get(*w.plain.get(2)?)?);
                (a.to_string() < b.to_string()).to_string()
            }
            "settings" => {
                let mut settings = self.kinesis.stream(stream)?.config.settings;
                let time = |key: &str| w.options.get(key).map(|t| SimTime::parse(t).unwrap());
                settings.update_takes = time("update").unwrap_or(settings.update_takes);
                settings.delete_takes = time("delete").unwrap_or(settings.delete_takes);
                settings.register_takes = time("register").unwrap_or(settings.register_takes);
                settings.scan = time("scan").unwrap_or(settings.scan);
                self.kinesis.set_settings(stream, settings);
                "ok".into()
            }
            "skip" => {
                let skipped = std::mem::take(&mut self.came);
                skipped.iter().for_each(|(_, _, reply)| self.note(reply));
                skipped.len().to_string()
            }
            "leave" => {
                let gone = self.waiting.iter().find(|(_, who)| *who == arg).map(|(id, _)| *id)?;
                self.waiting.remove(&gone);
                Service::leave(&mut self.kinesis, CallId(gone));
                "ok".into()
            }
            "creating" => {
                self.kinesis.core.settings.create_takes = SimTime::parse(arg).unwrap();
                "ok".into()
            }
            "fill" => {
                let count: u32 = arg.parse().unwrap();
                let (mut taken, mut refused) = (0, 0);
                for nth in 0..count {
                    let key = w.options.get("key").map_or_else(|| format!("k{nth}"), |k| (*k).to_string());
                    let entry = self.entry("f", &key, w);
                    let request = Request::PutRecord { stream: stream.clone(), entry, ordering: None };
                    match self.call("P", request) {
                        Some(Ok(_)) => taken += 1,
                        _ => refused += 1,
                    }
                }
                if refused > 0 { format!("{taken} ok, {refused} refused") } else { format!("{taken} ok") }
            }
            "load" => {
                // So many bytes every second for a while, spread over many keys.
                let (bytes, secs) = (w.int("bytes").unwrap(), w.int("secs").unwrap());
                let (mut taken, mut refused) = (0_u32, 0_u32);
                for second in 0..secs {
                    self.advance(self.now + SimTime::from_secs(u64::from(second > 0)));
                    for nth in 0..64 {
                        let text = format!("size={}", bytes / 64);
                        let key = w.options.get("key").map_or_else(|| format!("k{nth}"), |k| (*k).to_string());
                        let entry = self.entry("l", &key, &words(&text));
                        let request = Request::PutRecord { stream: stream.clone(), entry, ordering: None };
                        if matches!(self.call("P", request), Some(Ok(_))) { taken += 1 } else { refused += 1 }
                    }
                }
                let percent = refused * 100 / (taken + refused);
                format!("{percent} % refused")
            }
            "errand" => return Some(self.errand(arg, stream, w)),
            "denied" => {
                let why = crate::sim::turn::Denied {
                    principal: "P".into(),
                    action: "kinesis:PutRecord".into(),
                    resource: "S".into(),
                    because: "because".into(),
                    by_key: arg != "role",
                    code: if arg == "disabled" { "DisabledException" } else { "AccessDeniedException" },
                };
                <Kinesis as Service>::denied(&why).code.to_string()
            }
            "access" => {
                let request = self.request(arg, w.plain.get(2).unwrap_or(&""), stream, w).ok()?;
                Service::access(&self.kinesis, &request).map_or("none".into(), |a| {
                    let key = a.key.map_or_else(String::new, |k| format!(" key {k}"));
                    format!("{} {}{key}", a.action, a.resource)
                })
            }
            "panel" => {
                let all = Service::panels(&self.kinesis, self.now);
                all.iter().find(|p| p.role == arg && p.name == *stream).map_or("none".into(), |p| p.spoken.clone())
            }
            _ => return None,
        };
        Some(Ok(said))
    }

    /// An errand of another service, answered in the words that belong to none.
    fn errand(&mut self, arg: &str, stream: &Name, w: &Words<'_>) -> Result<String, String> {
        use crate::sim::errand::Read;
        let to = model::stream_arn(crate::sim::region::Region::usual(), stream);
        let cargo = |label: &str| {
            let item = Item { no: 1, label: label.into(), group: None };
            Arc::new(Cargo { key: w.name("key"), group: w.name("group"), item: Some(item), ..Cargo::new(label) })
        };
        let shard = || w.name("shard").map_or_else(|| shard_id(0), |s| shard_id(s.parse().unwrap()));
        let task = match arg {
            "send" => Task::Send(cargo(w.plain.get(2).unwrap_or(&""))),
            "batch" => Task::Batch(w.plain[2..].iter().map(|l| cargo(l)).collect()),
            "shards" => Task::Read(Read::Shards),
            "iterator" => {
                Task::Read(Read::Iterator { shard: shard(), from: self.position(w.options.get("from").unwrap()) })
            }
            "records" => {
                let it = self.iterators.get(*w.plain.get(2).ok_or("which")?).copied().flatten().ok_or("no iterator")?;
                Task::Read(Read::Records { iterator: it.to_string().into(), limit: 100 })
            }
            "push" => Task::Read(Read::Push {
                consumer: w.plain[2].into(),
                shard: shard(),
                from: self.position(w.options.get("from").unwrap()),
            }),
            "delete" => Task::Delete(vec![]),
            _ => return Err(format!("no errand `{arg}`")),
        };
        let request = match Service::accept(&self.kinesis, &to, task) {
            Ok(request) => request,
            Err(outcome) => return Ok(said(&outcome)),
        };
        let who = w.options.get("by").copied().unwrap_or("X");
        let Some(reply) = self.call(who, request) else { return Ok("waits".into()) };
        let outcome = <Kinesis as Service>::outcome(reply);
        if let Outcome::Iterator(text) = &outcome {
            self.iterators.insert(w.plain.get(2).unwrap_or(&"it").to_string(), ShardIterator::parse(text));
        }
        Ok(said(&outcome))
    }

    fn request(&mut self, verb: &str, arg: &str, stream: &Name, w: &Words<'_>) -> Result<Request, String> {
        let stream = stream.clone();
        let shard = |key: &str| -> Name {
            w.options.get(key).map_or_else(|| shard_id(0), |s| s.parse().map_or_else(|_| (*s).into(), shard_id))
        };
        let hours = || arg.parse::<i64>().map_err(|e| e.to_string());
        Ok(match verb {
            "stream" => {
                if self.first.is_empty() {
                    self.first = arg.into();
                }
                let mode = if w.options.get("mode") == Some(&"ON_DEMAND") { Mode::OnDemand } else { Mode::Provisioned };
                let shards =
                    w.int("shards").or((mode == Mode::Provisioned && !w.options.contains_key("shards")).then_some(1));
                let shards = if w.options.contains_key("noshards") { None } else { shards };
                Request::CreateStream {
                    name: arg.into(),
                    shards,
                    mode,
                    max_record_kib: w.int("kib"),
                    tags: pairs(w.options.get("tags").copied().unwrap_or("")),
                }
            }
            "delete-stream" => Request::DeleteStream { stream, enforce: w.options.contains_key("enforce") },
            "describe" => Request::DescribeStream { stream, limit: w.int("limit"), after: w.name("after") },
            "summary" => Request::DescribeStreamSummary { stream },
            "limits" => Request::DescribeLimits,
            "streams" => Request::ListStreams { limit: w.int("limit"), after: w.name("after") },
            "shards" => {
                let filter = w.options.get("filter").map(|f| {
                    let (word, rest) = f.split_once(':').unwrap_or((f, ""));
                    Box::new(match word {
                        "AT_LATEST" => ShardFilter::AtLatest,
                        "AT_TRIM_HORIZON" => ShardFilter::AtTrimHorizon,
                        "FROM_TRIM_HORIZON" => ShardFilter::FromTrimHorizon,
                        "AT_TIMESTAMP" => ShardFilter::At(SimTime::parse(rest).unwrap()),
                        "FROM_TIMESTAMP" => ShardFilter::From(SimTime::parse(rest).unwrap()),
                        _ => ShardFilter::After(shard_id(rest.parse().unwrap())),
                    })
                });
                let after = w.options.get("after").map(|_| shard("after"));
                let token = w.options.contains_key("next").then(|| self.token.clone());
                let stream = if w.options.contains_key("alone") { Name::default() } else { stream };
                Request::ListShards { stream, max: w.int("max"), after, filter, token }
            }
            "put" => {
                let key = w.options.get("key").copied().unwrap_or("k");
                let entry = self.entry(arg, key, w);
                Request::PutRecord { stream, entry, ordering: w.name("ordering") }
            }
            "batch" => {
                let pairs: Vec<(&str, &str)> =
                    w.plain[1..].iter().map(|p| p.split_once(':').unwrap_or((p, p))).collect();
                let mut entries: Vec<Entry> = pairs.into_iter().map(|(l, k)| self.entry(l, k, w)).collect();
                if let Some(n) = w.int("times") {
                    let one = entries.remove(0);
                    entries = vec![one; usize::try_from(n).unwrap()];
                }
                Request::PutRecords { stream, entries }
            }
            "iterator" => {
                let from = self.position(w.options.get("from").ok_or("from=")?);
                Request::GetShardIterator { stream, shard: shard("shard"), from }
            }
            "get" => {
                let iterator = match self.iterators.get(arg) {
                    // Over the wire and back, as a client would hold it.
                    Some(Some(made)) => Token::Text(made.to_string().into()),
                    Some(None) => return Err("the shard has ended".into()),
                    None => Token::Text(arg.into()),
                };
                Request::GetRecords { iterator, limit: w.int("limit") }
            }
            "split" => {
                let at = w.name("at").ok_or("at=")?;
                let half = HashKey::share(1, 2).to_string();
                let at: Name = if &*at == "half" { half.into() } else { at };
                Request::SplitShard { stream, shard: shard("shard"), at }
            }
            "merge" => Request::MergeShards { stream, shard: shard("shard"), adjacent: shard("with") },
            "scale" => Request::UpdateShardCount { stream, target: hours()? },
            "mode" => {
                let mode = if arg == "ON_DEMAND" { Mode::OnDemand } else { Mode::Provisioned };
                Request::UpdateStreamMode { stream, mode }
            }
            "record-size" => Request::UpdateMaxRecordSize { stream, kib: hours()? },
            "longer" => Request::IncreaseStreamRetentionPeriod { stream, hours: hours()? },
            "shorter" => Request::DecreaseStreamRetentionPeriod { stream, hours: hours()? },
            "encrypt" => Request::StartStreamEncryption { stream, key: arg.into() },
            "decrypt" => Request::StopStreamEncryption { stream },
            "policy" => Request::PutResourcePolicy { stream: self.resource(stream, w), policy: arg.into() },
            "get-policy" => Request::GetResourcePolicy { stream: self.resource(stream, w) },
            "no-policy" => Request::DeleteResourcePolicy { stream: self.resource(stream, w) },
            "register" => Request::RegisterStreamConsumer { stream, consumer: arg.into(), tags: BTreeMap::new() },
            "deregister" => Request::DeregisterStreamConsumer { stream, consumer: arg.into() },
            "consumer" => Request::DescribeStreamConsumer { stream, consumer: arg.into() },
            "consumers" => {
                let token = w.options.contains_key("next").then(|| self.token.clone());
                Request::ListStreamConsumers { stream, max: w.int("max"), token }
            }
            "watch" | "unwatch" => {
                let metrics = w.plain[1..].iter().map(|m| (*m).into()).collect();
                if verb == "watch" {
                    Request::EnableEnhancedMonitoring { stream, metrics }
                } else {
                    Request::DisableEnhancedMonitoring { stream, metrics }
                }
            }
            "tag" => Request::TagResource { stream: self.resource(stream, w), tags: pairs(arg) },
            "untag" => Request::UntagResource {
                stream: self.resource(stream, w),
                keys: w.plain[1..].iter().map(|k| (*k).into()).collect(),
            },
            "tags" => {
                Request::ListTags { stream: self.resource(stream, w), after: w.name("after"), limit: w.int("limit") }
            }
            "push" | "subscribe" => {
                let from = self.position(w.options.get("from").ok_or("from=")?);
                Request::SubscribeToShard(Box::new(Subscribe {
                    stream,
                    consumer: arg.into(),
                    shard: shard("shard"),
                    from,
                    stays: verb == "subscribe",
                }))
            }
            _ => return Err(format!("no step `{verb}`")),
        })
    }
}

/// An outcome in the words of a table.
fn said(outcome: &Outcome) -> String {
    match outcome {
        Outcome::Taken(id) if SequenceNumber::parse(id).is_some() => "taken".into(),
        Outcome::Taken(_) => "taken without a number".into(),
        Outcome::Each(all) => all
            .iter()
            .map(|r| r.as_ref().map_or_else(ToString::to_string, |_| "ok".into()))
            .collect::<Vec<_>>()
            .join(" "),
        Outcome::Shards(all) => all
            .iter()
            .map(|s| format!("{}{}", short(&s.id), if s.closed { " closed" } else { "" }))
            .collect::<Vec<_>>()
            .join(", "),
        Outcome::Iterator(_) => "iterator".into(),
        Outcome::Records(read) => {
            let bodies: Vec<&str> = read.records.iter().map(|r| &*r.cargo.body).collect();
            format!("{} behind {}", bodies.join(", "), read.behind_millis)
        }
        Outcome::Refused { code, class, .. } => format!("{code} {class:?}"),
        other => format!("{other:?}"),
    }
}
