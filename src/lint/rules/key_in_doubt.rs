//! Those who know take another choice.

use crate::bank::rule;
use crate::lint::evidence::{choice_text, figures};
use crate::lint::subject::{Asked, Found};
use crate::psychometrics::{ItemStatistics, Verdict};

rule! {
    /// With `--attempts`: learners who do well on the rest take one of the distractors, and those who do badly the
    /// key.
    ///
    /// # Why
    /// Mostly the key is wrong, or two choices can be defended. This is the gravest thing that answers can say of a
    /// question.
    ///
    /// # Example
    /// ```toml
    /// # of 240 answers the key has a discrimination of -0.31, a distractor one of 0.35
    /// ```
    ///
    /// # Use instead
    /// ```toml
    /// # the key moved, or the distractor made plainly wrong
    /// ```
    KEY_IN_DOUBT = "key-in-doubt", Warning, Evidence;
}

pub(in crate::lint) fn check(asked: &Asked<'_>, item: &ItemStatistics, found: &mut Found) {
    for verdict in item.verdicts() {
        if let Verdict::KeyInDoubt { choice } = &verdict {
            let message = format!(
                "those who know the rest take `{}` and not the key ({})",
                choice_text(asked, choice),
                figures(item)
            );
            found.push(
                asked
                    .problem(&KEY_IN_DOUBT, asked.question.stem.span, message)
                    .help("see whether the key is correct, and the only one that is"),
            );
        }
    }
}
