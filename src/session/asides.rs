//! Commands that leave the question open: hints, marks, notes, the record, the time.

use super::parts::{Now, Reason, Step};
use super::sitting::Study;
use super::view::{FoundLine, View, case_view};
use crate::progress::{Body, Confidence, Flagging, Noting, Reporting};

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
        let Some(open) = &mut self.open else { return };
        let mut letters = rest.chars().filter(char::is_ascii_alphabetic).peekable();
        if letters.peek().is_none() {
            step.views.push(View::notice("`:strike b` strikes choice b out, once more brings it back"));
            return;
        }
        for letter in letters {
            match open.shown.at_letter(letter) {
                Some(at) if open.struck.contains(&at) => open.struck.retain(|s| *s != at),
                Some(at) => open.struck.push(at),
                None => {
                    step.views.push(View::notice(format!("there is no choice {letter}")));
                    return;
                }
            }
        }
        step.views.extend(self.question_view(true));
    }

    pub(super) fn case_view(&self) -> Option<View> {
        let open = self.open.as_ref()?;
        Some(match &open.item.case {
            Some(case) => View::Case(case_view(case, true)),
            None => View::notice("this question belongs to no case"),
        })
    }

    pub(super) fn find(&self, word: &str, step: &mut Step) {
        let Some(open) = &self.open else { return };
        let Some(case) = &open.item.case else {
            step.views.push(View::notice("this question belongs to no case"));
            return;
        };
        if word.is_empty() {
            step.views.push(View::notice("`:find WORD` finds a word in the record"));
            return;
        }
        let wanted = word.to_lowercase();
        let lines = case
            .documents
            .iter()
            .flat_map(|d| d.text.lines().enumerate().map(move |(at, text)| (d, at, text)))
            .filter(|(_, _, text)| text.to_lowercase().contains(&wanted))
            .map(|(d, at, text)| FoundLine {
                document: d.title.value.clone(),
                line: at + 1,
                text: text.trim().to_owned(),
            })
            .collect();
        step.views.push(View::Found { word: word.to_owned(), lines });
    }

    pub(super) fn set_confidence(&mut self, sure: bool, step: &mut Step) {
        let Some(open) = self.open.as_mut().filter(|_| !self.between) else {
            step.views.push(View::notice("say it before you answer, or end the answer with `!` or `?`"));
            return;
        };
        open.confidence = Some(if sure { Confidence::Sure } else { Confidence::Unsure });
        step.views.push(View::notice(if sure { "noted: sure" } else { "noted: unsure" }));
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
        if text.is_empty() {
            let usage = if note { "`:note TEXT` writes a note" } else { "`:report TEXT` tells the author" };
            step.views.push(View::notice(usage));
            return;
        }
        let question = open.item.question.id.clone();
        let text = text.to_owned();
        if note {
            step.events.push(Body::Note(Noting { question, text }));
            step.views.push(View::notice("noted; `notes` lists them"));
        } else {
            let revision = open.item.question.revision();
            step.events.push(Body::Report(Reporting { question, revision, text }));
            step.views.push(View::notice("kept; `report` lists what there is to send"));
        }
    }

    pub(super) fn why(&self) -> Option<View> {
        let open = self.open.as_ref()?;
        Some(View::notice(match self.setup.slots[open.place].reason {
            Reason::New => "you have never answered this question; new ones come first",
            Reason::KeyChanged => "its key has changed since you answered it, so it counts as new",
            Reason::Missed => "your last answer to it was not correct",
            Reason::Due => "you knew it, and it is among those answered longest ago",
            Reason::Asked => "you asked for it",
        }))
    }

    pub(super) fn time(&self, now: Now) -> View {
        let seconds = now.monotonic - self.started.unwrap_or(now.monotonic);
        let here = self.open.as_ref().filter(|_| !self.between).map(|o| now.monotonic - o.since);
        let here = here.map(|s| format!(", {} on this question", clock(s))).unwrap_or_default();
        View::notice(format!("{} in this session{here}", clock(seconds)))
    }
}

/// `4:05`, or `1:04:05`.
fn clock(seconds: f64) -> String {
    let seconds = seconds.max(0.0).round() as u64;
    let (h, m, s) = (seconds / 3600, seconds / 60 % 60, seconds % 60);
    if h > 0 { format!("{h}:{m:02}:{s:02}") } else { format!("{m}:{s:02}") }
}
