//! A bank without a licence.

use crate::bank::{Diagnostic, rule};
use crate::lint::subject::{Found, Subject};

rule! {
    /// A bank without `licence`.
    ///
    /// # Why
    /// Who is handed the bank, or one of its exports, cannot know what may be done with it.
    ///
    /// # Example
    /// ```toml
    /// [bank]
    /// id = "diabetes"
    /// ```
    ///
    /// # Use instead
    /// ```toml
    /// [bank]
    /// id      = "diabetes"
    /// licence = "CC-BY-4.0"
    /// ```
    MISSING_LICENCE = "missing-licence", Note, Completeness;
}

pub(in crate::lint) fn check(subject: &Subject<'_>, found: &mut Found) {
    if subject.bank.licence.is_none() {
        let problem = Diagnostic::new(&MISSING_LICENCE, subject.bank.id.span, "there is no `licence`");
        found.push(problem.help("an SPDX expression, as CC-BY-4.0; or LicenseRef-proprietary"));
    }
}
