//! Nothing but recall.

use crate::bank::{Diagnostic, Level, rule};
use crate::lint::subject::{Found, Subject};

rule! {
    /// A bank of twenty questions and more of which over seven tenths are of one level.
    ///
    /// # Why
    /// Exams ask for application and analysis as well; who only learned facts is surprised.
    ///
    /// # Example
    /// ```toml
    /// # 19 of 20 questions are recall
    /// ```
    ///
    /// # Use instead
    /// ```toml
    /// # a third recall, half application, the rest analysis
    /// ```
    LEVEL_BALANCE = "level-balance", Note, Balance;
}

pub(in crate::lint) fn check(subject: &Subject<'_>, found: &mut Found) {
    let levels: Vec<Level> = subject.file.questions.iter().filter_map(|q| q.level).collect();
    if levels.len() < 20 {
        return;
    }
    for (name, level) in Level::ALL {
        let n = levels.iter().filter(|l| **l == level).count();
        if n * 10 > levels.len() * 7 {
            let message = format!("{n} of {} questions are of the level {name}", levels.len());
            let help = "about a third recall, half application, the rest analysis";
            found.push(Diagnostic::new(&LEVEL_BALANCE, subject.bank.id.span, message).help(help));
        }
    }
}
