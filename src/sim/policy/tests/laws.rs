//! Whatever text comes: no panic, and a deny is never undone.
use super::super::{Caller, Context, Decision, Guard, Policy, Question, decide, wild};
use proptest::prelude::*;

fn word() -> impl Strategy<Value = String> {
    prop_oneof![
        Just("*".to_string()),
        Just("sqs:SendMessage".to_string()),
        Just("sqs:*".to_string()),
        Just("sns:Publish".to_string()),
        Just("arn:aws:sqs:us-east-1:123456789012:orders".to_string()),
        Just("arn:aws:iam::123456789012:root".to_string()),
        Just("arn:aws:iam::123456789012:role/worker".to_string()),
        Just("sns.amazonaws.com".to_string()),
        Just("${aws:SourceArn}".to_string()),
        Just("${".to_string()),
        "[a-z0-9:*?./-]{0,12}",
    ]
}

fn value() -> impl Strategy<Value = serde_json::Value> {
    let leaf = prop_oneof![
        word().prop_map(serde_json::Value::from),
        any::<bool>().prop_map(serde_json::Value::from),
        any::<i64>().prop_map(serde_json::Value::from),
        Just(serde_json::Value::Null),
    ];
    leaf.prop_recursive(4, 40, 4, |inner| {
        let key = prop_oneof![
            proptest::sample::select(vec![
                "Version",
                "Id",
                "Statement",
                "Sid",
                "Effect",
                "Principal",
                "NotPrincipal",
                "Action",
                "NotAction",
                "Resource",
                "NotResource",
                "Condition",
                "AWS",
                "Service",
                "StringEquals",
                "ForAllValues:StringLike",
                "NumericLessThan",
                "DateLessThanIfExists",
                "IpAddress",
                "NotIpAddress",
                "Null",
                "Bool",
                "ArnLike",
                "aws:SourceArn",
            ])
            .prop_map(String::from),
            word(),
        ];
        prop_oneof![
            proptest::collection::vec(inner.clone(), 0..4).prop_map(serde_json::Value::from),
            proptest::collection::vec((key, inner), 0..5)
                .prop_map(|all| serde_json::Value::Object(all.into_iter().collect())),
        ]
    })
}

/// Policies that are mostly well formed, so that the decision is reached and not only the parser.
fn statement() -> impl Strategy<Value = serde_json::Value> {
    let effect = prop_oneof![Just("Allow"), Just("Deny")];
    let principal = prop_oneof![
        Just(serde_json::json!("*")),
        Just(serde_json::json!({"AWS": "123456789012"})),
        Just(serde_json::json!({"AWS": ["arn:aws:iam::123456789012:role/worker"]})),
        Just(serde_json::json!({"Service": "sns.amazonaws.com"})),
    ];
    let action =
        proptest::sample::select(vec!["*", "sqs:*", "SQS:SendMessage", "sqs:Receive*", "sns:Publish", "*:Se??Message"]);
    let resource =
        proptest::sample::select(vec!["*", "arn:aws:sqs:*:*:orders", "arn:aws:sqs:us-east-1:123456789012:*", "arn:*"]);
    let operator = proptest::sample::select(vec![
        "StringEquals",
        "StringNotEquals",
        "ArnLike",
        "ArnNotLike",
        "StringLikeIfExists",
        "ForAnyValue:StringEquals",
        "ForAllValues:StringNotLike",
    ]);
    (effect, any::<bool>(), principal, action, resource, proptest::option::of((operator, word()))).prop_map(
        |(effect, not, principal, action, resource, condition)| {
            let mut made = serde_json::json!({"Effect": effect, "Action": action, "Resource": resource});
            made[if not { "NotPrincipal" } else { "Principal" }] = principal;
            if let Some((operator, value)) = condition {
                made["Condition"] = serde_json::json!({operator: {"aws:SourceArn": value}});
            }
            made
        },
    )
}

fn asked(policy: Option<&Policy>, service: bool, guard: Guard) -> Decision {
    let mut context = Context::default();
    context.set("aws:sourcearn", "arn:aws:sns:us-east-1:123456789012:news");
    let who = if service {
        Caller::Service { principal: "sns.amazonaws.com" }
    } else {
        Caller::Role {
            role: "arn:aws:iam::123456789012:role/worker",
            session: "arn:aws:sts::123456789012:assumed-role/worker/C1",
            account: "123456789012",
        }
    };
    let resource = "arn:aws:sqs:us-east-1:123456789012:orders";
    let (action, owner) = ("sqs:SendMessage", "123456789012");
    decide(&Question { who, action, resource, owner, context: &context, identity: None, policy, guard })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(if cfg!(debug_assertions) { 1_000 } else { 10_000 }))]

    #[test]
    fn any_text_is_read_or_refused(text in ".{0,200}") {
        let _ = Policy::parse(&text);
    }

    #[test]
    fn any_json_is_read_or_refused_and_decided(value in value(), service: bool) {
        match Policy::parse(&value.to_string()) {
            Ok(policy) => { let _ = asked(Some(&policy), service, Guard::Resource); }
            Err(why) => prop_assert!(!why.message.is_empty()),
        }
    }

    #[test]
    fn a_deny_is_never_undone_by_more_statements(all in proptest::collection::vec(statement(), 1..5), more in statement(), service: bool) {
        let read = |all: &[serde_json::Value]| {
            let text = serde_json::json!({"Version": "2012-10-17", "Statement": all}).to_string();
            Policy::parse(&text)
        };
        let Ok(policy) = read(&all) else { return Ok(()) };
        let before = asked(Some(&policy), service, Guard::Resource);
        let mut longer = all.clone();
        longer.push(more);
        let Ok(longer) = read(&longer) else { return Ok(()) };
        let after = asked(Some(&longer), service, Guard::Resource);
        if let Decision::Denied(why) = &before && why.contains("explicit deny") {
            prop_assert_eq!(&before, &after);
        }
        // A key is never easier to reach than another resource.
        if asked(Some(&policy), service, Guard::Key).is_yes() {
            prop_assert!(before.is_yes());
        }
    }

    #[test]
    fn wildcards_agree_with_a_simple_matcher(pattern in "[ab*?]{0,8}", text in "[ab]{0,8}") {
        fn plain(p: &[u8], t: &[u8]) -> bool {
            match (p.first(), t.first()) {
                (None, None) => true,
                (Some(b'*'), _) => plain(&p[1..], t) || (!t.is_empty() && plain(p, &t[1..])),
                (Some(b'?'), Some(_)) => plain(&p[1..], &t[1..]),
                (Some(a), Some(b)) if a == b => plain(&p[1..], &t[1..]),
                _ => false,
            }
        }
        prop_assert_eq!(wild::matches(&pattern, &text), plain(pattern.as_bytes(), text.as_bytes()));
    }
}
