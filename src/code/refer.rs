//! References in notes: `(E08.0-E13.9)`, `(N18.-)`, `code from category B96`.
//!
//! What a note says is text. Here it is read with its traps in mind: `G6PD` and `H1N1` look like codes and are none;
//! "with fifth or sixth character 6" narrows a range in a way that the range does not tell; "if applicable" and "if
//! known" leave the decision to the record.

use super::book::{Book, Place};
use super::release::{Note, NoteKind};

/// Codes that a note names: one with all below it, or a range by tabular position.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reference {
    /// The first code, without dot and dash.
    pub first: String,
    /// The last code of a range.
    pub last: Option<String>,
    /// Words behind it narrow it ("with fifth character 1"): it covers less than it says.
    pub qualified: bool,
}

impl Reference {
    /// Whether a place is among the codes named.
    pub fn covers(&self, book: &Book, place: Place) -> bool {
        let Some(first) = book.named(&self.first) else { return false };
        match self.last.as_deref().map(|l| book.named(l)) {
            None => book.is_within(place, first),
            Some(Some(last)) => book.span(first, last).contains(&place.row()),
            Some(None) => false,
        }
    }

    /// Whether the edition has the codes.
    pub fn exists(&self, book: &Book) -> bool {
        book.named(&self.first).is_some() && self.last.as_deref().is_none_or(|l| book.named(l).is_some())
    }
}

/// A line of an instruction: what it says, to which codes it points, and whether the record decides about it.
#[derive(Clone, Debug)]
pub struct Instruction<'a> {
    /// The line.
    pub note: &'a Note,
    /// The line that introduces it (`code, if applicable, to identify:`).
    pub lead: Option<&'a str>,
    /// The codes.
    pub references: Vec<Reference>,
    /// "if applicable", "if known": the record decides.
    pub conditional: bool,
}

impl Instruction<'_> {
    /// The whole sentence.
    pub fn sentence(&self) -> String {
        match self.lead {
            Some(lead) => format!("{lead} {}", self.note.text),
            None => self.note.text.clone(),
        }
    }

    /// Whether it points to a place without narrowing words.
    pub fn names(&self, book: &Book, place: Place) -> bool {
        self.references.iter().any(|r| !r.qualified && r.covers(book, place))
    }
}

/// The instructions of one kind at a row, each with the line that introduces it.
pub fn instructions(notes: &[Note], kind: NoteKind) -> Vec<Instruction<'_>> {
    let mut lead: Option<&str> = None;
    let mut found = Vec::new();
    for note in notes.iter().filter(|n| n.kind == kind) {
        let text = note.text.trim();
        let references = references(text);
        if text.ends_with(':') && references.is_empty() {
            lead = Some(text);
            continue;
        }
        let conditional = leaves_open(text) || lead.is_some_and(leaves_open);
        found.push(Instruction { note, lead, references, conditional });
    }
    found
}

fn leaves_open(text: &str) -> bool {
    let text = text.to_lowercase();
    ["if applicable", "if known", "if any", "as applicable", "if present"].iter().any(|w| text.contains(w))
}

/// All references of a text.
pub fn references(text: &str) -> Vec<Reference> {
    let qualified = is_narrowed(text);
    let mut found: Vec<Reference> = Vec::new();
    let mut joins = false;
    let mut before = "";
    let mut depth = 0_i32;
    for (token, opened, closed) in tokens(text) {
        depth += opened;
        // A word between brackets, or behind a word that announces a code.
        let announced = depth > 0 || ANNOUNCING.contains(&before.to_lowercase().as_str());
        let read = code_range(token, announced);
        match (read, joins) {
            (Some((first, None)), true) => {
                if let Some(open) = found.last_mut() {
                    open.last = Some(first);
                }
                joins = false;
            }
            (Some((first, last)), _) => {
                joins = false;
                found.push(Reference { first, last, qualified });
            }
            (None, _) => {
                joins = matches!(token, "-" | "to" | "\u{2013}") && !found.is_empty();
                if let Some(rest) = token.strip_prefix('-').filter(|_| !found.is_empty())
                    && let Some((last, None)) = code_range(rest, true)
                {
                    if let Some(open) = found.last_mut() {
                        open.last = Some(last);
                    }
                    joins = false;
                }
            }
        }
        depth = (depth - closed).max(0);
        before = token;
    }
    found
}

/// Words in front of a code that stands outside brackets.
const ANNOUNCING: &[&str] = &[
    "category",
    "categories",
    "subcategory",
    "subcategories",
    "code",
    "codes",
    "to",
    "from",
    "in",
    "or",
    "and",
    "see",
];

/// Words with the number of brackets that open in front of and close behind them.
fn tokens(text: &str) -> impl Iterator<Item = (&str, i32, i32)> {
    text.split(|c: char| c.is_whitespace() || matches!(c, ',' | ';')).filter(|t| !t.is_empty()).map(|token| {
        let opened = token.chars().filter(|c| *c == '(').count() as i32;
        let closed = token.chars().filter(|c| matches!(c, ')' | '}')).count() as i32;
        let bare = token.trim_matches(|c| matches!(c, '(' | ')' | '[' | ']' | '{' | '}' | ':' | '"'));
        (bare, opened, closed)
    })
}

/// A word as a code, or as a range of two.
fn code_range(token: &str, announced: bool) -> Option<(String, Option<String>)> {
    let token = token.trim_end_matches('.');
    if let Some(first) = code(token, announced) {
        return Some((first, None));
    }
    // `C00-C96`, `S06.1-S06.6`, `T36-T50`: the dash that splits is one with a letter behind it.
    let at = token.char_indices().find(|(at, c)| {
        *c == '-' && *at >= 3 && token[at + 1..].starts_with(|c: char| c.is_ascii_uppercase())
    })?;
    let first = code(&token[..at.0], true)?;
    let last = code(&token[at.0 + 1..], true)?;
    Some((first, Some(last)))
}

/// A code without dot and dash. Three characters alone are a code only where one is announced: `B12` is a vitamin.
fn code(token: &str, announced: bool) -> Option<String> {
    let bare = token.trim_end_matches('-').trim_end_matches('.');
    let (category, rest) = match bare.split_once('.') {
        Some((category, rest)) => (category, rest),
        None => (bare, ""),
    };
    let bytes = category.as_bytes();
    let shaped = bytes.len() == 3
        && bytes[0].is_ascii_uppercase()
        && (bytes[1].is_ascii_digit() || bytes[2].is_ascii_digit())
        && bytes[1..].iter().all(|b| b.is_ascii_digit() || b.is_ascii_uppercase())
        && rest.len() <= 4
        && rest.bytes().all(|b| b.is_ascii_digit() || b.is_ascii_uppercase());
    let marked = announced || bare.contains('.') || token.ends_with('-');
    (shaped && marked).then(|| format!("{category}{rest}"))
}

/// "with fifth or sixth character 6", "with .21", "with final characters -01".
fn is_narrowed(text: &str) -> bool {
    let lower = text.to_lowercase();
    let character = lower.contains("character") && !lower.contains("characterized");
    character || lower.contains("with .") || lower.contains("with -")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Vec<String> {
        let show = |r: Reference| {
            let last = r.last.map(|l| format!("-{l}")).unwrap_or_default();
            format!("{}{last}{}", r.first, if r.qualified { "?" } else { "" })
        };
        references(text).into_iter().map(show).collect()
    }

    #[test]
    fn references_as_the_tabular_list_writes_them() {
        let table: &[(&str, &[&str])] = &[
            ("type 1 diabetes mellitus (E10.-)", &["E10"]),
            ("chronic kidney disease (N18.1-N18.6)", &["N181-N186"]),
            ("malignant neoplasms (C00-C96)", &["C00-C96"]),
            ("hepatitis B (B16.-, B18.0-B18.1)", &["B16", "B180-B181"]),
            ("poisoning (T36-T50 with fifth or sixth character 1-4)", &["T36-T50?"]),
            (
                "adverse effect, if applicable, to identify drug (T36-T50 with fifth or sixth character 5)",
                &["T36-T50?"],
            ),
            ("code from category B96 to identify organism", &["B96"]),
            ("code(s) from F11-F16 and F18-F19 to identify", &["F11-F16", "F18-F19"]),
            ("conditions classified to Q67.0-Q67.4", &["Q670-Q674"]),
            ("megaloblastic anemia unresponsive to vitamin B12", &[]),
            ("influenza due to H1N1 virus (J09.X-)", &["J09X"]),
            ("G6PD deficiency (D55.0)", &["D550"]),
            ("carcinoid tumors (C7A.-, D3A.-)", &["C7A", "D3A"]),
            ("injury (S02.1- to S02.8-)", &["S021-S028"]),
            ("age-related osteoporosis (M81.0 - M81.8)", &["M810-M818"]),
            ("hearing loss as classified in H90.-", &["H90"]),
            ("electrolyte imbalance (E87.8}", &["E878"]),
            ("torticollis NOS M43.6", &["M436"]),
        ];
        for (text, expected) in table {
            assert_eq!(read(text), *expected, "{text}");
        }
    }

    #[test]
    fn a_line_that_introduces_others_says_what_holds_for_them() {
        let note = |text: &str| Note { kind: NoteKind::UseAdditional, text: text.to_owned() };
        let notes =
            [note("code, if applicable, to identify:"), note("tobacco use (Z72.0)"), note("obesity (E66.-)")];
        let found = instructions(&notes, NoteKind::UseAdditional);
        assert_eq!(found.len(), 2);
        assert!(found.iter().all(|i| i.conditional));
        assert_eq!(found[0].sentence(), "code, if applicable, to identify: tobacco use (Z72.0)");
    }
}
