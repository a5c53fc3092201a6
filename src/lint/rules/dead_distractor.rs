//! A choice that nobody takes.

use crate::bank::rule;
use crate::lint::subject::{Asked, Found};
use crate::psychometrics::{Counted, ItemStatistics};

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
    for choice in choices.choices.iter().filter(|c| !c.key) {
        let taken = item.choices.iter().find(|c| c.id == choice.id.as_str());
        // Letters of a form in an order of its own say nothing of this choice.
        let Some(n) = taken.map(|c| c.n) else { continue };
        if item.counted() == Counted::Sure && item.facility <= 0.95 && n * 20 < item.n {
            let message = format!("{n} of {} took it", item.n);
            let problem = asked.problem(&DEAD_DISTRACTOR, choice.text.span, message);
            found.push(problem.help("put a mistake in its place that learners really make, or leave it out"));
        }
    }
}
