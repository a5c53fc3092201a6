//! What must hold of any bytes, for the seeds that fuzzing starts from.

use std::path::Path;

#[path = "../../fuzz/targets.rs"]
mod targets;

fn every_seed(target: &str, holds: fn(&[u8])) {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("fuzz/seeds").join(target);
    let seeds: Vec<_> =
        std::fs::read_dir(folder).expect("the seeds").map(|e| e.expect("a file").path()).collect();
    assert!(!seeds.is_empty());
    for seed in seeds {
        let bytes = std::fs::read(&seed).expect("a seed");
        holds(&bytes);
        // Cut off anywhere it is another file, and as likely a one.
        for part in 1..16 {
            holds(&bytes[..bytes.len() * part / 16]);
        }
    }
}

#[test]
fn banks() {
    every_seed("bank", targets::bank);
}

#[test]
fn foreign_files() {
    every_seed("exchange", targets::exchange);
}

#[test]
fn answers() {
    every_seed("answers", targets::answers);
}

#[test]
fn typed_lines() {
    every_seed("typed", targets::typed);
}
