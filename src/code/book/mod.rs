//! A code set as the program reads it: one edition, compact, and unpacked as far as it is asked for.
//!
//! A [`Place`] is where a code stands in tabular order. Codes with a seventh character are not rows of the tabular list:
//! they are a row and a character of the set that holds for it.

mod blocks;
mod format;
mod seventh;
mod write;

pub use write::write;

use std::borrow::Cow;
use std::sync::OnceLock;

use jiff::civil::Date;

use super::release::{AxisValue, IndexLine, Note, Rank, Seventh};
use super::search::WordIndex;
use super::{Code, System};
use blocks::{Extent, unpack};
use format::{Axes, BLOCK, Directory, Head, MAGIC, NoteBlock, Rows, TitleBlock, VERSION};

/// Why bytes are no book.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum BookError {
    /// Other bytes.
    #[error("it is no code set of this program")]
    Foreign,
    /// Written by another version.
    #[error("it was written by another version of this program: add the official file again")]
    OtherVersion,
    /// The hash does not fit.
    #[error("it is damaged: add the official file again")]
    Damaged,
}

/// Where a code stands: a row of the tabular list, with a seventh character where the row takes one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Place {
    row: u32,
    seventh: Option<char>,
}

impl Place {
    /// The number of the row, in tabular order.
    pub fn row(self) -> u32 {
        self.row
    }

    /// The seventh character that was appended.
    pub fn seventh(self) -> Option<char> {
        self.seventh
    }

    /// The row itself, without a seventh character.
    #[must_use]
    pub fn base(self) -> Self {
        Self { seventh: None, ..self }
    }
}

/// One edition of a code set.
pub struct Book {
    data: Cow<'static, [u8]>,
    start: usize,
    directory: Directory,
    head: Head,
    rows: Rows,
    /// Where each name begins.
    starts: Vec<u32>,
    /// The row behind the last one below each.
    ends: Vec<u32>,
    titles: Vec<OnceLock<TitleBlock>>,
    notes: Vec<OnceLock<NoteBlock>>,
    axes: OnceLock<Axes>,
    words: OnceLock<WordIndex>,
    index: OnceLock<Vec<IndexLine>>,
}

impl std::fmt::Debug for Book {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{} {}", self.head.system.title(), self.head.edition)
    }
}

impl Book {
    /// A book that is part of the program.
    ///
    /// # Errors
    /// When the bytes are no book of this version.
    pub fn shipped(bytes: &'static [u8]) -> Result<Self, BookError> {
        Self::open(Cow::Borrowed(bytes), false)
    }

    /// A book from a file: its hash is proved first.
    ///
    /// # Errors
    /// When the bytes are no book of this version, or damaged.
    pub fn read(bytes: Vec<u8>) -> Result<Self, BookError> {
        Self::open(Cow::Owned(bytes), true)
    }

    /// Unpacks everything: what was just written is proved to be readable.
    pub(super) fn is_whole(&self) -> bool {
        let block = |e: &Extent| e.len == 0 || self.unpack::<NoteBlock>(*e).is_some();
        self.directory.titles.iter().all(|e| self.unpack::<TitleBlock>(*e).is_some())
            && self.directory.notes.iter().all(block)
            && self.unpack::<Axes>(self.directory.axes).is_some()
            && self.unpack::<WordIndex>(self.directory.words).is_some()
            && self.unpack::<Vec<IndexLine>>(self.directory.index).is_some()
    }

    fn open(bytes: Cow<'static, [u8]>, prove: bool) -> Result<Self, BookError> {
        let rest = bytes.strip_prefix(MAGIC.as_slice()).ok_or(BookError::Foreign)?;
        let (version, rest) = rest.split_first_chunk::<4>().ok_or(BookError::Damaged)?;
        if u32::from_le_bytes(*version) != VERSION {
            return Err(BookError::OtherVersion);
        }
        let (hash, body) = rest.split_first_chunk::<32>().ok_or(BookError::Damaged)?;
        if prove && blake3::hash(body).as_bytes() != hash {
            return Err(BookError::Damaged);
        }
        let (len, rest) = body.split_first_chunk::<4>().ok_or(BookError::Damaged)?;
        let len = u32::from_le_bytes(*len) as usize;
        let front = rest.get(..len).ok_or(BookError::Damaged)?;
        let directory: Directory = postcard::from_bytes(front).map_err(|_| BookError::Damaged)?;
        let start = MAGIC.len() + version.len() + hash.len() + 4 + len;
        let data = &bytes[start..];
        let head: Head = unpack(data, directory.head).ok_or(BookError::Damaged)?;
        let rows: Rows = unpack(data, directory.rows).ok_or(BookError::Damaged)?;
        let starts = starts(&rows).ok_or(BookError::Damaged)?;
        let ends = ends(&rows).ok_or(BookError::Damaged)?;
        let titles = directory.titles.iter().map(|_| OnceLock::new()).collect();
        let notes = directory.notes.iter().map(|_| OnceLock::new()).collect();
        Ok(Self {
            start,
            directory,
            head,
            rows,
            starts,
            ends,
            titles,
            notes,
            axes: OnceLock::new(),
            words: OnceLock::new(),
            index: OnceLock::new(),
            data: bytes,
        })
    }

    fn unpack<T: serde::de::DeserializeOwned>(&self, extent: Extent) -> Option<T> {
        unpack(&self.data[self.start..], extent)
    }

    /// The code system.
    pub fn system(&self) -> System {
        self.head.system
    }

    /// The edition's name.
    pub fn edition(&self) -> &str {
        &self.head.edition
    }

    /// The day from which it is in force.
    pub fn effective(&self) -> Option<Date> {
        self.head.effective
    }

    /// The file that it was made from, and the file's hash (BLAKE3).
    pub fn source(&self) -> (&str, &str) {
        (&self.head.source, &self.head.source_hash)
    }

    /// How many codes are reported as they stand.
    pub fn billable_count(&self) -> u32 {
        self.head.billable
    }

    /// How many categories and subcategories stand above them.
    pub fn header_count(&self) -> u32 {
        self.head.headers
    }

    /// Whether it holds the notes of the tabular list.
    pub fn has_notes(&self) -> bool {
        self.head.has_notes
    }

    /// Whether it holds the Alphabetic Index.
    pub fn has_index(&self) -> bool {
        self.head.has_index
    }

    /// How many rows it has.
    pub fn len(&self) -> u32 {
        self.rows.lens.len() as u32
    }

    /// Whether it has none.
    pub fn is_empty(&self) -> bool {
        self.rows.lens.is_empty()
    }

    /// The place of a row.
    pub fn row(&self, row: u32) -> Option<Place> {
        (row < self.len()).then_some(Place { row, seventh: None })
    }

    /// All rows in tabular order.
    pub fn rows(&self) -> impl Iterator<Item = Place> + use<> {
        (0..self.len()).map(|row| Place { row, seventh: None })
    }

    /// All codes and headers in tabular order, those with a seventh character behind their base.
    pub fn codes(&self) -> impl Iterator<Item = Place> {
        self.rows()
            .filter(|p| self.rank(*p).is_code())
            .flat_map(|place| std::iter::once(place).chain(self.with_sevenths(place)))
    }

    /// The codes that a row gives with its seventh characters.
    pub fn with_sevenths(&self, place: Place) -> impl Iterator<Item = Place> {
        let set = if self.is_leaf(place) && place.seventh.is_none() { self.sevenths(place) } else { &[] };
        let base = self.row_name(place.row);
        set.iter()
            .filter(move |s| seventh::applies(base, s.character))
            .map(move |s| Place { seventh: Some(s.character), ..place })
    }

    /// Where a code stands; `None` when this edition does not have it.
    pub fn place(&self, code: &Code) -> Option<Place> {
        if code.system() == self.head.system { self.named(code.normal()) } else { None }
    }

    /// Where a name stands: a code without dot, a block (`E08-E13`), the number of a chapter.
    pub fn named(&self, name: &str) -> Option<Place> {
        if let Some(row) = self.row_named(name) {
            return Some(Place { row, seventh: None });
        }
        let seventh = name.chars().nth(6)?;
        let row = seventh::bases(name).find_map(|base| self.row_named(base))?;
        let place = Place { row, seventh: None };
        // Between base and character nothing stands but placeholders, and all of them.
        let found = self.with_sevenths(place).find(|p| p.seventh == Some(seventh))?;
        (self.name(found) == name).then_some(found)
    }

    fn row_named(&self, name: &str) -> Option<u32> {
        let order = &self.rows.by_name;
        let at = order.partition_point(|row| self.row_name(*row) < name);
        order.get(at).copied().filter(|row| self.row_name(*row) == name)
    }

    /// The rows whose names begin with a text, in the order of their names.
    pub fn beginning_with<'a>(&'a self, start: &'a str) -> impl Iterator<Item = Place> {
        let order = &self.rows.by_name;
        let at = order.partition_point(|row| self.row_name(*row) < start);
        order[at..]
            .iter()
            .take_while(move |row| self.row_name(**row).starts_with(start))
            .map(|row| Place { row: *row, seventh: None })
    }

    fn row_name(&self, row: u32) -> &str {
        let start = self.starts[row as usize] as usize;
        self.rows.names.get(start..start + self.rows.lens[row as usize] as usize).unwrap_or("")
    }

    /// The name: a code without dot, a block's range, a chapter's number.
    pub fn name(&self, place: Place) -> Cow<'_, str> {
        let base = self.row_name(place.row);
        match place.seventh {
            Some(character) => Cow::Owned(seventh::append(base, character)),
            None => Cow::Borrowed(base),
        }
    }

    /// The code, where the place is one.
    pub fn code(&self, place: Place) -> Option<Code> {
        Code::parse(self.head.system, &self.name(place)).ok().filter(|_| self.rank(place).is_code())
    }

    /// As it is written: codes with their dot.
    pub fn label(&self, place: Place) -> String {
        self.code(place).map_or_else(|| self.name(place).into_owned(), |c| c.to_string())
    }

    /// Where a note stands, in words: a code, a block, `chapter 15`.
    pub fn spot(&self, place: Place) -> String {
        match (self.rank(place), self.head.system) {
            (Rank::Chapter, System::Icd10Cm) => format!("chapter {}", self.name(place)),
            _ => self.label(place),
        }
    }

    /// Whether the book speaks of codes like this at all: of the procedures one section is shipped.
    pub fn speaks_of(&self, code: &Code) -> bool {
        let section = || code.normal().get(..1).is_some_and(|s| self.named(s).is_some());
        code.system() == self.head.system && (self.head.system != System::Icd10Pcs || section())
    }

    /// What the row is.
    pub fn rank(&self, place: Place) -> Rank {
        match self.rows.ranks[place.row as usize] {
            0 => Rank::Chapter,
            1 => Rank::Block,
            2 => Rank::Header,
            _ => Rank::Code,
        }
    }

    /// Whether nothing stands below the row in the tabular list.
    pub fn is_leaf(&self, place: Place) -> bool {
        self.ends[place.row as usize] == place.row + 1
    }

    /// Whether it is reported as it stands.
    pub fn is_billable(&self, place: Place) -> bool {
        self.rank(place) == Rank::Code
            && (place.seventh.is_some() || !self.is_leaf(place) || self.sevenths(place).is_empty())
    }

    /// The official title; with a seventh character its meaning behind it, as the official files write it.
    pub fn title(&self, place: Place) -> String {
        let title = self.row_title(place);
        match place.seventh.and_then(|c| self.sevenths(place).iter().find(|s| s.character == c)) {
            Some(seventh) => format!("{title}, {}", seventh.meaning),
            None => title.to_owned(),
        }
    }

    /// The title of the row, without what a seventh character adds.
    pub fn row_title(&self, place: Place) -> &str {
        let block = place.row as usize / BLOCK;
        let Some(cell) = self.titles.get(block) else { return "" };
        let titles = cell.get_or_init(|| self.unpack(self.directory.titles[block]).unwrap_or_default());
        titles.get(place.row as usize % BLOCK).map_or("", String::as_str)
    }

    /// The row above; for a code with a seventh character its base.
    pub fn parent(&self, place: Place) -> Option<Place> {
        if place.seventh.is_some() {
            return Some(place.base());
        }
        match self.rows.up[place.row as usize] {
            0 => None,
            up => Some(Place { row: place.row - up, seventh: None }),
        }
    }

    /// All rows above, the nearest first.
    pub fn ancestors(&self, place: Place) -> impl Iterator<Item = Place> {
        std::iter::successors(self.parent(place), |p| self.parent(*p))
    }

    /// What stands directly below: rows, or the codes with a seventh character.
    pub fn children(&self, place: Place) -> Vec<Place> {
        if place.seventh.is_some() {
            return Vec::new();
        }
        if self.is_leaf(place) {
            return self.with_sevenths(place).collect();
        }
        let end = self.ends[place.row as usize];
        let mut row = place.row + 1;
        let mut children = Vec::new();
        while row < end {
            children.push(Place { row, seventh: None });
            row = self.ends[row as usize];
        }
        children
    }

    /// All codes below that are reported as they stand; the code itself, when it is one.
    pub fn billable_below(&self, place: Place) -> Vec<Place> {
        if self.is_billable(place) {
            return vec![place];
        }
        let rows = (place.row..self.ends[place.row as usize]).map(|row| Place { row, seventh: None });
        rows.flat_map(|p| std::iter::once(p).chain(self.with_sevenths(p)))
            .filter(|p| self.is_billable(*p))
            .collect()
    }

    /// Whether one place is the other, or stands below it.
    pub fn is_within(&self, place: Place, above: Place) -> bool {
        if above.seventh.is_some() {
            return place == above;
        }
        (above.row..self.ends[above.row as usize]).contains(&place.row)
    }

    /// The rows from the first of one place to the last of the other, by tabular position: `C81.0-C85.9`.
    pub fn span(&self, first: Place, last: Place) -> std::ops::Range<u32> {
        first.row..self.ends[last.row as usize].max(first.row)
    }

    /// The category of three characters that a place stands in.
    pub fn category(&self, place: Place) -> Option<Place> {
        std::iter::once(place.base()).chain(self.ancestors(place)).filter(|p| self.rank(*p).is_code()).last()
    }

    /// The chapter that a place stands in.
    pub fn chapter(&self, place: Place) -> Option<Place> {
        std::iter::once(place.base()).chain(self.ancestors(place)).find(|p| self.rank(*p) == Rank::Chapter)
    }

    /// The notes that stand at the row itself.
    pub fn notes(&self, place: Place) -> &[Note] {
        let block = place.row as usize / BLOCK;
        let Some(cell) = self.notes.get(block) else { return &[] };
        let notes = cell.get_or_init(|| {
            let extent = self.directory.notes[block];
            if extent.len == 0 { NoteBlock::new() } else { self.unpack(extent).unwrap_or_default() }
        });
        let within = (place.row as usize % BLOCK) as u16;
        notes.binary_search_by_key(&within, |(at, _)| *at).map_or(&[], |at| notes[at].1.as_slice())
    }

    /// All notes that hold for a place, its own first, then those of the rows above: each with the row it stands at.
    pub fn notes_in_force(&self, place: Place) -> Vec<(Place, &Note)> {
        let own = place.base();
        let above = self.ancestors(own);
        let own = self.notes(own).iter().map(move |n| (own, n));
        own.chain(
            above.flat_map(|p| self.notes(p).iter().filter(|n| n.kind.is_inherited()).map(move |n| (p, n))),
        )
        .collect()
    }

    /// The seventh characters that hold for a row: its own, or the nearest above.
    pub fn sevenths(&self, place: Place) -> &[Seventh] {
        let own = std::iter::once(place.base()).chain(self.ancestors(place.base()));
        let number = own.map(|p| self.rows.sevenths[p.row as usize]).find(|n| *n > 0);
        number.and_then(|n| self.head.sevenths.get(n as usize - 1)).map_or(&[], Vec::as_slice)
    }

    /// What a seventh character means at a row.
    pub fn seventh_meaning(&self, place: Place, character: char) -> Option<&str> {
        self.sevenths(place).iter().find(|s| s.character == character).map(|s| s.meaning.as_str())
    }

    /// The values of the characters of a table of procedure codes.
    pub fn axes(&self, table: Place) -> &[AxisValue] {
        let axes = self.axes.get_or_init(|| self.unpack(self.directory.axes).unwrap_or_default());
        axes.binary_search_by_key(&table.row, |(row, _)| *row).map_or(&[], |at| axes[at].1.as_slice())
    }

    /// The words of titles and inclusion terms.
    pub fn words(&self) -> &WordIndex {
        self.words.get_or_init(|| self.unpack(self.directory.words).unwrap_or_default())
    }

    /// The lines of the Alphabetic Index; none where the source did not hold it.
    pub fn index(&self) -> &[IndexLine] {
        self.index.get_or_init(|| self.unpack(self.directory.index).unwrap_or_default())
    }
}

fn starts(rows: &Rows) -> Option<Vec<u32>> {
    let mut at = 0;
    let mut starts = Vec::with_capacity(rows.lens.len());
    for len in &rows.lens {
        starts.push(at);
        at += u32::from(*len);
    }
    let columns = [rows.up.len(), rows.ranks.len(), rows.sevenths.len(), rows.by_name.len()];
    let whole = at as usize == rows.names.len()
        && columns.iter().all(|c| *c == rows.lens.len())
        && rows.by_name.iter().all(|r| (*r as usize) < rows.lens.len());
    whole.then_some(starts)
}

fn ends(rows: &Rows) -> Option<Vec<u32>> {
    let mut ends: Vec<u32> = (1..=rows.up.len() as u32).collect();
    for at in (0..rows.up.len()).rev() {
        let up = rows.up[at] as usize;
        if up > 0 {
            let parent = at.checked_sub(up)?;
            ends[parent] = ends[parent].max(ends[at]);
        }
    }
    Some(ends)
}
