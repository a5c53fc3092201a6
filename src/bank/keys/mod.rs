//! The table of all keys that a bank can hold. The validator, the documents and the "did you mean" read it.

use std::fmt::Write as _;

mod blueprint;
mod schema;

use super::Kind;

pub use schema::{bank_schema, blueprint_schema};

pub use blueprint::{BLUEPRINT, BLUEPRINT_ROOT, BOOKS_ALLOWED, DOMAIN, LEVELS, TESTED_EDITION};

/// A table of the format.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Table {
    /// How it is written in a bank.
    pub name: &'static str,
    /// What it is for.
    pub doc: &'static str,
    /// Its keys.
    pub keys: &'static [Key],
}

/// A key of a table.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Key {
    /// The key.
    pub name: &'static str,
    /// The type of its value, in words.
    pub value: &'static str,
    /// What holds without it; `required` when there is no such thing.
    pub default: &'static str,
    /// The types of question that have it; all when empty.
    pub types: &'static [Kind],
    /// What it is for.
    pub doc: &'static str,
}

const REQUIRED: &str = "required";

const fn key(name: &'static str, value: &'static str, default: &'static str, doc: &'static str) -> Key {
    Key { name, value, default, types: &[], doc }
}

const fn of(
    types: &'static [Kind],
    name: &'static str,
    value: &'static str,
    default: &'static str,
    doc: &'static str,
) -> Key {
    Key { name, value, default, types, doc }
}

use Kind::{Code, Match, Multiple, Order, Single, Text, TrueFalse};

/// The file itself.
pub static ROOT: Table = Table {
    name: "(file)",
    doc: "A bank file holds one `[bank]` table, then questions and cases.",
    keys: &[
        key("bank", "table", REQUIRED, "What the file says of itself."),
        key("question", "array of tables", "none", "The questions."),
        key("case", "array of tables", "none", "Records with several questions."),
    ],
};

/// `[bank]`
pub static BANK: Table = Table {
    name: "[bank]",
    doc: "What a bank says of itself.",
    keys: &[
        key("format", "integer", REQUIRED, "The version of this format: 1."),
        key("id", "id", REQUIRED, "The bank's name in every identity, for ever."),
        key("title", "text", REQUIRED, "The name that people read."),
        key("authors", "array of text", "none", "Who wrote it."),
        key("licence", "text", "none", "An SPDX expression; `license` is understood."),
        key("license", "text", "none", "The same as `licence`."),
        key("copyright", "text", "none", "A notice that every export carries."),
        key("contains-cpt", "boolean", "false", "The author is licensed to use CPT codes."),
        key("edition", "table", "none", "What the keys were written against: `{ icd-10-cm = \"2026\" }`."),
        key("status", "`draft` or `reviewed`", "draft", "Whether a credentialed coder has reviewed it."),
        key("reviewed", "table", "none", "By whom and when it was reviewed."),
    ],
};

/// `reviewed`
pub static REVIEWED: Table = Table {
    name: "bank.reviewed",
    doc: "A review by a credentialed coder.",
    keys: &[
        key("by", "text", REQUIRED, "The reviewer's name."),
        key("credential", "text", REQUIRED, "The credential held."),
        key("on", "date", REQUIRED, "The day."),
    ],
};

/// `[[question]]` and `[[case.question]]`
pub static QUESTION: Table = Table {
    name: "[[question]]",
    doc: "One item. `[[case.question]]` takes the same keys.",
    keys: &[
        key("id", "id", REQUIRED, "With the bank's id the identity, for ever."),
        key("type", "one of the seven types", REQUIRED, "How it is asked and graded."),
        key("topic", "path", REQUIRED, "Where it stands in the taxonomy."),
        key("level", "`recall`, `application`, `analysis`", "none", "What it asks of the learner."),
        key(
            "setting",
            "`outpatient`, `inpatient`, `ed`, `professional`",
            "the case's, or none",
            "The setting that the answer holds for.",
        ),
        key("stem", "text", REQUIRED, "What is asked."),
        key("rationale", "text", "none", "What teaches the rule."),
        key("refs", "array of text", "none", "Where the rule stands."),
        key("hint", "text", "none", "Shown on `:hint`."),
        key("tags", "array of text", "none", "Free words for the author."),
        key("outcomes", "array of text", "none", "Course outcomes, for reports."),
        key("allow", "array of text", "none", "Rules of `bank check` that do not apply here."),
        key("retired", "boolean", "false", "No longer asked; progress is kept."),
        key("points", "integer from 1", "the type's maximum", "Points in place of the type's own maximum."),
        key("epoch", "integer", "0", "Raised to make everyone start the question again."),
        key(
            "formerly",
            "array of `bank/question`",
            "none",
            "Identities it had before; their progress is carried over.",
        ),
        of(&[Single, Multiple], "choices", "array of choices", REQUIRED, "What can be chosen."),
        of(
            &[Single, Multiple],
            "choice",
            "array of tables",
            "none",
            "Choices as `[[question.choice]]`, for long reasons.",
        ),
        of(&[Single, Multiple], "shuffle", "boolean", "true", "Whether the choices change their order."),
        of(
            &[Single, Multiple],
            "show",
            "integer from 2",
            "all",
            "How many choices to show: the keys, and distractors drawn to fill.",
        ),
        of(
            &[Multiple],
            "select",
            "integer from 1",
            "all that apply",
            "How many to choose: the number of keys.",
        ),
        of(
            &[Multiple, Code],
            "scoring",
            "`exact`, `select-n`, `plus-minus` for `multiple`; `exact`, `max-denominator`, `code-over-code` for `code`",
            "`exact`; `max-denominator`",
            "How points are earned.",
        ),
        of(&[TrueFalse, Text, Code], "key", "boolean; text; array of key lines", REQUIRED, "The answer."),
        of(&[TrueFalse], "why", "table with `true` and `false`", "none", "What to say of either answer."),
        of(&[Text], "accept", "array of text", "none", "Answers that are as good as the key."),
        of(&[Text], "why-not", "array of `{ text, why }`", "none", "Mistakes with a reason."),
        of(&[Match], "pairs", "array of `[left, right]`", REQUIRED, "What belongs together."),
        of(&[Match], "extra", "array of text", "none", "Right-hand distractors."),
        of(&[Order], "items", "array of text", REQUIRED, "In the correct order; shown shuffled."),
        of(
            &[Code],
            "system",
            "`icd-10-cm`, `icd-10-pcs`, `hcpcs`, `cpt`",
            "icd-10-cm",
            "The system of lines that name none.",
        ),
        of(&[Code], "before", "array of `[code, code]`", "none", "The first must stand before the second."),
        of(
            &[Code],
            "sequence",
            "`none`, `first`, `full`",
            "none",
            "Whether the order counts: not, the first line, all lines.",
        ),
        of(&[Code], "wrong", "array of `{ code, for, why }`", "none", "Mistakes that the author foresaw."),
        of(&[Code], "alternative", "array of tables", "none", "Whole keys that are as good."),
    ],
};

/// A choice.
pub static CHOICE: Table = Table {
    name: "question.choices",
    doc: "One choice.",
    keys: &[
        key("text", "text", REQUIRED, "What is shown."),
        key("key", "boolean", "false", "Whether it is a key."),
        key("why", "text", "none", "Why it is, or which mistake it is."),
        key("id", "id", "a hash of the text", "By which it is graded and remembered."),
        key("pin", "`first` or `last`", "none", "A fixed place when the others are shuffled."),
    ],
};

/// `why` of a true-false question.
pub static WHY: Table = Table {
    name: "question.why",
    doc: "Reasons of a `true-false` question.",
    keys: &[
        key("true", "text", "none", "What to say of the answer true."),
        key("false", "text", "none", "What to say of the answer false."),
    ],
};

/// A foreseen mistake of a text question.
pub static WHY_NOT: Table = Table {
    name: "question.why-not",
    doc: "A mistake that the author of a `text` question foresaw.",
    keys: &[
        key("text", "text", REQUIRED, "What is written by mistake."),
        key("why", "text", REQUIRED, "Why it is one."),
    ],
};

/// A line of a code key.
pub static KEY_LINE: Table = Table {
    name: "question.key",
    doc: "One line of a `code` key. It has either `code` or `any`.",
    keys: &[
        key("code", "code", "`any`", "The code."),
        key("any", "array of codes", "`code`", "Codes of which any is as good."),
        key("system", "code system", "the question's", "The system of this line."),
        key("optional", "boolean", "false", "Counts nowhere, entered or omitted."),
        key("units", "integer from 1", "1", "Units of a procedure line."),
        key(
            "modifiers",
            "array of two-character texts",
            "none",
            "Modifiers of a procedure line, in any order.",
        ),
        key(
            "poa",
            "`Y`, `N`, `U`, `W`, `1`",
            "none",
            "The present-on-admission indicator, shown with the key.",
        ),
        key("dx", "array of integers", "none", "Diagnosis pointers, shown with the key."),
        key("why", "text", "none", "Why this line."),
    ],
};

/// A foreseen wrong code.
pub static WRONG: Table = Table {
    name: "question.wrong",
    doc: "A wrong code that the author of a `code` question foresaw.",
    keys: &[
        key("code", "code", REQUIRED, "What is entered by mistake."),
        key("for", "code", "none", "The keyed code in whose place it stands."),
        key("why", "text", REQUIRED, "Why it is a mistake."),
    ],
};

/// `[[question.alternative]]`
pub static ALTERNATIVE: Table = Table {
    name: "[[question.alternative]]",
    doc: "A whole key that is as good as the first.",
    keys: &[
        key("key", "array of key lines", REQUIRED, "Its lines."),
        key("why", "text", "none", "Why it is as good."),
    ],
};

/// `[[case]]`
pub static CASE: Table = Table {
    name: "[[case]]",
    doc: "A record with several questions.",
    keys: &[
        key("id", "id", REQUIRED, "The case's name, unique in the bank."),
        key("title", "text", "the id", "A title for lists."),
        key("setting", "as for a question", "none", "The setting of questions that name none."),
        key("topic", "path", "none", "The topic of questions that name none."),
        key("document", "array of tables", REQUIRED, "The documents."),
        key("question", "array of tables", REQUIRED, "The questions."),
    ],
};

/// `[[case.document]]`
pub static DOCUMENT: Table = Table {
    name: "[[case.document]]",
    doc: "One document of a record.",
    keys: &[
        key("title", "text", REQUIRED, "What kind of document it is."),
        key("text", "text", REQUIRED, "The document."),
    ],
};

/// All tables, in the order of the reference.
pub static TABLES: &[&Table] = &[
    &ROOT,
    &BANK,
    &REVIEWED,
    &QUESTION,
    &CHOICE,
    &WHY,
    &WHY_NOT,
    &KEY_LINE,
    &WRONG,
    &ALTERNATIVE,
    &CASE,
    &DOCUMENT,
    &BLUEPRINT_ROOT,
    &BLUEPRINT,
    &LEVELS,
    &TESTED_EDITION,
    &BOOKS_ALLOWED,
    &DOMAIN,
];

/// The keys of a question, which is what most people look up.
pub static KEYS: &[Key] = QUESTION.keys;

impl Table {
    /// The key with this name.
    pub fn key(&self, name: &str) -> Option<&'static Key> {
        self.keys.iter().find(|k| k.name == name)
    }

    /// The names of its keys, in the order of the reference; of a question only those that its type has.
    pub fn key_names(&self, kind: Option<Kind>) -> String {
        let fits = |k: &&Key| k.types.is_empty() || kind.is_none_or(|kind| k.types.contains(&kind));
        self.keys.iter().filter(fits).map(|k| k.name).collect::<Vec<_>>().join(", ")
    }
}

/// The reference of all keys, as Markdown. `docs/bank-keys.md` is this text.
pub fn reference() -> String {
    let mut out = String::from(
        "# The keys of a bank\n\nMade from the table that the validator reads (`src/bank/keys/`); do not edit by hand:\n\
         `UPDATE_DOCS=1 cargo test --test docs` writes it.\n",
    );
    for table in TABLES {
        let _ = write!(
            out,
            "\n## `{}`\n\n{}\n\n| key | value | default | |\n| --- | --- | --- | --- |\n",
            table.name, table.doc
        );
        for key in table.keys {
            let types: Vec<String> = key.types.iter().map(|t| format!("`{}`", t.name())).collect();
            let only = if types.is_empty() { String::new() } else { format!(" Only {}.", types.join(", ")) };
            let _ = writeln!(out, "| `{}` | {} | {} | {}{only} |", key.name, key.value, key.default, key.doc);
        }
    }
    out
}
