//! Questions, cases and topics: the model, and the TOML that it is written in.
//!
//! A bank is parsed to a tree in which every value has its place, then read into the model. All problems are
//! reported in one run as [`Diagnostic`]s; no rule that needs the meaning of a question runs on one whose syntax is
//! broken.

mod blueprint;
mod codes;
mod diagnostic;
mod ids;
mod keys;
mod model;
mod place;
mod read;
mod revision;
pub mod rules;
mod topics;
mod tree;
mod write;

pub use blueprint::{Blueprint, Domain, ItemOrder, Navigation, Need, Share};
pub use codes::{Alternative, CodePolicy, Codes, KeyLine, Sequence, Wrong};
pub(crate) use diagnostic::rule;
pub use diagnostic::{Diagnostic, Fix, Group, Label, LineIndex, Rule, Severity};
pub use ids::{BankId, BankIdError, ChoiceId, QuestionId, TopicPath, fold_text, slug_of};
pub use keys::{KEYS, Key, TABLES, Table, bank_schema, blueprint_schema, reference as key_reference};
pub use model::{
    Bank, Body, Case, Choice, Choices, Document, Edition, Kind, Level, Matching, MultiplePolicy, Ordering,
    Pin, Question, Reviewed, Setting, TextKey, TrueFalse, WhyNot,
};
pub use place::{At, Lines, Span};
pub use read::{BankFile, BlueprintFile, FORMAT, is_blueprint, read_bank, read_blueprint};
pub use revision::Revision;
pub use topics::{CASES, Taxonomy, Topic, read_topics};
pub use write::{toml_text, write_bank, write_header, write_question};

/// Where a question comes from. The library implements it; whoever asks questions needs no more.
pub trait Questions {
    /// The question with its case, or a sentence that says why it cannot be had.
    fn question(&self, id: &QuestionId) -> Result<std::sync::Arc<Item>, String>;
}

/// A question as it is asked: with the documents of its case, and what its bank says of it.
#[derive(Clone, Debug)]
pub struct Item {
    /// The question.
    pub question: Question,
    /// The case that it belongs to.
    pub case: Option<std::sync::Arc<Case>>,
    /// What the bank's keys were written against.
    pub editions: Vec<Edition>,
    /// The topic's title, for a heading.
    pub topic_title: String,
    /// The code sets that the editions name, as far as they are at hand.
    pub books: crate::code::Books,
    /// Whether finding the answer is what it trains: seconds and look-ups are told with the feedback.
    pub timed: bool,
}
