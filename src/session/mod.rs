//! Study as a state machine: a line goes in, events and views come out.
//!
//! Pure: time is handed in with every line, questions come from whoever implements [`crate::bank::Questions`]. Whoever
//! drives it writes the events down **before** showing the views, and shows nothing when that fails.

mod asides;
mod book;
mod command;
mod feedback;
mod input;
mod parts;
mod shown;
mod sitting;
mod summary;
mod view;

pub use command::{COMMANDS, CommandHelp};
pub use feedback::{Feedback, FeedbackLine, feedback, key_answer, key_text};
pub use parts::{Earlier, Now, Reason, Setup, Slot, Step};
pub use shown::Shown;
pub use sitting::Study;
pub use view::{
    CaseView, ChoiceView, DocumentView, FoundLine, Missed, QuestionView, Summary, TopicScore, View,
    shown_question,
};
