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

fn write(path: &Path, content: &str, private: bool) -> std::io::Result<()> {
    let folder = path.parent().filter(|p| !p.as_os_str().is_empty()).unwrap_or(Path::new("."));
    fs::create_dir_all(folder)?;
    let mut file = tempfile::NamedTempFile::new_in(folder)?;
    file.write_all(content.as_bytes())?;
    // A form is made for others to read; a key is not.
    #[cfg(unix)]
    if !private {
        use std::os::unix::fs::PermissionsExt as _;
        file.as_file().set_permissions(fs::Permissions::from_mode(0o644))?;
    }
    #[cfg(not(unix))]
    let _ = private;
    file.as_file().sync_data()?;
    file.persist(path).map_err(|e| e.error)?;
    Ok(())
}
