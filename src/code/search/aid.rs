//! The finding aid: what people say, and the code or the words it leads to.
//!
//! It is this project's own table (`finding-aid/*.toml`), not the Alphabetic Index: whoever shows a hit from it says so.

use std::collections::HashMap;
use std::sync::OnceLock;

use rayon::prelude::*;
use serde::Deserialize;

use super::words::words;

/// The shipped tables: name and text.
pub static SHIPPED_AID: &[(&str, &str)] = &[
    ("finding-aid/abbreviations.toml", include_str!("../../../finding-aid/abbreviations.toml")),
    ("finding-aid/clinical-phrases.toml", include_str!("../../../finding-aid/clinical-phrases.toml")),
    (
        "finding-aid/encounters-and-causes.toml",
        include_str!("../../../finding-aid/encounters-and-causes.toml"),
    ),
    ("finding-aid/eponyms.toml", include_str!("../../../finding-aid/eponyms.toml")),
    ("finding-aid/lay-terms.toml", include_str!("../../../finding-aid/lay-terms.toml")),
    ("finding-aid/words.toml", include_str!("../../../finding-aid/words.toml")),
];

/// The longest phrase that is looked for inside a query.
const LONGEST: usize = 7;

/// What a term leads to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Leads {
    /// One code, or a category where the term does not decide further; without dot.
    To(String),
    /// It depends: when, and to which code.
    Asks(Vec<(String, String)>),
}

/// A term of the aid.
#[derive(Clone, Debug)]
pub struct AidTerm {
    /// What people say, the most usual first.
    pub say: Vec<String>,
    /// What it leads to.
    pub leads: Leads,
}

/// The finding aid, ready for use.
#[derive(Debug, Default)]
pub struct Aid {
    terms: Vec<AidTerm>,
    /// Phrases in the words of search, joined by spaces: the term and which of its phrases.
    phrases: HashMap<String, (u32, u32)>,
    /// The same with the words sorted: the order of words is not always kept.
    unordered: HashMap<String, (u32, u32)>,
    /// What words and abbreviations stand for.
    rewrites: HashMap<String, Vec<String>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    #[serde(default)]
    term: Vec<TermEntry>,
    #[serde(default)]
    word: Vec<WordEntry>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct TermEntry {
    say: Vec<String>,
    code: Option<String>,
    #[serde(default)]
    ask: Vec<AskEntry>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct AskEntry {
    when: String,
    code: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct WordEntry {
    say: Vec<String>,
    means: String,
}

/// What is wrong with a table of the aid.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{file}: {why}")]
pub struct AidError {
    /// The table.
    pub file: String,
    /// What is wrong.
    pub why: String,
}

impl Aid {
    /// The shipped aid, read on first use. A test proves that it can be read.
    pub fn shipped() -> &'static Aid {
        static AID: OnceLock<Aid> = OnceLock::new();
        AID.get_or_init(|| Aid::read(SHIPPED_AID).unwrap_or_default())
    }

    /// Reads tables of the aid.
    ///
    /// # Errors
    /// When one is not TOML of this form, says something twice, or leads nowhere.
    pub fn read(files: &[(&str, &str)]) -> Result<Self, AidError> {
        let mut aid = Self::default();
        let parsed: Vec<Result<File, toml::de::Error>> =
            files.par_iter().map(|(_, text)| toml::from_str(text)).collect();
        for ((name, _), file) in files.iter().zip(parsed) {
            let fail = |why: String| AidError { file: (*name).to_owned(), why };
            let file = file.map_err(|e| fail(e.to_string()))?;
            for entry in file.term {
                aid.add_term(entry).map_err(fail)?;
            }
            for entry in file.word {
                aid.add_word(&entry).map_err(fail)?;
            }
        }
        Ok(aid)
    }

    fn add_term(&mut self, entry: TermEntry) -> Result<(), String> {
        let plain = |code: &str| code.chars().filter(|c| *c != '.').collect::<String>();
        let said = entry.say.first().cloned().ok_or("an entry that says nothing")?;
        let leads = match (entry.code, entry.ask) {
            (Some(code), ask) if ask.is_empty() => Leads::To(plain(&code)),
            (None, ask) if ask.len() > 1 => {
                Leads::Asks(ask.into_iter().map(|a| (a.when, plain(&a.code))).collect())
            }
            _ => return Err(format!("`{said}` needs either one `code` or an `ask` with two or more")),
        };
        let number = self.terms.len() as u32;
        for (at, say) in (0..).zip(&entry.say) {
            let key = words(say);
            if key.is_empty() {
                return Err(format!("`{say}` holds no word"));
            }
            let mut sorted = key.clone();
            sorted.sort_unstable();
            sorted.dedup();
            if let Some((other, _)) = self.phrases.insert(key.join(" "), (number, at))
                && other != number
            {
                return Err(format!(
                    "`{say}` is said twice: also with `{}`",
                    self.terms[other as usize].say[0]
                ));
            }
            self.unordered.entry(sorted.join(" ")).or_insert((number, at));
        }
        self.terms.push(AidTerm { say: entry.say, leads });
        Ok(())
    }

    fn add_word(&mut self, entry: &WordEntry) -> Result<(), String> {
        let means = words(&entry.means);
        if means.is_empty() {
            return Err(format!("{:?} means nothing", entry.say));
        }
        for say in &entry.say {
            let key = words(say).join(" ");
            if self.rewrites.insert(key, means.clone()).is_some_and(|other| other != means) {
                return Err(format!("the word `{say}` stands for two things"));
            }
        }
        Ok(())
    }

    /// All terms.
    pub fn terms(&self) -> &[AidTerm] {
        &self.terms
    }

    /// How many entries there are: terms and words.
    pub fn len(&self) -> usize {
        self.terms.len() + self.rewrites.len()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// All words of phrases and rewritings.
    pub(super) fn words(&self) -> impl Iterator<Item = &str> {
        self.phrases.keys().chain(self.rewrites.keys()).flat_map(|k| k.split(' '))
    }

    /// The term that the words are, and which of its phrases.
    pub(super) fn term(&self, words: &[String]) -> Option<(u32, u32)> {
        let found = self.phrase(&words.join(" "));
        found
            .or_else(|| {
                let mut sorted = words.to_vec();
                sorted.sort_unstable();
                sorted.dedup();
                self.unordered.get(&sorted.join(" "))
            })
            .copied()
    }

    /// The term of a phrase; "syndrome" and "disease" behind a name are often left out.
    fn phrase(&self, phrase: &str) -> Option<&(u32, u32)> {
        let of = |end: &str| self.phrases.get(&format!("{phrase} {end}"));
        self.phrases.get(phrase).or_else(|| of("syndrome")).or_else(|| of("disease"))
    }

    /// The words with abbreviations written out; `None` when there is none among them.
    pub(super) fn rewritten(&self, words: &[String]) -> Option<Vec<String>> {
        replaced(words, |phrase| self.rewrites.get(phrase).cloned())
    }

    /// The longest term inside the words that leads to one code, with where it stands.
    pub(super) fn term_within(&self, words: &[String]) -> Option<(std::ops::Range<usize>, u32)> {
        let lens = (1..=LONGEST.min(words.len().saturating_sub(1))).rev();
        lens.flat_map(|len| (0..=words.len() - len).map(move |at| at..at + len)).find_map(|range| {
            let (term, _) = self.phrase(&words[range.clone()].join(" "))?;
            // A question is no answer: only what leads to one code can stand for its title.
            let entry = self.terms.get(*term as usize)?;
            matches!(entry.leads, Leads::To(_)).then_some((range, *term))
        })
    }

    /// All phrases: their words, and the term they belong to.
    pub(super) fn phrases(&self) -> impl Iterator<Item = (&str, u32, u32)> {
        self.phrases.iter().map(|(words, (term, say))| (words.as_str(), *term, *say))
    }
}

/// The words with the longest phrases replaced; `None` when there is none among them.
fn replaced(words: &[String], by: impl Fn(&str) -> Option<Vec<String>>) -> Option<Vec<String>> {
    let mut out = Vec::with_capacity(words.len() + 4);
    let mut at = 0;
    let mut any = false;
    while at < words.len() {
        let longest = (1..=LONGEST.min(words.len() - at))
            .rev()
            .find_map(|len| Some((len, by(&words[at..at + len].join(" "))?)));
        match longest {
            Some((len, means)) => {
                out.extend(means);
                at += len;
                any = true;
            }
            None => {
                out.push(words[at].clone());
                at += 1;
            }
        }
    }
    any.then_some(out)
}
