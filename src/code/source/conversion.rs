//! The conversion table of ICD-10-CM, a spreadsheet: the code of today, the code or codes that it had before, and when.

use std::collections::BTreeMap;
use std::io::{Cursor, Read as _};

use super::SourceError;
use super::xml::{self, Element};
use crate::code::annex::AnnexLine;
use crate::code::{Code, System};

const HEADING: &str = "Current code assignment";
const SHEET: &str = "xl/worksheets/sheet1.xml";
const STRINGS: &str = "xl/sharedStrings.xml";

fn part(bytes: &[u8], name: &str) -> Option<Vec<u8>> {
    let mut zip = zip::ZipArchive::new(Cursor::new(bytes)).ok()?;
    let file = zip.by_name(name).ok()?;
    let mut part = Vec::new();
    file.take(64 * 1024 * 1024).read_to_end(&mut part).ok()?;
    Some(part)
}

/// Whether a spreadsheet is the conversion table; one that cannot be opened is said to be, so that the error is told.
pub(super) fn is_conversion(bytes: &[u8]) -> bool {
    match part(bytes, STRINGS) {
        Some(strings) => String::from_utf8_lossy(&strings).contains(HEADING),
        None => zip::ZipArchive::new(Cursor::new(bytes)).is_err(),
    }
}

/// The edition that the heading names, and for each code that was replaced the codes that took its place.
pub(super) fn read(file: &str, bytes: &[u8]) -> Result<(Option<String>, Vec<AnnexLine>), SourceError> {
    let damaged = || SourceError::of(file, "the spreadsheet is damaged or cut off: download it again");
    let strings = xml::read(&format!("{file}/{STRINGS}"), &part(bytes, STRINGS).ok_or_else(damaged)?)?;
    let sheet = xml::read(&format!("{file}/{SHEET}"), &part(bytes, SHEET).ok_or_else(damaged)?)?;
    let strings: Vec<String> = strings.all("si").map(text).collect();
    let mut edition = None;
    let mut columns = None;
    let mut replaced: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for row in sheet.child("sheetData").into_iter().flat_map(|d| d.all("row")) {
        let cells: Vec<(char, &str)> = row.all("c").filter_map(|c| cell(c, &strings)).collect();
        let column = |heading: &str| cells.iter().find(|(_, t)| t.starts_with(heading)).map(|(at, _)| *at);
        let Some((new, old)) = columns else {
            // A notice stands in front of the headings, and names the edition.
            edition = edition.or_else(|| cells.iter().find_map(|(_, t)| fiscal_year(t)));
            columns = column(HEADING).zip(column("Previous"));
            continue;
        };
        let text = |at: char| cells.iter().find(|(column, _)| *column == at).map_or("", |(_, t)| *t);
        let Ok(current) = Code::parse(System::Icd10Cm, text(new)) else { continue };
        // "None" stands where a code is new.
        for before in text(old).split(|c: char| !c.is_ascii_alphanumeric() && c != '.') {
            if let Ok(before) = Code::parse(System::Icd10Cm, before)
                && before != current
            {
                replaced.entry(before.normal().to_owned()).or_default().push(current.normal().to_owned());
            }
        }
    }
    if replaced.is_empty() {
        return Err(SourceError::of(file, "there is no line with a code of today and one of before"));
    }
    let lines = replaced.into_iter().map(|(code, to)| AnnexLine { code, to });
    Ok((edition, lines.collect()))
}

fn text(element: &Element) -> String {
    std::iter::once(element.text.as_str())
        .chain(element.all("t").map(|t| t.text.as_str()))
        .chain(element.all("r").map(|r| r.text_of("t")))
        .collect()
}

/// The column of a cell, and its text.
fn cell<'a>(cell: &'a Element, strings: &'a [String]) -> Option<(char, &'a str)> {
    let column = cell.attribute("r")?.chars().next()?;
    let value = cell.text_of("v");
    if cell.attribute("t") == Some("s") {
        let text = value.parse().ok().and_then(|at: usize| strings.get(at))?;
        return Some((column, text.trim()));
    }
    Some((column, value))
}

/// `FY 2026` in a notice.
fn fiscal_year(notice: &str) -> Option<String> {
    let rest = notice.split_once("FY ")?.1;
    let year: String = rest.chars().take_while(char::is_ascii_digit).collect();
    (year.len() == 4).then_some(year)
}
