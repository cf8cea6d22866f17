//! The terminal is a stranger's house: in a real pseudo-terminal, whatever ends the app, everything is put back.
#![cfg(unix)]
#![allow(unreachable_pub, missing_docs, clippy::pedantic, clippy::expect_used, clippy::unwrap_used, clippy::panic)]
mod support;

use std::{process::Command, time::Duration};
use support::{App, Start};

fn folder() -> tempfile::TempDir {
    tempfile::tempdir().expect("a folder")
}

/// Past the first run, on the main screen.
fn open(start: &Start<'_>) -> App {
    let app = App::start(start);
    app.see("When is your exam?");
    app.keys("\x1b");
    app.see("[3] Lab");
    app
}

fn signal(app: &App, name: &str) {
    let status = Command::new("kill").args(["-s", name, &app.pid().to_string()]).status().expect("kill runs");
    assert!(status.success());
}

#[test]
fn quitting_restores() {
    for keys in ["q", "\x03", "?\x03"] {
        let data = folder();
        let app = open(&Start::new(data.path()));
        app.keys(keys);
        assert!(app.end().success(), "{keys:?}");
    }
}

#[test]
fn signals_restore() {
    for name in ["TERM", "HUP", "INT"] {
        let data = folder();
        let app = open(&Start::new(data.path()));
        signal(&app, name);
        assert!(!app.end().success(), "{name}");
    }
}

#[test]
fn a_panic_restores_and_is_told() {
    let data = folder();
    let app = open(&Start { env: &[("INFLIGHT_PANIC", "1")], ..Start::new(data.path()) });
    app.keys("\x1b[24~"); // F12
    app.see("asked for by INFLIGHT_PANIC");
    assert_eq!(app.end().exit_code(), 101);
}

#[test]
fn control_z_stops_and_coming_back_draws_again() {
    let data = folder();
    let app = open(&Start::new(data.path()));
    app.keys("\x1a");
    app.gone("[3] Lab");
    std::thread::sleep(Duration::from_millis(50));
    signal(&app, "CONT");
    app.see("[3] Lab");
    app.keys("?");
    app.see("Help");
    app.keys("\x1b");
    app.gone("Help");
    app.keys("q");
    assert!(app.end().success());
}

#[test]
fn a_storm_of_sizes_loses_nothing() {
    let data = folder();
    let app = open(&Start::new(data.path()));
    for (cols, rows) in [(58, 16), (200, 55), (80, 24), (1, 1), (300, 10), (100, 30), (79, 24), (120, 40)] {
        app.resize(cols, rows);
    }
    app.see("[3] Lab");
    app.resize(58, 16);
    app.see("Too small: 58 × 16");
    app.resize(80, 24);
    app.see("? help");
    app.keys("q");
    assert!(app.end().success());
}

#[test]
fn without_colour_and_in_ascii_the_focus_is_seen() {
    let data = folder();
    let app = open(&Start { env: &[("NO_COLOR", "1")], args: &["--ascii"], ..Start::new(data.path()) });
    app.wait("only ASCII", |text| text.is_ascii());
    app.wait("a border of the focused pane", |text| text.contains("====") && text.contains("----"));
    app.keys("q");
    assert!(app.end().success());
}

#[test]
fn what_was_chosen_is_there_the_next_time() {
    let data = folder();
    let first = App::start(&Start::new(data.path()));
    first.see("When is your exam?");
    first.keys("\r\r"); // the date as offered, the minutes as offered
    first.see("2 of 3");
    first.kill();
    let second = App::start(&Start::new(data.path()));
    second.see("exam in 28 days");
    second.keys("q");
    assert!(second.end().success());
}

#[test]
fn no_terminal_is_told_with_a_way_out() {
    let out = Command::new(env!("CARGO_BIN_EXE_inflight")).output().expect("runs");
    assert!(!out.status.success());
    assert!(String::from_utf8_lossy(&out.stderr).contains("--plain"));
}

#[test]
fn a_log_that_cannot_be_read_is_told_at_once_and_left_alone() {
    let data = folder();
    let file = data.path().join("progress.db");
    std::fs::write(&file, "shopping: bread, cheese, and nothing that a database would say").unwrap();
    let app = App::start(&Start::new(data.path()));
    app.see("progress.db");
    app.see("[2] Quiz");
    app.keys("\x03");
    assert!(app.end().success());
    assert!(std::fs::read_to_string(&file).unwrap().starts_with("shopping"));
}

#[test]
fn pasted_text_is_no_row_of_commands() {
    let data = folder();
    let mut app = open(&Start::new(data.path()));
    app.keys("\x1b[200~a quick brown fox quits\x1b[201~");
    app.keys("/");
    app.see("/ find");
    app.keys("\x1b[200~visib\x1b[201~");
    app.see("visib");
    assert!(app.alive());
    app.keys("\x03");
    assert!(app.end().success());
}
