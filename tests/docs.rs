//! Documents that are made from code say what the code says. `UPDATE_DOCS=1 cargo test --test docs` writes them.

#![allow(clippy::expect_used)]

use std::fs;
use std::path::Path;

use sequela::bank::{Taxonomy, bank_schema, blueprint_schema, key_reference, read_topics};

fn check(name: &str, expected: &str) {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs").join(name);
    if std::env::var_os("UPDATE_DOCS").is_some() {
        fs::write(&path, expected).expect("written");
    }
    let found = fs::read_to_string(&path).unwrap_or_default().replace("\r\n", "\n");
    assert!(
        found == expected,
        "docs/{name} is not up to date: UPDATE_DOCS=1 cargo test --test docs writes it"
    );
}

#[test]
fn the_keys_of_a_bank() {
    check("bank-keys.md", &key_reference());
}

#[test]
fn the_rules_of_bank_check() {
    check("rules.md", &sequela::lint::reference());
}

/// The schemas that editors read: of the shipped topics, as `bank schema` prints them.
#[test]
fn the_schemas() {
    let mut taxonomy = Taxonomy::default();
    taxonomy.extend(read_topics(include_str!("../question-banks/topics.toml")).0);
    check("bank.schema.json", &format!("{:#}\n", bank_schema(&taxonomy)));
    check("blueprint.schema.json", &format!("{:#}\n", blueprint_schema(&taxonomy)));
}

/// Every file that the README points at is there, and what it shows of the program is what the program prints.
#[test]
fn the_readme_keeps_its_promises() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let readme = fs::read_to_string(root.join("README.md")).expect("a README");
    for part in readme.split("](").skip(1) {
        let target = part.split(')').next().unwrap_or("");
        if !target.starts_with("http") {
            assert!(root.join(target).exists(), "{target} is not there");
        }
    }
    let home = tempfile::tempdir().expect("a folder");
    let mut shown = 0;
    for block in readme.split("```console\n").skip(1) {
        let block = block.split("```").next().unwrap_or("");
        let mut lines = block.lines();
        let Some(command) = lines.next().and_then(|l| l.strip_prefix("$ printf '")) else { continue };
        let (input, command) = command.split_once("' | sequela ").expect("a pipe");
        let output = std::process::Command::new("sh")
            .arg("-c")
            .arg(format!("printf '{input}' | {} {command}", env!("CARGO_BIN_EXE_sequela")))
            .env("SEQUELA_DATA_DIR", home.path())
            .output();
        let Ok(output) = output else { continue };
        let printed = String::from_utf8(output.stdout).expect("UTF-8");
        let expected: Vec<&str> = lines.collect();
        assert_eq!(printed.lines().collect::<Vec<_>>().join("\n").trim_end(), expected.join("\n").trim_end());
        shown += 1;
    }
    assert!(shown >= 1, "the README shows no session");
}
