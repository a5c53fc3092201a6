//! Drawing forms from a library: what there is, what it costs to take it, and what is lacking.

use std::cell::OnceCell;
use std::collections::{HashMap, HashSet};

use jiff::Timestamp;

use super::assemble::{Filled, Outcome, PATIENCE, Problem, assemble};
use super::counts::Measure;
use super::likeness::{self, Lexicon, Words};
use super::pieces::{Piece, is_of_type, measures};
use crate::bank::{Blueprint, ItemOrder, QuestionId};
use crate::library::{Library, QuestionRef};
use crate::progress::Standing;

/// Units of a domain that are looked at first, for each item wanted.
const FIRST_LOOK: usize = 40;

/// What a form is drawn from.
pub struct Pool<'l> {
    /// The library.
    pub library: &'l Library,
    /// All its questions, in the order that decides between equals: shuffled.
    pub order: Vec<QuestionRef>,
    /// What the learner has done; none for forms that are the same for everybody.
    pub standing: Option<(&'l Standing, Timestamp)>,
    /// Pairs of the whole library that must not meet, once they were looked for.
    apart: OnceCell<HashSet<(QuestionRef, QuestionRef)>>,
}

/// Up to so many questions all pairs are compared once; in a larger library those that are looked at.
const COMPARED_AT_ONCE: usize = 4_000;

/// One item of a form.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FormItem {
    /// The question.
    pub question: QuestionId,
    /// The number of its domain in the blueprint.
    pub domain: usize,
    /// It does not count.
    pub pretest: bool,
    /// It measures its domain as the exam does.
    pub measures: bool,
    /// It is of a type that the exam has.
    pub of_type: bool,
}

/// One concrete selection of questions that satisfies a blueprint.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Form {
    /// The items, in the order in which they are asked.
    pub items: Vec<FormItem>,
    /// How many forms had to be drawn at once: such a form is another one when fewer are drawn.
    pub of: Option<usize>,
}

/// Why there is no form.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Shortfall {
    /// Domains that cannot be filled: how many items are lacking, and of how many.
    pub lacks: Vec<Lack>,
    /// The longest form that can be had.
    pub largest: Option<u32>,
    /// The search was cut off: there may be a form after all.
    pub cut_off: bool,
}

/// A domain that cannot be filled.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Lack {
    /// The domain's title.
    pub domain: String,
    /// Items wanted.
    pub wanted: u32,
    /// Items lacking.
    pub lacking: u32,
}

/// What is to be filled.
struct Wanted<'a> {
    blueprint: &'a Blueprint,
    measure: Measure,
    forms: usize,
    /// How long the search may go on.
    patience: u64,
}

impl<'a> Wanted<'a> {
    fn new(blueprint: &'a Blueprint, length: u32, forms: usize) -> Self {
        Self { blueprint, measure: Measure::of(blueprint, length), forms, patience: PATIENCE }
    }
}

impl<'l> Pool<'l> {
    /// A pool.
    pub fn new(
        library: &'l Library,
        order: Vec<QuestionRef>,
        standing: Option<(&'l Standing, Timestamp)>,
    ) -> Self {
        Self { library, order, standing, apart: OnceCell::new() }
    }

    /// Draws forms, none of which shares a question with another, each whole and balanced.
    pub fn forms(&self, blueprint: &Blueprint, length: u32, forms: usize) -> Result<Vec<Form>, Shortfall> {
        let wanted = Wanted::new(blueprint, length, forms);
        let measure = &wanted.measure;
        let pieces = self.pieces(blueprint);
        match self.fill(&wanted, &pieces) {
            (Outcome::Found(found), of) => {
                Ok(found.iter().map(|form| self.form(&wanted, &pieces, form, of)).collect())
            }
            (outcome, _) => {
                let cut_off = outcome == Outcome::CutOff;
                let lacking = if let Outcome::Impossible(lacking) = outcome { lacking } else { Vec::new() };
                let lacks = blueprint.domains.iter().zip(lacking).enumerate().filter(|(_, (_, n))| *n > 0);
                Err(Shortfall {
                    lacks: lacks
                        .map(|(number, (domain, lacking))| Lack {
                            domain: domain.title.clone(),
                            wanted: measure.of_domain(number) * forms as u32,
                            lacking,
                        })
                        .collect(),
                    largest: self.largest(&wanted, &pieces),
                    cut_off,
                })
            }
        }
    }

    /// How many forms without a common question the library makes, up to a bound.
    pub fn most_forms(&self, blueprint: &Blueprint, length: u32, bound: usize) -> usize {
        let pieces = self.pieces(blueprint);
        let wanted = |forms: usize| Wanted::new(blueprint, length, forms);
        // One after the other as far as that goes; then whether all at once makes more.
        let mut forms = self.one_by_one(&wanted(bound), &pieces).len();
        while forms < bound && matches!(self.fill(&wanted(forms + 1), &pieces), (Outcome::Found(_), _)) {
            forms += 1;
        }
        forms
    }

    /// By domain: how many questions it can draw from, and how many of them are of the types that the exam has.
    pub fn stock(&self, blueprint: &Blueprint) -> Vec<(u32, u32)> {
        let mut stock = vec![(0, 0); blueprint.domains.len()];
        for piece in self.pieces(blueprint) {
            for (number, _) in &piece.unit.domains {
                let domain = &blueprint.domains[*number];
                let fits = |q: &&QuestionRef| is_of_type(self.library, **q, blueprint, domain);
                stock[*number].0 += piece.unit.size;
                stock[*number].1 += piece.questions.iter().filter(fits).count() as u32;
            }
        }
        stock
    }

    /// How many pairs of questions no form may hold together; none where the library is too large to compare all.
    pub fn kept_apart(&self, blueprint: &Blueprint) -> Option<usize> {
        let pieces = self.pieces(blueprint);
        let all: Vec<&Piece> = pieces.iter().collect();
        (self.order.len() <= COMPARED_AT_ONCE).then(|| self.exclusions(&all).len())
    }

    /// The longest form below the length that was wanted. Lengths for which a domain has too few questions are passed over
    /// unseen; of the others none is looked for long.
    fn largest(&self, wanted: &Wanted<'_>, pieces: &[Piece]) -> Option<u32> {
        /// Lengths that are tried in earnest.
        const TRIED: usize = 150;
        let stock = self.stock(wanted.blueprint);
        let forms = wanted.forms as u32;
        let shorter = (1..wanted.measure.items()).rev().map(|length| Wanted {
            patience: wanted.patience / 50,
            ..Wanted::new(wanted.blueprint, length, wanted.forms)
        });
        let enough =
            |w: &Wanted<'_>| w.measure.all().iter().zip(&stock).all(|(quota, (n, _))| quota * forms <= *n);
        shorter
            .filter(enough)
            .take(TRIED)
            .find(|w| matches!(self.fill(w, pieces), (Outcome::Found(_), _)))
            .map(|w| w.measure.items())
    }

    /// Fills forms one after the other; where that does not make all of them, all at once, and then says so.
    fn fill(&self, wanted: &Wanted<'_>, pieces: &[Piece]) -> (Outcome, Option<usize>) {
        let all: Vec<usize> = (0..pieces.len()).collect();
        if wanted.forms == 1 {
            return (self.fill_from(wanted, pieces, &all, 1), None);
        }
        let found = self.one_by_one(wanted, pieces);
        if found.len() == wanted.forms {
            return (Outcome::Found(found), None);
        }
        (self.fill_from(wanted, pieces, &all, wanted.forms), Some(wanted.forms))
    }

    /// Forms, each as good as can be from what those before it left.
    fn one_by_one(&self, wanted: &Wanted<'_>, pieces: &[Piece]) -> Vec<Filled> {
        let mut left: Vec<usize> = (0..pieces.len()).collect();
        let mut found = Vec::new();
        while found.len() < wanted.forms {
            let Outcome::Found(mut form) = self.fill_from(wanted, pieces, &left, 1) else { break };
            let taken: HashSet<usize> = form.iter().flatten().flatten().copied().collect();
            left.retain(|at| !taken.contains(at));
            found.append(&mut form);
        }
        found
    }

    /// Fills from some of the pieces: the best of them first, all when these are not enough.
    fn fill_from(&self, wanted: &Wanted<'_>, pieces: &[Piece], from: &[usize], forms: usize) -> Outcome {
        let quotas = wanted.measure.all();
        let first: Vec<usize> = best(pieces, from, &quotas, forms);
        let attempt = |of: &[usize]| {
            let chosen: Vec<&Piece> = of.iter().map(|at| &pieces[*at]).collect();
            let problem = Problem {
                quotas: quotas.clone(),
                forms,
                apart: self.exclusions(&chosen),
                levels: levels(wanted.blueprint, &chosen),
                units: chosen.iter().map(|p| p.unit.clone()).collect(),
            };
            let numbers = |form: Vec<Vec<usize>>| {
                form.into_iter().map(|units| units.into_iter().map(|u| of[u]).collect()).collect()
            };
            match assemble(&problem, wanted.patience) {
                Outcome::Found(forms) => Outcome::Found(forms.into_iter().map(numbers).collect()),
                other => other,
            }
        };
        match attempt(&first) {
            found @ Outcome::Found(_) => found,
            other if first.len() == from.len() => other,
            _ => attempt(from),
        }
    }

    /// Pairs of pieces of which questions must not meet.
    fn exclusions(&self, pieces: &[&Piece]) -> Vec<(usize, usize)> {
        let of: HashMap<QuestionRef, usize> = pieces
            .iter()
            .enumerate()
            .flat_map(|(number, piece)| piece.questions.iter().map(move |q| (*q, number)))
            .collect();
        let here;
        let pairs = if self.order.len() <= COMPARED_AT_ONCE {
            self.apart.get_or_init(|| self.compare(self.order.iter().copied()))
        } else {
            here = self.compare(of.keys().copied());
            &here
        };
        let mut apart: Vec<(usize, usize)> = pairs
            .iter()
            .filter_map(|(a, b)| Some((*of.get(a)?, *of.get(b)?)))
            .filter(|(a, b)| a != b)
            .map(|(a, b)| (a.min(b), a.max(b)))
            .collect();
        apart.sort_unstable();
        apart.dedup();
        apart
    }

    fn compare(&self, questions: impl Iterator<Item = QuestionRef>) -> HashSet<(QuestionRef, QuestionRef)> {
        let mut lexicon = Lexicon::default();
        let mut of: Vec<QuestionRef> = Vec::new();
        let mut words: Vec<Words> = Vec::new();
        for question in questions {
            // What cannot be read is asked by nobody.
            if let Ok(item) = self.library.item(question) {
                of.push(question);
                words.push(lexicon.read(&item));
            }
        }
        likeness::pairs(&words).into_iter().map(|(a, b)| (of[a], of[b])).collect()
    }

    /// The form as it is asked: domain after domain or mixed, cases whole.
    fn form(&self, wanted: &Wanted<'_>, pieces: &[Piece], filled: &[Vec<usize>], of: Option<usize>) -> Form {
        let (blueprint, measure) = (wanted.blueprint, &wanted.measure);
        let mut units: Vec<(usize, usize)> =
            filled.iter().enumerate().flat_map(|(d, units)| units.iter().map(move |u| (d, *u))).collect();
        match blueprint.order {
            ItemOrder::Outline => units.sort_by_key(|(domain, unit)| (*domain, pieces[*unit].rank)),
            ItemOrder::Mixed => units.sort_by_key(|(_, unit)| pieces[*unit].rank),
        }
        let mut items = Vec::new();
        for (domain, unit) in units {
            let piece = &pieces[unit];
            for question in &piece.questions {
                let Some(id) = self.library.id(*question) else { continue };
                let measures = measures(self.library, *question, &blueprint.domains[domain]);
                let of_type = is_of_type(self.library, *question, blueprint, &blueprint.domains[domain]);
                items.push((
                    FormItem { question: id, domain, pretest: false, measures, of_type },
                    piece.unit.size,
                ));
            }
        }
        // Those that do not count: questions that stand alone first. Which of them has nothing to do with where they come:
        // who runs out of time must not lose them before the others.
        let scatter = |id: &QuestionId| {
            let mut hasher = blake3::Hasher::new();
            for question in self.order.iter().take(8) {
                hasher.update(&question.0.to_le_bytes());
            }
            *hasher.update(id.as_str().as_bytes()).finalize().as_bytes()
        };
        for domain in 0..filled.len() {
            let mut own: Vec<usize> = (0..items.len()).filter(|at| items[*at].0.domain == domain).collect();
            own.sort_by_cached_key(|at| (items[*at].1 > 1, scatter(&items[*at].0.question)));
            for at in own.into_iter().take(measure.pretest[domain] as usize) {
                items[at].0.pretest = true;
            }
        }
        Form { items: items.into_iter().map(|(item, ..)| item).collect(), of }
    }
}

/// The cheapest pieces of every domain, many times more than are wanted.
fn best(pieces: &[Piece], from: &[usize], quotas: &[u32], forms: usize) -> Vec<usize> {
    let mut kept: HashSet<usize> = HashSet::new();
    for (domain, quota) in quotas.iter().enumerate() {
        let cost = |at: &usize| pieces[*at].unit.domains.iter().find(|(d, _)| *d == domain).map(|(_, c)| *c);
        let mut own: Vec<usize> = from.iter().copied().filter(|at| cost(at).is_some()).collect();
        own.sort_by_key(|at| (cost(at), pieces[*at].rank));
        kept.extend(own.into_iter().take(FIRST_LOOK * (*quota as usize) * forms));
    }
    from.iter().copied().filter(|at| kept.contains(at)).collect()
}

/// Wanted per cent of the levels by domain: the blueprint's, or as what there is has them, so that all forms are alike.
fn levels(blueprint: &Blueprint, pieces: &[&Piece]) -> Vec<[u32; 3]> {
    let of = |domain: usize| {
        let mut counts = [0_u32; 3];
        for piece in pieces.iter().filter(|p| p.unit.domains.iter().any(|(d, _)| *d == domain)) {
            if let Some(level) = piece.unit.level {
                counts[level] += 1;
            }
        }
        let all = counts.iter().sum::<u32>().max(1);
        counts.map(|n| (100 * n + all / 2) / all)
    };
    (0..blueprint.domains.len()).map(|d| blueprint.levels.unwrap_or_else(|| of(d))).collect()
}
