//! Assembling forms, beside the mixed-integer solver `HiGHS` on the same problems in the same run.
//!
//! `cargo bench --bench forms`. The reference needs `python3` with `scipy`; without it the line says so.

#![allow(clippy::expect_used, clippy::disallowed_methods, clippy::print_stdout, missing_docs)]

use std::io::Write as _;
use std::process::{Command, Stdio};
use std::sync::Arc;
use std::time::Instant;

use sequela::code::Editions;
use sequela::exam::{Outcome, PATIENCE, Pool, Problem, Unit, assemble};
use sequela::library::{Library, Sources};
use sequela::study::{Random, shuffle};

fn main() {
    shipped();
    for (units, kind) in [(500, "roomy"), (5_000, "roomy"), (400, "tight"), (400, "impossible")] {
        random_problem(units, kind);
    }
}

/// All shipped blueprints, the whole way from the library to the form.
fn shipped() {
    let library =
        Library::open(&Sources::default(), Arc::new(Editions::open(None))).expect("the shipped library");
    for blueprint in library.blueprints() {
        let mut order: Vec<_> = library.questions().collect();
        shuffle(&mut order, &mut Random::new(1, "form"));
        let start = Instant::now();
        let pool = Pool::new(&library, order, None);
        let first = pool.forms(blueprint, blueprint.items, 1).is_ok();
        let whole = start.elapsed();
        let start = Instant::now();
        let again = pool.forms(blueprint, blueprint.items, 1).is_ok();
        println!(
            "{:<6} {:>3} items: {:>4} ms with comparing all questions, {:>4} ms without; {}",
            blueprint.id,
            blueprint.items,
            whole.as_millis(),
            start.elapsed().as_millis(),
            if first && again { "found" } else { "none" }
        );
    }
}

fn random_problem(count: usize, kind: &str) {
    let mut random = Random::new(7, kind);
    let domains = 18;
    let quota = match kind {
        // What a tight library has, with little to spare; and a little less than is wanted.
        "tight" => (count / domains) as u32 - 4,
        "impossible" => (count / domains) as u32 + 8,
        _ => 6,
    };
    let units: Vec<Unit> = (0..count)
        .map(|n| {
            let size = if random.below(8) == 0 { 2 + random.below(3) as u32 } else { 1 };
            let mut own = vec![(n % domains, random.below(1_000) as u32)];
            if random.below(3) == 0 {
                own.push(((n + 1) % domains, random.below(1_000) as u32));
            }
            Unit { size, domains: own, level: None }
        })
        .collect();
    let apart: Vec<(usize, usize)> =
        (0..count / 8).map(|_| (random.below(count), random.below(count))).collect();
    let problem = Problem { quotas: vec![quota; domains], forms: 1, units, apart, levels: Vec::new() };

    let start = Instant::now();
    let outcome = assemble(&problem, PATIENCE);
    let ours = start.elapsed().as_secs_f64();
    let (word, cost) = match &outcome {
        Outcome::Found(forms) => ("found", Some(cost(&problem, &forms[0]))),
        Outcome::Impossible(_) => ("impossible", None),
        Outcome::CutOff => ("cut off", None),
    };
    print!("{kind} {count} units: {word} in {:.1} ms", 1_000.0 * ours);
    match highs(&problem) {
        Some(reference) => {
            let seconds = reference["seconds"].as_f64().unwrap_or(f64::NAN);
            let theirs = reference["cost"].as_f64();
            let excess =
                cost.zip(theirs).map(|(a, b)| format!(", cost {:.3} of the best", a as f64 / b.max(1.0)));
            let same = reference["found"] == matches!(outcome, Outcome::Found(_));
            println!(
                "; HiGHS {:.1} ms, ratio {:.2}{}{}",
                1_000.0 * seconds,
                ours / seconds,
                excess.unwrap_or_default(),
                if same { "" } else { " (it comes to another verdict)" }
            );
        }
        None => println!("; HiGHS was not measured: it needs python3 with scipy"),
    }
}

fn cost(problem: &Problem, form: &[Vec<usize>]) -> u64 {
    let of = |domain: usize, unit: &usize| {
        let unit = &problem.units[*unit];
        let cost = unit.domains.iter().find(|(d, _)| *d == domain).map_or(0, |(_, c)| *c);
        u64::from(unit.size) * u64::from(cost)
    };
    form.iter().enumerate().flat_map(|(domain, units)| units.iter().map(move |u| of(domain, u))).sum()
}

fn highs(problem: &Problem) -> Option<serde_json::Value> {
    let units: Vec<_> =
        problem.units.iter().map(|u| serde_json::json!({ "size": u.size, "domains": u.domains })).collect();
    let json = serde_json::json!({ "quotas": problem.quotas, "units": units, "apart": problem.apart });
    let script = concat!(env!("CARGO_MANIFEST_DIR"), "/benches/forms.py");
    let mut child = Command::new("python3")
        .arg(script)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .ok()?;
    child.stdin.take()?.write_all(json.to_string().as_bytes()).ok()?;
    let output = child.wait_with_output().ok()?;
    serde_json::from_slice(&output.stdout).ok()
}
