//! Order files of ICD-10-CM and ICD-10-PCS: columns 7-13 code, 15 whether it is reported, 17-76 short and 78- long title.

use std::collections::HashMap;

use super::SourceError;
use super::text::{columns, decode};
use crate::code::System;
use crate::code::release::{Rank, Row};

pub(super) struct Order {
    pub file: String,
    pub system: System,
    pub rows: Vec<Row>,
}

/// Whether a text begins as an order file does.
pub(super) fn is_order(head: &str) -> bool {
    let line = head.lines().next().unwrap_or("").trim_start_matches('\u{feff}');
    columns(line, 1, 5).bytes().all(|b| b.is_ascii_digit())
        && !columns(line, 1, 5).is_empty()
        && line.as_bytes().get(5) == Some(&b' ')
        && matches!(line.as_bytes().get(14), Some(b'0' | b'1'))
}

pub(super) fn read(file: &str, bytes: &[u8]) -> Result<Order, SourceError> {
    let text = decode(bytes);
    let mut rows: Vec<Row> = Vec::new();
    let mut numbers: HashMap<String, u32> = HashMap::new();
    let mut system = System::Icd10Cm;
    // The number of the line before, which stands in its first columns.
    let mut last: Option<u32> = None;
    for (at, line) in text.lines().enumerate().filter(|(_, l)| !l.trim().is_empty()) {
        let code = columns(line, 7, 13);
        let title = columns(line, 78, 10_000);
        let flag = line.as_bytes().get(14);
        let number: Option<u32> = columns(line, 1, 5).parse().ok();
        if let (Some(before), Some(number)) = (last, number)
            && number != before + 1
        {
            let why =
                format!("line {number} follows line {before}: lines are missing; download the file again");
            return Err(SourceError::at(file, at + 1, why));
        }
        last = number;
        let shaped = !line.contains('\0')
            && number.is_some()
            && (3..=7).contains(&code.len())
            && code.bytes().all(|b| b.is_ascii_uppercase() || b.is_ascii_digit())
            && matches!(flag, Some(b'0' | b'1'));
        if !shaped || title.is_empty() {
            let why = if at + 1 == text.lines().count() {
                "the last line is cut off: download the file again"
            } else {
                "this is no line of an order file (columns 7-13 a code, 15 a 0 or 1, 78 on the title)"
            };
            return Err(SourceError::at(file, at + 1, why));
        }
        if rows.is_empty() && is_procedure_file(&text) {
            system = System::Icd10Pcs;
        }
        if numbers.contains_key(code) {
            return Err(SourceError::at(file, at + 1, format!("{code} stands here a second time")));
        }
        let parent = parent(code, title, system, &mut numbers, &mut rows);
        let rank = if flag == Some(&b'1') { Rank::Code } else { Rank::Header };
        numbers.insert(code.to_owned(), rows.len() as u32);
        rows.push(Row::new(parent, rank, code, title));
    }
    // The last line of a whole file ends with a line break.
    if !text.ends_with('\n')
        && text.lines().last().is_some_and(|l| columns(l, 78, 10_000).len() < columns(l, 17, 76).len())
    {
        return Err(SourceError::at(
            file,
            text.lines().count(),
            "the last line is cut off: download the file again",
        ));
    }
    Ok(Order { file: file.to_owned(), system, rows })
}

/// Procedure codes have seven characters, all of them, and neither I nor O.
fn is_procedure_file(text: &str) -> bool {
    let codes = text.lines().filter(|l| l.as_bytes().get(14) == Some(&b'1')).map(|l| columns(l, 7, 13));
    codes.into_iter().all(|c| c.len() == 7 && !c.contains(['I', 'O']))
}

/// The row above a code: the longest code that it begins with, placeholders left out. A procedure code stands below its
/// table, a table below section and body system, which order files do not name.
fn parent(
    code: &str,
    title: &str,
    system: System,
    numbers: &mut HashMap<String, u32>,
    rows: &mut Vec<Row>,
) -> Option<u32> {
    if system == System::Icd10Pcs {
        if code.len() > 3 {
            return numbers.get(&code[..3]).copied();
        }
        let mut above = None;
        // A table is called "Heart and Great Vessels, Bypass": body system and root operation.
        let body_system = title.rsplit_once(", ").map_or(title, |(system, _)| system);
        for (len, rank) in [(1, Rank::Chapter), (2, Rank::Block)] {
            let name = &code[..len];
            let number = *numbers.entry(name.to_owned()).or_insert_with(|| {
                let title = if len == 1 { super::pcs::section_title(name) } else { body_system };
                rows.push(Row::new(above, rank, name, title));
                rows.len() as u32 - 1
            });
            above = Some(number);
        }
        return above;
    }
    (3..code.len()).rev().find_map(|len| numbers.get(&code[..len]).copied())
}
