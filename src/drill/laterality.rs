//! The code of the other side.

use super::facts::Fact;
use super::make::{Asked, Shown, single};
use super::said::Said;
use crate::bank::{Level, Question};
use crate::code::{Book, Place};

/// The words of sides, as titles say them.
const SIDES: [&str; 3] = ["right", "left", "bilateral"];

fn words(title: &str) -> Vec<String> {
    title
        .to_lowercase()
        .split(|c: char| !c.is_alphanumeric())
        .filter(|w| !w.is_empty())
        .map(str::to_owned)
        .collect()
}

/// The side of a title, where it says exactly one.
pub(super) fn side(title: &str) -> Option<&'static str> {
    let words = words(title);
    let mut found = SIDES.into_iter().filter(|s| words.iter().any(|w| w == s));
    let side = found.next()?;
    let once = words.iter().filter(|w| *w == side).count() == 1;
    (found.next().is_none() && once).then_some(side)
}

/// A title without its side. `bilateral` and `unilateral` stand elsewhere in a title than `right` and `left`.
fn sideless(title: &str) -> Vec<String> {
    let mut words = words(title);
    words.retain(|w| !SIDES.contains(&w.as_str()) && !matches!(w.as_str(), "of" | "unilateral"));
    words.sort_unstable();
    words
}

/// The rows beside a place that differ from it in nothing but the side.
fn group(book: &Book, place: Place) -> Vec<Place> {
    let own = sideless(book.row_title(place));
    let parent = book.parent(place);
    let beside = parent.map(|p| book.children(p)).unwrap_or_default();
    beside
        .into_iter()
        .filter(|p| {
            book.is_leaf(*p) && side(book.row_title(*p)).is_some() && sideless(book.row_title(*p)) == own
        })
        .collect()
}

pub(super) fn facts(book: &Book) -> Vec<Fact> {
    let codes = book.rows().filter(|p| book.rank(*p).is_code() && book.is_leaf(*p));
    let sided = codes.filter(|p| side(book.row_title(*p)).is_some() && group(book, *p).len() > 1);
    sided.map(|p| Fact::of(book, p)).collect()
}

pub(super) fn question(book: &Book, _: &Said, fact: &Fact) -> Option<Question> {
    let place = fact.place(book).filter(|p| p.seventh().is_none() && book.is_leaf(*p))?;
    let wanted = side(book.row_title(place))?;
    // Which side is dominant when the record does not say it is another rule's matter (Guidelines I.C.6.a).
    if book.row_title(place).contains("dominant") {
        return None;
    }
    let group = group(book, place);
    let same_side = group.iter().filter(|p| side(book.row_title(**p)) == Some(wanted)).count();
    let given = *group.iter().find(|p| **p != place)?;
    if same_side != 1 {
        return None;
    }
    // A digit that changes the condition is as near as one that changes the side.
    let beside = book.parent(place).map(|p| book.children(p)).unwrap_or_default();
    let further = book.ancestors(place).nth(1).map(|p| book.children(p)).unwrap_or_default();
    let further = further.into_iter().flat_map(|p| book.children(p)).filter(|p| p.seventh().is_none());
    let others: Vec<Shown> = beside
        .into_iter()
        .chain(further)
        .filter(|p| book.is_leaf(*p) && *p != place && *p != given && p.seventh().is_none())
        .map(|p| (book.label(p), book.row_title(p).to_owned()))
        .take(5)
        .collect();
    let given_title = book.row_title(given);
    let said = match wanted {
        "bilateral" => "both sides".to_owned(),
        side => format!("the {side} side"),
    };
    let suffix = if book.sevenths(place).is_empty() { "" } else { " (without the 7th character)" };
    let asked = Asked::new(
        format!("{} is \"{given_title}\". Which code{suffix} says the same of {said}?", book.label(given)),
        format!("{} is {}.", book.label(place), book.row_title(place)),
    )
    .level(Level::Application);
    let key = (book.label(place), String::new());
    let given = (book.label(given), format!("that is the side that was given: {given_title}"));
    // What was given is no choice where there is enough else.
    let all = if others.len() > 2 { others } else { others.into_iter().chain([given]).collect() };
    single(book, place, asked, key, all)
}
