//! Ranking: a term scores by the share of the query that it covers and by the share of itself that the query covers, each
//! word weighed by how rare it is; a code then by whether it is what coders look for when nothing more is said.

use std::collections::HashMap;

use super::Aid;
use super::searcher::{By, Hit, Scratch, Search, Searcher, place_of};
use super::tokens::{Reading, Token};
use super::word_index::TermSource;
use super::words::{is_function_word, is_weak, words};
use crate::code::book::{Book, Place};
use crate::code::release::Rank;

impl Searcher {
    /// Adds what a reading of the query finds: for each row the best score, and the term.
    pub(super) fn score(
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
    pub(super) fn collect(
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
pub(super) fn with_seventh(book: &Book, place: Place, said: &[String]) -> Option<Place> {
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
