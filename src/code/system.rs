//! The code systems that a question can ask for.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

/// A system of codes, as a bank names it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum System {
    /// Diagnoses, United States clinical modification.
    #[serde(rename = "icd-10-cm")]
    Icd10Cm,
    /// Inpatient procedures.
    #[serde(rename = "icd-10-pcs")]
    Icd10Pcs,
    /// HCPCS Level II: supplies, drugs, services outside CPT.
    Hcpcs,
    /// Current Procedural Terminology, by shape only: the codes are the AMA's.
    Cpt,
}

impl System {
    /// All systems, in the order in which they are listed to a user.
    pub const ALL: [System; 4] = [System::Icd10Cm, System::Icd10Pcs, System::Hcpcs, System::Cpt];

    /// The name that a bank uses.
    pub const fn name(self) -> &'static str {
        match self {
            System::Icd10Cm => "icd-10-cm",
            System::Icd10Pcs => "icd-10-pcs",
            System::Hcpcs => "hcpcs",
            System::Cpt => "cpt",
        }
    }

    /// The name that a person reads.
    pub const fn title(self) -> &'static str {
        match self {
            System::Icd10Cm => "ICD-10-CM",
            System::Icd10Pcs => "ICD-10-PCS",
            System::Hcpcs => "HCPCS Level II",
            System::Cpt => "CPT",
        }
    }

    /// Diagnoses are reported once and carried to their full length; everything else is a procedure line.
    pub const fn is_diagnosis(self) -> bool {
        matches!(self, System::Icd10Cm)
    }

    /// Whether lines of this system may carry modifiers and units.
    pub const fn takes_modifiers(self) -> bool {
        matches!(self, System::Hcpcs | System::Cpt)
    }
}

impl fmt::Display for System {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// A name that is no code system.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is not a code system; the systems are icd-10-cm, icd-10-pcs, hcpcs and cpt")]
pub struct UnknownSystem(pub String);

impl FromStr for System {
    type Err = UnknownSystem;

    fn from_str(s: &str) -> Result<Self, Self::Err> {
        Self::ALL.into_iter().find(|x| x.name() == s).ok_or_else(|| UnknownSystem(s.to_owned()))
    }
}
