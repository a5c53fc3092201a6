//! What there is to do today.

use serde::Serialize;

use super::candidate::{Candidate, State};
use super::rank::ranked;
use super::worth::Season;

/// What there is to do today.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Today {
    /// Questions that come back today, or should have before.
    pub due: usize,
    /// Of what is worth most in the time there is: questions never asked.
    pub new: usize,
    /// And questions asked before, due or not.
    pub again: usize,
    /// The time there is, in minutes.
    pub minutes: u32,
}

impl Today {
    /// What is worth most of a pool, as far as the minutes go.
    pub fn of<Q>(pool: &[Candidate<Q>], season: &Season, minutes: u32) -> Self {
        let mut today = Self { minutes, ..Self::default() };
        today.due = pool.iter().filter(|c| season.is_due(c) && !c.leech).count();
        let mut left = f64::from(minutes) * 60.0;
        for candidate in ranked(pool, season).into_iter().map(|at| &pool[at]).filter(|c| !c.leech) {
            if left <= 0.0 {
                break;
            }
            left -= candidate.seconds;
            if candidate.state == State::Unseen { today.new += 1 } else { today.again += 1 }
        }
        today
    }
}
