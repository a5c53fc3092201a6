//! `history` and `undo`: what was answered, and taking the last answer back.

use clap::{Arg, ArgMatches, Command, value_parser};

use crate::app::{App, Failure, Outcome, View};
use crate::insight;
use crate::progress::{Body, EXAM_MODE, Retraction};
use crate::store::read_events;

pub(in crate::app) fn command() -> Command {
    Command::new("history").about("What you answered, the newest last").arg(
        Arg::new("count")
            .short('n')
            .long("count")
            .value_name("N")
            .value_parser(value_parser!(u32).range(1..))
            .help("Only the last N answers"),
    )
}

pub(in crate::app) fn run(app: &mut App, matches: &ArgMatches) -> Result<Outcome, Failure> {
    let mut lines = insight::history(read_events(&app.profile()?)?);
    if let Some(count) = matches.get_one::<u32>("count") {
        lines.drain(..lines.len().saturating_sub(*count as usize));
    }
    Ok(Outcome::of(View::History(lines)))
}

pub(in crate::app) fn undo_command() -> Command {
    Command::new("undo").about("Take the last answer back")
}

pub(in crate::app) fn undo(app: &mut App, _: &ArgMatches) -> Result<Outcome, Failure> {
    let device = app.store()?.device().to_owned();
    let lines = insight::history(read_events(&app.profile()?)?);
    // The answer given last here, whatever the clocks say; where none was given here, the last of all.
    let own = lines.iter().filter(|l| *l.device == *device).max_by_key(|l| l.seq);
    let Some(last) = own.or(lines.last()) else {
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
