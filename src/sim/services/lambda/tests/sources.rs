//! The other side of Lambda's errands: a queue, a stream, and whoever takes what is sent, each as simple as it can be.
use crate::base::time::SimTime;
use crate::sim::errand::{
    Cargo, Class, Errand, Outcome, Position, Read, Received, Records, ShardInfo, StreamRecord, Task,
};
use std::{collections::BTreeMap, sync::Arc};

/// A message of the queue.
struct Message {
    label: String,
    cargo: Arc<Cargo>,
    receives: u32,
    from: SimTime,
}

/// A shard of the stream.
#[derive(Default)]
struct Shard {
    id: String,
    parent: Option<String>,
    closed: bool,
    records: Vec<(u64, SimTime, Arc<Cargo>)>,
    trimmed: u64,
}

/// Everything outside.
#[derive(Default)]
pub(super) struct Sources {
    messages: Vec<Message>,
    pub(super) visibility: SimTime,
    pub(super) fifo: bool,
    shards: Vec<Shard>,
    sequence: u64,
    /// What was sent somewhere: `dlq A`, `failed RetriesExhausted`.
    pub(super) sent: Vec<String>,
    /// Who refuses everything, with which code.
    pub(super) refuses: BTreeMap<String, String>,
    /// The most messages of a receive that was answered, and how many there were.
    pub(super) receives: u32,
    /// The positions readers asked for.
    pub(super) positions: Vec<String>,
}

fn name_of(arn: &str) -> String {
    arn.rsplit([':', '/']).next().unwrap_or(arn).into()
}

impl Sources {
    pub(super) fn send(&mut self, label: &str, cargo: Cargo, now: SimTime) {
        self.messages.push(Message { label: label.into(), cargo: Arc::new(cargo), receives: 0, from: now });
    }
    pub(super) fn shard(&mut self, id: &str, parent: Option<&str>) {
        for p in self.shards.iter_mut().filter(|s| Some(s.id.as_str()) == parent) {
            p.closed = true;
        }
        self.shards.push(Shard { id: id.into(), parent: parent.map(String::from), ..Shard::default() });
    }
    pub(super) fn put(&mut self, shard: &str, cargo: Cargo, now: SimTime) {
        self.sequence += 1;
        let no = self.sequence;
        let shard = self.shards.iter_mut().find(|s| s.id == shard).expect("a shard");
        shard.records.push((no, now, Arc::new(cargo)));
    }
    /// Forgets the oldest records of a shard.
    pub(super) fn trim(&mut self, shard: &str, count: usize) {
        let shard = self.shards.iter_mut().find(|s| s.id == shard).expect("a shard");
        shard.trimmed = shard.records[count - 1].0;
        shard.records.drain(..count);
    }
    /// What is in the queue: `A(2)` was received twice.
    pub(super) fn left(&self) -> String {
        let all: Vec<String> = self
            .messages
            .iter()
            .map(|m| if m.receives == 0 { m.label.clone() } else { format!("{}({})", m.label, m.receives) })
            .collect();
        if all.is_empty() { "nothing".into() } else { all.join(" ") }
    }
    /// When an open errand can be answered although nothing happens in Lambda.
    pub(super) fn next_at(&self, open: &[(SimTime, Errand)], now: SimTime) -> Option<SimTime> {
        let ends = open.iter().filter_map(|(at, e)| match e.task {
            Task::Receive { wait, .. } => Some(*at + wait),
            _ => None,
        });
        let waits = !open.is_empty();
        let visible = self.messages.iter().map(|m| m.from).filter(|at| waits && *at > now);
        ends.chain(visible).min()
    }
    /// The answer to an errand, if there is one now.
    pub(super) fn answer(&mut self, at: SimTime, errand: &Errand, now: SimTime) -> Option<Outcome> {
        let who = name_of(&errand.to);
        if let Some(code) = self.refuses.get(&who) {
            if code == "silence" {
                return None;
            }
            let class = if code.contains("Throttl") { Class::Throttled } else { Class::Client };
            return Some(Outcome::refused(code, class, "no"));
        }
        match &errand.task {
            Task::Receive { max, wait } => {
                let got = self.receive(*max, now);
                (!got.is_empty() || now >= at + *wait).then_some(Outcome::Messages(got))
            }
            Task::Delete(handles) => {
                self.messages.retain(|m| !handles.iter().any(|h| **h == format!("{}/{}", m.label, m.receives)));
                Some(Outcome::Taken("".into()))
            }
            Task::Read(read) => Some(self.read(read, now)),
            Task::Send(cargo) | Task::Invoke(cargo) => {
                self.sent.push(format!("{who} {}", told(cargo)));
                Some(Outcome::Taken("x".into()))
            }
            other => panic!("nobody answers {other:?}"),
        }
    }
    fn receive(&mut self, max: u32, now: SimTime) -> Vec<Received> {
        let locked: Vec<_> =
            self.messages.iter().filter(|m| self.fifo && m.from > now).map(|m| m.cargo.group.clone()).collect();
        let until = now + self.visibility;
        let free = self.messages.iter_mut().filter(|m| m.from <= now && !locked.contains(&m.cargo.group));
        let got: Vec<Received> = free
            .take(max as usize)
            .map(|m| {
                m.receives += 1;
                m.from = until;
                let handle = format!("{}/{}", m.label, m.receives).into();
                let id = format!("id-{}", m.label).into();
                Received { id, handle, receives: m.receives, sent: now, until, cargo: m.cargo.clone() }
            })
            .collect();
        self.receives += u32::from(!got.is_empty());
        got
    }
    fn read(&mut self, read: &Read, now: SimTime) -> Outcome {
        match read {
            Read::Shards => Outcome::Shards(
                self.shards
                    .iter()
                    .map(|s| ShardInfo {
                        id: s.id.as_str().into(),
                        parents: s.parent.iter().map(|p| p.as_str().into()).collect(),
                        closed: s.closed,
                    })
                    .collect(),
            ),
            Read::Iterator { shard, from } => {
                self.positions.push(format!("{shard} {}", position(from)));
                let last = self.sequence;
                let s = self.shards.iter().find(|s| s.id == **shard).expect("a shard");
                let next = match from {
                    Position::TrimHorizon => 0,
                    Position::Latest => last + 1,
                    Position::At(n) => n.parse().unwrap(),
                    Position::After(n) => n.parse::<u64>().unwrap() + 1,
                    Position::Timestamp(t) => s.records.iter().find(|r| r.1 >= *t).map_or(last + 1, |r| r.0),
                };
                Outcome::Iterator(format!("{shard}/{next}").into())
            }
            Read::Records { iterator, limit } => {
                let (id, next) = iterator.split_once('/').unwrap();
                self.records(id, next.parse().unwrap(), *limit as usize, now)
            }
            Read::Push { shard, from, .. } => {
                self.positions.push(format!("{shard} {}", position(from)));
                let next = match from {
                    Position::After(n) => n.parse::<u64>().unwrap() + 1,
                    _ => 0,
                };
                self.records(shard, next, 1_000, now)
            }
        }
    }
    fn records(&self, shard: &str, next: u64, limit: usize, now: SimTime) -> Outcome {
        let s = self.shards.iter().find(|s| s.id == *shard).expect("a shard");
        let all: Vec<_> = s.records.iter().filter(|r| r.0 >= next).collect();
        let some: Vec<_> = all.iter().take(limit).collect();
        let behind = all.len() > some.len();
        let after = some.last().map_or(next, |r| r.0 + 1);
        let over = s.closed && !behind;
        Outcome::Records(Records {
            records: some
                .iter()
                .map(|(no, at, cargo)| StreamRecord {
                    sequence: no.to_string().into(),
                    arrived: *at,
                    cargo: cargo.clone(),
                })
                .collect(),
            next: (!over).then(|| format!("{shard}/{after}").into()),
            behind_millis: if behind { now.as_millis().max(1) } else { 0 },
            children: vec![],
        })
    }
}

fn position(from: &Position) -> String {
    match from {
        Position::TrimHorizon => "TRIM_HORIZON".into(),
        Position::Latest => "LATEST".into(),
        Position::At(n) => format!("AT {n}"),
        Position::After(n) => format!("AFTER {n}"),
        Position::Timestamp(t) => format!("TIME {}", t.clock()),
    }
}

/// A record of an invocation by its condition and what it is about, anything else by its body.
fn told(cargo: &Cargo) -> String {
    let value: serde_json::Value = serde_json::from_str(&cargo.body).unwrap_or_default();
    let context = &value["requestContext"];
    let Some(condition) = context["condition"].as_str() else {
        let error = cargo.attributes.get("ErrorMessage").map_or(String::new(), |a| format!(" {}", a.value));
        return format!("{}{error}", cargo.body);
    };
    let tries = &context["approximateInvokeCount"];
    let batch = &value["KinesisBatchInfo"];
    if let Some(size) = batch["batchSize"].as_u64() {
        let place = format!("{}..{}", batch["startSequenceNumber"], batch["endSequenceNumber"]).replace('"', "");
        let payload = if value["payload"].is_array() { " with payload" } else { "" };
        return format!("{condition} tries={tries} {} {place} of {size}{payload}", batch["shardId"]).replace('"', "");
    }
    format!("{condition} tries={tries} {}", value["requestPayload"]).replace('"', "")
}
