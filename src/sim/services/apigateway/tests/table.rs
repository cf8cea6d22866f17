//! Text tables; the table plays the integration.
//!
//! ```text
//! api front to=ARN timeout=1000 rate=2 burst=3 http
//! t=0s ask A -> errand                    handed to the integration; or the status at once
//! t=1s A outcome returned {"x":1} -> 200  the integration's answer, and what the caller gets; `silent`, `failed`, a class of refusal
//! t=1s Count -> 1                         a metric; `usage`
//! ```
use crate::base::time::SimTime;
use crate::sim::errand::{Cargo, Class, Errand, Outcome, Task};
use crate::sim::quotas::Quotas;
use crate::sim::services::apigateway::{
    Gateway, KINDS,
    api::{ApiError, Plan, Request, Response},
};
use crate::sim::testing;
use crate::sim::trace::{Item, Name};
use crate::sim::turn::{CallId, Out, Service, Turn};
use std::collections::BTreeMap;
use std::sync::Arc;

struct Bench {
    all: Gateway,
    quotas: Quotas,
    now: SimTime,
    errands: BTreeMap<String, Errand>,
    kinds: Vec<&'static str>,
}

type Reply = Result<Response, ApiError>;

impl Bench {
    fn turn(&mut self, act: impl FnOnce(&mut Gateway, Turn<'_>, &mut Out<(), Reply>)) -> (Vec<Reply>, Vec<Errand>) {
        let mut out = Out::default();
        act(&mut self.all, Turn::strict(self.now, &self.quotas), &mut out);
        for event in &out.sink.events {
            assert!(KINDS.contains(&event.kind), "{}", event.kind);
            self.kinds.push(event.kind);
        }
        for b in self.all.balances() {
            assert_eq!(b.came, b.fates, "{b:?}");
        }
        (out.replies.into_iter().map(|r| r.1).collect(), out.errands)
    }

    fn call(&mut self, request: Request) -> (Option<Reply>, Vec<Errand>) {
        let who: Name = "T".into();
        let (mut replies, errands) = self.turn(|all, turn, out| all.call((CallId(1), &who), request, turn, out));
        (replies.pop(), errands)
    }

    fn line(&mut self, text: &str) -> Result<(), String> {
        if let Some(rest) = text.strip_prefix("api ") {
            let (rest, wanted) = rest.split_once(" -> ").unwrap_or((rest, "200"));
            let words: Vec<&str> = rest.split_whitespace().collect();
            let option = |name: &str| words.iter().find_map(|w| w.strip_prefix(name)).and_then(|w| w.strip_prefix('='));
            let number = |name: &str| option(name).map(|n| n.parse::<u64>().unwrap());
            let plan = Plan {
                name: words[0].into(),
                arn: format!("arn:aws:execute-api:us-east-1:123456789012:{}", words[0]).into(),
                to: option("to").unwrap_or("arn:aws:lambda:us-east-1:123456789012:function:work").into(),
                timeout: number("timeout"),
                throttle: number("rate").map(|rate| (rate, number("burst").unwrap())),
                http: words.contains(&"http"),
                iam: false,
                policy: None,
            };
            let got = status(&self.call(Request::Deploy(Box::new(plan))).0.unwrap());
            return if got == wanted { Ok(()) } else { Err(format!("{text}: {got}")) };
        }
        let (at, rest) = text.split_once(' ').unwrap();
        self.now = SimTime::parse(at.strip_prefix("t=").unwrap())?;
        let (what, wanted) = rest.split_once(" -> ").unwrap();
        let got = self.word(what);
        if got == wanted { Ok(()) } else { Err(format!("{text}\n    got {got}")) }
    }

    fn word(&mut self, what: &str) -> String {
        let words: Vec<&str> = what.split_whitespace().collect();
        if words[0] == "ask" {
            let item = Some(Item { no: 1, label: words[1].into(), group: None });
            let bytes = words.get(2).and_then(|n| n.parse().ok()).unwrap_or(0);
            let cargo = Arc::new(Cargo { bytes, item, ..Cargo::new(words[1]) });
            let to = if words.contains(&"elsewhere") {
                "nowhere"
            } else {
                "arn:aws:execute-api:us-east-1:123456789012:front"
            };
            let request = self.all.accept(to, Task::Send(cargo)).unwrap();
            let (reply, mut errands) = self.call(request);
            return match (reply, errands.pop()) {
                (Some(reply), None) => status(&reply),
                (None, Some(errand)) => {
                    let kind = match errand.task {
                        Task::Invoke(_) => "invoke",
                        _ => "send",
                    };
                    let said = match errand.patience.as_millis() {
                        ms if ms % 1_000 == 0 => format!("{kind} within {}s", ms / 1_000),
                        ms => format!("{kind} within {ms}ms"),
                    };
                    self.errands.insert(words[1].into(), errand);
                    said
                }
                other => format!("{other:?}"),
            };
        }
        if words.get(1) == Some(&"outcome") {
            let refused = |class| Outcome::refused("X", class, "no");
            let outcome = match words[2] {
                "returned" => Outcome::Returned(words[3].into()),
                "taken" => Outcome::Taken("m-1".into()),
                "silent" => Outcome::NoAnswer,
                "failed" => Outcome::Failed("Unhandled".into(), "boom".into()),
                "throttled" => refused(Class::Throttled),
                "denied" => refused(Class::Denied),
                "ill" => refused(Class::Server),
                "wrong" => refused(Class::Client),
                other => panic!("{other}"),
            };
            let ticket = self.errands.remove(words[0]).unwrap().ticket;
            let (mut replies, _) = self.turn(|all, turn, out| all.told(ticket, outcome, turn, out));
            return match replies.pop() {
                Some(Ok(Response::Answer(body))) => format!("200 {body}"),
                Some(reply) => status(&reply),
                None => "nothing".into(),
            };
        }
        if words[0] == "usage" {
            return self
                .all
                .usage(self.now)
                .iter()
                .map(|u| format!("{} {}", u.meter, u.amount))
                .collect::<Vec<_>>()
                .join(", ");
        }
        if words[0] == "panel" {
            return self.all.panels(self.now).remove(0).spoken;
        }
        if words[0] == "said" {
            return if self.kinds.contains(&words[1]) { "yes".into() } else { "no".into() };
        }
        self.all.metric("front", words[0], self.now).map_or("none".into(), |n| n.to_string())
    }
}

fn status(reply: &Reply) -> String {
    match reply {
        Ok(_) => "200".into(),
        Err(error) => error.status.to_string(),
    }
}

#[test]
fn requests() {
    let (mut faults, mut count) = (vec![], 0);
    for part in include_str!("requests.txt").split("\n## ").skip(1) {
        let (name, body) = part.split_once('\n').unwrap();
        let quotas = testing::quotas();
        let all = Gateway::new(7, &quotas).unwrap();
        let mut bench = Bench { all, quotas, now: SimTime::ZERO, errands: BTreeMap::new(), kinds: vec![] };
        for line in body.lines().map(str::trim).filter(|l| !l.is_empty()) {
            count += 1;
            if let Err(why) = bench.line(line) {
                faults.push(format!("{name}\n  {why}"));
                break;
            }
        }
        let text = serde_json::to_string(&bench.all).unwrap();
        assert_eq!(serde_json::from_str::<Gateway>(&text).unwrap(), bench.all);
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
    assert!(count > 60, "{count}");
}

#[test]
fn the_accounts_bucket_is_shared_and_refills() {
    let quotas = testing::quotas();
    let all = Gateway::new(7, &quotas).unwrap();
    let mut bench = Bench { all, quotas, now: SimTime::ZERO, errands: BTreeMap::new(), kinds: vec![] };
    bench.line("api front").unwrap();
    let passed = (0..6_000).filter(|n| bench.word(&format!("ask m{n}")).starts_with("invoke")).count();
    assert_eq!(passed, 5_000, "the burst");
    bench.now = SimTime::from_millis(1);
    let passed = (0..100).filter(|n| bench.word(&format!("ask n{n}")).starts_with("invoke")).count();
    assert_eq!(passed, 10, "10,000 a second");
}

#[test]
fn an_error_survives_serialising() {
    let error = ApiError::new(504, "GatewayTimeout", "Endpoint request timed out");
    let text = serde_json::to_string(&error).unwrap();
    assert_eq!(serde_json::from_str::<ApiError>(&text).unwrap(), error);
}
