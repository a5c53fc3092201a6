//! The question on the table, whatever the session: choices struck out, the record, the code book.

use std::sync::Arc;

use super::parts::Now;
use super::shown::Shown;
use super::view::{FoundLine, View, case_view};
use crate::bank::{ChoiceId, Item, MultiplePolicy};
use crate::code::{Editions, System, Within, found_codes};
use crate::grading::{Answer, Mark};
use crate::progress::{Attempt, Body, Confidence, EventId, LookedUp, Noting, Reporting};

/// Codes of a search inside a question.
const HITS: usize = 8;

/// A question that is open, and what was done with it since it was shown.
#[derive(Clone, Debug)]
pub(super) struct Open {
    pub place: usize,
    pub item: Arc<Item>,
    pub shown: Shown,
    pub since: f64,
    pub hints: u32,
    pub looked_up: Vec<LookedUp>,
    pub struck: Vec<usize>,
    pub confidence: Option<Confidence>,
    pub handed_back: bool,
    /// The learner asked for codes to be completed.
    pub completed: bool,
}

impl Open {
    /// A question that was not touched yet.
    pub fn new(place: usize, item: Arc<Item>, seed: u64, now: Now) -> Self {
        let shown = Shown::new(&item.question, seed, place as u32);
        Self {
            place,
            item,
            shown,
            since: now.monotonic,
            hints: 0,
            looked_up: Vec::new(),
            struck: Vec::new(),
            confidence: None,
            handed_back: false,
            completed: false,
        }
    }

    /// Seconds since it was shown, earlier visits included.
    pub fn spent(&self, now: Now) -> f64 {
        (now.monotonic - self.since).max(0.0)
    }

    /// Strikes choices out, or brings them back; whether anything changed, or what to say instead.
    pub fn strike(&mut self, rest: &str) -> Result<(), View> {
        let mut letters = rest.chars().filter(char::is_ascii_alphabetic).peekable();
        if letters.peek().is_none() {
            return Err(View::notice("`:strike b` strikes choice b out, once more brings it back"));
        }
        for letter in letters {
            match self.shown.at_letter(letter) {
                Some(at) if self.struck.contains(&at) => self.struck.retain(|s| *s != at),
                Some(at) => self.struck.push(at),
                None => return Err(View::notice(format!("there is no choice {letter}"))),
            }
        }
        Ok(())
    }

    /// What to say of an answer that holds what does not look like a code: once, then it is taken as it is.
    pub fn hand_back(&mut self, answer: &Answer) -> Option<View> {
        let Answer::Codes(entries) = answer else { return None };
        let malformed: Vec<String> =
            entries.iter().filter(|e| e.code.is_none()).map(|e| format!("`{}`", e.text)).collect();
        if malformed.is_empty() || self.handed_back {
            return None;
        }
        self.handed_back = true;
        Some(View::notice(format!(
            "{} does not look like a code; mend it, or press the up arrow and Enter to answer as it is",
            malformed.join(", ")
        )))
    }

    /// Notes how sure the learner is of the answer that follows.
    pub fn sure(&mut self, confidence: Confidence) -> View {
        self.confidence = Some(confidence);
        View::notice(match confidence {
            Confidence::Sure => "noted: sure",
            Confidence::Unsure => "noted: unsure",
            Confidence::Guess => "noted: a guess",
        })
    }

    /// The choices that are struck out, by identity.
    pub fn struck_ids(&self) -> Vec<ChoiceId> {
        let shown = self.shown.order.iter().zip(&self.shown.ids);
        shown.filter(|(number, _)| self.struck.contains(number)).map(|(_, id)| id.clone()).collect()
    }

    /// Strikes choices out by identity.
    pub fn strike_ids(&mut self, ids: &[ChoiceId]) {
        let shown = self.shown.order.iter().zip(&self.shown.ids);
        self.struck = shown.filter(|(_, id)| ids.contains(id)).map(|(number, _)| *number).collect();
    }

    /// The bank and the case that it belongs to.
    pub fn case_id(&self) -> Option<(String, String)> {
        let case = self.item.case.as_ref()?;
        Some((self.item.question.id.bank().to_owned(), case.id.value.clone()))
    }

    /// The record.
    pub fn case(&self) -> View {
        match &self.item.case {
            Some(case) => View::Case(case_view(case, true)),
            None => View::notice("this question belongs to no case"),
        }
    }

    /// The lines of the record that hold a word.
    pub fn find(&self, word: &str) -> View {
        let Some(case) = &self.item.case else { return View::notice("this question belongs to no case") };
        if word.is_empty() {
            return View::notice("`:find WORD` finds a word in the record");
        }
        let wanted = word.to_lowercase();
        let lines = case
            .documents
            .iter()
            .flat_map(|d| d.text.lines().enumerate().map(move |(at, text)| (d, at, text)))
            .filter(|(_, _, text)| text.to_lowercase().contains(&wanted))
            .map(|(d, at, text)| FoundLine {
                document: d.title.value.clone(),
                line: at + 1,
                text: text.trim().to_owned(),
            })
            .collect();
        View::Found { word: word.to_owned(), lines }
    }

    /// A note of the learner's, or a complaint for the author.
    pub fn write(&self, note: bool, text: &str) -> (Option<Body>, View) {
        if text.is_empty() {
            let usage = if note { "`:note TEXT` writes a note" } else { "`:report TEXT` tells the author" };
            return (None, View::notice(usage));
        }
        let question = self.item.question.id.clone();
        let text = text.to_owned();
        if note {
            (Some(Body::Note(Noting { question, text })), View::notice("noted; `notes` lists them"))
        } else {
            let revision = self.item.question.revision();
            let report = Body::Report(Reporting { question, revision, text });
            (Some(report), View::notice("kept; `report` lists what there is to send"))
        }
    }

    /// Looks codes up. An opening of the book is recorded when it is told at which second it was.
    pub fn look_up(&mut self, book: Option<&Arc<Editions>>, text: &str, after: Option<f64>) -> Vec<View> {
        let usage = "`:lookup E11.2` shows a code with its notes; `:search WORDS` finds one";
        let (book, within) = match self.open_book(book, text, usage, after) {
            Ok(opened) => opened,
            Err(view) => return vec![view],
        };
        let mut views = Vec::new();
        let mut codes = Vec::new();
        for code in book.codes_of(text, &within) {
            match book.lookup(code, &within) {
                Ok(Ok(found)) => codes.extend(found),
                Ok(Err(missing)) => {
                    views.push(View::notice(format!("{}; {}", missing.message, missing.help)));
                }
                Err(error) => views.push(View::notice(error.to_string())),
            }
        }
        if !codes.is_empty() {
            views.push(View::Lookup { codes });
        }
        views
    }

    /// Searches the book.
    pub fn search(&mut self, book: Option<&Arc<Editions>>, words: &str, after: Option<f64>) -> View {
        let usage = "`:search WORDS` finds codes by words; `:lookup E11.2` shows a code";
        let (book, within) = match self.open_book(book, words, usage, after) {
            Ok(opened) => opened,
            Err(view) => return view,
        };
        let (words, asked, limit) = options(words);
        // A procedure question is searched among procedures.
        let system = asked.or_else(|| self.system()).unwrap_or(System::Icd10Cm);
        let Some(shelf) = book.shelf(system, &within) else {
            return View::notice(format!("there is no {} here to search", system.title()));
        };
        match shelf.search(&words, limit).and_then(|s| Ok(found_codes(shelf.book()?, s))) {
            Ok(codes) if codes.is_empty() => View::notice(format!("nothing is called `{words}`")),
            Ok(codes) => View::Search { codes },
            Err(error) => View::notice(error.to_string()),
        }
    }

    fn system(&self) -> Option<System> {
        match &self.item.question.body {
            crate::bank::Body::Code(codes) => Some(codes.system),
            // What a generated question asks about stands in its one edition.
            _ => match self.item.editions.as_slice() {
                [only] => only.system.parse().ok(),
                _ => None,
            },
        }
    }

    /// The book, when it may be opened and something is asked of it.
    fn open_book(
        &mut self,
        book: Option<&Arc<Editions>>,
        text: &str,
        usage: &str,
        after: Option<f64>,
    ) -> Result<(Arc<Editions>, Within), View> {
        let book = book.ok_or_else(|| View::notice("the code book is closed here"))?;
        if text.is_empty() {
            return Err(View::notice(usage));
        }
        if let Some(after) = after {
            self.looked_up.push(LookedUp { text: text.into(), after: milliseconds(after) });
        }
        let named = self.item.editions.iter().map(|e| (e.system.clone(), e.edition.clone()));
        Ok((Arc::clone(book), Within { named: named.collect(), ..Within::default() }))
    }

    /// An answer with its mark, as it is written down.
    pub fn attempt(&self, answered: Answering<'_>, mark: &Mark) -> Attempt {
        let question = &self.item.question;
        Attempt {
            session: answered.session,
            place: self.place as u32,
            mode: answered.mode.into(),
            form: answered.form.map(Into::into),
            question: question.id.clone(),
            kind: question.kind().name().into(),
            revision: question.revision(),
            epoch: question.epoch,
            edition: self.edition(),
            shown: self.shown.ids.clone(),
            answer: answered.line.into(),
            parsed: answered.answer,
            points: mark.points,
            max_points: mark.maximum,
            correct: mark.correct,
            findings: mark.findings.clone(),
            policy: answered.policy.into(),
            seconds: milliseconds(answered.seconds),
            hints: self.hints,
            completed: self.completed,
            lookups: self.looked_up.len() as u32,
            looked_up: self.looked_up.clone(),
            confidence: answered.confidence.or(self.confidence),
            cause: None,
        }
    }

    /// What the key of a code question was written against: `icd-10-cm 2026`.
    fn edition(&self) -> Option<Box<str>> {
        let system = match &self.item.question.body {
            crate::bank::Body::Code(codes) => Some(codes.system.name()),
            _ => None,
        };
        let of_system = self.item.editions.iter().find(|e| Some(e.system.as_str()) == system);
        of_system.or(self.item.editions.first()).map(|e| format!("{} {}", e.system, e.edition).into())
    }
}

/// What an attempt says beside the question.
pub(super) struct Answering<'a> {
    pub session: EventId,
    pub mode: &'a str,
    pub form: Option<&'a str>,
    /// As typed.
    pub line: &'a str,
    /// As understood.
    pub answer: Answer,
    /// The scoring rule.
    pub policy: &'a str,
    pub seconds: f64,
    pub confidence: Option<Confidence>,
}

/// Seconds as the journal keeps them.
pub(super) fn milliseconds(seconds: f64) -> f64 {
    (seconds * 1000.0).round() / 1000.0
}

/// The scoring rule of a question.
pub(super) fn policy(question: &crate::bank::Question) -> &'static str {
    use crate::bank::{Body as Of, CodePolicy};
    match &question.body {
        Of::Choices(c) if c.multiple => MultiplePolicy::name(c.scoring),
        Of::Code(c) => CodePolicy::name(c.scoring),
        Of::Match(_) => "pairs",
        _ => "exact",
    }
}

/// The words of a search, the system and the number that options among them name.
fn options(line: &str) -> (String, Option<System>, usize) {
    let (mut words, mut system, mut limit) = (Vec::new(), None, HITS);
    let mut rest = line.split_whitespace();
    while let Some(word) = rest.next() {
        match word {
            "--system" => system = rest.next().and_then(|s| s.parse().ok()),
            "-n" | "--count" => limit = rest.next().and_then(|n| n.parse().ok()).unwrap_or(HITS),
            word => words.push(word),
        }
    }
    (words.join(" "), system, limit)
}
