//! A code that can never be first, keyed first.

use crate::bank::{Body, Sequence, rule};
use crate::code::System;
use crate::lint::subject::{Asked, Found};

rule! {
    /// A key whose order counts, and whose first diagnosis can never be first-listed: a manifestation, an organism
    /// as a cause, an external cause.
    ///
    /// # Why
    /// Such codes are secondary by the conventions (Guidelines I.A.13, I.C.1.b, I.C.20.a.6): whoever codes
    /// correctly is marked wrong.
    ///
    /// # Example
    /// ```toml
    /// sequence = "first"
    /// key      = [{ code = "W19.XXXA" }, { code = "S52.501A" }]
    /// ```
    ///
    /// # Use instead
    /// ```toml
    /// sequence = "first"
    /// key      = [{ code = "S52.501A" }, { code = "W19.XXXA" }]
    /// ```
    NEVER_FIRST = "never-first", Warning, Codes;
}

pub(in crate::lint) fn check(asked: &Asked<'_>, found: &mut Found) {
    let Body::Code(codes) = &asked.question.body else { return };
    if codes.sequence == Sequence::None || codes.key.iter().filter(|l| !l.optional).count() < 2 {
        return;
    }
    let Some(book) = asked.of.book(System::Icd10Cm).filter(|b| b.has_notes()) else { return };
    let Some(code) = codes.key.first().and_then(|l| l.any.first()) else { return };
    if let Some(place) = book.place(&code.value).filter(|p| book.never_first(*p)) {
        let message = format!("{} ({}) can never be first-listed", code.value, book.title(place));
        found.push(
            asked
                .problem(&NEVER_FIRST, code.span, message)
                .help("put what it is the cause or the sign of before it"),
        );
    }
}
