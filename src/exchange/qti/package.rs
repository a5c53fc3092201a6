//! An archive, read in memory and within bounds.

use std::io::{Cursor, Read as _};

use crate::exchange::Refusal;
use crate::exchange::draft::one_line;

/// All of a package, unfolded, has at most so many bytes.
const UNFOLDED: u64 = 256 << 20;
/// One file of it.
const ONE: u64 = 16 << 20;
/// Files of a package.
const FILES: usize = 50_000;

/// A path of a manifest: `a%20b.xml` is `a b.xml`.
pub(super) fn unescaped(path: &str) -> String {
    let bytes = path.as_bytes();
    let mut out = Vec::with_capacity(bytes.len());
    let mut at = 0;
    while at < bytes.len() {
        let hex = path
            .get(at + 1..at + 3)
            .filter(|_| bytes[at] == b'%')
            .and_then(|h| u8::from_str_radix(h, 16).ok());
        out.push(hex.unwrap_or(bytes[at]));
        at += if hex.is_some() { 3 } else { 1 };
    }
    String::from_utf8_lossy(&out).into_owned()
}

/// An archive, unfolded file by file within bounds.
pub(super) struct Package<'b> {
    archive: zip::ZipArchive<Cursor<&'b [u8]>>,
    pub names: Vec<String>,
    left: u64,
    pub spent: bool,
}

impl<'b> Package<'b> {
    pub fn open(bytes: &'b [u8]) -> Result<Self, Refusal> {
        let archive = zip::ZipArchive::new(Cursor::new(bytes))
            .map_err(|e| Refusal(format!("the archive cannot be opened: {e}")))?;
        if archive.len() > FILES {
            return Err(Refusal(format!(
                "the archive holds {} files; at most {FILES} are read",
                archive.len()
            )));
        }
        let mut names: Vec<String> = archive
            .file_names()
            .map(|n| n.map(std::borrow::Cow::into_owned))
            .collect::<Result<_, _>>()
            .map_err(|e| Refusal(format!("the archive is damaged: {e}")))?;
        names.sort_unstable();
        for name in &names {
            let parts = || name.split(['/', '\\']);
            if name.starts_with(['/', '\\']) || name.contains(':') || parts().any(|p| p == "..") {
                return Err(Refusal(format!(
                    "the archive names `{}`, which leads out of it",
                    one_line(name)
                )));
            }
        }
        Ok(Self { archive, names, left: UNFOLDED, spent: false })
    }

    pub fn file(&mut self, name: &str) -> Result<Vec<u8>, Refusal> {
        let name = name.trim_start_matches("./");
        let file =
            self.archive.by_name(name).map_err(|_| Refusal("the package does not hold it".to_owned()))?;
        let most = ONE.min(self.left);
        let mut bytes = Vec::new();
        // What the archive says of its sizes is not trusted: reading stops at the bound.
        let read = file
            .take(most + 1)
            .read_to_end(&mut bytes)
            .map_err(|e| Refusal(format!("it is damaged: {e}")))?;
        if read as u64 > most {
            self.spent = true;
            return Err(Refusal(format!(
                "`{}` unfolds to more than {most} bytes: this is no question",
                one_line(name)
            )));
        }
        self.left -= read as u64;
        Ok(bytes)
    }
}
