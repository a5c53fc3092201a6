//! The code sets inside the program. `code-sets/derive.py` makes the files; NOTICE names their origin.

use super::System;

/// A code set inside the program.
pub(super) struct Shipped {
    pub system: System,
    pub edition: &'static str,
    pub bytes: &'static [u8],
}

pub(super) static SHIPPED: &[Shipped] = &[
    Shipped {
        system: System::Icd10Cm,
        edition: "2026",
        bytes: include_bytes!("../../code-sets/icd-10-cm-2026.book"),
    },
    Shipped {
        system: System::Icd10Pcs,
        edition: "2025",
        bytes: include_bytes!("../../code-sets/icd-10-pcs-2025.book"),
    },
];
