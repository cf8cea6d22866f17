//! Whatever comes in, `read` says what it is or refuses, and what it refuses can be answered. It never panics.
use super::{Head, golden, read, reject, reply};
use proptest::prelude::*;
use serde_json::json;

fn attempt(head: &Head<'_>, body: &[u8]) {
    match read(head, body) {
        Ok(command) => {
            // Inputs are of no output's shape, and yet a writer bears them.
            let _ = reply(&command, Ok(command.input.clone()), "id");
            let _ = reply(&command, Ok(json!([1])), "id");
        }
        Err(rejection) => assert!(reject(&rejection, "id").status >= 400),
    }
}

fn headers() -> impl Strategy<Value = Vec<(String, String)>> {
    let names = prop_oneof![
        Just("x-amz-target".to_owned()),
        Just("content-type".to_owned()),
        Just("authorization".to_owned()),
        Just("user-agent".to_owned()),
        Just("content-encoding".to_owned()),
        "[a-z-]{0,20}",
    ];
    let values = prop_oneof![
        "\\PC{0,60}",
        Just("AmazonSQS.SendMessage".to_owned()),
        Just("Kinesis_20131202.PutRecords".to_owned()),
        Just("application/x-www-form-urlencoded".to_owned()),
        Just("aws-chunked".to_owned()),
        Just("application/cbor".to_owned()),
        "AWS4 Credential=a/b/[a-z]{0,9}/(s3|sqs|lambda|mq|scheduler|pipes)/x",
    ];
    prop::collection::vec((names, values), 0..6)
}

fn bodies() -> impl Strategy<Value = Vec<u8>> {
    prop_oneof![
        prop::collection::vec(any::<u8>(), 0..200),
        "\\PC{0,200}".prop_map(String::into_bytes),
        "(Action|Version|QueueName|Attribute)([.][0-9]{1,3}){0,3}([.](Name|Value))?=[a-zA-Z%0-9]{0,12}(&[a-zA-Z.0-9]{1,20}=[a-z]{0,3}){0,9}"
            .prop_map(String::into_bytes),
        "[\\[{\":,}\\]0-9a-zQueUrl]{0,60}".prop_map(String::into_bytes),
        "(<[a-zA-Z:]{0,9}( a=\"b\")?/?>|</[a-z]{0,3}>|&[a-z]{1,4};|<!--|-->){0,12}".prop_map(String::into_bytes),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn nothing_makes_it_panic(method in "(GET|POST|PUT|DELETE|HEAD|\\PC{0,5})", path in "(/|\\*|/?\\PC{0,80}|(/[a-z0-9{}%-]{0,12}){1,6}([?][a-z=&%-]{0,20})?)",
                              headers in headers(), body in bodies()) {
        let headers: Vec<_> = headers.iter().map(|(k, v)| (k.as_str(), v.as_str())).collect();
        attempt(&Head { method: &method, path_and_query: &path, headers: &headers }, &body);
    }

    #[test]
    fn nor_does_anything_made_of_good_requests(which in any::<prop::sample::Index>(), cuts in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>(), 0..4_u8), 1..6)) {
        let sent = which.get(golden::sent());
        let mut body = sent.body.clone();
        let mut path = sent.path.clone();
        for (at, byte, how) in cuts {
            if body.is_empty() || how == 3 {
                let mut letters: Vec<char> = path.chars().collect();
                if !letters.is_empty() {
                    let at = at.index(letters.len());
                    letters[at] = char::from(byte);
                    path = letters.into_iter().collect();
                }
                continue;
            }
            let at = at.index(body.len());
            match how {
                0 => body[at] = byte,
                1 => { body.truncate(at); }
                _ => body.insert(at, byte),
            }
        }
        sent.with(|head, _| attempt(&Head { path_and_query: &path, ..*head }, &body));
    }
}

#[test]
fn deep_and_wide_bodies_are_borne() {
    let deep = format!("{{\"QueueUrl\":{}", "[".repeat(200_000));
    let wide = format!("Action=SendMessage&Version=2012-11-05{}", "&a.1.2.3=x".repeat(50_000));
    let long = format!("Action=PutMetricData&Version=2010-08-01&MetricData{}=x", ".member.1".repeat(50_000));
    let form = [("content-type", "application/x-www-form-urlencoded")];
    let post = |headers| Head { method: "POST", path_and_query: "/", headers };
    attempt(&post(&[("x-amz-target", "AmazonSQS.SendMessage")]), deep.as_bytes());
    attempt(&post(&form), wide.as_bytes());
    attempt(&post(&form), long.as_bytes());
}
