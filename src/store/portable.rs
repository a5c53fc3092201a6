//! The learner's data is the learner's: export, import, backup, restore, reset.

use std::collections::HashSet;
use std::fs;
use std::path::{Path, PathBuf};

use super::journal::{self, Position};
use super::{Profile, RandomBits, Store, StoreError};
use crate::progress::{Event, EventId, read_line, without_free_text};

/// The first line of an export or a backup.
const EXPORT_HEAD: &str = "{\"sequela\":\"progress\",\"format\":1}";

/// What an import did.
#[derive(Clone, Debug, Default, PartialEq, Eq, serde::Serialize)]
pub struct Imported {
    /// Events that were new.
    pub added: usize,
    /// Events that were here already.
    pub known: usize,
    /// Lines that are not whole, with the reason.
    pub refused: Vec<String>,
}

/// Events with the lines they stand in.
type EventLines = Vec<(Event, String)>;

/// All whole lines of the journal as they stand, and how many are not whole.
fn whole_lines(profile: &Profile) -> Result<(Vec<String>, usize), StoreError> {
    let (mut lines, mut damaged) = (Vec::new(), 0);
    for (_, path) in profile.segments() {
        let bytes = fs::read(&path).map_err(StoreError::io("read", &path))?;
        for line in String::from_utf8_lossy(&bytes).lines().filter(|l| !l.trim().is_empty()) {
            if read_line(line).is_ok() {
                lines.push(line.to_owned());
            } else {
                damaged += 1;
            }
        }
    }
    Ok((lines, damaged))
}

/// What an export or a backup holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Written {
    /// Events written.
    pub events: usize,
    /// Lines of the journal that are not whole, and so not written.
    pub damaged: usize,
}

/// Writes attempts and retractions, without what was typed unless `with_text`. The identity is random from the start,
/// so the export names nobody.
pub fn export(
    profile: &Profile,
    target: &mut dyn std::io::Write,
    with_text: bool,
) -> Result<Written, StoreError> {
    let (lines, damaged) = whole_lines(profile)?;
    let fail = |source| StoreError::Io { what: "write", path: PathBuf::from("the export"), source };
    writeln!(target, "{EXPORT_HEAD}").map_err(fail)?;
    let mut count = 0;
    for line in lines {
        let line = if with_text { Some(line) } else { without_free_text(&line) };
        if let Some(line) = line {
            writeln!(target, "{line}").map_err(fail)?;
            count += 1;
        }
    }
    Ok(Written { events: count, damaged })
}

/// Writes an export into a file that does not exist yet, private to the account.
pub fn export_to(profile: &Profile, file: &Path, with_text: bool) -> Result<Written, StoreError> {
    refuse_existing(file, "an export")?;
    let mut bytes = Vec::new();
    let written = export(profile, &mut bytes, with_text)?;
    super::folder::write_file(file, &bytes)?;
    Ok(written)
}

fn refuse_existing(file: &Path, what: &str) -> Result<(), StoreError> {
    if file.exists() {
        return Err(StoreError::Unusable {
            path: file.to_path_buf(),
            why: format!("it exists already; {what} never overwrites a file, name another"),
        });
    }
    Ok(())
}

/// Writes everything into one file; how many events it holds. An existing file is not overwritten.
pub fn backup(profile: &Profile, file: &Path) -> Result<Written, StoreError> {
    refuse_existing(file, "a backup")?;
    let mut bytes = Vec::new();
    let written = export(profile, &mut bytes, true)?;
    super::folder::write_file(file, &bytes)?;
    // What was written is read again: a backup that cannot be read is none.
    let (events, refused) = read_file(file)?;
    if events.len() != written.events || !refused.is_empty() {
        return Err(StoreError::Unusable {
            path: file.to_path_buf(),
            why: format!(
                "{} of {} events could be read back; the disk may be failing",
                events.len(),
                written.events
            ),
        });
    }
    Ok(written)
}

/// The whole events of a journal file or an export, with their lines, and what is not whole.
fn read_file(file: &Path) -> Result<(EventLines, Vec<String>), StoreError> {
    let bytes = fs::read(file).map_err(StoreError::io("read", file))?;
    let text = String::from_utf8_lossy(&bytes);
    let (mut events, mut refused) = (Vec::new(), Vec::new());
    for (at, line) in text.lines().enumerate() {
        let line = line.trim_start_matches('\u{feff}');
        if at == 0
            && let Some(format) = head_format(line)
        {
            if format > u64::from(super::folder::FORMAT) {
                return Err(StoreError::Newer {
                    path: file.to_path_buf(),
                    found: format.to_string(),
                    known: super::folder::FORMAT,
                });
            }
            continue;
        }
        if line.trim().is_empty() {
            continue;
        }
        match read_line(line) {
            Ok((event, _)) => events.push((event, line.to_owned())),
            Err(error) => refused.push(format!("line {}: {error}", at + 1)),
        }
    }
    Ok((events, refused))
}

/// The format that the first line of an export or a backup names; a journal has no such line.
fn head_format(line: &str) -> Option<u64> {
    let head: serde_json::Value = serde_json::from_str(line).ok()?;
    head.get("sequela")?;
    head.get("format")?.as_u64()
}

/// The events of a journal, an export or a backup, for a reader.
pub fn read_events(profile: &Profile) -> Result<Vec<Event>, StoreError> {
    if !profile.exists()? {
        return Ok(Vec::new());
    }
    let scan = journal::scan(profile, Position::default())?;
    Ok(scan.events.into_iter().map(|(event, _)| event).collect())
}

impl Store {
    /// Joins the events of a file with those that are here: a union by identity, so that the same attempt twice is
    /// once, and two machines come to the same in either order.
    pub fn import(&mut self, file: &Path) -> Result<Imported, StoreError> {
        let (events, refused) = read_file(file)?;
        if events.is_empty() && !refused.is_empty() {
            return Err(StoreError::Unusable {
                path: file.to_path_buf(),
                why: format!("no line of it is an event ({})", refused[0]),
            });
        }
        let mut known: HashSet<EventId> = HashSet::new();
        for event in read_events(&self.profile)? {
            known.insert(event.head.id);
        }
        let mut imported = Imported { refused, ..Imported::default() };
        let mut text = String::new();
        for (event, line) in events {
            if known.insert(event.head.id) {
                imported.added += 1;
                text.push_str(&line);
                text.push('\n');
            } else {
                imported.known += 1;
            }
        }
        if text.is_empty() {
            return Ok(imported);
        }
        self.journal.append_lines(&text)?;
        self.refill()?;
        Ok(imported)
    }

    /// Brings a backup back in place of what is here. What is here and not in the backup is put aside, never lost;
    /// without `replace` it is refused.
    pub fn restore(
        &mut self,
        file: &Path,
        replace: bool,
        random: RandomBits<'_>,
    ) -> Result<(Imported, Option<PathBuf>), StoreError> {
        let (events, refused) = read_file(file)?;
        if !refused.is_empty() || events.is_empty() {
            let why = refused.first().cloned().unwrap_or_else(|| "it holds no event".to_owned());
            return Err(StoreError::Unusable {
                path: file.to_path_buf(),
                why: format!("it is no whole backup ({why}); `progress import` takes what is whole of it"),
            });
        }
        let there: HashSet<EventId> = events.iter().map(|(e, _)| e.head.id).collect();
        let here = read_events(&self.profile)?;
        let lost = here.iter().filter(|e| !there.contains(&e.head.id)).count();
        if lost > 0 && !replace {
            return Err(StoreError::Unusable {
                path: file.to_path_buf(),
                why: format!(
                    "{lost} events here are not in it. `progress import` joins both; `progress restore --yes` puts \
                     what is here aside and takes the backup alone"
                ),
            });
        }
        if lost == 0 {
            return self.import(file).map(|imported| (imported, None));
        }
        let mut text = String::new();
        for (_, line) in &events {
            text.push_str(line);
            text.push('\n');
        }
        // Whole and durable beside the old journal before that is moved.
        let fresh = self.profile.folder().join("journal.restored");
        super::folder::write_file(&fresh, text.as_bytes())?;
        let aside = self.profile.aside_name("journal");
        fs::create_dir(&aside).map_err(StoreError::io("create", &aside))?;
        for (_, path) in self.profile.segments() {
            let name = path.file_name().unwrap_or_default();
            fs::rename(&path, aside.join(name)).map_err(StoreError::io("put aside", &path))?;
        }
        let first = self.profile.segment_file(1);
        fs::rename(&fresh, &first).map_err(StoreError::io("put in place", &fresh))?;
        super::folder::sync_folder(self.profile.folder());
        let (journal, _) = journal::Journal::open(&self.profile)?;
        self.journal = journal;
        // The numbers of this device go on from the backup's: under the old name they would be given twice.
        self.identity = self.profile.new_device(&self.identity, random)?;
        self.refill()?;
        Ok((Imported { added: events.len(), ..Imported::default() }, Some(aside)))
    }

    /// Removes everything that is kept of the learner in this profile; the files removed.
    pub fn reset(self) -> Result<Vec<PathBuf>, StoreError> {
        let Self { profile, mut ledger, lock, .. } = self;
        ledger.close();
        drop(ledger);
        let removed = profile.erase();
        // Held until all is gone: nobody begins anew in between.
        drop(lock);
        removed
    }
}
