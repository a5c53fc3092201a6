//! Findings: what teaches. They are typed; the sentence is made from the type.

use serde::{Deserialize, Serialize};

/// What a finding says. The names are those of the machine output.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum FindingKind {
    /// No code of the system looks like this.
    Malformed,
    /// The edition has no such code.
    UnknownCode,
    /// The code was deleted.
    Deleted,
    /// Three characters where more are needed.
    CategoryOnly,
    /// A further character is needed.
    NotBillable,
    /// The placeholder X is missing.
    PlaceholderMissing,
    /// A placeholder X too many.
    PlaceholderExtra,
    /// The seventh character is missing.
    #[serde(rename = "seventh-character-missing")]
    SeventhMissing,
    /// Another code of the category.
    Sibling,
    /// The record specifies more.
    Unspecified,
    /// The record specifies less.
    OverSpecified,
    /// The other side.
    Laterality,
    /// Another seventh character.
    #[serde(rename = "seventh-character-wrong")]
    SeventhWrong,
    /// A note keeps the code out.
    Excludes1,
    /// A note puts another code before this one.
    CodeFirst,
    /// A note asks for another code beside this one.
    UseAdditional,
    /// A note allows another code beside this one.
    CodeAlso,
    /// This code never stands first.
    NeverFirst,
    /// A keyed code that was not entered.
    Missed,
    /// An entered code that the record does not support.
    Unsupported,
    /// A code out of its place.
    Sequence,
    /// Wrong or missing modifiers.
    Modifier,
    /// Wrong units.
    Units,
    /// A diagnosis entered twice.
    Duplicate,
    /// A written answer one slip away from an accepted one.
    Spelling,
}

impl FindingKind {
    /// The name in the machine output.
    pub fn name(self) -> String {
        serde_json::to_value(self).ok().and_then(|v| v.as_str().map(str::to_owned)).unwrap_or_default()
    }
}

/// One thing that explains a mark.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Finding {
    /// What it says.
    pub kind: FindingKind,
    /// The entered code or text it speaks of.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub code: Option<String>,
    /// The keyed code.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub expected: Option<String>,
    /// Further respects in which both differ.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub also: Vec<FindingKind>,
    /// Which entry it speaks of, from 0; absent for what was not entered.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub entry: Option<u32>,
    /// The note that it rests on.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<Cited>,
    /// The sentence that a person reads.
    pub message: String,
}

/// A note of the tabular list, and where it stands.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Cited {
    /// The code, block or chapter at which it stands.
    pub at: String,
    /// Its words.
    pub text: String,
}

impl Finding {
    /// A finding of an entered code.
    pub fn entered(kind: FindingKind, code: impl Into<String>) -> Self {
        Self::new(kind, Some(code.into()), None)
    }

    /// A finding of a keyed code that was not entered.
    pub fn keyed(kind: FindingKind, expected: impl Into<String>) -> Self {
        Self::new(kind, None, Some(expected.into()))
    }

    /// A finding of an entered code in the place of a keyed one.
    pub fn pair(kind: FindingKind, code: impl Into<String>, expected: impl Into<String>) -> Self {
        Self::new(kind, Some(code.into()), Some(expected.into()))
    }

    fn new(kind: FindingKind, code: Option<String>, expected: Option<String>) -> Self {
        let message = sentence(kind, code.as_deref(), expected.as_deref());
        Self { kind, code, expected, also: Vec::new(), entry: None, note: None, message }
    }

    /// With the author's own reason.
    #[must_use]
    pub fn because(mut self, why: &str) -> Self {
        self.message = format!("{}: {why}", self.message);
        self
    }

    /// Of the entry with this number.
    #[must_use]
    pub fn of_entry(mut self, entry: usize) -> Self {
        self.entry = Some(entry as u32);
        self
    }

    /// Resting on a note.
    #[must_use]
    pub fn citing(mut self, at: impl Into<String>, text: impl Into<String>) -> Self {
        self.note = Some(Cited { at: at.into(), text: text.into() });
        self
    }

    /// With words of its own.
    #[must_use]
    pub fn saying(mut self, message: impl Into<String>) -> Self {
        self.message = message.into();
        self
    }
}

fn sentence(kind: FindingKind, code: Option<&str>, expected: Option<&str>) -> String {
    let key = expected.map(|k| format!("; the key is {k}")).unwrap_or_default();
    let code = code.unwrap_or_default();
    match kind {
        FindingKind::Malformed => format!("no code looks like this{key}"),
        FindingKind::UnknownCode => format!("there is no such code{key}"),
        FindingKind::Deleted => format!("deleted{key}"),
        FindingKind::CategoryOnly => format!("the category alone is not a code to report{key}"),
        FindingKind::NotBillable => format!("needs a further character{key}"),
        FindingKind::PlaceholderMissing => format!("the placeholder X is missing{key}"),
        FindingKind::PlaceholderExtra => format!("a placeholder X too many{key}"),
        FindingKind::SeventhMissing => format!("the seventh character is missing{key}"),
        FindingKind::Sibling => format!("the correct category, another code{key}"),
        FindingKind::Unspecified => format!("the record specifies more{key}"),
        FindingKind::OverSpecified => format!("the record specifies less{key}"),
        FindingKind::Laterality => format!("the other side{key}"),
        FindingKind::SeventhWrong => format!("all but the seventh character is correct{key}"),
        FindingKind::Excludes1 => format!("a note keeps it out{key}"),
        FindingKind::CodeFirst => format!("a note puts another code first{key}"),
        FindingKind::UseAdditional => format!("a note asks for an additional code{key}"),
        FindingKind::CodeAlso => format!("a note mentions another code{key}"),
        FindingKind::NeverFirst => "never first-listed".to_owned(),
        FindingKind::Missed => "not entered".to_owned(),
        FindingKind::Unsupported if expected.is_some() => format!("not what the record supports{key}"),
        FindingKind::Unsupported => "the record does not support it".to_owned(),
        FindingKind::Sequence => "out of its place".to_owned(),
        FindingKind::Modifier => format!("the modifiers differ{key}"),
        FindingKind::Units => format!("the units differ{key}"),
        FindingKind::Duplicate => "a diagnosis is reported once (Guidelines I.B.12)".to_owned(),
        FindingKind::Spelling => format!("nearly: check the spelling of `{code}`"),
    }
}
