//! Exact fractions of a question's maximum.

use std::fmt;
use std::iter::Sum;
use std::ops::Add;

use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// A non-negative fraction in lowest terms. The denominators that grading makes stay far below 1,000.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Points {
    numerator: u32,
    denominator: u32,
}

/// Fractions with denominators up to this are told apart by the number written into the journal.
const LARGEST_DENOMINATOR: u32 = 1_000;

impl Points {
    /// No points.
    pub const ZERO: Points = Points { numerator: 0, denominator: 1 };

    /// A whole number of points.
    pub const fn whole(n: u32) -> Self {
        Self { numerator: n, denominator: 1 }
    }

    /// `numerator / denominator`; a denominator of zero gives no points.
    pub fn new(numerator: u64, denominator: u64) -> Self {
        if numerator == 0 || denominator == 0 {
            return Self::ZERO;
        }
        let divisor = gcd(numerator, denominator);
        let fit = |n: u64| u32::try_from(n / divisor).unwrap_or(u32::MAX);
        Self { numerator: fit(numerator), denominator: fit(denominator) }
    }

    /// This many times over.
    #[must_use]
    pub fn times(self, factor: Points) -> Self {
        Self::new(
            u64::from(self.numerator) * u64::from(factor.numerator),
            u64::from(self.denominator) * u64::from(factor.denominator),
        )
    }

    /// The share of `maximum`, itself a fraction.
    #[must_use]
    pub fn over(self, maximum: Points) -> Self {
        Self::new(
            u64::from(self.numerator) * u64::from(maximum.denominator),
            u64::from(self.denominator) * u64::from(maximum.numerator),
        )
    }

    /// The nearest floating-point number.
    pub fn value(self) -> f64 {
        f64::from(self.numerator) / f64::from(self.denominator)
    }

    /// The simplest fraction that a written number stands for: the journal keeps numbers, and two fractions with
    /// denominators up to 1,000 are never nearer than a millionth.
    pub fn from_value(value: f64) -> Option<Self> {
        if !value.is_finite() || !(0.0..1e9).contains(&value) {
            return None;
        }
        (1..=LARGEST_DENOMINATOR)
            .map(|d| (d, (value * f64::from(d)).round()))
            .find(|(d, n)| (value - n / f64::from(*d)).abs() < 1e-9)
            .map(|(d, n)| Self::new(n as u64, u64::from(d)))
    }
}

fn gcd(a: u64, b: u64) -> u64 {
    if b == 0 { a } else { gcd(b, a % b) }
}

impl Add for Points {
    type Output = Points;

    fn add(self, other: Points) -> Points {
        Points::new(
            u64::from(self.numerator) * u64::from(other.denominator)
                + u64::from(other.numerator) * u64::from(self.denominator),
            u64::from(self.denominator) * u64::from(other.denominator),
        )
    }
}

impl Sum for Points {
    fn sum<I: Iterator<Item = Points>>(points: I) -> Points {
        points.fold(Points::ZERO, Add::add)
    }
}

impl PartialOrd for Points {
    fn partial_cmp(&self, other: &Self) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Points {
    fn cmp(&self, other: &Self) -> std::cmp::Ordering {
        let left = u64::from(self.numerator) * u64::from(other.denominator);
        left.cmp(&(u64::from(other.numerator) * u64::from(self.denominator)))
    }
}

/// `2`, `½`-free: `1/2`, `1 1/2`.
impl fmt::Display for Points {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (whole, rest) = (self.numerator / self.denominator, self.numerator % self.denominator);
        match (whole, rest) {
            (_, 0) => write!(f, "{whole}"),
            (0, _) => write!(f, "{rest}/{}", self.denominator),
            _ => write!(f, "{whole} {rest}/{}", self.denominator),
        }
    }
}

/// As a number: an integer where it is whole.
impl Serialize for Points {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        if self.denominator == 1 {
            serializer.serialize_u32(self.numerator)
        } else {
            serializer.serialize_f64(self.value())
        }
    }
}

impl<'de> Deserialize<'de> for Points {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let value = f64::deserialize(deserializer)?;
        Self::from_value(value)
            .ok_or_else(|| serde::de::Error::custom(format!("{value} is no number of points")))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn arithmetic_is_exact() {
        let third = Points::new(1, 3);
        assert_eq!(third + third + third, Points::whole(1));
        assert_eq!(Points::new(2, 4).times(Points::whole(3)).to_string(), "1 1/2");
        assert!(Points::new(2, 3) > Points::new(3, 5));
    }

    proptest! {
        #[test]
        fn what_is_written_is_read_again(n in 0_u64..5_000, d in 1_u64..=1_000) {
            let points = Points::new(n, d);
            let text = serde_json::to_string(&points).unwrap();
            prop_assert_eq!(serde_json::from_str::<Points>(&text).unwrap(), points);
        }
    }
}
