//! The end of a sitting: the exam is handed in, or left to be resumed.

use super::Exam;
use super::clock::long_clock;
use crate::exam::report;
use crate::progress::{Body, ExamAct, ExamResult, SessionEvent, SessionState};
use crate::session::open::milliseconds;
use crate::session::parts::{Now, Step};
use crate::session::view::View;

impl Exam {
    /// Handing in is asked back: at a terminal with a word, on a pipe it takes `--yes`.
    pub(super) fn ask_to_submit(&mut self, rest: &str, now: Now, step: &mut Step) {
        if rest.trim() == "--yes" {
            self.submit(false, now, step);
            return;
        }
        step.views.push(View::ExamOverview(self.overview(now)));
        if self.interactive {
            self.confirming = true;
            step.views
                .push(View::notice("Hand in? Nothing can be changed after that. y hands in, n goes on."));
        } else {
            step.views.push(View::notice("`:submit --yes` hands in; nothing can be changed after that"));
        }
    }

    /// Goes away; the exam can be resumed.
    pub fn leave(&mut self, now: Now, step: &mut Step) {
        let here = self.here(now);
        self.record(ExamAct::Left(here), now, step);
        self.over = true;
        step.over = true;
        let open = self.sheet.unanswered().len();
        step.views.push(View::notice(format!(
            "The exam is kept with {} left and {open} unanswered; `exam resume` goes on. The clock stands until then.",
            long_clock(self.sheet.paper.seconds - self.sheet.used)
        )));
    }

    /// Marks what is on the sheet and closes the exam.
    pub(super) fn submit(&mut self, time_up: bool, now: Now, step: &mut Step) {
        let here = self.here(now);
        if self.open.is_some() {
            self.record(ExamAct::Passed { to: here.place, step: here }, now, step);
        }
        let attempts: Vec<Body> = (0..self.sheet.places.len()).filter_map(|at| self.attempt(at)).collect();
        step.events.extend(attempts);
        let (points, max_points) = self.sheet.points();
        let result = ExamResult {
            used: milliseconds(self.used(now).min(self.sheet.paper.seconds)),
            time_up,
            points,
            max_points,
            passed: self.sheet.passes(points, max_points),
        };
        self.record(ExamAct::Submitted(Box::new(result)), now, step);
        step.events.push(Body::Session(SessionEvent {
            session: self.sheet.session,
            state: SessionState::Closed,
            mode: "".into(),
            seed: 0,
            questions: Vec::new(),
        }));
        self.over = true;
        step.over = true;
        step.views.push(View::Score(Box::new(report(&self.sheet))));
    }

    /// The answer that stands at a place, as an attempt; none where there is none, or where it is written down already.
    fn attempt(&self, place: usize) -> Option<Body> {
        let on_sheet = &self.sheet.places[place];
        let given = on_sheet.answer().filter(|_| !self.attempted.contains(&(place as u32)))?;
        let mut attempt = given.attempt.clone();
        attempt.seconds = on_sheet.seconds;
        attempt.lookups = on_sheet.looked_up.len() as u32;
        attempt.looked_up.clone_from(&on_sheet.looked_up);
        Some(Body::Attempt(attempt))
    }
}
