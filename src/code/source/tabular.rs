//! The Tabular List of ICD-10-CM as CMS and CDC publish it (`icd10cm_tabular_2026.xml`).
//!
//! Chapters hold sections, sections hold categories. The file lists sections side by side; one that is empty in itself
//! (`C00-C75`) takes in those of its range that follow, and its notes hold for them.

use std::collections::HashSet;

use super::SourceError;
use super::xml::{self, Element};
use crate::code::release::{Note, NoteKind, Rank, Row, Seventh};

/// The edition that the file names, and its rows.
pub(super) struct Tabular {
    pub edition: String,
    pub rows: Vec<Row>,
}

pub(super) fn read(file: &str, bytes: &[u8]) -> Result<Tabular, SourceError> {
    let root = xml::read(file, bytes)?;
    if root.name != "ICD10CM.tabular" {
        let why = format!("this is <{}>, not the tabular list <ICD10CM.tabular>", root.name);
        return Err(SourceError::at(file, root.line, why));
    }
    let mut reading = Reading { file, rows: Vec::new(), seen: HashSet::new() };
    for chapter in root.all("chapter") {
        reading.chapter(chapter)?;
    }
    if reading.rows.is_empty() {
        return Err(SourceError::at(file, root.line, "the tabular list holds no chapter"));
    }
    Ok(Tabular { edition: root.text_of("version").to_owned(), rows: reading.rows })
}

struct Reading<'a> {
    file: &'a str,
    rows: Vec<Row>,
    seen: HashSet<String>,
}

impl Reading<'_> {
    fn push(&mut self, row: Row) -> u32 {
        self.rows.push(row);
        self.rows.len() as u32 - 1
    }

    fn chapter(&mut self, element: &Element) -> Result<(), SourceError> {
        let name = element.text_of("name");
        let title = without_range(element.text_of("desc"));
        if name.is_empty() || title.is_empty() {
            return Err(SourceError::at(self.file, element.line, "a chapter without number or title"));
        }
        let chapter = self.push(with_notes(Row::new(None, Rank::Chapter, name, title), element));
        // Categories in the order in which they stand: by which a range is decided.
        let order: Vec<&str> =
            element.all("section").flat_map(|s| s.all("diag")).map(|d| d.text_of("name")).collect();
        let place = |category: &str| order.iter().position(|c| *c == category);
        // Sections that are still open: number, first and last category.
        let mut open: Vec<(u32, usize, usize)> = Vec::new();
        for section in element.all("section") {
            let id = section.attribute("id").unwrap_or_default();
            if id.is_empty() {
                return Err(SourceError::at(self.file, section.line, "a section without its range"));
            }
            let (first, last) = id.split_once('-').unwrap_or((id, id));
            let range = place(first).zip(place(last));
            while let Some((_, from, to)) = open.last() {
                if range.is_some_and(|(a, b)| *from <= a && b <= *to) {
                    break;
                }
                open.pop();
            }
            let parent = open.last().map_or(chapter, |(number, _, _)| *number);
            let title = without_range(section.text_of("desc"));
            let row = with_notes(Row::new(Some(parent), Rank::Block, id, title), section);
            let number = self.push(row);
            if section.child("diag").is_none()
                && let Some((from, to)) = range
            {
                open.push((number, from, to));
            }
            for category in section.all("diag") {
                self.diagnosis(category, number)?;
            }
        }
        Ok(())
    }

    fn diagnosis(&mut self, element: &Element, parent: u32) -> Result<(), SourceError> {
        let name: String = element.text_of("name").chars().filter(|c| *c != '.').collect();
        let title = element.text_of("desc");
        if !(3..=7).contains(&name.len())
            || !name.bytes().all(|b| b.is_ascii_uppercase() || b.is_ascii_digit())
        {
            let why = format!("`{}` is no code", element.text_of("name"));
            return Err(SourceError::at(self.file, element.line, why));
        }
        if title.is_empty() {
            return Err(SourceError::at(self.file, element.line, format!("{name} has no title")));
        }
        if !self.seen.insert(name.clone()) {
            return Err(SourceError::at(
                self.file,
                element.line,
                format!("{name} stands here a second time"),
            ));
        }
        let above = self.rows.get(parent as usize).filter(|r| r.rank.is_code());
        if let Some(above) = above.filter(|a| !name.starts_with(a.name.trim_end_matches('X'))) {
            let why = format!("{name} stands below {}, with which it does not begin", above.name);
            return Err(SourceError::at(self.file, element.line, why));
        }
        let rank = if element.child("diag").is_some() { Rank::Header } else { Rank::Code };
        let number = self.push(with_notes(Row::new(Some(parent), rank, name, title), element));
        for below in element.all("diag") {
            self.diagnosis(below, number)?;
        }
        Ok(())
    }
}

/// `Neoplasms (C00-D49)` without the range, which is the row's name.
fn without_range(title: &str) -> &str {
    match title.rsplit_once(" (") {
        Some((head, tail)) if tail.ends_with(')') && tail.bytes().any(|b| b.is_ascii_digit()) => head,
        _ => title,
    }
}

fn with_notes(mut row: Row, element: &Element) -> Row {
    for part in &element.children {
        let kind = match part.name.as_str() {
            "includes" => NoteKind::Includes,
            "inclusionTerm" => NoteKind::InclusionTerm,
            "excludes1" => NoteKind::Excludes1,
            "excludes2" => NoteKind::Excludes2,
            "codeFirst" => NoteKind::CodeFirst,
            "useAdditionalCode" => NoteKind::UseAdditional,
            "codeAlso" => NoteKind::CodeAlso,
            "sevenChrNote" => NoteKind::SeventhCharacter,
            "notes" => NoteKind::Note,
            "visualImpairment" => {
                row.notes.extend(visual_impairment(part));
                continue;
            }
            "sevenChrDef" => {
                row.sevenths.extend(sevenths(part));
                continue;
            }
            _ => continue,
        };
        let texts = part.all("note").map(|n| n.text.clone()).filter(|t| !t.is_empty());
        row.notes.extend(texts.map(|text| Note { kind, text }));
    }
    row
}

/// Characters with their meanings, and the note behind one.
fn sevenths(part: &Element) -> Vec<Seventh> {
    let mut found: Vec<Seventh> = Vec::new();
    for element in &part.children {
        match (element.name.as_str(), element.attribute("char").and_then(|c| c.chars().next())) {
            ("extension", Some(character)) => {
                found.push(Seventh { character, meaning: element.text.clone(), note: None });
            }
            ("note", _) => {
                if let Some(last) = found.last_mut() {
                    last.note = Some(element.text.clone());
                }
            }
            _ => {}
        }
    }
    found
}

/// The table of visual acuity as lines of text, one a category.
fn visual_impairment(part: &Element) -> Vec<Note> {
    let line = |category: &Element| {
        let bounds = |name: &'static str| {
            let bound = category.all("visRange").filter_map(move |r| r.child(name));
            bound.flat_map(|b| b.all("value")).map(|v| v.text.as_str()).collect::<Vec<_>>().join(", ")
        };
        let number = category.all("value").map(|v| v.text.as_str()).collect::<Vec<_>>().join(" ");
        let mut text = format!("Visual impairment category {number}: {}", bounds("visMax"));
        let least = bounds("visMin");
        if !least.is_empty() {
            text = text.replacen(": ", ": less than ", 1) + &format!("; equal to or better than {least}");
        }
        Note { kind: NoteKind::Note, text }
    };
    part.all("visCategory").filter(|c| c.child("value").is_some()).map(line).collect()
}
