//! Numbers in no order.

use crate::bank::rule;
use crate::lint::fix::before_key;
use crate::lint::subject::{Asked, Found};
use crate::lint::text::{number_of, root, words};

rule! {
    /// Choices that are all numbers and are shuffled, or do not stand in order.
    ///
    /// # Why
    /// Numbers are found faster in order; searching costs the learner time and measures nothing (Haladyna, Downing
    /// and Rodriguez 2002, guideline 20).
    ///
    /// # Example
    /// ```toml
    /// choices = [{ text = "90 days", key = true }, { text = "10 days" }, { text = "30 days" }]
    /// ```
    ///
    /// # Use instead
    /// ```toml
    /// shuffle = false
    /// choices = [{ text = "10 days" }, { text = "30 days" }, { text = "90 days", key = true }]
    /// ```
    UNORDERED_NUMBERS = "unordered-numbers", Note, Flaws;
}

pub(in crate::lint) fn check(asked: &Asked<'_>, found: &mut Found) {
    let Some(choices) = asked.choices().filter(|c| c.choices.len() >= 3) else { return };
    // "Within 10 days", "Stage 3": what all begin with says nothing of their order.
    let lead = shared_lead(choices.choices.iter().map(|c| c.text.as_str()));
    let read: Option<Vec<(f64, &str)>> =
        choices.choices.iter().map(|c| number(c.text.get(lead..).unwrap_or(""))).collect();
    // Behind such a word more than a unit makes it a name: "Type 2 diabetes mellitus".
    let bare = |read: &Vec<(f64, &str)>| lead == 0 || read.iter().all(|(_, unit)| words(unit).count() <= 1);
    let Some(read) = read.filter(bare) else { return };
    // "60 days" and "1 year" have no order that is seen at once.
    let unit = |text: &str| root(text).to_ascii_lowercase();
    if read.windows(2).any(|w| unit(w[0].1) != unit(w[1].1)) {
        return;
    }
    let numbers: Vec<f64> = read.into_iter().map(|(number, _)| number).collect();
    let rising = numbers.windows(2).all(|w| w[0] < w[1]);
    let falling = numbers.windows(2).all(|w| w[0] > w[1]);
    let Some(first) = choices.choices.first() else { return };
    let message = match (choices.shuffle, rising || falling) {
        (false, true) => return,
        (true, true) => "these are numbers, and they are shuffled",
        (_, false) => "these are numbers, and they stand in no order",
    };
    let mut problem = asked.problem(&UNORDERED_NUMBERS, first.text.span, message);
    if (rising || falling)
        && let Some(edit) = before_key(asked.of.source, &first.text, "choices", "shuffle", "false")
    {
        problem = problem.fix("keep their order", true, vec![edit]);
    }
    found.push(problem.help("put them in order and set `shuffle = false`"));
}

/// How long the first word is that all choices begin with, where it is no number.
fn shared_lead<'t>(mut texts: impl Iterator<Item = &'t str>) -> usize {
    let first = texts.next().and_then(|t| t.split_once(' ')).map_or("", |(word, _)| word);
    let plain = !first.is_empty() && first.chars().all(char::is_alphabetic) && number_of(first).is_none();
    let shared =
        plain && texts.all(|t| t.split_once(' ').is_some_and(|(w, _)| w.eq_ignore_ascii_case(first)));
    if shared { first.len() + 1 } else { 0 }
}

/// The number that a choice is, and its unit of two words at most.
fn number(text: &str) -> Option<(f64, &str)> {
    let text = text.trim().trim_start_matches(['$', '\u{20ac}', '\u{a3}']);
    if let Some((word, unit)) = text.split_once(' ').filter(|(word, _)| word.chars().all(char::is_alphabetic))
    {
        return number_of(word).filter(|_| words(unit).count() <= 2).map(|number| (number, unit.trim()));
    }
    let end = text.find(|c: char| !c.is_ascii_digit() && !matches!(c, '.' | ',')).unwrap_or(text.len());
    let (digits, unit) = text.split_at(end);
    let unit = unit.trim_start_matches(['%', ' ']);
    let unit = unit.strip_prefix("percent").or_else(|| unit.strip_prefix("per cent")).unwrap_or(unit);
    let plain = unit.chars().all(|c| c.is_alphabetic() || c == ' ') && words(unit).count() <= 2;
    let joined = !unit.is_empty() && unit.len() == text.len() - end && unit.len() > 1;
    if !plain || joined {
        return None;
    }
    Some((digits.replace(',', "").trim_end_matches('.').parse().ok()?, unit.trim()))
}
