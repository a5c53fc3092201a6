//! Entered codes against a key, as an auditor compares them.
//!
//! The steps: fold repeated diagnoses; join entries to key lines so that the answer earns most; take away the points of
//! codes out of their place; explain what is left over on both sides. What needs the code set itself (titles, notes,
//! laterality) is asked of the edition that the bank names, where it is at hand.

mod assign;
mod axes;
#[cfg(test)]
mod book_tests;
mod desk;
mod omitted;
mod pairing;
mod sequence;
mod syntax;
#[cfg(test)]
mod tests;
mod words;

use crate::bank::{CodePolicy, Codes, KeyLine};
use crate::code::{Books, Code, Entry};

use super::mark::Basis;
use super::{Finding, FindingKind, Mark, Points};
use assign::Assignment;
use desk::Desk;
use omitted::Entered;

/// One way of reading the answer: against the key, or against one of its alternatives.
struct Reading<'k> {
    key: &'k [KeyLine],
    assignment: Assignment,
    /// Entries that are joined to a line but stand out of place.
    misplaced: Vec<usize>,
    share: Points,
}

pub(super) fn grade(key: &Codes, entries: &[Entry], books: &Books) -> Mark {
    let (kept, duplicates) = fold_repeats(entries);
    let (numbers, entries): (Vec<usize>, Vec<&Entry>) = kept.into_iter().unzip();
    let best = std::iter::once(&key.key)
        .chain(key.alternatives.iter().map(|a| &a.key))
        .map(|lines| read(key, lines, &entries))
        // Of equals the one that holds more of what was entered, then the author's main key.
        .reduce(|best, next| {
            let held = |r: &Reading<'_>| r.assignment.pairs().count();
            let better = next.share > best.share || (next.share == best.share && held(&next) > held(&best));
            if better { next } else { best }
        });
    let maximum = Points::whole(key.required());
    let Some(best) = best else { return Mark::of(Points::ZERO, maximum) };
    let mut mark = Mark::of(best.share.times(maximum), maximum);
    mark.correct &= best.misplaced.is_empty();
    // Every system that the key names, or what can be said of one line cannot be said of another.
    let all = key.systems().into_iter().all(|s| books.book(s).is_some());
    mark.basis = if all { Basis::Edition } else { Basis::Syntax };
    mark.findings = findings(key, &best, &entries, &numbers, Desk::new(books));
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
fn findings(
    key: &Codes,
    reading: &Reading<'_>,
    entries: &[&Entry],
    numbers: &[usize],
    desk: Desk<'_>,
) -> Vec<Finding> {
    let mut findings = Vec::new();
    let unanswered = |line: &usize| reading.assignment.entry_of(*line).is_none();
    let open: Vec<&KeyLine> =
        (0..reading.key.len()).filter(unanswered).map(|line| &reading.key[line]).collect();
    let joined =
        reading.assignment.pairs().filter_map(|(at, _)| Some((numbers[at], entries[at].code.as_ref()?)));
    let joined: Vec<Entered<'_>> = joined.collect();
    let wrong: Vec<usize> =
        (0..entries.len()).filter(|at| reading.assignment.line_of(*at).is_none()).collect();
    let wrong_entries: Vec<&Entry> = wrong.iter().map(|at| entries[*at]).collect();
    let mut mistakes =
        wrong.iter().zip(pairing::explain(key, reading.key, &wrong_entries, &open, desk)).peekable();
    let mut answered: Vec<&KeyLine> = Vec::new();
    for (at, entry) in entries.iter().enumerate() {
        if let Some(line) = reading.assignment.line_of(at) {
            if reading.misplaced.contains(&at) {
                let finding = out_of_place(key, entry, numbers[at], &joined, desk);
                // What a note said of one code out of its place it does not say again of the next.
                let said = findings.iter().any(|f: &Finding| {
                    (f.kind, &f.code, &f.expected) == (finding.kind, &finding.code, &finding.expected)
                });
                findings.push(if said { plainly_misplaced(key, entry, numbers[at], desk) } else { finding });
            }
            let said = line_findings(entry, &reading.key[line]);
            findings.extend(said.into_iter().map(|f| f.of_entry(numbers[at])));
        } else if let Some((_, mistake)) = mistakes.next_if(|(wrong, _)| **wrong == at) {
            answered.extend(mistake.line);
            findings.push(mistake.finding.of_entry(numbers[at]));
        }
    }
    // The note that asks for what is missing may stand on a code that was entered in the place of another.
    let others = wrong.iter().filter_map(|at| Some((numbers[*at], entries[*at].code.as_ref()?)));
    let carriers: Vec<Entered<'_>> =
        joined.iter().copied().chain(others.filter(|(_, c)| desk.is_billable(c))).collect();
    for line in open.into_iter().filter(|l| !l.optional) {
        // One omission, one finding: a keyed code that a wrong one stands for is not missed too.
        if !answered.iter().any(|a| std::ptr::eq(*a, line)) {
            findings.extend(omitted::explain(line, &carriers, desk));
        }
    }
    findings
}

/// A code out of its place: by a note, or because it or what stands in front can never be first; otherwise by the key.
fn out_of_place(
    key: &Codes,
    entry: &Entry,
    number: usize,
    joined: &[Entered<'_>],
    desk: Desk<'_>,
) -> Finding {
    let (before, after): (Vec<Entered<'_>>, Vec<Entered<'_>>) =
        joined.iter().filter(|(other, _)| *other != number).partition(|(other, _)| *other < number);
    let by_book = entry.code.as_ref().and_then(|code| {
        let late = omitted::order(code, &before, desk);
        late.or_else(|| after.iter().find_map(|(_, behind)| omitted::order(behind, &[(number, code)], desk)))
    });
    by_book.unwrap_or_else(|| plainly_misplaced(key, entry, number, desk))
}

/// A code out of its place by the key alone.
fn plainly_misplaced(key: &Codes, entry: &Entry, number: usize, desk: Desk<'_>) -> Finding {
    let finding = Finding::entered(FindingKind::Sequence, label(entry));
    let named = entry.code.as_ref().map(|c| desk.named(c)).filter(|_| desk.knows(entry));
    let place = match key.sequence {
        crate::bank::Sequence::First => "to be listed first",
        _ => "out of its place in the order",
    };
    let finding = match named {
        Some(name) => finding.saying(format!("{name}: {place}")),
        None => finding,
    };
    finding.of_entry(number)
}

fn line_findings(entry: &Entry, line: &KeyLine) -> Vec<Finding> {
    let mut findings = Vec::new();
    let code = label(entry);
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
