//! The key echoes the stem.

use crate::bank::{Body, rule};
use crate::lint::subject::{Asked, Found};
use crate::lint::text::{first_of, is_common, piece, root, words};

rule! {
    /// A long word of the stem that stands in the key and in no distractor.
    ///
    /// # Why
    /// Who knows nothing takes the choice that sounds like the question (Haladyna, Downing and Rodriguez 2002,
    /// guideline 28: clang association).
    ///
    /// # Example
    /// ```toml
    /// stem = "What does an embolectomy remove?"
    /// choices = [{ text = "an embolus", key = true }, { text = "a stone" }, { text = "a polyp" }]
    /// ```
    ///
    /// # Use instead
    /// ```toml
    /// stem = "What does an embolectomy remove?"
    /// choices = [{ text = "a clot that has travelled", key = true }, { text = "a stone" }, { text = "a polyp" }]
    /// ```
    ECHOED_WORD = "echoed-word", Warning, Flaws;
}

/// Shorter words echo by chance.
const LONG: usize = 7;
/// Who reads a long stem does not hear one word of it.
const SHORT_STEM: usize = 25;

pub(in crate::lint) fn check(asked: &Asked<'_>, found: &mut Found) {
    if let Body::Text(body) = &asked.question.body {
        // A written answer that can be copied from the stem.
        let key = body.key.trim();
        if key.len() >= 5
            && key.bytes().all(|b| b.is_ascii_alphabetic())
            && let Some((at, word)) = first_of(&asked.question.stem, &[&key.to_ascii_lowercase()])
        {
            let span = piece(&asked.question.stem, asked.of.source, at, word.len());
            let problem = asked.problem(&ECHOED_WORD, span, "the answer stands in the stem");
            found.push(problem.help("describe it without its name"));
        }
        return;
    }
    let Some((key, distractors)) = asked.single() else { return };
    let stem = asked.lower_stem();
    // A sentence in which everything is said anew, or a record, echoes by necessity.
    if words(stem).count() > SHORT_STEM || words(&key.text).count() > 8 || asked.question.case.is_some() {
        return;
    }
    let own = key.text.to_ascii_lowercase();
    let long = |w: &&str| w.len() >= LONG && w.bytes().all(|b| b.is_ascii_alphabetic()) && !is_common(w);
    let others: Vec<String> = distractors.iter().map(|d| d.text.to_ascii_lowercase()).collect();
    let echo = words(&own).filter(long).find(|word| {
        let beginning = beginning(word);
        let in_stem = words(stem).filter(long).any(|w| w.starts_with(beginning));
        in_stem && !others.iter().any(|o| words(o).any(|w| w.starts_with(beginning)))
    });
    // Where a distractor echoes another word, the echo tells nothing.
    let distracts = || {
        others.iter().any(|o| words(o).filter(long).any(|w| words(stem).any(|s| s.starts_with(beginning(w)))))
    };
    let Some(word) = echo.filter(|_| !distracts()) else { return };
    let at = word.as_ptr() as usize - own.as_ptr() as usize;
    let span = piece(&key.text, asked.of.source, at, word.len());
    let message = format!("`{word}` stands in the stem and the key, and in no distractor");
    found.push(
        asked
            .problem(&ECHOED_WORD, span, message)
            .help("say it in other words, or let a distractor echo too"),
    );
}

/// What a word shares with its other forms: six letters and more.
fn beginning(word: &str) -> &str {
    let root = root(word);
    root.get(..root.len().min(8)).unwrap_or(root)
}
