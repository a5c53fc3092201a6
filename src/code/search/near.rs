//! How far one word is from another: insertions, deletions, replacements, and swaps of neighbours.

/// A word to which others are compared, prepared for it. Words of more than 64 letters are compared by their first 64.
///
/// The bit-parallel algorithm of Hyyrö, *A bit-vector algorithm for computing Levenshtein and Damerau edit distances*
/// (Nordic Journal of Computing 10, 2003), which gives optimal string alignment.
pub(super) struct Near {
    masks: [u64; 128],
    len: usize,
}

impl Near {
    pub fn new(word: &str) -> Self {
        let mut masks = [0; 128];
        let bytes = &word.as_bytes()[..word.len().min(64)];
        for (at, byte) in bytes.iter().enumerate() {
            masks[usize::from(byte & 127)] |= 1 << at;
        }
        Self { masks, len: bytes.len() }
    }

    /// The distance to another word, if it is at most `most`.
    pub fn distance(&self, other: &str, most: usize) -> Option<usize> {
        let other = other.as_bytes();
        if other.len().abs_diff(self.len) > most || self.len == 0 {
            return None;
        }
        let last = 1_u64 << (self.len - 1);
        let (mut plus, mut minus) = (u64::MAX, 0_u64);
        let (mut diagonal, mut before) = (0_u64, 0_u64);
        let mut distance = self.len;
        for byte in other {
            let mask = self.masks[usize::from(byte & 127)];
            let swapped = ((!diagonal & mask) << 1) & before;
            diagonal = (((mask & plus).wrapping_add(plus)) ^ plus) | mask | minus | swapped;
            let (mut up, mut down) = (minus | !(diagonal | plus), diagonal & plus);
            distance += usize::from(up & last != 0);
            distance -= usize::from(down & last != 0);
            up = (up << 1) | 1;
            down <<= 1;
            plus = down | !(diagonal | up);
            minus = diagonal & up;
            before = mask;
        }
        (distance <= most).then_some(distance)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn agrees_with_the_textbook(a in "[a-d]{1,12}", b in "[a-d]{0,12}") {
            let expected = strsim::osa_distance(&a, &b);
            prop_assert_eq!(Near::new(&a).distance(&b, 20), Some(expected));
            prop_assert_eq!(Near::new(&a).distance(&b, 2), Some(expected).filter(|d| *d <= 2));
        }
    }
}
