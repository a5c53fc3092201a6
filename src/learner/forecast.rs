//! What is known, as the score of an exam.

use super::ability::Ability;
use super::calibrate::Calibration;

/// The share of an exam's items that ask, in other words, what a question of a library asks that holds everything there is to
/// ask. No one outside knows it, nor how much there is to ask: both are assumptions, and their uncertainty is part of every
/// interval.
const OVERLAP: f64 = 0.6;
/// An item of an exam stands for so many things that it could have asked.
const THINGS: f64 = 20.0;
/// How far the overlap may be off, as a share of itself.
const OVERLAP_SD: f64 = 0.3;

/// The share of the items of a part that ask what a question of the library asks: the more questions it has for an item, the
/// more, up to a bound.
pub fn overlap(questions: usize, items: f64) -> f64 {
    OVERLAP * (questions as f64 / (THINGS * items.max(1e-9))).min(1.0)
}

/// How far what is remembered of the questions may differ, all together, from what the exam finds remembered.
const TRANSFER_SD: f64 = 0.03;

/// One part of an exam, with what is known of the learner in it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Domain {
    /// Items of the exam that count.
    pub items: f64,
    /// What one item counts.
    pub points: f64,
    /// Questions of the library.
    pub questions: usize,
    /// Those of them that were answered.
    pub seen: usize,
    /// The sum over these of the chance that they are recalled.
    pub recalled: f64,
    /// What is expected of those never asked.
    pub ability: Ability,
}

/// The score that is expected in one part.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct DomainForecast {
    /// The expected share of the points.
    pub score: f64,
    /// The standard deviation of the share that will be obtained.
    pub deviation: f64,
}

/// The score that is expected.
#[derive(Clone, Debug, PartialEq)]
pub struct Forecast {
    /// The expected share of the points.
    pub score: f64,
    /// The standard deviation of the share that will be obtained: what is not known of the learner, and the luck of the
    /// draw of so many items.
    pub deviation: f64,
    /// By part, in the order given.
    pub domains: Vec<DomainForecast>,
}

impl Domain {
    /// How much of the part is decided by what is remembered of questions that were seen.
    fn by_memory(&self) -> f64 {
        overlap(self.questions, self.items) * self.seen as f64 / self.questions.max(1) as f64
    }

    /// The mean chance that those are recalled.
    fn mean_recall(&self) -> f64 {
        if self.seen > 0 { self.recalled / self.seen as f64 } else { 0.0 }
    }

    /// The expected share of the points.
    pub fn expected(&self) -> f64 {
        let by_memory = self.by_memory();
        (1.0 - by_memory) * self.ability.mean + by_memory * self.mean_recall()
    }
}

/// The forecast of an exam of these parts.
///
/// An item of the exam asks, with the chance of the [`overlap`], what a question of the library asks; where that was answered
/// before, memory says how likely it is known. In all other cases it is as a question never asked: the share of first
/// answers says how likely it is answered. Variances are those of the parts (independent), of what the parts have in common
/// (the learner's share over all, overlap, transfer, calibration), and of the draw of the items (binomial).
pub fn forecast(domains: &[Domain], overall: &Ability, calibration: &Calibration) -> Forecast {
    let total: f64 = domains.iter().map(|d| d.items * d.points).sum();
    if total <= 0.0 {
        return Forecast { score: 0.0, deviation: 0.5, domains: Vec::new() };
    }
    let mut parts = Vec::with_capacity(domains.len());
    let (mut score, mut own) = (0.0, 0.0);
    // What the parts have in common: by how much the score moves with each.
    let (mut by_overall, mut by_overlap, mut by_transfer, mut by_shift) = (0.0, 0.0, 0.0, 0.0);
    for domain in domains {
        let (recalled, by_memory, expected) = (domain.mean_recall(), domain.by_memory(), domain.expected());
        let ability = &domain.ability;
        let unknown = (1.0 - by_memory).powi(2) * ability.variance;
        let luck = expected * (1.0 - expected) / domain.items.max(1e-9);
        let overall_effect = (1.0 - by_memory) * ability.borrowed;
        let overlap_effect = by_memory * (recalled - ability.mean);
        let shift_effect = by_memory * recalled * (1.0 - recalled);
        let common = (overall_effect.powi(2) * overall.variance)
            + (overlap_effect * OVERLAP_SD).powi(2)
            + (by_memory * TRANSFER_SD).powi(2)
            + (shift_effect * calibration.error).powi(2);
        parts.push(DomainForecast { score: expected, deviation: (unknown + luck + common).sqrt() });
        let weight = domain.items * domain.points / total;
        score += weight * expected;
        own += weight * weight * (unknown + luck);
        by_overall += weight * overall_effect;
        by_overlap += weight * overlap_effect;
        by_transfer += weight * by_memory;
        by_shift += weight * shift_effect;
    }
    let common = by_overall.powi(2) * overall.variance
        + (by_overlap * OVERLAP_SD).powi(2)
        + (by_transfer * TRANSFER_SD).powi(2)
        + (by_shift * calibration.error).powi(2);
    Forecast { score, deviation: (own + common).sqrt(), domains: parts }
}

impl Forecast {
    /// The interval that holds the score with this chance.
    pub fn interval(&self, level: f64) -> (f64, f64) {
        interval(self.score, self.deviation, level)
    }

    /// The chance of a score that reaches a mark, on so many items.
    pub fn pass(&self, mark: f64, items: f64) -> f64 {
        // A whole number of items passes: half an item is the correction for it.
        let half = 0.5 / items.max(1.0);
        1.0 - normal((mark - half - self.score) / self.deviation.max(1e-9))
    }
}

impl DomainForecast {
    /// The interval that holds the score of this part with this chance.
    pub fn interval(&self, level: f64) -> (f64, f64) {
        interval(self.score, self.deviation, level)
    }
}

fn interval(score: f64, deviation: f64, level: f64) -> (f64, f64) {
    // The quantile by bisection: levels are few, and this needs no table.
    let (mut low, mut high) = (0.0, 10.0);
    for _ in 0..60 {
        let middle = f64::midpoint(low, high);
        if 2.0 * normal(middle) - 1.0 < level { low = middle } else { high = middle }
    }
    ((score - low * deviation).max(0.0), (score + low * deviation).min(1.0))
}

/// The normal distribution function, by the approximation 7.1.26 of Abramowitz and Stegun (error below 1.5e-7).
fn normal(x: f64) -> f64 {
    let z = x.abs() / std::f64::consts::SQRT_2;
    let t = 1.0 / (1.0 + 0.327_591_1 * z);
    let poly = t
        * (0.254_829_592
            + t * (-0.284_496_736 + t * (1.421_413_741 + t * (-1.453_152_027 + t * 1.061_405_429))));
    let erf = 1.0 - poly * (-z * z).exp();
    if x >= 0.0 { f64::midpoint(1.0, erf) } else { f64::midpoint(1.0, -erf) }
}

#[cfg(test)]
mod tests {
    use super::super::ability::{FirstAnswer, abilities};
    use super::*;

    fn domain(items: f64, seen: usize, recalled: f64, ability: Ability) -> Domain {
        Domain { items, points: 1.0, questions: 100, seen, recalled, ability }
    }

    const SURE: Calibration = Calibration { shift: 0.0, error: 0.0 };

    fn known(mean: f64) -> Ability {
        Ability { mean, variance: 0.0, borrowed: 0.0, answers: 1000, evidence: 1000.0 }
    }

    #[test]
    fn with_everything_known_the_luck_of_the_draw_is_left() {
        let found = forecast(&[domain(100.0, 0, 0.0, known(0.7))], &known(0.7), &SURE);
        assert!((found.score - 0.7).abs() < 1e-12);
        assert!((found.deviation - (0.7_f64 * 0.3 / 100.0).sqrt()).abs() < 1e-12);
        let (low, high) = found.interval(0.9);
        assert!((high - low - 2.0 * 1.6449 * found.deviation).abs() < 1e-4);
        // Half of the draws reach what is expected; the correction for whole items adds a little.
        assert!((found.pass(0.7, 100.0) - 0.543).abs() < 0.01);
    }

    #[test]
    fn what_is_remembered_counts_as_far_as_it_is_asked() {
        // A hundred questions for five items: the library holds all there is to ask.
        let found = forecast(&[domain(5.0, 100, 90.0, known(0.5))], &known(0.5), &SURE);
        assert!((found.score - (0.4 * 0.5 + 0.6 * 0.9)).abs() < 1e-12);
        let half = forecast(&[domain(5.0, 50, 45.0, known(0.5))], &known(0.5), &SURE);
        assert!((half.score - (0.7 * 0.5 + 0.3 * 0.9)).abs() < 1e-12);
        // The same hundred for fifty items hold a tenth of it.
        let large = forecast(&[domain(50.0, 100, 90.0, known(0.5))], &known(0.5), &SURE);
        assert!((large.score - (0.94 * 0.5 + 0.06 * 0.9)).abs() < 1e-12);
    }

    #[test]
    fn parts_of_which_nothing_is_known_err_together() {
        let (parts, overall) = abilities(2, &[FirstAnswer { domain: 0, share: 1.0, age: 0.0 }]);
        let both =
            forecast(&[domain(50.0, 0, 0.0, parts[0]), domain(50.0, 0, 0.0, parts[1])], &overall, &SURE);
        let independent: f64 = both.domains.iter().map(|d| 0.25 * d.deviation * d.deviation).sum();
        assert!(both.deviation > independent.sqrt() * 1.1);
    }

    #[test]
    fn the_normal_distribution() {
        for (x, p) in [(0.0, 0.5), (1.0, 0.841_344_7), (-1.96, 0.024_997_9), (3.0, 0.998_650_1)] {
            assert!((normal(x) - p).abs() < 1e-6);
        }
    }
}
