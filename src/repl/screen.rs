//! Standard output and standard error.

use std::io::{ErrorKind, Write as _};

use crate::app::{Failure, Outcome};
use crate::render::{self, Style};

/// Where text goes. A reader that has gone away is no error: there is just nobody left to write to.
pub struct Screen {
    style: Style,
    json: bool,
    closed: bool,
    failed: bool,
}

impl Screen {
    /// A screen; `json` holds for failures of the whole run.
    pub fn new(style: Style, json: bool) -> Self {
        Self { style, json, closed: false, failed: false }
    }

    /// Whether something could not be printed, for another reason than a reader that has gone.
    pub fn has_failed(&self) -> bool {
        self.failed
    }

    /// Whether the reader has gone.
    pub fn is_closed(&self) -> bool {
        self.closed
    }

    pub(super) fn style(&self) -> Style {
        self.style
    }

    pub(super) fn set_width(&mut self, width: Option<usize>) {
        self.style.width = width;
    }

    /// An outcome as it is to be printed, its notices included where somebody is looking.
    pub(super) fn outcome_text(&self, outcome: &Outcome) -> String {
        if outcome.json {
            return render::json(outcome);
        }
        let mut text = String::new();
        if self.style.interactive {
            for notice in &outcome.notices {
                text.push_str(&self.style.wrap(notice, "Note: ", "  "));
            }
        }
        text.push_str(&render::text(outcome, &self.style));
        text
    }

    /// Prints an outcome; on a pipe its notices go to standard error.
    pub fn outcome(&mut self, outcome: &Outcome) {
        if !self.style.interactive || outcome.json {
            self.notices(&outcome.notices);
        }
        let text = self.outcome_text(outcome);
        self.print(&text);
    }

    pub(super) fn notices(&self, notices: &[String]) {
        for notice in notices {
            let text = Style { width: None, ..self.style }.wrap(notice, "note: ", "  ");
            // Without standard error there is nobody to tell.
            let _ = std::io::stderr().write_all(text.as_bytes());
        }
    }

    /// Prints a failure to standard error.
    pub fn failure(&mut self, failure: &Failure) {
        let text = render::failure(failure, self.json, &self.style);
        let _ = std::io::stderr().write_all(text.as_bytes());
    }

    /// Prints text.
    pub fn print(&mut self, text: &str) {
        if self.closed || text.is_empty() {
            return;
        }
        let mut out = std::io::stdout().lock();
        if let Err(error) = out.write_all(text.as_bytes()).and_then(|()| out.flush()) {
            self.closed = true;
            if error.kind() != ErrorKind::BrokenPipe {
                self.failed = true;
                let _ = writeln!(std::io::stderr(), "error: cannot write to standard output: {error}");
            }
        }
    }
}

/// A journal shorter than this is read within a second.
const LONG: u64 = 64 * 1024 * 1024;

/// Shows how much of a long journal is read, on one line of its own that goes away.
pub(super) fn show_waiting(done: u64, all: u64) {
    if all < LONG {
        return;
    }
    let text = if done >= all {
        format!("\r{}\r", " ".repeat(40))
    } else {
        let tenths = (10 * done / all) as usize;
        let bar: String = "#".repeat(tenths) + &".".repeat(10 - tenths);
        format!("\rReading the journal [{bar}] {:3} %", 100 * done / all)
    };
    // A line that cannot be shown is no reason to stop.
    let _ = std::io::stderr().write_all(text.as_bytes());
}
