//! Inputs in forms: `Entries.member.1.Id=a`, walked along the shapes. Lists count from 1, in any order and with gaps, as AWS takes them.
use super::{form::Pairs, moment};
use crate::endpoint::{
    refusal::Refusal,
    shapes::{Kind, Member, Model, Shape},
};
use serde_json::{Map, Number, Value};
use std::collections::BTreeSet;

/// Shapes that lead back to themselves end here.
const DEEPEST: usize = 24;

/// Reads a form as an operation's input.
pub(super) fn input(model: &Model, shape: &Shape, form: &Pairs) -> Result<Value, Refusal> {
    Walk { model, form }.structure(shape, "", 0)
}

#[derive(Clone, Copy)]
struct Walk<'a> {
    model: &'a Model,
    form: &'a Pairs,
}

fn join(prefix: &str, name: &str) -> String {
    if prefix.is_empty() { name.to_owned() } else { format!("{prefix}.{name}") }
}

impl Walk<'_> {
    fn structure(self, shape: &Shape, prefix: &str, depth: usize) -> Result<Value, Refusal> {
        let mut map = Map::new();
        for member in &shape.members {
            let key = join(prefix, member.in_form());
            if depth < DEEPEST && self.form.has(&key) {
                map.insert(member.name.to_owned(), self.member(member, &key, depth)?);
            }
        }
        Ok(Value::Object(map))
    }
    fn member(self, member: &Member, key: &str, depth: usize) -> Result<Value, Refusal> {
        let shape = self.model.shape(member.shape);
        self.value(shape, (key, shape.flat || member.flat()), depth + 1)
    }
    fn value(self, shape: &Shape, (key, flat): (&str, bool), depth: usize) -> Result<Value, Refusal> {
        match shape.kind {
            Kind::Structure => self.structure(shape, key, depth),
            Kind::List => self.list(shape, (key, flat), depth),
            Kind::Map => self.map(shape, (key, flat), depth),
            kind => scalar(kind, key, self.form.get(key).unwrap_or_default()),
        }
    }
    fn list(self, shape: &Shape, (key, flat): (&str, bool), depth: usize) -> Result<Value, Refusal> {
        let named = join(key, shape.element_name.unwrap_or("member"));
        // Older SDKs leave out `member`, older services too: both forms are read.
        let prefix = if flat || !self.form.has(&named) { key } else { &named };
        let element = self.model.shape(shape.element);
        let one = |at: &str| self.value(element, (&join(prefix, at), element.flat), depth + 1);
        self.indices(prefix).iter().map(|(_, at)| one(at)).collect()
    }
    fn map(self, shape: &Shape, (key, flat): (&str, bool), depth: usize) -> Result<Value, Refusal> {
        let prefix = if flat { key.to_owned() } else { join(key, "entry") };
        let (name, value) = (shape.key_name.unwrap_or("key"), shape.element_name.unwrap_or("value"));
        let element = self.model.shape(shape.element);
        let mut map = Map::new();
        for (_, at) in self.indices(&prefix) {
            let entry = join(&prefix, at);
            if let Some(name) = self.form.get(&join(&entry, name)) {
                let value = join(&entry, value);
                if self.form.has(&value) {
                    map.insert(name.to_owned(), self.value(element, (&value, element.flat), depth + 1)?);
                }
            }
        }
        Ok(Value::Object(map))
    }
    /// The numbers that follow a prefix, in order, and as they are written.
    fn indices(&self, prefix: &str) -> BTreeSet<(u32, &str)> {
        let start = format!("{prefix}.");
        let first = |key: &'_ str| key.find('.').map_or(key.len(), |end| end);
        let rests = self.form.under(&start).filter_map(|(key, _)| key.get(start.len()..));
        rests.filter_map(|rest| rest.get(..first(rest))).filter_map(|at| Some((at.parse().ok()?, at))).collect()
    }
}

/// A scalar from text.
pub(super) fn scalar(kind: Kind, key: &str, text: &str) -> Result<Value, Refusal> {
    let malformed = || {
        let (key, text) = (super::detect::short(key), super::detect::short(text));
        Refusal::new("MalformedInput", format!("Value {text} at {key} is not of the expected type"))
    };
    let value = match kind {
        Kind::Integer | Kind::Long => text.trim().parse::<i64>().ok().map(Value::from),
        Kind::Float | Kind::Double => text.trim().parse::<f64>().ok().and_then(Number::from_f64).map(Value::Number),
        Kind::Boolean if text.eq_ignore_ascii_case("true") => Some(true.into()),
        Kind::Boolean if text.eq_ignore_ascii_case("false") => Some(false.into()),
        Kind::Boolean => None,
        Kind::Timestamp => moment::parse(text),
        _ => Some(text.into()),
    };
    value.ok_or_else(malformed)
}
