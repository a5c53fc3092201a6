//! Code systems: what a code looks like, and how the codes of an answer are read.
//!
//! This room knows syntax only. Shape does not tell the system (207 HCPCS codes have the letters of a billable
//! diagnosis): whoever asks says which systems are meant.

mod entry;
mod modifier;
mod syntax;
mod system;

pub use entry::{Entry, Expected, read_entries};
pub use modifier::Modifier;
pub use syntax::{Code, Malformed};
pub use system::{System, UnknownSystem};
