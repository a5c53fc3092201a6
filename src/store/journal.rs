//! The journal: appended, synced, never changed.

use std::collections::HashSet;
use std::fs::{self, File};
use std::io::{Seek as _, SeekFrom, Write as _};
use std::path::PathBuf;

use rayon::prelude::*;
use serde::{Deserialize, Serialize};

use super::folder::{open_private, sync_folder};
use super::{Notice, Profile, StoreError};
use crate::progress::{
    Body, Day, Entry, Event, EventId, LineError, QuestionId, Sum, Trace, Trail, read_entry, read_line,
    write_line,
};

/// A new segment is begun when the current one is larger than this.
const SEGMENT_BYTES: u64 = 64 * 1024 * 1024;

/// A place in the journal: everything before it has been read.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub(super) struct Position {
    /// The segment, from 1; 0 is before everything.
    pub segment: u32,
    /// Bytes into it.
    pub offset: u64,
}

/// A line that is not whole. It stays where it is.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Damage {
    /// The file.
    pub file: PathBuf,
    /// The line, from 1.
    pub line: usize,
    /// Why it is not whole.
    pub why: String,
}

/// What a reading of the journal found: whole events, or as much of them as the fold needs.
#[derive(Debug)]
pub struct Scan<T> {
    /// Whole events with their sums, in file order.
    pub events: Vec<(T, Sum)>,
    /// Lines that are not whole.
    pub damaged: Vec<Damage>,
    pub(super) end: Position,
}

pub(super) struct Journal {
    profile: Profile,
    file: File,
    end: Position,
    /// A failed write could not be taken away yet.
    dirty: bool,
    /// A hash of the last bytes, by which the store knows the journal again.
    mark: u64,
}

impl Journal {
    /// Opens the last segment for appending. A last line without its line break is the rest of a write that was cut
    /// off before it was acknowledged: whole, it is kept; otherwise it is put aside.
    pub(super) fn open(profile: &Profile) -> Result<(Self, Option<Notice>), StoreError> {
        let (segment, path) = profile.segments().pop().unwrap_or((1, profile.segment_file(1)));
        let fresh = !path.exists();
        let file = open_private(&path).map_err(StoreError::io("open", &path))?;
        if fresh {
            sync_folder(profile.folder());
        }
        let offset = file.metadata().map_err(StoreError::io("read", &path))?.len();
        let mut journal =
            Self { profile: profile.clone(), file, end: Position { segment, offset }, dirty: false, mark: 0 };
        let notice = journal.mend_tail()?;
        journal.mark = mark_before(profile, journal.end)?;
        Ok((journal, notice))
    }

    /// The mark of a journal that ends with this text.
    pub(super) fn mark(&self) -> u64 {
        self.mark
    }

    /// Where the next event goes.
    pub(super) fn end(&self) -> Position {
        self.end
    }

    fn path(&self) -> PathBuf {
        self.profile.segment_file(self.end.segment)
    }

    fn mend_tail(&mut self) -> Result<Option<Notice>, StoreError> {
        let path = self.path();
        let tail = read_tail(&path, self.end.offset).map_err(StoreError::io("read", &path))?;
        if tail.is_empty() {
            return Ok(None);
        }
        let fail = |e| StoreError::io("write", &path)(e);
        if std::str::from_utf8(&tail).is_ok_and(|line| read_line(line).is_ok()) {
            self.file.write_all(b"\n").and_then(|()| self.file.sync_data()).map_err(fail)?;
            self.end.offset += 1;
            return Ok(None);
        }
        let aside = self.profile.aside_name("journal-tail");
        super::folder::write_file(&aside, &tail)?;
        let whole = self.end.offset - tail.len() as u64;
        truncate(&path, whole).map_err(fail)?;
        self.end.offset = whole;
        Ok(Some(Notice(format!(
            "the last line of the journal is not whole, as after a write that was cut off; its {} bytes are in {}",
            tail.len(),
            aside.display()
        ))))
    }

    /// Appends events with one sync. `prev` is the sum of this device's line before. When it fails, the journal is as
    /// it was.
    pub(super) fn append(
        &mut self,
        events: &mut [Event],
        mut prev: Option<Sum>,
    ) -> Result<(Position, Option<Sum>), StoreError> {
        let mut text = String::new();
        for event in events {
            event.head.prev = prev;
            let (line, sum) = write_line(event);
            text.push_str(&line);
            text.push('\n');
            prev = Some(sum);
        }
        self.append_lines(&text)?;
        Ok((self.end, prev))
    }

    /// Appends whole lines as they are.
    pub(super) fn append_lines(&mut self, text: &str) -> Result<(), StoreError> {
        if self.dirty {
            // What a failed write left behind must be gone before anything follows it.
            let path = self.path();
            truncate(&path, self.end.offset).map_err(StoreError::io("mend", &path))?;
            self.dirty = false;
        }
        if self.end.offset > SEGMENT_BYTES {
            self.begin_segment()?;
        }
        let path = self.path();
        let written = self.file.write_all(text.as_bytes()).and_then(|()| self.file.sync_data());
        if let Err(error) = written {
            // A part may have been written: take it away, so that nothing half stands there.
            self.dirty = truncate(&path, self.end.offset).is_err();
            return Err(StoreError::io("write to", &path)(error));
        }
        self.end.offset += text.len() as u64;
        self.mark = match text.len().checked_sub(MARK_BYTES) {
            Some(start) => mark_of(&text.as_bytes()[start..]),
            None => mark_before(&self.profile, self.end)?,
        };
        Ok(())
    }

    fn begin_segment(&mut self) -> Result<(), StoreError> {
        let segment = self.end.segment + 1;
        let path = self.profile.segment_file(segment);
        self.file = open_private(&path).map_err(StoreError::io("create", &path))?;
        sync_folder(self.profile.folder());
        let offset = self.file.metadata().map_err(StoreError::io("read", &path))?.len();
        self.end = Position { segment, offset };
        Ok(())
    }
}

/// Cuts a file off, durably. A handle that only appends may not do that everywhere.
fn truncate(path: &std::path::Path, len: u64) -> std::io::Result<()> {
    let file = File::options().write(true).open(path)?;
    file.set_len(len)?;
    file.sync_all()
}

/// A hash of the last bytes before a place, by which a journal is known again. A place that is not there has none.
pub(super) fn mark_before(profile: &Profile, place: Position) -> Result<u64, StoreError> {
    use std::io::Read as _;
    if place.offset == 0 {
        return Ok(0);
    }
    let path = profile.segment_file(place.segment);
    let fail = |e| StoreError::io("read", &path)(e);
    let mut file = File::open(&path).map_err(fail)?;
    let start = place.offset.saturating_sub(MARK_BYTES as u64);
    file.seek(SeekFrom::Start(start)).map_err(fail)?;
    let mut bytes = vec![0; (place.offset - start) as usize];
    file.read_exact(&mut bytes).map_err(fail)?;
    Ok(mark_of(&bytes))
}

/// How many bytes make the mark; a line is longer.
const MARK_BYTES: usize = 64;

fn mark_of(bytes: &[u8]) -> u64 {
    let mut first = [0; 8];
    first.copy_from_slice(&blake3::hash(bytes).as_bytes()[..8]);
    u64::from_le_bytes(first)
}

/// The bytes behind the last line break.
fn read_tail(path: &std::path::Path, len: u64) -> std::io::Result<Vec<u8>> {
    use std::io::Read as _;
    let mut file = File::open(path)?;
    let mut window: u64 = 4096;
    loop {
        let start = len.saturating_sub(window);
        file.seek(SeekFrom::Start(start))?;
        let mut bytes = Vec::new();
        std::io::Read::by_ref(&mut file).take(len - start).read_to_end(&mut bytes)?;
        match bytes.iter().rposition(|b| *b == b'\n') {
            Some(at) => return Ok(bytes.split_off(at + 1)),
            None if start == 0 => return Ok(bytes),
            None => window *= 8,
        }
    }
}

/// Reads whole events from a place on. A last line without its line break is left alone: somebody may be writing it.
pub(super) fn scan(profile: &Profile, from: Position) -> Result<Scan<Event>, StoreError> {
    scan_with(profile, from, read_line)
}

/// Reads the whole journal for the fold.
pub(super) fn scan_entries(profile: &Profile) -> Result<Scan<Entry>, StoreError> {
    scan_with(profile, Position::default(), read_entry)
}

fn scan_with<T: Send>(
    profile: &Profile,
    from: Position,
    read: fn(&str) -> Result<(T, Sum), LineError>,
) -> Result<Scan<T>, StoreError> {
    let mut scan = Scan { events: Vec::new(), damaged: Vec::new(), end: from };
    let all: u64 = profile.segments().iter().filter_map(|(_, p)| fs::metadata(p).ok()).map(|m| m.len()).sum();
    let mut done = 0;
    for (segment, path) in profile.segments() {
        if segment < from.segment {
            continue;
        }
        let offset = if segment == from.segment { from.offset } else { 0 };
        let bytes = read_from(&path, offset).map_err(StoreError::io("read", &path))?;
        let whole = bytes.iter().rposition(|b| *b == b'\n').map_or(0, |at| at + 1);
        let lines: Vec<&[u8]> = bytes[..whole].split_inclusive(|b| *b == b'\n').collect();
        // A piece of the lines at a time, so that the results are moved once and soon.
        for (piece, some) in lines.chunks(PIECE).enumerate() {
            profile.waiting().tell(done, all);
            done += some.iter().map(|l| l.len() as u64).sum::<u64>();
            let results: Vec<Result<(T, Sum), LineError>> =
                some.par_iter().map(|l| read_bytes(l, read)).collect();
            for (number, result) in results.into_iter().enumerate() {
                match result {
                    Ok(event) => scan.events.push(event),
                    Err(_) if some[number].trim_ascii().is_empty() => {}
                    Err(error) => scan.damaged.push(Damage {
                        file: path.clone(),
                        line: piece * PIECE
                            + number
                            + 1
                            + if offset == 0 { 0 } else { lines_before(&path, offset) },
                        why: error.to_string(),
                    }),
                }
            }
        }
        scan.end = Position { segment, offset: offset + whole as u64 };
    }
    profile.waiting().tell(all, all);
    Ok(scan)
}

/// Lines that are parsed in one go.
const PIECE: usize = 20_000;

/// All attempts at one question: those that count, and those taken back with their day.
#[derive(Debug, Default)]
pub(super) struct QuestionTrail {
    pub trail: Trail,
    pub retracted: Vec<(Trace, Day)>,
}

/// Reads the attempts at one question out of the journal. Lines that do not name it are not parsed.
pub(super) fn trail(profile: &Profile, question: &QuestionId) -> Result<QuestionTrail, StoreError> {
    let needle = format!("\"question\":\"{question}\"");
    let mut attempts: Vec<(Trace, Day)> = Vec::new();
    let mut gone: HashSet<EventId> = HashSet::new();
    for (_, path) in profile.segments() {
        let bytes = fs::read(&path).map_err(StoreError::io("read", &path))?;
        let entries: Vec<Entry> = bytes
            .par_split(|b| *b == b'\n')
            .filter_map(|line| std::str::from_utf8(line).ok())
            .filter(|line| line.contains(&needle))
            .filter_map(|line| read_entry(line.trim_end_matches('\r')).ok())
            .map(|(entry, _)| entry)
            .collect();
        for entry in entries {
            match entry {
                Entry::Attempt(a) if a.question == *question => attempts.push((a.trace, a.day)),
                Entry::Attempt(_) => {}
                Entry::Other(event) => {
                    if let Body::Retract(r) = &event.body {
                        gone.insert(r.attempt);
                    }
                }
            }
        }
    }
    let (retracted, counting): (Vec<_>, Vec<_>) =
        attempts.into_iter().partition(|(t, _)| gone.contains(&t.id));
    let mut found = QuestionTrail { trail: Trail::default(), retracted };
    found.trail.extend(counting.into_iter().map(|(t, _)| t));
    Ok(found)
}

fn read_bytes<T>(line: &[u8], read: fn(&str) -> Result<(T, Sum), LineError>) -> Result<(T, Sum), LineError> {
    let text = std::str::from_utf8(line).map_err(|_| LineError::NotText)?;
    read(text.trim_end_matches(['\n', '\r']))
}

fn lines_before(path: &std::path::Path, offset: u64) -> usize {
    let bytes = fs::read(path).unwrap_or_default();
    bytes.iter().take(offset as usize).filter(|b| **b == b'\n').count()
}

fn read_from(path: &std::path::Path, offset: u64) -> std::io::Result<Vec<u8>> {
    use std::io::Read as _;
    let mut file = File::open(path)?;
    file.seek(SeekFrom::Start(offset))?;
    let mut bytes = Vec::new();
    file.read_to_end(&mut bytes)?;
    Ok(bytes)
}
