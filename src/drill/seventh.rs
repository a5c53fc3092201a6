//! Seventh character and placeholder: the complete code of a base and an encounter.

use super::facts::Fact;
use super::make::{Asked, code};
use super::said::Said;
use crate::bank::{Level, Question};
use crate::code::Book;

pub(super) fn facts(book: &Book) -> Vec<Fact> {
    let all = book.rows().flat_map(|row| book.with_sevenths(row)).map(|p| (p, Fact::of(book, p)));
    // Placeholders are what is to be learned: of codes that need none every other is left out.
    all.filter(|(p, fact)| book.name(p.base()).len() < 6 || fact.is_odd()).map(|(_, fact)| fact).collect()
}

pub(super) fn question(book: &Book, _: &Said, fact: &Fact) -> Option<Question> {
    let place = fact.place(book)?;
    let character = place.seventh()?;
    let meaning = book.seventh_meaning(place, character)?;
    // What no record says is no task: nobody documents "unspecified".
    let unsaid = ["unspecified", "fetus 3", "fetus 4", "fetus 5", "other fetus"];
    if unsaid.iter().any(|w| meaning.contains(w))
        || book.row_title(place).to_lowercase().contains("unspecified")
    {
        return None;
    }
    // A meaning that two characters of the set have decides nothing.
    if book.sevenths(place).iter().filter(|s| s.meaning == meaning).count() != 1 {
        return None;
    }
    let base = book.label(place.base());
    let key = book.code(place)?;
    let fillers = 6_usize.saturating_sub(base.chars().filter(char::is_ascii_alphanumeric).count());
    let filled = match fillers {
        0 => "no placeholder is needed".to_owned(),
        1 => "one placeholder X fills the sixth place".to_owned(),
        n => format!("{n} placeholders X fill up to the sixth place"),
    };
    let others: Vec<String> =
        book.sevenths(place).iter().map(|s| format!("{} {}", s.character, s.meaning)).collect();
    let mut asked = Asked::new(
        format!("{base}, {}. The record says: {meaning}. Enter the complete code.", book.row_title(place)),
        format!("{character} is \"{meaning}\", and {filled}: {key}."),
    )
    .level(Level::Application);
    asked.hint = Some(format!("the 7th characters here are {}", others.join("; ")));
    code(book, place, asked, key)
}
