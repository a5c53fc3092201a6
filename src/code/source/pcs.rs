//! The tables of ICD-10-PCS (`icd10pcs_tables_2026.xml`): what the characters of a code stand for.

use std::collections::{BTreeMap, HashMap};

use super::SourceError;
use super::xml::{self, Element};
use crate::code::release::{AxisValue, Note, NoteKind, Rank, Row};

/// What the tables say, by the characters they begin with.
#[derive(Default)]
pub(super) struct Axes {
    /// Titles of sections (`0`), body systems (`02`) and root operations (`021`).
    titles: HashMap<String, String>,
    /// Definitions of root operations, by table.
    definitions: HashMap<String, String>,
    /// Values by table, place and character.
    values: HashMap<String, Values>,
}

/// Label and title of the axis, by place and character.
type Values = BTreeMap<(u8, char), (String, String)>;

/// The sections of ICD-10-PCS, which order files do not name.
pub(super) fn section_title(name: &str) -> &'static str {
    match name {
        "0" => "Medical and Surgical",
        "1" => "Obstetrics",
        "2" => "Placement",
        "3" => "Administration",
        "4" => "Measurement and Monitoring",
        "5" => "Extracorporeal or Systemic Assistance and Performance",
        "6" => "Extracorporeal or Systemic Therapies",
        "7" => "Osteopathic",
        "8" => "Other Procedures",
        "9" => "Chiropractic",
        "B" => "Imaging",
        "C" => "Nuclear Medicine",
        "D" => "Radiation Therapy",
        "F" => "Physical Rehabilitation and Diagnostic Audiology",
        "G" => "Mental Health",
        "H" => "Substance Abuse Treatment",
        "X" => "New Technology",
        _ => "Section",
    }
}

pub(super) fn read(file: &str, bytes: &[u8]) -> Result<Axes, SourceError> {
    let root = xml::read(file, bytes)?;
    let mut axes = Axes::default();
    for table in root.all("pcsTable") {
        let mut begun = String::new();
        for axis in table.all("axis") {
            let label = axis
                .child("label")
                .ok_or_else(|| SourceError::at(file, axis.line, "an axis without a label"))?;
            begun += label.attribute("code").unwrap_or_default();
            axes.titles.insert(begun.clone(), label.text.clone());
            if let Some(definition) = axis.child("definition") {
                axes.definitions.insert(begun.clone(), definition.text.clone());
            }
        }
        if begun.len() != 3 {
            return Err(SourceError::at(
                file,
                table.line,
                "a table that does not begin with three characters",
            ));
        }
        let values = axes.values.entry(begun).or_default();
        for axis in table.all("pcsRow").flat_map(|row| row.all("axis")) {
            read_values(axis, values);
        }
    }
    if axes.values.is_empty() {
        return Err(SourceError::at(file, root.line, "there is no table in it"));
    }
    Ok(axes)
}

fn read_values(axis: &Element, values: &mut Values) {
    let Some(position) = axis.attribute("pos").and_then(|p| p.parse().ok()) else { return };
    for label in axis.all("label") {
        if let Some(character) = label.attribute("code").and_then(|c| c.chars().next()) {
            values.insert((position, character), (label.text.clone(), axis.text_of("title").to_owned()));
        }
    }
}

/// Gives the rows of an order file the titles and values of the tables.
pub(super) fn label(rows: &mut [Row], axes: &Axes) {
    for row in rows.iter_mut().filter(|r| r.name.len() <= 3) {
        if let Some(title) = axes.titles.get(&row.name).filter(|_| row.rank != Rank::Code) {
            title.clone_into(&mut row.title);
        }
        if let Some(text) = axes.definitions.get(&row.name) {
            row.notes.push(Note { kind: NoteKind::Note, text: text.clone() });
        }
        if let Some(values) = axes.values.get(&row.name) {
            let value =
                |((position, character), (label, axis)): (&(u8, char), &(String, String))| AxisValue {
                    position: *position,
                    character: *character,
                    label: label.clone(),
                    axis: axis.clone(),
                };
            row.axes = values.iter().map(value).collect();
        }
    }
}
