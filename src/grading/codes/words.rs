//! The sentence of a finding: both codes with their titles, and what makes the difference.

use super::super::{Finding, FindingKind};
use super::axes;
use super::desk::{Desk, State};
use crate::code::{Code, Place};

/// The sentence of a wrong code, beside the keyed one where it stands for one.
pub(super) fn sentence(
    finding: &Finding,
    code: &Code,
    state: State,
    expected: Option<&Code>,
    desk: Desk<'_>,
) -> String {
    let Some(book) = desk.book(code) else { return finding.message.clone() };
    let target = expected.and_then(|k| book.place(k));
    let shared = |place: Place| target.map_or_else(String::new, |t| axes::shared(book, place, t));
    let text = match (finding.kind, state) {
        (FindingKind::UnknownCode, _) => format!("{} has no such code", desk.editions(code).0),
        (FindingKind::Deleted, _) => {
            let (now, before) = desk.editions(code);
            let before = before.map(|b| format!("{b} had it, ")).unwrap_or_default();
            format!("deleted; {before}{now} does not")
        }
        (FindingKind::CategoryOnly | FindingKind::NotBillable, _) => {
            let what = if finding.kind == FindingKind::CategoryOnly {
                "the category alone is not a code to report"
            } else {
                "not a code to report; it needs a further character"
            };
            let until = desk.billable_until(code).map(|e| format!(" (it was one until the edition {e})"));
            format!("{what}{}", until.unwrap_or_default())
        }
        (FindingKind::PlaceholderMissing, State::PlaceholderMissing(meant)) => {
            format!("a placeholder X is missing: {}", book.label(meant))
        }
        (FindingKind::PlaceholderExtra, State::PlaceholderExtra(meant)) => {
            format!("a placeholder X too many; {} is complete", book.label(meant))
        }
        (FindingKind::SeventhMissing, State::NeedsSeventh(place)) => {
            // Beside the key no example is needed, and another character would mislead.
            let example = if target.is_none() { book.children(place).first().copied() } else { None };
            let example = example.map(|p| format!(", as in {}", book.label(p))).unwrap_or_default();
            format!("the 7th character is missing{example}")
        }
        (FindingKind::SeventhWrong, State::BadSeventh(place)) => {
            let takes: Vec<String> =
                book.with_sevenths(place).filter_map(Place::seventh).map(|c| c.to_string()).collect();
            let last = code.normal().chars().last().unwrap_or_default();
            let base = book.label(place);
            if takes.is_empty() {
                format!("{base} is complete and takes no 7th character")
            } else {
                format!("{base} does not take the 7th character {last}; it takes {}", takes.join(", "))
            }
        }
        (FindingKind::SeventhWrong, State::Billable(place)) => {
            let meaning = |p: Place| {
                let character = p.seventh()?;
                Some(format!("{character} is \"{}\"", book.seventh_meaning(p, character)?))
            };
            let mine = meaning(place).unwrap_or_default();
            let theirs = target.and_then(meaning).map(|m| format!(", {m}")).unwrap_or_default();
            format!("all but the 7th character is correct: {mine}{theirs}")
        }
        (FindingKind::Laterality, State::Billable(place)) => {
            let side = target.and_then(|t| axes::side(book, t)).map_or("another side", axes::Side::name);
            let other = axes::side(book, place).map_or("", axes::Side::name);
            format!("the record says {side}, not {other}")
        }
        (FindingKind::Unspecified, State::Billable(place)) => {
            format!("{}, but the record specifies more", shared(place))
        }
        (FindingKind::OverSpecified, State::Billable(place)) => {
            format!("{}, but the record does not say so much", shared(place))
        }
        (FindingKind::Sibling, State::Billable(place)) => {
            let differ = target.map(|t| axes::characters(book, place, t)).unwrap_or_default();
            if differ.is_empty() {
                format!("{}, but the record says something else", shared(place))
            } else {
                format!("{}; {}", shared(place), differ.join("; "))
            }
        }
        _ => "not what the record supports".to_owned(),
    };
    let further = finding.also.iter().filter_map(|k| too(*k)).fold(String::new(), |all, w| all + "; " + w);
    let name = desk.named(code);
    match expected.map(|k| desk.named(k)) {
        Some(key) => format!("{name}: {text}{further}; the key is {key}"),
        None => format!("{name}: {text}{further}"),
    }
}

/// A further respect in which both differ.
const fn too(kind: FindingKind) -> Option<&'static str> {
    Some(match kind {
        FindingKind::Sibling => "the condition differs too",
        FindingKind::Unspecified => "it is less specific too",
        FindingKind::OverSpecified => "it says more than the record does too",
        FindingKind::Laterality => "the side differs too",
        FindingKind::SeventhWrong => "the 7th character differs too",
        _ => return None,
    })
}
