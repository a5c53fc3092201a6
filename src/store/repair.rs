//! Bringing store and journal together: the tail of the journal is applied; a store that does not fit is put aside and
//! built again.

use std::collections::HashMap;
use std::fs;
use std::path::PathBuf;

use serde::Serialize;

use super::folder::Identity;
use super::journal::{self, Damage, Position};
use super::ledger::{Ledger, Unfit};
use super::{Notice, Profile, Store, StoreError};
use crate::progress::{Body, Book, Event, Sum};

/// What `progress doctor` found.
#[derive(Clone, Debug, Serialize)]
pub struct Health {
    /// Whole events in the journal.
    pub events: usize,
    /// Lines that are not whole.
    pub damaged: Vec<Damage>,
    /// Places where a device's chain of sums is broken: a line is missing or was changed.
    pub broken_links: Vec<String>,
    /// Whether the store said what the journal says; if not, it was made to.
    pub store_fits: bool,
    /// Stores and tails that were put aside.
    pub put_aside: Vec<PathBuf>,
}

impl Health {
    /// Whether nothing is wrong with the journal.
    pub fn is_sound(&self) -> bool {
        self.damaged.is_empty() && self.broken_links.is_empty()
    }
}

/// Opens the store and applies the tail of the journal, which ends at `end`; builds the store again where it does not
/// fit.
pub(super) fn open_ledger(
    profile: &Profile,
    end: Position,
    identity: &Identity,
    notices: &mut Vec<Notice>,
) -> Result<Ledger, StoreError> {
    let mut ledger = match Ledger::open(profile) {
        Ok(ledger) => ledger,
        Err(Unfit::Denied(error)) => return Err(error),
        Err(Unfit::Broken(why)) => {
            let (ledger, notice) = rebuild(profile, identity, &why)?;
            notices.push(notice);
            return Ok(ledger);
        }
    };
    let applied = ledger.applied();
    if applied > end {
        drop(ledger);
        let (ledger, notice) = rebuild(profile, identity, "it knows more than the journal")?;
        notices.push(notice);
        notices.push(Notice(
            "answers that the store knew are missing from the journal; `progress restore FILE` brings a backup back"
                .to_owned(),
        ));
        return Ok(ledger);
    }
    if applied == end {
        return Ok(ledger);
    }
    let tail = journal::scan(profile, applied)?;
    notices.extend(tail.damaged.iter().map(damage_notice));
    // A retraction in the tail takes back what may lie before it.
    if applied != Position::default() && tail.events.iter().any(|(e, _)| matches!(e.body, Body::Retract(_))) {
        ledger.fill(journal::scan(profile, Position::default())?, &identity.device)?;
    } else if applied == Position::default() {
        if !tail.events.is_empty() {
            notices.push(Notice(format!(
                "there was no store; it was built from the journal ({} events)",
                tail.events.len()
            )));
        }
        ledger.fill(tail, &identity.device)?;
    } else {
        let mine = tail.events.iter().rev().find(|(e, _)| e.head.device == identity.device);
        let own = mine.map(|(e, sum)| (e.head.seq, *sum));
        let events: Vec<Event> = tail.events.into_iter().map(|(event, _)| event).collect();
        ledger.apply(&events, tail.end, own, profile)?;
    }
    Ok(ledger)
}

fn damage_notice(damage: &Damage) -> Notice {
    Notice(format!(
        "line {} of {} cannot be read: {}. Everything else is kept; `progress doctor` says more",
        damage.line,
        damage.file.display(),
        damage.why
    ))
}

/// Puts a store that is no use aside and builds it again from the whole journal.
fn rebuild(profile: &Profile, identity: &Identity, why: &str) -> Result<(Ledger, Notice), StoreError> {
    let folder = profile.store_folder();
    let aside = profile.aside_name("store");
    fs::rename(&folder, &aside).map_err(StoreError::io("put aside", &folder))?;
    let scan = journal::scan(profile, Position::default())?;
    let mut ledger = Ledger::open(profile).map_err(|unfit| match unfit {
        Unfit::Denied(error) => error,
        Unfit::Broken(why) => StoreError::Unusable { path: folder, why },
    })?;
    let count = scan.events.len();
    ledger.fill(scan, &identity.device)?;
    ledger.close();
    let notice = Notice(format!(
        "the store was built again from the journal ({count} events), because {why}; the old one is {}",
        aside.display()
    ));
    Ok((ledger, notice))
}

impl Store {
    /// Reads the whole journal, compares the store with it, and builds the store again when they differ.
    pub fn doctor(&mut self) -> Result<Health, StoreError> {
        let scan = journal::scan(&self.profile, Position::default())?;
        let broken_links = broken_links(&scan.events);
        let events = scan.events.len();
        let expected = Book::fold(scan.events.into_iter().map(|(event, _)| event).collect()).standing();
        let store_fits = self.standing().is_ok_and(|found| same(&found, &expected));
        if !store_fits {
            self.refill()?;
        }
        let put_aside = self.profile.put_aside();
        Ok(Health { events, damaged: scan.damaged, broken_links, store_fits, put_aside })
    }
}

/// Sums are floating-point and may differ in the last bits with the order of adding; everything else is compared.
fn same(a: &crate::progress::Standing, b: &crate::progress::Standing) -> bool {
    let records = a.records.len() == b.records.len()
        && a.records.iter().all(|(id, x)| {
            b.records.get(id).is_some_and(|y| {
                x.all.attempts == y.all.attempts
                    && x.all.correct == y.all.correct
                    && x.current.attempts == y.current.attempts
                    && (x.revision, x.epoch, x.last_at, x.streak)
                        == (y.revision, y.epoch, y.last_at, y.streak)
            })
        });
    let days = a.days.len() == b.days.len()
        && a.days.iter().zip(&b.days).all(|((d, x), (e, y))| d == e && x.attempts == y.attempts);
    records && days && a.settings == b.settings && a.sittings == b.sittings && a.flags == b.flags
}

/// Own lines follow each other without a gap; lines that came from elsewhere may leave some out.
fn broken_links(events: &[(Event, Sum)]) -> Vec<String> {
    let mut devices: HashMap<&str, Vec<u64>> = HashMap::new();
    for (event, _) in events {
        devices.entry(&event.head.device).or_default().push(event.head.seq);
    }
    let mut broken = Vec::new();
    for (device, mut numbers) in devices {
        numbers.sort_unstable();
        for pair in numbers.windows(2) {
            if pair[1] > pair[0] + 1 {
                broken.push(format!(
                    "events {} to {} of device {device} are missing",
                    pair[0] + 1,
                    pair[1] - 1
                ));
            }
        }
    }
    broken.sort();
    broken
}
