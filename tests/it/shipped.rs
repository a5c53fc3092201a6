//! The shipped banks: sound, of every type, and cold-start ready.

use std::collections::BTreeMap;

use crate::harness::Home;

#[test]
fn the_shipped_library_has_no_problem() {
    let home = Home::new();
    let report = home.json(&["bank", "check"]);
    assert_eq!(report["diagnostics"], serde_json::json!([]));
    assert!(report["questions"].as_u64().expect("a number") >= 300);
}

#[test]
fn it_is_as_large_and_as_varied_as_it_says() {
    let home = Home::new();
    let banks = home.json(&["bank", "list"]);
    let banks = banks.as_array().expect("a list");
    let sum = |key: &str| banks.iter().map(|b| b[key].as_u64().expect("a number")).sum::<u64>();
    assert!(banks.len() >= 10 && sum("questions") >= 300 && sum("cases") >= 6);
    let mut types: BTreeMap<String, usize> = BTreeMap::new();
    for bank in banks {
        assert_eq!(bank["licence"], "CC-BY-4.0");
        let listing = home.json(&["bank", "show", bank["id"].as_str().expect("an id")]);
        for item in listing["items"].as_array().expect("items") {
            *types.entry(item["type"].as_str().expect("a type").to_owned()).or_default() += 1;
        }
    }
    assert_eq!(types.len(), 7, "{types:?}");
}

/// Every key, entered as an answer, earns everything; every question has what content needs.
#[test]
fn every_question_is_complete_and_its_key_earns_all() {
    use sequela::bank::{Body, read_bank};
    use sequela::grading::grade;
    use sequela::session::key_answer;

    let mut taxonomy = sequela::bank::Taxonomy::default();
    taxonomy.extend(sequela::bank::read_topics(include_str!("../../question-banks/topics.toml")).0);
    let mut folders = vec![std::path::PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/question-banks"))];
    let editions = sequela::code::Editions::open(None);
    let mut seen = 0;
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).expect("a folder") {
            let path = entry.expect("an entry").path();
            if path.is_dir() {
                if !path.ends_with("blueprints") {
                    folders.push(path);
                }
                continue;
            }
            if path.extension().is_none_or(|e| e != "toml") || path.ends_with("topics.toml") {
                continue;
            }
            let file = read_bank(&std::fs::read_to_string(&path).expect("a bank"), &taxonomy);
            let named = file.bank.expect("a header").editions;
            assert!(!named.is_empty());
            let books = editions.books(named.iter().map(|e| (e.system.as_str(), e.edition.as_str())));
            for question in &file.questions {
                let id = &question.id;
                let mark = grade(question, &key_answer(question), &books);
                assert!(mark.correct && mark.points == mark.maximum, "{id}: {mark:?}");
                assert!(question.rationale.is_some() && !question.refs.is_empty(), "{id} teaches nothing");
                assert!(question.level.is_some(), "{id} has no level");
                match &question.body {
                    Body::Choices(c) => {
                        assert!(c.choices.iter().all(|c| c.why.is_some()), "{id}: a choice without a reason");
                    }
                    Body::TrueFalse(t) => assert!(t.why_true.is_some() && t.why_false.is_some(), "{id}"),
                    _ => {}
                }
                seen += 1;
            }
        }
    }
    assert!(seen >= 300);
}

/// CPT codes and descriptors are the AMA's: no shipped file holds anything of that shape.
#[test]
fn no_cpt_code_is_shipped() {
    let home = Home::new();
    let banks = home.json(&["bank", "list"]);
    for bank in banks.as_array().expect("a list") {
        let file = format!("{}/{}", env!("CARGO_MANIFEST_DIR"), bank["file"].as_str().expect("a file"));
        let mut text = std::fs::read_to_string(&file).expect("a bank");
        // Sections of a statute and pages of the register have five digits too.
        for law in ["U.S.C. ", "Fed. Reg. ", " FR "] {
            text =
                text.split(law).map(|part| part.trim_start_matches(|c: char| c.is_ascii_digit())).collect();
        }
        for word in text.split(|c: char| !c.is_ascii_alphanumeric() && c != '.' && c != '-' && c != ',') {
            let word = word.trim_matches(|c| c == '.' || c == ',' || c == '-');
            let digits = word.len() == 5 && word.bytes().take(4).all(|b| b.is_ascii_digit());
            let looks = digits && word.ends_with(|c: char| c.is_ascii_digit() || "FTUM".contains(c));
            assert!(!looks, "{word} in {file} has the shape of a CPT code");
        }
    }
}
