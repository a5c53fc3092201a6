//! Keys at one place.

use crate::bank::{Body, Diagnostic, rule};
use crate::lint::subject::{Found, Subject};

rule! {
    /// A bank in which the keys of single-choice questions stand too often at one place.
    ///
    /// # Why
    /// Where choices keep their order (`shuffle = false`, a printed form, an export), who notices takes that
    /// letter.
    ///
    /// # Example
    /// ```toml
    /// # the first choice of 18 out of 20 questions is the key
    /// ```
    ///
    /// # Use instead
    /// ```toml
    /// # the keys stand about as often at each place
    /// ```
    KEY_POSITIONS = "key-positions", Note, Balance;
}

/// Fewer questions fall unevenly by chance.
const FEWEST: usize = 16;
/// Chance makes a bank as uneven as this once in a thousand times, by the number of places less one.
const CRITICAL: [f64; 8] = [10.83, 13.82, 16.27, 18.47, 20.52, 22.46, 24.32, 26.12];

pub(in crate::lint) fn check(subject: &Subject<'_>, found: &mut Found) {
    let mut counts = [0_usize; 9];
    let mut expected = [0.0_f64; 9];
    let mut questions = 0;
    for question in &subject.file.questions {
        let Body::Choices(choices) = &question.body else { continue };
        let (places, key) = (choices.choices.len(), choices.choices.iter().position(|c| c.key));
        let Some(key) = key.filter(|_| !choices.multiple && (2..=9).contains(&places)) else { continue };
        counts[key] += 1;
        questions += 1;
        for share in &mut expected[..places] {
            *share += 1.0 / places as f64;
        }
    }
    let used = expected.iter().filter(|e| **e > 0.0).count();
    if questions < FEWEST || used < 2 {
        return;
    }
    let squares = counts.iter().zip(expected).filter(|(_, e)| *e > 0.0);
    let chi: f64 = squares.map(|(n, e)| (*n as f64 - e).powi(2) / e).sum();
    if chi > CRITICAL[(used - 2).min(CRITICAL.len() - 1)] {
        let each: Vec<String> = counts[..used].iter().zip('A'..).map(|(n, l)| format!("{l} {n}")).collect();
        let message = format!("the keys of {questions} questions stand unevenly: {}", each.join(", "));
        let problem = Diagnostic::new(&KEY_POSITIONS, subject.bank.id.span, message);
        found.push(problem.help("move some keys; Sequela shuffles choices, other programs may not"));
    }
}
