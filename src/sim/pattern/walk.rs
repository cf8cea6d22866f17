//! Matching a document. AWS flattens a document to dotted paths and remembers which element of which array each value came
//! from: all fields of a pattern below one array have to match in the same element. So do we, without flattening.
use super::compile::Branch;
use super::number::Numbers;
use super::rule::{Rule, Scalar};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use std::collections::BTreeMap;
use std::sync::Arc;

/// One alternative as a tree of path steps.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Step {
    /// The rules of a value that stands here, and its whole path where absence is one of them.
    leaf: Option<(Arc<Vec<Rule>>, Option<Vec<String>>)>,
    next: BTreeMap<String, Step>,
}

/// A value on the way; `rest` is what is left of its key where that holds dots.
#[derive(Clone, Copy, Debug)]
struct Stop<'a> {
    value: &'a Value,
    rest: &'a str,
}

impl Step {
    /// A branch as a tree.
    pub(super) fn of(branch: &Branch) -> Self {
        let mut root = Self::default();
        for (path, rules) in branch {
            let mut at = &mut root;
            for step in path.split('.') {
                at = at.next.entry(step.to_string()).or_default();
            }
            let absent = rules.iter().any(Rule::wants_absence);
            at.leaf = Some((rules.clone(), absent.then(|| path.split('.').map(String::from).collect())));
        }
        root
    }
    /// Whether a document passes.
    pub(super) fn passes(&self, root: &Value, numbers: Numbers) -> bool {
        Walk { root, numbers }.passes(self, &[Stop { value: root, rest: "" }])
    }
}

struct Walk<'a> {
    root: &'a Value,
    numbers: Numbers,
}

impl<'a> Walk<'a> {
    fn passes(&self, step: &Step, here: &[Stop<'a>]) -> bool {
        if !step.next.is_empty()
            && let Some((at, items)) = here.iter().enumerate().find_map(|(at, stop)| array(*stop).map(|i| (at, i)))
        {
            return self.any_element(step, here, at, items);
        }
        let leaf = step.leaf.as_ref().is_none_or(|(rules, absent)| {
            here.iter().any(|stop| stop.rest.is_empty() && self.value_passes(rules, stop.value))
                || absent.as_ref().is_some_and(|path| !present(self.root, "", path))
        });
        leaf && step.next.iter().all(|(key, next)| self.passes(next, &below(here, key)))
    }

    /// Everything below an array is looked for in one of its elements.
    fn any_element(&self, step: &Step, here: &[Stop<'a>], at: usize, items: &'a [Value]) -> bool {
        let with = |element: Option<&'a Value>| {
            let chosen = |(n, stop): (usize, &Stop<'a>)| match element {
                _ if n != at => Some(*stop),
                Some(value) => Some(Stop { value, rest: "" }),
                None => None,
            };
            self.passes(step, &here.iter().enumerate().filter_map(chosen).collect::<Vec<_>>())
        };
        if items.is_empty() { with(None) } else { items.iter().any(|item| with(Some(item))) }
    }

    /// Whether a value, or any element of it, passes any of the rules.
    fn value_passes(&self, rules: &[Rule], value: &Value) -> bool {
        match value {
            Value::Array(items) => items.iter().any(|item| self.value_passes(rules, item)),
            Value::Object(_) => false,
            _ => Scalar::of(value, self.numbers).is_some_and(|scalar| rules.iter().any(|r| r.passes(scalar))),
        }
    }
}

fn array(stop: Stop<'_>) -> Option<&[Value]> {
    match stop.value {
        Value::Array(items) if stop.rest.is_empty() => Some(items),
        _ => None,
    }
}

/// The rest of a dotted key behind one step.
fn behind<'a>(name: &'a str, key: &str) -> Option<&'a str> {
    name.strip_prefix(key).and_then(|rest| rest.strip_prefix('.')).filter(|rest| !rest.is_empty())
}

/// What stands below under `key`.
fn below<'a>(here: &[Stop<'a>], key: &str) -> Vec<Stop<'a>> {
    let mut found = vec![];
    for stop in here {
        if stop.rest == key {
            found.push(Stop { rest: "", ..*stop });
        } else if let Some(rest) = behind(stop.rest, key) {
            found.push(Stop { rest, ..*stop });
        } else if let (true, Value::Object(fields)) = (stop.rest.is_empty(), stop.value) {
            found.extend(fields.get(key).map(|value| Stop { value, rest: "" }));
            found.extend(fields.iter().filter_map(|(name, value)| behind(name, key).map(|rest| Stop { value, rest })));
        }
    }
    found
}

/// Whether a path leads to any value that is no object, in any element of any array.
fn present(value: &Value, rest: &str, path: &[String]) -> bool {
    if rest.is_empty()
        && let Value::Array(items) = value
    {
        return items.iter().any(|item| present(item, "", path));
    }
    let Some((key, path)) = path.split_first() else {
        return rest.is_empty() && !value.is_object();
    };
    below(&[Stop { value, rest }], key).iter().any(|stop| present(stop.value, stop.rest, path))
}
