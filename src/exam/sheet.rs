//! The answer sheet of an exam: what its events say, whether it is under way, was left, or is over.

use std::collections::HashMap;

use jiff::Timestamp;

use crate::bank::{ChoiceId, QuestionId};
use crate::progress::{
    AwayClock, Body, Confidence, EXAM_MODE, Event, EventId, ExamAct, ExamAnswer, ExamPaper, ExamResult,
    ExamStep, LookedUp, SessionState,
};

/// An answer sheet.
#[derive(Clone, Debug, PartialEq)]
pub struct Sheet {
    /// The session.
    pub session: EventId,
    /// When it began.
    pub started: Timestamp,
    /// The seed of the order of choices.
    pub seed: u64,
    /// The questions, in order.
    pub questions: Vec<QuestionId>,
    /// What the exam is.
    pub paper: ExamPaper,
    /// What was done, by place.
    pub places: Vec<Place>,
    /// The place that was open last.
    pub at: usize,
    /// Seconds used, as far as is known.
    pub used: f64,
    /// When something was heard of it last.
    pub last: Timestamp,
    /// The times that the learner was away: seconds by the wall clock, and what the clock did.
    pub away: Vec<(f64, AwayClock)>,
    /// When and how it ended.
    pub result: Option<(Timestamp, ExamResult)>,
    /// It was given up: closed without being marked.
    pub discarded: bool,
}

/// What was done at one place.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Place {
    /// All answers given; the last one counts unless it was taken away.
    pub answers: Vec<ExamAnswer>,
    /// The last answer was taken away.
    pub cleared: bool,
    /// Marked to come back to.
    pub flagged: bool,
    /// Seconds spent on it.
    pub seconds: f64,
    /// Seconds of them in a paper book.
    pub book: f64,
    /// What was looked up.
    pub looked_up: Vec<LookedUp>,
    /// Choices struck out.
    pub struck: Vec<ChoiceId>,
}

impl Place {
    /// The answer that counts.
    pub fn answer(&self) -> Option<&ExamAnswer> {
        self.answers.last().filter(|_| !self.cleared)
    }

    /// How sure the learner said to be of it.
    pub fn confidence(&self) -> Option<Confidence> {
        self.answer()?.attempt.confidence
    }

    /// Whether the learner said to be unsure of it.
    pub fn is_guess(&self) -> bool {
        matches!(self.confidence(), Some(Confidence::Unsure | Confidence::Guess))
    }
}

impl Sheet {
    /// A new sheet.
    pub fn new(
        session: EventId,
        started: Timestamp,
        seed: u64,
        questions: Vec<QuestionId>,
        paper: ExamPaper,
    ) -> Self {
        let mut paper = paper;
        let count = questions.len() as u32;
        for places in [&mut paper.pretest, &mut paper.unmeasured] {
            places.retain(|place| *place < count);
            places.sort_unstable();
            places.dedup();
        }
        Self {
            session,
            started,
            seed,
            places: vec![Place::default(); questions.len()],
            questions,
            paper,
            at: 0,
            used: 0.0,
            last: started,
            away: Vec::new(),
            result: None,
            discarded: false,
        }
    }

    /// Takes down what happened.
    pub fn apply(&mut self, at: Timestamp, act: &ExamAct) {
        self.last = at;
        match act {
            ExamAct::Began(_) => {}
            ExamAct::Answered(answer) => {
                if let Some(place) = self.step(&answer.step) {
                    place.answers.push((**answer).clone());
                    place.cleared = false;
                }
                // An answer goes on to the next question.
                self.open_at(answer.step.place.saturating_add(1));
            }
            ExamAct::Cleared(step) => {
                if let Some(place) = self.step(step) {
                    place.cleared = true;
                }
            }
            ExamAct::Flagged { on, step } => {
                if let Some(place) = self.step(step) {
                    place.flagged = *on;
                }
            }
            ExamAct::Passed { to, step } => {
                self.step(step);
                self.open_at(*to);
            }
            ExamAct::Left(step) => drop(self.step(step)),
            ExamAct::Resumed { clock, away, used } => {
                self.away.push((*away, *clock));
                self.used = self.used.max(*used);
            }
            // Handed in is handed in, whatever comes late.
            ExamAct::Submitted(_) if self.result.is_some() => {}
            ExamAct::Submitted(result) => {
                self.used = result.used;
                self.result = Some((at, (**result).clone()));
            }
        }
    }

    fn open_at(&mut self, place: u32) {
        self.at = (place as usize).min(self.places.len().saturating_sub(1));
    }

    fn step(&mut self, step: &ExamStep) -> Option<&mut Place> {
        self.used = self.used.max(step.used);
        self.open_at(step.place);
        let place = self.places.get_mut(step.place as usize)?;
        place.seconds = place.seconds.max(step.seconds);
        place.book = place.book.max(step.book);
        if step.looked_up.len() > place.looked_up.len() {
            place.looked_up.clone_from(&step.looked_up);
        }
        place.struck.clone_from(&step.struck);
        Some(place)
    }

    /// Whether it can be gone on with.
    pub fn is_open(&self) -> bool {
        self.result.is_none() && !self.discarded
    }

    /// Places without an answer, from 0.
    pub fn unanswered(&self) -> Vec<usize> {
        (0..self.places.len()).filter(|at| self.places[*at].answer().is_none()).collect()
    }

    /// Places marked to come back to, from 0.
    pub fn flagged(&self) -> Vec<usize> {
        (0..self.places.len()).filter(|at| self.places[*at].flagged).collect()
    }

    /// Whether a place counts.
    pub fn counts(&self, place: usize) -> bool {
        !self.paper.pretest.contains(&(place as u32))
    }

    /// What the items that count earned, and the most that they could earn: each weighs what its domain says, whatever
    /// its question's own maximum.
    pub fn points(&self) -> (f64, f64) {
        let counting = (0..self.places.len()).filter(|at| self.counts(*at));
        counting.fold((0.0, 0.0), |(points, most), at| {
            let weight = f64::from(self.domain_of(at).map_or(1, |d| d.points));
            let share = self.places[at].answer().map_or(0.0, ExamAnswer::share);
            (points + weight * share, most + weight)
        })
    }

    /// Whether points reach the mark.
    pub fn passes(&self, points: f64, most: f64) -> bool {
        // Shares are sums of fractions: a hair below the mark is rounding.
        most > 0.0 && 100.0 * points / most + 1e-9 >= f64::from(self.paper.pass)
    }

    pub(super) fn domain_of(&self, place: usize) -> Option<&crate::progress::ExamDomain> {
        let number = *self.paper.places.get(place)?;
        self.paper.domains.get(number as usize)
    }
}

/// The sheets of all exams in a journal, the oldest first.
pub fn sheets(events: &[Event]) -> Vec<Sheet> {
    let mut sheets: Vec<Sheet> = Vec::new();
    let mut at: HashMap<EventId, usize> = HashMap::new();
    let mut drawn: HashMap<EventId, (u64, &[QuestionId])> = HashMap::new();
    for event in events {
        if let Body::Session(s) = &event.body
            && s.state == SessionState::Drawn
            && &*s.mode == EXAM_MODE
        {
            drawn.insert(s.session, (s.seed, &s.questions));
        }
    }
    for event in events {
        if let Body::Exam(exam) = &event.body
            && let ExamAct::Began(paper) = &exam.act
            && let Some((seed, questions)) = drawn.get(&exam.session)
            && !at.contains_key(&exam.session)
        {
            at.insert(exam.session, sheets.len());
            let paper = (**paper).clone();
            sheets.push(Sheet::new(exam.session, event.head.at, *seed, questions.to_vec(), paper));
        }
    }
    for event in in_order(events) {
        match &event.body {
            Body::Session(s) if s.state == SessionState::Closed => {
                if let Some(sheet) = at.get(&s.session).map(|at| &mut sheets[*at]) {
                    sheet.discarded = sheet.result.is_none();
                }
            }
            Body::Exam(exam) => {
                if let Some(at) = at.get(&exam.session) {
                    sheets[*at].apply(event.head.at, &exam.act);
                }
            }
            _ => {}
        }
    }
    sheets.sort_by_key(|s| s.started);
    sheets
}

/// The events of exams as they happened: those of a device in the order of its numbers, whatever its clock did; an exam that
/// went on on another device, after what the first one wrote of it.
fn in_order(events: &[Event]) -> Vec<&Event> {
    let session = |event: &Event| match &event.body {
        Body::Exam(exam) => Some(exam.session),
        Body::Session(s) => Some(s.session),
        _ => None,
    };
    let mut first: HashMap<(EventId, &str), Timestamp> = HashMap::new();
    for event in events {
        if let Some(session) = session(event) {
            let at = first.entry((session, &event.head.device)).or_insert(event.head.at);
            *at = event.head.at.min(*at);
        }
    }
    let mut ordered: Vec<(Timestamp, &Event)> = events
        .iter()
        .filter_map(|event| Some((*first.get(&(session(event)?, &*event.head.device))?, event)))
        .collect();
    ordered.sort_by(|(a, x), (b, y)| (a, &x.head.device, x.head.seq).cmp(&(b, &y.head.device, y.head.seq)));
    ordered.into_iter().map(|(_, event)| event).collect()
}
