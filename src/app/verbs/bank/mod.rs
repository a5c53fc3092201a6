//! `bank`, and `explain`: for those who write questions.

mod check;
mod convert;
mod fix;
mod new;

pub(in crate::app) use check::{explain, explain_command};
pub(in crate::app) use fix::diff;

use clap::{Arg, ArgMatches, Command};

use super::forms::pool;
use crate::app::view::BankItem;
use crate::app::{
    App, BankLine, BankListing, BlueprintStock, CodeKey, DomainStock, Failure, Outcome, QuestionKey, View,
    blueprint_named,
};
use crate::bank::{At, Blueprint, Body, Item, Question, bank_schema, blueprint_schema};
use crate::exam::{Measure, Pool};
use crate::grading::{Answer, grade};
use crate::library::Library;
use crate::session::{Shown, feedback, key_answer, key_text, shown_question};

pub(in crate::app) fn command() -> Command {
    Command::new("bank")
        .about("Check, show and list question banks")
        .subcommand_required(true)
        .arg_required_else_help(true)
        .disable_help_subcommand(true)
        .subcommand(check::command())
        .subcommand(fix::command())
        .subcommand(convert::command())
        .subcommand(new::command())
        .subcommand(
            Command::new("schema")
                .about("The JSON schema of a bank, for completion and hover in editors")
                .arg(
                    Arg::new("blueprint")
                        .long("blueprint")
                        .action(clap::ArgAction::SetTrue)
                        .help("That of a blueprint"),
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
        Some(("check", matches)) => check::run(app, matches),
        Some(("fix", matches)) => fix::run(app, matches),
        Some(("convert", matches)) => convert::run(app, matches),
        Some(("new", matches)) => new::run(app, matches),
        Some(("schema", matches)) => schema(app, matches.get_flag("blueprint")),
        Some(("show", matches)) => {
            let id = matches.get_one::<String>("id").cloned().unwrap_or_default();
            show(app, &id)
        }
        Some(("list", _)) => list(app),
        Some(("stats", matches)) => stock(app, matches.get_one::<String>("blueprint").map(String::as_str)),
        _ => Ok(Outcome::default()),
    }
}

fn schema(app: &mut App, of_blueprint: bool) -> Result<Outcome, Failure> {
    let taxonomy = app.library()?.taxonomy();
    let schema = if of_blueprint { blueprint_schema(taxonomy) } else { bank_schema(taxonomy) };
    Ok(Outcome::of(View::Raw { raw: format!("{schema:#}") }))
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
        return Ok(Outcome::of(View::Question(Box::new(question_key(
            &item,
            &Shown::as_written(&item.question),
        )))));
    }
    let library = app.library()?;
    match bank_listing(library, id) {
        Some(listing) => Ok(Outcome::of(View::Bank(listing))),
        None if std::path::Path::new(id).is_file() => {
            Err(Failure::problem(format!("`{id}` is a file, and an id is wanted"))
                .help(format!("`--banks {id} --only bank list` names what it holds")))
        }
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

pub(in crate::app) fn question_key(item: &Item, shown: &Shown) -> QuestionKey {
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
        question: shown_question(item, shown),
        revision: item.question.revision().to_string(),
        key,
        codes,
        scoring,
        also: also(&item.question),
        feedback: feedback(item, &answer, &mark, Some(shown)),
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
