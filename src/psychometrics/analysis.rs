//! From answers to statistics.

use rayon::prelude::*;

use super::groups::{Counts, Groups};
use super::responses::{Column, Responses, Symbol};
use super::sums::{Standing, Sums, is_plain, sums_by_total, whole_totals};
use super::verdict::{FEWEST, SURE};

/// How much a figure can be trusted by the number of answers behind it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Counted {
    /// Under 20: counts, and no statistics.
    CountsOnly,
    /// Under 100.
    Provisional,
    /// From 100 on.
    Sure,
}

impl Counted {
    /// Of this many answers.
    pub const fn of(n: usize) -> Self {
        if n < FEWEST {
            Counted::CountsOnly
        } else if n < SURE {
            Counted::Provisional
        } else {
            Counted::Sure
        }
    }

    /// The name in the machine output.
    pub const fn name(self) -> &'static str {
        match self {
            Counted::CountsOnly => "counts-only",
            Counted::Provisional => "provisional",
            Counted::Sure => "sure",
        }
    }
}

/// The statistics of a choice.
#[derive(Clone, Debug, PartialEq)]
pub struct ChoiceStatistics {
    /// The choice.
    pub id: String,
    /// Whether it is keyed, as far as that is known.
    pub key: bool,
    /// How many took it.
    pub n: usize,
    /// Their share of all who answered, 0 to 1.
    pub share: f64,
    /// Correlation of taking it with the rest of the test; absent under 20 answers and where all or none took it.
    pub discrimination: Option<f64>,
    /// The share that took it in the lower 27 %, between, and in the upper 27 %.
    pub by_group: Option<[f64; 3]>,
}

/// The statistics of an item.
#[derive(Clone, Debug, PartialEq)]
pub struct ItemStatistics {
    /// The question.
    pub question: String,
    /// What decided the answer, as a number; absent where it is not known.
    pub revision: Option<u64>,
    /// Answers.
    pub n: usize,
    /// How many of them were correct: full points.
    pub correct: usize,
    /// The mean share of the points, 0 to 1.
    pub facility: f64,
    /// Correlation of the points with the rest of the test, the item left out, -1 to 1; absent under 20 answers, and where
    /// all earned the same.
    pub discrimination: Option<f64>,
    /// Facility in the lower 27 %, between, and in the upper 27 %.
    pub by_group: Option<[f64; 3]>,
    /// What was picked.
    pub choices: Vec<ChoiceStatistics>,
    /// The choices go by the letters of a matrix, and nothing says which choices of the bank those are.
    pub lettered: bool,
    /// Whether the key that the answers were marked by is not the bank's.
    pub other_key: bool,
    /// Whether one of the choices is picked, so that one that nobody picks says something; codes are entered freely.
    pub closed: bool,
}

impl ItemStatistics {
    /// How much the figures can be trusted.
    pub fn counted(&self) -> Counted {
        Counted::of(self.n)
    }

    /// Upper less lower 27 %, -1 to 1.
    pub fn upper_lower(&self) -> Option<f64> {
        self.by_group.map(|[low, _, up]| rounded(up - low))
    }
}

/// The statistics of a test.
#[derive(Clone, Debug, PartialEq)]
pub struct Analysis {
    /// Candidates.
    pub candidates: usize,
    /// Whether every candidate answered every question.
    pub common_form: bool,
    /// Mean of the points; only of a common form.
    pub mean: Option<f64>,
    /// Standard deviation of the points (n - 1); only of a common form.
    pub sd: Option<f64>,
    /// Cronbach's alpha, KR-20 where items earn all or nothing; only of a common form of two questions and more with 20
    /// candidates and more.
    pub reliability: Option<f64>,
    /// Standard error of measurement in points: SD * sqrt(1 - reliability).
    pub sem: Option<f64>,
    /// How many candidates have each whole number of points, from 0 to all, parts of a point dropped; only of a common form.
    pub scores: Vec<usize>,
    /// Later attempts that were not used.
    pub repeated: usize,
    /// Answers to older revisions that were not used.
    pub superseded: usize,
    /// The items.
    pub items: Vec<ItemStatistics>,
}

/// Statistics of all answers. The order of candidates does not count.
pub fn analyse(responses: &Responses) -> Analysis {
    let common = responses.is_complete() && responses.candidates > 0;
    if common && is_plain(responses) {
        return plain(responses);
    }
    let standing = Standing::of(responses, common);
    let items: Vec<Moments> = responses
        .columns
        .par_iter()
        .map(|column| Moments::of(column, &standing.sums(column), &standing.groups))
        .collect();
    whole(responses, items, common.then_some(&standing.counts))
}

/// A common form of items worth one point: whole numbers throughout.
fn plain(responses: &Responses) -> Analysis {
    let (totals, most) = (whole_totals(responses), responses.columns.len());
    let mut counts = vec![0_u64; most + 1];
    for total in &totals {
        counts[usize::from(*total)] += 1;
    }
    let counts: Counts = (0_u32..).map(f64::from).zip(counts).filter(|(_, n)| *n > 0).collect();
    let groups = Groups::of(&counts);
    let squares: f64 = counts.iter().map(|(total, n)| *n as f64 * total * total).sum();
    let items: Vec<Moments> = responses
        .columns
        .par_iter()
        .map(|column| {
            let mut sums = sums_by_total(column, &totals, most, &groups);
            // (total - own)^2 = total^2 - own (2 rest + own)
            let own =
                |(s, symbol): (&Sums, &Symbol)| symbol.score * (2.0 * s.rest + s.n as f64 * symbol.score);
            let own: f64 = sums.iter().zip(&column.symbols).map(own).sum();
            if let Some(first) = sums.first_mut() {
                first.rest2 = squares - own;
            }
            Moments::of(column, &sums, &groups)
        })
        .collect();
    whole(responses, items, Some(&counts))
}

/// Mean and standard deviation.
fn spread(counts: &Counts) -> (f64, f64) {
    let n = counts.iter().map(|(_, n)| n).sum::<u64>() as f64;
    let mean = counts.iter().map(|(value, n)| value * *n as f64).sum::<f64>() / n;
    let squares: f64 = counts.iter().map(|(value, n)| *n as f64 * (value - mean).powi(2)).sum();
    (mean, (squares / (n - 1.0).max(1.0)).sqrt())
}

/// How many have each whole number of points.
fn scores(counts: &Counts, most: usize) -> Vec<usize> {
    let mut scores = vec![0; most + 1];
    for (points, n) in counts {
        // A sum of thirds may fall short of a whole by a hair.
        scores[((points + 1e-9) as usize).min(most)] += *n as usize;
    }
    scores
}

/// An item with its variance, which reliability needs.
struct Moments {
    item: ItemStatistics,
    variance: f64,
}

/// `counts` of the points of a common form.
fn whole(responses: &Responses, items: Vec<Moments>, counts: Option<&Counts>) -> Analysis {
    let k = items.len() as f64;
    let (mean, sd) = counts.map(spread).unzip();
    let enough = items.len() > 1 && responses.candidates >= FEWEST;
    let reliability = sd.filter(|sd| enough && *sd > 0.0).map(|sd| {
        let of_items: f64 = items.iter().map(|i| i.variance).sum();
        k / (k - 1.0) * (1.0 - of_items / (sd * sd))
    });
    let sem = reliability.zip(sd).map(|(r, sd)| sd * (1.0 - r).max(0.0).sqrt());
    Analysis {
        candidates: responses.people,
        common_form: counts.is_some(),
        mean: mean.map(rounded),
        sd: sd.map(rounded),
        reliability: reliability.map(rounded),
        sem: sem.map(rounded),
        scores: counts.map(|c| scores(c, items.len())).unwrap_or_default(),
        repeated: responses.repeated,
        superseded: responses.superseded,
        items: items.into_iter().map(|m| m.item).collect(),
    }
}

/// To nine decimals: what lies beyond depends on the order of the sums.
fn rounded(value: f64) -> f64 {
    (value * 1e9).round() / 1e9
}

impl Moments {
    fn of(column: &Column, sums: &[Sums], groups: &Groups) -> Self {
        let n: u64 = sums.iter().map(|s| s.n).sum();
        let scores = || sums.iter().zip(&column.symbols);
        let points: f64 = scores().map(|(s, symbol)| s.n as f64 * symbol.score).sum();
        let facility = if n > 0 { points / n as f64 } else { 0.0 };
        let squares: f64 = scores().map(|(s, symbol)| s.n as f64 * (symbol.score - facility).powi(2)).sum();
        let variance = squares / (n.saturating_sub(1).max(1)) as f64;
        let known = Counted::of(n as usize) != Counted::CountsOnly;
        let rest = Rest::of(sums);
        let discrimination = rest.correlation(sums.iter().zip(column.symbols.iter().map(|s| s.score)));
        let by_group = shares_by_group(scores().map(|(s, symbol)| (s, symbol.score)), sums, groups);
        let picks =
            |choice: u32| column.symbols.iter().map(move |s| f64::from(u8::from(s.picks.contains(&choice))));
        let choices = column.choices.iter().enumerate().map(|(number, choice)| {
            let number = number as u32;
            let taken: f64 = sums.iter().zip(picks(number)).map(|(s, taken)| s.n as f64 * taken).sum();
            ChoiceStatistics {
                id: choice.id.clone(),
                key: choice.key,
                n: taken as usize,
                share: rounded(if n > 0 { taken / n as f64 } else { 0.0 }),
                discrimination: rest
                    .correlation(sums.iter().zip(picks(number)))
                    .filter(|_| known)
                    .map(rounded),
                by_group: shares_by_group(sums.iter().zip(picks(number)), sums, groups)
                    .filter(|_| known)
                    .map(|g| g.map(rounded)),
            }
        });
        let correct = scores().filter(|(_, symbol)| symbol.score >= 1.0).map(|(s, _)| s.n).sum::<u64>();
        let item = ItemStatistics {
            question: column.question.clone(),
            revision: column.revision,
            n: n as usize,
            correct: correct as usize,
            facility: rounded(facility),
            discrimination: discrimination.filter(|_| known).map(rounded),
            by_group: by_group.filter(|_| known).map(|g| g.map(rounded)),
            choices: choices.collect(),
            lettered: column.revision.is_none() && !column.choices.is_empty(),
            other_key: false,
            closed: column.closed,
        };
        Self { item, variance }
    }
}

/// The rest of the test over all who answered an item.
struct Rest {
    n: f64,
    sum: f64,
    squares: f64,
}

impl Rest {
    fn of(sums: &[Sums]) -> Self {
        Self {
            n: sums.iter().map(|s| s.with_rest as f64).sum(),
            sum: sums.iter().map(|s| s.rest).sum(),
            squares: sums.iter().map(|s| s.rest2).sum(),
        }
    }

    /// Pearson's correlation of a value of each symbol with the rest.
    fn correlation<'s>(&self, values: impl Iterator<Item = (&'s Sums, f64)>) -> Option<f64> {
        let (mut x, mut xx, mut xy) = (0.0, 0.0, 0.0);
        for (sums, value) in values {
            let n = sums.with_rest as f64;
            x += n * value;
            xx += n * value * value;
            xy += value * sums.rest;
        }
        let covariance = self.n * xy - x * self.sum;
        // What is left of a difference of large equal sums is rounding, and no spread.
        let spread = |squares: f64, sum: f64| {
            let spread = self.n * squares - sum * sum;
            (spread > 1e-11 * self.n * squares).then_some(spread)
        };
        let spread = spread(xx, x)? * spread(self.squares, self.sum)?;
        let found = covariance / spread.sqrt();
        (self.n > 2.0 && found.is_finite()).then(|| found.clamp(-1.0, 1.0))
    }
}

/// The mean of a value of each symbol in the lower group, between, and in the upper group.
fn shares_by_group<'s>(
    values: impl Iterator<Item = (&'s Sums, f64)>,
    all: &[Sums],
    groups: &Groups,
) -> Option<[f64; 3]> {
    let parts = |sums: &Sums| {
        let mut parts = [0.0; 3];
        for (count, (low, up)) in sums.classes.iter().zip(groups.weights) {
            let count = *count as f64;
            parts[0] += count * low;
            parts[1] += count * (1.0 - low - up).max(0.0);
            parts[2] += count * up;
        }
        parts
    };
    let mut of = [0.0; 3];
    for sums in all {
        for (to, part) in of.iter_mut().zip(parts(sums)) {
            *to += part;
        }
    }
    let mut shares = [0.0; 3];
    for (sums, value) in values {
        for (to, part) in shares.iter_mut().zip(parts(sums)) {
            *to += value * part;
        }
    }
    // Of a group in which fewer than five answered, a share says nothing.
    if of[0] < 5.0 || of[2] < 5.0 {
        return None;
    }
    Some(
        [0, 1, 2]
            .map(|g| if of[g] > 0.0 { shares[g] / of[g] } else { f64::NAN })
            .map(|s| if s.is_nan() { 0.0 } else { s }),
    )
}
