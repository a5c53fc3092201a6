//! Other programs' formats of questions: one room for the model, one file a format.
//!
//! [`import`] reads a foreign file to [`Draft`]s and goes on after a bad item; [`export`] writes drafts. Both name every field
//! that a format cannot carry ([`Losses`]). A foreign file is hostile until it is read: sizes are bounded, archives are
//! never unpacked to disk, entities of XML are not expanded, markup becomes text.

mod aiken;
mod anki;
mod draft;
mod encoding;
mod fields;
mod gift;
mod html;
mod keyed;
mod markdown;
mod moodle;
mod qti;
mod table;
#[cfg(test)]
mod tests;
mod to_bank;
mod xml;

pub use draft::{Body, Choice, CodeLine, Draft, Header};
pub use encoding::decode;
pub use fields::Losses;
pub use to_bank::{Defaults, to_bank};

use crate::bank::{BankFile, Case, Question};

/// A format of questions.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    /// Moodle's GIFT.
    Gift,
    /// Moodle XML.
    MoodleXml,
    /// Aiken.
    Aiken,
    /// Comma-separated values, with columns of our own.
    Csv,
    /// The same separated by tabs.
    Tsv,
    /// An IMS QTI 2.1 package.
    Qti,
    /// Notes for Anki, separated by tabs; written only.
    Anki,
    /// Markdown; written only.
    Markdown,
    /// A bank of ours.
    Bank,
}

impl Format {
    /// Names, and the endings of files that are taken for the format.
    pub const ALL: [(&'static str, Format, &'static [&'static str]); 9] = [
        ("gift", Format::Gift, &["gift"]),
        ("moodle-xml", Format::MoodleXml, &["xml"]),
        ("aiken", Format::Aiken, &["aiken"]),
        ("csv", Format::Csv, &["csv"]),
        ("tsv", Format::Tsv, &["tsv", "tab"]),
        ("qti", Format::Qti, &["zip"]),
        ("anki", Format::Anki, &["anki"]),
        ("markdown", Format::Markdown, &["md"]),
        ("toml", Format::Bank, &["toml"]),
    ];

    /// The name.
    pub fn name(self) -> &'static str {
        Self::ALL.iter().find(|(_, f, _)| *f == self).map_or("", |(name, ..)| name)
    }

    /// The format of a name.
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.iter().find(|(n, ..)| *n == name).map(|(_, f, _)| *f)
    }

    /// The format of a file, by its ending and what it begins with.
    pub fn of(name: &str, bytes: &[u8]) -> Option<Self> {
        let ending = name.rsplit_once('.').map_or(String::new(), |(_, e)| e.to_ascii_lowercase());
        if bytes.starts_with(b"PK\x03\x04") {
            return Some(Format::Qti);
        }
        let by_ending = Self::ALL.iter().find(|(.., endings)| endings.contains(&ending.as_str()));
        match by_ending.map(|(_, f, _)| *f) {
            Some(Format::MoodleXml) => {
                let (text, _) = decode(bytes);
                Some(if text.contains("assessmentItem") { Format::Qti } else { Format::MoodleXml })
            }
            Some(format) => Some(format),
            None if bytes.is_empty() => None,
            None => by_content(&decode(bytes).0),
        }
    }

    /// Whether it can be read.
    pub const fn is_read(self) -> bool {
        !matches!(self, Format::Anki | Format::Markdown)
    }
}

/// What a text without a telling name looks like.
fn by_content(text: &str) -> Option<Format> {
    let text = text.trim_start();
    if text.starts_with('<') {
        return Some(if text.contains("assessmentItem") { Format::Qti } else { Format::MoodleXml });
    }
    let aiken = text.lines().any(|l| l.trim_start().to_ascii_uppercase().starts_with("ANSWER:"));
    if aiken && !text.contains('{') {
        return Some(Format::Aiken);
    }
    text.contains('{').then_some(Format::Gift)
}

/// A place in a foreign file, and what is wrong there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    /// The line, from 1; 0 where there is none.
    pub line: usize,
    /// What was read there, as far as it has a name.
    pub item: String,
    /// What is wrong.
    pub why: String,
}

/// What a foreign file holds.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Imported {
    /// What it says of itself.
    pub header: Header,
    /// The questions.
    pub drafts: Vec<Draft>,
    /// Items that could not be read.
    pub problems: Vec<Problem>,
    /// What a bank cannot say of them.
    pub losses: Losses,
}

/// A file that is not read at all.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct Refusal(pub String);

/// A foreign file larger than this is not read.
pub const LARGEST: usize = 64 << 20;
/// A text longer than this, in characters, is no part of a question.
const LONGEST: usize = 200_000;
/// More questions than this are no bank.
const MOST: usize = 200_000;

/// Reads a foreign file.
///
/// # Errors
/// When it is too large, damaged as a whole, or hostile.
pub fn import(bytes: &[u8], format: Format) -> Result<Imported, Refusal> {
    if bytes.len() > LARGEST {
        return Err(Refusal(format!("it has {} bytes; at most {LARGEST} are read", bytes.len())));
    }
    let mut imported = match format {
        Format::Qti => qti::read(bytes)?,
        Format::MoodleXml => moodle::read(&decode(bytes).0)?,
        Format::Gift => gift::read(&decode(bytes).0),
        Format::Aiken => aiken::read(&decode(bytes).0),
        Format::Csv | Format::Tsv => table::read(&decode(bytes).0)?,
        Format::Anki | Format::Markdown => {
            return Err(Refusal(format!("{} is written, and not read", format.name())));
        }
        Format::Bank => return Err(Refusal("a bank is read by its own reader".to_owned())),
    };
    if imported.drafts.len() > MOST {
        return Err(Refusal(format!(
            "it holds {} questions; at most {MOST} are read",
            imported.drafts.len()
        )));
    }
    let (kept, unusable): (Vec<Draft>, Vec<Draft>) =
        std::mem::take(&mut imported.drafts).into_iter().partition(|d| d.flaw().is_none());
    imported.drafts = kept;
    imported.problems.extend(unusable.into_iter().map(|draft| Problem {
        line: draft.line,
        why: draft.flaw().unwrap_or_default(),
        item: draft.name(),
    }));
    imported.problems.sort_by_key(|p| p.line);
    Ok(imported)
}

/// What is written.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Exported {
    /// The file.
    pub bytes: Vec<u8>,
    /// A text to lie beside it, where the format has no place for licence and copyright.
    pub beside: Option<String>,
    /// Questions written.
    pub written: usize,
    /// Questions that the format cannot say, by their identity, and why.
    pub left_out: Vec<(String, String)>,
    /// Fields that it cannot carry.
    pub losses: Losses,
}

/// Writes a bank in another format.
pub fn export(file: &BankFile, format: Format) -> Exported {
    let mut out = Exported::default();
    let header = file.bank.as_ref().map(Header::of).unwrap_or_default();
    let mut drafts = Vec::new();
    for question in &file.questions {
        let case = case_of(file, question);
        match fields::fits(&Draft::of(question, case), format) {
            Ok(draft) => {
                out.losses.of_question(question, format);
                drafts.push(draft);
            }
            Err(why) => out.left_out.push((question.id.to_string(), why)),
        }
    }
    if let Some(bank) = &file.bank {
        out.losses.of_bank(bank, format);
    }
    out.written = drafts.len();
    match format {
        Format::Gift => out.bytes = gift::write(&header, &drafts).into_bytes(),
        Format::MoodleXml => out.bytes = moodle::write(&header, &drafts).into_bytes(),
        Format::Aiken => {
            out.bytes = aiken::write(&drafts).into_bytes();
            out.beside = Some(header.lines().join("\n") + "\n").filter(|t| t.len() > 1);
        }
        Format::Csv => out.bytes = table::write(&header, &drafts, b','),
        Format::Tsv => out.bytes = table::write(&header, &drafts, b'\t'),
        Format::Qti => out.bytes = qti::write(&header, &drafts),
        Format::Anki => out.bytes = anki::write(&header, &drafts).into_bytes(),
        Format::Markdown => out.bytes = markdown::write(&header, &drafts).into_bytes(),
        Format::Bank => {}
    }
    out
}

/// Numbers as a written answer, which has one value, or others that are as good: `150.0` is 150. One that holds within bounds
/// is none.
fn numbers<'t>(all: impl Iterator<Item = (&'t str, &'t str)>) -> Result<Body, String> {
    let mut texts: Vec<String> = Vec::new();
    for (value, tolerance) in all {
        let value = value.trim();
        let number: f64 = value.parse().map_err(|_| format!("`{}` is no number", draft::one_line(value)))?;
        if tolerance.trim().parse::<f64>().is_ok_and(|t| t.abs() > 0.0) {
            return Err("a number that may be a little off: a written answer has one value".to_owned());
        }
        for text in [number.to_string(), value.to_owned()] {
            if !texts.contains(&text) {
                texts.push(text);
            }
        }
    }
    let mut texts = texts.into_iter();
    let key = texts.next().ok_or("no answer is correct")?;
    Ok(Body::Text { key, accept: texts.collect(), why_not: Vec::new() })
}

fn case_of<'f>(file: &'f BankFile, question: &Question) -> Option<&'f Case> {
    let id = question.case.as_ref()?;
    file.cases.iter().find(|c| c.id.value == *id)
}
