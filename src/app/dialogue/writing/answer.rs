//! What a line is taken for.

use super::codes::read_codes;
use super::{Said, Step, Writing, at};
use crate::app::dialogue::Turn;
use crate::app::{Failure, View};
use crate::bank::{Bank, BankId, ChoiceId, Edition, Kind, Level, Setting, TopicPath, fold_text, slug_of};
use crate::code::{Code, System};

/// What a line leaves out.
fn is_nothing(line: &str) -> bool {
    matches!(line, "" | "-" | ".")
}

impl Writing {
    pub(super) fn answer(&mut self, line: &str) -> Result<Turn, Failure> {
        let nothing = is_nothing(line);
        let needed = |what: &str| Failure::usage(format!("a {what} is needed"));
        match self.step {
            Step::BankTitle => {
                if nothing {
                    return Err(needed("title"));
                }
                line.clone_into(&mut self.header.0);
                Ok(self.go(Step::BankId))
            }
            Step::BankId => {
                let id = if nothing { slug_of(&self.header.0).unwrap_or_default() } else { line.to_owned() };
                BankId::parse(&id).map_err(|e| Failure::usage(e.to_string()))?;
                self.header.1 = id;
                Ok(self.go(Step::BankLicence))
            }
            Step::BankLicence => {
                self.header.2 = match line {
                    "" => Some("CC-BY-4.0".to_owned()),
                    "-" | "." => None,
                    other => Some(other.to_owned()),
                };
                Ok(self.go(Step::BankAuthor))
            }
            Step::BankAuthor => {
                self.header.3 = (!nothing).then(|| line.to_owned());
                Ok(self.go(Step::BankEdition))
            }
            Step::BankEdition => {
                let edition = match line {
                    "" => Some(self.newest()),
                    "-" | "." => None,
                    other => Some(other.to_owned()),
                };
                let year = |e: &String| e.len() == 4 && e.bytes().all(|b| b.is_ascii_digit());
                if let Some(odd) = edition.as_ref().filter(|e| !e.is_empty() && !year(e)) {
                    return Err(Failure::usage(format!("`{odd}` is no edition"))
                        .help("a year, as 2026; `-` for none"));
                }
                self.bank = Some(self.new_bank(edition.filter(|e| !e.is_empty()))?);
                self.step = Step::Kind;
                let absent = self.edition().filter(|e| self.editions.get(System::Icd10Cm, e).is_none());
                let said = absent.map(|edition| View::Prose {
                    prose: format!("ICD-10-CM {edition} is not here: codes are not looked up. `codes add FILE` adds an edition."),
                });
                Ok(self.asking(said.into_iter().collect()))
            }
            Step::Confirm | Step::Another => self.end(line, nothing),
            _ => self.of_question(line, nothing),
        }
    }

    /// What is asked of a question.
    fn of_question(&mut self, line: &str, nothing: bool) -> Result<Turn, Failure> {
        let needed = |what: &str| Failure::usage(format!("a {what} is needed"));
        match self.step {
            Step::Kind => {
                let kind = if nothing {
                    Some(self.last.kind)
                } else {
                    begins(line, &Kind::ALL.map(|k| (k.name(), k)))
                };
                self.said = Said {
                    kind: kind.ok_or_else(|| none_of(line, &Kind::ALL.map(Kind::name)))?,
                    ..Said::default()
                };
                Ok(self.go(Step::Topic))
            }
            Step::Topic => self.topic(line, nothing),
            Step::Level => {
                self.said.level = match (line, nothing) {
                    ("-" | ".", _) => None,
                    (_, true) => self.last.level,
                    _ => Some(
                        begins(line, &Level::ALL)
                            .ok_or_else(|| none_of(line, &Level::ALL.map(|(n, _)| n)))?,
                    ),
                };
                Ok(self.go(if self.said.kind == Kind::Code { Step::Setting } else { Step::Stem }))
            }
            Step::Setting => {
                self.said.setting = match (line, nothing) {
                    ("-" | ".", _) => None,
                    (_, true) => self.last.setting,
                    _ => Some(
                        begins(line, &Setting::ALL)
                            .ok_or_else(|| none_of(line, &Setting::ALL.map(|(n, _)| n)))?,
                    ),
                };
                Ok(self.go(Step::Stem))
            }
            Step::Stem => {
                if nothing {
                    return Err(needed("stem"));
                }
                self.said.stem = line.replace("\\n", "\n");
                Ok(self.go(match self.said.kind {
                    Kind::Single | Kind::Multiple => Step::Choice,
                    Kind::TrueFalse => Step::Truth,
                    Kind::Text => Step::Word,
                    Kind::Match => Step::Pair,
                    Kind::Order => Step::Item,
                    Kind::Code => Step::Codes,
                }))
            }
            Step::Rationale => {
                self.said.rationale = (!nothing).then(|| line.replace("\\n", "\n"));
                Ok(self.go(Step::Refs))
            }
            Step::Refs => {
                self.said.refs = parts(line);
                Ok(self.go(Step::Id))
            }
            Step::Id => {
                self.said.id = if nothing { self.free(&self.proposed_id()) } else { line.to_owned() };
                self.preview()
            }
            _ => self.of_key(line, nothing),
        }
    }

    /// Whether it is written, and whether another one follows.
    fn end(&mut self, line: &str, nothing: bool) -> Result<Turn, Failure> {
        let agreed = if nothing { line != "-" } else { yes(line)? };
        match (self.step, agreed) {
            (Step::Confirm, true) => self.write(),
            (Step::Confirm, false) => Ok(self.go(Step::Another)),
            (_, true) => Ok(self.go(Step::Kind)),
            (_, false) => Ok(self.left()),
        }
    }

    /// What its type asks for.
    fn of_key(&mut self, line: &str, nothing: bool) -> Result<Turn, Failure> {
        match self.step {
            Step::Truth => {
                self.said.truth = begins(line, &[("true", true), ("false", false)])
                    .ok_or_else(|| none_of(line, &["true", "false"]))?;
                Ok(self.go(Step::WhyWrong))
            }
            Step::WhyWrong => {
                self.said.why_wrong = (!nothing).then(|| line.to_owned());
                Ok(self.go(Step::Rationale))
            }
            Step::Word => {
                if nothing {
                    return Err(Failure::usage("an answer is needed"));
                }
                line.clone_into(&mut self.said.word);
                Ok(self.go(Step::Accept))
            }
            Step::Accept => {
                self.said.accept = parts(line);
                Ok(self.go(Step::Foreseen))
            }
            Step::Choice => self.choice(line, nothing),
            Step::Why(n) => {
                self.said.choices[n].2 = (!nothing).then(|| line.to_owned());
                let next = n + 1;
                Ok(self.go(if next < self.said.choices.len() { Step::Why(next) } else { Step::Rationale }))
            }
            Step::Pair => self.pair(line, nothing),
            Step::Item => {
                if !nothing {
                    self.said.items.push(line.to_owned());
                    return Ok(self.go(Step::Item));
                }
                if self.said.items.len() < 2 {
                    return Err(Failure::usage("an order needs two items and more"));
                }
                Ok(self.go(Step::Rationale))
            }
            Step::Codes => {
                let codes = read_codes(line)?;
                let titles = self.titles(&codes)?;
                self.said.codes = codes;
                let several = self.said.codes.iter().filter(|l| !l.optional).count() > 1;
                self.step = if several { Step::Order } else { Step::Foreseen };
                Ok(self.asking(titles.into_iter().map(|prose| View::Prose { prose }).collect()))
            }
            Step::Order => {
                self.said.first = !nothing && yes(line)?;
                Ok(self.go(Step::Foreseen))
            }
            Step::Foreseen => self.foreseen(line, nothing),
            _ => Ok(self.left()),
        }
    }

    pub(super) fn new_bank(&self, edition: Option<String>) -> Result<Bank, Failure> {
        let id = BankId::parse(&self.header.1).map_err(|e| Failure::usage(e.to_string()))?;
        Ok(Bank {
            id: at(id),
            title: at(self.header.0.clone()),
            authors: self.header.3.iter().cloned().map(at).collect(),
            licence: self.header.2.clone().map(at),
            copyright: None,
            contains_cpt: false,
            editions: edition
                .map(|edition| Edition { system: System::Icd10Cm.name().to_owned(), edition })
                .into_iter()
                .collect(),
            reviewed: None,
        })
    }

    pub(super) fn topic(&mut self, line: &str, nothing: bool) -> Result<Turn, Failure> {
        let topic = if nothing {
            self.last
                .topic
                .clone()
                .ok_or_else(|| Failure::usage("a topic is needed").help("Tab shows the topics"))?
        } else {
            let path = TopicPath::parse(line).filter(|p| self.taxonomy.contains(p));
            // The end of a path that only one topic has will do.
            let ending = self.taxonomy.ending(line);
            let tail = || TopicPath::parse(ending.first().filter(|_| ending.len() == 1)?);
            path.or_else(tail).ok_or_else(|| {
                let failure = Failure::usage(format!("`{line}` is not a topic"));
                match self.taxonomy.nearest(line) {
                    _ if ending.len() > 1 => failure.help(format!("write one of `{}`", ending.join("`, `"))),
                    Some(near) => failure.help(format!("did you mean `{near}`?")),
                    None => failure
                        .help("Tab shows the topics; a folder of banks may have a topics.toml of its own"),
                }
            })?
        };
        self.said.topic = Some(topic);
        Ok(self.go(Step::Level))
    }

    pub(super) fn choice(&mut self, line: &str, nothing: bool) -> Result<Turn, Failure> {
        if !nothing {
            let (key, text) = match line.strip_prefix('*') {
                Some(text) => (true, text.trim()),
                None => (false, line),
            };
            // A pasted list brings letters of its own.
            let letter = char::from(b'A' + (self.said.choices.len() % 26) as u8);
            let text = text
                .strip_prefix([letter, letter.to_ascii_lowercase()])
                .and_then(|rest| rest.strip_prefix([')', '.']))
                .map_or(text, str::trim_start);
            if text.is_empty() {
                return Err(Failure::usage("a choice needs a text"));
            }
            if self.said.choices.iter().any(|(t, ..)| ChoiceId::of_text(t) == ChoiceId::of_text(text)) {
                return Err(Failure::usage("this choice is there already"));
            }
            if key && self.said.kind == Kind::Single && self.said.choices.iter().any(|(_, k, _)| *k) {
                return Err(Failure::usage("a `single` has one key")
                    .help("write it without `*`, or `:back` and make it `multiple`"));
            }
            self.said.choices.push((text.to_owned(), key, None));
            return Ok(self.go(Step::Choice));
        }
        if self.said.choices.len() < 2 {
            return Err(Failure::usage("two choices and more are needed"));
        }
        if !self.said.choices.iter().any(|(_, key, _)| *key) {
            return Err(Failure::usage("no choice is the key")
                .help("write it with `*` before it; `:back` takes the last back"));
        }
        Ok(self.go(Step::Why(0)))
    }

    pub(super) fn pair(&mut self, line: &str, nothing: bool) -> Result<Turn, Failure> {
        if !nothing {
            let (left, right) =
                sides(line).ok_or_else(|| Failure::usage("a pair is written `left = right`"))?;
            if self.said.pairs.iter().any(|(l, r)| l == left || r == right) {
                return Err(Failure::usage("one side is there already: pairs are one to one"));
            }
            self.said.pairs.push((left.to_owned(), right.to_owned()));
            return Ok(self.go(Step::Pair));
        }
        if self.said.pairs.len() < 2 {
            return Err(Failure::usage("two pairs and more are needed"));
        }
        Ok(self.go(Step::Rationale))
    }

    fn foreseen(&mut self, line: &str, nothing: bool) -> Result<Turn, Failure> {
        if nothing {
            return Ok(self.go(Step::Rationale));
        }
        let (wrong, why) = sides(line).ok_or_else(|| {
            Failure::usage("it is written `wrong answer = what it overlooks`; `.` ends them")
        })?;
        let right = if self.said.kind == Kind::Code {
            let code = Code::parse(System::Icd10Cm, wrong).map_err(|e| Failure::usage(e.to_string()))?;
            self.said.codes.iter().flat_map(|l| &l.any).any(|c| c.value == code)
        } else {
            let right = std::iter::once(&self.said.word).chain(&self.said.accept);
            right.into_iter().any(|r| fold_text(r) == fold_text(wrong))
        };
        if right {
            return Err(Failure::usage(format!("`{wrong}` is correct")));
        }
        if self.said.foreseen.iter().any(|(w, _)| w.eq_ignore_ascii_case(wrong)) {
            return Err(Failure::usage(format!("`{wrong}` is there already")));
        }
        self.said.foreseen.push((wrong.to_owned(), why.to_owned()));
        Ok(self.go(Step::Foreseen))
    }
}

/// `left = right`
fn sides(line: &str) -> Option<(&str, &str)> {
    let (left, right) = line.split_once('=')?;
    let (left, right) = (left.trim(), right.trim());
    (!left.is_empty() && !right.is_empty()).then_some((left, right))
}

fn parts(line: &str) -> Vec<String> {
    line.split(';').map(|p| p.trim().to_owned()).filter(|p| !is_nothing(p)).collect()
}

/// What a word, or the beginning of one, means.
fn begins<T: Copy>(word: &str, all: &[(&str, T)]) -> Option<T> {
    let word = word.to_lowercase();
    let exact = all.iter().find(|(name, _)| *name == word);
    let mut beginning = all.iter().filter(|(name, _)| name.starts_with(&word));
    exact.or_else(|| beginning.next().filter(|_| beginning.next().is_none())).map(|(_, value)| *value)
}

fn none_of(word: &str, all: &[&str]) -> Failure {
    Failure::usage(format!("`{word}` is none of {}", all.join(", ")))
}

fn yes(line: &str) -> Result<bool, Failure> {
    match line.to_lowercase().as_str() {
        "y" | "yes" => Ok(true),
        "n" | "no" | "-" | "." => Ok(false),
        other => Err(Failure::usage(format!("`{other}` is neither yes nor no"))),
    }
}
