//! A code that a release does not hold any more.

use crate::bank::{Diagnostic, rule};
use crate::lint::mentions::Change;

rule! {
    /// With `--edition`: a code that the release does not hold any more.
    ///
    /// # Why
    /// From the day that the release is in force the question is wrong.
    ///
    /// # Example
    /// ```toml
    /// key = [{ code = "K63.82" }]
    /// ```
    ///
    /// # Use instead
    /// ```toml
    /// key = [{ code = "K63.8211" }]
    /// ```
    RELEASE_DELETED = "release-deleted", Error, Codes;
}

pub(in crate::lint) fn check(change: &Change<'_>) -> Option<Diagnostic> {
    if change.after.is_some() || !change.new.speaks_of(change.code()) {
        return None;
    }
    let message = format!("{} has no {} any more", change.release(), change.code());
    Some(Diagnostic::new(&RELEASE_DELETED, change.mention.span, message).help(change.help()))
}
