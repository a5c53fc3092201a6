//! `review`: what was missed, the answer first, then the key.

use clap::{Arg, ArgAction, ArgMatches, Command};

use super::study::{USUAL_COUNT, begin, count_arg, topic_arg, topics_named};
use crate::app::{App, Failure, Outcome, ReviewItem, View};
use crate::bank::Questions;
use crate::grading::grade;
use crate::insight;
use crate::progress::{Attempt, Head};
use crate::session::{Shown, feedback, shown_question};
use crate::store::read_events;

pub(in crate::app) fn command() -> Command {
    Command::new("review")
        .about("What you missed: your answer first, then the key")
        .arg(topic_arg())
        .arg(count_arg())
        .arg(
            Arg::new("blind")
                .long("blind")
                .action(ArgAction::SetTrue)
                .help("Answer them again, without seeing the answers"),
        )
}

pub(in crate::app) fn run(app: &mut App, matches: &ArgMatches) -> Result<Outcome, Failure> {
    let blind = matches.get_flag("blind");
    if blind {
        app.store()?;
    }
    let count = matches.get_one::<u32>("count").map_or(USUAL_COUNT, |n| *n as usize);
    let words: Vec<String> = matches.get_many("topic").into_iter().flatten().cloned().collect();
    let events = read_events(&app.profile()?)?;
    let sources = app.sources()?;
    let topics = topics_named(sources.library, &words)?;
    let missed: Vec<(Head, Attempt)> = insight::last_answers(events)
        .into_iter()
        .filter(|(_, attempt)| !attempt.correct)
        .filter(|(_, attempt)| sources.is_of(&attempt.question, &topics))
        .take(count)
        .collect();
    if missed.is_empty() {
        return Err(Failure::problem("nothing that you answered is missed at the moment"));
    }
    if !blind {
        let items = missed.iter().filter_map(|(head, attempt)| item(&sources, head, attempt)).collect();
        return Ok(Outcome::of(View::Review(items)));
    }
    let seed = app.seed();
    let situation = app.situation(None)?;
    let slots = missed.iter().filter_map(|(_, attempt)| situation.slot(&attempt.question)).collect();
    let drawn = situation.drawn("review", seed, slots);
    begin(app, drawn)
}

fn item(source: &dyn Questions, head: &Head, attempt: &Attempt) -> Option<ReviewItem> {
    let item = source.question(&attempt.question).ok()?;
    let shown = Shown::recorded(&item.question, &attempt.shown);
    let mark = grade(&item.question, &attempt.parsed, &item.books);
    Some(ReviewItem {
        at: head.at,
        question: shown_question(&item, &shown),
        answer: attempt.answer.to_string(),
        feedback: feedback(&item, &attempt.parsed, &mark, Some(&shown)),
    })
}
