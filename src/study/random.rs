//! One seeded generator that gives the same on every machine.

use rand::rngs::ChaCha8Rng;
use rand::{Rng as _, SeedableRng as _};

/// `ChaCha8`, seeded with a number and the name of what is drawn, so that no two uses of a seed share their numbers.
pub struct Random(ChaCha8Rng);

impl Random {
    /// The generator for one use of a seed.
    pub fn new(seed: u64, purpose: &str) -> Self {
        let mut hasher = blake3::Hasher::new();
        hasher.update(&seed.to_le_bytes()).update(purpose.as_bytes());
        Self(ChaCha8Rng::from_seed(*hasher.finalize().as_bytes()))
    }

    /// A number below `bound`, each as likely as any other. Zero when `bound` is zero.
    pub fn below(&mut self, bound: usize) -> usize {
        let bound = bound as u64;
        if bound == 0 {
            return 0;
        }
        // Numbers beyond the last whole multiple would favour the small ones.
        let limit = u64::MAX - u64::MAX % bound;
        loop {
            let number = self.0.next_u64();
            if number < limit {
                return (number % bound) as usize;
            }
        }
    }
}

/// Shuffles by Fisher and Yates, from the end. Written here because library shuffles change between releases, and a
/// seed must give the same quiz for ever.
pub fn shuffle<T>(items: &mut [T], random: &mut Random) {
    for at in (1..items.len()).rev() {
        items.swap(at, random.below(at + 1));
    }
}

/// Takes one from groups, a group as likely as its weight says, in it the last; empty groups are passed over.
pub fn weighted<T>(groups: &mut [(u32, Vec<T>)], random: &mut Random) -> Option<T> {
    let of = |(weight, items): &(u32, Vec<T>)| if items.is_empty() { 0 } else { *weight as usize };
    let mut at = random.below(groups.iter().map(of).sum());
    for group in groups {
        let weight = of(group);
        if at < weight {
            return group.1.pop();
        }
        at -= weight;
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_seed_gives_the_same_for_ever() {
        let mut items: Vec<u32> = (0..10).collect();
        shuffle(&mut items, &mut Random::new(42, "golden"));
        assert_eq!(items, GOLDEN);
    }

    /// Taken down once; a change here changes every seeded quiz.
    const GOLDEN: [u32; 10] = [8, 7, 3, 6, 5, 1, 9, 4, 2, 0];

    proptest! {
        #[test]
        fn a_shuffle_is_a_permutation(mut items in proptest::collection::vec(any::<u16>(), 0..50), seed: u64) {
            let mut before = items.clone();
            shuffle(&mut items, &mut Random::new(seed, "test"));
            before.sort_unstable();
            items.sort_unstable();
            prop_assert_eq!(before, items);
        }
    }
}
