//! ICD-10-PCS: root operations by their definitions, and the values of characters.

use super::facts::Fact;
use super::make::{Asked, Shown, single};
use super::said::Said;
use crate::bank::Question;
use crate::code::{AxisValue, Book, Place};

/// The tables, below body systems, below sections.
fn all_tables(book: &Book) -> impl Iterator<Item = Place> {
    let first = book.row(0);
    let next = |section: &Place| book.row(book.span(*section, *section).end);
    let sections = std::iter::successors(first, next);
    sections.flat_map(|section| book.children(section)).flat_map(|system| book.children(system))
}

/// The definition of a table's root operation. Where a source has cut it off in one table, another has it whole.
fn definition(book: &Book, table: Place) -> Option<&str> {
    let name = book.row_title(table);
    let same = all_tables(book).filter(|t| book.row_title(*t) == name);
    same.filter_map(|t| book.notes(t).first()).map(|n| n.text.as_str()).max_by_key(|t| t.len())
}

pub(super) fn tables(book: &Book) -> Vec<Fact> {
    all_tables(book).filter(|p| !book.notes(*p).is_empty()).map(|p| Fact::of(book, p)).collect()
}

/// What coders take one root operation for.
const CONFUSIONS: &[(&str, &[&str])] = &[
    ("Alteration", &["Repair", "Supplement", "Replacement"]),
    ("Bypass", &["Dilation", "Transfer", "Drainage"]),
    ("Change", &["Revision", "Removal", "Replacement"]),
    ("Control", &["Repair", "Occlusion", "Drainage"]),
    ("Creation", &["Alteration", "Bypass", "Replacement"]),
    ("Destruction", &["Excision", "Extirpation", "Fragmentation"]),
    ("Detachment", &["Excision", "Resection", "Division"]),
    ("Dilation", &["Restriction", "Bypass", "Release"]),
    ("Division", &["Release", "Fragmentation", "Excision"]),
    ("Drainage", &["Extirpation", "Removal", "Release"]),
    ("Excision", &["Resection", "Destruction", "Extraction"]),
    ("Extirpation", &["Fragmentation", "Drainage", "Removal"]),
    ("Extraction", &["Excision", "Extirpation", "Removal"]),
    ("Fragmentation", &["Extirpation", "Destruction", "Division"]),
    ("Fusion", &["Insertion", "Reposition", "Supplement"]),
    ("Insertion", &["Replacement", "Supplement", "Change"]),
    ("Inspection", &["Map", "Drainage", "Control"]),
    ("Map", &["Inspection", "Control", "Insertion"]),
    ("Occlusion", &["Restriction", "Destruction", "Division"]),
    ("Reattachment", &["Reposition", "Transfer", "Transplantation"]),
    ("Release", &["Division", "Excision", "Drainage"]),
    ("Removal", &["Change", "Extraction", "Revision"]),
    ("Repair", &["Control", "Reposition", "Supplement"]),
    ("Replacement", &["Supplement", "Insertion", "Transplantation"]),
    ("Reposition", &["Transfer", "Reattachment", "Repair"]),
    ("Resection", &["Excision", "Destruction", "Detachment"]),
    ("Restriction", &["Occlusion", "Dilation", "Bypass"]),
    ("Revision", &["Change", "Removal", "Repair"]),
    ("Supplement", &["Replacement", "Repair", "Insertion"]),
    ("Transfer", &["Transplantation", "Reposition", "Reattachment"]),
    ("Transplantation", &["Transfer", "Replacement", "Reattachment"]),
];

pub(super) fn root_operation(book: &Book, _: &Said, fact: &Fact) -> Option<Question> {
    let table = fact.place(book).filter(|p| book.name(*p).len() == 3)?;
    let name = book.row_title(table);
    let text = definition(book, table)?;
    let (_, confused) = CONFUSIONS.iter().find(|(of, _)| *of == name)?;
    let of = |other: &str| {
        all_tables(book).find(|t| book.row_title(*t) == other).and_then(|t| definition(book, t))
    };
    let others = confused.iter().filter_map(|other| {
        let words = of(other).filter(|words| *words != text)?;
        Some(((*other).to_owned(), words.to_owned()))
    });
    let others: Vec<Shown> = others.collect();
    let asked = Asked::new(
        format!("ICD-10-PCS. Which root operation is this: \"{text}\"?"),
        format!("{name} is character {} in the third place.", book.name(table).chars().nth(2)?),
    );
    single(book, table, asked, (name.to_owned(), String::new()), others)
}

fn term(value: &AxisValue) -> String {
    format!("{}{}", value.position, value.character)
}

pub(super) fn values(book: &Book) -> Vec<Fact> {
    all_tables(book)
        .flat_map(|t| book.axes(t).iter().map(move |v| Fact::with_term(book, t, &term(v))))
        .collect()
}

pub(super) fn character(book: &Book, _: &Said, fact: &Fact) -> Option<Question> {
    let table = fact.place(book).filter(|p| book.name(*p).len() == 3)?;
    let axes = book.axes(table);
    let value = axes.iter().find(|v| fact.means(&term(v)))?;
    let same = |v: &&AxisValue| v.position == value.position;
    // A label that two characters have in one table decides nothing.
    if axes.iter().filter(same).filter(|v| v.label == value.label).count() != 1 {
        return None;
    }
    let axis = value.axis.to_lowercase();
    // What reads most alike is confused most: the other side, the part beside it.
    let mut beside: Vec<&AxisValue> =
        axes.iter().filter(same).filter(|v| v.character != value.character).collect();
    beside.sort_by_cached_key(|v| {
        std::cmp::Reverse((strsim::normalized_levenshtein(&v.label, &value.label) * 1000.0) as u32)
    });
    let shown = |v: &&AxisValue| (v.character.to_string(), format!("{} is {}", v.character, v.label));
    let others: Vec<Shown> = beside.iter().map(shown).take(5).collect();
    let name = book.name(table);
    let system = book.parent(table).map(|p| book.row_title(p).to_owned()).unwrap_or_default();
    let asked = Asked::new(
        format!(
            "ICD-10-PCS table {name} ({system}, {}). Which character says the {axis} \"{}\"?",
            book.row_title(table),
            value.label
        ),
        format!(
            "In table {name} the {} character {} is {}.",
            ["4th", "5th", "6th", "7th"][usize::from(value.position) - 4],
            value.character,
            value.label
        ),
    );
    let key = (value.character.to_string(), format!("{} is {}", value.character, value.label));
    single(book, table, asked, key, others)
}
