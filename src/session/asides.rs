//! Commands of study that leave the question open: hints, marks, notes, the code book, the time.

use super::parts::{Now, Step};
use super::sitting::Study;
use super::view::View;
use super::why;
use crate::progress::{Body, Cause, Causing, Confidence, Flagging};

impl Study {
    pub(super) fn hint(&mut self, step: &mut Step) {
        let Some(open) = &mut self.open else { return };
        match &open.item.question.hint {
            Some(hint) => {
                open.hints += u32::from(!self.between);
                step.views.push(View::notice(format!("Hint: {hint}")));
            }
            None => step.views.push(View::notice("this question has no hint")),
        }
    }

    pub(super) fn strike(&mut self, rest: &str, step: &mut Step) {
        match self.open.as_mut().map(|open| open.strike(rest)) {
            Some(Err(view)) => step.views.push(view),
            Some(Ok(())) => step.views.extend(self.question_view(true)),
            None => {}
        }
    }

    /// The code book: an opening before the answer is recorded.
    pub(super) fn consult(&mut self, search: bool, text: &str, now: Now, step: &mut Step) {
        let Some(open) = &mut self.open else { return };
        let after = (!self.between).then(|| open.spent(now));
        let book = self.setup.book.as_ref();
        if search {
            step.views.push(open.search(book, text, after));
        } else {
            step.views.extend(open.look_up(book, text, after));
        }
    }

    pub(super) fn set_confidence(&mut self, confidence: Confidence, step: &mut Step) {
        let Some(open) = self.open.as_mut().filter(|_| !self.between) else {
            step.views
                .push(View::notice("say it before you answer, or end the answer with `!`, `?` or `??`"));
            return;
        };
        step.views.push(open.sure(confidence));
    }

    pub(super) fn flag(&mut self, step: &mut Step) {
        let Some(open) = &self.open else { return };
        let question = open.item.question.id.clone();
        let on = !self.flagged.remove(&question);
        if on {
            self.flagged.insert(question.clone());
        }
        step.events.push(Body::Flag(Flagging { question, on }));
        step.views.push(View::notice(if on {
            "flagged; `flags` lists what is"
        } else {
            "no longer flagged"
        }));
    }

    pub(super) fn write(&mut self, note: bool, text: &str, step: &mut Step) {
        let Some(open) = &self.open else { return };
        let (event, view) = open.write(note, text);
        step.events.extend(event);
        step.views.push(view);
    }

    pub(super) fn why(&self) -> Option<View> {
        let open = self.open.as_ref()?;
        Some(View::notice(why::text(&self.setup.slots[open.place].why, &self.setup)))
    }

    /// Why the question answered last was missed, as the learner sees it.
    pub(super) fn cause(&mut self, word: &str, step: &mut Step) {
        let names: Vec<&str> = Cause::ALL.iter().map(|(name, _, _)| *name).collect();
        let Some(cause) = Cause::named(word) else {
            step.views.push(View::notice(format!("`:cause` takes one of {}", names.join(", "))));
            return;
        };
        let last = self.answers.last().and_then(|a| Some((a, a.event?)));
        match last {
            Some((answer, attempt)) if !answer.correct => {
                let question = answer.item.question.id.clone();
                step.events.push(Body::Cause(Causing { attempt, question, cause }));
                self.cause_said = true;
                step.views.push(View::notice(format!("noted: you {}; `weak` sums it up", cause.says())));
            }
            Some(_) => step.views.push(View::notice("the last answer was correct")),
            None => step.views.push(View::notice("no question was missed in this session yet")),
        }
    }

    /// Completion of codes, for the open question.
    pub(super) fn complete(&mut self, step: &mut Step) {
        let Some(open) = self.open.as_mut().filter(|_| !self.between) else {
            step.views.push(View::notice("no question is open here"));
            return;
        };
        let text = if !matches!(open.item.question.body, crate::bank::Body::Code(_)) {
            "only codes are completed"
        } else if open.completed {
            "codes are completed here already"
        } else {
            open.completed = true;
            "Tab completes codes of this question; the answer is marked so, and is no evidence for the forecast"
        };
        step.views.push(View::notice(text));
    }

    pub(super) fn time(&self, now: Now) -> View {
        let seconds = now.monotonic - self.started.unwrap_or(now.monotonic);
        let here = self.open.as_ref().filter(|_| !self.between).map(|o| now.monotonic - o.since);
        let here = here.map(|s| format!(", {} on this question", clock(s))).unwrap_or_default();
        View::notice(format!("{} in this session{here}", clock(seconds)))
    }
}

/// `4:05`, or `1:04:05`.
pub(super) fn clock(seconds: f64) -> String {
    let seconds = seconds.max(0.0).round() as u64;
    let (h, m, s) = (seconds / 3600, seconds / 60 % 60, seconds % 60);
    if h > 0 { format!("{h}:{m:02}:{s:02}") } else { format!("{m}:{s:02}") }
}
