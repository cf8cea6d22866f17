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
    for thread in threads {
        thread.join().unwrap();
    }
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
    let before = fs::read(&path).unwrap();
    let words = Store::open(&path).unwrap_err().to_string();
    assert!(words.contains("newer") && words.contains("99"), "{words}");
    assert_eq!(fs::read(&path).unwrap(), before, "left as it is");
}

#[test]
fn a_file_of_version_0_is_brought_up_to_date_and_keeps_what_is_in_it() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("log.db");
    let raw = rusqlite::Connection::open(&path).unwrap();
    raw.execute_batch("CREATE TABLE notes (words TEXT); INSERT INTO notes VALUES ('mine');").unwrap();
    drop(raw);
    let mut store = Store::open(&path).unwrap();
    store.append(&set("a", "1")).unwrap();
    drop(store);
    let raw = rusqlite::Connection::open(&path).unwrap();
    let one = |sql: &str| raw.query_row(sql, [], |r| r.get::<_, String>(0)).unwrap();
    assert_eq!((one("SELECT words FROM notes"), one("PRAGMA journal_mode")), ("mine".into(), "wal".into()));
    assert_eq!(raw.query_row("PRAGMA user_version", [], |r| r.get::<_, i64>(0)).unwrap(), 1);
    assert_eq!(Store::open(&path).unwrap().read_all().unwrap().records, [set("a", "1")]);
}

#[test]
fn a_step_that_fails_leaves_the_file_as_it_was() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("log.db");
    // A stranger's table stands where ours belongs.
    rusqlite::Connection::open(&path).unwrap().execute_batch("CREATE TABLE log (mine TEXT);").unwrap();
    let words = Store::open(&path).unwrap_err().to_string();
    assert!(words.contains("log.db") && words.contains("--data"), "{words}");
    let raw = rusqlite::Connection::open(&path).unwrap();
    assert_eq!(raw.query_row("PRAGMA user_version", [], |r| r.get::<_, i64>(0)).unwrap(), 0);
    assert_eq!(raw.execute("INSERT INTO log VALUES ('still mine')", []).unwrap(), 1);
}

/// A log of 200 records, closed; its bytes.
fn written(path: &std::path::Path) -> Vec<u8> {
    let mut store = Store::open(path).unwrap();
    for n in 0..200 {
        store.append(&set("setting", &n.to_string())).unwrap();
    }
    drop(store);
    fs::read(path).unwrap()
}

#[test]
fn a_damaged_log_is_an_error_in_words_and_never_a_panic() {
    let dir = tempfile::tempdir().unwrap();
    let whole = written(&dir.path().join("whole.db"));
    assert!(whole.len() > 8_192);
    for (n, cut) in [1, 100, 1_000, 4_096, 5_000, 8_192, whole.len() - 1].into_iter().enumerate() {
        let path = dir.path().join(format!("cut-{n}.db"));
        fs::write(&path, &whole[..cut]).unwrap();
        let read = Store::open(&path).and_then(|store| store.read_all());
        if let Err(words) = read {
            assert!(words.to_string().contains(&format!("cut-{n}.db")), "{cut}: {words}");
        }
    }
    for at in (0..whole.len()).step_by(211) {
        let path = dir.path().join(format!("hit-{at}.db"));
        let mut bytes = whole.clone();
        bytes[at..].iter_mut().take(24).for_each(|b| *b = 0xa5);
        fs::write(&path, &bytes).unwrap();
        match Store::open(&path).and_then(|mut store| store.append(&set("after", "x")).and_then(|_| store.read_all())) {
            Ok(log) => assert!(log.records.len() + log.unreadable > 0, "{at}"),
            Err(words) => assert!(words.to_string().contains("log") || words.to_string().contains("hit-"), "{words}"),
        }
    }
}

#[test]
fn text_that_is_no_text_is_one_unreadable_row() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("log.db");
    let mut store = Store::open(&path).unwrap();
    store.append(&set("a", "1")).unwrap();
    let raw = rusqlite::Connection::open(&path).unwrap();
    let insert = "INSERT INTO log (at_ms, day, kind, subject, body) VALUES (1, 1, 'set', 'x', CAST(x'fffe41' AS TEXT))";
    raw.execute(insert, []).unwrap();
    store.append(&set("b", "2")).unwrap();
    let log = store.read_all().unwrap();
    assert_eq!((log.records.len(), log.unreadable, log.end), (2, 1, Place(3)));
}

#[cfg(unix)]
#[test]
fn a_file_that_cannot_be_written_is_told_with_a_cure() {
    use std::os::unix::fs::PermissionsExt;
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("log.db");
    drop(Store::open(&path).unwrap());
    fs::set_permissions(&path, fs::Permissions::from_mode(0o400)).unwrap();
    fs::set_permissions(dir.path(), fs::Permissions::from_mode(0o500)).unwrap();
    let told = Store::open(&path).and_then(|mut s| s.append(&set("a", "1"))).map_err(|e| e.to_string());
    fs::set_permissions(dir.path(), fs::Permissions::from_mode(0o700)).unwrap();
    // The superuser may write everywhere: nothing to tell then.
    if let Err(words) = told {
        assert!(words.contains("log.db") && words.contains("permissions"), "{words}");
    }
}

#[test]
fn a_log_held_by_another_program_is_told_in_words() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("log.db");
    let mut store = Store::open(&path).unwrap();
    store.connection.busy_timeout(std::time::Duration::from_millis(20)).unwrap();
    let raw = rusqlite::Connection::open(&path).unwrap();
    raw.execute_batch("BEGIN IMMEDIATE").unwrap();
    let words = store.append(&set("a", "1")).unwrap_err().to_string();
    assert!(words.starts_with("not saved") && words.contains("another program"), "{words}");
    assert_eq!(store.read_all().unwrap().records, [], "reading goes on");
    raw.execute_batch("COMMIT").unwrap();
    assert_eq!(store.append(&set("a", "1")).unwrap(), Place(1));
}

#[test]
fn a_copy_of_the_files_taken_at_any_moment_holds_every_answer_given() {
    // What kill -9 leaves behind: the database and its journal as they are, nothing closed.
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("log.db");
    let mut store = Store::open(&path).unwrap();
    for n in 1..=20 {
        store.append(&set("n", &n.to_string())).unwrap();
        let left = dir.path().join(format!("left-{n}.db"));
        fs::copy(&path, &left).unwrap();
        fs::copy(dir.path().join("log.db-wal"), dir.path().join(format!("left-{n}.db-wal"))).unwrap();
        assert_eq!(Store::open(&left).unwrap().read_all().unwrap().records.len(), n);
    }
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
