//! End-to-end tests: the binary as a user meets it.

#![allow(clippy::expect_used, clippy::unwrap_used, clippy::print_stderr, clippy::disallowed_methods)]

mod authoring;
mod banks;
mod codes;
mod corpus;
mod drill;
mod exam;
mod faults;
mod harness;
mod learning;
mod library;
mod lint;
mod machine;
mod paper;
mod progress;
mod search;
mod shipped;
#[cfg(unix)]
mod terminal;
mod transcripts;
