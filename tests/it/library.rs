//! The cache: never wrong, whatever happens to it.

use std::fs;
use std::path::PathBuf;
use std::time::{Duration, SystemTime};

use crate::harness::{ALL_TYPES, Home};

fn show(home: &Home, id: &str) -> String {
    home.run(&["--banks", "banks", "--only", "bank", "show", id]).ok()
}

/// A file's time is set back, so that the cache trusts it.
fn age(path: &PathBuf) {
    let file = fs::File::options().write(true).open(path).expect("a file");
    file.set_modified(SystemTime::now() - Duration::from_secs(60)).expect("a time");
}

#[test]
fn a_changed_file_is_read_again() {
    let home = Home::new();
    let path = home.write("banks/a.toml", ALL_TYPES);
    age(&path);
    assert!(show(&home, "all-types/one-of-four").contains("What does myalgia mean?"));
    assert!(show(&home, "all-types/one-of-four").contains("What does myalgia mean?"));
    home.write("banks/a.toml", &ALL_TYPES.replace("What does myalgia mean?", "Myalgia is what?"));
    assert!(show(&home, "all-types/one-of-four").contains("Myalgia is what?"));
    // As long as before, written within the same second: only the hash can tell.
    home.write("banks/a.toml", &ALL_TYPES.replace("What does myalgia mean?", "What does Myalgia mean?"));
    assert!(show(&home, "all-types/one-of-four").contains("What does Myalgia mean?"));
}

#[test]
fn a_bank_added_or_removed_is_noticed() {
    let home = Home::new();
    home.write("banks/a.toml", ALL_TYPES);
    let second = home.write("banks/b.toml", &ALL_TYPES.replace("\"all-types\"", "\"second\""));
    let count = |home: &Home| {
        home.json(&["--banks", "banks", "--only", "bank", "list"]).as_array().expect("a list").len()
    };
    assert_eq!(count(&home), 2);
    fs::remove_file(second).expect("removed");
    assert_eq!(count(&home), 1);
    home.write("banks/c.toml", &ALL_TYPES.replace("\"all-types\"", "\"third\""));
    assert_eq!(count(&home), 2);
}

#[test]
fn a_damaged_cache_is_thrown_away() {
    let home = Home::new();
    let bank = home.write("banks/a.toml", ALL_TYPES);
    age(&bank);
    let expected = show(&home, "all-types/one-of-four");
    let cache = home.path().join("data/cache");
    let files: Vec<PathBuf> =
        fs::read_dir(&cache).expect("a cache").map(|e| e.expect("an entry").path()).collect();
    assert_eq!(files.len(), 2);
    for file in &files {
        for damage in 0..8 {
            // A damaged cache is gone after it was noticed; the next run writes it anew.
            show(&home, "all-types/one-of-four");
            let mut bytes = fs::read(file).expect("bytes");
            if bytes.is_empty() {
                continue;
            }
            let at = bytes.len() * damage / 8;
            bytes[at] ^= 0x55;
            fs::write(file, &bytes).expect("written");
            assert_eq!(show(&home, "all-types/one-of-four"), expected, "{} byte {at}", file.display());
        }
        fs::write(file, b"").expect("emptied");
        assert_eq!(show(&home, "all-types/one-of-four"), expected);
        fs::remove_file(file).expect("removed");
        assert_eq!(show(&home, "all-types/one-of-four"), expected);
    }
}

#[test]
fn without_a_place_for_the_cache_everything_is_parsed() {
    let home = Home::new();
    home.write("banks/a.toml", ALL_TYPES);
    home.write("data/cache", "a file where the folder should be");
    assert!(show(&home, "all-types/one-of-four").contains("What does myalgia mean?"));
}

#[test]
fn topics_can_be_added_beside_the_banks() {
    let home = Home::new();
    home.write("banks/topics.toml", "[[topic]]\npath = \"clinic\"\ntitle = \"Our clinic\"\n");
    home.write("banks/a.toml", &ALL_TYPES.replace("terminology/disorders", "clinic"));
    let report = home.json(&["bank", "check", "banks"]);
    assert_eq!(report["errors"], 0, "{report}");
    let out = home.run(&["--banks", "banks", "--only", "study", "clinic"]).stdin(":quit\n").ok();
    assert!(out.contains("Our clinic"), "{out}");
}
