//! What was answered, attempt by attempt.

use std::collections::{HashMap, HashSet};

use jiff::Timestamp;
use serde::Serialize;

use super::weak::causes_of;
use crate::bank::QuestionId;
use crate::learner::{Grade, Memory, Model, Remembered};
use crate::progress::{Attempt, Body, Day, Device, Event, EventId, Head, Trace, day_of};

/// One attempt.
#[derive(Clone, Debug, Serialize)]
pub struct HistoryLine {
    /// When.
    pub at: Timestamp,
    /// The attempt's identity.
    pub id: EventId,
    /// The machine and profile that wrote it.
    pub device: Device,
    /// Its number there.
    pub seq: u64,
    /// The question's bank.
    pub bank: String,
    /// The study day.
    pub day: Day,
    /// What was answered, and what grading said of it.
    #[serde(flatten)]
    pub attempt: Attempt,
    /// What the answer says of memory; none where it leaves the schedule alone, or was not asked for.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub grade: Option<Grade>,
    /// The memory after the answer.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub memory: Option<Memory>,
}

/// The attempts that were taken back.
pub(super) fn retracted(events: &[Event]) -> HashSet<EventId> {
    let taken_back = |event: &Event| match &event.body {
        Body::Retract(retraction) => Some(retraction.attempt),
        _ => None,
    };
    events.iter().filter_map(taken_back).collect()
}

/// The attempts that count, in the order (time, device, number).
fn counting(events: Vec<Event>) -> Vec<(Head, Attempt)> {
    let retracted = retracted(&events);
    let mut seen = HashSet::new();
    let mut attempts: Vec<(Head, Attempt)> = events
        .into_iter()
        .filter(|e| !retracted.contains(&e.head.id) && seen.insert(e.head.id))
        .filter_map(|e| match e.body {
            Body::Attempt(attempt) => Some((e.head, *attempt)),
            _ => None,
        })
        .collect();
    attempts.sort_by(|(a, _), (b, _)| (a.at, &a.device, a.seq).cmp(&(b.at, &b.device, b.seq)));
    attempts
}

/// All attempts that count, the oldest first, each with the cause that the learner named last.
pub fn history(events: Vec<Event>) -> Vec<HistoryLine> {
    let causes = causes_of(&events);
    counting(events)
        .into_iter()
        .map(|(head, mut attempt)| {
            attempt.cause = causes.get(&head.id).copied().or(attempt.cause);
            HistoryLine {
                at: head.at,
                id: head.id,
                day: day_of(head.at, &head.zone),
                device: head.device,
                seq: head.seq,
                bank: attempt.question.bank().to_owned(),
                attempt,
                grade: None,
                memory: None,
            }
        })
        .collect()
}

/// Tells of every line what it says of memory, under one model for all; `now` gives the identity that a question has today.
pub fn remember(lines: &mut [HistoryLine], model: &Model, now: &dyn Fn(&QuestionId) -> QuestionId) {
    let mut known: HashMap<QuestionId, Remembered> = HashMap::new();
    for line in lines {
        let trace = Trace::of_line(line.id, line.at, &line.device, line.seq, &line.attempt, line.day);
        if trace.aside {
            continue;
        }
        let question = now(&line.attempt.question);
        let before = known.remove(&question);
        if let Some(after) = Remembered::after(before, &trace, model) {
            line.grade = after.reviews.last().map(|review| review.grade());
            line.memory = Some(after.memory);
            known.insert(question, after);
        }
    }
}

/// The last attempt at each question, the newest first.
pub fn last_answers(events: Vec<Event>) -> Vec<(Head, Attempt)> {
    let mut last: HashMap<QuestionId, (Head, Attempt)> = HashMap::new();
    for (head, attempt) in counting(events) {
        last.insert(attempt.question.clone(), (head, attempt));
    }
    let mut answers: Vec<(Head, Attempt)> = last.into_values().collect();
    answers.sort_by_key(|(head, _)| std::cmp::Reverse((head.at, head.seq, head.id)));
    answers
}
