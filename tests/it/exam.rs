//! Mock exams: forms of all blueprints, sittings that are interrupted, the clock, the report.

use std::collections::{BTreeMap, BTreeSet};
use std::io::{BufRead as _, BufReader, Write as _};
use std::process::Stdio;
use std::sync::Arc;

use sequela::bank::{Blueprint, QuestionId, Questions as _, Share};
use sequela::code::Editions;
use sequela::exam::{Form, Measure, Pool};
use sequela::library::{Library, Sources};
use sequela::study::{Random, shuffle};
use serde_json::Value;

use crate::harness::{ALL_TYPES, Home, Run};

fn library() -> Library {
    Library::open(&Sources::default(), Arc::new(Editions::open(None))).expect("the shipped library")
}

fn pool(library: &Library, seed: u64) -> Pool<'_> {
    let mut order: Vec<_> = library.questions().collect();
    shuffle(&mut order, &mut Random::new(seed, "form"));
    Pool::new(library, order, None)
}

/// By bank and case: how many questions it has.
type Cases = BTreeMap<(String, String), usize>;

fn cases<'q>(library: &Library, questions: impl Iterator<Item = &'q QuestionId>) -> Cases {
    let mut cases = Cases::new();
    for id in questions {
        let item = library.question(id).expect("a question");
        if let Some(case) = &item.case {
            *cases.entry((id.bank().to_owned(), case.id.value.clone())).or_default() += 1;
        }
    }
    cases
}

/// Every rule that a form keeps, looked at from outside.
fn holds(library: &Library, all: &Cases, blueprint: &Blueprint, length: u32, forms: &[Form]) {
    let measure = Measure::of(blueprint, length);
    let mut used = BTreeSet::new();
    for form in forms {
        assert_eq!(form.items.len(), length as usize, "{}", blueprint.id);
        for (number, domain) in blueprint.domains.iter().enumerate() {
            let own: Vec<_> = form.items.iter().filter(|i| i.domain == number).collect();
            let pretest = own.iter().filter(|i| i.pretest).count() as u32;
            assert_eq!(own.len() as u32, measure.of_domain(number), "{} {}", blueprint.id, domain.id);
            assert_eq!(pretest, measure.pretest[number], "{} {}", blueprint.id, domain.id);
            for item in own {
                assert!(used.insert(&item.question), "{} is drawn twice", item.question);
                let read = library.question(&item.question).expect("a question");
                let topic = domain.draws(&read.question.topic);
                assert!(
                    topic || (read.case.is_some() && domain.draws_cases()),
                    "{} in {}",
                    item.question,
                    domain.id
                );
            }
        }
        for (case, count) in cases(library, form.items.iter().map(|i| &i.question)) {
            assert_eq!(count, all[&case], "{case:?} is cut");
        }
    }
}

#[test]
fn every_shipped_blueprint_makes_whole_forms() {
    let library = library();
    assert!(library.blueprints().len() >= 11 && library.blueprints_left_out().is_empty());
    let ids: Vec<QuestionId> = library.questions().filter_map(|q| library.id(q)).collect();
    let all = cases(&library, ids.iter());
    let pool = pool(&library, 1);
    for blueprint in library.blueprints() {
        let sourced = blueprint.source.is_some() && blueprint.verified.is_some();
        assert!(blueprint.draft || sourced, "{}", blueprint.id);
        for (length, forms) in [(blueprint.items, 1), (25, 2), (7, 1)] {
            let drawn = pool.forms(blueprint, length, forms);
            let drawn = drawn.unwrap_or_else(|s| panic!("{} of {length}: {s:?}", blueprint.id));
            assert_eq!(drawn.len(), forms);
            holds(&library, &all, blueprint, length, &drawn);
        }
    }
}

/// At their own length the counts are the blueprint's, and weights stay within their bounds.
#[test]
fn a_whole_form_has_the_counts_of_its_blueprint() {
    for blueprint in library().blueprints() {
        let measure = Measure::of(blueprint, blueprint.items);
        let scored = blueprint.scored();
        assert_eq!(measure.scored.iter().sum::<u32>(), scored);
        for (domain, count) in blueprint.domains.iter().zip(&measure.scored) {
            match domain.share {
                Share::Items(n) => assert_eq!(*count, n, "{} {}", blueprint.id, domain.id),
                Share::Weight(low, high) => {
                    let per_cent = 100.0 * f64::from(*count) / f64::from(scored);
                    let near = 100.0 / f64::from(scored);
                    assert!(
                        per_cent > f64::from(low) - near && per_cent < f64::from(high) + near,
                        "{} {}: {per_cent}",
                        blueprint.id,
                        domain.id
                    );
                }
            }
        }
    }
}

#[test]
fn what_is_lacking_is_said_and_the_longest_form_offered() {
    let home = Home::new();
    let blueprint = "[blueprint]\nformat = 1\nid = \"big\"\ntitle = \"Big\"\nitems = 300\nminutes = 60\npass = 70\n\n\
        [[domain]]\nid = \"t\"\ntitle = \"Terms\"\nitems = 200\ntopics = [\"terminology\"]\n\n\
        [[domain]]\nid = \"a\"\ntitle = \"Anatomy\"\nitems = 100\ntopics = [\"anatomy\"]\n";
    home.write("big.toml", blueprint);
    let said = home.run(&["--banks", "big.toml", "exam", "big"]).fails(1);
    // 45 questions each: 155 and 55 are lacking, and 45 of 2/3 is the bound.
    assert!(said.contains("Terms: lacks 155 of 200"), "{said}");
    assert!(said.contains("Anatomy: lacks 55 of 100"), "{said}");
    let offered = said.split("--length ").nth(1).and_then(|t| t.split(' ').next()).expect("an offer");
    home.run(&["--banks", "big.toml", "exam", "big", "--length", offered]).stdin("").ok();
    let longer = (offered.parse::<u32>().expect("a number") + 1).to_string();
    home.run(&["--banks", "big.toml", "exam", "big", "--length", &longer]).fails(1);
}

/// The questions of a sitting, as they are headed on a pipe.
fn asked(out: &str) -> Vec<String> {
    out.lines().filter(|l| l.starts_with('[') && l.ends_with(']')).map(str::to_owned).collect()
}

#[test]
fn a_numbered_form_is_the_same_for_everybody_and_on_paper() {
    let drawn = |home: &Home, form: &str, seed: &str| {
        let out = home.run(&["exam", "crc", "--length", "20", "--form", form, "--seed", seed]);
        asked(&out.stdin(&":skip\n".repeat(19)).ok())
    };
    let (home, other) = (Home::new(), Home::new());
    // Another learner, who has answered much of it already.
    other.run(&["study", "-n", "120", "--seed", "4"]).stdin(&"a\n".repeat(200)).ok();
    let (first, second) = (drawn(&home, "1", "9"), drawn(&home, "2", "9"));
    assert_eq!(first.len(), 20);
    assert_eq!(first, drawn(&other, "1", "9"));
    assert_ne!(first, drawn(&home, "1", "10"));
    assert!(first.iter().all(|q| !second.contains(q)));
    home.run(&["paper", "crc", "--length", "20", "--forms", "2", "--seed", "9", "--format", "markdown"]).ok();
    let key = std::fs::read_to_string(home.path().join("crc-20-2-9-key.md")).expect("a key");
    for question in &second {
        assert!(key.contains(question.trim_matches(['[', ']'])), "{question}");
    }
}

#[test]
fn what_was_seen_recently_is_avoided() {
    let home = Home::new();
    let lines = (1..=30).map(|n| format!(":goto {n}\na\n")).collect::<Vec<_>>().concat();
    let sit = |seed: &str| {
        let run = home.run(&["exam", "cca", "--length", "30", "--seed", seed]);
        asked(&run.stdin(&format!("{lines}:submit --yes\n")).ok()).into_iter().collect::<BTreeSet<String>>()
    };
    sit("1");
    let history = home.json(&["history"]);
    let answered: Vec<String> = history
        .as_array()
        .expect("a list")
        .iter()
        .map(|l| format!("[{}]", l["question"].as_str().expect("an id")))
        .collect();
    assert!(answered.len() >= 15, "{}", answered.len());
    let second = sit("2");
    assert!(answered.iter().all(|q| !second.contains(q)));
}

/// An answer to a question of any type, the same for the same question.
fn answer(kind: &str, choices: usize, salt: usize) -> String {
    let letter = |n: usize| char::from(b'a' + (n % choices.max(1)) as u8);
    match kind {
        "single" => letter(salt).to_string(),
        "multiple" => format!("{} {} {}", letter(0), letter(1), letter(2)),
        "true-false" => "t".to_owned(),
        "text" => "myalgia".to_owned(),
        "code" => "E11.9, N18.4".to_owned(),
        "match" => String::new(),
        "order" => (0..choices).map(|n| letter(n).to_string()).collect::<Vec<_>>().join(" "),
        other => panic!("{other}"),
    }
}

/// The lines of a long sitting with going back, flags and changed answers, for the questions of a form.
fn script(home: &Home, arguments: &[&str]) -> Vec<String> {
    let out = home.run(&[arguments, &["--json"]].concat()).stdin(&":skip\n".repeat(99)).ok();
    let mut views: BTreeMap<usize, Value> = BTreeMap::new();
    for line in out.lines() {
        let view: Value = serde_json::from_str(line).expect("JSON");
        if view["view"] == "question" {
            views.insert(view["number"].as_u64().expect("a number") as usize, view);
        }
    }
    let mut lines = Vec::new();
    for (number, view) in &views {
        let kind = view["type"].as_str().expect("a type");
        let choices = view["choices"].as_array().map_or(0, Vec::len);
        let given = |salt: usize| match (kind, view["select"].as_u64()) {
            ("multiple", Some(2)) => "a b".to_owned(),
            ("match", _) => {
                let left = view["left"].as_array().map_or(0, Vec::len);
                (0..left)
                    .map(|n| format!("{}{}", n + 1, char::from(b'a' + n as u8)))
                    .collect::<Vec<_>>()
                    .join(" ")
            }
            _ => answer(kind, choices, salt),
        };
        lines.push(format!(":goto {number}"));
        lines.push(given(*number));
        match number % 7 {
            0 => lines.push(":flag".to_owned()),
            // Back, to change the answer, and to where it was.
            3 if kind == "single" => {
                lines.extend([format!(":goto {number}"), given(number + 1)]);
            }
            5 => lines.extend([":back".to_owned(), ":skip".to_owned(), ":review".to_owned()]),
            6 if kind == "single" => {
                lines.extend([format!(":goto {number}"), format!("{}?", given(number + 2))]);
            }
            _ => {}
        }
    }
    lines
}

fn report(home: &Home) -> Value {
    let mut report = home.json(&["exam", "report"]);
    let report = report.as_object_mut().expect("a report");
    for key in ["session", "started", "submitted", "view"] {
        report.remove(key);
    }
    // Every life of the killed one asks for some lines of its own, and they take time.
    report.remove("time");
    for domain in report["domains"].as_array_mut().expect("domains") {
        domain.as_object_mut().expect("a domain").remove("seconds");
    }
    Value::Object(report.clone())
}

/// Feeds lines to a sitting, and kills it when the last of them was answered.
fn sit_and_be_killed(run: &Run, lines: &[String]) {
    let mut child = run
        .command()
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .expect("a start");
    let mut stdin = child.stdin.take().expect("a pipe");
    let mut out = BufReader::new(child.stdout.take().expect("a pipe")).lines();
    for line in lines {
        writeln!(stdin, "{line}").expect("it reads");
        // A note is answered with one line: then what came before it is done.
        writeln!(stdin, ":note here").expect("it reads");
        loop {
            let said = out.next().expect("it goes on").expect("text");
            if said.contains("noted; `notes` lists them") {
                break;
            }
        }
    }
    child.kill().expect("killed");
    child.wait().expect("gone");
}

#[test]
fn a_sitting_killed_fifty_times_ends_as_one_that_was_not() {
    let arguments = ["exam", "cpc", "--form", "1", "--seed", "5"];
    let (whole, killed) = (Home::new(), Home::new());
    let lines = script(&Home::new(), &arguments);
    assert!(lines.len() > 200, "{}", lines.len());
    let mut all = lines.join("\n");
    all.push_str("\n:submit --yes\n");
    whole.run(&arguments).env("SEQUELA_STEP", "2s").stdin(&all).ok();

    let pieces: Vec<&[String]> = lines.chunks(lines.len().div_ceil(50)).collect();
    for (at, piece) in pieces.iter().enumerate() {
        let words: &[&str] = if at == 0 { &arguments } else { &["exam", "resume"] };
        sit_and_be_killed(&killed.run(words).env("SEQUELA_STEP", "2s"), piece);
    }
    assert!(pieces.len() >= 45, "{}", pieces.len());
    killed.run(&["exam", "resume"]).stdin(":submit --yes\n").ok();
    assert_eq!(report(&whole), report(&killed));
    let history = |home: &Home| {
        let lines = home.json(&["history"]);
        let all: Vec<(String, String, Value)> = lines
            .as_array()
            .expect("a list")
            .iter()
            .map(|l| {
                let text = |key: &str| l[key].as_str().unwrap_or_default().to_owned();
                (text("question"), text("answer"), l["points"].clone())
            })
            .collect();
        all
    };
    assert_eq!(history(&whole), history(&killed));
    assert!(history(&whole).len() >= 95);
    let report = report(&whole);
    assert!(report["changed"]["items"].as_array().expect("numbers").len() > 10);
    assert!(report["flagged"].as_array().expect("numbers").len() > 10);
}

#[test]
fn the_time_runs_out_in_the_middle_of_a_case() {
    let home = Home::new();
    // The last ten items of CPC are cases; two and a half minutes an item, and every line takes two.
    let arguments = ["exam", "cpc", "--form", "1", "--seed", "5", "--time-factor", "0.8"];
    let lines: Vec<String> =
        std::iter::once(":goto 91".to_owned()).chain((0..200).map(|_| "a".to_owned())).collect();
    let out = home.run(&arguments).env("SEQUELA_STEP", "30min").stdin(&lines.join("\n")).ok();
    assert!(out.contains("Time: 12 minutes left.") || out.contains("left."), "{out}");
    assert!(out.contains("This line came too late and is put aside."), "{out}");
    let list = home.json(&["exam", "list"]);
    let exam = &list[0];
    // 192 minutes: five more lines of thirty after the first one, the seventh is late.
    assert_eq!((exam["answered"].as_u64(), exam["used"].as_f64()), (Some(5), Some(192.0 * 60.0)), "{exam}");
    let report = home.json(&["exam", "report"]);
    assert_eq!(report["time_up"], true);
    // What the late line would have changed is as it was; the open question's clock stands at the limit.
    let spent: f64 =
        report["time"]["items"].as_array().expect("times").iter().filter_map(Value::as_f64).sum();
    assert!((spent - 192.0 * 60.0).abs() < 1.0, "{spent}");
    home.run(&["exam", "resume"]).fails(1);
}

#[test]
fn what_the_clock_does_meanwhile_is_the_learners_choice() {
    let left = |clock: Option<&str>, now: &str| {
        let home = Home::new();
        home.run(&["exam", "crc", "--form", "1", "--length", "25"]).stdin("a\nb\n").ok();
        let mut words = vec!["exam", "resume"];
        words.extend(clock.map(|c| ["--clock", c]).into_iter().flatten());
        let out = home.run(&words).env("SEQUELA_NOW", now).stdin(":quit\n").ok();
        let list = home.json(&["exam", "list"]);
        (list[0]["used"].as_f64().expect("seconds"), list[0]["submitted"].is_null(), out)
    };
    // Two answers and the end of input: 40 seconds used; one more line after that.
    let (used, open, _) = left(None, "2026-11-21T12:00:00Z");
    assert_eq!((used, open), (60.0, true));
    // Ten minutes away while the clock ran, from the last line at 09:00:40.
    let (used, open, _) = left(Some("running"), "2026-11-21T09:10:40Z");
    assert_eq!((used, open), (660.0, true));
    // A wall clock that was set back gives no time back, and takes none.
    let (used, open, _) = left(Some("running"), "2026-11-20T09:00:00Z");
    assert_eq!((used, open), (60.0, true));
    // An hour is all there was: it is over.
    let (used, open, out) = left(Some("running"), "2026-11-22T09:00:00Z");
    assert_eq!((used, open), (3600.0, false));
    assert!(out.contains("ran out while you were away"), "{out}");
}

#[test]
fn nothing_is_told_before_the_end() {
    let home = Home::new();
    let lines = (1..=30).map(|n| format!(":goto {n}\na\n")).collect::<Vec<_>>().concat();
    let arguments = ["exam", "cca", "--form", "1", "--length", "30", "--json"];
    let out = home.run(&arguments).stdin(&format!("{lines}:review\n")).ok();
    let mut kinds = BTreeSet::new();
    for line in out.lines() {
        let view: Value = serde_json::from_str(line).expect("JSON");
        kinds.insert(view["view"].as_str().expect("a view").to_owned());
        for told in ["key", "correct", "points", "rationale", "refs", "findings"] {
            assert!(view.get(told).is_none(), "{told} in {view}");
        }
    }
    assert_eq!(kinds.into_iter().collect::<Vec<_>>(), ["exam-overview", "notice", "question"]);
    assert_eq!(home.json(&["history"]), serde_json::json!([]));
    let list = home.json(&["exam", "list"]);
    assert!(list[0]["points"].is_null() && list[0]["domains"].as_array().is_some_and(Vec::is_empty));
    home.run(&["exam", "report"]).fails(1);
    home.run(&["exam", "review"]).fails(1);
    home.run(&["exam", "resume"]).stdin(":submit --yes\n").ok();
    let report = home.json(&["exam", "report"]);
    // 30 of 105: four of them do not count, and the domains hold the rest.
    assert_eq!(report["pretest"], 4);
    let items: u64 =
        report["domains"].as_array().expect("domains").iter().filter_map(|d| d["items"].as_u64()).sum();
    assert_eq!(items, 26);
    let points: f64 =
        report["domains"].as_array().expect("domains").iter().filter_map(|d| d["points"].as_f64()).sum();
    assert!((points - report["points"].as_f64().expect("points")).abs() < 1e-9);
    // What was answered is history now, and stays: an exam is not taken back.
    assert!(home.json(&["history"]).as_array().expect("a list").len() >= 15);
    home.run(&["undo"]).fails(1);
    let wrong = home.json(&["exam", "review", "--wrong"]);
    assert_eq!(wrong.as_array().map(Vec::len), report["wrong"].as_array().map(Vec::len));
}

#[test]
fn a_closed_book_stays_closed_and_an_own_one_is_timed() {
    let home = Home::new();
    let closed =
        home.run(&["exam", "cbcs", "--form", "1", "--length", "10"]).stdin(":lookup E11\n:book\n").ok();
    assert!(closed.contains("taken without a book") && !closed.contains("Type 2 diabetes"), "{closed}");
    let own = ["exam", "crc", "--form", "1", "--length", "10", "--book", "paper"];
    let out = home.run(&own).stdin(":book\n:time\n:book\na\n:book\nb\n:search asthma\n:submit --yes\n").ok();
    assert!(out.contains("book closed after 0:40") && out.contains("with your own books"), "{out}");
    let report = home.json(&["exam", "report"]);
    assert_eq!(
        (report["book"]["seconds"].as_f64(), report["book"]["lookups"].as_u64()),
        (Some(60.0), Some(0))
    );
    let ebook = ["exam", "crc", "--form", "1", "--length", "10"];
    home.run(&ebook)
        .env("SEQUELA_NOW", "2026-11-22T09:00:00Z")
        .stdin(":lookup E11.9\n:skip\n:search asthma\na\n:submit --yes\n")
        .ok();
    let report = home.json(&["exam", "report"]);
    assert_eq!((report["book"]["lookups"].as_u64(), report["book"]["items"].as_u64()), (Some(2), Some(2)));
}

/// Study and exams are resumed apart, and no session of study pushes an open exam out.
#[test]
fn an_open_exam_and_an_open_session_do_not_get_into_each_others_way() {
    let home = Home::new();
    home.run(&["exam", "crc", "--form", "1", "--length", "10"]).stdin("a\n").ok();
    home.run(&["study", "--resume"]).fails(1);
    for _ in 0..5 {
        home.run(&["study", "-n", "3"]).stdin(":quit\n").ok();
    }
    let out = home.run(&["exam", "resume"]).stdin(":submit --yes\n").ok();
    assert!(out.contains("1 of 10 answered"), "{out}");
    home.run(&["study", "--resume"]).stdin(":quit\n").ok();
}

#[test]
fn an_exam_can_be_given_up_and_the_last_one_worked_on_is_meant() {
    let home = Home::new();
    let begin = |length: &str, now: &str| {
        let words = ["exam", "crc", "--form", "1", "--length", length];
        home.run(&words).env("SEQUELA_NOW", now).stdin("a\n").ok();
    };
    begin("8", "2026-11-21T09:00:00Z");
    begin("9", "2026-11-21T10:00:00Z");
    let ids: Vec<String> = home
        .json(&["exam", "list"])
        .as_array()
        .expect("a list")
        .iter()
        .map(|e| e["session"].as_str().expect("an id").to_owned())
        .collect();
    let resume = ["exam", "resume", "--session", &ids[0]];
    home.run(&resume).env("SEQUELA_NOW", "2026-11-21T11:00:00Z").stdin(":quit\n").ok();
    // The older one was worked on last.
    let out = home
        .run(&["exam", "resume"])
        .env("SEQUELA_NOW", "2026-11-21T12:00:00Z")
        .stdin(":submit --yes\n")
        .ok();
    assert!(out.contains("8 items, 1 answered"), "{out}");
    assert_eq!(home.json(&["exam", "report"])["items"], 8);
    assert!(home.run(&["exam", "report", "--session", &ids[1]]).fails(1).contains("not handed in"));
    assert!(home.run(&["exam", "discard"]).fails(2).contains("1 of 9 answered"));
    home.run(&["exam", "discard", "--yes"]).ok();
    home.run(&["exam", "resume"]).fails(1);
    assert!(home.run(&["exam", "resume", "--session", &ids[1]]).fails(1).contains("discarded"));
    let list = home.json(&["exam", "list"]);
    assert_eq!((&list[1]["discarded"], &list[1]["points"]), (&true.into(), &Value::Null));
    assert_eq!(home.json(&["history"]).as_array().map(Vec::len), Some(1));
}

#[test]
fn what_was_struck_and_how_sure_one_was_stays_over_a_resume() {
    let home = Home::new();
    let words = ["exam", "crc", "--form", "1", "--length", "8", "--seed", "3", "--json"];
    home.run(&words).stdin(":strike a\n:strike c\n:strike c\n:skip\nb?\n:goto 1\n").ok();
    let out = home.run(&["exam", "resume", "--json"]).stdin(":goto 2\n").ok();
    let questions: Vec<Value> = out
        .lines()
        .map(|l| serde_json::from_str(l).expect("JSON"))
        .filter(|v: &Value| v["view"] == "question")
        .collect();
    let struck = |q: &Value| {
        let choices = q["choices"].as_array().expect("choices").iter();
        choices
            .filter(|c| c["struck"] == true)
            .map(|c| c["letter"].as_str().expect("a letter").to_owned())
            .collect::<String>()
    };
    assert_eq!((questions[0]["number"].as_u64(), struck(&questions[0])), (Some(1), "a".to_owned()));
    assert_eq!(questions[1]["exam"]["answer"], "b?");
}

/// A licensed bank measures what the shipped ones cannot, and the form says how much is left.
#[test]
fn what_a_form_cannot_measure_is_said() {
    let home = Home::new();
    let mut bank = String::from(
        "[bank]\nformat = 1\nid = \"licensed\"\ntitle = \"Licensed\"\ncontains-cpt = true\ncopyright = \"CPT is the AMA's\"\n",
    );
    for n in 0..40 {
        let topic = ["evaluation-management", "anesthesia", "radiology", "medicine"][n % 4];
        bank.push_str(&format!(
            "\n[[question]]\nid = \"q{n}\"\ntype = \"single\"\ntopic = \"cpt/{topic}\"\nstem = \"u{n} v{n} w{n} x{n} y{n}?\"\nchoices = [\n  {{ text = \"K{n}\", key = true }},\n  {{ text = \"L{n}\" }},\n]\n"
        ));
    }
    home.write("licensed.toml", &bank);
    let measured = |banks: &[&str]| {
        home.run(&[banks, &["exam", "cpc", "--form", "1"]].concat()).stdin(":submit --yes\n").ok();
        let report = home.json(&[banks, &["exam", "report"]].concat());
        report["unmeasured"][0]["items"].as_u64().unwrap_or(0)
    };
    assert_eq!(measured(&[]), 64);
    // E/M 6, anesthesia 4, radiology 6, medicine 6.
    assert_eq!(measured(&["--banks", "licensed.toml"]), 64 - 22);
    let list = home.json(&["exam", "list"]);
    let outlines = list
        .as_array()
        .expect("a list")
        .iter()
        .filter(|e| e["title"].as_str().is_some_and(|t| t.contains("without CPT code selection")));
    assert_eq!(outlines.count(), 2);
}

/// What was answered stays what it was, though its author changes the bank before the exam is handed in.
#[test]
fn an_answer_keeps_its_choice_when_the_bank_changes() {
    let home = Home::new();
    let bank = |order: [&str; 3]| {
        let question = |n: usize| {
            let choices: Vec<String> = order
                .iter()
                .map(|c| {
                    format!("{{ text = \"{c} {n}\"{} }}", if *c == "alpha" { ", key = true" } else { "" })
                })
                .collect();
            format!(
                "\n[[question]]\nid = \"q{n}\"\ntype = \"single\"\ntopic = \"anatomy\"\nshuffle = false\n\
                 stem = \"u{n} v{n} w{n} x{n}?\"\nchoices = [{}]\n",
                choices.join(", ")
            )
        };
        let head = "[bank]\nformat = 1\nid = \"b\"\ntitle = \"B\"\n";
        format!("{head}{}{}", question(1), question(2))
    };
    let blueprint = "[blueprint]\nformat = 1\nid = \"two\"\ntitle = \"Two\"\nitems = 2\nminutes = 30\npass = 50\n\n\
         [[domain]]\nid = \"a\"\ntitle = \"A\"\nitems = 2\ntopics = [\"anatomy\"]\n";
    home.write("two.toml", blueprint);
    home.write("b.toml", &bank(["alpha", "beta", "gamma"]));
    let words =
        |verb: &[&'static str]| [&["--banks", "b.toml", "--banks", "two.toml", "--only"], verb].concat();
    home.run(&words(&["exam", "two"])).stdin("a\na\n").ok();
    home.write("b.toml", &bank(["gamma", "beta", "alpha"]));
    home.run(&words(&["exam", "resume"])).stdin(":submit --yes\n").ok();
    let report = home.json(&words(&["exam", "report"]));
    assert_eq!((report["points"].as_f64(), report["wrong"].as_array().map(Vec::len)), (Some(2.0), Some(0)));
    let history = home.json(&words(&["history"]));
    for line in history.as_array().expect("a list") {
        assert_eq!((&line["correct"], &line["answer"]), (&true.into(), &"a".into()));
    }
    // Without the bank nothing is lost either.
    home.run(&words(&["exam", "two"])).env("SEQUELA_NOW", "2026-11-22T09:00:00Z").stdin("a\nb\n").ok();
    std::fs::remove_file(home.path().join("b.toml")).expect("removed");
    home.write("c.toml", ALL_TYPES);
    let others = ["--banks", "c.toml", "--only"];
    home.run(&[&others[..], &["exam", "resume"]].concat())
        .env("SEQUELA_NOW", "2026-11-22T10:00:00Z")
        .stdin(":submit --yes\n")
        .ok();
    assert_eq!(home.json(&[&others[..], &["history"]].concat()).as_array().map(Vec::len), Some(4));
    assert_eq!(home.json(&[&others[..], &["exam", "report"]].concat())["answered"], 2);
}

/// An exam goes on on another machine, whatever its device is called.
#[test]
fn an_exam_goes_on_on_another_machine() {
    for _ in 0..4 {
        let (first, second) = (Home::new(), Home::new());
        first.run(&["exam", "crc", "--form", "1", "--length", "8"]).stdin("a\nb\n").ok();
        let file = first.path().join("all.jsonl").display().to_string();
        first.run(&["progress", "backup", &file]).ok();
        second.run(&["progress", "import", &file]).ok();
        let out = second
            .run(&["exam", "resume"])
            .env("SEQUELA_NOW", "2026-11-21T12:00:00Z")
            .stdin("c\n:submit --yes\n")
            .ok();
        assert!(out.contains("8 items, 2 answered"), "{out}");
        assert_eq!(second.json(&["exam", "report"])["answered"], 3);
        assert_eq!(second.json(&["history"]).as_array().map(Vec::len), Some(3));
        second.run(&["exam", "resume"]).fails(1);
    }
}

/// The program ended between the lines of handing in: what is missing is written, and nothing twice.
#[test]
fn a_kill_while_handing_in_is_completed() {
    let home = Home::new();
    let words = ["exam", "crc", "--form", "1", "--length", "8"];
    home.run(&words).stdin("a\nb\nc\nd\n:submit --yes\n").ok();
    let whole = std::fs::read_to_string(home.journal()).expect("a journal");
    let lines: Vec<&str> = whole.lines().collect();
    let first = lines.iter().position(|l| l.contains("\"kind\":\"attempt\"")).expect("an attempt");
    let answered = home.json(&["exam", "report"])["answered"].as_u64().expect("a number");
    for cut in first..lines.len() {
        std::fs::write(home.journal(), lines[..cut].join("\n") + "\n").expect("written");
        let _ = std::fs::remove_dir_all(home.profile().join("store"));
        home.run(&["exam", "resume"]).stdin(":submit --yes\n").go();
        let history = home.json(&["history"]);
        let mut places: Vec<u64> =
            history.as_array().expect("a list").iter().filter_map(|l| l["place"].as_u64()).collect();
        places.sort_unstable();
        assert_eq!(places, (0..answered).collect::<Vec<_>>(), "cut at {cut}");
        assert!(home.json(&["exam", "list"])[0]["submitted"].is_string(), "cut at {cut}");
        home.run(&["exam", "resume"]).fails(1);
    }
}

/// A command without its colon is no answer, whatever is asked for.
#[test]
fn a_forgotten_colon_is_told() {
    let home = Home::new();
    home.write("b.toml", ALL_TYPES);
    let study = |topic: &str, line: &str| {
        home.run(&["--banks", "b.toml", "--only", "study", topic, "-n", "1"]).stdin(&format!("{line}\n")).ok()
    };
    assert!(study("icd-10-cm/endocrine", "submit").contains("did you mean `:submit`?"));
    let exam = ["exam", "crc", "--form", "1", "--length", "8", "--seed", "3"];
    assert!(
        home.run(&exam).stdin("skip\n").ok().contains("type a letter from a to d; did you mean `:skip`?")
    );
    assert_eq!(home.json(&["history"]), serde_json::json!([]));
}

/// Two questions that ask the same never meet in a form, and are missing from one that would need both.
#[test]
fn near_duplicates_do_not_meet() {
    let home = Home::new();
    let question = |id: &str, stem: &str, key: &str| {
        format!(
            "\n[[question]]\nid = \"{id}\"\ntype = \"single\"\ntopic = \"anatomy\"\nstem = \"{stem}\"\n\
             choices = [{{ text = \"{key}\", key = true }}, {{ text = \"other {id}\" }}]\n"
        )
    };
    let bank = "[bank]\nformat = 1\nid = \"b\"\ntitle = \"B\"\n".to_owned()
        + &question("one", "Which large vessel carries blood out of the left ventricle?", "aorta")
        + &question("again", "Which vessel carries the blood out of the left ventricle?", "aorta")
        + &question("other", "Name the joint between femur, tibia and patella.", "knee");
    home.write("b.toml", &bank);
    let blueprint = |items: u32| {
        format!(
            "[blueprint]\nformat = 1\nid = \"two\"\ntitle = \"Two\"\nitems = {items}\nminutes = 30\npass = 50\n\n\
             [[domain]]\nid = \"a\"\ntitle = \"A\"\nitems = {items}\ntopics = [\"anatomy\"]\n"
        )
    };
    let words =
        ["--banks", "b.toml", "--banks", "two.toml", "--only", "exam", "two", "--form", "1", "--seed"];
    home.write("two.toml", &blueprint(2));
    for seed in ["1", "2", "3", "4", "5"] {
        let out = home.run(&[&words[..], &[seed]].concat()).stdin(":skip\n").ok();
        let asked = asked(&out);
        assert!(asked.len() == 2 && asked.contains(&"[b/other]".to_owned()), "{asked:?}");
    }
    home.write("two.toml", &blueprint(3));
    let said = home.run(&[&words[..], &["1"]].concat()).fails(1);
    assert!(said.contains("lacks 1 of 3") || said.contains("near-duplicates apart"), "{said}");
}
