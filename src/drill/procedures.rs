//! ICD-10-PCS: root operations by their definitions, and the values of characters.

use super::facts::Fact;
use super::make::{Asked, Shown, single};
use super::said::Said;
use crate::bank::Question;
use crate::code::{AxisValue, Book, Place};

fn all_tables(book: &Book) -> impl Iterator<Item = Place> {
    book.rows().filter(|p| book.name(*p).len() == 3)
}

/// The definition of a table's root operation.
fn definition(book: &Book, table: Place) -> Option<&str> {
    book.notes(table).first().map(|n| n.text.as_str())
}

pub(super) fn tables(book: &Book) -> Vec<Fact> {
    all_tables(book).filter(|p| definition(book, *p).is_some()).map(|p| Fact::of(book, p)).collect()
}

pub(super) fn root_operation(book: &Book, _: &Said, fact: &Fact) -> Option<Question> {
    let table = fact.place(book).filter(|p| book.name(*p).len() == 3)?;
    let text = definition(book, table)?;
    let system = book.parent(table)?;
    let mut others: Vec<Shown> = Vec::new();
    for other in book.children(system) {
        let (name, words) = (book.row_title(other), definition(book, other).unwrap_or_default());
        if name != book.row_title(table) && words != text && !words.is_empty() {
            others.push((name.to_owned(), format!("{name}: {words}")));
        }
    }
    // The nearest by their place in the alphabet of values are as good as any; seven leave something to draw from.
    others.truncate(7);
    let asked = Asked::new(
        format!("ICD-10-PCS, {}. Which root operation is this: \"{text}\"?", book.row_title(system)),
        format!("{} ({}): {text}.", book.row_title(table), book.name(table)),
    );
    single(book, table, asked, (book.row_title(table).to_owned(), text.to_owned()), others)
}

const AXES: [&str; 4] = ["body part", "approach", "device", "qualifier"];

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
    let axis = AXES.get(usize::from(value.position).checked_sub(4)?)?;
    let others: Vec<Shown> = axes
        .iter()
        .filter(same)
        .filter(|v| v.character != value.character)
        .map(|v| (v.character.to_string(), format!("{} is {}", v.character, v.label)))
        .take(7)
        .collect();
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
