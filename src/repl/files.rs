//! Files that a verb asks for: written whole or not at all, before anything is said of them.

use std::fs;
use std::io::Write as _;
use std::path::Path;

use crate::app::{Failure, Outcome};
use crate::render;

/// The outcome, once its files are written.
pub(super) fn written(outcome: Outcome) -> Result<Outcome, Failure> {
    for file in &outcome.files {
        write(&file.path, &render::page(file), file.private).map_err(|error| {
            Failure::data(format!("cannot write {}: {error}", file.path.display()))
                .help("another folder may do")
        })?;
    }
    Ok(outcome)
}

fn write(path: &Path, content: &[u8], private: bool) -> std::io::Result<()> {
    // Through a link to the file that is meant; one that must not be written is not replaced either.
    let real = fs::canonicalize(path);
    let path = real.as_deref().unwrap_or(path);
    if fs::metadata(path).is_ok_and(|m| m.permissions().readonly()) {
        return Err(std::io::Error::new(std::io::ErrorKind::PermissionDenied, "it is read-only"));
    }
    let folder = path.parent().filter(|p| !p.as_os_str().is_empty()).unwrap_or(Path::new("."));
    fs::create_dir_all(folder)?;
    let mut file = tempfile::NamedTempFile::new_in(folder)?;
    file.write_all(content)?;
    // A form is made for others to read; a key is not. A file that is there keeps its own rights.
    #[cfg(unix)]
    if let Ok(there) = fs::metadata(path) {
        file.as_file().set_permissions(there.permissions())?;
    } else if !private {
        use std::os::unix::fs::PermissionsExt as _;
        file.as_file().set_permissions(fs::Permissions::from_mode(0o644))?;
    }
    #[cfg(not(unix))]
    let _ = private;
    file.as_file().sync_data()?;
    file.persist(path).map_err(|e| e.error)?;
    Ok(())
}
