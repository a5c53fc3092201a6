//! What is remembered, what comes back when, and how well memory was foretold.

use std::collections::BTreeMap;

use jiff::civil::Date;
use serde::Serialize;

use super::readiness::rounded;
use crate::learner::{Due, Memory, Model, Remembered};
use crate::progress::{Day, Tally, day_number, numbered_day};
use crate::study::{Outlook, Season};

/// Days that the load ahead shows.
const AHEAD: i32 = 30;
/// Days that the activity shows.
const BACK: i32 = 60;
/// Above so many answers a part of the questions stands for all, in what is said of retention.
const SAMPLE: usize = 50_000;

/// What is remembered.
#[derive(Clone, Debug, Serialize)]
pub struct MemoryStats {
    /// Questions that are remembered or were.
    pub questions: usize,
    /// How many of them would be recalled today, as expected.
    pub recalled: f64,
    /// Questions that come back today, or should have before.
    pub due: usize,
    /// Questions that do not come back before the exam.
    pub safe: usize,
    /// Questions set aside, since they were missed again and again.
    pub set_aside: usize,
    /// Whether the model was fitted to the learner.
    pub fitted: bool,
    /// What comes back, by day: today with what is overdue, and thirty days more.
    pub ahead: Vec<DueDay>,
    /// How much was recalled after how many days, and how much was expected to be.
    pub retention: Vec<Retention>,
    /// The share of questions that retention is reckoned from.
    pub retention_sample: f64,
}

/// What comes back on a day.
#[derive(Clone, Debug, Serialize)]
pub struct DueDay {
    /// The day.
    pub day: Date,
    /// How many questions.
    pub questions: usize,
}

/// What was recalled.
#[derive(Clone, Debug, Serialize)]
pub struct Retention {
    /// From so many days after the answer before.
    pub from: i32,
    /// To so many; none for the last line.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub to: Option<i32>,
    /// Answers.
    pub answers: usize,
    /// The share that was recalled.
    pub recalled: f64,
    /// The share that was expected to be.
    pub expected: f64,
}

/// A day of study.
#[derive(Clone, Debug, Serialize)]
pub struct ActiveDay {
    /// The day.
    pub day: Date,
    /// Answers.
    pub attempts: u32,
    /// Correct ones among them.
    pub correct: u32,
    /// Time taken, in seconds.
    pub seconds: f64,
}

/// Days between answers, as retention groups them.
const GAPS: [(i32, Option<i32>); 6] =
    [(1, Some(1)), (2, Some(3)), (4, Some(7)), (8, Some(14)), (15, Some(30)), (31, None)];

/// What is remembered; `others` are the memories of questions that no bank holds, each with a number of its own.
pub fn memory_stats<'r>(
    outlook: &'r Outlook,
    others: impl Iterator<Item = (u64, &'r Remembered)>,
) -> MemoryStats {
    let season = &outlook.season;
    let today = season.schedule.today;
    let all: Vec<(u64, &Remembered)> =
        outlook.remembered().map(|(question, r)| (u64::from(question.0), r)).chain(others).collect();
    let mut ahead = vec![0_usize; AHEAD as usize + 1];
    let (mut due, mut safe, mut set_aside, mut recalled) = (0, 0, 0, 0.0);
    for (number, remembered) in &all {
        recalled += season.recall(&remembered.memory, today);
        if remembered.is_leech() {
            set_aside += 1;
            continue;
        }
        match season.due(&remembered.memory, *number) {
            Due::Safe => safe += 1,
            Due::TooLate => {}
            Due::On(day) => {
                let days = (day - today).max(0);
                due += usize::from(days == 0);
                if let Some(count) = ahead.get_mut(days as usize) {
                    *count += 1;
                }
            }
        }
    }
    let (retention, retention_sample) = retention(&all, season);
    MemoryStats {
        questions: all.len(),
        recalled: (recalled * 10.0).round() / 10.0,
        due,
        safe,
        set_aside,
        fitted: season.model.parameters() != Model::default().parameters(),
        ahead: ahead
            .into_iter()
            .enumerate()
            .map(|(days, questions)| DueDay { day: numbered_day(today + days as i32), questions })
            .collect(),
        retention,
        retention_sample: rounded(retention_sample),
    }
}

fn retention(all: &[(u64, &Remembered)], season: &Season) -> (Vec<Retention>, f64) {
    let answers: usize = all.iter().map(|(_, r)| r.reviews.len()).sum();
    let step = answers.div_ceil(SAMPLE).max(1);
    let mut lines: Vec<(usize, usize, f64)> = vec![(0, 0, 0.0); GAPS.len()];
    // By number, so that the sample is the same every time.
    let mut sampled: Vec<&(u64, &Remembered)> = all.iter().collect();
    sampled.sort_by_key(|(number, _)| *number);
    for (_, remembered) in sampled.into_iter().step_by(step) {
        let mut memory: Option<Memory> = None;
        for review in &remembered.reviews {
            let gap = memory.map_or(0, |m| review.day() - m.day);
            let next = season.model.after(memory.as_ref(), review.grade(), review.day());
            if let Some(expected) = next.expected
                && let Some(at) =
                    GAPS.iter().position(|(from, to)| gap >= *from && to.is_none_or(|to| gap <= to))
            {
                let (count, known, sum) = &mut lines[at];
                *count += 1;
                *known += usize::from(next.recalled);
                *sum += f64::from(expected);
            }
            memory = Some(next);
        }
    }
    let share = |part: f64, whole: usize| rounded(part / whole.max(1) as f64);
    let lines = GAPS.iter().zip(lines).map(|((from, to), (answers, known, expected))| Retention {
        from: *from,
        to: *to,
        answers,
        recalled: share(known as f64, answers),
        expected: share(expected, answers),
    });
    (lines.collect(), 1.0 / step as f64)
}

/// The last days, those without an answer included; and how many days in a row, up to today or yesterday, had one.
pub fn activity(days: &BTreeMap<Day, Tally>, today: Day) -> (Vec<ActiveDay>, u32) {
    let now = day_number(today);
    let lines = (now - BACK + 1..=now).map(|number| {
        let day = numbered_day(number);
        let tally = days.get(&day).copied().unwrap_or_default();
        ActiveDay { day, attempts: tally.attempts, correct: tally.correct, seconds: tally.seconds.round() }
    });
    let active = |number: i32| days.get(&numbered_day(number)).is_some_and(|t| t.attempts > 0);
    // Who has not studied yet today has not broken the row.
    let last = if active(now) { now } else { now - 1 };
    let streak = (0..days.len() as i32).take_while(|back| active(last - back)).count() as u32;
    (lines.collect(), streak)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_row_of_days_is_not_broken_before_the_day_is_over() {
        let day = |n: i32| numbered_day(20_000 + n);
        let tally = Tally { attempts: 1, ..Tally::default() };
        let days: BTreeMap<Day, Tally> = [0, 1, 3, 4, 5].into_iter().map(|n| (day(n), tally)).collect();
        assert_eq!(activity(&days, day(5)).1, 3);
        assert_eq!(activity(&days, day(6)).1, 3);
        assert_eq!(activity(&days, day(7)).1, 0);
        let (lines, _) = activity(&days, day(6));
        assert_eq!(lines.len(), BACK as usize);
        assert_eq!(lines.iter().filter(|l| l.attempts > 0).count(), 5);
    }
}
