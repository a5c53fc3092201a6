//! The upper and lower 27 % of the candidates.
//!
//! Where several candidates have the score at which a group ends, each of them belongs to it in part: a group that took
//! some of them and not others would depend on the order of the file.

/// The share of the candidates in each group (Kelley 1939).
const SHARE: f64 = 0.27;

/// By how much each candidate belongs to the lower and to the upper group, 0 to 1.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Groups {
    /// For every candidate the number of its class.
    pub class: Vec<u8>,
    /// By class: the part that belongs to the lower, and to the upper group.
    pub weights: [(f64, f64); CLASSES],
}

/// Lower, on the lower bound, between, on the upper bound, upper.
pub(super) const CLASSES: usize = 5;

/// Divides candidates by what orders them; those without anything (`NaN`) stay between.
pub(super) fn divide(standing: &[f64]) -> Groups {
    let mut known: Vec<f64> = standing.iter().copied().filter(|s| !s.is_nan()).collect();
    let all = known.len();
    let size = SHARE * all as f64;
    let mut at = |rank: f64| {
        let rank = (rank as usize).min(all.saturating_sub(1));
        if all == 0 { f64::NAN } else { *known.select_nth_unstable_by(rank, f64::total_cmp).1 }
    };
    let low = at((size.ceil() - 1.0).max(0.0));
    let high = at((all as f64 - size.ceil()).max(0.0));
    let count = |fits: &dyn Fn(f64) -> bool| known.iter().filter(|s| fits(**s)).count() as f64;
    let below = count(&|s| s < low);
    let at_low = count(&|s| s <= low) - below;
    let above = count(&|s| s > high);
    let at_high = count(&|s| s >= high) - above;
    let part = |wanted: f64, there: f64| if there > 0.0 { (wanted / there).clamp(0.0, 1.0) } else { 0.0 };
    let (low_part, high_part) = (part(size - below, at_low), part(size - above, at_high));
    let same = low >= high;
    let class = |s: &f64| {
        if *s < low {
            0
        } else if *s <= low {
            1
        } else if *s > high {
            4
        } else {
            u8::from(*s >= high) + 2
        }
    };
    // Where the bounds are one score, its candidates belong to both groups in part.
    let bound = (low_part, if same { high_part } else { 0.0 });
    Groups {
        class: standing.iter().map(|s| if s.is_nan() { 2 } else { class(s) }).collect(),
        weights: [(1.0, 0.0), bound, (0.0, 0.0), (0.0, high_part), (0.0, 1.0)],
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sizes(standing: &[f64]) -> (f64, f64) {
        let groups = divide(standing);
        groups.class.iter().fold((0.0, 0.0), |(l, u), c| {
            let (low, up) = groups.weights[*c as usize];
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
