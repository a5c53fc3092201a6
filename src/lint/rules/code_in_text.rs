//! A code in a text that there is not.

use crate::bank::{Diagnostic, rule};
use crate::code::Book;
use crate::lint::mentions::{Mention, Part, edition_name, near};

rule! {
    /// A code in a stem, a choice, a reason or a document that the edition named by the bank does not hold.
    ///
    /// # Why
    /// A slip teaches a code that does not exist. A question about an invalid code says `allow = ["code-in-text"]`.
    ///
    /// # Example
    /// ```toml
    /// rationale = "E11.222 names both."
    /// ```
    ///
    /// # Use instead
    /// ```toml
    /// rationale = "E11.22 names both."
    /// ```
    CODE_IN_TEXT = "code-in-text", Warning, Codes;
}

pub(in crate::lint) fn check(mention: &Mention, book: &Book) -> Option<Diagnostic> {
    let code = &mention.code;
    if mention.part != Part::Text || book.place(code).is_some() || !book.speaks_of(code) {
        return None;
    }
    let message = format!("{} has no {code}", edition_name(book));
    Some(Diagnostic::new(&CODE_IN_TEXT, mention.span, message).help(near(book, code)))
}
