//! The learner's data: kept, carried over, merged, taken back.

use std::fs;

use serde_json::Value;

use crate::harness::{ALL_TYPES, Home};

const BANK: [&str; 3] = ["--banks", "b.toml", "--only"];

fn with<'a>(words: &[&'a str]) -> Vec<&'a str> {
    [&BANK[..], words].concat()
}

fn study(home: &Home, topic: &str, lines: &str) -> String {
    home.run(&with(&["study", topic, "-n", "1", "--seed", "1"])).stdin(lines).ok()
}

fn attempts(home: &Home) -> Vec<Value> {
    home.json(&with(&["history"])).as_array().expect("a list").clone()
}

fn learner(text: &str) -> Home {
    let home = Home::new();
    home.write("b.toml", text);
    home
}

#[test]
fn what_was_answered_is_there_the_next_day() {
    let home = learner(ALL_TYPES);
    study(&home, "disorders", "muscle pain\n");
    let line = &attempts(&home)[0];
    assert_eq!((&line["correct"], &line["points"]), (&true.into(), &1.into()));
    let out = home.run(&BANK).stdin("stats\n").env("SEQUELA_NOW", "2026-11-22T09:00:00Z").ok();
    assert!(out.starts_with("1 answer, 1 correct (100 %)"), "{out}");
}

#[test]
fn an_edited_stem_keeps_progress_and_a_changed_key_restarts() {
    let home = learner(ALL_TYPES);
    study(&home, "disorders", "muscle pain\n");
    home.write("b.toml", &ALL_TYPES.replace("Which plain words mean myalgia?", "Myalgia, in plain words?"));
    assert!(study(&home, "disorders", ":why\n:quit\n").contains("seen before"));
    home.write("b.toml", &ALL_TYPES.replace("\"muscular pain\", \"muscle ache\"", "\"muscle soreness\""));
    let out = study(&home, "disorders", ":quit\n");
    assert!(out.contains("the key of this question has changed since you answered it"), "{out}");
    home.write("b.toml", &ALL_TYPES.replace("type      = \"text\"", "type      = \"text\"\nepoch     = 1"));
    assert!(study(&home, "disorders", ":quit\n").contains("key changed"));
    assert_eq!(attempts(&home).len(), 1);
}

#[test]
fn a_moved_question_carries_its_progress() {
    let home = learner(ALL_TYPES);
    study(&home, "disorders", "neuralgia\n");
    let moved = ALL_TYPES.replace(
        "id        = \"word\"",
        "id        = \"plain-words\"\nformerly  = [\"old-bank/w\", \"all-types/word\"]",
    );
    home.write("b.toml", &moved);
    assert!(study(&home, "disorders", ":quit\n").contains("missed before"));
    let stats = home.json(&with(&["stats"]));
    let bank = &stats["banks"][0];
    assert_eq!((&bank["attempts"], &bank["seen"]), (&1.into(), &1.into()));
}

#[test]
fn undo_takes_back_and_asks_again() {
    let home = learner(ALL_TYPES);
    let out = home
        .run(&with(&["study", "directions", "disorders", "-n", "2", "--seed", "9"]))
        .stdin("t\n:undo\nf\n:quit\n")
        .ok();
    assert_eq!(out.matches("taken back").count(), 1, "{out}");
    assert_eq!(attempts(&home)[0]["answer"], "f");
    assert_eq!(home.json(&with(&["stats"]))["attempts"], 1);
    home.run(&with(&["undo"])).ok();
    assert!(attempts(&home).is_empty());
    assert_eq!(home.json(&with(&["stats"]))["attempts"], 0);
    assert_eq!(home.run(&with(&["undo"])).fails(1), "error: there is no answer to take back\n");
    assert_eq!(home.json(&with(&["progress", "doctor"]))["store_fits"], true);
}

#[test]
fn a_session_goes_on_where_it_was_left() {
    let home = learner(ALL_TYPES);
    let questions = ["directions", "disorders", "injury"];
    let words = [&["study"][..], &questions, &["--seed", "2"]].concat();
    home.run(&with(&words)).stdin("t\n").ok();
    let first = attempts(&home)[0]["question"].as_str().expect("an id").to_owned();
    let again = home.run(&with(&["study", "--resume"])).stdin("t\nt\nt\n").ok();
    assert!(!again.contains(&format!("[{first}]")), "{again}");
    assert!(again.contains("Session over: ") && attempts(&home).len() == 4, "{again}");
    assert!(home.run(&with(&["study", "--resume"])).fails(1).contains("no session is open"));
}

#[test]
fn two_machines_come_to_the_same_in_either_order() {
    let (a, b) = (learner(ALL_TYPES), learner(ALL_TYPES));
    study(&a, "disorders", "muscle pain\n");
    study(&a, "directions", "f\n");
    let out = b.run(&with(&["study", "disorders", "-n", "1"])).stdin("neuralgia\n");
    out.env("SEQUELA_NOW", "2026-11-20T09:00:00Z").ok();
    study(&b, "directions", "t\n");
    b.run(&with(&["undo"])).ok();
    let (file_a, file_b) = (a.path().join("a.jsonl"), a.path().join("b.jsonl"));
    a.run(&with(&["progress", "backup", &file_a.display().to_string()])).ok();
    b.run(&with(&["progress", "backup", &file_b.display().to_string()])).ok();
    let merged = |first: &std::path::Path, second: &std::path::Path| {
        let home = learner(ALL_TYPES);
        for file in [first, second, first] {
            home.run(&with(&["progress", "import", &file.display().to_string()])).ok();
        }
        assert_eq!(home.json(&with(&["progress", "doctor"]))["store_fits"], true);
        (home.json(&with(&["history"])), home.json(&with(&["stats"])))
    };
    let one = merged(&file_a, &file_b);
    assert_eq!(one, merged(&file_b, &file_a));
    let answers: Vec<&str> =
        one.0.as_array().expect("a list").iter().map(|l| l["answer"].as_str().expect("text")).collect();
    assert_eq!(answers, ["neuralgia", "muscle pain", "f"]);
}

#[test]
fn an_export_holds_nothing_that_was_typed() {
    let home = learner(ALL_TYPES);
    study(&home, "disorders", ":note my secret\nneuralgia\n");
    let out = home.run(&with(&["progress", "export"])).ok();
    assert!(!out.contains("secret") && !out.contains("\"answer\":\"neuralgia\""), "{out}");
    assert_eq!(out.lines().filter(|l| l.contains("\"kind\":\"attempt\"")).count(), 1);
    let file = home.write("export.jsonl", &out);
    let other = learner(ALL_TYPES);
    other.run(&with(&["progress", "import", &file.display().to_string()])).ok();
    assert_eq!(attempts(&other).len(), 1);
    let full = home.run(&with(&["progress", "export", "--text"])).ok();
    assert!(full.contains("my secret"));
}

#[test]
fn unknown_fields_and_kinds_survive_a_round_trip() {
    let home = learner(ALL_TYPES);
    study(&home, "disorders", "muscle pain\n");
    // A line of a newer program: another kind, and a field more.
    let line =
        fs::read_to_string(home.journal()).expect("a journal").lines().last().expect("a line").to_owned();
    let content = line.split(",\"sum\":").next().expect("content");
    let content = content.replace("\"kind\":\"session\"", "\"kind\":\"dream\",\"colour\":\"blue\"");
    let content = regex_id(&content);
    let sum = blake3::hash(content.as_bytes()).to_hex()[..16].to_string();
    let foreign = home.write("foreign.jsonl", &format!("{content},\"sum\":\"{sum}\"}}\n"));
    home.run(&with(&["progress", "import", &foreign.display().to_string()])).ok();
    let backup = home.path().join("backup.jsonl").display().to_string();
    home.run(&with(&["progress", "backup", &backup])).ok();
    assert!(fs::read_to_string(&backup).expect("a backup").contains("\"colour\":\"blue\""));
}

/// The line with another identity.
fn regex_id(content: &str) -> String {
    let at = content.find("\"id\":\"").expect("an id") + 6;
    format!("{}{}{}", &content[..at], "f".repeat(32), &content[at + 32..])
}

#[test]
fn restore_brings_back_and_loses_nothing() {
    let home = learner(ALL_TYPES);
    study(&home, "disorders", "muscle pain\n");
    let backup = home.path().join("backup.jsonl").display().to_string();
    home.run(&with(&["progress", "backup", &backup])).ok();
    assert!(home.run(&with(&["progress", "backup", &backup])).fails(3).contains("never overwrites"));
    study(&home, "directions", "t\n");
    let refused = home.run(&with(&["progress", "restore", &backup])).fails(3);
    assert!(refused.contains("progress import"), "{refused}");
    assert_eq!(attempts(&home).len(), 2);
    let printed = home.run(&with(&["progress", "restore", &backup, "--yes"])).go();
    assert_eq!(printed.code, Some(0), "{printed:?}");
    assert_eq!(attempts(&home).len(), 1);
    let aside = home.profile().join("journal.aside-1/journal.jsonl");
    assert!(fs::read_to_string(aside).expect("put aside").contains("all-types/statement"));
    // And into an empty profile.
    let other = learner(ALL_TYPES);
    other.run(&with(&["progress", "restore", &backup])).ok();
    assert_eq!(attempts(&other).len(), 1);
}

#[test]
fn reset_removes_everything_of_the_learner() {
    let home = learner(ALL_TYPES);
    study(&home, "disorders", "muscle pain\n");
    assert!(home.run(&with(&["progress", "reset"])).fails(2).contains("--yes"));
    assert_eq!(attempts(&home).len(), 1);
    home.run(&with(&["progress", "reset", "--yes"])).ok();
    assert!(attempts(&home).is_empty());
    let left: Vec<_> =
        fs::read_dir(home.profile()).expect("the folder").map(|e| e.expect("an entry").file_name()).collect();
    assert!(left.iter().all(|n| n == "lock"), "{left:?}");
}

#[test]
fn profiles_do_not_see_each_other() {
    let home = learner(ALL_TYPES);
    study(&home, "disorders", "muscle pain\n");
    let other = home.json(&with(&["--profile", "ana", "stats"]));
    assert_eq!(other["attempts"], 0);
    let bad = home.run(&with(&["--profile", "../x", "stats"])).fails(2);
    assert!(bad.contains("cannot be a profile"), "{bad}");
}

#[test]
fn authoring_verbs_never_open_progress() {
    let home = learner(ALL_TYPES);
    for verb in [&["bank", "check", "b.toml"][..], &["bank", "list"], &["explain", "bad-id"], &["help"]] {
        home.run(&with(verb)).ok();
    }
    assert!(!home.profile().exists());
    home.run(&with(&["stats"])).ok();
    assert!(!home.profile().exists(), "reporting makes no profile");
}

#[cfg(unix)]
#[test]
fn the_files_of_a_learner_are_private() {
    use std::os::unix::fs::PermissionsExt as _;
    let home = learner(ALL_TYPES);
    study(&home, "disorders", "muscle pain\n");
    let mut folders = vec![home.profile()];
    let mut seen = 0;
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(&folder).expect("a folder") {
            let path = entry.expect("an entry").path();
            let mode = fs::metadata(&path).expect("a file").permissions().mode();
            assert_eq!(mode & 0o077, 0, "{} has mode {mode:o}", path.display());
            seen += 1;
            if path.is_dir() {
                folders.push(path);
            }
        }
    }
    assert!(seen > 4);
}
