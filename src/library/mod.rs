//! Which banks and topics a run sees: the shipped ones inside the binary, and those added.
//!
//! A library is an index; the questions themselves are records, read by position when one is asked. Index and records
//! are cached, so that a hundred thousand questions cost nothing to open: a file is read again only when its size,
//! time or inode differ, or when it is so young that these prove nothing. A damaged or foreign cache is thrown away; without a
//! writable cache folder everything is parsed and kept in memory.

mod blueprints;
mod cache;
mod index;
mod records;
mod select;
mod source;

pub use blueprints::NoSuchBlueprint;
pub use index::{BankIndex, CaseRow, Row};
pub use select::NoSuchTopic;
pub use source::{Found, Source, Stamp, Unreadable, find, hash, taxonomy};

use std::collections::HashMap;
use std::path::PathBuf;
use std::sync::{Arc, OnceLock};

use crate::bank::{Case, Item, Question, QuestionId, Questions, Taxonomy, TopicPath};
use crate::code::Editions;
use blueprints::Blueprints;
use index::FileEntry;
use records::Records;

/// What a run should see.
#[derive(Clone, Debug, Default)]
pub struct Sources {
    /// Bank files, or folders of them, beside the shipped library.
    pub add: Vec<PathBuf>,
    /// Leave the shipped banks out; the shipped topics stay.
    pub only: bool,
    /// Where the cache lies; parse everything when absent.
    pub cache: Option<PathBuf>,
}

/// A source could not be read at all.
#[derive(Debug, thiserror::Error)]
#[error("cannot read banks from {}: {why}", path.display())]
pub struct LibraryError {
    /// The file or folder.
    pub path: PathBuf,
    /// Why not.
    pub why: String,
}

/// A bank that the run does without.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LeftOut {
    /// The file.
    pub file: String,
    /// Why, in a few words.
    pub why: String,
}

/// All banks and topics of a run.
pub struct Library {
    taxonomy: Taxonomy,
    files: Vec<FileEntry>,
    /// The banks that are used: file number, and the number of its first question.
    banks: Vec<(usize, u32)>,
    /// Where in `banks` a bank of this name is.
    by_name: HashMap<String, usize>,
    /// Questions by identities that they had before.
    former: HashMap<QuestionId, QuestionRef>,
    left_out: Vec<LeftOut>,
    records: Records,
    len: u32,
    editions: Arc<Editions>,
    blueprint_sources: Vec<Source>,
    blueprints: OnceLock<Blueprints>,
}

/// A question by its number in the library of this run.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct QuestionRef(pub u32);

impl Library {
    /// Opens the library.
    pub fn open(sources: &Sources, editions: Arc<Editions>) -> Result<Self, LibraryError> {
        let found = source::find(sources)?;
        let (taxonomy, broken_topics) = source::taxonomy(&found.banks);
        let (files, records) = cache::load(&found.banks, &taxonomy, sources.cache.as_deref());
        let mut library = Self {
            taxonomy,
            files,
            banks: Vec::new(),
            by_name: HashMap::new(),
            former: HashMap::new(),
            left_out: broken_topics,
            records,
            len: 0,
            editions,
            blueprint_sources: found.blueprints,
            blueprints: OnceLock::new(),
        };
        library.admit();
        Ok(library)
    }

    /// Decides which banks are used: those without an error, the first of each id.
    fn admit(&mut self) {
        for (number, file) in self.files.iter().enumerate() {
            let Some(bank) = &file.bank else {
                let errors = file.errors.max(1);
                let why = format!("{errors} {}", if errors == 1 { "error" } else { "errors" });
                self.left_out.push(LeftOut { file: file.label.clone(), why });
                continue;
            };
            let id = bank.bank.id.to_string();
            if let Some(first) = self.by_name.get(&id) {
                let first = self.banks[*first].0;
                let why = format!("its id `{id}` is taken by {}", self.files[first].label);
                self.left_out.push(LeftOut { file: file.label.clone(), why });
                continue;
            }
            for (row, ids) in &bank.formerly {
                for former in ids {
                    self.former.insert(former.clone(), QuestionRef(self.len + row));
                }
            }
            self.by_name.insert(id, self.banks.len());
            self.banks.push((number, self.len));
            self.len += bank.rows.len() as u32;
        }
    }

    /// How many questions there are, retired ones included.
    pub fn len(&self) -> usize {
        self.len as usize
    }

    /// Whether there is no question.
    pub fn is_empty(&self) -> bool {
        self.len == 0
    }

    /// How many cases there are.
    pub fn cases(&self) -> usize {
        self.bank_indexes().map(|b| b.cases.len()).sum()
    }

    /// The banks in use.
    pub fn bank_indexes(&self) -> impl Iterator<Item = &BankIndex> {
        self.banks.iter().filter_map(|(file, _)| self.files[*file].bank.as_ref())
    }

    /// The banks in use, each with the file it stands in.
    pub fn banks(&self) -> impl Iterator<Item = (&BankIndex, &str)> {
        self.banks.iter().filter_map(|(file, _)| {
            let entry = &self.files[*file];
            Some((entry.bank.as_ref()?, entry.label.as_str()))
        })
    }

    /// The editions of code sets that keys are graded by.
    pub fn editions(&self) -> &Arc<Editions> {
        &self.editions
    }

    /// Banks that the run does without.
    pub fn left_out(&self) -> &[LeftOut] {
        &self.left_out
    }

    /// The topics.
    pub fn taxonomy(&self) -> &Taxonomy {
        &self.taxonomy
    }

    /// All questions.
    pub fn questions(&self) -> impl Iterator<Item = QuestionRef> + use<> {
        (0..self.len).map(QuestionRef)
    }

    fn locate(&self, question: QuestionRef) -> Option<(&FileEntry, &BankIndex, usize)> {
        let at = self.banks.partition_point(|(_, first)| *first <= question.0).checked_sub(1)?;
        let (file, first) = self.banks[at];
        let entry = &self.files[file];
        let bank = entry.bank.as_ref()?;
        let row = (question.0 - first) as usize;
        (row < bank.rows.len()).then_some((entry, bank, row))
    }

    /// What the index says of a question.
    pub fn row(&self, question: QuestionRef) -> Option<(&BankIndex, &Row)> {
        self.locate(question).map(|(_, bank, row)| (bank, &bank.rows[row]))
    }

    /// The identity of a question.
    pub fn id(&self, question: QuestionRef) -> Option<QuestionId> {
        let (bank, row) = self.row(question)?;
        Some(QuestionId::new(bank.bank.id.as_str(), bank.local_id(row)))
    }

    /// A number that the questions of one case share, and no other case of the library has; 0 without a case.
    pub fn case_number(&self, question: QuestionRef) -> u32 {
        let Some((_, bank, row)) = self.locate(question) else { return 0 };
        match bank.rows[row].case {
            0 => 0,
            // The number of the bank's first question, and the case within: cases are fewer than questions.
            case => question.0 - row as u32 + case,
        }
    }

    /// The topic of a question.
    pub fn topic(&self, question: QuestionRef) -> Option<&TopicPath> {
        let (bank, row) = self.row(question)?;
        bank.topics.get(row.topic as usize)
    }

    /// Identities that a question had before.
    pub fn former(&self, question: QuestionRef) -> &[QuestionId] {
        self.locate(question).map_or(&[], |(_, bank, row)| bank.former(row as u32))
    }

    /// The question with this identity, or that had it before.
    pub fn find(&self, id: &QuestionId) -> Option<QuestionRef> {
        let named = self.by_name.get(id.bank()).and_then(|at| {
            let (file, first) = self.banks[*at];
            let row = self.files[file].bank.as_ref()?.find(id.local())?;
            Some(QuestionRef(first + row))
        });
        named.or_else(|| self.former.get(id).copied())
    }

    /// Reads a question with its case.
    pub fn item(&self, question: QuestionRef) -> Result<Item, String> {
        let (entry, bank, row) =
            self.locate(question).ok_or_else(|| "there is no such question in this library".to_owned())?;
        let read: Question = self.records.read(entry, bank.rows[row].record, &self.taxonomy)?;
        let case = match bank.rows[row].case {
            0 => None,
            n => {
                let case: Case =
                    self.records.read(entry, bank.cases[n as usize - 1].record, &self.taxonomy)?;
                Some(Arc::new(case))
            }
        };
        let topic_title = self.taxonomy.title(read.topic.as_str()).to_owned();
        let editions = bank.bank.editions.clone();
        let books = self.editions.books(editions.iter().map(|e| (e.system.as_str(), e.edition.as_str())));
        Ok(Item { question: read, case, editions, topic_title, books, timed: false })
    }
}

impl Questions for Library {
    fn question(&self, id: &QuestionId) -> Result<Arc<Item>, String> {
        let question = self.find(id).ok_or_else(|| format!("{id} is in no bank of this library any more"))?;
        self.item(question).map(Arc::new)
    }
}
