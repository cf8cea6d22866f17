//! The learner's log on disk: SQLite, append-only, one transaction per record, written the moment the record is made.
//!
//! Journal mode is WAL with `synchronous=FULL`: a committed record survives `kill -9` and a power cut; an answer costs one
//! flush to disk, which nobody notices at the pace of answers. A second instance works beside the first: each append is its
//! own short transaction, and [`Store::since`] reads what the other one wrote.

/// What can go wrong, in words for people.
pub mod error;
/// The steps from an empty file to today's tables.
mod migrate;
#[cfg(test)]
mod tests;

use crate::practice::record::Record;
use error::StoreError;
use rusqlite::{Connection, params};
use std::{path::Path, time::Duration};

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
}

impl Store {
    /// Opens the log at `path`, or makes it.
    ///
    /// # Errors
    /// A sentence naming the file: it cannot be written, it is not a database, or a newer inflight wrote it.
    pub fn open(path: &Path) -> Result<Self, StoreError> {
        let at = |e| StoreError::at(path, e);
        let mut connection = Connection::open(path).map_err(at)?;
        connection.busy_timeout(Duration::from_secs(5)).map_err(at)?;
        connection.pragma_update(None, "journal_mode", "WAL").map_err(at)?;
        connection.pragma_update(None, "synchronous", "FULL").map_err(at)?;
        migrate::run(&mut connection, path)?;
        Ok(Self { connection })
    }

    /// Appends one record in a transaction of its own.
    ///
    /// # Errors
    /// A sentence; the record is not written.
    pub fn append(&mut self, record: &Record) -> Result<Place, StoreError> {
        let body = serde_json::to_string(record).map_err(StoreError::unwritable)?;
        let (kind, subject, moment) = head(record);
        let insert = "INSERT INTO log (at_ms, day, kind, subject, body) VALUES (?1, ?2, ?3, ?4, ?5)";
        let mut statement = self.connection.prepare_cached(insert).map_err(StoreError::sql)?;
        let values = params![moment.at.0, moment.day.0, kind, subject, body];
        statement.insert(values).map(Place).map_err(StoreError::sql)
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
        let select = "SELECT id, body FROM log WHERE id > ?1 ORDER BY id";
        let mut statement = self.connection.prepare_cached(select).map_err(StoreError::sql)?;
        let mut rows = statement.query(params![place.0]).map_err(StoreError::sql)?;
        let mut log = Log { end: place, ..Log::default() };
        while let Some(row) = rows.next().map_err(StoreError::sql)? {
            log.end = Place(row.get(0).map_err(StoreError::sql)?);
            let body: String = row.get(1).map_err(StoreError::sql)?;
            match serde_json::from_str(&body) {
                Ok(record) => log.records.push(record),
                Err(_) => log.unreadable += 1,
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
        Record::Set { name, now, .. } => ("set", name.clone(), *now),
    }
}
