//! Where progress is kept: a profile folder with journal, store, lock and identity.
//!
//! The journal is the truth; it is appended and synced before a result is shown. The store is what the program works
//! from: when it will not open, or its counts do not fit, it is put aside and built again from the journal, and the
//! learner is told.

mod change;
mod error;
mod folder;
mod journal;
mod ledger;
mod lock;
mod portable;
mod repair;
mod rows;

pub use error::StoreError;
pub use folder::{Profile, ProfileInfo, Waiting};
pub use journal::{Damage, Scan};
pub use portable::{Imported, Written, backup, export, export_to, read_events};
pub use repair::Health;

use jiff::{Timestamp, ToSpan as _};

use crate::learner::Learned;
use crate::progress::{Body, Book, Entry, Event, EventId, Head, Standing, Sum};
use folder::Identity;
use journal::Journal;
use ledger::Ledger;
use lock::Lock;

/// What the learner should know about the state in which progress was found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Notice(pub String);

/// A source of 128 random bits.
pub type RandomBits<'a> = &'a mut dyn FnMut() -> u128;

/// An open profile. While it lives, no other process writes to it.
pub struct Store {
    profile: Profile,
    journal: Journal,
    ledger: Ledger,
    identity: Identity,
    /// Number and sum of this device's last line. Kept here, since the journal is the truth also when the store fails.
    last: (u64, Option<Sum>),
    /// The store could not take what the journal has; it is built again at the next open.
    stale: bool,
    notices: Vec<Notice>,
    lock: Lock,
}

impl Store {
    /// Opens a profile for writing, creating it where there is none; the tail of the journal is applied, a store that
    /// does not fit is built again.
    pub fn open(profile: &Profile, random: RandomBits<'_>) -> Result<(Self, Vec<Notice>), StoreError> {
        profile.create()?;
        let lock = Lock::take(profile)?;
        profile.check_formats()?;
        let identity = profile.identity(random)?;
        let mut notices = Vec::new();
        let (journal, torn) = Journal::open(profile)?;
        notices.extend(torn);
        let ledger = repair::open_ledger(profile, journal.end(), &identity, &mut notices)?;
        profile.make_private();
        let last = (ledger.last_seq(), ledger.last_sum());
        let profile = profile.clone();
        let store =
            Self { profile, journal, ledger, identity, last, stale: false, notices: Vec::new(), lock };
        Ok((store, notices))
    }

    /// Appends events: when this returns, they are on disk. On an error nothing is written and nothing has changed.
    pub fn append(
        &mut self,
        bodies: Vec<Body>,
        at: Timestamp,
        zone: &str,
        random: RandomBits<'_>,
    ) -> Result<Vec<EventId>, StoreError> {
        if bodies.is_empty() {
            return Ok(Vec::new());
        }
        let (mut seq, prev) = self.last;
        let mut events: Vec<Event> = Vec::with_capacity(bodies.len());
        for body in bodies {
            seq += 1;
            let head = Head {
                v: 1,
                kind: body.kind().into(),
                id: EventId(random()),
                device: self.identity.device.clone(),
                seq,
                at: self.time_of(&body, at),
                zone: zone.into(),
                prev: None,
            };
            events.push(Event { head, body });
        }
        let (end, sum) = self.journal.append(&mut events, prev)?;
        self.last = (seq, sum);
        // From here on the events are kept, whatever becomes of the store.
        let own = sum.map(|sum| (seq, sum));
        if !self.stale && self.ledger.apply(&events, end, self.journal.mark(), own, &self.profile).is_err() {
            self.stale = true;
            self.notices.push(Notice(
                "the store could not take what was recorded; the journal has it, and the store is built again at the \
                 next start"
                    .to_owned(),
            ));
        }
        Ok(events.iter().map(|e| e.head.id).collect())
    }

    /// The time of an event. A mark that follows another on the same question is later, whatever the clock says; so is a
    /// setting.
    fn time_of(&self, body: &Body, now: Timestamp) -> Timestamp {
        let last = match body {
            Body::Flag(flag) => self.ledger.flag_time(&flag.question),
            Body::Setting(setting) => self.ledger.setting_time(&setting.name),
            _ => None,
        };
        let after = last.and_then(|t| t.checked_add(1.millisecond()).ok());
        after.map_or(now, |after| after.max(now))
    }

    /// Makes the store say what the journal says.
    fn refill(&mut self) -> Result<(), StoreError> {
        // Until it is done, what the store says is not to be believed.
        self.stale = true;
        let scan = journal::scan_entries(&self.profile)?;
        self.last = last_own(&scan.events, &self.identity.device);
        self.notices.extend(scan.damaged.iter().map(repair::damage_notice));
        self.ledger.fill(scan, &self.identity.device, &self.profile)?;
        self.ledger.close();
        self.profile.make_private();
        self.stale = false;
        Ok(())
    }

    /// What the learner should know of the last operations.
    pub fn take_notices(&mut self) -> Vec<Notice> {
        std::mem::take(&mut self.notices)
    }

    /// What the learner has done, and what is believed of the learner.
    pub fn known(&self) -> Result<Known, StoreError> {
        if !self.stale
            && let Ok(known) = self.ledger.known()
        {
            return Ok(known);
        }
        fold_journal(&self.profile)
    }

    /// How many questions have been answered and how often, without reading every record.
    pub fn totals(&self) -> Totals {
        self.ledger.totals()
    }

    /// How many of the open sessions are exams.
    pub fn open_exams(&self) -> usize {
        // What cannot be read here is told when it is asked for.
        self.ledger.open_exams().unwrap_or(0)
    }

    /// Who writes: events of this device are those given here.
    pub fn device(&self) -> &str {
        &self.identity.device
    }

    /// The profile.
    pub fn profile(&self) -> &Profile {
        &self.profile
    }

    /// Writes everything out. The journal has it all already; this spares the next start the reading of its tail.
    pub fn close(mut self) {
        self.ledger.close();
    }
}

/// Number and sum of a device's last line.
fn last_own(entries: &[(Entry, Sum)], device: &str) -> (u64, Option<Sum>) {
    let own = entries.iter().filter(|(e, _)| e.origin().0 == device).max_by_key(|(e, _)| e.origin().1);
    own.map_or((0, None), |(entry, sum)| (entry.origin().1, Some(*sum)))
}

/// Sums over everything.
#[derive(Clone, Copy, Debug, Default, PartialEq, serde::Serialize, serde::Deserialize)]
pub struct Totals {
    /// Questions answered at least once.
    pub questions: u64,
    /// Attempts that count.
    pub attempts: u64,
    /// Correct ones among them.
    pub correct: u64,
    /// Sessions that are open.
    pub open_sessions: u64,
}

/// What a learner has done, and what is believed of the learner.
pub type Known = (Standing, Learned);

/// What is known of a learner, for a reader: from the store when nobody writes, else from the journal alone.
pub fn read_known(profile: &Profile, random: RandomBits<'_>) -> Result<(Known, Vec<Notice>), StoreError> {
    if !profile.exists()? {
        return Ok((Known::default(), Vec::new()));
    }
    match Store::open(profile, random) {
        Ok((store, notices)) => {
            let known = store.known()?;
            store.close();
            Ok((known, notices))
        }
        // Somebody writes, or nobody may write here: the journal can be read all the same.
        Err(StoreError::InUse { .. } | StoreError::Io { .. } | StoreError::Sled(_)) => {
            profile.check_formats()?;
            Ok((fold_journal(profile)?, Vec::new()))
        }
        Err(error) => Err(error),
    }
}

/// What is known of the learner, from the journal alone.
fn fold_journal(profile: &Profile) -> Result<Known, StoreError> {
    let scan = journal::scan_entries(profile)?;
    let entries = scan.events.into_iter().map(|(entry, _)| entry).collect();
    let book = Book::fold(entries);
    let learned = Learned::of_book(&book);
    Ok((book.standing(), learned))
}
