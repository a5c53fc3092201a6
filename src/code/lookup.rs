//! What the code book says of a code, as data: the same on the command line, at the prompt and inside a question.

use std::collections::BTreeMap;

use serde::Serialize;

use super::book::{Book, Place};
use super::editions::{Editions, Shelved};
use super::release::{NoteKind, Rank};
use super::{EditionError, System, missing};

/// A code with its title.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Named {
    /// As it is written.
    pub code: String,
    /// The official title.
    pub title: String,
    /// What it is.
    pub rank: Rank,
    /// Whether it is reported as it stands.
    pub billable: bool,
}

impl Named {
    /// A place of a book.
    pub fn of(book: &Book, place: Place) -> Self {
        Self {
            code: book.label(place),
            title: book.title(place),
            rank: book.rank(place),
            billable: book.is_billable(place),
        }
    }
}

/// A note in force.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct NoteLine {
    /// What it says.
    pub kind: NoteKind,
    /// Its words.
    pub text: String,
    /// The code, block or chapter at which it stands.
    pub from: String,
}

/// A character of a procedure code.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Character {
    /// Its place, from 1.
    pub position: u8,
    /// What the place says: `Approach`.
    pub axis: String,
    /// The character.
    pub character: char,
    /// What it stands for.
    pub label: String,
}

/// Everything that the book says of a code, a category or a block.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Listing {
    /// The code system.
    pub system: System,
    /// The edition.
    pub edition: String,
    /// As it is written.
    pub code: String,
    /// The official title.
    pub title: String,
    /// What it is.
    pub rank: Rank,
    /// Whether it is reported as it stands.
    pub billable: bool,
    /// What a code that is not reported as it stands needs.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub needs: Option<String>,
    /// Chapter, block and categories above, the outermost first.
    pub parents: Vec<Named>,
    /// What stands directly below.
    pub children: Vec<Named>,
    /// What stands beside it.
    pub siblings: Vec<Named>,
    /// All notes in force, its own first.
    pub notes: Vec<NoteLine>,
    /// Seventh characters with their meanings.
    pub seventh: BTreeMap<char, String>,
    /// The characters of a procedure code.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub characters: Vec<Character>,
    /// Whether it is exempt from present-on-admission reporting; absent where no list of the edition is at hand.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub poa_exempt: Option<bool>,
    /// Lines of the Alphabetic Index that lead to it.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub index: Vec<String>,
}

/// Why there is nothing to show, and what may have been meant.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NotFound {
    /// What is wrong.
    pub message: String,
    /// What to do.
    pub help: String,
}

/// The most codes that are listed beside a code.
const MOST_SIBLINGS: usize = 40;

/// The most index lines that a listing shows.
const INDEX_LINES: usize = 12;

impl Listing {
    /// The listing of a place.
    pub fn of(editions: &Editions, shelf: &Shelved, book: &Book, place: Place) -> Self {
        // The chapters of a flat list are no places of their own.
        let flat = matches!(book.system(), System::Hcpcs | System::Cpt);
        let above = book.ancestors(place).filter(|_| !flat);
        let mut parents: Vec<Named> = above.map(|p| Named::of(book, p)).collect();
        parents.reverse();
        // In a flat list the codes beside it are those next to it.
        let mut siblings = book.parent(place).map(|p| book.children(p)).unwrap_or_default();
        if siblings.len() > MOST_SIBLINGS {
            siblings.sort_by_key(|p| p.row().abs_diff(place.row()));
            siblings.truncate(MOST_SIBLINGS);
            siblings.sort_unstable();
        }
        let is_code = book.rank(place).is_code();
        let note = |(at, note): (Place, &super::Note)| NoteLine {
            kind: note.kind,
            text: note.text.clone(),
            from: book.label(at),
        };
        let seventh = |s: &super::Seventh| {
            let note = s.note.as_ref().map(|n| format!(" ({n})")).unwrap_or_default();
            (s.character, format!("{}{note}", s.meaning))
        };
        // A code shows those that it takes, a header those of the set that holds for it.
        let takes: Vec<char> = book.with_sevenths(place).filter_map(Place::seventh).collect();
        let sevenths: BTreeMap<char, String> = match place.seventh() {
            Some(_) => BTreeMap::new(),
            None => {
                let all = book.sevenths(place).iter();
                all.filter(|s| takes.is_empty() || takes.contains(&s.character)).map(seventh).collect()
            }
        };
        let code = book.code(place).filter(|_| book.is_billable(place));
        let poa = code.filter(|c| c.system() == System::Icd10Cm);
        let begins = book.name(place.base()).into_owned();
        let leads = |line: &&super::IndexLine| line.code == begins;
        Self {
            system: shelf.name.system,
            edition: shelf.name.edition.clone(),
            code: book.label(place),
            title: book.title(place),
            rank: book.rank(place),
            billable: book.is_billable(place),
            needs: needs(book, place),
            parents,
            children: book.children(place).into_iter().map(|p| Named::of(book, p)).collect(),
            siblings: siblings
                .into_iter()
                .filter(|p| is_code && *p != place)
                .map(|p| Named::of(book, p))
                .collect(),
            notes: book.notes_in_force(place).into_iter().map(note).collect(),
            seventh: sevenths,
            characters: characters(book, place),
            poa_exempt: poa.and_then(|c| editions.poa_exempt(&shelf.name.edition, &c)),
            index: book.index().iter().filter(leads).take(INDEX_LINES).map(|l| l.term.clone()).collect(),
        }
    }
}

/// What a code that is not reported as it stands needs.
fn needs(book: &Book, place: Place) -> Option<String> {
    if book.is_billable(place) || !book.rank(place).is_code() {
        return None;
    }
    let name = book.name(place);
    if !book.is_leaf(place) {
        let next = ["", "", "", "4th", "5th", "6th", "7th"].get(name.len()).copied().unwrap_or("further");
        return Some(format!("a {next} character"));
    }
    let fillers = 6_usize.saturating_sub(name.len());
    let example = book.children(place).first().map(|p| book.label(*p)).unwrap_or_default();
    Some(match fillers {
        0 => format!("a 7th character, {example}"),
        1 => format!("the placeholder X and a 7th character, {example}"),
        n => format!("{n} placeholders X and a 7th character, {example}"),
    })
}

/// What each character of a procedure code stands for, as far as the tables are at hand.
fn characters(book: &Book, place: Place) -> Vec<Character> {
    let name = book.name(place).into_owned();
    if book.system() != System::Icd10Pcs || name.len() != 7 {
        return Vec::new();
    }
    let mut above: Vec<Place> = book.ancestors(place).collect();
    above.reverse();
    let table = above.last().map_or(&[][..], |t| book.axes(*t));
    if table.is_empty() {
        // An order file alone says no more than the titles of the table.
        return Vec::new();
    }
    let heads = ["Section", "Body System", "Operation"];
    let tables = above.iter().zip(heads).zip(1_u8..).filter_map(|((p, axis), position)| {
        let character = book.name(*p).chars().last()?;
        Some(Character { position, axis: axis.to_owned(), character, label: book.title(*p) })
    });
    let mut found: Vec<Character> = tables.collect();
    for (character, position) in name.chars().zip(1_u8..).skip(3) {
        if let Some(value) = table.iter().find(|v| v.position == position && v.character == character) {
            found.push(Character {
                position,
                axis: value.axis.clone(),
                character,
                label: value.label.clone(),
            });
        }
    }
    found
}

/// Which editions are asked, and in which order.
#[derive(Clone, Debug, Default)]
pub struct Within {
    /// Only this system.
    pub system: Option<System>,
    /// Only this edition.
    pub edition: Option<String>,
    /// The editions that a bank names, by the name of the system: they go before the newest.
    pub named: Vec<(String, String)>,
}

impl Editions {
    /// The edition of a system that is asked: the one asked for, the one that is named, or the newest.
    pub fn shelf(&self, system: System, within: &Within) -> Option<&Shelved> {
        let named = || within.named.iter().find(|(s, _)| s == system.name()).map(|(_, edition)| edition);
        let shelf = match &within.edition {
            Some(edition) => self.get(system, edition),
            None => named().and_then(|edition| self.get(system, edition)).or_else(|| self.latest(system)),
        };
        shelf.map(std::convert::AsRef::as_ref)
    }

    fn shelves(&self, within: &Within) -> Vec<&Shelved> {
        let systems = System::ALL.into_iter().filter(|s| within.system.is_none_or(|w| w == *s));
        systems.filter_map(|system| self.shelf(system, within)).collect()
    }

    /// The codes of a line: one, though it is typed with a blank (`S52.501 A`), or several.
    pub fn codes_of<'t>(&self, line: &'t str, within: &Within) -> Vec<&'t str> {
        if line.contains(char::is_whitespace) && matches!(self.lookup(line, within), Ok(Ok(_))) {
            return vec![line.trim()];
        }
        line.split(|c: char| c.is_whitespace() || matches!(c, ',' | ';')).filter(|t| !t.is_empty()).collect()
    }

    /// Looks up a code, a block or a range (`C81.0-C85.9`).
    ///
    /// # Errors
    /// When the edition asked for, or every edition, cannot be opened.
    pub fn lookup(
        &self,
        text: &str,
        within: &Within,
    ) -> Result<Result<Vec<Listing>, NotFound>, EditionError> {
        let mut books = Vec::new();
        let mut unreadable = None;
        for shelf in self.shelves(within) {
            match shelf.book() {
                Ok(book) => books.push((shelf, book)),
                // A damaged edition of another system does not stand in the way.
                Err(error) if within.system.is_some() || within.edition.is_some() => return Err(error),
                Err(error) => unreadable = Some(error),
            }
        }
        if let (true, Some(error)) = (books.is_empty(), unreadable) {
            return Err(error);
        }
        let wanted = plain(text);
        let mut found = Vec::new();
        for (shelf, book) in &books {
            let places = match wanted.split_once('-') {
                // A block by its name before a range by position: they mean the same, and the block has notes.
                Some((first, last)) => match book.named(&wanted) {
                    Some(block) => vec![block],
                    None => range(book, first, last),
                },
                None => book.named(&wanted).into_iter().collect(),
            };
            // The number of a chapter is no code: only who asks for it means it.
            let places = places.into_iter().filter(|p| book.rank(*p) != Rank::Chapter);
            found.extend(places.map(|p| Listing::of(self, shelf, book, p)));
        }
        if found.is_empty() {
            return Ok(Err(missing::explain(self, text.trim(), &wanted, &books, within)));
        }
        Ok(Ok(found))
    }
}

/// Upper case, without dots; the dash of a header (`E11.-`) dropped.
fn plain(text: &str) -> String {
    let text: String = text.trim().chars().filter(|c| *c != '.' && !c.is_whitespace()).collect();
    // The dash of a printed book is a longer one.
    text.replace(['\u{2013}', '\u{2014}', ':'], "-").trim_end_matches('-').to_ascii_uppercase()
}

/// The codes of a range that no other code of it stands above.
fn range(book: &Book, first: &str, last: &str) -> Vec<Place> {
    let (Some(first), Some(last)) = (book.named(first), book.named(last)) else { return Vec::new() };
    let rows = book.span(first, last);
    let inside = |p: &Place| rows.contains(&p.row());
    let mut places = Vec::new();
    for row in rows.clone() {
        let Some(place) = book.row(row) else { continue };
        let covered = book.parent(place).is_some_and(|p| inside(&p) && book.rank(p).is_code());
        if book.rank(place).is_code() && !covered {
            places.push(place);
        }
    }
    places
}
