//! A NOT that is overlooked.

use crate::bank::rule;
use crate::lint::subject::{Asked, Found};
use crate::lint::text::{last_sentence, piece, words};

rule! {
    /// A stem that asks for what is not so, with `not` or `except` in small letters.
    ///
    /// # Why
    /// A reader in a hurry overlooks it and is marked wrong for a slip of reading (Haladyna, Downing and Rodriguez
    /// 2002, guideline 17). Better still is to ask for what is so.
    ///
    /// # Example
    /// ```toml
    /// stem = "Which of these is not part of the global package?"
    /// ```
    ///
    /// # Use instead
    /// ```toml
    /// stem = "Which of these is NOT part of the global package?"
    /// ```
    UNMARKED_NEGATIVE = "unmarked-negative", Warning, Flaws;
}

/// One of these stands in every negation.
const PARTS: [&str; 12] = [
    "not",
    "n't",
    "except",
    "never",
    "least",
    "false",
    "untrue",
    "incorrect",
    "inappropriate",
    "excluding",
    "other than",
    "save for",
];

pub(in crate::lint) fn check(asked: &Asked<'_>, found: &mut Found) {
    if asked.choices().is_none() {
        return;
    }
    let lower = asked.lower_stem();
    if !PARTS.iter().any(|p| lower.contains(p)) {
        return;
    }
    let stem = asked.question.stem.as_str();
    let Some((at, word)) = negative(stem) else { return };
    let span = piece(&asked.question.stem, asked.of.source, at, word.len());
    let message = format!("`{word}` turns the question round, and is easily overlooked");
    let mut problem =
        asked.problem(&UNMARKED_NEGATIVE, span, message).help("write it in capitals, or ask for what is so");
    let found_it = asked.of.source.get(std::ops::Range::from(span)) == Some(word);
    if found_it {
        problem = problem.fix("write it in capitals", true, vec![(span, word.to_uppercase())]);
    }
    found.push(problem);
}

/// Words after which a negation belongs to a condition of the question, and does not turn it round.
const CONDITION: [&str; 24] = [
    "when", "if", "because", "that", "who", "whose", "where", "although", "since", "while", "as", "with",
    "but", "whom", "and", "after", "before", "unless", "for", "in", "under", "during", "than", "to",
];

/// The negation that turns the question round: in its last sentence, near what is asked for.
pub(in crate::lint) fn negative(stem: &str) -> Option<(usize, &str)> {
    let (start, sentence) = last_sentence(stem);
    let place = |word: &str| word.as_ptr() as usize - sentence.as_ptr() as usize + start;
    // What ends so asks for what is left out: "All of these are covered, other than:"
    let bare = sentence.trim_end_matches(|c: char| !c.is_alphanumeric());
    if let Some(end) = ["other than", "save for"].into_iter().find(|end| bare.ends_with(end)) {
        let at = bare.len() - end.len();
        return Some((start + at, &bare[at..]));
    }
    let mut asks =
        words(sentence).any(|w| w.to_ascii_lowercase().ends_with("n't")) && sentence.ends_with('?');
    let mut before = "";
    for (number, word) in words(sentence).enumerate() {
        let lower = word.to_ascii_lowercase();
        let earlier = std::mem::replace(&mut before, word);
        if is_set_apart(sentence, word) || speaks_of(earlier, &lower, sentence, word) {
            continue;
        }
        match lower.as_str() {
            "which" | "what" if number < 12 => asks = true,
            "all" | "every" | "each" if number < 2 => asks = true,
            "except" if asks && word == "except" && ends_with(sentence, word) => {
                return Some((place(word), word));
            }
            "isn't" | "aren't" | "doesn't" | "don't" | "wouldn't" | "shouldn't" | "can't" | "cannot"
            | "never" | "least" | "false" | "untrue" | "incorrect" | "inappropriate" | "excluding"
                if asks && word == lower =>
            {
                return Some((place(word), word));
            }
            "not" if asks && word == "not" => return Some((place(word), word)),
            w if asks && CONDITION.contains(&w) => {
                // "All of these are true when … except" still turns round at its end.
                let last = words(sentence).next_back_except();
                return last.map(|w| (place(w), w));
            }
            _ => {}
        }
    }
    None
}

/// Whether a word stands in quotation marks, in parentheses or in a word with a hyphen: it says nothing of the question.
fn is_set_apart(sentence: &str, word: &str) -> bool {
    let at = word.as_ptr() as usize - sentence.as_ptr() as usize;
    let (before, after) = (&sentence[..at], &sentence[at + word.len()..]);
    let hyphen = before.ends_with('-') || after.starts_with('-');
    let within = |open: char, close: char| {
        before.rfind(open).is_some_and(|from| !before[from..].contains(close)) && after.contains(close)
    };
    let quoted = before.matches('"').count() % 2 == 1 && after.contains('"');
    hyphen || quoted || within('(', ')') || within('\u{201c}', '\u{201d}') || within('`', '`')
}

/// Whether a word is what is asked about: "which prefix means not", "inappropriate sinus tachycardia", "at least".
fn speaks_of(earlier: &str, lower: &str, sentence: &str, word: &str) -> bool {
    let after = &sentence[word.as_ptr() as usize - sentence.as_ptr() as usize + word.len()..];
    let next = words(after).next().unwrap_or("");
    match lower {
        "not" => matches!(earlier, "means" | "mean" | "meaning"),
        "inappropriate" => matches!(next, "sinus" | "secretion"),
        "least" => earlier.eq_ignore_ascii_case("at") || next == "restrictive",
        "false" => matches!(next, "claims" | "claim" | "positive" | "negative" | "labor"),
        _ => false,
    }
}

/// Whether nothing of weight follows a word.
fn ends_with(sentence: &str, word: &str) -> bool {
    let end = word.as_ptr() as usize - sentence.as_ptr() as usize + word.len();
    words(&sentence[end..]).count() <= 3
}

trait Except<'a> {
    fn next_back_except(self) -> Option<&'a str>;
}

impl<'a, I: Iterator<Item = &'a str>> Except<'a> for I {
    /// The last word, where it is a small `except`.
    fn next_back_except(self) -> Option<&'a str> {
        self.last().filter(|w| *w == "except")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_turns_the_question_round() {
        for (stem, word) in [
            ("Which of these is not part of the package?", Some("not")),
            ("All of the following are covered entities except:", Some("except")),
            ("A man comes. He does not smoke. Which code is reported?", None),
            ("Which code is reported when the record does not say which kidney?", None),
            ("Which of these is NOT part of the package?", None),
            ("What is reported for a patient who has not been seen before?", None),
            ("Which is true of all visits except those of new patients in a year?", None),
            ("All of these belong to the record, other than:", Some("other than")),
            ("A query form shouldn't contain which element?", Some("shouldn't")),
            ("Which prefix means not?", None),
            ("Which code names inappropriate sinus tachycardia, so stated?", None),
            ("Which are \"never events\"?", None),
            ("Which stay is a medical (not surgical) stay?", None),
            ("What does a false-positive result show?", None),
            ("Which needs at least two reviews?", None),
        ] {
            assert_eq!(negative(stem).map(|(_, w)| w), word, "{stem}");
        }
    }
}
