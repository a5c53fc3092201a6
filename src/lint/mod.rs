//! What is wrong with banks: one rule a file.
//!
//! [`check()`] runs the rules over files; [`fix()`] mends what they find; [`rule_named`] is what `explain` looks up. A rule's doc
//! comment, in fixed parts, is its documentation. Rules of reading (what keeps a file from being understood) stand in
//! [`crate::bank::rules`].

mod allow;
mod cache;
mod check;
mod config;
mod digest;
mod evidence;
mod fix;
mod library;
mod mentions;
mod rules;
mod selection;
mod subject;
#[cfg(test)]
mod tests;
mod text;

pub use check::{CheckError, CheckedFile, Checking, check, check_text};
pub use config::{Config, ConfigError, Configs, FailLevel};
pub use fix::{Fixed, fix};
pub use rules::{all_rules, reference, rule_named};
pub use selection::{Choosing, Selection, UnknownRule};
pub use subject::Evidence;
