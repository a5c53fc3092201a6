//! `bank fix --unsafe`: each change that is not certain to be wanted is shown and agreed to, or not.

use std::path::PathBuf;

use super::Turn;
use crate::app::verbs::bank::diff;
use crate::app::{Failure, Outcome, Page, PageFile, View};
use crate::bank::{Diagnostic, Taxonomy};
use crate::lint::{CheckedFile, fix};
use crate::session::Prompt;

/// The changes of one file.
pub(crate) struct Offers {
    file: String,
    source: String,
    /// Those that need nobody's consent.
    safe: Vec<Diagnostic>,
    /// The others, each with what was said of it.
    offered: Vec<(Diagnostic, bool)>,
}

impl Offers {
    /// All changes of a file.
    pub fn of(file: &CheckedFile) -> Self {
        let with_fix = file.diagnostics.iter().filter(|d| d.fix.is_some()).cloned();
        let (safe, unsure): (Vec<_>, Vec<_>) = with_fix.partition(|d| d.fix.as_ref().is_some_and(|f| f.safe));
        let offered = unsure.into_iter().map(|d| (d, false)).collect();
        Self { file: file.file.clone(), source: file.source.clone(), safe, offered }
    }
}

/// Changes that are offered one by one, file by file.
pub(crate) struct Mending {
    files: Vec<Offers>,
    /// How many were answered.
    at: usize,
    topics: Taxonomy,
}

impl Mending {
    /// Of files in their order.
    pub fn new(files: Vec<Offers>, topics: Taxonomy) -> Self {
        Self { files, at: 0, topics }
    }

    /// What stands in front of the line.
    pub fn prompt() -> Prompt {
        let words = ["yes", "no", "all", "quit"].map(str::to_owned).to_vec();
        Prompt { text: "y(es) n(o) a(ll) q(uit)".to_owned(), words, ..Prompt::default() }
    }

    fn all(&self) -> usize {
        self.files.iter().map(|f| f.offered.len()).sum()
    }

    /// The change that is offered now.
    pub fn view(&self) -> View {
        let all = self.files.iter().flat_map(|f| f.offered.iter().map(move |(d, _)| (f, d)));
        let mut all = all.skip(self.at);
        let text = all.next().map_or_else(String::new, |(file, diagnostic)| {
            let one = fix(&file.source, std::slice::from_ref(diagnostic), &self.topics, |_, _| true);
            let title = diagnostic.fix.as_ref().map_or("", |f| f.title.as_str());
            format!(
                "\n{} of {}: {} ({}): {title}?\n{}",
                self.at + 1,
                self.all(),
                diagnostic.message,
                diagnostic.rule.code,
                diff(&file.file, &file.source, &one.text)
            )
        });
        View::Text { text }
    }

    pub(super) fn line(&mut self, line: &str) -> Result<Turn, Failure> {
        match line.trim().to_ascii_lowercase().as_str() {
            "y" | "yes" => self.agree(1),
            "n" | "no" | "" | "-" => self.at += 1,
            "a" | "all" => self.agree(usize::MAX),
            "q" | "quit" => self.at = self.all(),
            other => return Err(Failure::usage(format!("`{other}` is none of y, n, a, q"))),
        }
        if self.at < self.all() {
            return Ok(Turn { outcome: Outcome::of(self.view()), over: false });
        }
        Ok(Turn { outcome: self.written()?, over: true })
    }

    /// Agrees to the next so many.
    fn agree(&mut self, many: usize) {
        let next = self.files.iter_mut().flat_map(|f| &mut f.offered).skip(self.at).take(many);
        self.at += next.map(|(_, agreed)| *agreed = true).count();
    }

    /// The files with what was agreed to, and the changes that need no consent.
    fn written(&self) -> Result<Outcome, Failure> {
        let mut files = Vec::new();
        let mut agreed = 0;
        let mut safe: Vec<&str> = Vec::new();
        for file in &self.files {
            let now = std::fs::read_to_string(&file.file)
                .map_err(|e| Failure::data(format!("cannot read {}: {e}", file.file)))?;
            if now != file.source {
                return Err(Failure::problem(format!(
                    "{} has changed meanwhile; nothing was written",
                    file.file
                ))
                .help("`bank fix --unsafe` again"));
            }
            let wanted = file.offered.iter().filter(|(_, agreed)| *agreed).map(|(d, _)| d);
            let mut problems: Vec<Diagnostic> = file.safe.iter().chain(wanted).cloned().collect();
            problems.sort_by_key(|d| d.span.start);
            let fixed = fix(&now, &problems, &self.topics, |_, _| true);
            let is_safe = |rule: &str| file.safe.iter().any(|d| d.rule.code == rule);
            let without: Vec<&str> =
                fixed.done.iter().map(|(rule, _)| *rule).filter(|r| is_safe(r)).collect();
            agreed += fixed.done.len() - without.len();
            safe.extend(without);
            if fixed.text != now {
                files.push(PageFile {
                    path: PathBuf::from(&file.file),
                    private: false,
                    page: Page::Text(fixed.text),
                });
            }
        }
        let mut text = format!("{agreed} of {} made", self.all());
        if !safe.is_empty() {
            let n = safe.len();
            safe.sort_unstable();
            safe.dedup();
            text.push_str(&format!(", and {n} that need no consent ({})", safe.join(", ")));
        }
        Ok(Outcome { files, ..Outcome::prose(text + ".") })
    }
}
