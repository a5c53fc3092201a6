//! One writer at a time.

use std::fs::{File, OpenOptions, TryLockError};
use std::io::{Read as _, Seek as _, SeekFrom, Write as _};

use super::{Profile, StoreError};

/// Held while a profile is open for writing. The system lets go of it when the process ends, however it ends.
pub(super) struct Lock {
    _held: File,
}

impl Lock {
    /// Takes the lock and writes this process's number into it.
    pub(super) fn take(profile: &Profile) -> Result<Self, StoreError> {
        let path = profile.lock_file();
        let mut options = OpenOptions::new();
        options.read(true).write(true).create(true).truncate(false);
        #[cfg(unix)]
        std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
        let mut file = options.open(&path).map_err(StoreError::io("lock", &path))?;
        match file.try_lock() {
            Ok(()) => {}
            Err(TryLockError::WouldBlock) => {
                let mut pid = String::new();
                let _ = file.read_to_string(&mut pid);
                let pid = pid.trim().to_owned();
                return Err(StoreError::InUse { pid: if pid.is_empty() { "?".into() } else { pid } });
            }
            Err(TryLockError::Error(e)) => return Err(StoreError::io("lock", &path)(e)),
        }
        // The number only helps a message; on a full disk the lock holds without it.
        let _ = file
            .set_len(0)
            .and_then(|()| file.seek(SeekFrom::Start(0)))
            .and_then(|_| write!(file, "{}", std::process::id()));
        Ok(Self { _held: file })
    }
}
