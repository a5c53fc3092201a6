//! `exam`: mock exams from a blueprint.

use clap::{Arg, ArgAction, ArgMatches, Command, value_parser};

use super::forms::{about_editions, form_name, length_of, no_form, paper, pool};
use crate::app::{App, ExamItem, ExamLine, Failure, Outcome, View, blueprint_named};
use crate::bank::Questions;
use crate::exam::{Measure, Sheet, report, sheets};
use crate::grading::grade;
use crate::progress::{AwayClock, EventId, ExamAnswer, ExamBook, Sitting};
use crate::session::{Exam, ExamSetup, Session, Shown, feedback, key_answer, shown_question};
use crate::store::read_events;

/// More forms than this are not drawn without a common question.
const MOST_FORMS: u32 = 20;

pub(in crate::app) fn command() -> Command {
    let number = |name: &'static str| {
        Arg::new(name).long(name).value_name("N").value_parser(value_parser!(u32).range(1..))
    };
    let session = || {
        Arg::new("session")
            .long("session")
            .value_name("ID")
            .help("Another exam than the last: its id, or how it begins")
    };
    let only = |name: &'static str, help: &'static str| {
        Arg::new(name).long(name).action(ArgAction::SetTrue).help(help)
    };
    Command::new("exam")
        .about("A timed mock exam from a blueprint; no feedback until the end")
        .args_conflicts_with_subcommands(true)
        .disable_help_subcommand(true)
        .arg(Arg::new("blueprint").value_name("BLUEPRINT").help("The exam: `cpc`; without it, what there is"))
        .arg(number("length").help("A shorter form: domains in proportion, and the time too"))
        .arg(
            Arg::new("time-factor")
                .long("time-factor")
                .value_name("F")
                .value_parser(time_factor)
                .help("More time, or less: 1.5 gives half as much again"),
        )
        .arg(number("form").help("Form N of a seed, the same for everybody; no two share a question"))
        .arg(
            Arg::new("book")
                .long("book")
                .value_name("BOOK")
                .value_parser(ExamBook::ALL.map(|(name, _)| name))
                .help("Your own books on paper, the program's, or none"),
        )
        .subcommand(
            Command::new("resume").about("Go on with an exam that was left").arg(session()).arg(
                Arg::new("clock")
                    .long("clock")
                    .value_name("CLOCK")
                    .value_parser(AwayClock::ALL.map(|(name, _)| name))
                    .default_value("stopped")
                    .help("What the clock did meanwhile: it stood still, or it ran"),
            ),
        )
        .subcommand(
            Command::new("discard")
                .about("Give up an exam that is open; nothing of it counts")
                .arg(session())
                .arg(only("yes", "Without being asked back")),
        )
        .subcommand(Command::new("list").about("Your exams, the newest last"))
        .subcommand(Command::new("report").about("The score report of an exam").arg(session()))
        .subcommand(
            Command::new("review")
                .about("The questions of an exam with your answers, the keys and the reasons")
                .arg(
                    Arg::new("numbers")
                        .value_name("N")
                        .num_args(0..)
                        .value_parser(value_parser!(u32).range(1..))
                        .help("Only these questions"),
                )
                .arg(only("wrong", "Only what was not correct"))
                .arg(only("flagged", "Only what you marked"))
                .arg(only("guessed", "Only what you were unsure of"))
                .arg(session()),
        )
}

fn time_factor(text: &str) -> Result<f64, String> {
    let factor = text.parse::<f64>().ok().filter(|f| (0.1..=10.0).contains(f));
    factor.ok_or_else(|| "a factor from 0.1 to 10".to_owned())
}

pub(in crate::app) fn run(app: &mut App, matches: &ArgMatches) -> Result<Outcome, Failure> {
    match matches.subcommand() {
        Some(("resume", matches)) => resume(app, matches),
        Some(("discard", matches)) => discard(app, matches),
        Some(("list", _)) => list(app),
        Some(("report", matches)) => {
            let sheet = chosen(app, matches, Which::Ended)?;
            Ok(Outcome::of(View::Session(crate::session::View::Score(Box::new(report(&sheet))))))
        }
        Some(("review", matches)) => review(app, matches),
        _ => match matches.get_one::<String>("blueprint") {
            Some(name) => begin(app, name, matches),
            None => super::bank::stock(app, None),
        },
    }
}

fn begin(app: &mut App, name: &str, matches: &ArgMatches) -> Result<Outcome, Failure> {
    // The profile is taken first: a second writer should hear of it before anything is drawn.
    app.store()?;
    close_ended(app)?;
    let number = matches.get_one::<u32>("form").copied();
    if number.is_some_and(|n| n > MOST_FORMS) {
        return Err(Failure::usage(format!("a seed has {MOST_FORMS} forms at most"))
            .help("another --seed gives others"));
    }
    // A numbered form is the same for everybody, with a seed or without one.
    let seed = if number.is_some() { app.options().seed.unwrap_or(1) } else { app.seed() };
    let factor = matches.get_one::<f64>("time-factor").copied().unwrap_or(1.0);
    let book =
        matches.get_one::<String>("book").and_then(|name| ExamBook::ALL.iter().find(|(n, _)| n == name));
    let now = app.now();
    let standing = app.standing()?;
    let library = app.library()?;
    let blueprint = blueprint_named(library, name)?.clone();
    let length = length_of(&blueprint, matches)?;
    let known = if number.is_none() { Some((&standing, now)) } else { None };
    let forms = number.unwrap_or(1);
    let drawn = pool(library, seed, known).forms(&blueprint, length, forms as usize);
    let form = drawn.map_err(|short| no_form(&blueprint, length, forms, &short))?.pop();
    let form = form.ok_or_else(|| Failure::problem("no form was drawn"))?;
    if form.of.is_some() {
        let title = &blueprint.title;
        return Err(Failure::problem(format!(
            "the library has no form {forms} of {title} that shares no question with those before it"
        ))
        .help(format!("`paper {} --forms {forms}` draws all of them at once", blueprint.id)));
    }

    let book =
        book.map_or(if blueprint.open_book { ExamBook::Ebook } else { ExamBook::None }, |(_, book)| *book);
    let measure = Measure::of(&blueprint, length);
    let name = form_name(&blueprint, &form, forms, seed);
    let paper = paper(&blueprint, &form, &measure, name, factor, book);
    let mut notices = about_editions(app, &blueprint, &form)?;
    if app.options().interactive && standing.sittings.iter().any(Sitting::is_exam) {
        notices.push(
            "another exam is open: `exam resume --session ID` goes on with it, `exam discard` gives it up; `exam list` names it"
                .to_owned(),
        );
    }
    let questions = form.items.iter().map(|i| i.question.clone()).collect();
    let sheet = Sheet::new(App::new_id(), now, seed, questions, paper);
    let exam = Exam::new(ExamSetup {
        sheet,
        resumed: None,
        attempted: Vec::new(),
        book: std::sync::Arc::clone(app.editions()),
        interactive: app.options().interactive,
    });
    let events = exam.drawn();
    let mut outcome = app.begin(Session::Exam(Box::new(exam)), events)?;
    outcome.notices.splice(0..0, notices);
    Ok(outcome)
}

/// All exams of the profile.
fn all_sheets(app: &App) -> Result<Vec<Sheet>, Failure> {
    Ok(sheets(&read_events(&app.profile()?)?))
}

/// Which exams a verb is for.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Which {
    Open,
    Ended,
}

impl Which {
    fn fits(self, sheet: &Sheet) -> bool {
        match self {
            Which::Open => sheet.is_open(),
            Which::Ended => sheet.result.is_some(),
        }
    }
}

/// The exam that is asked for, or among those that fit the one that was worked on last.
fn chosen(app: &App, matches: &ArgMatches, which: Which) -> Result<Sheet, Failure> {
    let mut all = all_sheets(app)?;
    let Some(id) = matches.get_one::<String>("session").map(|s| s.to_lowercase()) else {
        all.retain(|sheet| which.fits(sheet));
        all.sort_by_key(|sheet| sheet.last);
        return all.pop().ok_or_else(|| match which {
            Which::Open => Failure::problem("no exam is open").help("`exam cpc` begins one"),
            Which::Ended => Failure::problem("no exam was handed in yet").help("`exam cpc` begins one"),
        });
    };
    all.retain(|sheet| sheet.session.to_string().starts_with(&id));
    match (all.pop(), all.is_empty()) {
        (None, _) => {
            Err(Failure::problem(format!("no exam begins with `{id}`")).help("`exam list` names them"))
        }
        (Some(_), false) => {
            Err(Failure::usage(format!("several exams begin with `{id}`")).help("write more of the id"))
        }
        (Some(sheet), true) if which.fits(&sheet) => Ok(sheet),
        (Some(sheet), true) => Err(match which {
            Which::Open if sheet.result.is_some() => {
                Failure::problem("this exam is handed in").help("`exam report` shows what came of it")
            }
            _ if sheet.discarded => Failure::problem("this exam was discarded"),
            _ => Failure::problem("this exam is not handed in")
                .help(format!("`exam resume --session {id}` goes on with it")),
        }),
    }
}

/// Gives an exam up: nothing of it is marked, and nothing counts.
fn discard(app: &mut App, matches: &ArgMatches) -> Result<Outcome, Failure> {
    app.store()?;
    close_ended(app)?;
    let sheet = chosen(app, matches, Which::Open)?;
    let standing = app.standing()?;
    if standing.sittings.iter().any(|s| s.session == sheet.session && !s.answered.is_empty()) {
        return Err(Failure::problem("this exam was handed in as the program ended")
            .help("`exam resume` completes it"));
    }
    let line = ExamLine::of(&sheet);
    let begun: String = line.started.to_string().chars().take(16).collect::<String>().replace('T', " ");
    if !matches.get_flag("yes") {
        let what = format!("{}, begun {begun}, {} of {} answered", line.title, line.answered, line.items);
        return Err(Failure::usage(format!("this gives up {what}: nothing of it will count"))
            .help("`exam discard --yes` does it; `exam resume` goes on instead"));
    }
    app.write(vec![super::study::closed(sheet.session)])?;
    Ok(Outcome::text(format!("Discarded: {}, begun {begun}.", line.title)))
}

fn resume(app: &mut App, matches: &ArgMatches) -> Result<Outcome, Failure> {
    app.store()?;
    close_ended(app)?;
    let sheet = chosen(app, matches, Which::Open)?;
    let clock =
        matches.get_one::<String>("clock").and_then(|name| AwayClock::ALL.iter().find(|(n, _)| n == name));
    let standing = app.standing()?;
    let sitting = standing.sittings.iter().find(|s| s.session == sheet.session);
    let attempted = sitting.map(|s| s.answered.clone()).unwrap_or_default();
    let exam = Exam::new(ExamSetup {
        sheet,
        resumed: Some(clock.map_or(AwayClock::Stopped, |(_, clock)| *clock)),
        attempted,
        book: std::sync::Arc::clone(app.editions()),
        interactive: app.options().interactive,
    });
    app.begin(Session::Exam(Box::new(exam)), Vec::new())
}

/// Closes exams that only look open: drawn and never begun, or handed in, where the program ended before it had said so.
fn close_ended(app: &mut App) -> Result<(), Failure> {
    let standing = app.standing()?;
    if !standing.sittings.iter().any(Sitting::is_exam) {
        return Ok(());
    }
    let open: Vec<EventId> = all_sheets(app)?.iter().filter(|s| s.is_open()).map(|s| s.session).collect();
    let ended = standing.sittings.iter().filter(|s| s.is_exam() && !open.contains(&s.session));
    let events = ended.map(|s| super::study::closed(s.session)).collect();
    app.write(events).map(drop)
}

fn list(app: &mut App) -> Result<Outcome, Failure> {
    let all = all_sheets(app)?;
    if all.is_empty() {
        return Err(Failure::problem("no exam was begun yet")
            .help("`exam` says which there are, `exam cpc` begins one"));
    }
    Ok(Outcome::of(View::Exams(all.iter().map(ExamLine::of).collect())))
}

fn review(app: &mut App, matches: &ArgMatches) -> Result<Outcome, Failure> {
    let sheet = chosen(app, matches, Which::Ended)?;
    let report = report(&sheet);
    let numbers: Vec<usize> =
        matches.get_many::<u32>("numbers").into_iter().flatten().map(|n| *n as usize).collect();
    let flag = |name: &str| matches.get_flag(name);
    let (wrong, flagged, guessed) = (flag("wrong"), flag("flagged"), flag("guessed"));
    let sources = app.sources()?;
    let mut items = Vec::new();
    for at in 0..sheet.places.len() {
        let number = at + 1;
        let kept = (numbers.is_empty() || numbers.contains(&number))
            && (!wrong || report.wrong.contains(&number))
            && (!flagged || report.flagged.contains(&number))
            && (!guessed || report.guessed.contains(&number));
        if kept && let Some(item) = exam_item(&sources, &sheet, at) {
            items.push(item);
        }
    }
    if items.is_empty() {
        let help = format!(
            "it has questions 1 to {}; `exam report` lists which were wrong, flagged or guessed",
            sheet.places.len()
        );
        return Err(Failure::problem("no question of this exam is of that kind").help(help));
    }
    Ok(Outcome::of(View::ExamReview(items)))
}

/// One question of an exam that is over: as it was shown, the answer, the key and the reasons. The mark is that of the exam.
fn exam_item(source: &dyn Questions, sheet: &Sheet, at: usize) -> Option<ExamItem> {
    let item = source.question(&sheet.questions[at]).ok()?;
    let given = sheet.places[at].answer();
    let shown = match given {
        Some(given) => Shown::recorded(&item.question, &given.attempt.shown),
        None => Shown::new(&item.question, sheet.seed, at as u32),
    };
    let answer = given.map_or_else(|| key_answer(&item.question), |g| g.attempt.parsed.clone());
    let mark = grade(&item.question, &answer, &item.books);
    let mut feedback = feedback(&item, &answer, &mark, Some(&shown));
    if let Some(given) = given {
        feedback.correct = given.attempt.correct;
        feedback.points = given.attempt.points;
        feedback.max_points = given.attempt.max_points;
        feedback.findings.clone_from(&given.attempt.findings);
    }
    let mut question = shown_question(&item, &shown);
    question.number = at + 1;
    question.of = sheet.places.len();
    question.flagged = sheet.places[at].flagged;
    // A case is shown with its first question.
    let case = |id: &crate::bank::QuestionId| {
        let item = source.question(id).ok()?;
        Some((id.bank().to_owned(), item.case.as_ref()?.id.value.clone()))
    };
    let same_case = at > 0 && case(&sheet.questions[at - 1]) == case(&sheet.questions[at]);
    if let (true, Some(case)) = (same_case, &mut question.case) {
        case.documents.clear();
    }
    Some(ExamItem {
        question,
        answer: given.map(ExamAnswer::signed),
        changed: sheet.places[at].answers.iter().map(ExamAnswer::signed).collect(),
        seconds: sheet.places[at].seconds,
        pretest: !sheet.counts(at),
        feedback,
    })
}
