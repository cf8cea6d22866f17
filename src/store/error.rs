//! What can go wrong with the log, in words for people: what happened, where, what to do.
use std::path::Path;

/// A sentence for the learner.
#[derive(Debug, thiserror::Error)]
#[error("{0}")]
pub struct StoreError(String);

impl StoreError {
    pub(super) fn at(path: &Path, error: rusqlite::Error) -> Self {
        let file = path.display();
        let cure = match error.sqlite_error_code() {
            Some(rusqlite::ErrorCode::NotADatabase | rusqlite::ErrorCode::DatabaseCorrupt) => {
                "it is no readable progress file: move it away, or name another folder with --data"
            }
            Some(rusqlite::ErrorCode::ReadOnly | rusqlite::ErrorCode::PermissionDenied) => {
                "it cannot be written: mend its permissions, or name another folder with --data"
            }
            Some(rusqlite::ErrorCode::CannotOpen) => {
                "it cannot be opened: does its folder exist and may you write there? --data names another one"
            }
            _ => "name another folder with --data",
        };
        Self(format!("your progress, {file}: {error}; {cure}"))
    }

    pub(super) fn newer(path: &Path, found: i64, known: i64) -> Self {
        Self(format!(
            "your progress, {}: a newer inflight wrote it (format {found}, this one knows {known}); update inflight, or name another folder with --data",
            path.display()
        ))
    }

    pub(super) fn sql(error: rusqlite::Error) -> Self {
        match error.sqlite_error_code() {
            Some(rusqlite::ErrorCode::DiskFull) => Self("not saved: the disk is full".into()),
            Some(rusqlite::ErrorCode::DatabaseBusy | rusqlite::ErrorCode::DatabaseLocked) => {
                Self("not saved: another program holds the progress file; try again".into())
            }
            Some(rusqlite::ErrorCode::ReadOnly) => Self("not saved: the progress file is read-only".into()),
            _ => Self(format!("the progress file: {error}")),
        }
    }

    pub(super) fn unwritable(error: serde_json::Error) -> Self {
        Self(format!("not saved: {error}"))
    }
}
