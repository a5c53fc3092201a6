//! What a drill asks for: a fact of the table, and its identity.

use crate::bank::QuestionId;
use crate::code::{Book, Place, System};

/// The bank that drills belong to.
pub const BANK: &str = "drill";

/// A fact: a code, and for some kinds which of its terms or notes.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Fact {
    /// The name of the code in the book, without dot.
    pub code: String,
    /// The hash of the term or reference.
    pub term: Option<String>,
}

impl Fact {
    /// Of a code.
    pub(super) fn of(book: &Book, place: Place) -> Self {
        Self { code: book.name(place).into_owned(), term: None }
    }

    /// Of a term at a code.
    pub(super) fn with_term(book: &Book, place: Place, term: &str) -> Self {
        Self { code: book.name(place).into_owned(), term: Some(term_hash(term)) }
    }

    /// Whether a term is the one that the fact means.
    pub(super) fn means(&self, term: &str) -> bool {
        self.term.as_deref() == Some(term_hash(term).as_str())
    }

    /// One half of all facts, for ever the same: by which a choice is made that should depend on nothing.
    pub(super) fn is_odd(&self) -> bool {
        let text = format!("{}/{}", self.code, self.term.as_deref().unwrap_or(""));
        blake3::hash(text.as_bytes()).as_bytes()[0] & 1 == 1
    }

    /// Where the code stands.
    pub(super) fn place(&self, book: &Book) -> Option<Place> {
        book.named(&self.code)
    }
}

/// The first eight hexadecimal digits of the BLAKE3 hash of the words, whatever their case and spacing.
fn term_hash(term: &str) -> String {
    let words: Vec<String> = term.split_whitespace().map(str::to_lowercase).collect();
    blake3::hash(words.join(" ").as_bytes()).to_hex()[..8].to_owned()
}

/// `drill/KIND/SYSTEM/CODE[/TERM-HASH]`: neither seed nor edition, so that spaced repetition can bring it back.
pub fn identity(kind: &str, system: System, fact: &Fact) -> QuestionId {
    let local = format!("{kind}/{system}/{}", fact.code);
    match &fact.term {
        Some(term) => QuestionId::new(BANK, &format!("{local}/{term}")),
        None => QuestionId::new(BANK, &local),
    }
}

/// Kind, system and fact of an identity.
pub(super) fn read_identity(id: &QuestionId) -> Option<(&str, System, Fact)> {
    let mut parts = id.as_str().split('/');
    if parts.next()? != BANK {
        return None;
    }
    let (kind, system, code) = (parts.next()?, parts.next()?.parse().ok()?, parts.next()?);
    let term = parts.next().map(str::to_owned);
    let whole = parts.next().is_none() && !code.is_empty();
    whole.then(|| (kind, system, Fact { code: code.to_owned(), term }))
}
