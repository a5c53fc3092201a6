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

/// Words that speak of the other choices.
const OTHERS: [&str; 22] = [
    "above",
    "preceding",
    "foregoing",
    "these",
    "them",
    "those",
    "others",
    "other",
    "choices",
    "options",
    "answers",
    "answer",
    "listed",
    "statements",
    "apply",
    "applies",
    "correct",
    "right",
    "three",
    "four",
    "ones",
    "five",
];
/// Words that may stand beside them.
const BESIDE: [&str; 20] = [
    "of",
    "the",
    "are",
    "is",
    "and",
    "here",
    "there",
    "every",
    "one",
    "each",
    "all",
    "any",
    "not",
    "no",
    "none",
    "nothing",
    "everything",
    "neither",
    "true",
    "wrong",
];

/// Whether a choice says of all others that all, or none, of them hold: "all of the above", "no correct answer is listed".
pub(in crate::lint) fn stands_for(text: &str, which: &str) -> bool {
    // Such a choice is short.
    if text.len() > 60 || !text.starts_with(['a', 'A', 'n', 'N', 'e', 'E', 't', 'T']) {
        return false;
    }
    let said: Vec<String> = words(text).map(str::to_ascii_lowercase).collect();
    let has = |word: &str| said.iter().any(|w| w == word);
    let negated = ["none", "neither", "nothing", "no", "not"].iter().any(|w| has(w));
    let whole = ["all", "each", "any", "every", "everything"].iter().any(|w| has(w));
    let means = match (negated, whole) {
        (true, _) => "none",
        (false, true) => "all",
        _ => return false,
    };
    // "None of these lobes" names what the others are.
    let named =
        matches!(said.as_slice(), [first, of, these, _] if first == "none" && of == "of" && these == "these");
    let only_others = said.iter().all(|w| OTHERS.contains(&w.as_str()) || BESIDE.contains(&w.as_str()));
    // "Not correct" and "not right" speak of the question.
    let of_question = said[0] == "not" && !["any", "listed", "above", "these"].iter().any(|w| has(w));
    let speaks = said.iter().any(|w| OTHERS.contains(&w.as_str()));
    means == which && said.len() > 1 && !of_question && (named || only_others && speaks)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn choices_that_stand_for_others() {
        for text in [
            "All of the above",
            "All of these",
            "Any of the preceding",
            "Everything listed",
            "Every one of these",
            "All three",
            "All are correct",
            "The other three are all correct",
            "Each of the above",
        ] {
            assert!(stands_for(text, "all") && !stands_for(text, "none"), "{text}");
        }
        for text in [
            "None of the above",
            "No correct answer is listed",
            "Not any of these",
            "There is no right answer",
            "None apply",
            "None of these answers is correct",
            "Not listed here",
            "Nothing listed",
            "The answer is not listed above",
            "None of these lobes",
            "Neither of these",
        ] {
            assert!(stands_for(text, "none"), "{text}");
        }
        for text in [
            "All body systems",
            "None",
            "Not correct",
            "Everything on the claim",
            "No",
            "Not applicable",
            "Neither side",
            "The right",
            "Those of the patient",
            "No modifier",
            "Three",
            "Any physician",
        ] {
            assert!(!stands_for(text, "all") && !stands_for(text, "none"), "{text}");
        }
    }
}
