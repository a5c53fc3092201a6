//! Whether the learner remembers more or less than the model expects.

use super::memory::{Memory, Model};
use super::remembered::Review;

/// How far expectation and outcome may differ before anything is known of it, on the scale of log odds.
const PRIOR_SD: f64 = 0.5;
/// So many answers are enough to see it.
const SAMPLE: usize = 10_000;

/// How much better or worse than expected the learner remembers, in log odds.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Calibration {
    /// To be added to the log odds of every expectation.
    pub shift: f64,
    /// Its standard error.
    pub error: f64,
}

impl Default for Calibration {
    fn default() -> Self {
        Self { shift: 0.0, error: PRIOR_SD }
    }
}

impl Calibration {
    /// From the answers to each question, in the same order every time: the shift under which the outcomes are likeliest,
    /// with a normal prior around none (Newton's method on the log odds). Of very many, every so many-th question is taken.
    ///
    /// All answers count, not the last of each question: a question that was missed is asked again sooner, so that the
    /// last answers are better than the rest.
    pub fn of(histories: &[&[Review]], model: &Model) -> Self {
        let answers: usize = histories.iter().map(|reviews| reviews.len()).sum();
        let mut pairs: Vec<(f64, f64)> = Vec::new();
        for reviews in histories.iter().step_by(answers.div_ceil(SAMPLE).max(1)) {
            let mut memory: Option<Memory> = None;
            for review in *reviews {
                let next = model.after(memory.as_ref(), review.grade(), review.day());
                if let Some(expected) = next.expected {
                    pairs.push((log_odds(f64::from(expected)), f64::from(u8::from(next.recalled))));
                }
                memory = Some(next);
            }
        }
        let prior = 1.0 / (PRIOR_SD * PRIOR_SD);
        let (mut shift, mut curve) = (0.0_f64, prior);
        for _ in 0..30 {
            let mut slope = -shift * prior;
            curve = prior;
            for (odds, outcome) in &pairs {
                let p = chance(odds + shift);
                slope += outcome - p;
                curve += p * (1.0 - p);
            }
            // The likelihood is concave; a bounded step cannot run away where it is flat.
            let step = (slope / curve).clamp(-1.0, 1.0);
            shift += step;
            if step.abs() < 1e-9 {
                break;
            }
        }
        Self { shift, error: 1.0 / curve.sqrt() }
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
    use super::super::grade::Grade;
    use super::*;

    /// Questions answered correctly, and again when recall is expected to be some share: then so many of them are recalled.
    fn calibrated(expected: f64, recalled: usize, of: usize) -> Calibration {
        let model = Model::default();
        let first = model.after(None, Grade::Good, 20_000);
        let days = model.interval(&first, expected);
        let histories: Vec<Vec<Review>> = (0..of)
            .map(|at| {
                let grade = if at < recalled { Grade::Good } else { Grade::Again };
                vec![Review::new(20_000, Grade::Good), Review::new(20_000 + days, grade)]
            })
            .collect();
        let histories: Vec<&[Review]> = histories.iter().map(Vec::as_slice).collect();
        Calibration::of(&histories, &model)
    }

    #[test]
    fn who_forgets_more_than_expected_is_expected_to_know_less() {
        let found = calibrated(0.8, 280, 400);
        assert!((found.apply(0.8) - 0.7).abs() < 0.02, "{found:?}");
        let much_less = calibrated(0.9, 350, 500);
        assert!((much_less.apply(0.9) - 0.7).abs() < 0.04, "{much_less:?}");
        let as_expected = calibrated(0.8, 320, 400);
        assert!(as_expected.shift.abs() < 0.1 && as_expected.error < 0.2, "{as_expected:?}");
    }

    #[test]
    fn little_is_known_from_few() {
        let found = calibrated(0.9, 0, 1);
        assert!(found.apply(0.9) > 0.8, "{found:?}");
        assert_eq!(Calibration::of(&[], &Model::default()), Calibration::default());
    }
}
