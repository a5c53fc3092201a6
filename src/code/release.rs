//! A release of a code set as its official files tell it: what a reader gives and a [`Book`](super::Book) is written from.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::System;

/// What a row of the tabular list is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Rank {
    /// A chapter, or a section of the procedure codes.
    Chapter,
    /// A block of categories, `E08-E13`; a body system of the procedure codes.
    Block,
    /// A category or a subcategory; a table of the procedure codes.
    Header,
    /// A code that is reported as it stands, or with one of its seventh characters.
    Code,
}

impl Rank {
    /// Whether a row of this rank is a code, complete or not.
    pub const fn is_code(self) -> bool {
        matches!(self, Rank::Header | Rank::Code)
    }
}

/// What a note of the tabular list says.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum NoteKind {
    /// What a category takes in.
    Includes,
    /// Another wording of the title, or a condition that the code is for.
    InclusionTerm,
    /// Not coded here.
    Excludes1,
    /// Not included here; both may be present.
    Excludes2,
    /// The underlying condition comes first.
    CodeFirst,
    /// A second code completes the picture.
    UseAdditional,
    /// Two codes may be needed; the order depends on the encounter.
    CodeAlso,
    /// How the seventh character is to be used.
    SeventhCharacter,
    /// Anything else.
    Note,
}

impl NoteKind {
    /// As the tabular list heads it.
    pub const fn title(self) -> &'static str {
        match self {
            NoteKind::Includes => "Includes",
            NoteKind::InclusionTerm => "Inclusion term",
            NoteKind::Excludes1 => "Excludes1",
            NoteKind::Excludes2 => "Excludes2",
            NoteKind::CodeFirst => "Code first",
            NoteKind::UseAdditional => "Use additional",
            NoteKind::CodeAlso => "Code also",
            NoteKind::SeventhCharacter => "7th character",
            NoteKind::Note => "Note",
        }
    }

    /// Whether the note of a category holds for the codes below it. An inclusion term speaks of its own code alone.
    pub const fn is_inherited(self) -> bool {
        !matches!(self, NoteKind::InclusionTerm)
    }
}

/// A note where it stands.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Note {
    /// What it says.
    pub kind: NoteKind,
    /// Its words.
    pub text: String,
}

/// A seventh character and what it means.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Seventh {
    /// The character.
    pub character: char,
    /// Its meaning, `initial encounter for closed fracture`.
    pub meaning: String,
    /// What the tabular list adds: `initial encounter for open fracture NOS`.
    pub note: Option<String>,
}

/// A value of one character of a procedure code.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AxisValue {
    /// The place of the character, from 4 to 7.
    pub position: u8,
    /// The character.
    pub character: char,
    /// What it stands for in this table.
    pub label: String,
    /// What the place says: `Approach`.
    pub axis: String,
}

/// A row of the tabular list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Row {
    /// Its number in the release's list of the row above it; `None` for the outermost.
    pub parent: Option<u32>,
    /// What it is.
    pub rank: Rank,
    /// The code without dot, the range of a block (`E08-E13`), or the number of a chapter.
    pub name: String,
    /// The official title.
    pub title: String,
    /// Its own notes.
    pub notes: Vec<Note>,
    /// Seventh characters defined here, for this row and all below it.
    pub sevenths: Vec<Seventh>,
    /// Values of the characters of a table of procedure codes.
    pub axes: Vec<AxisValue>,
}

impl Row {
    /// A row without notes.
    pub fn new(parent: Option<u32>, rank: Rank, name: impl Into<String>, title: impl Into<String>) -> Self {
        Self {
            parent,
            rank,
            name: name.into(),
            title: title.into(),
            notes: Vec::new(),
            sevenths: Vec::new(),
            axes: Vec::new(),
        }
    }
}

/// A line of the Alphabetic Index.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct IndexLine {
    /// The main term with what stands below it: `Fracture, traumatic, radius, lower end`.
    pub term: String,
    /// The code it leads to, without dot and dash; empty where it only refers.
    pub code: String,
    /// `see` or `see also`, with the term it sends the reader to.
    pub see: Option<String>,
}

/// A whole release.
#[derive(Clone, Debug)]
pub struct Release {
    /// The code system.
    pub system: System,
    /// The edition's name: `2026`.
    pub edition: String,
    /// The day from which it is in force.
    pub effective: Option<Date>,
    /// The file it was read from.
    pub source: String,
    /// The hash (BLAKE3) of that file, in hexadecimal.
    pub source_hash: String,
    /// The rows in tabular order, each behind its parent.
    pub rows: Vec<Row>,
    /// The Alphabetic Index, where the source has it.
    pub index: Vec<IndexLine>,
}
