//! Lists beside a release: codes exempt from present-on-admission reporting, and what replaced a code.

use serde::{Deserialize, Serialize};

/// What a list is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum AnnexKind {
    /// Diagnoses exempt from present-on-admission reporting.
    PoaExempt,
    /// Codes with those that were divided from them or took their place.
    Conversion,
}

impl AnnexKind {
    /// The name in files and lists.
    pub const fn name(self) -> &'static str {
        match self {
            AnnexKind::PoaExempt => "poa-exempt",
            AnnexKind::Conversion => "conversion",
        }
    }
}

/// A line of a list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AnnexLine {
    /// The code, without dot.
    pub code: String,
    /// What took its place; empty in a list of exempt codes.
    pub to: Vec<String>,
}

/// A list of diagnoses.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Annex {
    /// What it is.
    pub kind: AnnexKind,
    /// The edition of ICD-10-CM that it belongs to.
    pub edition: String,
    /// Sorted by code.
    lines: Vec<AnnexLine>,
}

impl Annex {
    /// A list; the lines are sorted, and what a line says twice it says once.
    pub fn new(kind: AnnexKind, edition: String, mut lines: Vec<AnnexLine>) -> Self {
        for line in &mut lines {
            line.to.dedup();
        }
        lines.sort_by(|a, b| a.code.cmp(&b.code));
        lines.dedup_by(|a, b| a.code == b.code);
        Self { kind, edition, lines }
    }

    /// The line of a code (normal form, without dot).
    pub fn line(&self, code: &str) -> Option<&AnnexLine> {
        let at = self.lines.binary_search_by(|l| l.code.as_str().cmp(code)).ok()?;
        self.lines.get(at)
    }

    /// How many lines it has.
    pub fn len(&self) -> usize {
        self.lines.len()
    }

    /// Whether it has none.
    pub fn is_empty(&self) -> bool {
        self.lines.is_empty()
    }
}
