//! `progress` and `profile`: the learner's data is the learner's.

use std::path::PathBuf;

use clap::{Arg, ArgAction, ArgMatches, Command, value_parser};

use crate::app::{App, Failure, Outcome, ProfileLine, Then, View, random_bits};
use crate::store::{Profile, Written, backup, export, export_to};

fn file_arg(help: &'static str) -> Arg {
    Arg::new("file").value_name("FILE").value_parser(value_parser!(PathBuf)).help(help)
}

fn yes_arg(help: &'static str) -> Arg {
    Arg::new("yes").long("yes").action(ArgAction::SetTrue).help(help)
}

pub(in crate::app) fn command() -> Command {
    Command::new("progress")
        .about("Export, import, back up, restore, examine or remove your data")
        .subcommand_required(true)
        .arg_required_else_help(true)
        .disable_help_subcommand(true)
        .subcommand(
            Command::new("export")
                .about("Write your answers under a random name, to standard output or a file")
                .arg(file_arg("Where to; standard output when absent"))
                .arg(
                    Arg::new("text")
                        .long("text")
                        .action(ArgAction::SetTrue)
                        .help("With everything you typed: answers, notes, reports"),
                ),
        )
        .subcommand(
            Command::new("import")
                .about("Join the answers of a file with those here; the same answer twice is once")
                .arg(file_arg("An export, a backup or a journal").required(true)),
        )
        .subcommand(
            Command::new("backup")
                .about("Write everything into one file")
                .arg(file_arg("A file that does not exist yet").required(true)),
        )
        .subcommand(
            Command::new("restore")
                .about("Bring a backup back")
                .arg(file_arg("The backup").required(true))
                .arg(yes_arg("Put aside what is here and not in the backup")),
        )
        .subcommand(Command::new("doctor").about("Examine journal and store, and mend the store"))
        .subcommand(
            Command::new("reset")
                .about("Remove everything that is kept of you in this profile")
                .arg(yes_arg("Yes, remove it")),
        )
}

pub(in crate::app) fn run(app: &mut App, matches: &ArgMatches) -> Result<Outcome, Failure> {
    let Some((name, matches)) = matches.subcommand() else { return Ok(Outcome::default()) };
    let file = || matches.get_one::<PathBuf>("file").cloned();
    match (name, name == "export" || file_given(matches)) {
        ("export", _) => write_export(app, file(), matches.get_flag("text")),
        ("import", true) => {
            let file = file().unwrap_or_default();
            let imported = app.guarded(|store| store.import(&file))?;
            let found_problems = !imported.refused.is_empty();
            Ok(Outcome { found_problems, ..Outcome::of(View::Imported(imported)) })
        }
        ("backup", true) => {
            let file = file().unwrap_or_default();
            Ok(written(backup(&app.profile()?, &file)?, &file))
        }
        ("restore", true) => restore(app, &file().unwrap_or_default(), matches.get_flag("yes")),
        ("doctor", _) => doctor(app),
        ("reset", _) => reset(app, matches.get_flag("yes")),
        _ => Err(Failure::usage(format!("`progress {name}` needs a file"))),
    }
}

fn file_given(matches: &ArgMatches) -> bool {
    matches.try_get_one::<PathBuf>("file").is_ok_and(|f| f.is_some())
}

fn write_export(app: &mut App, file: Option<PathBuf>, text: bool) -> Result<Outcome, Failure> {
    let profile = app.profile()?;
    if let Some(file) = file {
        return Ok(written(export_to(&profile, &file, text)?, &file));
    }
    let mut bytes = Vec::new();
    export(&profile, &mut bytes, text)?;
    let raw = String::from_utf8_lossy(&bytes).trim_end().to_owned();
    Ok(Outcome::of(View::Raw { raw }))
}

fn written(written: Written, file: &std::path::Path) -> Outcome {
    let mut outcome = Outcome::text(format!("{} events are in {}.", written.events, file.display()));
    if written.damaged > 0 {
        outcome.found_problems = true;
        outcome.notices.push(format!(
            "{} lines of the journal cannot be read and are not in it; `progress doctor` names them",
            written.damaged
        ));
    }
    outcome
}

fn restore(app: &mut App, file: &std::path::Path, yes: bool) -> Result<Outcome, Failure> {
    let (imported, aside) = app.guarded(|store| store.restore(file, yes, &mut random_bits))?;
    let mut outcome = Outcome::of(View::Imported(imported));
    if let Some(aside) = aside {
        outcome.notices.push(format!("what was here is in {}", aside.display()));
    }
    Ok(outcome)
}

fn doctor(app: &mut App) -> Result<Outcome, Failure> {
    let health = app.guarded(crate::store::Store::doctor)?;
    let found_problems = !health.is_sound();
    Ok(Outcome { found_problems, ..Outcome::of(View::Health(health)) })
}

fn reset(app: &mut App, yes: bool) -> Result<Outcome, Failure> {
    let profile = app.profile()?;
    if !yes {
        return Err(Failure::usage(format!(
            "this removes all that is kept in {}",
            profile.folder().display()
        ))
        .help("`progress backup FILE` keeps a copy; `progress reset --yes` goes ahead"));
    }
    app.store()?;
    let Some(store) = app.take_store() else { return Ok(Outcome::default()) };
    let gate = app.gate();
    let held = gate.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
    let removed = store.reset()?;
    drop(held);
    let left: Vec<String> = std::fs::read_dir(profile.folder())
        .into_iter()
        .flatten()
        .filter_map(Result::ok)
        .filter(|e| e.file_name() != "lock")
        .map(|e| e.path().display().to_string())
        .collect();
    let left = if left.is_empty() { String::new() } else { format!(" Left there: {}.", left.join(", ")) };
    let outcome = Outcome::text(format!(
        "{} removed from {}.{left} Backups and exports that you wrote elsewhere are not touched.",
        if removed.len() == 1 {
            "1 file is".to_owned()
        } else {
            format!("{} files and folders are", removed.len())
        },
        profile.folder().display()
    ));
    Ok(Outcome { then: Then::ForgetLines, ..outcome })
}

pub(in crate::app) fn profile_command() -> Command {
    Command::new("profile").about("The profiles on this machine; --profile NAME uses another")
}

pub(in crate::app) fn profile(app: &mut App, _: &ArgMatches) -> Result<Outcome, Failure> {
    let options = app.options().clone();
    let mut lines: Vec<ProfileLine> = Profile::list(&options.data_dir)
        .into_iter()
        .map(|p| ProfileLine {
            current: p.name == options.profile,
            name: p.name,
            folder: p.folder,
            journal_bytes: p.journal_bytes,
        })
        .collect();
    if !lines.iter().any(|l| l.current) {
        let profile = app.profile()?;
        lines.push(ProfileLine {
            name: options.profile,
            folder: profile.folder().to_path_buf(),
            journal_bytes: 0,
            current: true,
        });
    }
    Ok(Outcome::of(View::Profiles(lines)))
}
