//! A stem that asks nothing.

use crate::bank::rule;
use crate::lint::subject::{Asked, Found};
use crate::lint::text::{is_common, words};

rule! {
    /// A stem that says nothing of what is asked, as "Which of the following is true?".
    ///
    /// # Why
    /// A question can be answered with the choices covered. Otherwise it is a bundle of true-false questions on as
    /// many subjects (NBME item-writing guide).
    ///
    /// # Example
    /// ```toml
    /// stem = "Which of the following statements is true?"
    /// ```
    ///
    /// # Use instead
    /// ```toml
    /// stem = "Who decides whether two conditions are related?"
    /// ```
    UNFOCUSED_STEM = "unfocused-stem", Warning, Flaws;
}

pub(in crate::lint) fn check(asked: &Asked<'_>, found: &mut Found) {
    // What a case asks about stands in its record.
    if asked.choices().is_none() || asked.question.case.is_some() {
        return;
    }
    let stem = asked.lower_stem();
    let says = words(stem).any(|w| !is_common(w) && !EMPTY.contains(&w));
    // "When is a Z code first-listed?" asks by its first word; what only picks has to say among what.
    let picks =
        || words(stem).any(|w| matches!(w, "which" | "choose" | "select" | "pick" | "mark" | "following"));
    let is_heading = !stem.contains('?') && words(stem).take(3).count() < 3;
    let message = match (is_heading, says) {
        _ if is_about(stem) => "the stem names a subject, and does not say what is asked about it",
        (true, _) => "the stem is a heading, and asks nothing",
        (false, false) if picks() => "the stem does not say what is asked",
        _ => return,
    };
    let problem = asked.problem(&UNFOCUSED_STEM, asked.question.stem.span, message);
    found.push(problem.help("ask what can be answered with the choices covered"));
}

/// "Which statement about X is true?": it can be answered only by reading all choices.
fn is_about(stem: &str) -> bool {
    let has = |all: &[&str]| words(stem).any(|w| all.contains(&w));
    let short = words(stem).count() <= 14;
    short
        && has(&["about", "regarding", "concerning"])
        && (has(&["statement", "statements", "following"])
            && has(&["true", "correct", "accurate", "false", "right"])
            || has(&["choose", "select", "pick"]) && has(&["true", "correct", "best", "right"])
            || stem.starts_with("what do we know"))
}

const EMPTY: [&str; 21] = [
    "correct",
    "incorrect",
    "true",
    "false",
    "right",
    "wrong",
    "accurate",
    "statement",
    "statements",
    "above",
    "below",
    "these",
    "appropriate",
    "example",
    "examples",
    "applies",
    "apply",
    "pick",
    "mark",
    "option",
    "options",
];
