//! HCPCS D codes.

use crate::bank::{Body, rule};
use crate::code::System;
use crate::lint::subject::{Asked, Found};
use crate::lint::text::{piece, words};

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
    let mut report = |span, code: &str| {
        let message = format!("{code} is a code of the CDT, and needs a licence of the ADA");
        found.push(asked.problem(&DENTAL_CODE, span, message).help("ask for another code"));
    };
    if let Body::Code(codes) = &asked.question.body {
        let others = codes.alternatives.iter().flat_map(|a| &a.key);
        for code in codes.key.iter().chain(others).flat_map(|l| &l.any) {
            if code.system() == System::Hcpcs && code.normal().starts_with('D') {
                report(code.span, &code.value.to_string());
            }
        }
    }
    for text in asked.texts() {
        let dental =
            |w: &&str| w.len() == 5 && w.starts_with('D') && w[1..].bytes().all(|b| b.is_ascii_digit());
        if let Some(code) = text.value.contains('D').then(|| words(&text.value).find(dental)).flatten() {
            let at = code.as_ptr() as usize - text.value.as_ptr() as usize;
            report(piece(text, asked.of.source, at, code.len()), code);
        }
    }
}
