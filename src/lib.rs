//! Sequela: a practice engine for medical-coding certification.
//!
//! The library is a house of rooms; data goes one way, from code systems and banks up to the prompt. `ARCHITECTURE` in
//! CONTRIBUTING.md says which room may import which.

pub mod bank;
pub mod code;
pub mod grading;
pub mod library;
pub mod progress;
pub mod store;
