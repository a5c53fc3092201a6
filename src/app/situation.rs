//! Where the learner is: what was done, what is believed, what is studied for, and what there is to ask.

use std::collections::HashSet;

use jiff::civil::Date;

use super::{App, Failure, Sources};
use crate::bank::{Blueprint, QuestionId, Questions as _};
use crate::drill::Drills;
use crate::learner::{Learned, Schedule};
use crate::library::QuestionRef;
use crate::progress::{Sitting, Standing, day_number, day_of};
use crate::session::Slot;
use crate::study::{Candidate, Goal, Outlook, Season, State, Today, Why, Worth};

/// A question of a bank, or a drill that was answered before.
#[derive(Clone)]
pub(crate) enum Asked {
    /// A question of a bank.
    Bank(QuestionRef),
    /// A drill.
    Drill(QuestionId),
}

/// Where the learner is.
pub(crate) struct Situation<'a> {
    /// What there is to ask.
    pub sources: Sources<'a>,
    /// What was done.
    pub standing: Standing,
    /// What is believed of memory.
    pub learned: Learned,
    /// What is studied for.
    pub goal: Goal,
    /// The exam, where it is known.
    pub blueprint: Option<&'a Blueprint>,
    /// What each question is worth.
    pub outlook: Outlook,
}

/// A session that was drawn, with all that it needs of the situation.
pub(crate) struct Drawn {
    /// How it chose.
    pub mode: String,
    /// The seed of the order of choices.
    pub seed: u64,
    /// The questions.
    pub slots: Vec<Slot>,
    /// Today and the exam; none where the schedule is left alone.
    pub season: Option<Season>,
    /// The exam that is studied for, and its day in words.
    pub goal: Option<(String, Option<String>)>,
    /// Questions that are flagged.
    pub flagged: HashSet<QuestionId>,
    /// Sessions that are open.
    pub sittings: Vec<Sitting>,
}

impl App {
    /// The study day.
    pub(crate) fn today(&self) -> Date {
        day_of(self.now(), self.clock.zone())
    }

    /// Where the learner is, with the exam that is studied for, or another one.
    pub(crate) fn situation(&mut self, exam: Option<&str>) -> Result<Situation<'_>, Failure> {
        let today = self.today();
        let (standing, learned) = self.known()?;
        let goal = Goal::of(&standing.settings);
        let sources = self.sources()?;
        let blueprint = match exam {
            Some(word) => Some(super::blueprint_named(sources.library, word)?),
            // An exam of another library: what is studied for stays as it is.
            None => goal.blueprint.as_deref().and_then(|id| sources.library.blueprint(id).ok()),
        };
        let mine = exam.is_none() || blueprint.map(|b| b.id.as_str()) == goal.blueprint.as_deref();
        let schedule = Schedule::new(day_number(today), goal.date.filter(|_| mine).map(day_number));
        let outlook = Outlook::new(sources.library, &standing, &learned, blueprint, schedule);
        Ok(Situation { sources, standing, learned, goal, blueprint, outlook })
    }
}

impl Situation<'_> {
    /// A question as the choice sees it.
    pub fn candidate(&self, asked: &Asked) -> Option<Candidate<Asked>> {
        match asked {
            Asked::Bank(question) => self.outlook.candidate(self.sources.library, *question, asked.clone()),
            Asked::Drill(id) => {
                let record = self.standing.records.get(id)?;
                let remembered = self.learned.questions.get(id);
                Some(self.outlook.elsewhere(id, record, remembered, asked.clone()))
            }
        }
    }

    /// The drills that were answered, in the order of their names: a seed gives the same quiz every time.
    pub fn drills(&self) -> Vec<QuestionId> {
        let answered = self.standing.records.keys().filter(|id| Drills::is_drill(id));
        // A bank of the user's may be called as the drills are.
        let mut drills: Vec<QuestionId> =
            answered.filter(|id| self.sources.library.find(id).is_none()).cloned().collect();
        drills.sort_unstable();
        drills
    }

    /// The place of a question in a session, with the reason for it; none for one that is not to be had.
    pub fn slot(&self, id: &QuestionId) -> Option<Slot> {
        let bank = self.sources.library.find(id).map(Asked::Bank);
        let asked = bank.unwrap_or_else(|| Asked::Drill(id.clone()));
        self.slot_of(&asked)
    }

    /// The place of a question in a session, with the reason for it.
    pub fn slot_of(&self, asked: &Asked) -> Option<Slot> {
        self.slot_with(asked, None)
    }

    /// The same, with what asking it was found to be worth among others.
    pub fn slot_with(&self, asked: &Asked, worth: Option<Worth>) -> Option<Slot> {
        let (id, part, answered) = match asked {
            Asked::Bank(question) => {
                let id = self.sources.library.id(*question)?;
                let record = self.outlook.answered(*question).map(|(record, _)| *record);
                (id, self.outlook.part(*question), record)
            }
            Asked::Drill(id) => (id.clone(), None, self.standing.records.get(id).copied()),
        };
        let Some(mut candidate) = self.candidate(asked) else {
            // A drill that was never answered.
            self.sources.question(&id).ok()?;
            return Some(Slot {
                question: id,
                why: Why { reason: crate::study::Reason::New, ..Why::asked() },
            });
        };
        if Drills::is_drill(&id) && matches!(asked, Asked::Drill(_)) {
            // Whether its fact has changed is told when it is made.
            let item = self.sources.question(&id).ok()?;
            let holds = answered.is_some_and(|r| r.holds_for(item.question.revision(), item.question.epoch));
            if !holds {
                candidate.state = State::Unseen;
                candidate.memory = None;
            }
        }
        let restarted = candidate.state == State::Unseen && answered.is_some_and(|r| r.current.attempts > 0);
        let remembered = match asked {
            Asked::Bank(question) => self.outlook.answered(*question).and_then(|(_, r)| r.as_ref()),
            Asked::Drill(id) => self.learned.questions.get(id),
        };
        let mut why = Why::of(&candidate, remembered, part, &self.outlook.season, restarted);
        why.worth = worth.or(why.worth);
        if self.blueprint.is_some() {
            why.items = part.map(|p| (p.items, self.outlook.parts.iter().map(|p| p.items).sum()));
        }
        Some(Slot { question: id, why })
    }

    /// What there is to do today, in the learner's time.
    pub fn today(&self) -> Today {
        let minutes = self.goal.minutes.unwrap_or(super::portrait::USUAL_MINUTES);
        Today::of(&self.pool(), &self.outlook.season, minutes)
    }

    /// A session with these questions.
    pub fn drawn(self, mode: &str, seed: u64, slots: Vec<Slot>) -> Drawn {
        let title = self.blueprint.map(|b| b.title.clone());
        let day = self.outlook.season.schedule.exam.and(self.goal.date).map(day_in_words);
        Drawn {
            mode: mode.to_owned(),
            seed,
            slots,
            season: (mode != "cram").then_some(self.outlook.season),
            goal: title.map(|title| (title, day)),
            flagged: self.standing.flags.iter().map(|f| f.question.clone()).collect(),
            sittings: self.standing.sittings,
        }
    }
}

/// A day as people read it: `14 March 2027`.
pub fn day_in_words(day: Date) -> String {
    day.strftime("%-d %B %Y").to_string()
}
