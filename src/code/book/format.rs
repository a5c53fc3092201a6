//! What stands in the file of a book.
//!
//! Magic, version, hash of all that follows, length of the directory, directory, sections. The directory names where each
//! section lies. Titles and notes lie in blocks of [`BLOCK`] rows: a look-up unpacks a few of them.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::blocks::Extent;
use crate::code::System;
use crate::code::release::{AxisValue, Note, Seventh};

pub(super) const MAGIC: [u8; 8] = *b"SEQBOOK\n";

/// Raised with every change of what is written.
pub(super) const VERSION: u32 = 3;

/// Rows in a block of titles or notes.
pub(super) const BLOCK: usize = 512;

/// Where everything lies.
#[derive(Debug, Default, Serialize, Deserialize)]
pub(super) struct Directory {
    pub head: Extent,
    pub rows: Extent,
    pub titles: Vec<Extent>,
    pub notes: Vec<Extent>,
    pub axes: Extent,
    pub words: Extent,
    pub index: Extent,
}

/// What the book says of itself.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) struct Head {
    pub system: System,
    pub edition: String,
    pub effective: Option<Date>,
    pub source: String,
    pub source_hash: String,
    pub billable: u32,
    pub headers: u32,
    pub has_notes: bool,
    pub has_index: bool,
    /// All sets of seventh characters; the number of one, counted from 1, stands with the rows.
    pub sevenths: Vec<Vec<Seventh>>,
}

/// The rows in tabular order, by column.
#[derive(Debug, Default, Serialize, Deserialize)]
pub(super) struct Rows {
    /// All names, one behind the other.
    pub names: String,
    /// Their lengths.
    pub lens: Vec<u8>,
    /// How far above its parent stands; 0 for the outermost.
    pub up: Vec<u32>,
    /// Chapter, block, header, code.
    pub ranks: Vec<u8>,
    /// The set of seventh characters defined here, from 1; 0 for none.
    pub sevenths: Vec<u16>,
    /// The rows in the order of their names.
    pub by_name: Vec<u32>,
}

/// The notes of a block: row within the block, and its notes.
pub(super) type NoteBlock = Vec<(u16, Vec<Note>)>;

/// The titles of a block.
pub(super) type TitleBlock = Vec<String>;

/// Values of procedure tables: row, and its values.
pub(super) type Axes = Vec<(u32, Vec<AxisValue>)>;
