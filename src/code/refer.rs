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
    /// What narrows it, where that is a fifth or sixth character: the characters that it may be.
    pub characters: Option<String>,
}

impl Reference {
    /// Whether a place is among the codes named.
    pub fn covers(&self, book: &Book, place: Place) -> bool {
        let Some(first) = book.named(&self.first) else { return false };
        match self.last.as_deref().map(|l| book.named(l)) {
            None => book.is_within(place, first),
            Some(Some(last)) => book.span(first, last).contains(&place.row()),
            // An end that the edition does not have (`R10.1-R10.4-`): the last row before it in its category.
            Some(None) => {
                self.nearest_end(book).is_some_and(|last| book.span(first, last).contains(&place.row()))
            }
        }
    }

    /// Whether a place is among the codes named, narrowing words observed; `None` where these cannot be read.
    pub fn names(&self, book: &Book, place: Place) -> Option<bool> {
        let covered = self.covers(book, place);
        match (&self.characters, self.qualified) {
            (_, false) => Some(covered),
            (Some(characters), true) => {
                let name = book.name(place);
                let fits = name.chars().skip(4).take(2).any(|c| characters.contains(c));
                Some(covered && fits)
            }
            (None, true) => (!covered).then_some(false),
        }
    }

    /// The last row whose name does not stand behind the end of the range.
    fn nearest_end(&self, book: &Book) -> Option<Place> {
        let last = self.last.as_deref()?;
        let category = book.named(last.get(..3)?)?;
        let rows = book.span(category, category).filter_map(|row| book.row(row));
        rows.filter(|p| book.name(*p).as_ref() < last).last()
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
    /// The whole sentence. A line that begins with a comma goes on with its heading.
    pub fn sentence(&self) -> String {
        let text = self.note.text.trim_start_matches([',', ' ']);
        match self.lead {
            Some(lead) => format!("{} {text}", lead.trim_start_matches([',', ' '])),
            None => text.to_owned(),
        }
    }

    /// Whether it asks for a code: by a reference that names it, or by one of its category where the line gives examples.
    pub fn asks_for(&self, book: &Book, place: Place) -> bool {
        let examples = self.lead.is_some_and(|l| l.contains("such as")) || self.note.text.contains("such as");
        let alike = |r: &Reference| {
            let first = book.named(&r.first);
            examples
                && first
                    .is_some_and(|p| book.category(p).is_some() && book.category(p) == book.category(place))
        };
        self.references.iter().any(|r| r.names(book, place) == Some(true) || alike(r))
    }

    /// Whether the line is a phrase of its own: the rest of one that was broken (`with vascular defect`, `, if known`) is not.
    pub fn stands_alone(&self) -> bool {
        let text = self.note.text.trim_start();
        let first = text.split_whitespace().next().unwrap_or("");
        let goes_on = [
            "with",
            "without",
            "in",
            "of",
            "and",
            "or",
            "by",
            "for",
            "from",
            "due",
            "following",
            "associated",
        ];
        text.starts_with(|c: char| c.is_alphanumeric()) && !goes_on.contains(&first)
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

/// "if applicable", "if drug-induced": whatever follows an if, the record decides.
fn leaves_open(text: &str) -> bool {
    let lower = text.to_lowercase();
    lower.contains("as applicable") || lower.split(|c: char| !c.is_alphanumeric()).any(|w| w == "if")
}

/// The one code or category that references name, whole and without narrowing words.
pub fn only_code(book: &Book, references: &[Reference]) -> Option<Place> {
    match references {
        [Reference { first, last: None, qualified: false, .. }] => {
            book.named(first).filter(|p| book.rank(*p).is_code())
        }
        _ => None,
    }
}

/// All references of a text.
pub fn references(text: &str) -> Vec<Reference> {
    let qualified = is_narrowed(text);
    let characters = fifth_or_sixth(text);
    let mut found: Vec<Reference> = Vec::new();
    // A dash or "to" stands between two codes.
    let mut joins = false;
    // A word that announces codes, and the codes behind it as far as commas and "and" reach.
    let mut announced = false;
    let mut depth = 0_i32;
    for Word { bare, opens, closes } in words(text) {
        depth += opens;
        let lower = bare.to_lowercase();
        match code_range(bare, depth > 0 || announced || joins) {
            Some((first, None)) if joins => {
                if let Some(open) = found.last_mut() {
                    open.last = Some(first);
                }
                joins = false;
            }
            Some((first, last)) => {
                joins = false;
                found.push(Reference { first, last, qualified, characters: characters.clone() });
                announced = true;
            }
            None => {
                joins = matches!(bare, "-" | "to" | "\u{2013}") && !found.is_empty();
                let goes_on = matches!(lower.as_str(), "and" | "or" | "-" | "to");
                announced = ANNOUNCING.contains(&lower.as_str()) || (announced && goes_on);
            }
        }
        depth = (depth - closes).max(0);
    }
    found
}

/// The characters of "with fifth or sixth character 1-4".
fn fifth_or_sixth(text: &str) -> Option<String> {
    let rest = text.split_once("fifth or sixth character ")?.1;
    let range: String = rest.chars().take_while(|c| c.is_ascii_digit() || *c == '-').collect();
    let (first, last) = range.split_once('-').unwrap_or((&range, &range));
    let (first, last): (u8, u8) = (first.parse().ok()?, last.parse().ok()?);
    (first..=last).all(|d| d < 10).then(|| (first..=last).map(|d| char::from(b'0' + d)).collect())
}

/// Words in front of a code that stands outside brackets.
const ANNOUNCING: &[&str] =
    &["category", "categories", "subcategory", "subcategories", "code", "codes", "to", "from", "in", "see"];

/// A word without the signs around it, with the brackets that open in front of it and close behind it.
struct Word<'a> {
    bare: &'a str,
    opens: i32,
    closes: i32,
}

fn words(text: &str) -> impl Iterator<Item = Word<'_>> {
    text.split(|c: char| c.is_whitespace() || matches!(c, ',' | ';')).filter(|t| !t.is_empty()).map(|token| {
        let opens = token.chars().filter(|c| *c == '(').count() as i32;
        let closes = token.chars().filter(|c| matches!(c, ')' | '}')).count() as i32;
        let signs = |c| matches!(c, '(' | ')' | '[' | ']' | '{' | '}' | ':' | '"');
        // A full stop behind the bracket ends the sentence; one behind a code without dash is that code's.
        let token = token.strip_suffix('.').filter(|t| t.ends_with([')', ']', '}'])).unwrap_or(token);
        Word { bare: token.trim_matches(signs), opens, closes }
    })
}

/// A word as a code, or as a range of two.
fn code_range(token: &str, announced: bool) -> Option<(String, Option<String>)> {
    let token = token.trim_end_matches('.');
    // A word glued to a code: `S06.8-code to specified injury`, `S92.-with 7th character B`.
    let token = match token.find(|c: char| c.is_ascii_lowercase()) {
        Some(at) if at > 3 && token[..at].ends_with('-') => &token[..at],
        _ => token,
    };
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
            ("renal failure (N17-N19).", &["N17-N19"]),
            ("from categories E08, E09 and E13 to further identify", &["E08", "E09", "E13"]),
            (
                "diabetic acidosis - see categories E08-E10, E11, E13 with ketoacidosis",
                &["E08-E10", "E11", "E13"],
            ),
            ("conditions classifiable to S06.0- to S06.8-code to specified injury", &["S060-S068"]),
            ("upper abdominal pain (R10.1-R10.4-)", &["R101-R104"]),
            ("vitamin B12 deficiency anemia or H1N1", &[]),
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
