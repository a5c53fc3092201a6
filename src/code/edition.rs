//! The name of an edition, and why one cannot be used or added.

use std::fmt;
use std::path::PathBuf;
use std::str::FromStr;
use std::sync::Arc;

use super::System;
use super::book::BookError;

/// A system and the name of an edition: `icd-10-cm=2026`.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct EditionName {
    /// The code system.
    pub system: System,
    /// The edition.
    pub edition: String,
}

impl fmt::Display for EditionName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}={}", self.system, self.edition)
    }
}

/// `icd-10-cm=2026`, also `icd-10-cm-2026`.
impl FromStr for EditionName {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let wrong = || format!("`{text}` names no edition: write system=edition, `icd-10-cm=2026`");
        let system = System::ALL.into_iter().find(|s| text.starts_with(s.name())).ok_or_else(wrong)?;
        let edition = text[system.name().len()..].strip_prefix(['=', '-', ' ']).ok_or_else(wrong)?;
        Self::new(system, edition).ok_or_else(wrong)
    }
}

impl EditionName {
    /// The name of an edition: a year, and what tells it from others of that year (`2026`, `2026-04`).
    pub fn new(system: System, edition: &str) -> Option<Self> {
        let (year, rest) = edition.split_at_checked(4)?;
        let is_year = year.starts_with("20") && year.bytes().all(|b| b.is_ascii_digit());
        let further = rest.is_empty() || rest.starts_with(['-', '_']);
        let plain = rest.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_'));
        (is_year && further && plain && rest.len() <= 20)
            .then(|| Self { system, edition: edition.to_owned() })
    }
}

/// Why an edition cannot be used or added.
#[derive(Clone, Debug, thiserror::Error)]
pub enum EditionError {
    /// A file cannot be read or written.
    #[error("{}: {error}", path.display())]
    Io {
        /// The file.
        path: PathBuf,
        /// Why.
        error: Arc<std::io::Error>,
    },
    /// A file is no book of this program.
    #[error("{}: {error}", path.display())]
    Book {
        /// The file.
        path: PathBuf,
        /// Why.
        error: BookError,
    },
    /// The new edition is much smaller than one at hand.
    #[error(
        "{name} would have {new} codes, and {other} has {old}: the file is likely cut off, so it was not added; --partial adds it all the same"
    )]
    Partial {
        /// The new edition.
        name: EditionName,
        /// How many codes it would have.
        new: u32,
        /// The edition it was compared with.
        other: EditionName,
        /// How many codes that one has.
        old: u32,
    },
    /// The same edition is here, and says more.
    #[error(
        "{name} is here with its notes, which this file does not have, so it was not added; --partial puts it in its place"
    )]
    Poorer {
        /// The edition.
        name: EditionName,
    },
    /// The edition of the lists beside code sets, or of a release, has no name that a file can have.
    #[error(
        "`{0}` is no name of an edition: a year, and a word behind a dash where there are several (`2027`, `2027-04`)"
    )]
    Unnamed(String),
    /// A file is called as another edition than it holds.
    #[error("{}: it holds {holds}, which its name does not say", path.display())]
    Misnamed {
        /// The file.
        path: PathBuf,
        /// What it holds.
        holds: EditionName,
    },
    /// It cannot be put into a form that the program reads.
    #[error("{0} cannot be written: its tabular list is not well formed")]
    Unwritable(EditionName),
}
