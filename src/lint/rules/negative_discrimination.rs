//! Those who know miss it.

use crate::bank::rule;
use crate::lint::evidence::figures;
use crate::lint::subject::{Asked, Found};
use crate::psychometrics::{ItemStatistics, Verdict};

rule! {
    /// With `--attempts`: the correlation of the question with the rest of the test is below zero by more than its
    /// error.
    ///
    /// # Why
    /// Those who know the subject read something else in the question than its author.
    ///
    /// # Example
    /// ```toml
    /// # of 240 answers: discrimination -0.18
    /// ```
    ///
    /// # Use instead
    /// ```toml
    /// # a stem that can be read in one way
    /// ```
    NEGATIVE_DISCRIMINATION = "negative-discrimination", Warning, Evidence;
}

pub(in crate::lint) fn check(asked: &Asked<'_>, item: &ItemStatistics, found: &mut Found) {
    if item.verdicts().contains(&Verdict::Negative) {
        let message = format!("those who know the rest miss it more often ({})", figures(item));
        let problem = asked.problem(&NEGATIVE_DISCRIMINATION, asked.question.stem.span, message);
        found.push(problem.help("read the stem as one who knows the exceptions"));
    }
}
