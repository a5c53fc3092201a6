//! What is weak, and why: parts of the exam, causes that the learner named, findings of grading, questions missed again and
//! again.

use std::collections::{BTreeMap, HashMap, HashSet};

use serde::Serialize;

use super::history::retracted;
use super::readiness::{domain_of, is_known, rounded};
use crate::bank::QuestionId;
use crate::library::Library;
use crate::progress::{Body, Cause, Event, EventId, FindingKind};
use crate::study::Outlook;

/// What is weak.
#[derive(Clone, Debug, Serialize)]
pub struct Weak {
    /// The exam that weighs the parts; without one a part is a topic.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub blueprint: Option<String>,
    /// Parts of which enough is known, those that cost most of the score first.
    pub parts: Vec<WeakPart>,
    /// Parts of which too little is known to say anything.
    pub unknown: usize,
    /// Misses by cause, as the learner named them.
    pub causes: Vec<CauseCount>,
    /// Misses of which no cause was named.
    pub unnamed: usize,
    /// Misses by finding.
    pub findings: Vec<FindingCount>,
    /// Questions missed again and again: they are set aside.
    pub leeches: Vec<Leech>,
}

/// A part of the exam.
#[derive(Clone, Debug, Serialize)]
pub struct WeakPart {
    /// Its name within the blueprint, or the topic's path.
    pub part: String,
    /// The name that people read.
    pub title: String,
    /// The expected share of the points.
    pub expected: f64,
    /// What that costs of the whole score.
    pub costs: f64,
    /// Whether the library can measure it as the exam does.
    pub measured: bool,
    /// First answers.
    pub answers: usize,
    /// Questions of the library.
    pub questions: usize,
    /// Those that were answered.
    pub seen: usize,
}

/// A cause.
#[derive(Clone, Debug, Serialize)]
pub struct CauseCount {
    /// Its name.
    pub cause: Cause,
    /// What it says.
    pub says: &'static str,
    /// Misses.
    pub misses: usize,
    /// What helps.
    pub help: &'static str,
}

/// A kind of finding.
#[derive(Clone, Debug, Serialize)]
pub struct FindingCount {
    /// The kind.
    pub finding: FindingKind,
    /// How often it was found.
    pub times: usize,
    /// In how many questions.
    pub questions: usize,
}

/// A question missed again and again.
#[derive(Clone, Debug, Serialize)]
pub struct Leech {
    /// The question.
    pub question: QuestionId,
    /// What it asks.
    pub stem: String,
    /// How often it was missed.
    pub misses: usize,
    /// How often it was answered.
    pub answers: usize,
}

/// What helps against a cause.
const fn help(cause: Cause) -> &'static str {
    match cause {
        Cause::Unknown => "study the rationale and its reference, then `study --mode weak`",
        Cause::Misread => "read the last sentence first; `:find` finds a word in the record",
        Cause::Lookup => "`drill find` trains the way from the index to the code and its notes",
        Cause::Careless => "say `:unsure` or `!` before you answer: it makes you look once more",
        Cause::Guessed => "end a guess with `??`: a lucky one does not count as known then",
    }
}

/// What is weak, from all events of the journal and what the learner is up to; `drills` are generated questions that are set
/// aside.
pub fn weak(
    library: &Library,
    outlook: &Outlook,
    blueprint: Option<&str>,
    events: &[Event],
    drills: Vec<Leech>,
) -> Weak {
    let points: f64 = outlook.parts.iter().map(|p| p.items * p.points).sum();
    let mut parts: Vec<WeakPart> = outlook
        .parts
        .iter()
        .filter(|part| is_known(part))
        .map(|part| {
            let expected = domain_of(part).expected();
            WeakPart {
                part: part.id.clone(),
                title: part.title.clone(),
                expected: rounded(expected),
                costs: rounded((1.0 - expected) * part.items * part.points / points.max(1e-9)),
                measured: part.lack.is_none(),
                answers: part.ability.answers,
                questions: part.questions,
                seen: part.seen,
            }
        })
        .collect();
    parts.sort_by(|a, b| b.costs.total_cmp(&a.costs));
    let (causes, unnamed, findings) = misses(events);
    let mut leeches: Vec<Leech> = outlook
        .remembered()
        .filter(|(_, remembered)| remembered.is_leech())
        .filter_map(|(question, remembered)| {
            let item = library.item(question).ok()?;
            Some(Leech {
                question: item.question.id.clone(),
                stem: item.question.stem.value.clone(),
                misses: remembered.misses(),
                answers: remembered.reviews.len(),
            })
        })
        .chain(drills)
        .collect();
    leeches.sort_by(|a, b| (b.misses, &a.question).cmp(&(a.misses, &b.question)));
    let unknown = outlook.parts.iter().filter(|p| !is_known(p)).count();
    Weak { blueprint: blueprint.map(str::to_owned), parts, unknown, causes, unnamed, findings, leeches }
}

/// The causes that the learner named, by attempt: the last word counts.
pub(super) fn causes_of(events: &[Event]) -> HashMap<EventId, Cause> {
    let mut said: Vec<&Event> = events.iter().filter(|e| matches!(e.body, Body::Cause(_))).collect();
    said.sort_by(|a, b| {
        (a.head.at, &a.head.device, a.head.seq).cmp(&(b.head.at, &b.head.device, b.head.seq))
    });
    said.into_iter()
        .filter_map(|e| match &e.body {
            Body::Cause(causing) => Some((causing.attempt, causing.cause)),
            _ => None,
        })
        .collect()
}

fn misses(events: &[Event]) -> (Vec<CauseCount>, usize, Vec<FindingCount>) {
    let named = causes_of(events);
    let retracted = retracted(events);
    let mut causes: BTreeMap<Cause, usize> = BTreeMap::new();
    let mut findings: HashMap<FindingKind, (usize, HashSet<&QuestionId>)> = HashMap::new();
    let mut unnamed = 0;
    let mut seen = HashSet::new();
    for event in events {
        let Body::Attempt(attempt) = &event.body else { continue };
        if attempt.correct || retracted.contains(&event.head.id) || !seen.insert(event.head.id) {
            continue;
        }
        match named.get(&event.head.id).copied().or(attempt.cause) {
            Some(cause) => *causes.entry(cause).or_default() += 1,
            None => unnamed += 1,
        }
        for finding in &attempt.findings {
            let (times, questions) = findings.entry(finding.kind).or_default();
            *times += 1;
            questions.insert(&attempt.question);
        }
    }
    let mut causes: Vec<CauseCount> = causes
        .into_iter()
        .map(|(cause, misses)| CauseCount { cause, says: cause.says(), misses, help: help(cause) })
        .collect();
    causes.sort_by_key(|c| std::cmp::Reverse(c.misses));
    let mut findings: Vec<FindingCount> = findings
        .into_iter()
        .map(|(finding, (times, questions))| FindingCount { finding, times, questions: questions.len() })
        .collect();
    findings.sort_by(|a, b| (b.times, a.finding.name()).cmp(&(a.times, b.finding.name())));
    (causes, unnamed, findings)
}
