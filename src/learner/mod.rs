//! What we believe of a learner: how well each question is remembered, what is known of what was never asked, and what
//! that is worth in an exam. Pure: what was done and the day go in, beliefs come out.
//!
//! Memory is FSRS-6, of the crate `fsrs`: a state of stability and difficulty, moved by the grade of each answer and the
//! days since the one before. Ability is a share of first answers, with how far it can be trusted.

mod ability;
mod calibrate;
mod fit;
mod forecast;
mod grade;
mod memory;
mod remembered;
mod schedule;

pub use ability::{Ability, FirstAnswer, abilities};
pub use calibrate::Calibration;
pub use fit::{FIT_SETTING, Fitted, Fitting, fit, is_time_to_fit, reviews_in};
pub use forecast::{Domain, DomainForecast, Forecast, forecast, overlap};
pub use grade::{Grade, Performance, grade, usual_seconds};
pub use memory::{Memory, Model};
pub use remembered::{LEECH_MISSES, Remembered, Review};
pub use schedule::{Due, RETENTION, Schedule};

use std::collections::HashMap;
use std::sync::Arc;

use crate::bank::QuestionId;
use crate::progress::{Book, Trail};

/// What is believed of a learner's memory.
#[derive(Clone, Debug, Default)]
pub struct Learned {
    /// How memory moves.
    pub model: Arc<Model>,
    /// What is remembered of every question that was answered.
    pub questions: HashMap<QuestionId, Remembered>,
}

/// The model that a profile's settings name: fitted to its learner, or the default.
pub fn model_of(fit: Option<&str>) -> Model {
    let fitted = fit.and_then(|text| serde_json::from_str::<Fitted>(text).ok());
    fitted.and_then(|f| Model::new(&f.parameters)).unwrap_or_default()
}

impl Learned {
    /// What is remembered of the questions of a book.
    pub fn of_book(book: &Book) -> Self {
        let setting = book.settings.get(FIT_SETTING).and_then(|(_, value)| value.as_deref());
        let model = Arc::new(model_of(setting));
        let kept = |(id, trail): (&QuestionId, &Trail)| Some((id.clone(), Remembered::of(trail, &model)?));
        Self { questions: book.trails.iter().filter_map(kept).collect(), model: Arc::clone(&model) }
    }

    /// What is remembered of a question as it stands now, with what was answered under its former identities; none when
    /// another revision or epoch started it again.
    pub fn of(
        &self,
        id: &QuestionId,
        former: &[QuestionId],
        revision: u64,
        epoch: u32,
    ) -> Option<Remembered> {
        let same = |r: &&Remembered| r.is_of(revision, epoch);
        let mine = self.questions.get(id).filter(same);
        let mut before = former.iter().filter_map(|f| self.questions.get(f)).filter(same).peekable();
        if before.peek().is_none() {
            return mine.cloned();
        }
        // What came before stands before what came after, also within a day.
        Remembered::joined(before.chain(mine), &self.model)
    }
}
