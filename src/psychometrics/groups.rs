//! The upper and lower 27 % of the candidates.
//!
//! Where several candidates have the score at which a group ends, each of them belongs to it in part: a group that took
//! some of them and not others would depend on the order of the file.

use rayon::prelude::*;

/// The share of the candidates in each group (Kelley 1939).
const SHARE: f64 = 0.27;

/// Values that ascend, and how many have each.
pub(super) type Counts = Vec<(f64, u64)>;

/// Counts values; `NaN` is none.
pub(super) fn counted(values: &[f64]) -> Counts {
    let mut known: Vec<f64> = values.iter().copied().filter(|v| !v.is_nan()).collect();
    known.par_sort_unstable_by(f64::total_cmp);
    known.chunk_by(|a, b| a.total_cmp(b).is_eq()).map(|same| (same[0], same.len() as u64)).collect()
}

/// Where the groups end, and what belongs to them.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Groups {
    low: f64,
    high: f64,
    /// By class: the part that belongs to the lower, and to the upper group.
    pub weights: [(f64, f64); CLASSES],
}

/// Lower, on the lower bound, between, on the upper bound, upper.
pub(super) const CLASSES: usize = 5;

impl Groups {
    /// Divides candidates by what orders them.
    pub fn of(counts: &Counts) -> Self {
        let all = counts.iter().map(|(_, n)| n).sum::<u64>() as f64;
        let size = SHARE * all;
        // The value at which so many are reached, how many lie before it, and how many have it.
        let reach = |counts: &mut dyn Iterator<Item = &(f64, u64)>| {
            let mut before = 0;
            for (value, n) in counts {
                if (before + n) as f64 >= size.ceil().max(1.0) {
                    return (*value, before as f64, *n as f64);
                }
                before += n;
            }
            (f64::NAN, 0.0, 0.0)
        };
        let (low, below, at_low) = reach(&mut counts.iter());
        let (high, above, at_high) = reach(&mut counts.iter().rev());
        let part = |wanted: f64, there: f64| if there > 0.0 { (wanted / there).clamp(0.0, 1.0) } else { 0.0 };
        let (low_part, high_part) = (part(size - below, at_low), part(size - above, at_high));
        // Where the bounds are one score, its candidates belong to both groups in part.
        let bound = (low_part, if low >= high { high_part } else { 0.0 });
        let weights = [(1.0, 0.0), bound, (0.0, 0.0), (0.0, high_part), (0.0, 1.0)];
        Self { low, high, weights }
    }

    /// The class of a candidate; one of whom nothing is known (`NaN`) stays between.
    pub fn class(&self, standing: f64) -> usize {
        if standing < self.low {
            0
        } else if standing <= self.low {
            1
        } else if standing > self.high {
            4
        } else {
            usize::from(standing >= self.high) + 2
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sizes(standing: &[f64]) -> (f64, f64) {
        let groups = Groups::of(&counted(standing));
        standing.iter().fold((0.0, 0.0), |(l, u), s| {
            let (low, up) = groups.weights[groups.class(*s)];
            (l + low, u + up)
        })
    }

    #[test]
    fn groups_hold_their_share_however_many_are_equal() {
        for standing in [
            (0..100).map(f64::from).collect::<Vec<_>>(),
            (0..100).map(|n| f64::from(n / 10)).collect(),
            (0..100).map(|n| f64::from(n / 60)).collect(),
            vec![3.0; 100],
        ] {
            let (low, up) = sizes(&standing);
            assert!((low - 27.0).abs() < 1e-9 && (up - 27.0).abs() < 1e-9, "{low} {up}");
        }
    }
}
