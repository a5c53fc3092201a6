//! What is kept of a question's answers for its memory.

use serde::{Deserialize, Serialize};

use super::grade::{Grade, Performance, grade};
use super::memory::{Memory, Model};
use crate::progress::{Trace, Trail};

/// A question missed so often, and not known since, is a leech: asking it again as before does not help.
pub const LEECH_MISSES: usize = 4;

/// One answer: the number of its study day, and its grade, in one number.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Review(u32);

impl Review {
    /// An answer on a study day; days before 1970 count as its first.
    pub fn new(day: i32, grade: Grade) -> Self {
        Self((day.max(0) as u32) * 4 + (grade as u32 - 1))
    }

    /// The number of the study day.
    pub const fn day(self) -> i32 {
        (self.0 / 4) as i32
    }

    /// The grade.
    pub const fn grade(self) -> Grade {
        Grade::numbered(self.0 % 4 + 1)
    }
}

/// What is remembered of a question: its answers since the key last changed, in order, and the memory folded from them.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Remembered {
    revision: u64,
    epoch: u32,
    /// The answers.
    pub reviews: Vec<Review>,
    /// The memory after the last of them.
    pub memory: Memory,
}

impl Remembered {
    /// After one more answer. Another revision or epoch begins anew; an answer that leaves the schedule alone changes
    /// nothing.
    #[must_use]
    pub fn after(before: Option<Self>, trace: &Trace, model: &Model) -> Option<Self> {
        if trace.aside {
            return before;
        }
        let review = Review::new(trace.day, grade(&Performance::of(trace)));
        let same = before.filter(|b| b.is_of(trace.revision, trace.epoch));
        let memory = model.after(same.as_ref().map(|b| &b.memory), review.grade(), review.day());
        let mut reviews = same.map_or_else(Vec::new, |b| b.reviews);
        reviews.push(review);
        Some(Self { revision: trace.revision, epoch: trace.epoch, reviews, memory })
    }

    /// Folded from all answers that count.
    pub fn of(trail: &Trail, model: &Model) -> Option<Self> {
        trail.traces().iter().fold(None, |before, trace| Self::after(before, trace, model))
    }

    /// Whether it is of this revision and epoch.
    pub fn is_of(&self, revision: u64, epoch: u32) -> bool {
        self.revision == revision && self.epoch == epoch
    }

    /// The same answers under another model.
    pub fn refold(&mut self, model: &Model) {
        let fold =
            |memory: Option<Memory>, r: &Review| Some(model.after(memory.as_ref(), r.grade(), r.day()));
        if let Some(memory) = self.reviews.iter().fold(None, fold) {
            self.memory = memory;
        }
    }

    /// What was answered under several identities, as one.
    pub(super) fn joined<'r>(all: impl Iterator<Item = &'r Self>, model: &Model) -> Option<Self> {
        let mut joined: Option<Self> = None;
        for one in all {
            match &mut joined {
                None => joined = Some(one.clone()),
                Some(joined) => joined.reviews.extend(&one.reviews),
            }
        }
        let mut joined = joined?;
        // Within a day the order is kept.
        joined.reviews.sort_by_key(|review| review.day());
        joined.refold(model);
        Some(joined)
    }

    /// How often it was missed.
    pub fn misses(&self) -> usize {
        self.reviews.iter().filter(|r| !r.grade().is_recalled()).count()
    }

    /// Missed again and again: at least [`LEECH_MISSES`] times, more often than known, and not known twice in a row since.
    pub fn is_leech(&self) -> bool {
        is_leech(&self.reviews)
    }

    /// Whether it is, after one more answer.
    pub fn would_be_leech(&self, next: Review) -> bool {
        let reviews: Vec<Review> = self.reviews.iter().copied().chain([next]).collect();
        is_leech(&reviews)
    }
}

fn is_leech(reviews: &[Review]) -> bool {
    let misses = reviews.iter().filter(|r| !r.grade().is_recalled()).count();
    let since = reviews.iter().rev().take_while(|r| r.grade().is_recalled()).count();
    misses >= LEECH_MISSES && 2 * misses > reviews.len() && since < 2
}

#[cfg(test)]
mod tests {
    use super::*;

    fn remembered(grades: &[Grade]) -> Remembered {
        let model = Model::default();
        let reviews: Vec<Review> =
            grades.iter().enumerate().map(|(at, g)| Review::new(20_000 + 3 * at as i32, *g)).collect();
        let memory = reviews
            .iter()
            .fold(None, |m: Option<Memory>, r| Some(model.after(m.as_ref(), r.grade(), r.day())))
            .unwrap();
        Remembered { revision: 1, epoch: 0, reviews, memory }
    }

    #[test]
    fn a_review_is_a_day_and_a_grade() {
        for grade in [Grade::Again, Grade::Hard, Grade::Good, Grade::Easy] {
            let review = Review::new(20_413, grade);
            assert_eq!((review.day(), review.grade()), (20_413, grade));
        }
    }

    #[test]
    fn a_leech_is_missed_again_and_again_and_known_twice_it_is_none() {
        use Grade::{Again, Good};
        assert!(!remembered(&[Again, Again, Again]).is_leech());
        assert!(remembered(&[Again, Good, Again, Again, Again]).is_leech());
        assert!(remembered(&[Again, Again, Again, Again, Good]).is_leech());
        assert!(!remembered(&[Again, Again, Again, Again, Good, Good]).is_leech());
        assert!(!remembered(&[Again, Good, Again, Good, Again, Good, Good, Again]).is_leech());
    }

    #[test]
    fn answers_under_two_identities_are_one_history() {
        use Grade::{Again, Good};
        let model = Model::default();
        let whole = remembered(&[Again, Good, Good, Again]);
        let part = |kept: &[usize]| Remembered {
            reviews: kept.iter().map(|at| whole.reviews[*at]).collect(),
            ..whole.clone()
        };
        let parts = [part(&[1, 3]), part(&[0, 2])];
        assert_eq!(Remembered::joined(parts.iter(), &model), Some(whole));
    }
}
