//! What the intrinsic functions do. Limits are those of the developer guide; a wrong argument is States.IntrinsicFailure.
use super::digest;
use super::fault::{Fault, INTRINSIC};
use super::intrinsic::Function;
use crate::base::random::Stream;
use crate::sim::ids;
use base64::{Engine, engine::general_purpose::STANDARD as BASE64};
use serde_json::{Map, Number, Value, json};

/// Items an array function may make.
const ITEMS: i64 = 1_000;
/// Characters of a text to be hashed or encoded.
const CHARS: usize = 10_000;

/// Calls a function. `luck` is the stream of the state machine.
///
/// # Errors
/// The arguments do not fit.
pub fn call(function: Function, args: &[Value], luck: &mut Stream) -> Result<Value, Fault> {
    let result = match args {
        [] => none(function, luck),
        [one] => single(function, one),
        [first, second] => double(function, first, second, luck),
        [first, second, third] => triple(function, (first, second, third)),
        _ => None,
    };
    let result = match function {
        Function::Format => format(args),
        Function::Array => Some(Value::Array(args.to_vec())),
        _ => result,
    };
    result.ok_or_else(|| {
        let shown: Vec<String> = args.iter().map(short).collect();
        Fault::new(INTRINSIC, format!("Invalid arguments in {}({})", function.name(), shown.join(", ")))
    })
}

fn short(value: &Value) -> String {
    value.to_string().chars().take(80).collect()
}

fn none(function: Function, luck: &mut Stream) -> Option<Value> {
    (function == Function::Uuid).then(|| Value::String(ids::uuid(luck.draw(), 0x5f, 0)))
}

fn single(function: Function, arg: &Value) -> Option<Value> {
    Some(match function {
        Function::StringToJson => match arg.as_str()? {
            "" => Value::Null,
            text => serde_json::from_str(text).ok()?,
        },
        Function::JsonToString => Value::String(arg.to_string()),
        Function::ArrayLength => json!(arg.as_array()?.len()),
        Function::ArrayUnique => {
            let mut seen = std::collections::BTreeSet::new();
            let fresh = arg.as_array()?.iter().filter(|item| seen.insert(item.to_string()));
            Value::Array(fresh.cloned().collect())
        }
        Function::Base64Encode => {
            let text = arg.as_str().filter(|t| t.chars().count() <= CHARS)?;
            Value::String(BASE64.encode(text))
        }
        Function::Base64Decode => {
            let text = arg.as_str().filter(|t| t.chars().count() <= CHARS)?;
            Value::String(String::from_utf8(BASE64.decode(text).ok()?).ok()?)
        }
        _ => return None,
    })
}

fn double(function: Function, first: &Value, second: &Value, luck: &mut Stream) -> Option<Value> {
    Some(match function {
        Function::ArrayPartition => {
            let size = usize::try_from(whole(second)?).ok().filter(|n| *n > 0)?;
            Value::Array(first.as_array()?.chunks(size).map(|part| Value::Array(part.to_vec())).collect())
        }
        Function::ArrayContains => Value::Bool(first.as_array()?.contains(second)),
        Function::ArrayGetItem => first.as_array()?.get(usize::try_from(whole(second)?).ok()?)?.clone(),
        Function::Hash => {
            let text = match first {
                Value::String(text) => text.clone(),
                other => other.to_string(),
            };
            let text = Some(text).filter(|t| t.chars().count() <= CHARS)?;
            Value::String(digest::hex(text.as_bytes(), second.as_str()?)?)
        }
        Function::MathRandom => random(whole(first)?, whole(second)?, luck.draw())?,
        Function::MathAdd => {
            let sum = whole(first)?.checked_add(whole(second)?)?;
            json!(i32::try_from(sum).ok()?)
        }
        Function::StringSplit => {
            let (text, marks) = (first.as_str()?, second.as_str()?);
            let parts = text.split(|c| marks.contains(c)).filter(|part| !part.is_empty());
            Value::Array(parts.map(|part| Value::String(part.into())).collect())
        }
        _ => return None,
    })
}

fn triple(function: Function, (first, second, third): (&Value, &Value, &Value)) -> Option<Value> {
    match function {
        Function::ArrayRange => range(whole(first)?, whole(second)?, whole(third)?),
        Function::JsonMerge => {
            // Only the shallow merge exists.
            (third == &Value::Bool(false)).then_some(())?;
            let mut merged: Map<String, Value> = first.as_object()?.clone();
            merged.extend(second.as_object()?.clone());
            Some(Value::Object(merged))
        }
        Function::MathRandom => random(whole(first)?, whole(second)?, ids::spread(whole(third)?.cast_unsigned())),
        _ => None,
    }
}

/// A whole number; a fraction is rounded to the nearest, as AWS does.
fn whole(value: &Value) -> Option<i64> {
    let number: &Number = value.as_number()?;
    number.as_i64().or_else(|| {
        let near = number.as_f64()?.round();
        (near.abs() < 9.0e15).then_some(near as i64)
    })
}

fn range(from: i64, to: i64, by: i64) -> Option<Value> {
    if by == 0 {
        return None;
    }
    let (mut all, mut at) = (vec![], from);
    while if by > 0 { at <= to } else { at >= to } {
        all.push(json!(at));
        if i64::try_from(all.len()).ok()? > ITEMS {
            return None;
        }
        at = at.checked_add(by)?;
    }
    Some(Value::Array(all))
}

/// From the first number (included) to the second (not included).
fn random(from: i64, to: i64, draw: u64) -> Option<Value> {
    let width = u64::try_from(to.checked_sub(from)?).ok().filter(|n| *n > 0)?;
    let step = u64::try_from((u128::from(draw) * u128::from(width)) >> 64).ok()?;
    Some(json!(from.checked_add_unsigned(step)?))
}

/// Fills `{}` in the first argument with the others; `\{` and `\}` are braces.
fn format(args: &[Value]) -> Option<Value> {
    let (template, rest) = args.split_first()?;
    let mut fill = rest.iter();
    let mut out = String::new();
    let mut chars = template.as_str()?.chars().peekable();
    while let Some(c) = chars.next() {
        match c {
            '\\' if matches!(chars.peek(), Some('{' | '}')) => out.extend(chars.next()),
            '{' if chars.peek() == Some(&'}') => {
                chars.next();
                match fill.next()? {
                    Value::String(text) => out.push_str(text),
                    other => out.push_str(&other.to_string()),
                }
            }
            '{' | '}' => return None,
            other => out.push(other),
        }
    }
    fill.next().is_none().then_some(Value::String(out))
}
