//! Usually, often, sometimes.

use crate::bank::rule;
use crate::lint::subject::{Asked, Found};
use crate::lint::text::{piece, words};

rule! {
    /// A word of vague frequency in a choice: `usually`, `often`, `sometimes`, `frequently`, `rarely`,
    /// `occasionally`.
    ///
    /// # Why
    /// Nobody can say what is meant: for some `often` is every other time, for others four times in five (NBME
    /// item-writing guide). In a key such words protect the author, and give it away.
    ///
    /// # Example
    /// ```toml
    /// { text = "It is usually reported first", key = true }
    /// ```
    ///
    /// # Use instead
    /// ```toml
    /// { text = "It is reported first when the provider documents the cause", key = true }
    /// ```
    VAGUE_FREQUENCY = "vague-frequency", Warning, Flaws;
}

const VAGUE: [&str; 8] =
    ["usually", "often", "sometimes", "frequently", "rarely", "occasionally", "seldom", "generally"];

pub(in crate::lint) fn check(asked: &Asked<'_>, found: &mut Found) {
    for choice in asked.choices().map_or(&[][..], |c| &c.choices) {
        let text = choice.text.as_str();
        let vague = |w: &&str| VAGUE.iter().any(|v| v.eq_ignore_ascii_case(w));
        // "How often" asks for a number.
        let mut before = "";
        let vague_word = words(text).find(|w| {
            let asked = std::mem::replace(&mut before, *w).eq_ignore_ascii_case("how");
            vague(w) && !asked
        });
        let Some(word) = vague_word else { continue };
        let at = word.as_ptr() as usize - text.as_ptr() as usize;
        let span = piece(&choice.text, asked.of.source, at, word.len());
        let message = format!("`{word}` says nothing that could be correct or not");
        found.push(asked.problem(&VAGUE_FREQUENCY, span, message).help("say when"));
        return;
    }
}
