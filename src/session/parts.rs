//! What goes into a session and what comes out of it.

use std::collections::HashSet;
use std::sync::Arc;

use jiff::Timestamp;
use serde::Serialize;

use super::view::View;
use crate::bank::{Item, QuestionId};
use crate::code::Editions;
use crate::grading::Points;
use crate::progress::{Body, EventId};
use crate::study::State;

/// The time, handed in with every line.
#[derive(Clone, Copy, Debug)]
pub struct Now {
    /// By the wall clock.
    pub wall: Timestamp,
    /// Seconds by a clock that never goes backwards.
    pub monotonic: f64,
}

/// Why a question is asked now.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Reason {
    /// It was never answered.
    New,
    /// It was answered, but its key has changed since.
    KeyChanged,
    /// The last answer was not correct.
    Missed,
    /// It was answered correctly some time ago.
    Due,
    /// The learner asked for it.
    Asked,
}

impl Reason {
    /// The reason that a state gives; `answered_before` tells a changed key from a new question.
    pub fn of(state: State, answered_before: bool) -> Self {
        match (state, answered_before) {
            (State::Unseen, true) => Reason::KeyChanged,
            (State::Unseen, false) => Reason::New,
            (State::Missed, _) => Reason::Missed,
            (State::Known, _) => Reason::Due,
        }
    }

    /// A word or two for the heading.
    pub const fn label(self) -> &'static str {
        match self {
            Reason::New => "new",
            Reason::KeyChanged => "key changed",
            Reason::Missed => "missed before",
            Reason::Due => "seen before",
            Reason::Asked => "",
        }
    }
}

/// One question of a session.
#[derive(Clone, Debug)]
pub struct Slot {
    /// The question.
    pub question: QuestionId,
    /// Why it was drawn.
    pub reason: Reason,
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
