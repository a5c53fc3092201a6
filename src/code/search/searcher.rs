//! A book made ready for searching, and what a query goes through: read as typed, with abbreviations written out, and with a
//! lay term inside it replaced by the title it leads to; the best reading of a term counts.

use std::collections::HashMap;
use std::sync::Mutex;

use super::rank::with_seventh;
use super::tokens::{Reading, Token};
use super::words::{is_weak, words};
use super::{Aid, Leads};
use crate::code::book::{Book, Place};

/// What is read of a query: more words than any diagnosis has.
const LONGEST: usize = 400;
const MOST_WORDS: usize = 24;

/// By what a hit was found.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum By {
    /// The code itself was typed.
    Code,
    /// The title.
    Title,
    /// An inclusion term, or what the category includes.
    InclusionTerm,
    /// The Alphabetic Index.
    Index,
    /// Our finding aid, which is not the Alphabetic Index.
    FindingAid,
}

/// A code that was found.
#[derive(Clone, Debug)]
pub struct Hit {
    /// Where it stands.
    pub place: Place,
    /// The term that matched.
    pub matched: String,
    /// By what.
    pub by: By,
    /// From 0 to 1; only the order means something.
    pub score: f32,
}

/// A term that depends on context.
#[derive(Clone, Debug)]
pub struct Ask {
    /// What was said.
    pub term: String,
    /// When which code is meant.
    pub choices: Vec<(String, Place)>,
}

/// What a search found.
#[derive(Clone, Debug, Default)]
pub struct Search {
    /// The term that has to be asked about.
    pub ask: Option<Ask>,
    /// Codes, the likeliest first.
    pub hits: Vec<Hit>,
}

/// A book made ready for searching.
pub struct Searcher {
    pub(super) words: Vec<String>,
    pub(super) extents: Vec<(u32, u32)>,
    /// How rare each word is.
    pub(super) weights: Vec<f32>,
    /// The weight of all words of a term together.
    pub(super) totals: Vec<f32>,
    /// The aid's phrases as terms: words, entry, phrase.
    pub(super) phrases: Vec<(u32, u32)>,
    pub(super) phrase_totals: Vec<f32>,
    pub(super) phrases_of: HashMap<String, Vec<u32>>,
    /// Words of the aid that no title holds.
    pub(super) aid_words: Vec<String>,
    /// What misspelt words may have meant, as far as it was looked for.
    pub(super) nears: Mutex<HashMap<String, Vec<(Reading, f32)>>>,
    pub(super) scratch: Mutex<Scratch>,
}

#[derive(Default)]
pub(super) struct Scratch {
    /// What the query covers of each term, in weights of the query's words and of the term's words.
    pub(super) query: Vec<f32>,
    pub(super) term: Vec<f32>,
    /// The token that last counted for a term.
    pub(super) stamp: Vec<u16>,
    pub(super) touched: Vec<u32>,
}

impl std::fmt::Debug for Searcher {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Searcher")
    }
}

impl Searcher {
    /// Makes a book ready, while the aid is read.
    pub fn shipped(book: &Book) -> Self {
        let (mut searcher, aid) = rayon::join(|| Self::without_aid(book), Aid::shipped);
        searcher.add_aid(book, aid);
        searcher
    }

    fn without_aid(book: &Book) -> Self {
        let index = book.words();
        let words: Vec<String> = index.words().map(str::to_owned).collect();
        let extents = index.extents();
        let count = index.len() as f32;
        let mut weights = Vec::with_capacity(words.len());
        let mut totals = vec![0.0_f32; index.len()];
        let mut terms: Vec<u32> = Vec::new();
        for (word, extent) in words.iter().zip(&extents) {
            terms.clear();
            terms.extend(index.terms(*extent));
            let weight = weight(word, (1.0 + count / (1.0 + terms.len() as f32)).ln());
            for term in &terms {
                totals[*term as usize] += weight;
            }
            weights.push(weight);
        }
        Self {
            words,
            extents,
            weights,
            totals,
            phrases: Vec::new(),
            phrase_totals: Vec::new(),
            phrases_of: HashMap::new(),
            aid_words: Vec::new(),
            nears: Mutex::default(),
            scratch: Mutex::default(),
        }
    }

    /// The aid speaks of diagnoses.
    fn add_aid(&mut self, book: &Book, aid: &Aid) {
        if book.system() != crate::code::System::Icd10Cm {
            return;
        }
        let mut phrases: Vec<(&str, u32, u32)> = aid.phrases().collect();
        phrases.sort_unstable();
        for (words, term, say) in phrases {
            let number = self.phrases.len() as u32;
            let mut total = 0.0;
            for word in words.split(' ') {
                let of = self.phrases_of.entry(word.to_owned()).or_default();
                if of.last() != Some(&number) {
                    of.push(number);
                    total += self.weight_of(word);
                }
            }
            self.phrases.push((term, say));
            self.phrase_totals.push(total);
        }
        self.aid_words = aid.words().filter(|w| self.word(w).is_none()).map(str::to_owned).collect();
        self.aid_words.sort_unstable();
        self.aid_words.dedup();
    }

    pub(super) fn word(&self, word: &str) -> Option<u32> {
        self.words.binary_search_by(|w| w.as_str().cmp(word)).ok().map(|at| at as u32)
    }

    pub(super) fn weight_of(&self, word: &str) -> f32 {
        // A word that no title holds is as rare as can be.
        self.word(word).map_or_else(|| weight(word, 9.0), |at| self.weights[at as usize])
    }

    pub(super) fn is_known(&self, word: &str) -> bool {
        self.word(word).is_some() || self.aid_words.binary_search_by(|w| w.as_str().cmp(word)).is_ok()
    }

    /// The codes that a query means, at most `limit`.
    pub fn search(&self, book: &Book, aid: &Aid, query: &str, limit: usize) -> Search {
        let query: String = query.chars().take(LONGEST).collect();
        let mut typed = words(&query);
        typed.truncate(MOST_WORDS);
        let typed = self.joined(typed);
        let mut found: HashMap<u32, (f32, u32, bool)> = HashMap::new();
        let (is_code, hits) = by_code(book, &query);
        let mut search = Search { ask: None, hits };
        if typed.is_empty() || is_code {
            search.hits.truncate(limit);
            return search;
        }
        let corrected: Vec<String> = typed.iter().map(|w| self.corrected(w)).collect();
        let is_diagnosis = book.system() == crate::code::System::Icd10Cm;
        let mut readings: Vec<(Vec<String>, f32)> = vec![(typed.clone(), 1.0)];
        let mut direct = None;
        if is_diagnosis {
            direct = aid.term(&typed).or_else(|| aid.term(&corrected));
            let rewritten = aid.rewritten(&typed).or_else(|| aid.rewritten(&corrected));
            if let Some(rewritten) = rewritten {
                direct = direct.or_else(|| aid.term(&rewritten));
                readings.push((rewritten, 0.99));
            }
            let base = readings.last().map(|(w, _)| w.clone()).unwrap_or_default();
            for words in [&corrected, &base] {
                if let Some(replaced) = replaced_by_title(book, aid, words) {
                    readings.push((replaced, 0.92));
                    break;
                }
            }
        }
        let mut said: Vec<String> = Vec::new();
        let mut encounter: Vec<String> = Vec::new();
        for (at, (words, factor)) in readings.iter().enumerate() {
            let tokens: Vec<Token> = words.iter().map(|w| self.token(w, at == 0)).collect();
            self.score(book, aid, &tokens, *factor, limit, &mut found);
            encounter.extend(tokens.iter().filter(|t| t.encounter).map(|t| t.text.clone()));
            said.extend(tokens.into_iter().map(|t| t.text));
        }
        let direct_hits = direct.map(|(term, say)| of_aid(book, aid, term, say, &mut search));
        self.collect(book, aid, found, (&encounter, &said), limit, &mut search);
        if let Some(hit) = direct_hits.flatten() {
            let place = with_seventh(book, hit.place, &said).unwrap_or(hit.place);
            search.hits.retain(|h| h.place != place || h.by == By::Code);
            let at = search.hits.iter().take_while(|h| h.by == By::Code).count();
            search.hits.insert(at, Hit { place, ..hit });
        }
        search.hits.truncate(limit);
        search
    }
}

/// A term of the aid that is the whole query: its code as a hit, or its question.
fn of_aid(book: &Book, aid: &Aid, term: u32, say: u32, search: &mut Search) -> Option<Hit> {
    let entry = aid.terms().get(term as usize)?;
    let said = entry.say.get(say as usize)?.clone();
    match &entry.leads {
        Leads::To(code) => {
            let place = book.named(code)?;
            Some(Hit { place, matched: said, by: By::FindingAid, score: 1.0 })
        }
        Leads::Asks(choices) => {
            let choices = choices.iter().filter_map(|(when, code)| Some((when.clone(), book.named(code)?)));
            search.ask = Some(Ask { term: said, choices: choices.collect() });
            None
        }
    }
}

/// Where a term of the aid leads; nowhere, when it asks.
pub(super) fn place_of(book: &Book, aid: &Aid, entry: u32) -> Option<Place> {
    match &aid.terms().get(entry as usize)?.leads {
        Leads::To(code) => book.named(code),
        Leads::Asks(_) => None,
    }
}

/// The words with a lay term among them replaced by the title that it leads to.
fn replaced_by_title(book: &Book, aid: &Aid, typed: &[String]) -> Option<Vec<String>> {
    let (range, term) = aid.term_within(typed)?;
    let place = place_of(book, aid, term)?;
    let title = words(book.row_title(place)).into_iter().filter(|w| !is_weak(w));
    let mut out = typed[..range.start].to_vec();
    out.extend(title);
    out.extend_from_slice(&typed[range.end..]);
    Some(out)
}

/// Codes that were typed, or begun; whether the query is a code and nothing else.
fn by_code(book: &Book, query: &str) -> (bool, Vec<Hit>) {
    let plain: String =
        query.chars().filter(char::is_ascii_alphanumeric).collect::<String>().to_ascii_uppercase();
    let signs = query.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | ' '));
    let is_code = (3..=7).contains(&plain.len()) && signs && plain.bytes().any(|b| b.is_ascii_digit());
    if !is_code {
        return (false, Vec::new());
    }
    let exact = book.named(&plain).filter(|p| book.rank(*p).is_code());
    let begun = book.beginning_with(&plain).filter(|p| book.rank(*p).is_code()).take(20);
    let mut places: Vec<Place> = exact.into_iter().chain(begun).collect();
    places.dedup();
    let hit = |place: Place| Hit { place, matched: book.label(place), by: By::Code, score: 1.0 };
    (exact.is_some(), places.into_iter().map(hit).collect())
}

/// Words that say little weigh little.
fn weight(word: &str, rarity: f32) -> f32 {
    if is_weak(word) {
        0.08 * rarity.max(2.0)
    } else if word == "without" {
        0.5 * rarity
    } else {
        rarity
    }
}
