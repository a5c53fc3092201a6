//! The order of codes. Only keyed codes are compared; without a rule, order is never judged.

use crate::bank::{Codes, KeyLine, Sequence};
use crate::code::Entry;

use super::assign::Assignment;

/// The entries that stand out of their place.
pub(super) fn misplaced(
    key: &Codes,
    lines: &[KeyLine],
    assignment: &Assignment,
    entries: &[&Entry],
) -> Vec<usize> {
    let keyed: Vec<(usize, usize)> = assignment.pairs().filter(|(_, line)| !lines[*line].optional).collect();
    let mut out = match key.sequence {
        Sequence::None => Vec::new(),
        // The keyed first code not entered first.
        Sequence::First => {
            let first = lines.iter().position(|l| !l.optional);
            match keyed.iter().position(|(_, line)| Some(*line) == first) {
                Some(at) if at > 0 => vec![keyed[at].0],
                _ => Vec::new(),
            }
        }
        Sequence::Full => outside_longest_run(&keyed),
    };
    for (first, second) in &key.before {
        let place = |code: &crate::code::Code| {
            assignment.pairs().map(|(e, _)| e).find(|e| entries[*e].code.as_ref() == Some(code))
        };
        // The one that came too late.
        if let (Some(a), Some(b)) = (place(first), place(second))
            && a > b
            && !out.contains(&a)
        {
            out.push(a);
        }
    }
    out.sort_unstable();
    out
}

/// Entries outside the longest run of lines in rising order; of equal runs the one that ends earliest.
fn outside_longest_run(keyed: &[(usize, usize)]) -> Vec<usize> {
    let mut best: Vec<Vec<usize>> = Vec::with_capacity(keyed.len());
    for (at, (_, line)) in keyed.iter().enumerate() {
        let mut run = (0..at)
            .filter(|earlier| keyed[*earlier].1 < *line)
            .map(|earlier| best[earlier].clone())
            .reduce(|a, b| if b.len() > a.len() { b } else { a })
            .unwrap_or_default();
        run.push(at);
        best.push(run);
    }
    let longest = best.into_iter().reduce(|a, b| if b.len() > a.len() { b } else { a }).unwrap_or_default();
    (0..keyed.len()).filter(|at| !longest.contains(at)).map(|at| keyed[at].0).collect()
}
