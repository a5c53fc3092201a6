//! The state machine of a study session.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use super::command::{self, Command};
use super::feedback::feedback;
use super::input::{Line, read_answer, read_line};
use super::open::{self, Open, policy};
use super::parts::{Answered, Now, Setup, Step};
use super::view::{Asking, View, answer_help, question_view};
use crate::bank::{Question, QuestionId, Questions};
use crate::grading::grade;
use crate::progress::{Body, Cause, Confidence, EventId, SessionEvent, SessionState};
use crate::study::Reason;

/// A study session.
#[derive(Clone, Debug)]
pub struct Study {
    pub(super) setup: Arc<Setup>,
    pub(super) done: Vec<bool>,
    pub(super) flagged: HashSet<QuestionId>,
    pub(super) open: Option<Open>,
    /// Questions that were shown and left open.
    pub(super) parked: HashMap<usize, Open>,
    /// The answer just given, while the learner reads about it.
    pub(super) between: bool,
    /// Why it was missed has been said.
    pub(super) cause_said: bool,
    pub(super) answers: Vec<Answered>,
    pub(super) case_shown: Option<(String, String)>,
    pub(super) started: Option<f64>,
    pub(super) over: bool,
    /// Questions that could not be had, though they may be again: a code set that is damaged or gone for now.
    pub(super) passed_over: usize,
}

impl Study {
    /// A session that has not begun.
    pub fn new(setup: Setup) -> Self {
        let mut done = vec![false; setup.slots.len()];
        for place in &setup.answered {
            if let Some(slot) = done.get_mut(*place as usize) {
                *slot = true;
            }
        }
        let flagged = setup.flagged.clone();
        Self {
            setup: Arc::new(setup),
            done,
            flagged,
            open: None,
            parked: HashMap::new(),
            between: false,
            cause_said: false,
            answers: Vec::new(),
            case_shown: None,
            started: None,
            over: false,
            passed_over: 0,
        }
    }

    /// The event that records what was drawn.
    pub fn drawn(&self) -> Body {
        Body::Session(SessionEvent {
            session: self.setup.session,
            state: SessionState::Drawn,
            mode: self.setup.mode.as_str().into(),
            seed: self.setup.seed,
            questions: self.setup.slots.iter().map(|s| s.question.clone()).collect(),
        })
    }

    /// Shows the first open question.
    pub fn start(&mut self, bank: &dyn Questions, now: Now) -> Step {
        self.started = Some(now.monotonic);
        let mut step = Step::default();
        // A resumed session goes on behind what was answered last; what was skipped comes at the end.
        let from = self.setup.answered.iter().max().map_or(0, |place| *place as usize + 1);
        self.next_question(from, bank, now, &mut step);
        step
    }

    /// The events of the last step are written down; their identities, in order.
    pub fn written(&mut self, step: &Step, ids: &[EventId]) {
        for (body, id) in step.events.iter().zip(ids) {
            if let (Body::Attempt(_), Some(last)) = (body, self.answers.last_mut()) {
                last.event = Some(*id);
            }
        }
    }

    /// Whether the session has ended or was left.
    pub fn is_over(&self) -> bool {
        self.over
    }

    /// Whether nothing of it is remembered: it was crammed.
    pub fn leaves_memory_alone(&self) -> bool {
        self.setup.season.is_none()
    }

    /// Whether feedback stands on the screen and Enter goes on.
    pub fn is_between(&self) -> bool {
        self.between
    }

    /// Whether the answer given last was not correct, and nothing was said of it yet.
    pub fn missed_last(&self) -> bool {
        !self.cause_said && self.answers.last().is_some_and(|a| !a.correct)
    }

    /// Whether codes of the open question are completed.
    pub fn completes_codes(&self) -> bool {
        !self.between && self.open.as_ref().is_some_and(|open| open.completed)
    }

    /// The word in front of the prompt.
    pub fn prompt(&self) -> String {
        match &self.open {
            Some(_) if self.between => String::new(),
            Some(open) => view_prompt(&open.item.question),
            None => String::new(),
        }
    }

    /// Takes a line.
    pub fn line(&mut self, text: &str, bank: &dyn Questions, now: Now) -> Step {
        let mut step = Step::default();
        match read_line(text) {
            Line::Blank if self.between => self.go_on(bank, now, &mut step),
            Line::Blank => {}
            Line::Help => step.views.push(self.help()),
            Line::Command(name, rest) => match command::find(name, command::Place::Study) {
                Ok(command) => self.command(command, rest, bank, now, &mut step),
                Err(message) => step.views.push(View::notice(message)),
            },
            Line::Answer(word, _) if self.between => self.between_line(word, &mut step),
            Line::Answer(answer, confidence) => self.answer(answer, confidence, bank, now, &mut step),
        }
        step.over = self.over;
        step
    }

    /// A word while feedback stands on the screen: after a miss, its cause.
    fn between_line(&mut self, word: &str, step: &mut Step) {
        if self.answers.last().is_some_and(|a| !a.correct) && Cause::named(word).is_some() {
            self.cause(word, step);
        } else {
            step.views.push(View::notice("Enter goes on to the next question; commands begin with `:`"));
        }
    }

    fn help(&self) -> View {
        let answer = match &self.open {
            Some(open) if !self.between => answer_help(&open.item.question.body),
            _ => "Enter goes on to the next question".to_owned(),
        };
        View::Help { answer, exam: false }
    }

    pub(super) fn go_on(&mut self, bank: &dyn Questions, now: Now, step: &mut Step) {
        self.between = false;
        let from = self.open.take().map_or(0, |o| o.place + 1);
        self.next_question(from, bank, now, step);
    }

    /// Opens the first question from a place on that is not answered, beginning again at the front; ends the session when
    /// there is none.
    pub(super) fn next_question(&mut self, from: usize, bank: &dyn Questions, now: Now, step: &mut Step) {
        let count = self.setup.slots.len();
        for place in (from..count).chain(0..from.min(count)) {
            if !self.done[place] && self.show(place, bank, now, step) {
                return;
            }
        }
        self.finish(now, step);
    }

    /// Shows a question; one that is not to be had is passed over with a word.
    pub(super) fn show(&mut self, place: usize, bank: &dyn Questions, now: Now, step: &mut Step) -> bool {
        let slot = self.setup.slots[place].clone();
        let item = match bank.question(&slot.question) {
            Ok(item) => item,
            Err(why) => {
                step.views.push(View::notice(format!("question {} is passed over: {why}", place + 1)));
                self.done[place] = true;
                self.passed_over += 1;
                return false;
            }
        };
        self.park(now);
        let fresh = Open::new(place, item, self.setup.seed, now);
        self.open = Some(match self.parked.remove(&place) {
            // Hints taken and time spent before it was left count.
            Some(left) => Open { since: now.monotonic - left.since, ..left },
            None => fresh,
        });
        self.between = false;
        if slot.why.reason == Reason::KeyChanged {
            step.views.push(View::notice(
                "the key of this question has changed since you answered it, or its author started it anew: it counts as new",
            ));
        }
        step.views.extend(self.question_view(false));
        true
    }

    /// Keeps what is known of the open question while another is asked; `since` holds the seconds spent on it.
    fn park(&mut self, now: Now) {
        if let Some(open) = self.open.take().filter(|o| !self.done[o.place]) {
            let spent = open.spent(now);
            self.parked.insert(open.place, Open { since: spent, ..open });
        }
    }

    /// The open question; with its documents when the case begins, or when asked to.
    pub(super) fn question_view(&mut self, again: bool) -> Option<View> {
        let open = self.open.as_ref()?;
        let case = open.case_id();
        let with_documents = !again && case.is_some() && case != self.case_shown;
        let asking = Asking {
            number: open.place + 1,
            of: self.setup.slots.len(),
            reason: self.setup.slots[open.place].why.reason,
            shown: &open.shown,
            struck: &open.struck,
            flagged: self.flagged.contains(&open.item.question.id),
            with_documents,
        };
        let view = View::Question(Box::new(question_view(&open.item, &asking)));
        self.case_shown = case;
        Some(view)
    }

    fn answer(
        &mut self,
        line: &str,
        confidence: Option<Confidence>,
        bank: &dyn Questions,
        now: Now,
        step: &mut Step,
    ) {
        let Some(open) = &mut self.open else { return };
        let answer = match read_answer(&open.item, &open.shown, line) {
            Ok(answer) => answer,
            Err(usage) => {
                step.views.push(View::notice(usage));
                return;
            }
        };
        if self.setup.interactive
            && let Some(notice) = open.hand_back(&answer)
        {
            step.views.push(notice);
            return;
        }
        let question = &open.item.question;
        let mark = grade(question, &answer, &open.item.books);
        let seconds = open.spent(now);
        let answered = open::Answering {
            session: self.setup.session,
            mode: &self.setup.mode,
            form: None,
            line,
            answer: answer.clone(),
            policy: policy(question),
            seconds,
            confidence,
        };
        let attempt = open.attempt(answered, &mark);
        let why = &self.setup.slots[open.place].why;
        let mut said = feedback(&open.item, &answer, &mark, Some(&open.shown));
        // Of a question that is asked twice in a session only the first answer's day is known here.
        let again = self.answers.iter().any(|a| a.item.question.id == open.item.question.id);
        let season = self.setup.season.as_ref().filter(|_| !again);
        said.comes_back = season.map(|s| s.comes_back(why.remembered.as_ref(), &attempt, why.number));
        step.events.push(Body::Attempt(Box::new(attempt)));
        step.views.push(View::Feedback(Box::new(said)));
        if open.item.timed {
            let ups = open.looked_up.len();
            let ups = if ups == 1 { "1 look-up".to_owned() } else { format!("{ups} look-ups") };
            let time = format!("{seconds:.0} seconds");
            let time = if time == "1 seconds" { "1 second".to_owned() } else { time };
            step.views.push(View::notice(format!("{time}, {ups}")));
        }
        let place = open.place;
        let item = Arc::clone(&open.item);
        self.done[place] = true;
        let (points, maximum, correct) = (mark.points, mark.maximum, mark.correct);
        self.cause_said = false;
        self.answers.push(Answered { place, item, points, maximum, correct, event: None });
        // After a miss there is something to say, also after the last question.
        if self.setup.interactive && (!correct || self.done.iter().any(|d| !d)) {
            self.between = true;
        } else {
            self.go_on(bank, now, step);
        }
    }

    fn command(&mut self, command: Command, rest: &str, bank: &dyn Questions, now: Now, step: &mut Step) {
        match command {
            Command::Help => step.views.push(self.help()),
            Command::Skip => self.skip(bank, now, step),
            Command::Back => self.back(bank, now, step),
            Command::Goto => self.goto(rest, bank, now, step),
            Command::Hint => self.hint(step),
            Command::Strike => self.strike(rest, step),
            Command::Case => step.views.extend(self.open.as_ref().map(Open::case)),
            Command::Find => step.views.extend(self.open.as_ref().map(|o| o.find(rest))),
            Command::Lookup | Command::Search => self.consult(command == Command::Search, rest, now, step),
            Command::Sure => self.set_confidence(Confidence::Sure, step),
            Command::Unsure => self.set_confidence(Confidence::Unsure, step),
            Command::Guess => self.set_confidence(Confidence::Guess, step),
            Command::Cause => self.cause(rest, step),
            Command::Complete => self.complete(step),
            Command::Flag => self.flag(step),
            Command::Note | Command::Report => self.write(command == Command::Note, rest, step),
            Command::Why => step.views.extend(self.why()),
            Command::Time => step.views.push(self.time(now)),
            Command::Undo => self.undo(bank, now, step),
            Command::Submit => self.finish(now, step),
            Command::Review | Command::Book => {}
            Command::Quit => {
                self.over = true;
                let left = self.done.iter().filter(|d| !**d).count();
                if left == 0 {
                    self.finish(now, step);
                } else {
                    step.views.push(View::notice(format!(
                        "{left} {} left; `study --resume` goes on from here",
                        if left == 1 { "question is" } else { "questions are" }
                    )));
                }
            }
        }
    }

    /// Closes the session and says how it went.
    fn finish(&mut self, now: Now, step: &mut Step) {
        self.over = true;
        step.over = true;
        self.open = None;
        self.between = false;
        if self.passed_over == 0 {
            step.events.push(Body::Session(SessionEvent {
                session: self.setup.session,
                state: SessionState::Closed,
                mode: "".into(),
                seed: 0,
                questions: Vec::new(),
            }));
        } else {
            // What is mended can be asked then.
            step.views.push(View::notice(
                "the session is kept for the questions that were passed over: `study --resume`",
            ));
        }
        step.views.push(View::Summary(self.summary(now)));
    }
}

fn view_prompt(question: &Question) -> String {
    super::view::prompt(&question.body).to_owned()
}
