//! `stats`: where the learner stands, by topic and bank.

use clap::{ArgMatches, Command};

use super::study::{topic_arg, topics_named};
use crate::app::{App, Failure, Outcome, View};
use crate::bank::QuestionId;
use crate::drill::{self, Drills};
use crate::insight;

pub(in crate::app) fn command() -> Command {
    Command::new("stats").about("Where you stand, by topic and bank").arg(topic_arg())
}

pub(in crate::app) fn run(app: &mut App, matches: &ArgMatches) -> Result<Outcome, Failure> {
    let words: Vec<String> = matches.get_many("topic").into_iter().flatten().cloned().collect();
    let (sources, standing) = app.sources_and_standing()?;
    let topics = topics_named(sources.library, &words)?;
    let elsewhere = |id: &QuestionId| {
        let topic = Drills::is_drill(id).then(|| sources.drills.topic(id)).flatten()?;
        Some((topic, drill::BANK, "Drills from the code set"))
    };
    Ok(Outcome::of(View::Stats(insight::stats(sources.library, &standing, &topics, &elsewhere))))
}
