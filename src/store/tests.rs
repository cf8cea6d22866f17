//! The log on disk: what is written is read, by anyone, after anything.
use super::{Place, Store};
use crate::{
    base::moment::{Day, Moment, Now},
    practice::record::Record,
};
use std::fs;

fn set(name: &str, value: &str) -> Record {
    Record::Set { name: name.into(), value: value.into(), now: Now { at: Moment(1_000), day: Day(7) } }
}

#[test]
fn what_is_appended_is_read_in_order() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("log.db");
    let mut store = Store::open(&path).unwrap();
    let records = [set("theme", "light"), set("exam", "20800"), set("theme", "dark")];
    for record in &records {
        store.append(record).unwrap();
    }
    assert_eq!(store.read_all().unwrap().records, records);
    drop(store);
    let log = Store::open(&path).unwrap().read_all().unwrap();
    assert_eq!((log.records.as_slice(), log.unreadable, log.end), (records.as_slice(), 0, Place(3)));
}

#[test]
fn a_second_instance_writes_beside_the_first() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("log.db");
    let (mut one, mut two) = (Store::open(&path).unwrap(), Store::open(&path).unwrap());
    let seen = one.append(&set("a", "1")).unwrap();
    two.append(&set("b", "2")).unwrap();
    one.append(&set("c", "3")).unwrap();
    let news = one.since(seen).unwrap();
    assert_eq!(news.records, [set("b", "2"), set("c", "3")]);
    assert_eq!(one.since(news.end).unwrap().records, []);
    assert_eq!(two.read_all().unwrap().records.len(), 3);
}

#[test]
fn many_instances_starting_at_once_make_one_log() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("log.db");
    let threads: Vec<_> = (0..8)
        .map(|i| {
            let path = path.clone();
            std::thread::spawn(move || {
                let mut store = Store::open(&path).unwrap();
                for k in 0..10 {
                    store.append(&set(&format!("{i}-{k}"), "x")).unwrap();
                }
            })
        })
        .collect();
    threads.into_iter().for_each(|t| t.join().unwrap());
    assert_eq!(Store::open(&path).unwrap().read_all().unwrap().records.len(), 80);
}

#[test]
fn a_damaged_or_foreign_file_is_refused_in_words_and_left_alone() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("log.db");
    fs::write(&path, "these are my shopping notes, not a database at all, and they are long enough").unwrap();
    let words = Store::open(&path).unwrap_err().to_string();
    assert!(words.contains("log.db") && words.contains("--data"), "{words}");
    assert!(fs::read_to_string(&path).unwrap().starts_with("these are my shopping notes"));
    let nowhere = Store::open(&dir.path().join("no/such/folder/log.db")).unwrap_err().to_string();
    assert!(nowhere.contains("folder"), "{nowhere}");
}

#[test]
fn a_log_of_a_newer_program_is_refused() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("log.db");
    drop(Store::open(&path).unwrap());
    let raw = rusqlite::Connection::open(&path).unwrap();
    raw.pragma_update(None, "user_version", 99).unwrap();
    drop(raw);
    let words = Store::open(&path).unwrap_err().to_string();
    assert!(words.contains("newer") && words.contains("99"), "{words}");
}

#[test]
fn rows_of_a_later_kind_are_kept_and_counted() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("log.db");
    let mut store = Store::open(&path).unwrap();
    store.append(&set("a", "1")).unwrap();
    let raw = rusqlite::Connection::open(&path).unwrap();
    let insert = "INSERT INTO log (at_ms, day, kind, subject, body) VALUES (1, 1, 'sat', 'x', '{\"sat\":{}}')";
    raw.execute(insert, []).unwrap();
    store.append(&set("b", "2")).unwrap();
    let log = store.read_all().unwrap();
    assert_eq!((log.records.len(), log.unreadable), (2, 1));
    assert!(raw.execute("DELETE FROM log", []).is_err(), "append-only");
    assert!(raw.execute("UPDATE log SET body = ''", []).is_err(), "append-only");
}
