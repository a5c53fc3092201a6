//! When a question comes back.

use super::calibrate::Calibration;
use super::memory::{Memory, Model};

/// The recall at which a question is due.
pub const RETENTION: f64 = 0.9;

/// Before an exam every question that may have been forgotten by then is looked at once more; in so many days.
const LAST_LOOK: i32 = 7;
/// What is recalled with at least this chance on the day of the exam need not be looked at again.
const SAFE: f64 = 0.97;

/// When a question comes back.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Due {
    /// On the study day of this number.
    On(i32),
    /// Not before the exam: it is known until then.
    Safe,
    /// No day is left before the exam.
    TooLate,
}

impl Due {
    /// The number of the day, where there is one.
    pub const fn day(self) -> Option<i32> {
        match self {
            Due::On(day) => Some(day),
            Due::Safe | Due::TooLate => None,
        }
    }
}

/// What bounds the intervals.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Schedule {
    /// The number of today's study day.
    pub today: i32,
    /// The number of the day of the exam, when it is today or later.
    pub exam: Option<i32>,
}

impl Schedule {
    /// A schedule; an exam that is over bounds nothing.
    pub fn new(today: i32, exam: Option<i32>) -> Self {
        Self { today, exam: exam.filter(|exam| *exam >= today) }
    }

    /// When a question is due: when its recall falls to [`RETENTION`], and not after the day before the exam. What would come
    /// back later is looked at once more in the last week, each on a day of its own `number`, unless it is safe until the
    /// exam.
    pub fn due(&self, model: &Model, calibration: &Calibration, memory: &Memory, number: u64) -> Due {
        let day = memory.day.saturating_add(model.interval(memory, RETENTION));
        let Some(exam) = self.exam else { return Due::On(day) };
        let last = exam - 1;
        if day <= last {
            return Due::On(day);
        }
        if calibration.apply(model.recall(memory, exam)) >= SAFE {
            return Due::Safe;
        }
        if memory.day >= last {
            return Due::TooLate;
        }
        let look = last - (number % LAST_LOOK as u64) as i32;
        // Who answered it within the last week sees it on the last day.
        Due::On(if look > memory.day { look } else { last })
    }

    /// Days until the exam; none without one.
    pub fn days_left(&self) -> Option<i32> {
        self.exam.map(|exam| exam - self.today)
    }
}

#[cfg(test)]
mod tests {
    use super::super::grade::Grade;
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn nothing_is_scheduled_past_the_exam(
            grades in proptest::collection::vec((1_u32..=4, 0_i32..60), 1..12),
            ahead in 0_i32..200,
            number: u64,
        ) {
            let model = Model::default();
            let mut day = 20_000;
            let mut memory = None;
            for (grade, days) in grades {
                day += days;
                memory = Some(model.after(memory.as_ref(), Grade::numbered(grade), day));
            }
            let memory = memory.unwrap();
            let exam = day + ahead;
            let schedule = Schedule::new(day, Some(exam));
            let sure = Calibration { shift: 0.0, error: 0.0 };
            match schedule.due(&model, &sure, &memory, number) {
                Due::On(due) => prop_assert!(due > memory.day && due < exam),
                Due::Safe => prop_assert!(model.recall(&memory, exam) >= SAFE - 1e-9),
                Due::TooLate => prop_assert!(ahead <= 1),
            }
            let free = Schedule::new(day, None).due(&model, &sure, &memory, number);
            prop_assert_eq!(free, Due::On(memory.day + model.interval(&memory, RETENTION)));
        }
    }

    #[test]
    fn an_exam_that_is_over_bounds_nothing() {
        assert_eq!(Schedule::new(100, Some(99)).exam, None);
        assert_eq!(Schedule::new(100, Some(100)).days_left(), Some(0));
    }
}
