//! A choice that nobody takes.

use crate::bank::rule;
use crate::lint::subject::{Asked, Found};
use crate::psychometrics::{ItemStatistics, Verdict};

rule! {
    /// With `--attempts`: a distractor taken by fewer than one in twenty, of a hundred answers and more.
    ///
    /// # Why
    /// It makes the question longer and guessing no harder.
    ///
    /// # Example
    /// ```toml
    /// # of 240 answers 3 took it
    /// ```
    ///
    /// # Use instead
    /// ```toml
    /// # a mistake that learners really make
    /// ```
    DEAD_DISTRACTOR = "dead-distractor", Note, Evidence;
}

pub(in crate::lint) fn check(asked: &Asked<'_>, item: &ItemStatistics, found: &mut Found) {
    let Some(choices) = asked.choices() else { return };
    for verdict in item.verdicts() {
        let Verdict::DeadDistractor { choice: dead } = verdict else { continue };
        let taken = item.choices.iter().find(|c| c.id == dead).map_or(0, |c| c.n);
        // Letters of a form in an order of its own say nothing of a choice.
        if let Some(choice) = choices.choices.iter().find(|c| c.id.as_str() == dead) {
            let message = format!("{taken} of {} took it", item.n);
            let problem = asked.problem(&DEAD_DISTRACTOR, choice.text.span, message);
            found.push(problem.help("put a mistake in its place that learners really make, or leave it out"));
        }
    }
}
