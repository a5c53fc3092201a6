//! `bank new`: begins a bank, or adds a question to one, by asking.

use std::path::PathBuf;

use clap::{Arg, ArgMatches, Command, value_parser};

use super::check::sound_editions;
use crate::app::dialogue::{Dialogue, Writing};
use crate::app::{App, Failure, Outcome};
use crate::bank::read_bank;

pub(super) fn command() -> Command {
    Command::new("new").about("Begins a bank, or adds a question to one, by asking").arg(
        Arg::new("file")
            .value_name("FILE")
            .required(true)
            .value_parser(value_parser!(PathBuf))
            .help("The bank; made where it is not there"),
    )
}

pub(super) fn run(app: &mut App, matches: &ArgMatches) -> Result<Outcome, Failure> {
    let path = matches.get_one::<PathBuf>("file").cloned().unwrap_or_default();
    if path.extension().is_none_or(|e| e != "toml") {
        return Err(Failure::usage(format!("{} does not end in .toml", path.display()))
            .help("banks are files that end in .toml"));
    }
    let editions = sound_editions(app)?;
    let taxonomy = app.library()?.taxonomy().clone();
    let bank = if path.exists() {
        let text = std::fs::read_to_string(&path)
            .map_err(|e| Failure::data(format!("cannot read {}: {e}", path.display())))?;
        let file = read_bank(&text, &taxonomy);
        // An empty bank is what a question is added to.
        if file.has_errors() {
            return Err(Failure::problem(format!("{} has errors", path.display()))
                .help("`bank check` shows them; mend them first"));
        }
        file.bank
    } else {
        None
    };
    let writing = Writing::new(path, bank, taxonomy, editions);
    let outcome = Outcome::prose(writing.greeting());
    app.begin_dialogue(Dialogue::Writing(Box::new(writing)));
    Ok(outcome)
}
