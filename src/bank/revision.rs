//! The revision of a question: a hash of what decides its answer.

use std::fmt;
use std::fmt::Write as _;

use serde::{Deserialize, Serialize};

use super::{Body, KeyLine, Question, Sequence, fold_text};

/// Covers type, keyed choices, codes with alternatives, optional, modifiers, units and order, accepted text, pairs. It
/// does not cover stem, distractors and reasons: a mended typo keeps the learner's progress.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Revision(u64);

impl Revision {
    /// The revision of a question as it stands.
    pub(super) fn of(question: &Question) -> Self {
        let mut facts = String::with_capacity(128);
        facts.push_str(question.kind().name());
        write_facts(&question.body, &mut facts);
        let hash = blake3::hash(facts.as_bytes());
        let mut first = [0; 8];
        first.copy_from_slice(&hash.as_bytes()[..8]);
        Self(u64::from_be_bytes(first))
    }

    /// The number behind the hexadecimal text.
    pub fn number(self) -> u64 {
        self.0
    }

    /// The revision with this number.
    pub fn from_number(number: u64) -> Self {
        Self(number)
    }
}

/// Sixteen hexadecimal digits.
impl fmt::Display for Revision {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:016x}", self.0)
    }
}

impl Serialize for Revision {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Revision {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = <std::borrow::Cow<'de, str>>::deserialize(deserializer)?;
        u64::from_str_radix(&text, 16).map(Self).map_err(serde::de::Error::custom)
    }
}

/// One fact a line; the control character cannot stand in any of them by mistake.
fn write_facts(body: &Body, out: &mut String) {
    let mut fact = |name: &str, value: &str| {
        let _ = write!(out, "\u{1f}{name}={value}");
    };
    match body {
        Body::Choices(c) => {
            let mut keys: Vec<&str> = c.choices.iter().filter(|c| c.key).map(|c| c.id.as_str()).collect();
            keys.sort_unstable();
            for key in keys {
                fact("key", key);
            }
        }
        Body::TrueFalse(t) => fact("key", if t.key { "true" } else { "false" }),
        Body::Text(t) => {
            let mut accepted: Vec<String> =
                std::iter::once(&t.key).chain(&t.accept).map(|x| fold_text(x)).collect();
            accepted.sort_unstable();
            accepted.dedup();
            for text in accepted {
                fact("accept", &text);
            }
        }
        Body::Match(m) => {
            let mut pairs: Vec<String> =
                m.pairs.iter().map(|(l, r)| format!("{}\u{1e}{}", fold_text(l), fold_text(r))).collect();
            pairs.sort_unstable();
            for pair in pairs {
                fact("pair", &pair);
            }
        }
        Body::Order(o) => o.items.iter().for_each(|item| fact("item", &fold_text(item))),
        Body::Code(c) => {
            fact("sequence", c.sequence.name());
            for (first, second) in &c.before {
                fact("before", &format!("{}<{}", first.normal(), second.normal()));
            }
            write_lines(&c.key, c.sequence, &mut fact);
            for alternative in &c.alternatives {
                fact("alternative", "");
                write_lines(&alternative.key, c.sequence, &mut fact);
            }
        }
    }
}

fn write_lines(key: &[KeyLine], sequence: Sequence, fact: &mut impl FnMut(&str, &str)) {
    let mut lines: Vec<String> = key
        .iter()
        .map(|line| {
            let mut text = String::new();
            let mut any: Vec<_> = line.any.iter().map(|c| (c.system(), c.normal())).collect();
            any.sort_unstable();
            for (system, code) in any {
                let _ = write!(text, "{system}:{code}|");
            }
            for modifier in &line.modifiers {
                let _ = write!(text, "-{modifier}");
            }
            let _ = write!(text, "x{}{}", line.units, if line.optional { "?" } else { "" });
            text
        })
        .collect();
    match sequence {
        Sequence::None => lines.sort_unstable(),
        Sequence::First => lines.get_mut(1..).unwrap_or_default().sort_unstable(),
        Sequence::Full => {}
    }
    for line in lines {
        fact("line", &line);
    }
}
