//! Events: what a learner did, one line of the journal each.

use std::fmt;
use std::str::FromStr;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::exam::ExamEvent;
use super::line::Sum;
pub(super) use crate::bank::QuestionId;
use crate::bank::{ChoiceId, Revision};
use crate::grading::{Answer, Finding, Points};

/// 128 random bits, written as 32 hexadecimal digits.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct EventId(pub u128);

impl fmt::Display for EventId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:032x}", self.0)
    }
}

impl fmt::Debug for EventId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl FromStr for EventId {
    type Err = std::num::ParseIntError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        u128::from_str_radix(text, 16).map(Self)
    }
}

impl Serialize for EventId {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for EventId {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = <std::borrow::Cow<'de, str>>::deserialize(deserializer)?;
        text.parse().map_err(serde::de::Error::custom)
    }
}

/// The machine and profile that wrote an event: 64 random bits in hexadecimal.
pub type Device = Box<str>;

/// What every event carries.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Head {
    /// Version of the event format: 1.
    pub v: u32,
    /// What kind of event it is.
    pub kind: Box<str>,
    /// Its identity.
    pub id: EventId,
    /// Who wrote it.
    pub device: Device,
    /// Counts the events of the device, from 1.
    pub seq: u64,
    /// When, in UTC.
    pub at: Timestamp,
    /// The time zone of the learner, by its IANA name or offset.
    pub zone: Box<str>,
    /// The sum of the line that the device wrote before; set when the line is written.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub prev: Option<Sum>,
}

/// A whole event.
#[derive(Clone, Debug, PartialEq)]
pub struct Event {
    /// What every event carries.
    pub head: Head,
    /// What it says.
    pub body: Body,
}

/// What an event says.
#[derive(Clone, Debug, PartialEq)]
pub enum Body {
    /// A question was answered.
    Attempt(Box<Attempt>),
    /// An attempt was taken back.
    Retract(Retraction),
    /// A question was marked, or the mark taken away.
    Flag(Flagging),
    /// A note was written.
    Note(Noting),
    /// A complaint for the author.
    Report(Reporting),
    /// A setting was changed.
    Setting(Setting),
    /// A session was drawn or closed.
    Session(SessionEvent),
    /// Something happened in an exam.
    Exam(Box<ExamEvent>),
    /// The learner said why a question was missed.
    Cause(Causing),
    /// An event of a newer program; it is kept and passed on.
    Unknown,
}

impl Body {
    /// The kind as the journal names it.
    pub const fn kind(&self) -> &'static str {
        match self {
            Body::Attempt(_) => "attempt",
            Body::Retract(_) => "retract",
            Body::Flag(_) => "flag",
            Body::Note(_) => "note",
            Body::Report(_) => "report",
            Body::Setting(_) => "setting",
            Body::Session(_) => "session",
            Body::Exam(_) => "exam",
            Body::Cause(_) => "cause",
            Body::Unknown => "unknown",
        }
    }
}

/// How sure the learner said to be.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Confidence {
    /// A trailing `??`.
    Guess,
    /// A trailing `?`.
    Unsure,
    /// A trailing `!`.
    Sure,
}

/// Why a question was missed, as the learner sees it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Cause {
    /// It was not known.
    Unknown,
    /// The question or the record was misread.
    Misread,
    /// It was looked up at the wrong place, or the notes there were not read.
    Lookup,
    /// It was known, and a slip.
    Careless,
    /// It was guessed.
    Guessed,
}

impl Cause {
    /// All causes: the name by which it is given and recorded, and what it says. The first letters differ.
    pub const ALL: [(&'static str, Cause, &'static str); 5] = [
        ("unknown", Cause::Unknown, "did not know it"),
        ("misread", Cause::Misread, "misread it"),
        ("lookup", Cause::Lookup, "looked it up wrong"),
        ("careless", Cause::Careless, "made a careless slip"),
        ("guessed", Cause::Guessed, "guessed"),
    ];

    /// The cause of a name, or of the beginning of one.
    pub fn named(word: &str) -> Option<Self> {
        let word = word.trim().to_lowercase();
        let mut all = Self::ALL.iter();
        all.find(|(name, _, _)| !word.is_empty() && name.starts_with(&word)).map(|(_, cause, _)| *cause)
    }

    /// The name by which it is recorded.
    pub fn name(self) -> &'static str {
        Self::ALL.iter().find(|(_, cause, _)| *cause == self).map_or("", |(name, _, _)| name)
    }

    /// What it says.
    pub fn says(self) -> &'static str {
        Self::ALL.iter().find(|(_, cause, _)| *cause == self).map_or("", |(_, _, says)| says)
    }
}

/// What the learner says of a question that was missed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Causing {
    /// The attempt.
    pub attempt: EventId,
    /// Its question.
    pub question: QuestionId,
    /// Why it was missed.
    pub cause: Cause,
}

/// One opening of the code book.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct LookedUp {
    /// The code or the words.
    pub text: Box<str>,
    /// Seconds since the question was shown.
    pub after: f64,
}

/// One answer by one learner to one revision of one question.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Attempt {
    /// The session it belongs to.
    pub session: EventId,
    /// The place among the questions drawn, from 0.
    #[serde(default)]
    pub place: u32,
    /// How the session chose: `mixed`, `cram`, `review`, …
    pub mode: Box<str>,
    /// The form of an exam.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub form: Option<Box<str>>,
    /// The question.
    pub question: QuestionId,
    /// The type, as a bank names it.
    #[serde(rename = "type")]
    pub kind: Box<str>,
    /// What decided the answer.
    pub revision: Revision,
    /// The question's epoch.
    #[serde(default)]
    pub epoch: u32,
    /// What the key was written against: `icd-10-cm 2026`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub edition: Option<Box<str>>,
    /// Choices in the order shown.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub shown: Vec<ChoiceId>,
    /// The answer as typed.
    pub answer: Box<str>,
    /// The answer as understood.
    pub parsed: Answer,
    /// Points earned.
    pub points: Points,
    /// The most that could be earned.
    pub max_points: Points,
    /// Full points and nothing out of order.
    pub correct: bool,
    /// What explains the points.
    #[serde(default)]
    pub findings: Vec<Finding>,
    /// The scoring rule.
    pub policy: Box<str>,
    /// From showing to answer, in seconds.
    pub seconds: f64,
    /// Hints asked for.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub hints: u32,
    /// The learner let the program complete codes.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub completed: bool,
    /// Look-ups while it was open.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub lookups: u32,
    /// What was looked up in the code book, and when.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub looked_up: Vec<LookedUp>,
    /// How sure the learner was.
    #[serde(default, deserialize_with = "known", skip_serializing_if = "Option::is_none")]
    pub confidence: Option<Confidence>,
    /// Why it was missed, as the learner says.
    #[serde(default, deserialize_with = "known", skip_serializing_if = "Option::is_none")]
    pub cause: Option<Cause>,
}

/// A word that this program knows; one of a newer program is no reason to lose the answer it stands in.
pub(super) fn known<'de, T, D>(deserializer: D) -> Result<Option<T>, D::Error>
where
    T: serde::de::DeserializeOwned,
    D: serde::Deserializer<'de>,
{
    let word = Option::<Box<str>>::deserialize(deserializer)?;
    Ok(word.and_then(|word| {
        T::deserialize(serde::de::value::StrDeserializer::<serde::de::value::Error>::new(&word)).ok()
    }))
}

fn is_zero(n: &u32) -> bool {
    *n == 0
}

/// An attempt taken back.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Retraction {
    /// The attempt's identity.
    pub attempt: EventId,
    /// Its question.
    pub question: QuestionId,
    /// Its session.
    pub session: EventId,
    /// Its place in that session, which is open again.
    #[serde(default)]
    pub place: u32,
}

/// A question marked by the learner.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Flagging {
    /// The question.
    pub question: QuestionId,
    /// Marked, or no longer.
    pub on: bool,
}

/// An own note on a question.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Noting {
    /// The question.
    pub question: QuestionId,
    /// The note.
    pub text: String,
}

/// A complaint about a question, for its author.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Reporting {
    /// The question.
    pub question: QuestionId,
    /// The revision that was seen.
    pub revision: Revision,
    /// What is wrong with it.
    pub text: String,
}

/// A setting of the profile.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Setting {
    /// Its name.
    pub name: Box<str>,
    /// Its value; absent when it was taken back.
    pub value: Option<String>,
}

/// What happened to a session.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum SessionState {
    /// Questions were drawn.
    Drawn,
    /// It is over: nothing is left to resume.
    Closed,
}

/// A session drawn or closed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SessionEvent {
    /// The session.
    pub session: EventId,
    /// What happened.
    pub state: SessionState,
    /// How it chooses.
    #[serde(default, skip_serializing_if = "str::is_empty")]
    pub mode: Box<str>,
    /// The seed of the order of choices.
    #[serde(default)]
    pub seed: u64,
    /// The questions drawn, in order.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub questions: Vec<QuestionId>,
}
