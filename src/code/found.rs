//! What a search found, as data.

use serde::Serialize;

use super::System;
use super::book::{Book, Place};
use super::search::{By, Search};

/// A code that a search found.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct FoundCode {
    /// The code system.
    pub system: System,
    /// As it is written.
    pub code: String,
    /// The official title.
    pub title: String,
    /// Whether it is reported as it stands.
    pub billable: bool,
    /// The term that matched.
    pub matched: String,
    /// By what it was found.
    pub by: By,
    /// From 0 to 1; only the order means something.
    pub score: f32,
    /// The term that depends on context and leads to this code among others.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub ask: Option<String>,
    /// When this code is meant.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub when: Option<String>,
}

/// What a search of a book found, ready to show: the choices of a term that depends on context first, then codes, the
/// likeliest first.
pub fn found_codes(book: &Book, search: Search) -> Vec<FoundCode> {
    let found = |place: Place, matched: String, by: By, score: f32| FoundCode {
        system: book.system(),
        code: book.label(place),
        title: book.title(place),
        billable: book.is_billable(place),
        matched,
        by,
        // Two places are enough to order by, and read the same on every machine.
        score: (score * 100.0).round() / 100.0,
        ask: None,
        when: None,
    };
    let mut codes: Vec<FoundCode> = Vec::new();
    if let Some(ask) = search.ask {
        codes.extend(ask.choices.into_iter().map(|(when, place)| FoundCode {
            ask: Some(ask.term.clone()),
            when: Some(when),
            ..found(place, ask.term.clone(), By::FindingAid, 1.0)
        }));
    }
    for hit in search.hits {
        let entry = found(hit.place, hit.matched, hit.by, hit.score);
        if !codes.iter().any(|c| c.code == entry.code) {
            codes.push(entry);
        }
    }
    codes
}
