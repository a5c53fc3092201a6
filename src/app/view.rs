//! What verbs have to show, as data. JSON is made from it as it stands.

use std::path::PathBuf;

use jiff::Timestamp;
use serde::Serialize;

use super::check_view::{CheckReport, ConvertReport, FixReport, RuleText};
use super::code_view::{AddedLine, DiffReport, EditionLine};
use super::exam_view::{BlueprintStock, ExamItem, ExamLine};
use super::item_view::ItemsReport;
use super::paper_view::PaperLine;
use crate::bank::{Body, CodePolicy, Edition, Item, KeyLine};
use crate::code::{FoundCode, Listing};
use crate::insight::{HistoryLine, Plan, Readiness, Stats, Weak};
use crate::library::Library;
use crate::session::{self, Feedback, QuestionView};
use crate::store::{Health, Imported, Totals};
use crate::study::Today;

/// One thing to show.
#[derive(Clone, Debug, Serialize)]
#[serde(untagged)]
pub enum View {
    /// From a session.
    Session(session::View),
    /// The top of the prompt.
    Welcome(Box<Welcome>),
    /// `stats`.
    Stats(Stats),
    /// `readiness`.
    Readiness(Box<Readiness>),
    /// `plan`.
    Plan(Box<Plan>),
    /// `weak`.
    Weak(Weak),
    /// `history`.
    History(Vec<HistoryLine>),
    /// `review`.
    Review(Vec<ReviewItem>),
    /// `exam list`.
    Exams(Vec<ExamLine>),
    /// `exam review`.
    ExamReview(Vec<ExamItem>),
    /// `bank stats`, and `exam` alone.
    Stock(Vec<BlueprintStock>),
    /// `paper`.
    Papers(Vec<PaperLine>),
    /// `flags`, `notes`, `report`.
    Marks(Vec<MarkLine>),
    /// `bank list`.
    BankList(Vec<BankLine>),
    /// `bank show` of a question.
    Question(Box<QuestionKey>),
    /// Sentences, each line a paragraph.
    Prose {
        /// What is said.
        #[serde(rename = "text")]
        prose: String,
    },
    /// A question that `bank new` is about to write.
    Preview(Box<QuestionKey>),
    /// `bank show` of a bank.
    Bank(BankListing),
    /// `bank check`.
    Check(CheckReport),
    /// `bank fix`.
    Fixes(FixReport),
    /// `bank convert`.
    Converted(ConvertReport),
    /// `explain`.
    Rule(RuleText),
    /// `items`.
    Items(ItemsReport),
    /// `progress import`, `progress restore`.
    Imported(Imported),
    /// `progress doctor`.
    Health(Health),
    /// `profile`.
    Profiles(Vec<ProfileLine>),
    /// `lookup`.
    Lookup(Vec<Listing>),
    /// `search`.
    Search(Vec<FoundCode>),
    /// `codes list`.
    Editions(Vec<EditionLine>),
    /// `codes add`.
    EditionsAdded(Vec<AddedLine>),
    /// `codes diff`.
    Diff(DiffReport),
    /// `help`.
    Verbs(Vec<HelpLine>),
    /// A text for another program, as it stands.
    Raw {
        /// The text.
        raw: String,
    },
    /// A sentence or a page.
    Text {
        /// What it says.
        text: String,
    },
}

impl View {
    /// A question without the record of its case; `None` for anything else.
    pub fn without_record(&self) -> Option<View> {
        let View::Session(session::View::Question(question)) = self else { return None };
        let mut question = question.clone();
        if let Some(case) = &mut question.case {
            case.documents.clear();
        }
        Some(View::Session(session::View::Question(question)))
    }
}

/// The top of the prompt.
#[derive(Clone, Debug, Serialize)]
pub struct Welcome {
    /// Questions in the library.
    pub questions: usize,
    /// Cases in the library.
    pub cases: usize,
    /// Banks in the library.
    pub banks: usize,
    /// The edition of ICD-10-CM that most banks name.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub edition: Option<String>,
    /// The edition of ICD-10-CM that is in force and not here.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub in_force: Option<String>,
    /// What was done so far.
    pub done: Totals,
    /// How many of the open sessions are exams.
    pub open_exams: usize,
    /// The exam that is studied for, and what it would give.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub readiness: Option<Readiness>,
    /// What there is to do today.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub today: Option<Today>,
    /// Banks that are left out: file and reason.
    pub left_out: Vec<(String, String)>,
}

impl Welcome {
    pub(super) fn new(library: &Library, done: Totals, in_force: Option<String>) -> Self {
        let mut editions: Vec<&str> = library
            .bank_indexes()
            .flat_map(|b| &b.bank.editions)
            .filter(|e| e.system == "icd-10-cm")
            .map(|e| e.edition.as_str())
            .collect();
        editions.sort_unstable();
        editions.dedup();
        Self {
            questions: library.len(),
            cases: library.cases(),
            banks: library.bank_indexes().count(),
            edition: (!editions.is_empty()).then(|| editions.join(", ")),
            in_force,
            done,
            open_exams: 0,
            readiness: None,
            today: None,
            left_out: library.left_out().iter().map(|l| (l.file.clone(), l.why.clone())).collect(),
        }
    }
}

/// A question that was missed: the answer first, then the key.
#[derive(Clone, Debug, Serialize)]
pub struct ReviewItem {
    /// When it was answered.
    pub at: Timestamp,
    /// The question as it was shown.
    pub question: QuestionView,
    /// The answer as typed.
    pub answer: String,
    /// What grading says of it.
    pub feedback: Feedback,
}

/// A mark on a question.
#[derive(Clone, Debug, Serialize)]
pub struct MarkLine {
    /// The question.
    pub question: String,
    /// When.
    pub at: Timestamp,
    /// What it says.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub text: Option<String>,
    /// What the question asks; absent when no bank holds it any more.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub stem: Option<String>,
}

/// A bank in a list.
#[derive(Clone, Debug, Serialize)]
pub struct BankLine {
    /// Its id.
    pub id: String,
    /// Its title.
    pub title: String,
    /// Its file.
    pub file: String,
    /// How many questions it holds.
    pub questions: usize,
    /// How many cases.
    pub cases: usize,
    /// What its keys were written against.
    pub edition: std::collections::BTreeMap<String, String>,
    /// Its licence.
    pub licence: Option<String>,
}

impl BankLine {
    pub(super) fn editions(editions: &[Edition]) -> std::collections::BTreeMap<String, String> {
        editions.iter().map(|e| (e.system.clone(), e.edition.clone())).collect()
    }
}

/// The questions of a bank.
#[derive(Clone, Debug, Serialize)]
pub struct BankListing {
    /// The bank.
    pub bank: BankLine,
    /// Identity, type, topic and stem of each question.
    pub items: Vec<BankItem>,
}

/// A question in the listing of a bank.
#[derive(Clone, Debug, Serialize)]
pub struct BankItem {
    /// Its identity.
    pub question: String,
    /// Its type.
    #[serde(rename = "type")]
    pub kind: &'static str,
    /// Its topic.
    pub topic: String,
}

/// A question with its key.
#[derive(Clone, Debug, Serialize)]
pub struct QuestionKey {
    /// The question as it would be shown.
    #[serde(flatten)]
    pub question: QuestionView,
    /// What decides the answer.
    pub revision: String,
    /// The key.
    pub key: Vec<String>,
    /// The key's lines, of a code question.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub codes: Vec<CodeKey>,
    /// The scoring rule, of a code question.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub scoring: Option<&'static str>,
    /// What else the bank says of it, key by key.
    pub also: Vec<(&'static str, String)>,
    /// The feedback on the key as an answer: reasons, rationale, references.
    pub feedback: Feedback,
    /// Reasons of what is not the key.
    pub distractors: Vec<(String, Option<String>)>,
}

/// A line of a code key.
#[derive(Clone, Debug, Serialize)]
pub struct CodeKey {
    /// The codes of which any is as good.
    pub any: Vec<String>,
    /// Counts nowhere.
    pub optional: bool,
    /// Modifiers.
    pub modifiers: Vec<String>,
    /// Units.
    pub units: u32,
}

impl CodeKey {
    fn of(line: &KeyLine) -> Self {
        Self {
            any: line.any.iter().map(std::string::ToString::to_string).collect(),
            optional: line.optional,
            modifiers: line.modifiers.iter().map(ToString::to_string).collect(),
            units: line.units,
        }
    }

    pub(super) fn all(item: &Item) -> (Vec<Self>, Option<&'static str>) {
        match &item.question.body {
            Body::Code(codes) => {
                (codes.key.iter().map(Self::of).collect(), Some(CodePolicy::name(codes.scoring)))
            }
            _ => (Vec::new(), None),
        }
    }
}

/// A profile in a list.
#[derive(Clone, Debug, Serialize)]
pub struct ProfileLine {
    /// Its name.
    pub name: String,
    /// Where it lies.
    pub folder: PathBuf,
    /// Bytes of journal.
    pub journal_bytes: u64,
    /// The one in use.
    pub current: bool,
}

/// A verb in help.
#[derive(Clone, Debug, Serialize)]
pub struct HelpLine {
    /// How it is written.
    pub usage: String,
    /// What it does.
    pub about: String,
}
