//! `history`, `cause`, `undo`: what was answered, why it was missed, and taking the last answer back.

use clap::builder::PossibleValue;
use clap::{Arg, ArgMatches, Command, value_parser};

use crate::app::portrait::{html_arg, with_page};
use crate::app::{App, Failure, Outcome, View};
use crate::bank::QuestionId;
use crate::insight::{self, HistoryLine};
use crate::progress::{Body, Cause, Causing, EXAM_MODE, Retraction};
use crate::store::read_events;

pub(in crate::app) fn command() -> Command {
    Command::new("history")
        .about("What you answered, the newest last")
        .arg(
            Arg::new("count")
                .short('n')
                .long("count")
                .value_name("N")
                .value_parser(value_parser!(u32).range(1..))
                .help("Only the last N answers"),
        )
        .arg(html_arg())
}

pub(in crate::app) fn run(app: &mut App, matches: &ArgMatches) -> Result<Outcome, Failure> {
    let mut lines = insight::history(read_events(&app.profile()?)?);
    let (_, learned) = app.known()?;
    let library = app.library()?;
    let now = |id: &QuestionId| library.find(id).and_then(|q| library.id(q)).unwrap_or_else(|| id.clone());
    insight::remember(&mut lines, &learned.model, &now);
    if let Some(count) = matches.get_one::<u32>("count") {
        lines.drain(..lines.len().saturating_sub(*count as usize));
    }
    with_page(app, matches, None, Outcome::of(View::History(lines)))
}

/// The answer given last here, whatever the clocks say; where none was given here, the last of all.
fn last_answer(app: &mut App) -> Result<Option<HistoryLine>, Failure> {
    let device = app.store()?.device().to_owned();
    let lines = insight::history(read_events(&app.profile()?)?);
    let own = lines.iter().filter(|l| *l.device == *device).max_by_key(|l| l.seq);
    Ok(own.or(lines.last()).cloned())
}

pub(in crate::app) fn cause_command() -> Command {
    let names = Cause::ALL.map(|(name, _, says)| PossibleValue::new(name).help(format!("you {says}")));
    Command::new("cause")
        .about("Say why you missed the last answer")
        .arg(Arg::new("cause").value_name("WORD").required(true).value_parser(names.to_vec()))
}

pub(in crate::app) fn cause(app: &mut App, matches: &ArgMatches) -> Result<Outcome, Failure> {
    let Some(cause) = matches.get_one::<String>("cause").and_then(|word| Cause::named(word)) else {
        return Ok(Outcome::default());
    };
    let Some(last) = last_answer(app)?.filter(|last| !last.attempt.correct) else {
        return Err(Failure::problem("the last answer was not missed"));
    };
    let question = last.attempt.question.clone();
    let text = format!("Noted of {question}: you {}. `weak` sums it up.", cause.says());
    app.write(vec![Body::Cause(Causing { attempt: last.id, question, cause })])?;
    Ok(Outcome::text(text))
}

pub(in crate::app) fn undo_command() -> Command {
    Command::new("undo").about("Take the last answer back")
}

pub(in crate::app) fn undo(app: &mut App, _: &ArgMatches) -> Result<Outcome, Failure> {
    let Some(last) = last_answer(app)? else {
        return Err(Failure::problem("there is no answer to take back"));
    };
    let attempt = &last.attempt;
    if &*attempt.mode == EXAM_MODE {
        return Err(Failure::problem("the last answer was given in an exam that is handed in: it stays")
            .help("`exam review` shows it with its key"));
    }
    app.write(vec![Body::Retract(Retraction {
        attempt: last.id,
        question: attempt.question.clone(),
        session: attempt.session,
        place: attempt.place,
    })])?;
    Ok(Outcome::text(format!(
        "Taken back: {} of {} on {}.",
        attempt.points, attempt.max_points, attempt.question
    )))
}
