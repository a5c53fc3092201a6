//! What a format can carry, and what is lost on the way.

use std::collections::BTreeMap;

use super::Format;
use super::draft::{Body, Draft, is_plain_scoring, one_line};
use crate::bank::{Bank, Body as BankBody, Question};

/// Fields that were not carried over, each with how many questions had it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Losses(BTreeMap<String, usize>);

impl Losses {
    /// Counts a field that was lost.
    pub(super) fn add(&mut self, field: &str) {
        *self.0.entry(field.to_owned()).or_default() += 1;
    }

    /// The fields, in the order of their names.
    pub fn fields(&self) -> impl Iterator<Item = (&str, usize)> + '_ {
        self.0.iter().map(|(field, n)| (field.as_str(), *n))
    }

    /// Whether nothing was lost.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    pub(super) fn of_question(&mut self, question: &Question, format: Format) {
        for field in present(question) {
            if !carries(format, field) {
                self.add(field);
            }
        }
    }

    pub(super) fn of_bank(&mut self, bank: &Bank, format: Format) {
        if !bank.editions.is_empty() && format != Format::Bank {
            self.add("edition (of the bank)");
        }
        if bank.reviewed.is_some() && format != Format::Bank {
            self.add("reviewed (of the bank)");
        }
        if format != Format::Bank {
            self.add("id (of the bank)");
        }
        if bank.contains_cpt && format != Format::Bank {
            self.add("contains-cpt (of the bank)");
        }
    }
}

/// The fields that a question has.
fn present(question: &Question) -> Vec<&'static str> {
    let mut fields = vec!["topic"];
    let mut has = |there: bool, field: &'static str| {
        if there {
            fields.push(field);
        }
    };
    has(question.level.is_some(), "level");
    has(question.setting.is_some(), "setting");
    has(question.rationale.is_some(), "rationale");
    has(!question.refs.is_empty(), "refs");
    has(question.hint.is_some(), "hint");
    has(!question.tags.is_empty(), "tags");
    has(!question.outcomes.is_empty(), "outcomes");
    has(!question.allow.is_empty(), "allow");
    has(question.retired, "retired");
    has(question.points.is_some(), "points");
    has(question.epoch > 0, "epoch");
    has(!question.formerly.is_empty(), "formerly");
    has(question.case.is_some(), "case (its record is put before each stem)");
    has(!is_plain_scoring(question), "scoring and sequence");
    match &question.body {
        BankBody::Choices(c) => {
            has(c.choices.iter().any(|c| c.why.is_some()), "why of choices");
            has(c.choices.iter().any(|c| c.pin.is_some()), "pin");
            let given = |c: &crate::bank::Choice| c.id != crate::bank::ChoiceId::of_text(&c.text);
            has(c.choices.iter().any(given), "id of choices");
            has(!c.shuffle, "shuffle");
            has(c.show.is_some(), "show");
            has(c.select.is_some(), "select");
        }
        BankBody::TrueFalse(t) => has(t.why_true.is_some() || t.why_false.is_some(), "why of true and false"),
        BankBody::Text(t) => {
            has(!t.accept.is_empty(), "accept");
            has(!t.why_not.is_empty(), "why-not");
        }
        BankBody::Match(m) => has(!m.extra.is_empty(), "extra"),
        BankBody::Order(_) => {}
        BankBody::Code(c) => {
            has(true, "type code (becomes a short answer)");
            let lines = || c.key.iter();
            has(lines().any(|l| l.any.len() > 1 || l.optional), "codes that are as good, and optional ones");
            has(lines().any(|l| l.units != 1 || !l.modifiers.is_empty()), "units and modifiers");
            has(lines().any(|l| l.poa.is_some() || !l.dx.is_empty()), "poa and dx");
            has(lines().any(|l| l.why.is_some()), "why of codes");
            has(lines().any(|l| l.any.iter().any(|code| code.system() != c.system)), "system of a line");
            has(!c.before.is_empty(), "before");
            has(!c.wrong.is_empty(), "wrong");
            has(!c.alternatives.is_empty(), "alternative");
        }
    }
    fields
}

/// Whether a format has a place for a field.
fn carries(format: Format, field: &str) -> bool {
    let known: &[&str] = match format {
        Format::Bank => return true,
        Format::Gift => {
            &["topic", "rationale", "tags", "why of choices", "why of true and false", "accept", "why-not"]
        }
        Format::MoodleXml => &[
            "topic",
            "rationale",
            "hint",
            "tags",
            "points",
            "why of choices",
            "why of true and false",
            "accept",
            "why-not",
            "extra",
            "shuffle",
        ],
        Format::Aiken => &[],
        Format::Csv | Format::Tsv => &[
            "topic",
            "level",
            "setting",
            "rationale",
            "refs",
            "hint",
            "tags",
            "points",
            "why of choices",
            "why of true and false",
            "accept",
            "why-not",
            "extra",
            "shuffle",
            "type code (becomes a short answer)",
            "codes that are as good, and optional ones",
        ],
        Format::Qti => &[
            "topic",
            "level",
            "setting",
            "tags",
            "rationale",
            "why of choices",
            "why of true and false",
            "accept",
            "extra",
            "shuffle",
        ],
        Format::Anki | Format::Markdown => &[
            "topic",
            "level",
            "setting",
            "rationale",
            "refs",
            "hint",
            "tags",
            "why of choices",
            "why of true and false",
            "accept",
            "extra",
            "shuffle",
            "codes that are as good, and optional ones",
            "case (its record is put before each stem)",
            "type code (becomes a short answer)",
        ],
    };
    known.contains(&field)
}

/// The question as the format can say it: codes become a short answer, lines of Aiken one line.
///
/// # Errors
/// When the format has nothing like its type.
pub(super) fn fits(draft: &Draft, format: Format) -> Result<Draft, String> {
    let mut draft = draft.clone();
    if let Body::Code { key, .. } = &draft.body
        && !matches!(format, Format::Csv | Format::Tsv | Format::Bank)
    {
        let lines = key.iter().filter(|l| !l.optional).filter_map(|l| l.any.first().cloned());
        let key = lines.collect::<Vec<_>>().join(", ");
        draft.body = Body::Text { key, accept: Vec::new(), why_not: Vec::new() };
    }
    let unknown = |what: &str| Err(format!("{} has no {what} questions", format.name()));
    match (&mut draft.body, format) {
        (Body::Order { .. }, Format::Gift) => return unknown("order"),
        (Body::Text { key, accept, why_not }, Format::Gift) => {
            let texts = std::iter::once(&*key).chain(&*accept).chain(why_not.iter().map(|(text, _)| text));
            if texts.into_iter().any(|t| t.contains("->")) {
                return Err("gift takes `->` in a short answer for a pair".to_owned());
            }
        }
        (Body::Match { pairs, .. }, Format::Gift) if pairs.iter().any(|(left, _)| left.contains("->")) => {
            return Err("gift takes `->` in a left side for the end of it".to_owned());
        }
        (Body::Choices { multiple: true, .. }, Format::Aiken) => return unknown("multiple"),
        (Body::Choices { choices, .. }, Format::Aiken) => {
            if choices.len() > 26 {
                return Err("aiken has 26 letters".to_owned());
            }
            for choice in choices {
                choice.text = one_line(&choice.text);
            }
        }
        (Body::TrueFalse { key, .. }, Format::Aiken) => {
            let choice = |text: &str, key: bool| super::Choice { text: text.to_owned(), key, why: None };
            draft.body = Body::Choices {
                multiple: false,
                choices: vec![choice("True", *key), choice("False", !*key)],
                shuffle: false,
            };
        }
        (_, Format::Aiken) => return unknown("text, match, order or code"),
        _ => {}
    }
    if format == Format::Aiken {
        draft.stem = one_line(&draft.stem);
    }
    Ok(draft)
}
