//! The figures of docs/performance.md: each beside a reference from the same run, so that the ratios hold on any machine.
//!
//! `cargo bench --bench figures` runs all of it in some minutes; a word behind `--` picks parts: `library`, `start`,
//! `answers`, `history`.

#![allow(clippy::expect_used, clippy::disallowed_methods, clippy::print_stdout, missing_docs)]

use std::fs;
use std::io::{BufRead as _, BufReader, Write as _};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use rayon::prelude::*;

fn main() {
    let wanted: Vec<String> = std::env::args().skip(1).filter(|a| !a.starts_with('-')).collect();
    let runs = |part: &str| wanted.is_empty() || wanted.iter().any(|w| w == part);
    let home = tempfile::tempdir().expect("a folder");
    if runs("start") {
        start(home.path());
    }
    if runs("library") {
        library(home.path());
    }
    if runs("answers") {
        answers(home.path());
    }
    if runs("history") {
        history(home.path());
    }
}

fn median(mut times: Vec<Duration>) -> Duration {
    times.sort();
    times[times.len() / 2]
}

fn repeat(times: usize, mut run: impl FnMut()) -> Duration {
    median(
        (0..times)
            .map(|_| {
                let start = Instant::now();
                run();
                start.elapsed()
            })
            .collect(),
    )
}

fn row(what: &str, ours: Duration, reference: &str, theirs: Duration) {
    let ratio = ours.as_secs_f64() / theirs.as_secs_f64();
    println!("{what:<58} {ours:>10.2?}   {reference:<40} {theirs:>10.2?}   {ratio:>6.2}x");
}

fn sequela(data: &Path, args: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_sequela"));
    command.args(args).env("SEQUELA_DATA_DIR", data).env_remove("SEQUELA_BANKS");
    command
}

fn quiet(mut command: Command) {
    let status = command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null()).status();
    assert!(status.expect("it runs").success());
}

/// From the start of the process to its first line, and the most memory it held until then, in MB.
fn to_first_line(mut command: Command) -> (Duration, u64) {
    let start = Instant::now();
    let mut child = command
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .expect("it starts");
    let mut line = String::new();
    BufReader::new(child.stdout.as_mut().expect("a pipe")).read_line(&mut line).expect("a line");
    let elapsed = start.elapsed();
    assert!(!line.is_empty());
    let status = fs::read_to_string(format!("/proc/{}/status", child.id())).unwrap_or_default();
    let peak = status.lines().find_map(|l| l.strip_prefix("VmHWM:")).unwrap_or("0");
    let peak = peak.split_whitespace().next().and_then(|n| n.parse::<u64>().ok()).unwrap_or(0) / 1024;
    drop(child.stdin.take());
    child.wait().expect("it ends");
    (elapsed, peak)
}

fn first_lines(times: usize, command: impl Fn() -> Command) -> (Duration, u64) {
    let all: Vec<(Duration, u64)> = (0..times).map(|_| to_first_line(command())).collect();
    (median(all.iter().map(|a| a.0).collect()), all.iter().map(|a| a.1).max().unwrap_or(0))
}

/// Start to first question on the shipped library, beside a small native program and the bare opening of sled.
fn start(home: &Path) {
    let data = home.join("start");
    quiet(sequela(&data, &["study", "-n", "1", "--mode", "cram"]));
    let (ours, peak) = first_lines(31, || sequela(&data, &["study", "-n", "1", "--mode", "cram"]));
    let folder = home.join("bare-sled");
    let open = || sled::Config::new().path(&folder).cache_capacity(16 << 20).open().expect("sled");
    drop(open());
    let bare_sled = repeat(31, || drop(open()));
    let sqlite = || {
        Command::new("sqlite3")
            .args([":memory:", ".quit"])
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .status()
    };
    if sqlite().is_ok() {
        let yardstick = repeat(31, || drop(sqlite()));
        row(
            "start to first question, shipped library",
            ours,
            "sqlite3 .quit + bare open of sled",
            yardstick + bare_sled,
        );
    } else {
        println!("sqlite3 is not installed: beside the bare open of sled alone");
        row("start to first question, shipped library", ours, "bare open of sled", bare_sled);
    }
    println!("  peak memory {peak} MB");
}

/// A library of 100,000 questions in 500 files.
fn write_library(folder: &Path) -> Vec<PathBuf> {
    const WORDS: &[&str] = &[
        "chronic",
        "acute",
        "renal",
        "disease",
        "diabetes",
        "type",
        "patient",
        "left",
        "fracture",
        "follow-up",
        "record",
        "documents",
        "treated",
        "oral",
        "encounter",
        "provider",
        "routine",
        "healing",
        "visit",
        "plan",
    ];
    let mut state = 1_u64;
    let mut words = |count: usize| {
        let mut text = String::new();
        for _ in 0..count {
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            text.push_str(WORDS[(state >> 33) as usize % WORDS.len()]);
            text.push(' ');
        }
        text
    };
    fs::create_dir_all(folder).expect("a folder");
    (0..500)
        .map(|file| {
            let mut text = format!("[bank]\nformat = 1\nid = \"gen-{file:03}\"\ntitle = \"Generated\"\n");
            for question in 0..200 {
                text.push_str(&format!(
                    "\n[[question]]\nid = \"q-{question:03}\"\ntype = \"single\"\ntopic = \"icd-10-cm/endocrine\"\n\
                     level = \"application\"\nstem = \"{}\"\nchoices = [\n",
                    words(32)
                ));
                for choice in 0..4 {
                    let key = if choice == 1 { ", key = true" } else { "" };
                    text.push_str(&format!(
                        "  {{ text = \"{}{choice}\"{key}, why = \"{}\" }},\n",
                        words(5),
                        words(6)
                    ));
                }
                text.push_str(&format!("]\nrationale = \"{}\"\nrefs = [\"I.C.4.a\"]\n", words(14)));
            }
            let path = folder.join(format!("bank-{file:03}.toml"));
            fs::write(&path, text).expect("a bank");
            path
        })
        .collect()
}

fn library(home: &Path) {
    let folder = home.join("banks");
    let files = write_library(&folder);
    let bytes: u64 = files.iter().map(|f| fs::metadata(f).expect("a file").len()).sum();
    println!("library: 100,000 questions, {} MB in {} files", bytes / 1_000_000, files.len());
    let banks = folder.display().to_string();
    let data = home.join("library");

    let bare = repeat(5, || {
        files.par_iter().for_each(|f| {
            let text = fs::read_to_string(f).expect("a bank");
            assert!(toml::de::DeTable::parse(&text).is_ok());
        });
    });
    let check = |option: &str| {
        let args = ["--banks", &banks, "--only", "bank", "check", "--format", "concise", option];
        repeat(5, || quiet(sequela(&data, args.strip_suffix(&[""]).unwrap_or(&args))))
    };
    row("bank check, all rules, cold", check("--no-cache"), "bare toml parses on all cores", bare);
    std::thread::sleep(Duration::from_millis(2_100));
    check("");
    row("bank check, nothing changed", check(""), "bare toml parses on all cores", bare);

    let study = || sequela(&data, &["--banks", &banks, "--only", "study", "-n", "5", "--mode", "cram"]);
    let (cold, cold_peak) = to_first_line(study());
    row("start to first question, cold cache", cold, "bare toml parses on all cores", bare);
    println!("  peak memory {cold_peak} MB");
    // Files younger than two seconds are hashed; the next start finds them old enough.
    std::thread::sleep(Duration::from_millis(2_100));
    to_first_line(study());
    let (warm, warm_peak) = first_lines(15, study);
    row("start to first question, nothing changed", warm, "target", Duration::from_millis(30));
    println!("  peak memory {warm_peak} MB");
    let changed = median(
        (0..7)
            .map(|n| {
                let mut file = fs::OpenOptions::new().append(true).open(&files[n * 3]).expect("a bank");
                writeln!(file, "# changed").expect("written");
                drop(file);
                to_first_line(study()).0
            })
            .collect(),
    );
    row("start to first question, one file changed", changed, "target", Duration::from_millis(50));
}

/// Durable answers, beside a bare append and `fdatasync` of as many bytes.
fn answers(home: &Path) {
    const COUNT: usize = 2_000;
    let data = home.join("answers");
    let profile = sequela::store::Profile::new(&data, "default").expect("a profile");
    let mut number = 1_u128;
    let mut random = move || {
        number += 1;
        number
    };
    let (mut store, _) = sequela::store::Store::open(&profile, &mut random).expect("a store");
    let attempts: Vec<_> = (0..COUNT).map(|n| attempt(n as u64)).collect();
    let start = Instant::now();
    for (at, body) in attempts {
        store.append(vec![body], at, "UTC", &mut random).expect("written");
    }
    let ours = start.elapsed() / COUNT as u32;
    store.close();
    let line = vec![
        b'x';
        fs::metadata(profile.folder().join("journal.jsonl")).expect("a journal").len() as usize
            / COUNT
    ];
    let mut bare = fs::File::create(home.join("bare")).expect("a file");
    let start = Instant::now();
    for _ in 0..COUNT {
        bare.write_all(&line).and_then(|()| bare.sync_data()).expect("written");
    }
    row("one durable answer", ours, "bare append and fdatasync", start.elapsed() / COUNT as u32);
}

fn attempt(n: u64) -> (jiff::Timestamp, sequela::progress::Body) {
    use sequela::bank::{ChoiceId, QuestionId, Revision};
    use sequela::grading::{Answer, Points};
    use sequela::progress::{Attempt, Body, EventId};
    let choice = ChoiceId::of_text("a choice");
    let attempt = Attempt {
        session: EventId(u128::from(n / 20)),
        place: (n % 20) as u32,
        mode: "mixed".into(),
        form: None,
        question: QuestionId::new(&format!("gen-{:03}", n * 7 % 100), &format!("q-{:03}", n * 13 % 200)),
        kind: "single".into(),
        revision: Revision::from_number(n % 3),
        epoch: 0,
        edition: Some("icd-10-cm 2026".into()),
        shown: vec![choice.clone(); 4],
        answer: "b".into(),
        parsed: Answer::Choices(vec![choice]),
        points: Points::whole((n % 2) as u32),
        max_points: Points::whole(1),
        correct: n % 2 == 1,
        findings: Vec::new(),
        policy: "exact".into(),
        seconds: 12.5,
        hints: 0,
        completed: false,
        lookups: 0,
        looked_up: Vec::new(),
        confidence: None,
        cause: None,
    };
    let at = jiff::Timestamp::from_second(1_700_000_000 + n as i64 * 30).expect("a time");
    (at, Body::Attempt(Box::new(attempt)))
}

/// A million attempts: start, statistics, and the store built again from the journal.
fn history(home: &Path) {
    const COUNT: u64 = 1_000_000;
    use sequela::progress::{Event, EventId, Head, write_line};
    let data = home.join("history");
    let folder = data.join("profiles/default");
    fs::create_dir_all(&folder).expect("a folder");
    let mut journal =
        std::io::BufWriter::new(fs::File::create(folder.join("journal.jsonl")).expect("a journal"));
    let mut prev = None;
    for n in 0..COUNT {
        let (at, body) = attempt(n);
        let head = Head {
            v: 1,
            kind: body.kind().into(),
            id: EventId(u128::from(n) << 64),
            device: "bench".into(),
            seq: n + 1,
            at,
            zone: "UTC".into(),
            prev,
        };
        let (line, sum) = write_line(&Event { head, body });
        prev = Some(sum);
        writeln!(journal, "{line}").expect("written");
    }
    journal.into_inner().expect("flushed").sync_all().expect("synced");
    let bytes = fs::metadata(folder.join("journal.jsonl")).expect("a journal").len();
    println!("history: {COUNT} attempts, {} MB of journal", bytes / 1_000_000);
    let start = Instant::now();
    quiet(sequela(&data, &["stats"]));
    row("store built from the journal", start.elapsed(), "target", Duration::from_secs(10));
    let stats = repeat(9, || quiet(sequela(&data, &["stats"])));
    row("stats, whole process", stats, "target", Duration::from_millis(100));
    let empty = home.join("no-history");
    let study = |data: &Path| sequela(data, &["study", "-n", "1", "--mode", "cram"]);
    to_first_line(study(&empty));
    let (with, _) = first_lines(15, || study(&data));
    let (without, _) = first_lines(15, || study(&empty));
    row("start to first question with that history", with, "the same with none", without);
}
