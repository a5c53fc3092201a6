//! What there is to show, as data. Text and JSON are made from the same views.

use serde::Serialize;

use super::feedback::Feedback;
use crate::bank::{Body, Document, Item, QuestionId};
use crate::code::{FoundCode, Listing};
use crate::exam::ScoreReport;
use crate::grading::Points;

use super::shown::{Shown, letter, texts};
use crate::study::Reason;

/// One thing to show.
#[derive(Clone, Debug, Serialize)]
#[serde(tag = "view", rename_all = "kebab-case")]
pub enum View {
    /// A question.
    Question(Box<QuestionView>),
    /// What grading says of an answer.
    Feedback(Box<Feedback>),
    /// The documents of a case.
    Case(CaseView),
    /// Places of a word in the documents.
    Found {
        /// The word.
        word: String,
        /// The lines that hold it.
        lines: Vec<FoundLine>,
    },
    /// What the code book says of codes.
    Lookup {
        /// The codes.
        codes: Vec<Listing>,
    },
    /// What a search of the code book found.
    Search {
        /// The codes, the likeliest first.
        codes: Vec<FoundCode>,
    },
    /// A sentence.
    Notice {
        /// What it says.
        text: String,
    },
    /// The commands inside a question.
    Help {
        /// What an answer to this question looks like.
        answer: String,
        /// The commands are those of an exam.
        #[serde(skip_serializing_if = "std::ops::Not::not")]
        exam: bool,
    },
    /// What of an exam is open.
    ExamOverview(ExamOverview),
    /// The end of an exam.
    Score(Box<ScoreReport>),
    /// The end of a session.
    Summary(Summary),
}

impl View {
    pub(super) fn notice(text: impl Into<String>) -> Self {
        Self::Notice { text: text.into() }
    }
}

/// A question as it is asked.
#[derive(Clone, Debug, Serialize)]
pub struct QuestionView {
    /// Its identity.
    pub question: QuestionId,
    /// Its number in the session, from 1.
    pub number: usize,
    /// How many questions the session has.
    pub of: usize,
    /// The type, as a bank names it.
    #[serde(rename = "type")]
    pub kind: &'static str,
    /// The topic's path.
    pub topic: String,
    /// The topic's title.
    pub topic_title: String,
    /// What it asks of the learner.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub level: Option<&'static str>,
    /// The setting that the answer holds for.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub setting: Option<&'static str>,
    /// Why it is asked.
    pub reason: Reason,
    /// The case, with its documents when it begins here.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub case: Option<CaseView>,
    /// What is asked.
    pub stem: String,
    /// Choices, right sides of pairs, or items, by letter.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub choices: Vec<ChoiceView>,
    /// Left sides of pairs, by number.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub left: Vec<String>,
    /// How many to choose.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub select: Option<u32>,
    /// The code systems asked for.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub systems: Vec<&'static str>,
    /// The word in front of the prompt.
    pub prompt: String,
    /// Marked by the learner.
    pub flagged: bool,
    /// In an exam: the time, and the answer given so far.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub exam: Option<ExamLine>,
}

/// What an exam says beside a question.
#[derive(Clone, Debug, Serialize)]
pub struct ExamLine {
    /// Seconds left.
    pub left: f64,
    /// Seconds ahead of an even pace; below zero when behind.
    pub ahead: f64,
    /// The answer given so far, as typed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub answer: Option<String>,
}

/// What of an exam is open.
#[derive(Clone, Debug, Serialize)]
pub struct ExamOverview {
    /// Items of the exam.
    pub items: usize,
    /// Items answered.
    pub answered: usize,
    /// Numbers of items without an answer.
    pub unanswered: Vec<usize>,
    /// Numbers of items marked.
    pub flagged: Vec<usize>,
    /// Numbers of items answered unsurely.
    pub unsure: Vec<usize>,
    /// Seconds left.
    pub left: f64,
}

/// What stands behind a letter.
#[derive(Clone, Debug, Serialize)]
pub struct ChoiceView {
    /// The letter.
    pub letter: char,
    /// The text.
    pub text: String,
    /// Struck out by the learner.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub struck: bool,
}

/// A case.
#[derive(Clone, Debug, Serialize)]
pub struct CaseView {
    /// Its id within the bank.
    pub id: String,
    /// Its title.
    pub title: String,
    /// Its documents; empty where they were shown before.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub documents: Vec<DocumentView>,
}

/// A document of a case.
#[derive(Clone, Debug, Serialize)]
pub struct DocumentView {
    /// What kind of document it is.
    pub title: String,
    /// The document.
    pub text: String,
}

/// A line of a document that holds a word.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct FoundLine {
    /// The document.
    pub document: String,
    /// The line, from 1.
    pub line: usize,
    /// What it says.
    pub text: String,
}

/// The end of a session.
#[derive(Clone, Debug, Serialize)]
pub struct Summary {
    /// Questions answered.
    pub answered: usize,
    /// Questions of the session that were not.
    pub left: usize,
    /// Correct answers.
    pub correct: usize,
    /// Points earned.
    pub points: Points,
    /// The most that could be earned.
    pub max_points: Points,
    /// Time taken, in seconds.
    pub seconds: f64,
    /// By topic.
    pub topics: Vec<TopicScore>,
    /// What was not correct.
    pub missed: Vec<Missed>,
}

/// A topic in a summary.
#[derive(Clone, Debug, Serialize)]
pub struct TopicScore {
    /// The topic's path.
    pub topic: String,
    /// The topic's title.
    pub title: String,
    /// Questions answered.
    pub attempts: usize,
    /// Correct answers.
    pub correct: usize,
}

/// A question that was not answered correctly.
#[derive(Clone, Debug, Serialize)]
pub struct Missed {
    /// Its identity.
    pub question: QuestionId,
    /// What it asks.
    pub stem: String,
}

/// What the sitting knows of a question beside the question itself.
pub(super) struct Asking<'a> {
    pub number: usize,
    pub of: usize,
    pub reason: Reason,
    pub shown: &'a Shown,
    pub struck: &'a [usize],
    pub flagged: bool,
    pub with_documents: bool,
}

/// A question outside a session, with the documents of its case.
pub fn shown_question(item: &Item, shown: &Shown) -> QuestionView {
    let asking = Asking {
        number: 1,
        of: 1,
        reason: Reason::Asked,
        shown,
        struck: &[],
        flagged: false,
        with_documents: true,
    };
    question_view(item, &asking)
}

pub(super) fn question_view(item: &Item, asking: &Asking<'_>) -> QuestionView {
    let question = &item.question;
    let texts = texts(question);
    let choices = asking.shown.order.iter().enumerate().filter_map(|(at, number)| {
        Some(ChoiceView {
            letter: letter(at)?,
            text: (*texts.get(*number)?).to_owned(),
            struck: asking.struck.contains(number),
        })
    });
    let (select, systems, left) = match &question.body {
        Body::Choices(b) => (b.select, Vec::new(), Vec::new()),
        Body::Code(b) => (None, b.systems().iter().map(|s| s.title()).collect(), Vec::new()),
        Body::Match(b) => (None, Vec::new(), b.pairs.iter().map(|(l, _)| l.value.clone()).collect()),
        _ => (None, Vec::new(), Vec::new()),
    };
    QuestionView {
        question: question.id.clone(),
        number: asking.number,
        of: asking.of,
        kind: question.kind().name(),
        topic: question.topic.to_string(),
        topic_title: item.topic_title.clone(),
        level: question.level.map(crate::bank::Level::name),
        setting: question.setting.map(crate::bank::Setting::title),
        reason: asking.reason,
        case: item.case.as_ref().map(|case| case_view(case, asking.with_documents)),
        stem: question.stem.value.clone(),
        choices: choices.collect(),
        left,
        select,
        systems,
        prompt: prompt(&question.body).to_owned(),
        flagged: asking.flagged,
        exam: None,
    }
}

pub(super) fn prompt(body: &Body) -> &'static str {
    match body {
        Body::Choices(b) if b.multiple => "letters",
        Body::Choices(_) => "letter",
        Body::TrueFalse(_) => "true or false",
        Body::Text(_) => "answer",
        Body::Match(_) => "pairs",
        Body::Order(_) => "order",
        Body::Code(_) => "codes",
    }
}

pub(super) fn case_view(case: &crate::bank::Case, with_documents: bool) -> CaseView {
    let document = |d: &Document| DocumentView { title: d.title.value.clone(), text: d.text.value.clone() };
    CaseView {
        id: case.id.value.clone(),
        title: case.title.as_ref().map_or_else(|| case.id.value.clone(), |t| t.value.clone()),
        documents: if with_documents { case.documents.iter().map(document).collect() } else { Vec::new() },
    }
}

/// What an answer to a question looks like.
pub(super) fn answer_help(body: &Body) -> String {
    match body {
        Body::Choices(b) if b.multiple => match b.select {
            Some(n) => format!("type {n} letters, `a c` or `ac`"),
            None => "type all letters that apply, `a c` or `ac`".to_owned(),
        },
        Body::Choices(_) => "type a letter".to_owned(),
        Body::TrueFalse(_) => "type true or false; t and f will do".to_owned(),
        Body::Text(_) => "type the answer; case, spacing and hyphens do not matter".to_owned(),
        Body::Match(_) => "join each number with a letter: `1b 2a 3c`".to_owned(),
        Body::Order(_) => "type the letters in order: `c a b`".to_owned(),
        Body::Code(b) if b.system.takes_modifiers() => {
            "type the codes, modifiers and units behind each: `A4253-KX x2, E0114`".to_owned()
        }
        Body::Code(_) => {
            "type the codes, dots or not, spaces or commas between them: `e1122 n184`".to_owned()
        }
    }
}
