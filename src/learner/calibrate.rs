//! Whether the learner remembers more or less than the model expects.

use super::memory::Memory;

/// How far expectation and outcome may differ before anything is known of it, on the scale of log odds.
const PRIOR_SD: f64 = 0.5;

/// How much better or worse than expected the learner remembers, in log odds.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Calibration {
    /// To be added to the log odds of every expectation.
    pub shift: f64,
    /// Its standard error.
    pub error: f64,
    /// How many answers stand behind it.
    pub answers: usize,
}

impl Calibration {
    /// From what was expected before the last answer to each question, and what came: the shift under which the outcomes
    /// are likeliest, with a normal prior around none (one step of Newton's method at a time).
    pub fn of<'m>(memories: impl Iterator<Item = &'m Memory>) -> Self {
        let pairs: Vec<(f64, f64)> = memories
            .filter_map(|m| Some((log_odds(f64::from(m.expected?)), f64::from(u8::from(m.recalled)))))
            .collect();
        let (mut shift, mut information) = (0.0_f64, 0.0);
        for _ in 0..20 {
            let prior = 1.0 / (PRIOR_SD * PRIOR_SD);
            let (mut slope, mut curve) = (-shift * prior, prior);
            for (odds, outcome) in &pairs {
                let p = chance(odds + shift);
                slope += outcome - p;
                curve += p * (1.0 - p);
            }
            information = curve;
            let step = slope / curve;
            shift += step;
            if step.abs() < 1e-9 {
                break;
            }
        }
        let error = if information > 0.0 { 1.0 / information.sqrt() } else { PRIOR_SD };
        Self { shift, error, answers: pairs.len() }
    }

    /// The expectation, corrected.
    pub fn apply(&self, expected: f64) -> f64 {
        chance(log_odds(expected) + self.shift)
    }
}

fn log_odds(chance: f64) -> f64 {
    let chance = chance.clamp(1e-6, 1.0 - 1e-6);
    (chance / (1.0 - chance)).ln()
}

fn chance(log_odds: f64) -> f64 {
    1.0 / (1.0 + (-log_odds).exp())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn memories(expected: f32, recalled: usize, of: usize) -> Vec<Memory> {
        let memory =
            |recalled| Memory { stability: 1.0, difficulty: 5.0, day: 0, expected: Some(expected), recalled };
        (0..of).map(|at| memory(at < recalled)).collect()
    }

    #[test]
    fn who_forgets_more_than_expected_is_expected_to_know_less() {
        let found = Calibration::of(memories(0.9, 140, 200).iter());
        assert!((found.apply(0.9) - 0.7).abs() < 0.04, "{found:?}");
        let as_expected = Calibration::of(memories(0.9, 180, 200).iter());
        assert!(as_expected.shift.abs() < 0.02 && as_expected.error < 0.25);
    }

    #[test]
    fn little_is_known_from_few() {
        let found = Calibration::of(memories(0.9, 0, 1).iter());
        assert!(found.apply(0.9) > 0.75, "{found:?}");
        assert_eq!(Calibration::of(std::iter::empty()).apply(0.25), 0.25);
    }
}
