//! Usually, often, sometimes.

use crate::bank::rule;
use crate::lint::subject::{Asked, Found};
use crate::lint::text::{first_of, piece};

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

const VAGUE: [&str; 22] = [
    "usually",
    "often",
    "sometimes",
    "frequently",
    "rarely",
    "occasionally",
    "seldom",
    "generally",
    "typically",
    "infrequently",
    "customarily",
    "mostly",
    "as a rule",
    "in general",
    "tends to",
    "tend to",
    "most of the time",
    "in most cases",
    "now and then",
    "once in a while",
    "from time to time",
    "at times",
];

pub(in crate::lint) fn check(asked: &Asked<'_>, found: &mut Found) {
    for choice in asked.choices().map_or(&[][..], |c| &c.choices) {
        let text = choice.text.as_str();
        let Some((at, word)) = first_of(text, &VAGUE) else { continue };
        // "How often" asks for a number.
        if text[..at].trim_end().to_ascii_lowercase().ends_with("how") {
            continue;
        }
        let span = piece(&choice.text, asked.of.source, at, word.len());
        let message = format!("`{word}` says nothing that could be correct or not");
        found.push(asked.problem(&VAGUE_FREQUENCY, span, message).help("say when"));
        return;
    }
}
