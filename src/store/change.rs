//! What an event changes in the ledger: a set of rows, moved together.

use std::collections::HashMap;
use std::sync::Arc;

use jiff::Timestamp;
use serde::{Serialize, de::DeserializeOwned};

use super::journal;
use super::ledger::Ledger;
use super::rows::{Kept, Meta, Shelf, kept_of, note_key, pack, shelf_key, unpack};
use super::{Profile, StoreError};
use crate::learner::{FIT_SETTING, Model, Remembered, model_of};
use crate::progress::{
    Body, Day, Event, EventId, Flag, Note, QuestionId, Record, Retraction, SessionState, Sitting, Tally,
    Trace, answer_place, day_of,
};

/// A set of rows to be changed together.
pub(super) struct Change<'l> {
    pub ledger: &'l Ledger,
    pub profile: &'l Profile,
    pub rows: HashMap<Vec<u8>, Option<Vec<u8>>>,
    pub meta: Meta,
    pub model: Arc<Model>,
}

impl Change<'_> {
    fn get<T: DeserializeOwned>(&self, key: &[u8]) -> Result<Option<T>, StoreError> {
        match self.rows.get(key) {
            Some(Some(bytes)) => unpack(bytes).map(Some),
            Some(None) => Ok(None),
            None => self.ledger.db.get(key)?.map(|bytes| unpack(&bytes)).transpose(),
        }
    }

    fn put(&mut self, key: Vec<u8>, value: &impl Serialize) -> Result<(), StoreError> {
        let value = pack(value)?;
        self.rows.insert(key, Some(value));
        Ok(())
    }

    /// Applies an event.
    pub(super) fn event(&mut self, event: &Event) -> Result<(), StoreError> {
        let at = event.head.at;
        match &event.body {
            Body::Attempt(attempt) => {
                let day = day_of(at, &event.head.zone);
                self.attempt(&attempt.question, &Trace::of(&event.head, attempt, day), day)?;
                self.change_places(attempt.session, |places| answer_place(places, attempt.place))
            }
            Body::Retract(retraction) => self.retract(retraction),
            Body::Flag(flag) => {
                let key = format!("f/{}", flag.question).into_bytes();
                // The later one wins, whichever is written first.
                if self.get::<Flag>(&key)?.is_some_and(|f| f.at > at) {
                    return Ok(());
                }
                self.put(key, &Flag { question: flag.question.clone(), at, on: flag.on })
            }
            Body::Note(note) => {
                let row = Note { question: note.question.clone(), at, text: note.text.clone() };
                self.put(note_key("n", at, event.head.seq), &row)
            }
            Body::Report(report) => {
                let row = Note { question: report.question.clone(), at, text: report.text.clone() };
                self.put(note_key("r", at, event.head.seq), &row)
            }
            Body::Setting(setting) => {
                let key = format!("v/{}", setting.name).into_bytes();
                let old: Option<(Timestamp, Option<String>)> = self.get(&key)?;
                if old.is_some_and(|(changed, _)| changed > at) {
                    return Ok(());
                }
                self.put(key, &(at, setting.value.clone()))?;
                if &*setting.name == FIT_SETTING { self.remodel(setting.value.as_deref()) } else { Ok(()) }
            }
            Body::Session(session) => {
                let key = format!("s/{}", session.session).into_bytes();
                match session.state {
                    SessionState::Drawn => {
                        self.meta.totals.open_sessions += 1;
                        self.put(key, &Sitting::drawn(&event.head, session))
                    }
                    SessionState::Closed => {
                        if self.ledger.holds(&key) {
                            self.meta.totals.open_sessions = self.meta.totals.open_sessions.saturating_sub(1);
                        }
                        self.rows.insert(key, None);
                        self.rows.insert(format!("a/{}", session.session).into_bytes(), None);
                        Ok(())
                    }
                }
            }
            Body::Exam(_) | Body::Cause(_) | Body::Unknown => Ok(()),
        }
    }

    /// Every question is remembered by another model from now on.
    fn remodel(&mut self, fit: Option<&str>) -> Result<(), StoreError> {
        let model = model_of(fit);
        if model.parameters() == self.model.parameters() {
            return Ok(());
        }
        self.model = Arc::new(model);
        let mut keys: Vec<Vec<u8>> = self.ledger.keys_of("q/").collect();
        keys.extend(self.rows.keys().filter(|k| k.starts_with(b"q/")).cloned());
        keys.sort_unstable();
        keys.dedup();
        for key in keys {
            let Some(mut shelf) = self.get::<Shelf>(&key)? else { continue };
            for remembered in shelf.values_mut().filter_map(|kept| kept.remembered.as_mut()) {
                remembered.refold(&self.model);
            }
            self.put(key, &shelf)?;
        }
        Ok(())
    }

    fn attempt(&mut self, question: &QuestionId, trace: &Trace, day: Day) -> Result<(), StoreError> {
        let key = shelf_key(question);
        let mut shelf: Shelf = self.get(&key)?.unwrap_or_default();
        let old = shelf.remove(question.local());
        let new = old.is_none();
        let kept = if old.as_ref().is_some_and(|k| k.last.order() >= trace.order()) {
            // The clock went backwards: the journal has the trail, which says what comes first.
            kept_of(&journal::trail(self.profile, question)?.trail, &self.model)
        } else {
            let record = Record::after(old.as_ref().map(|k| &k.record), trace);
            let remembered = Remembered::after(old.and_then(|k| k.remembered), trace, &self.model);
            Some(Kept { record, last: trace.clone(), remembered })
        };
        let Some(kept) = kept else { return Ok(()) };
        self.meta.totals.questions += u64::from(new);
        self.meta.totals.attempts += 1;
        self.meta.totals.correct += u64::from(trace.correct);
        shelf.insert(question.local().to_owned(), kept);
        self.put(key, &shelf)?;
        self.change_day(day, |tally| tally.add(trace))
    }

    fn change_day(&mut self, day: Day, change: impl FnOnce(&mut Tally)) -> Result<(), StoreError> {
        let key = format!("d/{day}").into_bytes();
        let mut tally: Tally = self.get(&key)?.unwrap_or_default();
        change(&mut tally);
        if tally.attempts == 0 {
            self.rows.insert(key, None);
            return Ok(());
        }
        self.put(key, &tally)
    }

    /// Changes which places of an open session are answered. They have a row of their own: what was drawn may be long, and
    /// is written once.
    fn change_places(
        &mut self,
        session: EventId,
        change: impl FnOnce(&mut Vec<u32>),
    ) -> Result<(), StoreError> {
        let drawn = format!("s/{session}").into_bytes();
        let open = match self.rows.get(&drawn) {
            Some(row) => row.is_some(),
            None => self.ledger.holds(&drawn),
        };
        if !open {
            return Ok(());
        }
        let key = format!("a/{session}").into_bytes();
        let mut places: Vec<u32> = self.get(&key)?.unwrap_or_default();
        change(&mut places);
        self.put(key, &places)
    }

    /// What is known of the question is folded again, without the attempt.
    fn retract(&mut self, retraction: &Retraction) -> Result<(), StoreError> {
        let question = &retraction.question;
        self.change_places(retraction.session, |places| places.retain(|p| *p != retraction.place))?;
        let found = journal::trail(self.profile, question)?;
        let Some((gone, day)) = found.retracted.into_iter().find(|(t, _)| t.id == retraction.attempt) else {
            return Ok(());
        };
        let key = shelf_key(question);
        let mut shelf: Shelf = self.get(&key)?.unwrap_or_default();
        match kept_of(&found.trail, &self.model) {
            Some(kept) => {
                shelf.insert(question.local().to_owned(), kept);
            }
            None => {
                shelf.remove(question.local());
                self.meta.totals.questions = self.meta.totals.questions.saturating_sub(1);
            }
        }
        if shelf.is_empty() {
            self.rows.insert(key, None);
        } else {
            self.put(key, &shelf)?;
        }
        self.meta.totals.attempts = self.meta.totals.attempts.saturating_sub(1);
        self.meta.totals.correct = self.meta.totals.correct.saturating_sub(u64::from(gone.correct));
        self.change_day(day, |tally| tally.subtract(&gone))
    }
}
