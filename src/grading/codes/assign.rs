//! Joining entries to key lines so that the answer earns most.

use crate::bank::KeyLine;
use crate::code::Entry;

/// Which entry answers which line.
pub(super) struct Assignment {
    line_of: Vec<Option<usize>>,
}

impl Assignment {
    /// The line that an entry answers.
    pub fn line_of(&self, entry: usize) -> Option<usize> {
        self.line_of.get(entry).copied().flatten()
    }

    /// The entry that answers a line.
    pub fn entry_of(&self, line: usize) -> Option<usize> {
        self.line_of.iter().position(|l| *l == Some(line))
    }

    /// All joined pairs, in the order entered.
    pub fn pairs(&self) -> impl Iterator<Item = (usize, usize)> + '_ {
        self.line_of.iter().enumerate().filter_map(|(entry, line)| Some((entry, (*line)?)))
    }
}

/// What joining an entry to a line is worth: a full line before a half one, a required before an optional one.
fn weight(entry: &Entry, line: &KeyLine) -> i64 {
    let Some(code) = &entry.code else { return 0 };
    if !line.any.iter().any(|keyed| keyed.value == *code) {
        return 0;
    }
    let exact = super::same_modifiers(entry, line) && entry.units == line.units;
    match (line.optional, exact) {
        (false, true) => 2_000,
        (false, false) => 1_000,
        (true, true) => 2,
        (true, false) => 1,
    }
}

/// The joining of most weight, by augmenting along the heaviest path until none gains (the assignment problem is
/// small: a key has a handful of lines).
pub(super) fn assign(lines: &[KeyLine], entries: &[&Entry]) -> Assignment {
    let weights: Vec<Vec<i64>> =
        entries.iter().map(|e| lines.iter().map(|l| weight(e, l)).collect()).collect();
    let mut line_of: Vec<Option<usize>> = vec![None; entries.len()];
    while let Some((gain, path)) = heaviest_path(&weights, &line_of, lines.len()) {
        if gain <= 0 {
            break;
        }
        for (entry, line) in path {
            line_of[entry] = Some(line);
        }
    }
    Assignment { line_of }
}

/// The alternating path from a free entry to a free line that adds most weight, by Bellman and Ford.
fn heaviest_path(
    weights: &[Vec<i64>],
    line_of: &[Option<usize>],
    lines: usize,
) -> Option<(i64, Vec<(usize, usize)>)> {
    let entry_of = |line: usize| line_of.iter().position(|l| *l == Some(line));
    // Best gain of a path that ends at each line, and the entry through which it came.
    let mut best: Vec<Option<(i64, usize)>> = vec![None; lines];
    for _ in 0..=lines {
        let mut changed = false;
        for (entry, row) in weights.iter().enumerate() {
            let start = match line_of[entry] {
                None => 0,
                // An entry that is joined can be freed for another line.
                Some(line) => match best[line] {
                    Some((gain, _)) => gain - row[line],
                    None => continue,
                },
            };
            for (line, w) in row.iter().enumerate() {
                if *w > 0 && line_of[entry] != Some(line) && best[line].is_none_or(|(g, _)| start + w > g) {
                    best[line] = Some((start + w, entry));
                    changed = true;
                }
            }
        }
        if !changed {
            break;
        }
    }
    let (gain, end) = (0..lines)
        .filter(|line| entry_of(*line).is_none())
        .filter_map(|line| best[line].map(|(gain, _)| (gain, line)))
        // The first of equals, so that the result does not depend on the search.
        .max_by_key(|(gain, line)| (*gain, std::cmp::Reverse(*line)))?;
    let mut path = Vec::new();
    let mut line = end;
    while let Some((_, entry)) = best[line] {
        path.push((entry, line));
        match line_of[entry] {
            Some(previous) if path.len() <= lines => line = previous,
            _ => break,
        }
    }
    Some((gain, path))
}
