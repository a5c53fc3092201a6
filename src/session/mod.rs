//! Study and exams as state machines: a line goes in, events and views come out.
//!
//! Pure: time is handed in with every line, questions come from whoever implements [`crate::bank::Questions`]. Whoever
//! drives it writes the events down **before** showing the views, and shows nothing when that fails.

mod asides;
mod command;
mod exam;
mod feedback;
mod input;
mod moves;
mod open;
mod parts;
mod shown;
mod sitting;
mod summary;
mod view;
mod why;

pub use command::{COMMANDS, CommandHelp, Place};
pub use exam::{Exam, ExamSetup, pace};
pub use feedback::{Feedback, FeedbackLine, feedback, key_answer, key_text};
pub use parts::{Earlier, Now, Setup, Slot, Step};
pub use shown::Shown;
pub use sitting::Study;
pub use view::{
    CaseView, ChoiceView, DocumentView, ExamLine, ExamOverview, FoundLine, Missed, QuestionView, Summary,
    TopicScore, View, shown_question,
};

use crate::bank::Questions;
use crate::progress::{EventId, ExamBook};

/// A session under way.
#[derive(Clone, Debug)]
pub enum Session {
    /// Practice with feedback.
    Study(Box<Study>),
    /// A mock exam.
    Exam(Box<Exam>),
}

impl Session {
    /// Shows the first question.
    pub fn start(&mut self, bank: &dyn Questions, now: Now) -> Step {
        match self {
            Session::Study(study) => study.start(bank, now),
            Session::Exam(exam) => exam.start(bank, now),
        }
    }

    /// Takes a line.
    pub fn line(&mut self, text: &str, bank: &dyn Questions, now: Now) -> Step {
        match self {
            Session::Study(study) => study.line(text, bank, now),
            Session::Exam(exam) => exam.line(text, bank, now),
        }
    }

    /// The learner goes away without a word: what is to be kept of it.
    pub fn leave(&mut self, now: Now) -> Step {
        let mut step = Step::default();
        if let Session::Exam(exam) = self {
            exam.leave(now, &mut step);
        }
        step
    }

    /// The events of the last step are written down; their identities, in order.
    pub fn written(&mut self, step: &Step, ids: &[EventId]) {
        if let Session::Study(study) = self {
            study.written(step, ids);
        }
    }

    /// Whether it has ended or was left.
    pub fn is_over(&self) -> bool {
        match self {
            Session::Study(study) => study.is_over(),
            Session::Exam(exam) => exam.is_over(),
        }
    }

    /// What stands in front of the line.
    pub fn prompt(&self, now: Now) -> Prompt {
        match self {
            Session::Study(study) => {
                let text = study.prompt();
                Prompt {
                    pasted_whole: text == "codes",
                    text,
                    asks: match (study.is_between(), study.missed_last()) {
                        (false, _) => Asks::Answer,
                        (true, false) => Asks::Enter,
                        (true, true) => Asks::Cause,
                    },
                    completes_codes: study.completes_codes(),
                    place: Some(Place::Study),
                    ..Prompt::default()
                }
            }
            Session::Exam(exam) => Prompt {
                text: exam.prompt(now),
                pasted_whole: exam.asks_codes(),
                place: Some(Place::Exam),
                book: Some(exam.book()),
                ..Prompt::default()
            },
        }
    }
}

/// What a line is that is typed now.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Asks {
    /// An answer or a command.
    #[default]
    Answer,
    /// Feedback stands on the screen: Enter alone goes on.
    Enter,
    /// The same after a miss: a word may say why.
    Cause,
}

/// What stands in front of the line, and how the line is taken.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Prompt {
    /// The words; none outside of a question.
    pub text: String,
    /// What a line is.
    pub asks: Asks,
    /// A pasted block is one answer.
    pub pasted_whole: bool,
    /// Codes of the answer are completed.
    pub completes_codes: bool,
    /// In which session it stands.
    pub place: Option<Place>,
    /// Words that an answer can be.
    pub words: Vec<String>,
    /// In an exam: which book may be used.
    pub book: Option<ExamBook>,
}
