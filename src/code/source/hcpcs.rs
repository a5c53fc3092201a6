//! The alphanumeric HCPCS file of CMS (`HCPC2026_JAN_ANWEB.txt`), fixed columns: 1-5 code, 6-10 sequence, 11 kind of
//! record, 12-91 long and 92-119 short description, 285-292 the day on which it ended. D codes are the American Dental Association's and are left out.

use std::collections::HashSet;

use jiff::civil::Date;

use super::SourceError;
use super::text::{columns, decode};
use crate::code::release::{Rank, Row};

/// The first and the following records of a procedure, and of a modifier.
const PROCEDURE: &str = "3";
const PROCEDURE_GOES_ON: &str = "4";
const MODIFIER: &str = "7";
const MODIFIER_GOES_ON: &str = "8";

fn record(line: &str) -> Option<(&str, &str)> {
    let (code, kind) = (columns(line, 1, 5), columns(line, 11, 11));
    let sequence = columns(line, 6, 10);
    let shaped = matches!(code.len(), 2 | 5)
        && code.bytes().all(|b| b.is_ascii_uppercase() || b.is_ascii_digit())
        && sequence.len() == 5
        && sequence.bytes().all(|b| b.is_ascii_digit())
        && [PROCEDURE, PROCEDURE_GOES_ON, MODIFIER, MODIFIER_GOES_ON].contains(&kind);
    shaped.then_some((code, kind))
}

/// Whether a text is such a file: a notice may stand in front of the records.
pub(super) fn is_hcpcs(head: &str) -> bool {
    let whole: Vec<&str> = head.lines().collect();
    whole.iter().take(whole.len().saturating_sub(1)).any(|l| record(l).is_some())
}

pub(super) fn read(file: &str, bytes: &[u8], start: Option<Date>) -> Result<Vec<Row>, SourceError> {
    let text = decode(bytes);
    let mut codes: Vec<Row> = vec![Row::new(None, Rank::Chapter, "codes", "HCPCS Level II codes")];
    let mut modifiers: Vec<Row> =
        vec![Row::new(None, Rank::Chapter, "modifiers", "HCPCS Level II modifiers")];
    let mut seen: HashSet<&str> = HashSet::new();
    let mut begun = false;
    // The code of which the records are passed over.
    let mut gone: Option<&str> = None;
    for (at, line) in text.lines().enumerate().filter(|(_, l)| !l.trim().is_empty()) {
        let Some((code, kind)) = record(line) else {
            if begun {
                let why = "this is no record of the alphanumeric HCPCS file (columns 1-5 a code, 11 the kind): download it again";
                return Err(SourceError::at(file, at + 1, why));
            }
            continue;
        };
        begun = true;
        if code.len() == 5 && code.starts_with('D') {
            continue;
        }
        let words = columns(line, 12, 91);
        let rows = if matches!(kind, MODIFIER | MODIFIER_GOES_ON) { &mut modifiers } else { &mut codes };
        match kind {
            PROCEDURE | MODIFIER => {
                if !seen.insert(code) {
                    return Err(SourceError::at(file, at + 1, format!("{code} stands here a second time")));
                }
                // What ended before the edition begins is in the file for the record.
                let ended = columns(line, 285, 292);
                let over = start
                    .is_some_and(|s| !ended.is_empty() && ended < s.strftime("%Y%m%d").to_string().as_str());
                if over {
                    gone = Some(code);
                    continue;
                }
                rows.push(Row::new(Some(0), Rank::Code, code, words));
            }
            _ if gone == Some(code) => {}
            _ => match rows.last_mut().filter(|r| r.name == code) {
                Some(row) => format!("{} {words}", row.title).trim().clone_into(&mut row.title),
                None => {
                    let why = format!("a record that goes on with {code}, which does not stand before it");
                    return Err(SourceError::at(file, at + 1, why));
                }
            },
        }
    }
    if codes.len() + modifiers.len() < 3 {
        return Err(SourceError::of(file, "there is no record in it"));
    }
    if let Some(row) = codes.iter().chain(&modifiers).find(|r| r.title.is_empty()) {
        return Err(SourceError::of(file, format!("{} has no description", row.name)));
    }
    // The modifiers stand behind the codes.
    let head = codes.len() as u32;
    codes.extend(modifiers.into_iter().map(|r| Row { parent: r.parent.map(|_| head), ..r }));
    Ok(codes)
}
