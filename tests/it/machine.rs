//! Machine output: one JSON value a command, on standard output and nothing else.

use serde_json::Value;

use crate::harness::{ALL_TYPES, Home};

#[test]
fn a_session_and_its_reports_as_json() {
    let home = Home::new();
    home.write("b.toml", ALL_TYPES);
    let bank = ["--banks", "b.toml", "--only"];
    let with = |words: &[&'static str]| [&bank[..], words].concat();
    let out = home
        .run(&with(&["--json", "study", "terminology/disorders", "--seed", "1", "-n", "1"]))
        .stdin("neuralgia?\n")
        .ok();
    let lines: Vec<Value> = out.lines().map(|l| serde_json::from_str(l).expect("JSON")).collect();
    let views: Vec<&str> = lines.iter().map(|l| l["view"].as_str().expect("a view")).collect();
    assert_eq!(views, ["question", "feedback", "summary"]);
    assert_eq!(lines[0]["question"], "all-types/word");
    assert_eq!(lines[1]["lines"][0]["why"], "That is pain of a nerve.");

    let stats = home.json(&with(&["stats"]));
    assert_eq!(
        (&stats["attempts"], &stats["correct"], &stats["points"]),
        (&1.into(), &0.into(), &0.0.into())
    );
    let topic = stats["topics"].as_array().expect("topics").iter().find(|t| t["attempts"] == 1).expect("one");
    assert_eq!(topic["topic"], "terminology/disorders");

    let history = home.json(&with(&["history"]));
    let line = &history[0];
    assert_eq!(line["question"], "all-types/word");
    assert_eq!(line["bank"], "all-types");
    assert_eq!(line["type"], "text");
    assert_eq!(line["answer"], "neuralgia");
    assert_eq!(line["confidence"], "unsure");
    assert_eq!(line["max_points"], 1);
    assert_eq!(line["seconds"], 20.0);
    assert_eq!(line["at"], "2026-11-21T09:00:20Z");
    assert_eq!(line["findings"][0]["kind"], "unsupported");
}

#[test]
fn every_reporting_verb_prints_one_value() {
    let home = Home::new();
    home.write("b.toml", ALL_TYPES);
    for verb in [
        &["stats"][..],
        &["history"],
        &["flags"],
        &["notes"],
        &["report"],
        &["bank", "list"],
        &["bank", "check"],
        &["bank", "show", "all-types"],
        &["bank", "show", "all-types/sort"],
        &["explain", "bad-id"],
        &["profile"],
        &["progress", "doctor"],
        &["help"],
    ] {
        let words = [&["--banks", "b.toml", "--only"][..], verb].concat();
        let value = home.json(&words);
        assert!(value.is_object() || value.is_array(), "{verb:?}: {value}");
    }
}

#[test]
fn failures_are_json_on_standard_error() {
    let home = Home::new();
    let said = home.run(&["--json", "bank", "show", "nothing/there"]).fails(1);
    let error: Value = serde_json::from_str(&said).expect("JSON");
    assert_eq!(error["error"]["kind"], "problem");
    assert!(error["error"]["message"].as_str().expect("text").contains("nothing/there"));
}

#[test]
fn exit_codes() {
    let home = Home::new();
    home.write("bad.toml", "[bank]\n");
    assert_eq!(home.run(&["bank", "check", "bad.toml"]).go().code, Some(1));
    assert_eq!(home.run(&["study", "--mode", "psychic"]).go().code, Some(2));
    assert_eq!(home.run(&["--banks", "not-there"]).stdin("stats\n").go().code, Some(0));
    assert_eq!(home.run(&["--banks", "not-there", "stats"]).go().code, Some(3));
    assert_eq!(home.run(&["--bail"]).stdin("nonsense\nstats\n").go().code, Some(1));
    assert_eq!(home.run(&["-c", "nonsense", "-c", "stats"]).go().code, Some(2));
    assert_eq!(home.run(&[]).stdin("").go().code, Some(0));
}

#[test]
fn lines_that_are_not_utf8_are_left_out() {
    let home = Home::new();
    let printed = home.run(&["-c", "stats"]).bytes(b"").go();
    assert_eq!(printed.code, Some(0));
    let printed = home.run(&[]).bytes(b"stats\n\xff\xfe\nstats\n").go();
    assert_eq!(printed.stdout.matches("Nothing is answered").count(), 2, "{printed:?}");
    assert!(printed.stderr.contains("UTF-8"), "{printed:?}");
}

#[test]
fn control_sequences_in_a_bank_are_shown_and_never_obeyed() {
    let home = Home::new();
    let evil = ALL_TYPES.replace("What does myalgia mean?", "\\u001b[2Jgone\\u0007 \\u202egnp");
    home.write("b.toml", &evil);
    let out = home
        .run(&["--banks", "b.toml", "--only", "study", "word-parts", "-n", "2", "--seed", "1"])
        .stdin("a\na b\n")
        .ok();
    assert!(out.contains("\u{241b}[2Jgone\u{2407}"), "{out}");
    assert!(!out.contains(['\u{1b}', '\u{7}', '\u{202e}']));
}
