//! The store that the program works from: sled, moved by one atomic batch an event.
//!
//! The rows are few and small, so that all of them can be verified at every open: a flipped bit in sled can lose rows
//! without a word. The questions of one bank share a row. `meta` says how far the journal is applied, how many rows
//! there are, and the XOR of their hashes.

use std::collections::HashMap;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;

use jiff::Timestamp;
use serde::de::DeserializeOwned;

use super::change::Change;
use super::folder::sync_folder;
use super::journal::{self, Position, Scan};
use super::rows::{LAYOUT, Meta, Shelf, kept_of, note_key, pack, shelf_key, unpack};
use super::{Profile, StoreError, Totals};
use crate::learner::{FIT_SETTING, Learned, Model, model_of};
use crate::progress::{Book, Entry, Event, Flag, Note, QuestionId, Sitting, Standing, Sum, Tally};

pub(super) struct Ledger {
    pub(super) db: Held,
    folder: std::path::PathBuf,
    meta: Meta,
    hashes: HashMap<Vec<u8>, u64>,
    /// By which memory moves: fitted to the learner, or the default.
    model: Arc<Model>,
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

/// sled panics on some half-written stores.
fn open_sled(folder: &std::path::Path) -> std::thread::Result<sled::Result<sled::Db>> {
    catch_unwind(AssertUnwindSafe(|| {
        sled::Config::new().path(folder).cache_capacity(16 * 1024 * 1024).open()
    }))
}

impl Ledger {
    /// Opens the store and verifies every row.
    pub(super) fn open(profile: &Profile) -> Result<Self, Unfit> {
        let folder = profile.store_folder();
        let fresh = !folder.exists();
        let broken = |why: &str| Unfit::Broken(why.to_owned());
        let mut opened = open_sled(&folder);
        // A process that is just ending may still hold sled's own lock.
        for _ in 0..20 {
            let Ok(Err(sled::Error::Io(e))) = &opened else { break };
            if !e.to_string().contains("could not acquire lock") {
                break;
            }
            std::thread::sleep(std::time::Duration::from_millis(50));
            opened = open_sled(&folder);
        }
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
            Ok(Err(sled::Error::Io(e))) if e.to_string().contains("could not acquire lock") => {
                return Err(Unfit::Denied(StoreError::InUse { pid: "?".to_owned() }));
            }
            Ok(Err(e)) => return Err(Unfit::Broken(format!("it does not open ({e})"))),
            Err(_) => return Err(broken("it does not open")),
        };
        let read = catch_unwind(AssertUnwindSafe(|| Self::verify(db, folder, fresh)));
        read.unwrap_or_else(|_| Err(broken("it does not read")))
    }

    fn verify(db: sled::Db, folder: std::path::PathBuf, fresh: bool) -> Result<Self, Unfit> {
        let unreadable = |e: String| Unfit::Broken(format!("it does not read ({e})"));
        let meta = match db.get(META) {
            Ok(Some(bytes)) => unpack(&bytes).map_err(|e| unreadable(e.to_string()))?,
            // sled opens what it cannot read as an empty store, without a word.
            Ok(None) if !fresh => return Err(unreadable("nothing is in it".to_owned())),
            Ok(None) => Meta { layout: LAYOUT, ..Meta::default() },
            Err(e) => return Err(unreadable(e.to_string())),
        };
        if meta.layout != LAYOUT {
            return Err(Unfit::Broken("another version of the program wrote it".to_owned()));
        }
        if fresh {
            db.insert(META, pack(&meta).map_err(Unfit::Denied)?).map_err(|e| unreadable(e.to_string()))?;
        }
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
        let setting = db.get(format!("v/{FIT_SETTING}")).map_err(|e| unreadable(e.to_string()))?;
        let setting = setting.map(|bytes| unpack::<(Timestamp, Option<String>)>(&bytes)).transpose();
        let (_, fit) = setting.map_err(|e| unreadable(e.to_string()))?.unwrap_or_default();
        let model = Arc::new(model_of(fit.as_deref()));
        Ok(Self { db: Held(Some(db)), folder, meta, hashes, model })
    }

    /// How far the journal is applied.
    pub(super) fn applied(&self) -> Position {
        self.meta.applied
    }

    /// Whether the journal is the one that was applied.
    pub(super) fn follows(&self, profile: &Profile) -> bool {
        journal::mark_before(profile, self.meta.applied).is_ok_and(|mark| mark == self.meta.mark)
    }

    /// When a question was flagged or unflagged last.
    pub(super) fn flag_time(&self, question: &QuestionId) -> Option<Timestamp> {
        let bytes = self.db.get(format!("f/{question}")).ok()??;
        unpack::<Flag>(&bytes).ok().map(|f| f.at)
    }

    /// When a setting was changed last.
    pub(super) fn setting_time(&self, name: &str) -> Option<Timestamp> {
        let bytes = self.db.get(format!("v/{name}")).ok()??;
        unpack::<(Timestamp, Option<String>)>(&bytes).ok().map(|(at, _)| at)
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
        mark: u64,
        own: Option<(u64, Sum)>,
        profile: &Profile,
    ) -> Result<(), StoreError> {
        let model = Arc::clone(&self.model);
        let mut change = Change { ledger: self, profile, rows: HashMap::new(), meta: self.meta, model };
        for event in events {
            change.event(event)?;
        }
        if let Some((seq, sum)) = own {
            change.meta.last_seq = seq;
            change.meta.last_sum = Some(sum.0);
        }
        change.meta.applied = end;
        change.meta.mark = mark;
        let (rows, meta, model) = (change.rows, change.meta, change.model);
        self.commit(rows, meta)?;
        self.model = model;
        Ok(())
    }

    /// Makes the ledger say what a whole journal says, and nothing else.
    pub(super) fn fill(
        &mut self,
        scan: Scan<Entry>,
        device: &str,
        profile: &Profile,
    ) -> Result<(), StoreError> {
        let Scan { events, end, .. } = scan;
        let mark = journal::mark_before(profile, end)?;
        let mut meta = Meta { layout: LAYOUT, applied: end, mark, ..Meta::default() };
        let (last_seq, last_sum) = super::last_own(&events, device);
        meta.last_seq = last_seq;
        meta.last_sum = last_sum.map(|s| s.0);
        let book = Book::fold(events.into_iter().map(|(event, _)| event).collect());
        let fit = book.settings.get(FIT_SETTING).and_then(|(_, value)| value.as_deref());
        self.model = Arc::new(model_of(fit));
        let mut shelves: HashMap<Vec<u8>, Shelf> = HashMap::new();
        for (question, trail) in &book.trails {
            if let Some(kept) = kept_of(trail, &self.model) {
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
        for mut sitting in book.sittings {
            let places = std::mem::take(&mut sitting.answered);
            rows.insert(format!("a/{}", sitting.session).into_bytes(), Some(pack(&places)?));
            rows.insert(format!("s/{}", sitting.session).into_bytes(), Some(pack(&sitting)?));
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

    /// How many of the open sessions are exams.
    pub(super) fn open_exams(&self) -> Result<usize, StoreError> {
        Ok(self.rows::<Sitting>("s/")?.into_iter().filter(|(_, sitting)| sitting.is_exam()).count())
    }

    /// Everything, for reports and study.
    pub(super) fn known(&self) -> Result<(Standing, Learned), StoreError> {
        let mut standing = Standing::default();
        let mut learned = Learned { model: Arc::clone(&self.model), ..Learned::default() };
        for (key, shelf) in self.rows::<Shelf>("q/")? {
            let bank = key.rsplit_once('/').map_or(key.as_str(), |(bank, _)| bank);
            for (local, kept) in shelf {
                let id = QuestionId::new(bank, &local);
                if let Some(remembered) = kept.remembered {
                    learned.questions.insert(id.clone(), remembered);
                }
                standing.records.insert(id, kept.record);
            }
        }
        for (day, tally) in self.rows::<Tally>("d/")? {
            if let Ok(day) = day.parse() {
                standing.days.insert(day, tally);
            }
        }
        standing.flags = self.rows::<Flag>("f/")?.into_iter().map(|(_, f)| f).filter(|f| f.on).collect();
        standing.flags.sort_by(|a, b| (a.at, &a.question).cmp(&(b.at, &b.question)));
        standing.notes = self.rows::<Note>("n/")?.into_iter().map(|(_, n)| n).collect();
        standing.reports = self.rows::<Note>("r/")?.into_iter().map(|(_, n)| n).collect();
        let settings = self.rows::<(Timestamp, Option<String>)>("v/")?;
        standing.settings = settings.into_iter().filter_map(|(n, (_, v))| Some((n, v?))).collect();
        let mut places: HashMap<String, Vec<u32>> = self.rows("a/")?.into_iter().collect();
        for (session, sitting) in self.rows::<Sitting>("s/")? {
            let answered = places.remove(&session).unwrap_or_default();
            standing.sittings.push(Sitting { answered, ..sitting });
        }
        standing.sittings.sort_by_key(|s| (s.at, s.seq));
        Ok((standing, learned))
    }

    /// The keys of rows that begin in some way.
    pub(super) fn keys_of(&self, prefix: &str) -> impl Iterator<Item = Vec<u8>> {
        self.hashes.keys().filter(move |key| key.starts_with(prefix.as_bytes())).cloned()
    }

    /// Whether there is such a row.
    pub(super) fn holds(&self, key: &[u8]) -> bool {
        self.hashes.contains_key(key)
    }

    /// Writes everything out, durably.
    pub(super) fn close(&mut self) {
        let (db, folder) = (sled::Db::clone(&self.db), self.folder.clone());
        // The journal has it all: whatever fails here costs the next start a moment, and no answer.
        patiently(move || {
            let _ = db.flush();
            if let Ok(file) = std::fs::OpenOptions::new().write(true).open(folder.join("db")) {
                let _ = file.sync_data();
            }
            sync_folder(&folder);
        });
    }
}

/// sled, let go of with patience.
pub(super) struct Held(Option<sled::Db>);

impl std::ops::Deref for Held {
    type Target = sled::Db;

    fn deref(&self) -> &sled::Db {
        match &self.0 {
            Some(db) => db,
            None => unreachable!("it is taken only when it is dropped"),
        }
    }
}

impl Drop for Held {
    fn drop(&mut self) {
        if let Some(db) = self.0.take() {
            patiently(move || drop(db));
        }
    }
}

/// Does something that sled may never come back from: on a full disk it can wait for a thread that has given up. After a
/// while the work is left to itself; it ends with the process at the latest.
fn patiently(work: impl FnOnce() + Send + 'static) {
    const PATIENCE: std::time::Duration = std::time::Duration::from_secs(3);
    let (done, wait) = std::sync::mpsc::channel();
    std::thread::spawn(move || {
        work();
        let _ = done.send(());
    });
    let _ = wait.recv_timeout(PATIENCE);
}
