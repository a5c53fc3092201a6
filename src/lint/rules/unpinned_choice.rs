//! A last choice that moves.

use super::all_of_the_above::stands_for;
use crate::bank::rule;
use crate::lint::fix::add_key;
use crate::lint::subject::{Asked, Found};

rule! {
    /// "None of these" or "All of these" without `pin = "last"` among choices that are shuffled.
    ///
    /// # Why
    /// It would stand in the middle, and speak of choices below it.
    ///
    /// # Example
    /// ```toml
    /// { text = "None of these" }
    /// ```
    ///
    /// # Use instead
    /// ```toml
    /// { text = "None of these", pin = "last" }
    /// ```
    UNPINNED_CHOICE = "unpinned-choice", Warning, Flaws;
}

pub(in crate::lint) fn check(asked: &Asked<'_>, found: &mut Found) {
    let Some(choices) = asked.choices().filter(|c| c.shuffle) else { return };
    for choice in &choices.choices {
        if choice.pin.is_some() || !(stands_for(&choice.text, "none") || stands_for(&choice.text, "all")) {
            continue;
        }
        let mut problem = asked.problem(
            &UNPINNED_CHOICE,
            choice.text.span,
            "this choice is shuffled among those it speaks of",
        );
        if let Some(edit) = add_key(asked.of.source, &choice.text, "pin", "\"last\"") {
            problem = problem.fix("keep it last", true, vec![edit]);
        }
        found.push(problem.help("pin = \"last\""));
    }
}
