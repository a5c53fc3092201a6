//! Keys that are codes.

use serde::{Deserialize, Serialize};

use super::At;
use crate::code::{Code, Modifier, System};

/// Codes to enter.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Codes {
    /// The system of lines that name none.
    pub system: System,
    /// The key.
    pub key: Vec<KeyLine>,
    /// Pairs that must stand in this order.
    pub before: Vec<(Code, Code)>,
    /// Whether the order counts.
    pub sequence: Sequence,
    /// How points are earned.
    pub scoring: CodePolicy,
    /// Mistakes that the author foresaw.
    pub wrong: Vec<Wrong>,
    /// Whole keys that are as good.
    pub alternatives: Vec<Alternative>,
}

impl Codes {
    /// All systems that the key names, the default first.
    pub fn systems(&self) -> Vec<System> {
        let mut systems = vec![self.system];
        let others = self.alternatives.iter().flat_map(|a| &a.key);
        for code in self.key.iter().chain(others).flat_map(|line| &line.any) {
            if !systems.contains(&code.system()) {
                systems.push(code.system());
            }
        }
        systems
    }

    /// All codes that key, alternatives and foreseen mistakes name.
    pub fn named(&self) -> Vec<Code> {
        let others = self.alternatives.iter().flat_map(|a| &a.key);
        let keyed = self.key.iter().chain(others).flat_map(|line| &line.any);
        keyed.chain(self.wrong.iter().map(|w| &w.code)).map(|c| c.value.clone()).collect()
    }

    /// How many lines the key requires.
    pub fn required(&self) -> u32 {
        self.key.iter().filter(|l| !l.optional).count() as u32
    }
}

/// One line of a key.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct KeyLine {
    /// The code, or codes of which any is as good; never empty.
    pub any: Vec<At<Code>>,
    /// Counts nowhere, entered or omitted.
    pub optional: bool,
    /// Units of a procedure line.
    pub units: u32,
    /// Modifiers of a procedure line, sorted.
    pub modifiers: Vec<Modifier>,
    /// The present-on-admission indicator, for the reader.
    pub poa: Option<String>,
    /// Diagnosis pointers, for the reader.
    pub dx: Vec<u32>,
    /// Why this line, or why any of them.
    pub why: Option<At<String>>,
}

/// Whether the order of codes counts.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Sequence {
    /// It does not.
    #[default]
    None,
    /// The first line is first-listed or principal.
    First,
    /// All lines stand in their order.
    Full,
}

impl Sequence {
    /// The names that a bank uses.
    pub const ALL: [(&'static str, Sequence); 3] =
        [("none", Sequence::None), ("first", Sequence::First), ("full", Sequence::Full)];

    /// The name that a bank uses.
    pub const fn name(self) -> &'static str {
        Self::ALL[self as usize].0
    }
}

/// How entered codes earn points.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum CodePolicy {
    /// All or nothing.
    Exact,
    /// Correct / the larger of entered and required: over-coding costs as under-coding does.
    #[default]
    MaxDenominator,
    /// Correct / required.
    CodeOverCode,
}

impl CodePolicy {
    /// The names that a bank uses.
    pub const ALL: [(&'static str, CodePolicy); 3] = [
        ("exact", CodePolicy::Exact),
        ("max-denominator", CodePolicy::MaxDenominator),
        ("code-over-code", CodePolicy::CodeOverCode),
    ];

    /// The name that a bank uses.
    pub const fn name(self) -> &'static str {
        Self::ALL[self as usize].0
    }
}

/// A wrong code that the author foresaw.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Wrong {
    /// What is entered by mistake.
    pub code: At<Code>,
    /// The keyed code in whose place it stands.
    pub instead_of: Option<At<Code>>,
    /// Why it is a mistake.
    pub why: At<String>,
}

/// A whole key that is as good as the first.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Alternative {
    /// Its lines.
    pub key: Vec<KeyLine>,
    /// Why it is as good.
    pub why: Option<At<String>>,
}
