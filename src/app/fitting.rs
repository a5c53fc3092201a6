//! Fitting memory to the learner at the end of a session.

use std::time::Duration;

use super::{App, Failure};
use crate::learner::{FIT_SETTING, Fitted, Fitting, Review, fit, is_time_to_fit, reviews_in};
use crate::progress::{Body, Setting};

/// How often it is told how far a fit has got.
const TELL_EVERY: Duration = Duration::from_millis(200);

impl App {
    /// Fits the parameters of memory, when there are answers enough to learn from and a tenth more than at the last fit. What
    /// came of it is a setting of the profile; what the learner should know is said.
    pub(super) fn fit_memory(&mut self) -> Result<(), Failure> {
        let (standing, learned) = self.known()?;
        let last = standing.settings.get(FIT_SETTING).and_then(|t| serde_json::from_str::<Fitted>(t).ok());
        let reviews = learned.questions.values().map(|r| r.reviews.as_slice());
        if !is_time_to_fit(reviews_in(reviews.clone()), last.as_ref()) {
            return Ok(());
        }
        // In the order of a hash map the fit would differ from run to run.
        let mut named: Vec<_> = learned.questions.iter().collect();
        named.sort_by_key(|(id, _)| *id);
        let histories: Vec<Vec<Review>> = named.into_iter().map(|(_, r)| r.reviews.clone()).collect();
        let progress = Fitting::default();
        let waiting = self.waiting.clone();
        let fitted = std::thread::scope(|scope| {
            let fit = scope.spawn(|| fit(&histories, &learned.model, last.as_ref(), &progress));
            while !fit.is_finished() {
                std::thread::sleep(if self.options.interactive {
                    TELL_EVERY
                } else {
                    Duration::from_millis(1)
                });
                let (done, all) = progress.steps();
                if self.options.interactive && all > 0 && !fit.is_finished() {
                    waiting.tell(done as u64, all as u64);
                }
            }
            // A fit that panics is no fit: memory goes on as it was.
            fit.join().ok().flatten()
        });
        let Some(fitted) = fitted else { return Ok(()) };
        if fitted.taken {
            self.notices.push(format!(
                "memory is fitted to your {} repeated answers: it foretells the latest of them better than before (log \
                 loss {:.3} instead of {:.3})",
                fitted.answers, fitted.after, fitted.before
            ));
        }
        let value = serde_json::to_string(&fitted).ok();
        self.write(vec![Body::Setting(Setting { name: FIT_SETTING.into(), value })])?;
        Ok(())
    }
}
