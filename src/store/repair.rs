//! Bringing store and journal together: the tail of the journal is applied; a store that does not fit is put aside and
//! built again.

use std::fs;
use std::path::{Path, PathBuf};

use serde::Serialize;

use super::folder::Identity;
use super::journal::{self, Damage, Position, Scan};
use super::ledger::{Ledger, Unfit};
use super::{Notice, Profile, Store, StoreError};
use crate::learner::Learned;
use crate::progress::{Body, Event, Standing, Sum};

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
            notices.extend(notice);
            return Ok(ledger);
        }
    };
    let applied = ledger.applied();
    let fresh = applied == Position::default();
    if applied > end || !ledger.follows(profile) {
        drop(ledger);
        let (ledger, notice) = rebuild(profile, identity, "it does not belong to this journal")?;
        notices.extend(notice);
        if applied > end {
            notices.push(missing_answers(profile));
        }
        return Ok(ledger);
    }
    if applied == end {
        return Ok(ledger);
    }
    let tail = journal::scan(profile, applied)?;
    notices.extend(tail.damaged.iter().map(damage_notice));
    if fresh {
        if !tail.events.is_empty() {
            let count = tail.events.len();
            notices
                .push(Notice(format!("there was no store; it was built from the journal ({count} events)")));
        }
        ledger.fill(journal::scan_entries(profile)?, &identity.device, profile)?;
        return Ok(ledger);
    }
    if let Some((seq, sum)) = simple_tail(&tail, &ledger, identity) {
        let events: Vec<Event> = tail.events.iter().map(|(event, _)| event.clone()).collect();
        let mark = journal::mark_before(profile, tail.end)?;
        if ledger.apply(&events, tail.end, mark, sum.map(|sum| (seq, sum)), profile).is_ok() {
            return Ok(ledger);
        }
    }
    ledger.fill(journal::scan_entries(profile)?, &identity.device, profile)?;
    Ok(ledger)
}

/// A tail that can be applied event by event, with number and sum of the last own line: written here, in order, with
/// nothing taken back. Anything else is folded anew.
fn simple_tail(tail: &Scan<Event>, ledger: &Ledger, identity: &Identity) -> Option<(u64, Option<Sum>)> {
    let mut seq = ledger.last_seq();
    let mut last = ledger.last_sum();
    for (event, sum) in &tail.events {
        let next = event.head.device == identity.device && event.head.seq > seq;
        if !next || matches!(event.body, Body::Retract(_) | Body::Unknown) {
            return None;
        }
        seq = event.head.seq;
        last = Some(*sum);
    }
    Some((seq, last))
}

fn missing_answers(profile: &Profile) -> Notice {
    let aside: Vec<String> = profile.put_aside().iter().map(|p| p.display().to_string()).collect();
    Notice(format!(
        "answers that the store knew are missing from the journal; `progress restore FILE` brings a backup back, and \
         what was put aside is in {}",
        aside.join(", ")
    ))
}

pub(super) fn damage_notice(damage: &Damage) -> Notice {
    Notice(format!(
        "line {} of {} cannot be read: {}. Everything else is kept; `progress doctor` says more",
        damage.line,
        damage.file.display(),
        damage.why
    ))
}

/// Puts a store that is no use aside and builds it again from the whole journal.
fn rebuild(
    profile: &Profile,
    identity: &Identity,
    why: &str,
) -> Result<(Ledger, Option<Notice>), StoreError> {
    let folder = profile.store_folder();
    let aside = profile.aside_name("store");
    fs::rename(&folder, &aside).map_err(StoreError::io("put aside", &folder))?;
    let scan = journal::scan_entries(profile)?;
    let mut damaged: Vec<String> = scan.damaged.iter().map(|d| damage_notice(d).0).collect();
    let mut ledger = Ledger::open(profile).map_err(|unfit| match unfit {
        Unfit::Denied(error) => error,
        Unfit::Broken(why) => StoreError::Unusable { path: folder, why },
    })?;
    let count = scan.events.len();
    if count == 0 && damaged.is_empty() {
        // Nothing was ever recorded: a store that was begun and never used is no loss.
        let _ = fs::remove_dir_all(&aside);
        return Ok((ledger, None));
    }
    ledger.fill(scan, &identity.device, profile)?;
    ledger.close();
    damaged.insert(
        0,
        format!(
            "the store was built again from the journal ({count} events), because {why}; the old one is {}",
            aside.display()
        ),
    );
    Ok((ledger, Some(Notice(damaged.join("\n")))))
}

impl Store {
    /// Reads the whole journal, compares the store with it, and builds the store again when they differ.
    pub fn doctor(&mut self) -> Result<Health, StoreError> {
        let scan = journal::scan(&self.profile, Position::default())?;
        let broken_links = broken_links(&scan.events, &self.identity.device);
        let events = scan.events.len();
        let (expected, learned) = super::fold_journal(&self.profile)?;
        let fits =
            |(found, by): (Standing, Learned)| same(&found, &expected) && by.questions == learned.questions;
        let store_fits = !self.stale && self.known().is_ok_and(fits);
        if !store_fits {
            if !scan.damaged.is_empty() {
                // The store may know an answer whose line is damaged: it is kept beside.
                self.ledger.close();
                let aside = self.profile.aside_name("store");
                copy_folder(&self.profile.store_folder(), &aside).map_err(StoreError::io("copy", &aside))?;
            }
            self.refill()?;
        }
        let put_aside = self.profile.put_aside();
        Ok(Health { events, damaged: scan.damaged, broken_links, store_fits, put_aside })
    }
}

fn copy_folder(from: &Path, to: &Path) -> std::io::Result<()> {
    fs::create_dir_all(to)?;
    for entry in fs::read_dir(from)? {
        let entry = entry?;
        let target = to.join(entry.file_name());
        if entry.file_type()?.is_dir() {
            copy_folder(&entry.path(), &target)?;
        } else {
            fs::copy(entry.path(), target)?;
        }
    }
    Ok(())
}

/// Sums are floating-point and may differ in the last bits with the order of adding; everything else is compared.
fn same(a: &Standing, b: &Standing) -> bool {
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

/// Own lines follow each other without a gap, each naming the sum of the one before; of lines that came from elsewhere
/// some may be left out.
fn broken_links(events: &[(Event, Sum)], device: &str) -> Vec<String> {
    let mut own: Vec<(u64, Option<Sum>, Sum)> = events
        .iter()
        .filter(|(e, _)| &*e.head.device == device)
        .map(|(e, sum)| (e.head.seq, e.head.prev, *sum))
        .collect();
    own.sort_by_key(|(seq, _, _)| *seq);
    let mut broken = Vec::new();
    if let Some((first, _, _)) = own.first().filter(|(seq, _, _)| *seq > 1) {
        broken.push(format!("events 1 to {} of this device are missing", first - 1));
    }
    for pair in own.windows(2) {
        let ((before, _, sum), (after, prev, _)) = (pair[0], pair[1]);
        if after > before + 1 {
            broken.push(format!("events {} to {} of this device are missing", before + 1, after - 1));
        } else if prev != Some(sum) {
            broken.push(format!("event {after} of this device does not follow event {before}"));
        }
    }
    broken
}
