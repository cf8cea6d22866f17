//! Text tables.
//!
//! ```text
//! database db max_connections=2 writes_per_second=10 write_time=100ms timeout=1s proxy falls_over_after=3 down_for=10s
//! t=0 write A                     a write; its answer comes when it comes
//! t=100ms A -> ok                 answered at exactly this moment
//! t=1s batch A B C                several as one
//! t=1s WriteLatency -> 100        a metric, or `rows`
//! ```
use crate::base::time::SimTime;
use crate::sim::errand::{Cargo, Outcome, Task};
use crate::sim::quotas::Quotas;
use crate::sim::services::database::{
    Databases, KINDS,
    api::Request,
    quotas::{Proxy, Settings},
    step::{Output, Timer},
};
use crate::sim::testing;
use crate::sim::trace::{Item, Name};
use crate::sim::turn::{CallId, Service, Turn};
use std::collections::BTreeMap;
use std::sync::Arc;

pub(super) struct Bench {
    pub(super) all: Databases,
    quotas: Quotas,
    pub(super) now: SimTime,
    agenda: BTreeMap<(SimTime, u64), Timer>,
    next: u64,
    asked: BTreeMap<u64, String>,
    came: Vec<(SimTime, String, String)>,
}

impl Bench {
    pub(super) fn new() -> Self {
        let quotas = testing::quotas();
        let all = Databases::new(7, &quotas).unwrap();
        let (now, agenda) = (SimTime::ZERO, BTreeMap::new());
        Self { all, quotas, now, agenda, next: 0, asked: BTreeMap::new(), came: vec![] }
    }

    pub(super) fn turn<T>(&mut self, act: impl FnOnce(&mut Databases, Turn<'_>, &mut Output) -> T) -> T {
        let mut out = Output::default();
        let got = act(&mut self.all, Turn::strict(self.now, &self.quotas), &mut out);
        for (at, timer) in out.timers {
            assert!(at >= self.now);
            self.next += 1;
            self.agenda.insert((at, self.next), timer);
        }
        for event in &out.sink.events {
            assert!(KINDS.contains(&event.kind), "{} is not documented", event.kind);
        }
        for (id, reply) in out.replies {
            let label = self.asked.remove(&id.0).expect("answered twice");
            let word = match Databases::outcome(reply) {
                Outcome::Refused { code, .. } => code.to_string(),
                Outcome::Each(all) => format!("ok {}", all.len()),
                Outcome::Returned(text) => text.to_string(),
                _ => "ok".into(),
            };
            self.came.push((self.now, label, word));
        }
        for balance in self.all.balances() {
            assert_eq!(balance.came, balance.fates, "{balance:?} at {}", self.now);
        }
        got
    }

    pub(super) fn advance(&mut self, to: SimTime) {
        while let Some((&(at, no), _)) = self.agenda.first_key_value().filter(|(k, _)| k.0 <= to) {
            let timer = self.agenda.remove(&(at, no)).unwrap();
            self.now = at;
            self.turn(|all, turn, out| all.due(timer, turn, out));
        }
        self.now = to;
    }

    pub(super) fn ask(&mut self, label: &str, request: Request) {
        self.next += 1;
        let id = self.next;
        self.asked.insert(id, label.into());
        let who: Name = "C".into();
        self.turn(|all, turn, out| all.call((CallId(id), &who), request, turn, out));
    }

    pub(super) fn open(&self) -> usize {
        self.asked.len()
    }

    pub(super) fn task(&mut self, label: &str, to: &str, task: Task) {
        let request = self.all.accept(to, task).unwrap();
        self.ask(label, request);
    }

    fn line(&mut self, text: &str) -> Result<(), String> {
        if let Some(rest) = text.strip_prefix("database ").or_else(|| text.strip_prefix("modify ")) {
            let mut words = rest.split_whitespace();
            let (name, settings) = (words.next().unwrap().into(), Box::new(settings(words)));
            let label = format!("setup {name}");
            let new = text.starts_with("database");
            self.ask(
                &label,
                if new {
                    Request::CreateDBCluster { name, settings }
                } else {
                    Request::ModifyDBCluster { name, settings }
                },
            );
            return match self.came.pop() {
                Some((_, _, word)) if word == "ok" => Ok(()),
                other => Err(format!("{text}: {other:?}")),
            };
        }
        let (at, rest) = text.split_once(' ').unwrap();
        let at = SimTime::parse(at.strip_prefix("t=").unwrap())?;
        self.advance(at);
        let (what, wanted) = rest.split_once(" -> ").map_or((rest, None), |(a, b)| (a, Some(b)));
        let words: Vec<&str> = what.split_whitespace().collect();
        match (words[0], wanted) {
            ("write", None) => words[1..]
                .iter()
                .for_each(|w| self.task(w, "arn:aws:rds:us-east-1:123456789012:cluster:db", Task::Send(cargo(w)))),
            ("query", None) => self.task(words[1], "db", Task::Invoke(cargo(words[1]))),
            ("batch", None) => self.task(words[1], "db", Task::Batch(words[1..].iter().map(|w| cargo(w)).collect())),
            ("fail", None) => assert!(self.turn(|all, turn, out| all.fail("db", turn, out))),
            ("panel", Some(wanted)) => {
                let got = self.all.panels(self.now).remove(0).spoken;
                return if got == wanted { Ok(()) } else { Err(format!("{text}\n    got {got}")) };
            }
            (metric, Some(wanted)) if words.len() == 1 && self.all.metric("db", metric, at).is_some() => {
                let got = self.all.metric("db", metric, at).unwrap().to_string();
                return if got == wanted { Ok(()) } else { Err(format!("{text}\n    got {got}")) };
            }
            (label, Some(wanted)) => {
                let place = self.came.iter().position(|(when, who, _)| *when == at && who == label);
                let Some(place) = place else { return Err(format!("{text}\n    got {:?}", self.came)) };
                let (_, _, got) = self.came.remove(place);
                return if got == wanted { Ok(()) } else { Err(format!("{text}\n    got {got}")) };
            }
            (other, None) => return Err(format!("what is `{other}`?")),
        }
        Ok(())
    }
}

pub(super) fn cargo(label: &str) -> Arc<Cargo> {
    let item = Item { no: 1, label: label.into(), group: None };
    Arc::new(Cargo { body: label.into(), item: Some(item), ..Cargo::default() })
}

fn settings<'a>(words: impl Iterator<Item = &'a str>) -> Settings {
    let mut s = Settings::default();
    for word in words {
        let (key, value) = word.split_once('=').unwrap_or((word, ""));
        match key {
            "max_connections" => s.max_connections = value.parse().unwrap(),
            "writes_per_second" => s.writes_per_second = value.parse().unwrap(),
            "write_time" => s.write_time = SimTime::parse(value).unwrap(),
            "timeout" => s.timeout = SimTime::parse(value).unwrap(),
            "falls_over_after" => s.falls_over_after = Some(value.parse().unwrap()),
            "down_for" => s.down_for = SimTime::parse(value).unwrap(),
            "proxy" => s.proxy = Some(s.proxy.unwrap_or_default()),
            "borrow" => {
                s.proxy = Some(Proxy {
                    connection_borrow_timeout: Some(value.parse().unwrap()),
                    ..s.proxy.unwrap_or_default()
                });
            }
            "percent" => {
                s.proxy = Some(Proxy {
                    max_connections_percent: Some(value.parse().unwrap()),
                    ..s.proxy.unwrap_or_default()
                });
            }
            other => panic!("{other}"),
        }
    }
    s
}

#[test]
fn databases() {
    let (mut faults, mut count) = (vec![], 0);
    for part in include_str!("load.txt").split("\n## ").skip(1) {
        let (name, body) = part.split_once('\n').unwrap();
        let mut bench = Bench::new();
        for line in body.lines().map(str::trim).filter(|l| !l.is_empty()) {
            count += 1;
            if let Err(why) = bench.line(line) {
                faults.push(format!("{name}\n  {why}"));
                break;
            }
        }
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
    assert!(count > 60, "{count}");
}
