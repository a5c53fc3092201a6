//! Choices that hold together.

use crate::bank::{fold_text, rule};
use crate::lint::subject::{Asked, Found};

rule! {
    /// Choices that are ranges and overlap, or that say the same in other letters or signs.
    ///
    /// # Why
    /// Where two choices hold at once, either both are correct or neither is: a learner who sees that needs to know
    /// nothing more.
    ///
    /// # Example
    /// ```toml
    /// choices = [{ text = "1-10 days" }, { text = "10-30 days", key = true }, { text = "more than 60 days" }]
    /// ```
    ///
    /// # Use instead
    /// ```toml
    /// choices = [{ text = "1-10 days" }, { text = "11-30 days", key = true }, { text = "more than 60 days" }]
    /// ```
    OVERLAPPING_CHOICES = "overlapping-choices", Warning, Flaws;
}

pub(in crate::lint) fn check(asked: &Asked<'_>, found: &mut Found) {
    let Some(choices) = asked.choices() else { return };
    // Nearly always the first letters differ, and nothing has to be folded.
    let first = |text: &str| text.chars().find(|c| c.is_alphanumeric()).map(|c| c.to_ascii_lowercase());
    let firsts: Vec<Option<char>> = choices.choices.iter().map(|c| first(&c.text)).collect();
    let ranged = |text: &str| text.trim_start().starts_with(|c: char| c.is_ascii_digit());
    let alike = (1..firsts.len()).any(|at| firsts[..at].contains(&firsts[at]));
    if !alike && !choices.choices.iter().any(|c| ranged(&c.text)) {
        return;
    }
    let folded: Vec<String> = choices.choices.iter().map(|c| fold_text(&c.text)).collect();
    let ranges: Vec<Option<(f64, f64)>> = choices.choices.iter().map(|c| range(&c.text)).collect();
    for (number, choice) in choices.choices.iter().enumerate() {
        for earlier in 0..number {
            let first = &choices.choices[earlier];
            let overlap =
                matches!((ranges[number], ranges[earlier]), (Some((a, b)), Some((c, d))) if a <= d && c <= b);
            // "-ectomy" and "ectomy" say the same; "Rh+" and "Rh-" do not, and what is signs alone says nothing here.
            let sign =
                |text: &str| text.trim().chars().next().filter(|c| matches!(c, '-' | '+' | '\u{2212}'));
            let same = !folded[number].is_empty()
                && folded[number] == folded[earlier]
                && sign(&choice.text) == sign(&first.text);
            if overlap || same {
                let message = if same { "two choices say the same" } else { "two ranges overlap" };
                let problem = asked.problem(&OVERLAPPING_CHOICES, choice.text.span, message);
                found.push(problem.also(first.text.span, "the other"));
                return;
            }
        }
    }
}

/// A range of whole numbers: `10-30 days`, `10 to 30`.
fn range(text: &str) -> Option<(f64, f64)> {
    let mut numbers = Vec::new();
    let mut between = String::new();
    let mut digits = String::new();
    for c in text.chars().chain(std::iter::once(' ')) {
        if c.is_ascii_digit() {
            digits.push(c);
        } else {
            if !digits.is_empty() {
                numbers.push(digits.parse::<f64>().ok()?);
                digits.clear();
            }
            if numbers.len() == 1 {
                between.push(c);
            }
        }
    }
    let begins = text.trim().starts_with(|c: char| c.is_ascii_digit());
    let [low, high] = numbers.as_slice() else { return None };
    let joined = matches!(between.trim(), "-" | "\u{2013}" | "to" | "through");
    (begins && joined && low < high).then_some((*low, *high))
}
