//! Explaining a wrong code by the keyed code that it stands for.
//!
//! A wrong code pairs with an unanswered keyed code of its category, or by the author's `wrong`, also across
//! categories; a malformed one at one typing slip. What is said here follows from syntax and key alone: a code that a
//! keyed code begins with is a header in any edition.

use crate::bank::{Codes, KeyLine};
use crate::code::{Code, Entry, System};

use super::super::{Finding, FindingKind};

/// The finding of an entry that answers no line, and the open line that it stands for.
pub(super) fn explain<'k>(
    key: &Codes,
    entry: &Entry,
    open: &[&'k KeyLine],
) -> (Finding, Option<&'k KeyLine>) {
    let Some(code) = &entry.code else {
        return match slip(&entry.text, open) {
            Some((line, expected)) => {
                (Finding::pair(FindingKind::Malformed, &entry.text, expected.to_string()), Some(line))
            }
            None => (Finding::entered(FindingKind::Malformed, &entry.text), None),
        };
    };
    // Of several foreseen mistakes with this code, the one whose place is still open speaks.
    let mut mistakes: Vec<_> = key.wrong.iter().filter(|w| w.code.value == *code).collect();
    mistakes.sort_by_key(|w| w.instead_of.as_ref().is_none_or(|t| holding(open, t).is_none()));
    let foreseen = mistakes.first().copied();
    let paired = foreseen
        .and_then(|w| w.instead_of.as_ref())
        .and_then(|target| holding(open, target))
        .or_else(|| of_category(open, code));
    let finding = match paired {
        Some((_, expected)) => {
            let kinds = relation(code, expected);
            let mut finding = Finding::pair(kinds[0], code.to_string(), expected.to_string());
            finding.also.extend_from_slice(&kinds[1..]);
            finding
        }
        None => Finding::entered(FindingKind::Unsupported, code.to_string()),
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

/// The open line of the same category that is nearest to what was entered.
fn of_category<'k>(open: &[&'k KeyLine], code: &Code) -> Option<(&'k KeyLine, &'k Code)> {
    if code.system() != System::Icd10Cm {
        return None;
    }
    open.iter()
        .flat_map(|line| line.any.iter().map(move |c| (*line, &c.value)))
        .filter(|(_, keyed)| keyed.system() == System::Icd10Cm && keyed.category() == code.category())
        .min_by_key(|(_, keyed)| strsim::osa_distance(keyed.normal(), code.normal()))
}

fn slip<'k>(text: &str, open: &[&'k KeyLine]) -> Option<(&'k KeyLine, &'k Code)> {
    let typed: String = text.chars().filter(|c| *c != '.').collect::<String>().to_ascii_uppercase();
    open.iter()
        .flat_map(|line| line.any.iter().map(move |c| (*line, &c.value)))
        .find(|(_, keyed)| strsim::osa_distance(keyed.normal(), &typed) == 1)
}

/// In which respects an entered code differs from the keyed one, the one to name first in front.
fn relation(entered: &Code, keyed: &Code) -> Vec<FindingKind> {
    let (e, k) = (entered.normal(), keyed.normal());
    if entered.system() != System::Icd10Cm || entered.category() != keyed.category() {
        return vec![FindingKind::Unsupported];
    }
    let (e_base, e_seventh) = base_and_seventh(e);
    let (k_base, k_seventh) = base_and_seventh(k);
    if e_seventh.is_none() && k_seventh.is_some() {
        if e.trim_end_matches('X') == k_base {
            let also = if e.len() == 3 { vec![FindingKind::CategoryOnly] } else { Vec::new() };
            return [vec![FindingKind::SeventhMissing], also].concat();
        }
        // The seventh character stands where a placeholder belongs.
        if let Some(base) = k_seventh.and_then(|s| e.strip_suffix(s))
            && base.trim_end_matches('X') == k_base
        {
            return vec![FindingKind::PlaceholderMissing];
        }
    }
    if e.len() == 3 {
        return vec![FindingKind::CategoryOnly];
    }
    if k.starts_with(e) {
        return vec![FindingKind::NotBillable];
    }
    if e != k && e.trim_end_matches('X') == k {
        return vec![FindingKind::PlaceholderExtra];
    }
    if e_base == k_base && e_seventh != k_seventh {
        return vec![FindingKind::SeventhWrong];
    }
    match (e_seventh, k_seventh) {
        (a, b) if a != b && a.is_some() && b.is_some() => {
            vec![FindingKind::Sibling, FindingKind::SeventhWrong]
        }
        _ => vec![FindingKind::Sibling],
    }
}

/// A code of seven characters as its base without placeholders and its last character.
fn base_and_seventh(code: &str) -> (&str, Option<&str>) {
    match code.split_at_checked(6) {
        Some((base, seventh)) if seventh.len() == 1 => (base.trim_end_matches('X'), Some(seventh)),
        _ => (code, None),
    }
}
