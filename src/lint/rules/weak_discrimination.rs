//! It tells nobody apart.

use crate::bank::rule;
use crate::lint::evidence::figures;
use crate::lint::subject::{Asked, Found};
use crate::psychometrics::{ItemStatistics, Verdict};

rule! {
    /// With `--attempts`: the correlation of the question with the rest of the test is under 0.10.
    ///
    /// # Why
    /// It adds length to a test and little else. In practice it may still teach.
    ///
    /// # Example
    /// ```toml
    /// # of 240 answers: discrimination 0.04
    /// ```
    ///
    /// # Use instead
    /// ```toml
    /// # a question on one point, with distractors that are real mistakes
    /// ```
    WEAK_DISCRIMINATION = "weak-discrimination", Note, Evidence;
}

pub(in crate::lint) fn check(asked: &Asked<'_>, item: &ItemStatistics, found: &mut Found) {
    if item.verdicts().contains(&Verdict::Weak) {
        let message = format!("it hardly tells those who know from those who do not ({})", figures(item));
        let problem = asked.problem(&WEAK_DISCRIMINATION, asked.question.stem.span, message);
        found.push(problem.help("from 0.20 on a question earns its place in a test"));
    }
}
