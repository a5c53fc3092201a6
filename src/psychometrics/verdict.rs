//! What the figures of an item say of it, by the conventions of the field.

use super::{Counted, ItemStatistics};

/// Below this many answers there are counts, and no statistics.
pub const FEWEST: usize = 20;
/// Below this many answers statistics are provisional.
pub const SURE: usize = 100;
/// From about here on they hardly move any more.
pub const STABLE: usize = 200;

/// A choice taken by fewer than this share distracts nobody (Haladyna and Downing 1993).
const DEAD: f64 = 0.05;
/// Above this share of the points nearly everybody knows it; mastery tests live with .50 to .90.
const EASY: f64 = 0.95;
/// Below this share an item is hard.
const HARD: f64 = 0.30;
/// Below this discrimination an item is to be looked at.
const WEAK: f64 = 0.10;

/// What the answers say of an item.
#[derive(Clone, Debug, PartialEq)]
pub enum Verdict {
    /// Those who know the rest of the test take another choice: the key is probably wrong.
    KeyInDoubt {
        /// The choice that they take.
        choice: String,
    },
    /// Those who know the rest of the test miss it more often.
    Negative,
    /// It hardly tells those who know from those who do not.
    Weak,
    /// A choice that hardly anybody takes.
    DeadDistractor {
        /// The choice.
        choice: String,
    },
    /// Nearly everybody answers it.
    Easy,
    /// Few answer it.
    Hard,
}

impl Verdict {
    /// The name in the machine output.
    pub const fn name(&self) -> &'static str {
        match self {
            Verdict::KeyInDoubt { .. } => "key-in-doubt",
            Verdict::Negative => "negative-discrimination",
            Verdict::Weak => "weak-discrimination",
            Verdict::DeadDistractor { .. } => "dead-distractor",
            Verdict::Easy => "too-easy",
            Verdict::Hard => "hard",
        }
    }
}

/// Sampling error of a correlation near zero: 1 / sqrt(n - 1).
fn error(n: usize) -> f64 {
    1.0 / ((n.max(2) - 1) as f64).sqrt()
}

impl ItemStatistics {
    /// Everything that the figures say, the gravest first. Nothing under [`FEWEST`] answers.
    pub fn verdicts(&self) -> Vec<Verdict> {
        let mut all = Vec::new();
        if self.counted() == Counted::CountsOnly {
            return all;
        }
        let discrimination = self.discrimination;
        // A figure within its own error of zero says nothing of the key.
        let negative = discrimination.is_some_and(|d| d < -error(self.n));
        // By the two signs together; the stronger choice is the one to look at.
        let rivals = self.choices.iter().filter(|c| !c.key);
        let rival = rivals
            .filter_map(|c| Some((c.discrimination?, c)))
            .filter(|(d, c)| *d > 2.0 * error(self.n) && c.share >= 2.0 * DEAD && c.n >= 5)
            .max_by(|(a, c), (b, d)| a.total_cmp(b).then_with(|| d.id.cmp(&c.id)));
        let knows_key = self.choices.iter().any(|c| c.key);
        match rival {
            Some((rival, choice))
                if knows_key
                    && discrimination.is_some_and(|d| d < 0.0 && rival - d > 3.0 * error(self.n)) =>
            {
                all.push(Verdict::KeyInDoubt { choice: choice.id.clone() });
            }
            _ if negative => all.push(Verdict::Negative),
            // Of few answers a sound item may come out so by chance.
            _ if self.facility < EASY
                && discrimination.is_some_and(|d| d < WEAK && d + error(self.n) < 2.0 * WEAK) =>
            {
                all.push(Verdict::Weak);
            }
            _ => {}
        }
        if self.facility > EASY {
            all.push(Verdict::Easy);
        } else if self.facility < HARD {
            all.push(Verdict::Hard);
        }
        // Of few answers one in twenty is nobody by chance; where all know the key, no distractor works.
        if self.counted() == Counted::Sure && self.closed && self.facility <= EASY {
            let dead = self.choices.iter().filter(|c| !c.key && c.share < DEAD);
            all.extend(dead.map(|c| Verdict::DeadDistractor { choice: c.id.clone() }));
        }
        all
    }
}
