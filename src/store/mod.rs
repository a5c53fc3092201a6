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
pub use folder::{Profile, ProfileInfo};
pub use journal::{Damage, Scan};
pub use portable::{Imported, backup, export, read_events};
pub use repair::Health;

use jiff::Timestamp;

use crate::progress::{Body, Book, Event, EventId, Head, QuestionId, Standing};
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
    _lock: Lock,
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
        Ok((Self { profile: profile.clone(), journal, ledger, identity, _lock: lock }, notices))
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
        let mut seq = self.ledger.last_seq();
        let events: Vec<Event> = bodies
            .into_iter()
            .map(|body| {
                seq += 1;
                let head = Head {
                    v: 1,
                    kind: body.kind().into(),
                    id: EventId(random()),
                    device: self.identity.device.clone(),
                    seq,
                    at,
                    zone: zone.into(),
                };
                Event { head, body }
            })
            .collect();
        let (end, prev) = self.journal.append(&events, self.ledger.last_sum())?;
        if self.ledger.apply(&events, end, prev.map(|sum| (seq, sum)), &self.profile).is_err() {
            // The journal has the events: a store that could not take them is made to say what it says.
            self.refill()?;
        }
        Ok(events.iter().map(|e| e.head.id).collect())
    }

    /// Makes the store say what the journal says.
    fn refill(&mut self) -> Result<(), StoreError> {
        let scan = journal::scan(&self.profile, journal::Position::default())?;
        self.ledger.fill(scan, &self.identity.device)?;
        self.ledger.close();
        self.profile.make_private();
        Ok(())
    }

    /// What the learner has done.
    pub fn standing(&self) -> Result<Standing, StoreError> {
        self.ledger.standing()
    }

    /// How many questions have been answered and how often, without reading every record.
    pub fn totals(&self) -> Totals {
        self.ledger.totals()
    }

    /// The last attempt at a question that still counts.
    pub fn last_attempt(&self, question: &QuestionId) -> Result<Option<EventId>, StoreError> {
        self.ledger.last_attempt(question)
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

/// What a learner has done, for a reader: from the store when nobody writes, else from the journal alone.
pub fn read_standing(
    profile: &Profile,
    random: RandomBits<'_>,
) -> Result<(Standing, Vec<Notice>), StoreError> {
    if !profile.exists() {
        return Ok((Standing::default(), Vec::new()));
    }
    match Store::open(profile, random) {
        Ok((store, notices)) => {
            let standing = store.standing()?;
            store.close();
            Ok((standing, notices))
        }
        // Somebody writes, or nobody may write here: the journal can be read all the same.
        Err(StoreError::InUse { .. } | StoreError::Io { .. }) => {
            profile.check_formats()?;
            let scan = journal::scan(profile, journal::Position::default())?;
            let events = scan.events.into_iter().map(|(event, _)| event).collect();
            Ok((Book::fold(events).standing(), Vec::new()))
        }
        Err(error) => Err(error),
    }
}
