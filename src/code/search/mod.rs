//! Finding codes by words: titles, inclusion terms, the finding aid, and the Alphabetic Index where the edition has it.
//!
//! Ranked so that what a coder means comes first; abbreviations, British spelling and slips of typing are understood, and
//! each hit shows the term that matched.

mod aid;
mod near;
mod rank;
mod searcher;
#[cfg(test)]
mod tests;
mod tokens;
mod word_index;
mod words;

pub use aid::{Aid, AidError, AidTerm, Leads, SHIPPED_AID};
pub use searcher::{Ask, By, Hit, Search, Searcher};
pub use word_index::WordIndex;
