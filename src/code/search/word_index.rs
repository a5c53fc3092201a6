//! Which words stand in which terms: titles, inclusion terms, lines of the Alphabetic Index.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::words::words;
use crate::code::release::{NoteKind, Release};

/// What a term is, besides the titles, which have the number of their row.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) enum TermSource {
    /// The note with this number at the row.
    Note(u16),
    /// The line with this number in the Alphabetic Index.
    Index(u32),
}

/// An inverted index. The terms from 0 are the titles of the rows; behind them come the others.
#[derive(Debug, Default, Serialize, Deserialize)]
pub struct WordIndex {
    /// All words, sorted, each ended by a line break.
    text: String,
    /// For each word the bytes behind those of the word before: differences of rising term numbers, seven bits a byte.
    lens: Vec<u32>,
    postings: Vec<u8>,
    /// How many terms are titles.
    titles: u32,
    /// Row and source of the other terms.
    others: Vec<(u32, TermSource)>,
}

impl WordIndex {
    /// The index of a release.
    pub fn of(release: &Release) -> Self {
        let mut found: BTreeMap<String, Vec<u32>> = BTreeMap::new();
        let mut enter = |term: u32, text: &str| {
            for word in words(text) {
                let terms = found.entry(word).or_default();
                if terms.last() != Some(&term) {
                    terms.push(term);
                }
            }
        };
        let titles = release.rows.len() as u32;
        for (at, row) in (0..).zip(&release.rows).filter(|(_, r)| r.rank.is_code()) {
            enter(at, &row.title);
        }
        let mut others = Vec::new();
        for (at, row) in (0..).zip(&release.rows).filter(|(_, r)| r.rank.is_code()) {
            for (number, note) in (0..).zip(&row.notes) {
                if matches!(note.kind, NoteKind::InclusionTerm | NoteKind::Includes) {
                    enter(titles + others.len() as u32, &note.text);
                    others.push((at, TermSource::Note(number)));
                }
            }
        }
        if !release.index.is_empty() {
            let rows: std::collections::HashMap<&str, u32> =
                release.rows.iter().zip(0..).map(|(row, at)| (row.name.as_str(), at)).collect();
            for (number, line) in (0..).zip(&release.index) {
                // A code with a seventh character leads to its base; one that the tabular list does not have leads nowhere.
                let base = |code: &str| code.get(..6).map(|b| b.trim_end_matches('X').to_owned());
                let row = rows.get(line.code.as_str()).copied();
                let row = row.or_else(|| {
                    rows.get(base(&line.code).filter(|_| line.code.len() == 7)?.as_str()).copied()
                });
                if let Some(row) = row {
                    enter(titles + others.len() as u32, &line.term);
                    others.push((row, TermSource::Index(number)));
                }
            }
        }
        let mut index = Self { titles, others, ..Self::default() };
        for (word, terms) in &found {
            index.text.push_str(word);
            index.text.push('\n');
            let before = index.postings.len();
            let mut last = 0;
            for term in terms {
                write_number(term - last, &mut index.postings);
                last = *term;
            }
            index.lens.push((index.postings.len() - before) as u32);
        }
        index
    }

    /// All words, sorted.
    pub(super) fn words(&self) -> impl Iterator<Item = &str> {
        self.text.lines()
    }

    /// Where the postings of each word lie.
    pub(super) fn extents(&self) -> Vec<(u32, u32)> {
        let ends = self.lens.iter().scan(0, |at, len| {
            let start = *at;
            *at += len;
            Some((start, *at))
        });
        ends.collect()
    }

    /// The terms of a word.
    pub(super) fn terms(&self, extent: (u32, u32)) -> Numbers<'_> {
        Numbers { bytes: self.postings.get(extent.0 as usize..extent.1 as usize).unwrap_or(&[]), last: 0 }
    }

    /// How many terms there are.
    pub(super) fn len(&self) -> usize {
        self.titles as usize + self.others.len()
    }

    /// The row of a term, and what it is besides a title.
    pub(super) fn term(&self, term: u32) -> (u32, Option<TermSource>) {
        match term.checked_sub(self.titles).and_then(|at| self.others.get(at as usize)) {
            Some((row, source)) => (*row, Some(*source)),
            None => (term.min(self.titles.saturating_sub(1)), None),
        }
    }
}

/// Rising numbers from their differences.
pub(super) struct Numbers<'a> {
    bytes: &'a [u8],
    last: u32,
}

impl Iterator for Numbers<'_> {
    type Item = u32;

    fn next(&mut self) -> Option<u32> {
        let mut value = 0;
        let mut shift = 0;
        loop {
            let (byte, rest) = self.bytes.split_first()?;
            self.bytes = rest;
            value |= u32::from(byte & 127) << shift;
            if byte & 128 == 0 {
                break;
            }
            shift += 7;
            if shift > 28 {
                return None;
            }
        }
        self.last += value;
        Some(self.last)
    }
}

fn write_number(mut number: u32, bytes: &mut Vec<u8>) {
    while number >= 128 {
        bytes.push((number & 127) as u8 | 128);
        number >>= 7;
    }
    bytes.push(number as u8);
}
