//! Code first, and use additional code.
//!
//! "If applicable" and "if known" leave the decision to the record: such notes are not asked.

use super::facts::Fact;
use super::make::{Asked, Shown, single};
use super::said::Said;
use crate::bank::{Level, Question};
use crate::code::{Book, Instruction, NoteKind, Place, Reference, instructions};

/// The one code or category that a line names; a line that leaves something open names none.
fn target(book: &Book, line: &Instruction<'_>) -> Option<Place> {
    match line.references.as_slice() {
        [Reference { first, last: None, qualified: false }] if !line.conditional => {
            book.named(first).filter(|p| book.rank(*p).is_code())
        }
        _ => None,
    }
}

fn lines(book: &Book, kind: NoteKind) -> Vec<Fact> {
    let rows = book.rows().filter(|p| book.rank(*p).is_code());
    rows.flat_map(|place| {
        instructions(book.notes(place), kind)
            .into_iter()
            .filter(|line| target(book, line).is_some())
            .map(move |line| Fact::with_term(book, place, &line.note.text))
    })
    .collect()
}

pub(super) fn first_facts(book: &Book) -> Vec<Fact> {
    lines(book, NoteKind::CodeFirst)
}

pub(super) fn additional_facts(book: &Book) -> Vec<Fact> {
    lines(book, NoteKind::UseAdditional)
}

/// The row, the line, and what it names.
fn line<'b>(book: &'b Book, fact: &Fact, kind: NoteKind) -> Option<(Place, Instruction<'b>, Place)> {
    let place = fact.place(book).filter(|p| p.seventh().is_none())?;
    let line = instructions(book.notes(place), kind).into_iter().find(|l| fact.means(&l.note.text))?;
    let target = target(book, &line)?;
    let related = book.is_within(target, place) || book.is_within(place, target);
    (!related).then_some((place, line, target))
}

/// Whether the notes in force at a place name another, with or without conditions.
fn names(book: &Book, place: Place, other: Place, kind: NoteKind) -> bool {
    std::iter::once(place).chain(book.ancestors(place)).any(|at| {
        instructions(book.notes(at), kind).iter().any(|l| {
            l.references.iter().any(|r| {
                r.covers(book, other) || book.named(&r.first).is_some_and(|p| book.is_within(p, other))
            })
        })
    })
}

fn option(book: &Book, place: Place) -> String {
    format!("{}  {}", book.label(place), book.row_title(place))
}

pub(super) fn code_first(book: &Book, _: &Said, fact: &Fact) -> Option<Question> {
    let (place, line, target) = line(book, fact, NoteKind::CodeFirst)?;
    // Two notes that put each other first decide nothing; nor does one that calls the other additional and first at once.
    if names(book, target, place, NoteKind::CodeFirst) || names(book, place, target, NoteKind::UseAdditional)
    {
        return None;
    }
    let label = book.label(place);
    let note = format!("The note at {label}: code first {}", line.sentence());
    let key = (format!("{} first", option(book, target)), String::new());
    let others: Vec<Shown> = vec![
        (format!("{} first", option(book, place)), format!("the note at {label} puts the other first")),
        (
            "Either: the circumstances of the encounter decide".to_owned(),
            "that is what \"code also\" would say".to_owned(),
        ),
        ("Only one of them is coded".to_owned(), "that is what Excludes1 would say".to_owned()),
    ];
    let asked = Asked::new(
        format!(
            "Both are documented: {} and {}. Per the Tabular instruction, how are they sequenced?",
            option(book, place),
            option(book, target)
        ),
        format!("{note}. Such an instruction decides the order (Guidelines I.A.13)."),
    );
    single(book, place, asked.level(Level::Application), key, others)
}

pub(super) fn use_additional(book: &Book, _: &Said, fact: &Fact) -> Option<Question> {
    let (place, line, target) = line(book, fact, NoteKind::UseAdditional)?;
    if names(book, place, target, NoteKind::CodeFirst) {
        return None;
    }
    let shown = |p: Place| book.label(p);
    let beside = book.parent(target).map(|p| book.children(p)).unwrap_or_default();
    let block =
        book.category(target).and_then(|c| book.parent(c)).map(|p| book.children(p)).unwrap_or_default();
    let others: Vec<Shown> = beside
        .into_iter()
        .chain(block)
        .filter(|p| p.seventh().is_none() && book.rank(*p).is_code())
        .filter(|p| !book.is_within(*p, target) && !book.is_within(target, *p))
        .filter(|p| !names(book, place, *p, NoteKind::UseAdditional))
        .take(5)
        .map(|p| (shown(p), book.row_title(p).to_owned()))
        .collect();
    let sentence = without_references(&line.sentence());
    let label = book.label(place);
    let asked = Asked::new(
        format!(
            "At {label}, {}, the Tabular List says: \"Use additional {sentence}\" Which code does the note name?",
            book.row_title(place)
        ),
        format!("The note at {label}: use additional {}", line.sentence()),
    );
    single(
        book,
        place,
        asked.level(Level::Application),
        (shown(target), book.row_title(target).to_owned()),
        others,
    )
}

/// The sentence without the codes in brackets, which are what is asked for.
fn without_references(sentence: &str) -> String {
    let mut out = String::new();
    let mut depth = 0;
    for c in sentence.chars() {
        match c {
            '(' => depth += 1,
            ')' => depth = (depth - 1).max(0),
            c if depth == 0 => out.push(c),
            _ => {}
        }
    }
    out.split_whitespace().collect::<Vec<_>>().join(" ")
}
