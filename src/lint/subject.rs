//! What rules look at.

use std::collections::{HashMap, HashSet};
use std::sync::OnceLock;

use crate::bank::{At, Bank, BankFile, Body, Choice, Choices, Diagnostic, Question, Rule, Span};
use crate::code::{Book, System};
use crate::psychometrics::{Analysis, ItemStatistics};

/// What a rule found.
#[derive(Debug, Default)]
pub(super) struct Found(pub Vec<Diagnostic>);

impl Found {
    pub fn push(&mut self, diagnostic: Diagnostic) {
        self.0.push(diagnostic);
    }
}

/// A bank file with all that its rules may know.
pub(super) struct Subject<'a> {
    pub file: &'a BankFile,
    pub bank: &'a Bank,
    pub source: &'a str,
    /// The editions that the bank names, as far as they are at hand.
    pub books: Vec<&'a Book>,
}

impl Subject<'_> {
    /// The book of a system.
    pub fn book(&self, system: System) -> Option<&Book> {
        self.books.iter().find(|b| b.system() == system).copied()
    }
}

/// One question of it.
pub(super) struct Asked<'a> {
    pub of: &'a Subject<'a>,
    pub question: &'a Question,
    lower_stem: OnceLock<String>,
    texts: OnceLock<Vec<&'a At<String>>>,
}

impl<'a> Asked<'a> {
    pub fn new(of: &'a Subject<'a>, question: &'a Question) -> Self {
        Self { of, question, lower_stem: OnceLock::new(), texts: OnceLock::new() }
    }

    /// The stem in lower case, of the same length in bytes.
    pub fn lower_stem(&self) -> &str {
        self.lower_stem.get_or_init(|| self.question.stem.to_ascii_lowercase())
    }

    /// The choices of a `single` or `multiple`.
    pub fn choices(&self) -> Option<&'a Choices> {
        match &self.question.body {
            Body::Choices(choices) => Some(choices),
            _ => None,
        }
    }

    /// The key and the distractors of a `single` with three choices and more.
    pub fn single(&self) -> Option<(&'a Choice, Vec<&'a Choice>)> {
        let choices = self.choices().filter(|c| !c.multiple && c.choices.len() >= 3)?;
        let key = choices.choices.iter().find(|c| c.key)?;
        Some((key, choices.choices.iter().filter(|c| !c.key).collect()))
    }

    /// All texts: what is asked first, then what teaches.
    pub fn texts(&self) -> &[&'a At<String>] {
        self.texts.get_or_init(|| Self::texts_of(self.question))
    }

    fn texts_of(question: &'a Question) -> Vec<&'a At<String>> {
        let mut texts: Vec<&At<String>> = vec![&question.stem];
        match &question.body {
            Body::Choices(body) => {
                texts.extend(body.choices.iter().flat_map(|c| std::iter::once(&c.text).chain(&c.why)));
            }
            Body::TrueFalse(body) => texts.extend(body.why_true.iter().chain(&body.why_false)),
            Body::Text(body) => {
                texts.extend(std::iter::once(&body.key).chain(&body.accept));
                texts.extend(body.why_not.iter().map(|w| &w.why));
            }
            Body::Match(body) => {
                texts.extend(body.pairs.iter().flat_map(|(l, r)| [l, r]).chain(&body.extra));
            }
            Body::Order(body) => texts.extend(&body.items),
            Body::Code(body) => {
                let lines = body.key.iter().chain(body.alternatives.iter().flat_map(|a| &a.key));
                texts.extend(lines.flat_map(|l| &l.why));
                texts.extend(body.alternatives.iter().flat_map(|a| &a.why));
                texts.extend(body.wrong.iter().map(|w| &w.why));
            }
        }
        texts.extend(question.rationale.iter().chain(&question.hint));
        texts
    }

    /// A problem of this question.
    pub fn problem(&self, rule: &'static Rule, span: Span, message: impl Into<String>) -> Diagnostic {
        let mut diagnostic = Diagnostic::new(rule, span, message);
        diagnostic.question = Some(self.question.id.to_string());
        diagnostic
    }
}

/// What learners' answers say, by question.
#[derive(Clone, Debug, Default)]
pub struct Evidence {
    /// As it was analysed.
    analysis: Option<Analysis>,
    items: HashMap<String, ItemStatistics>,
}

impl Evidence {
    /// Of an analysis.
    pub fn of(analysis: Analysis) -> Self {
        let items = analysis.items.iter().map(|i| (i.question.clone(), i.clone())).collect();
        Self { analysis: Some(analysis), items }
    }

    /// With the choices of these questions named as their banks name them.
    pub(super) fn mapped(&self, questions: &[Question]) -> Self {
        let Some(mut analysis) = self.analysis.clone() else { return self.clone() };
        let by_id: HashMap<&str, &Question> = questions.iter().map(|q| (q.id.as_str(), q)).collect();
        // A matrix may name a question without its bank, where only one bank has it.
        let mut by_local: HashMap<&str, Option<&Question>> = HashMap::new();
        for question in questions {
            by_local.entry(question.id.local()).and_modify(|q| *q = None).or_insert(Some(question));
        }
        let named = |name: &str| by_id.get(name).copied().or_else(|| by_local.get(name).copied().flatten());
        analysis.mapped(named);
        let whole: HashSet<String> = analysis.items.iter().map(|i| i.question.clone()).collect();
        for item in &mut analysis.items {
            if let Some(question) = named(&item.question).filter(|q| !whole.contains(q.id.as_str())) {
                item.question = question.id.to_string();
            }
        }
        Self::of(analysis)
    }

    /// Of a question as it stands: answers to an older revision of it say nothing, nor do those marked by another key.
    pub(super) fn on(&self, question: &Question) -> Option<&ItemStatistics> {
        self.items.get(question.id.as_str()).filter(|item| item.is_of(question) && !item.other_key)
    }

    /// Whether nothing was analysed.
    pub(super) fn is_empty(&self) -> bool {
        self.items.is_empty()
    }
}
