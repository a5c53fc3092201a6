//! What a learner is up to: the exam with its parts, what is known of the learner in each, and what each question is worth.

use std::collections::HashMap;
use std::sync::Arc;

use super::candidate::{Candidate, State, state_of};
use super::worth::{Lift, Season};
use crate::bank::{Blueprint, Kind, Need, QuestionId, TopicPath};
use crate::exam::Measure;
use crate::learner::{
    Ability, Calibration, FirstAnswer, Learned, Remembered, Review, Schedule, abilities, overlap,
    usual_seconds,
};
use crate::library::{Library, QuestionRef};
use crate::progress::{Record, Standing};

/// A question that is new takes longer than it will, and what is said of the answer is read, longer where there is more of it: as
/// shares of what its type usually takes.
const NEW: f64 = 1.2;
const READING: f64 = 0.25;
/// With fewer answers the usual pace is taken for the learner's own.
const PACE_ANSWERS: f64 = 10.0;
/// What a question counts that the exam does not ask for, beside one that it does.
const BESIDE: f64 = 0.05;
/// A part of which the library has fewer questions is not measured.
const HELD: usize = 3;

/// A part of the exam; without an exam, a topic.
#[derive(Clone, Debug)]
pub struct Part {
    /// Its name within the blueprint, or the topic's path.
    pub id: String,
    /// The name that people read.
    pub title: String,
    /// Items that count; without an exam, questions.
    pub items: f64,
    /// What one item counts.
    pub points: f64,
    /// What a question needs to measure it.
    needs: Option<Need>,
    /// What the library's questions lack to measure it; none when it is measured.
    pub lack: Option<&'static str>,
    /// Questions of the library.
    pub questions: usize,
    /// Those of them that were answered.
    pub seen: usize,
    /// The sum over these of the chance that they are recalled today.
    pub recalled: f64,
    /// What is expected of those never asked.
    pub ability: Ability,
}

/// What a learner is up to.
#[derive(Clone, Debug)]
pub struct Outlook {
    /// The parts, in the blueprint's order.
    pub parts: Vec<Part>,
    /// What is expected of questions never asked, over all parts.
    pub overall: Ability,
    /// Today, the exam, and how memory moves.
    pub season: Season,
    /// How the learner's pace compares with the usual.
    pub pace: f64,
    /// All items, as they count, and all questions of the parts.
    total: f64,
    questions: usize,
    /// The part of each question of the library, by its number.
    part_of: Vec<Option<u16>>,
    /// What is known of the questions that were answered, by their numbers.
    answered: Vec<(QuestionRef, Answered)>,
}

/// What was done with a question, and what is remembered of it as it stands now.
type Answered = (Record, Option<Remembered>);

impl Outlook {
    /// What a learner is up to, with an exam or without.
    pub fn new(
        library: &Library,
        standing: &Standing,
        learned: &Learned,
        blueprint: Option<&Blueprint>,
        schedule: Schedule,
    ) -> Self {
        let (mut parts, part_of) = match blueprint {
            Some(blueprint) => of_blueprint(library, blueprint),
            None => of_topics(library),
        };
        let mut answered: Vec<(QuestionRef, Answered)> = Vec::with_capacity(standing.records.len());
        // Looking every question up would cost more than looking every record up, when little was answered.
        for id in standing.records.keys() {
            if let Some(question) = library.find(id)
                && let Some(now) = library.id(question)
                && let Some((_, row)) = library.row(question)
                && let Some(record) = standing.record(&now, library.former(question))
            {
                let remembered = learned.of(&now, library.former(question), row.revision, row.epoch);
                answered.push((question, (record, remembered)));
            }
        }
        // In the order of a hash map sums would differ from run to run. A question that moved has two identities.
        answered.sort_by_key(|(question, _)| *question);
        answered.dedup_by_key(|(question, _)| *question);
        let histories: Vec<&[Review]> =
            answered.iter().filter_map(|(_, (_, r))| Some(r.as_ref()?.reviews.as_slice())).collect();
        let calibration = Calibration::of(&histories, &learned.model);
        let season = Season::new(schedule, Arc::clone(&learned.model), calibration);
        let mut firsts = Vec::new();
        for (question, (record, remembered)) in &answered {
            let Some(number) = part_of.get(question.0 as usize).copied().flatten() else { continue };
            let part = &mut parts[usize::from(number)];
            // Concepts are no evidence for codes.
            if part.needs.is_some_and(|need| part.lack.is_none() && !meets(library, *question, need)) {
                continue;
            }
            if let Some(remembered) = remembered {
                part.seen += 1;
                part.recalled += season.recall(&remembered.memory, schedule.today);
            }
            if record.first.unaided {
                firsts.push(FirstAnswer {
                    domain: usize::from(number),
                    share: f64::from(record.first.share),
                    age: f64::from(schedule.today - record.first.day),
                });
            }
        }
        // The sums below are of floating-point numbers: in the order of a hash map they would differ from run to run.
        firsts.sort_by(|a, b| {
            (a.domain, a.age).partial_cmp(&(b.domain, b.age)).unwrap_or(std::cmp::Ordering::Equal)
        });
        let (ability, overall) = abilities(parts.len(), &firsts);
        for (part, ability) in parts.iter_mut().zip(ability) {
            part.ability = ability;
        }
        let pace = pace(library, &answered);
        let total = parts.iter().map(|p| p.items * p.points).sum();
        let questions = parts.iter().map(|p| p.questions).sum();
        Self { parts, overall, season, pace, total, questions, part_of, answered }
    }

    /// The part of a question; none for one that the exam does not ask for.
    pub fn part(&self, question: QuestionRef) -> Option<&Part> {
        let number = self.part_of.get(question.0 as usize).copied().flatten()?;
        self.parts.get(usize::from(number))
    }

    /// What is known of a question that was answered.
    pub fn answered(&self, question: QuestionRef) -> Option<&Answered> {
        let at = self.answered.binary_search_by_key(&question, |(number, _)| *number).ok()?;
        self.answered.get(at).map(|(_, answered)| answered)
    }

    /// What is remembered of all questions that were answered.
    pub fn remembered(&self) -> impl Iterator<Item = (QuestionRef, &Remembered)> {
        self.answered.iter().filter_map(|(question, (_, r))| Some((*question, r.as_ref()?)))
    }

    /// The share of the score that a part counts.
    fn share(&self, part: &Part) -> f64 {
        part.items * part.points / self.total.max(1e-9)
    }

    /// The share of the score that hangs on a question of a part, or beside all parts.
    fn weight(&self, part: Option<&Part>) -> f64 {
        match part {
            Some(part) => {
                self.share(part) * overlap(part.questions, part.items) / part.questions.max(1) as f64
            }
            None => BESIDE / self.questions.max(1) as f64,
        }
    }

    /// How long asking takes, in seconds, the reading of what is said of it included.
    fn seconds(&self, kind: Option<Kind>, record: Option<&Record>) -> f64 {
        let usual = usual_seconds(kind) * self.pace;
        let own = record.filter(|r| r.all.attempts > 0).map(|r| r.all.seconds / f64::from(r.all.attempts));
        // Once seen a question is answered sooner; who went away left the clock running.
        own.map_or(NEW * usual, |own| own.clamp(0.3 * usual, 3.0 * usual)) + READING * usual
    }

    /// A question of the library as the choice sees it.
    pub fn candidate<Q>(
        &self,
        library: &Library,
        question: QuestionRef,
        known_by: Q,
    ) -> Option<Candidate<Q>> {
        let (_, row) = library.row(question)?;
        let known = self.answered(question);
        let (state, last_at, share) = state_of(known.map(|(record, _)| record), row.revision, row.epoch);
        let remembered = known.and_then(|(_, r)| r.as_ref());
        // Answered as it stands now under another identity, where the record is of an older key.
        let state = match remembered {
            Some(r) if state == State::Unseen && r.memory.recalled => State::Known,
            Some(_) if state == State::Unseen => State::Missed,
            _ => state,
        };
        let part = self.part_of.get(question.0 as usize).copied().flatten();
        let of = part.map(|number| &self.parts[usize::from(number)]);
        Some(Candidate {
            question: known_by,
            state,
            last_at,
            share,
            // Cases of different banks have numbers of their own.
            case: (row.case > 0).then(|| (library.case_number(question), question.0)),
            topic: part.map_or(u32::from(u16::MAX), u32::from),
            memory: remembered.map(|r| r.memory),
            number: u64::from(question.0),
            weight: self.weight(of) * substance(row.kind),
            chance: of.map_or(self.overall.mean, |p| p.ability.mean),
            lift: of.map_or(Lift::default(), |p| {
                Lift::new(substance(row.kind) * self.share(p), p.ability.mean, p.seen)
            }),
            seconds: self.seconds(Some(row.kind), known.map(|(record, _)| record)),
            leech: remembered.is_some_and(Remembered::is_leech),
        })
    }

    /// A question that no bank holds: a drill that was answered before.
    pub fn elsewhere<Q>(
        &self,
        id: &QuestionId,
        record: &Record,
        remembered: Option<&Remembered>,
        known_by: Q,
    ) -> Candidate<Q> {
        let (state, last_at, share) = state_of(Some(record), record.revision, record.epoch);
        let mut first = [0; 8];
        first.copy_from_slice(&blake3::hash(id.as_str().as_bytes()).as_bytes()[..8]);
        Candidate {
            question: known_by,
            state,
            last_at,
            share,
            case: None,
            topic: u32::from(u16::MAX),
            memory: remembered.map(|r| r.memory),
            number: u64::from_le_bytes(first),
            weight: self.weight(None),
            chance: self.overall.mean,
            lift: Lift::default(),
            seconds: self.seconds(None, Some(record)),
            leech: remembered.is_some_and(Remembered::is_leech),
        }
    }
}

/// What a question teaches, beside a single choice: as much more as its type takes longer. So no type is preferred because it
/// is quick.
fn substance(kind: Kind) -> f64 {
    usual_seconds(Some(kind)) / usual_seconds(Some(Kind::Single))
}

fn empty_part(id: String, title: String) -> Part {
    Part {
        id,
        title,
        items: 0.0,
        points: 1.0,
        needs: None,
        lack: None,
        questions: 0,
        seen: 0,
        recalled: 0.0,
        ability: Ability { mean: 0.5, variance: 0.05, borrowed: 1.0, answers: 0, evidence: 0.0 },
    }
}

/// The domains of a blueprint, and in which each question is.
fn of_blueprint(library: &Library, blueprint: &Blueprint) -> (Vec<Part>, Vec<Option<u16>>) {
    let measure = Measure::of(blueprint, blueprint.items);
    let mut parts: Vec<Part> = blueprint
        .domains
        .iter()
        .zip(&measure.scored)
        .map(|(domain, items)| Part {
            items: f64::from(*items),
            points: f64::from(domain.points),
            needs: domain.needs,
            ..empty_part(domain.id.clone(), domain.title.clone())
        })
        .collect();
    let cases = blueprint.domains.iter().position(crate::bank::Domain::draws_cases);
    let mut measuring = vec![0_usize; parts.len()];
    let mut part_of = vec![None; library.len()];
    // Topics are few, questions are many: a bank names each of its topics once, and where that stands is enough to know it by.
    let mut known: HashMap<*const TopicPath, Option<usize>> = HashMap::new();
    for question in library.questions() {
        let Some((_, row)) = library.row(question).filter(|(_, row)| !row.retired) else { continue };
        let of_case = cases.filter(|_| row.case > 0);
        let part = of_case.or_else(|| {
            let topic = library.topic(question)?;
            if let Some(part) = known.get(&std::ptr::from_ref(topic)) {
                return *part;
            }
            let part = blueprint.domains.iter().position(|d| d.draws(topic));
            known.insert(std::ptr::from_ref(topic), part);
            part
        });
        let Some(part) = part else { continue };
        part_of[question.0 as usize] = Some(part as u16);
        parts[part].questions += 1;
        let needs = blueprint.domains[part].needs;
        measuring[part] += usize::from(needs.is_none_or(|need| meets(library, question, need)));
    }
    for ((part, measuring), domain) in parts.iter_mut().zip(measuring).zip(&blueprint.domains) {
        part.lack = match domain.needs {
            Some(need) if measuring < HELD.max(part.items as usize) => Some(need.lack()),
            _ if part.questions < HELD => Some("questions"),
            _ => None,
        };
        if part.lack.is_none() {
            part.questions = measuring;
        }
    }
    (parts, part_of)
}

/// Whether a question has what a part needs to be measured.
fn meets(library: &Library, question: QuestionRef, need: Need) -> bool {
    match need {
        Need::CptCodes => library.row(question).is_some_and(|(bank, _)| bank.bank.contains_cpt),
    }
}

/// Without an exam every topic is a part, and counts as many questions as it has.
fn of_topics(library: &Library) -> (Vec<Part>, Vec<Option<u16>>) {
    let mut parts: Vec<Part> = Vec::new();
    let mut numbers: HashMap<TopicPath, u16> = HashMap::new();
    let mut known: HashMap<*const TopicPath, u16> = HashMap::new();
    let mut part_of = vec![None; library.len()];
    for question in library.questions() {
        let retired = library.row(question).is_none_or(|(_, row)| row.retired);
        let Some(topic) = library.topic(question).filter(|_| !retired) else { continue };
        let number = *known.entry(std::ptr::from_ref(topic)).or_insert_with(|| {
            *numbers.entry(topic.clone()).or_insert_with(|| {
                let title = library.taxonomy().title(topic.as_str()).to_owned();
                parts.push(empty_part(topic.to_string(), title));
                (parts.len() - 1) as u16
            })
        });
        part_of[question.0 as usize] = Some(number);
        let part = &mut parts[usize::from(number)];
        part.questions += 1;
        part.items += 1.0;
    }
    (parts, part_of)
}

/// How the learner's pace compares with the usual: time taken over time usual, from a third to three times.
fn pace(library: &Library, answered: &[(QuestionRef, Answered)]) -> f64 {
    let (mut taken, mut usual, mut answers) = (0.0, 0.0, 0.0);
    for (question, (record, _)) in answered {
        let Some((_, row)) = library.row(*question) else { continue };
        let each = usual_seconds(Some(row.kind));
        let attempts = f64::from(record.all.attempts);
        taken += record.all.seconds.min(5.0 * each * attempts);
        usual += each * attempts;
        answers += attempts;
    }
    if answers < PACE_ANSWERS || usual <= 0.0 { 1.0 } else { (taken / usual).clamp(1.0 / 3.0, 3.0) }
}
