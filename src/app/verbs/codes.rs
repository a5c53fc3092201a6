//! `codes`: which editions of the code sets are here, adding one, and what a release changed.

use std::path::PathBuf;

use clap::builder::PossibleValuesParser;
use clap::{Arg, ArgAction, ArgMatches, Command, value_parser};
use jiff::civil::Date;

use crate::app::{AddedLine, App, DiffReport, EditionLine, Failure, Outcome, View};
use crate::code::source::{Found, Said, SourceError, read};
use crate::code::{Change, Code, EditionError, EditionName, Editions, System, diff};

/// Names of the code systems, as an option takes them.
pub(super) fn system_arg() -> Arg {
    Arg::new("system")
        .long("system")
        .value_name("SYSTEM")
        .value_parser(PossibleValuesParser::new(System::ALL.map(System::name)))
        .help("The code system")
}

pub(super) fn system_of(matches: &ArgMatches) -> Option<System> {
    matches.get_one::<String>("system").and_then(|s| s.parse().ok())
}

pub(in crate::app) fn command() -> Command {
    Command::new("codes")
        .about("Editions of the code sets: what is here, adding one, what changed")
        .subcommand_required(true)
        .arg_required_else_help(true)
        .disable_help_subcommand(true)
        .subcommand(Command::new("list").about("The editions that are here"))
        .subcommand(
            Command::new("add")
                .about("Add a release from the official zip, XML, order file, HCPCS file, POA list or conversion table")
                .arg(
                    Arg::new("files")
                        .value_name("FILE")
                        .required(true)
                        .num_args(1..)
                        .value_parser(value_parser!(PathBuf))
                        .help("Official files; with --system cpt your own licensed CPT file"),
                )
                .arg(system_arg())
                .arg(Arg::new("edition").long("edition").value_name("NAME").help("Its name, where the file does not say it: 2027"))
                .arg(
                    Arg::new("effective")
                        .long("effective")
                        .value_name("DAY")
                        .value_parser(value_parser!(Date))
                        .help("The day from which it is in force, where it is not the usual one: 2027-04-01"),
                )
                .arg(
                    Arg::new("partial")
                        .long("partial")
                        .action(ArgAction::SetTrue)
                        .help("Add it though it has far fewer codes, or fewer notes, than an edition that is here"),
                )
                .arg(
                    Arg::new("into")
                        .long("into")
                        .value_name("FOLDER")
                        .value_parser(value_parser!(PathBuf))
                        .help("Put it into this folder rather than beside the other editions"),
                ),
        )
        .subcommand(
            Command::new("diff")
                .about("What one edition changed against another: added, deleted, revised")
                .arg(Arg::new("old").value_name("SYSTEM=OLD").required(true).help("`icd-10-cm=2025`, or `2025` for ICD-10-CM"))
                .arg(Arg::new("new").value_name("SYSTEM=NEW").required(true)),
        )
}

pub(in crate::app) fn run(app: &mut App, matches: &ArgMatches) -> Result<Outcome, Failure> {
    match matches.subcommand() {
        Some(("list", _)) => list(app),
        Some(("add", matches)) => add(app, matches),
        Some(("diff", matches)) => compare(app, matches),
        _ => Ok(Outcome::default()),
    }
}

impl From<EditionError> for Failure {
    fn from(error: EditionError) -> Self {
        match &error {
            EditionError::Partial { .. } | EditionError::Poorer { .. } => Failure::problem(error.to_string()),
            EditionError::Unnamed(_) => Failure::usage(error.to_string()),
            EditionError::Io { .. } => Failure::data(error.to_string()).help(
                "nothing was added: see whether the folder can be written, and whether the disk is full",
            ),
            EditionError::Book { .. } | EditionError::Misnamed { .. } | EditionError::Unwritable(_) => {
                Failure::data(error.to_string())
            }
        }
    }
}

impl From<SourceError> for Failure {
    fn from(error: SourceError) -> Self {
        Failure::data(error.to_string()).help("nothing was added")
    }
}

const DAMAGED: &str = "it is damaged: add the official file again";

fn list(app: &mut App) -> Result<Outcome, Failure> {
    let editions = app.editions();
    let mut lines = Vec::new();
    for shelf in editions.all() {
        let (system, edition) = (shelf.name.system, shelf.name.edition.clone());
        let kind = if shelf.is_shipped() { "shipped" } else { "added" };
        let line =
            EditionLine { system, edition, kind, size: shelf.size(), ..EditionLine::default_of(system) };
        lines.push(match shelf.book() {
            Ok(book) => EditionLine {
                effective: book.effective(),
                codes: Some(book.billable_count()),
                notes: book.has_notes(),
                index: book.has_index(),
                source: Some(book.source().0.to_owned()),
                source_hash: Some(book.source().1.to_owned()),
                ..line
            },
            Err(error) => EditionLine { problem: Some(error.to_string()), ..line },
        });
    }
    let annexes = editions.annexes().map(|(kind, edition)| EditionLine {
        edition: edition.to_owned(),
        kind: kind.name(),
        codes: editions.annex(kind, Some(edition)).map(|a| a.len() as u32),
        problem: editions.annex(kind, Some(edition)).is_none().then(|| DAMAGED.to_owned()),
        ..EditionLine::default_of(System::Icd10Cm)
    });
    lines.extend(annexes.collect::<Vec<_>>());
    lines.extend(editions.unusable().iter().map(|path| EditionLine {
        edition: path.display().to_string(),
        kind: "damaged",
        problem: Some(format!("{DAMAGED}; the shipped edition stands in")),
        ..EditionLine::default_of(System::Icd10Cm)
    }));
    Ok(Outcome::of(View::Editions(lines)))
}

fn add(app: &mut App, matches: &ArgMatches) -> Result<Outcome, Failure> {
    let said = Said {
        system: system_of(matches),
        edition: matches.get_one::<String>("edition").cloned(),
        effective: matches.get_one::<Date>("effective").copied(),
    };
    if let Some(edition) = &said.edition {
        let named = EditionName::new(System::Icd10Cm, edition);
        named.ok_or_else(|| EditionError::Unnamed(edition.clone()))?;
    }
    let partial = matches.get_flag("partial");
    let folder = matches.get_one::<PathBuf>("into").cloned();
    // What is put elsewhere is not compared with what is here.
    let partial = partial || folder.is_some();
    let folder = folder.unwrap_or_else(|| app.options().code_sets());
    // Everything is read and proved before anything is written: one damaged file adds nothing.
    let files: Vec<PathBuf> = matches.get_many("files").into_iter().flatten().cloned().collect();
    let found = read(&files, &said)?;
    let editions = Editions::open(Some(&folder));
    let mut ready = Vec::new();
    for item in &found {
        ready.push(match item {
            Found::Release(release) => {
                let line = AddedLine {
                    what: format!("{} {}", release.system.title(), release.edition),
                    notes: release.rows.iter().map(|r| r.notes.len()).sum(),
                    index_lines: release.index.len(),
                    ..AddedLine::default()
                };
                (line, editions.prepare(release, partial)?)
            }
            Found::Annex(annex) => {
                let what = format!("{} {}", annex.kind.name(), annex.edition);
                let line = AddedLine { what, codes: annex.len() as u32, ..AddedLine::default() };
                (line, editions.prepare_annex(annex, partial)?)
            }
        });
    }
    let mut lines = Vec::new();
    for (line, prepared) in ready {
        let (codes, headers) = prepared.counts().unwrap_or((line.codes, 0));
        let file = prepared.place(&folder)?;
        lines.push(AddedLine { codes, headers, replaces: prepared.replaces, file, ..line });
    }
    app.forget_editions();
    Ok(Outcome::of(View::EditionsAdded(lines)))
}

/// `icd-10-cm=2025`, or `2025` alone for ICD-10-CM.
pub(super) fn edition_named(editions: &Editions, text: &str) -> Result<EditionName, Failure> {
    let name = text
        .parse::<EditionName>()
        .or_else(|error| format!("icd-10-cm={text}").parse().map_err(|_: String| error));
    let name = name.map_err(Failure::usage)?;
    if editions.get(name.system, &name.edition).is_some() {
        return Ok(name);
    }
    let here: Vec<String> = editions.all().iter().map(|s| s.name.to_string()).collect();
    Err(Failure::problem(format!("there is no {name} here"))
        .help(format!("here are {}; `codes add FILE` adds a release", here.join(", "))))
}

fn compare(app: &mut App, matches: &ArgMatches) -> Result<Outcome, Failure> {
    let text = |name: &str| matches.get_one::<String>(name).map_or("", String::as_str);
    let editions = app.editions();
    let (old, new) = (edition_named(editions, text("old"))?, edition_named(editions, text("new"))?);
    if old.system != new.system {
        return Err(Failure::usage(format!("{old} and {new} are of different systems")));
    }
    let book = |name: &EditionName| {
        let shelf = editions.get(name.system, &name.edition);
        shelf.ok_or_else(|| Failure::problem(format!("there is no {name} here")))
    };
    let changes = diff(book(&old)?.book()?, book(&new)?.book()?);
    let replaced = |change: &Change| match change {
        Change::Deleted { code, .. } | Change::NoLongerBillable { code, .. } => {
            let read = Code::parse(old.system, code).ok()?;
            editions.replacements(&read).map(|to| (code.clone(), to))
        }
        _ => None,
    };
    let replacements = changes.iter().filter_map(replaced).collect();
    Ok(Outcome::of(View::Diff(DiffReport {
        old: old.to_string(),
        new: new.to_string(),
        changes,
        replacements,
    })))
}
