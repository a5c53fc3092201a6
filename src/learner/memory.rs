//! The memory of one question: FSRS-6.

use fsrs::{FSRS, FSRSItem, FSRSReview, MemoryState};
use serde::{Deserialize, Serialize};

use super::grade::Grade;

/// How memory moves: the parameters of FSRS-6, the defaults or those fitted to the learner.
#[derive(Clone, Debug)]
pub struct Model {
    fsrs: FSRS,
    parameters: Vec<f32>,
}

/// What is remembered of a question after its last answer.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Memory {
    /// Days until recall falls to 90 %.
    pub stability: f32,
    /// From 1 to 10.
    pub difficulty: f32,
    /// The number of the study day of the last answer.
    pub day: i32,
    /// What recall was expected before the last answer; none where it was the first, or on the same day as the one before.
    pub expected: Option<f32>,
    /// Whether the last answer was recalled.
    pub recalled: bool,
}

impl Default for Model {
    fn default() -> Self {
        Self { fsrs: FSRS::default(), parameters: fsrs::DEFAULT_PARAMETERS.to_vec() }
    }
}

impl Model {
    /// The model with these parameters; none when they are not the 21 numbers of FSRS-6.
    pub fn new(parameters: &[f32]) -> Option<Self> {
        if parameters.len() != fsrs::DEFAULT_PARAMETERS.len() || parameters.iter().any(|p| !p.is_finite()) {
            return None;
        }
        let fsrs = FSRS::new(parameters).ok()?;
        Some(Self { fsrs, parameters: parameters.to_vec() })
    }

    /// The 21 parameters.
    pub fn parameters(&self) -> &[f32] {
        &self.parameters
    }

    fn decay(&self) -> f32 {
        // FSRS clips it to this range, and so do we.
        self.parameters.last().copied().unwrap_or(fsrs::FSRS6_DEFAULT_DECAY).clamp(0.1, 0.8)
    }

    /// The memory after an answer on a study day. A day before the last one counts as the same: time never runs backwards.
    pub fn after(&self, before: Option<&Memory>, grade: Grade, day: i32) -> Memory {
        let elapsed = before.map_or(0, |b| days_between(b.day, day));
        let state = before.map(|b| MemoryState { stability: b.stability, difficulty: b.difficulty });
        let review = FSRSReview { rating: grade as u32, delta_t: elapsed };
        let item = FSRSItem { reviews: vec![review] };
        let expected = before.filter(|_| elapsed > 0).map(|b| self.recall(b, day) as f32);
        let recalled = grade.is_recalled();
        let day = before.map_or(day, |b| b.day.max(day));
        match self.fsrs.memory_state(item, state) {
            Ok(MemoryState { stability, difficulty }) => {
                Memory { stability, difficulty, day, expected, recalled }
            }
            // Finite states and grades give finite states; a state that is not is begun anew.
            Err(_) => Memory { stability: self.parameters[0], difficulty: 5.0, day, expected, recalled },
        }
    }

    /// The chance of recall on a study day, from 0 to 1.
    pub fn recall(&self, memory: &Memory, day: i32) -> f64 {
        self.recall_after(memory, f64::from(days_between(memory.day, day)))
    }

    /// The chance of recall some days after the last answer.
    pub fn recall_after(&self, memory: &Memory, days: f64) -> f64 {
        let state = MemoryState { stability: memory.stability, difficulty: memory.difficulty };
        f64::from(fsrs::current_retrievability(state, days as f32, self.decay())).clamp(0.0, 1.0)
    }

    /// Days from an answer until recall has fallen to a share; at least one.
    pub fn interval(&self, memory: &Memory, retention: f64) -> i32 {
        let days = self.fsrs.next_interval(Some(memory.stability), retention as f32, 3);
        days.round().clamp(1.0, 36_500.0) as i32
    }
}

fn days_between(from: i32, to: i32) -> u32 {
    to.saturating_sub(from).max(0) as u32
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// FSRS-6 once more, written from its description (the wiki page *The Algorithm* of the project
    /// `open-spaced-repetition/fsrs4anki`), in double precision.
    struct Paper<'w>(&'w [f32]);

    impl Paper<'_> {
        fn w(&self, at: usize) -> f64 {
            f64::from(self.0[at])
        }

        fn initial(&self, g: f64) -> (f64, f64) {
            (self.w(g as usize - 1), self.initial_difficulty(g).clamp(1.0, 10.0))
        }

        fn initial_difficulty(&self, g: f64) -> f64 {
            self.w(4) - (self.w(5) * (g - 1.0)).exp() + 1.0
        }

        fn recall(&self, days: f64, s: f64) -> f64 {
            let decay = -self.w(20);
            let factor = 0.9_f64.powf(1.0 / decay) - 1.0;
            (1.0 + factor * days / s).powf(decay)
        }

        fn next(&self, (s, d): (f64, f64), g: f64, days: f64) -> (f64, f64) {
            let r = self.recall(days, s);
            let stability = if days == 0.0 {
                let growth = (self.w(17) * (g - 3.0 + self.w(18))).exp() * s.powf(-self.w(19));
                s * if g >= 2.0 { growth.max(1.0) } else { growth }
            } else if g > 1.0 {
                let hard = if (g - 2.0).abs() < 0.5 { self.w(15) } else { 1.0 };
                let easy = if (g - 4.0).abs() < 0.5 { self.w(16) } else { 1.0 };
                let growth = self.w(8).exp()
                    * (11.0 - d)
                    * s.powf(-self.w(9))
                    * ((self.w(10) * (1.0 - r)).exp() - 1.0);
                s * (1.0 + growth * hard * easy)
            } else {
                let forgotten = self.w(11)
                    * d.powf(-self.w(12))
                    * ((s + 1.0).powf(self.w(13)) - 1.0)
                    * (self.w(14) * (1.0 - r)).exp();
                forgotten.min(s / (self.w(17) * self.w(18)).exp())
            };
            let moved = d - self.w(6) * (g - 3.0) * (10.0 - d) / 9.0;
            let difficulty = self.w(7) * self.initial_difficulty(4.0) + (1.0 - self.w(7)) * moved;
            (stability.clamp(0.001, 36_500.0), difficulty.clamp(1.0, 10.0))
        }
    }

    fn close(a: f64, b: f64) -> bool {
        (a - b).abs() <= 1e-3 * b.abs().max(1.0)
    }

    proptest! {
        #[test]
        fn states_are_those_of_the_published_algorithm(
            history in proptest::collection::vec((1_u32..=4, 0_i32..400), 1..40),
        ) {
            let model = Model::default();
            let paper = Paper(model.parameters());
            let mut day = 20_000;
            let mut ours: Option<Memory> = None;
            let mut theirs: Option<(f64, f64)> = None;
            for (grade, days) in history {
                let days = if ours.is_some() { days } else { 0 };
                day += days;
                if let (Some(memory), Some((s, _))) = (&ours, theirs) {
                    prop_assert!(close(model.recall(memory, day), paper.recall(f64::from(days), s)));
                }
                ours = Some(model.after(ours.as_ref(), Grade::numbered(grade), day));
                theirs = Some(match theirs {
                    None => paper.initial(f64::from(grade)),
                    Some(state) => paper.next(state, f64::from(grade), f64::from(days)),
                });
                let (memory, (s, d)) = (ours.unwrap(), theirs.unwrap());
                prop_assert!(close(f64::from(memory.stability), s), "{memory:?} {s}");
                prop_assert!(close(f64::from(memory.difficulty), d), "{memory:?} {d}");
            }
        }

        #[test]
        fn time_never_runs_backwards(days in proptest::collection::vec(-50_i32..50, 1..30)) {
            let model = Model::default();
            let mut memory = model.after(None, Grade::Good, 100);
            for day in days {
                let next = model.after(Some(&memory), Grade::Good, 100 + day);
                prop_assert!(next.day >= memory.day && next.stability >= memory.stability);
                memory = next;
            }
        }
    }

    #[test]
    fn recall_is_nine_in_ten_after_the_interval() {
        let model = Model::default();
        let memory = model.after(None, Grade::Easy, 0);
        let days = model.interval(&memory, 0.9);
        assert_eq!(days, 8);
        assert!((model.recall_after(&memory, f64::from(memory.stability)) - 0.9).abs() < 1e-4);
    }

    #[test]
    fn parameters_that_are_none_are_refused() {
        assert!(Model::new(&[1.0; 3]).is_none());
        assert!(Model::new(&[f32::NAN; 21]).is_none());
        assert!(Model::new(&fsrs::DEFAULT_PARAMETERS).is_some());
    }
}
