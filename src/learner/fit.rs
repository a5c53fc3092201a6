//! Fitting the parameters of memory to a learner's own answers.

use std::sync::{Arc, Mutex};

use fsrs::{CombinedProgressState, ComputeParametersInput, FSRSItem, FSRSReview, compute_parameters};
use serde::{Deserialize, Serialize};

use super::memory::{Memory, Model};
use super::remembered::Review;

/// So many answers on a later day than the one before say something of how memory moves.
const ENOUGH: usize = 100;
/// The share of the answers, the last ones, that is held back to see whether the fit predicts them better.
const HELD_BACK: f64 = 0.2;
/// So many held back answers are needed to tell one model from another.
const HELD_BACK_LEAST: usize = 20;
/// By so much, in log loss, a fit has to be better: less is within the luck of the draw.
const WORTH_IT: f64 = 0.001;
/// The latest answers are enough to learn from, and more would take long.
const MOST: usize = 50_000;
/// Of one question so many answers: what follows is much like what came before.
const LONGEST: usize = 64;

/// The setting under which the last fit is recorded.
pub const FIT_SETTING: &str = "memory";

/// How far a fit has got.
#[derive(Clone)]
pub struct Fitting(Arc<Mutex<CombinedProgressState>>);

impl Default for Fitting {
    fn default() -> Self {
        Self(CombinedProgressState::new_shared())
    }
}

impl Fitting {
    /// Steps done, and steps in all; zero until that is known.
    pub fn steps(&self) -> (usize, usize) {
        // Whoever panicked with the lock left numbers behind all the same.
        let state = self.0.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        (state.current(), state.total())
    }
}

/// What a fit found, as it is recorded.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Fitted {
    /// How many answers there were to learn from.
    pub answers: usize,
    /// The parameters to go on with: fitted to all answers where the fit predicts better, else those that were in use.
    pub parameters: Vec<f32>,
    /// Whether the fit was taken.
    pub taken: bool,
    /// The number of the last day whose answers the parameters were fitted to; none when they are the defaults.
    #[serde(default)]
    pub until: Option<i32>,
    /// The log loss of the parameters in use on the answers held back.
    pub before: f64,
    /// The log loss of the fit on them.
    pub after: f64,
}

/// How many answers there are from which something can be learned of how memory moves.
pub fn reviews_in<'r>(histories: impl Iterator<Item = &'r [Review]>) -> usize {
    histories.map(|reviews| reviews.windows(2).filter(|pair| pair[1].day() > pair[0].day()).count()).sum()
}

/// Whether there is more to learn from: a tenth more answers than at the last fit.
pub fn is_time_to_fit(answers: usize, last: Option<&Fitted>) -> bool {
    answers >= ENOUGH
        && last.is_none_or(|last| answers >= last.answers + (last.answers / 10).max(HELD_BACK_LEAST))
}

/// Fits the parameters to histories, one a question. The fit is made on the earlier answers and tried on the later ones, of
/// which the model in use was not fitted to any; only where it predicts these better is it taken, fitted to all. None where
/// there are too few.
pub fn fit(
    histories: &[Vec<Review>],
    model: &Model,
    last: Option<&Fitted>,
    progress: &Fitting,
) -> Option<Fitted> {
    let answers = reviews_in(histories.iter().map(Vec::as_slice));
    if answers < ENOUGH {
        return None;
    }
    let mut days: Vec<i32> = histories.iter().flatten().map(|r| r.day()).collect();
    days.sort_unstable();
    let latest = *days.last()?;
    let by_share = days[((1.0 - HELD_BACK) * days.len() as f64) as usize];
    let held_back = last.and_then(|l| l.until).map_or(by_share, |until| by_share.max(until + 1));
    let (before, tried) = loss(model, histories, held_back)?;
    if tried < HELD_BACK_LEAST {
        return None;
    }
    let earlier: Vec<Vec<Review>> = histories
        .iter()
        .map(|reviews| reviews.iter().copied().take_while(|r| r.day() < held_back).collect())
        .collect();
    let trial = Model::new(&parameters(&earlier, progress)?)?;
    let (after, _) = loss(&trial, histories, held_back)?;
    let fitted = (after < before - WORTH_IT).then(|| parameters(histories, progress)).flatten();
    let fitted = fitted.filter(|p| Model::new(p).is_some());
    let taken = fitted.is_some();
    let until = if taken { Some(latest) } else { last.and_then(|l| l.until) };
    let parameters = fitted.unwrap_or_else(|| model.parameters().to_vec());
    Some(Fitted { answers, parameters, taken, until, before, after })
}

fn parameters(histories: &[Vec<Review>], progress: &Fitting) -> Option<Vec<f32>> {
    // The crate weighs later items more: they have to come in the order of their days.
    let mut items: Vec<(i32, i64, FSRSItem)> = Vec::new();
    for (card, reviews) in histories.iter().enumerate() {
        let mut item: Vec<FSRSReview> = Vec::with_capacity(reviews.len().min(LONGEST));
        let mut last: Option<i32> = None;
        for review in reviews.iter().take(LONGEST) {
            let days = last.map_or(0, |day| (review.day() - day).max(0) as u32);
            item.push(FSRSReview { rating: review.grade() as u32, delta_t: days });
            last = Some(last.map_or(review.day(), |day| day.max(review.day())));
            if days > 0 {
                items.push((review.day(), card as i64, FSRSItem { reviews: item.clone() }));
            }
        }
    }
    items.sort_by_key(|(day, ..)| *day);
    items.drain(..items.len().saturating_sub(MOST));
    let (cards, train_set) = items.into_iter().map(|(_, card, item)| (card, item)).unzip();
    compute_parameters(ComputeParametersInput {
        train_set,
        card_ids: Some(cards),
        progress: Some(Arc::clone(&progress.0)),
        ..ComputeParametersInput::default()
    })
    .ok()
}

/// The mean log loss of what a model expects of the answers from a day on, and how many these are.
fn loss(model: &Model, histories: &[Vec<Review>], from: i32) -> Option<(f64, usize)> {
    let (mut sum, mut count) = (0.0, 0_usize);
    for reviews in histories {
        let mut memory: Option<Memory> = None;
        for review in reviews {
            let next = model.after(memory.as_ref(), review.grade(), review.day());
            if let Some(expected) = next.expected.filter(|_| review.day() >= from) {
                let chance = if next.recalled { expected } else { 1.0 - expected };
                sum -= f64::from(chance).max(1e-6).ln();
                count += 1;
            }
            memory = Some(next);
        }
    }
    (count > 0).then(|| (sum / count as f64, count))
}

#[cfg(test)]
mod tests {
    use super::super::grade::Grade;
    use super::*;

    /// Answers of somebody who forgets as a model says, drawn with a small generator.
    fn histories(model: &Model, questions: u32, seed: u64) -> Vec<Vec<Review>> {
        let mut state = seed;
        let mut uniform = move || {
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            (state >> 11) as f64 / (1_u64 << 53) as f64
        };
        (0..questions)
            .map(|number| {
                let mut day = 20_000 + (number % 50) as i32;
                let mut memory: Option<Memory> = None;
                (0..8)
                    .map(|_| {
                        let recall = memory.map_or(0.5, |m| model.recall(&m, day));
                        let grade = if uniform() < recall { Grade::Good } else { Grade::Again };
                        let next = model.after(memory.as_ref(), grade, day);
                        let review = Review::new(day, grade);
                        day += 1 + (uniform() * 6.0 * f64::from(next.stability).min(30.0)) as i32;
                        memory = Some(next);
                        review
                    })
                    .collect()
            })
            .collect()
    }

    #[test]
    fn too_few_answers_teach_nothing() {
        let histories = histories(&Model::default(), 10, 1);
        assert_eq!(fit(&histories, &Model::default(), None, &Fitting::default()), None);
    }

    #[test]
    fn a_learner_who_forgets_quickly_is_fitted_and_predicted_better() {
        let mut quick = fsrs::DEFAULT_PARAMETERS;
        // The first impression lasts a third as long, and every later one adds less.
        for initial in &mut quick[..4] {
            *initial *= 0.3;
        }
        quick[8] = 0.6;
        let histories = histories(&Model::new(&quick).unwrap(), 400, 2);
        let fitted = fit(&histories, &Model::default(), None, &Fitting::default()).unwrap();
        assert!(fitted.after < fitted.before - 0.002, "{fitted:?}");
        assert!(fitted.taken && fitted.until.is_some());
        // What it was fitted to proves nothing of it: nothing is held back yet.
        let model = Model::new(&fitted.parameters).unwrap();
        assert_eq!(fit(&histories, &model, Some(&fitted), &Fitting::default()), None);
    }

    #[test]
    fn the_names_of_questions_do_not_matter() {
        let mut histories = histories(&Model::default(), 120, 5);
        let found = fit(&histories, &Model::default(), None, &Fitting::default()).unwrap();
        histories.reverse();
        let again = fit(&histories, &Model::default(), None, &Fitting::default()).unwrap();
        assert!((found.after - again.after).abs() < 0.01, "{found:?} {again:?}");
    }

    #[test]
    fn a_fit_that_predicts_no_better_is_not_taken() {
        // Who forgot everything at first, and nothing since: what is learned from the first answers is wrong of the last.
        let histories: Vec<Vec<Review>> = (0..60)
            .map(|_| {
                (0..10)
                    .map(|n| Review::new(20_000 + 4 * n, if n < 7 { Grade::Again } else { Grade::Good }))
                    .collect()
            })
            .collect();
        let fitted = fit(&histories, &Model::default(), None, &Fitting::default()).unwrap();
        assert!(!fitted.taken && fitted.until.is_none() && fitted.after > fitted.before, "{fitted:?}");
        assert_eq!(fitted.parameters, Model::default().parameters());
    }
}
