//! A title and its code, both ways.

use super::confuse::{Class, class, is_leaf_code, near};
use super::facts::Fact;
use super::make::{Asked, Shown, single};
use super::said::Said;
use crate::bank::Question;
use crate::code::{Book, Place};

pub(super) fn facts(book: &Book) -> Vec<Fact> {
    let codes = book.rows().filter(|p| is_leaf_code(book, *p)).map(|p| (p, Fact::of(book, p)));
    // Nobody is asked for what is not known as often as for what is.
    codes
        .filter(|(p, fact)| class(book.row_title(*p)) != Class::Unspecified || fact.is_odd())
        .map(|(_, f)| f)
        .collect()
}

/// The place of a code whose title no other row has, with the codes that it is confused with.
fn fit(book: &Book, said: &Said, fact: &Fact) -> Option<(Place, Vec<Place>)> {
    let place = fact.place(book).filter(|p| p.seventh().is_none() && is_leaf_code(book, *p))?;
    if !said.is_only_once(book, book.row_title(place)) {
        return None;
    }
    let others = near(book, place, 6, |p| book.row_title(p) != book.row_title(place));
    Some((place, others))
}

/// Said of codes that take a seventh character.
fn suffix(book: &Book, place: Place) -> &'static str {
    if book.sevenths(place).is_empty() { "" } else { " (without its 7th character)" }
}

pub(super) fn to_code(book: &Book, said: &Said, fact: &Fact) -> Option<Question> {
    let (place, others) = fit(book, said, fact)?;
    let option = |p: Place| -> Shown { (book.label(p), book.row_title(p).to_owned()) };
    let asked = Asked::new(
        format!("Which code{} is \"{}\"?", suffix(book, place), book.row_title(place)),
        format!("{} is {}.", book.label(place), book.row_title(place)),
    );
    single(book, place, asked, (option(place).0, String::new()), others.into_iter().map(option).collect())
}

pub(super) fn to_title(book: &Book, said: &Said, fact: &Fact) -> Option<Question> {
    let (place, others) = fit(book, said, fact)?;
    let option = |p: Place| -> Shown { (book.row_title(p).to_owned(), format!("that is {}", book.label(p))) };
    let asked = Asked::new(
        format!("What does {}{} stand for?", book.label(place), suffix(book, place)),
        format!("{} is {}.", book.label(place), book.row_title(place)),
    );
    single(book, place, asked, (option(place).0, String::new()), others.into_iter().map(option).collect())
}
