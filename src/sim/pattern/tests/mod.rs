//! Patterns by table and by chance.
use super::{EventPattern, FilterLimits, FilterPolicy, Scope, Verdict};
use crate::sim::errand::{Attribute, Cargo};
use proptest::prelude::*;
use std::collections::BTreeMap;

const LIMITS: FilterLimits =
    FilterLimits { keys: 5, combinations: 150, size: 262_144, magnitude: 1_000_000_000, decimals: 5 };

/// `pattern => document : yes|no`, one a line; `refused` lines name the beginning of the message.
fn run(table: &str, judge: impl Fn(&str, &str) -> String) {
    let mut wrong = vec![];
    let mut count = 0;
    for (no, line) in table.lines().enumerate() {
        let line = line.trim();
        if line.is_empty() || line.starts_with('#') {
            continue;
        }
        let (left, wanted) = line.rsplit_once(" : ").unwrap_or_else(|| panic!("line {}: no verdict", no + 1));
        let (pattern, document) = left.split_once(" =>").unwrap_or((left, ""));
        let seen = judge(pattern.trim(), document.trim());
        count += 1;
        if seen != wanted.trim() {
            wrong.push(format!("line {}: {line}\n      saw {seen}", no + 1));
        }
    }
    assert!(wrong.is_empty() && count > 20, "{} of {count} wrong\n{}", wrong.len(), wrong.join("\n"));
}

fn first_line(message: &str) -> String {
    message.lines().next().unwrap_or("").to_string()
}

#[test]
fn event_patterns() {
    run(include_str!("events.txt"), |pattern, event| match EventPattern::parse(pattern) {
        Ok(pattern) if event.is_empty() => format!("ok {}", pattern.branches()),
        Ok(pattern) => if pattern.matches(&serde_json::from_str(event).unwrap()) { "yes" } else { "no" }.into(),
        Err(e) => first_line(&e.message).replace("Event pattern is not valid. Reason: ", "refused "),
    });
}

#[test]
fn filter_policies_on_bodies() {
    run(include_str!("bodies.txt"), |pattern, body| judged(Scope::MessageBody, pattern, &Cargo::new(body)));
}

#[test]
fn filter_policies_on_attributes() {
    run(include_str!("attributes.txt"), |pattern, text| {
        let attributes: BTreeMap<_, _> = text.split(';').filter(|t| !t.trim().is_empty()).map(attribute).collect();
        judged(Scope::MessageAttributes, pattern, &Cargo { attributes, ..Cargo::new("body") })
    });
}

/// `name=Kind value`.
fn attribute(text: &str) -> (std::sync::Arc<str>, Attribute) {
    let (name, rest) = text.trim().split_once('=').unwrap();
    let (kind, value) = rest.split_once(' ').unwrap_or((rest, ""));
    (name.into(), Attribute { kind: kind.into(), value: value.into() })
}

fn judged(scope: Scope, pattern: &str, cargo: &Cargo) -> String {
    match FilterPolicy::parse(pattern, scope, &LIMITS) {
        Ok(policy) => match policy.judge(&mut super::Filtered::new(cargo)) {
            Verdict::Match => "yes".into(),
            Verdict::Attributes | Verdict::Body => "no".into(),
            other => format!("{other:?}"),
        },
        Err(e) => format!("refused {}", first_line(&e.message).trim_start_matches("FilterPolicy: ")),
    }
}

/// Whole messages with their places, as they were recorded from AWS.
#[test]
fn refusals_name_the_place() {
    let table = include_str!("places.txt");
    let mut count = 0;
    for line in table.lines().filter(|l| !l.is_empty() && !l.starts_with('#')) {
        let (pattern, rest) = line.split_once(" => ").unwrap();
        let (column, reason) = rest.split_once(' ').unwrap();
        let wanted = format!("FilterPolicy: {reason}\n at [Source: (String)\"{pattern}\"; line: 1, column: {column}]");
        let seen = FilterPolicy::parse(pattern, Scope::MessageBody, &LIMITS).unwrap_err().message;
        assert_eq!(seen, wanted);
        count += 1;
    }
    assert!(count > 20);
}

#[test]
fn depth_and_breadth_are_bounded() {
    let deep = format!("{}[1]{}", "{\"a\":".repeat(5_000), "}".repeat(5_000));
    assert!(EventPattern::parse(&deep).unwrap_err().message.contains("nesting depth"));
    let dotted = format!("{{\"{}\":[1]}}", "a.".repeat(5_000));
    assert!(EventPattern::parse(&dotted).unwrap_err().message.contains("at most 200 steps"));
    let or = "\"$or\":[{\"a\":[1]},{\"b\":[1]},{\"c\":[1]},{\"d\":[1]}]";
    let many = (0..8).fold(or.to_string(), |inner, n| format!("\"k{n}\":{{{inner},{or}}}"));
    assert!(EventPattern::parse(&format!("{{{many}}}")).unwrap_err().message.contains("too complex"));
}

fn json() -> impl Strategy<Value = serde_json::Value> {
    use serde_json::Value;
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        any::<f64>().prop_map(Value::from),
        prop::sample::select(vec!["<", ">=", "=", "10.0.0.0/8", "a*b", "**", "\\", "", "ab", "2001:db8::/129"])
            .prop_map(Value::from),
        ".{0,6}".prop_map(Value::from),
    ];
    leaf.prop_recursive(6, 60, 5, |inner| {
        let key = prop_oneof![
            prop::sample::select(vec![
                "prefix",
                "suffix",
                "anything-but",
                "numeric",
                "exists",
                "cidr",
                "equals-ignore-case",
                "wildcard",
                "$or",
                "a",
                "b",
                "a.b"
            ])
            .prop_map(String::from),
            ".{0,4}",
        ];
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..5).prop_map(Value::from),
            prop::collection::btree_map(key, inner, 0..4).prop_map(|m| Value::Object(m.into_iter().collect())),
        ]
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(1_500))]

    #[test]
    fn no_json_makes_it_panic(pattern in json(), document in json()) {
        let text = pattern.to_string();
        if let Ok(pattern) = EventPattern::parse(&text) {
            let _ = pattern.matches(&document);
            let back: EventPattern = serde_json::from_str(&serde_json::to_string(&pattern).unwrap()).unwrap();
            prop_assert_eq!(back, pattern);
        }
        let cargo = Cargo::new(document.to_string());
        for scope in [Scope::MessageAttributes, Scope::MessageBody] {
            if let Ok(policy) = FilterPolicy::parse(&text, scope, &LIMITS) {
                let _ = policy.matches(&cargo);
            }
        }
    }

    #[test]
    fn no_text_makes_it_panic(text in "[{}\\[\\]\",:a$or0-9.eE\\\\ -]{0,60}|.{0,40}") {
        let ours = EventPattern::parse(&text);
        if serde_json::from_str::<serde_json::Value>(&text).is_err() {
            prop_assert!(ours.is_err());
        }
    }

    /// A document always matches the pattern that demands each of its flat fields.
    #[test]
    fn a_document_matches_itself(fields in prop::collection::btree_map("[a-z]{1,4}", prop_oneof![
        Just(serde_json::Value::Null), any::<bool>().prop_map(serde_json::Value::from),
        any::<i64>().prop_map(serde_json::Value::from), "[ -~]{0,8}".prop_map(serde_json::Value::from),
    ], 1..5)) {
        let pattern: serde_json::Map<_, _> = fields.iter().map(|(k, v)| (k.clone(), vec![v.clone()].into())).collect();
        let pattern = EventPattern::parse(&serde_json::Value::from(pattern).to_string()).unwrap();
        prop_assert!(pattern.matches(&serde_json::Value::Object(fields.into_iter().collect())));
    }

    /// anything-but is the opposite of exact wherever there is one text.
    #[test]
    fn anything_but_is_the_opposite(a in "[a-c]{0,2}", b in "[a-c]{0,2}") {
        let event = serde_json::json!({ "k": b });
        let exact = EventPattern::parse(&serde_json::json!({ "k": [a] }).to_string()).unwrap();
        let but = EventPattern::parse(&serde_json::json!({ "k": [{ "anything-but": a }] }).to_string()).unwrap();
        prop_assert_ne!(exact.matches(&event), but.matches(&event));
    }
}
