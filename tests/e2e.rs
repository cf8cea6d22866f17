//! The whole loop in a real pseudo-terminal: answer, prove, rewind, quit; what a kill leaves behind; two instances at once;
//! ten thousand keys.
#![cfg(unix)]
#![allow(unreachable_pub, missing_docs, clippy::pedantic, clippy::expect_used, clippy::unwrap_used, clippy::panic)]
mod support;

use inflight::{
    base::random::{below, stream},
    practice::{progress::Progress, record::Record},
    store::Store,
};
use std::path::Path;
use support::{App, Start};

fn folder() -> tempfile::TempDir {
    tempfile::tempdir().expect("a folder")
}

/// What the log of a data folder holds, as any other program would read it.
fn log(data: &Path) -> Vec<Record> {
    let file = std::fs::read_dir(data)
        .expect("the folder")
        .flatten()
        .map(|entry| entry.path())
        .find(|path| path.extension().is_some_and(|e| e == "db" || e == "sqlite"))
        .expect("a log");
    Store::open(&file).expect("opens").read_all().expect("reads").records
}

fn answers(data: &Path) -> usize {
    log(data).iter().filter(|r| matches!(r, Record::Reviewed(_))).count()
}

/// Past the first run with all its steps, on a question that the lab proves.
fn first_question(app: &App) {
    app.see("When is your exam?");
    app.keys("\r\r");
    app.see("[2] Quiz");
    app.see("Charged twice");
}

#[test]
fn read_answer_prove_rewind_quit() {
    let data = folder();
    let app = App::start(&Start::new(data.path()));
    first_question(&app);
    app.see("veiled until you answer");
    app.keys("c");
    app.see("you chose C");
    app.keys("\r");
    app.gone("veiled until you answer");
    app.see("Your answer.");
    assert_eq!(answers(data.path()), 1, "written when it is given");
    app.keys("p");
    app.see("proof for");
    // Predict where asked, then let it run; then back to the start, and one event forward.
    app.keys("s");
    app.keys("M3");
    app.keys(" 0");
    app.wait("never at the start", |text| text.contains(" 0:00 "));
    app.keys(".");
    app.wait("no step forward", |text| !text.contains(" 0:00 "));
    app.keys(",");
    app.wait("no step back", |text| text.contains(" 0:00 "));
    app.keys("q");
    assert_eq!(app.end().exit_code(), 0);
}

#[test]
fn a_kill_loses_at_most_the_answer_not_given() {
    let data = folder();
    let app = App::start(&Start::new(data.path()));
    first_question(&app);
    app.keys("d\r");
    app.see("Your answer.");
    app.keys("n");
    app.see("Where things are");
    app.keys("\r");
    app.keys("c"); // learn new, from the end card
    app.see("1 of 5");
    app.keys("a");
    app.see("you chose A");
    app.kill();
    assert_eq!(answers(data.path()), 1);
    let app = App::start(&Start::new(data.path()));
    app.see("[2] Quiz");
    app.gone("When is your exam?");
    app.keys("a\r");
    app.see("Your answer.");
    app.kill();
    assert_eq!(answers(data.path()), 2);
}

#[test]
fn a_second_instance_works_beside_the_first() {
    let data = folder();
    let one = App::start(&Start::new(data.path()));
    one.see("When is your exam?");
    one.keys("\x1b");
    one.see("[2] Quiz");
    let two = App::start(&Start::new(data.path()));
    two.see("[2] Quiz");
    for app in [&one, &two] {
        app.keys("2s");
        app.see("U undo");
    }
    assert_eq!(answers(data.path()), 2);
    one.keys("U");
    one.wait("not taken back", |text| !text.contains("U undo"));
    let progress = Progress::from_log(&log(data.path()));
    assert_eq!(progress.answers.values().map(Vec::len).sum::<usize>(), 1);
    for app in [one, two] {
        app.keys("q");
        assert_eq!(app.end().exit_code(), 0);
    }
}

/// Every key a keyboard has, but none that leaves or stops the app.
fn any_key(rng: &mut impl rand::Rng) -> String {
    const SPECIAL: [&str; 14] = [
        "\r", "\t", "\x1b[Z", "\x7f", "\x1b[A", "\x1b[B", "\x1b[C", "\x1b[D", "\x1b[H", "\x1b[F", "\x1b[5~", "\x1b[6~",
        "\x04", "\x15",
    ];
    let pick = usize::try_from(below(rng, 120)).unwrap_or(0);
    if let Some(keys) = SPECIAL.get(pick) {
        return (*keys).into();
    }
    if pick < 22 {
        let cell = |rng: &mut _, n| below(rng, n) + 1;
        return format!("\x1b[<0;{};{}M", cell(rng, 100), cell(rng, 40));
    }
    let c = char::from(32 + u8::try_from(below(rng, 95)).unwrap_or(0));
    if c == 'q' { "j".into() } else { c.to_string() }
}

#[test]
fn ten_thousand_keys_and_still_there() {
    let data = folder();
    let mut app = App::start(&Start::new(data.path()));
    app.see("When is your exam?");
    let mut rng = stream(2026, "keys");
    let sizes = [(120, 40), (80, 24), (200, 55), (100, 30), (60, 15), (80, 50)];
    for round in 0..100 {
        let keys: String = (0..100).map(|_| any_key(&mut rng)).collect();
        app.keys(&keys);
        // Escape alone, so that a box with a text field does not swallow all that follows.
        std::thread::sleep(std::time::Duration::from_millis(5));
        app.keys("\x1b");
        std::thread::sleep(std::time::Duration::from_millis(5));
        if round % 5 == 0 {
            let (cols, rows) = sizes[round / 5 % sizes.len()];
            app.resize(cols, rows);
        }
        assert!(app.alive(), "round {round} ended it:\n{}", app.text());
    }
    app.resize(120, 40);
    app.see("? help");
    app.keys("\x03");
    assert_eq!(app.end().exit_code(), 0);
}

/// One request over a connection of its own, and all of the answer.
fn call(port: u16, operation: &str, body: &str) -> String {
    use std::io::{Read, Write};
    let mut stream = std::net::TcpStream::connect(("127.0.0.1", port)).expect("the door is open");
    let request = format!(
        "POST / HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nX-Amz-Target: AmazonSQS.{operation}\r\nUser-Agent: Boto3/1.44\r\n\
         Content-Type: application/x-amz-json-1.0\r\nConnection: close\r\nContent-Length: {}\r\n\r\n{body}",
        body.len()
    );
    stream.write_all(request.as_bytes()).expect("sent");
    let mut answer = String::new();
    stream.read_to_string(&mut answer).expect("answered");
    answer
}

const SEND: &str = r#"{"QueueUrl":"http://h/123456789012/orders","MessageBody":"from outside"}"#;

#[test]
fn a_lab_is_driven_from_outside_and_a_flood_leaves_the_keys_alone() {
    let data = folder();
    let app = App::start(&Start { args: &["lab", "sqs-vt"], ..Start::new(data.path()) });
    app.see("visibility timeout");
    app.keys("O");
    app.see("AWS_ENDPOINT_URL=http://127.0.0.1:");
    let text = app.text();
    let (_, rest) = text.split_once("AWS_ENDPOINT_URL=http://127.0.0.1:").expect("an address");
    let port: u16 = rest.chars().take_while(char::is_ascii_digit).collect::<String>().parse().expect("a port");
    app.keys("\x1b");
    app.gone("In another terminal");
    // At the start a call waits until the learner plays.
    let early = std::thread::spawn(move || call(port, "SendMessage", SEND));
    app.see("1 call waits");
    app.keys(" ");
    let answer = early.join().expect("the caller");
    assert!(answer.contains("200 OK") && answer.contains("MessageId"), "{answer}");
    app.see("@");
    app.see("SendMessage is done");
    // What does not exist is refused in AWS's words; nonsense hurts nobody.
    let refused = call(port, "ReceiveMessage", r#"{"QueueUrl":"http://h/123456789012/nothing"}"#);
    assert!(refused.contains("400 Bad Request") && refused.contains("QueueDoesNotExist"), "{refused}");
    assert!(call(port, "Nonsense", "{").contains("HTTP/1.1 4"));
    let crowd: Vec<_> = (0..4)
        .map(|_| {
            std::thread::spawn(move || (0..100).filter(|_| call(port, "SendMessage", SEND).contains("200 OK")).count())
        })
        .collect();
    // The keys are heard while they call.
    app.keys("?");
    app.see("one event forward");
    app.keys("\x1b");
    app.gone("one event forward");
    let taken: usize = crowd.into_iter().map(|c| c.join().expect("a caller")).sum();
    assert_eq!(taken, 400);
    // Who looks at the past keeps it: a call waits there, and comes in with a fork.
    app.keys("0");
    let late = std::thread::spawn(move || call(port, "SendMessage", SEND));
    app.see("you look at the past");
    app.keys("f");
    assert!(late.join().expect("the caller").contains("200 OK"));
    // Closed, nobody is there any more.
    app.keys("O");
    app.see("In another terminal");
    app.keys("c");
    app.see("closed to the outside");
    assert!(std::net::TcpStream::connect(("127.0.0.1", port)).is_err());
    app.keys("q");
    assert_eq!(app.end().exit_code(), 0);
}
