//! The verbs: one table, and what they do. Both the command line and the prompt drive an [`App`].
//!
//! What a session wants recorded goes to the store **before** its views are handed on: what a learner has seen a
//! result of is on disk.

mod check_view;
mod clock;
mod code_view;
mod completion;
mod dialogue;
mod exam_view;
mod failure;
mod fitting;
mod item_view;
mod options;
mod paper_view;
mod portrait;
mod questions;
mod situation;
mod table;
mod verbs;
mod view;
mod welcome;

/// Which book may be used in an exam.
pub use crate::progress::ExamBook;
/// The commands inside a question, and what stands in front of the line.
pub use crate::session::{Asks, COMMANDS, Prompt};
/// Why a question was missed.
pub const CAUSES: &[(&str, crate::progress::Cause, &str)] = &crate::progress::Cause::ALL;
pub use check_view::{
    CheckFormat, CheckReport, ConvertReport, DiagnosticLine, FixOffer, FixReport, FixedFile, Picture,
    RuleText,
};
pub use clock::{Clock, ClockError};
pub use code_view::{AddedLine, DiffReport, EditionLine};
pub use completion::{CodeWords, LibraryWords};
pub use exam_view::{BlueprintStock, DomainStock, ExamItem, ExamLine};
pub use failure::{Failure, FailureKind};
pub use item_view::{ChoiceLine, ItemFinding, ItemLine, ItemsReport, LettersLine};
pub use options::Options;
pub use paper_view::{Page, PageFile, PageFormat, Paper, PaperItem, PaperLine, PaperPart};
pub use portrait::{PAGE_MARK, Portrait};
pub(crate) use questions::{Sources, blueprint_named};
pub use situation::day_in_words;
pub(crate) use situation::{Asked, Drawn, Situation};
pub use table::{VERBS, Verb, root, split_line, usage_failure};
pub use view::{
    BankLine, BankListing, CodeKey, HelpLine, MarkLine, ProfileLine, QuestionKey, ReviewItem, View, Welcome,
};

use std::sync::{Arc, Mutex, PoisonError};

use rand::TryRng as _;

use dialogue::Dialogue;

use crate::code::Editions;
use crate::drill::Drills;
use crate::library::Library;
use crate::progress::{Body, EventId, Standing};
use crate::session::{Session, Step};
pub use crate::store::Waiting;
use crate::store::{Known, Notice, Profile, Store, StoreError, read_known};

/// What came of a line or a command.
#[derive(Debug, Default)]
pub struct Outcome {
    /// What to show, in order.
    pub views: Vec<View>,
    /// Sentences about the state of things, beside the answer itself.
    pub notices: Vec<String>,
    /// Files that the front end writes before it shows anything.
    pub files: Vec<PageFile>,
    /// Show it as JSON.
    pub json: bool,
    /// It ran, and found problems or nothing.
    pub found_problems: bool,
    /// What the prompt does next.
    pub then: Then,
}

/// What the prompt does after a command.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Then {
    /// It waits for the next line.
    #[default]
    GoOn,
    /// It forgets the lines typed so far, and waits.
    ForgetLines,
    /// It does the same again whenever one of these changes.
    Watch(Vec<std::path::PathBuf>),
    /// It leaves.
    Quit,
}

impl Outcome {
    fn of(view: View) -> Self {
        Self { views: vec![view], ..Self::default() }
    }

    fn text(text: impl Into<String>) -> Self {
        Self::of(View::Text { text: text.into() })
    }

    fn prose(prose: impl Into<String>) -> Self {
        Self::of(View::Prose { prose: prose.into() })
    }
}

/// Held while something is written: a signal that ends the process waits for it.
pub type Gate = Arc<Mutex<()>>;

/// The program, without a terminal.
pub struct App {
    options: Options,
    clock: Clock,
    editions: Option<Arc<Editions>>,
    library: Option<Library>,
    drills: Option<Drills>,
    store: Option<Store>,
    session: Option<Session>,
    session_json: bool,
    dialogue: Option<Dialogue>,
    gate: Gate,
    waiting: Waiting,
    notices: Vec<String>,
}

impl App {
    /// A program that has opened nothing yet.
    pub fn new(options: Options, clock: Clock) -> Self {
        Self {
            options,
            clock,
            editions: None,
            library: None,
            drills: None,
            store: None,
            session: None,
            session_json: false,
            dialogue: None,
            gate: Gate::default(),
            waiting: Waiting::default(),
            notices: Vec::new(),
        }
    }

    /// The gate that writing holds.
    pub fn gate(&self) -> Gate {
        Arc::clone(&self.gate)
    }

    /// The options of this run.
    pub fn options(&self) -> &Options {
        &self.options
    }

    /// The profile of this run.
    pub fn profile(&self) -> Result<Profile, Failure> {
        let profile = Profile::new(&self.options.data_dir, &self.options.profile)?;
        Ok(profile.telling(self.waiting.clone()))
    }

    /// Who is told while a long journal is read.
    pub fn tell(&mut self, waiting: Waiting) {
        self.waiting = waiting;
    }

    /// Whether a session or a dialogue is under way: then lines are answers.
    pub fn in_session(&self) -> bool {
        self.session.is_some() || self.dialogue.is_some()
    }

    /// What stands in front of the line.
    pub fn prompt(&self) -> Prompt {
        if let Some(dialogue) = &self.dialogue {
            return dialogue.prompt();
        }
        self.session.as_ref().map(|session| session.prompt(self.clock.now())).unwrap_or_default()
    }

    /// How a session that is left without a word is gone on with.
    pub fn resumed_by(&self) -> Option<&'static str> {
        match self.session.as_ref()? {
            Session::Study(_) => Some("study --resume"),
            Session::Exam(_) => Some("exam resume"),
        }
    }

    /// Takes a line: an answer or a `:` command in a session, a verb outside.
    pub fn line(&mut self, line: &str) -> Result<Outcome, Failure> {
        self.clock.tick();
        if self.dialogue.is_some() {
            return self.dialogue_line(line);
        }
        if self.session.is_some() {
            return self.session_line(line);
        }
        if line.trim().is_empty() {
            return Ok(Outcome::default());
        }
        // What ends with a colon's command inside a question begins with it out of habit outside.
        let words = split_line(line.trim().trim_start_matches(':'))?;
        let matches = root().no_binary_name(true).try_get_matches_from(words);
        match matches {
            Ok(matches) => self.run(&matches),
            Err(error) => table::explain_usage(&error),
        }
    }

    /// Runs a verb that was parsed.
    pub fn run(&mut self, matches: &clap::ArgMatches) -> Result<Outcome, Failure> {
        let json = matches.get_flag("json") || self.options.json;
        if let Some(seed) = matches.get_one::<u64>("seed") {
            self.options.seed = Some(*seed);
        }
        let Some((name, arguments)) = matches.subcommand() else { return Ok(Outcome::default()) };
        let verb = VERBS.iter().find(|v| v.name == name);
        let verb = verb.ok_or_else(|| Failure::usage(format!("there is no command `{name}`")))?;
        self.session_json = json;
        let mut outcome = (verb.run)(self, arguments)?;
        outcome.json |= json;
        outcome.notices.splice(0..0, std::mem::take(&mut self.notices));
        Ok(outcome)
    }

    /// What of the library can be completed.
    pub fn library_words(&mut self) -> LibraryWords {
        self.library().map(LibraryWords::of).unwrap_or_default()
    }

    /// The code sets, for completion.
    pub fn code_words(&mut self) -> CodeWords {
        CodeWords(Arc::clone(self.editions()))
    }

    /// Leaves everything as it should be found. An exam notes the time used; when that cannot be written, what was
    /// answered is there all the same.
    pub fn close(mut self) {
        if let Some(mut session) = self.session.take() {
            let step = session.leave(self.clock.now());
            let _ = self.write(step.events);
        }
        let _held = self.gate.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(store) = self.store.take() {
            store.close();
        }
    }

    /// The editions that are here.
    pub(crate) fn editions(&mut self) -> &Arc<Editions> {
        let folder = self.options.code_sets();
        self.editions.get_or_insert_with(|| Arc::new(Editions::open(Some(&folder))))
    }

    /// After an edition was added: what is here is looked at anew.
    pub(crate) fn forget_editions(&mut self) {
        self.editions = None;
        self.library = None;
        self.drills = None;
    }

    /// Library and drills, as one source of questions.
    pub(crate) fn sources(&mut self) -> Result<Sources<'_>, Failure> {
        let editions = Arc::clone(self.editions());
        self.library()?;
        let drills = self.drills.get_or_insert_with(|| Drills::new(editions));
        match &self.library {
            Some(library) => Ok(Sources { library, drills }),
            None => Err(Failure::data("the library is not open")),
        }
    }

    /// The library, opened when first asked for.
    pub(crate) fn library(&mut self) -> Result<&Library, Failure> {
        if self.library.is_none() {
            let editions = Arc::clone(self.editions());
            let library = Library::open(&self.options.sources(), editions)?;
            if !self.options.interactive {
                // The prompt's greeting says it on a terminal.
                let out = library.left_out().iter();
                self.notices
                    .extend(out.map(|l| format!("left out: {} ({}); `bank check` says why", l.file, l.why)));
            }
            self.library = Some(library);
        }
        self.library.as_ref().ok_or_else(|| Failure::data("the library is not open"))
    }

    /// The store, opened for writing when first asked for.
    pub(crate) fn store(&mut self) -> Result<&mut Store, Failure> {
        if self.store.is_none() {
            let profile = self.profile()?;
            let (store, notices) = Store::open(&profile, &mut random_bits)?;
            self.notices.extend(notices.into_iter().map(|Notice(text)| text));
            self.store = Some(store);
        }
        self.store.as_mut().ok_or_else(|| Failure::data("the store is not open"))
    }

    pub(crate) fn take_store(&mut self) -> Option<Store> {
        self.store.take()
    }

    /// What the learner has done, without taking the profile from anyone.
    pub(crate) fn standing(&mut self) -> Result<Standing, Failure> {
        self.known().map(|(standing, _)| standing)
    }

    /// What the learner has done and what is believed of the learner, without taking the profile from anyone.
    pub(crate) fn known(&mut self) -> Result<Known, Failure> {
        if let Some(store) = &self.store {
            return Ok(store.known()?);
        }
        let (known, notices) = read_known(&self.profile()?, &mut random_bits)?;
        self.notices.extend(notices.into_iter().map(|Notice(text)| text));
        Ok(known)
    }

    /// Questions and standing together.
    pub(crate) fn sources_and_standing(&mut self) -> Result<(Sources<'_>, Standing), Failure> {
        let standing = self.standing()?;
        Ok((self.sources()?, standing))
    }

    /// Writes events down; when this returns they are durable.
    pub(crate) fn write(&mut self, bodies: Vec<Body>) -> Result<Vec<EventId>, Failure> {
        if bodies.is_empty() {
            return Ok(Vec::new());
        }
        let gate = self.gate();
        let _held = gate.lock().unwrap_or_else(PoisonError::into_inner);
        let (at, zone) = (self.clock.now().wall, self.clock.zone().to_owned());
        let store = self.store()?;
        let ids = store.append(bodies, at, &zone, &mut random_bits)?;
        let notices = store.take_notices();
        self.notices.extend(notices.into_iter().map(|Notice(text)| text));
        Ok(ids)
    }

    /// Something that writes to the profile in several steps: no signal ends the process in between.
    pub(crate) fn guarded<T>(
        &mut self,
        work: impl FnOnce(&mut Store) -> Result<T, StoreError>,
    ) -> Result<T, Failure> {
        let gate = self.gate();
        let _held = gate.lock().unwrap_or_else(PoisonError::into_inner);
        let store = self.store()?;
        let done = work(store);
        let notices = store.take_notices();
        self.notices.extend(notices.into_iter().map(|Notice(text)| text));
        Ok(done?)
    }

    /// The time by the learner's clock.
    pub(crate) fn now(&self) -> jiff::Timestamp {
        self.clock.now().wall
    }

    /// The seed asked for, or a random one.
    pub(crate) fn seed(&self) -> u64 {
        self.options.seed.unwrap_or_else(|| random_bits() as u64)
    }

    pub(crate) fn new_id() -> EventId {
        EventId(random_bits())
    }

    /// Begins a session: what was drawn is recorded, then the first question shown.
    pub(crate) fn begin(&mut self, mut session: Session, events: Vec<Body>) -> Result<Outcome, Failure> {
        self.write(events)?;
        let now = self.clock.now();
        let step = session.start(&self.sources()?, now);
        self.finish_step(session, step)
    }

    fn session_line(&mut self, line: &str) -> Result<Outcome, Failure> {
        let Some(before) = self.session.clone() else { return Ok(Outcome::default()) };
        let mut session = before;
        let now = self.clock.now();
        let step = session.line(line, &self.sources()?, now);
        // When writing fails, the session stays as it was: nothing is shown that is not recorded.
        self.finish_step(session, step)
    }

    fn finish_step(&mut self, mut session: Session, step: Step) -> Result<Outcome, Failure> {
        let ids = self.write(step.events.clone())?;
        session.written(&step, &ids);
        let over = step.over || session.is_over();
        let studied = matches!(&session, Session::Study(study) if !study.leaves_memory_alone());
        self.session = (!over).then_some(session);
        // What was answered is kept; that nothing could be learned from it is no reason to hide the result.
        if over
            && studied
            && let Err(failure) = self.fit_memory()
        {
            self.notices.push(failure.to_string());
        }
        let notices = std::mem::take(&mut self.notices);
        let views = step.views.into_iter().map(View::Session).collect();
        Ok(Outcome { views, notices, json: self.session_json, ..Outcome::default() })
    }
}

/// 128 bits from the operating system.
pub(crate) fn random_bits() -> u128 {
    let mut bytes = [0; 16];
    if rand::rngs::SysRng.try_fill_bytes(&mut bytes).is_err() {
        // Without a source of randomness identities could collide; the address of fresh memory and the process are
        // what is left to tell runs apart.
        let mark = Box::new(0_u8);
        let mut hasher = blake3::Hasher::new();
        hasher.update(format!("{:p}{}", &raw const *mark, std::process::id()).as_bytes());
        bytes.copy_from_slice(&hasher.finalize().as_bytes()[..16]);
    }
    u128::from_le_bytes(bytes)
}

impl From<StoreError> for Failure {
    fn from(error: StoreError) -> Self {
        match error {
            StoreError::BadProfile(_) => Failure::usage(error.to_string()),
            _ => Failure::data(error.to_string()),
        }
    }
}
