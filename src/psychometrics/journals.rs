//! Answers from journals and exports of progress.
//!
//! A file is what one learner did, and files that share a device are of one learner; a file with answers of many devices is a
//! collection, in which each device is a learner. Of each question the first attempt counts,
//! and only attempts at its newest revision, the one that was met last for the first time: a mended key makes another item of it.

use std::borrow::Cow;
use std::collections::{BTreeMap, HashMap, HashSet};

use jiff::Timestamp;
use rayon::prelude::*;
use serde::Deserialize;

use super::responses::{Cells, ChoiceName, Column, Responses, Symbol};
use crate::bank::{QuestionId, Revision};
use crate::progress::{EventId, check_line};

/// Journals as read so far.
#[derive(Debug, Default)]
pub struct Journals {
    files: Vec<File>,
}

/// What is used of one file.
#[derive(Debug, Default)]
struct File {
    attempts: Vec<Attempt>,
    retracted: HashSet<EventId>,
    devices: HashSet<String>,
    damaged: usize,
}

#[derive(Debug)]
struct Attempt {
    device: String,
    id: EventId,
    order: (i64, u64),
    question: QuestionId,
    revision: u64,
    score: f64,
    picks: Vec<String>,
    closed: bool,
}

/// Whether a file is a journal, an export or a backup, by its first line.
pub fn is_journal(bytes: &[u8]) -> bool {
    let first = bytes.split(|b| *b == b'\n').find(|l| !l.trim_ascii().is_empty()).unwrap_or(&[]);
    let first = first.strip_prefix(b"\xef\xbb\xbf").unwrap_or(first);
    first.starts_with(b"{")
}

#[derive(Deserialize)]
struct Line<'a> {
    v: u32,
    #[serde(borrow)]
    kind: Cow<'a, str>,
    id: EventId,
    #[serde(borrow)]
    device: Cow<'a, str>,
    seq: u64,
    at: Timestamp,
    #[serde(borrow, default)]
    question: Option<Cow<'a, str>>,
    #[serde(default)]
    revision: Option<Revision>,
    #[serde(default)]
    points: f64,
    #[serde(default)]
    max_points: f64,
    #[serde(default)]
    attempt: Option<EventId>,
    #[serde(borrow, default)]
    parsed: Option<Picked<'a>>,
}

/// An answer, as far as something was picked.
#[derive(Deserialize)]
#[serde(rename_all = "kebab-case")]
enum Picked<'a> {
    Choices(#[serde(borrow)] Vec<Cow<'a, str>>),
    Truth(bool),
    Text(serde::de::IgnoredAny),
    Pairs(serde::de::IgnoredAny),
    Order(serde::de::IgnoredAny),
    Codes(#[serde(borrow)] Vec<Entered<'a>>),
}

#[derive(Deserialize)]
struct Entered<'a> {
    #[serde(borrow, default)]
    code: Option<Cow<'a, str>>,
}

/// A code as the journal writes it, `icd-10-cm E1122`, as people write it: diagnoses with their dot.
fn code_name(written: &str) -> String {
    let (system, text) = written.split_once([' ', ':']).unwrap_or(("", written));
    match (system, text.split_at_checked(3)) {
        ("icd-10-cm", Some((category, rest))) if !rest.is_empty() && !rest.starts_with('.') => {
            format!("{category}.{rest}")
        }
        _ => text.to_owned(),
    }
}

impl Picked<'_> {
    /// What was picked, sorted, and whether it was one of what was offered.
    fn picks(&self) -> (Vec<String>, bool) {
        let (mut picks, closed): (Vec<String>, bool) = match self {
            Picked::Choices(ids) => (ids.iter().map(|i| i.clone().into_owned()).collect(), true),
            Picked::Truth(truth) => (vec![truth.to_string()], true),
            Picked::Codes(entered) => {
                let codes = entered.iter().filter_map(|e| e.code.as_ref());
                (codes.map(|c| code_name(c)).collect(), false)
            }
            Picked::Text(_) | Picked::Pairs(_) | Picked::Order(_) => (Vec::new(), false),
        };
        picks.sort_unstable();
        picks.dedup();
        (picks, closed)
    }
}

impl Journals {
    /// Reads a file. Lines that are not whole are counted, and left out.
    pub fn add(&mut self, bytes: &[u8]) {
        let lines: Vec<&[u8]> = bytes.split(|b| *b == b'\n').collect();
        let parts: Vec<File> = lines
            .par_chunks(4096)
            .map(|lines| {
                let mut file = File::default();
                for line in lines {
                    file.line(line.trim_ascii());
                }
                file
            })
            .collect();
        let mut whole = File::default();
        for part in parts {
            whole.attempts.extend(part.attempts);
            whole.retracted.extend(part.retracted);
            whole.devices.extend(part.devices);
            whole.damaged += part.damaged;
        }
        self.files.push(whole);
    }

    /// Whether a file with answers of so many devices holds several learners'.
    pub const fn is_collection(devices: usize) -> bool {
        devices > MOST_DEVICES
    }

    /// Lines that were not whole.
    pub fn damaged(&self) -> usize {
        self.files.iter().map(|f| f.damaged).sum()
    }

    /// How many devices each file holds answers of, in the order in which they were added.
    pub fn devices(&self) -> impl Iterator<Item = usize> + '_ {
        self.files.iter().map(|f| f.devices.len())
    }

    /// The answers as a table: first attempts, or all of them.
    pub fn responses(self, all_attempts: bool) -> Responses {
        let learners = self.learners();
        let mut seen: HashSet<EventId> = HashSet::new();
        let retracted: HashSet<EventId> =
            self.files.iter().flat_map(|f| f.retracted.iter().copied()).collect();
        let mut attempts: Vec<(u32, Attempt)> = Vec::new();
        for attempt in self.files.into_iter().flat_map(|f| f.attempts) {
            // The same event may stand in a journal and in its export.
            if !retracted.contains(&attempt.id) && seen.insert(attempt.id) {
                let learner = learners.get(&attempt.device).copied().unwrap_or_default();
                attempts.push((learner, attempt));
            }
        }
        attempts.sort_by(|(a, x), (b, y)| (a, x.order, x.id).cmp(&(b, y.order, y.id)));
        let newest = newest(&attempts);
        let mut responses = Responses::default();
        let mut columns: BTreeMap<QuestionId, Building> = BTreeMap::new();
        let mut answered: HashSet<(u32, QuestionId)> = HashSet::new();
        // Only who answered anything is a candidate.
        let mut rows: HashMap<u32, u32> = HashMap::new();
        let mut later: Vec<Attempt> = Vec::new();
        for (learner, attempt) in attempts {
            if newest.get(&attempt.question) != Some(&attempt.revision) {
                responses.superseded += 1;
                continue;
            }
            if answered.insert((learner, attempt.question.clone())) {
                let next = rows.len() as u32;
                let row = *rows.entry(learner).or_insert(next);
                columns.entry(attempt.question.clone()).or_default().push(row, attempt);
            } else if all_attempts {
                later.push(attempt);
            } else {
                responses.repeated += 1;
            }
        }
        responses.people = rows.len();
        responses.candidates = rows.len();
        // A later attempt stands in a row of its own, of which nothing else is known.
        for attempt in later {
            let row = responses.candidates as u32;
            responses.candidates += 1;
            columns.entry(attempt.question.clone()).or_default().push(row, attempt);
        }
        let revision = |id: &QuestionId| newest.get(id).copied().unwrap_or_default();
        responses.columns = columns.into_iter().map(|(id, c)| c.column(&id, revision(&id))).collect();
        responses
    }

    /// The number of the learner of each device.
    fn learners(&self) -> HashMap<String, u32> {
        let mut devices: Vec<&String> = self.files.iter().flat_map(|f| &f.devices).collect();
        devices.sort_unstable();
        devices.dedup();
        let place: HashMap<&str, usize> =
            devices.iter().enumerate().map(|(at, d)| (d.as_str(), at)).collect();
        let mut root: Vec<usize> = (0..devices.len()).collect();
        for file in self.files.iter().filter(|f| f.devices.len() <= MOST_DEVICES) {
            let mut own = file.devices.iter().filter_map(|d| place.get(d.as_str()).copied());
            let Some(first) = own.next() else { continue };
            for other in own {
                let (a, b) = (find(&mut root, first), find(&mut root, other));
                root[a.max(b)] = a.min(b);
            }
        }
        (0..devices.len()).map(|at| (devices[at].clone(), find(&mut root, at) as u32)).collect()
    }
}

/// A file with answers of more devices is no single learner's.
const MOST_DEVICES: usize = 5;

fn find(root: &mut [usize], mut at: usize) -> usize {
    while root[at] != at {
        root[at] = root[root[at]];
        at = root[at];
    }
    at
}

/// The newest revision of each question: that of which the first attempt is the latest. Who answers by an old bank later on
/// does not bring it back.
fn newest(attempts: &[(u32, Attempt)]) -> HashMap<QuestionId, u64> {
    let mut first: HashMap<(&QuestionId, u64), (i64, u64)> = HashMap::new();
    for (_, attempt) in attempts {
        let met = first.entry((&attempt.question, attempt.revision)).or_insert(attempt.order);
        *met = (*met).min(attempt.order);
    }
    let mut newest: HashMap<QuestionId, ((i64, u64), u64)> = HashMap::new();
    for ((question, revision), met) in first {
        let last = newest.entry(question.clone()).or_insert((met, revision));
        *last = (*last).max((met, revision));
    }
    newest.into_iter().map(|(question, (_, revision))| (question, revision)).collect()
}

impl File {
    fn line(&mut self, bytes: &[u8]) {
        let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
        if bytes.is_empty() || bytes.starts_with(b"{\"sequela\":") {
            return;
        }
        let parsed = std::str::from_utf8(bytes).ok().filter(|line| check_line(line).is_ok());
        let Some(line) = parsed else {
            self.damaged += 1;
            return;
        };
        // Other kinds of event have other fields.
        let Ok(line) = serde_json::from_str::<Line<'_>>(line) else { return };
        self.devices.insert(line.device.clone().into_owned());
        match (&*line.kind, line.v) {
            ("retract", 1) => self.retracted.extend(line.attempt),
            ("attempt", 1) => self.attempts.extend(line.attempt()),
            _ => {}
        }
    }
}

impl Line<'_> {
    fn attempt(&self) -> Option<Attempt> {
        let (picks, closed) = self.parsed.as_ref().map(Picked::picks).unwrap_or_default();
        let score = if self.max_points > 0.0 { (self.points / self.max_points).clamp(0.0, 1.0) } else { 0.0 };
        Some(Attempt {
            device: self.device.clone().into_owned(),
            id: self.id,
            order: (self.at.as_millisecond(), self.seq),
            question: QuestionId::parse(self.question.as_deref()?)?,
            revision: self.revision.as_ref()?.number(),
            score,
            picks,
            closed,
        })
    }
}

/// A column while it is filled.
#[derive(Default)]
struct Building {
    cells: Vec<(u32, u32)>,
    symbols: HashMap<(Vec<String>, u64), u32>,
    closed: bool,
}

impl Building {
    fn push(&mut self, candidate: u32, attempt: Attempt) {
        self.closed |= attempt.closed;
        let next = self.symbols.len() as u32 + 1;
        let code = *self.symbols.entry((attempt.picks, attempt.score.to_bits())).or_insert(next);
        self.cells.push((candidate, code));
    }

    fn column(self, id: &QuestionId, revision: u64) -> Column {
        let mut symbols: Vec<((Vec<String>, u64), u32)> = self.symbols.into_iter().collect();
        symbols.sort_unstable();
        let mut names: Vec<String> =
            symbols.iter().flat_map(|((picks, _), _)| picks.iter().cloned()).collect();
        names.sort_unstable();
        names.dedup();
        // Keyed is what full points were given for; a code may have earned them beside others that count nowhere.
        let full = |name: &String| {
            symbols.iter().any(|((picks, score), _)| f64::from_bits(*score) >= 1.0 && picks.contains(name))
        };
        let choices = names.iter().map(|id| ChoiceName { id: id.clone(), key: full(id) }).collect();
        let symbols = symbols
            .iter()
            .map(|((picks, score), code)| Symbol {
                code: *code,
                score: f64::from_bits(*score),
                picks: picks.iter().filter_map(|p| names.binary_search(p).ok()).map(|at| at as u32).collect(),
            })
            .collect();
        Column {
            question: id.to_string(),
            revision: Some(revision),
            choices,
            closed: self.closed,
            symbols,
            cells: Cells::Sparse(self.cells),
        }
    }
}
