//! Grammar gives the key away.

use crate::bank::rule;
use crate::lint::subject::{Asked, Found};
use crate::lint::text::{count, piece, words};

rule! {
    /// A stem that ends with `a` or `an`, which fits the key and not every distractor; or with a verb in the plural
    /// or singular that only the key fits.
    ///
    /// # Why
    /// Who listens to the grammar needs to know nothing (Haladyna, Downing and Rodriguez 2002, guideline 28).
    ///
    /// # Example
    /// ```toml
    /// stem = "An opening made by a surgeon between two organs is called an"
    /// ```
    ///
    /// # Use instead
    /// ```toml
    /// stem = "What is an opening made by a surgeon between two organs called?"
    /// ```
    GRAMMAR_CUE = "grammar-cue", Warning, Flaws;
}

pub(in crate::lint) fn check(asked: &Asked<'_>, found: &mut Found) {
    let Some((key, distractors)) = asked.single() else { return };
    let stem = asked.question.stem.trim_end_matches([' ', ':', '.', '_', '\u{2026}', '-']);
    let last = stem.rsplit(|c: char| !c.is_alphanumeric()).next();
    let Some(article) = last.filter(|w| matches!(*w, "a" | "an" | "A" | "An")) else { return };
    let wanted = article.len() == 2;
    let fits = |text: &str| vowel(text).is_none_or(|v| v == wanted);
    let misfits = distractors.iter().filter(|d| !fits(&d.text)).count();
    if fits(&key.text) && misfits > 0 {
        let at = article.as_ptr() as usize - asked.question.stem.as_ptr() as usize;
        let span = piece(&asked.question.stem, asked.of.source, at, article.len());
        let message =
            format!("`{article}` fits the key, and not {}", count(misfits, "distractor", "distractors"));
        found.push(
            asked
                .problem(&GRAMMAR_CUE, span, message)
                .help("ask a whole question, or put the article into the choices"),
        );
    }
}

/// Whether a choice begins with the sound of a vowel; unknown where it begins with an article, a figure or an abbreviation.
fn vowel(text: &str) -> Option<bool> {
    let word = words(text).next()?;
    let plain = word.bytes().all(|b| b.is_ascii_alphabetic());
    let abbreviation = word.len() > 1 && word.bytes().all(|b| b.is_ascii_uppercase());
    if !plain || abbreviation || matches!(word, "a" | "an" | "the" | "A" | "An" | "The") {
        return None;
    }
    let lower = word.to_ascii_lowercase();
    // "an X-ray", "a U-turn": a letter is said by its name.
    if word.len() == 1 {
        return Some("aefhilmnorsx".contains(&lower));
    }
    // "a uterus", "an hour": the sound decides; "herb" is said in two ways.
    let begins = |all: &[&str]| all.iter().any(|s| lower.starts_with(s));
    if lower.starts_with("herb") {
        return None;
    }
    let as_consonant = begins(&[
        "unit", "univ", "unif", "uniq", "unio", "unil", "ure", "use", "usu", "ute", "uri", "uro", "eu",
        "ewe", "one", "once",
    ]);
    let as_vowel = begins(&["hour", "honest", "heir"]);
    Some(as_vowel || !as_consonant && lower.starts_with(['a', 'e', 'i', 'o', 'u']))
}
