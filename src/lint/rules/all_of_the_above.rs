//! All of the above.

use crate::bank::rule;
use crate::lint::subject::{Asked, Found};
use crate::lint::text::words;

rule! {
    /// A choice that stands for all others.
    ///
    /// # Why
    /// Who knows two of the choices to be correct knows the key; who knows one to be wrong knows it is not. And
    /// choices are shuffled: there is no above.
    ///
    /// # Example
    /// ```toml
    /// { text = "All of the above", key = true }
    /// ```
    ///
    /// # Use instead
    /// ```toml
    /// type   = "multiple"
    /// select = 3
    /// ```
    ALL_OF_THE_ABOVE = "all-of-the-above", Warning, Flaws;
}

pub(in crate::lint) fn check(asked: &Asked<'_>, found: &mut Found) {
    for choice in asked.choices().map_or(&[][..], |c| &c.choices) {
        if stands_for(&choice.text, "all") {
            let problem =
                asked.problem(&ALL_OF_THE_ABOVE, choice.text.span, "a choice that stands for all others");
            found.push(problem.help("make it a `multiple` question, or write a distractor of its own"));
        }
    }
}

/// Whether a choice says of all others that all, or none, of them hold.
pub(in crate::lint) fn stands_for(text: &str, which: &str) -> bool {
    // Such a choice is short.
    if text.len() > 60 || !text.starts_with(['a', 'A', 'n', 'N', 'e', 'E']) {
        return false;
    }
    let mut words = words(text).map(str::to_ascii_lowercase);
    let first = words.next().unwrap_or_default();
    let means = match first.as_str() {
        "each" => "all",
        "neither" => "none",
        other => other,
    };
    if means != which {
        return false;
    }
    let rest: Vec<String> = words.collect();
    let rest: Vec<&str> = rest.iter().map(String::as_str).filter(|w| !matches!(*w, "of" | "the")).collect();
    matches!(
        rest.as_slice(),
        ["above" | "these" | "them" | "others" | "choices" | "options" | "answers"]
            | ["these" | "above" | "other", "choices" | "options" | "answers" | "are"]
            | ["above" | "these", "are", ..]
    )
}
