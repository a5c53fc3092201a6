//! The rules of `bank check`, each with what it finds and what it leaves alone; and mending.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use insta::assert_snapshot;
use sequela::lint::{all_rules, rule_named};

use crate::harness::{ALL_TYPES, Home};

fn fixtures() -> Vec<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/lint");
    let mut files: Vec<PathBuf> =
        std::fs::read_dir(folder).expect("the fixtures").map(|e| e.expect("a file").path()).collect();
    files.sort();
    files
}

fn text(path: &Path) -> String {
    std::fs::read_to_string(path).expect("a bank").replace("\r\n", "\n")
}

/// Questions named `bad-…` are found by the rule of their file and by no other of its severity; `good-…` are left alone.
#[test]
fn every_rule_finds_what_it_should_and_nothing_else() {
    let home = Home::new();
    let mut covered = BTreeSet::new();
    for path in fixtures() {
        let name = path.file_name().expect("a name").to_string_lossy().into_owned();
        let rule = name.split('.').next().expect("a rule");
        assert!(rule_named(rule).is_some(), "{rule}");
        covered.insert(rule.to_owned());
        home.write(&name, &text(&path));
        // A rule on exceptions needs the rules that they are for.
        let also = if rule.ends_with("-allow") { "longest-key" } else { rule };
        let select = format!("{rule},{also}");
        let check =
            |format: &str| home.run(&["bank", "check", &name, "--select", &select, "--format", format]).go();
        let printed = check("json");
        let report: serde_json::Value = serde_json::from_str(&printed.stdout).expect("JSON");
        let found: Vec<&serde_json::Value> =
            report["diagnostics"].as_array().expect("a list").iter().collect();
        let rules: BTreeSet<&str> = found.iter().filter_map(|d| d["rule"].as_str()).collect();
        if name.contains(".good.") {
            assert!(found.is_empty(), "{name}: {found:?}");
            continue;
        }
        assert_eq!(rules, BTreeSet::from([rule]), "{name}");
        if !name.contains(".bad.") {
            let flagged: BTreeSet<&str> =
                found.iter().filter_map(|d| d["question"].as_str()?.split('/').nth(1)).collect();
            let source = text(&path);
            let ids = source.lines().filter_map(|l| l.strip_prefix("id = \"")?.strip_suffix('"'));
            let wanted: BTreeSet<&str> = ids.filter(|id| id.starts_with("bad-")).collect();
            assert_eq!(flagged, wanted, "{name}");
        }
        assert_snapshot!(format!("lint-{rule}"), check("human").stdout);
    }
    // What needs a release, an exam or answers has tests of its own.
    let elsewhere = |code: &str| code.starts_with("release-") || code == "blueprint-coverage";
    // What answers show has a test of its own, and so has what keeps a file from being understood.
    for rule in all_rules().filter(|r| !matches!(r.group.name(), "structure" | "evidence")) {
        assert!(covered.contains(rule.code) || elsewhere(rule.code), "{} has no fixture", rule.code);
    }
}

#[test]
fn every_rule_is_explained_in_its_parts() {
    let home = Home::new();
    for rule in all_rules() {
        for part in [rule.what(), rule.why(), rule.example(), rule.instead()] {
            assert!(part.len() > 5, "{}", rule.code);
        }
        assert!(home.run(&["explain", rule.code]).ok().contains("Use instead:"), "{}", rule.code);
    }
}

const FLAWED: &str = "# a comment at the top\n[bank]\nformat  = 1\nid      = \"flawed\"   # for ever\ntitle   = \"F\"\nlicence = \"CC0-1.0\"\nedition = { guidelines = \"2026\" }\n\n[[question]]\nid        = \"q\"\ntype      = \"single\"\ntopic     = \"guidelines\"\nlevel     = \"recall\"\nstem      = 'Which of these is not  a document ?'   # single quotes\nchoices   = [\n  # the key\n  { text = \"A bill\", key = true, why = \"w\" },\n  { text = \"A chart\",             why = \"w\" },\n  { text = \"None of these\",       why = \"w\" },\n]\nrationale = \"r\"\nrefs      = [\"I.A.1\"]\nallow     = [\"longest-key\"]  # once\ntags      = [\"x\"]\n";

#[test]
fn mending_keeps_comments_and_layout_and_ends() {
    let home = Home::new();
    for (name, source) in [
        ("unix.toml", FLAWED.to_owned()),
        ("windows.toml", format!("\u{feff}{}", FLAWED.replace('\n', "\r\n"))),
    ] {
        let path = home.write(name, &source);
        let shown = home.run(&["bank", "fix", name, "--diff"]).go();
        assert_eq!(shown.code, Some(1));
        assert_eq!(std::fs::read_to_string(&path).expect("the bank"), source, "--diff writes nothing");
        home.run(&["bank", "fix", name]).ok();
        let expected = source
            .replace("is not  a document ?", "is NOT a document ?")
            .replace("\"None of these\", ", "\"None of these\", pin = \"last\", ")
            .replace("allow     = [\"longest-key\"]  # once", "  # once");
        let mended = std::fs::read_to_string(&path).expect("the bank");
        assert_eq!(mended, expected);
        assert!(home.run(&["bank", "fix", name]).ok().contains("0 changes made"));
        let check = home.run(&[
            "bank",
            "check",
            name,
            "--select",
            "flaws,integrity",
            "--ignore",
            "none-of-the-above",
        ]);
        assert!(check.ok().contains("no problem found"));
    }
}

#[test]
fn rules_are_chosen_on_the_line_and_in_the_folder() {
    let home = Home::new();
    home.write("banks/a.toml", FLAWED);
    let rules = |args: &[&str]| -> (Option<i32>, Vec<String>) {
        let mut all = vec!["bank", "check", "banks", "--json"];
        all.extend(args);
        let printed = home.run(&all).go();
        let report: serde_json::Value = serde_json::from_str(&printed.stdout).expect("JSON");
        let rules = report["diagnostics"].as_array().expect("a list").iter().map(|d| {
            format!("{} {}", d["severity"].as_str().expect("one"), d["rule"].as_str().expect("one"))
        });
        (printed.code, rules.collect())
    };
    let all = rules(&[]);
    assert_eq!(all.0, Some(0));
    assert!(all.1.contains(&"warning unmarked-negative".to_owned()), "{all:?}");
    assert_eq!(rules(&["--select", "unmarked-negative"]).1, ["warning unmarked-negative"]);
    assert_eq!(rules(&["--select", "flaws", "--ignore", "flaws"]).1.len(), 0);
    assert_eq!(rules(&["--select", "flaws", "--fail-level", "warning"]).0, Some(1));
    assert_eq!(rules(&["--select", "flaws", "--fail-level", "never"]).0, Some(0));
    // A rule goes before its group.
    assert_eq!(
        rules(&["--select", "unmarked-negative", "--ignore", "flaws"]).1,
        ["warning unmarked-negative"]
    );
    let failed = home.run(&["bank", "check", "banks", "--select", "nonsense"]).fails(2);
    assert!(failed.contains("`nonsense` names no rule"), "{failed}");

    home.write("sequela.toml", "[check]\nselect = [\"flaws\"]\nignore = [\"untidy-text\"]\nfail-level = \"error\"\n[check.severity]\nunmarked-negative = \"error\"\n");
    let (code, found) = rules(&[]);
    assert_eq!(code, Some(1));
    assert!(
        found.contains(&"error unmarked-negative".to_owned()) && !found.iter().any(|r| r.contains("untidy")),
        "{found:?}"
    );
    // The nearest file holds, and the command line goes before it.
    home.write("banks/sequela.toml", "[check]\nselect = [\"untidy-text\"]\n");
    assert_eq!(rules(&[]).1, ["note untidy-text"]);
    assert_eq!(rules(&["--select", "unpinned-choice"]).1, ["warning unpinned-choice"]);
    for (bad, why) in [
        ("[check]\nselekt = []\n", "selekt"),
        ("[check]\nselect = [\"nix\"]\n", "`nix` names no rule"),
        ("[check]\nfail-level = \"x\"\n", "`x` is none of"),
    ] {
        home.write("banks/sequela.toml", bad);
        let failed = home.run(&["bank", "check", "banks"]).fails(3);
        assert!(failed.contains(why) && failed.contains("sequela.toml"), "{failed}");
    }
}

#[test]
fn formats_for_other_programs() {
    let home = Home::new();
    home.write("a, b%.toml", FLAWED);
    let run = |format: &str| {
        home.run(&["bank", "check", "a, b%.toml", "--select", "unmarked-negative", "--format", format]).ok()
    };
    assert_eq!(
        run("concise").lines().next(),
        Some(
            "a, b%.toml:14:32: warning unmarked-negative: `not` turns the question round, and is easily overlooked [flawed/q]"
        )
    );
    assert!(run("github").starts_with(
        "::warning file=a%2C b%25.toml,line=14,col=32,endLine=14,endColumn=35,title=unmarked-negative::`not`"
    ));
    let log: serde_json::Value = serde_json::from_str(&run("sarif")).expect("JSON");
    assert_eq!(log["version"], "2.1.0");
    let result = &log["runs"][0]["results"][0];
    assert_eq!((&result["ruleId"], &result["level"]), (&"unmarked-negative".into(), &"warning".into()));
    let place = &result["locations"][0]["physicalLocation"];
    assert_eq!(place["artifactLocation"]["uri"], "a%2C%20b%25.toml");
    assert_eq!((&place["region"]["startLine"], &place["region"]["startColumn"]), (&14.into(), &32.into()));
    let rule = result["ruleIndex"].as_u64().expect("an index") as usize;
    assert_eq!(log["runs"][0]["tool"]["driver"]["rules"][rule]["id"], "unmarked-negative");
}

#[test]
fn what_was_found_is_kept_until_a_file_changes() {
    let home = Home::new();
    home.write("banks/a.toml", FLAWED);
    home.write("banks/b.toml", &ALL_TYPES.replace("all-types", "other"));
    home.write("banks/c.toml", &FLAWED.replace("id      = \"flawed\"", "id      = \"copy\""));
    let cache = home.path().join("cache");
    let check = |args: &[&str]| {
        let mut all = vec!["bank", "check", "banks", "--json"];
        all.extend(args);
        home.run(&all).env("XDG_CACHE_HOME", &cache.display().to_string()).go().stdout
    };
    let cold = check(&["--no-cache"]);
    assert!(cold.contains("duplicate-question"), "{cold}");
    assert_eq!(check(&[]), cold);
    assert_eq!(check(&[]), cold, "the second time from the cache");
    assert_eq!(check(&["--select", "flaws"]), check(&["--select", "flaws", "--no-cache"]));
    // A change in one file changes what the rules over the library say of another.
    home.write("banks/a.toml", &FLAWED.replace("document", "paper of the patient"));
    let changed = check(&[]);
    assert_eq!(changed, check(&["--no-cache"]));
    assert!(!changed.contains("duplicate-question"), "{changed}");
    // A damaged cache is thrown away.
    for entry in walk(&cache) {
        std::fs::write(entry, b"nonsense").expect("a file");
    }
    assert_eq!(check(&[]), changed);
}

/// Answers of 400 candidates to questions named by the rule that should find them, and to sound ones: the chance of the key for
/// ability 0 to 1, and the choices that those take who miss it.
fn answered() -> (String, String) {
    type Chance = fn(f64) -> f64;
    let planted: [(&str, Chance, &str); 6] = [
        ("key-in-doubt", |a| 0.9 - 0.8 * a, "BBBCDE"),
        ("negative-discrimination", |a| 0.85 - 0.3 * a, "BCDE"),
        ("weak-discrimination", |_| 0.6, "BCDE"),
        ("dead-distractor", |a| 0.3 + 0.6 * a, "BCD"),
        ("too-easy", |_| 0.98, "BCDE"),
        ("too-hard", |a| 0.4 * a, "BCDE"),
    ];
    let sound: Vec<String> = (0..14).map(|n| format!("sound-{n}")).collect();
    let sound = sound.iter().map(|id| (id.as_str(), (|a| 0.25 + 0.6 * a) as Chance, "BCDE"));
    let all: Vec<(&str, Chance, &str)> = planted.into_iter().chain(sound).collect();
    let mut bank = "[bank]\nformat = 1\nid = \"asked\"\ntitle = \"Asked\"\n".to_owned();
    let (mut head, mut keys) = ("candidate".to_owned(), "key".to_owned());
    for (id, ..) in &all {
        head.push_str(&format!(",asked/{id}"));
        keys.push_str(",A");
        let choices = ["one", "two", "three", "four", "five"];
        let choices =
            choices.map(|c| format!("{{ text = \"{c}\"{} }}", if c == "one" { ", key = true" } else { "" }));
        bank.push_str(&format!(
            "\n[[question]]\nid = \"{id}\"\ntype = \"single\"\ntopic = \"compliance\"\nstem = \"About {id}?\"\nchoices = [{}]\n",
            choices.join(", ")
        ));
    }
    let mut state = 11_u64;
    let mut draw = || {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (state >> 33) as f64 / f64::from(1_u32 << 31)
    };
    let mut table = format!("{head}\n{keys}\n");
    for candidate in 0..400 {
        table.push_str(&format!("c{candidate}"));
        for (_, chance, others) in &all {
            let missed = draw() >= chance(f64::from(candidate) / 400.0);
            let other = &others[(draw() * others.len() as f64) as usize..][..1];
            table.push_str(&format!(",{}", if missed { other } else { "A" }));
        }
        table.push('\n');
    }
    (bank, table)
}

#[test]
fn answers_show_what_is_wrong_with_questions() {
    let home = Home::new();
    let (bank, table) = answered();
    home.write("asked.toml", &bank);
    home.write("answers.csv", &table);
    for rule in all_rules().filter(|r| r.group.name() == "evidence") {
        let report =
            home.json(&["bank", "check", "asked.toml", "--attempts", "answers.csv", "--select", rule.code]);
        let found = report["diagnostics"].as_array().expect("a list");
        let found: Vec<&str> = found.iter().filter_map(|d| d["question"].as_str()).collect();
        assert_eq!(found, [format!("asked/{}", rule.code)], "{}", rule.code);
    }
    // What answers say is not kept for a check that has none.
    let plain = |args: &[&str]| home.json(&[&["bank", "check", "asked.toml"], args].concat());
    let before = plain(&["--no-cache"]);
    let with_answers = plain(&["--attempts", "answers.csv"]);
    assert!(with_answers["warnings"].as_u64() > before["warnings"].as_u64());
    assert_eq!(plain(&[]), before);
    assert_eq!(plain(&["--attempts", "answers.csv"]), with_answers);
}

fn question(id: &str, rest: &str) -> String {
    format!("\n[[question]]\nid = \"{id}\"\ntype = \"single\"\ntopic = \"compliance\"\n{rest}\n")
}

const HEAD: &str =
    "[bank]\nformat = 1\nid = \"mine\"\ntitle = \"Mine\"\nedition = { icd-10-cm = \"2026\" }\n";

#[test]
fn a_change_is_made_where_its_problem_is() {
    let home = Home::new();
    let first = question(
        "organ",
        "stem = \"Which makes insulin?\"\nchoices = [\n  { text = \"Pancreas\", key = true },\n  { text = \"Liver\" },\n]",
    );
    let second = question(
        "days",
        "stem = \"How long?\"\n\n[[question.choice]]\ntext = \"10 days\"\n\n[[question.choice]]\ntext = \"20 days\"\nkey = true\n\n[[question.choice]]\ntext = \"30 days\"",
    );
    let source = format!("{HEAD}{first}{second}");
    let path = home.write("a.toml", &source);
    let found = home.json(&["bank", "check", "a.toml", "--select", "unordered-numbers"]);
    assert_eq!(found["diagnostics"][0]["question"], "mine/days");
    home.run(&["bank", "fix", "a.toml", "--select", "unordered-numbers"]).ok();
    assert_eq!(std::fs::read_to_string(&path).expect("the bank"), source, "no key of another question");
    // Behind an escape a word is where it is written.
    let stem = r#"stem = "Éé one finding and\nother. Which is not correct?""#;
    let choices = "choices = [{ text = \"a b\", key = true }, { text = \"c d\" }]";
    let path = home.write("b.toml", &format!("{HEAD}{}", question("q", &format!("{stem}\n{choices}"))));
    home.run(&["bank", "fix", "b.toml", "--select", "unmarked-negative"]).ok();
    let mended = std::fs::read_to_string(&path).expect("the bank");
    assert!(mended.contains(r"and\nother. Which is NOT correct?"), "{mended}");
}

#[test]
fn an_exception_is_unused_only_where_its_rule_could_run() {
    let home = Home::new();
    let twin = |allow: &str| {
        question(
            "same",
            &format!(
                "stem = \"Which document settles a dispute about the order of a test?\"\nchoices = [{{ text = \"a b\", key = true }}, {{ text = \"c d\" }}]\n{allow}"
            ),
        )
    };
    home.write("a.toml", &format!("{HEAD}{}", twin("")));
    let other = HEAD.replace("mine", "other");
    home.write("b.toml", &format!("{other}{}", twin("allow = [\"duplicate-question\"]")));
    let unused = |args: &[&str]| {
        let mut all = args.to_vec();
        all.extend(["--select", "unused-allow,duplicate-question"]);
        let report = home.json(&all);
        report["diagnostics"]
            .as_array()
            .expect("a list")
            .iter()
            .filter_map(|d| d["rule"].as_str().map(str::to_owned))
            .collect::<Vec<_>>()
    };
    assert!(unused(&["--banks", "a.toml", "--banks", "b.toml", "bank", "check"]).is_empty());
    assert!(unused(&["bank", "check", "b.toml"]).is_empty(), "its twin is not looked at");
    home.write(
        "a.toml",
        &format!(
            "{HEAD}{}",
            question(
                "else",
                "stem = \"What is a bill?\"\nchoices = [{ text = \"a b\", key = true }, { text = \"c d\" }]"
            )
        ),
    );
    assert_eq!(unused(&["--banks", "a.toml", "--banks", "b.toml", "bank", "check"]), ["unused-allow"]);
    // Codes of an edition that is not here were not looked up.
    let codes = |edition: &str| {
        let head = HEAD.replace("2026", edition);
        home.write("c.toml", &format!("{head}{}", question("codes", "stem = \"What is E11.9?\"\nchoices = [{ text = \"a b\", key = true }, { text = \"c d\" }]\nallow = [\"code-in-text\"]")));
        let report = home.json(&["bank", "check", "c.toml", "--select", "unused-allow,code-in-text"]);
        report["diagnostics"].as_array().expect("a list").len()
    };
    assert_eq!((codes("2026"), codes("2031")), (1, 0));
}

#[test]
fn what_a_check_was_made_with_is_looked_at_too() {
    let home = Home::new();
    home.write("a.toml", FLAWED);
    // The same file by two names is one.
    let report = home.json(&["bank", "check", "a.toml", "./a.toml", "--select", "structure"]);
    assert_eq!(report["errors"], 0, "{report}");
    let ignored =
        ["bank", "check", "a.toml", "--blueprint", "crc", "--ignore", "blueprint-coverage", "--json"];
    assert!(!home.run(&ignored).go().stdout.contains("blueprint-coverage"));
    home.write("marked/sequela.toml", "\u{feff}[check]\nignore = [\"flaws\"]\n");
    home.write("marked/a.toml", FLAWED);
    home.json(&["bank", "check", "marked"]);
    home.write("marked/sequela.toml", "\u{feff}a b\n");
    assert!(home.run(&["bank", "check", "marked"]).fails(3).contains("line 1"));
    // An edition that took the place of one of its name.
    let table = include_str!("../code-sets/icd10cm_tabular_2031.xml");
    let add = |text: &str| {
        home.write("icd10cm_tabular_2031.xml", text);
        home.run(&["codes", "add", "icd10cm_tabular_2031.xml", "--partial"]).ok();
    };
    let code = question("q", "").replace("single", "code").replace("\"compliance\"", "\"icd-10-cm\"");
    let code =
        format!("{code}stem = \"Cold feet.\"\nsystem = \"icd-10-cm\"\nkey = [{{ code = \"A00.1\" }}]\n");
    home.write("c.toml", &format!("{}{code}", HEAD.replace("2026", "2031")));
    let missing = || home.json(&["bank", "check", "c.toml", "--select", "no-such-code"])["errors"].clone();
    add(table);
    assert_eq!(missing(), 0);
    add(&table.replace("<diag><name>A00.1</name><desc>Cold feet, left foot</desc></diag>", ""));
    assert_eq!(missing(), 1);
}

fn walk(folder: &Path) -> Vec<PathBuf> {
    let Ok(entries) = std::fs::read_dir(folder) else { return Vec::new() };
    entries.flatten().flat_map(|e| if e.path().is_dir() { walk(&e.path()) } else { vec![e.path()] }).collect()
}

#[test]
fn an_exam_needs_enough_questions() {
    let home = Home::new();
    home.write("a.toml", FLAWED);
    let report =
        home.json(&["bank", "check", "a.toml", "--blueprint", "crc", "--select", "blueprint-coverage"]);
    assert!(report["warnings"].as_u64().expect("a number") > 3, "{report}");
    let report = home.json(&["bank", "check", "--blueprint", "crc", "--select", "blueprint-coverage"]);
    assert_eq!(report["warnings"], 0, "the shipped library has a form of CRC");
}

/// The shipped library is the first clean bank: what is found there is a false alarm, or is mended.
#[test]
fn the_shipped_library_is_clean() {
    let report = Home::new().json(&["bank", "check"]);
    assert_eq!(
        (&report["errors"], &report["warnings"], &report["notes"]),
        (&0.into(), &0.into(), &0.into()),
        "{report:#}"
    );
}

/// Saving as editors do it, by replacing the file, is noticed.
#[test]
fn watching_checks_again_when_a_file_is_saved() {
    use std::io::{BufRead as _, BufReader};
    let home = Home::new();
    home.write("banks/a.toml", FLAWED);
    let mut child = home
        .run(&["bank", "check", "banks", "--watch", "--format", "concise"])
        .command()
        .stdout(std::process::Stdio::piped())
        .stdin(std::process::Stdio::null())
        .spawn()
        .expect("the binary starts");
    let (sender, lines) = std::sync::mpsc::channel();
    let stdout = child.stdout.take().expect("a pipe");
    std::thread::spawn(move || {
        for line in BufReader::new(stdout).lines().map_while(Result::ok) {
            let _ = sender.send(line);
        }
    });
    // A machine under load may take long; nothing here depends on how long.
    let wait_for = |wanted: &str| {
        std::iter::from_fn(|| lines.recv_timeout(std::time::Duration::from_secs(60)).ok())
            .any(|l| l.contains(wanted))
    };
    assert!(wait_for("Watching"));
    let draft =
        home.write("banks/.draft", &FLAWED.replace("level     = \"recall\"", "level     = \"recal\""));
    std::fs::rename(draft, home.path().join("banks/a.toml")).expect("saved");
    let noticed = wait_for("`recal` is none of");
    child.kill().expect("it runs");
    child.wait().expect("it ends");
    assert!(noticed);
}
