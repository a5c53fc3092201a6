//! A code that a release calls something else.

use crate::bank::{Diagnostic, rule};
use crate::code::same_title;
use crate::lint::mentions::Change;

rule! {
    /// With `--edition`: a code whose title the release changes.
    ///
    /// # Why
    /// The key may mean something else now, or the question quotes the old words.
    ///
    /// # Example
    /// ```toml
    /// key = [{ code = "F45.8" }]
    /// ```
    ///
    /// # Use instead
    /// ```toml
    /// the same, looked through and left as it is
    /// ```
    RELEASE_TITLE = "release-title", Warning, Codes;
}

pub(in crate::lint) fn check(change: &Change<'_>) -> Option<Diagnostic> {
    let (after, (book, before)) = (change.after?, change.before?);
    // That it cannot be reported any more says enough.
    if book.is_billable(before) && !change.new.is_billable(after) {
        return None;
    }
    let (old, new) = (book.title(before), change.new.title(after));
    if same_title(&old, &new) {
        return None;
    }
    let message = format!("{} calls {} \"{new}\"", change.release(), change.code());
    let help = format!("before it was \"{old}\": see whether the question still holds");
    Some(Diagnostic::new(&RELEASE_TITLE, change.mention.span, message).help(help))
}
