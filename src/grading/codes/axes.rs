//! In which respects two codes of a category differ: side, specificity, seventh character.

use crate::code::{Book, Place, System};

use super::super::FindingKind;

/// A side of the body, as a title says it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Side {
    Right,
    Left,
    Both,
}

impl Side {
    pub const fn name(self) -> &'static str {
        match self {
            Side::Right => "right",
            Side::Left => "left",
            Side::Both => "both sides",
        }
    }
}

/// A title taken apart.
struct Facets {
    side: Option<Side>,
    /// How often it says "unspecified".
    open: usize,
    /// What is left, sorted.
    core: Vec<String>,
}

impl Facets {
    fn of(title: &str) -> Self {
        let mut facets = Self { side: None, open: 0, core: Vec::new() };
        for word in title.to_lowercase().split(|c: char| !c.is_alphanumeric()).filter(|w| !w.is_empty()) {
            match word {
                "right" => facets.side = Some(Side::Right),
                "left" => facets.side = Some(Side::Left),
                "bilateral" | "both" => facets.side = Some(Side::Both),
                "unspecified" => facets.open += 1,
                "unilateral" | "of" | "the" | "in" | "and" | "a" | "with" | "side" => {}
                // `right eye`, `both eyes`
                word => facets.core.push(word.strip_suffix('s').unwrap_or(word).to_owned()),
            }
        }
        facets.core.sort_unstable();
        facets
    }
}

/// The side that a code names.
pub(super) fn side(book: &Book, place: Place) -> Option<Side> {
    Facets::of(book.row_title(place)).side
}

/// In which respects two codes that exist differ, in the order of their rank; seventh characters apart.
pub(super) fn rows(book: &Book, entered: Place, keyed: Place) -> Vec<FindingKind> {
    if entered.row() == keyed.row() {
        return Vec::new();
    }
    let (e, k) = (Facets::of(book.row_title(entered)), Facets::of(book.row_title(keyed)));
    let mut kinds = Vec::new();
    let (mut e_open, mut k_open) = (e.open, k.open);
    match (e.side, k.side) {
        (Some(a), Some(b)) if a != b => kinds.push(FindingKind::Laterality),
        // One of its "unspecified" is the side's.
        (None, Some(_)) => {
            e_open = e_open.saturating_sub(1);
            kinds.push(FindingKind::Unspecified);
        }
        (Some(_), None) => {
            k_open = k_open.saturating_sub(1);
            kinds.push(FindingKind::OverSpecified);
        }
        _ => {}
    }
    let same = e.core == k.core;
    // A title without a side beside one with it says less only where both speak of the same thing.
    if !same && e.side.is_some() != k.side.is_some() {
        kinds.clear();
        (e_open, k_open) = (e.open, k.open);
    }
    if e_open > k_open {
        kinds.push(FindingKind::Unspecified);
    } else if k_open > e_open {
        kinds.push(FindingKind::OverSpecified);
    } else if !same || kinds.is_empty() {
        kinds.push(FindingKind::Sibling);
    }
    kinds.sort_unstable();
    kinds.dedup();
    kinds
}

/// The same with the seventh characters.
pub(super) fn codes(book: &Book, entered: Place, keyed: Place) -> Vec<FindingKind> {
    let mut kinds = rows(book, entered, keyed);
    if let (Some(a), Some(b)) = (entered.seventh(), keyed.seventh())
        && a != b
    {
        kinds.push(FindingKind::SeventhWrong);
    }
    kinds
}

/// What two codes have in common, for a sentence: `correct category, side and 7th character`.
pub(super) fn shared(book: &Book, entered: Place, keyed: Place) -> String {
    if book.system() == System::Icd10Pcs {
        return "correct section, body system and root operation".to_owned();
    }
    let mut parts = vec!["correct category"];
    let (a, b) = (side(book, entered), side(book, keyed));
    parts.extend((a.is_some() && a == b).then_some("side"));
    let (a, b) = (entered.seventh(), keyed.seventh());
    parts.extend((a.is_some() && a == b).then_some("7th character"));
    match parts.as_slice() {
        [all @ .., last] if !all.is_empty() => format!("{} and {last}", all.join(", ")),
        _ => parts.concat(),
    }
}

/// In which characters two procedure codes of a table differ: `approach Open, the record says Percutaneous`.
pub(super) fn characters(book: &Book, entered: Place, keyed: Place) -> Vec<String> {
    let table = book.parent(keyed).filter(|t| book.parent(entered) == Some(*t));
    let axes = table.map_or(&[][..], |t| book.axes(t));
    let label = |position: u8, character: char| {
        axes.iter().find(|v| v.position == position && v.character == character).map(|v| v.label.as_str())
    };
    let names = ["body part", "approach", "device", "qualifier"];
    let (e, k) = (book.name(entered), book.name(keyed));
    let pairs = e.chars().zip(k.chars()).zip(1_u8..).skip(3).filter(|((a, b), _)| a != b);
    pairs
        .filter_map(|((a, b), position)| {
            let name = names.get(usize::from(position) - 4)?;
            Some(format!("{name} {}, not {}", label(position, b)?, label(position, a)?))
        })
        .collect()
}
