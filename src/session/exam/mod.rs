//! The state machine of a mock exam: no feedback before the end, every answer may change until then, and the clock runs.

mod answer;
mod clock;
mod moves;
mod submit;

pub use clock::pace;
use clock::{long_clock, short_clock};

use std::sync::Arc;

use crate::bank::{Body as QuestionBody, Questions};
use crate::code::Editions;
use crate::exam::Sheet;
use crate::progress::{
    AwayClock, Body, Confidence, EXAM_MODE, ExamAct, ExamAnswer, ExamBook, ExamEvent, ExamStep, SessionEvent,
    SessionState,
};
use crate::session::command::{self, Command, Place as Where};
use crate::session::input::{Line, read_line};
use crate::session::open::{Open, milliseconds};
use crate::session::parts::{Now, Step};
use crate::session::shown::Shown;
use crate::session::view::{self, Asking, ExamLine, View, answer_help, question_view};

/// What an exam is made from.
#[derive(Clone, Debug)]
pub struct ExamSetup {
    /// The answer sheet: empty, or as it was left.
    pub sheet: Sheet,
    /// What the clock did while the learner was away; none when the exam begins.
    pub resumed: Option<AwayClock>,
    /// Places whose answers were written down as attempts before the program was killed.
    pub attempted: Vec<u32>,
    /// The code book.
    pub book: Arc<Editions>,
    /// Somebody sits at a terminal.
    pub interactive: bool,
}

/// A mock exam under way.
#[derive(Clone, Debug)]
pub struct Exam {
    pub(super) sheet: Sheet,
    resumed: Option<AwayClock>,
    attempted: Vec<u32>,
    book: Option<Arc<Editions>>,
    interactive: bool,
    open: Option<Open>,
    /// Seconds used when this sitting began, and the clock then.
    used_before: f64,
    began: f64,
    /// Warnings of the clock that were given.
    warned: usize,
    /// The paper book is open since then.
    book_since: Option<f64>,
    case_shown: Option<(String, String)>,
    confirming: bool,
    over: bool,
}

impl Exam {
    /// An exam that has not begun, or not gone on.
    pub fn new(setup: ExamSetup) -> Self {
        let ExamSetup { sheet, resumed, attempted, book, interactive } = setup;
        Self {
            used_before: sheet.used,
            book: (sheet.paper.book == ExamBook::Ebook).then_some(book),
            sheet,
            resumed,
            attempted,
            interactive,
            open: None,
            began: 0.0,
            warned: 0,
            book_since: None,
            case_shown: None,
            confirming: false,
            over: false,
        }
    }

    /// The events that record what was drawn.
    pub fn drawn(&self) -> Vec<Body> {
        let drawn = Body::Session(SessionEvent {
            session: self.sheet.session,
            state: SessionState::Drawn,
            mode: EXAM_MODE.into(),
            seed: self.sheet.seed,
            questions: self.sheet.questions.clone(),
        });
        vec![drawn, self.event(ExamAct::Began(Box::new(self.sheet.paper.clone())))]
    }

    /// Shows the first question, or the one that was open.
    pub fn start(&mut self, bank: &dyn Questions, now: Now) -> Step {
        let mut step = Step::default();
        self.began = now.monotonic;
        if let Some(clock) = self.resumed {
            // A wall clock that was set back has not turned back the time.
            let away = (now.wall.as_millisecond() - self.sheet.last.as_millisecond()).max(0) as f64 / 1000.0;
            if clock == AwayClock::Running {
                self.used_before += away;
            }
            let used = milliseconds(self.used_before);
            self.record(ExamAct::Resumed { clock, away, used }, now, &mut step);
        }
        if !self.attempted.is_empty() {
            step.views.push(View::notice(
                "This exam was handed in as the program ended; what was not written down then is written now.",
            ));
            let time_up = self.used_before >= self.sheet.paper.seconds;
            self.submit(time_up, now, &mut step);
            return step;
        }
        let limit = self.sheet.paper.seconds;
        self.warned =
            self.sheet.paper.warnings.iter().filter(|left| limit - self.used_before <= **left).count();
        if self.used(now) >= limit {
            step.views.push(View::notice("The time ran out while you were away."));
            self.submit(true, now, &mut step);
            return step;
        }
        step.views.push(View::notice(self.introduction()));
        let at = self.sheet.at;
        self.show_from(at, bank, now, &mut step);
        step
    }

    fn introduction(&self) -> String {
        let paper = &self.sheet.paper;
        let items = self.sheet.places.len();
        let book = match paper.book {
            ExamBook::Paper if self.interactive => {
                "your own books; F2 or `:book` notes when you open and close one"
            }
            ExamBook::Paper => "your own books; `:book` notes when you open and close one",
            ExamBook::Ebook => "the code book of the program: `:lookup`, `:search`",
            ExamBook::None => "no book",
        };
        let verb = if self.resumed.is_some() { "goes on" } else { "begins" };
        let answered = items - self.sheet.unanswered().len();
        let so_far = if self.resumed.is_some() { format!(", {answered} answered") } else { String::new() };
        format!(
            "{} {verb}: {items} items{so_far}, {} left, mark {} %, {book}. Nothing is marked before the end. `:skip` `:back` \
             `:goto {}` move, `:flag` marks, `:review` shows what is open, `:submit` hands in.",
            paper.title,
            long_clock(paper.seconds - self.used_before),
            paper.pass,
            items.min(12),
        )
    }

    /// Whether it is over, or was left.
    pub fn is_over(&self) -> bool {
        self.over
    }

    /// The words in front of the prompt: the time left, where, and what is asked.
    pub fn prompt(&self, now: Now) -> String {
        let Some(open) = &self.open else { return String::new() };
        let left = short_clock(self.sheet.paper.seconds - self.used(now));
        let word = match (self.confirming, self.book_since) {
            (true, _) => "hand in, y or n",
            (false, Some(_)) => "book open",
            (false, None) => view::prompt(&open.item.question.body),
        };
        format!("{left} left, {}/{} {word}", open.place + 1, self.sheet.places.len())
    }

    /// Whether codes are asked for: then a pasted block is one answer.
    pub fn asks_codes(&self) -> bool {
        self.open.as_ref().is_some_and(|o| matches!(o.item.question.body, QuestionBody::Code(_)))
    }

    /// Which book may be used.
    pub fn book(&self) -> ExamBook {
        self.sheet.paper.book
    }

    /// Seconds used.
    fn used(&self, now: Now) -> f64 {
        self.used_before + (now.monotonic - self.began).max(0.0)
    }

    fn event(&self, act: ExamAct) -> Body {
        Body::Exam(Box::new(ExamEvent { session: self.sheet.session, act }))
    }

    fn record(&mut self, act: ExamAct, now: Now, step: &mut Step) {
        self.sheet.apply(now.wall, &act);
        step.events.push(self.event(act));
        // The time in the book until now stands on the sheet.
        self.book_since = self.book_since.map(|_| now.monotonic);
    }

    /// Takes a line. The limit is checked as it arrives: a late line is put aside.
    pub fn line(&mut self, text: &str, bank: &dyn Questions, now: Now) -> Step {
        let mut step = Step::default();
        if self.used(now) >= self.sheet.paper.seconds {
            step.views.push(View::notice("The time is up. This line came too late and is put aside."));
            self.submit(true, now, &mut step);
            return step;
        }
        let confirming = std::mem::take(&mut self.confirming);
        match read_line(text) {
            Line::Blank if confirming => {
                self.confirming = true;
                step.views.push(View::notice("y hands in, n goes on with the exam"));
            }
            Line::Answer(answer, _) if confirming => match answer.to_lowercase().as_str() {
                "y" | "yes" => self.submit(false, now, &mut step),
                "n" | "no" => {
                    step.views.push(View::notice("The exam goes on."));
                    step.views.extend(self.question(true, now));
                }
                _ => {
                    self.confirming = true;
                    step.views.push(View::notice("y hands in, n goes on with the exam"));
                }
            },
            // An Enter too many passes over nothing.
            Line::Blank if self.interactive => {
                step.views.push(View::notice("`:skip` goes on without an answer"));
            }
            Line::Blank => {}
            Line::Help => step.views.push(self.help()),
            Line::Command(name, rest) => match command::find(name, Where::Exam) {
                Ok(command) => self.command(command, rest, bank, now, &mut step),
                Err(message) => step.views.push(View::notice(message)),
            },
            Line::Answer(answer, confidence) => self.answer(answer, confidence, bank, now, &mut step),
        }
        self.warn(now, &mut step);
        step.over = self.over;
        step
    }

    /// Tells the time once it falls below a mark, before the next question is shown.
    fn warn(&mut self, now: Now, step: &mut Step) {
        if self.over {
            return;
        }
        let left = self.sheet.paper.seconds - self.used(now);
        let due = self.sheet.paper.warnings.iter().filter(|mark| left <= **mark).count();
        if due > self.warned {
            self.warned = due;
            step.views.insert(0, View::notice(format!("Time: {} left.", long_clock(left))));
        }
    }

    fn command(&mut self, command: Command, rest: &str, bank: &dyn Questions, now: Now, step: &mut Step) {
        match command {
            Command::Help => step.views.push(self.help()),
            Command::Skip => self.pass(1, bank, now, step),
            Command::Back => self.pass(-1, bank, now, step),
            Command::Goto => self.goto(rest, bank, now, step),
            Command::Review => step.views.push(View::ExamOverview(self.overview(now))),
            Command::Strike => match self.open.as_mut().map(|open| open.strike(rest)) {
                Some(Err(view)) => step.views.push(view),
                _ => step.views.extend(self.question(true, now)),
            },
            Command::Case => step.views.extend(self.open.as_ref().map(Open::case)),
            Command::Find => step.views.extend(self.open.as_ref().map(|o| o.find(rest))),
            Command::Lookup | Command::Search => self.consult(command == Command::Search, rest, now, step),
            Command::Book if self.open.is_some() => self.turn_book(now, step),
            Command::Flag if self.open.is_some() => self.flag(now, step),
            Command::Sure => step.views.extend(self.open.as_mut().map(|o| o.sure(Confidence::Sure))),
            Command::Unsure => step.views.extend(self.open.as_mut().map(|o| o.sure(Confidence::Unsure))),
            Command::Guess => step.views.extend(self.open.as_mut().map(|o| o.sure(Confidence::Guess))),
            Command::Note | Command::Report => {
                if let Some(open) = &self.open {
                    let (event, view) = open.write(command == Command::Note, rest);
                    step.events.extend(event);
                    step.views.push(view);
                }
            }
            Command::Time => step.views.push(self.time(now)),
            Command::Undo if self.open.is_some() => self.clear(now, step),
            Command::Submit => self.ask_to_submit(rest, now, step),
            Command::Quit => self.leave(now, step),
            Command::Flag
            | Command::Undo
            | Command::Book
            | Command::Hint
            | Command::Why
            | Command::Cause
            | Command::Complete => {}
        }
    }

    fn help(&self) -> View {
        let answer = self.open.as_ref().map(|o| answer_help(&o.item.question.body)).unwrap_or_default();
        View::Help { answer, exam: true }
    }

    /// Where and when: what was done at the open question so far. At the limit the clock stands.
    fn here(&self, now: Now) -> ExamStep {
        let over = (self.used(now) - self.sheet.paper.seconds).max(0.0);
        let Some(open) = &self.open else {
            // What was done there stays as it is.
            let at = self.sheet.at;
            let struck = self.sheet.places.get(at).map(|p| p.struck.clone()).unwrap_or_default();
            let used = milliseconds(self.used(now) - over);
            return ExamStep { place: at as u32, used, struck, ..ExamStep::default() };
        };
        let place = open.place;
        let before = self.sheet.places[place].book;
        let book = self.book_since.map_or(0.0, |since| (now.monotonic - since - over).max(0.0));
        ExamStep {
            place: place as u32,
            seconds: milliseconds((open.spent(now) - over).max(0.0)),
            book: milliseconds(before + book),
            used: milliseconds(self.used(now) - over),
            looked_up: open.looked_up.clone(),
            struck: open.struck_ids(),
        }
    }

    /// Closes the paper book, if it is open.
    fn close_book(&mut self) {
        self.book_since = None;
    }

    /// Goes to a question, or passes over it when it is not to be had.
    fn show_from(&mut self, place: usize, bank: &dyn Questions, now: Now, step: &mut Step) {
        let count = self.sheet.places.len();
        for at in (place..count).chain(0..place.min(count)) {
            match bank.question(&self.sheet.questions[at]) {
                Ok(item) => {
                    let mut open = Open::new(at, item, self.sheet.seed, now);
                    if let Some(answer) = self.sheet.places[at].answer() {
                        // As it was shown when it was answered, though its author may have changed the order since.
                        let shown = Shown::recorded(&open.item.question, &answer.attempt.shown);
                        if shown.ids.len() == open.shown.ids.len() {
                            open.shown = shown;
                        }
                    }
                    open.since = now.monotonic - self.sheet.places[at].seconds;
                    open.looked_up.clone_from(&self.sheet.places[at].looked_up);
                    open.strike_ids(&self.sheet.places[at].struck);
                    self.open = Some(open);
                    self.sheet.at = at;
                    step.views.extend(self.question(false, now));
                    return;
                }
                Err(why) => {
                    step.views.push(View::notice(format!("question {} cannot be asked: {why}", at + 1)));
                }
            }
        }
        step.views.push(View::notice("no question of this exam can be asked any more; `:quit` keeps it"));
    }

    fn question(&mut self, again: bool, now: Now) -> Option<View> {
        let open = self.open.as_ref()?;
        let case = open.case_id();
        let with_documents = !again && case.is_some() && case != self.case_shown;
        let place = &self.sheet.places[open.place];
        let asking = Asking {
            number: open.place + 1,
            of: self.sheet.places.len(),
            reason: crate::study::Reason::Asked,
            shown: &open.shown,
            struck: &open.struck,
            flagged: place.flagged,
            with_documents,
        };
        let mut view = question_view(&open.item, &asking);
        view.exam = Some(ExamLine {
            left: (self.sheet.paper.seconds - self.used(now)).max(0.0),
            ahead: self.ahead(now),
            answer: place.answer().map(ExamAnswer::signed),
        });
        self.case_shown = case;
        Some(View::Question(Box::new(view)))
    }

    /// Seconds ahead of an even pace over what is answered; below zero when behind.
    fn ahead(&self, now: Now) -> f64 {
        let count = self.sheet.places.len();
        let answered = count - self.sheet.unanswered().len();
        self.sheet.paper.seconds * answered as f64 / count.max(1) as f64 - self.used(now)
    }
}
