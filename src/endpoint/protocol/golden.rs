//! Requests as botocore sends them, answers as its parsers read them (`tests/fixtures/endpoint/make.py` makes and judges both).
use super::{Head, HttpAnswer, decode, reply};
use crate::endpoint::{
    command::{Command, Protocol},
    refusal::Refusal,
    services::Service,
    shapes::model,
};
use base64::{Engine, engine::general_purpose::STANDARD};
use serde_json::{Value, json};
use std::sync::OnceLock;

const REQUESTS: &str = include_str!("../../../tests/fixtures/endpoint/requests.json");
const ANSWERS: &str = include_str!("../../../tests/fixtures/endpoint/answers.json");

fn rows(text: &str) -> Vec<Value> {
    serde_json::from_str(text).unwrap()
}

fn text<'a>(row: &'a Value, key: &str) -> &'a str {
    row[key].as_str().unwrap_or_default()
}

fn service(row: &Value) -> Service {
    *Service::ALL.iter().find(|s| s.model() == text(row, "service")).unwrap()
}

/// A request of the fixture, as the server would hand it in.
pub(super) struct Sent {
    pub(super) method: String,
    pub(super) path: String,
    pub(super) headers: Vec<(String, String)>,
    pub(super) body: Vec<u8>,
}

impl Sent {
    fn new(row: &Value) -> Self {
        let signature =
            format!("AWS4-HMAC-SHA256 Credential=AKID/20261121/us-east-1/{}/aws4_request", text(row, "signing"));
        let pair = |h: &Value| (h[0].as_str().unwrap().to_owned(), h[1].as_str().unwrap().to_owned());
        let mut headers: Vec<_> = row["headers"].as_array().unwrap().iter().map(pair).collect();
        headers.push(("Authorization".into(), signature));
        headers.push(("Host".into(), "localhost:4566".into()));
        let body = STANDARD.decode(text(row, "body")).unwrap();
        Self { method: text(row, "method").into(), path: text(row, "path").into(), headers, body }
    }
    pub(super) fn with<T>(&self, then: impl FnOnce(&Head<'_>, &[u8]) -> T) -> T {
        let headers: Vec<_> = self.headers.iter().map(|(k, v)| (k.as_str(), v.as_str())).collect();
        then(&Head { method: &self.method, path_and_query: &self.path, headers: &headers }, &self.body)
    }
}

/// Every request of the fixture.
pub(super) fn sent() -> &'static [Sent] {
    static ALL: OnceLock<Vec<Sent>> = OnceLock::new();
    ALL.get_or_init(|| rows(REQUESTS).iter().map(Sent::new).collect())
}

#[test]
fn what_botocore_sends_is_read_as_it_was_meant() {
    let mut wrong = Vec::new();
    for row in rows(REQUESTS) {
        let got = Sent::new(&row).with(|head, body| decode(head, body).map(|(command, _)| command));
        let got = got.map(|c| (c.service, c.operation, c.input)).map_err(|r| r.refusal);
        let mut meant = row["input"].clone();
        same_numbers(&mut meant);
        let want = (service(&row), text(&row, "operation"), meant);
        if got.as_ref().ok().map(|(s, o, i)| (*s, *o, i)) != Some((want.0, want.1, &want.2)) {
            wrong.push(format!(
                "{} {} {}\n  got  {got:?}\n  want {want:?}",
                text(&row, "protocol"),
                text(&row, "service"),
                want.1
            ));
        }
    }
    assert!(wrong.is_empty(), "{} wrong:\n{}", wrong.len(), wrong.join("\n"));
}

/// `5.0` and `5` are one number.
fn same_numbers(value: &mut Value) {
    match value {
        Value::Array(list) => list.iter_mut().for_each(same_numbers),
        Value::Object(map) => map.values_mut().for_each(same_numbers),
        Value::Number(number) => {
            if let Some(whole) = number.as_f64().filter(|n| n.fract() == 0.0 && number.as_i64().is_none()) {
                *value = json!(whole as i64);
            }
        }
        _ => {}
    }
}

fn answer(row: &Value) -> HttpAnswer {
    let service = service(row);
    let protocol = match text(row, "protocol") {
        "query" => Protocol::Query,
        "rest-json" => Protocol::Rest,
        "rest-xml" => Protocol::RestXml,
        _ if model(service).meta.compatible => Protocol::JsonCompatible,
        _ => Protocol::Json,
    };
    let operation = model(service).operation(text(row, "operation")).unwrap().name;
    let command = Command {
        service,
        operation,
        protocol,
        region: crate::sim::region::Region::default(),
        client: "boto3".into(),
        host: "localhost".into(),
        input: Value::Null,
        breach: None,
    };
    let result = match row["error"].as_str() {
        Some(code) => Err(Refusal::new(code.to_owned(), "why <&> not")),
        None => Ok(row["value"].clone()),
    };
    reply(&command, result, "00000000-0000-0000-0000-000000000001")
}

#[test]
fn what_is_answered_is_what_botocore_judged() {
    let write = std::env::var_os("INFLIGHT_WRITE").is_some();
    let mut all = rows(ANSWERS);
    for row in &mut all {
        let answer = answer(row);
        let (status, headers, body) =
            (json!(answer.status), json!(answer.headers), json!(STANDARD.encode(&answer.body)));
        if write {
            (row["status"], row["headers"], row["body"]) = (status, headers, body);
        } else {
            let name = format!("{} {}", text(row, "service"), text(row, "operation"));
            assert_eq!((&row["status"], &row["headers"]), (&status, &headers), "{name}");
            assert_eq!(STANDARD.decode(text(row, "body")).unwrap(), answer.body, "{name}");
        }
    }
    if write {
        let lines: Vec<_> = all.iter().map(Value::to_string).collect();
        let path = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/fixtures/endpoint/answers.json");
        std::fs::write(path, format!("[\n{}\n]\n", lines.join(",\n"))).unwrap();
    }
}
