//! The learner's log on disk: SQLite, append-only, one transaction per record, written the moment the record is made.
//!
//! Journal mode is WAL with `synchronous=FULL`. A record is committed before `append` returns, so `kill -9` at any moment
//! loses at most the answer not yet given. FULL also flushes to the disk with every commit, so a power cut loses no committed
//! record either, as far as the disk keeps its word; NORMAL would flush at checkpoints only and could lose the last
//! answers, for a saving nobody notices at the pace of answers. Where the file system cannot do WAL, SQLite stays with its
//! rollback journal, and the same holds.
//!
//! A second instance works beside the first: each append is its own short transaction that waits up to five seconds for
//! another's, places grow in the order of commits, and [`Store::since`] reads what the other one wrote.

/// What can go wrong, in words for people.
pub mod error;
/// The steps from an empty file to today's tables.
mod migrate;
#[cfg(test)]
mod tests;

use crate::practice::record::Record;
use error::StoreError;
use rusqlite::{Connection, params};
use std::{
    path::{Path, PathBuf},
    time::Duration,
};

/// The place of a record in the log.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Place(pub i64);

/// What reading found: the records, and rows this program cannot read (kept in the file, never dropped).
#[derive(Debug, Default)]
pub struct Log {
    /// In the order of writing.
    pub records: Vec<Record>,
    /// Up to where this was read.
    pub end: Place,
    /// Rows of a newer or a damaged kind.
    pub unreadable: usize,
}

/// An open log.
#[derive(Debug)]
pub struct Store {
    connection: Connection,
    path: PathBuf,
}

impl Store {
    /// Opens the log at `path`, or makes it.
    ///
    /// # Errors
    /// A sentence naming the file: it cannot be written, it is not a database, or a newer inflight wrote it.
    pub fn open(path: &Path) -> Result<Self, StoreError> {
        let at = |e| StoreError::at(path, &e);
        let mut connection = Connection::open(path).map_err(at)?;
        connection.busy_timeout(Duration::from_secs(5)).map_err(at)?;
        // Looked at before anything is changed: a file of a newer program is left as it is.
        migrate::known(&connection, path)?;
        connection.pragma_update(None, "journal_mode", "WAL").map_err(at)?;
        connection.pragma_update(None, "synchronous", "FULL").map_err(at)?;
        migrate::run(&mut connection, path)?;
        Ok(Self { connection, path: path.into() })
    }

    /// Appends one record in a transaction of its own.
    ///
    /// # Errors
    /// A sentence; the record is not written.
    pub fn append(&mut self, record: &Record) -> Result<Place, StoreError> {
        let body = serde_json::to_string(record).map_err(|e| StoreError::unwritable(&e))?;
        let (kind, subject, moment) = head(record);
        let insert = "INSERT INTO log (at_ms, day, kind, subject, body) VALUES (?1, ?2, ?3, ?4, ?5)";
        let unsaved = |e| StoreError::unsaved(&self.path, &e);
        let mut statement = self.connection.prepare_cached(insert).map_err(unsaved)?;
        let values = params![moment.at.0, moment.day.0, kind, subject, body];
        statement.insert(values).map(Place).map_err(unsaved)
    }

    /// The whole log.
    ///
    /// # Errors
    /// A sentence, where the file cannot be read.
    pub fn read_all(&self) -> Result<Log, StoreError> {
        self.since(Place::default())
    }

    /// What was written after `place`, by this or another instance.
    ///
    /// # Errors
    /// A sentence, where the file cannot be read.
    pub fn since(&self, place: Place) -> Result<Log, StoreError> {
        self.between(place, Place(i64::MAX))
    }

    /// What was written after one place and before another.
    ///
    /// # Errors
    /// A sentence, where the file cannot be read.
    pub fn between(&self, place: Place, before: Place) -> Result<Log, StoreError> {
        let at = |e| StoreError::at(&self.path, &e);
        let select = "SELECT id, body FROM log WHERE id > ?1 AND id < ?2 ORDER BY id";
        let mut statement = self.connection.prepare_cached(select).map_err(at)?;
        let mut rows = statement.query(params![place.0, before.0]).map_err(at)?;
        let mut log = Log { end: place, ..Log::default() };
        while let Some(row) = rows.next().map_err(at)? {
            log.end = Place(row.get(0).map_err(at)?);
            // Text that is no UTF-8 is damage in one row, no reason to lose the others.
            let body = row.get_ref(1).map_err(at)?;
            match body.as_bytes().ok().and_then(|bytes| serde_json::from_slice(bytes).ok()) {
                Some(record) => log.records.push(record),
                None => log.unreadable += 1,
            }
        }
        Ok(log)
    }
}

/// What stands beside the body for people who look into the file: kind, subject, time.
fn head(record: &Record) -> (&'static str, String, crate::base::moment::Now) {
    match record {
        Record::Reviewed(r) => ("reviewed", r.question.to_string(), r.now),
        Record::Rerated { question, now, .. } => ("rerated", question.to_string(), *now),
        Record::Undone { question, now, .. } => ("undone", question.to_string(), *now),
        Record::Marked { question, now, .. } => ("marked", question.to_string(), *now),
        Record::Reported { question, now, .. } => ("reported", question.to_string(), *now),
        Record::Read { lesson, section, now } => ("read", format!("{lesson}#{section}"), *now),
        Record::Ran { lab, now, .. } => ("ran", lab.to_string(), *now),
        Record::Predicted { lab, prediction, now, .. } => ("predicted", format!("{lab}#{prediction}"), *now),
        Record::Sat(sat) => ("sat", sat.sitting.to_string(), sat.now),
        Record::Set { name, now, .. } => ("set", name.clone(), *now),
    }
}
