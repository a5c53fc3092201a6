//! What to ask next. Pure: the pool, what is known of it, and a generator go in; an order comes out.
//!
//! The interface is [`draw`]: whoever asks says how to choose, and gets questions with what asking them is worth. What is known of the learner
//! and of the exam comes together in an [`Outlook`].

mod candidate;
mod goal;
mod mode;
mod outlook;
mod random;
mod rank;
mod select;
mod today;
mod why;
mod worth;

pub use candidate::{Candidate, State, state_of};
pub use goal::Goal;
pub use mode::Mode;
pub use outlook::{Outlook, Part};
pub use random::{Random, shuffle, weighted};
pub use rank::for_seconds;
pub use select::{Alike, Pick, Request, draw};
pub use today::Today;
pub use why::{ComesBack, Reason, Why};
pub use worth::{Lift, Season, Worth};
