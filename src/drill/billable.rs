//! Can it be reported as it stands, or what is missing?

use super::facts::Fact;
use super::make::{Asked, Shown, ordered};
use super::said::Said;
use crate::bank::{Level, Question};
use crate::code::{Book, Place};

pub(super) fn facts(book: &Book) -> Vec<Fact> {
    // Codes that are complete are more than all others together: every other one is left out.
    let codes = book.rows().filter(|p| book.rank(*p).is_code()).map(|p| (p, Fact::of(book, p)));
    codes.filter(|(p, fact)| !book.is_billable(*p) || fact.is_odd()).map(|(_, fact)| fact).collect()
}

/// Which of the four options holds.
fn state(book: &Book, place: Place) -> usize {
    match (book.is_billable(place), book.is_leaf(place)) {
        (true, _) => 0,
        (false, false) => 1,
        (false, true) if book.name(place).len() == 6 => 2,
        (false, true) => 3,
    }
}

pub(super) fn question(book: &Book, _: &Said, fact: &Fact) -> Option<Question> {
    let place = fact.place(book).filter(|p| p.seventh().is_none() && book.rank(*p).is_code())?;
    let key = state(book, place);
    let label = book.label(place);
    let below = book.children(place);
    let example = below
        .first()
        .map(|p| format!(", for example {} ({})", book.label(*p), book.title(*p)))
        .unwrap_or_default();
    let rationale = match key {
        0 => format!("{label} is complete: nothing stands below it, and it takes no 7th character."),
        1 => format!(
            "{label} is a header with {} below it{example}. A code is carried to its full length (Guidelines I.B.2).",
            below.len()
        ),
        2 => format!("{label} has six characters and takes a 7th{example}."),
        _ => format!(
            "{label} takes a 7th character, which stands in the seventh place: X fills the empty ones{example} (Guidelines I.A.4)."
        ),
    };
    let texts = [
        "It is reported as it stands",
        "It is a header: a further character (4th, 5th or 6th) comes first",
        "It needs a 7th character and nothing else",
        "It needs placeholder X and a 7th character",
    ];
    let why_not = [
        format!("{label} is not complete"),
        format!("nothing stands below {label} in the Tabular List"),
        if key == 0 {
            format!("{label} takes no 7th character")
        } else {
            "something else is missing first".to_owned()
        },
        if key == 0 {
            format!("{label} takes no 7th character")
        } else {
            "no placeholder is missing".to_owned()
        },
    ];
    let options: Vec<Shown> = texts
        .iter()
        .zip(why_not)
        .enumerate()
        .map(|(at, (text, why))| ((*text).to_owned(), if at == key { String::new() } else { why }))
        .collect();
    let asked = Asked::new(
        format!("{label}, {}. Can it be reported, or what is missing?", book.row_title(place)),
        rationale,
    );
    ordered(book, place, asked.level(Level::Application), options, key)
}
