//! What looks like a CPT code in a text.

use crate::bank::{At, rule};
use crate::lint::subject::{Asked, Found};
use crate::lint::text::piece;

rule! {
    /// A number of the shape of a CPT code (`12345`, `1234F`, `1234T`, `1234U`) in a text of a bank that does not
    /// say `contains-cpt`.
    ///
    /// # Why
    /// CPT belongs to the American Medical Association. A sum of money, a postal code or a record number is none:
    /// those with a sign, a comma or their name before them are passed over; for others there is `allow`.
    ///
    /// # Example
    /// ```toml
    /// stem = "When is 99213 reported?"
    /// ```
    ///
    /// # Use instead
    /// ```toml
    /// stem = "What decides the level of an office visit?"
    /// ```
    CPT_IN_TEXT = "cpt-in-text", Warning, Codes;
}

pub(in crate::lint) fn check(asked: &Asked<'_>, found: &mut Found) {
    if asked.of.bank.contains_cpt {
        return;
    }
    for text in asked.texts() {
        if let Some((at, code)) = cpt_shaped(text) {
            let span = piece(text, asked.of.source, at, code.len());
            let message = format!("`{code}` has the shape of a CPT code");
            let help = "with a licence: `contains-cpt = true` in [bank]; if it is something else, allow it for this question";
            found.push(asked.problem(&CPT_IN_TEXT, span, message).help(help));
            return;
        }
    }
}

/// Words after which a number is none of a procedure.
const NAMED: [&str; 28] = [
    "zip",
    "mrn",
    "no",
    "number",
    "id",
    "account",
    "room",
    "box",
    "form",
    "phone",
    "suite",
    "year",
    "section",
    "cfr",
    "request",
    "transmittal",
    "fr",
    "reg",
    "stat",
    "iso",
    "dc",
    "chart",
    "order",
    "invoice",
    "policy",
    "count",
    "platelets",
    "patient",
];
/// Words before which it is none.
const COUNTED: [&str; 18] = [
    "divided",
    "joules",
    "units",
    "unit",
    "mg",
    "ml",
    "cells",
    "dollars",
    "patients",
    "claims",
    "members",
    "people",
    "iu",
    "records",
    "codes",
    "beneficiaries",
    "per",
    "steps",
];

/// The first number of that shape that nothing beside it makes something else, with its place.
fn cpt_shaped(text: &At<String>) -> Option<(usize, &str)> {
    let whole = text.value.as_str();
    let bytes = whole.as_bytes();
    // Most texts hold no such number.
    if !bytes.windows(4).any(|w| w.iter().all(u8::is_ascii_digit)) {
        return None;
    }
    let mut at = 0;
    while at < bytes.len() {
        let run = bytes[at..].iter().take_while(|b| b.is_ascii_alphanumeric()).count();
        if run == 0 {
            at += 1;
            continue;
        }
        let word = &whole[at..at + run];
        let before = at.checked_sub(1).and_then(|b| bytes.get(b)).copied().unwrap_or(b' ');
        let after = bytes.get(at + run).copied().unwrap_or(b' ');
        let next = bytes.get(at + run + 1).copied().unwrap_or(b' ');
        let fraction = matches!(after, b'.' | b',') && next.is_ascii_digit();
        let bare = before.is_ascii()
            && !matches!(before, b'$' | b'.' | b',' | b'#' | b'-' | b'/' | b'+' | b':')
            && !fraction;
        let joined = matches!(after, b'%' | b'/' | b'-') && next.is_ascii_alphanumeric() && after != b'-';
        if bare && !joined && after != b'%' && has_shape(word) && !is_named(&whole[..at], &whole[at + run..])
        {
            return Some((at, word));
        }
        at += run;
    }
    None
}

fn has_shape(word: &str) -> bool {
    let digits = word.bytes().take_while(u8::is_ascii_digit).count();
    word.len() == 5 && (digits == 5 || digits == 4 && matches!(word.as_bytes()[4], b'F' | b'T' | b'U'))
}

fn is_named(before: &str, after: &str) -> bool {
    let plain = |w: &str| w.trim_matches(|c: char| !c.is_alphanumeric()).to_ascii_lowercase();
    let mut back = before.split_whitespace().rev();
    let (last, earlier) = (back.next().unwrap_or(""), back.next().unwrap_or(""));
    let next = after.split_whitespace().next().map(plain).unwrap_or_default();
    // "Baltimore, Maryland 21244", "ZIP code 60611", "a count of 18400", "platelets were 92000"
    let state = earlier.ends_with(',') && last.starts_with(char::is_uppercase);
    let linked = matches!(plain(last).as_str(), "code" | "of" | "were" | "was" | "is");
    let named = |word: &str| NAMED.contains(&plain(word).as_str());
    named(last) || state || linked && named(earlier) || COUNTED.contains(&next.as_str())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_could_be_a_code() {
        let found = |text: &str| {
            cpt_shaped(&At::new(text.to_owned(), crate::bank::Span::default())).map(|(_, c)| c.to_owned())
        };
        assert_eq!(found("When is 99213 reported?").as_deref(), Some("99213"));
        assert_eq!(found("(0042T)").as_deref(), Some("0042T"));
        assert_eq!(found("99213-25").as_deref(), Some("99213"));
        for none in [
            "$10000",
            "10,000",
            "12345.6",
            "ZIP 12345",
            "15000 units",
            "45 CFR 16412",
            "E11.22",
            "J1100",
            "12345%",
            "Baltimore, Maryland 21244",
            "ZIP Code 60611",
            "a white count of 18400",
            "87 Fed. Reg. 69404",
            "a ratio of 1:10000",
        ] {
            assert_eq!(found(none), None, "{none}");
        }
    }
}
