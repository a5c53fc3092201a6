//! Choices that do not say why.

use crate::bank::{Body, rule};
use crate::lint::subject::{Asked, Found};
use crate::lint::text::{count, is_placeholder};

rule! {
    /// A choice without `why`, or a true-false question without the reason of the wrong answer.
    ///
    /// # Why
    /// Who takes a distractor has made a mistake; its reason says which. That is what a learner remembers.
    ///
    /// # Example
    /// ```toml
    /// choices = [{ text = "E11.9" }, { text = "E11.22", key = true, why = "…" }]
    /// ```
    ///
    /// # Use instead
    /// ```toml
    /// choices = [{ text = "E11.9", why = "leaves the kidney disease out" }, { text = "E11.22", key = true, why = "…" }]
    /// ```
    MISSING_REASON = "missing-reason", Warning, Completeness;
}

pub(in crate::lint) fn check(asked: &Asked<'_>, found: &mut Found) {
    match &asked.question.body {
        Body::Choices(body) => {
            let mut without =
                body.choices.iter().filter(|c| c.why.as_ref().is_none_or(|w| is_placeholder(w)));
            let Some(first) = without.next() else { return };
            let message = match without.count() {
                0 => "this choice has no `why`".to_owned(),
                more => format!("this choice has no `why`, and {} neither", count(more, "other", "others")),
            };
            let problem = asked.problem(&MISSING_REASON, first.text.span, message);
            found.push(problem.help("say which mistake leads to it, or why it is the key"));
        }
        Body::TrueFalse(body) => {
            let why = if body.key { &body.why_false } else { &body.why_true };
            // A rationale says why a statement is true or false.
            if why.is_none() && asked.question.rationale.is_none() {
                let message = format!("there is no `why` for the answer {}", !body.key);
                found.push(asked.problem(&MISSING_REASON, asked.question.place, message));
            }
        }
        _ => {}
    }
}
