//! Two choices.

use crate::bank::rule;
use crate::lint::subject::{Asked, Found};

rule! {
    /// A `single` question with two choices.
    ///
    /// # Why
    /// Who guesses is right half of the time. Three choices that work are enough, and as good as four (Rodriguez
    /// 2005).
    ///
    /// # Example
    /// ```toml
    /// choices = [{ text = "Yes", key = true }, { text = "No" }]
    /// ```
    ///
    /// # Use instead
    /// ```toml
    /// type = "true-false"
    /// key  = true
    /// ```
    FEW_CHOICES = "few-choices", Note, Flaws;
}

pub(in crate::lint) fn check(asked: &Asked<'_>, found: &mut Found) {
    let Some(choices) = asked.choices().filter(|c| !c.multiple && c.choices.len() < 3) else { return };
    let span = choices.choices.first().map_or(asked.question.place, |c| c.text.span);
    let message = format!("there are {} choices", choices.choices.len());
    found.push(asked.problem(&FEW_CHOICES, span, message).help("write a third, or make it `true-false`"));
}
