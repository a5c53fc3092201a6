//! The command line: what a run was asked to do.

use std::ffi::OsString;
use std::io::IsTerminal as _;
use std::path::PathBuf;

use clap::{Arg, ArgAction, ArgMatches, Command, value_parser};
use etcetera::BaseStrategy as _;

use crate::app::{Failure, Options, VERBS, root, usage_failure};
use crate::render::Style;

/// A run, as asked for.
pub struct Invocation {
    /// What holds for the whole run.
    pub options: Options,
    /// How text is laid out.
    pub style: Style,
    /// What to do.
    pub task: Task,
    /// Stop at the first command that fails.
    pub bail: bool,
    /// Print JSON.
    pub json: bool,
}

/// What to do.
pub enum Task {
    /// Open the prompt, or read lines from a pipe.
    Prompt,
    /// Run one verb.
    Verb(Box<ArgMatches>),
    /// Run the lines of `-c`.
    Lines(Vec<String>),
}

/// Why there is nothing to do.
pub enum Stop {
    /// A text was asked for: help or version.
    Shown(String),
    /// The command line was wrong, or the environment.
    Failed(Failure, bool),
}

fn command() -> Command {
    let path = value_parser!(PathBuf);
    root()
        .about("A practice engine for medical-coding certification. Without a verb it opens the prompt.")
        .arg(
            Arg::new("data-dir")
                .long("data-dir")
                .value_name("DIR")
                .global(true)
                .value_parser(path.clone())
                .help("Where progress is kept [env: SEQUELA_DATA_DIR]"),
        )
        .arg(
            Arg::new("profile")
                .long("profile")
                .value_name("NAME")
                .global(true)
                .default_value("default")
                .help("Whose progress it is"),
        )
        .arg(
            Arg::new("banks")
                .long("banks")
                .value_name("PATH…")
                .global(true)
                .action(ArgAction::Append)
                .value_parser(path)
                .help("Bank files or folders beside the shipped ones [env: SEQUELA_BANKS]"),
        )
        .arg(
            Arg::new("only")
                .long("only")
                .global(true)
                .action(ArgAction::SetTrue)
                .help("Only the banks of --banks, without the shipped ones"),
        )
        .arg(
            Arg::new("bail")
                .long("bail")
                .global(true)
                .action(ArgAction::SetTrue)
                .help("Stop at the first command that fails"),
        )
        .arg(
            Arg::new("width")
                .long("width")
                .value_name("COLUMNS")
                .global(true)
                .value_parser(value_parser!(u16).range(1..))
                .help("Wrap at this width"),
        )
        .arg(
            Arg::new("command")
                .short('c')
                .value_name("COMMAND")
                .action(ArgAction::Append)
                .help("Run a command as typed at the prompt; may be given again"),
        )
}

/// `--banks a.toml b.toml` names two: what follows and is neither an option nor a verb belongs to it.
fn spread_banks(args: impl IntoIterator<Item = OsString>) -> Vec<OsString> {
    let mut spread: Vec<OsString> = Vec::new();
    let mut after_banks = 0;
    for arg in args {
        let is_word = arg.to_str().is_none_or(|a| !a.starts_with('-') && VERBS.iter().all(|v| v.name != a));
        match after_banks {
            0 => {}
            1 => after_banks = 2,
            _ if is_word => spread.push("--banks".into()),
            _ => after_banks = 0,
        }
        if arg == "--banks" {
            after_banks = 1;
        }
        spread.push(arg);
    }
    spread
}

/// Reads the command line.
pub fn parse(args: impl IntoIterator<Item = OsString>) -> Result<Invocation, Stop> {
    let args = spread_banks(args);
    let wants_json = args.iter().any(|a| a == "--json");
    let matches = command().try_get_matches_from(args).map_err(|error| {
        if error.use_stderr() {
            Stop::Failed(usage_failure(&error), wants_json)
        } else {
            Stop::Shown(error.render().to_string())
        }
    })?;
    let json = matches.get_flag("json");
    let interactive = std::io::stdin().is_terminal() && std::io::stdout().is_terminal();
    let options = options(&matches, interactive).map_err(|failure| Stop::Failed(failure, json))?;
    let task = if let Some(lines) = matches.get_many::<String>("command") {
        Task::Lines(lines.cloned().collect())
    } else if matches.subcommand().is_some() {
        Task::Verb(Box::new(matches.clone()))
    } else {
        Task::Prompt
    };
    let style = Style {
        width: matches.get_one::<u16>("width").map(|w| usize::from(*w)).or_else(terminal_width),
        color: std::io::stdout().is_terminal() && colour_is_wanted(),
        interactive,
    };
    Ok(Invocation { options, style, task, bail: matches.get_flag("bail"), json })
}

fn options(matches: &ArgMatches, interactive: bool) -> Result<Options, Failure> {
    let given = matches.get_one::<PathBuf>("data-dir").cloned().or_else(|| env_path("SEQUELA_DATA_DIR"));
    let (data_dir, cache_dir) = match given {
        Some(folder) => {
            let cache = folder.join("cache");
            (folder, Some(cache))
        }
        None => {
            let base = etcetera::choose_base_strategy().map_err(|_| {
                Failure::data("the home folder of this account is not known")
                    .help("--data-dir or SEQUELA_DATA_DIR names a folder")
            })?;
            (base.data_dir().join("sequela"), Some(base.cache_dir().join("sequela")))
        }
    };
    let mut banks: Vec<PathBuf> = std::env::var_os("SEQUELA_BANKS")
        .map(|paths| std::env::split_paths(&paths).filter(|p| !p.as_os_str().is_empty()).collect())
        .unwrap_or_default();
    banks.extend(matches.get_many::<PathBuf>("banks").into_iter().flatten().cloned());
    let only = matches.get_flag("only");
    if only && banks.is_empty() && matches.subcommand_name() != Some("bank") {
        return Err(Failure::usage("--only leaves no bank").help("name some with --banks PATH"));
    }
    Ok(Options {
        data_dir,
        cache_dir,
        profile: matches.get_one::<String>("profile").cloned().unwrap_or_else(|| "default".to_owned()),
        banks,
        only,
        seed: matches.get_one::<u64>("seed").copied(),
        json: matches.get_flag("json"),
        interactive,
    })
}

fn env_path(name: &str) -> Option<PathBuf> {
    std::env::var_os(name).filter(|v| !v.is_empty()).map(PathBuf::from)
}

fn terminal_width() -> Option<usize> {
    if !std::io::stdout().is_terminal() {
        return None;
    }
    terminal_size::terminal_size().map(|(width, _)| usize::from(width.0)).filter(|w| *w > 0)
}

/// <https://no-color.org>: any value but the empty one.
fn colour_is_wanted() -> bool {
    std::env::var_os("NO_COLOR").is_none_or(|v| v.is_empty())
        && std::env::var_os("TERM").is_none_or(|t| t != "dumb")
}
