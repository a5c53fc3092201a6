//! What can go wrong with a learner's data.

use std::io;
use std::path::{Path, PathBuf};

/// Data could not be read or written, or is in use.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// A file operation failed.
    #[error("cannot {what} {}: {}", path.display(), describe(source))]
    Io {
        /// What was tried: `read`, `write`, …
        what: &'static str,
        /// On which file.
        path: PathBuf,
        /// Why it failed.
        source: io::Error,
    },
    /// Another process writes to the profile.
    #[error("this progress is in use by process {pid}; close that Sequela, or use another --profile")]
    InUse {
        /// The process, or `?` when it did not say.
        pid: String,
    },
    /// The data were written by a newer program.
    #[error("{} has format {found}; this program reads format {known}. A newer Sequela opens it", path.display())]
    Newer {
        /// The marker file.
        path: PathBuf,
        /// What it says.
        found: String,
        /// What this program knows.
        known: u32,
    },
    /// A file is not what it should be.
    #[error("{} is not usable: {why}", path.display())]
    Unusable {
        /// The file.
        path: PathBuf,
        /// Why not, and what to do.
        why: String,
    },
    /// sled failed.
    #[error("the store failed: {0}")]
    Sled(String),
    /// A profile's name that cannot be a folder.
    #[error("`{0}` cannot be a profile: use letters, digits, hyphens and underscores")]
    BadProfile(String),
}

impl StoreError {
    pub(super) fn io(what: &'static str, path: &Path) -> impl FnOnce(io::Error) -> Self {
        let path = path.to_path_buf();
        move |source| Self::Io { what, path, source }
    }
}

impl From<sled::Error> for StoreError {
    fn from(error: sled::Error) -> Self {
        Self::Sled(error.to_string())
    }
}

/// The cause with what can be done about it.
fn describe(error: &io::Error) -> String {
    match error.kind() {
        io::ErrorKind::StorageFull => "the disk is full; free some space and try again".to_owned(),
        io::ErrorKind::PermissionDenied => "permission denied; --data-dir names another folder".to_owned(),
        io::ErrorKind::ReadOnlyFilesystem => {
            "the file system is read-only; --data-dir names another folder".to_owned()
        }
        io::ErrorKind::NotFound => "it does not exist".to_owned(),
        _ => error.to_string(),
    }
}
