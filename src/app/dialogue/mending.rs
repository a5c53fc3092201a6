//! `bank fix --unsafe`: each change is shown and agreed to, or not.

use std::path::PathBuf;

use super::Turn;
use crate::app::verbs::bank::diff;
use crate::app::{Failure, Outcome, Page, PageFile, View};
use crate::bank::{Diagnostic, Fix, Taxonomy};
use crate::lint::{CheckedFile, fix};
use crate::session::Prompt;

/// A change that is offered.
pub(crate) struct Offer {
    file: String,
    source: String,
    diagnostic: Diagnostic,
    agreed: bool,
}

impl Offer {
    /// The change of a problem that has one.
    pub fn of(file: &CheckedFile, diagnostic: &Diagnostic) -> Self {
        Self {
            file: file.file.clone(),
            source: file.source.clone(),
            diagnostic: diagnostic.clone(),
            agreed: false,
        }
    }

    fn fix(&self) -> Option<&Fix> {
        self.diagnostic.fix.as_ref()
    }
}

/// Changes that are offered one by one.
pub(crate) struct Mending {
    offers: Vec<Offer>,
    at: usize,
    topics: Taxonomy,
}

impl Mending {
    /// Of changes in the order of their files.
    pub fn new(offers: Vec<Offer>, topics: Taxonomy) -> Self {
        Self { offers, at: 0, topics }
    }

    /// What stands in front of the line.
    pub fn prompt() -> Prompt {
        let words = ["yes", "no", "all", "quit"].map(str::to_owned).to_vec();
        Prompt { text: "y(es) n(o) a(ll) q(uit)".to_owned(), words, ..Prompt::default() }
    }

    /// The change that is offered now.
    pub fn view(&self) -> View {
        let Some(offer) = self.offers.get(self.at) else { return View::Text { text: String::new() } };
        let one = fix(&offer.source, std::slice::from_ref(&offer.diagnostic), &self.topics, |_, _| true);
        let title = offer.fix().map_or("", |f| f.title.as_str());
        let text = format!(
            "\n{} of {}: {} ({}): {title}?\n{}",
            self.at + 1,
            self.offers.len(),
            offer.diagnostic.message,
            offer.diagnostic.rule.code,
            diff(&offer.file, &offer.source, &one.text)
        );
        View::Text { text }
    }

    pub(super) fn line(&mut self, line: &str) -> Result<Turn, Failure> {
        match line.trim().to_ascii_lowercase().as_str() {
            "y" | "yes" => self.agree(true),
            "n" | "no" | "" | "-" => self.agree(false),
            "a" | "all" => {
                for offer in &mut self.offers[self.at..] {
                    offer.agreed = true;
                }
                self.at = self.offers.len();
            }
            "q" | "quit" => self.at = self.offers.len(),
            other => return Err(Failure::usage(format!("`{other}` is none of y, n, a, q"))),
        }
        if self.at < self.offers.len() {
            return Ok(Turn { outcome: Outcome::of(self.view()), over: false });
        }
        Ok(Turn { outcome: self.written()?, over: true })
    }

    fn agree(&mut self, yes: bool) {
        if let Some(offer) = self.offers.get_mut(self.at) {
            offer.agreed = yes;
        }
        self.at += 1;
    }

    /// The files with what was agreed to. Safe changes were written before the first was offered, so that each file is read
    /// again, and one that is not as it was then is left alone.
    fn written(&self) -> Result<Outcome, Failure> {
        let mut files = Vec::new();
        let mut done = 0;
        let mut names: Vec<&str> = self.offers.iter().filter(|o| o.agreed).map(|o| o.file.as_str()).collect();
        names.dedup();
        for name in names {
            let of_file: Vec<&Offer> = self.offers.iter().filter(|o| o.agreed && o.file == name).collect();
            let Some(first) = of_file.first() else { continue };
            let now = std::fs::read_to_string(name)
                .map_err(|e| Failure::data(format!("cannot read {name}: {e}")))?;
            if now != first.source {
                return Err(Failure::problem(format!("{name} has changed meanwhile"))
                    .help("`bank fix --unsafe` again"));
            }
            let problems: Vec<Diagnostic> = of_file.iter().map(|o| o.diagnostic.clone()).collect();
            let fixed = fix(&now, &problems, &self.topics, |_, _| true);
            done += fixed.done.len();
            files.push(PageFile { path: PathBuf::from(name), private: false, page: Page::Text(fixed.text) });
        }
        let text = format!("{done} of {} made.", self.offers.len());
        Ok(Outcome { files, ..Outcome::text(text) })
    }
}
