//! The question that was said, as a learner will see it and as it is written.

use super::{Step, Writing, at};
use crate::app::dialogue::Turn;
use crate::app::verbs::bank::question_key;
use crate::app::{Failure, Outcome, Page, PageFile, View};
use crate::bank::{
    Body, Choice, ChoiceId, Choices, CodePolicy, Codes, Diagnostic, Group, Item, Kind, Matching,
    MultiplePolicy, Ordering, Question, QuestionId, Sequence, TextKey, TrueFalse, WhyNot, Wrong, read_bank,
    write_header, write_question,
};
use crate::code::{Code, System};
use crate::lint::{Checking, Choosing, check_text};
use crate::session::Shown;

impl Writing {
    /// An id that no question of the bank has yet.
    pub(super) fn free(&self, base: &str) -> String {
        let text = std::fs::read_to_string(&self.path).unwrap_or_default();
        let file = read_bank(&text, &self.taxonomy);
        let taken = |id: &str| {
            file.questions.iter().any(|q| q.id.local() == id) || file.cases.iter().any(|c| c.id.value == id)
        };
        let mut id = base.to_owned();
        let mut number = 2;
        while taken(&id) {
            id = format!("{base}-{number}");
            number += 1;
        }
        id
    }

    pub(super) fn question(&self) -> Result<Question, Failure> {
        let said = &self.said;
        let bank = self.bank.as_ref().map_or("", |b| b.id.as_str());
        let optional = |t: &Option<String>| t.clone().map(at);
        let body = match said.kind {
            Kind::Single | Kind::Multiple => Body::Choices(Choices {
                multiple: said.kind == Kind::Multiple,
                select: None,
                scoring: MultiplePolicy::default(),
                shuffle: true,
                show: None,
                choices: said
                    .choices
                    .iter()
                    .map(|(text, key, why)| Choice {
                        id: ChoiceId::of_text(text),
                        text: at(text.clone()),
                        key: *key,
                        why: optional(why),
                        pin: None,
                    })
                    .collect(),
            }),
            Kind::TrueFalse => {
                let wrong = optional(&said.why_wrong);
                let (why_true, why_false) = if said.truth { (None, wrong) } else { (wrong, None) };
                Body::TrueFalse(TrueFalse { key: said.truth, why_true, why_false })
            }
            Kind::Text => Body::Text(TextKey {
                key: at(said.word.clone()),
                accept: said.accept.iter().cloned().map(at).collect(),
                why_not: said
                    .foreseen
                    .iter()
                    .map(|(text, why)| WhyNot { text: at(text.clone()), why: at(why.clone()) })
                    .collect(),
            }),
            Kind::Match => Body::Match(Matching {
                pairs: said.pairs.iter().map(|(l, r)| (at(l.clone()), at(r.clone()))).collect(),
                extra: Vec::new(),
            }),
            Kind::Order => Body::Order(Ordering { items: said.items.iter().cloned().map(at).collect() }),
            Kind::Code => Body::Code(Codes {
                system: System::Icd10Cm,
                key: said.codes.clone(),
                before: Vec::new(),
                sequence: if said.first { Sequence::First } else { Sequence::None },
                scoring: CodePolicy::default(),
                wrong: said
                    .foreseen
                    .iter()
                    .filter_map(|(code, why)| {
                        let code = at(Code::parse(System::Icd10Cm, code).ok()?);
                        Some(Wrong { code, instead_of: None, why: at(why.clone()) })
                    })
                    .collect(),
                alternatives: Vec::new(),
            }),
        };
        let topic = said.topic.clone().ok_or_else(|| Failure::usage("a topic is needed"))?;
        Ok(Question {
            level: said.level,
            setting: said.setting,
            rationale: optional(&said.rationale),
            refs: said.refs.iter().cloned().map(at).collect(),
            ..Question::new(QuestionId::new(bank, &said.id), topic, said.stem.clone(), body)
        })
    }

    /// The file with the question behind everything else.
    pub(super) fn with_question(&self, question: &Question) -> Result<String, Failure> {
        let bank = self.bank.as_ref().ok_or_else(|| Failure::usage("there is no bank"))?;
        let mut text = if self.path.exists() {
            std::fs::read_to_string(&self.path)
                .map_err(|e| Failure::data(format!("cannot read {}: {e}", self.path.display())))?
        } else {
            write_header(bank)
        };
        let newline = if text.contains("\r\n") { "\r\n" } else { "\n" };
        if !text.ends_with('\n') {
            text.push_str(newline);
        }
        text.push_str(newline);
        text.push_str(&write_question(question).replace('\n', newline));
        Ok(text)
    }

    /// The question as the learner will see it, and what the rules say of it.
    pub(super) fn preview(&mut self) -> Result<Turn, Failure> {
        let question = self.question()?;
        let text = self.with_question(&question)?;
        let checking = Checking {
            editions: &self.editions,
            release: None,
            choosing: Choosing::default(),
            evidence: None,
            blueprint: None,
            cache: None,
        };
        let found = check_text(&text, &self.taxonomy, &checking);
        let of_bank = |d: &Diagnostic| d.question.is_none() && d.is_error();
        let own = found.iter().filter(|d| d.question.as_deref() == Some(question.id.as_str()) || of_bank(d));
        let own: Vec<_> = own.collect();
        if let Some(error) = own.iter().find(|d| d.is_error() && d.rule.group == Group::Structure) {
            let help = error.help.clone().unwrap_or_else(|| "`:back` goes back".to_owned());
            return Err(Failure::usage(error.message.clone()).help(help));
        }
        let bank = self.bank.as_ref();
        let editions = bank.map(|b| b.editions.clone()).unwrap_or_default();
        let books = self.editions.books(editions.iter().map(|e| (e.system.as_str(), e.edition.as_str())));
        let topic_title = self.taxonomy.title(question.topic.as_str()).to_owned();
        let item = Item { question, case: None, editions, topic_title, books, timed: false };
        // In the order of the key, sides and items would say it.
        let shown = match &item.question.body {
            Body::Match(_) | Body::Order(_) => Shown::new(&item.question, 1, 0),
            _ => Shown::as_written(&item.question),
        };
        let mut views = vec![View::Preview(Box::new(question_key(&item, &shown)))];
        if !own.is_empty() {
            let lines = own.iter().map(|d| {
                let help = d.help.as_ref().map(|h| format!(" ({h})")).unwrap_or_default();
                format!("{}: {}: {}{help}", d.severity.name(), d.rule.code, d.message)
            });
            views.push(View::Prose { prose: format!("\n{}", lines.collect::<Vec<_>>().join("\n")) });
        }
        self.step = Step::Confirm;
        Ok(self.asking(views))
    }

    pub(super) fn write(&mut self) -> Result<Turn, Failure> {
        let text = self.with_question(&self.question()?)?;
        self.last = self.said.clone();
        self.written += 1;
        self.step = Step::Another;
        let file = PageFile { path: self.path.clone(), private: false, page: Page::Text(text) };
        let said = format!(
            "Written to {}: {}/{}",
            self.path.display(),
            self.bank.as_ref().map_or("", |b| b.id.as_str()),
            self.said.id
        );
        Ok(Turn { outcome: Outcome { files: vec![file], ..Outcome::prose(said) }, over: false })
    }
}
