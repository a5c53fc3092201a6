//! What an exam would give today, how sure that is, and what it cannot say.

use jiff::civil::Date;
use serde::Serialize;

use crate::bank::Blueprint;
use crate::learner::{Domain, Forecast, forecast, overlap};
use crate::study::{Outlook, Part};

/// The chance with which the intervals hold the score.
pub const LEVEL: f64 = 0.9;
/// First answers in the measured parts below which nothing is said of the whole.
pub const ANSWERS_NEEDED: usize = 30;
/// First answers of a part below which nothing is said of it.
pub const ANSWERS_NEEDED_OF_PART: usize = 5;

/// Old answers say less: together they have to be worth this share of so many given today.
const FRESH: f64 = 0.3;

/// A forecast of an exam, as if it were today.
#[derive(Clone, Debug, Serialize)]
pub struct Readiness {
    /// The blueprint.
    pub blueprint: String,
    /// Its title.
    pub title: String,
    /// The day of the exam, where it is the one that is studied for.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub exam_date: Option<Date>,
    /// Days until it; none when it is over.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub days: Option<i32>,
    /// The share of the exam's points that this library can measure.
    pub measured: f64,
    /// Items that it can measure.
    pub measured_items: f64,
    /// Items that count.
    pub items: f64,
    /// Whether there are answers enough to say anything.
    pub enough: bool,
    /// First answers, given unaided, to questions of the measured parts.
    pub answers: usize,
    /// So many are needed.
    pub answers_needed: usize,
    /// The expected share of the points of the measured items.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub score: Option<f64>,
    /// The lower end of its interval.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub low: Option<f64>,
    /// The upper end.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub high: Option<f64>,
    /// The chance with which the interval holds the score.
    pub level: f64,
    /// The pass mark, as a share.
    pub mark: f64,
    /// The chance of passing; none unless every part is measured, and something is known of each.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub pass: Option<f64>,
    /// Measured parts of which too little is known.
    pub too_few: usize,
    /// The share of the measured items that are taken to ask what a question of the library asks.
    pub overlap: f64,
    /// By how much the learner remembers more or less than the model of memory expects, in log odds.
    pub calibration: f64,
    /// Its standard error.
    pub calibration_error: f64,
    /// What is to be known of the blueprint's figures.
    pub draft: bool,
    /// By part.
    pub domains: Vec<DomainReadiness>,
}

/// One part of an exam.
#[derive(Clone, Debug, Serialize)]
pub struct DomainReadiness {
    /// Its name within the blueprint.
    pub domain: String,
    /// The name that people read.
    pub title: String,
    /// Its share of the points.
    pub weight: f64,
    /// Items that count.
    pub items: f64,
    /// Whether the library can measure it.
    pub measured: bool,
    /// What the library lacks for it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub lack: Option<String>,
    /// The expected share of the points; none where it cannot be measured or too little was answered.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub score: Option<f64>,
    /// The lower end of its interval, for so few items.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub low: Option<f64>,
    /// The upper end.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub high: Option<f64>,
    /// First answers, given unaided.
    pub answers: usize,
    /// Questions of the library.
    pub questions: usize,
    /// Those of them that were answered.
    pub seen: usize,
    /// The mean chance that these are recalled.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub recalled: Option<f64>,
}

/// Whether there are answers enough to say something of a part; one with fewer questions than that needs them all.
pub(super) fn is_known(part: &Part) -> bool {
    let needed = ANSWERS_NEEDED_OF_PART.min(part.questions).max(1);
    part.ability.answers >= needed && part.ability.evidence >= FRESH * needed as f64
}

/// Whether there are answers enough in the measured parts to say anything, and not too old; and how many there are.
pub(super) fn enough_answers(outlook: &Outlook) -> (bool, usize) {
    let measured = || outlook.parts.iter().filter(|p| p.lack.is_none());
    let answers = measured().map(|p| p.ability.answers).sum();
    let evidence: f64 = measured().map(|p| p.ability.evidence).sum();
    (answers >= ANSWERS_NEEDED && evidence >= FRESH * ANSWERS_NEEDED as f64, answers)
}

pub(super) fn domain_of(part: &Part) -> Domain {
    Domain {
        items: part.items,
        points: part.points,
        questions: part.questions,
        seen: part.seen,
        recalled: part.recalled,
        ability: part.ability,
    }
}

/// The forecast over the parts that are measured, and the items that these stand for.
pub(super) fn forecast_of(outlook: &Outlook) -> (Forecast, f64) {
    let measured: Vec<Domain> = outlook.parts.iter().filter(|p| p.lack.is_none()).map(domain_of).collect();
    let items = measured.iter().map(|d| d.items).sum();
    (forecast(&measured, &outlook.overall, &outlook.season.calibration), items)
}

/// What the exam would give today.
pub fn readiness(outlook: &Outlook, blueprint: &Blueprint, exam_date: Option<Date>) -> Readiness {
    let parts = &outlook.parts;
    let points: f64 = parts.iter().map(|p| p.items * p.points).sum();
    let measured_points: f64 = parts.iter().filter(|p| p.lack.is_none()).map(|p| p.items * p.points).sum();
    let (enough, answers) = enough_answers(outlook);
    let (found, measured_items) = forecast_of(outlook);
    let enough = enough && measured_points > 0.0;
    let (low, high) = found.interval(LEVEL);
    let mark = f64::from(blueprint.pass) / 100.0;
    let all_measured = parts.iter().all(|p| p.lack.is_none());
    let too_few = parts.iter().filter(|p| p.lack.is_none() && !is_known(p)).count();
    let mut of_part = found.domains.iter();
    let domains = parts
        .iter()
        .map(|part| {
            let expected = if part.lack.is_none() { of_part.next() } else { None };
            let expected = expected.filter(|_| is_known(part));
            let interval = expected.map(|e| e.interval(LEVEL));
            DomainReadiness {
                domain: part.id.clone(),
                title: part.title.clone(),
                weight: part.items * part.points / points.max(1e-9),
                items: part.items,
                measured: part.lack.is_none(),
                lack: part.lack.map(str::to_owned),
                score: expected.map(|e| rounded(e.score)),
                low: interval.map(|(low, _)| rounded(low)),
                high: interval.map(|(_, high)| rounded(high)),
                answers: part.ability.answers,
                questions: part.questions,
                seen: part.seen,
                recalled: (part.seen > 0).then(|| rounded(part.recalled / part.seen as f64)),
            }
        })
        .collect();
    let said = |value: f64| enough.then(|| rounded(value));
    Readiness {
        blueprint: blueprint.id.clone(),
        title: blueprint.title.clone(),
        exam_date,
        days: exam_date.and(outlook.season.schedule.days_left()),
        measured: rounded(measured_points / points.max(1e-9)),
        measured_items: measured_items + 0.0,
        items: parts.iter().map(|p| p.items).sum(),
        enough,
        answers,
        answers_needed: ANSWERS_NEEDED,
        score: said(found.score),
        low: said(low),
        high: said(high),
        level: LEVEL,
        mark,
        pass: said(found.pass(mark, measured_items)).filter(|_| all_measured && too_few == 0),
        too_few,
        overlap: rounded(
            parts
                .iter()
                .filter(|p| p.lack.is_none())
                .map(|p| p.items * p.points * overlap(p.questions, p.items))
                .sum::<f64>()
                / measured_points.max(1e-9),
        ),
        calibration: rounded(outlook.season.calibration.shift),
        calibration_error: rounded(outlook.season.calibration.error),
        draft: blueprint.draft,
        domains,
    }
}

/// To a ten-thousandth: more is not known.
pub(super) fn rounded(value: f64) -> f64 {
    // The sum of nothing is a negative zero.
    (value * 1e4).round() / 1e4 + 0.0
}
