//! The top of the prompt.

use super::{App, Failure, Outcome, View, Welcome};
use crate::code::{Editions, System};

impl App {
    /// Where the learner stands, for the top of the prompt.
    pub fn welcome(&mut self) -> Result<Outcome, Failure> {
        let opened = self.store();
        let totals = match opened {
            Ok(store) => {
                let totals = store.totals();
                let exams = if totals.open_sessions > 0 { store.open_exams() } else { 0 };
                Some((totals, exams))
            }
            Err(failure) => {
                self.notices.push(failure.to_string());
                None
            }
        };
        let today = self.clock.now().wall;
        let in_force = newer_in_force(self.editions(), today);
        let library = self.library()?;
        let (totals, open_exams) = totals.unwrap_or_default();
        let mut welcome = Welcome { open_exams, ..Welcome::new(library, totals, in_force) };
        if totals.attempts > 0 {
            let situation = self.situation(None)?;
            welcome.readiness = situation.readiness();
            welcome.today = Some(situation.today());
        }
        let notices = std::mem::take(&mut self.notices);
        Ok(Outcome { views: vec![View::Welcome(Box::new(welcome))], notices, ..Outcome::default() })
    }
}

/// The edition of ICD-10-CM in force that is not here: that of a fiscal year begins on 1 October before it.
fn newer_in_force(editions: &Editions, now: jiff::Timestamp) -> Option<String> {
    let today = now.to_zoned(jiff::tz::TimeZone::UTC).date();
    let year = today.year() + i16::from(today.month() >= 10);
    let here = editions.latest(System::Icd10Cm)?.name.edition.get(..4)?.parse::<i16>().ok()?;
    (here < year).then(|| year.to_string())
}
