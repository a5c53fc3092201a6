//! Choices of different forms.

use super::all_of_the_above::stands_for;
use crate::bank::{At, rule};
use crate::lint::subject::{Asked, Found};
use crate::lint::text::words;

rule! {
    /// Choices of which one alone ends with a full stop, begins with a capital or small letter, or is a sentence.
    ///
    /// # Why
    /// A choice that looks different draws the eye; when it is the key, it gives itself away.
    ///
    /// # Example
    /// ```toml
    /// choices = [{ text = "Report both codes.", key = true }, { text = "the first code" }, { text = "the second code" }]
    /// ```
    ///
    /// # Use instead
    /// ```toml
    /// choices = [{ text = "both codes", key = true }, { text = "the first code" }, { text = "the second code" }]
    /// ```
    UNPARALLEL_CHOICES = "unparallel-choices", Warning, Flaws;
}

pub(in crate::lint) fn check(asked: &Asked<'_>, found: &mut Found) {
    let Some(choices) = asked.choices().filter(|c| c.choices.len() >= 3) else { return };
    let texts: Vec<&At<String>> = choices.choices.iter().map(|c| &c.text).filter(|t| !is_aside(t)).collect();
    let ends = |t: &str| {
        // `q.d.` and `etc.` end as they must.
        let last = t.split_whitespace().next_back().unwrap_or("").trim_end_matches('.');
        Some(t.ends_with('.') && !last.contains('.') && last != "etc" && words(t).count() > 2)
    };
    let begins = |t: &str| {
        let first = t.chars().next().filter(|c| c.is_alphabetic())?;
        let word = t.split_whitespace().next().unwrap_or("");
        // An abbreviation, a code or a name begins as it must.
        let fixed = word.chars().skip(1).any(|c| c.is_uppercase() || c.is_ascii_digit());
        (!fixed).then(|| first.is_uppercase())
    };
    let odd = odd_one(&texts, ends).map(|t| (t, "a full stop"));
    let odd =
        odd.or_else(|| odd_one(&texts, begins).map(|t| (t, "a capital or small letter at its beginning")));
    if let Some((text, what)) = odd {
        let message = format!("this choice differs from all others in {what}");
        found.push(
            asked.problem(&UNPARALLEL_CHOICES, text.span, message).help("write all choices in one form"),
        );
    }
}

fn is_aside(text: &str) -> bool {
    stands_for(text, "none") || stands_for(text, "all")
}

/// The one text that differs from all others, where each says something.
fn odd_one<'t>(texts: &[&'t At<String>], of: impl Fn(&str) -> Option<bool>) -> Option<&'t At<String>> {
    let said: Option<Vec<bool>> = texts.iter().map(|t| of(t)).collect();
    let said = said.filter(|s| s.len() >= 3)?;
    let yes = said.iter().filter(|s| **s).count();
    let odd = if yes == 1 {
        true
    } else if yes + 1 == said.len() {
        false
    } else {
        return None;
    };
    said.iter().position(|s| *s == odd).map(|at| texts[at])
}
