//! What `bank check`, `bank fix`, `bank convert` and `explain` have to show.

use std::collections::BTreeMap;

use serde::Serialize;

/// What `bank check` found.
#[derive(Clone, Debug, Serialize)]
pub struct CheckReport {
    /// Files read.
    pub files: usize,
    /// Questions in them.
    pub questions: usize,
    /// Errors.
    pub errors: usize,
    /// Warnings.
    pub warnings: usize,
    /// Notes.
    pub notes: usize,
    /// Problems that `bank fix` mends.
    pub fixable: usize,
    /// Editions that banks name and that are not here: codes of them are not verified.
    pub unverified: Vec<String>,
    /// All problems, in file order.
    pub diagnostics: Vec<DiagnosticLine>,
    /// How they are shown.
    #[serde(skip)]
    pub format: CheckFormat,
}

/// One problem.
#[derive(Clone, Debug, Serialize)]
pub struct DiagnosticLine {
    /// The rule's code.
    pub rule: &'static str,
    /// `error`, `warning` or `note`.
    pub severity: &'static str,
    /// The file.
    pub file: String,
    /// The line, from 1.
    pub line: usize,
    /// The column, from 1, in characters.
    pub column: usize,
    /// The line where it ends.
    pub end_line: usize,
    /// The column where it ends.
    pub end_column: usize,
    /// The question.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub question: Option<String>,
    /// What is wrong.
    pub message: String,
    /// What to do.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub help: Option<String>,
    /// What `bank fix` does about it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub fix: Option<FixOffer>,
    /// What a person is shown: the source with the span underlined.
    #[serde(skip)]
    pub picture: Picture,
}

/// What the picture of a problem is drawn from.
#[derive(Clone, Debug, Default)]
pub struct Picture {
    /// The lines of the file around the spans.
    pub source: String,
    /// The first of them.
    pub first_line: usize,
    /// The span within `source`, and the words under it.
    pub span: (std::ops::Range<usize>, String),
    /// Other spans within `source`.
    pub also: Vec<(std::ops::Range<usize>, String)>,
}

/// A rule, explained.
#[derive(Clone, Debug, Serialize)]
pub struct RuleText {
    /// The rule's code.
    pub rule: &'static str,
    /// `error`, `warning` or `note`.
    pub severity: &'static str,
    /// What it is about.
    pub group: &'static str,
    /// It runs only where it is selected.
    pub on_request: bool,
    /// What it looks for.
    pub what: String,
    /// Why that matters.
    pub why: String,
    /// What breaks it.
    pub example: String,
    /// The same, mended.
    pub instead: String,
}

/// How problems are shown.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum CheckFormat {
    /// With the source underlined.
    #[default]
    Human,
    /// One line a problem: `path:line:col`.
    Concise,
    /// The report as JSON.
    Json,
    /// SARIF 2.1.0, for code hosts and editors.
    Sarif,
    /// Commands of GitHub's workflows, which show problems beside the change.
    Github,
}

impl CheckFormat {
    /// The names by which they are asked for.
    pub const ALL: [(&'static str, CheckFormat); 5] = [
        ("human", CheckFormat::Human),
        ("concise", CheckFormat::Concise),
        ("json", CheckFormat::Json),
        ("sarif", CheckFormat::Sarif),
        ("github", CheckFormat::Github),
    ];
}

/// A change that is offered.
#[derive(Clone, Debug, Serialize)]
pub struct FixOffer {
    /// What it does.
    pub title: String,
    /// It changes nothing of what is asked or how it is graded.
    pub safe: bool,
}

/// What `bank fix` did, or would do.
#[derive(Clone, Debug, Default, Serialize)]
pub struct FixReport {
    /// The files that change.
    pub files: Vec<FixedFile>,
    /// They are shown, and not written.
    pub only_shown: bool,
    /// Changes that are not certain to be wanted, and were not made.
    pub left: usize,
    /// Changes that would have broken something, and were not made.
    pub refused: usize,
}

/// A file that changes.
#[derive(Clone, Debug, Serialize)]
pub struct FixedFile {
    /// The file.
    pub file: String,
    /// By rule: how many changes.
    pub fixes: BTreeMap<&'static str, usize>,
    /// The change as a unified diff.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub diff: Option<String>,
}

/// What `bank convert` did.
#[derive(Clone, Debug, Serialize)]
pub struct ConvertReport {
    /// The format that was read.
    pub from: &'static str,
    /// The format that was written.
    pub to: &'static str,
    /// The files written.
    pub files: Vec<String>,
    /// Questions read.
    pub read: usize,
    /// Questions written.
    pub written: usize,
    /// Items that were left out.
    pub problems: Vec<ConvertProblem>,
    /// Fields that were not carried over.
    pub lossy: Vec<LostField>,
}

impl ConvertReport {
    pub(super) fn new(from: &'static str, to: &'static str) -> Self {
        Self { from, to, files: Vec::new(), read: 0, written: 0, problems: Vec::new(), lossy: Vec::new() }
    }
}

/// An item that was left out.
#[derive(Clone, Debug, Serialize)]
pub struct ConvertProblem {
    /// The file.
    pub file: String,
    /// The line, from 1; 0 where there is none.
    pub line: usize,
    /// What it is called.
    pub item: String,
    /// Why.
    pub why: String,
}

/// A field that was not carried over.
#[derive(Clone, Debug, Serialize)]
pub struct LostField {
    /// The field.
    pub field: String,
    /// How many questions had it.
    pub questions: usize,
}
