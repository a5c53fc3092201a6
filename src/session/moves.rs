//! Going to another question of a study session, and back over an answer.

use super::parts::{Now, Step};
use super::sitting::Study;
use super::view::View;
use crate::bank::Questions;
use crate::progress::{Body, Retraction};

impl Study {
    pub(super) fn skip(&mut self, bank: &dyn Questions, now: Now, step: &mut Step) {
        if self.between {
            self.go_on(bank, now, step);
            return;
        }
        let place = self.open.as_ref().map_or(0, |o| o.place);
        if self.done.iter().filter(|d| !**d).count() == 1 {
            step.views
                .push(View::notice("this is the last open question; `:submit` ends the session without it"));
            return;
        }
        self.next_question(place + 1, bank, now, step);
    }

    pub(super) fn back(&mut self, bank: &dyn Questions, now: Now, step: &mut Step) {
        let here = self.open.as_ref().map_or(0, |o| o.place);
        match (0..here).rev().find(|place| !self.done[*place]) {
            Some(place) => {
                self.show(place, bank, now, step);
            }
            None => step
                .views
                .push(View::notice("no question before this one is open; `:undo` takes an answer back")),
        }
    }

    pub(super) fn goto(&mut self, rest: &str, bank: &dyn Questions, now: Now, step: &mut Step) {
        let count = self.setup.slots.len();
        match rest.parse::<usize>().ok().filter(|n| (1..=count).contains(n)) {
            None => step.views.push(View::notice(format!("`:goto` takes a number from 1 to {count}"))),
            Some(n) if self.done[n - 1] => {
                step.views.push(View::notice(format!(
                    "question {n} is answered; `:undo` takes the last answer back"
                )));
            }
            Some(n) => {
                self.show(n - 1, bank, now, step);
            }
        }
    }

    /// Takes the last answer of this session back and asks again.
    pub(super) fn undo(&mut self, bank: &dyn Questions, now: Now, step: &mut Step) {
        let Some(last) = self.answers.last().filter(|a| a.event.is_some()).cloned() else {
            step.views.push(View::notice("there is no answer in this session to take back"));
            return;
        };
        let Some(attempt) = last.event else { return };
        self.answers.pop();
        step.events.push(Body::Retract(Retraction {
            attempt,
            question: last.item.question.id.clone(),
            session: self.setup.session,
            place: last.place as u32,
        }));
        step.views.push(View::notice("the last answer is taken back"));
        if self.between {
            self.open = None;
        }
        self.done[last.place] = false;
        self.between = false;
        self.show(last.place, bank, now, step);
    }
}
