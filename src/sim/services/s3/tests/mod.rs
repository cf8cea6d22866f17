//! The semantics of S3's notifications as text tables, and its objects under random calls.
//!
//! ```text
//! rules to=sqs:jobs prefix=in/ + to=sns:news suffix=.jpg -> waits       events=s3:ObjectCreated:*, bridge, skip
//! 0 put in/a.jpg bytes=100 -> ok
//! 1s asks jobs in/a.jpg             the oldest open errand, and what its body says
//! 1s answer ok
//! ```
use super::S3;
use super::api::notify::{Notifications, Rule};
use super::api::{List, Request, Response, S3Error};
use super::quotas::Settings;
use crate::base::time::SimTime;
use crate::sim::arn;
use crate::sim::errand::{Cargo, Class, Outcome, Task};
use crate::sim::testing::bench::{Bench, cases, words};
use crate::sim::trace::{Item, Name};
use crate::sim::turn::Service;
use proptest::prelude::*;
use std::sync::Arc;

fn cargo(label: &str, bytes: u64) -> Arc<Cargo> {
    let item = Some(Item { no: 1, label: label.into(), group: None });
    Arc::new(Cargo { body: label.into(), bytes, item, ..Cargo::default() })
}

fn said(reply: Option<Result<Response, S3Error>>) -> String {
    match reply {
        None => "waits".into(),
        Some(Ok(Response::Object(found))) => found.size.to_string(),
        Some(Ok(Response::Listed(page))) => {
            let keys: Vec<&str> =
                page.prefixes.iter().chain(page.contents.iter().map(|o| &o.key)).map(|key| &**key).collect();
            format!("{}{}", keys.join(","), if page.next.is_some() { " more" } else { "" })
        }
        Some(Ok(_)) => "ok".into(),
        Some(Err(e)) => e.code.name().into(),
    }
}

fn target(text: &str) -> Name {
    match text.split_once(':') {
        Some(("lambda", name)) => arn::local("lambda", &format!("function:{name}")),
        Some((service, name)) => arn::local(service, name),
        None => text.into(),
    }
}

fn rules(does: &str) -> Request {
    let rule = |text: &str| {
        let w = words(text);
        let events = w.options.get("events").copied().unwrap_or("s3:ObjectCreated:*");
        let text = |key: &str| w.options.get(key).copied().unwrap_or_default().into();
        w.options.get("to").map(|to| Rule {
            id: text("id"),
            to: target(to),
            events: events.split(',').map(Name::from).collect(),
            prefix: text("prefix"),
            suffix: text("suffix"),
        })
    };
    let event_bridge = does.contains("bridge").then(|| arn::local("events", "event-bus/default"));
    let config = Box::new(Notifications { rules: does.split('+').filter_map(rule).collect(), event_bridge });
    let bucket = "box".into();
    Request::PutBucketNotificationConfiguration { bucket, config, skip_validation: does.contains("skip") }
}

fn asked(bench: &Bench<S3>) -> String {
    let Some((at, errand)) = bench.open.first() else { return "nothing is asked".into() };
    let Task::Send(cargo) = &errand.task else { return format!("{errand:?}") };
    let body: serde_json::Value = serde_json::from_str(&cargo.body).unwrap();
    let what = if body.get("Event").is_some() {
        "test".to_string()
    } else if let Some(record) = body.pointer("/Records/0") {
        let (name, key) = (record["eventName"].as_str().unwrap(), record["s3"]["object"]["key"].as_str().unwrap());
        let size = record["s3"]["object"].get("size").and_then(serde_json::Value::as_u64);
        format!("{name} {key} {}", size.map_or_else(|| "-".into(), |n| n.to_string()))
    } else {
        format!("{} {}", cargo.kind.as_deref().unwrap(), body["object"]["key"].as_str().unwrap())
    };
    format!("{} {} {what}", at.clock(), arn::parse(&errand.to).unwrap().name)
}

fn line(bench: &mut Bench<S3>, text: &str) -> Result<(), String> {
    let (does, wanted) = text.split_once("->").map_or((text, "ok"), |(a, b)| (a, b.trim()));
    let w = words(does);
    let is = |got: String, wanted: &str| if got == wanted { Ok(()) } else { Err(format!("`{text}`: got {got}")) };
    let number = |key: &str| w.options.get(key).map(|v| v.parse::<u64>().unwrap());
    match w.plain[0] {
        "rules" => return is(said(bench.call(rules(does))), wanted),
        "settings" => {
            let set = Settings {
                duplicates_per_million: number("duplicates").map_or(0, |n| u32::try_from(n).unwrap()),
                notification_jitter: SimTime::from_millis(number("jitter").unwrap_or(0)),
                ..Settings::default()
            };
            bench.service.set_settings("box", set);
            return Ok(());
        }
        _ => {}
    }
    let at = SimTime::parse(w.plain[0]).map_err(|e| format!("{text}: {e}"))?;
    bench.advance(at);
    let bucket: Name = w.options.get("in").copied().unwrap_or("box").into();
    let arg = w.plain.get(2).copied().unwrap_or_default();
    let key: Name = arg.replace('_', " ").into();
    let request = match w.plain[1] {
        "put" => {
            let key = Some(number("long").map_or(key, |n| "k".repeat(usize::try_from(n).unwrap()).into()));
            Request::PutObject { bucket, key, cargo: cargo("m1", number("bytes").unwrap_or(0)) }
        }
        "get" => Request::GetObject { bucket, key },
        "head" => Request::HeadObject { bucket, key },
        "delete" => Request::DeleteObject { bucket, key },
        "deleteall" => Request::DeleteObjects { bucket, keys: w.plain[2..].iter().map(|key| (*key).into()).collect() },
        "bucket" => Request::CreateBucket { bucket: arg.into() },
        "drop" => Request::DeleteBucket { bucket: arg.into() },
        "policy" => Request::PutBucketPolicy { bucket, policy: arg.into() },
        "getpolicy" => Request::GetBucketPolicy { bucket },
        "list" => Request::ListObjectsV2(Box::new(List {
            bucket,
            prefix: if arg.contains('=') { "".into() } else { arg.into() },
            delimiter: w.options.get("by").map_or_else(Default::default, |d| (*d).into()),
            max_keys: number("max").map(|n| i64::try_from(n).unwrap()),
            after: w.options.get("after").map(|a| (*a).into()),
        })),
        "asks" => return is(asked(bench), &format!("{} {}", at.clock(), w.plain[2..].join(" "))),
        "quiet" => return is(asked(bench), "nothing is asked"),
        "answer" => {
            bench.answer(match arg {
                "ok" => Outcome::Taken("id".into()),
                "503" => Outcome::refused("ServiceUnavailable", Class::Server, "ill"),
                _ => Outcome::refused("AccessDenied", Class::Denied, "no"),
            });
            return Ok(());
        }
        "hears" => {
            if bench.replies.is_empty() {
                return Err(format!("`{text}`: no answer"));
            }
            let reply = bench.replies.remove(0).2;
            return is(said(Some(reply)), arg);
        }
        "metric" => return is(bench.service.metric("box", arg, at).unwrap_or(u64::MAX).to_string(), w.plain[3]),
        "usage" => {
            let used = bench.service.usage(at).into_iter().find(|u| u.meter == arg).map_or(0, |u| u.amount);
            return is(used.to_string(), w.plain[3]);
        }
        "panel" => return is(bench.service.panels(at)[0].spoken.clone(), &w.plain[2..].join(" ")),
        other => return Err(format!("no verb `{other}`")),
    };
    is(said(bench.call(request)), wanted)
}

fn bench() -> Bench<S3> {
    let mut bench = Bench::<S3>::new(7);
    bench.call(Request::CreateBucket { bucket: "box".into() }).unwrap().unwrap();
    bench
}

fn run(body: &str) -> Result<(), String> {
    let mut bench = bench();
    for text in body.lines().map(str::trim).filter(|l| !l.is_empty()) {
        line(&mut bench, text)?;
    }
    Ok(())
}

#[test]
fn notifications() {
    cases(include_str!("notifications.txt"), run);
}

#[test]
fn objects() {
    cases(include_str!("objects.txt"), run);
}

#[test]
fn what_iam_is_asked_names_bucket_and_key() {
    let bench = bench();
    let put = Request::PutObject { bucket: "box".into(), key: Some("a/b".into()), cargo: Arc::default() };
    let access = bench.service.access(&put).unwrap();
    assert_eq!((access.action, &*access.resource), ("s3:PutObject", "box/a/b"));
    let list = bench.service.access(&Request::HeadBucket { bucket: "box".into() }).unwrap();
    assert_eq!((list.action, &*list.resource), ("s3:ListBucket", "box"));
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 48, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn whatever_is_called_objects_and_bytes_conserve(steps in prop::collection::vec(any::<(u8, u8, u8)>(), 1..150)) {
        let mut bench = bench();
        bench.call(rules("rules to=lambda:f bridge"));
        for (what, which, much) in steps {
            bench.advance(bench.now + SimTime::from_millis(u64::from(much) * 20));
            let key: Name = format!("k{}", which % 10).into();
            let bucket: Name = "box".into();
            match what % 5 {
                0 | 1 => drop(bench.call(Request::PutObject { bucket, key: Some(key), cargo: cargo("m", u64::from(much)) })),
                2 => drop(bench.call(Request::DeleteObject { bucket, key })),
                3 => drop(bench.call(Request::GetObject { bucket, key })),
                _ if bench.open.is_empty() => {}
                _ => {
                    let ill = Outcome::refused("ServiceUnavailable", Class::Server, "ill");
                    bench.answer(if much % 2 == 0 { ill } else { Outcome::Taken("x".into()) });
                }
            }
            let there = bench.service.bucket("box").unwrap();
            prop_assert_eq!(there.objects.values().map(|o| o.size).sum::<u64>(), there.counts.size);
        }
        let text = serde_json::to_string(&bench.service).unwrap();
        prop_assert_eq!(serde_json::from_str::<S3>(&text).unwrap(), bench.service);
    }
}
