//! What a pace of study comes to until the exam.

use jiff::civil::Date;
use rayon::prelude::*;
use serde::Serialize;

use super::readiness::{ANSWERS_NEEDED, LEVEL, enough_answers, forecast_of, rounded};
use crate::bank::Blueprint;
use crate::learner::{Domain, Grade, Schedule, forecast};
use crate::progress::day_number;
use crate::study::{Candidate, Outlook, Random, State, for_seconds};

/// A plan is enough when the chance of passing is at least this.
pub const ENOUGH: f64 = 0.8;
/// Paces that are tried, in minutes a day.
const PACES: [u32; 9] = [10, 15, 20, 30, 45, 60, 90, 120, 180];
/// Days later that are tried, where no pace is enough.
const LATER: [i32; 4] = [14, 28, 56, 112];
/// In a larger library so many questions stand for all of it.
const STAND_IN: usize = 2_000;
/// Days that are studied ahead at most.
const MOST_DAYS: i32 = 1_100;
/// How far a forecast may be off for every root of a day that it looks ahead: five points in two months.
const AHEAD_SD: f64 = 0.0065;
/// How much of what is newly learned helps with questions of the same part that are not asked, in log odds for every e-fold of
/// its questions; on the low side of what practice is known to do.
const TRANSFER: f64 = 0.15;
/// So many questions of a part are as good as known from the start.
const HEAD_START: f64 = 5.0;

/// A plan.
#[derive(Clone, Debug, Serialize)]
pub struct Plan {
    /// The blueprint.
    pub blueprint: String,
    /// Its title.
    pub title: String,
    /// The day of the exam.
    pub exam_date: Date,
    /// Days of study left, today included.
    pub days: i32,
    /// Minutes a day.
    pub minutes: u32,
    /// How long a question takes, in seconds, the reading of what is said of it included.
    pub seconds: f64,
    /// Questions a day at that pace.
    pub questions_a_day: u32,
    /// Of these, questions of the exam's parts never asked before, on average.
    pub new_a_day: u32,
    /// Questions of the exam's parts.
    pub questions: usize,
    /// Those that were answered.
    pub seen: usize,
    /// Questions that will have been answered by then.
    pub will_be_seen: usize,
    /// Whether there are answers enough to forecast anything.
    pub enough_answers: bool,
    /// First answers, given unaided.
    pub answers: usize,
    /// So many are needed.
    pub answers_needed: usize,
    /// The share of the exam's points that this library can measure.
    pub measured: f64,
    /// The pass mark, as a share.
    pub mark: f64,
    /// The chance with which an interval holds the score.
    pub level: f64,
    /// What is expected today.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub today: Option<Pace>,
    /// What is expected on the day, at this pace.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub forecast: Option<Pace>,
    /// Whether that is enough; none where not every part of the exam can be measured, or too little was answered.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub enough: Option<bool>,
    /// Other paces.
    pub paces: Vec<Pace>,
    /// The least of them that is enough.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub change: Option<Pace>,
    /// Where no pace is enough: the same minutes until a later day.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub later: Option<Pace>,
}

/// What a pace comes to.
#[derive(Clone, Debug, Serialize)]
pub struct Pace {
    /// Minutes a day.
    pub minutes: u32,
    /// The day of the exam.
    pub on: Date,
    /// The expected share of the points of the measured items.
    pub score: f64,
    /// The lower end of its interval.
    pub low: f64,
    /// The upper end.
    pub high: f64,
    /// The chance to reach the pass mark on the measured items.
    pub reaches: f64,
}

/// What is studied for, complete.
#[derive(Clone, Copy, Debug)]
pub struct Aim<'b> {
    /// The exam.
    pub blueprint: &'b Blueprint,
    /// Its day.
    pub date: Date,
    /// Minutes a day.
    pub minutes: u32,
}

/// Plans: `pool` is what can be asked.
pub fn plan<Q: Clone + Sync + Send>(outlook: &Outlook, pool: &[Candidate<Q>], aim: &Aim<'_>) -> Plan {
    let parts = &outlook.parts;
    let exam = day_number(aim.date);
    let mark = f64::from(aim.blueprint.pass) / 100.0;
    let (enough_answers, answers) = enough_answers(outlook);
    let all_measured = parts.iter().all(|p| p.lack.is_none());
    let points = |measured: bool| -> f64 {
        parts.iter().filter(|p| !measured || p.lack.is_none()).map(|p| p.items * p.points).sum()
    };
    let mean_seconds = pool.iter().map(|c| c.seconds).sum::<f64>() / pool.len().max(1) as f64;
    let days = (exam - outlook.season.schedule.today).max(0);
    let ahead = |minutes: u32, exam: i32| look_ahead(outlook, pool, minutes, exam, mark, aim.date);
    let (own, seen_then, new) = ahead(aim.minutes, exam);
    let (found, items) = forecast_of(outlook);
    let (low, high) = found.interval(LEVEL);
    let today = Pace {
        minutes: 0,
        on: crate::progress::numbered_day(outlook.season.schedule.today),
        score: rounded(found.score),
        low: rounded(low),
        high: rounded(high),
        reaches: rounded(found.pass(mark, items)),
    };
    let is_enough = |pace: &Pace| pace.reaches >= ENOUGH;
    let enough = (enough_answers && all_measured).then(|| is_enough(&own));
    let paces: Vec<Pace> = if enough_answers && days > 1 {
        let mut tried = PACES.to_vec();
        tried.push(aim.minutes);
        tried.sort_unstable();
        tried.dedup();
        tried.par_iter().map(|minutes| ahead(*minutes, exam).0).collect()
    } else {
        Vec::new()
    };
    let change = paces
        .iter()
        .find(|p| p.minutes > aim.minutes && is_enough(p))
        .filter(|_| enough_answers && !is_enough(&own))
        .cloned();
    let later = if enough_answers && days > 1 && !is_enough(&own) && change.is_none() {
        let later: Vec<Pace> = LATER.par_iter().map(|more| ahead(aim.minutes, exam + more).0).collect();
        later.into_iter().find(is_enough)
    } else {
        None
    };
    Plan {
        blueprint: aim.blueprint.id.clone(),
        title: aim.blueprint.title.clone(),
        exam_date: aim.date,
        days,
        minutes: aim.minutes,
        seconds: mean_seconds.round(),
        questions_a_day: (f64::from(aim.minutes) * 60.0 / mean_seconds.max(1.0)).round() as u32,
        new_a_day: new,
        questions: parts.iter().map(|p| p.questions).sum(),
        seen: parts.iter().map(|p| p.seen).sum(),
        will_be_seen: seen_then,
        enough_answers,
        answers,
        answers_needed: ANSWERS_NEEDED,
        measured: rounded(points(true) / points(false).max(1e-9)),
        mark,
        level: LEVEL,
        today: enough_answers.then_some(today),
        forecast: enough_answers.then_some(own),
        enough,
        paces,
        change,
        later,
    }
}

/// Studies ahead as the program would choose, day by day, each answer drawn with the chance that is expected of it: what comes of it,
/// how many questions will have been answered, and how many new ones come a day on average.
fn look_ahead<Q: Clone>(
    outlook: &Outlook,
    pool: &[Candidate<Q>],
    minutes: u32,
    exam: i32,
    mark: f64,
    date: Date,
) -> (Pace, usize, u32) {
    let first = outlook.season.schedule.today;
    // In a large library every so many-th question stands for its neighbours.
    let step = pool.len().div_ceil(STAND_IN).max(1);
    let mut own: Vec<Candidate<usize>> = pool
        .iter()
        .filter(|c| !c.leech)
        .step_by(step)
        .enumerate()
        .map(|(number, c)| with_number(c, number))
        .collect();
    let mut random = Random::new(7, "plan");
    let mut seen: Vec<usize> = outlook.parts.iter().map(|p| p.seen).collect();
    let mut new = 0_usize;
    // What lies years ahead is forecast from the last years before it.
    for day in first.max(exam.saturating_sub(MOST_DAYS))..exam {
        let season = outlook.season.on(Schedule::new(day, Some(exam)));
        let seconds = f64::from(minutes) * 60.0 / step as f64;
        let seen_before = seen.clone();
        for at in for_seconds(&own, &season, seconds) {
            let candidate = &mut own[at];
            let chance = season.worth(candidate).now;
            let recalled = (random.below(1_000_000) as f64) < 1e6 * chance;
            let grade = if recalled { Grade::Good } else { Grade::Again };
            if candidate.memory.is_none()
                && let Some(seen) = seen.get_mut(candidate.topic as usize)
            {
                new += step;
                *seen += step;
            }
            candidate.memory = Some(season.model.after(candidate.memory.as_ref(), grade, day));
            candidate.state = if recalled { State::Known } else { State::Missed };
        }
        for candidate in &mut own {
            let part = candidate.topic as usize;
            if let (Some(now), Some(then)) = (seen.get(part), seen_before.get(part)) {
                candidate.lift = candidate.lift.later(now - then);
            }
        }
    }
    let domains: Vec<Domain> = outlook
        .parts
        .iter()
        .enumerate()
        .filter(|(_, part)| part.lack.is_none())
        .map(|(number, part)| {
            let memories =
                own.iter().filter(|c| c.topic as usize == number).filter_map(|c| c.memory.as_ref());
            let recalls: Vec<f64> = memories.map(|m| outlook.season.recall(m, exam)).collect();
            let then = seen[number].min(part.questions);
            // Where none of the stand-ins is of this part, it stays as it is today.
            let mean = match recalls.len() {
                0 => part.recalled / part.seen.max(1) as f64,
                n => recalls.iter().sum::<f64>() / n as f64,
            };
            let practice = ((HEAD_START + then as f64) / (HEAD_START + part.seen as f64)).ln();
            let odds = part.ability.mean / (1.0 - part.ability.mean).max(1e-6) * (TRANSFER * practice).exp();
            let mut ability = part.ability;
            ability.mean = odds / (1.0 + odds);
            Domain {
                items: part.items,
                points: part.points,
                questions: part.questions,
                seen: then,
                recalled: mean * then as f64,
                ability,
            }
        })
        .collect();
    let mut found = forecast(&domains, &outlook.overall, &outlook.season.calibration);
    let days = f64::from((exam - first).max(0));
    found.deviation = (found.deviation.powi(2) + AHEAD_SD * AHEAD_SD * days).sqrt();
    let items = domains.iter().map(|d| d.items).sum();
    let (low, high) = found.interval(LEVEL);
    let later = exam - day_number(date);
    let pace = Pace {
        minutes,
        on: date.saturating_add(jiff::Span::new().days(later)),
        score: rounded(found.score),
        low: rounded(low),
        high: rounded(high),
        reaches: rounded(found.pass(mark, items)),
    };
    let all_seen = seen.iter().zip(&outlook.parts).map(|(s, p)| (*s).min(p.questions)).sum();
    let new_a_day = (new as f64 / days.max(1.0)).round() as u32;
    (pace, all_seen, new_a_day)
}

/// The same candidate, known by a number.
fn with_number<Q>(c: &Candidate<Q>, number: usize) -> Candidate<usize> {
    Candidate {
        question: number,
        state: c.state,
        last_at: c.last_at,
        share: c.share,
        case: c.case,
        topic: c.topic,
        memory: c.memory,
        number: c.number,
        weight: c.weight,
        chance: c.chance,
        lift: c.lift,
        seconds: c.seconds,
        leech: c.leech,
    }
}
