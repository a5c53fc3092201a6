//! `help`, `completions`, `man`, `quit`: made from the table of verbs.

use clap::{Arg, ArgMatches, Command, value_parser};
use clap_complete::Shell;

use crate::app::{App, Failure, HelpLine, Outcome, Then, VERBS, View, root};

pub(in crate::app) fn help_command() -> Command {
    Command::new("help").about("What there is to type").arg(Arg::new("verb").value_name("VERB").num_args(0..))
}

pub(in crate::app) fn help(_: &mut App, matches: &ArgMatches) -> Result<Outcome, Failure> {
    let words: Vec<&String> = matches.get_many("verb").into_iter().flatten().collect();
    if words.is_empty() {
        let lines = VERBS.iter().map(|verb| {
            let mut command = (verb.command)().disable_help_flag(true);
            let usage = command.render_usage().to_string();
            HelpLine {
                usage: usage.trim_start_matches("Usage: ").trim().to_owned(),
                about: command.get_about().map(ToString::to_string).unwrap_or_default(),
            }
        });
        return Ok(Outcome::of(View::Verbs(lines.collect())));
    }
    let mut command = root();
    for word in &words {
        let name = word.as_str();
        command = match command.find_subcommand(name) {
            Some(found) => found.clone(),
            None => {
                return Err(Failure::usage(format!("there is no command `{name}`")).help("`help` lists them"));
            }
        };
    }
    Ok(Outcome::text(command.render_long_help().to_string().trim_end().to_owned()))
}

pub(in crate::app) fn completions_command() -> Command {
    Command::new("completions")
        .about("Completions for a shell")
        .arg(Arg::new("shell").required(true).value_name("SHELL").value_parser(value_parser!(Shell)))
}

pub(in crate::app) fn completions(_: &mut App, matches: &ArgMatches) -> Result<Outcome, Failure> {
    let Some(shell) = matches.get_one::<Shell>("shell") else { return Ok(Outcome::default()) };
    let mut bytes = Vec::new();
    clap_complete::generate(*shell, &mut root(), "sequela", &mut bytes);
    Ok(Outcome::of(View::Raw { raw: String::from_utf8_lossy(&bytes).trim_end().to_owned() }))
}

pub(in crate::app) fn man_command() -> Command {
    Command::new("man").about("The manual page, as roff")
}

pub(in crate::app) fn man(_: &mut App, _: &ArgMatches) -> Result<Outcome, Failure> {
    let mut bytes = Vec::new();
    clap_mangen::Man::new(root())
        .render(&mut bytes)
        .map_err(|e| Failure::data(format!("the manual page cannot be made: {e}")))?;
    Ok(Outcome::of(View::Raw { raw: String::from_utf8_lossy(&bytes).trim_end().to_owned() }))
}

pub(in crate::app) fn quit_command() -> Command {
    Command::new("quit").about("Leave").alias("exit")
}

pub(in crate::app) fn quit(_: &mut App, _: &ArgMatches) -> Result<Outcome, Failure> {
    Ok(Outcome { then: Then::Quit, ..Outcome::default() })
}
