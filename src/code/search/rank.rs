//! Ranking: from the words of a query to codes, what a coder means first.
//!
//! A term scores by the share of the query that it covers and by the share of itself that the query covers, each word
//! weighed by how rare it is. The query is read as typed, with abbreviations written out, and with a lay term inside it
//! replaced by the title it leads to; the best reading of a term counts.

use std::collections::HashMap;
use std::sync::Mutex;

use super::near::Near;
use super::word_index::TermSource;
use super::words::{is_function_word, is_weak, words};
use super::{Aid, Leads};
use crate::code::book::{Book, Place};
use crate::code::release::Rank;

/// Words about the encounter, which are seventh characters rather than parts of titles.
const ENCOUNTER: &[&str] = &[
    "initial",
    "subsequent",
    "sequela",
    "sequele",
    "encounter",
    "visit",
    "routine",
    "healing",
    "delayed",
    "nonunion",
    "malunion",
    "closed",
    "open",
    "i",
    "ii",
    "iiia",
    "iiib",
    "iiic",
    "active",
    "aftercare",
];

/// What is read of a query: more words than any diagnosis has.
const LONGEST: usize = 400;
const MOST_WORDS: usize = 24;

/// How many slips of typing a word of a length may hold.
const fn slips(len: usize) -> usize {
    match len {
        0..=3 => 0,
        4..=6 => 1,
        7..=11 => 2,
        _ => 3,
    }
}

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
    words: Vec<String>,
    extents: Vec<(u32, u32)>,
    /// How rare each word is.
    weights: Vec<f32>,
    /// The weight of all words of a term together.
    totals: Vec<f32>,
    /// The aid's phrases as terms: words, entry, phrase.
    phrases: Vec<(u32, u32)>,
    phrase_totals: Vec<f32>,
    phrases_of: HashMap<String, Vec<u32>>,
    /// Words of the aid that no title holds.
    aid_words: Vec<String>,
    /// What misspelt words may have meant, as far as it was looked for.
    nears: Mutex<HashMap<String, Vec<(Reading, f32)>>>,
    scratch: Mutex<Scratch>,
}

#[derive(Default)]
struct Scratch {
    /// What the query covers of each term, in weights of the query's words and of the term's words.
    query: Vec<f32>,
    term: Vec<f32>,
    /// The token that last counted for a term.
    stamp: Vec<u16>,
    touched: Vec<u32>,
}

/// A word of the query with what it may mean: words of the index, each with how well it fits.
struct Token {
    text: String,
    weight: f32,
    readings: Vec<(Reading, f32)>,
    encounter: bool,
}

#[derive(Clone, Copy)]
enum Reading {
    Word(u32),
    Aid(u32),
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

    fn word(&self, word: &str) -> Option<u32> {
        self.words.binary_search_by(|w| w.as_str().cmp(word)).ok().map(|at| at as u32)
    }

    fn weight_of(&self, word: &str) -> f32 {
        // A word that no title holds is as rare as can be.
        self.word(word).map_or_else(|| weight(word, 9.0), |at| self.weights[at as usize])
    }

    fn is_known(&self, word: &str) -> bool {
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
        let direct_hits = direct.map(|(term, say)| self.of_aid(book, aid, term, say, &mut search));
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

    /// A term of the aid that is the whole query: its code as a hit, or its question.
    fn of_aid(&self, book: &Book, aid: &Aid, term: u32, say: u32, search: &mut Search) -> Option<Hit> {
        let entry = aid.terms().get(term as usize)?;
        let said = entry.say.get(say as usize)?.clone();
        match &entry.leads {
            Leads::To(code) => {
                let place = book.named(code)?;
                Some(Hit { place, matched: said, by: By::FindingAid, score: 1.0 })
            }
            Leads::Asks(choices) => {
                let choices =
                    choices.iter().filter_map(|(when, code)| Some((when.clone(), book.named(code)?)));
                search.ask = Some(Ask { term: said, choices: choices.collect() });
                None
            }
        }
    }

    /// Two words that are one in the titles (`non displaced`), and one that nothing is near and that is two (`heartattack`).
    fn joined(&self, words: Vec<String>) -> Vec<String> {
        let mut out: Vec<String> = Vec::with_capacity(words.len());
        for word in words {
            let pair = out.last().map(|before| format!("{before}{word}"));
            match pair.filter(|p| {
                p.len() > 5
                    && self.is_known(p)
                    && (!self.is_known(&word) || out.last().is_some_and(|b| b == "non" || !self.is_known(b)))
            }) {
                Some(pair) => {
                    out.pop();
                    out.push(pair);
                }
                None if !self.is_known(&word) && word.len() > 7 && self.near(&word).is_empty() => {
                    let split = (3..=word.len() - 3)
                        .filter(|at| word.is_char_boundary(*at))
                        .map(|at| word.split_at(at))
                        .find(|(a, b)| self.is_known(a) && self.is_known(b) && !is_weak(a) && !is_weak(b));
                    match split {
                        Some((a, b)) => out.extend([a.to_owned(), b.to_owned()]),
                        None => out.push(word),
                    }
                }
                None => out.push(word),
            }
        }
        out
    }

    /// The nearest known word; the word itself when it is known, or nothing is near.
    fn corrected(&self, word: &str) -> String {
        if self.is_known(word) || slips(word.len()) == 0 {
            return word.to_owned();
        }
        let near = self.near(word);
        near.first().map_or_else(|| word.to_owned(), |(reading, _)| self.text(*reading).to_owned())
    }

    fn text(&self, reading: Reading) -> &str {
        match reading {
            Reading::Word(at) => &self.words[at as usize],
            Reading::Aid(at) => &self.aid_words[at as usize],
        }
    }

    /// Words near a misspelt one, the nearest first.
    fn near(&self, word: &str) -> Vec<(Reading, f32)> {
        if let Some(known) = self.nears.lock().ok().and_then(|n| n.get(word).cloned()) {
            return known;
        }
        let found = self.look_near(word);
        if let Ok(mut nears) = self.nears.lock() {
            // A memory for the words of one sitting, not for a flood of them.
            if nears.len() > 500 {
                nears.clear();
            }
            nears.insert(word.to_owned(), found.clone());
        }
        found
    }

    fn look_near(&self, word: &str) -> Vec<(Reading, f32)> {
        let most = slips(word.len());
        let near = Near::new(word);
        let mut found: Vec<(Reading, f32)> = Vec::new();
        let first = word.chars().next();
        let mut enter = |reading: Reading, text: &str, rarity: f32| {
            if text.len() < 3 || text.bytes().any(|b| b.is_ascii_digit()) {
                return;
            }
            if let Some(distance) = near.distance(text, most) {
                // The first letter is seldom the slip; of equals the commoner word is meant.
                let head = if text.chars().next() == first { 0.0 } else { 0.12 };
                let fit = 0.9 - 0.6 * distance as f32 / word.len().max(5) as f32 - head - 0.004 * rarity;
                found.push((reading, fit));
            }
        };
        for (at, text) in self.words.iter().enumerate() {
            enter(Reading::Word(at as u32), text, self.weights[at]);
        }
        // An abbreviation is not what a longer word was meant to be.
        for (at, text) in self.aid_words.iter().enumerate().filter(|(_, w)| w.len() > 4) {
            enter(Reading::Aid(at as u32), text, 6.0);
        }
        found.sort_by(|a, b| b.1.total_cmp(&a.1));
        found.truncate(6);
        let best = found.first().map_or(0.0, |(_, fit)| *fit);
        found.retain(|(_, fit)| *fit > 0.3 && best - *fit < 0.12);
        found
    }

    fn token(&self, word: &str, with_endings: bool) -> Token {
        let mut readings = Vec::new();
        if let Some(at) = self.word(word) {
            readings.push((Reading::Word(at), 1.0));
        } else if let Ok(at) = self.aid_words.binary_search_by(|w| w.as_str().cmp(word)) {
            readings.push((Reading::Aid(at as u32), 1.0));
        }
        if readings.is_empty() && word.len() >= 3 && with_endings {
            readings.extend(self.endings(word));
        }
        if readings.is_empty() && slips(word.len()) > 0 && !word.bytes().any(|b| b.is_ascii_digit()) {
            readings.extend(self.near(word));
        }
        let weight =
            readings.iter().map(|(reading, _)| self.weight_of(self.text(*reading))).fold(0.0_f32, f32::max);
        // A word that means nothing to the table still costs those terms that do not hold it a little, all alike.
        let weight = if readings.is_empty() { 2.0 } else { weight };
        Token { text: word.to_owned(), weight, readings, encounter: ENCOUNTER.contains(&word) }
    }

    /// Words that begin with what was typed, the shortest first.
    fn endings(&self, start: &str) -> Vec<(Reading, f32)> {
        let at = self.words.partition_point(|w| w.as_str() < start);
        let begun = self.words[at..].iter().take_while(|w| w.starts_with(start)).count();
        let mut found: Vec<(Reading, f32)> = (at..at + begun.min(60))
            .map(|n| {
                (Reading::Word(n as u32), 0.92 - 0.02 * (self.words[n].len() - start.len()).min(15) as f32)
            })
            .collect();
        found.sort_by(|a, b| b.1.total_cmp(&a.1));
        found
    }

    /// Adds what a reading of the query finds: for each row the best score, and the term.
    fn score(
        &self,
        book: &Book,
        aid: &Aid,
        tokens: &[Token],
        factor: f32,
        limit: usize,
        found: &mut HashMap<u32, (f32, u32, bool)>,
    ) {
        let index = book.words();
        let needed: f32 = tokens.iter().filter(|t| !t.encounter).map(|t| t.weight).sum();
        let only_encounter = needed <= 0.0;
        let needed = if only_encounter { tokens.iter().map(|t| t.weight).sum() } else { needed };
        if needed <= 0.0 {
            return;
        }
        // Sums that a panic left half made are begun anew.
        let mut scratch = self.scratch.lock().unwrap_or_else(|poisoned| {
            let mut scratch = poisoned.into_inner();
            *scratch = Scratch::default();
            scratch
        });
        let scratch = &mut *scratch;
        let count = index.len() + self.phrases.len();
        if scratch.query.len() < count {
            scratch.query = vec![0.0; count];
            scratch.term = vec![0.0; count];
            scratch.stamp = vec![0; count];
        }
        let base = index.len() as u32;
        for (number, token) in (1_u16..).zip(tokens) {
            if is_function_word(&token.text) && tokens.iter().any(|t| !is_function_word(&t.text)) {
                continue;
            }
            for (reading, fit) in &token.readings {
                let mut enter = |term: u32, own: f32| {
                    let at = term as usize;
                    if scratch.stamp[at] == number {
                        return;
                    }
                    if scratch.query[at] == 0.0 {
                        scratch.touched.push(term);
                    }
                    scratch.stamp[at] = number;
                    // A title that speaks of encounters gains little: mostly the seventh character is meant.
                    let part = match token.text.as_str() {
                        "sequela" | "sequele" => 0.6,
                        _ if token.encounter && !only_encounter => 0.15,
                        _ => 1.0,
                    };
                    scratch.query[at] += part * token.weight * fit;
                    scratch.term[at] += own * fit;
                };
                let own = self.weight_of(self.text(*reading));
                if let Reading::Word(word) = reading {
                    for term in index.terms(self.extents[*word as usize]) {
                        enter(term, own);
                    }
                }
                if let Some(phrases) = self.phrases_of.get(self.text(*reading)) {
                    for phrase in phrases {
                        enter(base + phrase, own);
                    }
                }
            }
        }
        let mut best: Vec<(f32, u32)> = Vec::with_capacity(scratch.touched.len().min(4096));
        for term in scratch.touched.drain(..) {
            let at = term as usize;
            let total =
                if term < base { self.totals[at] } else { self.phrase_totals[(term - base) as usize] };
            let covered = (scratch.query[at] / needed).min(1.1);
            let own = (scratch.term[at] / total.max(0.1)).min(1.0);
            let phrase = if term < base { 1.0 } else { 0.97 };
            best.push((factor * phrase * covered.powf(1.6) * (0.62 + 0.38 * own), term));
            scratch.query[at] = 0.0;
            scratch.term[at] = 0.0;
            scratch.stamp[at] = 0;
        }
        let keep = (limit * 12).max(60).min(best.len());
        if keep < best.len() {
            best.select_nth_unstable_by(keep, |a, b| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1)));
            best.truncate(keep);
        }
        for (score, term) in best {
            let (row, is_aid) = if term < base {
                (index.term(term).0, false)
            } else {
                let (entry, _) = self.phrases[(term - base) as usize];
                let Some(place) = place_of(book, aid, entry) else { continue };
                (place.row(), true)
            };
            let slot = found.entry(row).or_insert((0.0, term, is_aid));
            if score > slot.0 + f32::EPSILON {
                *slot = (score, term, is_aid);
            }
        }
    }

    /// The best rows as hits; of equal scores in tabular order.
    fn collect(
        &self,
        book: &Book,
        aid: &Aid,
        found: HashMap<u32, (f32, u32, bool)>,
        (encounter, said): (&[String], &[String]),
        limit: usize,
        search: &mut Search,
    ) {
        // What stands far behind cannot come to the front by its standing.
        let most = found.values().map(|(score, ..)| *score).fold(0.0_f32, f32::max);
        let mut rows: Vec<(f32, u32, u32, bool)> = found
            .into_iter()
            .filter(|(_, (score, ..))| *score > 0.25 * most)
            .filter_map(|(row, (score, term, is_aid))| {
                let place = book.row(row)?;
                Some((score * standing(book, place, encounter, said), row, term, is_aid))
            })
            .collect();
        rows.sort_unstable_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1)));
        let best = rows.first().map_or(0.0, |r| r.0);
        rows.retain(|r| r.0 > 0.12 && r.0 > 0.3 * best);
        for (score, row, term, is_aid) in rows.into_iter().take(limit) {
            let Some(place) = book.row(row) else { continue };
            let (matched, by) = self.matched(book, aid, place, term, is_aid);
            let place = with_seventh(book, place, said).unwrap_or(place);
            if !search.hits.iter().any(|h| h.place == place) {
                search.hits.push(Hit { place, matched, by, score: score.min(1.0) });
            }
        }
    }

    fn matched(&self, book: &Book, aid: &Aid, place: Place, term: u32, is_aid: bool) -> (String, By) {
        if is_aid {
            let (entry, say) = self.phrases[term as usize - book.words().len()];
            let said = aid.terms().get(entry as usize).and_then(|t| t.say.get(say as usize));
            return (said.cloned().unwrap_or_default(), By::FindingAid);
        }
        match book.words().term(term).1 {
            None => (book.row_title(place).to_owned(), By::Title),
            Some(TermSource::Note(number)) => {
                let note = book.notes(place).get(usize::from(number));
                (note.map(|n| n.text.clone()).unwrap_or_default(), By::InclusionTerm)
            }
            Some(TermSource::Index(number)) => {
                let line = book.index().get(number as usize);
                (line.map(|l| l.term.clone()).unwrap_or_default(), By::Index)
            }
        }
    }
}

/// Where a term of the aid leads; nowhere, when it asks.
fn place_of(book: &Book, aid: &Aid, entry: u32) -> Option<Place> {
    match &aid.terms().get(entry as usize)?.leads {
        Leads::To(code) => book.named(code),
        Leads::Asks(_) => None,
    }
}

/// How much a row is what coders look for when the query does not say otherwise: no newborn, no pregnancy, no history, not
/// the residual code, not the opposite.
fn standing(book: &Book, place: Place, encounter: &[String], said: &[String]) -> f32 {
    let name = book.name(place);
    let says = |starts: &[&str]| said.iter().any(|w| starts.iter().any(|s| w.starts_with(s)));
    let mut factor = 1.0;
    if book.rank(place) == Rank::Header && name.len() == 3 {
        factor *= 0.985;
    }
    let speaks = |s: &crate::code::Seventh| encounter.iter().any(|w| s.meaning.contains(w.as_str()));
    if !encounter.is_empty() && book.is_leaf(place) && book.sevenths(place).iter().any(speaks) {
        factor *= 1.06;
    }
    if book.system() != crate::code::System::Icd10Cm {
        return factor;
    }
    let title = book.row_title(place);
    let without = title.contains("without");
    if title.starts_with("Other ") && !says(&["other"]) {
        factor *= 0.95;
    }
    // Opposites share all words but one.
    if (without && says(&["with"]) && !says(&["without"])) || (says(&["without"]) && !without) {
        factor *= 0.88;
    }
    let unasked = match name.as_bytes() {
        [b'P', ..] => {
            !says(&["newborn", "neonat", "perinat", "fet", "baby", "birth", "congenit", "matern", "prematur"])
        }
        [b'O', ..] => !says(&[
            "pregn",
            "obstet",
            "labor",
            "deliver",
            "puerper",
            "postpartum",
            "antepart",
            "trimester",
            "gestat",
            "matern",
            "abort",
            "miscarr",
            "fet",
            "ectopic",
            "placent",
            "eclamp",
            "preeclamp",
            "breast",
            "lactat",
            "cesar",
        ]),
        [b'Z', b'8', b'0'..=b'7', ..] => {
            !says(&["histor", "hx", "famil", "personal", "past", "previous", "prior"])
        }
        _ => false,
    };
    if unasked { factor * 0.93 } else { factor }
}

/// What is meant when nothing is said: a closed fracture (Guidelines I.C.19.c), healing as a rule.
const TAKEN_FOR_GRANTED: &[&str] = &["encounter", "closed", "routine", "healing", "fracture"];

/// The code with the seventh character that words of the query mean: those that the title itself does not hold.
fn with_seventh(book: &Book, place: Place, said: &[String]) -> Option<Place> {
    if said.is_empty() || place.seventh().is_some() || !book.is_leaf(place) || book.sevenths(place).is_empty()
    {
        return None;
    }
    let title = words(book.row_title(place));
    let share = |candidate: &Place| {
        let meaning = words(book.seventh_meaning(*candidate, candidate.seventh()?)?);
        let tells = |w: &&String| !is_weak(w) && !title.contains(w) && w.as_str() != "encounter";
        let hits = meaning.iter().filter(tells).filter(|w| said.contains(w)).count();
        let extra = meaning.iter().filter(tells).filter(|w| !said.contains(w));
        let extra = extra.filter(|w| !TAKEN_FOR_GRANTED.contains(&w.as_str())).count();
        (hits > 0).then_some((hits, std::cmp::Reverse(extra)))
    };
    book.with_sevenths(place)
        .filter_map(|p| Some((share(&p)?, p)))
        .reduce(|best, next| if next.0 > best.0 { next } else { best })
        .map(|(_, place)| place)
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
        query.chars().filter(|c| c.is_ascii_alphanumeric()).collect::<String>().to_ascii_uppercase();
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
