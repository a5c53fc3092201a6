//! A choice that was never written.

use crate::bank::rule;
use crate::lint::subject::{Asked, Found};
use crate::lint::text::{is_placeholder, words};

rule! {
    /// A choice that keeps the place of one: `TBD`, `Choice 3`, `Option D`.
    ///
    /// # Why
    /// It was meant to be written, and a learner sees at once that it is not the key.
    ///
    /// # Example
    /// ```toml
    /// { text = "Choice 3" }
    /// ```
    ///
    /// # Use instead
    /// ```toml
    /// { text = "The pulmonary artery", why = "It carries blood to the lungs." }
    /// ```
    PLACEHOLDER_CHOICE = "placeholder-choice", Warning, Flaws;
}

pub(in crate::lint) fn check(asked: &Asked<'_>, found: &mut Found) {
    for choice in asked.choices().map_or(&[][..], |c| &c.choices) {
        let text = choice.text.as_str();
        let all: Vec<&str> = words(text).take(3).collect();
        let numbered = matches!(all.as_slice(), [noun, place] if place.len() <= 2
            && ["choice", "option", "answer", "distractor"].iter().any(|n| n.eq_ignore_ascii_case(noun)));
        // Signs may be what is asked about.
        if numbered || is_placeholder(text) && text.chars().any(char::is_alphanumeric) {
            let problem =
                asked.problem(&PLACEHOLDER_CHOICE, choice.text.span, "this choice was never written");
            found.push(problem.help("write a mistake that learners make, or leave it out"));
        }
    }
}
