//! Memory, plan and readiness, over months of scripted study.

use std::fmt::Write as _;
use std::fs;

use sequela::learner::{Grade, Memory, Model};
use serde_json::Value;

use crate::harness::{Home, Run};

/// A bank of statements in two topics, all true, and a blueprint that asks both.
fn learner(questions: usize) -> Home {
    let home = Home::new();
    let mut bank =
        "[bank]\nformat = 1\nid = \"facts\"\ntitle = \"Facts <b>&</b> figures\"\nauthors = [\"T\"]\n\
                    licence = \"CC-BY-4.0\"\n"
            .to_owned();
    for n in 0..questions {
        let topic = if n % 2 == 0 { "anatomy/digestive" } else { "terminology/disorders" };
        let _ = write!(
            bank,
            "\n[[question]]\nid = \"q{n}\"\ntype = \"true-false\"\ntopic = \"{topic}\"\nstem = \"Fact <script>alert({n})</script> holds.\"\n\
             key = true\nhint = \"It does.\"\n"
        );
    }
    home.write("b.toml", &bank);
    home.write(
        "two.toml",
        "[blueprint]\nformat = 1\nid = \"two\"\ntitle = \"Two\"\nitems = 20\nminutes = 40\npass = 70\nstatus = \"draft\"\n\
         [[domain]]\nid = \"a\"\ntitle = \"Anatomy\"\nitems = 12\ntopics = [\"anatomy\"]\n\
         [[domain]]\nid = \"t\"\ntitle = \"Terms\"\nitems = 8\ntopics = [\"terminology\"]\n",
    );
    home
}

fn on(home: &Home, when: &str, words: &[&str]) -> Run {
    home.run(&[&["--banks", "b.toml", "--banks", "two.toml", "--only"], words].concat())
        .env("SEQUELA_NOW", when)
}

fn json(home: &Home, when: &str, words: &[&str]) -> Value {
    let printed = on(home, when, &[words, &["--json"]].concat()).go();
    assert!(printed.stderr.is_empty(), "{printed:?}");
    serde_json::from_str(&printed.stdout).unwrap_or_else(|e| panic!("{e}: {printed:?}"))
}

/// Answers as many questions as there are lines.
fn study(home: &Home, when: &str, answers: &str) -> String {
    let count = answers.split_whitespace().count().to_string();
    // That memory was fitted may be said beside it.
    let printed =
        on(home, when, &["study", "-n", &count, "--seed", "1"]).stdin(&answers.replace(' ', "\n")).go();
    assert_eq!(printed.code, Some(0), "{printed:?}");
    printed.stdout
}

fn doctor(home: &Home) {
    let health = json(home, "2027-06-01T12:00:00Z", &["progress", "doctor"]);
    assert_eq!(
        (&health["store_fits"], health["broken_links"].as_array().map(Vec::len)),
        (&true.into(), Some(0))
    );
}

#[test]
fn months_of_study_give_the_states_of_fsrs_and_the_store_keeps_them() {
    let home = learner(3);
    let days =
        ["2026-11-21", "2026-11-22", "2026-11-25", "2026-12-09", "2027-01-20", "2027-01-21", "2027-03-30"];
    let answers = ["t f t", "t t f", "t! t? t??", "t t t", "f t t", "t t t", "t f t!"];
    for (day, answers) in days.iter().zip(answers) {
        study(&home, &format!("{day}T12:00:00Z"), answers);
    }
    let history = json(&home, "2027-04-01T12:00:00Z", &["history"]);
    let model = Model::default();
    for question in ["facts/q0", "facts/q1", "facts/q2"] {
        let mut memory: Option<Memory> = None;
        for line in history.as_array().unwrap().iter().filter(|l| l["question"] == question) {
            let day: jiff::civil::Date = line["day"].as_str().unwrap().parse().unwrap();
            let day = jiff::civil::date(1970, 1, 1).until(day).unwrap().get_days();
            let grade = match line["grade"].as_str().unwrap() {
                "again" => Grade::Again,
                "hard" => Grade::Hard,
                "easy" => Grade::Easy,
                _ => Grade::Good,
            };
            memory = Some(model.after(memory.as_ref(), grade, day));
            let said = line["memory"]["stability"].as_f64().unwrap();
            assert!((said - f64::from(memory.unwrap().stability)).abs() < 1e-4, "{line}");
        }
        assert!(memory.is_some());
    }
    // A lucky guess is graded as a miss, though its points count.
    let guess = history.as_array().unwrap().iter().find(|l| l["confidence"] == "guess").unwrap();
    assert_eq!((&guess["correct"], &guess["grade"]), (&true.into(), &"again".into()));
    doctor(&home);
}

#[test]
fn undo_brings_memory_back_exactly() {
    let home = learner(2);
    study(&home, "2026-11-21T12:00:00Z", "t f");
    study(&home, "2026-11-28T12:00:00Z", "t t");
    let memory = || json(&home, "2026-12-10T12:00:00Z", &["stats"])["memory"].clone();
    let before = memory();
    let out = on(&home, "2026-12-05T12:00:00Z", &["study", "-n", "2"]).stdin("f\n:undo\n:quit\n").ok();
    assert!(out.contains("the last answer is taken back"), "{out}");
    assert_eq!(memory(), before);
    study(&home, "2026-12-05T12:00:00Z", "t f");
    assert_ne!(memory(), before);
    on(&home, "2026-12-05T12:10:00Z", &["undo"]).ok();
    on(&home, "2026-12-05T12:10:00Z", &["undo"]).ok();
    assert_eq!(memory(), before);
    doctor(&home);
}

#[test]
fn cramming_leaves_memory_alone_and_what_is_due_comes_back() {
    let home = learner(4);
    study(&home, "2026-11-21T12:00:00Z", "t t t f");
    let none = on(&home, "2026-11-21T13:00:00Z", &["study", "--mode", "due"]).fails(1);
    assert!(none.contains("nothing on this is due; the next comes back tomorrow"), "{none}");
    let memory = || json(&home, "2026-12-01T12:00:00Z", &["stats"])["memory"].clone();
    let before = memory();
    let crammed = on(&home, "2026-11-22T12:00:00Z", &["study", "--mode", "cram", "-n", "4"]);
    assert!(!crammed.stdin("f\nf\nf\nf\n").ok().contains("comes back"));
    assert_eq!(memory(), before);
    assert_eq!(before["due"], 4);
    let due = on(&home, "2026-12-01T12:00:00Z", &["study", "--mode", "due"]).stdin("t\nt\nt\nt\n").ok();
    assert!(due.contains("1/4") && due.contains("due"), "{due}");
}

#[test]
fn a_study_day_begins_at_four_and_the_night_of_the_change_changes_nothing() {
    let home = learner(1);
    let answer = |at: &str| {
        on(&home, at, &["study", "-n", "1"]).env("TZ", "America/New_York").stdin("t\n").ok();
    };
    // 03:30 and 04:30 in New York: before and after the day begins, on the morning the clocks went forward.
    answer("2027-03-13T20:00:00Z");
    answer("2027-03-14T07:30:00Z");
    answer("2027-03-14T08:30:00Z");
    let days: Vec<Value> = json(&home, "2027-03-20T12:00:00Z", &["history"])
        .as_array()
        .unwrap()
        .iter()
        .map(|l| l["day"].clone())
        .collect();
    assert_eq!(days, ["2027-03-13", "2027-03-13", "2027-03-14"]);
    doctor(&home);
}

#[test]
fn a_clock_that_goes_backwards_and_a_journey_leave_time_at_zero() {
    let home = learner(2);
    study(&home, "2026-12-20T12:00:00Z", "t t");
    study(&home, "2026-12-01T12:00:00Z", "t f");
    for (at, zone) in [("2026-12-21T10:30:00Z", "Asia/Tokyo"), ("2026-12-21T11:00:00Z", "Pacific/Honolulu")] {
        on(&home, at, &["study", "-n", "2"]).env("TZ", zone).stdin("t\nt\n").ok();
    }
    let history = json(&home, "2027-01-10T12:00:00Z", &["history"]);
    for question in ["facts/q0", "facts/q1"] {
        let own: Vec<&Value> =
            history.as_array().unwrap().iter().filter(|l| l["question"] == question).collect();
        let days: Vec<i64> = own.iter().map(|l| l["memory"]["day"].as_i64().unwrap()).collect();
        assert!(days.windows(2).all(|pair| pair[0] <= pair[1]), "{days:?}");
    }
    doctor(&home);
}

#[test]
fn nothing_comes_back_after_the_exam() {
    let home = learner(30);
    on(&home, "2026-11-21T12:00:00Z", &["plan", "two", "--exam-date", "2026-12-05", "--minutes", "20"]).ok();
    let exam: jiff::civil::Date = "2026-12-05".parse().unwrap();
    for day in ["2026-11-21", "2026-11-23", "2026-11-26", "2026-12-01", "2026-12-04"] {
        let out = on(&home, &format!("{day}T12:00:00Z"), &["study", "-n", "30", "--json"])
            .stdin(&"t!\n".repeat(30))
            .go()
            .stdout;
        for view in out.lines().map(|l| serde_json::from_str::<Value>(l).unwrap()) {
            if let Some(back) = view["comes_back"]["on"]["day"].as_str() {
                assert!(back.parse::<jiff::civil::Date>().unwrap() < exam, "{day}: {view}");
            }
        }
    }
    let stats = json(&home, "2026-12-04T18:00:00Z", &["stats"]);
    assert_eq!(stats["memory"]["safe"], 30);
    // When it is over, it bounds nothing.
    let after = json(&home, "2026-12-06T12:00:00Z", &["stats"]);
    assert_eq!(after["memory"]["safe"], 0);
    let over = on(&home, "2026-12-06T12:00:00Z", &["plan"]).fails(1);
    assert!(over.contains("is over"), "{over}");
}

#[test]
fn readiness_says_nothing_before_it_knows_and_leaves_help_out() {
    let home = learner(60);
    let ask = |at: &str| {
        let printed = on(&home, at, &["readiness", "two", "--json"]).go();
        (printed.code, serde_json::from_str::<Value>(&printed.stdout).unwrap())
    };
    study(&home, "2026-11-21T12:00:00Z", &["t"; 20].join(" "));
    // With a hint an answer is no evidence.
    on(&home, "2026-11-22T12:00:00Z", &["study", "--mode", "new", "-n", "15"])
        .stdin(&":hint\nt\n".repeat(15))
        .ok();
    let (code, early) = ask("2026-11-22T13:00:00Z");
    assert_eq!((code, &early["enough"], &early["answers"]), (Some(1), &false.into(), &20.into()));
    assert!(early.get("score").is_none() && early.get("pass").is_none());
    on(&home, "2026-11-23T12:00:00Z", &["study", "--mode", "new", "-n", "25"])
        .stdin(&"t\nt\nt\nf\n".repeat(7))
        .ok();
    let (code, found) = ask("2026-11-24T12:00:00Z");
    assert_eq!((code, &found["enough"], &found["answers"]), (Some(0), &true.into(), &45.into()));
    let number = |name: &str| found[name].as_f64().unwrap_or_else(|| panic!("{name} in {found}"));
    assert!(number("low") < number("score") && number("score") < number("high"));
    assert!(number("score") > 0.7 && number("pass") > 0.5 && (number("measured") - 1.0).abs() < 1e-9);
    for domain in found["domains"].as_array().unwrap() {
        assert_eq!(domain["measured"], true);
        assert!(domain["answers"].as_u64().unwrap() >= 5 && domain["score"].is_f64());
    }
    // What needs CPT codes is not measured by the shipped library, and then no chance of passing is given.
    let cpc = home.run(&["readiness", "cpc", "--json"]).env("SEQUELA_NOW", "2026-11-24T12:00:00Z").go();
    let cpc: Value = serde_json::from_str(&cpc.stdout).unwrap();
    assert!((cpc["measured"].as_f64().unwrap() - 0.36).abs() < 1e-9 && cpc.get("pass").is_none());
}

#[test]
fn a_plan_says_what_would_be_enough() {
    let home = learner(200);
    on(&home, "2026-11-21T12:00:00Z", &["plan"]).fails(2);
    let ask = on(&home, "2026-11-21T12:00:00Z", &["plan", "two"]).fails(2);
    assert!(ask.contains("on which day is the exam?"), "{ask}");
    let past = on(&home, "2026-11-21T12:00:00Z", &["plan", "--exam-date", "2026-11-20"]).fails(2);
    assert!(past.contains("20 November 2026 is over"), "{past}");
    let early = on(&home, "2026-11-21T12:00:00Z", &["plan", "--exam-date", "2027-01-20"]).ok();
    assert!(early.contains("Not enough yet for a forecast"), "{early}");
    for day in 0..10 {
        let at = format!("2026-11-{}T12:00:00Z", 21 + day);
        study(&home, &at, &["t f t f t"; 3].join(" "));
    }
    let plan = json(&home, "2026-12-01T12:00:00Z", &["plan", "--minutes", "1"]);
    assert_eq!((&plan["minutes"], &plan["days"]), (&1.into(), &50.into()));
    let paces = plan["paces"].as_array().unwrap();
    let reaches = |pace: &Value| pace["reaches"].as_f64().unwrap();
    assert!(reaches(&paces[0]) <= reaches(&paces[paces.len() - 1]) + 0.02, "{plan}");
    assert!(plan["forecast"]["score"].as_f64().unwrap() > 0.4);
    assert!(!plan["enough"].as_bool().unwrap());
    // It is kept, and can be forgotten.
    assert_eq!(json(&home, "2026-12-01T12:00:00Z", &["plan"])["minutes"], 1);
    on(&home, "2026-12-01T12:00:00Z", &["plan", "--forget"]).ok();
    on(&home, "2026-12-01T12:00:00Z", &["plan"]).fails(2);
}

#[test]
fn the_error_notebook_groups_by_cause_and_names_what_is_set_aside() {
    let home = learner(2);
    for day in 1..=4 {
        let lines = "study -n 2\nf\n:cause nonsense\n:cause misread\nf\n:cause unknown\n";
        let out = on(&home, &format!("2026-12-0{day}T12:00:00Z"), &[]).stdin(lines).ok();
        assert!(
            out.contains("`:cause` takes one of unknown") && out.contains("noted: you misread it"),
            "{out}"
        );
        assert!(out.contains("you did not know it"), "{out}");
    }
    let weak = json(&home, "2026-12-05T12:00:00Z", &["weak"]);
    let causes: Vec<(&str, u64)> = weak["causes"]
        .as_array()
        .unwrap()
        .iter()
        .map(|c| (c["cause"].as_str().unwrap(), c["misses"].as_u64().unwrap()))
        .collect();
    assert_eq!(causes, [("unknown", 4), ("misread", 4)]);
    assert_eq!(weak["leeches"].as_array().unwrap().len(), 2);
    let out = on(&home, "2026-12-05T12:00:00Z", &["study"]).fails(1);
    assert!(out.contains("`weak` names what is set aside"), "{out}");
    // Known twice, they come back.
    for day in ["2026-12-05", "2026-12-06"] {
        on(&home, &format!("{day}T12:00:00Z"), &["study", "--mode", "weak", "-n", "2"]).stdin("t\nt\n").ok();
    }
    let weak = json(&home, "2026-12-07T12:00:00Z", &["weak"]);
    assert!(weak["leeches"].as_array().unwrap().is_empty(), "{weak}");
    assert_eq!(json(&home, "2026-12-07T12:00:00Z", &["history"])[0]["cause"], "misread");
}

#[test]
fn a_page_is_self_contained_and_takes_no_orders_from_a_bank() {
    let home = learner(40);
    on(&home, "2026-11-21T12:00:00Z", &["plan", "two", "--exam-date", "2027-01-20"]).ok();
    for day in 1..=4 {
        study(&home, &format!("2026-12-0{day}T12:00:00Z"), &["f"; 40].join(" "));
    }
    for verb in ["stats", "readiness", "history", "weak", "plan"] {
        on(&home, "2026-12-06T12:00:00Z", &[verb, "--html", "me.html", "--json"]).go();
        let page = fs::read_to_string(home.path().join("me.html")).expect("the page");
        fs::remove_file(home.path().join("me.html")).expect("removed");
        assert!(page.contains("<svg") && page.contains("prefers-color-scheme: dark"));
        assert!(page.contains("Fact &lt;script&gt;alert("), "a leech names its stem");
        for forbidden in ["<script", "http://", "https://", "<link", "<img", "@import", "url("] {
            assert!(!page.contains(forbidden), "{forbidden} in the page of {verb}");
        }
    }
    home.write("mine.html", "my own words");
    let refused = on(&home, "2026-12-06T12:00:00Z", &["stats", "--html", "mine.html"]).fails(1);
    assert!(refused.contains("is no page of Sequela's"), "{refused}");
    assert_eq!(fs::read_to_string(home.path().join("mine.html")).unwrap(), "my own words");
}

#[test]
fn memory_is_fitted_to_who_forgets_quickly() {
    let home = learner(60);
    let (mut fitted, mut at) = (false, jiff::civil::date(2026, 1, 1));
    for round in 0..12 {
        // Forgotten, whatever the model expects.
        let answers = if round == 0 { "t" } else { "f" };
        let when = format!("{at}T12:00:00Z");
        let printed = on(&home, &when, &["study", "-n", "60"]).stdin(&format!("{answers}\n").repeat(60)).go();
        fitted |= printed.stderr.contains("memory is fitted to your");
        at = at.saturating_add(jiff::Span::new().days(2));
        if round == 2 {
            assert!(fitted, "{printed:?}");
            break;
        }
    }
    let stats = json(&home, &format!("{at}T12:00:00Z"), &["stats"]);
    assert_eq!(stats["memory"]["fitted"], true);
    doctor(&home);
}

#[test]
fn what_was_set_last_holds_whatever_the_clock_says() {
    let home = learner(2);
    on(&home, "2027-05-01T12:00:00Z", &["plan", "two", "--exam-date", "2027-06-01"]).ok();
    let plan = json(&home, "2026-11-22T12:00:00Z", &["plan", "--exam-date", "2027-03-14", "--minutes", "20"]);
    assert_eq!((&plan["exam_date"], &plan["minutes"]), (&"2027-03-14".into(), &20.into()));
    on(&home, "2026-11-22T12:05:00Z", &["plan", "--forget"]).ok();
    on(&home, "2026-11-22T12:05:00Z", &["plan"]).fails(2);
    doctor(&home);
    let far = on(&home, "2026-11-22T12:00:00Z", &["plan", "two", "--exam-date", "2926-03-14"]).fails(2);
    assert!(far.contains("more than three years ahead"), "{far}");
}

#[test]
fn what_is_due_is_asked_once_and_on_the_eve_nothing_is_called_safe() {
    let home = learner(12);
    study(&home, "2026-11-22T12:00:00Z", "t t");
    let due = on(&home, "2026-12-24T12:00:00Z", &["study", "--mode", "due", "-n", "10"]).stdin("t\nt\n").ok();
    assert!(due.contains("2/2") && due.contains("Session over: 2 of 2"), "{due}");
    let new = on(&home, "2026-12-24T12:00:00Z", &["study", "--mode", "new"]).stdin(":quit\n").ok();
    assert!(new.contains("1/10"), "{new}");
    on(&home, "2026-12-25T12:00:00Z", &["plan", "two", "--exam-date", "2026-12-26"]).ok();
    let eve = study(&home, "2026-12-25T12:00:00Z", "f");
    assert!(eve.contains("the exam comes before it would come back"), "{eve}");
}

#[test]
fn four_lucky_guesses_are_set_aside_and_can_be_had_again() {
    let home = learner(1);
    for day in 1..=4 {
        let out = study(&home, &format!("2026-12-0{day}T12:00:00Z"), "t??");
        assert_eq!(out.contains("set aside: missed again and again"), day == 4, "{out}");
    }
    assert_eq!(json(&home, "2026-12-05T12:00:00Z", &["weak"])["leeches"].as_array().unwrap().len(), 1);
    for day in 5..=6 {
        let when = format!("2026-12-0{day}T12:00:00Z");
        on(&home, &when, &["study", "--mode", "weak"]).stdin("t\n").ok();
    }
    assert!(json(&home, "2026-12-07T12:00:00Z", &["weak"])["leeches"].as_array().unwrap().is_empty());
}

#[test]
fn a_renamed_question_remembers_and_history_says_the_same() {
    let home = learner(1);
    for day in ["2026-11-21", "2026-11-24", "2026-12-04"] {
        study(&home, &format!("{day}T12:00:00Z"), "t");
    }
    let bank = fs::read_to_string(home.path().join("b.toml")).unwrap();
    home.write("b.toml", &bank.replace("id = \"q0\"", "id = \"zero\"\nformerly = [\"facts/q0\"]"));
    let out = study(&home, "2027-01-05T12:00:00Z", "t");
    let history = json(&home, "2027-01-05T13:00:00Z", &["history"]);
    let last = history.as_array().unwrap().last().unwrap();
    assert_eq!(last["question"], "facts/zero");
    let days = last["memory"]["stability"].as_f64().unwrap().round();
    assert!(days > 30.0, "{last}");
    let said = if days <= 60.0 { format!("comes back in {days} days") } else { "comes back on".to_owned() };
    assert!(out.contains(&said), "{out}");
}

#[test]
fn of_a_part_without_questions_nothing_is_said() {
    let home = learner(1);
    on(&home, "2026-11-21T12:00:00Z", &["plan", "two", "--exam-date", "2027-01-20"]).ok();
    study(&home, "2026-11-21T12:00:00Z", "f");
    let weak = json(&home, "2026-11-21T13:00:00Z", &["weak"]);
    let parts: Vec<&Value> = weak["parts"].as_array().unwrap().iter().map(|p| &p["title"]).collect();
    assert_eq!((parts, &weak["unknown"]), (vec![&Value::from("Anatomy")], &1.into()));
}
