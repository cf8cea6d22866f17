//! Outputs in JSON, written along the shapes: nothing is copied before it is bytes.
use super::super::moment;
use crate::endpoint::shapes::{Kind, Model, Shape};
use serde_json::Value;

/// Writes a value.
pub(in crate::endpoint::protocol) fn write(model: &Model, shape: &Shape, value: &Value, out: &mut Vec<u8>) {
    match (shape.kind, value) {
        (Kind::Structure, Value::Object(map)) => {
            let named = shape.members.iter().filter(|m| m.place.is_none());
            let there = named.filter_map(|m| Some((m, map.get(m.name).filter(|v| !v.is_null())?)));
            between(*b"{}", there, out, |(member, value), out| {
                plain(&member.wire(), out);
                out.push(b':');
                write(model, model.shape(member.shape), value, out);
            });
        }
        // Nothing to say is an empty object to SDKs, never `null`.
        (Kind::Structure, _) => out.extend_from_slice(b"{}"),
        (Kind::Map, Value::Object(map)) => {
            let element = model.shape(shape.element);
            between(*b"{}", map.iter().filter(|(_, v)| !v.is_null()), out, |(key, value), out| {
                plain(key, out);
                out.push(b':');
                write(model, element, value, out);
            });
        }
        (Kind::List, Value::Array(list)) => {
            let element = model.shape(shape.element);
            between(*b"[]", list.iter(), out, |value, out| write(model, element, value, out));
        }
        (Kind::Timestamp, value @ Value::Number(_)) => match shape.time {
            Some(format) => plain(&moment::write(value, format), out),
            None => plain(value, out),
        },
        // A number with parts stays one where it is whole: strictly typed clients ask for it.
        (Kind::Double | Kind::Float, Value::Number(number)) => plain(&number.as_f64(), out),
        (_, value) => plain(value, out),
    }
}

fn between<T>(
    [open, close]: [u8; 2],
    items: impl Iterator<Item = T>,
    out: &mut Vec<u8>,
    one: impl Fn(T, &mut Vec<u8>),
) {
    out.push(open);
    for (at, item) in items.enumerate() {
        if at > 0 {
            out.push(b',');
        }
        one(item, out);
    }
    out.push(close);
}

fn plain(value: &(impl serde::Serialize + ?Sized), out: &mut Vec<u8>) {
    // Writing to memory cannot fail.
    let _ = serde_json::to_writer(out, value);
}
