//! Choices that hold together.

use std::cmp::Ordering;

use crate::bank::{fold_text, rule};
use crate::lint::subject::{Asked, Found};
use crate::lint::text::{number_of, root, words};

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
    let alike = (1..firsts.len()).any(|at| firsts[..at].contains(&firsts[at]));
    let ranges: Vec<Option<Range>> = choices.choices.iter().map(|c| Range::of(&c.text)).collect();
    let numbered = |text: &str| words(text).next().is_some_and(|w| number_of(w).is_some());
    let numbers = choices.choices.iter().filter(|c| numbered(&c.text)).count();
    if !alike && numbers < 2 && ranges.iter().flatten().count() < 2 {
        return;
    }
    let folded: Vec<String> = choices.choices.iter().map(|c| fold_text(&c.text)).collect();
    for (number, choice) in choices.choices.iter().enumerate() {
        for earlier in 0..number {
            let first = &choices.choices[earlier];
            let overlap =
                matches!((&ranges[number], &ranges[earlier]), (Some(one), Some(other)) if one.meets(other));
            // "-ectomy" and "ectomy" say the same; "Rh+" and "Rh-" do not, and what is signs alone says nothing here.
            let sign =
                |text: &str| text.trim().chars().next().filter(|c| matches!(c, '-' | '+' | '\u{2212}'));
            let alike =
                folded[number] == folded[earlier] || numbers > 1 && numbers_alike(&choice.text, &first.text);
            let same = !folded[number].is_empty() && alike && sign(&choice.text) == sign(&first.text);
            if overlap || same {
                let message = if same { "two choices say the same" } else { "two ranges overlap" };
                let problem = asked.problem(&OVERLAPPING_CHOICES, choice.text.span, message);
                found.push(problem.also(first.text.span, "the other"));
                return;
            }
        }
    }
}

/// Whether two choices differ in how they write a number alone: "10 days" and "ten days".
fn numbers_alike(one: &str, other: &str) -> bool {
    let said = |text: &str| -> Vec<String> {
        parts(text).into_iter().map(|p| number_of(&p).map_or(p, |n| n.to_string())).collect()
    };
    let (one, other) = (said(one), said(other));
    one == other
        && one.iter().any(|p| number_of(p).is_some())
        && one.iter().all(|p| p.chars().all(|c| c.is_alphanumeric() || c == '.'))
}

/// An end of a range, and whether it belongs to it.
type End = (f64, bool);

/// A range of numbers: `10-30 days`, `two to four`, `20 or more`, `under 18`.
struct Range {
    low: End,
    high: End,
    /// The word behind the numbers, without its ending.
    unit: String,
}

impl Range {
    fn of(text: &str) -> Option<Self> {
        // Most choices hold no number at all.
        let numbered = |text: &str| {
            text.bytes().any(|b| b.is_ascii_digit()) || words(text).any(|w| number_of(w).is_some())
        };
        let related = |text: &str| {
            text.contains(['-', '<', '>', '+', '\u{2013}', '\u{2014}', '\u{2264}', '\u{2265}'])
                || words(text).any(|w| RELATIONS.iter().any(|r| r.eq_ignore_ascii_case(w)))
        };
        if text.len() > 60 || !numbered(text) || !related(text) {
            return None;
        }
        let mut parts = parts(text);
        // "Those under 65", "Patients 18 or older"
        if parts.first().is_some_and(|w| WHO.contains(&w.as_str())) {
            parts.remove(0);
        }
        // "18 years or older", "0.5 cm to 1.0 cm"
        let joined = parts.get(2).is_some_and(|w| matches!(w.as_str(), "or" | "and" | "to" | "-"));
        let inside = joined && parts.len() > 3 && number(&parts[0]).is_some() && number(&parts[1]).is_none();
        let unit = inside.then(|| parts.remove(1));
        let word = |at: usize| parts.get(at).map_or("", String::as_str);
        let from = |at: usize, within: bool| Some(((number(word(at))?, within), (f64::INFINITY, true)));
        let to = |at: usize, within: bool| Some(((f64::NEG_INFINITY, true), (number(word(at))?, within)));
        let both = |low: usize, high: usize| Some(((number(word(low))?, true), (number(word(high))?, true)));
        let (ends, next) = match (word(0), word(1), word(2)) {
            ("<" | "under" | "below", _, _) => (to(1, false), 2),
            ("\u{2264}", _, _) => (to(1, true), 2),
            ("less" | "fewer" | "younger" | "lower", "than", _) => (to(2, false), 3),
            ("up", "to", _) | ("at", "most", _) => (to(2, true), 3),
            ("no" | "not", "more", "than") => (to(3, true), 4),
            (_, "or" | "and", "less" | "fewer" | "under" | "younger" | "below" | "shorter") => {
                (to(0, true), 3)
            }
            (">" | "over" | "above", _, _) => (from(1, false), 2),
            ("\u{2265}", _, _) => (from(1, true), 2),
            ("more" | "greater" | "older" | "longer" | "higher", "than", _) => (from(2, false), 3),
            ("at", "least", _) => (from(2, true), 3),
            ("no" | "not", "less" | "fewer", "than") => (from(3, true), 4),
            (_, "or" | "and", "more" | "over" | "older" | "above" | "greater" | "longer") => {
                (from(0, true), 3)
            }
            (_, "+", _) => (from(0, true), 2),
            ("between" | "from", _, "and" | "to" | "through" | "-") => (both(1, 3), 4),
            (_, "-" | "to" | "through", _) => (both(0, 2), 3),
            _ => (None, 0),
        };
        let (low, high) = ends?;
        // A third number makes it something else: a date, a ratio.
        let sound = low.0 < high.0 && parts.iter().skip(next).all(|w| number(w).is_none());
        let unit = unit.unwrap_or_else(|| word(next).to_owned());
        sound.then(|| Self { low, high, unit: root(&unit).to_owned() })
    }

    fn meets(&self, other: &Self) -> bool {
        let reaches = |low: End, high: End| match low.0.total_cmp(&high.0) {
            Ordering::Less => true,
            Ordering::Equal => low.1 && high.1,
            Ordering::Greater => false,
        };
        let units = self.unit.is_empty() || other.unit.is_empty() || self.unit == other.unit;
        units && reaches(self.low, other.high) && reaches(other.low, self.high)
    }
}

/// One of these words stands in every range that has no sign.
const RELATIONS: [&str; 12] =
    ["to", "through", "or", "and", "than", "under", "below", "over", "above", "least", "most", "between"];

/// Who a range is of says nothing of the range.
const WHO: [&str; 7] = ["those", "patients", "people", "age", "ages", "aged", "anyone"];

/// A number; a life begins with none.
fn number(word: &str) -> Option<f64> {
    if word == "birth" { Some(0.0) } else { number_of(word) }
}

/// Numbers, words in lower case and signs, each for itself.
fn parts(text: &str) -> Vec<String> {
    let mut parts: Vec<String> = Vec::new();
    let mut open = false;
    for c in text.chars() {
        let goes_on = open
            && parts.last().is_some_and(|part| {
                let number = part.starts_with(|f: char| f.is_ascii_digit());
                if number { c.is_ascii_digit() || matches!(c, ',' | '.') } else { c.is_alphabetic() }
            });
        match (goes_on, parts.last_mut()) {
            (true, Some(part)) => part.extend(c.to_lowercase()),
            _ if c.is_alphanumeric() => {
                parts.push(c.to_lowercase().collect());
                open = true;
            }
            (_, Some(part)) if c == '=' && part == "<" => "\u{2264}".clone_into(part),
            (_, Some(part)) if c == '=' && part == ">" => "\u{2265}".clone_into(part),
            _ => {
                open = false;
                if !c.is_whitespace() && !matches!(c, '$' | '%' | ',' | '.') {
                    let sign = if matches!(c, '\u{2013}' | '\u{2014}') { '-' } else { c };
                    parts.push(sign.to_string());
                }
            }
        }
    }
    parts
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ranges_that_meet() {
        let meet = |one: &str, other: &str| {
            let (one, other) = (Range::of(one).expect("a range"), Range::of(other).expect("a range"));
            one.meets(&other) && other.meets(&one)
        };
        for (one, other) in [
            ("10-20 days", "20 days or more"),
            ("two to four", "Four to six"),
            ("Under 21", "18 or younger"),
            ("At least 2", "at least 3 codes"),
            ("<= 5 mm", "5\u{2013}10 mm"),
            ("between 1 and 5", "3+"),
            ("$1,000 to $2,000", "$1,500 or more"),
            ("0.5 cm or less", "0.5 cm to 1.0 cm"),
            ("Those under 65", "60 and over"),
            ("Birth to 28 days", "20 to 60 days"),
        ] {
            assert!(meet(one, other), "{one} / {other}");
        }
        for (one, other) in [
            ("10-20 days", "more than 20 days"),
            ("Under 18", "18 or older"),
            ("1-10 days", "1-10 weeks"),
            ("1 to 2", "3 to 4"),
            ("less than 5%", "5% or more"),
        ] {
            assert!(!meet(one, other), "{one} / {other}");
        }
        for none in
            ["12-10", "2026-10-01", "10", "E08-E13", "One of these", "about 3", "Within 30 days", "1:2"]
        {
            assert!(Range::of(none).is_none(), "{none}");
        }
    }
}
