//! Two negations in one question.

use crate::bank::rule;
use crate::lint::rules::unmarked_negative::negative;
use crate::lint::subject::{Asked, Found};
use crate::lint::text::{last_sentence, words};

rule! {
    /// A question that is turned round twice: `NOT uncommon`, `never ... unless`, or a choice that begins with `Not`
    /// under a stem that asks for what is NOT so.
    ///
    /// # Why
    /// Who knows the answer has to work out what is asked, and is marked for logic (Haladyna, Downing and Rodriguez
    /// 2002, guideline 17).
    ///
    /// # Example
    /// ```toml
    /// stem = "Which of these is NOT uncommon in a late effect?"
    /// ```
    ///
    /// # Use instead
    /// ```toml
    /// stem = "Which of these is common in a late effect?"
    /// ```
    DOUBLE_NEGATIVE = "double-negative", Warning, Flaws;
}

/// Words that negate beside one that turns the question round.
const SECOND: [&str; 18] = [
    "uncommon",
    "unlikely",
    "unusual",
    "unnecessary",
    "unrelated",
    "untrue",
    "unable",
    "lacks",
    "lack",
    "lacking",
    "without",
    "unless",
    "fails",
    "incorrect",
    "inappropriate",
    "false",
    "prohibited",
    "except",
];

pub(in crate::lint) fn check(asked: &Asked<'_>, found: &mut Found) {
    let Some(choices) = asked.choices() else { return };
    let lower = asked.lower_stem();
    if !["not", "n't", "never", "except", "least"].iter().any(|n| lower.contains(n)) {
        return;
    }
    let Some((at, word)) = negative(lower) else { return };
    let (start, sentence) = last_sentence(lower);
    let others = words(sentence).filter(|w| {
        let place = w.as_ptr() as usize - sentence.as_ptr() as usize + start;
        place != at && (SECOND.contains(w) || matches!(*w, "not" | "never" | "no"))
    });
    let again = others.last().map(str::to_owned);
    let choice = choices.choices.iter().find(|c| {
        words(&c.text).next().is_some_and(|w| matches!(w, "Not" | "not" | "No" | "no" | "Never" | "never"))
    });
    let (span, message) = match (again, choice) {
        (Some(again), _) => {
            (asked.question.stem.span, format!("`{word}` and `{again}`: the question is turned round twice"))
        }
        (None, Some(choice)) => {
            (choice.text.span, format!("a choice with `not` under a question with `{word}`"))
        }
        _ => return,
    };
    found.push(asked.problem(&DOUBLE_NEGATIVE, span, message).help("ask for what is so"));
}
