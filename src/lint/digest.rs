//! What rules over the whole library know of a question: its words as numbers, and where it stands.
//!
//! Near-duplicates are found exactly, by the index of Jaccard, without comparing all with all: two sets that share four fifths
//! of their words share one of their rarest words (prefix filtering; Chaudhuri, Ganti and Kaushik 2006).

use std::collections::HashMap;

use rayon::prelude::*;
use serde::{Deserialize, Serialize};

use super::text::{is_common, root, words};
use crate::bank::{BankFile, Body, Question, Span};

/// Stems that share this part of their words are nearly the same.
const ALIKE: Bound = Bound { of: 4, to: 5 };
/// The same, where the keys are the same too.
const ALIKE_WITH_KEY: Bound = Bound { of: 3, to: 5 };
/// Stems with fewer words of their own say too little to be compared, where the keys differ.
const FEWEST: usize = 5;
/// The same, where the keys are the same: all of these words have to be.
const FEWEST_WITH_KEY: usize = 2;

/// One question.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(super) struct Digest {
    /// The identity.
    pub id: String,
    /// Where its stem stands, and its end.
    pub stem: (u32, u32),
    /// Of everything that is shown, and the key.
    whole: u64,
    /// Of the key; 0 where there is none to compare.
    key: u64,
    /// The words of the stem, sorted; empty where it is not compared.
    words: Vec<u32>,
    /// Identities that it had, with their places.
    pub formerly: Vec<String>,
    /// The topic.
    pub topic: String,
    /// It belongs to a case.
    pub in_case: bool,
    /// It is asked.
    pub live: bool,
    /// The type, as a number.
    pub kind: u8,
}

/// Where FNV-1a begins.
const NOTHING: u64 = 0xcbf2_9ce4_8422_2325;

fn hash(text: &str) -> u64 {
    // FNV-1a: the same on every machine and in every run.
    text.bytes().fold(NOTHING, |h, b| (h ^ u64::from(b)).wrapping_mul(0x0100_0000_01b3))
}

/// The words of some texts as one number, whatever parts them and however they are written.
fn folded<'t>(texts: impl IntoIterator<Item = &'t str>) -> u64 {
    let mut whole = 0_u64;
    for text in texts {
        each_word(text, |word| whole = (whole ^ word).wrapping_mul(0x0100_0000_01b3).rotate_left(7));
        whole = whole.wrapping_add(1);
    }
    whole
}

/// The words of a text, in lower case, as numbers. Nearly all texts are ASCII, which needs no tables.
fn each_word(text: &str, mut visit: impl FnMut(u64)) {
    if !text.is_ascii() {
        let lower = text.to_lowercase();
        words(&lower).for_each(|word| visit(hash(word)));
        return;
    }
    let mut word = NOTHING;
    let mut any = false;
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || byte == b'\'' {
            word = (word ^ u64::from(byte.to_ascii_lowercase())).wrapping_mul(0x0100_0000_01b3);
            any = true;
        } else if any {
            visit(word);
            (word, any) = (NOTHING, false);
        }
    }
    if any {
        visit(word);
    }
}

impl Digest {
    pub fn of(question: &Question, file: &BankFile) -> Self {
        let body = &question.body;
        let codes: Vec<String> = match body {
            Body::Code(body) => {
                let lines = body.key.iter().filter(|l| !l.optional);
                lines.filter_map(|l| l.any.first()).map(|c| c.value.to_string()).collect()
            }
            _ => Vec::new(),
        };
        let mut key: Vec<&str> = match body {
            Body::Choices(body) => body.choices.iter().filter(|c| c.key).map(|c| c.text.as_str()).collect(),
            Body::Text(body) => vec![body.key.as_str()],
            Body::Code(_) => codes.iter().map(String::as_str).collect(),
            Body::TrueFalse(body) => vec![if body.key { "true" } else { "false" }],
            Body::Match(body) => body.pairs.iter().flat_map(|(l, r)| [l.as_str(), r.as_str()]).collect(),
            Body::Order(body) => body.items.iter().map(|i| i.as_str()).collect(),
        };
        if !matches!(body, Body::Match(_) | Body::Order(_)) {
            key.sort_unstable();
        }
        let mut shown: Vec<&str> = match body {
            Body::Choices(body) => body.choices.iter().map(|c| c.text.as_str()).collect(),
            _ => Vec::new(),
        };
        shown.sort_unstable();
        let case = question.case.as_ref().and_then(|id| file.cases.iter().find(|c| c.id.value == *id));
        let record = case.into_iter().flat_map(|c| c.documents.iter().map(|d| d.text.as_str()));
        let whole = folded(record.chain([question.stem.as_str()]).chain(shown).chain(key.iter().copied()));
        let lower = if question.stem.is_ascii() {
            question.stem.to_ascii_lowercase()
        } else {
            question.stem.to_lowercase()
        };
        let mut numbers: Vec<u32> =
            words(&lower).filter(|w| !is_common(w)).map(|w| hash(root(w)) as u32).collect();
        numbers.sort_unstable();
        numbers.dedup();
        let key = if matches!(question.body, Body::TrueFalse(_)) { 0 } else { folded(key) };
        let fewest = if key == 0 { FEWEST } else { FEWEST_WITH_KEY };
        // What a case asks about stands in its record.
        if numbers.len() < fewest || question.case.is_some() {
            numbers.clear();
        }
        Self {
            id: question.id.to_string(),
            stem: (question.stem.span.start, question.stem.span.end),
            whole,
            key,
            words: numbers,
            formerly: question.formerly.iter().map(ToString::to_string).collect(),
            topic: question.topic.to_string(),
            in_case: question.case.is_some(),
            live: !question.retired,
            kind: question.kind() as u8,
        }
    }

    pub fn span(&self) -> Span {
        Span { start: self.stem.0, end: self.stem.1 }
    }

    /// The words by which it is compared.
    fn compared(&self) -> &[u32] {
        if self.live { &self.words } else { &[] }
    }
}

/// How two questions are alike.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Likeness {
    /// Word for word.
    Same,
    /// So much of the words of their stems, 0 to 1.
    Near(f64),
}

/// For each question that is like an earlier one: its number, the earlier one's, and how.
pub(super) fn twins(all: &[&Digest]) -> Vec<(usize, usize, Likeness)> {
    let mut found = Vec::new();
    let mut first: HashMap<u64, usize> = HashMap::with_capacity(all.len());
    let mut same = vec![false; all.len()];
    for (number, digest) in all.iter().enumerate().filter(|(_, d)| d.live) {
        let earlier = *first.entry(digest.whole).or_insert(number);
        if earlier != number {
            same[number] = true;
            found.push((number, earlier, Likeness::Same));
        }
    }
    let ranked = ranked(all);
    let compared: Vec<usize> = (0..all.len()).filter(|n| !ranked[*n].is_empty() && !same[*n]).collect();
    // By a word among the rarest of each: to share so much of its words, another one shares one of these. Those with the same key
    // have less to share, and are fewer.
    let mut entries: Vec<(u64, u32)> = compared
        .par_iter()
        .flat_map_iter(|number| {
            let (own, key) = (&ranked[*number], all[*number].key);
            let prefix = |bound: Bound| own.len() - (bound.of * own.len()).div_ceil(bound.to) + 1;
            let mixed = |word: &u32, key: u64| (u64::from(*word) ^ key).wrapping_mul(0x9e37_79b9_7f4a_7c15);
            let short = own.len() < FEWEST;
            let plain = own.iter().take(if short { 0 } else { prefix(ALIKE) });
            let plain = plain.map(move |w| (mixed(w, 0), *number as u32));
            let keyed = own.iter().take(if key == 0 { 0 } else { prefix(ALIKE_WITH_KEY) });
            plain.chain(keyed.map(move |w| (mixed(w, key), *number as u32)))
        })
        .collect();
    entries.par_sort_unstable();
    let groups: Vec<&[(u64, u32)]> = entries.chunk_by(|a, b| a.0 == b.0).filter(|g| g.len() > 1).collect();
    let mut alike: Vec<(u32, u32, f64)> = groups
        .par_iter()
        .flat_map_iter(|group| {
            let pairs = (1..group.len())
                .flat_map(|later| (0..later.min(HOLDERS)).map(move |earlier| (later, earlier)));
            pairs.filter_map(|(later, earlier)| {
                let (number, other) = (group[later].1, group[earlier].1);
                let (a, b) = (all[number as usize], all[other as usize]);
                let short = a.words.len().min(b.words.len()) < FEWEST;
                let bound = if a.key != 0 && a.key == b.key && !short { ALIKE_WITH_KEY } else { ALIKE };
                let share = jaccard(&ranked[number as usize], &ranked[other as usize], bound)?;
                (number != other).then_some((number, other, share))
            })
        })
        .collect();
    // The likest of the earlier ones; of those alike the first.
    alike.par_sort_unstable_by(|a, b| a.0.cmp(&b.0).then(b.2.total_cmp(&a.2)).then(a.1.cmp(&b.1)));
    alike.dedup_by_key(|(number, ..)| *number);
    found.extend(
        alike.into_iter().map(|(n, other, share)| (n as usize, other as usize, Likeness::Near(share))),
    );
    found.sort_unstable_by_key(|(number, ..)| *number);
    found
}

/// A word that so many have tells none from another; the first of them stand for all.
const HOLDERS: usize = 16;

/// The words of each question as ranks: the rarest word of the library first.
fn ranked(all: &[&Digest]) -> Vec<Vec<u32>> {
    let starts: Vec<usize> = all
        .iter()
        .scan(0, |next, digest| Some(std::mem::replace(next, *next + digest.compared().len())))
        .collect();
    // Every word with the place where it stands, the same words together.
    let mut words: Vec<(u32, u32)> = all
        .par_iter()
        .zip(&starts)
        .flat_map_iter(|(d, start)| d.compared().iter().zip(*start as u32..).map(|(word, at)| (*word, at)))
        .collect();
    words.par_sort_unstable();
    let mut groups: Vec<&[(u32, u32)]> = words.chunk_by(|a, b| a.0 == b.0).collect();
    groups.sort_unstable_by_key(|group| (group.len(), group[0].0));
    let mut ranks = vec![0_u32; words.len()];
    for (rank, group) in groups.iter().enumerate() {
        for (_, at) in *group {
            ranks[*at as usize] = rank as u32;
        }
    }
    all.par_iter()
        .zip(&starts)
        .map(|(digest, start)| {
            let mut own = ranks[*start..*start + digest.compared().len()].to_vec();
            own.sort_unstable();
            own
        })
        .collect()
}

/// A part of a whole.
#[derive(Clone, Copy)]
struct Bound {
    of: usize,
    to: usize,
}

/// The share of common words of two sorted sets, 0 to 1, where it reaches the bound.
fn jaccard(a: &[u32], b: &[u32], bound: Bound) -> Option<f64> {
    // |a and b| / |a or b| >= of / to  <=>  |a and b| >= of / (of + to) * (|a| + |b|)
    let wanted = (bound.of * (a.len() + b.len())).div_ceil(bound.of + bound.to);
    let (mut i, mut j, mut shared) = (0, 0, 0);
    while let (Some(x), Some(y)) = (a.get(i), b.get(j)) {
        if shared + (a.len() - i).min(b.len() - j) < wanted {
            return None;
        }
        match x.cmp(y) {
            std::cmp::Ordering::Less => i += 1,
            std::cmp::Ordering::Greater => j += 1,
            std::cmp::Ordering::Equal => (i, j, shared) = (i + 1, j + 1, shared + 1),
        }
    }
    (shared >= wanted).then(|| f64::from(shared as u32) / (a.len() + b.len() - shared) as f64)
}
