//! Reading the codes of an answer as a coder types them.
//!
//! Dots are ignored; bullets, commas, semicolons, tabs and a final period separate; words after a code are its
//! description; a lone fragment joins the code before it (`S52.501 A`). Modifiers and units follow a procedure
//! code: `A4253-KX x2`, `A4253 KX RT 2 units`.

use serde::{Deserialize, Serialize};

use super::{Code, Modifier, System};

/// One line of an answer: a code, or what stands where a code should stand.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Entry {
    /// As typed, without description.
    pub text: String,
    /// The code; absent when the text has no legal shape.
    pub code: Option<Code>,
    /// Modifiers in the order typed. The order costs nothing.
    pub modifiers: Vec<Modifier>,
    /// Units; 1 when none were typed.
    pub units: u32,
}

/// The most entries that are read from one answer; more is a paste that went wrong.
const MOST_ENTRIES: usize = 200;

/// What codes a line can hold.
#[derive(Clone, Copy, Debug)]
pub struct Expected<'a> {
    /// The systems that the question asks for, the likeliest first.
    pub systems: &'a [System],
    /// Codes that the key names. Every HCPCS code has a legal ICD-10-CM shape: where a question asks for both, what the
    /// key names decides the system.
    pub keyed: &'a [Code],
}

/// Reads all codes of a line.
pub fn read_entries(line: &str, expected: Expected<'_>) -> Vec<Entry> {
    let mut entries = Vec::new();
    for item in line.split([',', ';', '\t', '\n', '\r', '\u{2022}', '/', '+', '|', '\u{2013}', '\u{2014}']) {
        Item { tokens: tokens(item), expected }.read(&mut entries);
        if entries.len() >= MOST_ENTRIES {
            break;
        }
    }
    entries.truncate(MOST_ENTRIES);
    if entries.is_empty() && !line.trim().is_empty() {
        entries.push(malformed(line.trim()));
    }
    entries
}

fn malformed(text: &str) -> Entry {
    Entry { text: text.to_owned(), code: None, modifiers: Vec::new(), units: 1 }
}

fn tokens(item: &str) -> Vec<&str> {
    item.split_whitespace()
        .map(|t| t.trim_matches(|c: char| matches!(c, '(' | ')' | '[' | ']' | '"' | '\'' | ':')))
        .map(without_number)
        .map(|t| t.trim_end_matches(['.', '-', '?', '!', '*']).trim_start_matches(['-', '*']))
        .filter(|t| !t.is_empty())
        .collect()
}

/// `1.E11.22` without the number of its line.
fn without_number(token: &str) -> &str {
    let digits = token.bytes().take_while(u8::is_ascii_digit).count();
    match token.get(digits..) {
        Some(rest) if (1..=2).contains(&digits) && rest.len() > 3 => {
            let behind =
                rest.strip_prefix(['.', ')']).filter(|r| r.starts_with(|c: char| c.is_ascii_alphabetic()));
            behind.unwrap_or(token)
        }
        _ => token,
    }
}

struct Item<'a> {
    tokens: Vec<&'a str>,
    expected: Expected<'a>,
}

impl Item<'_> {
    fn read(&self, entries: &mut Vec<Entry>) {
        let mut described = false;
        let mut at = 0;
        let before = entries.len();
        while at < self.tokens.len() {
            let token = self.tokens[at];
            if is_connector(token) {
                // Between words of a description it is a word itself: `folate and B12 deficiency`.
                described = described && !self.tokens.get(at + 1).is_some_and(|next| looks_certain(next));
                at += 1;
                continue;
            }
            // `E 11.22`: a letter apart from its digits.
            if let Some(next) = self.tokens.get(at + 1).filter(|n| is_apart(token, n)) {
                let joined = format!("{token}{next}");
                if let Some(entry) = self.entry(&joined) {
                    entries.push(entry);
                    at += 2;
                    continue;
                }
            }
            // A code joined from fragments ends the item, so that no description is swallowed; only a seventh
            // character may have another code behind it.
            if let Some(next) = self.tokens.get(at + 1).filter(|n| !described && self.joins(token, n)) {
                let joined = format!("{token}{next}");
                let ends = at + 2 == self.tokens.len();
                let digit = |t: &str| t.bytes().any(|b| b.is_ascii_digit());
                if ends || (is_seventh(&joined, next) && digit(self.tokens[at + 2])) {
                    entries.extend(self.entry(&joined));
                    at += 2;
                    continue;
                }
            }
            // A word of the record beside a code, not a code of its own.
            if is_clinical_word(token) && self.tokens.len() > 1 {
                described = described || !entries.is_empty();
                at += 1;
                continue;
            }
            let plain = !described || looks_certain(token);
            if let Some(entry) = self.entry(token).filter(|_| plain) {
                entries.push(entry);
                at += 1;
                at += self.read_tail(at, entries);
                described = false;
            } else {
                let first = at == 0 || is_connector(self.tokens[at - 1]);
                let numbered = at > 0 && is_numbering(self.tokens[at - 1]);
                if !described && is_numbering(token) && token.len() > 2 && (first || numbered) {
                    // `080` for O80.
                    entries.push(malformed(token));
                } else if !described && looks_like_code(token) && (first || mostly_digits(token)) {
                    entries.push(malformed(token));
                } else if !is_numbering(token) {
                    described = described || !entries.is_empty();
                }
                at += 1;
            }
        }
        // An item that is nothing but digits was meant as a code: `080` for O80.
        let first = self.tokens.first().filter(|t| t.len() > 1 && is_numbering(&t.replace('.', "")));
        if let Some(first) = first.filter(|_| entries.len() == before) {
            entries.push(malformed(first));
        }
    }

    /// Modifiers and units after a procedure code; how many tokens they took.
    fn read_tail(&self, from: usize, entries: &mut [Entry]) -> usize {
        let Some(entry) = entries.last_mut() else { return 0 };
        if !entry.code.as_ref().is_some_and(|c| c.system().takes_modifiers()) {
            return 0;
        }
        let mut taken = 0;
        while let Some(token) = self.tokens.get(from + taken) {
            if self.code(token, false).is_some() {
                // The next code, not the units of this one.
                break;
            }
            let next = self.tokens.get(from + taken + 1);
            let sign = matches!(*token, "x" | "X" | "*" | "\u{d7}");
            let number = next.and_then(|n| n.parse::<u32>().ok());
            if let Some(units) = units(token) {
                entry.units = units;
                taken += 1;
            } else if let (true, Some(units)) = (sign, number) {
                entry.units = units;
                taken += 2;
            } else if let (1 | 3 | 4, Ok(units)) = (token.len(), token.parse::<u32>()) {
                // Two digits are a modifier; one, or many, are units.
                entry.units = units;
                taken += 1 + usize::from(next.is_some_and(|n| is_unit_word(n)));
            } else if let (Ok(units), Some(true)) = (token.parse::<u32>(), next.map(|n| is_unit_word(n))) {
                entry.units = units;
                taken += 2;
            } else if let Some(modifier) = Modifier::parse(token) {
                entry.modifiers.push(modifier);
                taken += 1;
            } else {
                break;
            }
        }
        taken
    }

    /// A token as an entry: a code with what hangs on it (`A4253-KX*2`).
    fn entry(&self, token: &str) -> Option<Entry> {
        let mut parts = token.split('-');
        let head = parts.next()?;
        let takes_units = self.expected.systems.iter().any(|s| s.takes_modifiers());
        // `T38.0X5` is a code with a placeholder, not five units of T38.0.
        let (head, mut units) = if takes_units { split_units(head) } else { (head, None) };
        let tail = token.contains('-') || units.is_some();
        let code = self.code(head, tail)?;
        let mut modifiers = Vec::new();
        for part in parts {
            if !code.system().takes_modifiers() {
                return None;
            }
            let (name, more) = split_units(part);
            modifiers.push(Modifier::parse(name)?);
            units = more.or(units);
        }
        if units.is_some() && !code.system().takes_modifiers() {
            return None;
        }
        Some(Entry { text: token.to_owned(), code: Some(code), modifiers, units: units.unwrap_or(1) })
    }

    /// The code that a text means: the keyed one; else, with modifiers or units behind it, a procedure; else what the
    /// likeliest system makes of it.
    fn code(&self, text: &str, with_tail: bool) -> Option<Code> {
        let systems = self.expected.systems;
        let mut readings = systems.iter().filter_map(|s| Code::parse(*s, text).ok()).peekable();
        readings.peek()?;
        let readings: Vec<Code> = readings.collect();
        let keyed = readings.iter().find(|c| self.expected.keyed.contains(c));
        let procedure = readings.iter().find(|c| with_tail && c.system().takes_modifiers());
        keyed.or(procedure).or(readings.first()).cloned()
    }

    fn joins(&self, token: &str, next: &str) -> bool {
        let is_code = |t: &str| self.expected.systems.iter().any(|s| Code::parse(*s, t).is_ok());
        let next = next.trim_start_matches('.');
        // Behind more than a category only a seventh character, or placeholders and one, goes on with the code.
        let plain = token.bytes().filter(u8::is_ascii_alphanumeric).count();
        let tail = next.trim_start_matches(['x', 'X']);
        let letter = tail.len() == 1 && tail.bytes().all(|b| b.is_ascii_alphabetic());
        if plain > 3 && next.len() > 1 && !letter && self.expected.systems.contains(&System::Icd10Cm) {
            return false;
        }
        let fragment = next.bytes().all(|b| b.is_ascii_alphanumeric()) && next.len() <= 4 && !is_code(next);
        let first = is_code(token) || looks_like_code(token);
        // "N18.4 ckd": a word is a description, not a fragment; a seventh character is a single letter.
        let wordlike = next.len() > 1 && next.bytes().all(|b| b.is_ascii_alphabetic());
        fragment && first && !wordlike && is_code(&format!("{token}{next}"))
    }
}

fn split_units(part: &str) -> (&str, Option<u32>) {
    for sign in ['*', '\u{d7}', 'x', 'X'] {
        // A placeholder X is no sign of units: what is in front must be long enough for a procedure or a modifier.
        if let Some((head, n)) = part.rsplit_once(sign)
            && matches!(head.len(), 2 | 5)
            && let Ok(n) = n.parse()
        {
            return (head, Some(n));
        }
    }
    (part, None)
}

fn units(token: &str) -> Option<u32> {
    let rest = token.strip_prefix(['x', 'X', '*', '\u{d7}']).or_else(|| token.strip_prefix("units="))?;
    rest.parse().ok()
}

fn is_unit_word(word: &str) -> bool {
    matches!(word.to_ascii_lowercase().as_str(), "unit" | "units" | "u")
}

/// Letters and digits, a digit among them, long enough to be meant as a code; one stray sign may stand between.
fn looks_like_code(token: &str) -> bool {
    let strays = token.chars().filter(|c| !c.is_ascii_alphanumeric() && !matches!(c, '.' | '-')).count();
    let token: String = token.chars().filter(char::is_ascii_alphanumeric).collect();
    token.len() >= 3
        && strays <= 1
        && token.bytes().any(|b| b.is_ascii_digit())
        && (token.bytes().any(|b| b.is_ascii_alphabetic()) || token.len() >= 5)
}

/// Inside a description only what cannot be a word of it is a code: `vitamin B12`, `G6PD` and `H1N1` are words.
fn looks_certain(token: &str) -> bool {
    let dotted = token.find('.').is_some_and(|at| at == 3 && token.len() > 4);
    let bytes = token.as_bytes();
    let plain = bytes.len() >= 4 && bytes[1].is_ascii_digit() && bytes[2].is_ascii_digit();
    dotted || plain
}

/// Behind a code only what is mostly digits is a second code gone wrong: `G6PD` is a word. O and I are read as digits,
/// since that is the commonest slip.
fn mostly_digits(token: &str) -> bool {
    let digits =
        token.bytes().filter(|b| b.is_ascii_digit() || matches!(b, b'O' | b'o' | b'I' | b'i' | b'l')).count();
    // A dot behind the third character is a code's own mark.
    2 * digits > token.len() || (token.find('.') == Some(3) && digits >= 2)
}

/// Whether a fragment is the last of seven characters.
fn is_seventh(joined: &str, fragment: &str) -> bool {
    fragment.len() == 1 && joined.bytes().filter(u8::is_ascii_alphanumeric).count() == 7
}

fn is_connector(word: &str) -> bool {
    matches!(word.to_ascii_lowercase().as_str(), "and" | "&" | "+" | "/" | "then")
}

/// A letter, and digits that begin the rest of a code.
fn is_apart(letter: &str, rest: &str) -> bool {
    letter.len() == 1
        && letter.bytes().all(|b| b.is_ascii_alphabetic())
        && rest.len() > 1
        && rest.starts_with(|c: char| c.is_ascii_digit())
}

/// Words of records that have the shape of a code and are none: vitamins, blood values, strains, shorthand.
fn is_clinical_word(token: &str) -> bool {
    const WORDS: &[&str] = &[
        "B12", "A1C", "T1DM", "T2DM", "O157", "H1N1", "H5N1", "H3N2", "G6PD", "U100", "U500", "COVID19",
        "P2Y12", "CKD3", "CKD4", "CKD5",
    ];
    WORDS.contains(&token.to_ascii_uppercase().as_str())
}

fn is_numbering(token: &str) -> bool {
    token.bytes().all(|b| b.is_ascii_digit())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(line: &str, systems: &[System]) -> Vec<String> {
        read_entries(line, Expected { systems, keyed: &[] })
            .iter()
            .map(|e| {
                let mut s = e.code.as_ref().map_or_else(|| format!("?{}", e.text), ToString::to_string);
                for m in &e.modifiers {
                    s += &format!("-{m}");
                }
                if e.units != 1 {
                    s += &format!(" x{}", e.units);
                }
                s
            })
            .collect()
    }

    #[test]
    fn diagnoses_as_coders_type_them() {
        let table: &[(&str, &[&str])] = &[
            ("e1122 n184", &["E11.22", "N18.4"]),
            ("E11.22, N18.4.", &["E11.22", "N18.4"]),
            ("E11.22 Type 2 diabetes mellitus with CKD; N18.4 CKD, stage 4 (severe)", &["E11.22", "N18.4"]),
            ("E11.22 diabetes N18.4 kidney", &["E11.22", "N18.4"]),
            ("S52.501 A", &["S52.501A"]),
            ("s52532 a s60812a", &["S52.532A", "S60.812A"]),
            ("S52.501 A W19.XXX A", &["S52.501A", "W19.XXXA"]),
            ("S52.501 A, W19.XXX A", &["S52.501A", "W19.XXXA"]),
            ("D51.9 vitamin B12 deficiency anemia", &["D51.9"]),
            ("J10.1 influenza due to H1N1", &["J10.1"]),
            ("D55.0 G6PD deficiency", &["D55.0"]),
            ("- E11.9\n- I10", &["E11.9", "I10"]),
            ("1. E11.9\n2. I10", &["E11.9", "I10"]),
            ("E11.-", &["E11"]),
            ("EII.9", &["?EII.9"]),
            ("E1I.9", &["?E1I.9"]),
            ("sepsis", &["?sepsis"]),
            ("diabetes is E11.9", &["E11.9"]),
            ("E11.9 and I10", &["E11.9", "I10"]),
            ("E11.9 and I10.0", &["E11.9", "I10.0"]),
            ("D53.9 anemia of folate and B12 deficiency", &["D53.9"]),
            ("E11.9 diabetes and I10.0 pressure", &["E11.9", "I10.0"]),
            ("E11.621? L97.412! Z79.84", &["E11.621", "L97.412", "Z79.84"]),
            ("S52.501A W19.XXXAA", &["S52.501A", "?W19.XXXAA"]),
            ("E1!1.9 A01.00", &["?E1!1.9", "A01.00"]),
            ("1.E11.22 2.N18.4", &["E11.22", "N18.4"]),
            ("E11.22/N18.4+Z79.4", &["E11.22", "N18.4", "Z79.4"]),
            ("E53.8 B12 deficiency; G63", &["E53.8", "G63"]),
            ("T2DM E11.22", &["E11.22"]),
            ("N18.4 (G4), M54.16 L5", &["N18.4", "M54.16"]),
            ("E 11.22; E11 .22", &["E11.22", "E11.22"]),
            ("T38.0X5 T40.1X1A", &["T38.0X5", "T40.1X1A"]),
            ("080 Z37.0", &["?080", "Z37.0"]),
            ("", &[]),
        ];
        for (line, expected) in table {
            assert_eq!(read(line, &[System::Icd10Cm]), *expected, "{line}");
        }
    }

    #[test]
    fn procedures_with_modifiers_and_units() {
        let table: &[(&str, &[&str])] = &[
            ("A4253-KX x2", &["A4253-KX x2"]),
            ("a4253 kx 2 units", &["A4253-KX x2"]),
            ("A4253*2 E0114-NU", &["A4253 x2", "E0114-NU"]),
            ("A4253 KX RT, E0114", &["A4253-KX-RT", "E0114"]),
            ("J1885 x 3", &["J1885 x3"]),
            ("J1885x3", &["J1885 x3"]),
            ("J1885 3", &["J1885 x3"]),
            ("A4253-KX-NU x 2", &["A4253-KX-NU x2"]),
        ];
        for (line, expected) in table {
            assert_eq!(read(line, &[System::Hcpcs]), *expected, "{line}");
        }
        assert_eq!(read("0DT J4ZZ", &[System::Icd10Pcs]), ["0DTJ4ZZ"]);
        assert_eq!(read("12345 54321-25", &[System::Cpt]), ["12345", "54321-25"]);
    }

    #[test]
    fn where_two_systems_are_asked_for_the_key_decides() {
        let strips = Code::parse(System::Hcpcs, "A4253").unwrap();
        let systems = [System::Icd10Cm, System::Hcpcs];
        for line in ["A4253-KX x2", "A4253 KX x2", "E11.9, A4253-KX*2"] {
            let keyed = std::slice::from_ref(&strips);
            let entries = read_entries(line, Expected { systems: &systems, keyed });
            let entry = entries.last().unwrap();
            assert_eq!(
                (entry.code.as_ref(), entry.units, entry.modifiers.len()),
                (Some(&strips), 2, 1),
                "{line}"
            );
        }
    }
}
