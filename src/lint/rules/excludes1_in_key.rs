//! Two codes of one key that a note keeps apart.

use crate::bank::{At, Body, Diagnostic, KeyLine, rule};
use crate::code::{Apart, Book, Code, System};
use crate::lint::subject::{Asked, Found};

rule! {
    /// A key with two diagnoses of which an Excludes1 note of the Tabular List says that they are not coded
    /// together.
    ///
    /// # Why
    /// Excludes1 means "not coded here" (Guidelines I.A.12.a): a payer's edit rejects the pair. The one exception
    /// are conditions that have nothing to do with each other: then say so in the record, and `allow =
    /// ["excludes1-in-key"]`.
    ///
    /// # Example
    /// ```toml
    /// key = [{ code = "E10.9" }, { code = "E11.9" }]
    /// ```
    ///
    /// # Use instead
    /// ```toml
    /// key = [{ code = "E11.9" }]
    /// ```
    EXCLUDES1_IN_KEY = "excludes1-in-key", Warning, Codes;
}

pub(in crate::lint) fn check(asked: &Asked<'_>, found: &mut Found) {
    let Body::Code(codes) = &asked.question.body else { return };
    let Some(book) = asked.of.book(System::Icd10Cm).filter(|b| b.has_notes()) else { return };
    for key in std::iter::once(&codes.key).chain(codes.alternatives.iter().map(|a| &a.key)) {
        if let Some(problem) = pair(asked, book, key) {
            found.push(problem);
        }
    }
}

fn pair(asked: &Asked<'_>, book: &Book, key: &[KeyLine]) -> Option<Diagnostic> {
    let lines: Vec<&KeyLine> = key.iter().filter(|l| !l.optional).collect();
    for (number, line) in lines.iter().enumerate() {
        for other in &lines[number + 1..] {
            // A line with several codes is apart only where each of them is.
            let apart =
                |a: &At<Code>, b: &At<Code>| book.excludes1(book.place(&a.value)?, book.place(&b.value)?);
            let notes: Option<Vec<Apart>> =
                line.any.iter().flat_map(|a| other.any.iter().map(move |b| apart(a, b))).collect();
            let (Some(notes), Some(a), Some(b)) = (notes, line.any.first(), other.any.first()) else {
                continue;
            };
            let Some(note) = notes.first() else { continue };
            let message = format!("an Excludes1 note keeps {} apart from {}", b.value, a.value);
            let problem = asked.problem(&EXCLUDES1_IN_KEY, b.span, message).label("not coded together");
            let help = format!("the note at {}: {}", book.spot(note.at), note.text);
            return Some(problem.also(a.span, "with this").help(help));
        }
    }
    None
}
