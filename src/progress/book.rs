//! The fold of a whole journal.

use std::collections::{BTreeMap, HashMap, HashSet};

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::day::Day;
use super::entry::Entry;
use super::event::{Body, Event, EventId, Head, SessionEvent, SessionState};
use super::question::{Record, Tally, Trace, Trail};
use crate::bank::QuestionId;

/// A question that the learner marked.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Flag {
    /// The question.
    pub question: QuestionId,
    /// When it was marked, or the mark taken away.
    pub at: Timestamp,
    /// Whether it is marked.
    pub on: bool,
}

/// An own note, or a complaint for the author.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Note {
    /// The question.
    pub question: QuestionId,
    /// When it was written.
    pub at: Timestamp,
    /// What it says.
    pub text: String,
}

/// A session that is open, and what of it is answered. What was drawn stands in the journal alone: it may be long, and is
/// asked for only when the session is resumed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Sitting {
    /// The session.
    pub session: EventId,
    /// When it was drawn.
    pub at: Timestamp,
    /// The number of the event that drew it.
    pub seq: u64,
    /// How it chooses.
    pub mode: String,
    /// The seed of the order of choices.
    pub seed: u64,
    /// The places of those that are answered, in rising order.
    pub answered: Vec<u32>,
}

/// How a session that is an exam chooses.
pub const EXAM_MODE: &str = "exam";

impl Sitting {
    /// Whether it is an exam.
    pub fn is_exam(&self) -> bool {
        self.mode == EXAM_MODE
    }

    /// The sitting that an event draws.
    pub fn drawn(head: &Head, session: &SessionEvent) -> Self {
        Self {
            session: session.session,
            at: head.at,
            seq: head.seq,
            mode: session.mode.to_string(),
            seed: session.seed,
            answered: Vec::new(),
        }
    }
}

/// Adds a place to those that are answered.
pub fn answer_place(answered: &mut Vec<u32>, place: u32) {
    if let Err(at) = answered.binary_search(&place) {
        answered.insert(at, place);
    }
}

/// Everything that a journal says of a learner.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Book {
    /// Trails of all questions answered.
    pub trails: HashMap<QuestionId, Trail>,
    /// Sums by study day.
    pub days: BTreeMap<Day, Tally>,
    /// Marks, the last of each question, in the order made.
    pub flags: Vec<Flag>,
    /// Own notes.
    pub notes: Vec<Note>,
    /// Complaints for authors.
    pub reports: Vec<Note>,
    /// Settings: when each was changed last, and to what.
    pub settings: BTreeMap<String, (Timestamp, Option<String>)>,
    /// Sessions that are open.
    pub sittings: Vec<Sitting>,
}

impl Book {
    /// Folds events. Their order does not matter: they are brought into (time, device, number), and an event that is
    /// there twice counts once. A retraction always wins.
    pub fn fold(mut entries: Vec<Entry>) -> Self {
        entries.sort_by(|a, b| a.order().cmp(&b.order()));
        let (mut retracted, mut closed) = (HashSet::new(), HashSet::new());
        for entry in &entries {
            let Entry::Other(event) = entry else { continue };
            match &event.body {
                Body::Retract(r) => drop(retracted.insert(r.attempt)),
                // A session that was closed stays closed, whatever the clocks said.
                Body::Session(s) if s.state == SessionState::Closed => drop(closed.insert(s.session)),
                _ => {}
            }
        }
        let mut book = Book::default();
        let mut answered: Vec<(EventId, u32)> = Vec::new();
        let mut traces: HashMap<QuestionId, Vec<Trace>> = HashMap::new();
        let mut seen = HashSet::with_capacity(entries.len());
        for entry in entries {
            if !seen.insert(entry.id()) {
                continue;
            }
            match entry {
                Entry::Attempt(attempt) if retracted.contains(&attempt.trace.id) => {}
                Entry::Attempt(attempt) => {
                    answered.push((attempt.session, attempt.place));
                    book.days.entry(attempt.day).or_default().add(&attempt.trace);
                    traces.entry(attempt.question).or_default().push(attempt.trace);
                }
                Entry::Other(event) => book.apply_aside(&event),
            }
        }
        book.sittings.retain(|s| !closed.contains(&s.session));
        let open: HashMap<EventId, usize> =
            book.sittings.iter().enumerate().map(|(at, s)| (s.session, at)).collect();
        // A clock that went backwards may put an answer before the session it belongs to.
        for (session, place) in answered {
            if let Some(at) = open.get(&session) {
                answer_place(&mut book.sittings[*at].answered, place);
            }
        }
        for (question, traces) in traces {
            book.trails.entry(question).or_default().extend(traces);
        }
        book
    }

    /// Applies an event that is not an attempt.
    fn apply_aside(&mut self, event: &Event) {
        let at = event.head.at;
        match &event.body {
            Body::Flag(flag) => {
                self.flags.retain(|f| f.question != flag.question);
                self.flags.push(Flag { question: flag.question.clone(), at, on: flag.on });
            }
            Body::Note(note) => {
                self.notes.push(Note { question: note.question.clone(), at, text: note.text.clone() });
            }
            Body::Report(report) => {
                self.reports.push(Note { question: report.question.clone(), at, text: report.text.clone() });
            }
            Body::Setting(setting) => {
                self.settings.insert(setting.name.to_string(), (at, setting.value.clone()));
            }
            Body::Session(session) => match session.state {
                SessionState::Drawn => self.sittings.push(Sitting::drawn(&event.head, session)),
                SessionState::Closed => {}
            },
            // What an exam is worth stands in its attempts; the rest is read when the exam is resumed or looked at.
            Body::Retract(_) | Body::Attempt(_) | Body::Exam(_) | Body::Cause(_) | Body::Unknown => {}
        }
    }

    /// What reports and study need of it.
    pub fn standing(mut self) -> Standing {
        let records = self.trails.into_iter().filter_map(|(q, t)| Some((q, t.record()?))).collect();
        self.flags.sort_by(|a, b| (a.at, &a.question).cmp(&(b.at, &b.question)));
        Standing {
            records,
            days: self.days,
            flags: self.flags.into_iter().filter(|f| f.on).collect(),
            notes: self.notes,
            reports: self.reports,
            settings: self.settings.into_iter().filter_map(|(n, (_, v))| Some((n, v?))).collect(),
            sittings: self.sittings,
        }
    }
}

/// What a learner has done, as far as reports and study need it.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Standing {
    /// The record of every question answered.
    pub records: HashMap<QuestionId, Record>,
    /// Sums by study day.
    pub days: BTreeMap<Day, Tally>,
    /// Questions marked, in the order marked.
    pub flags: Vec<Flag>,
    /// Own notes.
    pub notes: Vec<Note>,
    /// Complaints for authors.
    pub reports: Vec<Note>,
    /// Settings.
    pub settings: BTreeMap<String, String>,
    /// Sessions that are open, the oldest first.
    pub sittings: Vec<Sitting>,
}

impl Standing {
    /// The record of a question, with what was done under its former identities.
    pub fn record(&self, id: &QuestionId, former: &[QuestionId]) -> Option<Record> {
        let mine = self.records.get(id).copied();
        former
            .iter()
            .filter_map(|f| self.records.get(f))
            .fold(mine, |sum, f| Some(sum.map_or(*f, |s| s.joined(f))))
    }
}
