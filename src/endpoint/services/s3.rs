//! Amazon S3 on the wire, as far as the others need it.
use super::{Ask, astray, lacks, reading};
use crate::endpoint::{command::Command, input::Input, refusal::Refusal};
use crate::sim::{
    arn,
    epoch::epoch_secs,
    errand::{Attribute, Cargo},
    region::Region,
    services::{
        Answer, Call,
        s3::{
            api::{
                Found, List, Listing, Request, Response, S3Error,
                notify::{Notifications, Rule},
            },
            model::{BINARY, bytes},
        },
    },
    trace::Name,
};
use base64::{Engine, engine::general_purpose::STANDARD};
use serde_json::{Map, Value, json};
use std::{collections::BTreeMap, sync::Arc};

/// Headers an object keeps.
const KEPT: &[&str] = &["ContentType", "ContentEncoding", "ContentDisposition", "ContentLanguage", "CacheControl"];
/// How user metadata is kept.
const META: &str = "meta:";

/// Members that make a call conditional.
const CONDITIONS: [&str; 4] = ["IfMatch", "IfNoneMatch", "IfModifiedSince", "VersionId"];

/// Says a command in the simulator's words.
///
/// # Errors
/// What AWS refuses before the service looks at it.
pub fn ask(command: &Command) -> Result<Ask, Refusal> {
    let input = command.input();
    // What decides whether a call may be done at all is not passed over in silence.
    if let Some(member) = CONDITIONS.iter().find(|member| input.has(member)) {
        let message = format!("inflight does not simulate {member} of S3's {}.", command.operation);
        return Err(Refusal::new("NotImplemented", message).status(501));
    }
    let bucket = || input.need("Bucket").map(Name::from);
    let key = || input.need("Key").map(Name::from);
    let request = match command.operation {
        "ListBuckets" => Request::ListBuckets,
        "CreateBucket" => Request::CreateBucket { bucket: bucket()? },
        "DeleteBucket" => Request::DeleteBucket { bucket: bucket()? },
        "HeadBucket" | "GetBucketLocation" | "GetBucketVersioning" => Request::HeadBucket { bucket: bucket()? },
        "PutObject" => Request::PutObject { bucket: bucket()?, key: Some(key()?), cargo: Arc::new(cargo(input)) },
        "GetObject" => Request::GetObject { bucket: bucket()?, key: key()? },
        "HeadObject" => Request::HeadObject { bucket: bucket()?, key: key()? },
        "DeleteObject" => Request::DeleteObject { bucket: bucket()?, key: key()? },
        "DeleteObjects" => {
            let all = input.object("Delete").into_iter().flat_map(|d| d.list("Objects"));
            Request::DeleteObjects { bucket: bucket()?, keys: all.filter_map(|o| o.name("Key")).collect() }
        }
        "ListObjectsV2" | "ListObjects" => Request::ListObjectsV2(Box::new(List {
            bucket: bucket()?,
            prefix: input.name("Prefix").unwrap_or_default(),
            delimiter: input.name("Delimiter").unwrap_or_default(),
            max_keys: input.int("MaxKeys"),
            after: input
                .name("ContinuationToken")
                .or_else(|| input.name("StartAfter"))
                .or_else(|| input.name("Marker")),
        })),
        "PutBucketNotificationConfiguration" => Request::PutBucketNotificationConfiguration {
            bucket: bucket()?,
            config: Box::new(
                input
                    .object("NotificationConfiguration")
                    .map(|said| notifications(said, &command.region))
                    .unwrap_or_default(),
            ),
            skip_validation: input.flag("SkipDestinationValidation").unwrap_or(false),
        },
        "GetBucketNotificationConfiguration" => Request::GetBucketNotificationConfiguration { bucket: bucket()? },
        "PutBucketPolicy" => Request::PutBucketPolicy { bucket: bucket()?, policy: input.need("Policy")?.into() },
        "GetBucketPolicy" => Request::GetBucketPolicy { bucket: bucket()? },
        "DeleteBucketPolicy" => Request::DeleteBucketPolicy { bucket: bucket()? },
        _ => return Err(lacks(command)),
    };
    Ok(Call::S3(request).into())
}

/// A body with what is said about it. Bytes that are no text are kept as base64.
fn cargo(input: Input<'_>) -> Cargo {
    let plain = |value: &str| Attribute { kind: "String".into(), value: value.into() };
    let mut attributes: BTreeMap<Name, Attribute> =
        KEPT.iter().filter_map(|name| Some(((*name).into(), plain(input.text(name)?)))).collect();
    for (name, value) in input.text_map("Metadata") {
        attributes.insert(format!("{META}{name}").into(), plain(&value));
    }
    let raw = input.blob("Body").unwrap_or_default();
    let size = raw.len() as u64;
    let body = String::from_utf8(raw).unwrap_or_else(|not| {
        attributes.insert(BINARY.into(), plain("base64"));
        STANDARD.encode(not.as_bytes())
    });
    Cargo { body: body.into(), attributes, bytes: size, ..Cargo::default() }
}

fn notifications(said: Input<'_>, region: &Region) -> Notifications {
    let kinds = [
        ("QueueConfigurations", "QueueArn"),
        ("TopicConfigurations", "TopicArn"),
        ("LambdaFunctionConfigurations", "LambdaFunctionArn"),
    ];
    let rules = kinds.into_iter().flat_map(|(list, to)| said.list(list).map(move |one| rule(one, to)));
    let event_bridge = said.has("EventBridgeConfiguration").then(|| region.arn("events", "event-bus/default"));
    Notifications { rules: rules.collect(), event_bridge }
}

fn rule(one: Input<'_>, to: &str) -> Rule {
    let filters = || one.object("Filter").and_then(|f| f.object("Key")).into_iter().flat_map(|k| k.list("FilterRules"));
    let part = |name: &str| {
        let found = filters().find(|f| f.text("Name").is_some_and(|n| n.eq_ignore_ascii_case(name)));
        found.and_then(|f| f.name("Value")).unwrap_or_default()
    };
    Rule {
        id: one.name("Id").unwrap_or_default(),
        to: one.name(to).unwrap_or_default(),
        events: one.texts("Events").into_iter().map(Into::into).collect(),
        prefix: part("prefix"),
        suffix: part("suffix"),
    }
}

/// Says the simulator's answer in the words of AWS's model.
///
/// # Errors
/// The service's refusal.
pub fn tell(command: &Command, answer: Answer) -> Result<Value, Refusal> {
    let Answer::S3(reply) = answer else { return Err(astray()) };
    let input = command.input();
    Ok(match reply.map_err(|e| refusal(&e))? {
        Response::Done => done(command),
        Response::Buckets(all) => {
            let one = |(name, made): &(Name, _)| json!({ "Name": &**name, "CreationDate": epoch_secs(*made) });
            let owner = json!({ "ID": arn::ACCOUNT, "DisplayName": "inflight" });
            json!({ "Buckets": all.iter().map(one).collect::<Vec<_>>(), "Owner": owner })
        }
        Response::Put(_, etag) => json!({ "ETag": format!("\"{etag}\"") }),
        Response::Object(found) => part(input.text("Range"), object(command.operation, &found))?,
        Response::Listed(page) => listed(command.operation, input, &page),
        Response::Notifications(config) => told(&config),
        Response::Policy(text) => json!({ "Policy": &*text }),
    })
}

/// What there is to say of what is done.
fn done(command: &Command) -> Value {
    let input = command.input();
    match command.operation {
        "CreateBucket" => json!({ "Location": format!("/{}", input.text("Bucket").unwrap_or_default()) }),
        "HeadBucket" => json!({ "BucketRegion": command.region.name() }),
        "GetBucketLocation" => {
            let region = &command.region;
            json!({ "LocationConstraint": if region.is_usual() { "" } else { region.name() } })
        }
        "DeleteObjects" => {
            let all = input.object("Delete").into_iter().flat_map(|d| d.list("Objects")).filter_map(|o| o.text("Key"));
            let quiet = input.object("Delete").and_then(|d| d.flag("Quiet")).unwrap_or(false);
            let all: Vec<Value> = if quiet { vec![] } else { all.map(|key| json!({ "Key": key })).collect() };
            json!({ "Deleted": all })
        }
        _ => json!({}),
    }
}

/// The bytes a `Range` asks for (`bytes=0-99`, `bytes=100-`, `bytes=-5`); any other form is answered with the whole object, as on AWS.
fn part(range: Option<&str>, mut object: Value) -> Result<Value, Refusal> {
    let asked = range.and_then(|r| r.strip_prefix("bytes=")).and_then(|r| r.split_once('-'));
    let Some((from, to)) = asked else { return Ok(object) };
    let body = object.get("Body").and_then(Value::as_str).and_then(|body| STANDARD.decode(body).ok());
    let Some(body) = body else { return Ok(object) };
    let size = body.len();
    let (from, to) = match (from.parse::<usize>(), to.parse::<usize>()) {
        (Ok(from), Ok(to)) if from <= to => (from, to.saturating_add(1)),
        (Ok(from), Err(_)) if to.is_empty() => (from, size),
        (Err(_), Ok(last)) if from.is_empty() => (size.saturating_sub(last), size),
        _ => return Ok(object),
    };
    let Some(bytes) = body.get(from..to.min(size)).filter(|bytes| !bytes.is_empty()) else {
        return Err(Refusal::new("InvalidRange", "The requested range is not satisfiable").status(416));
    };
    if let Some(out) = object.as_object_mut() {
        out.insert("ContentLength".into(), json!(bytes.len()));
        out.insert("ContentRange".into(), json!(format!("bytes {from}-{}/{size}", from + bytes.len() - 1)));
        out.insert("Body".into(), json!(STANDARD.encode(bytes)));
    }
    Ok(object)
}

fn object(operation: &str, found: &Found) -> Value {
    let mut out = Map::new();
    let mut meta = Map::new();
    for (name, said) in &found.cargo.attributes {
        match name.strip_prefix(META) {
            Some(name) => meta.insert(name.into(), json!(&*said.value)),
            None if KEPT.contains(&&**name) => out.insert(name.to_string(), json!(&*said.value)),
            None => None,
        };
    }
    out.entry("ContentType").or_insert(json!("binary/octet-stream"));
    out.insert("Metadata".into(), meta.into());
    out.insert("ETag".into(), json!(format!("\"{}\"", found.etag)));
    out.insert("LastModified".into(), json!(epoch_secs(found.modified)));
    if operation == "GetObject" {
        let body = bytes(&found.cargo);
        out.insert("ContentLength".into(), json!(body.len()));
        out.insert("Body".into(), json!(STANDARD.encode(&body)));
    } else {
        out.insert("ContentLength".into(), json!(found.size));
    }
    Value::Object(out)
}

fn listed(operation: &str, input: Input<'_>, page: &Listing) -> Value {
    let url = input.text("EncodingType") == Some("url");
    let key = |key: &str| if url { encoded(key) } else { key.to_owned() };
    let one = |o: &crate::sim::services::s3::api::Listed| {
        json!({
            "Key": key(&o.key), "Size": o.size, "ETag": format!("\"{}\"", o.etag), "StorageClass": "STANDARD",
            "LastModified": epoch_secs(o.modified),
        })
    };
    let mut out = json!({
        "Name": input.text("Bucket"),
        "Prefix": key(input.text("Prefix").unwrap_or_default()),
        "Delimiter": input.text("Delimiter").map(key),
        "MaxKeys": input.int("MaxKeys").unwrap_or(1_000).min(1_000),
        "EncodingType": input.text("EncodingType"),
        "IsTruncated": page.next.is_some(),
        "Contents": page.contents.iter().map(one).collect::<Vec<_>>(),
        "CommonPrefixes": page.prefixes.iter().map(|p| json!({ "Prefix": key(p) })).collect::<Vec<_>>(),
    });
    if operation == "ListObjects" {
        out["Marker"] = json!(key(input.text("Marker").unwrap_or_default()));
        out["NextMarker"] = json!(page.next.as_deref().map(key));
    } else {
        out["KeyCount"] = json!(page.contents.len() + page.prefixes.len());
        out["ContinuationToken"] = json!(input.text("ContinuationToken"));
        out["StartAfter"] = json!(input.text("StartAfter").map(key));
        out["NextContinuationToken"] = json!(page.next.as_deref());
    }
    out
}

/// A key as lists carry it where the client asks for `encoding-type=url`: XML has no room for every character of a key.
fn encoded(key: &str) -> String {
    reading::encoded(key, b"/")
}

fn told(config: &Notifications) -> Value {
    let mut out = Map::new();
    for (service, list, to) in [
        ("sqs", "QueueConfigurations", "QueueArn"),
        ("sns", "TopicConfigurations", "TopicArn"),
        ("lambda", "LambdaFunctionConfigurations", "LambdaFunctionArn"),
    ] {
        let mine = config.rules.iter().filter(|r| arn::parse(&r.to).is_some_and(|p| p.service == service));
        let one = |rule: &Rule| {
            let part =
                |name: &str, value: &Name| (!value.is_empty()).then(|| json!({ "Name": name, "Value": &**value }));
            let parts: Vec<Value> =
                [part("Prefix", &rule.prefix), part("Suffix", &rule.suffix)].into_iter().flatten().collect();
            let mut one = json!({
                "Id": &*rule.id, to: &*rule.to, "Events": rule.events.iter().map(|e| json!(&**e)).collect::<Vec<_>>(),
            });
            if !parts.is_empty() {
                one["Filter"] = json!({ "Key": { "FilterRules": parts } });
            }
            one
        };
        let all: Vec<Value> = mine.map(one).collect();
        if !all.is_empty() {
            out.insert(list.into(), all.into());
        }
    }
    if config.event_bridge.is_some() {
        out.insert("EventBridgeConfiguration".into(), json!({}));
    }
    Value::Object(out)
}

/// A refusal under AWS's code.
fn refusal(error: &S3Error) -> Refusal {
    Refusal::new(error.code.name(), error.message.clone()).status(error.code.http_status())
}

#[cfg(test)]
mod tests {
    use super::{encoded, part};
    use base64::{Engine, engine::general_purpose::STANDARD};
    use serde_json::json;

    #[test]
    fn keys_in_lists_are_encoded_where_asked() {
        assert_eq!(encoded("a+b/c d%\u{1}\u{e9}.txt"), "a%2Bb/c%20d%25%01%C3%A9.txt");
    }

    #[test]
    fn a_range_is_a_part_of_the_object() {
        let object = || json!({ "Body": STANDARD.encode("0123456789"), "ContentLength": 10 });
        let read = |range: &str| {
            let out = part(Some(range), object()).unwrap();
            let body = STANDARD.decode(out["Body"].as_str().unwrap()).unwrap();
            (String::from_utf8(body).unwrap(), out["ContentRange"].as_str().map(str::to_owned))
        };
        assert_eq!(read("bytes=2-4"), ("234".into(), Some("bytes 2-4/10".into())));
        assert_eq!(read("bytes=8-"), ("89".into(), Some("bytes 8-9/10".into())));
        assert_eq!(read("bytes=-3"), ("789".into(), Some("bytes 7-9/10".into())));
        assert_eq!(read("bytes=5-99"), ("56789".into(), Some("bytes 5-9/10".into())));
        assert_eq!(read("lines=1-2"), ("0123456789".into(), None));
        assert_eq!(part(Some("bytes=10-"), object()).unwrap_err().code, "InvalidRange");
    }
}
