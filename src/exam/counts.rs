//! How many items of each domain a form has.

use crate::bank::{Blueprint, Share};

/// The measure of one form: its items by domain, and its time.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Measure {
    /// By domain: items that count.
    pub scored: Vec<u32>,
    /// By domain: items that do not.
    pub pretest: Vec<u32>,
    /// Time in seconds, before a learner's time factor.
    pub seconds: u32,
}

impl Measure {
    /// The measure of a form of some length, the domains in proportion and the time too. At the blueprint's own length the
    /// counts are exactly its own.
    ///
    /// Fractions are settled by the method of largest remainders; where weights are given from and to, a domain stays
    /// within them as far as whole items allow.
    pub fn of(blueprint: &Blueprint, length: u32) -> Self {
        let length = length.clamp(1, blueprint.items);
        let share = |n: u32| u64::from(n) * u64::from(length);
        let whole = u64::from(blueprint.items);
        let pretest = ((share(blueprint.pretest) + whole / 2) / whole) as u32;
        let scored = length - pretest.min(length - 1);
        let weights: Vec<u64> = blueprint
            .domains
            .iter()
            .map(|d| match d.share {
                Share::Items(n) => 2 * u64::from(n),
                Share::Weight(low, high) => u64::from(low + high),
            })
            .collect();
        let mut counts = apportion(&weights, scored);
        keep_within(blueprint, &mut counts, scored);
        Self {
            scored: counts,
            pretest: apportion(&weights, length - scored),
            seconds: (share(blueprint.minutes) * 60 / whole) as u32,
        }
    }

    /// Items of a domain, those that do not count included.
    pub fn of_domain(&self, domain: usize) -> u32 {
        let of = |counts: &[u32]| counts.get(domain).copied().unwrap_or(0);
        of(&self.scored) + of(&self.pretest)
    }

    /// All items by domain.
    pub fn all(&self) -> Vec<u32> {
        (0..self.scored.len()).map(|d| self.of_domain(d)).collect()
    }

    /// Items of the form.
    pub fn items(&self) -> u32 {
        self.all().iter().sum()
    }
}

/// Shares a number out by weights: whole parts first, the rest to the largest remainders (Hamilton's method), the
/// earlier one where they are equal.
fn apportion(weights: &[u64], total: u32) -> Vec<u32> {
    let sum: u64 = weights.iter().sum();
    if sum == 0 {
        return vec![0; weights.len()];
    }
    let mut parts: Vec<u32> = weights.iter().map(|w| (w * u64::from(total) / sum) as u32).collect();
    let mut order: Vec<usize> = (0..weights.len()).collect();
    order.sort_by_key(|at| std::cmp::Reverse(weights[*at] * u64::from(total) % sum));
    let left = total - parts.iter().sum::<u32>();
    for at in order.into_iter().cycle().take(left as usize) {
        parts[at] += 1;
    }
    parts
}

/// Moves items from domains above their weight to domains below it.
fn keep_within(blueprint: &Blueprint, counts: &mut [u32], scored: u32) {
    let bounds: Vec<(u32, u32)> = blueprint
        .domains
        .iter()
        .map(|d| match d.share {
            Share::Items(_) => (0, u32::MAX),
            Share::Weight(low, high) => {
                let (least, most) = ((low * scored).div_ceil(100), high * scored / 100);
                // No whole number lies within: those on either side will do.
                if least > most { (most, least) } else { (least, most) }
            }
        })
        .collect();
    let domains = 0..counts.len();
    // Each move mends a domain and breaks none, so there is an end.
    loop {
        let below = domains.clone().find(|d| counts[*d] < bounds[*d].0);
        let above = domains.clone().find(|d| counts[*d] > bounds[*d].1);
        let surplus = |d: &usize| counts[*d].saturating_sub(bounds[*d].0);
        let room = |d: &usize| bounds[*d].1.saturating_sub(counts[*d]);
        let (from, to) = match (below, above) {
            (Some(to), above) => {
                (above.or_else(|| domains.clone().filter(|d| surplus(d) > 0).max_by_key(surplus)), Some(to))
            }
            (None, Some(from)) => (Some(from), domains.clone().filter(|d| room(d) > 0).max_by_key(room)),
            (None, None) => return,
        };
        let (Some(from), Some(to)) = (from, to) else { return };
        counts[from] -= 1;
        counts[to] += 1;
    }
}

#[cfg(test)]
mod tests {
    use super::super::fixture::blueprint;
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn the_whole_exam_has_its_own_counts() {
        let measure = Measure::of(&blueprint(&[Share::Items(6), Share::Items(3), Share::Items(1)]), 10);
        assert_eq!(measure.scored, [6, 3, 1]);
        assert_eq!(measure.seconds, 60 * 60);
    }

    #[test]
    fn a_short_form_keeps_the_proportions() {
        let measure = Measure::of(&blueprint(&[Share::Items(60), Share::Items(30), Share::Items(10)]), 25);
        assert_eq!(measure.scored, [15, 8, 2]);
        assert_eq!(measure.seconds, 60 * 60 / 4);
    }

    proptest! {
        // Most weights drawn at random cannot make a hundred, and are drawn again.
        #![proptest_config(ProptestConfig { max_global_rejects: 100_000, ..ProptestConfig::default() })]

        #[test]
        fn weights_stay_within_their_bounds_where_they_can(
            pairs in proptest::collection::vec((0_u32..40, 0_u32..20), 1..8),
            length in 1_u32..200,
        ) {
            let shares: Vec<Share> = pairs.iter().map(|(low, more)| Share::Weight(*low, low + more)).collect();
            let (low, high) = pairs.iter().fold((0, 0), |(l, h), (low, more)| (l + low, h + low + more));
            prop_assume!(low <= 100 && high >= 100);
            let measure = Measure::of(&blueprint(&shares), length);
            let scored = length.min(100);
            prop_assert_eq!(measure.items(), scored);
            let bounds: Vec<(u32, u32)> = pairs
                .iter()
                .map(|(low, more)| ((low * scored).div_ceil(100), (low + more) * scored / 100))
                .map(|(least, most)| (least.min(most), least.max(most)))
                .collect();
            let (least, most) = bounds.iter().fold((0, 0), |(l, m), (least, most)| (l + least, m + most));
            prop_assume!(least <= scored && scored <= most);
            for (count, (least, most)) in measure.scored.iter().zip(&bounds) {
                prop_assert!(least <= count && count <= most, "{:?} in {:?}", measure.scored, bounds);
            }
        }

        #[test]
        fn counts_add_up(items in proptest::collection::vec(1_u32..40, 1..12), length in 1_u32..300) {
            let shares: Vec<Share> = items.iter().map(|n| Share::Items(*n)).collect();
            let blueprint = blueprint(&shares);
            let measure = Measure::of(&blueprint, length);
            prop_assert_eq!(measure.items(), length.min(blueprint.items));
            // Hamilton's method: no domain is off its quota by a whole item.
            for (count, n) in measure.scored.iter().zip(&items) {
                let quota = f64::from(*n) * f64::from(measure.items()) / f64::from(blueprint.items);
                prop_assert!((f64::from(*count) - quota).abs() < 1.0);
            }
        }
    }
}
