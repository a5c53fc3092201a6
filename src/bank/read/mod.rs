//! A bank file, from text to model.

mod blueprint;
mod body;
mod codes;
mod question;
mod slips;
mod syntax;

use std::collections::HashMap;

use toml::Spanned;
use toml::de::DeTable;

use super::diagnostic::Diagnostic;
use super::ids::is_slug;
use super::keys;
use super::rules;
pub use blueprint::{BlueprintFile, is_blueprint, read_blueprint};
use syntax::Sifted;
pub(super) use syntax::sift;

use super::tree::{Fields, Reader, Value};
use super::{At, Bank, BankId, Case, Document, Question, Reviewed, Setting, Span, Taxonomy};

/// The newest bank format that this program reads.
pub const FORMAT: u32 = 1;

/// A bank file as read: what could be understood, and everything that is wrong with it.
#[derive(Debug, Default)]
pub struct BankFile {
    /// The `[bank]` table; absent when it is broken.
    pub bank: Option<Bank>,
    /// The questions that could be read, those of cases in their place.
    pub questions: Vec<Question>,
    /// The cases that could be read.
    pub cases: Vec<Case>,
    /// How many questions the file holds, broken ones too.
    pub questions_seen: usize,
    /// Everything that is wrong, in file order.
    pub diagnostics: Vec<Diagnostic>,
}

impl BankFile {
    /// Whether the bank has to be left out.
    pub fn has_errors(&self) -> bool {
        self.bank.is_none() || self.diagnostics.iter().any(Diagnostic::is_error)
    }
}

/// Reads a bank file. `taxonomy` says which topics there are.
///
/// A byte order mark is passed over; spans count from the start of `source` as given.
pub fn read_bank(source: &str, taxonomy: &Taxonomy) -> BankFile {
    // A sound file is parsed once; one with errors is sifted first.
    let (tree, errors) = DeTable::parse_recoverable(source);
    if errors.is_empty() {
        return read_tree(&tree, taxonomy, None);
    }
    let sifted = syntax::sift(source);
    let (tree, _) = DeTable::parse_recoverable(sifted.text.as_deref().unwrap_or(source));
    read_tree(&tree, taxonomy, Some(&sifted))
}

fn read_tree(tree: &Spanned<DeTable<'_>>, taxonomy: &Taxonomy, sifted: Option<&Sifted>) -> BankFile {
    let root = Fields { table: tree.get_ref(), span: Span { start: 0, end: 0 }, format: &keys::ROOT };
    let reader = Reader::after(sifted.map(|s| s.diagnostics.clone()).unwrap_or_default());
    let broken_bank = sifted.is_some_and(|s| s.bank);
    let lost_questions = sifted.is_some_and(|s| s.questions > 0);
    let mut file = Walk { reader, taxonomy, seen: HashMap::new(), broken_bank, lost_questions }.file(&root);
    file.questions_seen += sifted.map_or(0, |s| s.questions);
    file.diagnostics.sort_by_key(|d| d.span.start);
    file
}

struct Walk<'x> {
    reader: Reader,
    taxonomy: &'x Taxonomy,
    /// The `[bank]` table is there, but cannot be read.
    broken_bank: bool,
    /// Some questions are there, but cannot be read.
    lost_questions: bool,
    /// Ids of questions and cases with their places.
    seen: HashMap<String, Span>,
}

impl Walk<'_> {
    fn file(mut self, root: &Fields<'_>) -> BankFile {
        let mut file = BankFile::default();
        if let (Some(blueprint), None) = (root.get("blueprint"), root.get("bank")) {
            let d = Diagnostic::new(
                &rules::UNKNOWN_KEY,
                blueprint.span().into(),
                "this is a blueprint, and no bank",
            );
            file.diagnostics = vec![
                d.label("a blueprint's table")
                    .help("put it into a folder `blueprints`, or name the file itself: `--banks FILE`"),
            ];
            return file;
        }
        self.reader.check_keys(root, None);

        let bank = match root.get("bank") {
            None => {
                if !self.broken_bank {
                    self.reader.missing(root, "bank");
                }
                None
            }
            Some(value) => self.bank(value),
        };
        let bank = match bank {
            Some(BankHeader::Future(format)) => {
                // What a newer format means is not for this program to judge.
                file.diagnostics = vec![future_format(&format)];
                return file;
            }
            Some(BankHeader::Known(bank)) => Some(*bank),
            None => None,
        };

        // Questions of a bank whose own table is broken are checked all the same.
        let written = root.get("bank").and_then(|b| b.get_ref().as_table()?.get("id")?.get_ref().as_str());
        let bank_id = written.filter(|id| is_slug(id)).unwrap_or("?").to_owned();
        if let Some((values, _)) = root.get("question").and_then(|_| self.reader.array(root, "question")) {
            for value in values {
                file.questions_seen += 1;
                file.questions.extend(self.question(value, &bank_id, None));
            }
        }
        if let Some((values, _)) = root.get("case").and_then(|_| self.reader.array(root, "case")) {
            for value in values {
                self.case(value, &bank_id, &mut file);
            }
        }
        if file.questions_seen == 0 && bank.is_some() && self.reader.diagnostics.is_empty() {
            let span = root.get("bank").map_or(Span::default(), |v| v.span().into());
            self.reader.report(
                Diagnostic::new(&rules::EMPTY_BANK, span, "this bank holds no question")
                    .help("add a [[question]]"),
            );
        }
        file.bank = bank;
        file.diagnostics = self.reader.diagnostics;
        file
    }

    fn bank(&mut self, value: &Value<'_>) -> Option<BankHeader> {
        let fields = self.reader.fields(value, &keys::BANK)?;
        let before = self.reader.errors();
        if fields.get("format").is_none() {
            self.reader.missing(&fields, "format");
        }
        if let Some(format) = self.reader.integer(&fields, "format", 1)
            && format.value > FORMAT
        {
            return Some(BankHeader::Future(format));
        }
        self.reader.check_keys(&fields, None);
        let id = self.bank_id(&fields);
        let title = self.reader.required_text(&fields, "title");
        let licence = self
            .reader
            .optional_text(&fields, "licence")
            .or_else(|| self.reader.optional_text(&fields, "license"));
        let bank = Bank {
            id: id?,
            title: title?,
            authors: self.reader.texts(&fields, "authors"),
            licence,
            copyright: self.reader.optional_text(&fields, "copyright"),
            contains_cpt: self.reader.boolean(&fields, "contains-cpt").is_some_and(|b| b.value),
            editions: self.reader.editions(&fields),
            reviewed: self.reviewed(&fields),
        };
        (self.reader.errors() == before).then_some(BankHeader::Known(Box::new(bank)))
    }

    fn bank_id(&mut self, fields: &Fields<'_>) -> Option<At<BankId>> {
        let text = self.reader.required_text(fields, "id")?;
        let id = self.reader.slug(text)?;
        BankId::parse(&id).ok().map(|b| At::new(b, id.span))
    }

    fn reviewed(&mut self, fields: &Fields<'_>) -> Option<Reviewed> {
        let status = self.reader.word(fields, "status", &[("draft", false), ("reviewed", true)]);
        let Some(value) = fields.get("reviewed") else {
            if status == Some(true) {
                self.reader.missing(fields, "reviewed");
            }
            return None;
        };
        let inner = self.reader.fields(value, &keys::REVIEWED)?;
        self.reader.check_keys(&inner, None);
        let by = self.reader.required_text(&inner, "by");
        let credential = self.reader.required_text(&inner, "credential");
        if inner.get("on").is_none() {
            self.reader.missing(&inner, "on");
        }
        let on = self.reader.date(&inner, "on").map(|d| d.to_string());
        Some(Reviewed { by: by?.value, credential: credential?.value, on: on? })
    }

    fn case(&mut self, value: &Value<'_>, bank: &str, file: &mut BankFile) {
        let Some(fields) = self.reader.fields(value, &keys::CASE) else { return };
        let case = self.case_header(&fields);
        let topic = self.reader.optional_text(&fields, "topic");
        let context = question::CaseContext {
            id: case.as_ref().map(|c| c.id.value.clone()),
            setting: case.as_ref().and_then(|c| c.setting),
            topic,
        };
        match fields.get("question") {
            None if !self.lost_questions => self.reader.missing(&fields, "question"),
            None => {}
            Some(_) => {
                let values = self.reader.array(&fields, "question").map_or(&[][..], |(v, _)| v);
                for value in values {
                    file.questions_seen += 1;
                    file.questions.extend(self.question(value, bank, Some(&context)));
                }
            }
        }
        file.cases.extend(case);
    }

    fn case_header(&mut self, fields: &Fields<'_>) -> Option<Case> {
        self.reader.check_keys(fields, None);
        let id = self.reader.required_text(fields, "id").and_then(|t| self.reader.slug(t));
        if let Some(id) = &id {
            self.claim(id);
        }
        let title = self.reader.optional_text(fields, "title");
        let setting = self.reader.word(fields, "setting", &Setting::ALL);
        let mut documents = Vec::new();
        if fields.get("document").is_none() {
            self.reader.missing(fields, "document");
        } else {
            let values = self.reader.array(fields, "document").map_or(&[][..], |(v, _)| v);
            for value in values {
                let Some(inner) = self.reader.fields(value, &keys::DOCUMENT) else { continue };
                self.reader.check_keys(&inner, None);
                let title = self.reader.required_text(&inner, "title");
                let text = self.reader.required_text(&inner, "text");
                if let (Some(title), Some(text)) = (title, text) {
                    documents.push(Document { title, text });
                }
            }
        }
        Some(Case { id: id?, title, setting, documents })
    }

    /// Takes an id for a question or case; reports one that is taken.
    fn claim(&mut self, id: &At<String>) {
        if let Some(earlier) = self.seen.get(&id.value) {
            let d = Diagnostic::new(
                &rules::DUPLICATE_ID,
                id.span,
                format!("the id `{}` is used twice in this bank", id.value),
            )
            .label("used again here")
            .also(*earlier, "first used here")
            .help("give this one an id of its own; never change one that learners have answered");
            self.reader.report(d);
        } else {
            self.seen.insert(id.value.clone(), id.span);
        }
    }
}

/// The `[bank]` table, or only its format when that is from the future.
enum BankHeader {
    Known(Box<Bank>),
    Future(At<u32>),
}

fn future_format(format: &At<u32>) -> Diagnostic {
    Diagnostic::new(
        &rules::FUTURE_FORMAT,
        format.span,
        format!("this bank has format {}, this program reads formats up to {FORMAT}", format.value),
    )
    .help("a newer Sequela reads it")
}
