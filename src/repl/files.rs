//! Files that a verb asks for: written whole or not at all, before anything is said of them.

use std::fs;
use std::io::Write as _;
use std::path::Path;

use crate::app::{Failure, Outcome};
use crate::render;

/// The outcome, once its files are written.
pub(super) fn written(outcome: Outcome) -> Result<Outcome, Failure> {
    for file in &outcome.files {
        write(&file.path, &render::page(file)).map_err(|error| {
            Failure::data(format!("cannot write {}: {error}", file.path.display()))
                .help("--out DIR writes into another folder")
        })?;
    }
    Ok(outcome)
}

fn write(path: &Path, content: &str) -> std::io::Result<()> {
    let folder = path.parent().filter(|p| !p.as_os_str().is_empty()).unwrap_or(Path::new("."));
    fs::create_dir_all(folder)?;
    let mut file = tempfile::NamedTempFile::new_in(folder)?;
    file.write_all(content.as_bytes())?;
    // Made for others to read, as any new file is.
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt as _;
        file.as_file().set_permissions(fs::Permissions::from_mode(0o644))?;
    }
    file.persist(path).map_err(|e| e.error)?;
    Ok(())
}
