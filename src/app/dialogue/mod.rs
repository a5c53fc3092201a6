//! Verbs that ask back: a question is written, or a change is agreed to, line by line.
//!
//! A dialogue is a small state machine beside the sessions: a line in, a view out; nothing is written before its end. Over a
//! pipe one line is one answer, as everywhere.

mod mending;
mod writing;

pub(crate) use mending::{Mending, Offers};
pub(crate) use writing::Writing;

use super::{App, Failure, Outcome};
use crate::session::Prompt;

/// A dialogue that is under way.
pub(crate) enum Dialogue {
    /// Changes are offered.
    Mending(Box<Mending>),
    /// A bank is written.
    Writing(Box<Writing>),
}

/// What came of a line.
pub(crate) struct Turn {
    /// What to show, and to write.
    pub outcome: Outcome,
    /// Nothing more is asked.
    pub over: bool,
}

impl Dialogue {
    /// What stands in front of the line.
    pub fn prompt(&self) -> Prompt {
        match self {
            Dialogue::Mending(_) => Mending::prompt(),
            Dialogue::Writing(writing) => writing.prompt(),
        }
    }

    fn line(&mut self, line: &str) -> Result<Turn, Failure> {
        match self {
            Dialogue::Mending(mending) => mending.line(line),
            Dialogue::Writing(writing) => writing.line(line),
        }
    }
}

impl App {
    /// Begins to ask.
    pub(crate) fn begin_dialogue(&mut self, dialogue: Dialogue) {
        self.dialogue = Some(dialogue);
    }

    /// Whether something is being asked for that is not written yet.
    pub fn in_dialogue(&self) -> bool {
        self.dialogue.is_some()
    }

    /// Takes a line of the dialogue that is under way.
    pub(super) fn dialogue_line(&mut self, line: &str) -> Result<Outcome, Failure> {
        let Some(mut dialogue) = self.dialogue.take() else { return Ok(Outcome::default()) };
        match dialogue.line(line) {
            Ok(turn) => {
                if !turn.over {
                    self.dialogue = Some(dialogue);
                }
                Ok(turn.outcome)
            }
            Err(failure) => {
                // Over a pipe the lines that follow would answer other questions than they were written for.
                if self.options.interactive {
                    self.dialogue = Some(dialogue);
                    return Err(failure);
                }
                let said = "nothing more was written: the lines that follow would answer other questions";
                let help = failure.help.as_ref().map_or_else(|| said.to_owned(), |h| format!("{h}\n{said}"));
                Err(failure.help(help))
            }
        }
    }
}
