//! The prompt: lines in, text out, on a terminal or a pipe.

mod book_key;
mod files;
mod helper;
mod interactive;
mod screen;
mod terminal;
mod watch;

pub use screen::Screen;

use std::io::{BufRead, BufReader};

use clap::ArgMatches;

use book_key::BookKey;

use crate::app::{App, Failure, FailureKind, Outcome, Then, Waiting};

/// Drives an [`App`] until there is nothing more to do. The result is the exit code.
pub struct Repl {
    app: App,
    screen: Screen,
    bail: bool,
    /// The learner set a width; otherwise it follows the terminal.
    fixed_width: bool,
    /// What was typed or pasted and waits in the next line.
    held: Option<String>,
    /// F2, which opens and closes the learner's own book in an exam.
    book_key: BookKey,
}

/// Exit code of a run in which nothing was found or something was wrong.
const PROBLEM: u8 = 1;

/// When an answer cannot be kept, the lines after it would answer the wrong questions.
fn is_lost(result: &Result<Outcome, Failure>) -> bool {
    result.as_ref().is_err_and(|f| f.kind == FailureKind::Data)
}

impl Repl {
    /// A prompt over an app.
    pub fn new(mut app: App, screen: Screen, bail: bool) -> Self {
        if app.options().interactive {
            app.tell(Waiting::new(screen::show_waiting));
        }
        terminal::watch_signals(app.gate());
        let measured = terminal_size::terminal_size().map(|(width, _)| usize::from(width.0));
        let fixed_width = screen.style().width != measured;
        Self { app, screen, bail, fixed_width, held: None, book_key: BookKey::default() }
    }

    /// Runs one verb of the command line; when it begins a session, the lines that follow are its answers.
    pub fn run_verb(mut self, matches: &ArgMatches) -> u8 {
        let result = self.app.run(matches);
        if self.app.in_session() {
            let code = self.follow_session(result);
            return self.finish(code);
        }
        let watched = match &result {
            Ok(outcome) => match &outcome.then {
                Then::Watch(paths) => Some(paths.clone()),
                _ => None,
            },
            Err(_) => None,
        };
        let mut code = self.show(result);
        if let Some(paths) = watched.filter(|p| !p.is_empty()) {
            code = self.watch(matches, &paths);
        }
        self.finish(code)
    }

    /// Runs commands as typed at the prompt; the exit code is that of the first that failed.
    pub fn run_commands(mut self, lines: &[String]) -> u8 {
        let mut code = 0;
        for (at, line) in lines.iter().enumerate() {
            let in_session = self.app.in_session();
            let result = self.app.line(line);
            if at + 1 == lines.len() && self.app.in_session() && result.is_ok() {
                let ended = self.follow_session(result);
                return self.finish(code.max(ended));
            }
            let lost = in_session && is_lost(&result);
            let quit = result.as_ref().is_ok_and(|o| o.then == Then::Quit);
            let this = self.show(result);
            code = if code == 0 { this } else { code };
            if lost || quit || self.screen.is_closed() || (self.bail && this != 0) {
                break;
            }
        }
        self.finish(code)
    }

    /// The prompt itself, or the lines of a pipe.
    pub fn run_prompt(mut self) -> u8 {
        if !self.app.options().interactive {
            let code = self.read_lines(false);
            return self.finish(code);
        }
        let code = match self.app.welcome() {
            Ok(welcome) => self.interact(&welcome, false),
            failed => self.show(failed),
        };
        self.finish(code)
    }

    /// Shows the first question of a session and takes the lines that follow.
    fn follow_session(&mut self, begun: Result<Outcome, Failure>) -> u8 {
        match begun {
            Ok(outcome) if self.app.options().interactive => self.interact(&outcome, true),
            begun => {
                let code = self.show(begun);
                code.max(self.read_lines(true))
            }
        }
    }

    fn finish(self, code: u8) -> u8 {
        self.app.close();
        if self.screen.has_failed() { code.max(FailureKind::Data.exit_code()) } else { code }
    }

    /// Shows what came of a line; the exit code it would have alone.
    fn show(&mut self, result: Result<Outcome, Failure>) -> u8 {
        match result.and_then(files::written) {
            Ok(outcome) => {
                let code = if outcome.found_problems { PROBLEM } else { 0 };
                self.screen.outcome(&outcome);
                code
            }
            Err(failure) => {
                self.screen.failure(&failure);
                failure.kind.exit_code()
            }
        }
    }

    /// One line is one answer or one command; blank lines are ignored, and nothing asks back.
    fn read_lines(&mut self, session_only: bool) -> u8 {
        let mut input = BufReader::new(std::io::stdin());
        let mut bytes = Vec::new();
        loop {
            bytes.clear();
            match input.read_until(b'\n', &mut bytes) {
                Ok(0) if self.app.in_dialogue() => {
                    let failure = Failure::problem("the input ended before the last question was answered");
                    self.screen.failure(&failure.help("what was not agreed to was not written"));
                    return PROBLEM;
                }
                Ok(0) => return 0,
                Ok(_) => {}
                Err(error) => {
                    let why = format!("cannot read standard input: {error}");
                    self.screen.failure(&Failure::data(why));
                    return FailureKind::Data.exit_code();
                }
            }
            let Ok(line) = std::str::from_utf8(&bytes) else {
                let why = "a line that is not UTF-8 was left out";
                self.screen.failure(&Failure::usage(why));
                if self.bail {
                    return PROBLEM;
                }
                continue;
            };
            let line = line.trim_start_matches('\u{feff}').trim();
            if line.is_empty() {
                continue;
            }
            let in_session = self.app.in_session();
            let in_dialogue = self.app.in_dialogue();
            let result = self.app.line(line);
            let quit = result.as_ref().is_ok_and(|o| o.then == Then::Quit);
            let lost = in_session && is_lost(&result) || in_dialogue && result.is_err();
            let code = self.show(result);
            if lost {
                return code;
            }
            if self.bail && code != 0 {
                return if code == FailureKind::Data.exit_code() { code } else { PROBLEM };
            }
            if quit || self.screen.is_closed() || (session_only && !self.app.in_session()) {
                return 0;
            }
        }
    }
}
