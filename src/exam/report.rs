//! What an exam says of a learner: the score against the mark, by domain, with how far it can be trusted.

use jiff::Timestamp;
use serde::Serialize;

use super::sheet::Sheet;
use crate::progress::{AwayClock, Confidence, EventId, ExamAnswer, ExamBook};

/// An item took long when it took this many times the time planned for it.
const SLOW: f64 = 2.0;

/// A score report. Scores are shares of the raw points: how certifiers scale them is not published, so scaled scores are
/// not given.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct ScoreReport {
    /// The session.
    pub session: EventId,
    /// The blueprint.
    pub blueprint: String,
    /// Its title.
    pub title: String,
    /// The form.
    pub form: String,
    /// When it began.
    pub started: Timestamp,
    /// When it ended; absent while it is open.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub submitted: Option<Timestamp>,
    /// It ended because the time was up.
    pub time_up: bool,
    /// The pass mark, as a share.
    pub mark: f64,
    /// What is to be known of the mark.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub mark_note: Option<String>,
    /// Whether the score reaches the mark.
    pub passed: bool,
    /// Points earned.
    pub points: f64,
    /// The most that could be earned.
    pub max_points: f64,
    /// Their share.
    pub score: f64,
    /// Its standard error.
    pub standard_error: f64,
    /// Items of the form.
    pub items: usize,
    /// Items that do not count.
    pub pretest: usize,
    /// Items answered.
    pub answered: usize,
    /// What the form could not measure.
    pub unmeasured: Vec<Unmeasured>,
    /// Domains of which so short a form asked nothing that counts.
    pub not_asked: Vec<String>,
    /// By domain.
    pub domains: Vec<DomainScore>,
    /// The time.
    pub time: TimeReport,
    /// Answers that were changed.
    pub changed: Changed,
    /// The book.
    pub book: BookReport,
    /// Numbers of items answered unsurely, from 1.
    pub guessed: Vec<usize>,
    /// Of these: how many were correct.
    pub guessed_correct: usize,
    /// Numbers of items answered surely and not correctly, from 1.
    pub sure_wrong: Vec<usize>,
    /// Numbers of items marked, from 1.
    pub flagged: Vec<usize>,
    /// Numbers of items that were not correct or not answered, from 1.
    pub wrong: Vec<usize>,
}

/// Items that stand for a part of the exam without measuring it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Unmeasured {
    /// What they lack: `CPT code selection`.
    pub lack: String,
    /// How many items.
    pub items: usize,
}

/// The score of a domain.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct DomainScore {
    /// Its name within the blueprint.
    pub domain: String,
    /// The name that people read.
    pub title: String,
    /// Items that count.
    pub items: usize,
    /// Points earned.
    pub points: f64,
    /// The most that could be earned.
    pub max_points: f64,
    /// Their share.
    pub score: f64,
    /// Its standard error.
    pub standard_error: f64,
    /// Seconds spent on an item, on average.
    pub seconds: f64,
    /// Items that do not measure the domain as the exam does.
    pub unmeasured: usize,
}

/// The time of an exam.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct TimeReport {
    /// Seconds allowed.
    pub limit: f64,
    /// The learner's time factor.
    pub factor: f64,
    /// Seconds used.
    pub used: f64,
    /// Seconds spent on each item, by place.
    pub items: Vec<f64>,
    /// Numbers of items that took more than twice their share of the time, the longest first.
    pub slow: Vec<usize>,
    /// Times that the learner was away while the clock stood still.
    pub stopped: usize,
    /// Seconds of them.
    pub stopped_seconds: f64,
    /// Times that the learner was away while the clock ran.
    pub running: usize,
}

/// Answers that were changed.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Changed {
    /// Numbers of the items.
    pub items: Vec<usize>,
    /// To a correct answer.
    pub to_correct: usize,
    /// Away from a correct answer.
    pub from_correct: usize,
}

/// How the book was used.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct BookReport {
    /// Which book was allowed.
    pub allowed: ExamBook,
    /// Look-ups in the program's book.
    pub lookups: usize,
    /// Items with one.
    pub items: usize,
    /// Seconds noted in a paper book.
    pub seconds: f64,
}

/// The report of an exam as it stands.
pub fn report(sheet: &Sheet) -> ScoreReport {
    let paper = &sheet.paper;
    let places = 0..sheet.places.len();
    let (points, most) = sheet.points();
    let number = |at: usize| at + 1;
    let weights = places.clone().filter(|at| sheet.counts(*at)).map(|at| weight(sheet, at));
    let planned = paper.seconds / sheet.places.len().max(1) as f64;
    let mut slow: Vec<usize> =
        places.clone().filter(|at| sheet.places[*at].seconds > SLOW * planned).collect();
    slow.sort_by(|a, b| sheet.places[*b].seconds.total_cmp(&sheet.places[*a].seconds));
    let guessed: Vec<usize> = places.clone().filter(|at| sheet.places[*at].is_guess()).collect();
    let correct = |at: &usize| sheet.places[*at].answer().is_some_and(|a| a.attempt.correct);
    let stopped = || sheet.away.iter().filter(|(_, clock)| *clock == AwayClock::Stopped);
    let lookups = |at: usize| sheet.places[at].looked_up.len();
    let text = |t: &str| t.to_owned();
    ScoreReport {
        session: sheet.session,
        blueprint: text(&paper.blueprint),
        title: text(&paper.title),
        form: text(&paper.form),
        started: sheet.started,
        submitted: sheet.result.as_ref().map(|(at, _)| *at),
        time_up: sheet.result.as_ref().is_some_and(|(_, r)| r.time_up),
        mark: f64::from(paper.pass) / 100.0,
        mark_note: paper.pass_note.as_deref().map(text),
        passed: sheet.passes(points, most),
        points,
        max_points: most,
        score: share(points, most),
        standard_error: standard_error(points, weights),
        items: sheet.places.len(),
        pretest: paper.pretest.len(),
        answered: sheet.places.len() - sheet.unanswered().len(),
        unmeasured: unmeasured(sheet),
        not_asked: (0..paper.domains.len())
            .filter(|d| domain_score(sheet, *d).is_none())
            .map(|d| text(&paper.domains[d].title))
            .collect(),
        domains: (0..paper.domains.len()).filter_map(|d| domain_score(sheet, d)).collect(),
        time: TimeReport {
            limit: paper.seconds,
            factor: paper.time_factor,
            used: sheet.used.min(paper.seconds),
            items: sheet.places.iter().map(|p| p.seconds).collect(),
            slow: slow.into_iter().map(number).collect(),
            stopped: stopped().count(),
            stopped_seconds: stopped().map(|(seconds, _)| seconds).sum(),
            running: sheet.away.len() - stopped().count(),
        },
        changed: changed(sheet),
        book: BookReport {
            allowed: paper.book,
            lookups: places.clone().map(lookups).sum(),
            items: places.clone().filter(|at| lookups(*at) > 0).count(),
            seconds: sheet.places.iter().map(|p| p.book).sum(),
        },
        guessed_correct: guessed.iter().filter(|at| correct(at)).count(),
        guessed: guessed.into_iter().map(number).collect(),
        sure_wrong: places
            .clone()
            .filter(|at| sheet.places[*at].confidence() == Some(Confidence::Sure) && !correct(at))
            .map(number)
            .collect(),
        flagged: sheet.flagged().into_iter().map(number).collect(),
        wrong: places.filter(|at| !correct(at)).map(number).collect(),
    }
}

fn weight(sheet: &Sheet, place: usize) -> f64 {
    f64::from(sheet.domain_of(place).map_or(1, |d| d.points))
}

fn share(points: f64, most: f64) -> f64 {
    if most > 0.0 { points / most } else { 0.0 }
}

/// The standard error of a share as an estimate for items of the same kind: that of Agresti and Coull (*The American
/// Statistician* 52, 1998), who add two items answered correctly and two that were not. So it is not zero where all or
/// none were correct, and tells least where there are few items. Items of several weights count as the number of equal
/// ones that would tell as much (Kish).
fn standard_error(points: f64, weights: impl Iterator<Item = f64>) -> f64 {
    let (mut sum, mut squares) = (0.0, 0.0);
    for weight in weights {
        sum += weight;
        squares += weight * weight;
    }
    if squares <= 0.0 {
        return 0.5;
    }
    let items = sum * sum / squares + 4.0;
    let share = ((points / sum) * (items - 4.0) + 2.0) / items;
    (share * (1.0 - share) / items).sqrt()
}

fn domain_score(sheet: &Sheet, number: usize) -> Option<DomainScore> {
    let domain = sheet.paper.domains.get(number)?;
    let own = |at: &usize| sheet.paper.places.get(*at).is_some_and(|d| *d as usize == number);
    let all: Vec<usize> = (0..sheet.places.len()).filter(own).collect();
    let counting: Vec<usize> = all.iter().copied().filter(|at| sheet.counts(*at)).collect();
    if counting.is_empty() {
        return None;
    }
    let points: f64 = counting
        .iter()
        .map(|at| weight(sheet, *at) * sheet.places[*at].answer().map_or(0.0, ExamAnswer::share))
        .sum();
    let most: f64 = counting.iter().map(|at| weight(sheet, *at)).sum();
    let seconds: f64 = all.iter().map(|at| sheet.places[*at].seconds).sum();
    Some(DomainScore {
        domain: domain.id.to_string(),
        title: domain.title.to_string(),
        items: counting.len(),
        points,
        max_points: most,
        score: share(points, most),
        standard_error: standard_error(points, counting.iter().map(|at| weight(sheet, *at))),
        seconds: seconds / all.len() as f64,
        unmeasured: counting.iter().filter(|at| sheet.paper.unmeasured.contains(&(**at as u32))).count(),
    })
}

fn unmeasured(sheet: &Sheet) -> Vec<Unmeasured> {
    let mut found: Vec<Unmeasured> = Vec::new();
    for place in sheet.paper.unmeasured.iter().map(|p| *p as usize).filter(|p| sheet.counts(*p)) {
        let Some(lack) = sheet.domain_of(place).and_then(|d| d.lack.as_deref()) else { continue };
        match found.iter_mut().find(|u| u.lack == lack) {
            Some(known) => known.items += 1,
            None => found.push(Unmeasured { lack: lack.to_owned(), items: 1 }),
        }
    }
    found
}

fn changed(sheet: &Sheet) -> Changed {
    let mut changed = Changed::default();
    for (at, place) in sheet.places.iter().enumerate() {
        let (Some(first), Some(last)) = (place.answers.first(), place.answer()) else { continue };
        // `A`, `a` and ` a ` are the same answer.
        let said = |answer: &str| -> String {
            answer.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
        };
        if place.answers.iter().any(|a| said(&a.attempt.answer) != said(&first.attempt.answer)) {
            changed.items.push(at + 1);
            changed.to_correct += usize::from(!first.attempt.correct && last.attempt.correct);
            changed.from_correct += usize::from(first.attempt.correct && !last.attempt.correct);
        }
    }
    changed
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_standard_error_is_never_zero_and_falls_with_more_items() {
        let of = |points: f64, n: usize| standard_error(points, std::iter::repeat_n(1.0, n));
        assert!(of(4.0, 4) > 0.1);
        assert!(of(50.0, 100) < of(5.0, 10));
        // 70 of 100: 72 of 104, so the root of .6923 * .3077 / 104.
        assert!((of(70.0, 100) - 0.04526).abs() < 1e-4);
        assert!((of(0.0, 0) - 0.5).abs() < 1e-12);
    }
}
