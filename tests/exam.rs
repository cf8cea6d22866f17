//! A mock exam in a real pseudo-terminal: killed in the middle and taken up again; and one under an instructor's seal.
#![cfg(unix)]
#![allow(unreachable_pub, missing_docs, clippy::pedantic, clippy::expect_used, clippy::unwrap_used, clippy::panic)]
mod support;

use assert_cmd::Command;
use inflight::{
    practice::{
        progress::Progress,
        record::{Record, sat::Absence},
    },
    store::Store,
};
use serde_json::Value;
use std::{fs, path::Path};
use support::{App, Start};

fn folder() -> tempfile::TempDir {
    tempfile::tempdir().expect("a folder")
}

fn progress(data: &Path) -> Progress {
    let store = Store::open(&data.join("progress.db")).expect("the log opens");
    let log: Vec<Record> = store.read_all().expect("the log reads").records;
    Progress::from_log(&log)
}

/// `inflight exam` with these arguments, and a line typed into it.
fn command(data: &Path, args: &[&str], typed: &str) -> std::process::Output {
    let mut command = Command::cargo_bin("inflight").expect("the program");
    command.arg("--data").arg(data).arg("exam").args(args).write_stdin(typed).output().expect("it runs")
}

fn start<'a>(data: &'a Path, args: &'a [&'a str]) -> App {
    App::start(&Start { args, ..Start::new(data) })
}

/// Lays the paper that is chosen in the lobby down.
fn begin(app: &App) {
    app.see("Warm-up");
    app.keys("\r");
    app.see("How likely");
    app.keys("\r");
    app.see("1 of 10");
}

/// Hands the paper in.
fn end(app: &App) {
    app.keys("E");
    app.see("End the exam?");
    app.keys("y");
    app.see("Score report");
}

#[test]
fn a_killed_sitting_is_taken_up_and_handed_in() {
    let data = folder();
    let app = start(data.path(), &["exam", "warm-up", "--seed", "7"]);
    begin(&app);
    app.keys("a");
    app.see("1 of 1 chosen");
    app.keys("n");
    app.see("2 of 10");
    app.keys("mw");
    app.see("scratch pad");
    app.keys("5 x 60");
    app.see("5 x 60");
    app.kill();

    let before = progress(data.path());
    let sitting = &before.sittings[0];
    assert!(sitting.ended.is_none() && sitting.given[1].flagged, "what was on the screen was written");
    assert_eq!((sitting.given[0].chosen.len(), sitting.pad.as_str()), (1, "5 x 60"));

    let app = start(data.path(), &["exam"]);
    app.see("goes on");
    app.keys("\r");
    app.see("2 of 10");
    app.see("flagged for review");
    app.keys("w");
    app.see("5 x 60");
    app.keys("\x1b");
    app.gone("scratch pad ━");
    app.keys("n");
    app.see("3 of 10");
    app.keys("b");
    app.see("chosen");
    end(&app);
    app.see("estimate");
    app.keys("\x03");
    assert_eq!(app.end().exit_code(), 0);

    let after = progress(data.path());
    let sitting = &after.sittings[0];
    // A machine under load may stall long enough to count as another absence.
    let ended = sitting.away.iter().filter(|away| away.how == Absence::Ended);
    assert_eq!(ended.count(), 1);
    assert!(sitting.pad.is_empty() && after.sittings.len() == 1);
    assert_eq!(after.cards.len(), 3, "what never came up is not booked as forgotten");

    let report = command(data.path(), &["--report", "json"], "");
    let report: Value = serde_json::from_slice(&report.stdout).expect("JSON");
    assert_eq!((&report["format"], report["items"].as_array().map(Vec::len)), (&"inflight-report/1".into(), Some(10)));
    let page = String::from_utf8(command(data.path(), &["--report", "html"], "").stdout).expect("text");
    assert!(page.starts_with("<!") && !page.contains("<script"), "{page}");
    let items = String::from_utf8(command(data.path(), &["--items"], "").stdout).expect("text");
    assert_eq!(items.lines().count(), 4, "{items}");
}

#[test]
fn a_proctored_paper_is_sat_once_and_sealed() {
    let data = folder();
    let args = ["exam", "warm-up", "--seed", "7", "--proctor", "Ada Lovelace"];
    let app = start(data.path(), &args);
    app.see("pass phrase:");
    app.keys("correct horse\r");
    app.see("Again:");
    app.keys("correct horse\r");
    begin(&app);
    app.keys("a");
    app.see("chosen");
    end(&app);
    app.keys("\x03");
    assert_eq!(app.end().exit_code(), 0);

    let files: Vec<_> = fs::read_dir(data.path().join("reports")).expect("a folder").flatten().collect();
    let [file] = &files[..] else { panic!("one result, not {files:?}") };
    let path = file.path();
    let path = path.to_str().expect("a name");
    let text = fs::read_to_string(path).expect("a result");
    assert!(path.contains("result-warm-up-7-Ada-Lovelace") && !text.contains("correct horse"), "{path}");
    let whole = command(data.path(), &["--verify", path], "correct horse\n");
    assert!(whole.status.success() && String::from_utf8_lossy(&whole.stdout).contains("Ada Lovelace"), "{whole:?}");
    let other = command(data.path(), &["--verify", path], "wrong horse\n");
    assert!(!other.status.success() && String::from_utf8_lossy(&other.stderr).contains("seal is broken"), "{other:?}");
    fs::write(path, text.replace("Ada Lovelace", "Bob")).expect("changed");
    assert!(!command(data.path(), &["--verify", path], "correct horse\n").status.success());

    let again =
        command(data.path(), &["warm-up", "--seed", "7", "--proctor", "Ada Lovelace", "--plain"], "correct horse\n");
    assert!(String::from_utf8_lossy(&again.stderr).contains("sat already"), "{again:?}");
}

#[test]
fn what_cannot_be_asked_for_is_told() {
    let data = folder();
    for (args, words) in [
        (&["nonsense", "--plain"][..], "there is long, section, warm-up"),
        (&["warm-up", "--proctor", "Ada", "--plain"], "needs --seed"),
        (&["long", "--plain"], "Full length wants"),
        (&["--report", "md"], "no paper was handed in yet"),
        (&["--verify", "/nowhere"], "/nowhere"),
        (&["warm-up", "--minutes", "0"], "0 is not in 1..=600"),
    ] {
        let said = command(data.path(), args, "");
        let words_said = String::from_utf8_lossy(&said.stderr);
        assert!(!said.status.success() && words_said.contains(words), "{args:?}: {words_said}");
    }
}
