//! How two codes differ, by syntax alone: where no edition is at hand.

use super::super::FindingKind;
use crate::code::{Code, System};

/// In which respects an entered code differs from the keyed one, the one to name first in front.
pub(super) fn relation(entered: &Code, keyed: &Code) -> Vec<FindingKind> {
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
