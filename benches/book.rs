//! The code book: look-ups, searches and drills, beside `SQLite` FTS5 over the same text in the same run.
//!
//! `cargo bench --bench book`. The reference needs `python3` with its `sqlite3` module; without it the line says so.

#![allow(clippy::expect_used, clippy::disallowed_methods, clippy::print_stdout, missing_docs)]

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::Path;
use std::process::{Command, Stdio};
use std::sync::Arc;
use std::time::{Duration, Instant};

use sequela::code::{Book, Code, Editions, NoteKind, System};
use sequela::drill::{Drills, KINDS};

const QUERIES: &str = include_str!("queries.tsv");

fn main() {
    let home = tempfile::tempdir().expect("a folder");
    commands(home.path());
    inside(home.path());
    drills();
    sizes();
}

fn quantile(times: &mut [Duration], share: f64) -> Duration {
    times.sort_unstable();
    times[((times.len() - 1) as f64 * share) as usize]
}

fn command(data: &Path, args: &[&str]) -> Duration {
    let start = Instant::now();
    let status = Command::new(env!("CARGO_BIN_EXE_sequela"))
        .args(args)
        .env("SEQUELA_DATA_DIR", data)
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .status();
    assert!(status.expect("it runs").success());
    start.elapsed()
}

/// Whole commands, beside the start of a small native program.
fn commands(data: &Path) {
    let bare = || {
        let start = Instant::now();
        let status = Command::new("sqlite3").args([":memory:", ".quit"]).stdin(Stdio::null()).status();
        status.ok().map(|_| start.elapsed())
    };
    let yardstick: Vec<Duration> = (0..31).filter_map(|_| bare()).collect();
    let lines: [(&str, &[&str]); 4] = [
        ("lookup E11.22", &["lookup", "E11.22"]),
        ("lookup S52.501A M17.11 0DTJ4ZZ", &["lookup", "S52.501A", "M17.11", "0DTJ4ZZ"]),
        ("search heart attack", &["search", "heart", "attack"]),
        ("search pnuemonia", &["search", "pnuemonia"]),
    ];
    for (name, args) in lines {
        let mut times: Vec<Duration> = (0..31).map(|_| command(data, args)).collect();
        let median = quantile(&mut times, 0.5);
        let mut reference = yardstick.clone();
        let theirs = if reference.is_empty() {
            String::new()
        } else {
            format!("sqlite3 .quit {:.1?}", quantile(&mut reference, 0.5))
        };
        println!("{name:<44} {median:>9.1?}   {theirs}");
    }
}

fn inside(home: &Path) {
    let start = Instant::now();
    let editions = Editions::open(None);
    let shelf = editions.latest(System::Icd10Cm).expect("shipped");
    let book = shelf.book().expect("sound");
    let code = Code::parse(System::Icd10Cm, "E11.22").expect("a code");
    assert!(book.place(&code).is_some_and(|p| !book.title(p).is_empty()));
    println!("first use of the code set: open, place, title   {:>9.1?}", start.elapsed());
    let start = Instant::now();
    shelf.search("heart attack", 5).expect("sound");
    println!("first search: index and finding aid made ready  {:>9.1?}", start.elapsed());

    let queries: Vec<(&str, &str, &str)> = QUERIES
        .lines()
        .filter_map(|l| {
            let mut fields = l.split('\t');
            Some((fields.next()?, fields.next()?, fields.next()?))
        })
        .collect();
    let mut times = Vec::new();
    let mut kinds: BTreeMap<&str, (usize, usize)> = BTreeMap::new();
    for (kind, query, meant) in &queries {
        let start = Instant::now();
        let search = shelf.search(query, 5).expect("sound");
        times.push(start.elapsed());
        let asked = search.ask.into_iter().flat_map(|a| a.choices).map(|(_, p)| p);
        let found = asked.chain(search.hits.into_iter().map(|h| h.place)).take(5);
        let hit = found.map(|p| book.name(p).into_owned()).any(|f| meant.split('|').any(|m| is_meant(&f, m)));
        let sum = kinds.entry(kind).or_default();
        *sum = (sum.0 + usize::from(hit), sum.1 + 1);
    }
    let total = kinds.values().fold((0, 0), |a, b| (a.0 + b.0, a.1 + b.1));
    let share = |(a, b): (usize, usize)| a as f64 / b as f64;
    println!(
        "search, {} queries                 p50 {:>9.1?}   p99 {:>9.1?}   recall at 5 {:.3}",
        queries.len(),
        quantile(&mut times, 0.5),
        quantile(&mut times, 0.99),
        share(total)
    );
    for (kind, sum) in &kinds {
        println!("  {kind:<14} {:>4} queries   recall at 5 {:.3}", sum.1, share(*sum));
    }
    fts5(home, book);
}

fn is_meant(found: &str, meant: &str) -> bool {
    let meant = meant.replace('.', "");
    let Some(rest) = found.strip_prefix(meant.as_str()) else { return false };
    let filled = meant.len() >= 4
        && found.len() == 7
        && rest[..rest.len().saturating_sub(1)].bytes().all(|b| b == b'X');
    rest.len() <= 1 || filled
}

/// Titles of all codes and their inclusion terms, as our own index has them.
fn fts5(home: &Path, book: &Book) {
    let mut text = String::new();
    for place in book.codes() {
        let own = place.seventh().is_none();
        let notes = book.notes(place).iter().filter(|n| own && n.kind == NoteKind::InclusionTerm);
        let terms: Vec<&str> = notes.map(|n| n.text.as_str()).collect();
        let _ = writeln!(text, "{}\t{} {}", book.label(place), book.title(place), terms.join(" "));
    }
    let file = home.join("text.tsv");
    std::fs::write(&file, text).expect("written");
    let queries = home.join("queries.tsv");
    std::fs::write(&queries, QUERIES).expect("written");
    let script = concat!(env!("CARGO_MANIFEST_DIR"), "/benches/fts5.py");
    let output = Command::new("python3").arg(script).arg(&file).arg(&queries).output();
    match output {
        Ok(output) if output.status.success() => {
            let line = String::from_utf8_lossy(&output.stdout);
            let fields: Vec<&str> = line.split_whitespace().collect();
            if let [p50, p99, recall] = fields.as_slice() {
                println!(
                    "SQLite FTS5, the same queries          p50 {p50:>7}us   p99 {p99:>7}us   recall at 5 {recall}"
                );
            }
        }
        _ => println!("SQLite FTS5: skipped, python3 with sqlite3 is not here"),
    }
}

fn drills() {
    let drills = Drills::new(Arc::new(Editions::open(None)));
    for kind in KINDS {
        let book = drills.book(kind.system).expect("shipped");
        let facts = drills.facts(kind, book, &[]);
        let some: Vec<_> = facts.iter().step_by((facts.len() / 400).max(1)).collect();
        // The first question counts wordings; what follows is the supply.
        let _ = some.iter().find_map(|f| drills.make(kind, book, f));
        let start = Instant::now();
        let made = some.iter().filter(|f| drills.make(kind, book, f).is_some()).count();
        let rate = made as f64 / start.elapsed().as_secs_f64();
        println!("drill {:<16} {rate:>9.0} questions a second   ({} candidates)", kind.name, facts.len());
    }
}

fn sizes() {
    for shelf in Editions::open(None).all() {
        println!("{:<20} {:>9} bytes in the program", shelf.name.to_string(), shelf.size());
    }
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let peak = status.lines().find_map(|l| l.strip_prefix("VmHWM:")).unwrap_or("-");
    println!("most memory of this run: {}", peak.trim());
}
