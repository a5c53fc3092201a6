//! `flags`, `notes`, `report`: what a learner marked and wrote.

use clap::{Arg, ArgMatches, Command};

use crate::app::{App, Failure, MarkLine, Outcome, View};
use crate::bank::{QuestionId, Questions};
use crate::progress::{Body, Flagging, Note, Noting, Reporting};

fn question_arg() -> Arg {
    Arg::new("question").value_name("BANK/QUESTION").help("The question")
}

fn text_arg() -> Arg {
    Arg::new("text")
        .value_name("TEXT")
        .num_args(0..)
        .trailing_var_arg(true)
        .allow_hyphen_values(true)
        .help("What to write; the rest of the line as it stands")
}

pub(in crate::app) fn flags_command() -> Command {
    Command::new("flags")
        .about("Questions that you marked")
        .arg(Arg::new("clear").long("clear").value_name("BANK/QUESTION").help("Take a mark away"))
}

pub(in crate::app) fn notes_command() -> Command {
    Command::new("notes")
        .about("Your notes; with a question and a text, write one")
        .arg(question_arg())
        .arg(text_arg())
}

pub(in crate::app) fn report_command() -> Command {
    Command::new("report")
        .about("Complaints for the author; with a question and a text, make one")
        .arg(question_arg())
        .arg(text_arg())
}

pub(in crate::app) fn flags(app: &mut App, matches: &ArgMatches) -> Result<Outcome, Failure> {
    if let Some(text) = matches.get_one::<String>("clear") {
        let question = id(text)?;
        if !app.standing()?.flags.iter().any(|f| f.question == question) {
            return Err(Failure::problem(format!("{question} is not flagged")));
        }
        app.write(vec![Body::Flag(Flagging { question: question.clone(), on: false })])?;
        return Ok(Outcome::text(format!("{question} is no longer flagged.")));
    }
    let (sources, standing) = app.sources_and_standing()?;
    let lines = standing.flags.iter().map(|f| MarkLine {
        question: f.question.to_string(),
        at: f.at,
        text: None,
        stem: stem(&sources, &f.question),
    });
    Ok(Outcome::of(View::Marks(lines.collect())))
}

pub(in crate::app) fn notes(app: &mut App, matches: &ArgMatches) -> Result<Outcome, Failure> {
    write_or_list(app, matches, true)
}

pub(in crate::app) fn report(app: &mut App, matches: &ArgMatches) -> Result<Outcome, Failure> {
    write_or_list(app, matches, false)
}

fn write_or_list(app: &mut App, matches: &ArgMatches, notes: bool) -> Result<Outcome, Failure> {
    let question = matches.get_one::<String>("question").map(|t| id(t)).transpose()?;
    let text: Vec<&str> =
        matches.get_many::<String>("text").into_iter().flatten().map(String::as_str).collect();
    let text = text.join(" ").trim().to_owned();
    if let Some(question) = question.as_ref().filter(|_| !text.is_empty()) {
        let item = app.find_question(question.as_str())?;
        let question = item.question.id.clone();
        let body = if notes {
            Body::Note(Noting { question, text })
        } else {
            Body::Report(Reporting { question, revision: item.question.revision(), text })
        };
        app.write(vec![body])?;
        return Ok(Outcome::text("Written down."));
    }
    let (sources, standing) = app.sources_and_standing()?;
    let all: &[Note] = if notes { &standing.notes } else { &standing.reports };
    let wanted = all.iter().filter(|n| question.as_ref().is_none_or(|q| *q == n.question));
    let lines = wanted.map(|n| MarkLine {
        question: n.question.to_string(),
        at: n.at,
        text: Some(n.text.clone()),
        stem: stem(&sources, &n.question),
    });
    Ok(Outcome::of(View::Marks(lines.collect())))
}

fn id(text: &str) -> Result<QuestionId, Failure> {
    QuestionId::parse(text)
        .ok_or_else(|| Failure::usage(format!("`{text}` is no question: write bank/question")))
}

fn stem(source: &dyn Questions, id: &QuestionId) -> Option<String> {
    source.question(id).ok().map(|item| item.question.stem.value.clone())
}
