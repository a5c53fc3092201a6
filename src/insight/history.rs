//! What was answered, attempt by attempt.

use std::collections::{HashMap, HashSet};

use jiff::Timestamp;
use serde::Serialize;

use crate::bank::QuestionId;
use crate::progress::{Attempt, Body, Device, Event, EventId, Head};

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
    /// What was answered, and what grading said of it.
    #[serde(flatten)]
    pub attempt: Attempt,
}

/// The attempts that count, in the order (time, device, number).
fn counting(events: Vec<Event>) -> Vec<(Head, Attempt)> {
    let retracted: HashSet<EventId> = events
        .iter()
        .filter_map(|e| match &e.body {
            Body::Retract(r) => Some(r.attempt),
            _ => None,
        })
        .collect();
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

/// All attempts that count, the oldest first.
pub fn history(events: Vec<Event>) -> Vec<HistoryLine> {
    counting(events)
        .into_iter()
        .map(|(head, attempt)| HistoryLine {
            at: head.at,
            id: head.id,
            device: head.device,
            seq: head.seq,
            bank: attempt.question.bank().to_owned(),
            attempt,
        })
        .collect()
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
