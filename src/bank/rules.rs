//! The rules of reading: what keeps a bank file from being understood.
//!
//! They cannot be switched off, since nothing else can be said of what is not understood. All other rules stand in the room
//! `lint`. The doc comment of a rule, in fixed parts, is what `explain` prints and what docs/rules.md is made from.

use super::diagnostic::{Rule, rule};

rule! {
    /// A bank file cannot be opened, is not UTF-8, or is larger than 64 MiB.
    ///
    /// # Why
    /// Nothing of it can be read, so none of its questions is asked.
    ///
    /// # Example
    /// ```toml
    /// a file saved as Windows-1252
    /// ```
    ///
    /// # Use instead
    /// ```toml
    /// the same file saved as UTF-8
    /// ```
    UNREADABLE_FILE = "unreadable-file", Error, Structure;
}

rule! {
    /// The file is not TOML at this place.
    ///
    /// # Why
    /// What follows cannot be understood. Of a run of errors only the first is shown: the others are often its echo.
    ///
    /// # Example
    /// ```toml
    /// stem = "What is a sequela?
    /// ```
    ///
    /// # Use instead
    /// ```toml
    /// stem = "What is a sequela?"
    /// ```
    TOML_SYNTAX = "toml-syntax", Error, Structure;
}

rule! {
    /// A quotation mark of a word processor stands where TOML needs a straight one.
    ///
    /// # Why
    /// Word processors turn " into “ and ”; TOML knows only the straight ones. Inside a text they are fine.
    ///
    /// # Example
    /// ```toml
    /// stem = “What is a sequela?”
    /// ```
    ///
    /// # Use instead
    /// ```toml
    /// stem = "What is a sequela?"
    /// ```
    CURLY_QUOTES = "curly-quotes", Error, Structure;
}

rule! {
    /// The bank's `format` is newer than this program.
    ///
    /// # Why
    /// A newer format may mean things that this program would grade wrongly.
    ///
    /// # Example
    /// ```toml
    /// format = 9
    /// ```
    ///
    /// # Use instead
    /// ```toml
    /// format = 1
    /// ```
    FUTURE_FORMAT = "future-format", Error, Structure;
}

rule! {
    /// A key that banks do not have.
    ///
    /// # Why
    /// A misspelt key would be lost without a word: `rational` teaches nobody.
    ///
    /// # Example
    /// ```toml
    /// rational = "…"
    /// ```
    ///
    /// # Use instead
    /// ```toml
    /// rationale = "…"
    /// ```
    UNKNOWN_KEY = "unknown-key", Error, Structure;
}

rule! {
    /// A key that questions of this type do not have.
    ///
    /// # Why
    /// It would have no effect, and whoever wrote it thinks it has.
    ///
    /// # Example
    /// ```toml
    /// type = "single"
    /// select = 2
    /// ```
    ///
    /// # Use instead
    /// ```toml
    /// type = "multiple"
    /// select = 2
    /// ```
    MISPLACED_KEY = "misplaced-key", Error, Structure;
}

rule! {
    /// A key that is needed is missing or empty.
    ///
    /// # Why
    /// Without it the question cannot be asked or graded.
    ///
    /// # Example
    /// ```toml
    /// [[question]]
    /// type = "single"
    /// ```
    ///
    /// # Use instead
    /// ```toml
    /// [[question]]
    /// id = "sequela-meaning"
    /// type = "single"
    /// ```
    MISSING_KEY = "missing-key", Error, Structure;
}

rule! {
    /// A value is of another type than its key takes.
    ///
    /// # Why
    /// It cannot be used as it stands.
    ///
    /// # Example
    /// ```toml
    /// select = "2"
    /// ```
    ///
    /// # Use instead
    /// ```toml
    /// select = 2
    /// ```
    WRONG_TYPE = "wrong-type", Error, Structure;
}

rule! {
    /// A value is none of those that its key takes.
    ///
    /// # Why
    /// It cannot be used as it stands.
    ///
    /// # Example
    /// ```toml
    /// level = "hard"
    /// ```
    ///
    /// # Use instead
    /// ```toml
    /// level = "analysis"
    /// ```
    BAD_VALUE = "bad-value", Error, Structure;
}

rule! {
    /// An id is not made of lower-case letters, digits and single hyphens.
    ///
    /// # Why
    /// Ids are kept for ever, typed at the prompt and written into file names.
    ///
    /// # Example
    /// ```toml
    /// id = "T2DM CKD"
    /// ```
    ///
    /// # Use instead
    /// ```toml
    /// id = "t2dm-ckd"
    /// ```
    BAD_ID = "bad-id", Error, Structure;
}

rule! {
    /// Two questions or cases of a bank have the same id.
    ///
    /// # Why
    /// The id is the identity under which progress is kept; two questions would share one memory.
    ///
    /// # Example
    /// ```toml
    /// id = "myalgia"   # used before
    /// ```
    ///
    /// # Use instead
    /// ```toml
    /// id = "myalgia-term"
    /// ```
    DUPLICATE_ID = "duplicate-id", Error, Structure;
}

rule! {
    /// A bank's id is taken by a bank read before it.
    ///
    /// # Why
    /// Identities are bank and question; the second bank is left out.
    ///
    /// # Example
    /// ```toml
    /// id = "compliance"   # a second file
    /// ```
    ///
    /// # Use instead
    /// ```toml
    /// id = "compliance-clinic"
    /// ```
    DUPLICATE_BANK = "duplicate-bank", Error, Structure;
}

rule! {
    /// Two choices of a question have the same id or text, or two sides of pairs are the same.
    ///
    /// # Why
    /// Answers are graded by identity, so both would be one answer.
    ///
    /// # Example
    /// ```toml
    /// choices = [{ text = "E11.9" }, { text = "E11.9", key = true }]
    /// ```
    ///
    /// # Use instead
    /// ```toml
    /// choices = [{ text = "E10.9" }, { text = "E11.9", key = true }]
    /// ```
    DUPLICATE_CHOICE = "duplicate-choice", Error, Structure;
}

rule! {
    /// A `single` without exactly one key, a `multiple` without one, or a `select` that is not their number.
    ///
    /// # Why
    /// The question could not be answered, or more than one answer would be correct.
    ///
    /// # Example
    /// ```toml
    /// type = "single"   # two choices with key = true
    /// ```
    ///
    /// # Use instead
    /// ```toml
    /// type = "multiple"
    /// ```
    KEY_COUNT = "key-count", Error, Structure;
}

rule! {
    /// A code in a key does not have the shape of a code of its system.
    ///
    /// # Why
    /// No learner could enter it.
    ///
    /// # Example
    /// ```toml
    /// key = [{ code = "E11.222222" }]
    /// ```
    ///
    /// # Use instead
    /// ```toml
    /// key = [{ code = "E11.22" }]
    /// ```
    BAD_CODE = "bad-code", Error, Structure;
}

rule! {
    /// `before` or `wrong` names a code that no line of the key holds.
    ///
    /// # Why
    /// The rule would never speak.
    ///
    /// # Example
    /// ```toml
    /// before = [["E11.621", "L97.4"]]
    /// ```
    ///
    /// # Use instead
    /// ```toml
    /// before = [["E11.621", "L97.412"]]
    /// ```
    KEY_REFERENCE = "key-reference", Error, Structure;
}

rule! {
    /// A topic that the taxonomy does not hold.
    ///
    /// # Why
    /// The question would be in no report and in no exam.
    ///
    /// # Example
    /// ```toml
    /// topic = "icd-10-cm/endocrin"
    /// ```
    ///
    /// # Use instead
    /// ```toml
    /// topic = "icd-10-cm/endocrine"
    /// ```
    UNKNOWN_TOPIC = "unknown-topic", Error, Structure;
}

rule! {
    /// A bank without a question.
    ///
    /// # Why
    /// There is nothing to ask.
    ///
    /// # Example
    /// ```toml
    /// [bank]
    /// id = "draft"
    /// ```
    ///
    /// # Use instead
    /// ```toml
    /// [bank]
    /// id = "draft"
    ///
    /// [[question]]
    /// …
    /// ```
    EMPTY_BANK = "empty-bank", Warning, Structure;
}

rule! {
    /// A blueprint whose domains do not make up the exam.
    ///
    /// # Why
    /// A form could not have both the number of items and the number in each domain.
    ///
    /// # Example
    /// ```toml
    /// items = 100   # domains of 60 and 30
    /// ```
    ///
    /// # Use instead
    /// ```toml
    /// items = 90
    /// ```
    BLUEPRINT_SUM = "blueprint-sum", Error, Structure;
}

rule! {
    /// A blueprint's id is taken by a blueprint read before it.
    ///
    /// # Why
    /// `exam ID` would mean either; the second one is left out.
    ///
    /// # Example
    /// ```toml
    /// id = "cpc"   # a second file
    /// ```
    ///
    /// # Use instead
    /// ```toml
    /// id = "cpc-class"
    /// ```
    DUPLICATE_BLUEPRINT = "duplicate-blueprint", Error, Structure;
}

rule! {
    /// A blueprint with the id of a shipped one, in whose place it is used.
    ///
    /// # Why
    /// That may be what is wanted, to correct a figure; otherwise `exam ID` is not the exam that people think of.
    ///
    /// # Example
    /// ```toml
    /// id = "cpc"   # a class test
    /// ```
    ///
    /// # Use instead
    /// ```toml
    /// id = "class-test"
    /// ```
    SHADOWED_BLUEPRINT = "shadowed-blueprint", Warning, Structure;
}

/// All rules of reading, in the order in which they are explained.
pub static READING: &[&Rule] = &[
    &UNREADABLE_FILE,
    &TOML_SYNTAX,
    &CURLY_QUOTES,
    &FUTURE_FORMAT,
    &UNKNOWN_KEY,
    &MISPLACED_KEY,
    &MISSING_KEY,
    &WRONG_TYPE,
    &BAD_VALUE,
    &BAD_ID,
    &DUPLICATE_ID,
    &DUPLICATE_BANK,
    &DUPLICATE_CHOICE,
    &KEY_COUNT,
    &BAD_CODE,
    &KEY_REFERENCE,
    &UNKNOWN_TOPIC,
    &EMPTY_BANK,
    &BLUEPRINT_SUM,
    &DUPLICATE_BLUEPRINT,
    &SHADOWED_BLUEPRINT,
];
