//! Inputs in JSON bodies: parsed once, then walked along the shapes in place. What the model does not know is dropped, as AWS does.
use super::{cbor, moment};
use crate::endpoint::{
    refusal::Refusal,
    shapes::{Kind, Member, Model, Shape},
};
use serde_json::{Map, Value};

const LIST: &str = "Start of list found where not expected";
const MAP: &str = "Start of structure or map found where not expected.";

/// Reads a body as an operation's input.
pub(super) fn input(model: &Model, shape: &Shape, body: &[u8]) -> Result<Value, Refusal> {
    let mut value = parse(body)?;
    walk(model, shape, &mut value)?;
    Ok(value)
}

/// Reads a body in CBOR as an operation's input.
pub(super) fn from_cbor(model: &Model, shape: &Shape, body: &[u8]) -> Result<Value, Refusal> {
    let empty = Value::Object(Map::new());
    let parsed = if body.is_empty() { Some(empty) } else { cbor::parse(body, millis(model)) };
    let mut value = parsed.filter(Value::is_object).ok_or_else(|| garbled(""))?;
    walk(model, shape, &mut value)?;
    Ok(value)
}

/// Whether moments in CBOR are milliseconds: in Amazon's own dialect, not in Smithy's.
pub(super) fn millis(model: &Model) -> bool {
    !model.meta.compatible
}

/// Reads a body as a JSON object; nothing at all is an empty one.
pub(super) fn parse(body: &[u8]) -> Result<Value, Refusal> {
    if body.iter().all(u8::is_ascii_whitespace) {
        return Ok(Value::Object(Map::new()));
    }
    match serde_json::from_slice(body) {
        Ok(Value::Object(map)) => Ok(Value::Object(map)),
        Ok(Value::Null) => Ok(Value::Object(Map::new())),
        Ok(Value::Array(_)) => Err(garbled(LIST)),
        // AWS says no more than the code here.
        Ok(_) | Err(_) => Err(garbled("")),
    }
}

pub(super) fn garbled(message: impl Into<std::borrow::Cow<'static, str>>) -> Refusal {
    Refusal::new("SerializationException", message).query("MalformedInput")
}

/// Brings a value into the shape's form.
pub(super) fn walk(model: &Model, shape: &Shape, value: &mut Value) -> Result<(), Refusal> {
    match (shape.kind, &mut *value) {
        (Kind::Text, Value::String(_)) | (Kind::Boolean, Value::Bool(_)) => Ok(()),
        (Kind::Structure, Value::Object(map)) => structure(model, shape, map),
        (Kind::List, Value::Array(list)) => {
            let element = model.shape(shape.element);
            list.retain(|v| !v.is_null());
            list.iter_mut().try_for_each(|one| walk(model, element, one))
        }
        (Kind::Map, Value::Object(map)) => {
            let element = model.shape(shape.element);
            map.retain(|_, v| !v.is_null());
            map.values_mut().try_for_each(|one| walk(model, element, one))
        }
        (Kind::Integer | Kind::Long, Value::Number(number)) => {
            if let Some(parts) = number.as_f64().filter(|_| number.as_i64().is_none()) {
                #[allow(clippy::cast_possible_truncation)] // as AWS: parts are cut off
                let whole = parts as i64;
                *value = whole.into();
            }
            Ok(())
        }
        (Kind::Float | Kind::Double | Kind::Timestamp, Value::Number(_)) => Ok(()),
        (Kind::Float | Kind::Double, Value::String(text)) if matches!(&**text, "NaN" | "Infinity" | "-Infinity") => {
            Ok(())
        }
        (Kind::Timestamp, Value::String(text)) => {
            let at = moment::parse(text)
                .ok_or_else(|| garbled(format!("Unparseable date: {}", super::detect::short(text))))?;
            *value = at;
            Ok(())
        }
        (Kind::Blob, Value::String(text)) => base64(text),
        (kind, found) => Err(mismatch(found, kind)),
    }
}

fn structure(model: &Model, shape: &Shape, map: &mut Map<String, Value>) -> Result<(), Refusal> {
    let in_body = |m: &&Member| m.place.is_none();
    if shape.members.iter().filter(in_body).any(|m| m.alias.is_some()) {
        rename(shape, map);
    }
    let mut refused = None;
    map.retain(|key, value| {
        let member = shape.members.iter().find(|m| m.name == key).filter(|_| !value.is_null() && refused.is_none());
        let Some(member) = member else { return false };
        refused = walk(model, model.shape(member.shape), value).err();
        true
    });
    refused.map_or(Ok(()), Err)
}

/// From the names on the wire to those of the model, where they differ.
fn rename(shape: &Shape, map: &mut Map<String, Value>) {
    let old = std::mem::take(map);
    for (key, value) in old {
        if let Some(member) = shape.members.iter().find(|m| m.wire() == key) {
            map.insert(member.name.to_owned(), value);
        }
    }
}

fn base64(text: &str) -> Result<(), Refusal> {
    let letters = text.trim_end_matches('=');
    let good = letters.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'+' || b == b'/');
    let whole = text.len().is_multiple_of(4) && text.len() - letters.len() < 3;
    (good && whole).then_some(()).ok_or_else(|| garbled("Unable to base64 decode value"))
}

/// A value of another kind than the model's, in AWS's words.
fn mismatch(found: &Value, kind: Kind) -> Refusal {
    let found = match found {
        Value::String(_) => "STRING_VALUE",
        Value::Number(_) => "NUMBER_VALUE",
        Value::Bool(true) => "TRUE_VALUE",
        Value::Bool(false) => "FALSE_VALUE",
        Value::Null => "NULL_VALUE",
        Value::Array(_) => {
            return garbled(LIST);
        }
        Value::Object(_) => return garbled(MAP),
    };
    let wanted = match kind {
        Kind::Text => "String",
        Kind::Integer => "Integer",
        Kind::Long => "Long",
        Kind::Float => "Float",
        Kind::Double => "Double",
        Kind::Boolean => "Boolean",
        Kind::Blob => "ByteBuffer",
        Kind::Timestamp => "Date",
        Kind::List => return garbled("Expected list or null"),
        Kind::Structure | Kind::Map => return garbled("Expected null"),
    };
    garbled(format!("{found} can not be converted to {} {wanted}", if wanted.starts_with('I') { "an" } else { "a" }))
}
