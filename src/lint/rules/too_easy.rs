//! Everybody knows it.

use crate::bank::rule;
use crate::lint::evidence::figures;
use crate::lint::subject::{Asked, Found};
use crate::psychometrics::{ItemStatistics, Verdict};

rule! {
    /// With `--attempts`: more than 95 % of the points were earned.
    ///
    /// # Why
    /// It does not tell learners apart, and in practice it takes time from what they do not know. A question that
    /// all must know may stay.
    ///
    /// # Example
    /// ```toml
    /// # 236 of 240 answered it
    /// ```
    ///
    /// # Use instead
    /// ```toml
    /// # a rarer case of the same rule
    /// ```
    TOO_EASY = "too-easy", Note, Evidence;
}

pub(in crate::lint) fn check(asked: &Asked<'_>, item: &ItemStatistics, found: &mut Found) {
    if item.verdicts().contains(&Verdict::Easy) {
        let message = format!("nearly everybody answers it ({})", figures(item));
        let problem = asked.problem(&TOO_EASY, asked.question.stem.span, message);
        found.push(problem.help("ask for a rarer case of the rule, or leave it where all must know it"));
    }
}
