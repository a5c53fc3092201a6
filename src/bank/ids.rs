//! Names that last: banks, questions, choices, topics.

use std::fmt;
use std::sync::Arc;

use serde::{Deserialize, Serialize};
use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

/// The name of a bank: lower-case letters, digits and hyphens.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(transparent)]
pub struct BankId(Arc<str>);

/// Why a text cannot be an id.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is no id: lower-case letters, digits and single hyphens between them")]
pub struct BankIdError(pub String);

impl BankId {
    /// Reads a bank's id.
    ///
    /// # Errors
    /// When the text is not made of lower-case words joined by hyphens.
    pub fn parse(text: &str) -> Result<Self, BankIdError> {
        if is_slug(text) { Ok(Self(text.into())) } else { Err(BankIdError(text.to_owned())) }
    }

    /// The id as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for BankId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// Whether a text is made of lower-case words joined by hyphens.
pub(super) fn is_slug(text: &str) -> bool {
    !text.is_empty()
        && text.len() <= 120
        && text.split('-').all(|word| {
            !word.is_empty() && word.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit())
        })
}

/// The nearest id that a text could have meant: `Type 2 (DM)` gives `type-2-dm`.
pub fn slug_of(text: &str) -> Option<String> {
    let words: Vec<String> = text
        .split(|c: char| !c.is_ascii_alphanumeric())
        .filter(|w| !w.is_empty())
        .map(str::to_ascii_lowercase)
        .collect();
    let slug = words.join("-");
    is_slug(&slug).then_some(slug)
}

/// A question's identity, for ever: `bank-id/question-id`.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(transparent)]
pub struct QuestionId(Arc<str>);

impl QuestionId {
    /// The identity of a question in a bank.
    pub fn new(bank: &str, question: &str) -> Self {
        Self(format!("{bank}/{question}").into())
    }

    /// Reads `bank/question`; `None` without both parts.
    pub fn parse(text: &str) -> Option<Self> {
        let (bank, question) = text.trim().split_once('/')?;
        (!bank.is_empty() && !question.is_empty()).then(|| Self(text.trim().into()))
    }

    /// The bank's part.
    pub fn bank(&self) -> &str {
        self.0.split_once('/').map_or("", |(bank, _)| bank)
    }

    /// The part within the bank.
    pub fn local(&self) -> &str {
        self.0.split_once('/').map_or(&self.0, |(_, local)| local)
    }

    /// The whole identity.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for QuestionId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// A choice's identity within its question: given by the author, or a hash of the text.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(transparent)]
pub struct ChoiceId(Arc<str>);

impl ChoiceId {
    /// An id that the author gave.
    pub fn given(id: &str) -> Self {
        Self(id.into())
    }

    /// The first eight hexadecimal digits of the BLAKE3 hash of the normalised text.
    pub fn of_text(text: &str) -> Self {
        let trimmed = text.trim();
        // Nearly every choice is plain text already in its normal form.
        let plain = trimmed.is_ascii() && !trimmed.contains(['\t', '\n', '\r']) && !trimmed.contains("  ");
        let hash = if plain {
            blake3::hash(trimmed.as_bytes())
        } else {
            let words: Vec<&str> = trimmed.split_whitespace().collect();
            blake3::hash(words.join(" ").nfc().collect::<String>().as_bytes())
        };
        Self(hash.to_hex()[..8].into())
    }

    /// The id as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for ChoiceId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// A path in the taxonomy: `icd-10-cm/endocrine`.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(transparent)]
pub struct TopicPath(Arc<str>);

impl TopicPath {
    /// Reads a path of ids joined by `/`.
    pub fn parse(text: &str) -> Option<Self> {
        text.split('/').all(is_slug).then(|| Self(text.into()))
    }

    /// The path as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Whether this is `above`, or lies below it.
    pub fn is_within(&self, above: &str) -> bool {
        self.0.strip_prefix(above).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
    }
}

impl fmt::Display for TopicPath {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// A text without what a written answer is forgiven: case, spacing, hyphens, apostrophes, accents. A point between
/// digits and a sign at the end of a word mean something: `2.5` is not `25`, `Rh+` is not `Rh-`.
pub fn fold_text(text: &str) -> String {
    let chars: Vec<char> = text.nfkd().filter(|c| !is_combining_mark(*c)).collect();
    let mut folded = String::with_capacity(text.len());
    for (at, c) in chars.iter().copied().enumerate() {
        let before = at.checked_sub(1).and_then(|b| chars.get(b)).copied().unwrap_or(' ');
        let after = chars.get(at + 1).copied().unwrap_or(' ');
        let point = c == '.' && before.is_ascii_digit() && after.is_ascii_digit();
        let sign = matches!(c, '+' | '-') && before.is_alphanumeric() && !after.is_alphanumeric();
        if c.is_alphanumeric() || point || sign {
            folded.extend(c.to_lowercase());
        }
    }
    folded
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn slugs() {
        assert!(is_slug("t2dm-ckd4"));
        for bad in ["", "-a", "a-", "a--b", "A", "a_b", "ä"] {
            assert!(!is_slug(bad), "{bad}");
        }
        assert_eq!(slug_of("Type 2 (DM)").as_deref(), Some("type-2-dm"));
        assert_eq!(slug_of("??"), None);
    }

    #[test]
    fn topics_nest() {
        let topic = TopicPath::parse("icd-10-cm/endocrine").unwrap();
        assert!(topic.is_within("icd-10-cm"));
        assert!(topic.is_within("icd-10-cm/endocrine"));
        assert!(!topic.is_within("icd-10"));
        assert!(TopicPath::parse("a//b").is_none());
    }

    #[test]
    fn folding_forgives() {
        assert_eq!(fold_text("Ménière's  disease"), fold_text("menieres-disease"));
        assert_ne!(fold_text("ilium"), fold_text("ileum"));
        assert_ne!(fold_text("2.5"), fold_text("25"));
        assert_ne!(fold_text("Rh+"), fold_text("rh -"));
        assert_eq!(fold_text("x-ray"), fold_text("X ray"));
    }
}
