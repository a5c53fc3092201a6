//! The prompt on a terminal: line editing, history, completion, pages.

use std::collections::VecDeque;

use rustyline::error::ReadlineError;
use rustyline::history::FileHistory;
use rustyline::{CompletionType, Config, Editor};

use super::Repl;
use super::helper::Words;
use crate::app::{Failure, FailureKind, Outcome, Then};

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
        let text = self.screen.outcome_text(first);
        if let Some(typed) = self.page(&text, &mut lines)
            && self.take(&typed, &mut lines)
        {
            return 0;
        }
        let mut interrupted = false;
        while !self.screen.is_closed() && (!session_only || self.app.in_session()) {
            self.follow_resizing();
            let (word, between) = self.app.prompt();
            let prompt = match (between, word.is_empty()) {
                (true, _) => "Enter goes on, ? for help ".to_owned(),
                (false, true) => "> ".to_owned(),
                (false, false) => format!("{word}> "),
            };
            if let Some(helper) = lines.helper_mut() {
                helper.in_session = self.app.in_session();
            }
            match lines.readline(&prompt) {
                Ok(text) => {
                    interrupted = false;
                    if self.take(&text, &mut lines) {
                        break;
                    }
                }
                Err(ReadlineError::Interrupted) if interrupted => break,
                Err(ReadlineError::Interrupted) => {
                    interrupted = true;
                    self.screen.print("(Ctrl-C again leaves; nothing answered is lost)\n");
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
        if self.app.in_session() {
            self.screen.print("The session is kept; `study --resume` goes on with it.\n");
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
        let (topics, banks) = self.app.completion_words();
        lines.set_helper(Some(Words { in_session: false, topics, banks }));
        Ok(lines)
    }

    /// Takes what was typed or pasted; whether to leave. A pasted block comes as one text with line breaks: where codes
    /// are asked for it is one answer, elsewhere each line is one.
    fn take(&mut self, text: &str, lines: &mut Lines) -> bool {
        self.follow_resizing();
        let whole = self.app.prompt().0 == "codes";
        let pasted: Vec<&str> = if whole { vec![text] } else { text.split('\n').collect() };
        let mut waiting: VecDeque<String> = pasted.iter().map(|l| (*l).to_owned()).collect();
        let block = waiting.len() > 1;
        while let Some(line) = waiting.pop_front() {
            if !line.trim().is_empty() {
                let _ = lines.add_history_entry(line.trim());
            }
            // The next answer of a paste stands for the Enter that goes on.
            let answers = !line.trim().is_empty() && !line.trim_start().starts_with(':');
            let line = if block && answers && self.app.prompt().1 {
                waiting.push_front(line);
                String::new()
            } else {
                line
            };
            match self.app.line(&line) {
                Ok(outcome) => {
                    if outcome.then == Then::ForgetLines {
                        let _ = lines.clear_history();
                    }
                    let text = self.screen.outcome_text(&outcome);
                    waiting.extend(self.page(&text, lines));
                    if outcome.then == Then::Quit {
                        return true;
                    }
                }
                Err(failure) => {
                    self.screen.failure(&failure);
                    // What could not be kept or understood is not followed by the rest of a paste.
                    return false;
                }
            }
        }
        false
    }

    /// Prints a text a screen at a time. What is typed between the pages and is no wish for more is the next line.
    fn page(&mut self, text: &str, lines: &mut Lines) -> Option<String> {
        let rows = terminal_size::terminal_size().map_or(usize::MAX, |(_, height)| usize::from(height.0));
        let rows = rows.saturating_sub(2).max(4);
        let all: Vec<&str> = text.lines().collect();
        if all.len() <= rows {
            self.screen.print(text);
            return None;
        }
        let mut at = 0;
        while at < all.len() {
            let to = (at + rows).min(all.len());
            self.screen.print(&(all[at..to].join("\n") + "\n"));
            at = to;
            if at < all.len() {
                let prompt = match all.len() - at {
                    1 => "-- 1 line more; Enter shows it -- ".to_owned(),
                    left => format!("-- {left} lines more; Enter shows them, q stops -- "),
                };
                let typed = lines.readline(&prompt).ok()?;
                let typed = typed.trim();
                if typed.is_empty() {
                    continue;
                }
                // What is asked stands at the end: it is never held back.
                let tail = all.len().saturating_sub(rows / 2).max(at);
                self.screen.print(&(all[tail..].join("\n") + "\n"));
                return Some(typed.to_owned()).filter(|t| !t.eq_ignore_ascii_case("q"));
            }
        }
        None
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
