//! `bank` and `explain`: for those who write questions.

use std::path::PathBuf;

use clap::{Arg, ArgMatches, Command, value_parser};

use super::codes::edition_named;
use super::forms::pool;
use crate::app::view::{BankItem, Picture};
use crate::app::{
    App, BankLine, BankListing, BlueprintStock, CheckReport, CodeKey, DiagnosticLine, DomainStock, Failure,
    Outcome, QuestionKey, RuleText, View, blueprint_named,
};
use crate::bank::{At, Blueprint, Body, Diagnostic, Item, LineIndex, Question, RULES, Severity, rule_named};
use crate::code::EditionName;
use crate::exam::{Measure, Pool};
use crate::grading::{Answer, grade};
use crate::library::{CheckedFile, CodeCheck, Library, Sources, check};
use crate::session::{Shown, feedback, key_answer, key_text, shown_question};

pub(in crate::app) fn command() -> Command {
    Command::new("bank")
        .about("Check, show and list question banks")
        .subcommand_required(true)
        .arg_required_else_help(true)
        .disable_help_subcommand(true)
        .subcommand(
            Command::new("check")
                .about("Every problem of every file, with its place")
                .arg(
                    Arg::new("files")
                        .value_name("PATH")
                        .num_args(0..)
                        .value_parser(value_parser!(PathBuf))
                        .help("Files or folders; the whole library when absent"),
                )
                .arg(
                    Arg::new("edition")
                        .long("edition")
                        .value_name("SYSTEM=EDITION")
                        .help("What a release changes in the questions: `icd-10-cm=2027`"),
                ),
        )
        .subcommand(
            Command::new("show")
                .about("A question with its key, or the questions of a bank")
                .arg(Arg::new("id").value_name("BANK[/QUESTION]").required(true)),
        )
        .subcommand(Command::new("list").about("The banks of the library"))
        .subcommand(
            Command::new("stats")
                .about("What the library has for a blueprint, domain by domain; without one, for all")
                .arg(Arg::new("blueprint").value_name("BLUEPRINT")),
        )
}

pub(in crate::app) fn run(app: &mut App, matches: &ArgMatches) -> Result<Outcome, Failure> {
    match matches.subcommand() {
        Some(("check", matches)) => {
            let files: Vec<PathBuf> = matches.get_many("files").into_iter().flatten().cloned().collect();
            let release = matches.get_one::<String>("edition");
            let release = release.map(|name| edition_named(app.editions(), name)).transpose()?;
            check_banks(app, files, release.as_ref())
        }
        Some(("show", matches)) => {
            let id = matches.get_one::<String>("id").cloned().unwrap_or_default();
            show(app, &id)
        }
        Some(("list", _)) => list(app),
        Some(("stats", matches)) => stock(app, matches.get_one::<String>("blueprint").map(String::as_str)),
        _ => Ok(Outcome::default()),
    }
}

fn check_banks(
    app: &mut App,
    files: Vec<PathBuf>,
    release: Option<&EditionName>,
) -> Result<Outcome, Failure> {
    let editions = std::sync::Arc::clone(app.editions());
    // What cannot be read cannot be checked against: silence would read as "no problem".
    for shelf in editions.all() {
        shelf.book()?;
    }
    if let Some(path) = editions.unusable().first() {
        return Err(Failure::data(format!("{}: it is damaged", path.display()))
            .help("`codes add` the official file again, or remove it"));
    }
    let options = app.options();
    let named = !files.is_empty();
    let sources = Sources {
        add: if named { files } else { options.banks.clone() },
        only: options.only || named,
        cache: None,
    };
    let checked = check(&sources, CodeCheck { editions: &editions, release })?;
    let mut report = CheckReport {
        files: checked.len(),
        questions: 0,
        errors: 0,
        warnings: 0,
        unverified: Vec::new(),
        diagnostics: Vec::new(),
    };
    for file in &checked {
        report.questions += file.questions;
        report.unverified.extend(file.unverified.iter().map(ToString::to_string));
        let index = LineIndex::new(&file.source);
        for diagnostic in &file.diagnostics {
            match diagnostic.rule.severity {
                Severity::Error => report.errors += 1,
                Severity::Warning => report.warnings += 1,
            }
            report.diagnostics.push(diagnostic_line(file, diagnostic, &index));
        }
    }
    report.unverified.sort_unstable();
    report.unverified.dedup();
    if checked.is_empty() {
        return Err(Failure::problem("there is no bank file here").help("banks are files that end in .toml"));
    }
    Ok(Outcome { found_problems: report.errors > 0, ..Outcome::of(View::Check(report)) })
}

fn diagnostic_line(file: &CheckedFile, diagnostic: &Diagnostic, index: &LineIndex<'_>) -> DiagnosticLine {
    let (line, column) = index.position(diagnostic.span.start);
    let (end_line, end_column) = index.position(diagnostic.span.end.max(diagnostic.span.start));
    DiagnosticLine {
        rule: diagnostic.rule.code,
        severity: diagnostic.rule.severity.name(),
        file: file.file.clone(),
        line,
        column,
        end_line,
        end_column,
        question: diagnostic.question.clone(),
        message: diagnostic.message.clone(),
        help: diagnostic.help.clone(),
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

fn list(app: &mut App) -> Result<Outcome, Failure> {
    let library = app.library()?;
    let lines = library.banks().map(|(bank, file)| bank_line(bank, file)).collect();
    Ok(Outcome::of(View::BankList(lines)))
}

fn bank_line(index: &crate::library::BankIndex, file: &str) -> BankLine {
    BankLine {
        id: index.bank.id.to_string(),
        title: index.bank.title.value.clone(),
        file: file.to_owned(),
        questions: index.rows.len(),
        cases: index.cases.len(),
        edition: BankLine::editions(&index.bank.editions),
        licence: index.bank.licence.as_ref().map(|l| l.value.clone()),
    }
}

/// Forms without a common question are counted up to so many.
const FORMS_COUNTED: usize = 5;

/// What the library has for one blueprint, or in short for all.
pub(super) fn stock(app: &mut App, name: Option<&str>) -> Result<Outcome, Failure> {
    let library = app.library()?;
    // The same order for everybody: a count that changes from run to run would be none.
    let pool = pool(library, 1, None);
    let stocks = match name {
        Some(name) => vec![stock_of(&pool, blueprint_named(library, name)?, FORMS_COUNTED)],
        None => {
            let mut all: Vec<&Blueprint> = library.blueprints().iter().collect();
            all.sort_by_key(|b| (b.draft, b.organization.clone(), b.id.clone()));
            all.into_iter().map(|b| stock_of(&pool, b, 1)).collect()
        }
    };
    let out = library.blueprints_left_out().iter();
    let notices = out.map(|l| format!("left out: {} ({}); `bank check` says why", l.file, l.why)).collect();
    Ok(Outcome { notices, ..Outcome::of(View::Stock(stocks)) })
}

fn stock_of(pool: &Pool<'_>, blueprint: &Blueprint, most: usize) -> BlueprintStock {
    let measure = Measure::of(blueprint, blueprint.items);
    let questions = pool.stock(blueprint);
    let forms = pool.most_forms(blueprint, blueprint.items, most);
    let longest = if forms > 0 {
        None
    } else {
        pool.forms(blueprint, blueprint.items, 1).err().and_then(|s| s.largest)
    };
    let domains = blueprint.domains.iter().enumerate().map(|(number, domain)| {
        let items = measure.of_domain(number);
        DomainStock {
            domain: domain.id.clone(),
            title: domain.title.clone(),
            items,
            questions: questions[number].0,
            of_type: questions[number].1,
            forms: questions[number].0.checked_div(items).unwrap_or(0),
            lack: domain.needs.map(|n| n.lack().to_owned()),
        }
    });
    BlueprintStock {
        blueprint: blueprint.id.clone(),
        title: blueprint.title.clone(),
        organization: blueprint.organization.clone(),
        items: blueprint.items,
        pretest: blueprint.pretest,
        minutes: blueprint.minutes,
        mark: f64::from(blueprint.pass) / 100.0,
        draft: blueprint.draft,
        source: blueprint.source.clone(),
        verified: blueprint.verified.map(|d| d.to_string()),
        forms,
        forms_counted: most,
        longest,
        kept_apart: if most > 1 { pool.kept_apart(blueprint) } else { None },
        domains: domains.collect(),
    }
}

fn show(app: &mut App, id: &str) -> Result<Outcome, Failure> {
    if id.contains('/') {
        let item = app.find_question(id)?;
        return Ok(Outcome::of(View::Question(Box::new(question_key(&item)))));
    }
    let library = app.library()?;
    match bank_listing(library, id) {
        Some(listing) => Ok(Outcome::of(View::Bank(listing))),
        None => Err(Failure::problem(format!("there is no bank `{id}`")).help("`bank list` names the banks")),
    }
}

fn bank_listing(library: &Library, id: &str) -> Option<BankListing> {
    let (index, file) = library.banks().find(|(b, _)| b.bank.id.as_str() == id)?;
    let items = index.rows.iter().map(|row| BankItem {
        question: format!("{id}/{}", index.local_id(row)),
        kind: row.kind.name(),
        topic: index.topic_of(row).to_owned(),
    });
    Some(BankListing { bank: bank_line(index, file), items: items.collect() })
}

fn question_key(item: &Item) -> QuestionKey {
    let shown = Shown::as_written(&item.question);
    let answer = key_answer(&item.question);
    let mark = grade(&item.question, &answer, &item.books);
    let (codes, scoring) = CodeKey::all(item);
    let key = match (&item.question.body, &answer) {
        (Body::Choices(body), _) => {
            body.choices.iter().filter(|c| c.key).map(|c| c.text.value.clone()).collect()
        }
        (Body::Code(body), _) => {
            let alternatives = body.alternatives.iter().map(|a| key_text(&a.key));
            std::iter::once(key_text(&body.key)).chain(alternatives).collect()
        }
        (_, Answer::Truth(truth)) => vec![truth.to_string()],
        (Body::Text(body), _) => {
            std::iter::once(&body.key).chain(&body.accept).map(|t| t.value.clone()).collect()
        }
        (Body::Match(body), _) => body.pairs.iter().map(|(l, r)| format!("{l} = {r}")).collect(),
        (Body::Order(body), _) => body.items.iter().map(|i| i.value.clone()).collect(),
        _ => Vec::new(),
    };
    let text = |t: Option<&crate::bank::At<String>>| t.map(|t| t.value.clone());
    let distractors = match &item.question.body {
        Body::Choices(body) => body
            .choices
            .iter()
            .filter(|c| !c.key)
            .map(|c| (c.text.value.clone(), text(c.why.as_ref())))
            .collect(),
        Body::TrueFalse(body) => {
            let why = if body.key { body.why_false.as_ref() } else { body.why_true.as_ref() };
            vec![((!body.key).to_string(), text(why))]
        }
        Body::Text(body) => {
            body.why_not.iter().map(|w| (w.text.value.clone(), Some(w.why.value.clone()))).collect()
        }
        Body::Match(body) => body.extra.iter().map(|e| (e.value.clone(), None)).collect(),
        Body::Code(body) => {
            body.wrong.iter().map(|w| (w.code.to_string(), Some(w.why.value.clone()))).collect()
        }
        Body::Order(_) => Vec::new(),
    };
    QuestionKey {
        question: shown_question(item, &shown),
        revision: item.question.revision().to_string(),
        key,
        codes,
        scoring,
        also: also(&item.question),
        feedback: feedback(item, &answer, &mark, Some(&shown)),
        distractors,
    }
}

/// What the bank says of a question beside what a learner sees.
fn also(question: &Question) -> Vec<(&'static str, String)> {
    let join = |texts: &[At<String>]| texts.iter().map(|t| t.as_str()).collect::<Vec<_>>().join(", ");
    let mut also = Vec::new();
    if let Body::Code(codes) = &question.body {
        also.push(("sequence", codes.sequence.name().to_owned()));
        also.extend(codes.before.iter().map(|(a, b)| ("before", format!("{a} before {b}"))));
        let why = codes.key.iter().filter_map(|l| l.why.as_ref());
        also.extend(why.map(|w| ("why", w.value.clone())));
        let instead = codes.wrong.iter().filter_map(|w| Some((w, w.instead_of.as_ref()?)));
        also.extend(instead.map(|(w, target)| ("wrong", format!("{} for {}", w.code, target))));
    }
    if let Body::Choices(choices) = &question.body {
        also.extend(choices.show.map(|n| ("show", n.to_string())));
        also.extend((!choices.shuffle).then(|| ("shuffle", "false".to_owned())));
        let ids = choices.choices.iter().map(|c| c.id.to_string()).collect::<Vec<_>>().join(", ");
        also.push(("choice ids", ids));
    }
    also.extend(question.hint.as_ref().map(|h| ("hint", h.value.clone())));
    for (name, texts) in
        [("tags", &question.tags), ("outcomes", &question.outcomes), ("allow", &question.allow)]
    {
        also.extend((!texts.is_empty()).then(|| (name, join(texts))));
    }
    let former: Vec<&str> = question.formerly.iter().map(crate::bank::QuestionId::as_str).collect();
    also.extend((!former.is_empty()).then(|| ("formerly", former.join(", "))));
    also.extend((question.epoch > 0).then(|| ("epoch", question.epoch.to_string())));
    also.extend(question.retired.then(|| ("retired", "true".to_owned())));
    also
}

pub(in crate::app) fn explain_command() -> Command {
    Command::new("explain")
        .about("What a rule of `bank check` means")
        .arg(Arg::new("rule").value_name("RULE").required(true))
}

pub(in crate::app) fn explain(_: &mut App, matches: &ArgMatches) -> Result<Outcome, Failure> {
    let name = matches.get_one::<String>("rule").map_or("", String::as_str);
    let Some(rule) = rule_named(name) else {
        let near = RULES.iter().min_by_key(|r| strsim::osa_distance(name, r.code));
        let near = near.filter(|r| strsim::osa_distance(name, r.code) <= 4);
        let all: Vec<&str> = RULES.iter().map(|r| r.code).collect();
        let help = match near {
            Some(near) => format!("did you mean `{}`?", near.code),
            None => format!("the rules are {}", all.join(", ")),
        };
        return Err(Failure::usage(format!("there is no rule `{name}`")).help(help));
    };
    Ok(Outcome::of(View::Rule(RuleText {
        rule: rule.code,
        severity: rule.severity.name(),
        what: rule.what,
        why: rule.why,
        example: rule.example,
        instead: rule.instead,
    })))
}
