//! Answers of an exam: read, marked by the exam's rule, and kept without a word about the mark.

use super::Exam;
use crate::bank::{Body as QuestionBody, MultiplePolicy, Question, Questions};
use crate::grading::grade;
use crate::progress::{Confidence, EXAM_MODE, ExamAct, ExamAnswer};
use crate::session::input::read_answer;
use crate::session::open::{self, policy};
use crate::session::parts::{Now, Step};
use crate::session::view::View;

impl Exam {
    pub(super) fn answer(
        &mut self,
        line: &str,
        confidence: Option<Confidence>,
        bank: &dyn Questions,
        now: Now,
        step: &mut Step,
    ) {
        let here = self.here(now);
        let Some(open) = &mut self.open else { return };
        let answer = match read_answer(&open.item, &open.shown, line) {
            Ok(answer) => answer,
            Err(usage) => {
                step.views.push(View::notice(usage));
                return;
            }
        };
        if self.interactive
            && let Some(notice) = open.hand_back(&answer)
        {
            step.views.push(notice);
            return;
        }
        let question = as_in_exam(&open.item.question, &self.sheet.paper.multiple);
        let mark = grade(&question, &answer, &open.item.books);
        let answered = open::Answering {
            session: self.sheet.session,
            mode: EXAM_MODE,
            form: Some(&self.sheet.paper.form),
            line,
            answer,
            policy: policy(&question),
            seconds: here.seconds,
            confidence,
        };
        let given = ExamAnswer { attempt: Box::new(open.attempt(answered, &mark)), step: here };
        let place = open.place;
        if self.interactive {
            step.views.push(View::notice(format!("{}: {}", place + 1, given.signed())));
        }
        self.close_book();
        self.record(ExamAct::Answered(Box::new(given)), now, step);
        if place + 1 < self.sheet.places.len() {
            self.show_from(place + 1, bank, now, step);
        } else {
            self.reopen(now);
            step.views.push(View::ExamOverview(self.overview(now)));
        }
    }

    /// The open question stays open; its time goes on from what is on the sheet.
    pub(super) fn reopen(&mut self, now: Now) {
        if let Some(open) = &mut self.open {
            open.since = now.monotonic - self.sheet.places[open.place].seconds;
        }
    }
}

/// A question with the scoring rule that the exam has for items with several keys.
fn as_in_exam(question: &Question, multiple: &str) -> Question {
    let mut question = question.clone();
    if let QuestionBody::Choices(choices) = &mut question.body
        && let Some((_, policy)) = MultiplePolicy::ALL.iter().find(|(name, _)| *name == multiple)
    {
        choices.scoring = *policy;
    }
    question
}
