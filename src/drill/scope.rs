//! Which part of the code set a drill asks about.

use super::Fact;
use super::make::{chapter_number, chapters_of};
use crate::bank::TopicPath;
use crate::code::{Book, Place, Rank};

/// A part of the code set.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Scope {
    /// A block, a category, a code: what stands within.
    Within(String),
    /// From one code to another, by tabular position.
    Range(String, String),
    /// A chapter of ICD-10-CM.
    Chapter(usize),
}

impl Scope {
    /// The part that a word names: a chapter's number, a block (`E08-E13`), a category, a code.
    pub fn named(book: &Book, word: &str) -> Option<Self> {
        let plain: String = word.chars().filter(|c| *c != '.').collect::<String>().to_ascii_uppercase();
        // The dash of a printed book is a longer one.
        let plain = plain.replace(['\u{2013}', '\u{2014}'], "-");
        let chapter = plain.strip_prefix("CHAPTER").unwrap_or(&plain).trim_matches(['-', ' ']);
        if let Ok(number) = chapter.parse::<usize>() {
            return book
                .named(chapter)
                .filter(|p| book.rank(*p) == Rank::Chapter)
                .map(|_| Scope::Chapter(number));
        }
        if book.named(plain.trim_end_matches('-')).is_some() {
            return Some(Scope::Within(plain.trim_end_matches('-').to_owned()));
        }
        let (first, last) = plain.split_once('-')?;
        let known = book.named(first).is_some() && book.named(last).is_some();
        known.then(|| Scope::Range(first.to_owned(), last.to_owned()))
    }

    /// The chapters of a topic.
    pub fn of_topic(topic: &TopicPath) -> Vec<Self> {
        chapters_of(topic).into_iter().map(Scope::Chapter).collect()
    }

    /// Whether a place belongs to it.
    pub fn holds(&self, book: &Book, place: Place) -> bool {
        match self {
            Scope::Within(name) => book.named(name).is_some_and(|p| book.is_within(place, p)),
            Scope::Range(first, last) => match (book.named(first), book.named(last)) {
                (Some(first), Some(last)) => book.span(first, last).contains(&place.row()),
                _ => false,
            },
            Scope::Chapter(number) => chapter_number(book, place) == Some(*number),
        }
    }
}

/// How often a chapter is asked, by our own judgement of what outpatient and inpatient coders meet: by the number of codes
/// more than half of all questions would be injuries.
const WEIGHTS: [u32; 22] = [5, 8, 4, 8, 6, 6, 4, 3, 12, 7, 7, 5, 8, 6, 7, 3, 3, 6, 9, 5, 9, 1];

/// The chapter of a fact with its weight; procedures are one chapter.
pub fn chapter_weight(book: &Book, fact: &Fact) -> (usize, u32) {
    let chapter = fact.place(book).and_then(|p| chapter_number(book, p)).unwrap_or(0);
    let weight = chapter.checked_sub(1).and_then(|at| WEIGHTS.get(at)).copied().unwrap_or(1);
    (chapter, weight)
}
