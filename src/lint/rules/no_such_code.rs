//! A keyed code that there is not.

use crate::bank::{Diagnostic, rule};
use crate::code::Book;
use crate::lint::mentions::{Mention, Part, edition_name, near};

rule! {
    /// A code in a key that the edition named by the bank does not hold.
    ///
    /// # Why
    /// Whoever enters the correct code is told that it is wrong.
    ///
    /// # Example
    /// ```toml
    /// key = [{ code = "N18.7" }]
    /// ```
    ///
    /// # Use instead
    /// ```toml
    /// key = [{ code = "N18.6" }]
    /// ```
    NO_SUCH_CODE = "no-such-code", Error, Codes;
}

pub(in crate::lint) fn check(mention: &Mention, book: &Book) -> Option<Diagnostic> {
    let code = &mention.code;
    if mention.part != Part::Key || book.place(code).is_some() || !book.speaks_of(code) {
        return None;
    }
    let message = format!("{} has no {code}", edition_name(book));
    Some(Diagnostic::new(&NO_SUCH_CODE, mention.span, message).help(near(book, code)))
}
