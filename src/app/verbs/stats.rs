//! `stats`: where the learner stands, by topic and bank.

use clap::{ArgMatches, Command};

use super::study::{topic_arg, topics_named};
use crate::app::{App, Failure, Outcome, View};
use crate::insight;

pub(in crate::app) fn command() -> Command {
    Command::new("stats").about("Where you stand, by topic and bank").arg(topic_arg())
}

pub(in crate::app) fn run(app: &mut App, matches: &ArgMatches) -> Result<Outcome, Failure> {
    let words: Vec<String> = matches.get_many("topic").into_iter().flatten().cloned().collect();
    let (library, standing) = app.library_and_standing()?;
    let topics = topics_named(library, &words)?;
    Ok(Outcome::of(View::Stats(insight::stats(library, &standing, &topics))))
}
