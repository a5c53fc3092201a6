//! CPT codes in a key.

use crate::bank::{Body, rule};
use crate::code::System;
use crate::lint::subject::{Asked, Found};

rule! {
    /// A key with a CPT code in a bank that does not say `contains-cpt`.
    ///
    /// # Why
    /// CPT belongs to the American Medical Association: codes and descriptors need its licence. An author who holds
    /// one says so with `contains-cpt = true` and names the owner in `copyright`, which every export carries.
    ///
    /// # Example
    /// ```toml
    /// [bank]
    /// id = "minor-surgery"
    /// ```
    ///
    /// # Use instead
    /// ```toml
    /// [bank]
    /// id           = "minor-surgery"
    /// contains-cpt = true
    /// copyright    = "CPT (c) American Medical Association; used under licence …"
    /// ```
    CPT_CODE = "cpt-code", Error, Codes;
}

pub(in crate::lint) fn check(asked: &Asked<'_>, found: &mut Found) {
    let Body::Code(codes) = &asked.question.body else { return };
    if asked.of.bank.contains_cpt {
        return;
    }
    let others = codes.alternatives.iter().flat_map(|a| &a.key);
    if let Some(code) =
        codes.key.iter().chain(others).flat_map(|l| &l.any).find(|c| c.system() == System::Cpt)
    {
        let message = format!("{} is a CPT code, and the bank does not say `contains-cpt`", code.value);
        let help = "with a licence of the AMA: `contains-cpt = true` and `copyright` in [bank]; without one ask for the concept";
        found.push(asked.problem(&CPT_CODE, code.span, message).help(help));
    }
}
