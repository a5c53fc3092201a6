//! Keys of no edition.

use crate::bank::{Body, Diagnostic, Edition, rule};
use crate::code::{EditionName, System};
use crate::lint::subject::{Found, Subject};

rule! {
    /// A bank that does not name the edition of a code set that its keys are of, or no edition at all.
    ///
    /// # Why
    /// Codes and guidelines change every year. Without the edition nobody can see which keys have grown old, and
    /// codes are not verified.
    ///
    /// # Example
    /// ```toml
    /// [bank]
    /// id = "diabetes"
    /// ```
    ///
    /// # Use instead
    /// ```toml
    /// [bank]
    /// id      = "diabetes"
    /// edition = { icd-10-cm = "2026", guidelines = "2026" }
    /// ```
    MISSING_EDITION = "missing-edition", Warning, Completeness;
}

pub(in crate::lint) fn check(subject: &Subject<'_>, found: &mut Found) {
    let bank = subject.bank;
    let named = |system: &str| bank.editions.iter().any(|e| e.system == system);
    // A name that no edition can have switches the check of codes off without a word.
    let odd = |e: &&Edition| {
        e.system.parse::<System>().is_ok_and(|s| {
            EditionName::new(s, &e.edition)
                .is_none_or(|n| !n.edition.starts_with(|c: char| c.is_ascii_digit()))
        })
    };
    if let Some(odd) = bank.editions.iter().find(odd) {
        let message = format!("no edition of {} is called `{}`", odd.system, odd.edition);
        let problem = Diagnostic::new(&MISSING_EDITION, bank.id.span, message);
        found.push(problem.help("a year, as 2026: codes are checked against it"));
    }
    let mut systems: Vec<&str> = Vec::new();
    for question in &subject.file.questions {
        if let Body::Code(codes) = &question.body {
            let keyed = codes.key.iter().flat_map(|l| &l.any).map(|c| c.system().name());
            systems.extend(keyed.filter(|s| !named(s)));
        }
    }
    systems.sort_unstable();
    systems.dedup();
    let message = match (systems.first(), bank.editions.is_empty()) {
        (Some(_), _) => format!("`edition` does not name that of {}", systems.join(", ")),
        (None, true) => "there is no `edition`".to_owned(),
        (None, false) => return,
    };
    let problem = Diagnostic::new(&MISSING_EDITION, bank.id.span, message);
    found.push(problem.help("name what the keys were written against: edition = { icd-10-cm = \"2026\" }"));
}
