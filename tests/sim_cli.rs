//! `inflight sim run` and `inflight sim sweep` as a script meets them: output, errors with their place, exit codes, pipes.
#![allow(missing_docs, clippy::unwrap_used, clippy::expect_used, clippy::pedantic)]
use assert_cmd::Command;
use std::{fs, io::Read, path::PathBuf, process::Stdio};

const SCENARIO: &str = "\
queues: [{ name: orders, attributes: { VisibilityTimeout: 30 } }]
producers: [{ name: checkout, to: orders, every: 1s }]
consumers: [{ name: C, count: 3, from: orders, work: { uniform: [1s, 50s] }, poll: { wait: 20s } }]
";

struct Desk(tempfile::TempDir);

impl Desk {
    fn new() -> Self {
        Self(tempfile::tempdir().unwrap())
    }
    fn file(&self, name: &str, text: &str) -> PathBuf {
        let path = self.0.path().join(name);
        fs::write(&path, text).unwrap();
        path
    }
    fn sim(&self, words: &[&str]) -> (i32, String, String) {
        let mut command = Command::cargo_bin("inflight").unwrap();
        command.arg("--data").arg(self.0.path()).arg("sim").args(words).env("NO_COLOR", "1");
        let out = command.output().unwrap();
        let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap();
        (out.status.code().unwrap(), text(out.stdout), text(out.stderr))
    }
}

#[test]
fn a_run_prints_a_summary_a_trace_or_metrics_and_nothing_else() {
    let desk = Desk::new();
    let file = desk.file("lab.yaml", SCENARIO);
    let file = file.to_str().unwrap();
    let (code, out, err) = desk.sim(&["run", file]);
    assert_eq!((code, err.as_str()), (0, ""));
    assert!(out.starts_with("lab  seed 7  0:00 to 5:00"), "{out}");
    assert!(out.contains("NumberOfMessagesSent"), "{out}");
    let bill: Vec<&str> = out.lines().rev().take(2).collect();
    assert!(bill[0].starts_with("total, at prices of 20") && bill[0].contains("$0.000"), "{out}");
    assert!(bill[1].starts_with("sqs.requests ") && bill[1].contains('$'), "{out}");
    let (_, json, _) = desk.sim(&["run", file, "--trace", "json", "--until", "10s"]);
    let events: Vec<serde_json::Value> = json.lines().map(|l| serde_json::from_str(l).unwrap()).collect();
    assert!(events.iter().enumerate().all(|(nth, e)| e["seq"] == nth), "every event once, in order");
    assert!(events.iter().any(|e| e["kind"] == "sqs.receive"));
    let (_, words, _) = desk.sim(&["run", file, "--trace", "text", "--until", "10s"]);
    assert_eq!(words.lines().count(), events.len());
    let (_, csv, _) = desk.sim(&["run", file, "--metrics", "csv", "--every", "100s"]);
    assert!(csv.starts_with("seconds,resource,metric,statistic,value\n"), "{csv}");
    assert!(
        csv.contains("\n100,orders,NumberOfMessagesSent,sum,100\n300,")
            || csv.contains("200,orders,NumberOfMessagesSent,sum,100")
    );
}

#[test]
fn the_same_seed_gives_the_same_bytes_and_another_seed_others() {
    let desk = Desk::new();
    let file = desk.file("lab.yaml", SCENARIO);
    let file = file.to_str().unwrap();
    let trace = |seed: &str| desk.sim(&["run", file, "--trace", "json", "--seed", seed]).1;
    assert_eq!(trace("3"), trace("3"));
    assert_ne!(trace("3"), trace("4"));
}

#[test]
fn changes_and_faults_of_the_command_line_count() {
    let desk = Desk::new();
    let file = desk.file("lab.yaml", SCENARIO);
    let file = file.to_str().unwrap();
    let rc = |more: &[&str]| desk.sim(&[&["run", file], more].concat()).0;
    assert_eq!(rc(&["--expect", "count(worker.repeat) == 0"]), 1, "some work takes longer than the timeout");
    assert_eq!(rc(&["--set", "queues.orders.VisibilityTimeout=60", "--expect", "count(worker.repeat) == 0"]), 0);
    assert_eq!(rc(&["--inject", "crash C2 @31s", "--expect", "count(fault.crash) == 1"]), 0);
}

#[test]
fn what_is_wrong_is_told_with_its_place_and_a_cure() {
    let desk = Desk::new();
    let good = desk.file("good.yaml", SCENARIO);
    let good = good.to_str().unwrap();
    let wrong =
        desk.file("wrong.yaml", "queues:\n  - { name: orders }\nproducers:\n  - { name: p, to: nowhere, every: 1s }\n");
    let refused =
        desk.file("refused.yaml", "queues:\n  - name: orders\n    attributes: { VisibilityTimeout: 99999999 }\n");
    for (words, parts) in [
        (vec!["run", wrong.to_str().unwrap()], vec!["wrong.yaml:4:", "no resource `nowhere`", "help:"]),
        (vec!["run", refused.to_str().unwrap()], vec!["refused.yaml:3:38", "InvalidAttributeValue"]),
        (vec!["run", "no-such-lab"], vec!["neither a file", "sqs-vt"]),
        (vec!["run", good, "--set", "queues.orders"], vec!["write PATH=VALUE"]),
        (vec!["run", good, "--set", "queues.nobody.hosts=3"], vec!["leads nowhere"]),
        (vec!["run", good, "--inject", "explode C @3s"], vec!["is no fault"]),
        (vec!["run", good, "--inject", "crash Z @3s"], vec!["there is no"]),
        (vec!["run", good, "--expect", "cnt(worker.done)"], vec!["is no function", "^"]),
        (vec!["run", good, "--speed", "0"], vec!["is no speed"]),
        (vec!["run", good, "--until", "soon"], vec!["is not a time"]),
        (vec!["sweep", good], vec!["--measure"]),
        (vec!["sweep", good, "--measure", "t", "--vary", "queues.orders.hosts=5..1"], vec!["is no range"]),
        (vec!["sweep", good, "--measure", "t", "--vary", "queues.orders.hosts=4,0"], vec!["a queue has 1 to 64 hosts"]),
    ] {
        let (code, out, err) = desk.sim(&words);
        assert_eq!((code, out.as_str()), (2, ""), "{words:?}: {err}");
        for part in parts {
            assert!(err.contains(part), "{words:?}: `{part}` in\n{err}");
        }
    }
}

#[test]
fn a_sweep_gives_the_same_table_on_one_core_and_on_many() {
    let desk = Desk::new();
    let file = desk.file("lab.yaml", SCENARIO);
    let vary = "queues.orders.VisibilityTimeout=10..60/10";
    let sweep = |more: &[&str]| {
        let words =
            ["sweep", file.to_str().unwrap(), "--vary", vary, "--seeds", "4", "--measure", "count(worker.repeat)"];
        desk.sim(&[&words[..], more].concat())
    };
    let (code, one, err) = sweep(&["--jobs", "1", "--ascii"]);
    assert_eq!((code, err.as_str()), (0, ""));
    assert_eq!(one, sweep(&["--jobs", "8", "--ascii"]).1);
    assert!(one.is_ascii() && one.contains("####"), "{one}");
    let (_, csv, _) = sweep(&["--csv"]);
    assert_eq!(csv.lines().count(), 1 + 6 * 4);
}

#[test]
fn a_reader_that_has_enough_is_no_fault() {
    let desk = Desk::new();
    let file = desk.file("lab.yaml", SCENARIO);
    let mut child = std::process::Command::new(env!("CARGO_BIN_EXE_inflight"))
        .args(["sim", "run", file.to_str().unwrap(), "--trace", "json", "--until", "12h"])
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let mut some = [0; 4_000];
    let mut out = child.stdout.take().unwrap();
    out.read_exact(&mut some).unwrap();
    drop(out);
    let end = child.wait_with_output().unwrap();
    assert_eq!((end.status.code(), String::from_utf8(end.stderr).unwrap().as_str()), (Some(0), ""));
}
