//! None of the above.

use super::all_of_the_above::stands_for;
use crate::bank::rule;
use crate::lint::subject::{Asked, Found};

rule! {
    /// A choice that says that none of the others holds.
    ///
    /// # Why
    /// As the key it shows that a learner knows what is wrong, and not what is correct. It may serve where every
    /// other choice can be excluded for certain, as among codes.
    ///
    /// # Example
    /// ```toml
    /// { text = "None of the above", key = true }
    /// ```
    ///
    /// # Use instead
    /// ```toml
    /// { text = "No code is assigned", key = true }
    /// ```
    NONE_OF_THE_ABOVE = "none-of-the-above", Note, Flaws;
}

pub(in crate::lint) fn check(asked: &Asked<'_>, found: &mut Found) {
    for choice in asked.choices().map_or(&[][..], |c| &c.choices) {
        if stands_for(&choice.text, "none") {
            let what = if choice.key {
                "the key says only that the others are wrong"
            } else {
                "a choice that says only that the others are wrong"
            };
            let problem = asked.problem(&NONE_OF_THE_ABOVE, choice.text.span, what);
            found.push(problem.help("write what is correct, or a distractor of its own"));
        }
    }
}
