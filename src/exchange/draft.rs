//! A question between formats: plain texts, without places and identities that other programs do not have.

use crate::bank::{
    Bank, Body as BankBody, Case, CodePolicy, Level, MultiplePolicy, Question, Sequence, Setting,
};

/// What a file of questions says of itself.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Header {
    /// The title.
    pub title: Option<String>,
    /// Who wrote it.
    pub authors: Vec<String>,
    /// The licence.
    pub licence: Option<String>,
    /// A notice that every copy carries.
    pub copyright: Option<String>,
}

/// The words before what a header says, in comments.
const TITLE: &str = "Title: ";
const AUTHOR: &str = "Author: ";
const LICENCE: &str = "Licence: ";
const COPYRIGHT: &str = "Copyright: ";

impl Header {
    /// Of a bank.
    pub fn of(bank: &Bank) -> Self {
        Self {
            title: Some(bank.title.value.clone()),
            authors: bank.authors.iter().map(|a| a.value.clone()).collect(),
            licence: bank.licence.as_ref().map(|l| l.value.clone()),
            copyright: bank.copyright.as_ref().map(|c| c.value.clone()),
        }
    }

    /// As lines for a comment.
    pub(super) fn lines(&self) -> Vec<String> {
        let one = |label: &str, text: &str| format!("{label}{}", one_line(text));
        let mut lines: Vec<String> = self.title.iter().map(|t| one(TITLE, t)).collect();
        lines.extend(self.authors.iter().map(|a| one(AUTHOR, a)));
        lines.extend(self.licence.iter().map(|l| one(LICENCE, l)));
        lines.extend(self.copyright.iter().map(|c| one(COPYRIGHT, c)));
        lines
    }

    /// Takes a line of a comment; whether it was one of a header.
    pub(super) fn take(&mut self, line: &str) -> bool {
        let line = line.trim();
        let after = |label: &str| line.strip_prefix(label.trim_end()).map(|t| t.trim().to_owned());
        if let Some(title) = after(TITLE) {
            self.title.get_or_insert(title);
        } else if let Some(author) = after(AUTHOR) {
            self.authors.push(author);
        } else if let Some(licence) = after(LICENCE).or_else(|| after("License: ")) {
            self.licence.get_or_insert(licence);
        } else if let Some(copyright) = after(COPYRIGHT) {
            self.copyright.get_or_insert(copyright);
        } else {
            return false;
        }
        true
    }
}

/// A choice.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Choice {
    /// What is shown.
    pub text: String,
    /// Whether it is a key.
    pub key: bool,
    /// Why.
    pub why: Option<String>,
}

/// A line of a key of codes.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct CodeLine {
    /// Codes of which any is as good.
    pub any: Vec<String>,
    /// Counts nowhere.
    pub optional: bool,
}

/// What a question's type decides.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Body {
    /// Choices, of which one or several are keys.
    Choices {
        /// Several may be chosen.
        multiple: bool,
        /// The choices.
        choices: Vec<Choice>,
        /// Their order changes.
        shuffle: bool,
    },
    /// A statement.
    TrueFalse {
        /// Whether it is true.
        key: bool,
        /// What to say of the answer true.
        why_true: Option<String>,
        /// What to say of the answer false.
        why_false: Option<String>,
    },
    /// A word.
    Text {
        /// The answer.
        key: String,
        /// Others that are as good.
        accept: Vec<String>,
        /// Mistakes with their reasons.
        why_not: Vec<(String, String)>,
    },
    /// Pairs.
    Match {
        /// What belongs together.
        pairs: Vec<(String, String)>,
        /// Right-hand distractors.
        extra: Vec<String>,
    },
    /// Items in order.
    Order {
        /// In the correct order.
        items: Vec<String>,
    },
    /// Codes.
    Code {
        /// The system.
        system: String,
        /// The key.
        key: Vec<CodeLine>,
    },
}

/// A question.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Draft {
    /// The line where it stands in a foreign file, from 1.
    pub line: usize,
    /// Its name, as far as it has one.
    pub id: Option<String>,
    /// Where it belongs: a path of ours, or a category of others.
    pub topic: Option<String>,
    /// What it asks of the learner.
    pub level: Option<Level>,
    /// The setting.
    pub setting: Option<Setting>,
    /// What is asked.
    pub stem: String,
    /// The type with its key.
    pub body: Body,
    /// What teaches the rule.
    pub rationale: Option<String>,
    /// Where the rule stands.
    pub refs: Vec<String>,
    /// Shown on request.
    pub hint: Option<String>,
    /// Free words.
    pub tags: Vec<String>,
    /// Points in place of the type's own maximum.
    pub points: Option<u32>,
}

impl Draft {
    /// A question with nothing beside its key.
    pub fn new(line: usize, stem: impl Into<String>, body: Body) -> Self {
        Self {
            line,
            id: None,
            topic: None,
            level: None,
            setting: None,
            stem: stem.into(),
            body,
            rationale: None,
            refs: Vec::new(),
            hint: None,
            tags: Vec::new(),
            points: None,
        }
    }

    /// Of a question of a bank; the record of its case goes before the stem.
    pub fn of(question: &Question, case: Option<&Case>) -> Self {
        let text = |t: Option<&crate::bank::At<String>>| t.map(|t| t.value.clone());
        let all = |texts: &[crate::bank::At<String>]| texts.iter().map(|t| t.value.clone()).collect();
        let body = match &question.body {
            BankBody::Choices(c) => Body::Choices {
                multiple: c.multiple,
                choices: c
                    .choices
                    .iter()
                    .map(|c| Choice { text: c.text.value.clone(), key: c.key, why: text(c.why.as_ref()) })
                    .collect(),
                shuffle: c.shuffle,
            },
            BankBody::TrueFalse(t) => Body::TrueFalse {
                key: t.key,
                why_true: text(t.why_true.as_ref()),
                why_false: text(t.why_false.as_ref()),
            },
            BankBody::Text(t) => Body::Text {
                key: t.key.value.clone(),
                accept: all(&t.accept),
                why_not: t.why_not.iter().map(|w| (w.text.value.clone(), w.why.value.clone())).collect(),
            },
            BankBody::Match(m) => Body::Match {
                pairs: m.pairs.iter().map(|(l, r)| (l.value.clone(), r.value.clone())).collect(),
                extra: all(&m.extra),
            },
            BankBody::Order(o) => Body::Order { items: all(&o.items) },
            BankBody::Code(c) => Body::Code {
                system: c.system.name().to_owned(),
                key: c
                    .key
                    .iter()
                    .map(|l| CodeLine {
                        any: l.any.iter().map(|c| c.value.to_string()).collect(),
                        optional: l.optional,
                    })
                    .collect(),
            },
        };
        let record: Vec<String> = case
            .into_iter()
            .flat_map(|c| c.documents.iter().map(|d| format!("{}\n\n{}", d.title.value, d.text.value)))
            .collect();
        let stem = record.into_iter().chain([question.stem.value.clone()]).collect::<Vec<_>>().join("\n\n");
        Self {
            line: 0,
            id: Some(question.id.local().to_owned()),
            topic: Some(question.topic.to_string()),
            level: question.level,
            setting: question.setting,
            stem,
            body,
            rationale: text(question.rationale.as_ref()),
            refs: all(&question.refs),
            hint: text(question.hint.as_ref()),
            tags: all(&question.tags),
            points: question.points,
        }
    }

    /// What a person calls it: its name, or the beginning of its stem.
    pub fn name(&self) -> String {
        let short = || {
            let line = one_line(&self.stem);
            if line.chars().count() <= 40 { line } else { line.chars().take(39).chain(['…']).collect() }
        };
        self.id.clone().filter(|i| !i.is_empty()).unwrap_or_else(short)
    }

    /// Why it cannot be a question, if it cannot.
    pub(super) fn flaw(&self) -> Option<String> {
        if self.stem.is_empty() {
            return Some("it has no stem".to_owned());
        }
        let mut texts: Vec<&str> = vec![&self.stem];
        texts.extend(self.rationale.iter().chain(&self.hint).map(String::as_str));
        let flaw = match &self.body {
            Body::Choices { multiple, choices, .. } => {
                texts.extend(
                    choices.iter().flat_map(|c| std::iter::once(&c.text).chain(&c.why)).map(String::as_str),
                );
                let keys = choices.iter().filter(|c| c.key).count();
                let mut seen = std::collections::HashSet::new();
                let twice = choices.iter().find(|c| !seen.insert(crate::bank::ChoiceId::of_text(&c.text)));
                if choices.len() < 2 {
                    Some("it has fewer than two choices".to_owned())
                } else if choices.iter().any(|c| c.text.is_empty()) {
                    Some("a choice is empty".to_owned())
                } else if let Some(twice) = twice {
                    Some(format!("the choice `{}` stands there twice", one_line(&twice.text)))
                } else if keys == 0 {
                    Some("no choice is the key".to_owned())
                } else if !multiple && keys > 1 {
                    Some(format!("{keys} choices are keys, and one is to be chosen"))
                } else {
                    None
                }
            }
            Body::Text { key, accept, .. } => {
                texts.extend(std::iter::once(key).chain(accept).map(String::as_str));
                key.is_empty().then(|| "it has no answer".to_owned())
            }
            Body::Match { pairs, .. } => {
                texts.extend(pairs.iter().flat_map(|(l, r)| [l.as_str(), r.as_str()]));
                let half = pairs.iter().any(|(l, r)| l.is_empty() || r.is_empty());
                if half {
                    Some("one side of a pair is empty".to_owned())
                } else {
                    (pairs.len() < 2).then(|| "it has fewer than two pairs".to_owned())
                }
            }
            Body::Order { items } => {
                texts.extend(items.iter().map(String::as_str));
                (items.len() < 2).then(|| "it has fewer than two items".to_owned())
            }
            Body::Code { key, .. } => key.is_empty().then(|| "it has no code".to_owned()),
            Body::TrueFalse { .. } => None,
        };
        let long = texts.iter().map(|t| t.len()).max().unwrap_or(0);
        flaw.or_else(|| {
            (long > super::LONGEST).then(|| format!("a text of {long} characters is no part of a question"))
        })
    }
}

/// A, B, …, Z, 27, 28, …
pub(super) fn letter(n: usize) -> String {
    if n < 26 { char::from(b'A' + n as u8).to_string() } else { (n + 1).to_string() }
}

/// A text on one line.
pub(super) fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Whether a policy of a bank is the one that other programs assume.
pub(super) fn is_plain_scoring(question: &Question) -> bool {
    match &question.body {
        BankBody::Choices(c) => c.scoring == MultiplePolicy::default(),
        BankBody::Code(c) => c.scoring == CodePolicy::default() && c.sequence == Sequence::default(),
        _ => true,
    }
}
