//! What to ask next. Pure: the pool, what is known of it, and a generator go in; an order comes out.
//!
//! The interface is [`draw`]; how it weighs will learn from memory and exam date without those who call it noticing.

mod candidate;
mod random;
mod select;

pub use candidate::{Candidate, State, state_of};
pub use random::{Random, shuffle, weighted};
pub use select::{Mode, Request, draw};
