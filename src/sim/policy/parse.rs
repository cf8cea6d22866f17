//! From JSON text to a policy. Every fault has its place (`Statement[1].Action`) and a cure.
use super::{Patterns, Policy, Statement, condition, condition::Condition, principal, principal::Principals};
use serde_json::{Map, Value};
use std::sync::Arc;

/// Bytes of a policy nobody's limit reaches: what is longer is refused before it is read.
const LONGEST: usize = 128 * 1024;

/// Why a text is no policy.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PolicyError {
    /// Where: `Statement[1].Action`, or `line 3 column 7` where it is no JSON.
    pub place: String,
    /// What is wrong and the cure.
    pub message: String,
}

impl std::fmt::Display for PolicyError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        if self.place.is_empty() { f.write_str(&self.message) } else { write!(f, "{}: {}", self.place, self.message) }
    }
}

/// What a policy belongs to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Use {
    /// A resource: every statement says to whom.
    Resource,
    /// A role: it is the principal.
    Identity,
}

type Read<T> = Result<T, PolicyError>;

fn fault<T>(place: impl Into<String>, message: impl Into<String>) -> Read<T> {
    Err(PolicyError { place: place.into(), message: message.into() })
}

pub(super) fn policy(text: &str) -> Read<Policy> {
    if text.len() > LONGEST {
        return fault("", format!("a policy of {} bytes is longer than any service takes", text.len()));
    }
    let value: Value = match serde_json::from_str(text) {
        Ok(value) => value,
        Err(why) => {
            let place = format!("line {} column {}", why.line(), why.column());
            return fault(place, "this is no JSON: look for a comma, a quote or a bracket");
        }
    };
    let Value::Object(map) = &value else {
        return fault("", "a policy is an object: {\"Version\": ..., \"Statement\": ...}");
    };
    known(map, &["Version", "Id", "Statement"], "")?;
    let variables = match map.get("Version").map(Value::as_str) {
        None | Some(Some("2008-10-17")) => false,
        Some(Some("2012-10-17")) => true,
        Some(_) => return fault("Version", "write \"2012-10-17\": there is only the older \"2008-10-17\" besides"),
    };
    let id = optional(map, "Id", "")?;
    let statements = match map.get("Statement") {
        None => return fault("Statement", "a policy needs at least one statement"),
        Some(Value::Array(list)) if list.is_empty() => {
            return fault("Statement", "a policy needs at least one statement");
        }
        Some(Value::Array(list)) => {
            let one = |(nth, value)| statement(value, &format!("Statement[{nth}]"));
            list.iter().enumerate().map(one).collect::<Read<Vec<_>>>()?
        }
        Some(one) => vec![statement(one, "Statement")?],
    };
    let sids: Vec<_> = statements.iter().filter_map(|s| s.sid.as_ref()).collect();
    if let Some((nth, sid)) = sids.iter().enumerate().find(|(nth, sid)| sids.iter().take(*nth).any(|s| s == *sid)) {
        return fault(format!("Statement[{nth}].Sid"), format!("`{sid}` is used twice: each Sid is its own"));
    }
    Ok(Policy { id, variables, statements })
}

/// Whether principals stand where they belong.
pub(super) fn fits(policy: &Policy, of: Use) -> Read<()> {
    for (nth, statement) in policy.statements.iter().enumerate() {
        let place = format!("Statement[{nth}].Principal");
        match (of, &statement.principals) {
            (Use::Resource, None) => {
                return fault(place, "a resource policy says to whom: {\"Service\": \"sns.amazonaws.com\"}");
            }
            (Use::Identity, Some(_)) => {
                return fault(place, "a role's policy names no principal: it is the role itself");
            }
            _ => {}
        }
    }
    Ok(())
}

fn known(map: &Map<String, Value>, names: &[&str], place: &str) -> Read<()> {
    let Some(stranger) = map.keys().find(|k| !names.contains(&k.as_str())) else { return Ok(()) };
    let near = names.iter().find(|n| n.eq_ignore_ascii_case(stranger));
    let cure = near.map_or_else(|| format!("known are {}", names.join(" ")), |n| format!("write `{n}`"));
    fault(place, format!("`{stranger}` is unknown here: {cure}"))
}

fn optional(map: &Map<String, Value>, key: &str, place: &str) -> Read<Option<Arc<str>>> {
    match map.get(key) {
        None => Ok(None),
        Some(Value::String(text)) => Ok(Some(text.as_str().into())),
        Some(_) => fault(format!("{place}{key}"), "this is a word in quotes"),
    }
}

const PARTS: &[&str] =
    &["Sid", "Effect", "Principal", "NotPrincipal", "Action", "NotAction", "Resource", "NotResource", "Condition"];

fn statement(value: &Value, place: &str) -> Read<Statement> {
    let Value::Object(map) = value else {
        return fault(place, "a statement is an object: {\"Effect\": \"Allow\", ...}");
    };
    known(map, PARTS, place)?;
    let deny = match map.get("Effect").and_then(Value::as_str) {
        Some("Allow") => false,
        Some("Deny") => true,
        _ => return fault(format!("{place}.Effect"), "write \"Allow\" or \"Deny\""),
    };
    let principals = match (map.get("Principal"), map.get("NotPrincipal")) {
        (Some(_), Some(_)) => return fault(place, "Principal and NotPrincipal exclude each other"),
        (Some(value), None) => Some(principals(value, false, &format!("{place}.Principal"))?),
        (None, Some(value)) => Some(principals(value, true, &format!("{place}.NotPrincipal"))?),
        (None, None) => None,
    };
    let actions = patterns(map, ("Action", "NotAction"), place)?;
    if let Some(bad) =
        actions.any.iter().find(|a| &***a != "*" && !a.split_once(':').is_some_and(|(v, n)| vendor(v) && !n.is_empty()))
    {
        let cure = "actions must be prefaced by a vendor: sqs:SendMessage";
        return fault(format!("{place}.Action"), format!("`{bad}`: {cure}"));
    }
    // Who names a principal stands at a resource: it is meant where none is named, and a word that is no ARN means none.
    let attached = principals.is_some();
    let named = ["Resource", "NotResource"].iter().any(|key| map.contains_key(*key));
    let resources = if attached && !named {
        Patterns { not: false, any: vec!["*".into()] }
    } else {
        patterns(map, ("Resource", "NotResource"), place)?
    };
    let is_arn = |r: &str| r == "*" || r.splitn(6, ':').count() == 6 || r.contains('*');
    if let Some(bad) = resources.any.iter().find(|r| !attached && !is_arn(r)) {
        return fault(format!("{place}.Resource"), format!("`{bad}` must be in ARN format or \"*\""));
    }
    let conditions = map.get("Condition").map_or(Ok(vec![]), |c| conditions(c, &format!("{place}.Condition")))?;
    Ok(Statement { sid: optional(map, "Sid", &format!("{place}."))?, deny, principals, actions, resources, conditions })
}

fn vendor(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-')
}

fn patterns(map: &Map<String, Value>, (plain, negated): (&str, &str), place: &str) -> Read<Patterns> {
    let (not, name, value) = match (map.get(plain), map.get(negated)) {
        (Some(value), None) => (false, plain, value),
        (None, Some(value)) => (true, negated, value),
        (Some(_), Some(_)) => return fault(place, format!("{plain} and {negated} exclude each other")),
        (None, None) => return fault(place, format!("the statement needs {plain} or {negated}")),
    };
    Ok(Patterns { not, any: words(value, &format!("{place}.{name}"))? })
}

/// A word or a list of words, at least one.
fn words(value: &Value, place: &str) -> Read<Vec<Arc<str>>> {
    let list = match value {
        Value::Array(list) => list.as_slice(),
        one => std::slice::from_ref(one),
    };
    if list.is_empty() {
        return fault(place, "the list is empty: name at least one");
    }
    let word = |v: &Value| match v {
        Value::String(text) if !text.is_empty() => Ok(text.as_str().into()),
        _ => fault(place, "write words in quotes"),
    };
    list.iter().map(word).collect()
}

fn principals(value: &Value, not: bool, place: &str) -> Read<Principals> {
    let mut all = Principals { not, ..Principals::default() };
    let map = match value {
        Value::String(star) if star == "*" => {
            all.everybody = true;
            return Ok(all);
        }
        Value::Object(map) if !map.is_empty() => map,
        _ => return fault(place, "write \"*\", {\"AWS\": \"111122223333\"} or {\"Service\": \"sns.amazonaws.com\"}"),
    };
    known(map, &["AWS", "Service", "Federated", "CanonicalUser"], place)?;
    for (kind, value) in map {
        let place = format!("{place}.{kind}");
        for word in words(value, &place)? {
            match kind.as_str() {
                "AWS" => aws(&word, &mut all, &place)?,
                "Service" if &*word == "*" => all.everybody = true,
                "Service" if word.contains('.') && !word.contains('*') => all.services.push(word),
                "Service" => return fault(place, format!("`{word}` is no service principal: sns.amazonaws.com")),
                // Nobody of a simulated run signs in by a federation or owns a canonical id: such a word matches nobody.
                _ => {}
            }
        }
    }
    Ok(all)
}

fn aws(word: &Arc<str>, all: &mut Principals, place: &str) -> Read<()> {
    if &**word == "*" {
        all.everybody = true;
    } else if let Some(account) = principal::account(word) {
        all.accounts.push(account.into());
    } else if principal::is_identity(word) {
        all.identities.push(word.clone());
    } else {
        let cure = "name an account (111122223333), a role (arn:aws:iam::111122223333:role/worker) or \"*\"";
        return fault(place, format!("`{word}` is no principal: {cure}"));
    }
    Ok(())
}

fn conditions(value: &Value, place: &str) -> Read<Vec<Condition>> {
    let Value::Object(operators) = value else {
        return fault(place, "a condition is an object: {\"ArnEquals\": {\"aws:SourceArn\": ...}}");
    };
    let mut all = vec![];
    for (name, keys) in operators {
        let place = format!("{place}.{name}");
        let Some((test, not, if_exists, set)) = condition::operator(name) else {
            return fault(
                place,
                "there is no such operator: StringEquals, StringLike, ArnLike, Bool, NumericLessThan, ...",
            );
        };
        let Value::Object(keys) = keys else { return fault(place, "an operator has keys: {\"aws:SourceArn\": ...}") };
        for (key, value) in keys {
            let place = format!("{place}.{key}");
            if !key.split_once(':').is_some_and(|(v, n)| vendor(v) && !n.is_empty()) {
                return fault(place, "conditions must be prefaced by a vendor: aws:SourceArn");
            }
            let values = scalars(value, &place)?;
            for value in &values {
                if let Err(wanted) = condition::value_fits(test, value) {
                    return fault(place, format!("`{value}` is not {wanted}"));
                }
            }
            all.push(Condition { test, not, if_exists, set, key: key.to_ascii_lowercase().into(), values });
        }
    }
    Ok(all)
}

/// A value or a list of values: words, numbers, true or false.
fn scalars(value: &Value, place: &str) -> Read<Vec<Arc<str>>> {
    let list = match value {
        Value::Array(list) => list.as_slice(),
        one => std::slice::from_ref(one),
    };
    let scalar = |v: &Value| match v {
        Value::String(text) => Ok(text.as_str().into()),
        Value::Number(n) => Ok(n.to_string().into()),
        Value::Bool(b) => Ok(b.to_string().into()),
        _ => fault(place, "a value is a word, a number or true/false, or a list of them"),
    };
    list.iter().map(scalar).collect()
}
