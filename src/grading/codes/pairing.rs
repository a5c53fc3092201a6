//! Which wrong code stands for which keyed one.
//!
//! A wrong code pairs with an unanswered keyed code of its category, or by the author's `wrong`, also across
//! categories; a malformed or unknown one at one typing slip. The nearest pairs come first, so that of two wrong codes
//! each finds its own; only what is left over shares a key. An optional line explains, where nothing required does.

use crate::bank::{Codes, KeyLine, Wrong};
use crate::code::{Code, Entry, Place, System};

use super::super::{Finding, FindingKind};
use super::desk::{Desk, State};
use super::words::sentence;
use super::{axes, syntax};

/// A wrong entry, with what may be said of it.
pub(super) struct Mistake<'k> {
    /// Its finding.
    pub finding: Finding,
    /// The open line that it stands for.
    pub line: Option<&'k KeyLine>,
}

/// What was entered, what the edition says of it, and what the author foresaw.
struct Wrongly<'a> {
    entry: &'a Entry,
    state: State,
    foreseen: Option<&'a Wrong>,
}

/// A possible pair: how far apart both are, the wrong entry, the open line and its code.
struct Pair<'k> {
    cost: usize,
    wrong: usize,
    line: &'k KeyLine,
    code: &'k Code,
}

/// The findings of entries that answer no line. `open` holds the unanswered lines, required ones first.
pub(super) fn explain<'k>(
    key: &Codes,
    lines: &[KeyLine],
    entries: &[&Entry],
    open: &[&'k KeyLine],
    desk: Desk<'_>,
) -> Vec<Mistake<'k>> {
    let wrong: Vec<Wrongly<'_>> = entries
        .iter()
        .map(|entry| {
            let state = entry.code.as_ref().map_or(State::Unknown, |c| desk.state(c));
            Wrongly { entry, state, foreseen: foreseen(key, entry, open) }
        })
        .collect();
    let mut pairs: Vec<Pair<'k>> = Vec::new();
    for (number, mistake) in wrong.iter().enumerate() {
        pairs.extend(candidates(number, mistake, open, key.system, desk));
    }
    pairs.sort_by_key(|p| (p.cost, p.wrong));
    let mut chosen: Vec<Option<(&'k KeyLine, &'k Code)>> = vec![None; wrong.len()];
    let mut taken: Vec<&KeyLine> = Vec::new();
    for shared in [false, true] {
        for pair in &pairs {
            let is_taken = taken.iter().any(|t| std::ptr::eq(*t, pair.line));
            if chosen[pair.wrong].is_none() && (shared || !is_taken) {
                chosen[pair.wrong] = Some((pair.line, pair.code));
                taken.push(pair.line);
            }
        }
    }
    wrong
        .iter()
        .zip(chosen)
        .map(|(mistake, pair)| Mistake {
            finding: finding(mistake, pair.map(|(_, code)| code), lines, key.system, desk),
            line: pair.map(|(line, _)| line),
        })
        .collect()
}

/// Of several foreseen mistakes with a code, the one whose place is still open speaks.
fn foreseen<'k>(key: &'k Codes, entry: &Entry, open: &[&KeyLine]) -> Option<&'k Wrong> {
    let code = entry.code.as_ref()?;
    let mut mistakes: Vec<&Wrong> = key.wrong.iter().filter(|w| w.code.value == *code).collect();
    mistakes.sort_by_key(|w| w.instead_of.as_ref().is_none_or(|t| holding(open, t).is_none()));
    mistakes.first().copied()
}

fn holding<'k>(open: &[&'k KeyLine], target: &Code) -> Option<(&'k KeyLine, &'k Code)> {
    open.iter().find_map(|line| {
        let keyed = line.any.iter().find(|c| c.value == *target)?;
        Some((*line, &keyed.value))
    })
}

/// The open codes that an entry may stand for.
fn candidates<'k>(
    number: usize,
    mistake: &Wrongly<'_>,
    open: &[&'k KeyLine],
    system: System,
    desk: Desk<'_>,
) -> Vec<Pair<'k>> {
    let target = mistake.foreseen.and_then(|w| w.instead_of.as_ref()).and_then(|t| holding(open, t));
    if let Some((line, code)) = target {
        return vec![Pair { cost: 0, wrong: number, line, code }];
    }
    let typed = plain(&mistake.entry.text);
    // What is required goes before what is optional.
    let optional = |line: &KeyLine| if line.optional { 10_000 } else { 0 };
    let all = open.iter().flat_map(|line| line.any.iter().map(move |c| (*line, &c.value)));
    all.filter_map(|(line, keyed)| {
        let cost = match &mistake.entry.code {
            Some(code) => {
                let sorted = matches!(code.system(), System::Icd10Cm | System::Icd10Pcs);
                let alike = sorted && code.system() == keyed.system() && code.category() == keyed.category();
                let slip = mistake.state == State::Unknown
                    && strsim::osa_distance(keyed.normal(), code.normal()) == 1;
                let distance = strsim::osa_distance(keyed.normal(), code.normal());
                (alike || slip).then(|| 10 * far(&kinds(code, mistake.state, keyed, desk)) + distance)
            }
            None => {
                let overfilled = desk.overfilled(system, &typed);
                match overfilled {
                    Some(meant) if meant.category() == keyed.category() => {
                        Some(strsim::osa_distance(keyed.normal(), meant.normal()))
                    }
                    _ => (strsim::osa_distance(keyed.normal(), &typed) == 1).then_some(1),
                }
            }
        };
        cost.map(|cost| Pair { cost: cost + optional(line), wrong: number, line, code: keyed })
    })
    .collect()
}

/// How far two codes are apart by the kinds of their differences.
fn far(kinds: &[FindingKind]) -> usize {
    let weight = |kind: &FindingKind| match kind {
        FindingKind::SeventhWrong | FindingKind::SeventhMissing => 1,
        FindingKind::Laterality => 2,
        FindingKind::Unspecified | FindingKind::OverSpecified => 3,
        FindingKind::Sibling => 5,
        _ => 4,
    };
    kinds.iter().map(weight).sum()
}

fn plain(text: &str) -> String {
    text.chars().filter(|c| *c != '.').collect::<String>().to_ascii_uppercase()
}

fn finding(
    mistake: &Wrongly<'_>,
    expected: Option<&Code>,
    lines: &[KeyLine],
    system: System,
    desk: Desk<'_>,
) -> Finding {
    let finding = match (&mistake.entry.code, expected) {
        (None, _) => malformed(&mistake.entry.text, expected, system, desk),
        (Some(code), Some(expected)) => {
            let kinds = kinds(code, mistake.state, expected, desk);
            // A pair across categories is told by the note that keeps both apart, where there is one.
            let apart =
                (kinds[0] == FindingKind::Unsupported).then(|| kept_out(code, mistake.state, lines, desk));
            match apart.flatten() {
                Some(finding) => finding,
                None => {
                    let mut finding = Finding::pair(kinds[0], code.to_string(), expected.to_string());
                    finding.also.extend_from_slice(&kinds[1..]);
                    let message = sentence(&finding, code, mistake.state, Some(expected), desk);
                    finding.saying(message)
                }
            }
        }
        (Some(code), None) => alone(code, mistake.state, lines, desk),
    };
    match mistake.foreseen {
        Some(wrong) => finding.because(&wrong.why),
        None => finding,
    }
}

/// A text that has the shape of no code: placeholders too many, or a slip of typing.
fn malformed(text: &str, expected: Option<&Code>, system: System, desk: Desk<'_>) -> Finding {
    if let Some(meant) = desk.overfilled(system, &plain(text)) {
        let key = expected.map(|k| format!("; the key is {}", desk.named(k))).unwrap_or_default();
        let message = format!("{text}: a placeholder X too many; {meant} is complete{key}");
        let finding = match expected {
            Some(expected) => Finding::pair(FindingKind::PlaceholderExtra, text, expected.to_string()),
            None => Finding::entered(FindingKind::PlaceholderExtra, text),
        };
        return finding.saying(message);
    }
    match expected {
        Some(expected) => Finding::pair(FindingKind::Malformed, text, expected.to_string())
            .saying(format!("{text}: no code looks like this; the key is {}", desk.named(expected))),
        None => Finding::entered(FindingKind::Malformed, text),
    }
}

/// In which respects an entered code differs from the keyed one, the one to name first in front.
fn kinds(entered: &Code, state: State, keyed: &Code, desk: Desk<'_>) -> Vec<FindingKind> {
    let book = desk.book(entered);
    let target = book.and_then(|b| b.place(keyed));
    let (Some(book), Some(target)) = (book, target) else { return syntax::relation(entered, keyed) };
    let same_category = entered.system() == keyed.system() && entered.category() == keyed.category();
    let rows = |place: Place| if same_category { axes::rows(book, place, target) } else { Vec::new() };
    let (lead, mut further) = match state {
        State::NoBook => return syntax::relation(entered, keyed),
        State::Billable(_) if !same_category => (Some(FindingKind::Unsupported), Vec::new()),
        State::Billable(place) => (None, axes::codes(book, place, target)),
        State::Header(place) => {
            let kind = if entered.normal().len() == 3 {
                FindingKind::CategoryOnly
            } else {
                FindingKind::NotBillable
            };
            let elsewhere = same_category && !book.is_within(target, place);
            (Some(kind), if elsewhere { vec![FindingKind::Sibling] } else { Vec::new() })
        }
        State::NeedsSeventh(place) => (Some(FindingKind::SeventhMissing), rows(place)),
        // That the character does not exist goes before everything else that is wrong with it.
        State::BadSeventh(place) => (Some(FindingKind::SeventhWrong), rows(place)),
        State::PlaceholderMissing(place) => {
            let further = if same_category { axes::codes(book, place, target) } else { Vec::new() };
            (Some(FindingKind::PlaceholderMissing), further)
        }
        State::PlaceholderExtra(place) => (Some(FindingKind::PlaceholderExtra), rows(place)),
        State::Deleted => (Some(FindingKind::Deleted), Vec::new()),
        State::Unknown => (Some(FindingKind::UnknownCode), Vec::new()),
    };
    further.sort_unstable();
    further.dedup();
    if matches!(state, State::NeedsSeventh(_)) && entered.normal().len() == 3 {
        further.push(FindingKind::CategoryOnly);
    }
    let kinds: Vec<FindingKind> = lead.into_iter().chain(further).collect();
    if kinds.is_empty() { vec![FindingKind::Unsupported] } else { kinds }
}

/// The finding of a code that stands for no keyed one.
fn alone(code: &Code, state: State, lines: &[KeyLine], desk: Desk<'_>) -> Finding {
    let kind = match state {
        State::NoBook => return Finding::entered(FindingKind::Unsupported, code.to_string()),
        State::Billable(_) => {
            return kept_out(code, state, lines, desk).unwrap_or_else(|| {
                let message = format!("{}: the record does not support it", desk.named(code));
                Finding::entered(FindingKind::Unsupported, code.to_string()).saying(message)
            });
        }
        State::Header(_) if code.normal().len() == 3 => FindingKind::CategoryOnly,
        State::Header(_) => FindingKind::NotBillable,
        State::NeedsSeventh(_) => FindingKind::SeventhMissing,
        State::BadSeventh(_) => FindingKind::SeventhWrong,
        State::PlaceholderMissing(_) => FindingKind::PlaceholderMissing,
        State::PlaceholderExtra(_) => FindingKind::PlaceholderExtra,
        State::Deleted => FindingKind::Deleted,
        State::Unknown => FindingKind::UnknownCode,
    };
    let finding = Finding::entered(kind, code.to_string());
    let message = sentence(&finding, code, state, None, desk);
    finding.saying(format!("{message}; and the record does not support it"))
}

/// The finding of a code that an Excludes1 note keeps out beside a keyed one.
fn kept_out(code: &Code, state: State, lines: &[KeyLine], desk: Desk<'_>) -> Option<Finding> {
    let State::Billable(place) = state else { return None };
    let book = desk.book(code)?;
    lines.iter().flat_map(|l| &l.any).find_map(|keyed| {
        let note = book.excludes1(place, book.place(keyed)?)?;
        let message = format!(
            "{}: the record does not support it, and the Excludes1 note at {} ({}) keeps it out beside {}, unless the \
             conditions are unrelated (Guidelines I.A.12.a)",
            desk.named(code),
            book.spot(note.at),
            note.text,
            desk.named(keyed),
        );
        let finding = Finding::pair(FindingKind::Excludes1, code.to_string(), keyed.to_string());
        Some(finding.saying(message).citing(book.spot(note.at), note.text))
    })
}
