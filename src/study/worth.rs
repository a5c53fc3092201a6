//! What asking a question now is worth.

use std::sync::Arc;

use super::candidate::Candidate;
use crate::learner::{Calibration, Due, Grade, Memory, Model, Schedule};

/// What the choice has to know beside the questions.
#[derive(Clone, Debug)]
pub struct Season {
    /// Today, and the exam.
    pub schedule: Schedule,
    /// How memory moves.
    pub model: Arc<Model>,
    /// Whether the learner remembers more or less than that.
    pub calibration: Calibration,
    /// What is looked ahead to: the day of the exam, or one a month from now where that comes sooner.
    day: i32,
    /// The chance that a question asked first today is known then: when it is answered, and when it is missed.
    fresh: (f64, f64),
}

/// What asking a question now is worth.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Worth {
    /// The chance that it is answered now.
    pub now: f64,
    /// The number of the day that the next two are of: that of the exam, or a day a month ahead where that comes sooner.
    pub day: i32,
    /// The chance that it is known then, when it is not asked before.
    pub without: f64,
    /// The same, when it is asked now.
    pub with: f64,
    /// By how much the expected score of the exam rises, as a share.
    pub gain: f64,
    /// The same for a minute of study.
    pub per_minute: f64,
}

/// What lies further ahead than so many days is not looked at: until then it can be asked again.
const FAR: i32 = 30;

/// How much of what is newly learned helps with the rest of its part, in log odds, for the first questions of it; the power
/// law of practice makes it less with every further one. An assumption: on the learners of `benches/teaching`, any figure from 0.2 to
/// 0.8 is as good within a point of the score.
const LIFT: f64 = 0.6;
/// After so many questions of a part it is half.
const LIFT_HALF: f64 = 5.0;

/// By how much the rest of a part gains when something new is learned in it.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Lift {
    most: f64,
    seen: f64,
}

impl Lift {
    /// That of a part: `share` is what it counts of the exam's score, `chance` what is expected of its unseen questions,
    /// `seen` how many were answered.
    pub fn new(share: f64, chance: f64, seen: usize) -> Self {
        Self { most: LIFT * share * chance * (1.0 - chance), seen: seen as f64 }
    }

    /// The same, when so many more were answered.
    #[must_use]
    pub fn later(self, more: usize) -> Self {
        Self { seen: self.seen + more as f64, ..self }
    }

    /// As a share of the exam's score.
    pub fn gain(self) -> f64 {
        self.most / (LIFT_HALF + self.seen)
    }
}

impl Season {
    /// A season.
    pub fn new(schedule: Schedule, model: Arc<Model>, calibration: Calibration) -> Self {
        let day = schedule.today + schedule.days_left().map_or(FAR, |days| days.clamp(0, FAR));
        let mut season = Self { schedule, model, calibration, day, fresh: (0.0, 0.0) };
        season.fresh = (season.after(None, Grade::Good), season.after(None, Grade::Again));
        season
    }

    /// The same on another day.
    #[must_use]
    pub fn on(&self, schedule: Schedule) -> Self {
        Self::new(schedule, Arc::clone(&self.model), self.calibration)
    }

    /// The chance that a question is known on the day ahead, when it is asked today and graded so.
    fn after(&self, before: Option<&Memory>, grade: Grade) -> f64 {
        self.recall(&self.model.after(before, grade, self.schedule.today), self.day)
    }

    /// The chance of recall on a study day.
    pub fn recall(&self, memory: &Memory, day: i32) -> f64 {
        self.calibration.apply(self.model.recall(memory, day))
    }

    /// When a question is due, of which so much is remembered.
    pub fn due(&self, memory: &Memory, number: u64) -> Due {
        self.schedule.due(&self.model, &self.calibration, memory, number)
    }

    /// Whether a question comes back today, or should have before.
    pub fn is_due<Q>(&self, candidate: &Candidate<Q>) -> bool {
        let day = candidate.memory.as_ref().and_then(|m| self.due(m, candidate.number).day());
        day.is_some_and(|day| day <= self.schedule.today)
    }

    /// What asking a question now is worth.
    pub fn worth<Q>(&self, candidate: &Candidate<Q>) -> Worth {
        let (today, day) = (self.schedule.today, self.day);
        let memory = candidate.memory.as_ref();
        let now = memory.map_or(candidate.chance, |m| self.recall(m, today));
        let without = memory.map_or(candidate.chance, |m| self.recall(m, day));
        let (good, again) = match memory {
            None => self.fresh,
            Some(_) => (self.after(memory, Grade::Good), self.after(memory, Grade::Again)),
        };
        let with = now * good + (1.0 - now) * again;
        let lift = if memory.is_none() { candidate.lift.gain() } else { 0.0 };
        let gain = candidate.weight * (with - without) + lift;
        Worth { now, day, without, with, gain, per_minute: 60.0 * gain / candidate.seconds.max(1.0) }
    }
}

#[cfg(test)]
mod tests {
    use super::super::candidate::State;
    use super::*;
    use proptest::prelude::*;

    fn season(exam: Option<i32>) -> Season {
        Season::new(Schedule::new(20_000, exam), Arc::default(), Calibration::default())
    }

    fn candidate(memory: Option<Memory>) -> Candidate<u32> {
        Candidate {
            question: 1,
            state: if memory.is_some() { State::Known } else { State::Unseen },
            last_at: 0,
            share: 1000,
            case: None,
            topic: 0,
            memory,
            number: 1,
            weight: 0.01,
            chance: 0.5,
            lift: Lift::default(),
            seconds: 60.0,
            leech: false,
        }
    }

    fn answered(days_ago: i32) -> Memory {
        Model::default().after(None, Grade::Good, 20_000 - days_ago)
    }

    #[test]
    fn what_is_nearly_forgotten_is_worth_more_than_what_was_just_answered() {
        let season = season(None);
        let worth = |days| season.worth(&candidate(Some(answered(days)))).gain;
        assert!(worth(20) > worth(3) && worth(3) > worth(0));
    }

    #[test]
    fn weight_and_time_decide_between_equals() {
        let season = season(None);
        let plain = candidate(None);
        let heavy = Candidate { weight: 0.02, ..candidate(None) };
        let slow = Candidate { seconds: 120.0, ..candidate(None) };
        let per_minute = |c: &Candidate<u32>| season.worth(c).per_minute;
        assert!(per_minute(&heavy) > per_minute(&plain) && per_minute(&plain) > per_minute(&slow));
    }

    #[test]
    fn the_first_of_a_part_lifts_it_most() {
        let lift = Lift::new(0.1, 0.5, 3);
        assert!(lift.gain() > lift.later(1).gain());
        assert_eq!(lift.later(7), Lift::new(0.1, 0.5, 10));
        assert!(Lift::new(0.2, 0.5, 3).gain() > lift.gain());
        assert!(lift.gain() > Lift::new(0.1, 0.95, 3).gain());
    }

    proptest! {
        #[test]
        fn the_day_looked_at_is_never_after_the_exam(ahead in 0_i32..400, days_ago in 0_i32..100) {
            let worth = season(Some(20_000 + ahead)).worth(&candidate(Some(answered(days_ago))));
            prop_assert!(worth.day <= 20_000 + ahead && worth.day >= 20_000);
            for share in [worth.now, worth.with, worth.without] {
                prop_assert!((0.0..=1.0).contains(&share));
            }
        }
    }
}
