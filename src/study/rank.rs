//! Questions in the order of what asking them is worth.

use std::collections::HashMap;

use super::candidate::Candidate;
use super::worth::{Season, Worth};

/// What asking each question is worth, when those of its part that are worth more are asked before it: of the new questions of
/// a part the first lifts it most. In the order handed in.
pub(super) fn worths<'c, Q: 'c>(pool: impl Iterator<Item = &'c Candidate<Q>>, season: &Season) -> Vec<Worth> {
    let pool: Vec<&Candidate<Q>> = pool.collect();
    let mut worths: Vec<Worth> = pool.iter().map(|c| season.worth(c)).collect();
    let mut fresh: HashMap<u32, Vec<usize>> = HashMap::new();
    for (at, candidate) in pool.iter().enumerate() {
        if candidate.memory.is_none() {
            fresh.entry(candidate.topic).or_default().push(at);
        }
    }
    for mut of_part in fresh.into_values() {
        // Stable: between equals the order handed in decides.
        of_part.sort_by(|a, b| worths[*b].per_minute.total_cmp(&worths[*a].per_minute));
        for (before, at) in of_part.into_iter().enumerate() {
            let candidate = pool[at];
            let less = candidate.lift.gain() - candidate.lift.later(before).gain();
            let worth = &mut worths[at];
            worth.gain -= less;
            worth.per_minute = 60.0 * worth.gain / candidate.seconds.max(1.0);
        }
    }
    worths
}

/// The share of a mixed session that is due, as long as anything is.
pub(super) const DUE: f64 = 0.25;

/// What a mixed session of so many seconds asks of a pool, by places in it: a part of what is due, then what is worth most for
/// a minute. What is set aside is left out.
pub fn for_seconds<Q>(pool: &[Candidate<Q>], season: &Season, seconds: f64) -> Vec<usize> {
    let worths = worths(pool.iter(), season);
    let mut order: Vec<usize> = (0..pool.len()).filter(|at| !pool[*at].leech).collect();
    order.sort_by(|a, b| worths[*b].per_minute.total_cmp(&worths[*a].per_minute));
    let (mut asked, mut rest, mut left) = (Vec::new(), Vec::new(), DUE * seconds);
    for at in order {
        if left > 0.0 && season.is_due(&pool[at]) {
            left -= pool[at].seconds;
            asked.push(at);
        } else {
            rest.push(at);
        }
    }
    let mut left = seconds - asked.iter().map(|at| pool[*at].seconds).sum::<f64>();
    for at in rest {
        if left <= 0.0 {
            break;
        }
        left -= pool[at].seconds;
        asked.push(at);
    }
    asked
}
