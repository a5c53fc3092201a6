//! What a learner answers, by identity.

use serde::{Deserialize, Serialize};

use crate::bank::ChoiceId;
use crate::code::Entry;

/// An answer, free of how it was shown.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Answer {
    /// Chosen choices, in the order chosen.
    Choices(Vec<ChoiceId>),
    /// Whether the statement is true.
    Truth(bool),
    /// A written word.
    Text(String),
    /// Left and right sides joined, by their texts.
    Pairs(Vec<(String, String)>),
    /// Items in the order given, by their texts.
    Order(Vec<String>),
    /// Codes entered.
    Codes(Vec<Entry>),
}
