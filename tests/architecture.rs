//! Fence 1: who may know whom. A stand-in for crate boundaries, and itself tested on small false houses.
#![allow(unreachable_pub, missing_docs, clippy::pedantic, clippy::expect_used)]
mod fences;

use fences::{house, lexer, rules, shape};
use std::path::Path;

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn report(faults: &[String]) {
    assert!(faults.is_empty(), "\n{} fault(s) in the house:\n  {}\n", faults.len(), faults.join("\n  "));
}

#[test]
fn rooms_know_only_what_they_may() {
    report(&rules::imports(&house::read(root())));
}

#[test]
fn pure_rooms_hold_no_impure_word() {
    report(&rules::words(&house::read(root())));
}

#[test]
fn neighbours_are_strangers() {
    report(&rules::neighbours(&house::read(root())));
}

#[test]
fn every_file_opens_with_its_purpose() {
    report(&shape::heads(&house::read(root())));
}

#[test]
fn folders_of_one_kind_have_one_shape() {
    report(&shape::folders(&house::read(root())));
}

#[test]
fn sizes_only_shrink() {
    report(&shape::sizes(&house::read(root())));
}

#[test]
fn the_table_has_no_circle() {
    report(&rules::circles());
}

/// A false house: (path, text) pairs as if read from disk.
fn house_of(files: &[(&str, &str)]) -> Vec<house::File> {
    files.iter().map(|(path, text)| house::File::new(path, text)).collect()
}

#[test]
fn an_uphill_path_is_caught_in_every_form() {
    for text in [
        "use crate::ui::kit;",
        "use crate::{base::id, store::open};",
        "use crate::{base::{id, time}, ui::{flow::{key::Key}}};",
        "fn f() { crate::shell::run(); }",
        "use super::super::ui::flow;",
        "type T = crate::practice::record::Record;",
        "pub(in crate::ui) fn f() {}",
        "use crate :: store :: Store;",
        "use crate::*;",
    ] {
        let faults = rules::imports(&house_of(&[("src/sim/world.rs", text)]));
        assert!(!faults.is_empty(), "missed: {text}");
    }
}

#[test]
fn an_allowed_path_is_not_caught() {
    for (path, text) in [
        ("src/sim/world.rs", "use crate::base::time::SimTime; use super::trace::Event;"),
        (
            "src/sim/world.rs",
            "// use crate::ui::kit;\n/* crate::store */ let s = \"crate::shell\"; let r = r#\"crate::ui\"#;",
        ),
        ("src/ui/panes/quiz/view.rs", "use crate::ui::kit::theme; use ratatui::buffer::Buffer;"),
        ("src/ui/panes/quiz/update.rs", "use crate::{practice::review::Session, ui::flow::key::Key};"),
        ("src/shell/loop_.rs", "use crate::{store::Store, ui::app::Model};"),
        ("src/sim/services/sqs/step.rs", "use super::model::Queue; use super::super::super::turn::Out;"),
    ] {
        let files = house_of(&[(path, text)]);
        assert_eq!(rules::imports(&files), Vec::<String>::new(), "{path}: {text}");
    }
}

#[test]
fn strangers_are_caught() {
    for (path, text) in [
        ("src/sim/services/sqs/step.rs", "use crate::sim::services::sns::model::Topic;"),
        ("src/sim/services/sqs/step.rs", "use super::super::sns::model::Topic;"),
        ("src/ui/panes/quiz/update.rs", "use crate::ui::panes::lab::State;"),
        ("src/practice/review/mod.rs", "use crate::practice::lab::Session;"),
    ] {
        assert!(!rules::neighbours(&house_of(&[(path, text)])).is_empty(), "{path}: {text}");
    }
    let own = house_of(&[("src/ui/panes/quiz/update.rs", "use crate::ui::panes::quiz::state::State;")]);
    assert_eq!(rules::neighbours(&own), Vec::<String>::new());
}

#[test]
fn impure_words_are_caught_where_they_are_banned() {
    for (path, text) in [
        ("src/sim/world.rs", "use std::time::Instant;"),
        ("src/sim/world.rs", "use std::collections::{BTreeMap, HashMap};"),
        ("src/sim/world.rs", "struct S { rate: f64 }"),
        ("src/content/facts.rs", "let t = std::fs::read_to_string(p);"),
        ("src/practice/review/mod.rs", "use rusqlite::Connection;"),
        ("src/ui/panes/quiz/update.rs", "use ratatui::layout::Rect;"),
        ("src/ui/kit/frame.rs", "use crossterm::event;"),
        ("src/ui/app/update.rs", "std::thread::spawn(f);"),
    ] {
        assert!(!rules::words(&house_of(&[(path, text)])).is_empty(), "{path}: {text}");
    }
    let fine = house_of(&[
        ("src/store/mod.rs", "use rusqlite::Connection;"),
        ("src/ui/panes/quiz/view.rs", "use ratatui::buffer::Buffer;"),
        ("src/sim/world.rs", "/// Instant, HashMap and f64 only in words\nstruct HashMapper;"),
    ]);
    assert_eq!(rules::words(&fine), Vec::<String>::new());
}

#[test]
fn shapes_are_checked() {
    let missing = house_of(&[("src/sim/services/sns/mod.rs", "//! x"), ("src/sim/services/sns/api.rs", "//! x")]);
    assert!(shape::folders(&missing).iter().any(|f| f.contains("quotas")));
    let stranger = house_of(&[("src/ui/panes/quiz/misc.rs", "//! x")]);
    assert!(shape::folders(&stranger).iter().any(|f| f.contains("misc")));
    assert_eq!(shape::heads(&house_of(&[("src/base/id.rs", "use x;")])).len(), 1);
    assert_eq!(shape::heads(&house_of(&[("src/base/id.rs", "//! ids\nuse x;")])).len(), 0);
    let long = "//! x\n".to_owned() + &"fn f() {}\n".repeat(401);
    assert_eq!(shape::sizes(&house_of(&[("src/base/long.rs", &long)])).len(), 1);
    let tests_apart = "//! x\n".to_owned() + "#[cfg(test)]\nmod tests {\n" + &"fn f() {}\n".repeat(500) + "}\n";
    assert_eq!(shape::sizes(&house_of(&[("src/base/tested.rs", &tests_apart)])), Vec::<String>::new());
}

#[test]
fn the_lexer_blanks_what_is_not_code() {
    let code = lexer::code(
        "let a = \"crate::x\"; // crate::y\nlet c = '\"'; let d = b'x'; /* /* crate::z */ */ let l: &'a str = r##\"a\"#crate\"##;",
    );
    assert!(!code.contains("crate"), "{code}");
    assert!(code.contains("let l: &'a str"), "{code}");
    assert_eq!(code.matches('\n').count(), 1);
}
