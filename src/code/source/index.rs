//! The Alphabetic Index of ICD-10-CM (`icd10cm_index_2026.xml`), with the tables of neoplasms and of drugs.

use super::SourceError;
use super::xml::{self, Element};
use crate::code::release::IndexLine;

pub(super) fn read(file: &str, bytes: &[u8]) -> Result<Vec<IndexLine>, SourceError> {
    let root = xml::read(file, bytes)?;
    // The headings of a table's columns: malignant primary, malignant secondary, … or poisoning, adverse effect, …
    let headings: Vec<(u32, String)> = root
        .child("indexHeading")
        .into_iter()
        .flat_map(|h| h.all("head"))
        .filter_map(|h| Some((h.attribute("col")?.parse().ok()?, h.text.clone())))
        .collect();
    let mut lines = Vec::new();
    for term in root.all("letter").flat_map(|l| l.all("mainTerm")) {
        walk(term, "", &headings, &mut lines);
    }
    if lines.is_empty() {
        return Err(SourceError::at(file, root.line, "the index holds no term"));
    }
    Ok(lines)
}

fn walk(element: &Element, above: &str, headings: &[(u32, String)], lines: &mut Vec<IndexLine>) {
    let own = element.child("title").map(title).unwrap_or_default();
    let term = if above.is_empty() { own } else { format!("{above}, {own}") };
    let see = |name: &str, word: &str| {
        let to = element.text_of(name);
        (!to.is_empty()).then(|| format!("{word} {to}"))
    };
    let see = see("see", "see").or_else(|| see("seeAlso", "see also"));
    let code = plain(element.text_of("code"));
    if !code.is_empty() || see.is_some() {
        lines.push(IndexLine { term: term.clone(), code, see });
    }
    let manifestation = plain(element.text_of("manif"));
    if !manifestation.is_empty() {
        lines.push(IndexLine { term: format!("{term} [manifestation]"), code: manifestation, see: None });
    }
    for cell in element.all("cell") {
        let column = cell.attribute("col").and_then(|c| c.parse().ok()).unwrap_or(0);
        let heading = headings.iter().find(|(col, _)| *col == column).map_or("", |(_, h)| h.as_str());
        let code = plain(&cell.text);
        if !code.is_empty() && !heading.is_empty() {
            lines.push(IndexLine { term: format!("{term}, {}", heading.to_lowercase()), code, see: None });
        }
    }
    for below in element.all("term") {
        walk(below, &term, headings, lines);
    }
}

/// The term with its nonessential modifiers behind it: a coder may type them.
fn title(element: &Element) -> String {
    let mut text = element.text.clone();
    for modifier in element.all("nemod") {
        text = format!("{} {}", text.trim(), modifier.text);
    }
    text.trim().to_owned()
}

/// A code without dot and dash: `H93.29-` is everything below H9329.
fn plain(code: &str) -> String {
    let code: String = code.chars().filter(char::is_ascii_alphanumeric).collect();
    let shaped = code.len() >= 3 && code.bytes().any(|b| b.is_ascii_digit());
    if shaped { code } else { String::new() }
}
