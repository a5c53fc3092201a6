//! What there is to say about a learner, as data: statistics, history, what was missed.

mod history;
mod stats;

pub use history::{HistoryLine, history, last_answers};
pub use stats::{BankStats, Stats, TopicStats, stats};
