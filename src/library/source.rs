//! Finding bank files: inside the binary, and in files and folders.

use std::collections::HashSet;
use std::fs::{self, Metadata};
use std::path::{Path, PathBuf};
use std::time::UNIX_EPOCH;

use serde::{Deserialize, Serialize};

use super::{LeftOut, LibraryError, Sources};
use crate::bank::{Taxonomy, is_blueprint, read_topics};

/// The shipped files: name and content.
static SHIPPED: &[(&str, &str)] = include!(concat!(env!("OUT_DIR"), "/shipped.rs"));

/// A bank larger than this is not read: it is some other file.
pub(super) const LARGEST_BANK: u64 = 64 * 1024 * 1024;

/// Where a bank's text comes from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Source {
    /// Inside the binary.
    Shipped {
        /// Its path in the repository.
        name: &'static str,
        /// Its text.
        text: &'static str,
    },
    /// A file.
    File(PathBuf),
}

/// By what a file is known to be unchanged.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Stamp {
    /// Bytes.
    pub len: u64,
    /// Nanoseconds since 1970; 0 where the system does not say.
    pub modified: u128,
    /// The file's number in its file system; 0 where there is none.
    pub inode: u64,
    /// Of its content.
    pub hash: [u8; 16],
    /// When the stamp was taken: a file changed within two seconds of it may have changed again unnoticed.
    pub taken: u128,
}

impl Stamp {
    /// Whether a file that looks like `now` is certain to be what it was.
    pub fn is_certain(&self, now: &Stamp) -> bool {
        const RACY: u128 = 2_000_000_000;
        self.modified != 0
            && (self.len, self.modified, self.inode) == (now.len, now.modified, now.inode)
            && self.taken.saturating_sub(self.modified) > RACY
    }
}

/// Why a file gives no text.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{why}")]
pub struct Unreadable {
    /// Why not.
    pub why: String,
    /// What can be shown of it.
    pub text: String,
    /// The byte at which it goes wrong.
    pub at: usize,
}

/// Sixteen bytes of the BLAKE3 hash.
pub fn hash(bytes: &[u8]) -> [u8; 16] {
    let mut first = [0; 16];
    first.copy_from_slice(&blake3::hash(bytes).as_bytes()[..16]);
    first
}

impl Source {
    /// How messages name it.
    pub fn label(&self) -> String {
        match self {
            Source::Shipped { name, .. } => (*name).to_owned(),
            Source::File(path) => path.display().to_string(),
        }
    }

    /// By which the cache knows it: a file may be called what a shipped bank is called.
    pub fn key(&self) -> String {
        match self {
            Source::Shipped { name, .. } => format!("shipped:{name}"),
            Source::File(path) => path.display().to_string(),
        }
    }

    /// Whether it is a blueprint: it lies in a folder of them, or is named itself and says so.
    pub(super) fn is_blueprint(&self) -> bool {
        match self {
            Source::Shipped { name, .. } => in_blueprints(Path::new(name)),
            Source::File(path) => in_blueprints(path),
        }
    }

    /// Whether it holds topics.
    pub fn is_topics(&self) -> bool {
        match self {
            Source::Shipped { name, .. } => name.ends_with("/topics.toml"),
            Source::File(path) => path.file_name().is_some_and(|n| n == "topics.toml"),
        }
    }

    /// The text.
    ///
    /// # Errors
    /// When the file cannot be read, or is no UTF-8.
    pub fn read(&self) -> Result<std::borrow::Cow<'static, str>, Unreadable> {
        match self {
            Source::Shipped { text, .. } => Ok((*text).into()),
            Source::File(path) => {
                let because = |why: String| Unreadable { why, text: String::new(), at: 0 };
                let meta = fs::metadata(path).map_err(|e| because(format!("it cannot be opened: {e}")))?;
                if !meta.is_file() {
                    return Err(because("it is not a file".to_owned()));
                }
                if meta.len() > LARGEST_BANK {
                    let why = format!("it has {} bytes; a bank has at most {LARGEST_BANK}", meta.len());
                    return Err(because(why));
                }
                let bytes = fs::read(path).map_err(|e| because(format!("it cannot be read: {e}")))?;
                String::from_utf8(bytes).map(Into::into).map_err(|e| {
                    let at = e.utf8_error().valid_up_to();
                    let bytes = e.as_bytes();
                    let utf16 = bytes.starts_with(&[0xff, 0xfe]) || bytes.starts_with(&[0xfe, 0xff]);
                    let why = if utf16 {
                        "it is UTF-16; save it as UTF-8"
                    } else {
                        "this is not UTF-8; save the file as UTF-8"
                    };
                    Unreadable { why: why.to_owned(), text: String::from_utf8_lossy(bytes).into_owned(), at }
                })
            }
        }
    }

    /// What the file looks like now, without its hash.
    pub fn look(&self) -> Stamp {
        match self {
            Source::Shipped { text, .. } => Stamp { len: text.len() as u64, ..Stamp::default() },
            Source::File(path) => fs::metadata(path).map(|m| stamp_of(&m)).unwrap_or_default(),
        }
    }
}

fn stamp_of(meta: &Metadata) -> Stamp {
    let modified = meta.modified().ok().and_then(|t| t.duration_since(UNIX_EPOCH).ok());
    #[cfg(unix)]
    let inode = std::os::unix::fs::MetadataExt::ino(meta);
    #[cfg(not(unix))]
    let inode = 0;
    Stamp { len: meta.len(), modified: modified.map_or(0, |d| d.as_nanos()), inode, ..Stamp::default() }
}

/// The sources of a run.
pub struct Found {
    /// Banks and topics.
    pub banks: Vec<Source>,
    /// Blueprints.
    pub blueprints: Vec<Source>,
}

/// All sources of a run: the shipped ones first, then what was added, each folder in the order of its names. A file named
/// twice is read once. The shipped topics and blueprints stay also when the shipped banks are left out.
///
/// # Errors
/// When a path that was named is not there.
pub fn find(sources: &Sources) -> Result<Found, LibraryError> {
    let mut files = Vec::new();
    let mut named = HashSet::new();
    for path in &sources.add {
        let fail = |e: std::io::Error| LibraryError { path: path.clone(), why: e.to_string() };
        if fs::metadata(path).map_err(fail)?.is_dir() {
            walk(path, &mut files).map_err(fail)?;
        } else {
            files.push(path.clone());
            named.insert(path.clone());
        }
    }
    let mut seen = HashSet::new();
    files.retain(|path| seen.insert(std::path::absolute(path).unwrap_or_else(|_| path.clone())));
    let shipped = SHIPPED.iter().map(|(name, text)| Source::Shipped { name, text });
    let shipped = shipped.filter(|s| s.is_topics() || s.is_blueprint() || !sources.only);
    let (blueprints, banks) = shipped.chain(files.into_iter().map(Source::File)).partition(|source| {
        // Who names a file means it, wherever it lies.
        let says_so = |path: &PathBuf| named.contains(path) && source.read().is_ok_and(|t| is_blueprint(&t));
        source.is_blueprint() || matches!(source, Source::File(path) if says_so(path))
    });
    Ok(Found { banks, blueprints })
}

fn in_blueprints(path: &Path) -> bool {
    path.parent().and_then(Path::file_name).is_some_and(|n| n == "blueprints")
}

fn walk(folder: &Path, found: &mut Vec<PathBuf>) -> std::io::Result<()> {
    let mut entries: Vec<fs::DirEntry> = fs::read_dir(folder)?.collect::<Result<_, _>>()?;
    entries.sort_by_key(fs::DirEntry::file_name);
    for entry in entries {
        let path = entry.path();
        let kind = entry.file_type()?;
        let hidden = entry.file_name().to_string_lossy().starts_with('.');
        // Links to folders are not followed: they may lead in a circle.
        if kind.is_dir() && !hidden {
            walk(&path, found)?;
        } else if path.extension().is_some_and(|e| e == "toml") && !hidden {
            let name = entry.file_name();
            if path.is_file() && name != "sequela.toml" {
                found.push(path);
            }
        }
    }
    Ok(())
}

/// The topics of all sources. A topics file with a problem gives what is whole of it.
pub fn taxonomy(found: &[Source]) -> (Taxonomy, Vec<LeftOut>) {
    let mut taxonomy = Taxonomy::default();
    let mut broken = Vec::new();
    for source in found.iter().filter(|s| s.is_topics()) {
        match source.read() {
            Ok(text) => {
                let (topics, diagnostics) = read_topics(&text);
                taxonomy.extend(topics);
                if !diagnostics.is_empty() {
                    broken.push(LeftOut { file: source.label(), why: "some topics have errors".into() });
                }
            }
            Err(error) => broken.push(LeftOut { file: source.label(), why: error.why }),
        }
    }
    (taxonomy, broken)
}
