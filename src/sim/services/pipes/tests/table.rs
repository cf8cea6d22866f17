//! The words of the tables. What stands around a pipe is played by the table: every errand stays open until a line answers it.
//!
//! `pipe p from=q to=t batch=2 ...` creates, `update` replaces, `start p`, `stop p`, `delete p`, `describe p`, `list`;
//! `t=7s` lets time pass; `open` shows what is asked; `give m1:BODY/GROUP ...` answers the first ReceiveMessage,
//! `shards a b<a`, `iterator i`, `records next=i 1:BODY/KEY ...` those of a stream, and `answer VERB ...` the first other errand
//! of that verb; `metric NAME`, `count KIND`, `meter`. A line may end in `-> what is seen`.
use super::super::{
    Pipes,
    api::{Input, Request, Response, Search, SourceInput, StageInput},
};
use crate::base::time::SimTime;
use crate::sim::{
    arn,
    errand::{By, Cargo, Class, Errand, Outcome, Position, Read, Received, Records, ShardInfo, StreamRecord, Task},
    testing::bench::{Bench, Words, words},
    trace::{Item, Name},
    turn::Service,
};
use std::{fmt::Write, sync::Arc};

pub(super) fn run(text: &str) -> Result<(), String> {
    let mut bench = Bench::<Pipes>::new(7);
    bench.service.settings.pollers = 1;
    for line in text.lines().map(str::trim).filter(|l| !l.is_empty() && !l.starts_with('#')) {
        let (what, wanted) = line.split_once("->").map_or((line, None), |(a, b)| (a.trim(), Some(b.trim())));
        let got = step(&mut bench, what);
        if wanted.is_some_and(|w| w != got) {
            return Err(format!("{what}\n    wanted {}\n    got    {got}", wanted.unwrap()));
        }
    }
    Ok(())
}

fn step(bench: &mut Bench<Pipes>, line: &str) -> String {
    let w = words(line);
    if let Some(t) = w.options.get("t").filter(|_| w.plain.is_empty()) {
        let to = SimTime::parse(t).unwrap();
        bench.advance(to);
        return String::new();
    }
    let name: Name = w.plain.get(1).copied().unwrap_or_default().into();
    let request = match w.plain[0] {
        "pipe" => Request::CreatePipe(Box::new(input(&w))),
        "update" => Request::UpdatePipe(Box::new(input(&w).into())),
        "start" => Request::StartPipe { name },
        "stop" => Request::StopPipe { name },
        "delete" => Request::DeletePipe { name },
        "describe" => Request::DescribePipe { name },
        "list" => Request::ListPipes(Box::new(Search { prefix: name, ..Search::default() })),
        "open" => return bench.open.iter().map(|e| show(&e.1)).collect::<Vec<_>>().join(" | "),
        "metric" => return bench.service.metric("p", &name, bench.now).map_or("none".into(), |n| n.to_string()),
        "count" => return bench.count(&format!("pipes.{name}")).to_string(),
        "meter" => return bench.service.usage(bench.now)[0].amount.to_string(),
        "spoken" => return bench.service.panels(bench.now)[0].spoken.clone(),
        "by" => return format!("{:?}", matches!(&bench.open[0].1.by, By::Role { of } if of.ends_with("pipe/p"))),
        _ => return answer(bench, &w),
    };
    match bench.call(request).unwrap() {
        Err(error) => error.code.name().into(),
        Ok(Response::Done) => "ok".into(),
        Ok(Response::Made(told)) => told["CurrentState"].as_str().unwrap().into(),
        Ok(Response::Listed(page)) => {
            page.entries.iter().map(|e| e["Name"].as_str().unwrap()).collect::<Vec<_>>().join(" ")
        }
        Ok(Response::Described(told)) => {
            let shown =
                ["CurrentState", "DesiredState", "StateReason"].iter().filter_map(|name| told.get(*name)?.as_str());
            shown.collect::<Vec<_>>().join(" ")
        }
    }
}

fn place(text: &str) -> Name {
    match text {
        "fn" | "look" => arn::local("lambda", &format!("function:{text}")),
        "flow" => arn::local("states", "stateMachine:flow"),
        "stream" | "out-stream" => arn::local("kinesis", &format!("stream/{text}")),
        "broker" => arn::local("mq", "broker:broker"),
        "bus" => arn::local("events", "event-bus/bus"),
        "topic" => arn::local("sns", "topic"),
        "api" => arn::local("execute-api", "api"),
        "box" => "arn:aws:s3:::box".into(),
        web if web.starts_with("https") => web.into(),
        queue => arn::local("sqs", queue),
    }
}

fn input(w: &Words<'_>) -> Input {
    let option = |name: &str| w.options.get(name).copied();
    let number = |name: &str| option(name).map(|n| n.parse().unwrap());
    let signed = |name: &str| option(name).map(|n| n.parse().unwrap());
    let mut parts = std::collections::BTreeMap::new();
    for (short, name) in [
        ("group", "MessageGroupId"),
        ("dedup", "MessageDeduplicationId"),
        ("key", "PartitionKey"),
        ("source", "Source"),
        ("kind", "DetailType"),
    ] {
        if let Some(value) = option(short) {
            parts.insert(name.into(), value.into());
        }
    }
    let stage = |to: &str, template: Option<&str>| StageInput {
        arn: place(to),
        template: template.map(Into::into),
        ..StageInput::default()
    };
    Input {
        name: w.plain.get(1).copied().unwrap_or_default().into(),
        source: place(option("from").unwrap_or("q")),
        role: option("role").unwrap_or("arn:aws:iam::123456789012:role/r").into(),
        stopped: w.plain.contains(&"stopped"),
        set: SourceInput {
            filters: ["filter", "or", "f3", "f4", "f5", "f6"]
                .iter()
                .filter_map(|n| option(n))
                .map(Into::into)
                .collect(),
            batch: number("batch"),
            window: number("window"),
            start: option("start").map(Into::into),
            start_at: None,
            parallel: number("parallel"),
            attempts: signed("attempts"),
            age: signed("age"),
            on_partial: w.plain.contains(&"bisect").then(|| "AUTOMATIC_BISECT".into()),
            dead_letter: option("dead").map(place),
            ..SourceInput::default()
        },
        enrichment: option("enrich").map(|e| stage(e, option("etpl"))),
        target: StageInput {
            invocation: option("invocation").map(Into::into),
            standard: w.plain.contains(&"standard"),
            parts,
            ..stage(option("to").unwrap_or("t"), option("tpl"))
        },
        ..Input::default()
    }
}

fn short(arn: &str) -> &str {
    arn::parse(arn).map_or(arn, |p| p.name)
}

fn one(cargo: &Cargo) -> String {
    let mut out = cargo.body.to_string();
    let extra =
        [("g", &cargo.group), ("d", &cargo.dedup), ("k", &cargo.key), ("s", &cargo.subject), ("t", &cargo.kind)];
    for (mark, value) in extra {
        if let Some(value) = value {
            let _ = write!(out, " {mark}={value}");
        }
    }
    out
}

fn show(errand: &Errand) -> String {
    let to = short(&errand.to);
    match &errand.task {
        Task::Receive { max, wait } => format!("receive {max} {}", wait.span()),
        Task::Delete(all) => format!("delete {}", all.join(" ")),
        Task::Release(all, _) => format!("release {}", all.join(" ")),
        Task::Send(cargo) if errand.to.ends_with(":dead") => {
            let value: serde_json::Value = serde_json::from_str(&cargo.body).unwrap();
            format!("letter {} {}", value["context"]["condition"], value["KinesisBatchInfo"]["startSequenceNumber"])
        }
        Task::Send(cargo) => format!("send {to} {}", one(cargo)),
        Task::Invoke(cargo) => format!("invoke {to} {}", one(cargo)),
        Task::Batch(all) => {
            format!("batch {to} {}", all.iter().map(|c| one(c)).collect::<Vec<_>>().join(" + "))
        }
        Task::Read(Read::Shards) => "shards".into(),
        Task::Read(Read::Iterator { shard, from }) => match from {
            Position::After(n) => format!("iterator {shard} after {n}"),
            Position::TrimHorizon => format!("iterator {shard} oldest"),
            Position::Latest => format!("iterator {shard} latest"),
            other => format!("iterator {shard} {other:?}"),
        },
        Task::Read(Read::Records { iterator, limit }) => format!("records {iterator} {limit}"),
        other => format!("{other:?}"),
    }
}

/// `m1:BODY/GROUP`.
fn cargo(text: &str, key: bool) -> (Name, Arc<Cargo>) {
    let (id, rest) = text.split_once(':').unwrap_or((text, text));
    let (body, group) = rest.rsplit_once('/').map_or((rest, None), |(b, g)| (b, Some(Name::from(g))));
    let item = Some(Item { no: 1, label: id.into(), group: None });
    let (group, key) = if key { (None, group) } else { (group, None) };
    (id.into(), Arc::new(Cargo { group, key, item, ..Cargo::new(body) }))
}

fn answer(bench: &mut Bench<Pipes>, w: &Words<'_>) -> String {
    let rest = &w.plain[1..];
    let (verb, outcome) = match w.plain[0] {
        "give" => {
            let message = |text: &&str| {
                let (id, cargo) = cargo(text, false);
                let handle = format!("h-{id}").into();
                Received { id, handle, receives: 1, sent: bench.now, until: SimTime::NEVER, cargo }
            };
            ("receive", Outcome::Messages(rest.iter().map(message).collect()))
        }
        "shards" => {
            let shard = |text: &&str| {
                let (id, parent) = text.split_once('<').map_or((*text, None), |(a, b)| (a, Some(b.into())));
                ShardInfo { id: id.into(), parents: parent.into_iter().collect(), closed: false }
            };
            ("shards", Outcome::Shards(rest.iter().map(shard).collect()))
        }
        "iterator" => ("iterator", Outcome::Iterator(rest[0].into())),
        "records" => {
            let record = |text: &&str| {
                let (sequence, cargo) = cargo(text, true);
                StreamRecord { sequence, arrived: bench.now, cargo }
            };
            let next = w.options.get("next").map(|n| Name::from(*n));
            let records = rest.iter().map(record).collect();
            ("records", Outcome::Records(Records { records, next, behind_millis: 0, children: vec![] }))
        }
        "answer" => {
            let more = rest.get(2).copied().unwrap_or_default();
            (
                rest[0],
                match rest[1] {
                    "ok" => Outcome::Taken("x".into()),
                    "returns" => Outcome::Returned(more.into()),
                    "fails" => Outcome::Failed("Error".into(), "".into()),
                    "silence" => Outcome::NoAnswer,
                    "denied" => Outcome::refused("AccessDenied", Class::Denied, "no"),
                    "throttled" => Outcome::refused("ThrottlingException", Class::Throttled, ""),
                    "expired" => Outcome::refused("ExpiredIteratorException", Class::Client, ""),
                    "each" => {
                        let one = |c: char| if c == '+' { Ok("x".into()) } else { Err("InternalError".into()) };
                        Outcome::Each(more.chars().map(one).collect())
                    }
                    other => panic!("{other}?"),
                },
            )
        }
        other => panic!("{other}?"),
    };
    let Some(nth) = bench.open.iter().position(|e| show(&e.1).starts_with(verb)) else {
        return format!("nobody asked for {verb}");
    };
    bench.answer_nth(nth, outcome);
    String::new()
}
