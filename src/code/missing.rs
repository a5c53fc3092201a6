//! Why a code is not found, and what may have been meant.

use super::book::{Book, Place};
use super::editions::{Editions, Shelved};
use super::lookup::{NotFound, Within};
use super::{AnnexKind, Code, System};

/// The most codes that a hint lists.
const MOST_HINTS: usize = 10;

/// Says why none of the books has what was asked for.
pub(super) fn explain(
    editions: &Editions,
    text: &str,
    wanted: &str,
    books: &[(&Shelved, &Book)],
    within: &Within,
) -> NotFound {
    let edition = within.edition.as_deref().map(|e| format!("edition {e}"));
    let wanting = edition.map_or_else(|| "no edition is here".to_owned(), |e| format!("{e} is not here"));
    let none = |message: String, help: &str| NotFound { message, help: help.to_owned() };
    let text: String = text.chars().take(60).collect();
    if books.is_empty() {
        let system = within.system.map_or("code set", System::title);
        let edition = within.edition.as_deref().map(|e| format!(" `{e}`")).unwrap_or_default();
        let message = format!("there is no {system}{edition} here");
        return none(message, "`codes list` says what there is; `codes add FILE` adds a release");
    }
    if let Some((first, last)) = wanted.split_once('-') {
        return range(&text, first, last, books);
    }
    if let Some(found) = elsewhere(editions, wanted, books) {
        return found;
    }
    if let Some((book, count)) = books.iter().find_map(|(_, b)| Some((*b, begun(b, wanted)?))) {
        let hint = slip(book, wanted).unwrap_or_default();
        let message = format!(
            "`{text}` is the beginning of {count} codes of {} {}",
            book.system().title(),
            book.edition()
        );
        return none(message, &hint);
    }
    // In which systems it has the shape of a code, and which of them are here.
    let readings: Vec<Code> = System::ALL.into_iter().filter_map(|s| Code::parse(s, wanted).ok()).collect();
    let here = |code: &Code| books.iter().find(|(s, _)| s.name.system == code.system()).map(|(_, b)| *b);
    let absent =
        readings.iter().map(Code::system).find(|s| books.iter().all(|(shelf, _)| shelf.name.system != *s));
    let hint = books.iter().find_map(|(_, book)| slip(book, wanted));
    if let Some((code, book)) = readings.iter().find_map(|c| Some((c, here(c)?))) {
        let mut message = format!("{} {} has no {code}", book.system().title(), book.edition());
        if !book.speaks_of(code) {
            message += ": the shipped procedures are section 0 alone";
        }
        if let Some(absent) = absent.filter(|_| wanted.len() == 5 && !text.contains('.')) {
            message += &format!("; as a code of {} it cannot be looked up: {wanting}", absent.title());
        }
        let replaced =
            editions.replacements(code).map(|to| format!("the conversion table leads to {}", to.join(", ")));
        let help = replaced.or(hint).unwrap_or_else(|| "`search WORDS` finds codes by words".to_owned());
        return NotFound { message, help };
    }
    if let (Some(absent), Some(asked)) = (absent, within.system)
        && absent != asked
    {
        return none(
            format!("`{text}` does not have the shape of a code of {}", asked.title()),
            "leave --system out",
        );
    }
    if let Some(absent) = absent {
        let message = format!("`{text}` has the shape of a code of {}, of which {wanting}", absent.title());
        let help = match absent {
            System::Cpt => "`codes add FILE --system cpt --edition YEAR` takes your own licensed file",
            _ => "`codes add FILE` adds a release from the official file",
        };
        return none(message, help);
    }
    let help = hint.unwrap_or_else(|| format!("`search {text}` looks for words"));
    NotFound { message: format!("`{text}` does not have the shape of a code"), help }
}

/// How many codes begin with a text that is itself no code.
fn begun(book: &Book, wanted: &str) -> Option<usize> {
    if wanted.len() < 2 {
        return None;
    }
    Some(book.beginning_with(wanted).filter(|p| book.rank(*p).is_code()).count()).filter(|n| *n > 0)
}

/// A range whose ends are not both known, or stand the wrong way round.
fn range(text: &str, first: &str, last: &str, books: &[(&Shelved, &Book)]) -> NotFound {
    let both = books.iter().any(|(_, b)| b.named(first).is_some() && b.named(last).is_some());
    let (message, help) = if both {
        (format!("the range {text} is the wrong way round"), format!("`lookup {last}-{first}` shows it"))
    } else {
        (
            format!("the range {text} does not begin and end with codes that are here"),
            "`lookup E08-E13` shows a range".to_owned(),
        )
    };
    NotFound { message, help }
}

/// Another edition of a system that was asked may have it: the nearest before it, or one after it.
fn elsewhere(editions: &Editions, wanted: &str, books: &[(&Shelved, &Book)]) -> Option<NotFound> {
    let asked = |system: System| books.iter().find(|(s, _)| s.name.system == system).map(|(s, b)| (*s, *b));
    let mut others: Vec<(&Shelved, &Shelved)> = editions
        .all()
        .iter()
        .filter_map(|s| Some((s.as_ref(), asked(s.name.system)?.0)))
        .filter(|(other, here)| other.name != here.name)
        .collect();
    others.sort_by(|(a, _), (b, _)| b.name.edition.cmp(&a.name.edition));
    others.sort_by_key(|(other, here)| here.name.edition < other.name.edition);
    others.into_iter().find_map(|(other, here)| {
        let book = other.book().ok()?;
        let place = book.named(wanted)?;
        let code = book.code(place)?;
        // What the edition asked says nothing of is not gone.
        asked(here.name.system).filter(|(_, b)| b.speaks_of(&code))?;
        let named = format!("{} {}", other.name.system.title(), other.name.edition);
        let (title, edition) = (book.title(place), &here.name.edition);
        let message = if here.name.edition < other.name.edition {
            format!("{code} comes with {named} ({title}); {edition} does not have it")
        } else {
            format!("{code} was deleted: {named} had it ({title}), {edition} does not")
        };
        let help = editions.replacements(&code).map_or_else(
            || format!("`lookup {code} --edition {}` shows it", other.name.edition),
            |to| format!("the conversion table leads to {}", to.join(", ")),
        );
        Some(NotFound { message, help })
    })
}

impl Editions {
    /// What took the place of a code, by the conversion table; nothing for a code that can still be reported.
    pub fn replacements(&self, code: &Code) -> Option<Vec<String>> {
        let newest = self.latest(code.system()).and_then(|s| s.book().ok());
        if newest.is_some_and(|b| b.place(code).is_some_and(|p| b.is_billable(p))) {
            return None;
        }
        let line = self.annex(AnnexKind::Conversion, None)?.line(code.normal())?;
        let written = |code: &String| {
            Code::parse(System::Icd10Cm, code).map_or_else(|_| code.clone(), |c| c.to_string())
        };
        Some(line.to.iter().map(written).collect())
    }
}

/// What may have been meant: letters for digits, a missing placeholder, a seventh character that does not exist, or the
/// longest code that it begins with.
fn slip(book: &Book, wanted: &str) -> Option<String> {
    let digits: String = wanted
        .char_indices()
        .map(|(at, c)| match c {
            // Procedures have neither letter anywhere.
            'O' if at > 0 || book.system() == System::Icd10Pcs => '0',
            'I' | 'L' if at > 0 => '1',
            c => c,
        })
        .collect();
    if digits != wanted
        && let Some(place) = book.named(&digits)
    {
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
        book.with_sevenths(longest).filter_map(Place::seventh).map(|c| c.to_string()).collect();
    if !sevenths.is_empty() {
        return Some(format!("{label} ({title}) takes the 7th characters {}", sevenths.join(", ")));
    }
    let below = book.children(longest);
    if below.is_empty() {
        return Some(format!("{label} ({title}) is complete and takes nothing more"));
    }
    // Those that begin most alike.
    let alike = |p: &Place| book.name(*p).bytes().zip(wanted.bytes()).take_while(|(a, b)| a == b).count();
    let most = below.iter().map(alike).max().unwrap_or(0);
    let near: Vec<Place> = below.into_iter().filter(|p| alike(p) == most).collect();
    let more = near.len().saturating_sub(MOST_HINTS);
    let more = if more > 0 { format!(" and {more} more") } else { String::new() };
    let listed: Vec<String> = near.iter().take(MOST_HINTS).map(|p| book.label(*p)).collect();
    Some(format!("{label} ({title}) has {}{more}", listed.join(", ")))
}
