//! Diagnoses to code, and no setting.

use crate::bank::{Body, rule};
use crate::code::System;
use crate::lint::subject::{Asked, Found};

rule! {
    /// A question that asks for diagnosis codes and does not say whether the encounter is inpatient or outpatient.
    ///
    /// # Why
    /// The setting decides what an uncertain diagnosis means (Guidelines II.H against IV.H) and which code goes
    /// first. Where it cannot matter, a `setting` costs nothing.
    ///
    /// # Example
    /// ```toml
    /// type = "code"
    /// stem = "Probable pneumonia. Assign the code."
    /// ```
    ///
    /// # Use instead
    /// ```toml
    /// type    = "code"
    /// setting = "inpatient"
    /// stem    = "Probable pneumonia. Assign the code."
    /// ```
    MISSING_SETTING = "missing-setting", Note, Completeness;
}

pub(in crate::lint) fn check(asked: &Asked<'_>, found: &mut Found) {
    let Body::Code(codes) = &asked.question.body else { return };
    if asked.question.setting.is_none() && codes.systems().contains(&System::Icd10Cm) {
        let message = "there is no `setting`, and diagnoses are asked for";
        let problem = asked.problem(&MISSING_SETTING, asked.question.place, message);
        found.push(problem.help("outpatient, inpatient, ed or professional"));
    }
}
