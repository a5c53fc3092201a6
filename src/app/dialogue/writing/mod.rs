//! `bank new`: a bank and its questions, asked for one thing after the other.
//!
//! Every answer can be taken back with `:back`; nothing is written before a question was shown as a learner will see it and
//! agreed to.

mod answer;
mod codes;
mod prompt;
mod question;

use std::collections::HashMap;
use std::path::PathBuf;
use std::sync::Arc;

use super::Turn;
use crate::app::{Failure, Outcome, View};
use crate::bank::{At, Bank, KeyLine, Kind, Level, Setting, Span, Taxonomy, TopicPath, slug_of};
use crate::code::{Editions, System};

/// What is asked now.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
enum Step {
    BankTitle,
    BankId,
    BankLicence,
    BankAuthor,
    BankEdition,
    Kind,
    Topic,
    Level,
    Setting,
    Stem,
    Truth,
    Word,
    Accept,
    Choice,
    Why(usize),
    WhyWrong,
    Pair,
    Item,
    Codes,
    Order,
    Foreseen,
    Rationale,
    Refs,
    Id,
    Confirm,
    Another,
}

/// What was said of the question so far.
#[derive(Clone, Debug)]
struct Said {
    kind: Kind,
    topic: Option<TopicPath>,
    level: Option<Level>,
    setting: Option<Setting>,
    stem: String,
    truth: bool,
    word: String,
    accept: Vec<String>,
    choices: Vec<(String, bool, Option<String>)>,
    why_wrong: Option<String>,
    pairs: Vec<(String, String)>,
    items: Vec<String>,
    codes: Vec<KeyLine>,
    first: bool,
    /// Wrong answers that learners will give, with what they overlook.
    foreseen: Vec<(String, String)>,
    rationale: Option<String>,
    refs: Vec<String>,
    id: String,
}

impl Default for Said {
    fn default() -> Self {
        Self {
            kind: Kind::Single,
            topic: None,
            level: None,
            setting: None,
            stem: String::new(),
            truth: true,
            word: String::new(),
            accept: Vec::new(),
            choices: Vec::new(),
            why_wrong: None,
            pairs: Vec::new(),
            items: Vec::new(),
            codes: Vec::new(),
            first: false,
            foreseen: Vec::new(),
            rationale: None,
            refs: Vec::new(),
            id: String::new(),
        }
    }
}

/// A bank that is being written.
pub(crate) struct Writing {
    path: PathBuf,
    bank: Option<Bank>,
    header: (String, String, Option<String>, Option<String>),
    said: Said,
    step: Step,
    /// What was before each answer, for going back.
    before: Vec<(Step, Said)>,
    last: Said,
    /// What was typed at a step that was gone back over.
    typed: HashMap<(Step, usize), String>,
    written: usize,
    taxonomy: Taxonomy,
    editions: Arc<Editions>,
}

fn at<T>(value: T) -> At<T> {
    At::new(value, Span::default())
}

impl Writing {
    /// Of a bank that is there, or of a new one.
    pub fn new(path: PathBuf, bank: Option<Bank>, taxonomy: Taxonomy, editions: Arc<Editions>) -> Self {
        let step = if bank.is_some() { Step::Kind } else { Step::BankTitle };
        Self {
            path,
            bank,
            header: (String::new(), String::new(), None, None),
            said: Said::default(),
            step,
            before: Vec::new(),
            last: Said::default(),
            typed: HashMap::new(),
            written: 0,
            taxonomy,
            editions,
        }
    }

    fn newest(&self) -> String {
        let latest = self.editions.latest(System::Icd10Cm);
        latest.map(|s| s.name.edition.clone()).unwrap_or_default()
    }

    fn proposed_id(&self) -> String {
        let words: Vec<&str> = self.said.stem.split_whitespace().filter(|w| w.len() > 3).take(4).collect();
        slug_of(&words.join(" ")).unwrap_or_else(|| "question".to_owned())
    }

    /// The step, and of several answers to one which it is.
    fn place(&self) -> (Step, usize) {
        let said = &self.said;
        let number = match self.step {
            Step::Choice => said.choices.len(),
            Step::Pair => said.pairs.len(),
            Step::Item => said.items.len(),
            Step::Foreseen => said.foreseen.len(),
            _ => 0,
        };
        (self.step, number)
    }

    pub(in crate::app::dialogue) fn line(&mut self, line: &str) -> Result<Turn, Failure> {
        // A pasted list is one answer a line; a pasted text is one answer.
        if matches!(self.step, Step::Choice | Step::Pair | Step::Item | Step::Foreseen)
            && line.trim().contains('\n')
        {
            let mut views = Vec::new();
            for one in line.lines().map(str::trim).filter(|l| !l.is_empty()) {
                let turn = self.line(one)?;
                views.extend(turn.outcome.views);
            }
            return Ok(Turn { outcome: Outcome { views, ..Outcome::default() }, over: false });
        }
        let line = line.trim();
        match line {
            ":quit" | ":q" => return Ok(self.left()),
            ":back" | ":b" => {
                let (step, said) = self
                    .before
                    .pop()
                    .ok_or_else(|| Failure::usage("there is nothing before this").help("`:quit` leaves"))?;
                (self.step, self.said) = (step, said);
                return Ok(self.asking(Vec::new()));
            }
            "?" | ":help" => {
                return Ok(Turn { outcome: Outcome::prose(self.help()), over: false });
            }
            _ => {}
        }
        let (step, said, place) = (self.step, self.said.clone(), self.place());
        let again = self.typed.get(&place).cloned().filter(|_| line.is_empty());
        let line = again.as_deref().unwrap_or(line);
        let turn = self.answer(line)?;
        if !line.is_empty() {
            self.typed.insert(place, line.to_owned());
        }
        // What is written is not taken back.
        if matches!(step, Step::Confirm | Step::Another) && self.step != Step::Confirm {
            self.before.clear();
            self.typed.clear();
        } else {
            self.before.push((step, said));
        }
        Ok(turn)
    }

    fn left(&self) -> Turn {
        let begun = !self.said.stem.is_empty() && !matches!(self.step, Step::Kind | Step::Another);
        let dropped = if begun { "The question that was begun was not written." } else { "" };
        let text = match self.written {
            0 if begun => String::new(),
            0 => "Nothing was written.".to_owned(),
            n => format!(
                "{n} {} added to {}. `bank check {}` looks it over; `sequela --banks {} --only` studies it.",
                if n == 1 { "question" } else { "questions" },
                self.path.display(),
                self.path.display(),
                self.path.display()
            ),
        };
        Turn { outcome: Outcome::prose(format!("{dropped} {text}").trim().to_owned()), over: true }
    }

    /// Goes on to a step, and says what there is to know of it.
    fn asking(&self, mut views: Vec<View>) -> Turn {
        let text = self.explained();
        if !text.is_empty() {
            views.push(View::Prose { prose: text });
        }
        Turn { outcome: Outcome { views, ..Outcome::default() }, over: false }
    }

    fn go(&mut self, step: Step) -> Turn {
        self.step = step;
        self.asking(Vec::new())
    }
}
