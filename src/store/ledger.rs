//! The store that the program works from: sled, moved by one atomic batch an event.
//!
//! The rows are few and small, so that all of them can be verified at every open: a flipped bit in sled can lose rows
//! without a word. The questions of one bank share a row. `meta` says how far the journal is applied, how many rows
//! there are, and the XOR of their hashes.

use std::collections::{BTreeMap, HashMap};
use std::panic::{AssertUnwindSafe, catch_unwind};

use jiff::Timestamp;
use serde::{Deserialize, Serialize, de::DeserializeOwned};

use super::folder::sync_folder;
use super::journal::{self, Position, Scan};
use super::{Profile, StoreError, Totals};
use crate::bank::QuestionId;
use crate::progress::{
    Body, Book, Day, Event, EventId, Flag, Note, Record, Retraction, SessionState, Sitting, Standing, Sum,
    Tally, Trace, Trail, day_of,
};

/// What the store keeps of a question.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
struct Kept {
    record: Record,
    /// The attempt that counts last.
    last: Trace,
}

/// How far the journal is applied, and what the rows must add up to.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
struct Meta {
    applied: Position,
    rows: u64,
    digest: u64,
    last_seq: u64,
    last_sum: Option<u64>,
    totals: Totals,
}

type Shelf = BTreeMap<String, Kept>;

pub(super) struct Ledger {
    db: sled::Db,
    folder: std::path::PathBuf,
    meta: Meta,
    hashes: HashMap<Vec<u8>, u64>,
}

/// Why a ledger cannot be used as it is.
pub(super) enum Unfit {
    /// It will not open, or its rows do not add up.
    Broken(String),
    /// The file system said no; building it again would not help.
    Denied(StoreError),
}

const META: &[u8] = b"meta";

fn row_hash(key: &[u8], value: &[u8]) -> u64 {
    let mut hasher = blake3::Hasher::new();
    hasher.update(&(key.len() as u64).to_le_bytes()).update(key).update(value);
    let mut first = [0; 8];
    first.copy_from_slice(&hasher.finalize().as_bytes()[..8]);
    u64::from_le_bytes(first)
}

fn pack(value: &impl Serialize) -> Result<Vec<u8>, StoreError> {
    postcard::to_stdvec(value).map_err(|e| StoreError::Sled(e.to_string()))
}

fn unpack<T: DeserializeOwned>(bytes: &[u8]) -> Result<T, StoreError> {
    postcard::from_bytes(bytes).map_err(|e| StoreError::Sled(format!("a row is not readable: {e}")))
}

/// The questions of a bank share a row.
fn shelf_key(question: &QuestionId) -> Vec<u8> {
    format!("q/{}", question.bank()).into_bytes()
}

impl Ledger {
    /// Opens the store and verifies every row.
    pub(super) fn open(profile: &Profile) -> Result<Self, Unfit> {
        let folder = profile.store_folder();
        let broken = |why: &str| Unfit::Broken(why.to_owned());
        // sled panics on some half-written stores.
        let opened = catch_unwind(AssertUnwindSafe(|| {
            sled::Config::new().path(&folder).cache_capacity(16 * 1024 * 1024).open()
        }));
        let db = match opened {
            Ok(Ok(db)) => db,
            Ok(Err(sled::Error::Io(e)))
                if matches!(
                    e.kind(),
                    std::io::ErrorKind::PermissionDenied
                        | std::io::ErrorKind::StorageFull
                        | std::io::ErrorKind::ReadOnlyFilesystem
                ) =>
            {
                return Err(Unfit::Denied(StoreError::io("open", &folder)(e)));
            }
            Ok(Err(e)) => return Err(Unfit::Broken(format!("it does not open ({e})"))),
            Err(_) => return Err(broken("it does not open")),
        };
        let read = catch_unwind(AssertUnwindSafe(|| Self::verify(db, folder)));
        read.unwrap_or_else(|_| Err(broken("it does not read")))
    }

    fn verify(db: sled::Db, folder: std::path::PathBuf) -> Result<Self, Unfit> {
        let unreadable = |e: String| Unfit::Broken(format!("it does not read ({e})"));
        let meta = match db.get(META) {
            Ok(Some(bytes)) => unpack(&bytes).map_err(|e| unreadable(e.to_string()))?,
            Ok(None) => Meta::default(),
            Err(e) => return Err(unreadable(e.to_string())),
        };
        let mut hashes = HashMap::new();
        let mut digest = 0;
        for row in db.iter() {
            let (key, value) = row.map_err(|e| unreadable(e.to_string()))?;
            if key == META {
                continue;
            }
            let hash = row_hash(&key, &value);
            digest ^= hash;
            hashes.insert(key.to_vec(), hash);
        }
        if hashes.len() as u64 != meta.rows || digest != meta.digest {
            return Err(Unfit::Broken(format!(
                "its rows do not add up ({} where {} are expected)",
                hashes.len(),
                meta.rows
            )));
        }
        Ok(Self { db, folder, meta, hashes })
    }

    /// How far the journal is applied.
    pub(super) fn applied(&self) -> Position {
        self.meta.applied
    }

    pub(super) fn last_seq(&self) -> u64 {
        self.meta.last_seq
    }

    pub(super) fn last_sum(&self) -> Option<Sum> {
        self.meta.last_sum.map(Sum)
    }

    pub(super) fn totals(&self) -> Totals {
        self.meta.totals
    }

    /// Applies events that stand in the journal up to `end`; `own` is number and sum of this device's last line.
    pub(super) fn apply(
        &mut self,
        events: &[Event],
        end: Position,
        own: Option<(u64, Sum)>,
        profile: &Profile,
    ) -> Result<(), StoreError> {
        let mut change = Change { ledger: self, profile, rows: HashMap::new(), meta: self.meta };
        for event in events {
            change.event(event)?;
        }
        if let Some((seq, sum)) = own {
            change.meta.last_seq = seq;
            change.meta.last_sum = Some(sum.0);
        }
        change.meta.applied = end;
        let (rows, meta) = (change.rows, change.meta);
        self.commit(rows, meta)
    }

    /// Makes the ledger say what a whole journal says, and nothing else.
    pub(super) fn fill(&mut self, scan: Scan, device: &str) -> Result<(), StoreError> {
        let Scan { events, end, .. } = scan;
        let mut meta = Meta { applied: end, ..Meta::default() };
        if let Some((event, sum)) =
            events.iter().filter(|(e, _)| &*e.head.device == device).max_by_key(|(e, _)| e.head.seq)
        {
            meta.last_seq = event.head.seq;
            meta.last_sum = Some(sum.0);
        }
        let book = Book::fold(events.into_iter().map(|(event, _)| event).collect());
        let mut shelves: HashMap<Vec<u8>, Shelf> = HashMap::new();
        for (question, trail) in &book.trails {
            if let Some(kept) = kept_of(trail) {
                meta.totals.questions += 1;
                meta.totals.attempts += u64::from(kept.record.all.attempts);
                meta.totals.correct += u64::from(kept.record.all.correct);
                shelves.entry(shelf_key(question)).or_default().insert(question.local().to_owned(), kept);
            }
        }
        meta.totals.open_sessions = book.sittings.len() as u64;
        let mut rows: HashMap<Vec<u8>, Option<Vec<u8>>> =
            self.hashes.keys().map(|key| (key.clone(), None)).collect();
        for (key, shelf) in shelves {
            rows.insert(key, Some(pack(&shelf)?));
        }
        for (day, tally) in &book.days {
            rows.insert(format!("d/{day}").into_bytes(), Some(pack(tally)?));
        }
        for flag in &book.flags {
            rows.insert(format!("f/{}", flag.question).into_bytes(), Some(pack(flag)?));
        }
        for (prefix, notes) in [("n", &book.notes), ("r", &book.reports)] {
            for (at, note) in notes.iter().enumerate() {
                rows.insert(note_key(prefix, note.at, at as u64), Some(pack(note)?));
            }
        }
        for (name, value) in &book.settings {
            rows.insert(format!("v/{name}").into_bytes(), Some(pack(value)?));
        }
        for sitting in &book.sittings {
            rows.insert(format!("s/{}", sitting.session).into_bytes(), Some(pack(sitting)?));
        }
        self.commit(rows, meta)
    }

    fn commit(&mut self, rows: HashMap<Vec<u8>, Option<Vec<u8>>>, mut meta: Meta) -> Result<(), StoreError> {
        let mut batch = sled::Batch::default();
        let (mut digest, mut count) = (self.meta.digest, self.meta.rows);
        let mut hashes = Vec::with_capacity(rows.len());
        for (key, value) in rows {
            if let Some(old) = self.hashes.get(&key) {
                digest ^= old;
                count -= 1;
            }
            match value {
                Some(value) => {
                    let hash = row_hash(&key, &value);
                    digest ^= hash;
                    count += 1;
                    batch.insert(key.as_slice(), value);
                    hashes.push((key, Some(hash)));
                }
                None => {
                    batch.remove(key.as_slice());
                    hashes.push((key, None));
                }
            }
        }
        meta.digest = digest;
        meta.rows = count;
        batch.insert(META, pack(&meta)?);
        self.db.apply_batch(batch)?;
        self.meta = meta;
        for (key, hash) in hashes {
            match hash {
                Some(hash) => self.hashes.insert(key, hash),
                None => self.hashes.remove(&key),
            };
        }
        Ok(())
    }

    fn rows<T: DeserializeOwned>(&self, prefix: &str) -> Result<Vec<(String, T)>, StoreError> {
        let mut rows = Vec::new();
        for row in self.db.scan_prefix(prefix) {
            let (key, value) = row?;
            let key = String::from_utf8_lossy(&key[prefix.len()..]).into_owned();
            rows.push((key, unpack(&value)?));
        }
        Ok(rows)
    }

    /// Everything, for reports and study.
    pub(super) fn standing(&self) -> Result<Standing, StoreError> {
        let mut standing = Standing::default();
        for (bank, shelf) in self.rows::<Shelf>("q/")? {
            for (local, kept) in shelf {
                standing.records.insert(QuestionId::new(&bank, &local), kept.record);
            }
        }
        for (day, tally) in self.rows::<Tally>("d/")? {
            if let Ok(day) = day.parse() {
                standing.days.insert(day, tally);
            }
        }
        standing.flags = self.rows::<Flag>("f/")?.into_iter().map(|(_, f)| f).collect();
        standing.flags.sort_by_key(|f| f.at);
        standing.notes = self.rows::<Note>("n/")?.into_iter().map(|(_, n)| n).collect();
        standing.reports = self.rows::<Note>("r/")?.into_iter().map(|(_, n)| n).collect();
        standing.settings = self.rows::<String>("v/")?.into_iter().collect();
        standing.sittings = self.rows::<Sitting>("s/")?.into_iter().map(|(_, s)| s).collect();
        standing.sittings.sort_by_key(|s| s.at);
        Ok(standing)
    }

    pub(super) fn last_attempt(&self, question: &QuestionId) -> Result<Option<EventId>, StoreError> {
        let Some(bytes) = self.db.get(shelf_key(question))? else { return Ok(None) };
        Ok(unpack::<Shelf>(&bytes)?.get(question.local()).map(|k| k.last.id))
    }

    /// Writes everything out, durably.
    pub(super) fn close(&mut self) {
        // The journal has it all: whatever fails here costs the next start a moment, and no answer.
        let _ = self.db.flush();
        if let Ok(file) = std::fs::OpenOptions::new().write(true).open(self.folder.join("db")) {
            let _ = file.sync_data();
        }
        sync_folder(&self.folder);
    }
}

fn note_key(prefix: &str, at: Timestamp, number: u64) -> Vec<u8> {
    format!("{prefix}/{:020}/{number:020}", at.as_millisecond().max(0)).into_bytes()
}

/// What is kept of a question, folded from its whole trail.
fn kept_of(trail: &Trail) -> Option<Kept> {
    Some(Kept { record: trail.record()?, last: trail.traces().last()?.clone() })
}

/// A set of rows to be changed together.
struct Change<'l> {
    ledger: &'l Ledger,
    profile: &'l Profile,
    rows: HashMap<Vec<u8>, Option<Vec<u8>>>,
    meta: Meta,
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

    fn event(&mut self, event: &Event) -> Result<(), StoreError> {
        let at = event.head.at;
        match &event.body {
            Body::Attempt(attempt) => {
                let trace = Trace::of(&event.head, attempt);
                self.attempt(&attempt.question, trace, day_of(at, &event.head.zone))?;
                self.change_sitting(attempt.session, |sitting| sitting.answer(attempt.place))
            }
            Body::Retract(retraction) => self.retract(retraction),
            Body::Flag(flag) => {
                let key = format!("f/{}", flag.question).into_bytes();
                if flag.on {
                    self.put(key, &Flag { question: flag.question.clone(), at })
                } else {
                    self.rows.insert(key, None);
                    Ok(())
                }
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
                match &setting.value {
                    Some(value) => self.put(key, value),
                    None => {
                        self.rows.insert(key, None);
                        Ok(())
                    }
                }
            }
            Body::Session(session) => {
                let key = format!("s/{}", session.session).into_bytes();
                match session.state {
                    SessionState::Drawn => {
                        self.meta.totals.open_sessions += 1;
                        let sitting = Sitting {
                            session: session.session,
                            at,
                            mode: session.mode.to_string(),
                            seed: session.seed,
                            questions: session.questions.clone(),
                            answered: Vec::new(),
                        };
                        self.put(key, &sitting)
                    }
                    SessionState::Closed => {
                        if self.get::<Sitting>(&key)?.is_some() {
                            self.meta.totals.open_sessions = self.meta.totals.open_sessions.saturating_sub(1);
                        }
                        self.rows.insert(key, None);
                        Ok(())
                    }
                }
            }
            Body::Unknown => Ok(()),
        }
    }

    fn attempt(&mut self, question: &QuestionId, trace: Trace, day: Day) -> Result<(), StoreError> {
        let key = shelf_key(question);
        let mut shelf: Shelf = self.get(&key)?.unwrap_or_default();
        let old = shelf.remove(question.local());
        let kept = if old.as_ref().is_some_and(|k| k.last.order() >= trace.order()) {
            // The clock went backwards: the journal has the trail, which says what comes first.
            kept_of(&journal::trail(self.profile, question)?.trail)
        } else {
            let record = Record::after(old.as_ref().map(|k| &k.record), &trace);
            Some(Kept { record, last: trace.clone() })
        };
        let Some(kept) = kept else { return Ok(()) };
        self.meta.totals.questions += u64::from(old.is_none());
        self.meta.totals.attempts += 1;
        self.meta.totals.correct += u64::from(trace.correct);
        shelf.insert(question.local().to_owned(), kept);
        self.put(key, &shelf)?;
        self.change_day(day, |tally| tally.add(&trace))
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

    fn change_sitting(
        &mut self,
        session: EventId,
        change: impl FnOnce(&mut Sitting),
    ) -> Result<(), StoreError> {
        let key = format!("s/{session}").into_bytes();
        if let Some(mut sitting) = self.get::<Sitting>(&key)? {
            change(&mut sitting);
            self.put(key, &sitting)?;
        }
        Ok(())
    }

    /// What is known of the question is folded again, without the attempt.
    fn retract(&mut self, retraction: &Retraction) -> Result<(), StoreError> {
        let question = &retraction.question;
        self.change_sitting(retraction.session, |sitting| sitting.reopen(retraction.place))?;
        let found = journal::trail(self.profile, question)?;
        let Some((gone, day)) = found.retracted.into_iter().find(|(t, _)| t.id == retraction.attempt) else {
            return Ok(());
        };
        let key = shelf_key(question);
        let mut shelf: Shelf = self.get(&key)?.unwrap_or_default();
        match kept_of(&found.trail) {
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
