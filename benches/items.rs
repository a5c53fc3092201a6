//! Item analysis of 100,000 candidates and 100 items, beside numpy, polars and R doing the same in the same run.
//!
//! `cargo bench --bench items`. What is not installed is left out, and said. Figures are compared, too: a fast wrong answer is none.

#![allow(clippy::print_stdout, clippy::expect_used, clippy::disallowed_methods, missing_docs)]

use std::fmt::Write as _;
use std::path::Path;
use std::process::Command;
use std::time::Instant;

use sequela::psychometrics::{MatrixOptions, analyse, read_matrix};

const CANDIDATES: usize = 100_000;
const ITEMS: usize = 100;

/// Answers of a two-parameter model.
fn answers() -> String {
    let mut state = 20_261_122_u64;
    let mut draw = || {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (state >> 11) as f64 / (1_u64 << 53) as f64
    };
    let items: Vec<(f64, f64)> = (0..ITEMS).map(|_| (0.5 + 1.5 * draw(), 4.0 * draw() - 2.0)).collect();
    let mut text = String::with_capacity(CANDIDATES * (2 * ITEMS + 8));
    text.push_str("candidate");
    for item in 0..ITEMS {
        let _ = write!(text, ",q{item}");
    }
    text.push('\n');
    for candidate in 0..CANDIDATES {
        let ability = (0..6).map(|_| draw()).sum::<f64>() * 1.4 - 4.2;
        let _ = write!(text, "c{candidate}");
        for (slope, place) in &items {
            let chance = 1.0 / (1.0 + (-slope * (ability - place)).exp());
            text.push_str(if draw() < chance { ",1" } else { ",0" });
        }
        text.push('\n');
    }
    text
}

fn median(runs: usize, mut work: impl FnMut()) -> f64 {
    let mut times: Vec<f64> = (0..runs)
        .map(|_| {
            let start = Instant::now();
            work();
            start.elapsed().as_secs_f64() * 1e3
        })
        .collect();
    times.sort_by(f64::total_cmp);
    times[times.len() / 2]
}

/// A script that prints milliseconds for reading, milliseconds for the statistics, reliability, and two figures of the first item.
fn reference(name: &str, program: &str, args: &[&str], file: &Path) {
    let output = Command::new(program).args(args).arg(file).output();
    let printed = match output {
        Ok(output) if output.status.success() => String::from_utf8_lossy(&output.stdout).into_owned(),
        _ => {
            println!("| {name} | not here | | | |");
            return;
        }
    };
    for line in printed.lines().filter(|l| l.starts_with("RESULT ")) {
        let mut words = line.split_whitespace().skip(1);
        let mut next = || words.next().unwrap_or("-").to_owned();
        println!("| {} | {} | {} | {} | {} {} |", next(), next(), next(), next(), next(), next());
    }
}

fn main() {
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("answers.csv");
    std::fs::write(&file, answers()).expect("the answers");
    let read = || std::fs::read(&file).expect("the answers");
    let responses = read_matrix(&read(), MatrixOptions::default()).expect("a matrix");
    let analysis = analyse(&responses);
    let whole = median(9, || {
        let responses = read_matrix(&read(), MatrixOptions::default()).expect("a matrix");
        assert_eq!(analyse(&responses).items.len(), ITEMS);
    });
    let statistics = median(9, || assert_eq!(analyse(&responses).items.len(), ITEMS));
    println!(
        "{CANDIDATES} candidates, {ITEMS} items, {} MB; milliseconds, medians of nine\n",
        read().len() >> 20
    );
    println!(
        "| program | read and all statistics | statistics alone | reliability | facility and discrimination of the first |"
    );
    println!("| --- | --- | --- | --- | --- |");
    let first = &analysis.items[0];
    println!(
        "| sequela | {whole:.1} | {statistics:.1} | {:.6} | {:.6} {:.6} |",
        analysis.reliability.unwrap_or(f64::NAN),
        first.facility,
        first.discrimination.unwrap_or(f64::NAN)
    );
    let scripts = Path::new(env!("CARGO_MANIFEST_DIR")).join("benches");
    let (python, r) = (scripts.join("items.py"), scripts.join("items.R"));
    reference("numpy, polars", "python3", &[python.to_str().expect("a path")], &file);
    reference("R", "Rscript", &[r.to_str().expect("a path")], &file);
    let binary = env!("CARGO_BIN_EXE_sequela");
    let process = median(5, || {
        let output = Command::new(binary)
            .args(["--data-dir"])
            .arg(folder.path())
            .args(["items", "--json"])
            .arg(&file)
            .output()
            .expect("the binary");
        assert!(output.status.success());
    });
    println!("\n`sequela items --json`, the whole process: {process:.1} ms");
}
