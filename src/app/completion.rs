//! What can be completed at the prompt besides the verbs.

use std::sync::Arc;

use crate::code::{Editions, System};
use crate::library::Library;

/// The most codes that are offered at once.
const MOST_CODES: usize = 60;

/// Names that the library has.
#[derive(Clone, Debug, Default)]
pub struct LibraryWords {
    /// Paths of topics.
    pub topics: Vec<String>,
    /// Ids of banks.
    pub banks: Vec<String>,
    /// Ids of blueprints.
    pub blueprints: Vec<String>,
}

impl LibraryWords {
    pub(super) fn of(library: &Library) -> Self {
        Self {
            topics: library.taxonomy().iter().map(|t| t.path.to_string()).collect(),
            banks: library.bank_indexes().map(|b| b.bank.id.to_string()).collect(),
            blueprints: library.blueprints().iter().map(|b| b.id.clone()).collect(),
        }
    }
}

/// The codes of the newest editions.
#[derive(Clone)]
pub struct CodeWords(pub(super) Arc<Editions>);

impl CodeWords {
    /// Codes that begin as a text does, in every system; the dot of a diagnosis may be left out. One that takes a seventh
    /// character is completed to its codes.
    pub fn beginning_with(&self, begun: &str) -> Vec<String> {
        let plain: String = begun.chars().filter(|c| *c != '.').collect::<String>().to_ascii_uppercase();
        if plain.len() < 2 {
            return Vec::new();
        }
        let newest = System::ALL.into_iter().filter_map(|s| self.0.latest(s)?.book().ok());
        let mut codes = Vec::new();
        for book in newest {
            let mut found: Vec<_> = book.beginning_with(&plain).filter(|p| book.rank(*p).is_code()).collect();
            if found.len() > MOST_CODES {
                // Too many for a screen: one character further, and on from there.
                found.retain(|p| book.name(*p).len() <= plain.len() + 1);
            }
            codes.extend(found.into_iter().map(|p| book.label(p)));
            if let Some(place) = book.named(&plain) {
                codes.extend(book.with_sevenths(place).map(|p| book.label(p)));
            }
        }
        codes
    }
}
