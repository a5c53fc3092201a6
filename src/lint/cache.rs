//! What was found in files that have not changed since.
//!
//! One file for each set of sources, in the folder of caches. It holds, by file, what the rules found there and what the rules
//! over the whole library need, and what those found. A damaged or foreign one is thrown away; without a writable folder everything is
//! checked.

use std::collections::HashMap;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::time::{Duration, UNIX_EPOCH};

use serde::{Deserialize, Serialize};

use super::allow::Allows;
use super::check::CheckedFile;
use super::digest::Digest;
use super::rules::rule_named;
use super::selection::Selection;
use crate::bank::{Diagnostic, Fix, Label, Severity, Span};
use crate::library::{Source, Stamp, hash};

const MAGIC: &[u8] = b"sequela check 2\n";

/// What is known of one file.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub(super) struct Entry {
    stamp: Stamp,
    selection: String,
    questions: u64,
    diagnostics: Vec<Stored>,
    unverified: Vec<String>,
    id: Option<(String, (u32, u32))>,
    left_out: bool,
    /// Codes could not be looked up.
    pub without_books: bool,
    digests: Packed,
    allows: Allows,
}

/// Digests as they are kept, so that they are unpacked side by side, and only where they are needed.
#[derive(Clone, Debug, Default)]
struct Packed(Vec<u8>);

impl Serialize for Packed {
    fn serialize<S: serde::Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        to.serialize_bytes(&self.0)
    }
}

impl<'de> Deserialize<'de> for Packed {
    fn deserialize<D: serde::Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        struct Bytes;
        impl serde::de::Visitor<'_> for Bytes {
            type Value = Packed;

            fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str("bytes")
            }

            fn visit_bytes<E>(self, bytes: &[u8]) -> Result<Packed, E> {
                Ok(Packed(bytes.to_vec()))
            }
        }
        from.deserialize_bytes(Bytes)
    }
}

/// A diagnostic as it is kept.
#[derive(Clone, Debug, Serialize, Deserialize)]
struct Stored {
    rule: String,
    severity: u8,
    message: String,
    span: (u32, u32),
    label: String,
    also: Vec<((u32, u32), String)>,
    question: Option<String>,
    help: Option<String>,
    fix: Option<StoredFix>,
}

/// Title, whether it is safe, and the edits.
type StoredFix = (String, bool, Vec<((u32, u32), String)>);

fn pair(span: Span) -> (u32, u32) {
    (span.start, span.end)
}

fn span((start, end): (u32, u32)) -> Span {
    Span { start, end }
}

impl From<&Diagnostic> for Stored {
    fn from(d: &Diagnostic) -> Self {
        let edits = |fix: &Fix| fix.edits.iter().map(|(s, text)| (pair(*s), text.clone())).collect();
        Self {
            rule: d.rule.code.to_owned(),
            severity: d.severity as u8,
            message: d.message.clone(),
            span: pair(d.span),
            label: d.label.clone(),
            also: d.also.iter().map(|l| (pair(l.span), l.text.clone())).collect(),
            question: d.question.clone(),
            help: d.help.clone(),
            fix: d.fix.as_ref().map(|f| (f.title.clone(), f.safe, edits(f))),
        }
    }
}

impl Stored {
    fn diagnostic(&self) -> Option<Diagnostic> {
        let mut d = Diagnostic::new(rule_named(&self.rule)?, span(self.span), self.message.clone());
        d.severity = *Severity::ALL.get(usize::from(self.severity))?;
        d.label.clone_from(&self.label);
        d.also = self.also.iter().map(|(s, text)| Label { span: span(*s), text: text.clone() }).collect();
        d.question.clone_from(&self.question);
        d.help.clone_from(&self.help);
        d.fix = self.fix.as_ref().map(|(title, safe, edits)| Fix {
            title: title.clone(),
            safe: *safe,
            edits: edits.iter().map(|(s, text)| (span(*s), text.clone())).collect(),
        });
        Some(d)
    }
}

impl Entry {
    pub fn new(
        stamp: Stamp,
        selection: &Selection,
        out: &CheckedFile,
        id: Option<(String, Span, bool)>,
        digests: &[Digest],
        allows: Allows,
    ) -> Self {
        Self {
            stamp,
            selection: selection.print(),
            questions: out.questions as u64,
            diagnostics: out.diagnostics.iter().map(Stored::from).collect(),
            unverified: out.unverified.clone(),
            left_out: id.as_ref().is_none_or(|(.., out)| *out),
            without_books: false,
            id: id.map(|(id, s, _)| (id, pair(s))),
            digests: Packed(postcard::to_stdvec(digests).unwrap_or_default()),
            allows,
        }
    }

    /// What was found, without the text of the file.
    pub fn checked(&self, file: String) -> CheckedFile {
        CheckedFile {
            file,
            source: String::new(),
            questions: self.questions as usize,
            diagnostics: self.diagnostics.iter().filter_map(Stored::diagnostic).collect(),
            unverified: self.unverified.clone(),
            fail_level: None,
        }
    }

    /// The bank's id, where that can be read, with its place.
    pub fn id(&self) -> Option<(String, Span)> {
        self.id.as_ref().map(|(id, s)| (id.clone(), span(*s)))
    }

    /// Whether it keeps the bank out of study: it has an error of reading.
    pub fn is_left_out(&self) -> bool {
        self.left_out
    }

    pub fn digests(&self) -> Vec<Digest> {
        postcard::from_bytes(&self.digests.0).unwrap_or_default()
    }

    /// What the rules over the whole library depend on: the content, and what is asked of it.
    pub fn conditions(&self) -> ([u8; 16], &str) {
        (self.stamp.hash, &self.selection)
    }

    pub fn allows(&self) -> Allows {
        self.allows.clone()
    }

    /// Takes a new stamp; whether that changes anything worth keeping.
    pub fn stamp(&mut self, stamp: Stamp) -> bool {
        self.stamp = stamp;
        stamp.modified != 0
    }
}

/// What the rules over the whole library found, by the number of the file.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub(super) struct Together {
    /// Of everything that it depends on.
    of: [u8; 16],
    problems: Vec<(u32, Stored)>,
}

impl Together {
    pub fn new(of: [u8; 16], problems: &[(usize, Diagnostic)]) -> Self {
        Self { of, problems: problems.iter().map(|(file, d)| (*file as u32, Stored::from(d))).collect() }
    }

    pub fn problems(&self) -> Vec<(usize, Diagnostic)> {
        self.problems.iter().filter_map(|(file, d)| Some((*file as usize, d.diagnostic()?))).collect()
    }
}

#[derive(Default, Deserialize)]
struct Kept {
    conditions: [u8; 16],
    files: HashMap<String, Entry>,
    together: Option<Together>,
}

/// [`Kept`], as it is written.
#[derive(Serialize)]
struct Keep<'k> {
    conditions: [u8; 16],
    files: HashMap<String, &'k Entry>,
    together: Option<&'k Together>,
}

/// The cache of one run.
pub(super) struct Cache {
    path: Option<PathBuf>,
    kept: Kept,
}

impl Cache {
    /// Opens the cache of a set of sources.
    pub fn open(folder: Option<&Path>, conditions: [u8; 16], sources: &[&Source]) -> Self {
        // The folders of the files make the set, so that one file more is not another set.
        let mut folders: Vec<String> = sources
            .iter()
            .map(|s| match s {
                Source::Shipped { .. } => "shipped".to_owned(),
                Source::File(path) => {
                    let path = std::path::absolute(path).unwrap_or_else(|_| path.clone());
                    path.parent().unwrap_or(&path).display().to_string()
                }
            })
            .collect();
        folders.dedup();
        let name = blake3::hash(folders.join("\n").as_bytes()).to_hex();
        let path = folder.map(|f| f.join(format!("check-{}.cache", &name[..16])));
        let kept = path.as_deref().and_then(read).filter(|k| k.conditions == conditions);
        Self { path, kept: kept.unwrap_or_else(|| Kept { conditions, ..Kept::default() }) }
    }

    /// What is known of a file that has certainly not changed, without reading it.
    pub fn certain(&self, key: &str, now: &Stamp, selection: &Selection) -> Option<Entry> {
        let entry = self.kept.files.get(key)?;
        (entry.stamp.is_certain(now) && entry.selection == selection.print()).then(|| entry.clone())
    }

    /// What is known of a file with this content.
    pub fn same(&self, key: &str, now: &Stamp, selection: &Selection) -> Option<Entry> {
        let entry = self.kept.files.get(key)?;
        (entry.stamp.hash == now.hash && entry.selection == selection.print()).then(|| entry.clone())
    }

    /// The stamp of a file that was read.
    #[allow(clippy::disallowed_methods, clippy::unused_self)]
    pub fn stamped(&self, look: Stamp, text: &str) -> Stamp {
        // File times are compared with the clock of the file system's machine, not with the learner's.
        let taken = std::time::SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or(Duration::ZERO);
        Stamp { hash: hash(text.as_bytes()), taken: taken.as_nanos(), ..look }
    }

    /// What the rules over the whole library found when everything was as it is.
    pub fn together(&self, of: [u8; 16]) -> Option<&Together> {
        self.kept.together.as_ref().filter(|t| t.of == of)
    }

    /// Keeps what was found, where anything is new. That it cannot be kept is no problem of the banks.
    pub fn keep<'e>(
        &self,
        entries: impl Iterator<Item = (String, &'e Entry, bool)>,
        together: Option<&'e Together>,
    ) {
        let Some(path) = &self.path else { return };
        let mut files = HashMap::new();
        let mut news = together.is_some();
        for (key, entry, cached) in entries {
            news |= !cached;
            if !entry.selection.is_empty() {
                files.insert(key, entry);
            }
        }
        if news || files.len() != self.kept.files.len() {
            let together = together.or(self.kept.together.as_ref());
            let _ = write(path, &Keep { conditions: self.kept.conditions, files, together });
        }
    }
}

fn read(path: &Path) -> Option<Kept> {
    let bytes = std::fs::read(path).ok()?;
    let (check, content) = bytes.strip_prefix(MAGIC)?.split_at_checked(16)?;
    if hash(content) != check {
        return None;
    }
    postcard::from_bytes(content).ok()
}

fn write(path: &Path, kept: &Keep<'_>) -> std::io::Result<()> {
    let folder = path.parent().unwrap_or(Path::new("."));
    std::fs::create_dir_all(folder)?;
    let content = postcard::to_stdvec(kept).map_err(std::io::Error::other)?;
    let mut target = tempfile::NamedTempFile::new_in(folder)?;
    target.write_all(MAGIC)?;
    target.write_all(&hash(&content))?;
    target.write_all(&content)?;
    target.persist(path).map_err(|e| e.error)?;
    Ok(())
}
