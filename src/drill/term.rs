//! An inclusion term: which code does the Tabular List give it?

use super::confuse::{is_plain_code, near, share_a_word, words};
use super::facts::Fact;
use super::make::{Asked, Shown, single};
use super::said::{Said, terms};
use crate::bank::{Level, Question};
use crate::code::{Book, NoteKind, Place};

pub(super) fn facts(book: &Book) -> Vec<Fact> {
    let codes = book.rows().filter(|p| is_plain_code(book, *p));
    codes.flat_map(|place| own_terms(book, place).map(move |t| Fact::with_term(book, place, t))).collect()
}

fn own_terms(book: &Book, place: Place) -> impl Iterator<Item = &str> {
    let notes = book.notes(place).iter().filter(|n| n.kind == NoteKind::InclusionTerm);
    notes.map(|n| n.text.as_str()).filter(|t| is_clear(t))
}

/// A term that stands for itself: no list, no reference, no rest of another line.
pub(super) fn is_clear(term: &str) -> bool {
    let bad =
        [":", "(", "[", "such as", "any condition", "conditions in", "classifiable", "classified", "codes"];
    let sentence = term.ends_with('.') || term.starts_with("Usually") || term.contains(" as in ");
    // A code inside a term, or a percentage of the body's surface, is no diagnosis as a record says it.
    let coded = !crate::code::references(term).is_empty() || term.contains('%') || term.contains("-degree");
    let screening = term.starts_with("Encounter for screening for");
    term.len() > 4
        && term.len() < 140
        && !sentence
        && !coded
        && !screening
        && !bad.iter().any(|b| term.contains(b))
}

pub(super) fn question(book: &Book, said: &Said, fact: &Fact) -> Option<Question> {
    let place = fact.place(book).filter(|p| is_plain_code(book, *p))?;
    let term = own_terms(book, place).find(|t| fact.means(t))?;
    if !said.is_only_once(book, term) {
        return None;
    }
    // Titles beside the codes teach more, unless they say the answer.
    let with_titles = !share_a_word(term, book.row_title(place));
    let needed = words(term);
    let fits = |p: Place| {
        let all: Vec<String> =
            std::iter::once(book.row_title(p)).chain(terms(book, p)).flat_map(words).collect();
        !(needed.iter().all(|w| all.contains(w)) || with_titles && share_a_word(term, book.row_title(p)))
    };
    let shown = |p: Place| {
        if with_titles { format!("{}  {}", book.label(p), book.row_title(p)) } else { book.label(p) }
    };
    let why = |p: Place| format!("{}: {}", book.label(p), book.row_title(p));
    let others: Vec<Shown> = near(book, place, 6, fits)
        .into_iter()
        .map(|p| (shown(p), format!("the term does not stand there. {}", why(p))))
        .collect();
    let asked = Asked::new(
        format!("The record says \"{term}\". Which code does the Tabular List give it?"),
        format!("\"{term}\" is an inclusion term of {} ({}).", book.label(place), book.row_title(place)),
    );
    single(book, place, asked.level(Level::Application), (shown(place), String::new()), others)
}
