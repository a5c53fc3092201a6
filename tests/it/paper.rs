//! Printed papers: self-contained, escaped, the key apart.

use std::collections::BTreeSet;
use std::fs;

use crate::harness::{ALL_TYPES, Home};

fn read(home: &Home, name: &str) -> String {
    fs::read_to_string(home.path().join(name)).unwrap_or_else(|e| panic!("{name}: {e}"))
}

#[test]
fn a_paper_is_self_contained_and_keeps_its_key_apart() {
    let home = Home::new();
    let said = home.run(&["paper", "cpc", "--forms", "2", "--seed", "1", "--out", "class"]).ok();
    assert!(said.contains("cpc-100-1-1: 100 questions") && said.contains("keep the keys apart"), "{said}");
    let (form, key) = (read(&home, "class/cpc-100-1-1.html"), read(&home, "class/cpc-100-1-1-key.html"));
    assert_eq!(form.matches("class=\"item\"").count(), 100);
    for loads in ["http://", "https://", "<script", "<img", "<link", "url(", "@import"] {
        assert!(!form.contains(loads) && !key.contains(loads), "{loads}");
    }
    for wanted in [
        "CPC outline, without CPT code selection",
        "Form 1 of 2",
        "240 minutes",
        "Books allowed: CPT 2026, ICD-10-CM 2026, HCPCS Level II 2026.",
        "Form code ",
        "Answer sheet",
        "CC-BY-4.0",
        "not affiliated",
    ] {
        assert!(form.contains(wanted), "{wanted}");
    }
    // What teaches stands in the key alone.
    let listing = home.json(&["bank", "show", "cpt-services"]);
    let mut found = 0;
    for item in listing["items"].as_array().expect("items") {
        let id = item["question"].as_str().expect("an id");
        assert!(!form.contains(id), "{id}");
        found += usize::from(key.contains(id));
    }
    assert!(found > 10, "{found}");
    assert!(!form.contains("class=\"why\"") && key.contains("Not for candidates."));
    // A second run does not overwrite what may be printed already.
    assert!(
        home.run(&["paper", "cpc", "--seed", "1", "--out", "class"]).fails(1).contains("is there already")
    );
    home.run(&["paper", "cpc", "--seed", "1", "--out", "class", "--force"]).ok();
    // The seed would give the key away.
    assert!(!form.contains("Drawn as") && !form.contains("cpc-100-1-1") && key.contains("--seed 1"));
}

/// The letters of the key are those of the form: what the form shows behind them is the key's text.
#[test]
fn the_key_fits_the_form() {
    let home = Home::new();
    let bank = "[bank]\nformat = 1\nid = \"one\"\ntitle = \"One\"\n".to_owned()
        + &(0..30)
            .map(|n| {
                format!(
                    "\n[[question]]\nid = \"q{n}\"\ntype = \"single\"\ntopic = \"anatomy\"\nstem = \"Stem {n}?\"\nchoices = [\n  {{ text = \"key {n}\", key = true }},\n  {{ text = \"x {n}\" }},\n  {{ text = \"y {n}\" }},\n  {{ text = \"z {n}\" }},\n]\n"
                )
            })
            .collect::<Vec<_>>()
            .concat();
    home.write("one.toml", &bank);
    home.run(&[
        "--banks", "one.toml", "--only", "paper", "--bank", "one", "--seed", "1", "--forms", "2", "--format",
        "both",
    ])
    .ok();
    let mut orders = BTreeSet::new();
    for name in ["one-30-1-1", "one-30-2-1"] {
        let (form, key) = (read(&home, &format!("{name}.md")), read(&home, &format!("{name}-key.md")));
        let mut letters = String::new();
        for number in 1..=30 {
            let row = key.lines().find(|l| l.starts_with(&format!("| {number} |"))).expect("a row");
            let letter = row.split("**").nth(1).expect("a letter");
            let question = form.split(&format!("**{number}.** ")).nth(1).expect("a question");
            let line = question.lines().find(|l| l.starts_with(&format!("- {letter}) "))).expect("a choice");
            assert!(line.contains(") key "), "{number}: {line}");
            letters.push_str(letter);
        }
        assert!(["a", "b", "c", "d"].iter().all(|l| letters.contains(l)), "{letters}");
        orders.insert(form.lines().filter(|l| l.contains("Stem")).map(str::to_owned).collect::<Vec<_>>());
        let html = read(&home, &format!("{name}.html"));
        assert_eq!(html.matches("class=\"item\"").count(), 30);
    }
    assert_eq!(orders.len(), 2, "both versions have the same order");
}

#[test]
fn text_from_a_bank_is_never_markup() {
    let home = Home::new();
    let hostile = ALL_TYPES.replacen(
        "stem      = \"",
        "stem      = \"</p><script>alert(1)</script> & *bold* <b>x</b> [a](http://b) ",
        40,
    );
    assert!(hostile.contains("<script>"));
    home.write("all.toml", &hostile);
    home.run(&[
        "--banks",
        "all.toml",
        "--only",
        "paper",
        "--bank",
        "all-types",
        "--seed",
        "1",
        "--format",
        "both",
    ])
    .ok();
    for name in ["all-types-10-1-1", "all-types-10-1-1-key"] {
        let html = read(&home, &format!("{name}.html"));
        assert!(
            html.contains("&lt;script&gt;") && !html.contains("<script") && !html.contains("<b>x"),
            "{html}"
        );
        let text = read(&home, &format!("{name}.md"));
        assert!(text.contains("\\<script\\>") && !text.contains(" <b>") && !text.contains("[a]("), "{text}");
    }
}

#[test]
fn a_case_and_what_was_missed_make_papers_too() {
    let home = Home::new();
    let case = ["paper", "--case", "cases-mixed/toe-sore-clinic-visit", "--seed", "1", "--large-print"];
    home.run(&case).ok();
    let page = read(&home, "cases-mixed-toe-sore-clinic-visit-4-1-1.html");
    assert!(page.contains("class=\"large\"") && page.contains("Podiatry clinic note"));
    assert_eq!(page.matches("class=\"item\"").count(), 4);
    let said = home.run(&["paper", "--case", "cases-mixed/toe"]).fails(2);
    assert!(said.contains("toe-sore-clinic-visit"), "{said}");
    home.run(&["paper", "--missed"]).fails(1);
    home.run(&["study", "compliance", "-n", "12", "--seed", "2"]).stdin(&"a\nt\n:skip\n".repeat(12)).ok();
    let missed =
        home.json(&["history"]).as_array().expect("a list").iter().filter(|l| l["correct"] == false).count();
    assert!(missed > 0);
    home.run(&["paper", "--missed", "--seed", "1"]).ok();
    assert_eq!(read(&home, &format!("missed-{missed}-1-1.html")).matches("class=\"item\"").count(), missed);
    home.run(&["paper"]).fails(2);
    home.run(&["paper", "cpc", "--bank", "cpt-concepts"]).fails(2);
}

#[test]
fn a_folder_that_cannot_be_written_is_told() {
    let home = Home::new();
    home.write("file", "in the way");
    let said = home.run(&["paper", "crc", "--length", "10", "--out", "file/below"]).fails(3);
    assert!(said.contains("cannot write"), "{said}");
}
