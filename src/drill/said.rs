//! How often each wording stands in the table: what is said twice has no single code.

use std::collections::HashMap;
use std::hash::{DefaultHasher, Hash as _, Hasher as _};
use std::sync::OnceLock;

use crate::code::{Book, NoteKind, Place};

/// Wordings of titles and inclusion terms, counted on first use.
#[derive(Default)]
pub struct Said {
    counts: OnceLock<HashMap<u64, u16>>,
}

impl Said {
    /// Whether a wording stands nowhere else in the table than at one row.
    pub(super) fn is_only_once(&self, book: &Book, wording: &str) -> bool {
        let counts = self.counts.get_or_init(|| count(book));
        counts.get(&hash(wording)) == Some(&1)
    }
}

/// Each row counts once for a wording, though it says it in title and term.
fn count(book: &Book) -> HashMap<u64, u16> {
    let mut counts: HashMap<u64, u16> = HashMap::with_capacity(book.len() as usize * 3 / 2);
    let mut own: Vec<u64> = Vec::new();
    for place in book.rows().filter(|p| book.rank(*p).is_code()) {
        own.clear();
        own.push(hash(book.row_title(place)));
        own.extend(terms(book, place).map(hash));
        own.sort_unstable();
        own.dedup();
        for hash in &own {
            *counts.entry(*hash).or_default() += 1;
        }
    }
    counts
}

/// The inclusion terms of a row, and what it includes.
pub(super) fn terms(book: &Book, place: Place) -> impl Iterator<Item = &str> {
    let notes = book.notes(place).iter();
    notes.filter(|n| matches!(n.kind, NoteKind::InclusionTerm | NoteKind::Includes)).map(|n| n.text.as_str())
}

/// Of the letters and digits alone, in one case.
fn hash(wording: &str) -> u64 {
    let mut hasher = DefaultHasher::new();
    for c in wording.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase) {
        c.hash(&mut hasher);
    }
    hasher.finish()
}
