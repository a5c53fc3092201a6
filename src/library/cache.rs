//! The cache: one index file and one file of records for each set of sources.

use std::collections::HashMap;
use std::fs::{self, File, OpenOptions};
use std::io::{Read as _, Seek as _, SeekFrom, Write as _};
use std::path::{Path, PathBuf};
use std::time::{Duration, UNIX_EPOCH};

use rayon::prelude::*;
use serde::{Deserialize, Serialize};

use super::index::{BankIndex, FileEntry};
use super::records::Records;
use super::source::{self, Source, Stamp};
use crate::bank::{Diagnostic, Taxonomy, read_bank};

/// Changed when the index, the records or what they are made from change their form.
const MAGIC: &[u8] = b"sequela library 1\n";

/// Caches of other sets of sources that are kept.
const SETS_KEPT: usize = 8;

/// The index; written from borrowed entries, read into owned ones.
#[derive(Serialize, Deserialize)]
struct Index<F> {
    program: String,
    taxonomy: [u8; 16],
    records_len: u64,
    files: F,
}

struct Files {
    index: PathBuf,
    records: PathBuf,
}

/// The index entries of all banks in the order of the sources, and where their records are.
pub(super) fn load(
    found: &[Source],
    taxonomy: &Taxonomy,
    folder: Option<&Path>,
) -> (Vec<FileEntry>, Records) {
    let banks: Vec<&Source> = found.iter().filter(|s| !s.is_topics()).collect();
    let sources: HashMap<String, Source> = banks.iter().map(|s| (s.key(), (*s).clone())).collect();
    let files = folder.map(|f| files_for(f, &banks));
    let topics_hash = taxonomy_hash(taxonomy);
    let old = files.as_ref().and_then(|f| read_index(f, topics_hash));
    let (old_files, old_len) = old.map_or((Vec::new(), 0), |i| (i.files, i.records_len));
    let mut known: HashMap<String, FileEntry> = old_files.into_iter().map(|f| (f.key.clone(), f)).collect();

    let looked: Vec<(&Source, Stamp, Option<FileEntry>)> =
        banks.iter().map(|s| (*s, s.look(), known.remove(&s.key()))).collect();
    let gone = !known.is_empty();
    let read: Vec<Read> = if looked.iter().filter(|(_, now, old)| !certain(*now, old.as_ref())).count() > 1 {
        looked.into_par_iter().map(|(s, now, old)| read_source(s, now, old, taxonomy)).collect()
    } else {
        looked.into_iter().map(|(s, now, old)| read_source(s, now, old, taxonomy)).collect()
    };

    let changed = gone || read.iter().any(|r| r.records.is_some() || r.restamped);
    let mut entries = Vec::with_capacity(read.len());
    let mut fresh: HashMap<String, Vec<u8>> = HashMap::new();
    for Read { entry, records, .. } in read {
        if let Some(records) = records {
            fresh.insert(entry.key.clone(), records);
        }
        entries.push(entry);
    }
    let Some(files) = files else { return (entries, Records::new(None, fresh, sources)) };
    if !changed {
        return (entries, Records::new(Some(files.records), HashMap::new(), sources));
    }
    let places: Vec<(u64, u64)> = entries.iter().map(|e| e.records).collect();
    match write(&files, &mut entries, &fresh, topics_hash, old_len) {
        Ok(()) => (entries, Records::new(Some(files.records), HashMap::new(), sources)),
        // No writable folder, or another process is writing: what was parsed stays in memory.
        Err(_) => {
            for (entry, place) in entries.iter_mut().zip(places) {
                entry.records = place;
            }
            (entries, Records::new(Some(files.records), fresh, sources))
        }
    }
}

/// The outcome of looking at one source.
struct Read {
    entry: FileEntry,
    /// New records; absent when those in the cache hold.
    records: Option<Vec<u8>>,
    restamped: bool,
}

fn certain(now: Stamp, old: Option<&FileEntry>) -> bool {
    old.is_some_and(|o| o.stamp.is_certain(&now))
}

fn read_source(source: &Source, now: Stamp, old: Option<FileEntry>, taxonomy: &Taxonomy) -> Read {
    if certain(now, old.as_ref())
        && let Some(entry) = old
    {
        return Read { entry, records: None, restamped: false };
    }
    let (key, label) = (source.key(), source.label());
    let Ok(text) = source.read() else {
        let entry = FileEntry { key, label, stamp: now, bank: None, errors: 1, records: (0, 0) };
        return Read { entry, records: None, restamped: true };
    };
    let taken = now_nanos();
    let stamp = Stamp { hash: source::hash(text.as_bytes()), taken, ..now };
    if let Some(mut entry) = old.filter(|o| o.stamp.hash == stamp.hash) {
        // The shipped banks have no time; they are always hashed, and that is no change.
        let restamped = stamp.modified != 0;
        entry.stamp = stamp;
        return Read { entry, records: None, restamped };
    }
    let file = read_bank(&text, taxonomy);
    let errors = file.diagnostics.iter().filter(|d| Diagnostic::is_error(d)).count() as u32;
    let (bank, records) = match BankIndex::build(file) {
        Some((bank, records)) => (Some(bank), records),
        None => (None, Vec::new()),
    };
    let entry = FileEntry { key, label, stamp, bank, errors, records: (0, records.len() as u64) };
    Read { entry, records: Some(records), restamped: true }
}

/// File times are compared with the clock of the file system's machine, not with the learner's.
#[allow(clippy::disallowed_methods)]
fn now_nanos() -> u128 {
    std::time::SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or(Duration::ZERO).as_nanos()
}

fn taxonomy_hash(taxonomy: &Taxonomy) -> [u8; 16] {
    let mut text = String::new();
    for topic in taxonomy.iter() {
        text.push_str(topic.path.as_str());
        text.push('\n');
    }
    source::hash(text.as_bytes())
}

fn files_for(folder: &Path, banks: &[&Source]) -> Files {
    let mut names = String::new();
    for bank in banks {
        match bank {
            Source::Shipped { .. } => names.push_str("shipped\n"),
            Source::File(path) => {
                let path = std::path::absolute(path).unwrap_or_else(|_| path.clone());
                // A folder is one set however many files it holds at the moment.
                let folder = path.parent().unwrap_or(&path);
                names.push_str(&folder.to_string_lossy());
                names.push('\n');
            }
        }
    }
    let mut lines: Vec<&str> = names.lines().collect();
    lines.dedup();
    let hash = blake3::hash(lines.join("\n").as_bytes()).to_hex();
    let set = &hash[..16];
    Files {
        index: folder.join(format!("library-{set}.index")),
        records: folder.join(format!("library-{set}.records")),
    }
}

/// Version and build: a cache of another program is foreign.
fn program() -> String {
    format!("{} {}", env!("CARGO_PKG_VERSION"), env!("SEQUELA_FORMAT_HASH"))
}

fn read_index(files: &Files, taxonomy: [u8; 16]) -> Option<Index<Vec<FileEntry>>> {
    let bytes = fs::read(&files.index).ok()?;
    let rest = bytes.strip_prefix(MAGIC)?;
    let (check, content) = rest.split_at_checked(16)?;
    if source::hash(content) != check {
        return None;
    }
    let index: Index<Vec<FileEntry>> = postcard::from_bytes(content).ok()?;
    let records = fs::metadata(&files.records).ok()?;
    let holds =
        index.program == program() && index.taxonomy == taxonomy && records.len() >= index.records_len;
    holds.then_some(index)
}

/// Appends new records, or writes all anew when more than half of the file is of no more use; then the index.
fn write(
    files: &Files,
    entries: &mut [FileEntry],
    fresh: &HashMap<String, Vec<u8>>,
    taxonomy: [u8; 16],
    old_len: u64,
) -> std::io::Result<()> {
    let folder = files.index.parent().unwrap_or(Path::new("."));
    fs::create_dir_all(folder)?;
    let mut options = OpenOptions::new();
    options.read(true).write(true).create(true).truncate(false);
    let mut file = options.open(&files.records)?;
    // Another process that writes the same cache keeps it; this one does without.
    file.try_lock().map_err(|_| std::io::Error::other("in use"))?;

    let live: u64 = entries.iter().map(|e| e.records.1).sum();
    let kept: u64 = entries.iter().filter(|e| !fresh.contains_key(&e.key)).map(|e| e.records.1).sum();
    let added = live - kept;
    let records_len = if old_len > 0 && old_len + added <= 2 * live {
        let mut end = file.seek(SeekFrom::Start(old_len))?;
        for entry in entries.iter_mut() {
            if let Some(bytes) = fresh.get(&entry.key) {
                file.write_all(bytes)?;
                entry.records = (end, bytes.len() as u64);
                end += bytes.len() as u64;
            }
        }
        end
    } else {
        rewrite(&mut file, files, entries, fresh)?
    };

    let index = Index { program: program(), taxonomy, records_len, files: &*entries };
    let content = postcard::to_stdvec(&index).map_err(std::io::Error::other)?;
    let mut target = tempfile::NamedTempFile::new_in(folder)?;
    target.write_all(MAGIC)?;
    target.write_all(&source::hash(&content))?;
    target.write_all(&content)?;
    target.persist(&files.index).map_err(|e| e.error)?;
    forget_old_sets(folder);
    Ok(())
}

/// Writes all records to a new file, those that hold copied from the old one; its length.
fn rewrite(
    old: &mut File,
    files: &Files,
    entries: &mut [FileEntry],
    fresh: &HashMap<String, Vec<u8>>,
) -> std::io::Result<u64> {
    let folder = files.records.parent().unwrap_or(Path::new("."));
    let mut target = tempfile::NamedTempFile::new_in(folder)?;
    let mut end = 0;
    for entry in entries.iter_mut() {
        let len = if let Some(bytes) = fresh.get(&entry.key) {
            target.write_all(bytes)?;
            bytes.len() as u64
        } else {
            old.seek(SeekFrom::Start(entry.records.0))?;
            std::io::copy(&mut old.take(entry.records.1), target.as_file_mut())?
        };
        if len != entry.records.1 {
            return Err(std::io::ErrorKind::UnexpectedEof.into());
        }
        entry.records = (end, len);
        end += len;
    }
    target.persist(&files.records).map_err(|e| e.error)?;
    Ok(end)
}

/// Removes the caches of the sets that were not written for longest.
fn forget_old_sets(folder: &Path) {
    let Ok(entries) = fs::read_dir(folder) else { return };
    let mut sets: Vec<(std::time::SystemTime, PathBuf)> = entries
        .filter_map(Result::ok)
        .map(|e| e.path())
        .filter(|p| p.extension().is_some_and(|e| e == "index"))
        .filter_map(|p| Some((fs::metadata(&p).ok()?.modified().ok()?, p)))
        .collect();
    sets.sort();
    let many = sets.len().saturating_sub(SETS_KEPT);
    for (_, index) in sets.into_iter().take(many) {
        let _ = fs::remove_file(index.with_extension("records"));
        let _ = fs::remove_file(index);
    }
}
