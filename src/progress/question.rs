//! What is known of one question: its trail of attempts, and the record folded from it.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::day::{Day, day_number};
use super::event::{Attempt, Confidence, Device, EventId, Head};
use crate::bank::{Kind, Revision};

/// One attempt, as much of it as what is known of a question is folded from.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Trace {
    /// The attempt.
    pub id: EventId,
    /// When, in milliseconds since 1970.
    pub at: i64,
    /// Who wrote it.
    pub device: Device,
    /// The device's number.
    pub seq: u64,
    /// The question's revision, as a number.
    pub revision: u64,
    /// The question's epoch.
    pub epoch: u32,
    /// Points earned, as written.
    pub points: f64,
    /// The most that could be earned.
    pub max_points: f64,
    /// Full points and nothing out of order.
    pub correct: bool,
    /// From showing to answer, in seconds.
    pub seconds: f32,
    /// Given in a mode that leaves the schedule alone.
    pub aside: bool,
    /// The number of the study day.
    pub day: i32,
    /// The type of the question, where this program knows it.
    pub kind: Option<Kind>,
    /// How sure the learner was.
    pub confidence: Option<Confidence>,
    /// Given with a hint, or with codes completed by the program.
    pub helped: bool,
}

/// Whether a mode leaves the schedule alone.
pub(super) fn is_aside(mode: &str) -> bool {
    mode == "cram"
}

impl Trace {
    /// The trace of an attempt that was made on a study day.
    pub fn of(head: &Head, attempt: &Attempt, day: Day) -> Self {
        Self::of_line(head.id, head.at, &head.device, head.seq, attempt, day)
    }

    /// The same, from what of the head it needs.
    pub fn of_line(
        id: EventId,
        at: Timestamp,
        device: &Device,
        seq: u64,
        attempt: &Attempt,
        day: Day,
    ) -> Self {
        Self {
            id,
            at: at.as_millisecond(),
            device: device.clone(),
            seq,
            revision: attempt.revision.number(),
            epoch: attempt.epoch,
            points: attempt.points.value(),
            max_points: attempt.max_points.value(),
            correct: attempt.correct,
            seconds: attempt.seconds as f32,
            aside: is_aside(&attempt.mode),
            day: day_number(day),
            kind: Kind::named(&attempt.kind),
            confidence: attempt.confidence,
            helped: attempt.hints > 0 || attempt.completed,
        }
    }

    /// The share of the points earned.
    pub fn share(&self) -> f64 {
        if self.max_points > 0.0 { (self.points / self.max_points).clamp(0.0, 1.0) } else { 0.0 }
    }

    /// By which attempts are ordered: time, device, number, identity.
    pub fn order(&self) -> (i64, &str, u64, EventId) {
        (self.at, &self.device, self.seq, self.id)
    }
}

/// All attempts at a question that count, in the order (time, device, number).
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Trail {
    traces: Vec<Trace>,
}

impl Trail {
    /// Puts an attempt in its place; one that is there already changes nothing.
    pub fn insert(&mut self, trace: Trace) -> bool {
        match self.traces.binary_search_by(|t| t.order().cmp(&trace.order())) {
            Ok(_) => false,
            Err(at) => {
                self.traces.insert(at, trace);
                true
            }
        }
    }

    /// Adds attempts in any order; sorts once.
    pub fn extend(&mut self, traces: impl IntoIterator<Item = Trace>) {
        self.traces.extend(traces);
        self.traces.sort_by(|a, b| a.order().cmp(&b.order()));
        self.traces.dedup_by(|a, b| a.id == b.id);
    }

    /// Takes an attempt out.
    pub fn remove(&mut self, id: EventId) -> Option<Trace> {
        let at = self.traces.iter().position(|t| t.id == id)?;
        Some(self.traces.remove(at))
    }

    /// The attempts in order.
    pub fn traces(&self) -> &[Trace] {
        &self.traces
    }

    /// Folds the record.
    pub fn record(&self) -> Option<Record> {
        self.traces
            .iter()
            .fold(None, |record: Option<Record>, trace| Some(Record::after(record.as_ref(), trace)))
    }
}

/// Sums over attempts.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Tally {
    /// How many.
    pub attempts: u32,
    /// How many of them correct.
    pub correct: u32,
    /// Points earned.
    pub points: f64,
    /// The most that could be earned.
    pub max_points: f64,
    /// Time taken, in seconds.
    pub seconds: f64,
}

impl Tally {
    /// Counts an attempt.
    pub fn add(&mut self, trace: &Trace) {
        self.attempts += 1;
        self.correct += u32::from(trace.correct);
        self.points += trace.points;
        self.max_points += trace.max_points;
        self.seconds += f64::from(trace.seconds);
    }

    /// Takes an attempt out of the count.
    pub fn subtract(&mut self, trace: &Trace) {
        self.attempts = self.attempts.saturating_sub(1);
        self.correct = self.correct.saturating_sub(u32::from(trace.correct));
        self.points -= trace.points;
        self.max_points -= trace.max_points;
        self.seconds -= f64::from(trace.seconds);
    }

    /// Adds another sum.
    pub fn merge(&mut self, other: &Tally) {
        self.attempts += other.attempts;
        self.correct += other.correct;
        self.points += other.points;
        self.max_points += other.max_points;
        self.seconds += other.seconds;
    }
}

/// The first answer to a question, before anything was learned from it.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct First {
    /// When, in milliseconds since 1970.
    pub at: i64,
    /// The number of the study day.
    pub day: i32,
    /// The share of the points.
    pub share: f32,
    /// Given without a hint, and without codes completed by the program.
    pub unaided: bool,
}

impl First {
    fn of(trace: &Trace) -> Self {
        Self { at: trace.at, day: trace.day, share: trace.share() as f32, unaided: !trace.helped }
    }
}

/// What has been done with a question.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Record {
    /// The first answer, whatever the revision.
    pub first: First,
    /// Over all revisions.
    pub all: Tally,
    /// Since the last change of the key.
    pub current: Tally,
    /// Correct answers in a row.
    pub streak: u32,
    /// The revision last answered, as a number.
    pub revision: u64,
    /// The epoch last answered.
    pub epoch: u32,
    /// The last answer, in milliseconds since 1970.
    pub last_at: i64,
    /// Whether it was correct.
    pub last_correct: bool,
}

impl Record {
    /// The record after one more attempt; another revision or epoch restarts what counts as current. An attempt that
    /// leaves the schedule alone counts in the totals and nowhere else.
    #[must_use]
    pub fn after(before: Option<&Record>, trace: &Trace) -> Self {
        let first = before.map_or_else(|| First::of(trace), |b| b.first);
        let mut all = before.map_or_else(Tally::default, |b| b.all);
        all.add(trace);
        if trace.aside {
            let untouched = Record {
                first,
                all,
                current: Tally::default(),
                streak: 0,
                revision: trace.revision,
                epoch: trace.epoch,
                last_at: trace.at,
                last_correct: trace.correct,
            };
            return before.map_or(untouched, |b| Record { all, ..*b });
        }
        let same = before.filter(|b| b.revision == trace.revision && b.epoch == trace.epoch);
        let mut current = same.map_or_else(Tally::default, |b| b.current);
        current.add(trace);
        Self {
            first,
            all,
            current,
            streak: if trace.correct { same.map_or(0, |b| b.streak) + 1 } else { 0 },
            revision: trace.revision,
            epoch: trace.epoch,
            last_at: trace.at,
            last_correct: trace.correct,
        }
    }

    /// Whether what was answered is what is asked now: another revision or epoch restarts the question.
    pub fn holds_for(&self, revision: Revision, epoch: u32) -> bool {
        self.revision == revision.number() && self.epoch == epoch
    }

    /// Joined with what was done under a former identity.
    #[must_use]
    pub fn joined(mut self, former: &Record) -> Self {
        let first = if former.first.at < self.first.at { former.first } else { self.first };
        // Who only crammed one of them knows nothing of it yet: the other speaks.
        if self.current.attempts == 0 {
            let all = self.all;
            self = Record { first, ..*former };
            self.all.merge(&all);
            return self;
        }
        self.first = first;
        self.all.merge(&former.all);
        if former.current.attempts == 0 {
            return self;
        }
        if self.revision == former.revision && self.epoch == former.epoch {
            self.current.merge(&former.current);
        }
        if former.last_at > self.last_at {
            if (self.revision, self.epoch) != (former.revision, former.epoch) {
                self.current = former.current;
            }
            self.revision = former.revision;
            self.epoch = former.epoch;
            self.last_at = former.last_at;
            self.last_correct = former.last_correct;
            self.streak = former.streak;
        }
        self
    }
}
