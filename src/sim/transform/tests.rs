//! Paths and templates by example, and random texts that must never break them.
use super::{
    path::Path,
    template::{Filling, Template},
};
use proptest::prelude::*;
use serde_json::{Value, json};
use std::borrow::Cow;

fn event() -> Value {
    json!({"detail": {"id": 7, "who": "Ann \"A\" Lee", "tags": ["x", "y"], "none": null, "a-b": {"c_d": true},
        "items": [{"sku": "s1"}, {"sku": "s2"}], "say": "it's", "has space": 1}, "resources": ["arn:1"]})
}

#[test]
fn paths_lead_where_they_say() {
    for (path, wanted) in [
        ("$.detail.id", "7"),
        ("$.detail.who", r#""Ann \"A\" Lee""#),
        ("$.detail.tags[1]", r#""y""#),
        ("$.detail.tags[2]", "-"),
        ("$.detail.tags", r#"["x","y"]"#),
        ("$.detail.items[*].sku", r#"["s1","s2"]"#),
        ("$.detail.a-b.c_d", "true"),
        ("$.detail.a-b.*", "[true]"),
        ("$.detail['has space']", "1"),
        ("$.resources[0]", r#""arn:1""#),
        ("$.nowhere.at.all", "-"),
        ("$.detail.id.deeper", "-"),
        ("$.detail.none", "null"),
    ] {
        let found = Path::parse(path).unwrap().find(&event()).map_or("-".into(), |v| v.to_string());
        assert_eq!(found, wanted, "{path}");
    }
    for bad in ["", "detail", "$detail", "$.", "$..x", "$.a[", "$.a[x]", "$.a b", "$.a[-1]", "$.a[]"] {
        assert!(Path::parse(bad).is_err(), "{bad}");
    }
    assert_eq!(*Path::parse("$").unwrap().find(&event()).unwrap(), event());
}

fn render(template: &str) -> Result<String, String> {
    let vars = [
        ("id", "id"),
        ("who", "who"),
        ("tags", "tags"),
        ("gone", "gone"),
        ("map", "a-b"),
        ("none", "none"),
        ("say", "say"),
    ];
    let event = event();
    let find = |name: &str| vars.iter().find(|v| v.0 == name).map(|v| v.1);
    let template = Template::parse(template, |name| find(name).is_some() || name == "all")?;
    Ok(template.render(|name| {
        if name == "all" {
            return Filling::Raw(Cow::Borrowed("{\"raw\":1}"));
        }
        find(name)
            .and_then(|key| event["detail"].get(key).cloned())
            .map_or(Filling::Missing, |v| Filling::Value(Cow::Owned(v)))
    }))
}

#[test]
fn templates_quote_rightly() {
    for (template, wanted) in [
        // Text: everything is plain text, the author's own quotes stay.
        ("order <id> of <say>", "order 7 of it's"),
        (r#""order <id> is <gone>.""#, r#""order 7 is .""#),
        (r#""<who>""#, r#""Ann \"A\" Lee""#),
        ("<tags>", "[x,y]"),
        // JSON: text is quoted by itself, numbers and lists are not.
        (r#"{"id": <id>, "who": <who>}"#, r#"{"id": 7, "who": "Ann \"A\" Lee"}"#),
        (r#"{"tags": <tags>, "map": <map>}"#, r#"{"tags": ["x","y"], "map": {"c_d":true}}"#),
        (r#"{"note": "order <id> by <who>"}"#, r#"{"note": "order 7 by Ann \"A\" Lee"}"#),
        (r#"{"note": "map <map>"}"#, r#"{"note": "map {c_d:true}"}"#),
        // A missing path is empty.
        (r#"{"a": <gone>, "b": "x<gone>y"}"#, r#"{"a": "", "b": "xy"}"#),
        (r#"{"a": <none>, "b": "x<none>y"}"#, r#"{"a": null, "b": "xy"}"#),
        // The whole event goes in as it stands.
        (r#"{"event": <all>}"#, r#"{"event": {"raw":1}}"#),
        // What is no variable stays.
        (r#"{"a": "<unknown> < 5"}"#, r#"{"a": "<unknown> < 5"}"#),
        (r#"[<id>, "<id>"]"#, r#"[7, "7"]"#),
        (r#"{"a": "say \"<id>\" now", "b": <say>}"#, r#"{"a": "say \"7\" now", "b": "it's"}"#),
        ("", ""),
    ] {
        assert_eq!(render(template).as_deref(), Ok(wanted), "{template}");
        if wanted.starts_with('{') {
            assert!(serde_json::from_str::<Value>(wanted).is_ok(), "{wanted}");
        }
    }
    for bad in ["{", r#"{"a": <id>"#, "{<id>: 1}", r#"{"a": <unknown>}"#, r#"{"a" 1}"#, "[1,]"] {
        assert!(render(bad).is_err(), "{bad}");
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 256, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn no_text_breaks_paths_and_templates(text in "[$.a\\[\\]*'\"<>{}:, \\\\id]{0,40}|.{0,40}") {
        if let Ok(path) = Path::parse(&text) {
            let _ = path.find(&event());
        }
        let _ = render(&text);
    }

    #[test]
    fn any_text_value_keeps_a_json_template_valid(value in ".{0,30}") {
        let template = Template::parse(r#"{"a": <v>, "b": "x <v> y", "c": [<v>]}"#, |n| n == "v").unwrap();
        let out = template.render(|_| Filling::Value(Cow::Owned(Value::from(value.clone()))));
        let read: Value = serde_json::from_str(&out).unwrap();
        prop_assert_eq!(&read["a"], &Value::from(value.clone()));
        prop_assert_eq!(&read["b"], &Value::from(format!("x {value} y")));
    }
}
