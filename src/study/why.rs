//! Why a question is asked now, and when it comes back.

use jiff::civil::Date;
use serde::Serialize;

use super::candidate::{Candidate, State};
use super::outlook::Part;
use super::worth::{Season, Worth};
use crate::learner::{Due, Performance, Remembered, Review, grade};
use crate::progress::{Attempt, numbered_day};

/// The kind of reason.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Reason {
    /// It was never answered.
    New,
    /// It was answered, but its key has changed since.
    KeyChanged,
    /// The last answer was not correct.
    Missed,
    /// It was answered correctly some time ago, and is about to be forgotten.
    Due,
    /// It was answered correctly, and is not due yet.
    Seen,
    /// The learner asked for it.
    Asked,
}

impl Reason {
    /// A word or two for the heading.
    pub const fn label(self) -> &'static str {
        match self {
            Reason::New => "new",
            Reason::KeyChanged => "key changed",
            Reason::Missed => "missed before",
            Reason::Due => "due",
            Reason::Seen => "seen before",
            Reason::Asked => "",
        }
    }
}

/// Why a question is asked now.
#[derive(Clone, Debug, PartialEq)]
pub struct Why {
    /// The kind of reason.
    pub reason: Reason,
    /// What asking it is worth; none where that did not matter.
    pub worth: Option<Worth>,
    /// Days since it was answered last.
    pub days: Option<i32>,
    /// The part of the exam, or the topic.
    pub part: Option<String>,
    /// Items of that part, and of the exam; none without an exam.
    pub items: Option<(f64, f64)>,
    /// First answers in that part.
    pub answers: usize,
    /// What is remembered of it.
    pub remembered: Option<Remembered>,
    /// By which the last looks before an exam are spread.
    pub number: u64,
}

impl Why {
    /// A question that the learner asked for: nothing else is to be said.
    pub const fn asked() -> Self {
        Self {
            reason: Reason::Asked,
            worth: None,
            days: None,
            part: None,
            items: None,
            answers: 0,
            remembered: None,
            number: 0,
        }
    }

    /// Why a candidate is asked. `restarted` tells a changed key from a new question.
    pub fn of<Q>(
        candidate: &Candidate<Q>,
        remembered: Option<&Remembered>,
        part: Option<&Part>,
        season: &Season,
        restarted: bool,
    ) -> Self {
        let reason = match candidate.state {
            State::Unseen if restarted => Reason::KeyChanged,
            State::Unseen => Reason::New,
            State::Missed => Reason::Missed,
            State::Known if season.is_due(candidate) => Reason::Due,
            State::Known => Reason::Seen,
        };
        Self {
            reason,
            worth: Some(season.worth(candidate)),
            days: candidate.memory.map(|m| (season.schedule.today - m.day).max(0)),
            part: part.map(|p| p.title.clone()),
            items: None,
            answers: part.map_or(0, |p| p.ability.answers),
            remembered: candidate.memory.and(remembered.cloned()),
            number: candidate.number,
        }
    }
}

/// When a question comes back.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum ComesBack {
    /// On a study day, so many days from today.
    On {
        /// The day.
        day: Date,
        /// Days from today.
        days: i32,
    },
    /// Not before the exam: it is known until then.
    Safe,
    /// No day is left before the exam.
    TooLate,
    /// Missed again and again, it is set aside.
    SetAside,
}

impl Season {
    /// When a question comes back that was just answered, of which so much was remembered before.
    pub fn comes_back(&self, before: Option<&Remembered>, attempt: &Attempt, number: u64) -> ComesBack {
        let review = Review::new(self.schedule.today, grade(&Performance::of_attempt(attempt)));
        let memory = self.model.after(before.map(|b| &b.memory), review.grade(), review.day());
        if before.is_some_and(|b| b.would_be_leech(review)) {
            return ComesBack::SetAside;
        }
        match self.due(&memory, number) {
            Due::On(due) => ComesBack::On { day: numbered_day(due), days: due - self.schedule.today },
            Due::Safe => ComesBack::Safe,
            Due::TooLate => ComesBack::TooLate,
        }
    }
}
