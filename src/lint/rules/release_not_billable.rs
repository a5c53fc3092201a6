//! A code that a release divides.

use crate::bank::{Diagnostic, rule};
use crate::lint::mentions::{Change, Part};

rule! {
    /// With `--edition`: a code that the release divides: it needs a further character.
    ///
    /// # Why
    /// From the day that the release is in force the code is incomplete.
    ///
    /// # Example
    /// ```toml
    /// key = [{ code = "I47.1" }]
    /// ```
    ///
    /// # Use instead
    /// ```toml
    /// key = [{ code = "I47.10" }]
    /// ```
    RELEASE_NOT_BILLABLE = "release-not-billable", Error, Codes;
}

pub(in crate::lint) fn check(change: &Change<'_>) -> Option<Diagnostic> {
    let after = change.after?;
    let was_billable = change.before.is_none_or(|(book, place)| book.is_billable(place));
    let counts = change.mention.part == Part::Key || change.before.is_some();
    if !was_billable || change.new.is_billable(after) || !counts {
        return None;
    }
    let message = format!("in {} {} needs a further character", change.release(), change.code());
    Some(Diagnostic::new(&RELEASE_NOT_BILLABLE, change.mention.span, message).help(change.help()))
}
