//! Which questions must not meet in a form: near-duplicates, and those of which one gives the other away.
//!
//! What a machine can see of it are words. Two questions are near-duplicates when their stems share most of their words, or
//! fewer and the key too, or when they ask for the same codes. One gives another away when what it shows holds the other's
//! key and much of the other's stem. The bounds are tuned on the shipped library; `bank stats` counts what they keep apart.

use std::collections::{HashMap, HashSet};
use std::sync::OnceLock;

use crate::bank::{Body, Item, fold_text};

/// Share of common words (Jaccard's index) at which stems are near-duplicates.
const ALIKE: f64 = 0.6;
/// The same, where the keys are the same too.
const ALIKE_WITH_KEY: f64 = 0.4;
/// Share of a stem's words that a question must hold to give it away, beside its key.
const TELLS: f64 = 0.45;
/// Stems with fewer words of their own say too little to be compared.
const FEWEST: usize = 3;

/// A question's words, as far as comparing it needs them.
pub(super) struct Words {
    /// Of the stem, with the record of a case; sorted.
    stem: Vec<u32>,
    /// Of everything that is shown: record, stem, choices; sorted.
    shown: Vec<u32>,
    /// What is shown as one text, words parted by spaces, for finding a key in it.
    text: String,
    /// The key as it would be written: texts of keyed choices, or codes. Sorted.
    key: Vec<String>,
    /// It asks for codes.
    codes: bool,
}

/// Numbers for words.
#[derive(Default)]
pub(super) struct Lexicon(HashMap<String, u32>);

impl Lexicon {
    fn numbers<'t>(&mut self, texts: impl Iterator<Item = &'t str>) -> Vec<u32> {
        let mut numbers = Vec::new();
        for text in texts {
            for word in words(text) {
                let next = self.0.len() as u32;
                numbers.push(*self.0.entry(word).or_insert(next));
            }
        }
        numbers.sort_unstable();
        numbers.dedup();
        numbers
    }

    /// The words of a question.
    pub fn read(&mut self, item: &Item) -> Words {
        let question = &item.question;
        let stem = question.stem.as_str();
        // A question of a case says little without its record.
        let documents: Vec<&str> =
            item.case.iter().flat_map(|c| c.documents.iter().map(|d| d.text.as_str())).collect();
        let choices: Vec<&str> = match &question.body {
            Body::Choices(body) => body.choices.iter().map(|c| c.text.as_str()).collect(),
            Body::Match(body) => body.pairs.iter().flat_map(|(l, r)| [l.as_str(), r.as_str()]).collect(),
            Body::Order(body) => body.items.iter().map(|i| i.as_str()).collect(),
            _ => Vec::new(),
        };
        let mut key: Vec<String> = match &question.body {
            Body::Choices(body) => body.choices.iter().filter(|c| c.key).map(|c| spaced(&c.text)).collect(),
            Body::Text(body) => vec![spaced(&body.key)],
            Body::Code(body) => body
                .key
                .iter()
                .filter(|line| !line.optional)
                .filter_map(|line| line.any.first())
                .map(|code| spaced(&code.to_string()))
                .collect(),
            _ => Vec::new(),
        };
        key.sort_unstable();
        let asked: Vec<&str> = documents.into_iter().chain([stem]).collect();
        let shown: Vec<&str> = asked.iter().copied().chain(choices).collect();
        let text = format!(" {} ", shown.iter().map(|t| spaced(t)).collect::<Vec<_>>().join(" "));
        Words {
            stem: self.numbers(asked.iter().copied()),
            shown: self.numbers(shown.iter().copied()),
            text,
            key,
            codes: matches!(question.body, Body::Code(_)),
        }
    }
}

/// Lower case, with single spaces; codes keep their dots.
fn spaced(text: &str) -> String {
    let plain: String =
        text.to_lowercase().chars().map(|c| if c.is_alphanumeric() || c == '.' { c } else { ' ' }).collect();
    let words = plain.split_whitespace().map(|w| w.trim_matches('.')).filter(|w| !w.is_empty());
    words.collect::<Vec<_>>().join(" ")
}

/// Words that stand in every question and tell none from another.
const COMMON: &str = "a an and are as at be been by can code coded coder codes correct does for from has have he her his how in into is \
                      it its of on one or patient patients reported should she that the their then there these they this to was were \
                      what when where which who why will with would assign following most statement year old first listed";

fn words(text: &str) -> Vec<String> {
    static WORDS: OnceLock<HashSet<&str>> = OnceLock::new();
    let common = WORDS.get_or_init(|| COMMON.split_whitespace().collect());
    spaced(text)
        .split(' ')
        .filter(|w| w.len() > 1 && !common.contains(w))
        // One sentence speaks of a repair, another of repairs.
        .map(|w| fold_text(w.strip_suffix('s').filter(|s| s.len() > 3 && !s.ends_with('s')).unwrap_or(w)))
        .collect()
}

/// The pairs among some questions that ask the same, or of which one gives the other away, by their numbers.
pub fn siblings<'i>(items: impl Iterator<Item = &'i Item>) -> Vec<(usize, usize)> {
    let mut lexicon = Lexicon::default();
    let words: Vec<Words> = items.map(|item| lexicon.read(item)).collect();
    pairs(&words)
}

/// The pairs that must not meet, by their numbers. Only questions that share a word of their stems that few have are
/// compared.
pub(super) fn pairs(all: &[Words]) -> Vec<(usize, usize)> {
    let mut holders: HashMap<u32, Vec<usize>> = HashMap::new();
    for (number, words) in all.iter().enumerate() {
        for word in &words.shown {
            holders.entry(*word).or_default().push(number);
        }
    }
    let rare = (all.len() / 6).max(12);
    let mut found = HashSet::new();
    let mut shared: Vec<u32> = vec![0; all.len()];
    for (a, words) in all.iter().enumerate() {
        let mut near: Vec<usize> = Vec::new();
        let of = |word: &u32| holders.get(word).map_or(&[][..], Vec::as_slice);
        // Where all its words are common, the rarest of them tell most.
        let bound = words.stem.iter().map(|w| of(w).len()).min().unwrap_or(0).max(rare);
        for word in &words.stem {
            for b in Some(of(word)).filter(|h| h.len() <= bound).into_iter().flatten() {
                if shared[*b] == 0 {
                    near.push(*b);
                }
                shared[*b] += 1;
            }
        }
        let few = if words.stem.len() < 2 * FEWEST { 1 } else { 2 };
        for b in near {
            let enough = std::mem::take(&mut shared[b]) >= few;
            if enough && b != a && (alike(words, &all[b]) || gives_away(&all[b], words)) {
                found.insert((a.min(b), a.max(b)));
            }
        }
    }
    // Who asks for the same codes asks the same, in whatever words.
    let mut by_codes: HashMap<&[String], Vec<usize>> = HashMap::new();
    for (number, words) in all.iter().enumerate().filter(|(_, w)| w.codes && !w.key.is_empty()) {
        by_codes.entry(&words.key).or_default().push(number);
    }
    for same in by_codes.values() {
        for (at, a) in same.iter().enumerate() {
            found.extend(same[at + 1..].iter().map(|b| (*a, *b)));
        }
    }
    let mut found: Vec<(usize, usize)> = found.into_iter().collect();
    found.sort_unstable();
    found
}

/// How many words two sorted lists share.
fn common(a: &[u32], b: &[u32]) -> usize {
    let mut rest = b;
    let mut count = 0;
    for word in a {
        let before = rest.iter().take_while(|other| *other < word).count();
        rest = &rest[before..];
        count += usize::from(rest.first() == Some(word));
    }
    count
}

fn alike(a: &Words, b: &Words) -> bool {
    let same_key = !a.key.is_empty() && a.key == b.key;
    if a.stem.len().min(b.stem.len()) < FEWEST {
        return false;
    }
    let shared = common(&a.stem, &b.stem);
    let index = shared as f64 / (a.stem.len() + b.stem.len() - shared) as f64;
    index >= if same_key { ALIKE_WITH_KEY } else { ALIKE }
}

/// Whether what `teller` shows holds the key of `asked`, and enough of its stem to know that it is meant.
fn gives_away(teller: &Words, asked: &Words) -> bool {
    // One letter or digit is found anywhere.
    let telling = |key: &String| key.len() >= 4 && teller.text.contains(&format!(" {key} "));
    asked.stem.len() >= FEWEST
        && !asked.key.is_empty()
        && asked.key.iter().all(telling)
        && common(&asked.stem, &teller.shown) as f64 >= TELLS * asked.stem.len() as f64
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(lexicon: &mut Lexicon, stem: &str, choices: &[&str], key: &str, codes: bool) -> Words {
        let shown: Vec<&str> = [stem].into_iter().chain(choices.iter().copied()).collect();
        Words {
            stem: lexicon.numbers([stem].into_iter()),
            shown: lexicon.numbers(shown.iter().copied()),
            text: format!(" {} ", spaced(&shown.join(" "))),
            key: vec![spaced(key)],
            codes,
        }
    }

    #[test]
    fn near_duplicates_and_tellers_are_kept_apart() {
        let mut lexicon = Lexicon::default();
        let all = [
            words(
                &mut lexicon,
                "Which suffix means surgical removal of an organ?",
                &["-ectomy", "-otomy"],
                "-ectomy",
                false,
            ),
            words(
                &mut lexicon,
                "Which suffix means the surgical removal of organs?",
                &["-ectomy", "-pexy"],
                "-ectomy",
                false,
            ),
            words(
                &mut lexicon,
                "What does hematuria mean?",
                &["blood in the urine", "sugar in the urine"],
                "blood in the urine",
                false,
            ),
            words(
                &mut lexicon,
                "A man with hematuria, which means blood in the urine, has a cystoscopy. What is inspected?",
                &["bladder", "kidney"],
                "bladder",
                false,
            ),
            words(&mut lexicon, "Which vessel leaves the left ventricle?", &["aorta"], "aorta", false),
            words(&mut lexicon, "Acute bronchitis in a smoker; assign the code.", &[], "J20.9", true),
            words(&mut lexicon, "A child with acute bronchitis comes back.", &[], "J20.9", true),
        ];
        assert_eq!(pairs(&all), [(0, 1), (5, 6)]);
        // The stem of the third has too few words of its own; with one more it is given away.
        let mut all = all;
        all[2] = words(
            &mut lexicon,
            "A man has hematuria. What does that mean?",
            &["blood in the urine"],
            "blood in the urine",
            false,
        );
        assert_eq!(pairs(&all), [(0, 1), (2, 3), (5, 6)]);
    }
}
