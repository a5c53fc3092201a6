//! What an answer says of memory.

use serde::{Deserialize, Serialize};

use crate::bank::Kind;
use crate::progress::{Attempt, Confidence, Trace};

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

/// What of an answer makes its grade.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Performance {
    /// Full points and nothing out of order.
    pub correct: bool,
    /// From showing to answer, in seconds.
    pub seconds: f64,
    /// The type of the question, where this program knows it.
    pub kind: Option<Kind>,
    /// How sure the learner was.
    pub confidence: Option<Confidence>,
    /// Given with a hint, or with codes completed by the program.
    pub helped: bool,
}

impl Performance {
    /// That of a trace.
    pub fn of(trace: &Trace) -> Self {
        Self {
            correct: trace.correct,
            seconds: f64::from(trace.seconds),
            kind: trace.kind,
            confidence: trace.confidence,
            helped: trace.helped,
        }
    }

    /// That of an attempt.
    pub fn of_attempt(attempt: &Attempt) -> Self {
        Self {
            correct: attempt.correct,
            // As the trace keeps it, so that both give the same grade.
            seconds: f64::from(attempt.seconds as f32),
            kind: Kind::named(&attempt.kind),
            confidence: attempt.confidence,
            helped: attempt.hints > 0 || attempt.completed,
        }
    }
}

/// The grade of an answer, from its mark, its time, and how sure the learner was.
///
/// What the exam would not count is not known: anything but a correct answer is [`Grade::Again`]. So is a correct answer
/// that the learner calls a guess: luck is no memory. Unsure, slow, or with a hint or completed codes it is
/// [`Grade::Hard`]; sure and quick it is [`Grade::Easy`].
pub fn grade(answer: &Performance) -> Grade {
    let usual = usual_seconds(answer.kind);
    match answer.confidence {
        _ if !answer.correct => Grade::Again,
        Some(Confidence::Guess) => Grade::Again,
        _ if answer.helped => Grade::Hard,
        Some(Confidence::Unsure) => Grade::Hard,
        Some(Confidence::Sure) if answer.seconds <= QUICK * usual => Grade::Easy,
        None if answer.seconds > SLOW * usual => Grade::Hard,
        Some(Confidence::Sure) | None => Grade::Good,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

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
        for (correct, seconds, confidence, helped, expected) in table {
            let kind = Some(Kind::Single);
            let found = grade(&Performance { correct, seconds, kind, confidence, helped });
            assert_eq!(found, expected, "{correct} {seconds} {confidence:?} {helped}");
        }
    }
}
