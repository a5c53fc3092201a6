//! An event as the fold sees it: of an attempt only what the fold needs, so that a journal of a million answers is
//! read in seconds.

use std::borrow::Cow;

use jiff::Timestamp;
use serde::Deserialize;

use super::day::{Day, day_number, day_of};
use super::event::{Body, Confidence, Device, Event, EventId, QuestionId, known};
use super::line::{LineError, Sum, check_line, read_line};
use super::question::{Trace, is_aside};
use crate::bank::{Kind, Revision};

/// An event, reduced to what the fold needs of it.
#[derive(Clone, Debug, PartialEq)]
pub enum Entry {
    /// A question was answered.
    Attempt(Answered),
    /// Anything else, whole.
    Other(Box<Event>),
}

/// An attempt, reduced to what the fold needs of it.
#[derive(Clone, Debug, PartialEq)]
pub struct Answered {
    /// The question.
    pub question: QuestionId,
    /// What is known of the question is folded from it.
    pub trace: Trace,
    /// The session.
    pub session: EventId,
    /// Its place there.
    pub place: u32,
    /// The study day.
    pub day: Day,
}

impl Entry {
    /// By which entries are ordered: time, device, number, identity.
    pub fn order(&self) -> (i64, &str, u64, EventId) {
        match self {
            Entry::Attempt(a) => a.trace.order(),
            Entry::Other(e) => (e.head.at.as_millisecond(), &e.head.device, e.head.seq, e.head.id),
        }
    }

    /// The entry's identity.
    pub fn id(&self) -> EventId {
        self.order().3
    }

    /// Who wrote it, and its number there.
    pub fn origin(&self) -> (&str, u64) {
        let (_, device, seq, _) = self.order();
        (device, seq)
    }
}

impl From<Event> for Entry {
    fn from(event: Event) -> Self {
        let Body::Attempt(attempt) = &event.body else { return Entry::Other(Box::new(event)) };
        let day = day_of(event.head.at, &event.head.zone);
        Entry::Attempt(Answered {
            question: attempt.question.clone(),
            trace: Trace::of(&event.head, attempt, day),
            session: attempt.session,
            place: attempt.place,
            day,
        })
    }
}

/// The fields of an attempt's line that the fold needs.
#[derive(Deserialize)]
struct AttemptLine<'a> {
    v: u32,
    id: EventId,
    device: Device,
    seq: u64,
    at: Timestamp,
    #[serde(borrow)]
    zone: Cow<'a, str>,
    session: EventId,
    #[serde(default)]
    place: u32,
    #[serde(borrow)]
    mode: Cow<'a, str>,
    question: QuestionId,
    #[serde(borrow, rename = "type")]
    kind: Cow<'a, str>,
    revision: Revision,
    #[serde(default)]
    epoch: u32,
    points: f64,
    max_points: f64,
    correct: bool,
    seconds: f64,
    #[serde(default)]
    hints: u32,
    #[serde(default)]
    completed: bool,
    #[serde(default, deserialize_with = "known")]
    confidence: Option<Confidence>,
}

/// Reads a line for the fold.
///
/// # Errors
/// When the line is cut off, changed, or no event.
pub fn read_entry(line: &str) -> Result<(Entry, Sum), LineError> {
    if !line.starts_with("{\"v\":1,\"kind\":\"attempt\",") {
        return read_line(line).map(|(event, sum)| (event.into(), sum));
    }
    let sum = check_line(line)?;
    let Ok(a) = serde_json::from_str::<AttemptLine<'_>>(line) else {
        return read_line(line).map(|(event, sum)| (event.into(), sum));
    };
    debug_assert_eq!(a.v, 1);
    let day = day_of(a.at, &a.zone);
    let trace = Trace {
        id: a.id,
        at: a.at.as_millisecond(),
        device: a.device,
        seq: a.seq,
        revision: a.revision.number(),
        epoch: a.epoch,
        points: a.points,
        max_points: a.max_points,
        correct: a.correct,
        seconds: a.seconds as f32,
        aside: is_aside(&a.mode),
        day: day_number(day),
        kind: Kind::named(&a.kind),
        confidence: a.confidence,
        helped: a.hints > 0 || a.completed,
    };
    let answered = Answered { question: a.question, trace, session: a.session, place: a.place, day };
    Ok((Entry::Attempt(answered), sum))
}
