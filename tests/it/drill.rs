//! Drills from end to end: asked, resumed, reviewed, counted, brought back, exported.

use serde_json::Value;

use crate::harness::Home;

fn lines(out: &str) -> Vec<Value> {
    out.lines().map(|l| serde_json::from_str(l).expect("JSON")).collect()
}

#[test]
fn a_drill_is_asked_looked_up_resumed_and_comes_back() {
    let home = Home::new();
    let out = home
        .run(&["--json", "drill", "laterality", "eye", "-n", "3", "--seed", "7"])
        .stdin(":lookup H40.1\n:search glaucoma left eye\na\n:quit\n")
        .ok();
    let begun = lines(&out);
    let views: Vec<&str> = begun.iter().map(|l| l["view"].as_str().expect("a view")).collect();
    assert_eq!(views[..4], ["question", "lookup", "search", "feedback"]);
    let id = begun[0]["question"].as_str().expect("an id").to_owned();
    assert!(id.starts_with("drill/laterality/icd-10-cm/H"), "{id}");
    assert_eq!(begun[0]["topic"], "icd-10-cm/eye-ear");

    let history = home.json(&["history"]);
    assert_eq!((&history[0]["question"], &history[0]["lookups"]), (&id.as_str().into(), &2.into()));
    assert_eq!(history[0]["looked_up"][0]["after"], 20.0);

    // The session goes on; the same identity gives the same question.
    let resumed = lines(&home.run(&["--json", "study", "--resume"]).stdin("a\na\n").ok());
    assert_eq!(resumed.last().expect("a summary")["view"], "summary");
    assert_eq!(home.json(&["history"]).as_array().expect("a list").len(), 3);

    let stats = home.json(&["stats"]);
    let bank =
        stats["banks"].as_array().expect("banks").iter().find(|b| b["bank"] == "drill").expect("drills");
    assert_eq!((&bank["attempts"], &bank["seen"]), (&3.into(), &3.into()));
    let topic =
        stats["topics"].as_array().expect("topics").iter().find(|t| t["topic"] == "icd-10-cm/eye-ear");
    assert_eq!(topic.expect("the topic")["attempts"], 3);

    let again = lines(&home.run(&["--json", "study", "--bank", "drill", "-n", "1"]).stdin(":quit\n").ok());
    assert!(again[0]["question"].as_str().expect("an id").starts_with("drill/laterality/"));
    let shown = home.json(&["bank", "show", &id]);
    assert_eq!(shown["key"].as_array().expect("a key").len(), 1);
    let missed =
        home.json(&["history"]).as_array().expect("a list").iter().filter(|l| l["correct"] == false).count();
    if missed > 0 {
        assert_eq!(home.json(&["review"]).as_array().expect("a list").len(), missed);
    }
}

#[test]
fn what_was_looked_up_does_not_leave_with_an_export() {
    let home = Home::new();
    home.run(&["drill", "seventh", "-n", "1", "--seed", "2"])
        .stdin(":search Jane Doe diabetes\nJaneDoe1 x\n")
        .ok();
    let exported = home.path().join("out.jsonl");
    home.run(&["progress", "export", exported.to_str().expect("a path")]).ok();
    let exported = std::fs::read_to_string(exported).expect("an export");
    assert!(exported.contains("\"lookups\":1") && exported.contains("\"after\""), "{exported}");
    assert!(!exported.contains("Jane"), "{exported}");
}

#[test]
fn a_look_up_against_the_clock_is_three_questions_on_one_diagnosis() {
    let home = Home::new();
    let out = home.run(&["--json", "drill", "find", "9", "-n", "3", "--seed", "1"]).stdin("a\nI10\na\n").ok();
    let asked: Vec<String> = lines(&out)
        .iter()
        .filter(|l| l["view"] == "question")
        .map(|l| l["question"].as_str().expect("an id").to_owned())
        .collect();
    let kinds: Vec<&str> = asked.iter().map(|id| id.split('/').nth(1).expect("a kind")).collect();
    assert_eq!(kinds, ["find-category", "find-code", "find-note"]);
    let facts: Vec<&str> = asked.iter().map(|id| id.splitn(3, '/').nth(2).expect("a fact")).collect();
    assert!(facts.windows(2).all(|w| w[0] == w[1]), "{facts:?}");
    let told = lines(&out).iter().filter(|l| l["view"] == "notice").count();
    assert_eq!(told, 3, "the time is told after each");
}

#[test]
fn scopes_and_seeds() {
    let home = Home::new();
    let asked = |words: &[&str]| {
        let mut args = vec!["--json", "drill"];
        args.extend(words);
        let out = home.run(&args).stdin(":quit\n").ok();
        lines(&out)[0]["question"].as_str().expect("an id").to_owned()
    };
    assert!(asked(&["title", "E11", "--seed", "1"]).starts_with("drill/title/icd-10-cm/E11"));
    assert!(asked(&["billable", "I20-I25", "--seed", "1"]).starts_with("drill/billable/icd-10-cm/I2"));
    assert!(asked(&["term", "circulatory", "--seed", "1"]).starts_with("drill/term/icd-10-cm/I"));
    assert_eq!(asked(&["term", "--seed", "9"]), asked(&["term", "--seed", "9"]));
    let told = home.run(&["drill", "term", "cardio"]).fails(2);
    assert!(told.contains("`cardio` is no part of ICD-10-CM 2026"), "{told}");
    // Chapters come by their weight, not by their codes: more than half of all are injuries.
    let out =
        home.run(&["--json", "drill", "billable", "-n", "200", "--seed", "3"]).stdin(&"a\n".repeat(200)).ok();
    let injuries = lines(&out).iter().filter(|l| l["topic"] == "icd-10-cm/injury").count();
    assert!((2..60).contains(&injuries), "{injuries}");
}

#[test]
fn a_drill_whose_fact_is_gone_is_passed_over() {
    let home = Home::new();
    let out = home.run(&["bank", "show", "drill/title/icd-10-cm/N187"]).fails(1);
    assert!(out.contains("does not hold any more"), "{out}");
}

/// An edition that is damaged between two sittings takes nothing away: the session waits until it is mended.
#[test]
fn a_session_survives_a_code_set_that_is_gone_for_now() {
    let home = Home::new();
    let own = home.path().join("data/code-sets");
    // Codes that the shipped edition does not have.
    let list = include_str!("../code-sets/icd10cm_tabular_2031.xml").replace("A0", "U9");
    home.write("icd10cm_tabular_2031.xml", &list);
    home.run(&["codes", "add", "icd10cm_tabular_2031.xml", "--partial"]).ok();
    home.run(&["drill", "billable", "-n", "2", "--seed", "1"]).stdin("a\n:quit\n").ok();
    let book = own.join("icd-10-cm-2031.book");
    let whole = std::fs::read(&book).expect("added");
    std::fs::remove_file(&book).expect("gone");
    let out = home.run(&["study", "--resume"]).stdin(":quit\n").go();
    assert_eq!(out.code, Some(0), "{out:?}");
    assert!(out.stdout.contains("passed over") && out.stdout.contains("the session is kept"), "{out:?}");
    std::fs::write(&book, whole).expect("back");
    let again = home.run(&["--json", "study", "--resume"]).stdin("a\n").ok();
    let ended = lines(&again).last().expect("a summary")["view"].clone();
    assert_eq!(ended, "summary");
    assert_eq!(home.json(&["history"]).as_array().expect("a list").len(), 2);
}

/// A newer edition from an order file alone, or a damaged one, has nothing to ask about; the one with notes still has.
#[test]
fn drills_ask_from_the_newest_edition_with_notes() {
    let home = Home::new();
    let order = "00001 001     0 Central Nervous System, Bypass                               Central Nervous System, \
                 Bypass\n00002 0016070 1 Bypass Ventricle                                             Bypass Ventricle to \
                 Nasopharynx\n";
    home.write("icd10pcs_order_2031.txt", order);
    home.run(&["codes", "add", "icd10pcs_order_2031.txt", "--partial"]).ok();
    home.write("data/code-sets/icd-10-cm-2030.book", "no book");
    for kind in ["root-operation", "term"] {
        let out = home.run(&["--json", "drill", kind, "-n", "1", "--seed", "1"]).stdin(":quit\n").ok();
        assert_eq!(lines(&out)[0]["view"], "question", "{kind}");
    }
}

/// What was drilled is kept by name in no order of its own: the seed decides all the same.
#[test]
fn a_seed_asks_drills_again_in_the_same_order() {
    let home = Home::new();
    home.run(&["drill", "term", "-n", "8", "--seed", "1"]).stdin(&"a\n".repeat(8)).ok();
    let first = || {
        let run =
            home.run(&["study", "--bank", "drill", "--seed", "5"]).env("SEQUELA_NOW", "2026-12-20T09:00:00Z");
        run.stdin(":quit\n").ok().lines().next().expect("a question").to_owned()
    };
    let asked = first();
    assert!(asked.starts_with("[drill/term/"), "{asked}");
    for _ in 0..5 {
        assert_eq!(first(), asked);
    }
}
