//! What goes into a session and what comes out of it.

use std::collections::HashSet;
use std::sync::Arc;

use jiff::Timestamp;

use super::view::View;
use crate::bank::{Item, QuestionId};
use crate::code::Editions;
use crate::grading::Points;
use crate::progress::{Body, EventId};
use crate::study::{Season, Why};

/// The time, handed in with every line.
#[derive(Clone, Copy, Debug)]
pub struct Now {
    /// By the wall clock.
    pub wall: Timestamp,
    /// Seconds by a clock that never goes backwards.
    pub monotonic: f64,
}

/// One question of a session.
#[derive(Clone, Debug)]
pub struct Slot {
    /// The question.
    pub question: QuestionId,
    /// Why it was drawn.
    pub why: Why,
}

/// What a session is made from.
#[derive(Clone, Debug)]
pub struct Setup {
    /// Its identity.
    pub session: EventId,
    /// How it chose.
    pub mode: String,
    /// The seed of the order of choices.
    pub seed: u64,
    /// The questions, in order.
    pub slots: Vec<Slot>,
    /// Places that are answered already.
    pub answered: Vec<u32>,
    /// What was answered before the session was left.
    pub earlier: Vec<Earlier>,
    /// The code book, where it may be opened.
    pub book: Option<Arc<Editions>>,
    /// Questions that are flagged.
    pub flagged: HashSet<QuestionId>,
    /// Today and the exam, by which it is told when a question comes back; none where the schedule is left alone.
    pub season: Option<Season>,
    /// The exam that is studied for, and its day in words.
    pub goal: Option<(String, Option<String>)>,
    /// Whether somebody sits at a terminal: then a malformed code is handed back once, and a line goes on to the next
    /// question.
    pub interactive: bool,
}

/// An answer given before a session was left and resumed.
#[derive(Clone, Debug)]
pub struct Earlier {
    /// The question.
    pub question: QuestionId,
    /// The topic's path and title.
    pub topic: (String, String),
    /// What it asks.
    pub stem: String,
    /// Points earned.
    pub points: Points,
    /// The most that could be earned.
    pub max_points: Points,
    /// Full points and nothing out of order.
    pub correct: bool,
}

/// One answer of this session.
#[derive(Clone, Debug)]
pub(super) struct Answered {
    /// Its place.
    pub place: usize,
    /// The question.
    pub item: Arc<Item>,
    /// Points earned.
    pub points: Points,
    /// The most that could be earned.
    pub maximum: Points,
    /// Full points and nothing out of order.
    pub correct: bool,
    /// Its event; absent until it is written down.
    pub event: Option<EventId>,
}

/// What came of a line: events to write down first, then views to show.
#[derive(Clone, Debug, Default)]
pub struct Step {
    /// Events, to be durable before anything is shown.
    pub events: Vec<Body>,
    /// What to show.
    pub views: Vec<View>,
    /// The session is left.
    pub over: bool,
}
