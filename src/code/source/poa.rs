//! The list of codes that are exempt from present-on-admission reporting, tab separated with a heading.

use super::SourceError;
use super::text::decode;
use crate::code::annex::AnnexLine;
use crate::code::{Code, System};

const HEADING: &str = "POAexemptCode";

/// Whether a text begins as the list does.
pub(super) fn is_list(head: &str) -> bool {
    head.lines().next().is_some_and(|l| l.contains(HEADING))
}

/// The edition that the heading names: `Order26` stands in front of it.
pub(super) fn edition(bytes: &[u8]) -> Option<String> {
    let text = decode(&bytes[..bytes.len().min(200)]);
    let digits: String =
        text.lines().next()?.strip_prefix("Order")?.chars().take_while(char::is_ascii_digit).collect();
    (digits.len() == 2).then(|| format!("20{digits}"))
}

pub(super) fn read(file: &str, bytes: &[u8]) -> Result<Vec<AnnexLine>, SourceError> {
    let text = decode(bytes);
    let mut lines = Vec::new();
    for (at, line) in text.lines().enumerate().skip(1).filter(|(_, l)| !l.trim().is_empty()) {
        let mut fields = line.split('\t');
        let code = fields.nth(1).unwrap_or("").trim();
        let title = fields.next().map(str::trim).unwrap_or_default();
        let code =
            Code::parse(System::Icd10Cm, code).map_err(|e| SourceError::at(file, at + 1, e.to_string()))?;
        if title.is_empty() {
            return Err(SourceError::at(file, at + 1, "the line is cut off: download the file again"));
        }
        lines.push(AnnexLine { code: code.normal().to_owned(), to: Vec::new() });
    }
    if lines.is_empty() {
        return Err(SourceError::of(file, "the list is empty"));
    }
    Ok(lines)
}
