//! The index of a bank: what choosing a question needs, without reading any.

use serde::{Deserialize, Serialize};

use crate::bank::{Bank, BankFile, Case, Kind, Level, Question, QuestionId, Setting, TopicPath};

/// Where a record lies among those of its file, and what it must hash to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RecordPlace {
    pub(super) start: u32,
    pub(super) len: u32,
    pub(super) check: u32,
}

/// One question in the index.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Row {
    id: (u32, u32),
    pub(super) topic: u16,
    /// The type.
    pub kind: Kind,
    /// What it asks of the learner.
    pub level: Option<Level>,
    /// The setting.
    pub setting: Option<Setting>,
    /// No longer asked.
    pub retired: bool,
    /// What decides the answer, as a number.
    pub revision: u64,
    /// The question's epoch.
    pub epoch: u32,
    /// The number of its case, from 1; 0 without one.
    pub case: u32,
    pub(super) record: RecordPlace,
}

/// One case in the index.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CaseRow {
    /// The id within the bank.
    pub id: String,
    pub(super) record: RecordPlace,
}

/// A bank in the index.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct BankIndex {
    /// What the bank says of itself.
    pub bank: Bank,
    /// The questions, in file order.
    pub rows: Vec<Row>,
    /// The cases.
    pub cases: Vec<CaseRow>,
    /// The topics that its questions name.
    pub topics: Vec<TopicPath>,
    pub(super) formerly: Vec<(u32, Vec<QuestionId>)>,
    ids: String,
    by_id: Vec<u32>,
}

/// A file in the index.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(super) struct FileEntry {
    /// By which the cache knows it.
    pub key: String,
    /// How messages name it.
    pub label: String,
    pub stamp: super::source::Stamp,
    pub bank: Option<BankIndex>,
    pub errors: u32,
    /// Where its records begin, and how many bytes they are.
    pub records: (u64, u64),
}

impl BankIndex {
    /// Makes the index of a bank and the records of its questions; `None` when it has to be left out.
    pub(super) fn build(file: BankFile) -> Option<(Self, Vec<u8>)> {
        if file.has_errors() {
            return None;
        }
        let mut records = Vec::with_capacity(file.questions.len() * 512);
        let mut index = Self {
            bank: file.bank?,
            rows: Vec::with_capacity(file.questions.len()),
            cases: Vec::new(),
            topics: Vec::new(),
            formerly: Vec::new(),
            ids: String::new(),
            by_id: Vec::new(),
        };
        for case in &file.cases {
            index.push_case(case, &mut records);
        }
        for question in &file.questions {
            index.push_question(question, &mut records);
        }
        let mut by_id: Vec<u32> = (0..index.rows.len() as u32).collect();
        by_id.sort_by(|a, b| {
            index.local_id(&index.rows[*a as usize]).cmp(index.local_id(&index.rows[*b as usize]))
        });
        index.by_id = by_id;
        Some((index, records))
    }

    fn push_case(&mut self, case: &Case, records: &mut Vec<u8>) {
        let record = push_record(case, records);
        self.cases.push(CaseRow { id: case.id.value.clone(), record });
    }

    fn push_question(&mut self, question: &Question, records: &mut Vec<u8>) {
        let number = self.rows.len() as u32;
        let topic = self.topics.iter().position(|t| *t == question.topic.value).unwrap_or_else(|| {
            self.topics.push(question.topic.value.clone());
            self.topics.len() - 1
        });
        let case = question
            .case
            .as_ref()
            .and_then(|id| self.cases.iter().position(|c| c.id == *id))
            .map_or(0, |at| at as u32 + 1);
        if !question.formerly.is_empty() {
            self.formerly.push((number, question.formerly.clone()));
        }
        let start = self.ids.len() as u32;
        self.ids.push_str(question.id.local());
        self.rows.push(Row {
            id: (start, self.ids.len() as u32),
            topic: topic as u16,
            kind: question.kind(),
            level: question.level,
            setting: question.setting,
            retired: question.retired,
            revision: question.revision().number(),
            epoch: question.epoch,
            case,
            record: push_record(question, records),
        });
    }

    /// The id of a question within the bank.
    pub fn local_id(&self, row: &Row) -> &str {
        self.ids.get(row.id.0 as usize..row.id.1 as usize).unwrap_or("")
    }

    /// The topic of a question.
    pub fn topic_of(&self, row: &Row) -> &str {
        self.topics.get(row.topic as usize).map_or("", TopicPath::as_str)
    }

    pub(super) fn find(&self, local: &str) -> Option<u32> {
        let at = self
            .by_id
            .binary_search_by(|row| self.rows.get(*row as usize).map_or("", |r| self.local_id(r)).cmp(local))
            .ok()?;
        self.by_id.get(at).copied()
    }

    pub(super) fn former(&self, row: u32) -> &[QuestionId] {
        self.formerly.binary_search_by_key(&row, |(r, _)| *r).map_or(&[], |at| &self.formerly[at].1)
    }
}

/// What a record must hash to.
pub(super) fn check_of(bytes: &[u8]) -> u32 {
    let mut first = [0; 4];
    first.copy_from_slice(&blake3::hash(bytes).as_bytes()[..4]);
    u32::from_le_bytes(first)
}

fn push_record(value: &impl Serialize, records: &mut Vec<u8>) -> RecordPlace {
    let start = records.len();
    // Writing plain data to memory does not fail; a record that did would not be read again.
    if let Ok(bytes) = postcard::to_stdvec(value) {
        records.extend_from_slice(&bytes);
    }
    let bytes = &records[start..];
    RecordPlace { start: start as u32, len: bytes.len() as u32, check: check_of(bytes) }
}
