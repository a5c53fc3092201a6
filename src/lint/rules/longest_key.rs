//! The key is the longest choice.

use crate::bank::rule;
use crate::lint::subject::{Asked, Found};

rule! {
    /// A `single` question whose key is much longer than every distractor.
    ///
    /// # Why
    /// Authors qualify what has to be correct. Learners who know nothing take the longest choice and are often
    /// right (Haladyna, Downing and Rodriguez 2002, guideline 23).
    ///
    /// # Example
    /// ```toml
    /// choices = [
    ///   { text = "The physician" },
    ///   { text = "Whoever holds the credential that state law and the payer name for the service", key = true },
    ///   { text = "The coder" },
    /// ]
    /// ```
    ///
    /// # Use instead
    /// ```toml
    /// choices = [
    ///   { text = "The physician alone" },
    ///   { text = "Whoever the payer's rule names", key = true },
    ///   { text = "The coder alone" },
    /// ]
    /// ```
    LONGEST_KEY = "longest-key", Warning, Flaws;
}

/// How many times the longest distractor, and how many characters more, a key is much longer.
const TIMES: f64 = 1.5;
const MORE: usize = 18;

pub(in crate::lint) fn check(asked: &Asked<'_>, found: &mut Found) {
    let Some((key, distractors)) = asked.single() else { return };
    let length = |text: &str| text.chars().count();
    let longest = distractors.iter().map(|d| length(&d.text)).max().unwrap_or(0);
    let own = length(&key.text);
    if own as f64 > TIMES * longest as f64 && own >= longest + MORE {
        let message = format!("the key has {own} characters, the longest distractor {longest}");
        let problem = asked.problem(&LONGEST_KEY, key.text.span, message).label("gives itself away");
        found.push(problem.help("shorten the key, or make a distractor as exact"));
    }
}
