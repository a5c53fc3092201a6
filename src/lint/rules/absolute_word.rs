//! Always and never in distractors.

use crate::bank::rule;
use crate::lint::subject::{Asked, Found};
use crate::lint::text::{count, first_of, piece};

rule! {
    /// A word such as `always` or `never` in two distractors and more, or in the only long one, and not in the key.
    ///
    /// # Why
    /// Few things are always so: learners who know nothing leave such choices out (Haladyna, Downing and Rodriguez
    /// 2002, guideline 28).
    ///
    /// # Example
    /// ```toml
    /// choices = [
    ///   { text = "It is always reported" },
    ///   { text = "It is never reported" },
    ///   { text = "It is reported when the payer asks for it", key = true },
    /// ]
    /// ```
    ///
    /// # Use instead
    /// ```toml
    /// choices = [
    ///   { text = "It is reported with each visit" },
    ///   { text = "It is left to the provider" },
    ///   { text = "It is reported when the payer asks for it", key = true },
    /// ]
    /// ```
    ABSOLUTE_WORD = "absolute-word", Warning, Flaws;
}

const ABSOLUTE: [&str; 24] = [
    "always",
    "never",
    "every",
    "absolutely",
    "invariably",
    "completely",
    "entirely",
    "totally",
    "impossible",
    "undoubtedly",
    "exclusively",
    "everyone",
    "everybody",
    "nobody",
    "without exception",
    "under no circumstances",
    "under any circumstances",
    "in all cases",
    "in no case",
    "at all times",
    "no matter what",
    "in any event",
    "on no account",
    "100 percent",
];

pub(in crate::lint) fn check(asked: &Asked<'_>, found: &mut Found) {
    let Some((key, distractors)) = asked.single() else { return };
    if absolute(&key.text).is_some() {
        return;
    }
    let with: Vec<_> = distractors.iter().filter_map(|d| Some((d, absolute(&d.text)?))).collect();
    // One alone hardly helps who guesses.
    let [(first, (at, word)), others @ ..] = with.as_slice() else { return };
    if others.is_empty() {
        return;
    }
    let span = piece(&first.text, asked.of.source, *at, word.len());
    let message = format!(
        "`{word}` stands in this and {}, and not in the key",
        count(others.len(), "other distractor", "other distractors")
    );
    let problem = asked.problem(&ABSOLUTE_WORD, span, message);
    found.push(problem.help("who guesses leaves absolutes out: say when it would be so"));
}

fn absolute(text: &str) -> Option<(usize, &str)> {
    first_of(text, &ABSOLUTE)
}
