//! What happens in an exam, line by line. Answers may change until the end: only what stands then becomes an attempt.

use serde::{Deserialize, Serialize};

use crate::bank::ChoiceId;

use super::event::{Attempt, Confidence, EventId, LookedUp};

/// Something that happened in an exam.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ExamEvent {
    /// The session.
    pub session: EventId,
    /// What happened.
    #[serde(flatten)]
    pub act: ExamAct,
}

/// What happens in an exam.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "act", rename_all = "kebab-case")]
pub enum ExamAct {
    /// It began.
    Began(Box<ExamPaper>),
    /// A question was answered, for the first time or anew.
    Answered(Box<ExamAnswer>),
    /// The answer to a question was taken away.
    Cleared(ExamStep),
    /// A question was marked to come back to, or the mark taken away.
    Flagged {
        /// Whether it is marked now.
        on: bool,
        /// Where and when.
        #[serde(flatten)]
        step: ExamStep,
    },
    /// A question was left as it is.
    Passed {
        /// The place that was gone to, from 0.
        to: u32,
        /// Where and when.
        #[serde(flatten)]
        step: ExamStep,
    },
    /// The learner went away; the exam can be resumed.
    Left(ExamStep),
    /// It was resumed.
    Resumed {
        /// What the clock did meanwhile.
        clock: AwayClock,
        /// How long the learner was away by the wall clock, in seconds; not below zero.
        away: f64,
        /// Seconds used so far, what the clock ran meanwhile included.
        used: f64,
    },
    /// It is over.
    Submitted(Box<ExamResult>),
}

/// Where in the exam something happened, and what was used of the time until then.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct ExamStep {
    /// The place among the questions, from 0.
    pub place: u32,
    /// Seconds spent on the question so far, over all visits.
    pub seconds: f64,
    /// Seconds of them spent in a paper book.
    #[serde(default, skip_serializing_if = "is_none")]
    pub book: f64,
    /// Seconds used of the whole time.
    pub used: f64,
    /// What was looked up so far while the question was open.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub looked_up: Vec<LookedUp>,
    /// Choices that are struck out.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub struck: Vec<ChoiceId>,
}

/// An answer given in an exam, as the attempt that it becomes when it stands at the end: marked by the question as it was
/// then, whatever becomes of its bank. The mark is not shown before the end.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ExamAnswer {
    /// Where and when.
    #[serde(flatten)]
    pub step: ExamStep,
    /// The attempt.
    pub attempt: Box<Attempt>,
}

impl ExamAnswer {
    /// The share of the points that it earns, 0 to 1.
    pub fn share(&self) -> f64 {
        self.attempt.points.over(self.attempt.max_points).value().clamp(0.0, 1.0)
    }

    /// The answer with the sign of how sure the learner was: `b?`, `b!`.
    pub fn signed(&self) -> String {
        let sign = match self.attempt.confidence {
            Some(Confidence::Sure) => "!",
            Some(Confidence::Unsure) => "?",
            Some(Confidence::Guess) => "??",
            None => "",
        };
        format!("{}{sign}", self.attempt.answer)
    }
}

/// What an exam is: everything that a resumed sitting and a report need, whatever becomes of the blueprint.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ExamPaper {
    /// The blueprint.
    pub blueprint: Box<str>,
    /// Its title.
    pub title: Box<str>,
    /// The form: blueprint, length, number and seed, as in `cpc-100-1-42`.
    pub form: Box<str>,
    /// The time allowed, in seconds, the learner's time factor included.
    pub seconds: f64,
    /// The time factor: 1.5 gives half as much again.
    #[serde(default = "one", skip_serializing_if = "is_one")]
    pub time_factor: f64,
    /// Seconds left at which the clock is announced, the most first.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub warnings: Vec<f64>,
    /// The pass mark: per cent of the raw points.
    pub pass: u32,
    /// What is to be known of the mark.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub pass_note: Option<Box<str>>,
    /// Which book may be used.
    pub book: ExamBook,
    /// Only on, never back.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub forward: bool,
    /// How items with several keys are scored.
    pub multiple: Box<str>,
    /// The domains.
    pub domains: Vec<ExamDomain>,
    /// By place: the number of the domain.
    pub places: Vec<u32>,
    /// Places that do not count.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub pretest: Vec<u32>,
    /// Places that stand for a domain, but do not measure it as the exam does.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub unmeasured: Vec<u32>,
}

/// A domain of an exam.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ExamDomain {
    /// Its name within the blueprint.
    pub id: Box<str>,
    /// The name that people read.
    pub title: Box<str>,
    /// What one item counts.
    #[serde(default = "one_point", skip_serializing_if = "is_one_point")]
    pub points: u32,
    /// What an item lacks that does not measure it: `CPT code selection`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub lack: Option<Box<str>>,
}

/// Which book may be used in an exam.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum ExamBook {
    /// The learner's own, on paper: the program's is closed, and the time spent in it can be noted.
    Paper,
    /// The program's.
    Ebook,
    /// None.
    None,
}

impl ExamBook {
    /// The names by which they are asked for.
    pub const ALL: [(&'static str, ExamBook); 3] =
        [("paper", ExamBook::Paper), ("ebook", ExamBook::Ebook), ("none", ExamBook::None)];

    /// The name by which it is asked for.
    pub const fn name(self) -> &'static str {
        Self::ALL[self as usize].0
    }
}

/// What the clock of an exam does while the learner is away.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum AwayClock {
    /// It stands still.
    Stopped,
    /// It goes on, as in a test centre.
    Running,
}

impl AwayClock {
    /// The names by which they are asked for.
    pub const ALL: [(&'static str, AwayClock); 2] =
        [("stopped", AwayClock::Stopped), ("running", AwayClock::Running)];
}

/// How an exam ended.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ExamResult {
    /// Seconds used.
    pub used: f64,
    /// The time was up.
    pub time_up: bool,
    /// Points earned by the items that count.
    pub points: f64,
    /// The most that they could earn.
    pub max_points: f64,
    /// Whether the share of the points reaches the mark.
    pub passed: bool,
}

fn is_none(seconds: &f64) -> bool {
    *seconds <= 0.0
}

fn one() -> f64 {
    1.0
}

fn is_one(factor: &f64) -> bool {
    (*factor - 1.0).abs() < f64::EPSILON
}

fn one_point() -> u32 {
    1
}

fn is_one_point(points: &u32) -> bool {
    *points == 1
}
