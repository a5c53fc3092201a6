//! `paper`: printable forms, their keys in files of their own.

use std::collections::BTreeSet;
use std::path::PathBuf;
use std::sync::Arc;

use clap::{Arg, ArgAction, ArgGroup, ArgMatches, Command, value_parser};

use super::forms::{form_name, length_of, no_form, other_types, outline_title, pool};
use crate::app::paper_view::credit;
use crate::app::{
    App, Failure, Outcome, Page, PageFile, PageFormat, Paper, PaperItem, PaperLine, PaperPart, Sources, View,
    blueprint_named,
};
use crate::bank::{Blueprint, QuestionId, Questions};
use crate::exam::{Form, Measure};
use crate::insight;
use crate::store::read_events;
use crate::study::{Random, shuffle};

/// Forms in one go.
const MOST_FORMS: i64 = 20;

pub(in crate::app) fn command() -> Command {
    let switch = |name: &'static str, help: &'static str| {
        Arg::new(name).long(name).action(ArgAction::SetTrue).help(help)
    };
    Command::new("paper")
        .about("Write printable forms, with answer sheet, and keys in files of their own")
        .arg(
            Arg::new("blueprint")
                .value_name("BLUEPRINT")
                .help("Forms of an exam, none of which share a question"),
        )
        .arg(Arg::new("bank").long("bank").value_name("ID").help("All questions of a bank"))
        .arg(Arg::new("case").long("case").value_name("BANK/CASE").help("A case"))
        .arg(switch("missed", "What you missed"))
        .group(ArgGroup::new("what").args(["blueprint", "bank", "case", "missed"]).required(true))
        .arg(
            Arg::new("forms")
                .long("forms")
                .value_name("N")
                .value_parser(value_parser!(u32).range(1..=MOST_FORMS))
                .default_value("1")
                .help("How many forms"),
        )
        .arg(
            Arg::new("length")
                .long("length")
                .value_name("N")
                .value_parser(value_parser!(u32).range(1..))
                .help("How many questions; of an exam the domains stay in proportion"),
        )
        .arg(
            Arg::new("out")
                .long("out")
                .value_name("DIR")
                .value_parser(value_parser!(PathBuf))
                .default_value(".")
                .help("Where the files go"),
        )
        .arg(
            Arg::new("format")
                .long("format")
                .value_name("FORMAT")
                .value_parser(["html", "markdown", "both"])
                .default_value("html")
                .help("html to print, markdown to edit, or both"),
        )
        .arg(switch("large-print", "Letters of 18 points"))
        .arg(switch("force", "Replace files that are there"))
}

/// A form before it is laid out.
struct Draft {
    title: String,
    name: String,
    notes: Vec<String>,
    minutes: Option<u32>,
    mark: Option<u32>,
    books: String,
    questions: Vec<(QuestionId, Option<String>, bool)>,
    /// The seed.
    seed: u64,
    /// The seed of the order of choices.
    choices: u64,
}

pub(in crate::app) fn run(app: &mut App, matches: &ArgMatches) -> Result<Outcome, Failure> {
    let forms = matches.get_one::<u32>("forms").copied().unwrap_or(1);
    // A seed that nobody can guess: with it anyone could write the key. It stands on the key, and in what is said.
    let seed = app.options().seed.unwrap_or_else(|| app.seed() % 1_000_000);
    let (drafts, notices) = match matches.get_one::<String>("blueprint") {
        Some(name) => (exam_forms(app, name, forms, seed, matches)?, Vec::new()),
        None => versions(app, forms, seed, matches)?,
    };
    let out = matches.get_one::<PathBuf>("out").cloned().unwrap_or_default();
    let formats: &[PageFormat] = match matches.get_one::<String>("format").map(String::as_str) {
        Some("markdown") => &[PageFormat::Markdown],
        Some("both") => &[PageFormat::Html, PageFormat::Markdown],
        _ => &[PageFormat::Html],
    };
    let large = matches.get_flag("large-print");
    let sources = app.sources()?;
    let of = drafts.len();
    let (mut files, mut lines) = (Vec::new(), Vec::new());
    for (at, draft) in drafts.into_iter().enumerate() {
        let name = draft.name.clone();
        let paper = Arc::new(lay_out(&sources, draft, at + 1, of, large)?);
        let mut line = PaperLine {
            form: name.clone(),
            items: paper.items.len(),
            seed,
            forms: Vec::new(),
            keys: Vec::new(),
        };
        for format in formats {
            let extension = if *format == PageFormat::Html { "html" } else { "md" };
            for (part, suffix) in [(PaperPart::Form, ""), (PaperPart::Key, "-key")] {
                let path = out.join(format!("{name}{suffix}.{extension}"));
                if part == PaperPart::Form { &mut line.forms } else { &mut line.keys }.push(path.clone());
                let page = Page::Paper { paper: Arc::clone(&paper), part, format: *format };
                files.push(PageFile { path, private: part == PaperPart::Key, page });
            }
        }
        lines.push(line);
    }
    if !matches.get_flag("force")
        && let Some(there) = files.iter().map(|f| &f.path).find(|p| p.exists())
    {
        return Err(Failure::problem(format!("{} is there already", there.display()))
            .help("--force replaces it, --out DIR writes elsewhere, another --seed gives another form"));
    }
    Ok(Outcome { notices, files, ..Outcome::of(View::Papers(lines)) })
}

fn exam_forms(
    app: &mut App,
    name: &str,
    forms: u32,
    seed: u64,
    matches: &ArgMatches,
) -> Result<Vec<Draft>, Failure> {
    let today = app.now().to_zoned(jiff::tz::TimeZone::UTC).date();
    let library = app.library()?;
    let blueprint = blueprint_named(library, name)?;
    let length = length_of(blueprint, matches)?;
    let drawn = pool(library, seed, None)
        .forms(blueprint, length, forms as usize)
        .map_err(|short| no_form(blueprint, length, forms, &short))?;
    let measure = Measure::of(blueprint, length);
    let drafts = drawn.iter().enumerate().map(|(at, form)| Draft {
        title: outline_title(blueprint, form),
        name: form_name(blueprint, form, at as u32 + 1, seed),
        notes: notes(blueprint, form),
        minutes: Some(measure.seconds / 60),
        mark: Some(blueprint.pass),
        books: books(blueprint, today),
        questions: form
            .items
            .iter()
            .map(|i| (i.question.clone(), Some(blueprint.domains[i.domain].title.clone()), i.pretest))
            .collect(),
        seed,
        // As `exam` shows the form at the prompt.
        choices: seed,
    });
    Ok(drafts.collect())
}

fn notes(blueprint: &Blueprint, form: &Form) -> Vec<String> {
    let mut notes = Vec::new();
    let unmeasured = form.items.iter().filter(|i| !i.measures).count();
    if unmeasured > 0 {
        notes.push(format!(
            "{unmeasured} of the {} items ask concepts in place of code selection.",
            form.items.len()
        ));
    }
    notes.extend(other_types(form));
    // Only a certifier's exam has a source; a class test is nobody else's.
    if let (Some(by), Some(_)) = (&blueprint.organization, &blueprint.source) {
        if blueprint.draft {
            notes.push("The blueprint is a draft: how the items are spread is not sourced.".to_owned());
        }
        notes.push(format!("Practice for an exam of {by}; not affiliated with it."));
    }
    notes
}

/// The notice which books are allowed.
fn books(blueprint: &Blueprint, today: jiff::civil::Date) -> String {
    match (blueprint.open_book, blueprint.books_on(today)) {
        (false, _) => "No books are allowed.".to_owned(),
        (true, []) => "Code books are allowed.".to_owned(),
        (true, books) => format!("Books allowed: {}.", books.join(", ")),
    }
}

/// Papers of a set of questions: by the seed, with no common question as long as there are enough, each with its own order of
/// questions and choices. Beside them what is to be said of them.
fn versions(
    app: &mut App,
    forms: u32,
    seed: u64,
    matches: &ArgMatches,
) -> Result<(Vec<Draft>, Vec<String>), Failure> {
    let text = |name: &str| matches.get_one::<String>(name).cloned();
    let (title, name, mut units) = if let Some(bank) = text("bank") {
        of_bank(app, &bank)?
    } else if let Some(case) = text("case") {
        of_case(app, &case)?
    } else {
        missed(app)?
    };
    let all: usize = units.iter().map(Vec::len).sum();
    let length = matches.get_one::<u32>("length").map_or(all, |n| *n as usize);
    if length > all {
        let help = format!("--length takes up to {all}; without it the paper has all of them");
        return Err(Failure::usage(format!("there are {all} questions for this paper")).help(help));
    }
    shuffle(&mut units, &mut Random::new(seed, "paper"));
    let mut notes = Vec::new();
    let mut left = units.clone();
    let mut drafts = Vec::new();
    for at in 0..forms {
        let mut taken = take(&mut left, length);
        if taken.is_empty() || taken.iter().map(Vec::len).sum::<usize>() < length {
            // Not enough is left for a form of its own: the questions come again, in another order.
            left.clone_from(&units);
            shuffle(&mut left, &mut Random::new(seed, &format!("paper/{at}")));
            taken = take(&mut left, length);
            if at > 0 && length < all && notes.is_empty() {
                notes.push(format!(
                    "form {} and those after it share questions with others: there are {all}",
                    at + 1
                ));
            }
        }
        let count: usize = taken.iter().map(Vec::len).sum();
        if count == 0 {
            return Err(
                Failure::problem("a case comes whole, and none is so short").help("a longer paper holds it")
            );
        }
        if count < length && at == 0 {
            notes.push(format!("{count} questions in place of {length}: cases come whole"));
        }
        drafts.push(Draft {
            title: title.clone(),
            name: format!("{name}-{count}-{}-{seed}", at + 1),
            notes: Vec::new(),
            minutes: None,
            mark: None,
            books: String::new(),
            questions: taken.into_iter().flatten().map(|id| (id, None, false)).collect(),
            seed,
            choices: seed.wrapping_add(u64::from(at) << 32),
        });
    }
    Ok((drafts, notes))
}

/// Takes units until they make a length; those that would make it longer are left.
fn take(units: &mut Vec<Vec<QuestionId>>, length: usize) -> Vec<Vec<QuestionId>> {
    let mut room = length;
    let mut taken = Vec::new();
    units.retain(|unit| {
        let fits = unit.len() <= room;
        if fits {
            room -= unit.len();
            taken.push(unit.clone());
        }
        !fits
    });
    taken
}

/// Title, name for files, and questions: alone, or with those of their case.
type Units = (String, String, Vec<Vec<QuestionId>>);

fn of_bank(app: &mut App, id: &str) -> Result<Units, Failure> {
    let library = app.library()?;
    super::study::known_bank(library, id)?;
    let title = library
        .bank_indexes()
        .find(|b| b.bank.id.as_str() == id)
        .map_or(id.to_owned(), |b| b.bank.title.value.clone());
    let mut units: Vec<(u32, Vec<QuestionId>)> = Vec::new();
    for question in library.choose(&[], Some(id)) {
        let (Some(identity), case) = (library.id(question), library.case_number(question)) else { continue };
        match units.last_mut() {
            Some((last, unit)) if case > 0 && *last == case => unit.push(identity),
            _ => units.push((case, vec![identity])),
        }
    }
    Ok((title, id.to_owned(), units.into_iter().map(|(_, unit)| unit).collect()))
}

fn of_case(app: &mut App, id: &str) -> Result<Units, Failure> {
    let library = app.library()?;
    let (bank, case) =
        id.split_once('/').ok_or_else(|| Failure::usage(format!("`{id}` is no case: write bank/case")))?;
    super::study::known_bank(library, bank)?;
    let mut found: Vec<QuestionId> = Vec::new();
    let mut title = case.to_owned();
    let mut others: BTreeSet<String> = BTreeSet::new();
    for question in library.choose(&[], Some(bank)) {
        let Ok(item) = library.item(question) else { continue };
        match &item.case {
            Some(this) if this.id.value == case => {
                title = this.title.as_ref().map_or(title, |t| t.value.clone());
                found.push(item.question.id.clone());
            }
            Some(other) => drop(others.insert(other.id.value.clone())),
            None => {}
        }
    }
    if found.is_empty() {
        let names: Vec<String> = others.into_iter().collect();
        let help = if names.is_empty() {
            format!("`{bank}` holds no case")
        } else {
            format!("the cases of `{bank}` are {}", names.join(", "))
        };
        return Err(Failure::usage(format!("there is no case `{case}` in `{bank}`")).help(help));
    }
    Ok((title, format!("{bank}-{case}"), vec![found]))
}

fn missed(app: &mut App) -> Result<Units, Failure> {
    let events = read_events(&app.profile()?)?;
    let sources = app.sources()?;
    let missed = insight::last_answers(events)
        .into_iter()
        .filter(|(_, attempt)| !attempt.correct)
        .map(|(_, attempt)| attempt.question)
        .filter(|id| sources.question(id).is_ok());
    // What was missed of one case stays together.
    let mut units: Vec<(u32, Vec<QuestionId>)> = Vec::new();
    for id in missed {
        let case = sources.library.find(&id).map_or(0, |q| sources.library.case_number(q));
        match units.iter_mut().find(|(of, _)| case > 0 && *of == case) {
            Some((_, unit)) => unit.push(id),
            None => units.push((case, vec![id])),
        }
    }
    let missed: Vec<Vec<QuestionId>> = units.into_iter().map(|(_, unit)| unit).collect();
    if missed.is_empty() {
        return Err(Failure::problem("nothing that you answered is missed at the moment"));
    }
    Ok(("Missed questions".to_owned(), "missed".to_owned(), missed))
}

fn lay_out(
    sources: &Sources<'_>,
    draft: Draft,
    number: usize,
    of: usize,
    large: bool,
) -> Result<Paper, Failure> {
    let count = draft.questions.len();
    let mut items = Vec::with_capacity(count);
    let mut credits: BTreeSet<String> = BTreeSet::new();
    let mut case_before: Option<String> = None;
    for (place, (id, domain, pretest)) in draft.questions.into_iter().enumerate() {
        let item = sources.question(&id).map_err(Failure::problem)?;
        let mut on_paper = PaperItem::new(&item, draft.choices, place, count);
        on_paper.domain = domain;
        on_paper.pretest = pretest;
        let case = item.case.as_ref().map(|c| format!("{}/{}", id.bank(), c.id.value));
        if case.is_some()
            && case == case_before
            && let Some(view) = &mut on_paper.question.case
        {
            view.documents.clear();
        }
        case_before = case;
        if let Some((bank, _)) = sources.library.find(&id).and_then(|q| sources.library.row(q)) {
            credits.insert(credit(&bank.bank));
        }
        items.push(on_paper);
    }
    Ok(Paper {
        title: draft.title,
        form: format!("Form {number} of {of}"),
        code: blake3::hash(draft.name.as_bytes()).to_hex()[..8].to_owned(),
        name: draft.name,
        seed: draft.seed,
        notes: draft.notes,
        minutes: draft.minutes,
        mark: draft.mark,
        books: draft.books,
        items,
        credits: credits.into_iter().collect(),
        large,
    })
}
