//! What there is to say about a learner, as data: statistics, history, what was missed, what the exam would give, what a pace
//! of study comes to.

mod history;
mod memory;
mod plan;
mod readiness;
mod stats;
mod weak;

pub use history::{HistoryLine, history, last_answers, remember};
pub use memory::{ActiveDay, DueDay, MemoryStats, Retention, activity, memory_stats};
pub use plan::{Aim, ENOUGH, Pace, Plan, plan};
pub use readiness::{DomainReadiness, LEVEL, Readiness, readiness};
pub use stats::{BankStats, Stats, TopicStats, stats};
pub use weak::{CauseCount, FindingCount, Leech, Weak, WeakPart, weak};
