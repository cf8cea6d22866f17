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
