//! Hardly anybody knows it.

use crate::bank::rule;
use crate::lint::evidence::figures;
use crate::lint::subject::{Asked, Found};
use crate::psychometrics::{ItemStatistics, Verdict};

rule! {
    /// With `--attempts`: fewer than 30 % of the points were earned.
    ///
    /// # Why
    /// With four choices a quarter is guessing. The question may be fair and the subject not taught; or it is
    /// unclear.
    ///
    /// # Example
    /// ```toml
    /// # 52 of 240 answered it
    /// ```
    ///
    /// # Use instead
    /// ```toml
    /// # the same point, with what decides it in the record
    /// ```
    TOO_HARD = "too-hard", Note, Evidence;
}

pub(in crate::lint) fn check(asked: &Asked<'_>, item: &ItemStatistics, found: &mut Found) {
    if item.verdicts().contains(&Verdict::Hard) {
        let message = format!("few answer it ({})", figures(item));
        let problem = asked.problem(&TOO_HARD, asked.question.stem.span, message);
        found.push(problem.help("look at what they answer instead: `items` shows it"));
    }
}
