//! Whether the choice of questions teaches, and whether the forecast holds: simulated learners study for an exam in 60
//! days, 30 minutes a day, and sit it.
//!
//! `cargo bench --bench teaching` prints both tables of docs/learning.md. Words behind `--` change a run: `learners=2000`,
//! `seed=1`, `mind=activation|half-life|multiscale`, `policies=…`.

#![allow(clippy::expect_used, clippy::print_stdout, missing_docs)]

mod policies;
mod world;

use rayon::prelude::*;

use policies::{DueFirst, FsrsDue, Interval, Mixed, Policy, Shuffled, Told};
use sequela::learner::{Domain, abilities, forecast};
use world::{ITEMS, Learner, MARK, Mind, PARTS};

const DAYS: i32 = 60;
const MINUTES: f64 = 30.0;
const SESSION: usize = 20;
const FIRST_DAY: i32 = 20_000;
const DAY: f64 = 86_400.0;
const POLICIES: [&str; 5] = ["random", "leitner", "sm-2", "fsrs due", "mixed"];

/// What came of one learner with one policy.
#[derive(Clone, Copy, Default)]
struct Run {
    score: f64,
    expected: f64,
    /// Minutes until the expected score reached the pass mark, and 80 %.
    to_mark: Option<f64>,
    to_eighty: Option<f64>,
    seen: f64,
    /// The forecast on the morning of the exam: score and deviation, and the chance of passing.
    forecast: Option<(f64, f64, f64)>,
}

fn run(mind: Mind, seed: u64, policy: &str) -> Run {
    let mut learner = Learner::new(mind, seed);
    let exam = FIRST_DAY + DAYS;
    let mut mixed = None;
    let mut other: Option<Box<dyn Policy>> = None;
    match policy {
        "random" => other = Some(Box::new(Shuffled::new(&learner, seed))),
        "leitner" => other = Some(Box::new(DueFirst::new(&learner, Interval::Leitner, seed))),
        "sm-2" => other = Some(Box::new(DueFirst::new(&learner, Interval::Sm2, seed))),
        "fsrs due" => other = Some(Box::new(FsrsDue::new(&learner, seed))),
        _ => mixed = Some(Mixed::new(&learner, exam, seed)),
    }
    let mut seen = vec![false; learner.questions()];
    let mut spent = 0.0;
    let (mut to_mark, mut to_eighty) = (None, None);
    for day in FIRST_DAY..exam {
        let mut left = MINUTES;
        let mut now = f64::from(day) * DAY;
        while left > 0.0 {
            let session = match (&mut mixed, &mut other) {
                (Some(mixed), _) => mixed.session(day, SESSION),
                (_, Some(other)) => other.session(day, SESSION),
                _ => Vec::new(),
            };
            for question in session {
                if left <= 0.0 {
                    break;
                }
                let answer = learner.ask(question, now);
                now += answer.minutes * 60.0;
                left -= answer.minutes;
                spent += answer.minutes;
                let told = Told { question, day, correct: answer.correct };
                if let Some(mixed) = &mut mixed {
                    mixed.timed(!seen[question], &answer);
                    mixed.told(&told);
                } else if let Some(other) = &mut other {
                    other.told(&told);
                }
                seen[question] = true;
            }
        }
        if let Some(mixed) = &mut mixed {
            mixed.close();
        } else if let Some(other) = &mut other {
            other.close();
        }
        let expected = learner.expected(now + DAY / 2.0);
        for (reached, level) in [(&mut to_mark, MARK), (&mut to_eighty, 0.8)] {
            if reached.is_none() && expected >= level {
                *reached = Some(spent);
            }
        }
    }
    let now = f64::from(exam) * DAY;
    let forecast = mixed.as_ref().map(|mixed| readiness(mixed, &learner, exam));
    let expected = learner.expected(now);
    let seen = seen.iter().filter(|s| **s).count() as f64 / seen.len() as f64;
    Run { score: learner.exam(now), expected, to_mark, to_eighty, seen, forecast }
}

/// What `readiness` says on the morning of the exam.
fn readiness(mixed: &Mixed, learner: &Learner, day: i32) -> (f64, f64, f64) {
    let (ability, overall) = abilities(PARTS.len(), &mixed.first_answers(day));
    let calibration = mixed.calibration();
    let domains: Vec<Domain> = PARTS
        .iter()
        .enumerate()
        .map(|(part, (weight, questions))| {
            let memories = mixed.memories().iter().enumerate();
            let own: Vec<f64> = memories
                .filter(|(q, _)| learner.part(*q) == part)
                .filter_map(|(_, m)| Some(calibration.apply(mixed.model().recall(m.as_ref()?, day))))
                .collect();
            Domain {
                items: f64::from(*weight),
                points: 1.0,
                questions: *questions,
                seen: own.len(),
                recalled: own.iter().sum(),
                ability: ability[part],
            }
        })
        .collect();
    let found = forecast(&domains, &overall, &calibration);
    (found.score, found.deviation, found.pass(MARK, f64::from(ITEMS)))
}

fn mean_and_error(values: &[f64]) -> (f64, f64) {
    let n = values.len() as f64;
    let mean = values.iter().sum::<f64>() / n;
    let variance = values.iter().map(|v| (v - mean).powi(2)).sum::<f64>() / (n - 1.0);
    (mean, (variance / n).sqrt())
}

fn main() {
    let word =
        |name: &str| std::env::args().find_map(|a| a.strip_prefix(&format!("{name}=")).map(str::to_owned));
    let learners: u64 = word("learners").and_then(|n| n.parse().ok()).unwrap_or(2000);
    let first: u64 = word("seed").and_then(|n| n.parse().ok()).unwrap_or(1);
    let wanted = word("policies");
    let minds = [
        ("activation", Mind::Activation, "tuned on it"),
        ("half-life", Mind::HalfLife, "not looked at"),
        ("multiscale", Mind::Multiscale, "not looked at"),
    ];
    for (name, mind, about) in minds.iter().filter(|m| word("mind").is_none_or(|w| w == m.0)) {
        println!("\n{name} ({about}): {learners} learners, {DAYS} days of {MINUTES} minutes\n");
        println!("| order | score | ahead by | better for | passing | minutes to 70 % | to 80 % | seen |");
        println!("| --- | --- | --- | --- | --- | --- | --- | --- |");
        let mut ours: Vec<Run> = Vec::new();
        let policies = POLICIES.iter().rev().filter(|p| wanted.as_ref().is_none_or(|w| w.contains(*p)));
        for policy in policies {
            let runs: Vec<Run> = (0..learners)
                .into_par_iter()
                .map(|n| run(*mind, first.wrapping_mul(1_000_003).wrapping_add(n), policy))
                .collect();
            if ours.is_empty() {
                ours.clone_from(&runs);
            }
            line(policy, &ours, &runs);
        }
        calibration(&ours);
    }
}

/// One way of choosing beside ours, on the same learners.
fn line(policy: &str, ours: &[Run], runs: &[Run]) {
    let (score, error) = mean_and_error(&runs.iter().map(|r| r.score).collect::<Vec<_>>());
    // Of the expected scores: the luck of one exam is none of the method's.
    let ahead: Vec<f64> = ours.iter().zip(runs).map(|(a, b)| a.expected - b.expected).collect();
    let (by, by_error) = mean_and_error(&ahead);
    let better = ahead.iter().filter(|d| **d > 0.0).count() as f64 / ahead.len() as f64;
    let passing = runs.iter().filter(|r| r.score >= MARK).count() as f64 / runs.len() as f64;
    let (seen, _) = mean_and_error(&runs.iter().map(|r| r.seen).collect::<Vec<_>>());
    let minutes = |of: fn(&Run) -> Option<f64>| {
        let mut reached: Vec<f64> = runs.iter().filter_map(of).collect();
        reached.sort_by(f64::total_cmp);
        let share = 100.0 * reached.len() as f64 / runs.len() as f64;
        let median = reached.get(reached.len() / 2).copied().unwrap_or(0.0);
        format!("{median:.0} ({share:.0} %)")
    };
    let ahead = if policy == "mixed" {
        "| - | - ".to_owned()
    } else {
        format!("| {:+.2} \u{b1} {:.2} | {:.0} % ", 100.0 * by, 100.0 * by_error, 100.0 * better)
    };
    println!(
        "| {policy} | {:.1} \u{b1} {:.1} {ahead}| {:.0} % | {} | {} | {:.0} % |",
        100.0 * score,
        100.0 * error,
        100.0 * passing,
        minutes(|r| r.to_mark),
        minutes(|r| r.to_eighty),
        100.0 * seen
    );
}

/// How often the intervals hold the score obtained, and what the forecast of passing is worth.
fn calibration(runs: &[Run]) {
    let forecasts: Vec<(Run, (f64, f64, f64))> =
        runs.iter().filter_map(|r| Some((*r, r.forecast?))).collect();
    if forecasts.is_empty() {
        return;
    }
    let n = forecasts.len() as f64;
    let held = |z: f64| {
        forecasts.iter().filter(|(r, (score, sd, _))| (r.score - score).abs() <= z * sd).count() as f64 / n
    };
    let bias = forecasts.iter().map(|(r, (score, _, _))| r.score - score).sum::<f64>() / n;
    let sd = forecasts.iter().map(|(_, (_, sd, _))| sd).sum::<f64>() / n;
    let rmse = (forecasts.iter().map(|(r, (score, _, _))| (r.score - score).powi(2)).sum::<f64>() / n).sqrt();
    let loss = |p: f64, passed: bool| -(if passed { p } else { 1.0 - p }).clamp(1e-6, 1.0).ln();
    let log_loss = forecasts.iter().map(|(r, (_, _, p))| loss(*p, r.score >= MARK)).sum::<f64>() / n;
    let base = forecasts.iter().filter(|(r, _)| r.score >= MARK).count() as f64 / n;
    let base_loss = forecasts.iter().map(|(r, _)| loss(base, r.score >= MARK)).sum::<f64>() / n;
    println!(
        "forecast: 50 % interval holds {:.1} %, 90 % interval {:.1} %; off by {:+.2} on average, {:.2} root mean square, sd said {:.2}; \
         log loss of passing {log_loss:.3} (base rate {base_loss:.3})",
        100.0 * held(0.6745),
        100.0 * held(1.6449),
        100.0 * bias,
        100.0 * rmse,
        100.0 * sd
    );
}
