//! Writing banks: asked for one thing after the other, read from other programs, judged by answers.

use std::fmt::Write as _;

use insta::assert_snapshot;
use serde_json::Value;

use crate::harness::{ALL_TYPES, Home};

const SINGLE: &str = "Order basics\n\nCC-BY-4.0\nA. Coder\n2026\nsingle\ncompliance\nrecall\nWho signs an order for a test?\n*A) The provider\nB. The coder\nThe clerk\n.\nThe rule names the treating provider.\nCodes, and signs nothing.\n-\nOrders are signed by who treats.\n42 CFR 410.32\norder-signed\ny\n";

#[test]
fn a_bank_is_written_by_asking() {
    let home = Home::new();
    // Over a pipe an empty line is no line: the proposed id is taken with `-`.
    let typed = SINGLE.replace("basics\n\n", "basics\n-\n");
    let out = home.run(&["bank", "new", "orders.toml"]).stdin(&format!("{typed}n\n")).ok();
    assert_snapshot!("bank-new", out);
    let bank = std::fs::read_to_string(home.path().join("orders.toml")).expect("the bank");
    assert_snapshot!("bank-new-file", bank);
    // A second run adds, and leaves what is there as it is.
    let comment = bank.replace("[[question]]", "# by hand\n[[question]]");
    home.write("orders.toml", &comment);
    let second = "text\ncompliance\nrecall\nWhat is a word for muscle pain?\nmyalgia\nmuscle pain; myodynia\n-\n-\n-\n-\ny\nn\n";
    home.run(&["bank", "new", "orders.toml"]).stdin(second).ok();
    let both = std::fs::read_to_string(home.path().join("orders.toml")).expect("the bank");
    assert!(
        both.starts_with(&comment) && both.contains("accept    = [\"muscle pain\", \"myodynia\"]"),
        "{both}"
    );
    assert_eq!(home.json(&["bank", "check", "orders.toml", "--select", "structure"])["errors"], 0);
    let shown = home.json(&["--banks", "orders.toml", "--only", "bank", "show", "order-basics"]);
    assert_eq!(shown["bank"]["questions"], 2, "{shown}");
}

#[test]
fn every_type_can_be_asked_for() {
    let home = Home::new();
    let bank = "All\nall\n-\n-\n2026\n";
    let questions = [
        "multiple\ncompliance\napplication\nWhich two?\n*One\n*Two\nThree\n.\n-\n-\n-\nr\n-\nq-multiple\ny\n",
        "true-false\ncompliance\nrecall\nIt is so.\nfalse\nIt is not.\nr\n-\nq-truth\ny\n",
        "match\ncompliance\nrecall\nPair them.\n-ectomy = excision\n-otomy = incision\n.\nr\n-\nq-match\ny\n",
        "order\ncompliance\nrecall\nOrder them.\nfirst\nsecond\n.\nr\n-\nq-order\ny\n",
        "code\nicd-10-cm/endocrine\napplication\noutpatient\nType 2 diabetes with CKD 4.\nE1122 n18.4 (Z79.4) \ny\nE11.9 = the record names a complication\nI10 = it is not named\n.\nr\nI.C.4.a; I.C.14.a\nq-code\ny\n",
    ];
    let mut typed = bank.to_owned();
    for (number, question) in questions.iter().enumerate() {
        typed.push_str(question);
        typed.push_str(if number + 1 < questions.len() { "y\n" } else { "n\n" });
    }
    home.run(&["bank", "new", "all.toml"]).stdin(&typed).ok();
    let bank = std::fs::read_to_string(home.path().join("all.toml")).expect("the bank");
    assert_snapshot!("bank-new-types", bank);
    assert_eq!(home.json(&["bank", "check", "all.toml", "--select", "structure,codes"])["errors"], 0);
}

#[test]
fn what_is_typed_wrongly_is_told_and_ends_a_pipe() {
    let home = Home::new();
    let bank = "T\nt\n-\n-\n2026\n";
    let question = "single\ncompliance\nrecall\nStem\n";
    let codes = "code\nicd-10-cm\nrecall\noutpatient\nStem\n";
    let words = "text\ncompliance\nrecall\nOf the kidney?\n";
    for (typed, said) in [
        ("T\nBad Id\n".to_owned(), "`Bad Id` is no id"),
        ("T\nt\n-\n-\nsingle\n".to_owned(), "`single` is no edition"),
        (format!("{bank}singel\n"), "`singel` is none of single"),
        (format!("{bank}single\nnowhere/at-all\n"), "`nowhere/at-all` is not a topic"),
        (format!("{bank}single\ncompliance\nhard\n"), "`hard` is none of recall"),
        (format!("{bank}{question}One\nOne\n"), "this choice is there already"),
        (format!("{bank}{question}One\n.\n"), "two choices and more are needed"),
        (format!("{bank}{question}One\nTwo\n.\n"), "no choice is the key"),
        (format!("{bank}{question}*One\n*Two\n"), "a `single` has one key"),
        (format!("{bank}{words}renal\nnephric\nrenal = no\n"), "`renal` is correct"),
        (format!("{bank}{words}renal\nnephric\nhepatic\n"), "it is written `wrong answer = "),
        (format!("{bank}{words}renal\n-\nhepatic = liver\nHepatic = liver\n"), "`Hepatic` is there already"),
        (format!("{bank}{codes}E11\n"), "E11 needs a further character"),
        (format!("{bank}{codes}E11.99\n"), "E11.99 is no code of ICD-10-CM 2026"),
        (format!("{bank}{question}"), "the input ended before"),
    ] {
        let printed = home.run(&["bank", "new", "t.toml"]).stdin(&typed).go();
        assert!(printed.stderr.contains(said) && printed.code != Some(0), "{said}: {printed:?}");
        assert!(!home.path().join("t.toml").exists());
    }
    let back = format!(
        "{bank}single\ncompliance\nrecall\nStem one\n:back\nStem two\n*One\nTwo\n:back\nThree\n.\n-\n-\n-\n-\nid\ny\nn\n"
    );
    home.run(&["bank", "new", "t.toml"]).stdin(&back).ok();
    let written = std::fs::read_to_string(home.path().join("t.toml")).expect("the bank");
    assert!(
        written.contains("Stem two") && written.contains("Three") && !written.contains("Two"),
        "{written}"
    );
    let left = home.run(&["bank", "new", "t2.toml"]).stdin(&format!("{bank}{question}:quit\n")).ok();
    assert!(left.ends_with("The question that was begun was not written.\n"), "{left}");
    home.run(&["bank", "new", "t.txt"]).fails(2);
    home.write("broken.toml", "[bank]\n");
    assert!(home.run(&["bank", "new", "broken.toml"]).fails(1).contains("has errors"));
}

#[test]
fn a_bank_goes_to_other_programs_and_back() {
    let home = Home::new();
    home.write("all.toml", ALL_TYPES);
    for (file, written) in [
        ("b.gift", 8),
        ("b.xml", 10),
        ("b.zip", 10),
        ("b.csv", 10),
        ("b.tsv", 10),
        ("b.anki", 10),
        ("b.md", 10),
        ("b.aiken", 2),
    ] {
        let printed = home.run(&["bank", "convert", "all.toml", file, "--json"]).go();
        let report: Value = serde_json::from_str(&printed.stdout).expect("JSON");
        assert!(report["written"].as_u64().is_some_and(|n| n >= written), "{file}: {report}");
        assert_eq!(report["read"].as_u64(), Some(10), "{file}: {report}");
        assert_eq!(printed.code, Some(i32::from(report["written"] != report["read"])), "{file}");
        assert!(report["lossy"].as_array().is_some_and(|l| !l.is_empty()), "{file}");
        let bytes = std::fs::read(home.path().join(file)).expect("a file");
        if file != "b.zip" && file != "b.aiken" {
            assert!(String::from_utf8(bytes).expect("UTF-8").contains("CC-BY-4.0"), "{file} says no licence");
        }
        // A file that is there is not written over.
        let again = home.run(&["bank", "convert", "all.toml", file]).fails(2);
        assert!(again.contains("is there already"), "{again}");
        if ["b.anki", "b.md"].contains(&file) {
            continue;
        }
        let back = format!("{file}.toml");
        let printed = home.run(&["bank", "convert", file, &back]).go();
        assert_eq!(printed.code, Some(0), "{printed:?}");
        assert_eq!(home.json(&["bank", "check", &back, "--select", "structure"])["errors"], 0, "{file}");
    }
    assert!(home.path().join("b.aiken.licence.txt").exists());
}

#[test]
fn a_foreign_file_is_read_as_far_as_it_can_be() {
    let home = Home::new();
    home.write("quiz.txt", "// Licence: CC0-1.0\n$CATEGORY: $course$/top/compliance\n\n::One:: What? {=a#yes ~b#no}\n\n::Two:: Essay {}\n\nNumber? {#3.0}\n\nAbout? {#3:1}\n");
    let printed = home.run(&["bank", "convert", "quiz.txt", "quiz.toml"]).go();
    assert_eq!(printed.code, Some(1), "{printed:?}");
    assert_snapshot!("convert-gift", printed.stdout);
    assert_snapshot!(
        "convert-gift-file",
        std::fs::read_to_string(home.path().join("quiz.toml")).expect("a bank")
    );
    for (name, bytes, why) in [
        ("empty.gift", &b""[..], "holds no question"),
        ("x.xml", b"<html></html>", "no Moodle XML"),
        ("x.zip", b"PK\x03\x04broken", "cannot be opened"),
        ("x.csv", b"a,b\n1,2\n", "no column `stem`"),
    ] {
        std::fs::write(home.path().join(name), bytes).expect("a file");
        let printed = home.run(&["bank", "convert", name, "out.toml"]).go();
        assert!(matches!(printed.code, Some(1 | 3)) && printed.stderr.contains(why), "{name}: {printed:?}");
        assert!(!home.path().join("out.toml").exists());
    }
    assert!(
        home.run(&["bank", "convert", "quiz.txt", "quiz.bin"]).fails(2).contains("does not say its format")
    );
}

/// A matrix of 200 candidates for the bank below: the third question has a wrong key, the last choice of the first is dead.
fn matrix() -> String {
    let mut text = String::from(
        "candidate,quiz/one,quiz/two,quiz/three,quiz/four,quiz/five,quiz/six\nkey,A,A,B,A,A,A\n",
    );
    let mut state = 7_u64;
    for candidate in 0..200_usize {
        let _ = write!(text, "c{candidate}");
        for question in 0..6 {
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            let draw = (state >> 33) as usize % 200;
            let knows = draw < candidate;
            let wrong = if question == 0 { ["B", "C"][draw % 2] } else { ["B", "C", "D"][draw % 3] };
            let _ = write!(text, ",{}", if knows { "A" } else { wrong });
        }
        text.push('\n');
    }
    text
}

fn quiz() -> String {
    let mut bank = String::from("[bank]\nformat = 1\nid = \"quiz\"\ntitle = \"Quiz\"\n");
    for (id, key) in [("one", 0), ("two", 0), ("three", 1), ("four", 0), ("five", 0), ("six", 0)] {
        let _ = write!(
            bank,
            "\n[[question]]\nid = \"{id}\"\ntype = \"single\"\ntopic = \"compliance\"\nstem = \"Question {id}?\"\nchoices = [\n"
        );
        for at in 0..4 {
            let keyed = if at == key { ", key = true" } else { "" };
            let _ = writeln!(bank, "  {{ text = \"choice {at} of {id}\"{keyed} }},");
        }
        bank.push_str("]\n");
    }
    bank
}

#[test]
fn answers_say_which_questions_are_any_good() {
    let home = Home::new();
    home.write("answers.csv", &matrix());
    home.write("quiz.toml", &quiz());
    let report =
        home.json(&["--banks", "quiz.toml", "--only", "items", "answers.csv", "--html", "items.html"]);
    assert_eq!((&report["candidates"], &report["questions"]), (&200.into(), &6.into()));
    assert!(report["reliability"].as_f64().is_some() && report["sem"].as_f64().is_some());
    let scores: Vec<u64> =
        report["scores"].as_array().expect("counts").iter().filter_map(Value::as_u64).collect();
    let points: u64 = (0..).zip(&scores).map(|(points, n): (u64, _)| points * n).sum();
    assert_eq!((scores.len(), scores.iter().sum::<u64>()), (7, 200));
    assert!((points as f64 / 200.0 - report["mean"].as_f64().expect("a mean")).abs() < 1e-6, "{scores:?}");
    let third = &report["items"][2];
    assert_eq!(third["findings"][0]["kind"], "key-in-doubt");
    let doubted = third["choices"]
        .as_array()
        .expect("choices")
        .iter()
        .find(|c| c["id"] == third["findings"][0]["choice"]);
    assert_eq!(doubted.expect("a choice")["text"], "choice 0 of three");
    // A choice that nobody took is there, with none.
    let dead: Vec<&Value> =
        report["items"][0]["choices"].as_array().expect("choices").iter().filter(|c| c["n"] == 0).collect();
    assert_eq!((dead.len(), &dead[0]["text"]), (1, &"choice 3 of one".into()));
    let page = std::fs::read_to_string(home.path().join("items.html")).expect("a page");
    assert!(
        page.contains("<svg") && page.contains("Candidates by points") && page.contains("choice 0 of three")
    );
    // The same as problems of the bank.
    let report =
        home.json(&["bank", "check", "quiz.toml", "--attempts", "answers.csv", "--select", "evidence"]);
    let found: Vec<(&str, &str)> = report["diagnostics"]
        .as_array()
        .expect("a list")
        .iter()
        .map(|d| (d["rule"].as_str().expect("one"), d["question"].as_str().expect("one")))
        .collect();
    assert!(
        found.contains(&("key-in-doubt", "quiz/three")) && found.contains(&("dead-distractor", "quiz/one")),
        "{found:?}"
    );
    assert!(
        report["diagnostics"][0]["message"]
            .as_str()
            .is_some_and(|m| m.contains("of 200") || m.contains("n 200")),
        "{report}"
    );
    // Without the bank the letters stay.
    let report = home.json(&["items", "answers.csv"]);
    assert_eq!(report["items"][2]["findings"][0]["choice"], "A");
    // An order of its own: the letters are not taken for the bank's.
    home.write("shuffled.csv", &matrix().replace("key,A,A,B,A,A,A", "key,C,A,D,B,C,A"));
    let report = home.json(&["--banks", "quiz.toml", "--only", "items", "shuffled.csv"]);
    assert_eq!(report["items"][1]["choices"][0]["id"], "A", "{report}");
    assert_eq!(report["letters"], serde_json::json!({ "questions": 6, "agree": 2, "taken": false }));
    let said = home.run(&["--banks", "quiz.toml", "--only", "items", "shuffled.csv"]).ok();
    assert!(said.contains("letters stay letters: of 6 questions"), "{said}");
}

#[test]
fn journals_of_learners_are_read_together() {
    let home = Home::new();
    home.write("quiz.toml", &quiz());
    let mut files = Vec::new();
    for learner in 0..3 {
        let data = format!("learner{learner}");
        let study =
            ["--banks", "quiz.toml", "--only", "--data-dir", &data, "study", "-n", "6", "--seed", "1"];
        home.run(&study).stdin("a\na\na\nb\nb\nb\n").ok();
        let export = format!("export{learner}.jsonl");
        home.run(&["--data-dir", &data, "progress", "export", &export]).ok();
        files.push(format!("{data}/profiles/default/journal.jsonl"));
        files.push(export);
    }
    let mut args = vec!["items"];
    args.extend(files.iter().map(String::as_str));
    let report = home.json(&args);
    assert_eq!(
        (&report["candidates"], &report["questions"]),
        (&3.into(), &6.into()),
        "journal and export count once"
    );
    for item in report["items"].as_array().expect("items") {
        assert_eq!((&item["n"], &item["counted"]), (&3.into(), &"counts-only".into()));
        assert!(
            item.get("discrimination").is_none() && item["findings"].as_array().is_some_and(Vec::is_empty)
        );
    }
    assert!(report.get("reliability").is_none());
    home.write("empty.jsonl", "");
    assert!(home.run(&["items", "empty.jsonl"]).fails(1).contains("hold no answer"));
    assert!(home.run(&["items", "nowhere.jsonl"]).fails(3).contains("nowhere.jsonl"));
    let mixed = home.run(&["items", "quiz.toml"]).fails(3);
    assert!(mixed.contains("quiz.toml"), "{mixed}");
}

#[test]
fn unsafe_changes_are_offered_one_by_one() {
    let home = Home::new();
    let bank = quiz()
        .replace("id = \"two\"\n", "id = \"two\"\nrational = \"r\"\n")
        .replace("id = \"five\"\n", "id = \"five\"\nlevel = \"recal\"\n");
    let path = home.write("quiz.toml", &bank);
    assert!(home.run(&["bank", "fix", "quiz.toml"]).ok().contains("2 changes are not certain to be wanted"));
    assert_eq!(std::fs::read_to_string(&path).expect("the bank"), bank);
    let out = home.run(&["bank", "fix", "quiz.toml", "--unsafe"]).stdin("y\nn\n").ok();
    assert_snapshot!("fix-unsafe", out);
    assert_eq!(std::fs::read_to_string(&path).expect("the bank"), bank.replace("rational =", "rationale ="));
    home.run(&["bank", "fix", "quiz.toml", "--unsafe", "--yes"]).ok();
    assert!(std::fs::read_to_string(&path).expect("the bank").contains("level = \"recall\""));

    // Safe changes of the same file are made with them: what was offered would fit no other text.
    let both = bank.replace("Question one?", "Question  one?");
    std::fs::write(&path, &both).expect("the bank");
    let out = home.run(&["bank", "fix", "quiz.toml", "--unsafe"]).stdin("n\ny\n").ok();
    assert!(out.contains("1 of 2 made, and 1 that need no consent"), "{out}");
    assert_eq!(std::fs::read_to_string(&path).expect("the bank"), bank.replace("\"recal\"", "\"recall\""));
    // Nothing is written by halves.
    std::fs::write(&path, &both).expect("the bank");
    let cut = home.run(&["bank", "fix", "quiz.toml", "--unsafe"]).stdin("y\n").go();
    assert!(cut.code == Some(1) && cut.stderr.contains("input ended"), "{cut:?}");
    assert_eq!(std::fs::read_to_string(&path).expect("the bank"), both);
}
