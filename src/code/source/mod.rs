//! Reading the official files of a release: zips, the tabular XML, order files, the Alphabetic Index, the HCPCS file, the
//! list of codes exempt from present-on-admission reporting, the conversion table.
//!
//! Nothing is half read: a file that is damaged or cut off gives an error with its place, and no release.

mod archive;
mod conversion;
mod cpt;
mod hcpcs;
mod index;
mod order;
mod pcs;
mod poa;
mod tabular;
mod text;
mod xml;

use std::fmt::Write as _;
use std::path::PathBuf;

use jiff::civil::Date;

use super::System;
use super::annex::{Annex, AnnexKind};
use super::release::Release;

/// What was read, or why not, with the place.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{file}{}: {why}", line.map(|l| format!(":{l}")).unwrap_or_default())]
pub struct SourceError {
    /// The file; a member of an archive as `archive.zip/member.xml`.
    pub file: String,
    /// The line, from 1, where there is one.
    pub line: Option<usize>,
    /// What is wrong, and what to do.
    pub why: String,
}

impl SourceError {
    fn at(file: &str, line: usize, why: impl Into<String>) -> Self {
        Self { file: file.to_owned(), line: Some(line), why: why.into() }
    }

    fn of(file: &str, why: impl Into<String>) -> Self {
        Self { file: file.to_owned(), line: None, why: why.into() }
    }
}

/// What the user says of a file, where the file does not say it itself.
#[derive(Clone, Debug, Default)]
pub struct Said {
    /// The code system.
    pub system: Option<System>,
    /// The edition's name.
    pub edition: Option<String>,
    /// The day from which it is in force.
    pub effective: Option<Date>,
}

/// What a file holds.
#[derive(Debug)]
pub enum Found {
    /// A whole release.
    Release(Box<Release>),
    /// A list beside a release.
    Annex(Annex),
}

/// A file, or a member of an archive.
struct Member {
    name: String,
    bytes: Vec<u8>,
    /// Which of the files it came with.
    of: usize,
}

/// A file as a release names it: its name, and its hash (BLAKE3) in hexadecimal.
struct Origin {
    name: String,
    hash: String,
}

/// Reads files that belong together: everything in them that is a release or a list beside one. The tables of the
/// procedure codes and their order file come in two zips.
///
/// # Errors
/// When one cannot be read, is damaged, or holds nothing that is known.
pub fn read(paths: &[PathBuf], said: &Said) -> Result<Vec<Found>, SourceError> {
    let mut members = Vec::new();
    let mut origins: Vec<Origin> = Vec::new();
    for path in paths {
        let name = path.display().to_string();
        let bytes = archive::read_file(path)?;
        let short = path.file_name().map_or_else(|| name.clone(), |n| n.to_string_lossy().into_owned());
        origins.push(Origin { name: short, hash: blake3::hash(&bytes).to_hex().to_string() });
        let of_file = archive::members(&name, bytes, origins.len() - 1)?;
        if of_file.iter().all(|m| kind_of(m, said) == Kind::Other) {
            return Err(nothing_known(&name, &of_file));
        }
        members.extend(of_file);
    }
    let name = origins.iter().map(|o| o.name.as_str()).collect::<Vec<_>>().join(", ");
    let mut found = Vec::new();
    let mut tabular: Option<(&String, &Origin, tabular::Tabular)> = None;
    let mut index = Vec::new();
    let mut orders = Vec::new();
    let mut axes = None;
    for member in &members {
        let Member { name: file, bytes, of } = member;
        let Some(origin) = origins.get(*of) else { continue };
        match kind_of(member, said) {
            Kind::Tabular => {
                if let Some((first, ..)) = &tabular {
                    let why = format!("a second tabular list beside {first}: add them one at a time");
                    return Err(SourceError::of(file, why));
                }
                tabular = Some((file, origin, tabular::read(file, bytes)?));
            }
            Kind::Index => index.extend(index::read(file, bytes)?),
            Kind::PcsTables => axes = Some(pcs::read(file, bytes)?),
            Kind::Order => orders.push((origin, order::read(file, bytes)?)),
            Kind::Hcpcs => {
                let edition = edition(said, None, file)?;
                let start = said.effective.or_else(|| usual_start(System::Hcpcs, &edition));
                let rows = hcpcs::read(file, bytes, start)?;
                let release = release(System::Hcpcs, edition, said, origin, rows);
                found.push(Found::Release(Box::new(release)));
            }
            Kind::Cpt => {
                let rows = cpt::read(file, bytes)?;
                let edition = edition(said, None, file)?;
                let release = release(System::Cpt, edition, said, origin, rows);
                found.push(Found::Release(Box::new(release)));
            }
            Kind::PoaExempt => {
                let lines = poa::read(file, bytes)?;
                let edition = edition(said, poa::edition(bytes), file)?;
                found.push(Found::Annex(Annex::new(AnnexKind::PoaExempt, edition, lines)));
            }
            Kind::Conversion => {
                let (edition_said, lines) = conversion::read(file, bytes)?;
                let edition = edition(said, edition_said, file)?;
                found.push(Found::Annex(Annex::new(AnnexKind::Conversion, edition, lines)));
            }
            Kind::Other => {}
        }
    }
    let has_tabular = tabular.is_some();
    if let Some((file, origin, tabular)) = tabular {
        if said.system.is_some_and(|s| s != System::Icd10Cm) {
            return Err(SourceError::of(file, "it is the tabular list of ICD-10-CM, whatever --system says"));
        }
        let edition = edition(said, Some(tabular.edition).filter(|e| !e.is_empty()), file)?;
        let mut release = release(System::Icd10Cm, edition, said, origin, tabular.rows);
        release.index = index;
        found.push(Found::Release(Box::new(release)));
    } else if !index.is_empty() {
        return Err(SourceError::of(
            &name,
            "an Alphabetic Index without its tabular list: add the zip that holds both",
        ));
    }
    for (origin, order) in orders {
        // A tabular list beside it says the same and more.
        if order.system == System::Icd10Cm && has_tabular {
            continue;
        }
        let mut rows = order.rows;
        if let Some(axes) = axes.as_ref().filter(|_| order.system == System::Icd10Pcs) {
            pcs::label(&mut rows, axes);
        }
        let edition = edition(said, None, &order.file)?;
        found.push(Found::Release(Box::new(release(order.system, edition, said, origin, rows))));
    }
    if found.is_empty() {
        return Err(SourceError::of(
            &name,
            "the tables of the procedure codes say nothing without their order file: name both",
        ));
    }
    Ok(found)
}

fn nothing_known(name: &str, members: &[Member]) -> SourceError {
    if members.iter().any(|m| m.bytes.starts_with(&[0xff, 0xfe]) || m.bytes.starts_with(&[0xfe, 0xff])) {
        return SourceError::of(name, "it is UTF-16: save it as UTF-8, or take the file as it was published");
    }
    if members.iter().any(|m| m.name.to_ascii_lowercase().ends_with(".zip")) {
        return SourceError::of(name, "there is a zip inside it: unpack it, and add the inner one");
    }
    let seen: Vec<String> = members.iter().map(|m| short(&m.name)).collect();
    let mut why = "nothing in it is known; what can be added: the zip or XML of the ICD-10-CM tabular list, an ICD-10-CM or \
                   ICD-10-PCS order file, the alphanumeric HCPCS file, the list of codes exempt from POA reporting, the \
                   conversion table, and with --system cpt your own licensed CPT file"
        .to_owned();
    if seen.len() > 1 {
        let _ = write!(why, " (it holds {})", seen.iter().take(8).cloned().collect::<Vec<_>>().join(", "));
    }
    SourceError::of(name, why)
}

fn short(file: &str) -> String {
    file.rsplit('/').next().unwrap_or(file).to_owned()
}

fn release(
    system: System,
    edition: String,
    said: &Said,
    origin: &Origin,
    rows: Vec<super::release::Row>,
) -> Release {
    let effective = said.effective.or_else(|| usual_start(system, &edition));
    Release {
        system,
        edition,
        effective,
        source: origin.name.clone(),
        source_hash: origin.hash.clone(),
        rows,
        index: Vec::new(),
    }
}

/// ICD-10-CM and ICD-10-PCS of a fiscal year begin on 1 October before it; HCPCS and CPT on 1 January.
fn usual_start(system: System, edition: &str) -> Option<Date> {
    let year: i16 = edition.get(..4)?.parse().ok()?;
    match system {
        System::Icd10Cm | System::Icd10Pcs => Date::new(year - 1, 10, 1).ok(),
        System::Hcpcs | System::Cpt => Date::new(year, 1, 1).ok(),
    }
}

/// What the user says, what the file says, or the year in the file's name. A file that says another year than the user is
/// another file than was meant.
fn edition(said: &Said, of_file: Option<String>, file: &str) -> Result<String, SourceError> {
    if let (Some(said), Some(of_file)) = (&said.edition, &of_file)
        && said.get(..4) != of_file.get(..4)
    {
        return Err(SourceError::of(file, format!("the file says that it is {of_file}, not {said}")));
    }
    said.edition.clone().or(of_file).or_else(|| year_in(&short(file))).ok_or_else(|| {
        SourceError::of(file, "neither the file nor its name says which edition it is: add --edition 2027")
    })
}

fn year_in(name: &str) -> Option<String> {
    let digits: Vec<&str> = name.split(|c: char| !c.is_ascii_digit()).filter(|d| !d.is_empty()).collect();
    let year = digits.iter().find(|d| d.len() == 4 && d.starts_with("20"));
    let fiscal = || {
        let at = name.to_ascii_uppercase().find("FY")?;
        let rest = name.get(at + 2..at + 4)?;
        rest.bytes().all(|b| b.is_ascii_digit()).then(|| format!("20{rest}"))
    };
    year.map(|y| (*y).to_owned()).or_else(fiscal)
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    Tabular,
    Index,
    PcsTables,
    Order,
    Hcpcs,
    Cpt,
    PoaExempt,
    Conversion,
    Other,
}

/// What a member is: by its beginning, not by its name, where it can be told.
fn kind_of(member: &Member, said: &Said) -> Kind {
    let name = member.name.to_ascii_lowercase();
    let ends = |ext: &str| name.ends_with(ext);
    if ends(".xlsx") {
        return if conversion::is_conversion(&member.bytes) { Kind::Conversion } else { Kind::Other };
    }
    if ends(".pdf") || ends(".xls") || ends(".doc") || ends(".docx") {
        return Kind::Other;
    }
    let head = String::from_utf8_lossy(&member.bytes[..member.bytes.len().min(4_000)]);
    if head.trim_start_matches('\u{feff}').trim_start().starts_with('<') {
        let kinds = [
            ("<ICD10CM.tabular", Kind::Tabular),
            ("<ICD10CM.index", Kind::Index),
            ("<ICD10PCS.tabular", Kind::PcsTables),
        ];
        let known = kinds.into_iter().find(|(root, _)| head.contains(root)).map(|(_, kind)| kind);
        // A damaged beginning of what the name says is the tabular list deserves the place of the damage.
        return known.unwrap_or(if name.contains("tabular") { Kind::Tabular } else { Kind::Other });
    }
    if said.system == Some(System::Cpt) {
        return Kind::Cpt;
    }
    let addenda = name.contains("addenda");
    if poa::is_list(&head) {
        // The same layout serves the whole list and what was added to, deleted from or revised in it.
        let file = short(&name);
        let part = ["add", "delete", "revise"].iter().any(|w| file.contains(w));
        return if part { Kind::Other } else { Kind::PoaExempt };
    }
    if order::is_order(&head) && !addenda {
        return Kind::Order;
    }
    if hcpcs::is_hcpcs(&head) || (name.contains("anweb") && ends(".txt")) {
        return Kind::Hcpcs;
    }
    Kind::Other
}
