//! `plan`: the exam, its day, the time there is, and what that comes to.

use clap::{Arg, ArgAction, ArgMatches, Command, value_parser};
use jiff::civil::Date;

use crate::app::portrait::{html_arg, with_page};
use crate::app::{App, Failure, Outcome, View, blueprint_named, day_in_words};
use crate::progress::{Body, Setting};
use crate::study::Goal;

pub(in crate::app) fn command() -> Command {
    Command::new("plan")
        .about("What your pace comes to by the day of the exam, and what would be enough")
        .arg(Arg::new("blueprint").value_name("BLUEPRINT").help("The exam: kept until you name another"))
        .arg(
            Arg::new("exam-date")
                .long("exam-date")
                .value_name("DAY")
                .value_parser(read_day)
                .help("Its day, such as 2027-03-14: kept, and no interval goes past it"),
        )
        .arg(
            Arg::new("minutes")
                .long("minutes")
                .value_name("N")
                .value_parser(value_parser!(u32).range(1..=1440))
                .help("Minutes of study a day: kept [default: 30]"),
        )
        .arg(
            Arg::new("forget")
                .long("forget")
                .action(ArgAction::SetTrue)
                .conflicts_with_all(["blueprint", "exam-date", "minutes"])
                .help("Forget exam, day and minutes"),
        )
        .arg(html_arg())
}

fn read_day(text: &str) -> Result<Date, String> {
    text.parse().map_err(|_| "there is no such day; write year, month and day: 2027-03-14".to_owned())
}

pub(in crate::app) fn run(app: &mut App, matches: &ArgMatches) -> Result<Outcome, Failure> {
    let settings = changes(app, matches)?;
    if !settings.is_empty() {
        app.write(settings.into_iter().map(Body::Setting).collect())?;
    }
    if matches.get_flag("forget") {
        return Ok(Outcome::text("Forgotten: exam, day and minutes. `plan` sets others."));
    }
    let today = app.today();
    let situation = app.situation(None)?;
    let Some(blueprint) = situation.blueprint else {
        let all: Vec<&str> = situation.sources.library.blueprints().iter().map(|b| b.id.as_str()).collect();
        return Err(Failure::usage("for which exam?")
            .help(format!("`plan cpc --exam-date 2027-03-14 --minutes 30`; there are {}", all.join(", "))));
    };
    let id = blueprint.id.clone();
    match situation.goal.date {
        None => {
            return Err(Failure::usage("on which day is the exam?").help(format!(
                "`plan {id} --exam-date {}`",
                today.saturating_add(jiff::Span::new().days(90))
            )));
        }
        Some(day) if day < today => {
            return Err(Failure::problem(format!("the day of the exam, {}, is over", day_in_words(day)))
                .help("`plan --exam-date DAY` sets another, `plan --forget` none"));
        }
        Some(_) => {}
    }
    let Some(plan) = situation.plan() else { return Ok(Outcome::default()) };
    with_page(app, matches, None, Outcome::of(View::Plan(Box::new(plan))))
}

/// The settings that the command changes.
fn changes(app: &mut App, matches: &ArgMatches) -> Result<Vec<Setting>, Failure> {
    let today = app.today();
    let standing = app.standing()?;
    let mut wanted: Vec<(&str, Option<String>)> = Vec::new();
    if matches.get_flag("forget") {
        wanted.extend([Goal::EXAM, Goal::DATE, Goal::MINUTES].map(|name| (name, None)));
    }
    if let Some(word) = matches.get_one::<String>("blueprint") {
        let blueprint = blueprint_named(app.library()?, word)?;
        wanted.push((Goal::EXAM, Some(blueprint.id.clone())));
    }
    if let Some(day) = matches.get_one::<Date>("exam-date") {
        if *day < today {
            return Err(Failure::usage(format!("{} is over", day_in_words(*day)))
                .help(format!("today is {today}; the day of the exam is today or later")));
        }
        if *day > today.saturating_add(jiff::Span::new().years(3)) {
            return Err(Failure::usage(format!("{} is more than three years ahead", day_in_words(*day)))
                .help("nothing can be foretold for so long; name a day that is nearer"));
        }
        wanted.push((Goal::DATE, Some(day.to_string())));
    }
    if let Some(minutes) = matches.get_one::<u32>("minutes") {
        wanted.push((Goal::MINUTES, Some(minutes.to_string())));
    }
    let changed = wanted.into_iter().filter(|(name, value)| standing.settings.get(*name) != value.as_ref());
    Ok(changed.map(|(name, value)| Setting { name: name.into(), value }).collect())
}
