//! `stats`, `readiness`, `weak`: where the learner stands.

use clap::{Arg, ArgMatches, Command};

use super::study::{topic_arg, topics_named};
use crate::app::portrait::{html_arg, with_page};
use crate::app::{App, Failure, Outcome, View};
use crate::store::read_events;

pub(in crate::app) fn command() -> Command {
    Command::new("stats")
        .about("Where you stand: activity, memory, topics and banks")
        .arg(topic_arg())
        .arg(html_arg())
}

pub(in crate::app) fn run(app: &mut App, matches: &ArgMatches) -> Result<Outcome, Failure> {
    let words: Vec<String> = matches.get_many("topic").into_iter().flatten().cloned().collect();
    let day = app.today();
    let situation = app.situation(None)?;
    let topics = topics_named(situation.sources.library, &words)?;
    let stats = situation.stats(&topics, day);
    with_page(app, matches, None, Outcome::of(View::Stats(stats)))
}

pub(in crate::app) fn readiness_command() -> Command {
    Command::new("readiness")
        .about("What an exam would give today, how sure that is, and what it cannot say")
        .arg(Arg::new("blueprint").value_name("BLUEPRINT").help("An exam; yours when absent"))
        .arg(html_arg())
}

pub(in crate::app) fn readiness(app: &mut App, matches: &ArgMatches) -> Result<Outcome, Failure> {
    let exam = matches.get_one::<String>("blueprint").cloned();
    let situation = app.situation(exam.as_deref())?;
    let Some(readiness) = situation.readiness() else {
        return Err(Failure::usage("for which exam?").help(format!(
            "`readiness {}`, or `plan {0} --exam-date DAY` once for all",
            situation.sources.library.blueprints().first().map_or("cpc", |b| b.id.as_str())
        )));
    };
    let found_problems = !readiness.enough;
    let outcome = Outcome { found_problems, ..Outcome::of(View::Readiness(Box::new(readiness))) };
    with_page(app, matches, exam.as_deref(), outcome)
}

pub(in crate::app) fn weak_command() -> Command {
    Command::new("weak")
        .about("What is weak, and why: parts of the exam, causes, findings, what you miss again and again")
        .arg(html_arg())
}

pub(in crate::app) fn weak(app: &mut App, matches: &ArgMatches) -> Result<Outcome, Failure> {
    let events = read_events(&app.profile()?)?;
    let weak = app.situation(None)?.weak(&events);
    with_page(app, matches, None, Outcome::of(View::Weak(weak)))
}
