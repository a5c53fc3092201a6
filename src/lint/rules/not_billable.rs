//! A keyed code that cannot be reported.

use crate::bank::{Diagnostic, rule};
use crate::code::Book;
use crate::lint::mentions::{Mention, Part, below};

rule! {
    /// A code in a key that is a header in the edition named by the bank.
    ///
    /// # Why
    /// A diagnosis is reported with all its characters (Guidelines I.B.2): the key itself would be rejected.
    ///
    /// # Example
    /// ```toml
    /// key = [{ code = "S52.531" }]
    /// ```
    ///
    /// # Use instead
    /// ```toml
    /// key = [{ code = "S52.531A" }]
    /// ```
    NOT_BILLABLE = "not-billable", Error, Codes;
}

pub(in crate::lint) fn check(mention: &Mention, book: &Book) -> Option<Diagnostic> {
    let place = book.place(&mention.code).filter(|p| !book.is_billable(*p))?;
    if mention.part != Part::Key {
        return None;
    }
    let (code, title) = (&mention.code, book.title(place));
    let message = format!("{code} ({title}) cannot be reported: it needs a further character");
    Some(Diagnostic::new(&NOT_BILLABLE, mention.span, message).help(below(book, place)))
}
