//! A question of no level.

use crate::bank::rule;
use crate::lint::subject::{Asked, Found};

rule! {
    /// A question without `level`.
    ///
    /// # Why
    /// Exams are made of recall, application and analysis in known shares; a form can keep them only where each
    /// question says what it asks.
    ///
    /// # Example
    /// ```toml
    /// topic = "icd-10-cm/endocrine"
    /// ```
    ///
    /// # Use instead
    /// ```toml
    /// topic = "icd-10-cm/endocrine"
    /// level = "application"
    /// ```
    MISSING_LEVEL = "missing-level", Note, Completeness;
}

pub(in crate::lint) fn check(asked: &Asked<'_>, found: &mut Found) {
    if asked.question.level.is_none() {
        let problem = asked.problem(&MISSING_LEVEL, asked.question.place, "there is no `level`");
        found.push(
            problem
                .help("recall (to know a fact), application (to use a rule) or analysis (to weigh several)"),
        );
    }
}
