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

/// Brings the file up to date. The version is read inside the write lock, so that two instances starting at once do not
/// both take the same step.
pub(super) fn run(connection: &mut Connection, path: &Path) -> Result<(), StoreError> {
    let at = |e| StoreError::at(path, e);
    let known = STEPS.len() as i64;
    let version = |c: &Connection| c.query_row("PRAGMA user_version", [], |row| row.get::<_, i64>(0));
    match version(connection).map_err(at)? {
        found if found > known => return Err(StoreError::newer(path, found, known)),
        found if found == known => return Ok(()),
        _ => {}
    }
    let step = connection.transaction_with_behavior(TransactionBehavior::Immediate).map_err(at)?;
    let done = usize::try_from(version(&step).map_err(at)?).unwrap_or(0);
    for sql in STEPS.iter().skip(done) {
        step.execute_batch(sql).map_err(at)?;
    }
    step.pragma_update(None, "user_version", known).map_err(at)?;
    step.commit().map_err(at)
}
