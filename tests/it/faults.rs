//! Faults: whatever happens to store, journal or process, what was acknowledged is there.

use std::fs;
use std::io::{BufRead as _, BufReader, Write as _};
use std::process::Stdio;

use crate::harness::{ALL_TYPES, Home};

const BANK: [&str; 3] = ["--banks", "b.toml", "--only"];

fn with<'a>(words: &[&'a str]) -> Vec<&'a str> {
    [&BANK[..], words].concat()
}

/// A learner with some answers, and how many.
fn learner() -> (Home, usize) {
    let home = Home::new();
    home.write("b.toml", ALL_TYPES);
    home.run(&with(&["study", "-n", "10", "--seed", "1", "--mode", "cram"])).stdin(&"t\na\n".repeat(8)).ok();
    let count = history(&home);
    assert!(count >= 4);
    (home, count)
}

fn history(home: &Home) -> usize {
    home.json(&with(&["history"])).as_array().expect("a list").len()
}

fn stats(home: &Home) -> (u64, String) {
    let printed = home.run(&with(&["stats", "--json"])).go();
    assert_eq!(printed.code, Some(0), "{printed:?}");
    let stats: serde_json::Value = serde_json::from_str(&printed.stdout).expect("JSON");
    (stats["attempts"].as_u64().expect("a number"), printed.stderr)
}

#[test]
fn a_deleted_store_is_built_again_from_the_journal() {
    let (home, count) = learner();
    fs::remove_dir_all(home.profile().join("store")).expect("removed");
    let (attempts, said) = stats(&home);
    assert_eq!(attempts, count as u64);
    assert!(said.contains("built from the journal"), "{said}");
}

#[test]
fn a_damaged_store_is_put_aside_and_built_again() {
    let (home, count) = learner();
    let store = home.profile().join("store");
    for (name, at) in [("db", 0_usize), ("db", 100), ("db", 700), ("conf", 3)] {
        let file = store.join(name);
        let mut bytes = fs::read(&file).expect("bytes");
        let len = bytes.len();
        for byte in &mut bytes[at.min(len)..(at + 64).min(len)] {
            *byte ^= 0xa5;
        }
        fs::write(&file, bytes).expect("written");
        assert_eq!(stats(&home).0, count as u64, "{name} at {at}");
        assert_eq!(home.json(&with(&["progress", "doctor"]))["store_fits"], true);
    }
}

#[test]
fn a_store_of_another_learner_is_not_believed() {
    let (home, count) = learner();
    let other = Home::new();
    other.write("b.toml", ALL_TYPES);
    other.run(&with(&["study", "-n", "2", "--seed", "4"])).stdin("a\nt\nb\n").ok();
    fs::remove_dir_all(home.profile().join("store")).expect("removed");
    copy(&other.profile().join("store"), &home.profile().join("store"));
    home.run(&with(&["progress", "doctor"])).go();
    assert_eq!(stats(&home).0, count as u64);
}

fn copy(from: &std::path::Path, to: &std::path::Path) {
    fs::create_dir_all(to).expect("a folder");
    for entry in fs::read_dir(from).expect("a folder") {
        let path = entry.expect("an entry").path();
        let target = to.join(path.file_name().expect("a name"));
        if path.is_dir() {
            copy(&path, &target);
        } else {
            fs::copy(&path, &target).expect("copied");
        }
    }
}

#[test]
fn a_damaged_line_is_named_and_the_rest_kept() {
    let (home, count) = learner();
    let journal = fs::read_to_string(home.journal()).expect("a journal");
    let lines: Vec<&str> = journal.lines().collect();
    let at = lines.iter().position(|l| l.contains("\"kind\":\"attempt\"")).expect("an attempt");
    let damaged: Vec<String> = lines
        .iter()
        .enumerate()
        .map(|(n, l)| if n == at { l.replace("\"correct\"", "\"corrupt\"") } else { (*l).to_owned() })
        .collect();
    fs::write(home.journal(), damaged.join("\n") + "\n").expect("written");
    fs::remove_dir_all(home.profile().join("store")).expect("removed");
    let printed = home.run(&with(&["progress", "doctor", "--json"])).go();
    assert_eq!(printed.code, Some(1), "{printed:?}");
    let health: serde_json::Value = serde_json::from_str(&printed.stdout).expect("JSON");
    assert_eq!(health["damaged"][0]["line"], at + 1);
    assert_eq!(history(&home), count - 1);
}

#[test]
fn a_torn_last_line_is_put_aside() {
    let (home, count) = learner();
    let whole = fs::read(home.journal()).expect("a journal");
    let mut torn = whole.clone();
    torn.extend_from_slice(b"{\"v\":1,\"kind\":\"attempt\",\"id\":\"00");
    fs::write(home.journal(), &torn).expect("written");
    let printed = home.run(&with(&["study", "-n", "1", "--mode", "cram"])).stdin(":quit\n").go();
    assert!(printed.stderr.contains("the last line of the journal is not whole"), "{printed:?}");
    assert_eq!(history(&home), count);
    // A whole line that lacks only its line break was written: it is kept.
    let mut whole = fs::read(home.journal()).expect("a journal");
    whole.pop();
    fs::write(home.journal(), &whole).expect("written");
    home.run(&with(&["study", "-n", "1", "--mode", "cram"])).stdin(":quit\n").go();
    assert_eq!(history(&home), count);
}

#[test]
fn data_of_a_newer_program_is_refused() {
    let (home, _) = learner();
    fs::write(home.profile().join("journal.format"), "sequela journal 9\n").expect("written");
    let said = home.run(&with(&["stats"])).fails(3);
    assert!(said.contains("has format 9"), "{said}");
}

#[test]
fn a_second_writer_hears_who_is_first() {
    let (home, _) = learner();
    let mut first = home
        .run(&with(&["study", "-n", "5", "--mode", "cram"]))
        .command()
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .expect("a process");
    let mut line = String::new();
    BufReader::new(first.stdout.take().expect("a pipe")).read_line(&mut line).expect("a line");
    let said = home.run(&with(&["study"])).fails(3);
    assert!(said.contains(&format!("in use by process {}", first.id())), "{said}");
    // Reading is possible all the same.
    assert!(stats(&home).0 > 0);
    drop(first.stdin.take());
    first.wait().expect("it ends");
}

#[cfg(unix)]
#[test]
fn a_read_only_folder_is_an_error_and_no_loss() {
    use std::os::unix::fs::PermissionsExt as _;
    let (home, count) = learner();
    let folder = home.profile();
    fs::set_permissions(&folder, fs::Permissions::from_mode(0o500)).expect("rights");
    let is_root = fs::write(folder.join("probe"), "").is_ok();
    if is_root {
        eprintln!("skipped: the superuser can write anywhere");
    } else {
        let said = home.run(&with(&["study"])).fails(3);
        assert!(said.contains("permission denied"), "{said}");
        assert_eq!(stats(&home).0, count as u64);
    }
    fs::set_permissions(&folder, fs::Permissions::from_mode(0o700)).expect("rights");
    assert_eq!(stats(&home).0, count as u64);
}

/// Killed with signal 9 at random moments: every answer whose result was shown is there.
#[cfg(unix)]
#[test]
fn nothing_acknowledged_is_lost_to_a_kill() {
    let home = Home::new();
    home.write("b.toml", ALL_TYPES);
    let mut shown = 0;
    for round in 0..25_u64 {
        let mut child = home
            .run(&with(&["--json", "study", "directions", "-n", "400", "--mode", "cram"]))
            .command()
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .expect("a process");
        let mut stdin = child.stdin.take().expect("a pipe");
        let feeder =
            std::thread::spawn(move || while stdin.write_all(b"t\n").and_then(|()| stdin.flush()).is_ok() {});
        let mut out = BufReader::new(child.stdout.take().expect("a pipe"));
        let mut line = String::new();
        let enough = 3 + round * 7 % 23;
        let mut seen = 0;
        while seen < enough && out.read_line(&mut line).is_ok_and(|n| n > 0) {
            seen += u64::from(line.contains("\"view\":\"feedback\""));
            line.clear();
        }
        child.kill().expect("killed");
        // What was printed before the kill was acknowledged as well.
        while out.read_line(&mut line).is_ok_and(|n| n > 0) {
            seen += u64::from(line.contains("\"view\":\"feedback\"") && line.ends_with('\n'));
            line.clear();
        }
        child.wait().expect("it ends");
        drop(feeder.join());
        shown += seen;
    }
    let kept = history(&home) as u64;
    assert!(kept >= shown, "{shown} were acknowledged, {kept} are there");
    let (attempts, _) = stats(&home);
    assert_eq!(attempts, kept);
    assert_eq!(home.json(&with(&["progress", "doctor"]))["store_fits"], true);
}

#[test]
fn a_closed_pipe_is_no_error() {
    let home = Home::new();
    home.write("b.toml", ALL_TYPES);
    let mut child = home
        .run(&with(&["study", "-n", "200", "--mode", "cram"]))
        .command()
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("a process");
    drop(child.stdout.take());
    let mut stdin = child.stdin.take().expect("a pipe");
    for _ in 0..200 {
        if stdin.write_all(b"t\n").is_err() {
            break;
        }
    }
    drop(stdin);
    let output = child.wait_with_output().expect("it ends");
    assert_eq!(output.status.code(), Some(0), "{}", String::from_utf8_lossy(&output.stderr));
}

mod damage {
    use proptest::prelude::*;
    use sequela::progress::read_line;
    use sequela::store::{Profile, Store, read_events};

    use super::*;

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(40))]

        /// Whatever happens to the bytes of a journal: it opens, every whole line counts, and nothing else does.
        #[test]
        fn a_journal_of_any_bytes_opens(edits in proptest::collection::vec((0_usize..20_000, 0_usize..60, "[\\PC\n]{0,8}"), 1..5)) {
            thread_local!(static JOURNAL: Vec<u8> = { let (home, _) = learner(); fs::read(home.journal()).unwrap() });
            let mut bytes = JOURNAL.with(Clone::clone);
            for (at, remove, insert) in edits {
                let at = at % (bytes.len() + 1);
                let end = (at + remove).min(bytes.len());
                bytes.splice(at..end, insert.bytes());
            }
            let home = tempfile::tempdir().unwrap();
            let profile = Profile::new(home.path(), "default").unwrap();
            fs::create_dir_all(profile.folder()).unwrap();
            fs::write(profile.folder().join("journal.jsonl"), &bytes).unwrap();
            let whole = bytes
                .split(|b| *b == b'\n')
                .filter_map(|line| std::str::from_utf8(line).ok())
                .filter(|line| read_line(line.trim_end_matches('\r')).is_ok())
                .count();
            let mut number = 0;
            let (mut store, _) = Store::open(&profile, &mut || { number += 1; number }).unwrap();
            prop_assert_eq!(read_events(&profile).unwrap().len(), whole);
            prop_assert!(store.doctor().unwrap().store_fits);
        }
    }
}
