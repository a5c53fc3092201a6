//! Written answers: case, spacing, hyphens, apostrophes and accents are forgiven, and every listed spelling is taken.

use crate::bank::{TextKey, fold_text};

use super::{Finding, FindingKind, Mark};

/// Shorter words differ by one letter too often to call it a slip: `ilium`, `ileum`.
const SHORTEST_SLIP: usize = 6;

fn is_slip(accepted: &str, answer: &str) -> bool {
    accepted.chars().count() >= SHORTEST_SLIP && strsim::osa_distance(accepted, answer) == 1
}

pub(super) fn grade(key: &TextKey, written: &str) -> Mark {
    let answer = fold_text(written);
    let accepted: Vec<String> = std::iter::once(&key.key).chain(&key.accept).map(|t| fold_text(t)).collect();
    let mut mark = Mark::all_or_nothing(accepted.contains(&answer));
    if mark.correct {
        return mark;
    }
    if let Some(foreseen) = key.why_not.iter().find(|w| fold_text(&w.text) == answer) {
        mark.findings.push(
            Finding::entered(FindingKind::Unsupported, written.trim()).saying(foreseen.why.value.clone()),
        );
    } else if let Some(meant) =
        std::iter::once(&key.key).chain(&key.accept).find(|t| is_slip(&fold_text(t), &answer))
    {
        mark.findings.push(
            Finding::pair(FindingKind::Spelling, written.trim(), meant.value.clone())
                .saying("nearly: check the spelling"),
        );
    }
    mark
}
