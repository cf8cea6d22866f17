//! The steps from an empty file to today's tables. Steps are only ever added; `PRAGMA user_version` counts those done.
use super::error::StoreError;
use rusqlite::{Connection, TransactionBehavior};
use std::path::Path;

/// Step `n` leads from version `n` to `n + 1`.
const STEPS: &[&str] = &["CREATE TABLE log (
    id      INTEGER PRIMARY KEY AUTOINCREMENT,
    at_ms   INTEGER NOT NULL,
    day     INTEGER NOT NULL,
    kind    TEXT    NOT NULL,
    subject TEXT    NOT NULL,
    body    TEXT    NOT NULL
) STRICT;
CREATE TRIGGER log_is_append_only_update BEFORE UPDATE ON log BEGIN SELECT RAISE(ABORT, 'the log is append-only'); END;
CREATE TRIGGER log_is_append_only_delete BEFORE DELETE ON log BEGIN SELECT RAISE(ABORT, 'the log is append-only'); END;"];

fn version(connection: &Connection, path: &Path) -> Result<i64, StoreError> {
    let read = connection.query_row("PRAGMA user_version", [], |row| row.get(0));
    read.map_err(|e| StoreError::at(path, &e))
}

/// Whether this program knows the format of the file; how many steps were done.
///
/// # Errors
/// A sentence, where a newer program wrote it.
pub(super) fn known(connection: &Connection, path: &Path) -> Result<usize, StoreError> {
    let found = version(connection, path)?;
    let done = usize::try_from(found).unwrap_or(usize::MAX);
    if done > STEPS.len() { Err(StoreError::newer(path, found, STEPS.len())) } else { Ok(done) }
}

/// Brings the file up to date. The version is read inside the write lock, so that two instances starting at once do not
/// both take the same step; all steps are one transaction, so that a crash leaves the old file.
pub(super) fn run(connection: &mut Connection, path: &Path) -> Result<(), StoreError> {
    if known(connection, path)? == STEPS.len() {
        return Ok(());
    }
    let at = |e| StoreError::at(path, &e);
    let step = connection.transaction_with_behavior(TransactionBehavior::Immediate).map_err(at)?;
    let done = known(&step, path)?;
    for sql in STEPS.iter().skip(done) {
        step.execute_batch(sql).map_err(at)?;
    }
    step.pragma_update(None, "user_version", STEPS.len().to_string()).map_err(at)?;
    step.commit().map_err(at)
}
