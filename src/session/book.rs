//! The code book inside a question: look-ups and searches, recorded with their time.

use super::parts::{Now, Step};
use super::sitting::Study;
use super::view::View;
use crate::code::{Editions, System, Within, found_codes};
use crate::progress::LookedUp;

/// Codes of a search inside a question.
const HITS: usize = 8;

impl Study {
    pub(super) fn look_up(&mut self, text: &str, now: Now, step: &mut Step) {
        let usage = "`:lookup E11.2` shows a code with its notes; `:search WORDS` finds one";
        let Some((book, within)) = self.open_book(text, usage, now, step) else { return };
        let mut codes = Vec::new();
        for code in book.codes_of(text, &within) {
            match book.lookup(code, &within) {
                Ok(Ok(found)) => codes.extend(found),
                Ok(Err(missing)) => {
                    step.views.push(View::notice(format!("{}; {}", missing.message, missing.help)));
                }
                Err(error) => step.views.push(View::notice(error.to_string())),
            }
        }
        if !codes.is_empty() {
            step.views.push(View::Lookup { codes });
        }
    }

    pub(super) fn search(&mut self, words: &str, now: Now, step: &mut Step) {
        let usage = "`:search WORDS` finds codes by words; `:lookup E11.2` shows a code";
        let Some((book, within)) = self.open_book(words, usage, now, step) else { return };
        let (words, asked, limit) = options(words);
        // A procedure question is searched among procedures.
        let system = asked.or_else(|| self.system()).unwrap_or(System::Icd10Cm);
        let Some(shelf) = book.shelf(system, &within) else {
            step.views.push(View::notice(format!("there is no {} here to search", system.title())));
            return;
        };
        let found = shelf.search(&words, limit).and_then(|s| Ok(found_codes(shelf.book()?, s)));
        step.views.push(match found {
            Ok(codes) if codes.is_empty() => View::notice(format!("nothing is called `{words}`")),
            Ok(codes) => View::Search { codes },
            Err(error) => View::notice(error.to_string()),
        });
    }

    fn system(&self) -> Option<System> {
        let item = &self.open.as_ref()?.item;
        match &item.question.body {
            crate::bank::Body::Code(codes) => Some(codes.system),
            // What a generated question asks about stands in its one edition.
            _ => match item.editions.as_slice() {
                [only] => only.system.parse().ok(),
                _ => None,
            },
        }
    }

    /// The book, when it may be opened and something is asked of it; an opening before the answer is recorded.
    fn open_book(
        &mut self,
        text: &str,
        usage: &str,
        now: Now,
        step: &mut Step,
    ) -> Option<(std::sync::Arc<Editions>, Within)> {
        let Some(book) = self.setup.book.clone() else {
            step.views.push(View::notice("the code book is closed here"));
            return None;
        };
        if text.is_empty() {
            step.views.push(View::notice(usage));
            return None;
        }
        let between = self.between;
        let open = self.open.as_mut()?;
        if !between {
            let after = ((now.monotonic - open.since).max(0.0) * 1000.0).round() / 1000.0;
            open.looked_up.push(LookedUp { text: text.into(), after });
        }
        let named = open.item.editions.iter().map(|e| (e.system.clone(), e.edition.clone()));
        Some((book, Within { named: named.collect(), ..Within::default() }))
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
