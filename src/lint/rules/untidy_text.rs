//! Spaces where none belong.

use crate::bank::{Span, rule};
use crate::lint::subject::{Asked, Found};

rule! {
    /// Two spaces in a row.
    ///
    /// # Why
    /// It looks careless, and a learner begins to doubt the rest. `bank fix` mends it.
    ///
    /// # Example
    /// ```toml
    /// stem = "What is  a sequela?"
    /// ```
    ///
    /// # Use instead
    /// ```toml
    /// stem = "What is a sequela?"
    /// ```
    UNTIDY_TEXT = "untidy-text", Note, Flaws;
}

pub(in crate::lint) fn check(asked: &Asked<'_>, found: &mut Found) {
    for text in asked.texts() {
        let Some(raw) = asked.of.source.get(std::ops::Range::from(text.span)) else { continue };
        // Texts of several lines have a layout of their own.
        if !text.contains("  ") || raw.contains('\n') {
            continue;
        }
        let edits = edits(raw, text.span.start);
        let Some((first, _)) = edits.first().cloned() else { continue };
        let problem = asked.problem(&UNTIDY_TEXT, first, "a space too many");
        found.push(problem.fix("take the space away", true, edits));
    }
}

/// The spaces to take away, within the quotation marks.
fn edits(raw: &str, start: u32) -> Vec<(Span, String)> {
    let bytes = raw.as_bytes();
    let mut edits = Vec::new();
    let mut at = 1;
    while at + 1 < bytes.len() {
        let run = bytes[at..].iter().take_while(|b| **b == b' ').count();
        // Within the quotation marks, and not at either end.
        if run > 1 && at + run + 1 < bytes.len() && at > 1 {
            let from = start + (at + 1) as u32;
            edits.push((Span { start: from, end: start + (at + run) as u32 }, String::new()));
        }
        at += run.max(1);
    }
    edits
}
