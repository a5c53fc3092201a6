//! What is asked, and what there is to know of it.

use super::{Step, Writing};
use crate::bank::{Kind, Level, Setting, slug_of};
use crate::session::Prompt;

/// How to move.
const MOVES: &str =
    "Enter takes what stands in brackets, `-` leaves out, `:back` goes back, `?` explains, `:quit` leaves.";

impl Writing {
    /// The first words.
    pub fn greeting(&self) -> String {
        let what = match &self.bank {
            Some(bank) => format!("A question for {} ({}).", bank.title.value, self.path.display()),
            None => format!("A new bank: {}.", self.path.display()),
        };
        format!("{what}\n{MOVES}\nNothing is written before you have seen it.\n{}", self.explained())
    }

    /// What there is to know of a step before it is answered.
    pub(super) fn explained(&self) -> String {
        match self.step {
            Step::Kind => "\nOf which type? single, multiple, true-false, text, match, order, code".to_owned(),
            Step::Choice if self.said.choices.is_empty() => {
                "One choice a line, `*` before a key; `.` ends them.".to_owned()
            }
            Step::Why(0) => "Why is each choice the key, or which mistake is it?".to_owned(),
            Step::Pair if self.said.pairs.is_empty() => "One pair a line, `left = right`; `.` ends them.".to_owned(),
            Step::Item if self.said.items.is_empty() => "One item a line, in the correct order; `.` ends them.".to_owned(),
            Step::Codes => "The codes of the key, separated by spaces; `a/b` where either is as good, in parentheses what is optional.".to_owned(),
            Step::Foreseen if self.said.foreseen.is_empty() => {
                let example = if self.said.kind == Kind::Code { "E11.9 = the record names a complication" } else { "neuralgia = that is pain of a nerve" };
                format!("Which wrong answers do you foresee, and what do they overlook? One a line, `{example}`; `.` ends them.")
            }
            _ => String::new(),
        }
    }

    /// What stands in front of the line.
    pub fn prompt(&self) -> Prompt {
        let with = |text: &str, default: &str| {
            if default.is_empty() { text.to_owned() } else { format!("{text} [{default}]") }
        };
        let name = |words: &[&str]| words.iter().map(|w| (*w).to_owned()).collect::<Vec<_>>();
        let (text, words) = match self.step {
            Step::BankTitle => ("title of the bank".to_owned(), Vec::new()),
            Step::BankId => (with("id, for ever", &slug_of(&self.header.0).unwrap_or_default()), Vec::new()),
            Step::BankLicence => (with("licence", "CC-BY-4.0"), Vec::new()),
            Step::BankAuthor => ("author".to_owned(), Vec::new()),
            Step::BankEdition => (with("edition of ICD-10-CM", &self.newest()), Vec::new()),
            Step::Kind => (with("type", self.last.kind.name()), name(&Kind::ALL.map(Kind::name))),
            Step::Topic => {
                let topics = self.taxonomy.iter().map(|t| t.path.to_string()).collect();
                let last = self.last.topic.as_ref().map(ToString::to_string).unwrap_or_default();
                (with("topic (Tab completes)", &last), topics)
            }
            Step::Level => {
                (with("level", self.last.level.map_or("", Level::name)), name(&Level::ALL.map(|(n, _)| n)))
            }
            Step::Setting => (
                with("setting", self.last.setting.map_or("", Setting::name)),
                name(&Setting::ALL.map(|(n, _)| n)),
            ),
            Step::Stem => ("stem".to_owned(), Vec::new()),
            Step::Truth => ("true or false".to_owned(), name(&["true", "false"])),
            Step::Word => ("answer".to_owned(), Vec::new()),
            Step::Accept => ("also accepted, separated by ;".to_owned(), Vec::new()),
            Step::Choice => (format!("choice {}", letter(self.said.choices.len())), Vec::new()),
            Step::Why(n) => {
                let (text, key, _) = &self.said.choices[n];
                (format!("why {}{} {}", letter(n), if *key { "*" } else { "" }, shortened(text)), Vec::new())
            }
            Step::WhyWrong => (format!("why not {}", !self.said.truth), Vec::new()),
            Step::Pair => (format!("pair {}", self.said.pairs.len() + 1), Vec::new()),
            Step::Item => (format!("item {}", self.said.items.len() + 1), Vec::new()),
            Step::Codes => ("key".to_owned(), Vec::new()),
            Step::Order => {
                (with("does the first have to be first-listed? y or n", "n"), name(&["yes", "no"]))
            }
            Step::Foreseen => (format!("wrong {}", self.said.foreseen.len() + 1), Vec::new()),
            Step::Rationale => ("rationale: the rule, not the answer".to_owned(), Vec::new()),
            Step::Refs => ("references, separated by ;".to_owned(), Vec::new()),
            Step::Id => (with("id, for ever", &self.proposed_id()), Vec::new()),
            Step::Confirm => (with("write it? y(es), n(o), :back", "y"), name(&["yes", "no"])),
            Step::Another => (with("another question? y or n", "y"), name(&["yes", "no"])),
        };
        // What was typed before going back stands in the brackets.
        let text = match self.typed.get(&self.place()) {
            Some(typed) => {
                let plain = text.split(" [").next().unwrap_or(&text);
                let short: String = typed.chars().take(24).collect();
                let more = if short.len() < typed.len() { "…" } else { "" };
                format!("{plain} [{short}{more}]")
            }
            None => text,
        };
        let pasted_whole = matches!(
            self.step,
            Step::Stem | Step::Rationale | Step::Choice | Step::Pair | Step::Item | Step::Foreseen
        );
        Prompt { text, pasted_whole, words, ..Prompt::default() }
    }

    /// What a step wants, and how to move.
    pub(super) fn help(&self) -> String {
        let of = match self.step {
            Step::BankId | Step::Id => "The name by which learners' progress is kept: lower-case words joined by hyphens, never changed later.".to_owned(),
            Step::BankEdition => "The year of the code set that the keys are written against: codes are checked against it.".to_owned(),
            Step::BankLicence => "What others may do with the bank: an SPDX expression, as CC-BY-4.0.".to_owned(),
            Step::Topic => "Where the question belongs. Tab shows the topics; the last part of a path is enough where only one has it.".to_owned(),
            Step::Level => "recall (to know a fact), application (to use a rule), analysis (to weigh several).".to_owned(),
            Step::Setting => "outpatient, inpatient, ed, professional: decides what an uncertain diagnosis means.".to_owned(),
            Step::BankTitle => "The name that learners read, as Cardiology basics.".to_owned(),
            Step::BankAuthor => "Who wrote it; it stands in every export.".to_owned(),
            Step::Truth | Step::WhyWrong => "A statement is true or false; who takes the other answer reads why it is not.".to_owned(),
            Step::Word | Step::Accept => "One short answer; capitals and hyphens do not count. What else is as good is accepted too, spellings among them.".to_owned(),
            Step::Choice => "One choice a line, `*` before a key; `.` ends them. A list can be pasted.".to_owned(),
            Step::Why(_) => "What a learner reads who takes this choice: why it is the key, or which mistake leads to it.".to_owned(),
            Step::Order => "yes: the first code has to stand first, the others in any order.".to_owned(),
            Step::Confirm => "y writes it to the file, n leaves it out.".to_owned(),
            Step::Another => "y asks for another question, n ends.".to_owned(),
            Step::Rationale => "What a learner reads after the answer: why the key is the key.".to_owned(),
            Step::Refs => "Where the rule stands: ICD-10-CM Official Guidelines I.C.4.a; 45 CFR 164.512".to_owned(),
            Step::Foreseen => "Who gives one of these reads what it overlooks; every other wrong answer gets the rationale alone.".to_owned(),
            Step::Stem => "What is asked; it can be answered with the choices covered. `\\n` is a line break.".to_owned(),
            _ => self.explained(),
        };
        format!("{of}\n{MOVES}")
    }
}

fn letter(n: usize) -> String {
    if n < 26 { char::from(b'A' + n as u8).to_string() } else { (n + 1).to_string() }
}

fn shortened(text: &str) -> String {
    if text.chars().count() <= 30 {
        format!("({text})")
    } else {
        format!("({}…)", text.chars().take(29).collect::<String>())
    }
}
