//! Grammar gives the key away.

use crate::bank::rule;
use crate::lint::subject::{Asked, Found};
use crate::lint::text::{count, piece, words};

rule! {
    /// A stem that ends with `a` or `an`, which fits the key and not every distractor; or with `are`, where
    /// the key names several and a distractor one.
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
    // A blank asks for what stands in it, wherever it stands.
    let stem = asked.question.stem.split("__").next().unwrap_or("");
    let stem = stem.trim_end_matches([' ', ':', '.', '_', '\u{2026}', '-', '?']);
    let last = stem.rsplit(|c: char| !c.is_alphanumeric()).next();
    let Some(last) = last else { return };
    // "are called", "are the": the verb says it.
    let all: Vec<&str> = words(stem).collect();
    let last = match all.as_slice() {
        [.., verb @ ("are" | "were"), "called" | "termed" | "named" | "the"] => verb,
        _ => last,
    };
    let misfits = match last.to_ascii_lowercase().as_str() {
        article @ ("a" | "an") => {
            let fits = |text: &str| vowel(text).is_none_or(|v| v == (article == "an"));
            distractors.iter().filter(|d| !fits(&d.text)).count() * usize::from(fits(&key.text))
        }
        // The other way round nothing is certain: "diabetes" is one.
        "are" | "were" if plural(&key.text) == Some(true) => {
            distractors.iter().filter(|d| plural(&d.text) == Some(false)).count()
        }
        _ => 0,
    };
    if misfits > 0 {
        let at = last.as_ptr() as usize - asked.question.stem.as_ptr() as usize;
        let span = piece(&asked.question.stem, asked.of.source, at, last.len());
        let message =
            format!("`{last}` fits the key, and not {}", count(misfits, "distractor", "distractors"));
        found.push(
            asked.problem(&GRAMMAR_CUE, span, message).help("ask a whole question, or make all choices fit"),
        );
    }
}

/// Whether a short choice names several; unknown where its ending does not say so.
fn plural(text: &str) -> Option<bool> {
    let all: Vec<&str> = words(text).collect();
    let last = all.last()?.to_ascii_lowercase();
    if matches!(all[0], "a" | "an" | "A" | "An") {
        return Some(false);
    }
    let ends = |all: &[&str]| all.iter().any(|e| last.ends_with(e));
    let latin = ends(&["a", "i", "ae", "x"]);
    let adjective =
        ends(&["ed", "ing", "ic", "al", "ar", "ive", "ous", "ble", "ary", "ent", "ant", "less", "ly"]);
    if all.len() <= 3 && last.len() > 4 && ends(&["um", "us", "ix"]) {
        return Some(false);
    }
    match last.ends_with('s') {
        _ if all.len() > 3 || latin || adjective || last.len() < 4 => None,
        true if !ends(&[
            "ss", "us", "is", "as", "os", "ps", "etes", "series", "species", "caries", "rabies", "scabies",
            "facies",
        ]) =>
        {
            Some(true)
        }
        true => None,
        false => Some(false),
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
