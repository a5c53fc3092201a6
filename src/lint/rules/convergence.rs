//! The key shares most with the others.

use crate::bank::rule;
use crate::lint::subject::{Asked, Found};
use crate::lint::text::{is_common, words};

rule! {
    /// A key that shares more with each of the other choices than any of them does.
    ///
    /// # Why
    /// Authors make distractors by changing one part of the key; who counts what choices have in common finds it.
    /// Among codes that is common and hardly to be avoided, so this rule has to be asked for: `--select
    /// convergence`.
    ///
    /// # Example
    /// ```toml
    /// choices = [{ text = "left, acute" }, { text = "right, acute", key = true }, { text = "right, chronic" }]
    /// ```
    ///
    /// # Use instead
    /// ```toml
    /// choices = [{ text = "left, acute" }, { text = "right, acute", key = true }, { text = "right, chronic" }, { text = "left, chronic" }]
    /// ```
    CONVERGENCE = "convergence", Note, Flaws, on_request;
}

pub(in crate::lint) fn check(asked: &Asked<'_>, found: &mut Found) {
    let Some((key, distractors)) = asked.single() else { return };
    let parts = |text: &str| -> Vec<String> {
        let mut parts: Vec<String> =
            words(text).map(str::to_ascii_lowercase).filter(|w| !is_common(w)).collect();
        parts.sort_unstable();
        parts.dedup();
        parts
    };
    let own = parts(&key.text);
    let others: Vec<Vec<String>> = distractors.iter().map(|d| parts(&d.text)).collect();
    let shared = |a: &[String], b: &[String]| a.iter().filter(|w| b.binary_search(w).is_ok()).count();
    let of_key: usize = others.iter().map(|o| shared(&own, o)).sum();
    let most = others.iter().enumerate().map(|(n, o)| {
        let rest = others.iter().enumerate().filter(|(m, _)| *m != n).map(|(_, p)| shared(o, p));
        shared(o, &own) + rest.sum::<usize>()
    });
    let most = most.max().unwrap_or(0);
    if of_key > most + 1 && others.iter().filter(|o| shared(&own, o) > 0).count() >= 2 {
        let message =
            format!("the key shares {of_key} words with the other choices, each of those {most} at most");
        found.push(
            asked
                .problem(&CONVERGENCE, key.text.span, message)
                .help("vary a distractor that shares nothing with it"),
        );
    }
}
