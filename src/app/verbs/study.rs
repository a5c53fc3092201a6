//! `study`: practice with feedback after each answer.

use clap::{Arg, ArgAction, ArgMatches, Command, value_parser};

use crate::app::{App, Asked, Drawn, Failure, Outcome, Situation, Sources};
use crate::bank::{Item, QuestionId, Questions, TopicPath};
use crate::drill;
use crate::exam::siblings;
use crate::insight::{self, HistoryLine};
use crate::library::Library;
use crate::progress::{Body, EventId, SessionEvent, SessionState};
use crate::session::{Earlier, Session, Setup, Slot, Study};
use crate::store::read_events;
use crate::study::{Candidate, Mode, Random, Request, Season, Why, draw};

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
    let request = Request {
        mode,
        count: count.unwrap_or(USUAL_COUNT),
        new: matches.get_one::<u32>("new").map(|n| *n as usize),
        // Only who asks for more than there is gets a second round; what is due or new is so once.
        again: count.is_some() && matches!(mode, Mode::Mixed | Mode::Cram),
    };
    let seed = app.seed();
    let bank = matches.get_one::<String>("bank").cloned();
    let words: Vec<String> = matches.get_many("topic").into_iter().flatten().cloned().collect();
    let situation = app.situation(None)?;
    let sources = situation.sources;
    let library = sources.library;
    let topics = topics_named(library, &words)?;
    let drills = bank.as_deref().is_none_or(|b| b == drill::BANK);
    if let Some(bank) = bank.as_deref().filter(|b| *b != drill::BANK) {
        known_bank(library, bank)?;
    }
    let chosen = library.choose(&topics, bank.as_deref()).into_iter().map(Asked::Bank);
    let mut pool: Vec<Candidate<Asked>> = chosen.filter_map(|asked| situation.candidate(&asked)).collect();
    if drills && mode != Mode::New {
        pool.extend(drilled(&situation, &topics));
    }
    if pool.is_empty() {
        let help = if bank.as_deref() == Some(drill::BANK) {
            "no drill was answered yet; `drill KIND` asks some".to_owned()
        } else {
            what_there_is(library)
        };
        return Err(Failure::problem("there is no question on this").help(help));
    }
    let next_due = next_due(&pool, &situation.outlook.season);
    let alike = |asked: &[Asked]| siblings_of(sources, asked);
    let mut random = Random::new(seed, "draw");
    let drawn = draw(pool, &request, &situation.outlook.season, &alike, &mut random);
    if drawn.is_empty() {
        return Err(nothing_in(mode, next_due));
    }
    let slots =
        drawn.into_iter().filter_map(|pick| situation.slot_with(&pick.question, Some(pick.worth))).collect();
    let drawn = situation.drawn(mode.name(), seed, slots);
    begin(app, drawn)
}

/// Above so many questions it is not looked for those that ask the same: reading them all would hold the learner up.
const COMPARED: usize = 120;

/// Which of some questions ask the same.
fn siblings_of(sources: Sources<'_>, asked: &[Asked]) -> Vec<(usize, usize)> {
    if asked.len() > COMPARED {
        return Vec::new();
    }
    let item = |asked: &Asked| match asked {
        Asked::Bank(question) => sources.library.item(*question).ok(),
        Asked::Drill(_) => None,
    };
    let items: Vec<(usize, Item)> =
        asked.iter().enumerate().filter_map(|(at, asked)| Some((at, item(asked)?))).collect();
    siblings(items.iter().map(|(_, item)| item)).into_iter().map(|(a, b)| (items[a].0, items[b].0)).collect()
}

/// In how many days the next question comes back.
fn next_due(pool: &[Candidate<Asked>], season: &Season) -> Option<i32> {
    let due = |c: &Candidate<Asked>| season.due(c.memory.as_ref()?, c.number).day();
    pool.iter().filter(|c| !c.leech).filter_map(due).min().map(|day| day - season.schedule.today)
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

fn nothing_in(mode: Mode, next_due: Option<i32>) -> Failure {
    let (why, help) = match mode {
        Mode::New => ("every question on this was answered before".to_owned(), "`study` asks them again"),
        Mode::Weak => ("nothing on this was missed".to_owned(), "`study` asks what is new"),
        Mode::Due => {
            let why = match next_due {
                None => "nothing on this comes back yet".to_owned(),
                Some(..=1) => "nothing on this is due; the next comes back tomorrow".to_owned(),
                Some(days) => format!("nothing on this is due; the next comes back in {days} days"),
            };
            (why, "`study` asks what is new, and what raises your score most")
        }
        Mode::Mixed | Mode::Cram => (
            "there is nothing to ask".to_owned(),
            "`weak` names what is set aside, `study --mode weak` asks it; --new 0 leaves out what is new",
        ),
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

/// Drills that were answered come back like any question; what was never drilled is `drill`'s to ask. The question itself is
/// made when it is drawn: that its fact has changed since is told then.
fn drilled(situation: &Situation<'_>, topics: &[TopicPath]) -> Vec<Candidate<Asked>> {
    let wanted = |id: &QuestionId| topics.is_empty() || situation.sources.is_of(id, topics);
    let drills = situation.drills().into_iter().filter(wanted).map(Asked::Drill);
    drills.filter_map(|asked| situation.candidate(&asked)).collect()
}

/// Records a session that was drawn, and shows its first question.
pub(super) fn begin(app: &mut App, drawn: Drawn) -> Result<Outcome, Failure> {
    // An exam is open until it is handed in.
    let open: Vec<EventId> = drawn.sittings.iter().filter(|s| !s.is_exam()).map(|s| s.session).collect();
    let beyond = (open.len() + 1).saturating_sub(OPEN_SESSIONS);
    let study = Study::new(setup(app, drawn, App::new_id(), Vec::new(), Vec::new()));
    let mut events = vec![study.drawn()];
    events.extend(open.into_iter().take(beyond).map(closed));
    app.begin(Session::Study(Box::new(study)), events)
}

/// What a session is made from.
fn setup(app: &mut App, drawn: Drawn, session: EventId, answered: Vec<u32>, earlier: Vec<Earlier>) -> Setup {
    Setup {
        session,
        mode: drawn.mode,
        seed: drawn.seed,
        slots: drawn.slots,
        answered,
        earlier,
        book: Some(std::sync::Arc::clone(app.editions())),
        flagged: drawn.flagged,
        season: drawn.season,
        goal: drawn.goal,
        interactive: app.options().interactive,
    }
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
    let events = read_events(&app.profile()?)?;
    let situation = app.situation(None)?;
    let sittings = &situation.standing.sittings;
    let Some(sitting) = sittings.iter().rfind(|s| !s.is_exam()).cloned() else {
        let help = match sittings.last() {
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
    let slot = |id: &QuestionId| {
        situation.slot(id).unwrap_or_else(|| Slot { question: id.clone(), why: Why::asked() })
    };
    let slots = questions.iter().map(slot).collect();
    let earlier = earlier(&situation.sources, &insight::history(events), sitting.session);
    let drawn = situation.drawn(&sitting.mode, sitting.seed, slots);
    let study = Study::new(setup(app, drawn, sitting.session, sitting.answered, earlier));
    app.begin(Session::Study(Box::new(study)), Vec::new())
}
