//! Events, and their fold into what a learner has done. Pure: no disk, no clock.
//!
//! The journal is a set of events; what is known of a question is a function of the events about it, in the order
//! (time, device, number). So merging journals is a union, and replaying one in any order gives the same.

/// By which events name questions.
pub use crate::bank::QuestionId;
/// What explains the points of an attempt.
pub use crate::grading::FindingKind;

mod book;
mod day;
mod entry;
mod event;
mod exam;
mod line;
mod question;

pub use book::{Book, EXAM_MODE, Flag, Note, Sitting, Standing, answer_place};
pub use day::{Day, day_number, day_of, numbered_day};
pub use entry::{Answered, Entry, read_entry};
pub use event::{
    Attempt, Body, Cause, Causing, Confidence, Device, Event, EventId, Flagging, Head, LookedUp, Noting,
    Reporting, Retraction, SessionEvent, SessionState, Setting,
};
pub use exam::{
    AwayClock, ExamAct, ExamAnswer, ExamBook, ExamDomain, ExamEvent, ExamPaper, ExamResult, ExamStep,
};
pub use line::{LineError, Sum, check_line, read_line, without_free_text, write_line};
pub use question::{First, Record, Tally, Trace, Trail};
