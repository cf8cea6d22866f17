//! Text tables: what an SQS expert would write on a whiteboard, run against the simulator.
//!
//! ```text
//! ## a name of the case
//! queue orders VisibilityTimeout=30        creates a queue; later calls go to the first one unless they say in=NAME
//! t=0 send A                               a message with the body A; group=, dedup=, delay=, attr.NAME=Type:value, size=
//! t=0 receive -> A (1)                     label and receive count; max=, wait=, visibility=, attempt=, by=
//! t=30s receive -> A (2)
//! t=31s delete A.1 -> ok                   by the handle of A's first receive; `A` is the newest handle
//! t=31s delete garbage -> ReceiptHandleIsInvalid: The input ...   a code alone, or with AWS's words
//! t=31s receive wait=20 by=C1 -> waits
//! t=40s C1 gets A (3)                      the waiting call was answered at exactly this moment
//! ```
use super::ledger;
use crate::base::time::SimTime;
use crate::sim::quotas::Quotas;
use crate::sim::services::sqs::api::{
    Reply, Request, Response,
    handle::ReceiptHandle,
    request::{AttributeValue, Change, Entry, Receive, Send},
    response::{Batch, Message},
};
use crate::sim::services::sqs::quotas::{Limits, Settings};
use crate::sim::services::sqs::step::{Output, Timer};
use crate::sim::services::sqs::tests::local;
use crate::sim::services::sqs::{KINDS, Sqs};
use crate::sim::testing::bench::{Words, words};
use crate::sim::trace::{Event, Item, Name};
use crate::sim::turn::{CallId, Out, Sink, Turn};
use std::collections::BTreeMap;
use std::fmt::Write;

/// A small world with nothing but SQS in it.
pub(super) struct Bench {
    pub(super) sqs: Sqs,
    pub(super) now: SimTime,
    quotas: Quotas,
    agenda: BTreeMap<(SimTime, u64), Timer>,
    sink: Sink,
    events: Vec<Event>,
    next: u64,
    waiting: BTreeMap<u64, String>,
    came: Vec<(SimTime, String, Reply)>,
    seen: BTreeMap<String, Vec<Message>>,
    sent: BTreeMap<String, Response>,
    first: String,
    task: String,
    /// The last refusal, with its words.
    refusal: String,
}

impl Bench {
    pub(super) fn new(seed: u64, sink_off: bool) -> Self {
        let quotas = ledger::quotas();
        let limits = Limits::resolve(&quotas).unwrap();
        // One server: tables are about rules. Cases about chance say hosts= themselves.
        let settings = Settings { hosts: 1, sampled: 1, ..Settings::default() };
        Self {
            sqs: Sqs::with(seed, limits, settings),
            now: SimTime::ZERO,
            quotas,
            agenda: BTreeMap::new(),
            sink: Sink { off: sink_off, ..Sink::default() },
            events: vec![],
            next: 0,
            waiting: BTreeMap::new(),
            came: vec![],
            seen: BTreeMap::new(),
            sent: BTreeMap::new(),
            first: String::new(),
            task: String::new(),
            refusal: String::new(),
        }
    }

    fn turn<T>(&mut self, act: impl FnOnce(&mut Sqs, Turn<'_>, &mut Output) -> T) -> (T, Vec<(CallId, Reply)>) {
        let sink = std::mem::take(&mut self.sink);
        let mut out: Output = Out { sink, ..Out::default() };
        let answer = act(&mut self.sqs, Turn::strict(self.now, &self.quotas), &mut out);
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
        self.balance();
        (answer, out.replies)
    }

    /// The law of conservation, and that the counts are what lies in the queue.
    fn balance(&self) {
        for name in self.sqs.names() {
            let counts = self.sqs.ledger(name).unwrap();
            let (came, went) = counts.balance();
            assert_eq!(came, went, "{name} does not balance at {}: {counts:?}", self.now);
            let live = counts.delayed + counts.ready + counts.in_flight;
            assert_eq!(live, self.sqs.queue(name).unwrap().messages.len() as u64, "{name}");
        }
    }

    pub(super) fn advance(&mut self, to: SimTime) {
        while let Some((&(at, _), _)) = self.agenda.first_key_value() {
            if at > to {
                break;
            }
            let ((at, _), timer) = self.agenda.pop_first().unwrap();
            self.now = at;
            let ((), replies) = self.turn(|sqs, turn, out| sqs.wake(timer, turn, out));
            self.late(replies);
        }
        self.now = to;
    }

    fn late(&mut self, replies: Vec<(CallId, Reply)>) {
        for (id, reply) in replies {
            let who = self.waiting.remove(&id.0).expect("an answer nobody waits for");
            self.came.push((self.now, who, reply));
        }
    }

    /// A call; `None` where it waits.
    pub(super) fn call(&mut self, who: &str, request: Request) -> Option<Reply> {
        self.next += 1;
        let id = CallId(self.next);
        let from: Name = who.into();
        let ((), mut replies) = self.turn(|sqs, turn, out| sqs.handle(id, &from, request, turn, out));
        self.waiting.insert(id.0, who.into());
        let mine = replies.iter().position(|r| r.0 == id).map(|at| replies.remove(at).1);
        if mine.is_some() {
            self.waiting.remove(&id.0);
        }
        self.late(replies);
        mine
    }

    fn note(&mut self, reply: &Reply) {
        if let Ok(Response::Messages(messages)) = reply {
            for message in messages {
                self.seen.entry(message.payload.body.to_string()).or_default().push(message.clone());
            }
        }
    }

    /// `A` is the newest handle of A, `A.1` that of its first receive, anything else is taken as it stands.
    fn handle(&self, text: &str) -> ReceiptHandle {
        let (label, no) = text.split_once('.').map_or((text, None), |(l, n)| (l, n.parse::<usize>().ok()));
        let Some(seen) = self.seen.get(label) else { return ReceiptHandle::from(text) };
        let message = no.map_or(seen.last(), |n| seen.get(n - 1));
        // Over the wire and back, as a client would hold it.
        ReceiptHandle::from(message.expect("no such receive").receipt.to_string().as_str())
    }

    fn message(&mut self, label: &str, w: &Words<'_>) -> Send {
        self.next += 1;
        let mut body = label.trim_matches('"').replace("\\u0001", "\u{1}").replace("\\uFFFF", "\u{ffff}");
        if let Some(size) = w.int("size") {
            body = body.repeat(usize::try_from(size).unwrap() / body.len());
        }
        let attributes = w.options.iter().filter_map(|(key, value)| {
            let name = key.strip_prefix("attr.")?;
            let (kind, value) = value.split_once(':').unwrap_or((value, ""));
            let binary = kind.starts_with("Binary").then(|| value.as_bytes().to_vec());
            let string = binary.is_none().then(|| value.to_string());
            Some((name.to_string(), AttributeValue { data_type: kind.into(), string, binary }))
        });
        Send {
            body: body.into(),
            delay: w.int("delay"),
            attributes: attributes.collect(),
            trace_header: w.options.get("trace").map(|t| (*t).into()),
            dedup_id: w.options.get("dedup").map(|t| (*t).into()),
            group_id: w.options.get("group").map(|t| (*t).into()),
            item: Some(Item { no: self.next, label: label.into(), group: w.options.get("group").map(|t| (*t).into()) }),
        }
    }
}

fn show_batch<T>(batch: &Batch<T>) -> String {
    let mut out: Vec<String> = vec![];
    let ids: Vec<&str> = batch.successful.iter().map(|s| s.0.as_str()).collect();
    if !ids.is_empty() {
        out.push(format!("ok {}", ids.join(" ")));
    }
    out.extend(batch.failed.iter().map(|f| format!("{} {}", f.id, f.code)));
    out.join("; ")
}

/// An answer in the words of a table.
fn show(reply: &Reply) -> String {
    match reply {
        Err(error) => error.code.to_string(),
        Ok(Response::Messages(messages)) if messages.is_empty() => "nothing".into(),
        Ok(Response::Messages(messages)) => {
            let one = |m: &Message| {
                let label = &m.payload.item.as_ref().unwrap().label;
                format!("{label} ({})", m.receive_count)
            };
            messages.iter().map(one).collect::<Vec<_>>().join(", ")
        }
        Ok(Response::SentBatch(batch)) => show_batch(batch),
        Ok(Response::DoneBatch(batch)) => show_batch(batch),
        Ok(Response::Queues { urls, next_token }) => {
            let names: Vec<&str> = urls.iter().map(|u| crate::sim::services::sqs::api::request::bare(u)).collect();
            let more = if next_token.is_some() { " ..." } else { "" };
            if names.is_empty() { "none".into() } else { names.join(" ") + more }
        }
        Ok(Response::QueueUrl(url)) => url.clone(),
        Ok(Response::Tags(tags)) => {
            let tags: Vec<String> = tags.iter().map(|(k, v)| format!("{k}={v}")).collect();
            if tags.is_empty() { "none".into() } else { tags.join(" ") }
        }
        Ok(Response::Moved(n)) => format!("moved {n}"),
        Ok(Response::Tasks(tasks)) => tasks.iter().fold(String::new(), |mut out, t| {
            let _ =
                write!(out, "{}{} {}/{}", if out.is_empty() { "" } else { ", " }, t.status.name(), t.moved, t.to_move);
            out
        }),
        Ok(_) => "ok".into(),
    }
}

/// Runs one case; the error says which line, what was expected and what came.
pub(super) fn run(case: &str) -> Result<(), String> {
    let mut bench = Bench::new(7, false);
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
    pub(super) fn line(&mut self, line: &str) -> Result<(), String> {
        let mut line = line.replace("{dlq}", &local("dlq")).replace("{dlq.fifo}", &local("dlq.fifo"));
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
            Some("ok") if got.starts_with("https") => Ok(()),
            Some(expected) if expected.contains(": ") && self.refusal.starts_with(&got) => {
                if self.refusal == expected {
                    Ok(())
                } else {
                    Err(format!("expected `{expected}`, got `{}`", self.refusal))
                }
            }
            Some(expected) if got != expected => Err(format!("expected `{expected}`, got `{got}`")),
            None if !got.is_empty() && !got.starts_with("ok") && !got.starts_with("https") => {
                Err(format!("got `{got}`"))
            }
            _ => Ok(()),
        }
    }

    fn step(&mut self, step: &str) -> Result<String, String> {
        if let Some((who, what)) = step.split_once(" gets ") {
            return self.gets(who, what);
        }
        let w = words(step);
        let verb = *w.plain.first().ok_or("a verb")?;
        let arg = w.plain.get(1).copied().unwrap_or("");
        let queue: Name = w.options.get("in").copied().unwrap_or(&self.first).into();
        let who = w.text("by").unwrap_or_else(|| "C".into());
        if let Some(said) = self.look(verb, arg, &queue, &w) {
            return said;
        }
        let request = self.request(verb, arg, queue, &w)?;
        let sending = matches!(request, Request::SendMessage { .. });
        let Some(reply) = self.call(&who, request) else { return Ok("waits".into()) };
        self.note(&reply);
        self.refusal = match &reply {
            Err(error) => error.to_string(),
            Ok(Response::SentBatch(Batch { failed, .. })) => {
                failed.first().map_or_else(String::new, |f| format!("{} {}: {}", f.id, f.code, f.message))
            }
            Ok(_) => String::new(),
        };
        if let (true, Ok(response)) = (sending, &reply) {
            let again = self.sent.values().any(|r| same_id(r, response));
            self.sent.insert(format!("{arg}{}", self.next), response.clone());
            return Ok(if again { "duplicate".into() } else { "ok".into() });
        }
        if let Ok(Response::TaskHandle(handle)) = &reply {
            self.task.clone_from(handle);
        }
        if let (Ok(Response::Attributes(map)), Some(name)) = (&reply, w.plain.get(1)) {
            return Ok(map.get(*name).cloned().unwrap_or_else(|| "unset".into()));
        }
        Ok(show(&reply))
    }

    fn gets(&mut self, who: &str, what: &str) -> Result<String, String> {
        let at = self.came.iter().position(|(_, name, _)| name == who).ok_or("no answer came yet")?;
        let (at, _, reply) = self.came.remove(at);
        self.note(&reply);
        let got = show(&reply);
        if at != self.now {
            return Err(format!("the answer came at {at}"));
        }
        if got == what { Ok(String::new()) } else { Err(format!("expected `{what}`, got `{got}`")) }
    }

    /// Steps that look instead of calling.
    fn look(&mut self, verb: &str, arg: &str, queue: &Name, w: &Words<'_>) -> Option<Result<String, String>> {
        Some(Ok(match verb {
            "settings" => {
                let mut settings = self.sqs.settings(queue)?.clone();
                for (key, value) in &w.options {
                    let n = value.parse().unwrap_or(0);
                    let secs = SimTime::from_secs(u64::from(n));
                    match *key {
                        "hosts" => settings.hosts = n,
                        "sampled" => settings.sampled = n,
                        "duplicates" => settings.duplicates_per_million = n,
                        "shuffle" => settings.shuffle = n,
                        "purge_takes" => settings.purge_takes = secs,
                        "attributes_take" => settings.attributes_take = secs,
                        "retention_takes" => settings.retention_takes = secs,
                        "partitions" => settings.partitions = n,
                        "noisy_percent" => settings.noisy_percent = n,
                        "noisy_least" => settings.noisy_least = n,
                        "in" => {}
                        _ => return Some(Err(format!("no setting {key}"))),
                    }
                }
                self.sqs.set_settings(queue, settings);
                String::new()
            }
            "counts" => {
                let c = self.sqs.ledger(queue)?;
                format!("{} visible, {} in flight, {} delayed", c.ready, c.in_flight, c.delayed)
            }
            "metric" => self.sqs.measure(queue, arg, self.now).map_or("none".into(), |n| n.to_string()),
            "datapoint" => self.sqs.datapoint(queue, arg, self.now).map_or("none".into(), |n| n.to_string()),
            "events" => self.events.iter().filter(|e| e.kind == arg).count().to_string(),
            "saw" => {
                let label = w.plain.get(2).copied();
                let fits = |e: &&Event| {
                    let item = e.item.as_ref().map(|i| &*i.label);
                    e.kind == arg && e.at == self.now && (label.is_none() || item == label)
                };
                let event = self.events.iter().rfind(fits);
                event.map_or("no".into(), |e| match (e.until, &e.note) {
                    (Some(until), _) => format!("until {}", until.clock()),
                    (_, Some(note)) => note.to_string(),
                    _ => "yes".into(),
                })
            }
            "flood" => self.flood(arg, queue, w),
            "duplicate" => {
                let name = queue.clone();
                let (done, replies) = self.turn(|sqs, turn, out| sqs.duplicate(&name, turn, out));
                self.late(replies);
                done.to_string()
            }
            "system" => {
                let message = self.seen.get(arg)?.last()?;
                let name = w.plain.get(2).copied().unwrap_or("");
                message.system_attributes().get(name).cloned().unwrap_or_else(|| "unset".into())
            }
            "attributes" => {
                let all = self.seen.get(arg)?.last()?.attributes();
                all.keys().cloned().collect::<Vec<_>>().join(" ")
            }
            _ => return None,
        }))
    }

    /// Many sends of messages called m, over so many groups; `batch=` in each call.
    fn flood(&mut self, calls: &str, queue: &Name, w: &Words<'_>) -> String {
        let (groups, batch) = (w.int("groups").unwrap_or(0), w.int("batch").unwrap_or(1));
        let (mut sent, mut throttled) = (0, 0);
        for call in 0..calls.parse::<i64>().unwrap() {
            let group = (groups > 0).then(|| format!("g{}", call % groups.max(1)));
            let entry = |bench: &mut Self, no: i64| {
                let unique = format!("{}-{no}", bench.next);
                let dedup = group.is_some().then(|| unique.as_str().into());
                let mut send = bench.message("m", &words(""));
                (send.group_id, send.dedup_id) = (group.as_deref().map(Into::into), dedup);
                Entry { id: no.to_string(), body: send }
            };
            let entries: Vec<_> = (0..batch).map(|no| entry(self, no)).collect();
            match self.call("P", Request::SendMessageBatch { queue: queue.clone(), entries }) {
                Some(Ok(Response::SentBatch(b))) => sent += b.successful.len(),
                _ => throttled += 1,
            }
        }
        format!("{sent} sent, {throttled} throttled")
    }

    fn request(&mut self, verb: &str, arg: &str, queue: Name, w: &Words<'_>) -> Result<Request, String> {
        let rest = || w.plain.iter().skip(1).map(ToString::to_string).collect::<Vec<_>>();
        let pair = |(key, value): (&&str, &&str)| match (*key, value.split_once(':')) {
            ("redrive", Some((target, max))) => {
                let json = format!(r#"{{"deadLetterTargetArn":"{}","maxReceiveCount":{max}}}"#, local(target));
                ("RedrivePolicy".to_string(), json)
            }
            _ => (key.to_string(), value.to_string()),
        };
        let pairs = || w.options.iter().filter(|(k, _)| **k != "in" && **k != "by").map(pair);
        Ok(match verb {
            "queue" | "create" => {
                if self.first.is_empty() {
                    self.first = arg.into();
                }
                let mut attributes: BTreeMap<String, String> = pairs().collect();
                if arg.ends_with(".fifo") && verb == "queue" {
                    attributes.entry("FifoQueue".into()).or_insert("true".into());
                }
                Request::CreateQueue { name: arg.trim_matches('"').into(), attributes, tags: BTreeMap::new() }
            }
            "delete-queue" => Request::DeleteQueue { queue },
            "url" => Request::GetQueueUrl { name: arg.into() },
            "list" => {
                Request::ListQueues { prefix: w.text("prefix"), max_results: w.int("max"), next_token: w.text("after") }
            }
            "sources" => {
                Request::ListDeadLetterSourceQueues { queue, max_results: w.int("max"), next_token: w.text("after") }
            }
            "get" => Request::GetQueueAttributes { queue, names: rest() },
            "set" => Request::SetQueueAttributes { queue, attributes: pairs().collect() },
            "tag" => Request::TagQueue { queue, tags: pairs().collect() },
            "untag" => Request::UntagQueue { queue, keys: rest() },
            "tags" => Request::ListQueueTags { queue },
            "permit" => Request::AddPermission {
                queue,
                label: arg.into(),
                accounts: w.text("account").into_iter().collect(),
                actions: w.text("actions").map_or(vec![], |a| a.split(',').map(String::from).collect()),
            },
            "forbid" => Request::RemovePermission { queue, label: arg.into() },
            "send" => Request::SendMessage { queue, message: self.message(arg, w) },
            "send-batch" => {
                let entry = |bench: &mut Self, text: &str| {
                    let spaced = text.replace(',', " ");
                    let inner = words(&spaced);
                    let label = inner.plain.first().copied().unwrap_or("\"\"");
                    Entry { id: inner.text("id").unwrap_or(label.into()), body: bench.message(label, &inner) }
                };
                let texts: Vec<&str> = w.options.get("of").map_or(vec![], |of| of.split(';').collect());
                Request::SendMessageBatch { queue, entries: texts.into_iter().map(|t| entry(self, t)).collect() }
            }
            "receive" => Request::ReceiveMessage {
                queue,
                receive: Receive {
                    max: w.int("max"),
                    visibility: w.int("visibility"),
                    wait: w.int("wait"),
                    attempt_id: w.options.get("attempt").map(|t| (*t).into()),
                    system_names: vec!["All".into()],
                    attribute_names: w
                        .text("attributes")
                        .map_or(vec!["All".into()], |t| t.split(',').map(String::from).collect()),
                },
            },
            "delete" => Request::DeleteMessage { queue, receipt_handle: self.handle(arg) },
            "delete-batch" => {
                let entries = rest().iter().map(|t| Entry { id: t.replace('.', "_"), body: self.handle(t) }).collect();
                Request::DeleteMessageBatch { queue, entries }
            }
            "change" => Request::ChangeMessageVisibility {
                queue,
                change: Change {
                    receipt_handle: self.handle(arg),
                    visibility: w.plain.get(2).and_then(|n| n.parse().ok()),
                },
            },
            "change-batch" => {
                let visibility = w.int("to");
                let body = |t: &String| Change { receipt_handle: self.handle(t), visibility };
                let entries = rest().iter().map(|t| Entry { id: t.replace('.', "_"), body: body(t) }).collect();
                Request::ChangeMessageVisibilityBatch { queue, entries }
            }
            "purge" => Request::PurgeQueue { queue },
            "move" => Request::StartMessageMoveTask {
                source_arn: local(arg),
                destination_arn: w.text("to").map(|to| local(&to)),
                rate: w.int("rate"),
            },
            "tasks" => Request::ListMessageMoveTasks { source_arn: local(arg), max_results: w.int("max") },
            "cancel" => Request::CancelMessageMoveTask {
                task_handle: if arg.is_empty() { self.task.clone() } else { arg.into() },
            },
            _ => return Err(format!("no step `{verb}`")),
        })
    }
}

fn same_id(a: &Response, b: &Response) -> bool {
    matches!((a, b), (Response::Sent(a), Response::Sent(b)) if a.message_id == b.message_id && a.sequence_number == b.sequence_number)
}
