//! Text tables about Firehose; the test plays the destinations.
//!
//! ```text
//! stream size=1 interval=60        the options of `destination`; `-> CODE` where AWS refuses
//! 0 put A bytes=100                A is body and label unless body= says otherwise; `-> CODE` or the default ok
//! 0 batch A,B bytes=100 -> 1 fail
//! 60s asks s3 A,B bytes=200 key=X  the oldest open errand: who, which messages, size, part of the key
//! 60s answer ok                    ok, 503, 403, returns:..., each:ok,bad, records:A,B, end:..., shards:..., iterator:I
//! 60s quiet                        nothing is asked
//! 60s metric RecordsLost 1
//! ```
use crate::base::time::SimTime;
use crate::sim::arn;
use crate::sim::errand::{Cargo, Class, Outcome, Read, Records, ShardInfo, StreamRecord, Task};
use crate::sim::services::firehose::Firehose;
use crate::sim::services::firehose::api::{Change, Request, Response, Tags};
use crate::sim::services::firehose::model::config::{
    Bucket, BufferingHints, Compression, Destination, Format, Processing, Source, Target,
};
use crate::sim::services::firehose::quotas::Settings;
use crate::sim::testing::bench::{Bench, Words, words};
use crate::sim::trace::{Item, Name};
use crate::sim::turn::Service;
use base64::{Engine, engine::general_purpose::STANDARD as BASE64};
use std::sync::Arc;

fn number(words: &Words<'_>, key: &str) -> Option<u64> {
    words.options.get(key).map(|v| v.parse().unwrap_or_else(|_| panic!("{key}={v} is no number")))
}

fn destination(w: &Words<'_>) -> Destination {
    let text = |key: &str| w.options.get(key).map(|v| v.replace('_', " ")).unwrap_or_default();
    let to = |name: &str| arn::local("outside", name);
    let bucket = |name: &str, prefix: &str| Bucket {
        arn: format!("arn:aws:s3:::{name}").into(),
        prefix: prefix.into(),
        error_prefix: text("errors").into(),
        compression: match w.options.get("pack") {
            Some(&"GZIP") => Compression::Gzip,
            Some(&"ZIP") => Compression::Zip,
            _ => Compression::Uncompressed,
        },
        hints: BufferingHints { size_mbs: None, interval_seconds: number(w, "backup_interval") },
    };
    let query = w.options.get("by").copied();
    Destination {
        target: match w.options.get("to") {
            Some(&"redshift") => Target::Redshift(to("wh")),
            Some(&"opensearch") => Target::OpenSearch(to("search")),
            Some(&"http") => Target::Http("https://hook.example".into()),
            _ => Target::S3,
        },
        hints: BufferingHints { size_mbs: number(w, "size"), interval_seconds: number(w, "interval") },
        bucket: bucket("lake", &text("prefix")),
        backup_bucket: w.options.contains_key("backup").then(|| bucket("vault", "")),
        backup_all: w.options.contains_key("backup"),
        retry_seconds: number(w, "retry"),
        processing: w.options.get("function").map(|_| Processing {
            lambda: arn::local("lambda", "function:f"),
            buffer_bytes: number(w, "fbytes"),
            buffer_seconds: number(w, "fseconds"),
            retries: number(w, "fretries").map(|n| u32::try_from(n).unwrap()),
        }),
        conversion: w.options.get("convert").map(|_| Format::Parquet),
        partitioning: query.is_some(),
        query: query.filter(|q| *q != "lambda").map(|q| format!("{{k: .{q}}}").into()),
        delimiter: w.options.contains_key("lines"),
        given: None,
    }
}

fn create(bench: &mut Bench<Firehose>, w: &Words<'_>) -> String {
    let name: Name = w.options.get("name").copied().unwrap_or("clicks").into();
    let source = match w.options.get("source") {
        Some(stream) => Source::KinesisStreamAsSource(arn::local("kinesis", &format!("stream/{stream}"))),
        None => Source::DirectPut,
    };
    let destination = Box::new(destination(w));
    let said = match bench
        .call(Request::CreateDeliveryStream {
            name: name.clone(),
            source,
            destination,
            tags: Tags::new(),
            encryption: None,
        })
        .unwrap()
    {
        Ok(_) => "ok".into(),
        Err(e) => e.code.name().to_string(),
    };
    let mut set = Settings { strict: w.options.contains_key("strict"), ..Settings::default() };
    set.small_region = w.options.contains_key("small");
    set.dropped_per_million = number(w, "drops").map_or(0, |n| u32::try_from(n).unwrap());
    set.source_retention = SimTime::from_secs(number(w, "retention").unwrap_or(0));
    bench.service.set_settings(&name, set);
    said
}

pub(super) fn cargo(label: &str, body: Option<&str>, bytes: u64) -> Arc<Cargo> {
    let no = label.bytes().fold(0u64, |n, b| n * 256 + u64::from(b));
    let item = Item { no, label: label.into(), group: None };
    Arc::new(Cargo { body: body.unwrap_or(label).into(), bytes, item: Some(item), ..Cargo::default() })
}

/// What the oldest open errand is: whom it is for and what it brings.
fn asked(bench: &Bench<Firehose>) -> String {
    let Some((at, errand)) = bench.open.first() else { return "nothing is asked".into() };
    let place = arn::parse(&errand.to);
    let who = place.map_or("http", |p| if p.service == "outside" { p.name } else { p.service });
    let who = if who == "s3" && place.is_some_and(|p| p.name == "vault") { "vault" } else { who };
    let labels = |items: &[Item]| items.iter().map(|i| &*i.label).collect::<Vec<_>>().join(",");
    let what = match &errand.task {
        Task::Send(c) | Task::Invoke(c) => {
            format!("{} bytes={} key={}", labels(&c.items), c.bytes, c.key.as_deref().unwrap_or("-"))
        }
        Task::Batch(all) => all.iter().map(|c| &*c.item.as_ref().unwrap().label).collect::<Vec<_>>().join(","),
        Task::Read(Read::Shards) => "shards".into(),
        Task::Read(Read::Iterator { shard, from }) => format!("iterator {shard} {from:?}"),
        Task::Read(Read::Records { iterator, .. }) => format!("records {iterator}"),
        other => format!("{other:?}"),
    };
    format!("{} {who} {what}", at.clock())
}

fn outcome(bench: &Bench<Firehose>, text: &str) -> Outcome {
    let (word, rest) = text.split_once(':').unwrap_or((text, ""));
    let list = || rest.split(',').filter(|s| !s.is_empty());
    let record = |label: &str| StreamRecord {
        sequence: format!("s{label}").into(),
        arrived: bench.now,
        cargo: cargo(label, None, 0),
    };
    match word {
        "ok" => Outcome::Taken("id".into()),
        "503" => Outcome::refused("503", Class::Server, "ill"),
        "403" => Outcome::refused("AccessDenied", Class::Denied, "no"),
        "429" => Outcome::refused("ProvisionedThroughputExceededException", Class::Throttled, "fast"),
        "expired" => Outcome::refused("ExpiredIteratorException", Class::Client, "old"),
        "fails" => Outcome::Failed("Unhandled".into(), "boom".into()),
        "each" => Outcome::Each(list().map(|w| if w == "ok" { Ok("".into()) } else { Err(w.into()) }).collect()),
        "returns" => Outcome::Returned(rest.into()),
        "says" => Outcome::Returned(says(bench, rest).into()),
        "shards" => Outcome::Shards(
            list()
                .map(|s| {
                    let (id, parents) = s.split_once('<').unwrap_or((s, ""));
                    let closed = id.ends_with('!');
                    let parents = parents.split('+').filter(|p| !p.is_empty()).map(Name::from).collect();
                    ShardInfo { id: id.trim_end_matches('!').into(), parents, closed }
                })
                .collect(),
        ),
        "iterator" => Outcome::Iterator(rest.into()),
        "records" | "end" => Outcome::Records(Records {
            records: list().map(record).collect(),
            next: (word == "records").then(|| "I".into()),
            behind_millis: 0,
            children: vec![],
        }),
        _ => panic!("no outcome `{text}`"),
    }
}

/// A function's answer in Firehose's form: per record ok, up (upper case), drop, fail, miss, or key:NAME (a partition key).
fn says(bench: &Bench<Firehose>, rest: &str) -> String {
    let Task::Invoke(event) = &bench.open[0].1.task else { panic!("no invocation") };
    let event: serde_json::Value = serde_json::from_str(&event.body).unwrap();
    let records = event["records"].as_array().unwrap().iter().zip(rest.split(','));
    let one = |(r, how): (&serde_json::Value, &str)| {
        let (id, data) = (&r["recordId"], &r["data"]);
        let text = String::from_utf8(BASE64.decode(data.as_str().unwrap()).unwrap()).unwrap();
        match how {
            "ok" => Some(serde_json::json!({"recordId": id, "result": "Ok", "data": data})),
            "twice" => {
                let data = BASE64.encode(text.repeat(2));
                Some(serde_json::json!({"recordId": id, "result": "Ok", "data": data}))
            }
            "drop" => Some(serde_json::json!({"recordId": id, "result": "Dropped", "data": data})),
            "fail" => Some(serde_json::json!({"recordId": id, "result": "ProcessingFailed", "data": data})),
            "miss" => None,
            "odd" => Some(serde_json::json!({"recordId": id, "result": "Fine", "data": data})),
            key => {
                let keys = serde_json::json!({"partitionKeys": {"k": key}});
                Some(serde_json::json!({"recordId": id, "result": "Ok", "data": data, "metadata": keys}))
            }
        }
    };
    serde_json::json!({"records": records.filter_map(one).collect::<Vec<_>>()}).to_string()
}

fn put(bench: &mut Bench<Firehose>, w: &Words<'_>) -> String {
    let name: Name = w.options.get("in").copied().unwrap_or("clicks").into();
    let bytes = number(w, "bytes").unwrap_or(0);
    let record = |label: &str| cargo(label, w.options.get("body").copied(), bytes);
    let request = if w.plain[1] == "put" {
        Request::PutRecord { name, record: record(w.plain[2]) }
    } else if let Some(count) = number(w, "count") {
        Request::PutRecordBatch { name, records: (0..count).map(|n| record(&n.to_string())).collect() }
    } else {
        Request::PutRecordBatch { name, records: w.plain[2].split(',').map(record).collect() }
    };
    match bench.call(request).unwrap() {
        Ok(Response::Batch { failed, .. }) if failed > 0 => format!("{failed} fail"),
        Ok(_) => "ok".into(),
        Err(e) => e.code.name().into(),
    }
}

fn line(bench: &mut Bench<Firehose>, text: &str) -> Result<(), String> {
    let (does, wanted) = text.split_once("->").map_or((text, "ok"), |(a, b)| (a, b.trim()));
    let w = words(does);
    let says = |got: String| if got == wanted { Ok(()) } else { Err(format!("`{text}`: got {got}")) };
    if w.plain[0] == "stream" {
        return says(create(bench, &w));
    }
    let at = SimTime::parse(w.plain[0]).map_err(|e| format!("{text}: {e}"))?;
    bench.advance(at);
    match w.plain[1] {
        "put" | "batch" => says(put(bench, &w)),
        "asks" => {
            let got = asked(bench);
            let (whom, items) = (w.plain[2], w.plain.get(3..).unwrap_or_default().join(" "));
            let mut good = got.starts_with(&format!("{} {whom} {items}", at.clock()));
            good &= w.options.get("bytes").is_none_or(|n| got.contains(&format!("bytes={n} ")));
            good &= w.options.get("key").is_none_or(|k| got.split("key=").nth(1).is_some_and(|key| key.contains(k)));
            if good { Ok(()) } else { Err(format!("`{text}`: {got}")) }
        }
        "answer" => {
            if bench.open.is_empty() {
                return Err(format!("`{text}`: nothing is asked"));
            }
            let outcome = outcome(bench, w.plain[2]);
            bench.answer(outcome);
            Ok(())
        }
        "quiet" if bench.open.is_empty() => Ok(()),
        "quiet" => Err(format!("`{text}`: {}", asked(bench))),
        "metric" => {
            let got = bench.service.metric("clicks", w.plain[2], at);
            let wanted = w.plain.get(3).and_then(|n| n.parse().ok());
            if got == wanted { Ok(()) } else { Err(format!("`{text}`: got {got:?}")) }
        }
        "panel" => {
            let spoken = bench.service.panels(at)[0].spoken.clone();
            if spoken == w.plain[2..].join(" ") { Ok(()) } else { Err(format!("`{text}`: {spoken}")) }
        }
        "event" => {
            let got = bench.count(w.plain[2]);
            if Some(got) == w.plain[3].parse().ok() { Ok(()) } else { Err(format!("`{text}`: got {got}")) }
        }
        "delete" => {
            bench.call(Request::DeleteDeliveryStream { name: "clicks".into() });
            Ok(())
        }
        "update" => {
            let version = number(&w, "version").unwrap_or(1);
            let destination = Box::new(Change::Whole(Box::new(destination(&w))));
            let request = Request::UpdateDestination { name: "clicks".into(), version, destination };
            says(bench.call(request).unwrap().map_or_else(|e| e.code.name().to_string(), |_| "ok".into()))
        }
        other => Err(format!("no verb `{other}`")),
    }
}

/// Runs one case.
pub(super) fn run(body: &str) -> Result<(), String> {
    let mut bench = Bench::<Firehose>::new(7);
    for text in body.lines().map(str::trim).filter(|l| !l.is_empty() && !l.starts_with('#')) {
        line(&mut bench, text)?;
    }
    Ok(())
}
