//! Distractors: what a real coder would confuse a code with.
//!
//! Near codes of the same kind: a specific code among specific ones, an "other" among "others", an "unspecified" among
//! "unspecified", or the wording alone gives the answer away.

use crate::code::{Book, Place};

/// The class of a title.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Class {
    Specific,
    Other,
    Unspecified,
}

pub(super) fn class(title: &str) -> Class {
    let lower = title.to_lowercase();
    let word = |w: &str| lower.split(|c: char| !c.is_alphanumeric()).any(|x| x == w);
    if lower.starts_with("other ") || word("other") {
        Class::Other
    } else if word("unspecified") || word("nos") {
        Class::Unspecified
    } else {
        Class::Specific
    }
}

/// Whether a row is a code that is reported as it stands.
pub(super) fn is_plain_code(book: &Book, place: Place) -> bool {
    book.rank(place).is_code() && book.is_leaf(place) && book.is_billable(place)
}

/// Whether a row is a code but for a seventh character.
pub(super) fn is_leaf_code(book: &Book, place: Place) -> bool {
    book.rank(place).is_code() && book.is_leaf(place)
}

/// Codes near a place that are of its class and as complete as it is, the nearest first: its siblings, its category, the categories beside it.
pub(super) fn near(book: &Book, place: Place, most: usize, fits: impl Fn(Place) -> bool) -> Vec<Place> {
    let wanted = class(book.row_title(place));
    let mut found: Vec<Place> = Vec::new();
    let mut seen = 0..0;
    for above in book.ancestors(place) {
        let rows = book.span(above, above);
        // From the place outwards, so that the nearest come first.
        let start = place.row();
        let mut out: Vec<u32> = rows.clone().filter(|r| !seen.contains(r) && *r != start).collect();
        out.sort_by_key(|r| r.abs_diff(start));
        for row in out.into_iter().take(400) {
            let Some(candidate) = book.row(row) else { continue };
            let alike =
                is_leaf_code(book, candidate) && book.is_billable(candidate) == book.is_billable(place);
            if alike && class(book.row_title(candidate)) == wanted && fits(candidate) {
                found.push(candidate);
                if found.len() == most {
                    return found;
                }
            }
        }
        seen = rows;
        if !book.rank(above).is_code() {
            // Beyond the block nothing is confused.
            break;
        }
    }
    found
}

/// The significant words of a text.
pub(super) fn words(text: &str) -> Vec<String> {
    const WEAK: &[&str] = &[
        "of",
        "the",
        "and",
        "or",
        "in",
        "with",
        "without",
        "due",
        "to",
        "by",
        "for",
        "nos",
        "nec",
        "unspecified",
        "other",
        "specified",
        "not",
        "elsewhere",
        "classified",
        "a",
        "an",
        "on",
        "from",
        "at",
        "as",
        "disease",
        "disorder",
        "syndrome",
        "condition",
    ];
    text.to_lowercase()
        .split(|c: char| !c.is_alphanumeric())
        .filter(|w| !w.is_empty() && !WEAK.contains(w))
        .map(|w| w.strip_suffix('s').filter(|s| s.len() > 3).unwrap_or(w).to_owned())
        .collect()
}

/// Whether two texts share a significant word, or the beginning of one.
pub(super) fn share_a_word(a: &str, b: &str) -> bool {
    let b = words(b);
    words(a).iter().any(|w| {
        b.iter().any(|x| {
            let common = w.bytes().zip(x.bytes()).take_while(|(p, q)| p == q).count();
            w == x || common >= 5
        })
    })
}
