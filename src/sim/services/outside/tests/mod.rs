//! Receivers outside AWS as text tables.
//!
//! ```text
//! receiver status=200 latency=0    what it is told; kind=, errors=, capacity=, silent, rejects=, confirms
//! 0 send A -> ok                   ok, a status, `waits`; batch A,B; addr= uses the address
//! 50ms hears ok                    the answer to the oldest request that waits
//! 50ms metric Repeats 0
//! ```
use super::Outside;
use super::api::{OutsideError, Plan, Request, Response};
use super::quotas::{Form, Settings};
use crate::base::time::SimTime;
use crate::sim::arn;
use crate::sim::errand::{Cargo, Class, Outcome, Task};
use crate::sim::testing::bench::{Bench, Words, cases, words};
use crate::sim::trace::Item;
use crate::sim::turn::Service;
use std::sync::Arc;

fn cargo(label: &str) -> Arc<Cargo> {
    let no = label.bytes().fold(0u64, |n, b| n * 256 + u64::from(b));
    let item = Some(Item { no, label: label.into(), group: None });
    Arc::new(Cargo { body: label.into(), item, ..Cargo::default() })
}

fn said(reply: &Result<Response, OutsideError>) -> String {
    match reply {
        Ok(Response::Each(each)) => each.iter().map(|ok| if *ok { "ok" } else { "bad" }).collect::<Vec<_>>().join(","),
        Ok(_) => "ok".into(),
        Err(e) => e.status.to_string(),
    }
}

fn plan(w: &Words<'_>) -> Plan {
    let number = |key: &str, or: u32| w.options.get(key).map_or(or, |v| v.parse().unwrap());
    let settings = Settings {
        status: u16::try_from(number("status", 200)).unwrap(),
        latency: SimTime::from_millis(u64::from(number("latency", 0))),
        errors_per_million: number("errors", 0),
        capacity: number("capacity", 0),
        silent: w.plain.contains(&"silent"),
        rejects_per_million: number("rejects", 0),
        confirms: w.plain.contains(&"confirms"),
    };
    let form = match w.options.get("kind") {
        Some(&"opensearch") => Form::Opensearch,
        Some(&"redshift") => Form::Redshift,
        Some(&"mailbox") => Form::Mailbox,
        _ => Form::Http,
    };
    Plan { name: "hook".into(), form, address: Some("https://shop.example/hook".into()), settings }
}

fn line(bench: &mut Bench<Outside>, text: &str) -> Result<(), String> {
    let (does, wanted) = text.split_once("->").map_or((text, "ok"), |(a, b)| (a, b.trim()));
    let w = words(does);
    let is = |got: String, wanted: &str| if got == wanted { Ok(()) } else { Err(format!("`{text}`: got {got}")) };
    if w.plain[0] == "receiver" {
        bench.call(Request::Set(Box::new(plan(&w))));
        return Ok(());
    }
    let at = SimTime::parse(w.plain[0]).map_err(|e| format!("{text}: {e}"))?;
    bench.advance(at);
    match w.plain[1] {
        "send" | "batch" | "confirm" => {
            let to = match w.options.get("addr") {
                Some(addr) => (*addr).into(),
                None => arn::local("outside", "hook"),
            };
            let task = match w.plain[1] {
                "send" => Task::Send(cargo(w.plain[2])),
                "batch" => Task::Batch(w.plain[2].split(',').map(cargo).collect()),
                _ => Task::Send(Arc::new(Cargo::new(
                    r#"{"Type":"SubscriptionConfirmation","Token":"t0k","TopicArn":"arn:aws:sns:us-east-1:123456789012:news"}"#,
                ))),
            };
            let request = match bench.service.accept(&to, task) {
                Ok(request) => request,
                Err(Outcome::Refused { code, .. }) => return is(code.to_string(), wanted),
                Err(other) => return Err(format!("{other:?}")),
            };
            let got = bench.call(request).map_or_else(|| "waits".to_string(), |r| said(&r));
            is(got, wanted)
        }
        "hears" if bench.replies.is_empty() => Err(format!("`{text}`: no answer")),
        "hears" => {
            let (when, _, reply) = bench.replies.remove(0);
            is(format!("{} {}", when.clock(), said(&reply)), &format!("{} {}", at.clock(), w.plain[2]))
        }
        "silence" => is(bench.replies.len().to_string(), "0"),
        "metric" => {
            let got = bench.service.metric("hook", w.plain[2], at);
            is(format!("{}", got.unwrap_or(u64::MAX)), w.plain[3])
        }
        "event" => is(bench.count(w.plain[2]).to_string(), w.plain[3]),
        "asks" => {
            let Some((_, errand)) = bench.open.first() else { return Err(format!("`{text}`: nothing is asked")) };
            let Task::Token { token, result } = &errand.task else { return Err(format!("{errand:?}")) };
            is(format!("{} {token} {}", errand.to, result.is_some()), &w.plain[2..].join(" "))
        }
        "panel" => is(bench.service.panels(at)[0].spoken.clone(), &w.plain[2..].join(" ")),
        "fail" => {
            let mut out = crate::sim::turn::Out::default();
            let quotas = crate::sim::testing::quotas();
            let turn = crate::sim::turn::Turn::strict(at, &quotas);
            is(bench.service.fail(w.plain[2], turn, &mut out).to_string(), wanted)
        }
        other => Err(format!("no verb `{other}`")),
    }
}

fn run(body: &str) -> Result<(), String> {
    let mut bench = Bench::<Outside>::new(7);
    for text in body.lines().map(str::trim).filter(|l| !l.is_empty()) {
        line(&mut bench, text)?;
    }
    Ok(())
}

#[test]
fn receivers() {
    cases(include_str!("receivers.txt"), run);
}

#[test]
fn the_class_of_a_refusal_follows_its_status() {
    for (status, wanted) in [
        (429, Class::Throttled),
        (500, Class::Server),
        (503, Class::Server),
        (403, Class::Denied),
        (404, Class::Client),
    ] {
        let Outcome::Refused { class, .. } = super::api::outcome(Err(OutsideError { status, message: "".into() }))
        else {
            panic!()
        };
        assert_eq!(class, wanted, "{status}");
    }
}
