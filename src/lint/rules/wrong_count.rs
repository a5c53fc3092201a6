//! A stem that asks for another number of choices than the key has.

use crate::bank::{Body, rule};
use crate::lint::subject::{Asked, Found};
use crate::lint::text::{number_of, piece, words};

rule! {
    /// A stem that says how many to choose, and a key of another number.
    ///
    /// # Why
    /// Who does what is asked is marked wrong, or is told by the program what the stem denies.
    ///
    /// # Example
    /// ```toml
    /// type = "multiple"
    /// stem = "Which are covered entities? Choose three."
    /// choices = [{ text = "a", key = true }, { text = "b", key = true }, { text = "c" }]
    /// ```
    ///
    /// # Use instead
    /// ```toml
    /// type = "multiple"
    /// stem = "Which are covered entities? Choose two."
    /// choices = [{ text = "a", key = true }, { text = "b", key = true }, { text = "c" }]
    /// ```
    WRONG_COUNT = "wrong-count", Warning, Flaws;
}

pub(in crate::lint) fn check(asked: &Asked<'_>, found: &mut Found) {
    let Body::Choices(body) = &asked.question.body else { return };
    let keys = body.choices.iter().filter(|c| c.key).count();
    let wanted = body.select.map_or(keys, |s| s as usize);
    let lower = asked.lower_stem();
    if !["choose", "select", "pick", "mark", "which two"].iter().any(|verb| lower.contains(verb)) {
        return;
    }
    let stem = asked.question.stem.as_str();
    let all: Vec<&str> = words(stem).collect();
    let key = body.choices.iter().find(|c| c.key).map_or("", |c| c.text.as_str());
    let together =
        key.contains([',', ';', '+', '&']) || words(key).any(|w| matches!(w, "and" | "with" | "plus"));
    if let [which, number, ..] = all.as_slice()
        && !body.multiple
        && which.eq_ignore_ascii_case("which")
        && number.eq_ignore_ascii_case("two")
        && !together
    {
        let message = "the stem asks for two, and one choice is the key";
        let problem = asked.problem(&WRONG_COUNT, asked.question.stem.span, message);
        found.push(problem.help("make it a `multiple` question"));
        return;
    }
    for (at, word) in all.iter().enumerate() {
        if !["choose", "select", "pick", "mark"].iter().any(|v| v.eq_ignore_ascii_case(word)) {
            continue;
        }
        let next = all.get(at + 1).copied().unwrap_or("");
        let next =
            if next.eq_ignore_ascii_case("the") { all.get(at + 2).copied().unwrap_or("") } else { next };
        let Some(said) = number_of(next).filter(|n| (1.0..=9.0).contains(n)) else { continue };
        if said as usize != wanted {
            let place = next.as_ptr() as usize - stem.as_ptr() as usize;
            let span = piece(&asked.question.stem, asked.of.source, place, next.len());
            let message = format!("the stem asks for {next}, and {wanted} of the choices are the key");
            found.push(asked.problem(&WRONG_COUNT, span, message));
        }
        return;
    }
}
