//! From the words of a query to the words of the index: as they are, joined or parted, begun, or misspelt.

use super::near::Near;
use super::searcher::Searcher;
use super::words::is_weak;

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

/// How many slips of typing a word of a length may hold.
const fn slips(len: usize) -> usize {
    match len {
        0..=3 => 0,
        4..=6 => 1,
        7..=11 => 2,
        _ => 3,
    }
}

/// A word of the query with what it may mean: words of the index, each with how well it fits.
pub(super) struct Token {
    pub text: String,
    pub weight: f32,
    pub readings: Vec<(Reading, f32)>,
    pub encounter: bool,
}

#[derive(Clone, Copy)]
pub(super) enum Reading {
    Word(u32),
    Aid(u32),
}

impl Searcher {
    /// Two words that are one in the titles (`non displaced`), and one that nothing is near and that is two (`heartattack`).
    pub(super) fn joined(&self, words: Vec<String>) -> Vec<String> {
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
    pub(super) fn corrected(&self, word: &str) -> String {
        if self.is_known(word) || slips(word.len()) == 0 {
            return word.to_owned();
        }
        let near = self.near(word);
        near.first().map_or_else(|| word.to_owned(), |(reading, _)| self.text(*reading).to_owned())
    }

    pub(super) fn text(&self, reading: Reading) -> &str {
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

    pub(super) fn token(&self, word: &str, with_endings: bool) -> Token {
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
}
