//! `inflight serve` as a client meets it, polite or not: over real sockets, against the real program.
#![allow(missing_docs, unreachable_pub, clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::pedantic)]
#![cfg(unix)]
mod served;

use serde_json::{Value, json};
use served::{Client, Served, command};
use std::{thread, time::Duration};

fn bodies(output: &Value) -> Vec<&str> {
    output["Messages"].as_array().map_or(vec![], |all| all.iter().map(|m| m["Body"].as_str().unwrap()).collect())
}

#[test]
fn it_says_one_line_and_ends_on_a_signal() {
    for signal in ["TERM", "INT"] {
        let served = Served::start(&[]);
        let address = served.address;
        assert_eq!(
            served.line,
            format!("inflight serves AWS on http://{address}  (AWS_ENDPOINT_URL=http://{address})\n")
        );
        assert!(address.ip().is_loopback());
        let url = served.create("orders");
        let mut poll = served.connect();
        let request = poll.sqs_request("ReceiveMessage", &json!({ "QueueUrl": url, "WaitTimeSeconds": 20 }));
        assert!(poll.send(&request) && served.is_well());
        let _silent = served.connect();
        served.signal(signal);
        assert_eq!(poll.answer().expect("who waits is told").status, 503);
        let (status, rest) = served.end();
        assert_eq!((status.code(), rest.as_str()), (Some(0), ""), "SIG{signal}");
    }
}

#[test]
fn health_and_reset_are_for_scripts() {
    let served = Served::start(&[]);
    let health = served.connect().get("/_inflight/health").unwrap();
    assert_eq!((health.status, &health.json()["status"]), (200, &json!("ready")));
    served.create("orders");
    assert_eq!(served.sqs("ListQueues", json!({}))["QueueUrls"].as_array().unwrap().len(), 1);
    let mut client = served.connect();
    client.send(b"POST /_inflight/reset HTTP/1.1\r\nHost: localhost\r\nContent-Length: 0\r\n\r\n");
    assert_eq!(client.answer().unwrap().status, 200);
    assert!(served.sqs("ListQueues", json!({}))["QueueUrls"].as_array().is_none_or(Vec::is_empty));
    for (request, status) in [("GET /_inflight/reset", 405), ("GET /_inflight/else", 404)] {
        client.send(format!("{request} HTTP/1.1\r\nHost: localhost\r\n\r\n").as_bytes());
        assert_eq!(client.answer().unwrap().status, status, "{request}");
    }
}

#[test]
fn what_cannot_start_says_why() {
    let data = tempfile::tempdir().unwrap();
    let served = Served::start(&[]);
    let port = served.address.port().to_string();
    for (args, words) in [
        (vec!["--port", port.as_str()], "is taken by another program: name another with --port"),
        (vec!["--port", "0", "--lab", "nothing"], "there is no lab `nothing`: there is sqs-fifo"),
        (vec!["--port", "0", "--speed", "fast"], "`fast` is no speed"),
    ] {
        let out = command(data.path(), &args).output().unwrap();
        let told = String::from_utf8(out.stderr).unwrap();
        assert_eq!(out.status.code(), Some(2), "{told}");
        assert!(told.contains(words) && out.stdout.is_empty(), "{told}");
    }
}

#[test]
fn only_this_machine_is_answered() {
    let served = Served::start(&[]);
    let status = |head: &str| {
        let mut client = served.connect();
        client.send(format!("GET /_inflight/health HTTP/1.1\r\n{head}\r\n").as_bytes());
        client.answer().expect("an answer").status
    };
    for host in ["localhost", "bucket.localhost:1", "127.0.0.1:4499", "[::1]"] {
        assert_eq!(status(&format!("Host: {host}\r\n")), 200, "{host}");
    }
    for head in [
        "",
        "Host: example.com\r\n",
        "Host: localhost.example.com\r\n",
        "Host: localhost\r\nHost: example.com\r\n",
        "Host: localhost\r\nOrigin: https://example.com\r\n",
        "Host: localhost\r\nOrigin: null\r\n",
        "Host: localhost\r\nSec-Fetch-Site: cross-site\r\n",
        "Host: localhost\r\nSec-Fetch-Site: same-site\r\n",
    ] {
        assert_eq!(status(head), 403, "{head}");
    }
    let mut client = served.connect();
    client.send(b"GET http://example.com/_inflight/health HTTP/1.1\r\nHost: localhost\r\n\r\n");
    assert_eq!(client.answer().unwrap().status, 403, "an absolute request line names its host too");
}

#[test]
fn bodies_come_whole_in_pieces_or_after_a_question() {
    let served = Served::start(&[]);
    let url = served.create("orders");
    let input = json!({ "QueueUrl": url, "MessageBody": "x".repeat(300_000) });
    let mut client = served.connect();
    assert_eq!(client.sqs("SendMessage", &input).status, 200, "large");
    let request =
        String::from_utf8(client.sqs_request("SendMessage", &json!({ "QueueUrl": url, "MessageBody": "b" }))).unwrap();
    let (head, body) = request.split_once("\r\n\r\n").unwrap();
    let head = head.rsplit_once("\r\n").unwrap().0;
    let (one, two) = body.split_at(7);
    let chunked =
        format!("{head}\r\nTransfer-Encoding: chunked\r\n\r\n7\r\n{one}\r\n{:x}\r\n{two}\r\n0\r\n\r\n", two.len());
    client.send(chunked.as_bytes());
    assert_eq!(client.answer().unwrap().status, 200, "chunked, on the same connection");
    client.send(format!("{head}\r\nContent-Length: {}\r\nExpect: 100-continue\r\n\r\n", body.len()).as_bytes());
    assert_eq!(client.answer().unwrap().status, 100, "asked first");
    client.send(body.as_bytes());
    assert_eq!(client.answer().unwrap().status, 200);
}

#[test]
fn what_is_too_much_is_refused_and_disturbs_nobody() {
    let served = Served::start(&[]);
    let mut witness = served.connect();
    let mut tell = |bytes: &[u8], statuses: &[u16]| {
        let mut client = served.connect();
        client.send(bytes);
        let status = client.answer().map_or(0, |a| a.status);
        assert!(statuses.contains(&status), "{status}: {}", String::from_utf8_lossy(&bytes[..bytes.len().min(60)]));
        assert_eq!(witness.get("/_inflight/health").unwrap().status, 200);
    };
    let post = "POST / HTTP/1.1\r\nHost: localhost\r\n";
    tell(format!("{post}Content-Length: 999999999999\r\n\r\n").as_bytes(), &[413]);
    let mut endless = format!("{post}Transfer-Encoding: chunked\r\n\r\n").into_bytes();
    for _ in 0..17 {
        endless.extend_from_slice(b"100000\r\n");
        endless.extend(std::iter::repeat_n(b'x', 1 << 20));
        endless.extend_from_slice(b"\r\n");
    }
    // The connection may be reset while the rest of the body is still on its way.
    tell(&endless, &[413, 0]);
    let headers: String = (0..200).map(|n| format!("X-{n}: y\r\n")).collect();
    tell(format!("{post}{headers}\r\n").as_bytes(), &[431]);
    tell(format!("{post}X-Long: {}\r\n\r\n", "y".repeat(100_000)).as_bytes(), &[431, 0]);
    tell(format!("GET /{} HTTP/1.1\r\nHost: localhost\r\n\r\n", "y".repeat(100_000)).as_bytes(), &[414, 431, 0]);
    for garbage in [
        &b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03\r\n\r\n"[..],
        b"\0\0\0\0\r\n\r\n",
        b"GET\r\n\r\n",
        b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
    ] {
        tell(garbage, &[400, 403, 431, 505, 0]);
    }
    tell(format!("{post}Content-Length: 3\r\nContent-Length: 4\r\n\r\nabc").as_bytes(), &[400, 0]);
    tell(format!("{post}Content-Length: 3\r\n\r\näx").as_bytes(), &[400, 403, 404, 0]);
    tell(format!("{post}X-Amz-Target: AmazonSQS.SendMessage\r\nContent-Length: 2\r\n\r\n{{]").as_bytes(), &[400]);
}

#[test]
fn a_crowd_that_says_nothing_makes_room() {
    let served = Served::start(&[]);
    let url = served.create("orders");
    // Each begins a request and never ends it, some in its head and some in its body; together they are more than there are places.
    let crowd: Vec<Client> = (0..400)
        .map(|nth| {
            let mut client = served.connect();
            let end = if nth % 2 == 0 { "X-Slow: " } else { "Content-Length: 9000000\r\n\r\n{" };
            client.send(format!("POST / HTTP/1.1\r\nHost: localhost\r\n{end}").as_bytes());
            client
        })
        .collect();
    assert!(served.is_well());
    served.sqs("SendMessage", json!({ "QueueUrl": url, "MessageBody": "a" }));
    drop(crowd);
    assert!(served.is_well());
}

#[test]
fn a_flood_passes() {
    let served = Served::start(&[]);
    let url = served.create("orders");
    let (address, url) = (served.address, &url);
    thread::scope(|scope| {
        for nth in 0..4 {
            scope.spawn(move || {
                let mut held = std::collections::VecDeque::new();
                for round in 0..500 {
                    let mut client = Client::new(address);
                    let input = json!({ "QueueUrl": url, "MessageBody": "m" });
                    let request = client.sqs_request("SendMessage", &input);
                    match (nth + round) % 4 {
                        0 => drop(client.send(&request)),
                        1 => drop(client.send(&request[..request.len() / 2])),
                        2 => drop(client.send(b"\x00\xff\r\n\r\n")),
                        _ => {}
                    }
                    held.push_back(client);
                    if held.len() > 120 {
                        held.pop_front();
                    }
                }
            });
        }
    });
    assert!(served.is_well());
    served.sqs("PurgeQueue", json!({ "QueueUrl": url }));
    served.sqs("SendMessage", json!({ "QueueUrl": url, "MessageBody": "after" }));
}

#[test]
fn a_long_poll_wakes_when_a_message_arrives() {
    let served = Served::start(&[]);
    let url = served.create("orders");
    let mut poll = served.connect();
    let request = poll.sqs_request("ReceiveMessage", &json!({ "QueueUrl": url, "WaitTimeSeconds": 20 }));
    poll.send(&request);
    // Whether it waits already or comes a little later, it gets the message.
    thread::sleep(Duration::from_millis(100));
    served.sqs("SendMessage", json!({ "QueueUrl": url, "MessageBody": "a" }));
    let answer = poll.answer().unwrap();
    assert_eq!(bodies(&answer.json()), ["a"]);
    let second = poll.sqs("ReceiveMessage", &json!({ "QueueUrl": url, "WaitTimeSeconds": 1 }));
    assert!(bodies(&second.json()).is_empty(), "a poll ends by itself");
}

#[test]
fn a_poll_that_was_hung_up_takes_nothing() {
    let served = Served::start(&[]);
    let url = served.create("orders");
    for _ in 0..20 {
        let mut poll = served.connect();
        let request = poll.sqs_request("ReceiveMessage", &json!({ "QueueUrl": url, "WaitTimeSeconds": 20 }));
        poll.send(&request);
    }
    // The last of them may still be on its way out.
    thread::sleep(Duration::from_millis(300));
    served.sqs("SendMessage", json!({ "QueueUrl": url, "MessageBody": "a" }));
    let got = served.sqs("ReceiveMessage", json!({ "QueueUrl": url, "WaitTimeSeconds": 20 }));
    assert_eq!(bodies(&got), ["a"]);
    assert_eq!(got["Messages"].as_array().unwrap().len(), 1);
}

#[test]
fn regions_are_apart_and_called_by_their_names() {
    let served = Served::start(&[]);
    served.create("home");
    let mut west = served.connect().in_region("eu-west-1");
    assert!(west.sqs("ListQueues", &json!({})).json()["QueueUrls"].as_array().is_none_or(Vec::is_empty));
    let url = west.sqs("CreateQueue", &json!({ "QueueName": "away" })).json()["QueueUrl"].clone();
    let all = west.sqs("GetQueueAttributes", &json!({ "QueueUrl": url, "AttributeNames": ["All"] })).json();
    assert_eq!(all["Attributes"]["QueueArn"], "arn:aws:sqs:eu-west-1:123456789012:away");
    let body = "{\"from\":\"arn:aws:sqs:eu-west-1:123456789012:away\"}";
    let sent = west.sqs("SendMessage", &json!({ "QueueUrl": url, "MessageBody": body })).json();
    let got = west.sqs("ReceiveMessage", &json!({ "QueueUrl": url, "WaitTimeSeconds": 20 })).json();
    assert_eq!(bodies(&got), [body]);
    assert_eq!(got["Messages"][0]["MD5OfBody"], sent["MD5OfMessageBody"]);
    assert_eq!(served.sqs("ListQueues", json!({}))["QueueUrls"].as_array().unwrap().len(), 1);
    let lost = served.connect().in_region("nowhere").sqs("ListQueues", &json!({}));
    assert_eq!(lost.status, 403, "{lost:?}");
}

/// A text that names Regions, and the MD5 of it.
const SAID: (&str, &str) = (
    "us-east-1, eu-west-1 and cn-north-1a of arn:aws:sqs:us-east-1:123456789012:q",
    "a1b77f87ed8e8688e92b25bcdef6368a",
);
/// The MD5 of one message attribute: `place`, String, `eu-west-1`.
const MARKED: &str = "91cc18a337ebdabff3270f325280ed3b";

#[test]
fn what_a_caller_writes_comes_back_in_every_region() {
    let served = Served::start(&[]);
    let place = json!({ "place": { "DataType": "String", "StringValue": "eu-west-1" } });
    for region in ["us-east-1", "eu-west-1", "cn-north-1"] {
        let mut there = served.connect().in_region(region);
        let url = there.sqs("CreateQueue", &json!({ "QueueName": "q" })).json()["QueueUrl"].clone();
        let message = json!({ "QueueUrl": url, "MessageBody": SAID.0, "MessageAttributes": place });
        let sent = there.sqs("SendMessage", &message).json();
        let wanted = json!({ "QueueUrl": url, "WaitTimeSeconds": 20, "MessageAttributeNames": ["All"] });
        let got = there.sqs("ReceiveMessage", &wanted).json()["Messages"][0].clone();
        assert_eq!((&sent["MD5OfMessageBody"], &sent["MD5OfMessageAttributes"]), (&json!(SAID.1), &json!(MARKED)));
        assert_eq!((&got["MD5OfBody"], &got["MD5OfMessageAttributes"]), (&json!(SAID.1), &json!(MARKED)), "{region}");
        assert_eq!((&got["Body"], &got["MessageAttributes"]), (&json!(SAID.0), &place), "{region}");

        let mut kinesis = |operation: &str, input: Value| {
            let answer = there.json("kinesis", &format!("Kinesis_20131202.{operation}"), &input);
            assert_eq!(answer.status, 200, "{operation} {answer:?}");
            if answer.body.is_empty() { Value::Null } else { answer.json() }
        };
        kinesis("CreateStream", json!({ "StreamName": "s", "ShardCount": 1 }));
        // `us-east-1 eu-west-1`
        let blob = "dXMtZWFzdC0xIGV1LXdlc3QtMQ==";
        kinesis("PutRecord", json!({ "StreamName": "s", "PartitionKey": "us-east-1", "Data": blob }));
        let shard =
            json!({ "StreamName": "s", "ShardId": "shardId-000000000000", "ShardIteratorType": "TRIM_HORIZON" });
        let iterator = kinesis("GetShardIterator", shard)["ShardIterator"].clone();
        let record = kinesis("GetRecords", json!({ "ShardIterator": iterator }))["Records"][0].clone();
        assert_eq!((&record["Data"], &record["PartitionKey"]), (&json!(blob), &json!("us-east-1")), "{region}");
    }
}

#[test]
fn what_is_made_in_a_region_bears_its_name_and_partition() {
    let served = Served::start(&[]);
    for (region, partition) in [("eu-west-1", "aws"), ("cn-north-1", "aws-cn")] {
        let mut there = served.connect().in_region(region);
        let arn = |service: &str, name: &str| format!("arn:{partition}:{service}:{region}:123456789012:{name}");
        let url = there.sqs("CreateQueue", &json!({ "QueueName": "q" })).json()["QueueUrl"].clone();
        let made = there.form("sns", "Action=CreateTopic&Version=2010-03-31&Name=t");
        assert!(made.body.contains(&arn("sns", "t")), "{}", made.body);
        let (topic, queue) = (arn("sns", "t"), arn("sqs", "q"));
        let filter = "&Attributes.entry.1.key=FilterPolicy&Attributes.entry.1.value={\"place\":[\"eu-west-1\"]}";
        let subscribe = |topic: &str| {
            format!("Action=Subscribe&Version=2010-03-31&TopicArn={topic}&Protocol=sqs&Endpoint={queue}{filter}")
        };
        assert_eq!(there.form("sns", &subscribe(&topic)).status, 200);
        let publish = |place: &str| {
            format!(
                "Action=Publish&Version=2010-03-31&TopicArn={topic}&Message=from-{place}&MessageAttributes.entry.1.Name=place&MessageAttributes.entry.1.Value.DataType=String&MessageAttributes.entry.1.Value.StringValue={place}"
            )
        };
        assert_eq!(there.form("sns", &publish("us-east-1")).status, 200);
        assert_eq!(there.form("sns", &publish("eu-west-1")).status, 200);
        let take = |there: &mut Client| {
            let got = there.sqs("ReceiveMessage", &json!({ "QueueUrl": url, "WaitTimeSeconds": 20 })).json();
            let handle = json!({ "QueueUrl": url, "ReceiptHandle": got["Messages"][0]["ReceiptHandle"] });
            there.sqs("DeleteMessage", &handle);
            serde_json::from_str::<Value>(bodies(&got)[0]).unwrap()
        };
        let notice = take(&mut there);
        assert_eq!((&notice["Message"], &notice["TopicArn"]), (&json!("from-eu-west-1"), &json!(topic)));
        let host = format!("https://sns.{region}.amazonaws.com{}/", if partition == "aws" { "" } else { ".cn" });
        assert!(notice["SigningCertURL"].as_str().unwrap().starts_with(&host), "{notice}");

        let rule = json!({ "Name": "r", "EventPattern": "{\"source\":[\"shop\"]}" });
        let made = there.json("events", "AWSEvents.PutRule", &rule).json();
        assert_eq!(made["RuleArn"], arn("events", "rule/r"));
        let targets = json!({ "Rule": "r", "Targets": [{ "Id": "1", "Arn": queue }] });
        assert_eq!(there.json("events", "AWSEvents.PutTargets", &targets).json()["FailedEntryCount"], 0);
        let entry = json!({ "Source": "shop", "DetailType": "order", "Detail": "{}" });
        there.json("events", "AWSEvents.PutEvents", &json!({ "Entries": [entry] }));
        let event = take(&mut there);
        assert_eq!((&event["region"], &event["source"]), (&json!(region), &json!("shop")));

        let away = "arn:aws:sns:us-east-1:123456789012:t";
        assert_eq!(there.form("sns", &subscribe(away)).status, 400, "a topic of another Region is foreign");
        let redrive = |arn: &str| {
            let policy = json!({ "deadLetterTargetArn": arn, "maxReceiveCount": 3 }).to_string();
            json!({ "QueueName": "source", "Attributes": { "RedrivePolicy": policy } })
        };
        assert_eq!(there.sqs("CreateQueue", &redrive("arn:aws:sqs:us-east-1:123456789012:q")).status, 400);
        assert_eq!(there.sqs("CreateQueue", &redrive(&queue)).status, 200);
    }
}

#[test]
fn time_goes_as_fast_as_asked() {
    let served = Served::start(&["--speed", "3600"]);
    let url = served.create("orders");
    served.sqs("SendMessage", json!({ "QueueUrl": url, "MessageBody": "a" }));
    let receive =
        || served.sqs("ReceiveMessage", json!({ "QueueUrl": url, "WaitTimeSeconds": 20, "VisibilityTimeout": 1800 }));
    // Twenty simulated seconds are soon over: some polls come back empty before half an hour has passed.
    let mut seen = vec![];
    while seen.len() < 2 {
        seen.extend(bodies(&receive()).into_iter().map(str::to_owned));
    }
    assert_eq!(seen, ["a", "a"], "it comes back after its visibility timeout");
}

#[test]
fn a_lab_runs_by_itself_and_takes_callers() {
    let served = Served::start(&["--lab", "sqs-vt", "--speed", "600", "--seed", "7"]);
    let urls = served.sqs("ListQueues", json!({}));
    let url = urls["QueueUrls"][0].as_str().expect("the lab's queue").to_owned();
    let count = || {
        let all = served.sqs("GetQueueAttributes", json!({ "QueueUrl": url, "AttributeNames": ["All"] }));
        let of = |name: &str| all["Attributes"][name].as_str().unwrap().parse::<u64>().unwrap();
        of("ApproximateNumberOfMessages") + of("ApproximateNumberOfMessagesNotVisible")
    };
    while count() == 0 {}
    served.sqs("SendMessage", json!({ "QueueUrl": url, "MessageBody": "from outside" }));
}
