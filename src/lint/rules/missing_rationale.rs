//! A question that does not teach.

use crate::bank::rule;
use crate::lint::subject::{Asked, Found};
use crate::lint::text::is_placeholder;

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
    let rationale = asked.question.rationale.as_ref();
    if rationale.is_none_or(|r| is_placeholder(r)) {
        let (place, message) = rationale.map_or((asked.question.place, "there is no `rationale`"), |r| {
            (r.span, "this keeps the place of a `rationale`")
        });
        let problem = asked.problem(&MISSING_RATIONALE, place, message);
        found.push(problem.help("teach the rule, not the answer: why is the key the key?"));
    }
}
