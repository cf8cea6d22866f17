//! Comparators, intrinsic functions, paths and timestamps, one by one.
use crate::base::random::Stream;
use crate::base::time::SimTime;
use crate::sim::services::stepfunctions::model::choice::{Operand, Rule, Test, comparator, matches};
use crate::sim::services::stepfunctions::model::moment::{parse, stamp};
use crate::sim::services::stepfunctions::model::path::Path;
use crate::sim::services::stepfunctions::model::program::Retrier;
use crate::sim::services::stepfunctions::model::template::Env;
use crate::sim::services::stepfunctions::quotas::Defaults;
use serde_json::{Value, json};
use std::collections::BTreeMap;

fn eval(text: &str, input: &Value) -> Result<Value, String> {
    let variables = BTreeMap::from([("v".into(), "{\"x\":5}".into())]);
    let context = json!({ "Execution": { "Name": "run" } });
    let mut luck = Stream::new(7, "test");
    let mut env = Env { input, context: &context, variables: &variables, luck: &mut luck };
    env.read(text, "f").map_err(|f| f.error.to_string())
}

#[test]
fn every_intrinsic_function_does_what_the_guide_says() {
    let input = json!({ "n": [1, 2, 3, 4, 5, 6, 7, 8, 9], "a": { "x": 1, "y": 2 }, "b": { "y": 3 }, "s": "1,2+3", "j": "{\"k\":1}" });
    let cases: &[(&str, Value)] = &[
        ("States.Format('Hi {}, {}', 'you', $.n[0])", json!("Hi you, 1")),
        (r"States.Format('\{\} {} \'q\'', 1)", json!("{} 1 'q'")),
        ("States.StringToJson($.j)", json!({ "k": 1 })),
        ("States.JsonToString($.b)", json!("{\"y\":3}")),
        ("States.Array(1, 'x', null, true, $.b)", json!([1, "x", null, true, { "y": 3 }])),
        ("States.ArrayPartition($.n, 4)", json!([[1, 2, 3, 4], [5, 6, 7, 8], [9]])),
        ("States.ArrayContains($.n, 5)", json!(true)),
        ("States.ArrayContains($.n, 50)", json!(false)),
        ("States.ArrayRange(1, 9, 2)", json!([1, 3, 5, 7, 9])),
        ("States.ArrayRange(3, 1, -1)", json!([3, 2, 1])),
        ("States.ArrayGetItem($.n, 5)", json!(6)),
        ("States.ArrayLength($.n)", json!(9)),
        ("States.ArrayUnique(States.Array(1, 1, 2))", json!([1, 2])),
        ("States.Base64Encode('Data to encode')", json!("RGF0YSB0byBlbmNvZGU=")),
        ("States.Base64Decode('RGVjb2RlZCBkYXRh')", json!("Decoded data")),
        ("States.Hash('abc', 'MD5')", json!("900150983cd24fb0d6963f7d28e17f72")),
        ("States.Hash('abc', 'SHA-1')", json!("a9993e364706816aba3e25717850c26c9cd0d89d")),
        ("States.Hash('', 'SHA-256')", json!("e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855")),
        ("States.JsonMerge($.a, $.b, false)", json!({ "x": 1, "y": 3 })),
        ("States.MathAdd(111, -1)", json!(110)),
        ("States.StringSplit($.s, ',+')", json!(["1", "2", "3"])),
        ("$v.x", json!(5)),
        ("$$.Execution.Name", json!("run")),
    ];
    for (text, wanted) in cases {
        assert_eq!(eval(text, &input).as_ref(), Ok(wanted), "{text}");
    }
    let random = eval("States.MathRandom(1, 10)", &input).unwrap().as_i64().unwrap();
    assert!((1..10).contains(&random));
    assert_eq!(eval("States.MathRandom(1, 999, 5)", &input), eval("States.MathRandom(1, 999, 5)", &input));
    assert_eq!(eval("States.UUID()", &input).unwrap().as_str().unwrap().len(), 36);
}

#[test]
fn wrong_arguments_are_refused() {
    let input = json!({ "n": [1] });
    for text in [
        "States.ArrayRange(0, 5000, 1)",
        "States.ArrayRange(0, 5, 0)",
        "States.ArrayGetItem($.n, 5)",
        "States.JsonMerge($.n, $.n, false)",
        "States.StringToJson('{')",
        "States.Hash('a', 'CRC')",
        "States.MathAdd(2147483647, 1)",
        "States.Format('{} {}', 1)",
        "States.Base64Decode('%%')",
        "States.ArrayPartition($.n, 0)",
    ] {
        assert_eq!(eval(text, &input), Err("States.IntrinsicFailure".into()), "{text}");
    }
    for text in
        ["States.Nothing()", "States.UUID(1)", "States.Format(", "hello", "$.a b", "$.n[", "$x.", "$.n[?(@..a)]"]
    {
        assert_eq!(eval(text, &input), Err("States.Runtime".into()), "{text}");
    }
    let deep = format!("{}1{}", "States.Array(".repeat(40), ")".repeat(40));
    assert!(eval(&deep, &input).is_err());
}

#[test]
fn paths_select_what_they_say() {
    let input = json!({ "store": { "book": [
        { "t": "a", "p": 8, "odd key": 1 }, { "t": "b", "p": 12 }, { "t": "c", "p": 9 } ], "p": 20 } });
    for (path, wanted) in [
        ("$.store.book[0].t", json!("a")),
        ("$['store']['book'][1].t", json!("b")),
        ("$.store.book[-1].t", json!("c")),
        ("$.store.book[*].t", json!(["a", "b", "c"])),
        ("$..p", json!([20, 8, 12, 9])),
        ("$.store.book[0:2].t", json!(["a", "b"])),
        ("$.store.book[-2:].t", json!(["b", "c"])),
        ("$.store.book[::2].t", json!(["a", "c"])),
        ("$.store.book[0,2].t", json!(["a", "c"])),
        ("$.store.book[0]['t','p']", json!(["a", 8])),
        ("$.store.book[?(@.p < 10)].t", json!(["a", "c"])),
        ("$.store.book[?(@.p < 10 && @.t == 'c')].t", json!(["c"])),
        ("$.store.book[?(@.p > 10 || !(@.p != 9))].t", json!(["b", "c"])),
        ("$.store.book[?(@['odd key'])].t", json!(["a"])),
        ("$.store.book[*].nope", json!([])),
    ] {
        assert_eq!(eval(path, &input), Ok(wanted), "{path}");
    }
    assert!(eval("$.store.book[7]", &input).is_err());
}

fn rule(word: &str, with: Value) -> Rule {
    let (asks, by_path) = comparator(word).unwrap_or_else(|| panic!("{word}"));
    let with = match (by_path, with.as_str()) {
        (true, Some(path)) => Operand::At(path.into(), Path::parse(path).unwrap()),
        _ => Operand::Just(with),
    };
    Rule::Test(Box::new(Test { text: "$.a".into(), variable: Path::parse("$.a").unwrap(), asks, with }))
}

#[test]
fn every_comparator_and_its_path_variant() {
    let holds = |word: &str, a: &Value, with: Value| {
        let input = json!({ "a": a, "b": with });
        let (context, variables, mut luck) = (Value::Null, BTreeMap::new(), Stream::new(1, "x"));
        let env = Env { input: &input, context: &context, variables: &variables, luck: &mut luck };
        let direct = rule(word, with).holds(&env).unwrap();
        if comparator(&format!("{word}Path")).is_some() {
            assert_eq!(rule(&format!("{word}Path"), json!("$.b")).holds(&env).unwrap(), direct, "{word}Path");
        }
        direct
    };
    let (early, late) = (json!("2026-01-01T00:00:00Z"), json!("2026-01-01T01:30:00+01:00"));
    for (kind, low, high) in [
        ("String", json!("a"), json!("b")),
        ("Numeric", json!(1), json!(1.5)),
        ("Timestamp", early.clone(), late.clone()),
    ] {
        for (order, less, same, more) in [
            ("Equals", false, true, false),
            ("LessThan", true, false, false),
            ("LessThanEquals", true, true, false),
            ("GreaterThan", false, false, true),
            ("GreaterThanEquals", false, true, true),
        ] {
            let word = format!("{kind}{order}");
            assert_eq!(holds(&word, &low, high.clone()), less, "{word}");
            assert_eq!(holds(&word, &low, low.clone()), same, "{word}");
            assert_eq!(holds(&word, &high, low.clone()), more, "{word}");
            assert!(!holds(&word, &json!([]), low.clone()), "{word} of another kind");
        }
    }
    assert!(holds("BooleanEquals", &json!(true), json!(true)));
    assert!(!holds("BooleanEquals", &json!(false), json!(true)));
    for (word, good, bad) in [
        ("IsNull", json!(null), json!(0)),
        ("IsNumeric", json!(1.5), json!("1")),
        ("IsString", json!("x"), json!(1)),
        ("IsBoolean", json!(false), json!(null)),
        ("IsTimestamp", early, json!("2026-01-01")),
        ("IsPresent", json!(null), json!(1)),
    ] {
        assert!(holds(word, &good, json!(true)), "{word}");
        assert_eq!(holds(word, &bad, json!(true)), word == "IsPresent", "{word}");
    }
    for bad in ["BooleanLessThan", "Equals", "StringMatchesPath", "Numeric", ""] {
        assert!(comparator(bad).is_none(), "{bad}");
    }
}

#[test]
fn wildcards() {
    for (text, pattern, wanted) in [
        ("foo23.log", "foo*.log", true),
        ("zebra.log", "*.log", true),
        ("foobar.zebra", "foo*.*", true),
        ("a*b", r"a\*b", true),
        ("axb", r"a\*b", false),
        ("", "*", true),
        ("aab", "*ab", true),
        ("log", "*.log", false),
    ] {
        assert_eq!(matches(text, pattern), wanted, "{text} {pattern}");
    }
    assert!(!matches(&"a".repeat(20_000), &format!("{}b", "*a".repeat(50))));
}

#[test]
fn timestamps_are_rfc_3339_with_capital_letters() {
    assert_eq!(parse("1970-01-01T00:00:01.5Z"), Some(1_500_000));
    assert_eq!(parse("2024-02-29T00:00:00Z"), Some(1_709_164_800_000_000));
    for bad in [
        "2023-02-29T00:00:00Z",
        "2024-01-01t00:00:00Z",
        "2024-01-01T00:00:00",
        "2024-13-01T00:00:00Z",
        "",
        "T",
        "2024-01-01T25:00:00Z",
    ] {
        assert_eq!(parse(bad), None, "{bad}");
    }
    assert_eq!(stamp(SimTime::from_millis(86_400_250)), "2026-11-22T00:00:00.250Z");
}

#[test]
fn backoff_grows_and_stops_at_its_cap() {
    let defaults = Defaults { interval: 1, attempts: 3, rate: 2 };
    let plain =
        Retrier { errors: vec![], interval: Some(3), attempts: None, rate: Some(1_500_000), most: None, jitter: false };
    let delays = |r: &Retrier| (0..4).map(|n| r.delay(n, &defaults).as_millis()).collect::<Vec<_>>();
    assert_eq!(delays(&plain), [3_000, 4_500, 6_750, 10_125]);
    assert_eq!(delays(&Retrier { interval: None, rate: None, ..plain.clone() }), [1_000, 2_000, 4_000, 8_000]);
    assert_eq!(delays(&Retrier { most: Some(5), ..plain.clone() }), [3_000, 4_500, 5_000, 5_000]);
    assert!(plain.delay(u64::MAX, &defaults) <= SimTime::from_secs(31_622_400));
}
