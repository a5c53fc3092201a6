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

/// What a title says of a thing without saying anything of it: "with unspecified complications".
const GENERIC: &[&str] = &[
    "complication",
    "site",
    "part",
    "organism",
    "severity",
    "degree",
    "region",
    "location",
    "nature",
    "kind",
    "cause",
    "level",
    "episode",
    "eye",
    "ear",
    "side",
    "limb",
];

/// Behind these words right and left are no sides of the body: the right heart, the left bundle.
const INNER: &[&str] =
    &["heart", "ventricle", "ventricular", "atrium", "atrial", "bundle", "main", "anterior"];

impl Facets {
    fn of(title: &str) -> Self {
        let mut facets = Self { side: None, open: 0, core: Vec::new() };
        let title = title.to_lowercase().replace("not specified", "unspecified");
        let words: Vec<&str> =
            title.split(|c: char| !c.is_alphanumeric()).filter(|w| !w.is_empty()).collect();
        for (at, word) in words.iter().enumerate() {
            let inner = words.get(at + 1).is_some_and(|next| INNER.contains(next));
            match *word {
                "right" if !inner => facets.side = Some(Side::Right),
                "left" if !inner => facets.side = Some(Side::Left),
                "bilateral" | "both" => facets.side = Some(Side::Both),
                "unspecified" => facets.open += 1,
                "unilateral" | "of" | "the" | "in" | "and" | "a" | "with" | "or" => {}
                word => facets.core.push(singular(word)),
            }
        }
        facets.core.sort_unstable();
        facets
    }

    /// What it says that neither the other nor the row above both says.
    fn adds(&self, other: &Facets, above: Option<&Facets>) -> bool {
        let said = |w: &String| other.core.contains(w) || above.is_some_and(|a| a.core.contains(w));
        self.core.iter().any(|w| !said(w) && !GENERIC.contains(&w.as_str()))
    }
}

fn singular(word: &str) -> String {
    match word.strip_suffix("ies") {
        Some(start) if start.len() > 2 => format!("{start}y"),
        _ => word.strip_suffix('s').filter(|w| w.len() > 2 && !w.ends_with('s')).unwrap_or(word).to_owned(),
    }
}

/// The side that a code names.
pub(super) fn side(book: &Book, place: Place) -> Option<Side> {
    Facets::of(book.row_title(place)).side
}

/// In which respects two codes that exist differ, in the order of their rank; seventh characters apart.
///
/// A code says less than another where it says nothing that the row above both does not say, and calls it "unspecified":
/// an unspecified fracture of the lower end of the radius says less than Colles' fracture, stage 3 unspecified does not say
/// less than stage 4.
pub(super) fn rows(book: &Book, entered: Place, keyed: Place) -> Vec<FindingKind> {
    if entered.row() == keyed.row() {
        return Vec::new();
    }
    let (e, k) = (Facets::of(book.row_title(entered)), Facets::of(book.row_title(keyed)));
    let common =
        book.ancestors(entered).find(|a| book.is_within(keyed, *a)).map(|a| Facets::of(book.row_title(a)));
    let mut kinds = Vec::new();
    let (mut e_open, mut k_open) = (e.open, k.open);
    match (e.side, k.side) {
        (Some(a), Some(b)) if a != b => kinds.push(FindingKind::Laterality),
        // One of its "unspecified" is the side's.
        (None, Some(_)) if e.open > 0 => {
            e_open -= 1;
            kinds.push(FindingKind::Unspecified);
        }
        (Some(_), None) if k.open > 0 => {
            k_open -= 1;
            kinds.push(FindingKind::OverSpecified);
        }
        _ => {}
    }
    let (e_adds, k_adds) = (e.adds(&k, common.as_ref()), k.adds(&e, common.as_ref()));
    let without = |f: &Facets| f.core.iter().any(|w| w == "without");
    let opposite = without(&e) != without(&k);
    match (e_adds, k_adds) {
        (false, true) if e_open > 0 && !opposite => kinds.push(FindingKind::Unspecified),
        (true, false) if k_open > 0 && !opposite => kinds.push(FindingKind::OverSpecified),
        (false, false) if e_open > k_open => kinds.push(FindingKind::Unspecified),
        (false, false) if k_open > e_open => kinds.push(FindingKind::OverSpecified),
        (false, false) if !kinds.is_empty() && !opposite => {}
        _ => kinds.push(FindingKind::Sibling),
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
