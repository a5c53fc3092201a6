//! Modifiers of procedure codes.

use std::fmt;

use serde::{Deserialize, Serialize};

/// A two-character modifier, upper case: `25`, `RT`, `KX`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Modifier([u8; 2]);

impl Modifier {
    /// Reads a modifier; `None` when the text is not two letters or digits.
    pub fn parse(text: &str) -> Option<Self> {
        match text.trim().as_bytes() {
            [a, b] if a.is_ascii_alphanumeric() && b.is_ascii_alphanumeric() => {
                Some(Self([a.to_ascii_uppercase(), b.to_ascii_uppercase()]))
            }
            _ => None,
        }
    }
}

impl fmt::Display for Modifier {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for byte in self.0 {
            write!(f, "{}", char::from(byte))?;
        }
        Ok(())
    }
}

impl TryFrom<String> for Modifier {
    type Error = String;

    fn try_from(text: String) -> Result<Self, String> {
        Self::parse(&text).ok_or_else(|| format!("`{text}` is not a modifier"))
    }
}

impl From<Modifier> for String {
    fn from(modifier: Modifier) -> Self {
        modifier.to_string()
    }
}
