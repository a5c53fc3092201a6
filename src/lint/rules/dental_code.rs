//! HCPCS D codes.

use crate::bank::{Body, rule};
use crate::code::System;
use crate::lint::subject::{Asked, Found};

rule! {
    /// A key with a HCPCS code that begins with D.
    ///
    /// # Why
    /// D codes are CDT, which belongs to the American Dental Association: a bank needs its licence to use them.
    ///
    /// # Example
    /// ```toml
    /// key = [{ code = "D0120", system = "hcpcs" }]
    /// ```
    ///
    /// # Use instead
    /// ```toml
    /// key = [{ code = "G0101", system = "hcpcs" }]
    /// ```
    DENTAL_CODE = "dental-code", Error, Codes;
}

pub(in crate::lint) fn check(asked: &Asked<'_>, found: &mut Found) {
    let Body::Code(codes) = &asked.question.body else { return };
    let others = codes.alternatives.iter().flat_map(|a| &a.key);
    for code in codes.key.iter().chain(others).flat_map(|l| &l.any) {
        if code.system() == System::Hcpcs && code.normal().starts_with('D') {
            let message = format!("{} is a code of the CDT, and needs a licence of the ADA", code.value);
            found.push(asked.problem(&DENTAL_CODE, code.span, message).help("ask for another code"));
        }
    }
}
