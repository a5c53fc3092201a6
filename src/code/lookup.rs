//! What the code book says of a code, as data: the same on the command line, at the prompt and inside a question.

use std::collections::BTreeMap;

use serde::Serialize;

use super::book::{Book, Place};
use super::editions::{Editions, Shelved};
use super::release::{NoteKind, Rank};
use super::search::{By, Search};
use super::{AnnexKind, Code, EditionError, System};

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
    /// What the place says: `approach`.
    pub axis: &'static str,
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
        let sevenths: BTreeMap<char, String> = match place.seventh() {
            Some(_) => BTreeMap::new(),
            None => book.sevenths(place).iter().map(seventh).collect(),
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

/// The names of the characters of a procedure code, which differ by section.
fn axis_name(section: char, position: u8) -> &'static str {
    match (section, position) {
        (_, 1) => "section",
        ('0'..='9' | 'X', 2) => "body system",
        ('F', 2) => "section qualifier",
        (_, 2) => "body system",
        ('F' | 'G' | 'H', 3) => "type",
        ('D', 3) => "modality",
        ('B' | 'C', 3) => "type",
        (_, 3) => "root operation",
        ('0' | 'X', 4) => "body part",
        ('1'..='9', 4) => "body part or region",
        ('D', 4) => "treatment site",
        (_, 4) => "body part",
        ('0'..='4' | '7'..='9' | 'X', 5) => "approach",
        ('5' | '6', 5) => "duration",
        (_, 5) => "qualifier",
        ('0' | '1' | '2' | 'X', 6) => "device",
        ('3', 6) => "substance",
        ('4' | '5', 6) => "function",
        (_, 6) => "qualifier or equipment",
        (_, _) => "qualifier",
    }
}

/// What each character of a procedure code stands for, as far as the tables are at hand.
fn characters(book: &Book, place: Place) -> Vec<Character> {
    let name = book.name(place).into_owned();
    if book.system() != System::Icd10Pcs || name.len() != 7 {
        return Vec::new();
    }
    let section = name.chars().next().unwrap_or('0');
    let mut above: Vec<Place> = book.ancestors(place).collect();
    above.reverse();
    let tables = above.iter().zip(1_u8..).filter_map(|(p, position)| {
        let character = book.name(*p).chars().last()?;
        Some(Character { position, axis: axis_name(section, position), character, label: book.title(*p) })
    });
    let mut found: Vec<Character> = tables.collect();
    let table = above.last().map_or(&[][..], |t| book.axes(*t));
    for (character, position) in name.chars().zip(1_u8..).skip(3) {
        if let Some(value) = table.iter().find(|v| v.position == position && v.character == character) {
            let axis = axis_name(section, position);
            found.push(Character { position, axis, character, label: value.label.clone() });
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

    /// Looks up a code, a block or a range (`C81.0-C85.9`).
    ///
    /// # Errors
    /// When an edition cannot be opened.
    pub fn lookup(
        &self,
        text: &str,
        within: &Within,
    ) -> Result<Result<Vec<Listing>, NotFound>, EditionError> {
        let shelves = self.shelves(within);
        let wanted = plain(text);
        let mut found = Vec::new();
        for shelf in &shelves {
            let book = shelf.book()?;
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
            return Ok(Err(self.not_found(text.trim(), &wanted, &shelves, within)?));
        }
        Ok(Ok(found))
    }

    fn not_found(
        &self,
        text: &str,
        wanted: &str,
        shelves: &[&Shelved],
        within: &Within,
    ) -> Result<NotFound, EditionError> {
        let none = |message: String, help: String| NotFound { message, help };
        if shelves.is_empty() {
            let system = within.system.map_or("code set", System::title);
            let edition = within.edition.as_deref().unwrap_or("edition");
            let message = format!("there is no {system} {edition} here");
            return Ok(none(
                message,
                "`codes list` says what there is; `codes add FILE` adds a release".to_owned(),
            ));
        }
        // Another edition may have it: the nearest before those that were asked, then those after them.
        let asked = |s: &Shelved| shelves.iter().find(|x| x.name.system == s.name.system);
        let mut others: Vec<&Shelved> = self.all().iter().map(AsRef::as_ref).collect();
        others.retain(|s| within.system.is_none_or(|w| w == s.name.system));
        others.retain(|s| asked(s).is_none_or(|a| a.name != s.name));
        others.sort_by(|a, b| b.name.edition.cmp(&a.name.edition));
        others.sort_by_key(|s| asked(s).is_some_and(|a| a.name.edition < s.name.edition));
        for other in others {
            let book = other.book()?;
            if let Some(place) = book.named(wanted) {
                let here = shelves.iter().find(|s| s.name.system == other.name.system);
                let newer = here.is_some_and(|h| h.name.edition < other.name.edition);
                let named = format!("{} {}", other.name.system.title(), other.name.edition);
                let title = book.title(place);
                let code = book.label(place);
                let gone = here.map(|h| h.name.edition.clone()).unwrap_or_default();
                let message = if newer {
                    format!("{code} comes with {named} ({title}); {gone} does not have it")
                } else {
                    format!("{code} was deleted: {named} had it ({title}), {gone} does not")
                };
                let help = self.replacements(wanted).map_or_else(
                    || format!("`lookup {code} --edition {}` shows it", other.name.edition),
                    |to| format!("the conversion table leads to {}", to.join(", ")),
                );
                return Ok(none(message, help));
            }
        }
        let readings = || shelves.iter().filter_map(|s| Code::parse(s.name.system, wanted).ok());
        let Some(code) = readings().next() else {
            let hint = shelves.iter().find_map(|s| slip(s.book().ok()?, wanted));
            let malformed = Code::parse(shelves[0].name.system, text);
            let message = malformed.err().map_or_else(|| format!("`{text}` is no code"), |e| e.to_string());
            return Ok(none(
                message,
                hint.unwrap_or_else(|| "`search WORDS` finds codes by words".to_owned()),
            ));
        };
        let shelf = shelves.iter().find(|s| s.name.system == code.system());
        let Some((shelf, book)) = shelf.and_then(|s| Some((*s, s.book().ok()?))) else {
            return Ok(none(
                format!("there is no {code}"),
                "`codes list` says which code sets are here".to_owned(),
            ));
        };
        let mut message = format!("{} {} has no {code}", shelf.name.system.title(), shelf.name.edition);
        if shelf.name.system == System::Icd10Pcs && shelf.is_shipped() {
            message += " (shipped is section 0 alone; `codes add` takes the official order file)";
        }
        let help = self
            .replacements(wanted)
            .map(|to| format!("the conversion table leads from {code} to {}", to.join(", ")))
            .or_else(|| slip(book, wanted))
            .unwrap_or_else(|| "`search WORDS` finds codes by words".to_owned());
        Ok(none(message, help))
    }

    /// What took the place of a code, by the conversion table.
    pub fn replacements(&self, code: &str) -> Option<Vec<String>> {
        let line = self.annex(AnnexKind::Conversion, None)?.line(code)?;
        let written = |code: &String| {
            Code::parse(System::Icd10Cm, code).map_or_else(|_| code.clone(), |c| c.to_string())
        };
        Some(line.to.iter().map(written).collect())
    }
}

/// Upper case, without dots; the dash of a header (`E11.-`) dropped.
fn plain(text: &str) -> String {
    let text: String = text.trim().chars().filter(|c| *c != '.' && !c.is_whitespace()).collect();
    text.trim_end_matches('-').to_ascii_uppercase()
}

/// The rows of a range that no other row of it stands above.
fn range(book: &Book, first: &str, last: &str) -> Vec<Place> {
    let (Some(first), Some(last)) = (book.named(first), book.named(last)) else { return Vec::new() };
    let rows = book.span(first, last);
    let inside = |p: &Place| rows.contains(&p.row());
    let mut places = Vec::new();
    for row in rows.clone() {
        let Some(place) = book.row(row) else { continue };
        let is_outermost = book.parent(place).is_none_or(|p| !inside(&p));
        if is_outermost && book.rank(place).is_code() {
            places.push(place);
        }
    }
    places
}

/// What may have been meant: letters for digits, a missing placeholder, a seventh character that does not exist, or the
/// longest code that it begins with.
fn slip(book: &Book, wanted: &str) -> Option<String> {
    let digits: String = wanted
        .char_indices()
        .map(|(at, c)| match c {
            'O' if at > 0 => '0',
            'I' | 'L' if at > 0 => '1',
            c => c,
        })
        .collect();
    if let Some(place) = book.named(&digits) {
        return Some(format!("did you mean {} ({})?", book.label(place), book.title(place)));
    }
    if let Some((base, last)) = wanted.char_indices().next_back().map(|(at, last)| (&wanted[..at], last))
        && let Some(place) = (3..=base.len()).rev().find_map(|len| book.named(base.get(..len)?))
        && let Some(meant) = book.with_sevenths(place).find(|p| p.seventh() == Some(last))
        && book.name(meant).replace('X', "") == wanted.replace('X', "")
    {
        return Some(format!(
            "did you mean {} ({})? Placeholders X fill it up to six",
            book.label(meant),
            book.title(meant)
        ));
    }
    let longest = (3..wanted.len()).rev().find_map(|len| book.named(wanted.get(..len)?))?;
    let label = book.label(longest);
    let title = book.title(longest);
    let sevenths: Vec<String> =
        book.with_sevenths(longest).filter_map(|p| p.seventh()).map(|c| c.to_string()).collect();
    if !sevenths.is_empty() {
        return Some(format!("{label} ({title}) takes the 7th characters {}", sevenths.join(", ")));
    }
    let below: Vec<String> = book.children(longest).into_iter().map(|p| book.label(p)).collect();
    if below.is_empty() {
        return Some(format!("{label} ({title}) is complete and takes nothing more"));
    }
    Some(format!("{label} ({title}) has {}", below.join(", ")))
}

/// A code that a search found.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct FoundCode {
    /// The code system.
    pub system: System,
    /// As it is written.
    pub code: String,
    /// The official title.
    pub title: String,
    /// Whether it is reported as it stands.
    pub billable: bool,
    /// The term that matched.
    pub matched: String,
    /// By what it was found.
    pub by: By,
    /// From 0 to 1; only the order means something.
    pub score: f32,
    /// When this code is meant, where the term depends on context.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub when: Option<String>,
}

/// What a search found, ready to show.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Findings {
    /// The term that depends on context; its codes are the first of the list, each with its `when`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub ask: Option<String>,
    /// Codes, the likeliest first.
    pub codes: Vec<FoundCode>,
}

impl Findings {
    /// What a search of a book found.
    pub fn of(book: &Book, search: Search) -> Self {
        let found = |place: Place, matched: String, by: By, score: f32, when: Option<String>| FoundCode {
            system: book.system(),
            code: book.label(place),
            title: book.title(place),
            billable: book.is_billable(place),
            matched,
            by,
            // Two places are enough to order by, and read the same on every machine.
            score: (score * 100.0).round() / 100.0,
            when,
        };
        let mut findings = Self::default();
        if let Some(ask) = search.ask {
            for (when, place) in ask.choices {
                findings.codes.push(found(place, ask.term.clone(), By::FindingAid, 1.0, Some(when)));
            }
            findings.ask = Some(ask.term);
        }
        for hit in search.hits {
            let entry = found(hit.place, hit.matched, hit.by, hit.score, None);
            if !findings.codes.iter().any(|c| c.code == entry.code) {
                findings.codes.push(entry);
            }
        }
        findings
    }
}
