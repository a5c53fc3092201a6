//! The order of two codes, and additional codes, by the instructions of the Tabular List.
//!
//! "If applicable" and "if known" leave the decision to the record: such notes are not asked.

use super::facts::Fact;
use super::make::{Asked, Shown, dashed, single};
use super::said::Said;
use crate::bank::{Level, Question};
use crate::code::{Book, Instruction, NoteKind, Place, instructions, only_code};

/// The instructions that decide an order: the other comes first, this comes first, either does.
const ORDERS: [NoteKind; 3] = [NoteKind::CodeFirst, NoteKind::UseAdditional, NoteKind::CodeAlso];

/// The one code or category that a line names; a line that leaves something open names none.
fn target(book: &Book, line: &Instruction<'_>) -> Option<Place> {
    if line.conditional || !line.stands_alone() { None } else { only_code(book, &line.references) }
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

pub(super) fn order_facts(book: &Book) -> Vec<Fact> {
    let mut facts: Vec<Fact> = ORDERS.into_iter().flat_map(|kind| lines(book, kind)).collect();
    facts.sort_unstable();
    facts.dedup();
    facts
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

pub(super) fn code_first(book: &Book, _: &Said, fact: &Fact) -> Option<Question> {
    let (kind, (place, line, target)) = ORDERS.into_iter().find_map(|k| Some((k, line(book, fact, k)?)))?;
    // Two notes that say different things of the same pair decide nothing.
    let said = |a: Place, b: Place| ORDERS.into_iter().filter(|k| names(book, a, b, *k)).collect::<Vec<_>>();
    if said(place, target) != [kind] || !said(target, place).is_empty() {
        return None;
    }
    let (mine, other) = (dashed(book, place), dashed(book, target));
    let at = book.label(place);
    let heading = kind.title().to_lowercase();
    let rule = match kind {
        NoteKind::CodeFirst if book.title(place).to_lowercase().contains("classified elsewhere") => {
            "The underlying condition is sequenced first, the manifestation behind it (Guidelines I.A.13)."
        }
        NoteKind::CodeFirst => "A code-first note decides the order (Guidelines I.B.7).",
        NoteKind::UseAdditional => "A use-additional note asks for a secondary code (Guidelines I.B.7).",
        _ => {
            "A code-also note does not say which comes first: severity and the reason for the encounter do (Guidelines I.A.17)."
        }
    };
    let options = [
        format!("{other} first"),
        format!("{mine} first"),
        "Either: the reason for the encounter decides".to_owned(),
        "Only one of them is coded".to_owned(),
    ];
    let key = match kind {
        NoteKind::CodeFirst => 0,
        NoteKind::UseAdditional => 1,
        _ => 2,
    };
    let not = format!("the note at {at} says: {heading} {}", line.sentence());
    let others: Vec<Shown> = options
        .iter()
        .enumerate()
        .filter(|(n, _)| *n != key)
        .map(|(_, o)| (o.clone(), not.clone()))
        .collect();
    // Which of the two is named first says nothing.
    let (first, second) = if fact.is_odd() { (&mine, &other) } else { (&other, &mine) };
    let asked = Asked::new(
        format!(
            "Both are documented: a condition of {first} and one of {second}. By the instruction of the Tabular List, how are \
             they sequenced?"
        ),
        format!("The note at {at}: {heading} {}. {rule}", line.sentence()),
    );
    single(book, place, asked.level(Level::Application), (options[key].clone(), String::new()), others)
}

pub(super) fn use_additional(book: &Book, _: &Said, fact: &Fact) -> Option<Question> {
    let (place, line, target) = line(book, fact, NoteKind::UseAdditional)?;
    let sentence = without_codes(&line.sentence());
    let category = book.category(target)?;
    // What the stem says itself need not be asked.
    let told = sentence.contains(book.name(category).as_ref());
    if names(book, place, target, NoteKind::CodeFirst) || told || !sentence.starts_with("code ") {
        return None;
    }
    let own = book.category(place);
    let shown = |p: Place| book.label(p);
    let beside = book.parent(target).map(|p| book.children(p)).unwrap_or_default();
    let block = book.parent(category).map(|p| book.children(p)).unwrap_or_default();
    let others: Vec<Shown> = beside
        .into_iter()
        .chain(block)
        .filter(|p| p.seventh().is_none() && book.rank(*p).is_code() && book.category(*p) != own)
        .filter(|p| !book.is_within(*p, target) && !book.is_within(target, *p))
        .filter(|p| !names(book, place, *p, NoteKind::UseAdditional))
        .take(5)
        .map(|p| (shown(p), book.row_title(p).to_owned()))
        .collect();
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

/// The sentence without the brackets that hold codes, which are what is asked for.
fn without_codes(sentence: &str) -> String {
    let mut out = String::new();
    for (at, part) in sentence.split('(').enumerate() {
        if at == 0 {
            out.push_str(part);
            continue;
        }
        let (inside, rest) = part.split_once(')').unwrap_or((part, ""));
        if crate::code::references(&format!("({inside})")).is_empty() {
            out.push_str(&format!("({inside})"));
        }
        out.push_str(rest);
    }
    out.split_whitespace().collect::<Vec<_>>().join(" ")
}
