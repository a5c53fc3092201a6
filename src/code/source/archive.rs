//! Files and zips.

use std::fs;
use std::io::{Cursor, Read as _};
use std::path::Path;

use super::{Member, SourceError};

/// Larger than any official file; what is larger is something else, or meant to fill the memory.
const LARGEST: u64 = 256 * 1024 * 1024;

pub(super) fn read_file(path: &Path) -> Result<Vec<u8>, SourceError> {
    let name = path.display().to_string();
    let meta = fs::metadata(path).map_err(|e| SourceError::of(&name, format!("it cannot be opened: {e}")))?;
    if !meta.is_file() {
        return Err(SourceError::of(
            &name,
            "it is not a file: name the zip, the XML or the text file itself",
        ));
    }
    if meta.len() > LARGEST {
        let why = format!("it has {} bytes; no official file has more than {LARGEST}", meta.len());
        return Err(SourceError::of(&name, why));
    }
    if meta.len() == 0 {
        return Err(SourceError::of(&name, "it is empty"));
    }
    fs::read(path).map_err(|e| SourceError::of(&name, format!("it cannot be read: {e}")))
}

/// The members of a zip; a file that is none is its own member. A spreadsheet is a zip too, and stays whole.
pub(super) fn members(name: &str, bytes: Vec<u8>, of: usize) -> Result<Vec<Member>, SourceError> {
    let extension = Path::new(name).extension().map(std::ffi::OsStr::to_ascii_lowercase);
    let named = |wanted: &str| extension.as_ref().is_some_and(|e| e == wanted);
    let named_zip = named("zip") || named("whl");
    if named("xlsx") || !(bytes.starts_with(b"PK") || named_zip) {
        return Ok(vec![Member { name: name.to_owned(), bytes, of }]);
    }
    let damaged = |e: zip::result::ZipError| {
        SourceError::of(name, format!("the zip is damaged or cut off ({e}): download it again"))
    };
    let mut zip = zip::ZipArchive::new(Cursor::new(bytes)).map_err(damaged)?;
    let mut members = Vec::new();
    let mut total = 0;
    for at in 0..zip.len() {
        let file = zip.by_index(at).map_err(|e| match e {
            zip::result::ZipError::UnsupportedArchive(why) => SourceError::of(
                name,
                format!("the zip cannot be unpacked ({why}): unpack it yourself, and add what is in it"),
            ),
            e => damaged(e),
        })?;
        if !file.is_file() {
            continue;
        }
        let member = format!("{name}/{}", file.name().map_err(damaged)?);
        if !is_of_interest(&member) {
            continue;
        }
        let mut bytes = Vec::new();
        file.take(LARGEST - total + 1).read_to_end(&mut bytes).map_err(|e| {
            SourceError::of(&member, format!("this member of the zip is damaged ({e}): download it again"))
        })?;
        total += bytes.len() as u64;
        if total > LARGEST {
            return Err(SourceError::of(
                name,
                format!("unpacked it has more than {LARGEST} bytes: no official file has"),
            ));
        }
        members.push(Member { name: member, bytes, of });
    }
    Ok(members)
}

fn is_of_interest(member: &str) -> bool {
    let lower = member.to_ascii_lowercase();
    [".xml", ".txt", ".csv", ".xlsx", ".zip"].iter().any(|ext| lower.ends_with(ext))
}
