//! What the exam verbs have to show, as data.

use jiff::Timestamp;
use serde::Serialize;

use crate::exam::{DomainScore, Sheet, report};
use crate::session::{Feedback, QuestionView};

/// An exam in a list.
#[derive(Clone, Debug, Serialize)]
pub struct ExamLine {
    /// The session.
    pub session: String,
    /// The blueprint.
    pub blueprint: String,
    /// Its title as the form asks it.
    pub title: String,
    /// The form.
    pub form: String,
    /// Items of the form.
    pub items: usize,
    /// Items answered.
    pub answered: usize,
    /// When it began.
    pub started: Timestamp,
    /// When it was handed in; absent while it is open.
    pub submitted: Option<Timestamp>,
    /// It was given up.
    pub discarded: bool,
    /// Seconds used.
    pub used: f64,
    /// Seconds allowed.
    pub limit: f64,
    /// Points earned; of an open exam nothing is told.
    pub points: Option<f64>,
    /// The most that could be earned.
    pub max_points: f64,
    /// The pass mark, as a share.
    pub mark: f64,
    /// Whether the score reaches the mark; of an open exam nothing is told.
    pub passed: Option<bool>,
    /// Items that stand for a part of the exam without measuring it.
    pub unmeasured: usize,
    /// By domain; of an open exam nothing is told.
    pub domains: Vec<DomainScore>,
}

impl ExamLine {
    pub(super) fn of(sheet: &Sheet) -> Self {
        let report = report(sheet);
        let over = report.submitted.is_some();
        Self {
            session: report.session.to_string(),
            blueprint: report.blueprint,
            title: report.title,
            form: report.form,
            items: report.items,
            answered: report.answered,
            started: report.started,
            submitted: report.submitted,
            discarded: sheet.discarded,
            used: report.time.used,
            limit: report.time.limit,
            points: over.then_some(report.points),
            max_points: report.max_points,
            mark: report.mark,
            passed: over.then_some(report.passed),
            unmeasured: report.unmeasured.iter().map(|u| u.items).sum(),
            domains: if over { report.domains } else { Vec::new() },
        }
    }
}

/// A question of an exam that is over.
#[derive(Clone, Debug, Serialize)]
pub struct ExamItem {
    /// The question as it was shown.
    pub question: QuestionView,
    /// The answer as typed; absent when there was none.
    pub answer: Option<String>,
    /// All answers given, in order.
    pub changed: Vec<String>,
    /// Seconds spent on it.
    pub seconds: f64,
    /// It did not count.
    pub pretest: bool,
    /// What grading says of the answer; without one, of the key.
    pub feedback: Feedback,
}

/// What the library has for a blueprint.
#[derive(Clone, Debug, Serialize)]
pub struct BlueprintStock {
    /// The blueprint.
    pub blueprint: String,
    /// Its title.
    pub title: String,
    /// Who gives the exam.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub organization: Option<String>,
    /// Items of the exam.
    pub items: u32,
    /// Items that do not count.
    pub pretest: u32,
    /// Minutes allowed.
    pub minutes: u32,
    /// The pass mark, as a share.
    pub mark: f64,
    /// The figures are not sourced.
    pub draft: bool,
    /// Where they come from.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub source: Option<String>,
    /// When that was looked at last.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub verified: Option<String>,
    /// How many whole forms without a common question the library makes; counted up to `forms_counted`.
    pub forms: usize,
    /// Up to how many was counted.
    pub forms_counted: usize,
    /// The longest form in proportion, where there is no whole one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub longest: Option<u32>,
    /// Pairs of questions that no form holds together.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub kept_apart: Option<usize>,
    /// By domain.
    pub domains: Vec<DomainStock>,
}

/// What the library has for a domain.
#[derive(Clone, Debug, Serialize)]
pub struct DomainStock {
    /// Its name within the blueprint.
    pub domain: String,
    /// The name that people read.
    pub title: String,
    /// Items of a whole form, those that do not count included.
    pub items: u32,
    /// Questions that the library has for it; domains may share them.
    pub questions: u32,
    /// How many of them are of the types that the exam has.
    pub of_type: u32,
    /// How many forms that would make, if the domain shared with no other.
    pub forms: u32,
    /// What its questions lack to measure it as the exam does.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub lack: Option<String>,
}
