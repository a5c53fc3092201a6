//! Entered codes against a key, as an auditor compares them.
//!
//! The steps: fold repeated diagnoses; join entries to key lines so that the answer earns most; take away the points of
//! codes out of their place; explain what is left over on both sides. What needs the code set itself (titles, notes,
//! laterality) has its finding kinds in [`FindingKind`] and is asked of an edition where one is at hand.

mod assign;
mod pairing;
mod sequence;
#[cfg(test)]
mod tests;

use crate::bank::{CodePolicy, Codes, KeyLine};
use crate::code::{Code, Entry};

use super::mark::Basis;
use super::{Finding, FindingKind, Mark, Points};
use assign::Assignment;

/// One way of reading the answer: against the key, or against one of its alternatives.
struct Reading<'k> {
    key: &'k [KeyLine],
    assignment: Assignment,
    /// Entries that are joined to a line but stand out of place.
    misplaced: Vec<usize>,
    share: Points,
}

pub(super) fn grade(key: &Codes, entries: &[Entry]) -> Mark {
    let (kept, duplicates) = fold_repeats(entries);
    let (numbers, entries): (Vec<usize>, Vec<&Entry>) = kept.into_iter().unzip();
    let best = std::iter::once(&key.key)
        .chain(key.alternatives.iter().map(|a| &a.key))
        .map(|lines| read(key, lines, &entries))
        // The first of equals: the author's main key.
        .reduce(|best, next| if next.share > best.share { next } else { best });
    let maximum = Points::whole(key.required());
    let Some(best) = best else { return Mark::of(Points::ZERO, maximum) };
    let mut mark = Mark::of(best.share.times(maximum), maximum);
    mark.correct &= best.misplaced.is_empty();
    mark.basis = Basis::Syntax;
    mark.findings = findings(key, &best, &entries, &numbers);
    let repeated =
        |(at, e): &(usize, &Entry)| Finding::entered(FindingKind::Duplicate, label(e)).of_entry(*at);
    mark.findings.extend(duplicates.iter().map(repeated));
    mark
}

/// Entries with their numbers.
type Kept<'e> = Vec<(usize, &'e Entry)>;

/// A diagnosis is reported once: repeats are set aside, and not counted. Procedure lines may repeat.
fn fold_repeats(entries: &[Entry]) -> (Kept<'_>, Kept<'_>) {
    let (mut kept, mut repeats): (Kept<'_>, Kept<'_>) = (Vec::new(), Vec::new());
    for (at, entry) in entries.iter().enumerate() {
        let repeated = entry.code.as_ref().is_some_and(|c| c.system().is_diagnosis())
            && kept.iter().any(|(_, k)| k.code == entry.code);
        if repeated {
            repeats.push((at, entry));
        } else {
            kept.push((at, entry));
        }
    }
    (kept, repeats)
}

fn read<'k>(key: &Codes, lines: &'k [KeyLine], entries: &[&Entry]) -> Reading<'k> {
    let assignment = assign::assign(lines, entries);
    let misplaced = sequence::misplaced(key, lines, &assignment, entries);
    let required = lines.iter().filter(|l| !l.optional).count() as u64;
    // Optional codes, entered or omitted, count nowhere.
    let entered = (0..entries.len())
        .filter(|e| assignment.line_of(*e).is_none_or(|line| !lines[line].optional))
        .count() as u64;
    let earned: Points = assignment
        .pairs()
        .filter(|(entry, line)| !lines[*line].optional && !misplaced.contains(entry))
        .map(|(entry, line)| worth(entries[entry], &lines[line]))
        .sum();
    let full = Points::whole(required as u32);
    let share = match key.scoring {
        CodePolicy::Exact if earned == full && entered == required => Points::whole(1),
        CodePolicy::Exact => Points::ZERO,
        CodePolicy::MaxDenominator => earned.over(Points::whole(entered.max(required) as u32)),
        CodePolicy::CodeOverCode => earned.over(full),
    };
    Reading { key: lines, assignment, misplaced, share }
}

/// A correct procedure code with a wrong or missing modifier or wrong units earns half.
fn worth(entry: &Entry, line: &KeyLine) -> Points {
    if same_modifiers(entry, line) && entry.units == line.units {
        Points::whole(1)
    } else {
        Points::new(1, 2)
    }
}

/// The order of modifiers costs nothing.
fn same_modifiers(entry: &Entry, line: &KeyLine) -> bool {
    let mut entered = entry.modifiers.clone();
    entered.sort_unstable();
    entered == line.modifiers
}

fn label(entry: &Entry) -> String {
    entry.code.as_ref().map_or_else(|| entry.text.clone(), Code::to_string)
}

/// What explains the mark: of each entry in the order entered, then of what is missing.
fn findings(key: &Codes, reading: &Reading<'_>, entries: &[&Entry], numbers: &[usize]) -> Vec<Finding> {
    let mut findings = Vec::new();
    let open: Vec<&KeyLine> = (0..reading.key.len())
        .filter(|line| reading.assignment.entry_of(*line).is_none() && !reading.key[*line].optional)
        .map(|line| &reading.key[line])
        .collect();
    let mut answered: Vec<&KeyLine> = Vec::new();
    for (at, entry) in entries.iter().enumerate() {
        match reading.assignment.line_of(at) {
            Some(line) => {
                let said = line_findings(entry, &reading.key[line], reading.misplaced.contains(&at));
                findings.extend(said.into_iter().map(|f| f.of_entry(numbers[at])));
            }
            None => {
                let (finding, line) = pairing::explain(key, entry, &open);
                answered.extend(line);
                findings.push(finding.of_entry(numbers[at]));
            }
        }
    }
    for line in open {
        // One omission, one finding: a keyed code that a wrong one stands for is not missed too.
        if answered.iter().any(|a| std::ptr::eq(*a, line)) {
            continue;
        }
        if let Some(code) = line.any.first() {
            let finding = Finding::keyed(FindingKind::Missed, code.to_string());
            findings.push(match &line.why {
                Some(why) => finding.because(why),
                None => finding,
            });
        }
    }
    findings
}

fn line_findings(entry: &Entry, line: &KeyLine, misplaced: bool) -> Vec<Finding> {
    let mut findings = Vec::new();
    let code = label(entry);
    if misplaced {
        findings.push(Finding::entered(FindingKind::Sequence, &code));
    }
    if !same_modifiers(entry, line) {
        let expected = line.modifiers.iter().map(ToString::to_string).collect::<Vec<_>>().join(" ");
        let message = if expected.is_empty() {
            "correct code; it takes no modifier here".to_owned()
        } else {
            format!("correct code; the modifiers are {expected}")
        };
        findings.push(Finding::pair(FindingKind::Modifier, &code, expected).saying(message));
    }
    if entry.units != line.units {
        findings.push(
            Finding::pair(FindingKind::Units, &code, line.units.to_string())
                .saying(format!("correct code; {} units, not {}", line.units, entry.units)),
        );
    }
    findings
}
