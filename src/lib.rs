//! Sequela: a practice engine for medical-coding certification.
//!
//! The library is a house of rooms; data goes one way, from code systems and banks up to the prompt:
//!
//! | room | what it is |
//! | --- | --- |
//! | [`code`] | code systems: syntax, and the codes of an answer |
//! | [`bank`] | questions, cases, topics, blueprints: the model, and its TOML with a place for everything |
//! | [`library`] | which banks, topics and blueprints a run sees: shipped, added, cached |
//! | [`grading`] | answer and key to mark |
//! | [`drill`] | questions generated from the code set |
//! | [`exchange`] | other formats of questions: GIFT, Moodle XML, QTI, Aiken, tables; Anki and Markdown |
//! | [`progress`] | events and their fold into what a learner has done; pure |
//! | [`learner`] | what is believed of a learner: memory, ability, forecast; pure |
//! | [`psychometrics`] | item and test statistics; pure |
//! | [`lint`] | what is wrong with a bank: one rule a file |
//! | [`exam`] | forms of an exam, its answer sheet, its score report; pure |
//! | [`study`] | what to ask next; pure |
//! | [`store`] | journal and sled: durable, repaired, merged, exported |
//! | [`session`] | study and exams as state machines: input in, events and views out; pure |
//! | [`insight`] | statistics, history, readiness, plan, what is weak, as data |
//! | [`app`] | the verbs: one table |
//! | [`render`] | views as text, JSON and printable pages |
//! | [`cli`] | the command line |
//! | [`repl`] | the prompt |
//!
//! CONTRIBUTING.md says which room may import which.

pub mod app;
pub mod bank;
pub mod cli;
pub mod code;
pub mod drill;
pub mod exam;
pub mod exchange;
pub mod grading;
pub mod insight;
pub mod learner;
pub mod library;
pub mod lint;
pub mod progress;
pub mod psychometrics;
pub mod render;
pub mod repl;
pub mod session;
pub mod store;
pub mod study;

use std::ffi::OsString;

use app::{App, Clock, Failure};
use cli::{Invocation, Stop, Task};
use render::Style;
use repl::{Repl, Screen};

/// Runs the program; the result is the exit code.
pub fn run(args: impl IntoIterator<Item = OsString>) -> u8 {
    let Invocation { options, style, task, bail, json } = match cli::parse(args) {
        Ok(invocation) => invocation,
        Err(Stop::Shown(text)) => {
            Screen::new(Style::PLAIN, false).print(&text);
            return 0;
        }
        Err(Stop::Failed(failure, json)) => {
            Screen::new(Style::PLAIN, json).failure(&failure);
            return failure.kind.exit_code();
        }
    };
    let mut screen = Screen::new(style, json);
    let clock = match Clock::from_env() {
        Ok(clock) => clock,
        Err(error) => {
            let failure = Failure::usage(error.to_string());
            screen.failure(&failure);
            return failure.kind.exit_code();
        }
    };
    let repl = Repl::new(App::new(options, clock), screen, bail);
    match task {
        Task::Prompt => repl.run_prompt(),
        Task::Verb(matches) => repl.run_verb(&matches),
        Task::Lines(lines) => repl.run_commands(&lines),
    }
}
