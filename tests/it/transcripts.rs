//! Whole sessions as files that a person can read. Each file below `tests/transcripts` begins with the arguments; what
//! follows are the lines typed. The snapshot is everything that was printed.

use insta::assert_snapshot;

use crate::harness::{ALL_TYPES, Home};

#[test]
fn sessions_read_as_they_should() {
    let mut files: Vec<_> = std::fs::read_dir(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/transcripts"))
        .expect("the folder")
        .map(|e| e.expect("an entry").path())
        .filter(|p| p.extension().is_some_and(|e| e == "in"))
        .collect();
    files.sort();
    assert!(files.len() >= 4);
    for path in files {
        let name = path.file_stem().expect("a name").to_string_lossy().into_owned();
        let script = std::fs::read_to_string(&path).expect("a script");
        let home = Home::new();
        home.write("all-types.toml", ALL_TYPES);
        let mut shown = String::new();
        for run in script.split("\n\n") {
            let (arguments, lines) = run.split_once('\n').unwrap_or((run, ""));
            let arguments = shlex::split(arguments.trim_start_matches("$ sequela")).expect("arguments");
            let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
            let printed = home.run(&arguments).stdin(&format!("{lines}\n")).go();
            shown.push_str(&format!("$ sequela {}\n{}", arguments.join(" "), printed.stdout));
            if !printed.stderr.is_empty() {
                shown.push_str(&format!("(standard error)\n{}", printed.stderr));
            }
            if printed.code != Some(0) {
                shown.push_str(&format!("(exit code {:?})\n", printed.code));
            }
        }
        let shown = shown.replace(&home.path().display().to_string(), "HOME");
        assert_snapshot!(format!("session-{name}"), shown);
    }
}

#[test]
fn a_seed_gives_the_same_quiz_and_another_gives_another() {
    let quiz = |seed: &str| {
        let home = Home::new();
        home.run(&["study", "-n", "12", "--seed", seed]).stdin(&"a\n".repeat(40)).ok()
    };
    assert_eq!(quiz("5"), quiz("5"));
    assert_ne!(quiz("5"), quiz("6"));
}
