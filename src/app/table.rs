//! The table of verbs. Parsing, help, completion and the manual page are made from it; the command line and the prompt
//! read the same one.

use clap::error::{ContextKind, ContextValue, ErrorKind};
use clap::{Arg, ArgAction, ArgMatches, Command, value_parser};

use super::verbs::{
    about, bank, codes, drill, exam, history, items, lookup, marks, paper, plan, progress, review, stats,
    study,
};
use super::{App, Failure, Outcome};

/// A verb.
pub struct Verb {
    /// Its name.
    pub name: &'static str,
    /// What it takes.
    pub command: fn() -> Command,
    /// What it does.
    pub run: fn(&mut App, &ArgMatches) -> Result<Outcome, Failure>,
    /// The words before a free text that is taken as it stands, apostrophes included.
    pub words_before_text: Option<usize>,
}

const fn verb(
    name: &'static str,
    command: fn() -> Command,
    run: fn(&mut App, &ArgMatches) -> Result<Outcome, Failure>,
) -> Verb {
    Verb { name, command, run, words_before_text: None }
}

const fn with_text(mut verb: Verb, words_before: usize) -> Verb {
    verb.words_before_text = Some(words_before);
    verb
}

/// All verbs, in the order in which help lists them.
pub const VERBS: &[Verb] = &[
    verb("study", study::command, study::run),
    verb("exam", exam::command, exam::run),
    verb("drill", drill::command, drill::run),
    verb("review", review::command, review::run),
    verb("stats", stats::command, stats::run),
    verb("readiness", stats::readiness_command, stats::readiness),
    verb("plan", plan::command, plan::run),
    verb("weak", stats::weak_command, stats::weak),
    verb("history", history::command, history::run),
    verb("flags", marks::flags_command, marks::flags),
    with_text(verb("notes", marks::notes_command, marks::notes), 1),
    with_text(verb("report", marks::report_command, marks::report), 1),
    verb("cause", history::cause_command, history::cause),
    verb("undo", history::undo_command, history::undo),
    verb("lookup", lookup::command, lookup::run),
    with_text(verb("search", lookup::search_command, lookup::search), 0),
    verb("codes", codes::command, codes::run),
    verb("paper", paper::command, paper::run),
    verb("bank", bank::command, bank::run),
    verb("items", items::command, items::run),
    verb("explain", bank::explain_command, bank::explain),
    verb("progress", progress::command, progress::run),
    verb("profile", progress::profile_command, progress::profile),
    verb("completions", about::completions_command, about::completions),
    verb("man", about::man_command, about::man),
    verb("help", about::help_command, about::help),
    verb("quit", about::quit_command, about::quit),
];

/// The command that all front ends parse with. A front end adds what is its own.
pub fn root() -> Command {
    Command::new("sequela")
        .about("A practice engine for medical-coding certification")
        .version(env!("CARGO_PKG_VERSION"))
        .disable_help_subcommand(true)
        .subcommand_required(false)
        .arg(
            Arg::new("json")
                .long("json")
                .global(true)
                .action(ArgAction::SetTrue)
                .help("Print one JSON value a command, and nothing else"),
        )
        .arg(
            Arg::new("seed")
                .long("seed")
                .value_name("N")
                .global(true)
                .value_parser(value_parser!(u64))
                .help("Draw the same quiz on every machine"),
        )
        .subcommands(VERBS.iter().map(|v| (v.command)()))
}

/// Splits a line into words as a shell does; the free text of a verb that takes one stays one word.
pub fn split_line(line: &str) -> Result<Vec<String>, Failure> {
    let line = line.trim();
    let name = line.split_whitespace().next().unwrap_or("");
    if name == "search" {
        return Ok(search_words(line));
    }
    let text_after = VERBS.iter().find(|v| v.name == name).and_then(|v| v.words_before_text);
    if let Some(count) = text_after {
        let mut words = Vec::new();
        let mut rest = line;
        for _ in 0..=count {
            let (word, after) = rest.split_once(char::is_whitespace).unwrap_or((rest, ""));
            words.push(word.to_owned());
            rest = after.trim_start();
            if rest.is_empty() || rest.starts_with("--json") {
                break;
            }
        }
        if !rest.is_empty() {
            words.push(rest.to_owned());
        }
        return Ok(words);
    }
    shlex::split(line).ok_or_else(|| {
        Failure::usage("a quotation mark is not closed").help("close it, or put a backslash in front of it")
    })
}

/// The options of a search, wherever they stand; all other words are its text, apostrophes included.
fn search_words(line: &str) -> Vec<String> {
    let mut options = Vec::new();
    let mut text = Vec::new();
    let mut words = line.split_whitespace().skip(1);
    while let Some(word) = words.next() {
        match word {
            "--json" => options.push(word.to_owned()),
            "--system" | "--edition" | "--count" | "-n" => {
                options.push(word.to_owned());
                options.extend(words.next().map(str::to_owned));
            }
            // An option that there is not is told, not searched for.
            word if word.starts_with("--") => options.push(word.to_owned()),
            word if word.strip_prefix("-n").is_some_and(|n| n.parse::<u32>().is_ok()) => {
                options.push(word.to_owned());
            }
            word => text.push(word),
        }
    }
    let text = text.join(" ");
    let text = Some(text).filter(|t| !t.is_empty());
    std::iter::once("search".to_owned())
        .chain(options)
        .chain(text.map(|t| ["--".to_owned(), t]).into_iter().flatten())
        .collect()
}

/// What clap says of words that it does not understand, in our words; `--help` is no failure.
pub(super) fn explain_usage(error: &clap::Error) -> Result<Outcome, Failure> {
    match error.kind() {
        ErrorKind::DisplayHelp | ErrorKind::DisplayVersion => Ok(Outcome::text(error.render().to_string())),
        _ => Err(usage_failure(error)),
    }
}

/// A usage error of clap as a failure: what was wrong, and what to do.
pub fn usage_failure(error: &clap::Error) -> Failure {
    if error.kind() == ErrorKind::InvalidSubcommand
        && let Some(ContextValue::String(word)) = error.get(ContextKind::InvalidSubcommand)
    {
        let near = match error.get(ContextKind::SuggestedSubcommand) {
            Some(ContextValue::Strings(near)) => near.first().cloned(),
            Some(ContextValue::String(near)) => Some(near.clone()),
            _ => None,
        };
        let failure = Failure::usage(format!("there is no command `{word}`"));
        return match near {
            Some(near) => failure.help(format!("did you mean `{near}`? `help` lists all")),
            None => failure.help("`help` lists all"),
        };
    }
    let text = error.render().to_string();
    let text = text.trim().strip_prefix("error: ").unwrap_or(text.trim());
    let text = text.strip_suffix("For more information, try '--help'.").unwrap_or(text);
    Failure::usage(text.trim_end())
}
