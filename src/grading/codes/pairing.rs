//! Explaining a wrong code by the keyed code that it stands for.
//!
//! A wrong code pairs with an unanswered keyed code of its category, or by the author's `wrong`, also across
//! categories; a malformed or unknown one at one typing slip. Where the edition is at hand it says what the code is;
//! otherwise syntax and key say what they can: a code that a keyed code begins with is a header in any edition.

use crate::bank::{Codes, KeyLine};
use crate::code::{Code, Entry, Place, System};

use super::super::{Finding, FindingKind};
use super::desk::{self, Desk, State};
use super::{axes, syntax};

/// The finding of an entry that answers no line, and the open line that it stands for.
pub(super) fn explain<'k>(
    key: &Codes,
    lines: &[KeyLine],
    entry: &Entry,
    open: &[&'k KeyLine],
    desk: Desk<'_>,
) -> (Finding, Option<&'k KeyLine>) {
    let Some(code) = &entry.code else {
        let typed = entry.text.chars().filter(|c| *c != '.').collect::<String>().to_ascii_uppercase();
        return match slip(&typed, open) {
            Some((line, expected)) => {
                let finding = Finding::pair(FindingKind::Malformed, &entry.text, expected.to_string());
                let message =
                    format!("`{}`: no code looks like this; the key is {}", entry.text, desk.named(expected));
                (finding.saying(message), Some(line))
            }
            None => (Finding::entered(FindingKind::Malformed, &entry.text), None),
        };
    };
    // Of several foreseen mistakes with this code, the one whose place is still open speaks.
    let mut mistakes: Vec<_> = key.wrong.iter().filter(|w| w.code.value == *code).collect();
    mistakes.sort_by_key(|w| w.instead_of.as_ref().is_none_or(|t| holding(open, t).is_none()));
    let foreseen = mistakes.first().copied();
    let state = desk.state(code);
    let paired = foreseen
        .and_then(|w| w.instead_of.as_ref())
        .and_then(|target| holding(open, target))
        .or_else(|| of_category(open, code))
        .or_else(|| slip(code.normal(), open).filter(|_| state == State::Unknown));
    let finding = match paired {
        Some((_, expected)) => {
            let kinds = kinds(code, state, expected, desk);
            let mut finding = Finding::pair(kinds[0], code.to_string(), expected.to_string());
            finding.also.extend_from_slice(&kinds[1..]);
            let message = sentence(&finding, code, state, Some(expected), desk);
            finding.saying(message)
        }
        None => alone(code, state, lines, desk),
    };
    let finding = match foreseen {
        Some(wrong) => finding.because(&wrong.why),
        None => finding,
    };
    (finding, paired.map(|(line, _)| line))
}

fn holding<'k>(open: &[&'k KeyLine], target: &Code) -> Option<(&'k KeyLine, &'k Code)> {
    open.iter().find_map(|line| {
        let keyed = line.any.iter().find(|c| c.value == *target)?;
        Some((*line, &keyed.value))
    })
}

/// The open line of the same category that is nearest to what was entered; of procedure codes, the same table.
fn of_category<'k>(open: &[&'k KeyLine], code: &Code) -> Option<(&'k KeyLine, &'k Code)> {
    if !matches!(code.system(), System::Icd10Cm | System::Icd10Pcs) {
        return None;
    }
    open.iter()
        .flat_map(|line| line.any.iter().map(move |c| (*line, &c.value)))
        .filter(|(_, keyed)| keyed.system() == code.system() && keyed.category() == code.category())
        .min_by_key(|(_, keyed)| strsim::osa_distance(keyed.normal(), code.normal()))
}

fn slip<'k>(typed: &str, open: &[&'k KeyLine]) -> Option<(&'k KeyLine, &'k Code)> {
    open.iter()
        .flat_map(|line| line.any.iter().map(move |c| (*line, &c.value)))
        .find(|(_, keyed)| strsim::osa_distance(keyed.normal(), typed) == 1)
}

/// In which respects an entered code differs from the keyed one, the one to name first in front.
fn kinds(entered: &Code, state: State, keyed: &Code, desk: Desk<'_>) -> Vec<FindingKind> {
    let book = desk.book(entered);
    let target = book.and_then(|b| b.place(keyed));
    let (Some(book), Some(target)) = (book, target) else { return syntax::relation(entered, keyed) };
    let same_category = entered.system() == keyed.system() && entered.category() == keyed.category();
    let rows = |place: Place| if same_category { axes::rows(book, place, target) } else { Vec::new() };
    let mut kinds = match state {
        State::NoBook => return syntax::relation(entered, keyed),
        State::Billable(_) if !same_category => vec![FindingKind::Unsupported],
        State::Billable(place) => axes::codes(book, place, target),
        State::Header(place) => {
            let kind = if entered.normal().len() == 3 {
                FindingKind::CategoryOnly
            } else {
                FindingKind::NotBillable
            };
            let elsewhere = same_category && !book.is_within(target, place);
            [vec![kind], if elsewhere { vec![FindingKind::Sibling] } else { Vec::new() }].concat()
        }
        State::NeedsSeventh(place) => [vec![FindingKind::SeventhMissing], rows(place)].concat(),
        State::BadSeventh(place) => [rows(place), vec![FindingKind::SeventhWrong]].concat(),
        State::PlaceholderMissing(place) => {
            let further = if same_category { axes::codes(book, place, target) } else { Vec::new() };
            [vec![FindingKind::PlaceholderMissing], further].concat()
        }
        State::PlaceholderExtra(place) => [vec![FindingKind::PlaceholderExtra], rows(place)].concat(),
        State::Deleted => vec![FindingKind::Deleted],
        State::Unknown => vec![FindingKind::UnknownCode],
    };
    kinds.sort_unstable();
    kinds.dedup();
    if matches!(state, State::NeedsSeventh(_)) && entered.normal().len() == 3 {
        kinds.push(FindingKind::CategoryOnly);
    }
    if kinds.is_empty() { vec![FindingKind::Unsupported] } else { kinds }
}

/// The finding of a code that stands for no keyed one.
fn alone(code: &Code, state: State, lines: &[KeyLine], desk: Desk<'_>) -> Finding {
    let kind = match state {
        State::NoBook => return Finding::entered(FindingKind::Unsupported, code.to_string()),
        State::Billable(place) => return unsupported(code, place, lines, desk),
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
    finding.saying(message)
}

/// A code that exists and is not keyed: kept out by a note of a keyed code, or simply not in the record.
fn unsupported(code: &Code, place: Place, lines: &[KeyLine], desk: Desk<'_>) -> Finding {
    let name = desk.named(code);
    if let Some(book) = desk.book(code) {
        for keyed in lines.iter().flat_map(|l| &l.any) {
            let Some(other) = book.place(keyed) else { continue };
            if let Some(note) = desk::excludes1(book, place, other) {
                let message = format!(
                    "{name}: the record does not support it, and the Excludes1 note at {} ({}) keeps it out beside {}, \
                     unless the conditions are unrelated (Guidelines I.A.12.a)",
                    book.label(note.at),
                    note.text,
                    desk.named(keyed),
                );
                let finding = Finding::pair(FindingKind::Excludes1, code.to_string(), keyed.to_string());
                return finding.saying(message).citing(book.label(note.at), note.text);
            }
        }
    }
    Finding::entered(FindingKind::Unsupported, code.to_string())
        .saying(format!("{name}: the record does not support it"))
}

/// The sentence of a finding: both codes with their titles, and what makes the difference.
fn sentence(finding: &Finding, code: &Code, state: State, expected: Option<&Code>, desk: Desk<'_>) -> String {
    let name = desk.named(code);
    let Some(book) = desk.book(code) else { return finding.message.clone() };
    let key = expected.map(|k| desk.named(k));
    let target = expected.and_then(|k| book.place(k));
    let ends = |text: String| match &key {
        Some(key) => format!("{name}: {text}; the key is {key}"),
        None => format!("{name}: {text}"),
    };
    let shared = |place: Place| target.map_or_else(String::new, |t| axes::shared(book, place, t));
    match (finding.kind, state) {
        (FindingKind::UnknownCode, _) => ends(format!("{} has no such code", desk.editions(code).0)),
        (FindingKind::Deleted, _) => {
            let (now, before) = desk.editions(code);
            let before = before.map(|b| format!("{b} had it, ")).unwrap_or_default();
            ends(format!("deleted; {before}{now} does not"))
        }
        (FindingKind::CategoryOnly | FindingKind::NotBillable, _) => {
            let what = if finding.kind == FindingKind::CategoryOnly {
                "the category alone is not a code to report"
            } else {
                "not a code to report; it needs a further character"
            };
            let until = desk.billable_until(code).map(|e| format!(" (it was one until the edition {e})"));
            ends(format!("{what}{}", until.unwrap_or_default()))
        }
        (FindingKind::PlaceholderMissing, State::PlaceholderMissing(meant)) => {
            ends(format!("a placeholder X is missing in front of the 7th character: {}", book.label(meant)))
        }
        (FindingKind::PlaceholderExtra, State::PlaceholderExtra(meant)) => {
            ends(format!("a placeholder X too many; {} is complete", book.label(meant)))
        }
        (FindingKind::SeventhMissing, State::NeedsSeventh(place)) => {
            let filled = book.children(place).first().map(|p| book.label(*p)).unwrap_or_default();
            ends(format!("the 7th character is missing, as in {filled}"))
        }
        (FindingKind::SeventhWrong, State::BadSeventh(place)) => {
            let takes: Vec<String> =
                book.with_sevenths(place).filter_map(|p| p.seventh()).map(|c| c.to_string()).collect();
            let last = code.normal().chars().last().unwrap_or_default();
            let base = book.label(place);
            ends(if takes.is_empty() {
                format!("{base} is complete and takes no 7th character")
            } else {
                format!("{base} does not take the 7th character {last}; it takes {}", takes.join(", "))
            })
        }
        (FindingKind::SeventhWrong, State::Billable(place)) => {
            let meaning = |p: Place| {
                let character = p.seventh()?;
                Some(format!("{character} is \"{}\"", book.seventh_meaning(p, character)?))
            };
            let mine = meaning(place).unwrap_or_default();
            let theirs = target.and_then(meaning).map(|m| format!(", {m}")).unwrap_or_default();
            ends(format!("all but the 7th character is correct: {mine}{theirs}"))
        }
        (FindingKind::Laterality, State::Billable(place)) => {
            let side = target.and_then(|t| axes::side(book, t)).map_or("another side", axes::Side::name);
            let other = axes::side(book, place).map_or("", axes::Side::name);
            ends(format!("the record says {side}, not {other}"))
        }
        (FindingKind::Unspecified, State::Billable(place)) => {
            ends(format!("{}, but the record specifies more", shared(place)))
        }
        (FindingKind::OverSpecified, State::Billable(place)) => {
            ends(format!("{}, but the record does not say so much", shared(place)))
        }
        (FindingKind::Sibling, State::Billable(place)) => {
            let differ = target.map(|t| axes::characters(book, place, t)).unwrap_or_default();
            if differ.is_empty() {
                ends(format!("{}, but the record says another condition", shared(place)))
            } else {
                ends(format!("{}; {}", shared(place), differ.join("; ")))
            }
        }
        _ => ends("not what the record supports".to_owned()),
    }
}
