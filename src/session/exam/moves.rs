//! Moving about in an exam: on and back, marks, the book, what is open.

use super::Exam;
use super::clock::{long_clock, pace};
use crate::bank::Questions;
use crate::progress::{ExamAct, ExamBook};
use crate::session::asides;
use crate::session::parts::{Now, Step};
use crate::session::view::{ExamOverview, View};

impl Exam {
    /// Goes some questions on, or back, and leaves this one as it is.
    pub(super) fn pass(&mut self, by: isize, bank: &dyn Questions, now: Now, step: &mut Step) {
        let here = self.open.as_ref().map_or(self.sheet.at, |o| o.place);
        match here.checked_add_signed(by).filter(|to| *to < self.sheet.places.len()) {
            Some(to) => self.go(to, bank, now, step),
            None if by < 0 => step.views.push(View::notice("this is the first question")),
            None => {
                let passed = self.here(now);
                self.close_book();
                self.record(ExamAct::Passed { to: passed.place, step: passed }, now, step);
                step.views.push(View::ExamOverview(self.overview(now)));
            }
        }
    }

    pub(super) fn go(&mut self, to: usize, bank: &dyn Questions, now: Now, step: &mut Step) {
        let here = self.here(now);
        if self.sheet.paper.forward && to < here.place as usize {
            step.views.push(View::notice("this exam goes only forward: what was left stays as it is"));
            return;
        }
        self.close_book();
        self.record(ExamAct::Passed { to: to as u32, step: here }, now, step);
        self.show_from(to, bank, now, step);
    }

    pub(super) fn goto(&mut self, rest: &str, bank: &dyn Questions, now: Now, step: &mut Step) {
        let count = self.sheet.places.len();
        match rest.parse::<usize>().ok().filter(|n| (1..=count).contains(n)) {
            Some(n) => self.go(n - 1, bank, now, step),
            None => step.views.push(View::notice(format!("`:goto` takes a number from 1 to {count}"))),
        }
    }

    pub(super) fn flag(&mut self, now: Now, step: &mut Step) {
        let here = self.here(now);
        let on = !self.sheet.places[here.place as usize].flagged;
        self.record(ExamAct::Flagged { on, step: here }, now, step);
        step.views.push(View::notice(if on {
            "flagged; `:review` lists what is"
        } else {
            "no longer flagged"
        }));
    }

    /// Takes the answer to the open question away.
    pub(super) fn clear(&mut self, now: Now, step: &mut Step) {
        let here = self.here(now);
        if self.sheet.places[here.place as usize].answer().is_none() {
            step.views.push(View::notice("this question has no answer to take away"));
            return;
        }
        self.record(ExamAct::Cleared(here), now, step);
        step.views.push(View::notice("the answer to this question is taken away"));
    }

    pub(super) fn consult(&mut self, search: bool, text: &str, now: Now, step: &mut Step) {
        if self.book.is_none() {
            step.views.push(View::notice(match self.sheet.paper.book {
                ExamBook::Paper => {
                    "this exam is taken with your own books; `:book` notes the time spent in one"
                }
                _ => "this exam is taken without a book",
            }));
            return;
        }
        let Some(open) = &mut self.open else { return };
        let after = Some(open.spent(now));
        if search {
            step.views.push(open.search(self.book.as_ref(), text, after));
        } else {
            step.views.extend(open.look_up(self.book.as_ref(), text, after));
        }
    }

    /// Opens or closes the paper book.
    pub(super) fn turn_book(&mut self, now: Now, step: &mut Step) {
        if self.sheet.paper.book != ExamBook::Paper {
            step.views.push(View::notice(
                "`:book` notes the time in a paper book; this exam is not taken with one",
            ));
            return;
        }
        if self.book_since.is_none() {
            self.book_since = Some(now.monotonic);
            step.views.push(View::notice("book open; `:book` closes it, an answer too"));
            return;
        }
        let here = self.here(now);
        let place = here.place as usize;
        let spent = here.book - self.sheet.places[place].book;
        self.close_book();
        self.record(ExamAct::Passed { to: here.place, step: here }, now, step);
        step.views.push(View::notice(format!("book closed after {}", asides::clock(spent))));
    }

    pub(super) fn time(&self, now: Now) -> View {
        let used = self.used(now);
        let left = long_clock(self.sheet.paper.seconds - used);
        let here = self.open.as_ref().map_or(0.0, |o| o.spent(now));
        let pace = pace(self.ahead(now)).unwrap_or_else(|| "on pace".to_owned());
        View::notice(format!("{left} left, {pace}, {} on this question", asides::clock(here)))
    }

    pub(super) fn overview(&self, now: Now) -> ExamOverview {
        let numbers = |places: Vec<usize>| places.into_iter().map(|at| at + 1).collect::<Vec<_>>();
        let unanswered = numbers(self.sheet.unanswered());
        ExamOverview {
            items: self.sheet.places.len(),
            answered: self.sheet.places.len() - unanswered.len(),
            unanswered,
            flagged: numbers(self.sheet.flagged()),
            unsure: numbers(
                (0..self.sheet.places.len()).filter(|at| self.sheet.places[*at].is_guess()).collect(),
            ),
            left: (self.sheet.paper.seconds - self.used(now)).max(0.0),
        }
    }
}
