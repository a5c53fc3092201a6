//! `bank check` and `explain`.

use std::path::PathBuf;
use std::sync::Arc;

use clap::builder::PossibleValuesParser;
use clap::{Arg, ArgAction, ArgMatches, Command, value_parser};
use rayon::prelude::*;

use crate::app::check_view::{CheckFormat, CheckReport, DiagnosticLine, FixOffer, Picture, RuleText};
use crate::app::verbs::codes::edition_named;
use crate::app::verbs::items::answers;
use crate::app::{App, Failure, Outcome, Then, View, blueprint_named};
use crate::bank::{Blueprint, Diagnostic, Group, LineIndex, Severity};
use crate::code::{EditionName, Editions};
use crate::library::Sources;
use crate::lint::{
    CheckError, CheckedFile, Checking, Choosing, Evidence, FailLevel, all_rules, check, rule_named,
};
use crate::psychometrics::MatrixOptions;

/// Which rules; `bank check` and `bank fix` take the same.
pub(super) fn rule_args(command: Command) -> Command {
    let rules = |name: &'static str, help: &'static str| {
        Arg::new(name).long(name).value_name("RULE").action(ArgAction::Append).value_delimiter(',').help(help)
    };
    command
        .arg(rules("select", "Only these rules or groups; `all` for every rule"))
        .arg(rules("extend-select", "These rules or groups beside those that run unasked"))
        .arg(rules("ignore", "Not these rules or groups"))
}

pub(super) fn files_arg() -> Arg {
    Arg::new("files")
        .value_name("PATH")
        .num_args(0..)
        .value_parser(value_parser!(PathBuf))
        .help("Files or folders; the whole library when absent")
}

pub(super) fn command() -> Command {
    let command = Command::new("check")
        .about("Every problem of every file, with its place")
        .arg(files_arg())
        .arg(
            Arg::new("edition")
                .long("edition")
                .value_name("SYSTEM=EDITION")
                .help("What a release changes in the questions: `icd-10-cm=2027`"),
        )
        .arg(
            Arg::new("blueprint")
                .long("blueprint")
                .value_name("BLUEPRINT")
                .help("Whether the banks have enough for an exam"),
        )
        .arg(
            Arg::new("attempts")
                .long("attempts")
                .value_name("FILE")
                .action(ArgAction::Append)
                .value_parser(value_parser!(PathBuf))
                .help(
                    "What learners answered says of the questions: journals, exports, or a response matrix",
                ),
        )
        .arg(
            Arg::new("format")
                .long("format")
                .value_name("FORMAT")
                .value_parser(PossibleValuesParser::new(CheckFormat::ALL.map(|(name, _)| name)))
                .help("How problems are shown"),
        )
        .arg(
            Arg::new("fail-level")
                .long("fail-level")
                .value_name("LEVEL")
                .value_parser(["note", "warning", "error", "never"])
                .help("The least severity with which the exit code is 1 [default: error]"),
        )
        .arg(
            Arg::new("no-cache")
                .long("no-cache")
                .action(ArgAction::SetTrue)
                .help("Check files anew that have not changed"),
        )
        .arg(
            Arg::new("watch")
                .long("watch")
                .action(ArgAction::SetTrue)
                .help("Check again whenever a file is saved, until Ctrl-C"),
        );
    rule_args(command)
}

pub(super) fn choosing(matches: &ArgMatches) -> Choosing {
    let words = |name: &str| matches.get_many::<String>(name).into_iter().flatten().cloned().collect();
    Choosing {
        select: words("select"),
        extend: words("extend-select"),
        ignore: words("ignore"),
        severity: Vec::new(),
    }
}

/// The editions, all of them sound: what cannot be read cannot be checked against, and silence would read as "no problem".
pub(super) fn sound_editions(app: &mut App) -> Result<Arc<Editions>, Failure> {
    let editions = Arc::clone(app.editions());
    for shelf in editions.all() {
        shelf.book()?;
    }
    if let Some(path) = editions.unusable().first() {
        return Err(Failure::data(format!("{}: it is damaged", path.display()))
            .help("`codes add` the official file again, or remove it"));
    }
    Ok(editions)
}

/// What is checked: the files named, or the library of the run.
pub(super) fn sources_of(app: &App, matches: &ArgMatches) -> Sources {
    let files: Vec<PathBuf> = matches.get_many("files").into_iter().flatten().cloned().collect();
    let named = !files.is_empty();
    let options = app.options();
    Sources {
        add: if named { files } else { options.banks.clone() },
        only: options.only || named,
        cache: None,
    }
}

pub(super) fn run(app: &mut App, matches: &ArgMatches) -> Result<Outcome, Failure> {
    let editions = sound_editions(app)?;
    let release: Option<EditionName> =
        matches.get_one::<String>("edition").map(|name| edition_named(app.editions(), name)).transpose()?;
    let blueprint: Option<Blueprint> = match matches.get_one::<String>("blueprint") {
        Some(name) => Some(blueprint_named(app.library()?, name)?.clone()),
        None => None,
    };
    let attempts: Vec<PathBuf> = matches.get_many("attempts").into_iter().flatten().cloned().collect();
    let (evidence, notices) = if attempts.is_empty() {
        (None, Vec::new())
    } else {
        let (analysis, _, notices) = answers(&attempts, MatrixOptions::default())?;
        (Some(Evidence::of(analysis)), notices)
    };
    let sources = sources_of(app, matches);
    let cache = app.options().cache_dir.clone().filter(|_| !matches.get_flag("no-cache"));
    let checking = Checking {
        editions: &editions,
        release: release.as_ref(),
        choosing: choosing(matches),
        evidence: evidence.as_ref(),
        blueprint: blueprint.as_ref(),
        cache: cache.as_deref(),
    };
    let checked = check(&sources, &checking)?;
    if checked.is_empty() {
        return Err(Failure::problem("there is no bank file here").help("banks are files that end in .toml"));
    }
    let asked = matches.get_one::<String>("fail-level").and_then(|word| FailLevel::named(word));
    let fails = |file: &CheckedFile| {
        let level = asked.or(file.fail_level).unwrap_or(FailLevel::From(Severity::Error));
        file.diagnostics.iter().any(|d| level.is_reached(d.severity))
    };
    let found_problems = checked.iter().any(fails);
    let format = matches.get_one::<String>("format");
    let format = format.and_then(|name| CheckFormat::ALL.iter().find(|(n, _)| n == name)).map(|(_, f)| *f);
    let format = format.unwrap_or_default();
    if matches.get_flag("watch") && sources.add.is_empty() {
        return Err(Failure::usage("there is no file to watch").help("`bank check --watch my-bank.toml`"));
    }
    let then = if matches.get_flag("watch") { Then::Watch(sources.add.clone()) } else { Then::GoOn };
    let outcome = Outcome::of(View::Check(report(&checked, format)));
    Ok(Outcome { found_problems, notices, json: format == CheckFormat::Json, then, ..outcome })
}

fn report(checked: &[CheckedFile], format: CheckFormat) -> CheckReport {
    let mut report = CheckReport {
        files: checked.len(),
        questions: 0,
        errors: 0,
        warnings: 0,
        notes: 0,
        fixable: 0,
        unverified: Vec::new(),
        diagnostics: Vec::new(),
        format,
    };
    for file in checked {
        report.questions += file.questions;
        report.unverified.extend(file.unverified.iter().cloned());
        for diagnostic in &file.diagnostics {
            match diagnostic.severity {
                Severity::Error => report.errors += 1,
                Severity::Warning => report.warnings += 1,
                Severity::Note => report.notes += 1,
            }
            report.fixable += usize::from(diagnostic.fix.as_ref().is_some_and(|f| f.safe));
        }
    }
    let lines = |file: &CheckedFile| {
        let index = file.lines();
        file.diagnostics.iter().map(|d| diagnostic_line(file, d, &index)).collect::<Vec<_>>()
    };
    report.diagnostics = checked.par_iter().flat_map_iter(lines).collect();
    report.unverified.sort_unstable();
    report.unverified.dedup();
    report
}

fn diagnostic_line(file: &CheckedFile, diagnostic: &Diagnostic, index: &LineIndex<'_>) -> DiagnosticLine {
    let (line, column) = index.position(diagnostic.span.start);
    let (end_line, end_column) = index.position(diagnostic.span.end.max(diagnostic.span.start));
    let fix = diagnostic.fix.as_ref().map(|f| FixOffer { title: f.title.clone(), safe: f.safe });
    DiagnosticLine {
        rule: diagnostic.rule.code,
        severity: diagnostic.severity.name(),
        file: file.file.clone(),
        line,
        column,
        end_line,
        end_column,
        question: diagnostic.question.clone(),
        message: diagnostic.message.clone(),
        help: diagnostic.help.clone(),
        fix,
        picture: picture(&file.source, diagnostic, index),
    }
}

/// The lines around a problem. Far places become two pieces of the file, the lines between them left out.
fn picture(source: &str, diagnostic: &Diagnostic, index: &LineIndex<'_>) -> Picture {
    let spans = std::iter::once(diagnostic.span).chain(diagnostic.also.iter().map(|l| l.span));
    let first = spans.clone().map(|s| s.start as usize).min().unwrap_or(0).min(source.len());
    let last = spans.map(|s| s.end as usize).max().unwrap_or(0).clamp(first, source.len());
    let from = source.get(..first).and_then(|s| s.rfind('\n')).map_or(0, |at| at + 1);
    let to = source.get(last..).and_then(|s| s.find('\n')).map_or(source.len(), |at| last + at);
    let shift = |span: crate::bank::Span| {
        let start = (span.start as usize).clamp(from, to) - from;
        let end = (span.end as usize).clamp(from, to) - from;
        start..end.max(start)
    };
    Picture {
        // The same length without carriage returns, which nobody wants to see.
        source: source.get(from..to).unwrap_or("").replace("\r\n", " \n").trim_end_matches('\r').to_owned(),
        first_line: index.position(from as u32).0,
        span: (shift(diagnostic.span), diagnostic.label.clone()),
        also: diagnostic.also.iter().map(|l| (shift(l.span), l.text.clone())).collect(),
    }
}

pub(in crate::app) fn explain_command() -> Command {
    Command::new("explain")
        .about("What a rule of `bank check` means, or which rules there are")
        .arg(Arg::new("rule").value_name("RULE|GROUP").help("All rules when absent"))
}

/// The rules of a group, or all.
fn rules_of(group: Option<&str>) -> Outcome {
    let mut text = String::new();
    for of in Group::ALL.iter().filter(|g| group.is_none_or(|name| g.name() == name)) {
        text.push_str(&format!("{}\n", of.name()));
        for rule in all_rules().filter(|r| r.group == *of) {
            let request = if rule.on_request { ", on request" } else { "" };
            text.push_str(&format!(
                "  {:<24} {}{request}: {}\n",
                rule.code,
                rule.severity.name(),
                rule.what()
            ));
        }
    }
    Outcome::text(text)
}

pub(in crate::app) fn explain(_: &mut App, matches: &ArgMatches) -> Result<Outcome, Failure> {
    let name = matches.get_one::<String>("rule").map(|n| n.to_lowercase());
    let Some(name) = name.as_deref().filter(|n| *n != "all") else { return Ok(rules_of(None)) };
    if Group::ALL.iter().any(|g| g.name() == name) {
        return Ok(rules_of(Some(name)));
    }
    let Some(rule) = rule_named(name) else {
        let near = all_rules().min_by_key(|r| strsim::osa_distance(name, r.code));
        let near = near.filter(|r| strsim::osa_distance(name, r.code) <= 4);
        let all: Vec<&str> = all_rules().map(|r| r.code).collect();
        let help = match near {
            Some(near) => format!("did you mean `{}`?", near.code),
            None => format!("the rules are {}", all.join(", ")),
        };
        return Err(Failure::usage(format!("there is no rule `{name}`")).help(help));
    };
    Ok(Outcome::of(View::Rule(RuleText {
        rule: rule.code,
        severity: rule.severity.name(),
        group: rule.group.name(),
        on_request: rule.on_request,
        what: rule.what(),
        why: rule.why(),
        example: rule.example(),
        instead: rule.instead(),
    })))
}

impl From<CheckError> for Failure {
    fn from(error: CheckError) -> Self {
        match error {
            CheckError::Library(error) => error.into(),
            CheckError::Config(error) => Failure::data(error.to_string())
                .help("[check] takes select, extend-select, ignore, severity and fail-level"),
            CheckError::Rule(error) => {
                Failure::usage(error.to_string()).help("`explain` lists rules and groups")
            }
        }
    }
}
