//! End-to-end tests: the binary as a user meets it.

mod banks;
mod faults;
mod harness;
mod library;
mod machine;
mod progress;
mod shipped;
#[cfg(unix)]
mod terminal;
mod transcripts;
