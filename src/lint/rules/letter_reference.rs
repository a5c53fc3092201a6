//! Choices named by a letter.

use crate::bank::rule;
use crate::lint::subject::{Asked, Found};
use crate::lint::text::{piece, words};

rule! {
    /// A choice such as "Both A and B", or a reason that speaks of "option C", where choices are shuffled.
    ///
    /// # Why
    /// Letters are given when the question is shown: by then A is another choice.
    ///
    /// # Example
    /// ```toml
    /// { text = "Both A and B" }
    /// rationale = "Option C leaves the stage out."
    /// ```
    ///
    /// # Use instead
    /// ```toml
    /// type = "multiple"
    /// rationale = "E11.9 leaves the stage out."
    /// ```
    LETTER_REFERENCE = "letter-reference", Warning, Flaws;
}

pub(in crate::lint) fn check(asked: &Asked<'_>, found: &mut Found) {
    let Some(choices) = asked.choices().filter(|c| c.shuffle && c.choices.len() > 1) else { return };
    // "1 and 2" among words are two of the others; among numbers it is what it says.
    let digits = |text: &str| text.bytes().any(|b| b.is_ascii_digit());
    let numbered = choices.choices.iter().filter(|c| digits(&c.text)).count();
    let joins = |text: &str| {
        joins_letters(text) || joins_places(text) || numbered == 1 && digits(text) && joins_numbers(text)
    };
    if let Some(choice) = choices.choices.iter().find(|c| joins(&c.text)) {
        let message = "this choice names others by their letters, and choices are shuffled";
        let problem = asked.problem(&LETTER_REFERENCE, choice.text.span, message);
        found.push(problem.help("make it a `multiple` question, or set `shuffle = false`"));
        return;
    }
    let reasons = choices.choices.iter().filter_map(|c| c.why.as_ref());
    for text in reasons.chain(&asked.question.rationale).chain(&asked.question.hint) {
        if let Some((at, len)) = named_letter(text) {
            let span = piece(text, asked.of.source, at, len);
            let message = format!("`{}` is another choice once they are shuffled", &text[at..at + len]);
            found.push(asked.problem(&LETTER_REFERENCE, span, message).help("name the choice by its words"));
            return;
        }
    }
}

fn is_letter(word: &str) -> bool {
    word.len() == 1 && word.bytes().all(|b| (b'A'..=b'H').contains(&b))
}

/// "Both A and B", "A, B, and C", "1 and 2 only": letters or small numbers and what joins them, and nothing else.
fn joins_letters(text: &str) -> bool {
    // "A and B" is a blood group, and "1 and 2" two numbers: one word has to speak of choices, or there are three letters.
    const SPEAK: [&str; 8] = ["both", "either", "neither", "only", "all", "choices", "options", "answers"];
    const JOIN: [&str; 4] = ["and", "or", "nor", "of"];
    let is = |word: &str, all: &[&str]| all.iter().any(|w| w.eq_ignore_ascii_case(word));
    let (mut named, mut speaks, mut list) = (0, false, true);
    for word in words(text) {
        let number = word.len() == 1 && matches!(word.as_bytes()[0], b'1'..=b'6');
        let roman = matches!(word, "I" | "II" | "III" | "IV");
        let small = word.len() == 1 && text.contains(&format!("({word})"));
        if is_letter(word) || number || roman || small {
            named += 1;
            list &= !number && !roman;
            // Combinations of statements are numbered so.
            speaks |= roman && word.len() > 1 || small;
        } else if is(word, &SPEAK) {
            speaks = true;
        } else if is(word, &JOIN) {
            list &= word.eq_ignore_ascii_case("and");
        } else {
            return false;
        }
    }
    if speaks { named >= 2 } else { list && named >= 3 }
}

/// "1 and 2"
fn joins_numbers(text: &str) -> bool {
    let all: Vec<&str> = words(text).collect();
    let small = |w: &&str| w.len() == 1 && matches!(w.as_bytes()[0], b'1'..=b'6');
    matches!(all.as_slice(), [first, and, last] if small(first) && and.eq_ignore_ascii_case("and") && small(last))
}

/// "Both of the above", "the first two choices": others by their places.
fn joins_places(text: &str) -> bool {
    const COUNTS: [&str; 6] = ["two", "three", "both", "first", "second", "last"];
    const NOUNS: [&str; 4] = ["above", "choices", "options", "answers"];
    let is = |word: &str, all: &[&str]| all.iter().any(|w| w.eq_ignore_ascii_case(word));
    let has = |all: &[&str]| words(text).any(|w| is(w, all));
    text.len() < 40
        && has(&NOUNS)
        && has(&COUNTS)
        && words(text)
            .all(|w| is(w, &COUNTS) || is(w, &NOUNS) || is(w, &["the", "of", "these", "only", "and"]))
}

/// "option C", "answer (d)", "The correct answer is C", "the third answer", "A is wrong because": where, and how long.
fn named_letter(text: &str) -> Option<(usize, usize)> {
    const NOUNS: [&str; 7] = ["option", "options", "choice", "choices", "answer", "answers", "distractor"];
    const ORDINALS: [&str; 8] = ["first", "second", "third", "fourth", "fifth", "last", "above", "below"];
    // Most texts speak of no choice at all.
    let leads = text.as_bytes().get(1) == Some(&b' ');
    if !leads && !["nswer", "hoice", "ption", "istractor"].iter().any(|w| text.contains(w)) {
        return None;
    }
    let found: Vec<&str> = words(text).collect();
    let place = |word: &str| word.as_ptr() as usize - text.as_ptr() as usize;
    let is = |word: &str, all: &[&str]| all.iter().any(|w| w.eq_ignore_ascii_case(word));
    // What follows a letter that is a choice: the end, a mark, or what is said of it; a word makes it an article.
    let ends = |end: usize| {
        let after = text.get(end..).unwrap_or("");
        let verbs = [" is", " and", " or", " would", " was", " does", " has", " leaves", " names"];
        after.is_empty()
            || after.starts_with([',', '.', ';', ':', ')'])
            || verbs.iter().any(|v| after.starts_with(v))
    };
    for (at, word) in found.iter().enumerate() {
        let next = found.get(at + 1).copied().unwrap_or("");
        let end = |word: &str| place(word) + word.len();
        if is(word, &NOUNS) && next.len() == 1 {
            let between = text.get(end(word)..place(next)).unwrap_or("");
            let letter = is_letter(next) && between == " "
                || between == " (" && next.is_ascii() && next.as_bytes()[0].is_ascii_alphabetic();
            if letter && ends(end(next)) {
                return Some((place(word), end(next) - place(word)));
            }
        }
        // "the answer is C"
        let third = found.get(at + 2).copied().unwrap_or("");
        if is(word, &["answer", "choice", "option", "key"])
            && next.eq_ignore_ascii_case("is")
            && is_letter(third)
            && third != "A"
            && ends(end(third))
        {
            return Some((place(word), end(third) - place(word)));
        }
        if is(word, &ORDINALS) && is(next, &["answer", "choice", "option", "distractor"])
            || is(word, &["answer", "choice", "option"]) && is(next, &["above", "below"])
        {
            return Some((place(word), end(next) - place(word)));
        }
        // "A is wrong", at the beginning of a sentence.
        let begins = at == 0 || text.get(..place(word)).is_some_and(|t| t.trim_end().ends_with(['.', ';']));
        if begins
            && is_letter(word)
            && is(next, &["is"])
            && is(third, &["wrong", "incorrect", "correct", "right"])
        {
            return Some((place(word), 1));
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn letters_that_are_choices() {
        for yes in ["Both A and B", "A, B, and C", "Neither A nor B", "B & C only", "1 and 2 only"] {
            assert!(joins_letters(yes), "{yes}");
        }
        for no in
            ["Medicare Part A and Part B", "A", "Hepatitis A and B", "Vitamin A or D", "A and B", "2 and 3"]
        {
            assert!(!joins_letters(no), "{no}");
        }
        assert_eq!(named_letter("Because option C is wrong."), Some((8, 8)));
        for yes in [
            "See choice (d).",
            "The correct answer is C.",
            "The third answer leaves it out.",
            "A is wrong because of that.",
        ] {
            assert!(named_letter(yes).is_some(), "{yes}");
        }
        for no in [
            "The choice A nurse makes",
            "A is a letter.",
            "The answer is a rule.",
            "Part B is medical insurance.",
        ] {
            assert_eq!(named_letter(no), None, "{no}");
        }
    }
}
