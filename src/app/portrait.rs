//! Everything there is to say about a learner at once, for a page.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use clap::{Arg, ArgMatches, value_parser};
use jiff::civil::Date;

use super::exam_view::ExamLine;
use super::paper_view::{Page, PageFile};
use super::{App, Asked, Failure, Outcome, Situation};
use crate::bank::Questions as _;
use crate::drill::{self, Drills};
use crate::exam::sheets;
use crate::insight::{self, Aim, Leech, Plan, Readiness, Stats, Weak};
use crate::progress::QuestionId;
use crate::store::read_events;
use crate::study::Candidate;

/// Minutes of study a day, where the learner has not said how many.
pub(crate) const USUAL_MINUTES: u32 = 30;

/// A learner, in one picture.
#[derive(Clone, Debug)]
pub struct Portrait {
    /// The day on which it was made.
    pub day: Date,
    /// Sums, activity, memory.
    pub stats: Stats,
    /// What the exam would give; none without one.
    pub readiness: Option<Readiness>,
    /// What the pace comes to; none without an exam and its day.
    pub plan: Option<Plan>,
    /// What is weak.
    pub weak: Weak,
    /// Exams that were handed in, the newest last.
    pub exams: Vec<ExamLine>,
}

/// `--html FILE`.
pub(crate) fn html_arg() -> Arg {
    Arg::new("html")
        .long("html")
        .value_name("FILE")
        .value_parser(value_parser!(PathBuf))
        .help("Write it all as one page for a browser")
}

/// By which a page of ours is known again.
pub const PAGE_MARK: &str = "<meta name=\"generator\" content=\"Sequela\">";

/// The outcome, with the page that was asked for: of the exam that is studied for, or another one.
pub(crate) fn with_page(
    app: &mut App,
    matches: &ArgMatches,
    exam: Option<&str>,
    outcome: Outcome,
) -> Result<Outcome, Failure> {
    let Some(path) = matches.get_one::<PathBuf>("html") else { return Ok(outcome) };
    if !may_be_replaced(path) {
        return Err(Failure::problem(format!(
            "{} is there already, and is no page of Sequela's",
            path.display()
        ))
        .help("name another file"));
    }
    let portrait = app.portrait(exam)?;
    let file = PageFile { path: path.clone(), private: true, page: Page::Portrait(Arc::new(portrait)) };
    let mut outcome = outcome;
    outcome.files.push(file);
    outcome.notices.push(format!("written: {}", path.display()));
    Ok(outcome)
}

/// A page that was written before is written anew; any other file stays.
fn may_be_replaced(path: &Path) -> bool {
    use std::io::Read as _;
    let Ok(file) = std::fs::File::open(path) else { return !path.exists() };
    let mut beginning = String::new();
    let _ = file.take(1024).read_to_string(&mut beginning);
    beginning.contains(PAGE_MARK) || path.metadata().is_ok_and(|m| m.len() == 0)
}

impl App {
    fn portrait(&mut self, exam: Option<&str>) -> Result<Portrait, Failure> {
        let day = self.today();
        let events = read_events(&self.profile()?)?;
        let exams = sheets(&events).iter().filter(|s| s.result.is_some()).map(ExamLine::of).collect();
        let situation = self.situation(exam)?;
        Ok(Portrait {
            day,
            stats: situation.stats(&[], day),
            readiness: situation.readiness(),
            plan: situation.plan(),
            weak: situation.weak(&events),
            exams,
        })
    }
}

impl Situation<'_> {
    /// Sums, activity and memory.
    pub fn stats(&self, topics: &[crate::bank::TopicPath], day: Date) -> Stats {
        let sources = self.sources;
        let elsewhere = |id: &QuestionId| {
            let topic = Drills::is_drill(id).then(|| sources.drills.topic(id)).flatten()?;
            Some((topic, drill::BANK, "Drills from the code set"))
        };
        let mut stats = insight::stats(sources.library, &self.standing, topics, &elsewhere);
        if topics.is_empty() {
            let drills = self.drills();
            let others = drills.iter().filter_map(|id| {
                let number = self.candidate(&Asked::Drill(id.clone()))?.number;
                Some((number, self.learned.questions.get(id)?))
            });
            stats.memory = Some(insight::memory_stats(&self.outlook, others));
            let (days, streak) = insight::activity(&self.standing.days, day);
            stats.days = days;
            stats.streak = streak;
        }
        stats
    }

    /// What the exam would give today; none without an exam.
    pub fn readiness(&self) -> Option<Readiness> {
        let blueprint = self.blueprint?;
        let mine = self.goal.blueprint.as_deref() == Some(blueprint.id.as_str());
        Some(insight::readiness(&self.outlook, blueprint, self.goal.date.filter(|_| mine)))
    }

    /// What the pace comes to; none without an exam and its day.
    pub fn plan(&self) -> Option<Plan> {
        let aim = Aim {
            blueprint: self.blueprint?,
            date: self.goal.date.filter(|_| self.outlook.season.schedule.exam.is_some())?,
            minutes: self.goal.minutes.unwrap_or(USUAL_MINUTES),
        };
        Some(insight::plan(&self.outlook, &self.pool(), &aim))
    }

    /// What is weak.
    pub fn weak(&self, events: &[crate::progress::Event]) -> Weak {
        let blueprint = self.blueprint.map(|b| b.id.as_str());
        let drills = self.drills().into_iter().filter_map(|question| {
            let remembered = self.learned.questions.get(&question).filter(|r| r.is_leech())?;
            Some(Leech {
                stem: self.sources.question(&question).ok()?.question.stem.value.clone(),
                misses: remembered.misses(),
                answers: remembered.reviews.len(),
                question,
            })
        });
        insight::weak(self.sources.library, &self.outlook, blueprint, events, drills.collect())
    }

    /// Every question that can be asked, as the choice sees it: those of the library, and drills that were answered.
    pub fn pool(&self) -> Vec<Candidate<Asked>> {
        let bank = self.sources.library.choose(&[], None).into_iter().map(Asked::Bank);
        let drills = self.drills().into_iter().map(Asked::Drill);
        bank.chain(drills).filter_map(|asked| self.candidate(&asked)).collect()
    }
}
