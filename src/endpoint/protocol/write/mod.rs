//! Answers as bytes, each in the protocol its request came by.

mod error;
pub(super) mod json;
mod rest;
mod xml;

use super::{HttpAnswer, Rejection, cbor, eventstream, json::millis, operation};
use crate::endpoint::{
    command::{Command, Protocol},
    refusal::Refusal,
    shapes::{Model, Shape},
};
use serde_json::Value;
use std::borrow::Cow;

type Header = (Cow<'static, str>, Cow<'static, str>);

/// A header with a fixed name.
fn header(name: &'static str, value: impl Into<Cow<'static, str>>) -> Header {
    (Cow::Borrowed(name), value.into())
}

/// Answers a command: its operation's output, or its refusal.
#[must_use]
pub fn reply(command: &Command, result: Result<Value, Refusal>, request_id: &str) -> HttpAnswer {
    let value = match result {
        Ok(value) => value,
        Err(refusal) => {
            let who = error::Who {
                service: Some(command.service),
                operation: Some(command.operation),
                protocol: command.protocol,
            };
            return error::answer(&who, &refusal, request_id);
        }
    };
    let (model, operation) = operation(command);
    let output = operation.and_then(|o| model.output(o));
    match command.protocol {
        Protocol::Json | Protocol::JsonCompatible => in_json(model, output, &value, request_id),
        Protocol::Cbor => in_cbor(model, output, &value, request_id),
        Protocol::Query => {
            let body = xml::result(model, (command.operation, output), &value, request_id);
            let headers = vec![header("x-amzn-requestid", request_id.to_owned()), header("content-type", "text/xml")];
            HttpAnswer { status: 200, headers, body: body.into_bytes() }
        }
        Protocol::Rest | Protocol::RestXml => {
            let status = operation.map_or(200, |o| o.status);
            rest::answer(
                &rest::Out { model, output, status, is_xml: command.protocol == Protocol::RestXml },
                &value,
                request_id,
            )
        }
    }
}

/// Answers what never became a command.
#[must_use]
pub fn reject(rejection: &Rejection, request_id: &str) -> HttpAnswer {
    let Rejection { refusal, service, operation, protocol, .. } = rejection;
    error::answer(&error::Who { service: *service, operation: *operation, protocol: *protocol }, refusal, request_id)
}

fn json_type(model: &Model) -> &'static str {
    if model.meta.json == "1.0" { "application/x-amz-json-1.0" } else { "application/x-amz-json-1.1" }
}

fn in_json(model: &Model, output: Option<&Shape>, value: &Value, request_id: &str) -> HttpAnswer {
    let stream = output.and_then(|shape| shape.members.iter().find(|m| model.shape(m.shape).stream));
    let id = header("x-amzn-requestid", request_id.to_owned());
    if let (Some(output), Some(member)) = (output, stream) {
        let body = eventstream::body(model, (output, member), value);
        let headers = vec![id, header("content-type", "application/vnd.amazon.eventstream")];
        return HttpAnswer { status: 200, headers, body };
    }
    let mut body = Vec::with_capacity(256);
    if let Some(shape) = output {
        json::write(model, shape, value, &mut body);
    }
    HttpAnswer { status: 200, headers: vec![id, header("content-type", json_type(model))], body }
}

/// The headers of an answer in CBOR.
fn cbor_headers(model: Option<&Model>, request_id: &str) -> Vec<Header> {
    let id = header("x-amzn-requestid", request_id.to_owned());
    if model.is_some_and(|m| m.meta.compatible) {
        return vec![id, header("content-type", "application/cbor"), header("smithy-protocol", "rpc-v2-cbor")];
    }
    vec![id, header("content-type", "application/x-amz-cbor-1.1")]
}

fn in_cbor(model: &Model, output: Option<&Shape>, value: &Value, request_id: &str) -> HttpAnswer {
    if output.is_some_and(|shape| shape.members.iter().any(|m| model.shape(m.shape).stream)) {
        return in_json(model, output, value, request_id);
    }
    let mut body = Vec::with_capacity(256);
    if let Some(shape) = output {
        cbor::Writer { model, millis: millis(model) }.write(shape, value, &mut body);
    }
    HttpAnswer { status: 200, headers: cbor_headers(Some(model), request_id), body }
}
