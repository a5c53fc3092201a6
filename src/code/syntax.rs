//! A single code: its legal shapes and its normal form.

use std::fmt;

use serde::{Deserialize, Serialize};

use super::System;

/// A code in normal form: upper case, without dots. It has a legal shape in the system that it was read for; whether
/// it exists is a question for an edition.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(into = "String", try_from = "String")]
pub struct Code {
    system: System,
    text: Box<str>,
}

/// Why a text is not a code of the system.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("`{text}` does not have the shape of a code of {}: {}", .system.title(), shape(*.system))]
pub struct Malformed {
    /// What was read.
    pub text: String,
    /// The system it was read for.
    pub system: System,
}

fn shape(system: System) -> &'static str {
    match system {
        System::Icd10Cm => "three to seven characters, a letter first, a dot after the third",
        System::Icd10Pcs => "seven characters, digits and letters without I and O",
        System::Hcpcs => "a letter from A to V and four digits",
        System::Cpt => "five digits, or four digits and a letter",
    }
}

impl Code {
    /// Reads a code. Dots, wherever they stand, and case do not matter.
    ///
    /// # Errors
    /// When the text has no legal shape in `system`.
    pub fn parse(system: System, text: &str) -> Result<Self, Malformed> {
        let mut normal = [0_u8; 7];
        let mut len = 0;
        for byte in text.trim().bytes().filter(|b| *b != b'.') {
            if len == normal.len() || !byte.is_ascii_alphanumeric() {
                return Err(Malformed { text: text.trim().to_owned(), system });
            }
            normal[len] = byte.to_ascii_uppercase();
            len += 1;
        }
        let normal = &normal[..len];
        if !has_shape(system, normal) {
            return Err(Malformed { text: text.trim().to_owned(), system });
        }
        Ok(Self { system, text: normal.iter().map(|b| char::from(*b)).collect() })
    }

    /// The system that the code was read for.
    pub fn system(&self) -> System {
        self.system
    }

    /// The normal form: upper case, no dot.
    pub fn normal(&self) -> &str {
        &self.text
    }

    /// The three-character category of a diagnosis, the table of a procedure; the whole code in other systems.
    pub fn category(&self) -> &str {
        match self.system {
            System::Icd10Cm | System::Icd10Pcs => &self.text[..3],
            _ => &self.text,
        }
    }
}

/// As it is written: diagnoses with their dot.
impl fmt::Display for Code {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.text.split_at_checked(3) {
            Some((category, rest)) if self.system == System::Icd10Cm && !rest.is_empty() => {
                write!(f, "{category}.{rest}")
            }
            _ => f.write_str(&self.text),
        }
    }
}

/// `icd-10-cm:E1122`, the form in which a code is kept.
impl From<Code> for String {
    fn from(code: Code) -> Self {
        format!("{}:{}", code.system, code.text)
    }
}

impl TryFrom<String> for Code {
    type Error = String;

    fn try_from(text: String) -> Result<Self, String> {
        let (system, code) = text.split_once(':').ok_or_else(|| format!("`{text}` names no code system"))?;
        Self::parse(system.parse().map_err(|e: super::UnknownSystem| e.to_string())?, code)
            .map_err(|e| e.to_string())
    }
}

/// Whether upper-case letters and digits have the shape of a code of the system.
///
/// An ICD-10-CM code is not "letter, two digits": `C7A.-`, `M1A.-`, `Z3A.-` and `QA0.0102` are real. The category
/// holds a digit, its letters come from the start of the alphabet, and no code of the 2026 edition has the letter O
/// behind the first character: it is a slip for zero.
fn has_shape(system: System, code: &[u8]) -> bool {
    match system {
        System::Icd10Cm => match code {
            [first, second, third, rest @ ..] => {
                let category = |b: &u8| b.is_ascii_digit() || matches!(b, b'A'..=b'D');
                first.is_ascii_alphabetic()
                    && category(second)
                    && category(third)
                    && (second.is_ascii_digit() || third.is_ascii_digit())
                    && rest.len() <= 4
                    && !rest.contains(&b'O')
            }
            _ => false,
        },
        System::Icd10Pcs => code.len() == 7 && code.iter().all(|b| !matches!(b, b'I' | b'O')),
        System::Hcpcs => {
            matches!(code, [b'A'..=b'V', rest @ ..] if rest.len() == 4 && rest.iter().all(u8::is_ascii_digit))
        }
        System::Cpt => {
            matches!(code, [start @ .., last] if start.len() == 4 && start.iter().all(u8::is_ascii_digit)
                && last.is_ascii_alphanumeric())
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shapes() {
        let table: &[(System, &str, Option<&str>)] = &[
            (System::Icd10Cm, "e11.22", Some("E11.22")),
            (System::Icd10Cm, "E112.2", Some("E11.22")),
            (System::Icd10Cm, "C7A.010", Some("C7A.010")),
            (System::Icd10Cm, "m1a.00x0", Some("M1A.00X0")),
            (System::Icd10Cm, "QA0.0102", Some("QA0.0102")),
            (System::Icd10Cm, "I10", Some("I10")),
            (System::Icd10Cm, "E1", None),
            (System::Icd10Cm, "11E", None),
            (System::Icd10Cm, "EAB", None),
            (System::Icd10Cm, "E11.22222", None),
            (System::Icd10Cm, "E11-22", None),
            (System::Icd10Pcs, "0dtj4zz", Some("0DTJ4ZZ")),
            (System::Icd10Pcs, "0DTJ4ZO", None),
            (System::Icd10Pcs, "0DTJ4Z", None),
            (System::Hcpcs, "a4253", Some("A4253")),
            (System::Hcpcs, "W4253", None),
            (System::Cpt, "1234a", Some("1234A")),
            (System::Cpt, "123", None),
        ];
        for (system, text, expected) in table {
            let got = Code::parse(*system, text).ok().map(|c| c.to_string());
            assert_eq!(got.as_deref(), *expected, "{system} {text}");
        }
    }

    #[test]
    fn kept_form_comes_back() {
        let code = Code::parse(System::Icd10Cm, "S52.501A").unwrap();
        let kept = String::from(code.clone());
        assert_eq!(kept, "icd-10-cm:S52501A");
        assert_eq!(Code::try_from(kept).unwrap(), code);
    }
}
