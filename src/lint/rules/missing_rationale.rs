//! A question that does not teach.

use crate::bank::rule;
use crate::lint::subject::{Asked, Found};

rule! {
    /// A question without `rationale`.
    ///
    /// # Why
    /// The rationale is what a learner reads after a wrong answer: without it the question tests and does not
    /// teach.
    ///
    /// # Example
    /// ```toml
    /// stem = "…"
    /// key  = "myalgia"
    /// ```
    ///
    /// # Use instead
    /// ```toml
    /// stem = "…"
    /// key  = "myalgia"
    /// rationale = "my- is muscle, -algia is pain."
    /// ```
    MISSING_RATIONALE = "missing-rationale", Warning, Completeness;
}

pub(in crate::lint) fn check(asked: &Asked<'_>, found: &mut Found) {
    if asked.question.rationale.is_none() {
        let problem = asked.problem(&MISSING_RATIONALE, asked.question.place, "there is no `rationale`");
        found.push(problem.help("teach the rule, not the answer: why is the key the key?"));
    }
}
