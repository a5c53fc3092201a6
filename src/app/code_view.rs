//! What the code-book verbs have to show, as data.

use std::collections::BTreeMap;
use std::path::PathBuf;

use jiff::civil::Date;
use serde::Serialize;

use crate::code::{Change, System};

/// An edition in a list.
#[derive(Clone, Debug, Serialize)]
pub struct EditionLine {
    /// The code system.
    pub system: System,
    /// The edition's name.
    pub edition: String,
    /// `shipped`, `added`, or what a list beside an edition is.
    pub kind: &'static str,
    /// The day from which it is in force.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub effective: Option<Date>,
    /// Codes that are reported as they stand, or lines of a list.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub codes: Option<u32>,
    /// Whether it holds the notes of the tabular list.
    pub notes: bool,
    /// Whether it holds the Alphabetic Index.
    pub index: bool,
    /// Bytes.
    pub size: u64,
    /// The file that it was made from.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub source: Option<String>,
    /// The BLAKE3 hash of that file.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub source_hash: Option<String>,
    /// Why it cannot be used.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub problem: Option<String>,
}

impl EditionLine {
    pub(super) fn default_of(system: System) -> Self {
        Self {
            system,
            edition: String::new(),
            kind: "",
            effective: None,
            codes: None,
            notes: false,
            index: false,
            size: 0,
            source: None,
            source_hash: None,
            problem: None,
        }
    }
}

/// What `codes add` added.
#[derive(Clone, Debug, Default, Serialize)]
pub struct AddedLine {
    /// The edition or list.
    pub what: String,
    /// Codes that are reported as they stand, or lines of a list.
    pub codes: u32,
    /// Categories and subcategories.
    pub headers: u32,
    /// Notes.
    pub notes: usize,
    /// Lines of the Alphabetic Index.
    pub index_lines: usize,
    /// How many codes or lines it had before, where it was here already.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub replaces: Option<u32>,
    /// Where it lies.
    pub file: PathBuf,
}

/// What changed between two editions.
#[derive(Clone, Debug, Serialize)]
pub struct DiffReport {
    /// The older.
    pub old: String,
    /// The newer.
    pub new: String,
    /// All codes that differ.
    pub changes: Vec<Change>,
    /// What took the place of codes that are gone, by the conversion table.
    pub replacements: BTreeMap<String, Vec<String>>,
}
