//! Printed papers, as data: forms, answer sheets and keys.

use std::path::PathBuf;
use std::sync::Arc;

use serde::Serialize;

use super::item_view::ItemsReport;
use super::portrait::Portrait;
use crate::bank::{Bank, Body, Item};
use crate::grading::grade;
use crate::session::{Feedback, QuestionView, Shown, feedback, key_answer, key_text, shown_question};

/// A file that a front end is to write, once it has made a page of it.
#[derive(Clone, Debug)]
pub struct PageFile {
    /// Where.
    pub path: PathBuf,
    /// Not for everybody's eyes.
    pub private: bool,
    /// What.
    pub page: Page,
}

/// What a page is made of.
#[derive(Clone, Debug)]
pub enum Page {
    /// A form, or its key.
    Paper {
        /// The form.
        paper: Arc<Paper>,
        /// The questions, or their key.
        part: PaperPart,
        /// In which format.
        format: PageFormat,
    },
    /// Where a learner stands.
    Portrait(Arc<Portrait>),
    /// Statistics of items.
    Items(Box<ItemsReport>),
    /// A text as it stands.
    Text(String),
    /// Bytes as they stand.
    Bytes(Vec<u8>),
}

/// What of a paper a file holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PaperPart {
    /// Questions and answer sheet.
    Form,
    /// Key and rationales.
    Key,
}

/// The format of a page.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PageFormat {
    /// One self-contained page.
    Html,
    /// Markdown, as `CommonMark` reads it.
    Markdown,
}

/// One form, ready to print.
#[derive(Clone, Debug)]
pub struct Paper {
    /// What it is for.
    pub title: String,
    /// `Form 1 of 2`.
    pub form: String,
    /// By which it can be drawn again.
    pub name: String,
    /// The seed of its questions and choices; not for candidates.
    pub seed: u64,
    /// What form, answer sheet and key have in common, and tells nobody the seed.
    pub code: String,
    /// What it lacks, and what else is to be known.
    pub notes: Vec<String>,
    /// Minutes allowed, where that is known.
    pub minutes: Option<u32>,
    /// The pass mark in per cent, where there is one.
    pub mark: Option<u32>,
    /// The notice which books are allowed.
    pub books: String,
    /// The questions.
    pub items: Vec<PaperItem>,
    /// Where the questions are from, and under which licence.
    pub credits: Vec<String>,
    /// Large print.
    pub large: bool,
}

/// A question on paper.
#[derive(Clone, Debug)]
pub struct PaperItem {
    /// The question; of a case with its documents where it begins.
    pub question: QuestionView,
    /// The answer as it would be written: letters, pairs, codes.
    pub answer: String,
    /// Its part of the exam.
    pub domain: Option<String>,
    /// It does not count.
    pub pretest: bool,
    /// Reasons, rationale, references.
    pub feedback: Feedback,
    /// Reasons of what is not the key, by letter.
    pub distractors: Vec<(char, String)>,
}

impl PaperItem {
    /// The question at a place of a paper.
    pub(super) fn new(item: &Item, seed: u64, place: usize, of: usize) -> Self {
        let shown = Shown::new(&item.question, seed, place as u32);
        let answer = key_answer(&item.question);
        let mark = grade(&item.question, &answer, &item.books);
        let mut question = shown_question(item, &shown);
        question.number = place + 1;
        question.of = of;
        Self {
            question,
            answer: written(item, &shown),
            domain: None,
            pretest: false,
            feedback: feedback(item, &answer, &mark, Some(&shown)),
            distractors: distractors(item, &shown),
        }
    }
}

/// The key as a candidate would write it.
fn written(item: &Item, shown: &Shown) -> String {
    let letter = |at: usize| shown.letter_of(at).map(String::from).unwrap_or_default();
    match &item.question.body {
        Body::Choices(body) => {
            let mut letters: Vec<String> =
                (0..body.choices.len()).filter(|at| body.choices[*at].key).map(letter).collect();
            letters.sort_unstable();
            letters.join(" ")
        }
        Body::TrueFalse(body) => if body.key { "true" } else { "false" }.to_owned(),
        Body::Text(body) => {
            let also: Vec<&str> = body.accept.iter().map(|a| a.as_str()).collect();
            if also.is_empty() {
                body.key.value.clone()
            } else {
                format!("{} ({})", body.key, also.join(", "))
            }
        }
        Body::Match(body) => {
            (0..body.pairs.len()).map(|at| format!("{}{}", at + 1, letter(at))).collect::<Vec<_>>().join(" ")
        }
        Body::Order(body) => (0..body.items.len()).map(letter).collect::<Vec<_>>().join(" "),
        Body::Code(body) => {
            let alternatives = body.alternatives.iter().map(|a| key_text(&a.key));
            std::iter::once(key_text(&body.key)).chain(alternatives).collect::<Vec<_>>().join("; or ")
        }
    }
}

fn distractors(item: &Item, shown: &Shown) -> Vec<(char, String)> {
    let Body::Choices(body) = &item.question.body else { return Vec::new() };
    let mut reasons: Vec<(char, String)> = body
        .choices
        .iter()
        .enumerate()
        .filter(|(_, choice)| !choice.key)
        .filter_map(|(at, choice)| Some((shown.letter_of(at)?, choice.why.as_ref()?.value.clone())))
        .collect();
    reasons.sort_unstable();
    reasons
}

/// Where questions are from: title, authors, licence, and the notice that every export carries.
pub(super) fn credit(bank: &Bank) -> String {
    let authors: Vec<&str> = bank.authors.iter().map(|a| a.as_str()).collect();
    let mut credit = format!("{} ({})", bank.title, bank.id);
    if !authors.is_empty() {
        credit += &format!(", by {}", authors.join(", "));
    }
    if let Some(licence) = &bank.licence {
        credit += &format!(", {licence}");
    }
    if let Some(copyright) = &bank.copyright {
        credit += &format!(". {copyright}");
    }
    credit
}

/// A paper that was written.
#[derive(Clone, Debug, Serialize)]
pub struct PaperLine {
    /// The form.
    pub form: String,
    /// Its items.
    pub items: usize,
    /// The seed of questions and choices.
    pub seed: u64,
    /// The files of questions.
    pub forms: Vec<PathBuf>,
    /// The files of keys.
    pub keys: Vec<PathBuf>,
}
