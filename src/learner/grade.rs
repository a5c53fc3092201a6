//! What an answer says of memory.

use serde::{Deserialize, Serialize};

use crate::bank::Kind;
use crate::progress::{Confidence, Trace};

/// The four grades of FSRS.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Grade {
    /// Not remembered.
    Again = 1,
    /// Remembered with effort, or with help.
    Hard = 2,
    /// Remembered.
    Good = 3,
    /// Remembered at once, and surely.
    Easy = 4,
}

impl Grade {
    /// The grade of FSRS's number.
    pub const fn numbered(number: u32) -> Self {
        match number {
            2 => Grade::Hard,
            3 => Grade::Good,
            4 => Grade::Easy,
            _ => Grade::Again,
        }
    }

    /// Whether it was remembered.
    pub const fn is_recalled(self) -> bool {
        !matches!(self, Grade::Again)
    }
}

/// An answer is slow when it takes so many times what its type usually takes.
const SLOW: f64 = 2.5;
/// And quick below this share of it.
const QUICK: f64 = 0.5;

/// What an answer of a type usually takes, in seconds, reading included. Ours, from the pace of open-book exams (a single
/// choice 144 seconds with looking up, about half of it without); only the order of magnitude matters.
pub const fn usual_seconds(kind: Option<Kind>) -> f64 {
    match kind {
        Some(Kind::TrueFalse) => 30.0,
        Some(Kind::Text) => 40.0,
        Some(Kind::Single) | None => 60.0,
        Some(Kind::Multiple | Kind::Match | Kind::Order) => 75.0,
        Some(Kind::Code) => 120.0,
    }
}

/// The grade of an answer, from its mark, its time, and how sure the learner was.
///
/// What the exam would not count is not known: anything but a correct answer is [`Grade::Again`]. So is a correct answer
/// that the learner calls a guess: luck is no memory. Unsure, slow, or with a hint or completed codes it is
/// [`Grade::Hard`]; sure and quick it is [`Grade::Easy`].
pub fn grade(trace: &Trace) -> Grade {
    let usual = usual_seconds(trace.kind);
    let seconds = f64::from(trace.seconds);
    match trace.confidence {
        _ if !trace.correct => Grade::Again,
        Some(Confidence::Guess) => Grade::Again,
        _ if trace.hinted || trace.completed => Grade::Hard,
        Some(Confidence::Unsure) => Grade::Hard,
        Some(Confidence::Sure) if seconds <= QUICK * usual => Grade::Easy,
        Some(Confidence::Sure) => Grade::Good,
        None if seconds > SLOW * usual => Grade::Hard,
        None => Grade::Good,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::progress::EventId;

    fn graded(correct: bool, seconds: f32, confidence: Option<Confidence>, hinted: bool) -> Grade {
        grade(&Trace {
            id: EventId(1),
            at: 0,
            device: "d".into(),
            seq: 1,
            revision: 0,
            epoch: 0,
            points: f64::from(u8::from(correct)),
            max_points: 1.0,
            correct,
            seconds,
            aside: false,
            day: 0,
            kind: Some(Kind::Single),
            confidence,
            hinted,
            completed: false,
        })
    }

    #[test]
    fn mark_time_and_confidence_make_the_grade() {
        let table = [
            (false, 10.0, Some(Confidence::Sure), false, Grade::Again),
            (true, 10.0, Some(Confidence::Guess), false, Grade::Again),
            (true, 10.0, Some(Confidence::Unsure), false, Grade::Hard),
            (true, 10.0, None, true, Grade::Hard),
            (true, 10.0, Some(Confidence::Sure), true, Grade::Hard),
            (true, 10.0, None, false, Grade::Good),
            (true, 150.0, None, false, Grade::Good),
            (true, 151.0, None, false, Grade::Hard),
            (true, 151.0, Some(Confidence::Sure), false, Grade::Good),
            (true, 30.0, Some(Confidence::Sure), false, Grade::Easy),
            (true, 31.0, Some(Confidence::Sure), false, Grade::Good),
        ];
        for (correct, seconds, confidence, hinted, expected) in table {
            let found = graded(correct, seconds, confidence, hinted);
            assert_eq!(found, expected, "{correct} {seconds} {confidence:?} {hinted}");
        }
    }
}
