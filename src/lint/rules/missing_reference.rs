//! A question that names no source.

use crate::bank::rule;
use crate::lint::subject::{Asked, Found};
use crate::lint::text::is_placeholder;

rule! {
    /// A question without `refs`.
    ///
    /// # Why
    /// A reference lets a learner look the rule up, and the author see what a new edition changes.
    ///
    /// # Example
    /// ```toml
    /// rationale = "The stage is an additional code."
    /// ```
    ///
    /// # Use instead
    /// ```toml
    /// rationale = "The stage is an additional code."
    /// refs      = ["ICD-10-CM Official Guidelines I.C.4.a"]
    /// ```
    MISSING_REFERENCE = "missing-reference", Warning, Completeness;
}

pub(in crate::lint) fn check(asked: &Asked<'_>, found: &mut Found) {
    if asked.question.refs.iter().all(|r| is_placeholder(r)) {
        let problem = asked.problem(&MISSING_REFERENCE, asked.question.place, "there are no `refs`");
        found.push(problem.help("name the section where the rule stands"));
    }
}
