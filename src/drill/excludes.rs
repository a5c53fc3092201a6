//! What an Excludes1 note keeps out.
//!
//! Excludes1 has an exception for unrelated conditions (Guidelines I.A.12.a): the stem asks for what the note says, and
//! injuries and external causes stay out. A pair that one side calls Excludes1 and the other Excludes2 is not asked.

use super::facts::Fact;
use super::make::{Asked, Shown, chapter_number, single};
use super::said::Said;
use crate::bank::{Level, Question};
use crate::code::{Book, NoteKind, Place, Rank, Reference, references};

/// One code or category that the note of a row names, without narrowing words.
fn named(book: &Book, text: &str) -> Option<Place> {
    match references(text).as_slice() {
        [Reference { first, last: None, qualified: false }] => {
            book.named(first).filter(|p| book.rank(*p).is_code())
        }
        _ => None,
    }
}

/// The codes that a row's own notes of a kind name.
fn excluded(book: &Book, place: Place, kind: NoteKind) -> impl Iterator<Item = (&str, Place)> {
    let notes = book.notes(place).iter().filter(move |n| n.kind == kind);
    notes.filter_map(|n| Some((n.text.as_str(), named(book, &n.text)?)))
}

pub(super) fn facts(book: &Book) -> Vec<Fact> {
    let rows = book.rows().filter(|p| book.rank(*p).is_code());
    let outside = rows.filter(|p| !matches!(chapter_number(book, *p), Some(19 | 20)));
    outside
        .flat_map(|place| {
            excluded(book, place, NoteKind::Excludes1)
                .map(move |(text, _)| Fact::with_term(book, place, text))
        })
        .collect()
}

/// Whether any note in force at either of two places speaks of the other: of that nothing is said here.
fn mentions(book: &Book, a: Place, b: Place, kinds: &[NoteKind]) -> bool {
    let one = |from: Place, other: Place| {
        book.notes_in_force(from).iter().filter(|(_, n)| kinds.contains(&n.kind)).any(|(_, n)| {
            references(&n.text).iter().any(|r| {
                r.covers(book, other) || book.named(&r.first).is_some_and(|p| book.is_within(p, other))
            })
        })
    };
    one(a, b) || one(b, a)
}

pub(super) fn question(book: &Book, _: &Said, fact: &Fact) -> Option<Question> {
    let place = fact.place(book).filter(|p| p.seventh().is_none())?;
    let (text, key) = excluded(book, place, NoteKind::Excludes1).find(|(text, _)| fact.means(text))?;
    let related = book.is_within(key, place) || book.is_within(place, key);
    if related || mentions(book, place, key, &[NoteKind::Excludes2]) {
        return None;
    }
    let option = |p: Place| format!("{}  {}", book.label(p), book.row_title(p));
    // What the same row calls Excludes2 is what coders confuse most; then what stands near the excluded code.
    let second = excluded(book, place, NoteKind::Excludes2).map(|(_, p)| p);
    let beside = book.parent(key).map(|p| book.children(p)).unwrap_or_default();
    let category =
        book.category(key).and_then(|c| book.parent(c)).map(|p| book.children(p)).unwrap_or_default();
    let unmentioned = |p: &Place| {
        *p != key
            && book.rank(*p) != Rank::Block
            && !book.is_within(*p, place)
            && !book.is_within(place, *p)
            && !book.is_within(*p, key)
            && !book.is_within(key, *p)
            && !mentions(book, place, *p, &[NoteKind::Excludes1])
    };
    let others: Vec<Shown> = second
        .chain(beside)
        .chain(category)
        .filter(|p| p.seventh().is_none())
        .filter(unmentioned)
        .take(5)
        .map(|p| (option(p), format!("no Excludes1 note joins it with {}", book.label(place))))
        .collect();
    let label = book.label(place);
    let asked = Asked::new(
        format!(
            "{label}, {}. Per the Tabular note there, which of these is not coded with it (Excludes1)?",
            book.row_title(place)
        ),
        format!(
            "The Excludes1 note at {label} names: {text}. Only where the two conditions are unrelated can both be reported \
             (Guidelines I.A.12.a)."
        ),
    );
    let why = format!("Excludes1 at {label}: {text}");
    single(book, place, asked.level(Level::Application), (option(key), why), others)
}
