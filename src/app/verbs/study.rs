//! `study`: practice with feedback after each answer.

use clap::{Arg, ArgAction, ArgMatches, Command, value_parser};

use crate::app::{App, Failure, Outcome, Sources};
use crate::bank::{QuestionId, Questions, TopicPath};
use crate::drill::{self, Drills};
use crate::insight::{self, HistoryLine};
use crate::library::{Library, QuestionRef};
use crate::progress::{Body, EventId, SessionEvent, SessionState, Sitting, Standing};
use crate::session::{Earlier, Reason, Session, Setup, Slot, Study};
use crate::store::read_events;
use crate::study::{Candidate, Mode, Random, Request, State, draw, state_of};

/// Questions in a session or a review, unless told otherwise.
pub(super) const USUAL_COUNT: usize = 20;

/// Open sessions that are kept for `--resume`; the oldest beyond them are closed.
const OPEN_SESSIONS: usize = 3;

/// The topics of a verb.
pub(super) fn topic_arg() -> Arg {
    Arg::new("topic")
        .value_name("TOPIC")
        .num_args(0..)
        .help("Topics, or their beginnings: `icd-10-cm`, `endocrine`")
}

/// How many questions.
pub(super) fn count_arg() -> Arg {
    Arg::new("count")
        .short('n')
        .long("count")
        .value_name("N")
        .value_parser(value_parser!(u32).range(1..=100_000))
        .help(format!("How many questions [default: {USUAL_COUNT}]"))
}

pub(in crate::app) fn command() -> Command {
    Command::new("study")
        .about("Practise, with feedback after each answer")
        .arg(topic_arg())
        .arg(count_arg())
        .arg(
            Arg::new("new")
                .long("new")
                .value_name("N")
                .value_parser(value_parser!(u32))
                .help("At most so many that you have never answered"),
        )
        .arg(Arg::new("bank").long("bank").value_name("ID").help("Only questions of this bank"))
        .arg(
            Arg::new("mode")
                .long("mode")
                .value_name("MODE")
                .value_parser(Mode::ALL.map(|(name, _)| name))
                .help("What to ask: due, weak, new, mixed; cram leaves the schedule alone"),
        )
        .arg(
            Arg::new("resume")
                .long("resume")
                .action(ArgAction::SetTrue)
                .conflicts_with_all(["topic", "count", "new", "bank", "mode"])
                .help("Go on with the session that was left open last"),
        )
}

pub(in crate::app) fn run(app: &mut App, matches: &ArgMatches) -> Result<Outcome, Failure> {
    // The profile is taken first: a second writer should hear of it before anything is drawn.
    app.store()?;
    if matches.get_flag("resume") {
        return resume(app);
    }
    let mode = matches.get_one::<String>("mode").and_then(|m| m.parse().ok()).unwrap_or(Mode::Mixed);
    let count = matches.get_one::<u32>("count").map(|n| *n as usize);
    let mut request = Request {
        mode,
        count: count.unwrap_or(USUAL_COUNT),
        new: matches.get_one::<u32>("new").map(|n| *n as usize),
    };
    let seed = app.seed();
    let bank = matches.get_one::<String>("bank").cloned();
    let words: Vec<String> = matches.get_many("topic").into_iter().flatten().cloned().collect();
    let (sources, standing) = app.sources_and_standing()?;
    let library = sources.library;
    let topics = topics_named(library, &words)?;
    let drills = bank.as_deref().is_none_or(|b| b == drill::BANK);
    if let Some(bank) = bank.as_deref().filter(|b| *b != drill::BANK) {
        known_bank(library, bank)?;
    }
    let mut pool = candidates(library, &standing, library.choose(&topics, bank.as_deref()));
    if drills && mode != Mode::New {
        pool.extend(drilled(sources, &standing, &topics));
    }
    if pool.is_empty() {
        let help = if bank.as_deref() == Some(drill::BANK) {
            "no drill was answered yet; `drill KIND` asks some".to_owned()
        } else {
            what_there_is(library)
        };
        return Err(Failure::problem("there is no question on this").help(help));
    }
    if count.is_none() {
        // Only who asks for more than there is gets a second round.
        request.count = request.count.min(pool.len());
    }
    let drawn = draw(pool, &request, &mut Random::new(seed, "draw"));
    if drawn.is_empty() {
        return Err(nothing_in(mode));
    }
    let slots = drawn.into_iter().filter_map(|q| slot(sources, &standing, &q)).collect();
    begin(app, mode.name(), seed, slots, &standing)
}

/// Where to look for questions that are not there.
fn what_there_is(library: &Library) -> String {
    match library.left_out() {
        [] => "`bank list` says what there is".to_owned(),
        out => {
            let names: Vec<&str> = out.iter().map(|l| l.file.as_str()).take(3).collect();
            format!("left out: {}; `bank check` says why", names.join(", "))
        }
    }
}

fn nothing_in(mode: Mode) -> Failure {
    let (why, help) = match mode {
        Mode::New => ("every question on this was answered before", "`study` asks them again"),
        Mode::Weak => ("nothing on this was missed", "`study` asks what is new"),
        Mode::Due => ("nothing on this was answered before", "`study` asks what is new"),
        Mode::Mixed | Mode::Cram => ("there is nothing to ask", "--new 0 leaves out what is new"),
    };
    Failure::problem(why).help(help)
}

/// The topics that words name; a word that names none is told what it may have meant.
pub(super) fn topics_named(library: &Library, words: &[String]) -> Result<Vec<TopicPath>, Failure> {
    let mut topics = Vec::new();
    for word in words {
        topics.extend(library.topics_named(word).map_err(|e| {
            let listing: Vec<&str> =
                library.taxonomy().iter().map(|t| t.path.as_str()).filter(|p| !p.contains('/')).collect();
            Failure::usage(e.to_string())
                .help(format!("the topics are {} and what is below them", listing.join(", ")))
        })?);
    }
    Ok(topics)
}

/// That there is such a bank.
pub(super) fn known_bank(library: &Library, bank: &str) -> Result<(), Failure> {
    let ids: Vec<&str> = library.bank_indexes().map(|b| b.bank.id.as_str()).collect();
    if ids.contains(&bank) {
        return Ok(());
    }
    let near = ids.iter().min_by_key(|id| strsim::osa_distance(bank, id));
    let near = near.filter(|id| strsim::osa_distance(bank, id) <= 3 || id.starts_with(bank));
    let failure = Failure::usage(format!("there is no bank `{bank}`"));
    Err(match near {
        Some(near) => failure.help(format!("did you mean `{near}`?")),
        None => failure.help(what_there_is(library)),
    })
}

/// A question of a bank, or a drill that was answered before.
#[derive(Clone)]
enum Asked {
    Bank(QuestionRef),
    Drill(QuestionId),
}

/// Drills that were answered come back like any question; what was never drilled is `drill`'s to ask. The question itself is
/// made when it is drawn: that its fact has changed since is told then.
fn drilled(sources: Sources<'_>, standing: &Standing, topics: &[TopicPath]) -> Vec<Candidate<Asked>> {
    let records = standing.records.iter().filter(|(id, _)| Drills::is_drill(id));
    let wanted = records.filter(|(id, _)| {
        sources.library.find(id).is_none() && (topics.is_empty() || sources.is_of(id, topics))
    });
    wanted
        .map(|(id, record)| {
            let (state, last_at, share) = state_of(Some(record), record.revision, record.epoch);
            Candidate { question: Asked::Drill(id.clone()), state, last_at, share, case: None }
        })
        .collect()
}

/// Questions with what is known of them.
fn candidates(library: &Library, standing: &Standing, questions: Vec<QuestionRef>) -> Vec<Candidate<Asked>> {
    // Looking every question up would cost more than looking every record up, when little was answered.
    let mut known = std::collections::HashMap::with_capacity(standing.records.len());
    for id in standing.records.keys() {
        if let Some(question) = library.find(id)
            && let Some(now) = library.id(question)
            && let Some(record) = standing.record(&now, library.former(question))
        {
            known.insert(question, record);
        }
    }
    questions
        .into_iter()
        .filter_map(|question| {
            let (_, row) = library.row(question)?;
            let (state, last_at, share) = state_of(known.get(&question), row.revision, row.epoch);
            // Cases of different banks have numbers of their own.
            let case = (row.case > 0).then(|| (library.case_number(question), question.0));
            Some(Candidate { question: Asked::Bank(question), state, last_at, share, case })
        })
        .collect()
}

fn slot(sources: Sources<'_>, standing: &Standing, asked: &Asked) -> Option<Slot> {
    let (id, record, revision, epoch) = match asked {
        Asked::Bank(question) => {
            let id = sources.library.id(*question)?;
            let (_, row) = sources.library.row(*question)?;
            let record = standing.record(&id, sources.library.former(*question));
            (id, record, row.revision, row.epoch)
        }
        Asked::Drill(id) => {
            let item = sources.question(id).ok()?;
            let record = standing.records.get(id).copied();
            (id.clone(), record, item.question.revision().number(), item.question.epoch)
        }
    };
    let (state, _, _) = state_of(record.as_ref(), revision, epoch);
    let reason = Reason::of(state, state == State::Unseen && record.is_some_and(|r| r.current.attempts > 0));
    Some(Slot { question: id, reason })
}

/// Draws a session up, records it, and shows its first question.
pub(super) fn begin(
    app: &mut App,
    mode: &str,
    seed: u64,
    slots: Vec<Slot>,
    standing: &Standing,
) -> Result<Outcome, Failure> {
    let study = Study::new(Setup {
        session: App::new_id(),
        mode: mode.to_owned(),
        seed,
        slots,
        answered: Vec::new(),
        earlier: Vec::new(),
        book: Some(std::sync::Arc::clone(app.editions())),
        flagged: standing.flags.iter().map(|f| f.question.clone()).collect(),
        interactive: app.options().interactive,
    });
    let mut events = vec![study.drawn()];
    // An exam is open until it is handed in.
    let open: Vec<&Sitting> = standing.sittings.iter().filter(|s| !s.is_exam()).collect();
    let beyond = (open.len() + 1).saturating_sub(OPEN_SESSIONS);
    events.extend(open.into_iter().take(beyond).map(|s| closed(s.session)));
    app.begin(Session::Study(Box::new(study)), events)
}

/// The event that closes a session.
pub(super) fn closed(session: EventId) -> Body {
    Body::Session(SessionEvent {
        session,
        state: SessionState::Closed,
        mode: "".into(),
        seed: 0,
        questions: Vec::new(),
    })
}

/// What was answered in a session before it was left.
fn earlier(source: &dyn Questions, history: &[HistoryLine], session: EventId) -> Vec<Earlier> {
    let mine = history.iter().filter(|l| l.attempt.session == session);
    mine.map(|line| {
        let attempt = &line.attempt;
        let item = source.question(&attempt.question).ok();
        let topic = item.as_ref().map(|i| (i.question.topic.to_string(), i.topic_title.clone()));
        Earlier {
            question: attempt.question.clone(),
            topic: topic.unwrap_or_else(|| (String::new(), "No longer in the library".to_owned())),
            stem: item.map(|i| i.question.stem.value.clone()).unwrap_or_default(),
            points: attempt.points,
            max_points: attempt.max_points,
            correct: attempt.correct,
        }
    })
    .collect()
}

fn resume(app: &mut App) -> Result<Outcome, Failure> {
    let interactive = app.options().interactive;
    let events = read_events(&app.profile()?)?;
    let book = Some(std::sync::Arc::clone(app.editions()));
    let (sources, standing) = app.sources_and_standing()?;
    let Some(sitting) = standing.sittings.iter().rfind(|s| !s.is_exam()) else {
        let help = match standing.sittings.last() {
            Some(_) => "an exam is open: `exam resume` goes on with it",
            None => "`study` begins one",
        };
        return Err(Failure::problem("no session is open").help(help));
    };
    let drawn = events.iter().find_map(|e| match &e.body {
        Body::Session(s) if s.session == sitting.session && s.state == SessionState::Drawn => Some(s),
        _ => None,
    });
    let questions = drawn.map(|s| s.questions.clone()).unwrap_or_default();
    let slots = questions
        .iter()
        .map(|id| {
            let bank = sources.library.find(id).map(Asked::Bank);
            let asked = bank.unwrap_or_else(|| Asked::Drill(id.clone()));
            let found = slot(sources, &standing, &asked);
            found.unwrap_or(Slot { question: id.clone(), reason: Reason::Asked })
        })
        .collect();
    let study = Study::new(Setup {
        session: sitting.session,
        mode: sitting.mode.clone(),
        seed: sitting.seed,
        slots,
        answered: sitting.answered.clone(),
        book,
        earlier: earlier(&sources, &insight::history(events), sitting.session),
        flagged: standing.flags.iter().map(|f| f.question.clone()).collect(),
        interactive,
    });
    app.begin(Session::Study(Box::new(study)), Vec::new())
}
