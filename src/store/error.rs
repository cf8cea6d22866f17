//! What can go wrong with the log, in words for people: what happened, where, what to do.
use rusqlite::ErrorCode;
use std::path::Path;

/// A sentence for the learner.
#[derive(Debug, thiserror::Error)]
#[error("{0}")]
pub struct StoreError(String);

impl StoreError {
    pub(super) fn at(path: &Path, error: &rusqlite::Error) -> Self {
        let file = path.display();
        let cure = match error.sqlite_error_code() {
            Some(ErrorCode::NotADatabase | ErrorCode::DatabaseCorrupt) => {
                "it is no readable progress file: move it away, or name another folder with --data"
            }
            Some(ErrorCode::ReadOnly | ErrorCode::PermissionDenied) => {
                "it cannot be written: mend its permissions, or name another folder with --data"
            }
            Some(ErrorCode::CannotOpen) => {
                "it cannot be opened: does its folder exist and may you write there? --data names another one"
            }
            Some(ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked) => {
                "another program holds it: close that one, then start again"
            }
            _ => "name another folder with --data",
        };
        Self(format!("your progress, {file}: {error}; {cure}"))
    }

    pub(super) fn newer(path: &Path, found: i64, known: usize) -> Self {
        Self(format!(
            "your progress, {}: a newer inflight wrote it (format {found}, this one knows {known}); update inflight, or name another folder with --data",
            path.display()
        ))
    }

    /// A record that could not be written.
    pub(super) fn unsaved(path: &Path, error: &rusqlite::Error) -> Self {
        let why = match error.sqlite_error_code() {
            Some(ErrorCode::DiskFull) => "the disk is full: make room, then answer again",
            Some(ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked) => "another program holds the file: try again",
            Some(ErrorCode::ReadOnly) => "the file is read-only: mend its permissions, then answer again",
            _ => return Self(format!("not saved: {}", Self::at(path, error))),
        };
        Self(format!("not saved: your progress, {}: {why}", path.display()))
    }

    pub(super) fn unwritable(error: &serde_json::Error) -> Self {
        Self(format!("not saved: {error}"))
    }
}
