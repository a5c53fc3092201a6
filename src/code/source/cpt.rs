//! A licensed user's own CPT file: a code at the beginning of each line, and the descriptor behind it.

use std::collections::HashSet;

use super::SourceError;
use super::text::decode;
use crate::code::release::{Rank, Row};
use crate::code::{Code, System};

pub(super) fn read(file: &str, bytes: &[u8]) -> Result<Vec<Row>, SourceError> {
    let text = decode(bytes);
    let mut seen = HashSet::new();
    let mut rows = vec![Row::new(None, Rank::Chapter, "codes", "CPT codes")];
    for (at, line) in text.lines().enumerate().filter(|(_, l)| !l.trim().is_empty()) {
        let (code, rest) = line.trim().split_once(['\t', ',', '|', ';', ' ']).unwrap_or((line.trim(), ""));
        let code = code.trim_matches('"');
        match Code::parse(System::Cpt, code) {
            Ok(code) => {
                let title = rest.trim().trim_matches('"').trim();
                if title.is_empty() {
                    return Err(SourceError::at(file, at + 1, format!("{code} has no descriptor behind it")));
                }
                if !seen.insert(code.clone()) {
                    return Err(SourceError::at(file, at + 1, format!("{code} stands here a second time")));
                }
                rows.push(Row::new(Some(0), Rank::Code, code.normal(), title));
            }
            // A heading, or the notice of the owner.
            Err(_) if rows.len() == 1 => {}
            Err(error) => return Err(SourceError::at(file, at + 1, error.to_string())),
        }
    }
    if rows.len() == 1 {
        return Err(SourceError::of(file, "no line of it begins with a CPT code"));
    }
    Ok(rows)
}
