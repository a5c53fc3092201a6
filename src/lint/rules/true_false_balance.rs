//! True, true, true.

use crate::bank::{Body, Diagnostic, rule};
use crate::lint::subject::{Found, Subject};

rule! {
    /// A bank of ten true-false questions and more of which over four fifths have the same key.
    ///
    /// # Why
    /// Who notices answers the rest without reading.
    ///
    /// # Example
    /// ```toml
    /// # nine statements of ten are true
    /// ```
    ///
    /// # Use instead
    /// ```toml
    /// # about half of the statements are true
    /// ```
    TRUE_FALSE_BALANCE = "true-false-balance", Note, Balance;
}

pub(in crate::lint) fn check(subject: &Subject<'_>, found: &mut Found) {
    let keys = subject.file.questions.iter().filter_map(|q| match &q.body {
        Body::TrueFalse(body) => Some(body.key),
        _ => None,
    });
    let (all, yes) = keys.fold((0, 0), |(all, yes), key| (all + 1, yes + usize::from(key)));
    let most = yes.max(all - yes);
    if all >= 10 && most * 5 > all * 4 {
        let message = format!(
            "{most} of {all} true-false questions are {}",
            if yes == most { "true" } else { "false" }
        );
        found.push(
            Diagnostic::new(&TRUE_FALSE_BALANCE, subject.bank.id.span, message)
                .help("turn some statements round"),
        );
    }
}
