//! The end of a sitting: the exam is handed in, or left to be resumed.

use super::clock::long_clock;
use super::{Exam, as_in_exam};
use crate::bank::Questions;
use crate::exam::report;
use crate::grading::grade;
use crate::progress::{Attempt, Body, EXAM_MODE, ExamAct, ExamResult, SessionEvent, SessionState};
use crate::session::input::read_answer;
use crate::session::open::{Open, milliseconds, policy};
use crate::session::parts::{Now, Step};
use crate::session::view::View;

impl Exam {
    /// Handing in is asked back: at a terminal with a word, on a pipe it takes `--yes`.
    pub(super) fn ask_to_submit(&mut self, rest: &str, bank: &dyn Questions, now: Now, step: &mut Step) {
        if rest.trim() == "--yes" {
            self.submit(false, bank, now, step);
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
    pub(super) fn submit(&mut self, time_up: bool, bank: &dyn Questions, now: Now, step: &mut Step) {
        let here = self.here(now);
        if self.open.is_some() {
            self.record(ExamAct::Passed { to: here.place, step: here }, now, step);
        }
        let attempts: Vec<Body> =
            (0..self.sheet.places.len()).filter_map(|at| self.attempt(at, bank, now)).collect();
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

    /// The answer at a place as an attempt; none where there is no answer, or where it is written down already.
    pub(super) fn attempt(&self, place: usize, bank: &dyn Questions, now: Now) -> Option<Body> {
        let on_sheet = &self.sheet.places[place];
        let given = on_sheet.answer().filter(|_| !self.attempted.contains(&(place as u32)))?;
        let item = bank.question(&self.sheet.questions[place]).ok()?;
        let open = Open::new(place, item, self.sheet.seed, now);
        let question = as_in_exam(&open.item.question, &self.sheet.paper.multiple);
        let parsed = read_answer(&open.item, &open.shown, &given.answer).ok()?;
        let mark = grade(&question, &parsed, &open.item.books);
        Some(Body::Attempt(Box::new(Attempt {
            session: self.sheet.session,
            place: place as u32,
            mode: EXAM_MODE.into(),
            form: Some(self.sheet.paper.form.clone()),
            question: question.id.clone(),
            kind: question.kind().name().into(),
            revision: question.revision(),
            epoch: question.epoch,
            edition: open.edition(),
            shown: open.shown.ids.clone(),
            answer: given.answer.clone(),
            parsed,
            points: mark.points,
            max_points: mark.maximum,
            correct: mark.correct,
            findings: mark.findings,
            policy: policy(&question).into(),
            seconds: on_sheet.seconds,
            hints: 0,
            lookups: on_sheet.looked_up.len() as u32,
            looked_up: on_sheet.looked_up.clone(),
            confidence: given.confidence,
            cause: None,
        })))
    }
}
