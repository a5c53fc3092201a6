//! What there is to do today.

use serde::Serialize;

use super::candidate::{Candidate, State};
use super::rank::for_seconds;
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
        for at in for_seconds(pool, season, f64::from(minutes) * 60.0) {
            if pool[at].state == State::Unseen { today.new += 1 } else { today.again += 1 }
        }
        today
    }
}
