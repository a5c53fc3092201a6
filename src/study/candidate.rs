//! A question as the choice sees it.

use super::worth::Lift;
use crate::bank::Revision;
use crate::learner::Memory;
use crate::progress::Record;

/// What is known of a question.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum State {
    /// Never answered, or not since its key changed.
    Unseen,
    /// The last answer was not correct.
    Missed,
    /// The last answer was correct.
    Known,
}

/// A question that can be asked. `Q` is whatever the caller knows it by.
#[derive(Clone, Debug)]
pub struct Candidate<Q> {
    /// The question.
    pub question: Q,
    /// What is known of it.
    pub state: State,
    /// When it was last answered, in milliseconds since 1970; 0 when unseen.
    pub last_at: i64,
    /// Share of the points earned since its key last changed, in thousandths.
    pub share: u32,
    /// Its case: questions of one case stay together, in their order.
    pub case: Option<(u32, u32)>,
    /// The number of its topic: neighbours in a session are of different ones.
    pub topic: u32,
    /// What is remembered of it.
    pub memory: Option<Memory>,
    /// A number of its own, by which the last looks before an exam are spread.
    pub number: u64,
    /// The share of the exam's score that hangs on it, as far as is known.
    pub weight: f64,
    /// The chance to answer it without having seen it.
    pub chance: f64,
    /// By how much the rest of its part gains when something new is learned there.
    pub lift: Lift,
    /// How long asking it takes, in seconds.
    pub seconds: f64,
    /// Missed again and again.
    pub leech: bool,
}

/// What a record says of a question as it stands now: a changed key or a raised epoch starts it again.
pub fn state_of(record: Option<&Record>, revision: u64, epoch: u32) -> (State, i64, u32) {
    let counts = |r: &&Record| r.current.attempts > 0 && r.holds_for(Revision::from_number(revision), epoch);
    match record.filter(counts) {
        None => (State::Unseen, 0, 0),
        Some(record) => {
            let state = if record.last_correct { State::Known } else { State::Missed };
            let share = if record.current.max_points > 0.0 {
                (1000.0 * record.current.points / record.current.max_points).round() as u32
            } else {
                0
            };
            (state, record.last_at, share)
        }
    }
}
