//! What an Excludes1 note keeps out.
//!
//! Excludes1 has an exception for unrelated conditions (Guidelines I.A.12.a): the stem asks for what the note says, and
//! injuries and external causes stay out. A pair that one side calls Excludes1 and the other Excludes2 is not asked.

use super::confuse::{Class, class, share_a_word};
use super::facts::Fact;
use super::make::{Asked, Shown, chapter_number, single};
use super::said::Said;
use crate::bank::{Level, Question};
use crate::code::{Book, NoteKind, Place, instructions, only_code, references};

/// The codes that a row's own notes of a kind name.
fn excluded(book: &Book, place: Place, kind: NoteKind) -> impl Iterator<Item = (&str, Place)> + use<'_> {
    // Behind a line that introduces others ("venous complications of:") a line says only half.
    let lines =
        instructions(book.notes(place), kind).into_iter().filter(|l| l.lead.is_none() && l.stands_alone());
    lines
        .filter_map(|l| Some((l.note.text.as_str(), only_code(book, &l.references)?)))
        .collect::<Vec<_>>()
        .into_iter()
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
    // The title of a residual code does not say what the note excludes.
    let hidden = class(book.row_title(key)) != Class::Specific || !share_a_word(text, book.row_title(key));
    if related || hidden || mentions(book, place, key, &[NoteKind::Excludes2]) {
        return None;
    }
    let option = |p: Place| format!("{}  {}", book.label(p), book.row_title(p));
    // The note excludes what it says, which may be less than the whole of the code it names.
    let words = text.split(" (").next().unwrap_or(text);
    let mut letters = words.chars();
    let words: String = letters.next().into_iter().flat_map(char::to_uppercase).chain(letters).collect();
    let key_text = format!("{}  {words}", book.label(key));
    // As deep as the excluded code: what the same row calls Excludes2, which is what coders confuse most; then what
    // stands near the excluded code, and near the row.
    let depth = book.name(key).len();
    let below = |p: Place| {
        let rows = book.span(p, p).filter_map(|row| book.row(row));
        rows.filter(|p| book.rank(*p).is_code() && book.name(*p).len() == depth).collect::<Vec<_>>()
    };
    let near = |of: Place| {
        let block =
            book.category(of).and_then(|c| book.parent(c)).map(|p| book.children(p)).unwrap_or_default();
        let mut categories: Vec<Place> = block.into_iter().filter(|p| book.rank(*p).is_code()).collect();
        categories.sort_by_key(|p| p.row().abs_diff(of.row()));
        categories.into_iter().take(8).flat_map(below).collect::<Vec<_>>()
    };
    let second =
        excluded(book, place, NoteKind::Excludes2).map(|(_, p)| p).filter(|p| book.name(*p).len() == depth);
    let candidates = second.chain(near(key)).chain(near(place));
    let mut categories: Vec<Option<Place>> = Vec::new();
    let unmentioned = |p: &Place| {
        *p != key
            // What stands beside the excluded code may well be the same condition to a coder.
            && book.category(*p) != book.category(key)
            && !share_a_word(text, book.row_title(*p))
            && class(book.row_title(*p)) == Class::Specific
            && !book.is_within(*p, place)
            && !book.is_within(place, *p)
            && !mentions(book, place, *p, &[NoteKind::Excludes1])
    };
    let mut others: Vec<Shown> = Vec::new();
    for p in candidates.filter(unmentioned) {
        // One of each category: several of one would stand apart from the key.
        if !categories.contains(&book.category(p)) {
            categories.push(book.category(p));
            others.push((option(p), format!("no Excludes1 note joins it with {}", book.label(place))));
        }
        if others.len() == 5 {
            break;
        }
    }
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
    single(book, place, asked.level(Level::Application), (key_text, why), others)
}
