//! The codes that questions and records mention, each with its place.

use super::subject::Asked;
use crate::bank::{At, Bank, BankFile, Body, Case, Span};
use crate::code::{Book, Code, EditionName, Editions, Place, System};

/// Where a code stands in a question, and what it has to be there.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Part {
    /// In the key: it has to be reported as it stands.
    Key,
    /// In a text: it has to exist.
    Text,
}

/// A code that is mentioned.
pub(super) struct Mention {
    pub code: Code,
    pub part: Part,
    pub span: Span,
}

/// What a release makes of a mentioned code.
pub(super) struct Change<'a> {
    pub mention: &'a Mention,
    /// Its place in the bank's own edition.
    pub before: Option<(&'a Book, Place)>,
    /// The release.
    pub new: &'a Book,
    /// Its place there.
    pub after: Option<Place>,
    pub editions: &'a Editions,
}

impl<'a> Change<'a> {
    /// `None` where the bank's own edition does not hold the code either: that is another rule's matter.
    pub fn of(
        mention: &'a Mention,
        old: Option<&'a Book>,
        new: &'a Book,
        editions: &'a Editions,
    ) -> Option<Self> {
        let before = old.and_then(|b| Some((b, b.place(&mention.code)?)));
        let known = old.is_none() || before.is_some();
        let after = new.place(&mention.code);
        known.then_some(Self { mention, before, new, after, editions })
    }

    pub fn code(&self) -> &Code {
        &self.mention.code
    }

    pub fn release(&self) -> String {
        edition_name(self.new)
    }

    /// What takes the code's place.
    pub fn help(&self) -> String {
        let replaced = self.editions.replacements(self.code());
        replaced.map_or_else(
            || near(self.new, self.code()),
            |to| format!("the conversion table leads to {}", to.join(", ")),
        )
    }
}

/// The editions that a file names and that are not here, where it holds codes of them: nothing can be said of those.
pub(super) fn unverified(file: &BankFile, editions: &Editions) -> Vec<EditionName> {
    let named = file.bank.iter().flat_map(|b| &b.editions);
    let absent = named.filter_map(|e| EditionName::new(e.system.parse().ok()?, &e.edition));
    let absent = absent.filter(|e| editions.get(e.system, &e.edition).is_none());
    let keyed = |system: System| {
        file.questions.iter().any(|q| match &q.body {
            Body::Code(codes) => codes.systems().contains(&system),
            _ => false,
        })
    };
    absent.filter(|e| keyed(e.system)).collect()
}

/// Whether codes of the bank cannot be looked up: it names no edition of a code set, or one that is not here.
pub(super) fn lacks_books(bank: &Bank, editions: &Editions) -> bool {
    let systems = bank.editions.iter().filter_map(|e| Some((e.system.parse::<System>().ok()?, &e.edition)));
    let here: Vec<bool> = systems.map(|(system, edition)| editions.get(system, edition).is_some()).collect();
    here.is_empty() || here.contains(&false)
}

/// `ICD-10-CM 2026`
pub(super) fn edition_name(book: &Book) -> String {
    format!("{} {}", book.system().title(), book.edition())
}

/// What is near a code that does not exist.
pub(super) fn near(book: &Book, code: &Code) -> String {
    let name = code.normal();
    let longest = (3..name.len()).rev().find_map(|len| book.named(name.get(..len)?));
    longest.map_or_else(|| "`search WORDS` finds codes by words".to_owned(), |p| below(book, p))
}

pub(super) fn below(book: &Book, place: Place) -> String {
    let children: Vec<String> = book.children(place).into_iter().map(|p| book.label(p)).collect();
    if children.is_empty() {
        return format!("{} is complete", book.label(place));
    }
    let more = if children.len() > 12 { ", …" } else { "" };
    format!(
        "{} has {}{more}",
        book.label(place),
        children.into_iter().take(12).collect::<Vec<_>>().join(", ")
    )
}

/// All codes of a question: those of the key, and those in its texts. A foreseen mistake may well be no code at all.
pub(super) fn mentions(asked: &Asked<'_>) -> Vec<Mention> {
    let mut found = Vec::new();
    if let Body::Code(body) = &asked.question.body {
        let lines = body.key.iter().chain(body.alternatives.iter().flat_map(|a| &a.key));
        let keyed = lines.flat_map(|l| &l.any);
        found.extend(keyed.map(|c| Mention { code: c.value.clone(), part: Part::Key, span: c.span }));
    }
    for text in asked.texts() {
        in_text(text, asked.of.source, &mut found);
    }
    found
}

/// All codes of a record.
pub(super) fn case_mentions(case: &Case, source: &str) -> Vec<Mention> {
    let mut found = Vec::new();
    for document in &case.documents {
        in_text(&document.text, source, &mut found);
    }
    found
}

/// Diagnoses written with their dot: nothing else looks so.
fn in_text(text: &At<String>, source: &str, found: &mut Vec<Mention>) {
    if !may_hold_a_code(&text.value) {
        return;
    }
    let whole = source.get(std::ops::Range::from(text.span)).unwrap_or("");
    let mut from = 0;
    for word in text.value.split(|c: char| !c.is_ascii_alphanumeric() && c != '.') {
        let word = word.trim_matches('.');
        let dotted = word.find('.') == Some(3) && word.matches('.').count() == 1;
        let upper = word.bytes().all(|b| b == b'.' || b.is_ascii_uppercase() || b.is_ascii_digit());
        if !dotted || !upper {
            continue;
        }
        let Ok(code) = Code::parse(System::Icd10Cm, word) else { continue };
        let at = whole.get(from..).and_then(|w| w.find(word)).map(|at| at + from);
        let span = match at {
            Some(at) => {
                from = at + word.len();
                let start = text.span.start + at as u32;
                Span { start, end: start + word.len() as u32 }
            }
            None => text.span,
        };
        found.push(Mention { code, part: Part::Text, span });
    }
}

/// Whether three characters that could be a category stand before a dot, and more behind it.
fn may_hold_a_code(text: &str) -> bool {
    let bytes = text.as_bytes();
    text.match_indices('.').any(|(dot, _)| {
        let category = dot.checked_sub(3).and_then(|from| bytes.get(from..dot));
        category.is_some_and(|c| {
            c[0].is_ascii_uppercase()
                && (c[1].is_ascii_digit() || c[1].is_ascii_uppercase() && c[2].is_ascii_digit())
        }) && bytes.get(dot + 1).is_some_and(u8::is_ascii_alphanumeric)
    })
}
