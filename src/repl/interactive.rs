//! The prompt on a terminal: line editing, history, completion, pages.

use rustyline::error::ReadlineError;
use rustyline::history::FileHistory;
use rustyline::{CompletionType, Config, Editor, KeyCode, KeyEvent, Modifiers};

use super::helper::Words;
use super::{Repl, files};
use crate::app::{Asks, ExamBook, Failure, FailureKind, Outcome, Prompt, Then, View};

/// After a miss.
const WHY_MISSED: &str = "Why? u(nknown) m(isread) l(ookup) c(areless) g(uessed), Enter goes on ";

type Lines = Editor<Words, FileHistory>;

impl Repl {
    /// Reads lines until the learner leaves; with `session_only` until the session is over.
    pub(super) fn interact(&mut self, first: &Outcome, session_only: bool) -> u8 {
        let mut lines = match self.editor() {
            Ok(lines) => lines,
            Err(error) => {
                self.screen.failure(&Failure::data(format!("the terminal cannot be used: {error}")));
                return FailureKind::Data.exit_code();
            }
        };
        let history = self.app.profile().ok().map(|p| p.line_history());
        if let Some(history) = &history {
            // Nothing was typed yet when there is none.
            let _ = lines.load_history(history);
        }
        self.page(first, &mut lines);
        let mut interrupted = false;
        while !self.screen.is_closed() && (!session_only || self.app.in_session()) {
            self.follow_resizing();
            let asked = self.app.prompt();
            let between = asked.asks != Asks::Answer;
            self.book_key.listen(asked.book == Some(ExamBook::Paper));
            let prompt = match (between, asked.text.is_empty()) {
                // One letter is enough to say why, and nothing has to be said.
                (true, _) if asked.asks == Asks::Cause => WHY_MISSED.to_owned(),
                (true, _) => "Enter goes on, ? for help ".to_owned(),
                (false, true) => "> ".to_owned(),
                (false, false) => format!("{}> ", asked.text),
            };
            if let Some(helper) = lines.helper_mut() {
                helper.prompt = asked;
            }
            // What waits is for an answer or a command, not for the Enter that goes on.
            let held = if between { None } else { self.held.take() };
            match lines.readline_with_initial(&prompt, (held.as_deref().unwrap_or(""), "")) {
                Ok(mut text) => {
                    interrupted = false;
                    if self.book_key.was_pressed() {
                        // What was begun waits in the next line.
                        self.hold(&text);
                        ":book".clone_into(&mut text);
                    }
                    if self.take(&text, &mut lines) {
                        break;
                    }
                }
                Err(ReadlineError::Interrupted) if interrupted => break,
                Err(ReadlineError::Interrupted) => {
                    interrupted = true;
                    let said = if self.app.in_dialogue() {
                        "(Ctrl-C again leaves; what is not written yet is lost)\n"
                    } else {
                        "(Ctrl-C again leaves; nothing answered is lost)\n"
                    };
                    self.screen.print(said);
                }
                Err(ReadlineError::Eof) => break,
                Err(ReadlineError::Io(error)) if error.kind() == std::io::ErrorKind::InvalidData => {
                    self.screen.print("that line was not UTF-8; type it again\n");
                }
                Err(error) => {
                    self.screen.failure(&Failure::data(format!("the terminal cannot be read: {error}")));
                    return FailureKind::Data.exit_code();
                }
            }
        }
        if self.app.in_dialogue() {
            self.screen.print("What was not written yet is left out.\n");
        }
        if let Some(command) = self.app.resumed_by() {
            self.screen.print(&format!("The session is kept; `{command}` goes on with it.\n"));
        }
        if let Some(history) = history
            && self.app.profile().is_ok_and(|p| p.exists().unwrap_or(false))
            && history.parent().is_some_and(std::path::Path::exists)
        {
            // Lost lines of the editor are no lost answers.
            let _ = lines.save_history(&history);
        }
        0
    }

    fn editor(&mut self) -> rustyline::Result<Lines> {
        let config = Config::builder()
            .max_history_size(1_000)?
            .history_ignore_dups(true)?
            .completion_type(CompletionType::List)
            .build();
        let mut lines = Lines::with_config(config)?;
        let (library, codes) = (self.app.library_words(), self.app.code_words());
        lines.set_helper(Some(Words { prompt: Prompt::default(), library, codes }));
        lines.bind_sequence(KeyEvent(KeyCode::F(2), Modifiers::NONE), self.book_key.handler());
        Ok(lines)
    }

    /// Takes what was typed or pasted; whether to leave. A pasted block comes as one text with line breaks: where codes
    /// are asked for it is one answer. Elsewhere its first line is taken, and the rest waits in the next line to be
    /// edited: nothing is graded that was not seen, and nothing is lost.
    fn take(&mut self, text: &str, lines: &mut Lines) -> bool {
        self.follow_resizing();
        let whole = self.app.prompt().pasted_whole;
        let (line, rest) = match text.trim_end().split_once('\n') {
            Some((line, rest)) if !whole => (line, rest),
            _ => (text, ""),
        };
        self.hold(rest);
        if !line.trim().is_empty() {
            let _ = lines.add_history_entry(line.trim());
        }
        match self.app.line(line).and_then(files::written) {
            Ok(outcome) => {
                if outcome.then == Then::ForgetLines {
                    let _ = lines.clear_history();
                }
                if outcome.json {
                    self.screen.notices(&outcome.notices);
                }
                self.page(&outcome, lines);
                outcome.then == Then::Quit
            }
            Err(failure) => {
                self.screen.failure(&failure);
                false
            }
        }
    }

    /// Keeps a text for the next line.
    fn hold(&mut self, text: &str) {
        let lines: Vec<&str> = text.lines().map(str::trim).filter(|l| !l.is_empty()).collect();
        if !lines.is_empty() {
            self.held = Some(lines.join("; "));
        }
    }

    /// Prints an outcome a screen at a time. What is typed between the pages and is no wish for more waits in the next
    /// line: a question is not answered before it is seen.
    fn page(&mut self, outcome: &Outcome, lines: &mut Lines) {
        let text = self.screen.outcome_text(outcome);
        let (width, rows) = terminal_size::terminal_size()
            .map_or((usize::MAX, usize::MAX), |(w, h)| (usize::from(w.0), usize::from(h.0)));
        self.book_key.listen(false);
        let rows = rows.saturating_sub(2).max(4);
        let all: Vec<&str> = text.lines().collect();
        if all.len() <= rows {
            self.screen.print(&text);
            return;
        }
        let mut at = 0;
        while at < all.len() {
            let to = (at + rows).min(all.len());
            self.screen.print(&(all[at..to].join("\n") + "\n"));
            at = to;
            let left = all.len() - at;
            if left == 0 {
                break;
            }
            let prompt = if width < 60 {
                format!("-- {left} more -- ")
            } else {
                format!("-- {left} more; Enter shows them, q stops -- ")
            };
            let typed = lines.readline(&prompt).unwrap_or_else(|_| "q".to_owned());
            if typed.trim().is_empty() {
                continue;
            }
            if !typed.trim().eq_ignore_ascii_case("q") {
                self.hold(&typed);
            }
            if let Some(question) = asked(outcome) {
                // What is asked is never held back.
                self.screen.print("(the rest of the record is left out; `:case` shows it)\n");
                self.screen.print(&self.screen.outcome_text(&question));
            }
            return;
        }
    }

    fn follow_resizing(&mut self) {
        if self.fixed_width {
            return;
        }
        if let Some((width, _)) = terminal_size::terminal_size() {
            self.screen.set_width(Some(usize::from(width.0)).filter(|w| *w > 0));
        }
    }
}

/// The question of an outcome, without the record of its case.
fn asked(outcome: &Outcome) -> Option<Outcome> {
    let question = outcome.views.iter().rev().find_map(View::without_record)?;
    Some(Outcome { views: vec![question], json: outcome.json, ..Outcome::default() })
}
