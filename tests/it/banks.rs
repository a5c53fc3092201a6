//! Reading banks: every problem located, nothing ever a panic.

use insta::assert_snapshot;
use proptest::prelude::*;
use sequela::bank::{Taxonomy, read_bank, read_blueprint, read_topics};

use crate::harness::{ALL_TYPES, Home};

fn taxonomy() -> Taxonomy {
    let mut taxonomy = Taxonomy::default();
    let (topics, problems) = read_topics(include_str!("../../question-banks/topics.toml"));
    assert!(problems.is_empty());
    taxonomy.extend(topics);
    taxonomy
}

#[test]
fn a_bank_with_every_key_has_no_problem() {
    let file = read_bank(ALL_TYPES, &taxonomy());
    assert!(file.diagnostics.is_empty(), "{:#?}", file.diagnostics);
    assert_eq!((file.questions.len(), file.cases.len()), (10, 1));
}

/// Each file below `tests/bad-banks` and `tests/bad-blueprints` holds one kind of mistake; the picture of it is the
/// snapshot.
#[test]
fn mistakes_are_shown_where_they_are() {
    let home = Home::new();
    let root = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("tests");
    let mut files: Vec<_> = ["bad-banks", "bad-blueprints"]
        .iter()
        .flat_map(|folder| std::fs::read_dir(root.join(folder)).expect("the folder"))
        .map(|e| e.expect("an entry").path())
        .collect();
    files.sort();
    assert!(files.len() >= 14);
    for path in files {
        let name = path.file_name().expect("a name").to_string_lossy().into_owned();
        home.write(&name, &std::fs::read_to_string(&path).expect("a bank"));
        let printed = home.run(&["bank", "check", &name, "--select", "codes", "--width", "100"]).go();
        assert_eq!((printed.code, printed.stderr.as_str()), (Some(1), ""), "{name}");
        let folder = path.parent().and_then(|p| p.file_name()).expect("a folder").to_string_lossy();
        let what = folder.trim_end_matches('s');
        assert_snapshot!(format!("{what}-{}", name.trim_end_matches(".toml")), printed.stdout);
    }
}

#[test]
fn a_byte_order_mark_and_windows_line_ends_are_fine() {
    let home = Home::new();
    home.write("bom.toml", &format!("\u{feff}{}", ALL_TYPES.replace('\n', "\r\n")));
    let out = home.run(&["bank", "check", "bom.toml", "--select", "structure"]).ok();
    assert_eq!(out, "1 file, 10 questions: no problem found\n");
}

#[test]
fn files_that_are_no_text_are_named() {
    let home = Home::new();
    std::fs::write(home.path().join("latin.toml"), b"[bank]\ntitle = \"caf\xe9\"\n").expect("a file");
    let report = home.json(&["bank", "check", "latin.toml"]);
    assert_eq!(report["diagnostics"][0]["rule"], "unreadable-file");
    assert_eq!(
        (&report["diagnostics"][0]["line"], &report["diagnostics"][0]["column"]),
        (&2.into(), &13.into())
    );
    assert!(report["diagnostics"][0]["message"].as_str().expect("text").contains("not UTF-8"));
}

#[test]
fn a_broken_bank_leaves_the_others_alone() {
    let home = Home::new();
    home.write("banks/good.toml", ALL_TYPES);
    home.write("banks/bad.toml", "[bank]\nformat = 1\n");
    let printed = home.run(&["--banks", "banks", "--only", "-c", "bank list"]).go();
    assert!(printed.stdout.contains("all-types"), "{printed:?}");
    assert!(printed.stderr.contains("bad.toml"), "{printed:?}");
    let printed = home.run(&["--banks", "banks", "--only", "study", "-n", "1"]).stdin(":quit\n").go();
    assert_eq!(printed.code, Some(0), "{printed:?}");
}

#[test]
fn a_second_bank_of_the_same_id_is_left_out_and_shown() {
    let home = Home::new();
    home.write("banks/a.toml", ALL_TYPES);
    home.write("banks/b.toml", ALL_TYPES);
    let report = home.json(&["bank", "check", "banks"]);
    assert_eq!(report["errors"], 1);
    let all = report["diagnostics"].as_array().expect("a list");
    let taken = all.iter().find(|d| d["rule"] == "duplicate-bank").expect("the second bank");
    assert_eq!((&taken["line"], &taken["file"]), (&3.into(), &"banks/b.toml".into()));
    let list = home.json(&["--banks", "banks/a.toml", "--only", "bank", "list"]);
    assert_eq!(list.as_array().expect("a list").len(), 1);
}

#[test]
fn the_revision_covers_what_decides_the_answer_and_nothing_else() {
    let revision = |text: &str, id: &str| {
        let file = read_bank(text, &taxonomy());
        assert!(!file.has_errors(), "{:#?}", file.diagnostics);
        let question = file.questions.iter().find(|q| q.id.local() == id).expect("the question");
        question.revision().to_string()
    };
    let same: &[(&str, &str, &str)] = &[
        ("one-of-four", "What does myalgia mean?", "What is meant by myalgia?"),
        ("one-of-four", "Nerve pain", "Pain of a nerve"),
        ("one-of-four", "My- is muscle, -algia is pain.", "Muscle and pain."),
        ("diabetic-kidney", "the record names a complication", "no"),
    ];
    let changed: &[(&str, &str, &str)] = &[
        ("one-of-four", "\"Muscle pain\", key = true", "\"Muscle aches\", key = true"),
        ("statement", "key       = true\nwhy", "key       = false\nwhy"),
        ("word", "\"muscle ache\"", "\"myodynia\""),
        ("join", "[\"-otomy\", \"incision\"]", "[\"-otomy\", \"cutting\"]"),
        ("sort", "\"jejunum\", \"ileum\"", "\"ileum\", \"jejunum\""),
        ("diabetic-kidney", "\"Z79.4\" }", "\"Z79.84\" }"),
        ("diabetic-kidney", "\"I10\", optional = true", "\"I10\""),
        ("strips", "units = 2", "units = 3"),
        ("strips", "[\"KX\"]", "[\"GA\"]"),
    ];
    for (id, from, to) in same {
        assert!(ALL_TYPES.contains(from), "{from}");
        assert_eq!(revision(ALL_TYPES, id), revision(&ALL_TYPES.replace(from, to), id), "{from}");
    }
    for (id, from, to) in changed {
        assert!(ALL_TYPES.contains(from), "{from}");
        assert_ne!(revision(ALL_TYPES, id), revision(&ALL_TYPES.replace(from, to), id), "{from}");
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    /// Whatever is done to a bank, reading it ends, and what is wrong has a place inside the file.
    #[test]
    fn no_mutation_panics(
        edits in proptest::collection::vec((0_usize..6_000, 0_usize..40, "[\\PC\n\"'\\[\\]{}=#.,]{0,6}"), 1..6)
    ) {
        let mut text: Vec<char> = ALL_TYPES.chars().collect();
        for (at, remove, insert) in edits {
            let at = at.min(text.len());
            let end = (at + remove).min(text.len());
            text.splice(at..end, insert.chars());
        }
        let text: String = text.into_iter().collect();
        let file = read_bank(&text, &taxonomy());
        for d in &file.diagnostics {
            prop_assert!(d.span.start <= d.span.end && d.span.end as usize <= text.len() + 1, "{d:?}");
            prop_assert!(!d.message.is_empty());
        }
    }
}

/// A blueprint lies in a folder of that name, or is named itself; an instructor's takes the place of a shipped one.
#[test]
fn blueprints_are_found_where_they_are_put() {
    let home = Home::new();
    let blueprint = |id: &str, title: &str| {
        format!(
            "# A class\n[blueprint]\nformat = 1\nid = \"{id}\"\ntitle = \"{title}\"\nitems = 4\nminutes = 4\npass = 50\n\n\
             [[domain]]\nid = \"a\"\ntitle = \"A\"\nitems = 4\ntopics = [\"anatomy\"]\n"
        )
    };
    home.write("class/blueprints/quiz.toml", &blueprint("quiz", "Quiz"));
    home.write("my-cpc.toml", &blueprint("cpc", "CPC of our class"));
    let stock = |banks: &str, id: &str| home.json(&["--banks", banks, "bank", "stats", id]);
    assert_eq!(stock("class", "quiz")[0]["title"], "Quiz");
    assert_eq!(stock("my-cpc.toml", "cpc")[0]["title"], "CPC of our class");
    assert!(stock("my-cpc.toml", "cpc")[0]["forms"].as_u64().expect("a number") >= 5);
    assert_eq!(home.json(&["bank", "check", "my-cpc.toml", "class"])["errors"], 0);
    home.write("class/blueprints/again.toml", &blueprint("quiz", "Another"));
    let report = home.json(&["bank", "check", "class"]);
    assert_eq!(report["diagnostics"][0]["rule"], "duplicate-blueprint");
    // In a folder of banks it is no bank, and the message says where its table belongs.
    home.write("mixed/quiz.toml", &blueprint("other", "Other"));
    let report = home.json(&["bank", "check", "mixed"]);
    assert_eq!(report["errors"], 1);
    assert!(report["diagnostics"][0]["help"].as_str().is_some_and(|h| h.contains("blueprints")), "{report}");
}

proptest! {
    #[test]
    fn reading_a_blueprint_never_panics(
        from in 0_usize..4_000,
        cut in 0_usize..200,
        insert in proptest::collection::vec(prop::sample::select(vec!["[", "]", "=", "\"", "9", "-1", "x", "\n", "{", "}"]), 0..6),
    ) {
        let text = include_str!("../../question-banks/blueprints/ccs.toml");
        let from = from.min(text.len());
        let to = (from + cut).min(text.len());
        let bent = format!("{}{}{}", &text[..from], insert.concat(), &text[to..]);
        let _ = read_blueprint(&bent, &taxonomy());
    }
}
