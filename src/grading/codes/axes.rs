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
    /// What is called unspecified: nothing is said of it.
    unsaid: Vec<String>,
    /// It says "with", or "without" or "not".
    with: bool,
    without: bool,
}

/// Words that say nothing by themselves.
const GENERIC: &[&str] = &["site", "part", "eye", "ear", "side", "limb", "region", "episode"];

/// Behind these words right and left are no sides of the body: the right heart, the left bundle.
const INNER: &[&str] =
    &["heart", "ventricle", "ventricular", "atrium", "atrial", "bundle", "main", "anterior"];

impl Facets {
    fn of(title: &str) -> Self {
        let mut facets =
            Self { side: None, open: 0, core: Vec::new(), unsaid: Vec::new(), with: false, without: false };
        for clause in title.to_lowercase().replace("not specified", "unspecified").split(',') {
            facets.read(clause);
        }
        facets.core.sort_unstable();
        facets
    }

    fn read(&mut self, clause: &str) {
        let words: Vec<&str> =
            clause.split(|c: char| !c.is_alphanumeric()).filter(|w| !w.is_empty()).collect();
        let mut behind = false;
        for (at, word) in words.iter().enumerate() {
            let inner = words.get(at + 1).is_some_and(|next| INNER.contains(next));
            match *word {
                "with" => self.with = true,
                "without" | "not" => self.without = true,
                "right" if !inner => self.side = Some(Side::Right),
                "left" if !inner => self.side = Some(Side::Left),
                "bilateral" | "both" => self.side = Some(Side::Both),
                "unspecified" => {
                    self.open += 1;
                    behind = true;
                }
                "unilateral" | "of" | "the" | "in" | "and" | "a" | "or" => {}
                word if behind => self.unsaid.push(singular(word)),
                word => self.core.push(singular(word)),
            }
        }
    }

    /// What it says that neither the other nor the row above both says.
    fn adds(&self, other: &Facets, above: Option<&Facets>) -> bool {
        let holds = |f: &Facets, w: &str| f.core.iter().chain(&f.unsaid).any(|x| alike(x, w));
        let said = |w: &String| holds(other, w) || above.is_some_and(|a| holds(a, w));
        self.core.iter().any(|w| !said(w) && !GENERIC.contains(&w.as_str()))
    }
}

/// Whether two words are one in two forms: depression and depressive.
fn alike(a: &str, b: &str) -> bool {
    a == b || a.bytes().zip(b.bytes()).take_while(|(x, y)| x == y).count() >= 6
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
    match (e.side, k.side) {
        (Some(a), Some(b)) if a != b => kinds.push(FindingKind::Laterality),
        (None, Some(_)) if e.open > 0 => kinds.push(FindingKind::Unspecified),
        (Some(_), None) if k.open > 0 => kinds.push(FindingKind::OverSpecified),
        _ => {}
    }
    let (e_adds, k_adds) = (e.adds(&k, common.as_ref()), k.adds(&e, common.as_ref()));
    // With it and without it, intractable and not: opposites share all words.
    let against = |a: &Facets, b: &Facets| a.without && !b.without && b.with;
    let opposite = against(&e, &k) || against(&k, &e) || (e.without != k.without && e_adds == k_adds);
    let less_or_more = match e.open.cmp(&k.open) {
        std::cmp::Ordering::Greater => Some(FindingKind::Unspecified),
        std::cmp::Ordering::Less => Some(FindingKind::OverSpecified),
        std::cmp::Ordering::Equal => None,
    };
    match (e_adds, k_adds) {
        (false, true) if e.open > 0 && !opposite => kinds.push(FindingKind::Unspecified),
        (true, false) if k.open > 0 && !opposite => kinds.push(FindingKind::OverSpecified),
        (false, false) if !opposite && less_or_more.is_some() => kinds.extend(less_or_more),
        (false, false) if !opposite && !kinds.is_empty() => {}
        _ => {
            kinds.push(FindingKind::Sibling);
            kinds.extend(less_or_more);
        }
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
    let value = |position: u8, character: char| {
        axes.iter().find(|v| v.position == position && v.character == character)
    };
    let (e, k) = (book.name(entered), book.name(keyed));
    let pairs = e.chars().zip(k.chars()).zip(1_u8..).skip(3).filter(|((a, b), _)| a != b);
    pairs
        .filter_map(|((a, b), position)| {
            let (mine, theirs) = (value(position, a)?, value(position, b)?);
            Some(format!("{} {}, not {}", theirs.axis.to_lowercase(), theirs.label, mine.label))
        })
        .collect()
}
