//! What is wrong with a bank file, and where.

use super::Span;

/// How bad it is. A bank with an error is left out of study; a warning leaves it in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Severity {
    /// Worth mending.
    Warning,
    /// Must be mended.
    Error,
}

impl Severity {
    /// `error` or `warning`.
    pub const fn name(self) -> &'static str {
        match self {
            Severity::Error => "error",
            Severity::Warning => "warning",
        }
    }
}

/// A kind of problem: its code and what `explain` prints of it.
#[derive(Debug, PartialEq, Eq)]
pub struct Rule {
    /// The code, kebab-case.
    pub code: &'static str,
    /// How bad it is unless told otherwise.
    pub severity: Severity,
    /// What the rule looks for.
    pub what: &'static str,
    /// Why that matters.
    pub why: &'static str,
    /// A piece of a bank that breaks the rule.
    pub example: &'static str,
    /// The same piece, mended.
    pub instead: &'static str,
}

/// One problem.
#[derive(Clone, Debug)]
pub struct Diagnostic {
    /// The kind of problem.
    pub rule: &'static Rule,
    /// What is wrong, in a sentence without a full stop.
    pub message: String,
    /// Where.
    pub span: Span,
    /// What stands at the span, for the underline; may be empty.
    pub label: String,
    /// Other places in the same file that belong to it.
    pub also: Vec<Label>,
    /// The question's id as far as it is known.
    pub question: Option<String>,
    /// What to do.
    pub help: Option<String>,
}

/// A second place.
#[derive(Clone, Debug)]
pub struct Label {
    /// Where.
    pub span: Span,
    /// What stands there.
    pub text: String,
}

impl Diagnostic {
    /// A problem at a place.
    pub fn new(rule: &'static Rule, span: Span, message: impl Into<String>) -> Self {
        Self {
            rule,
            message: message.into(),
            span,
            label: String::new(),
            also: Vec::new(),
            question: None,
            help: None,
        }
    }

    /// With words under the span.
    #[must_use]
    pub fn label(mut self, label: impl Into<String>) -> Self {
        self.label = label.into();
        self
    }

    /// With what to do about it.
    #[must_use]
    pub fn help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(help.into());
        self
    }

    /// With a second place.
    #[must_use]
    pub fn also(mut self, span: Span, text: impl Into<String>) -> Self {
        self.also.push(Label { span, text: text.into() });
        self
    }

    /// Whether it keeps the bank out of study.
    pub fn is_error(&self) -> bool {
        self.rule.severity == Severity::Error
    }
}

/// Finds line and column of a byte.
pub struct LineIndex<'a> {
    source: &'a str,
    starts: Vec<usize>,
}

impl<'a> LineIndex<'a> {
    /// Reads the line starts of a file.
    pub fn new(source: &'a str) -> Self {
        let ends = source.bytes().enumerate().filter(|(_, b)| *b == b'\n').map(|(i, _)| i + 1);
        Self { source, starts: std::iter::once(0).chain(ends).collect() }
    }

    /// Line and column, both from 1; columns count characters.
    pub fn position(&self, byte: u32) -> (usize, usize) {
        let byte = (byte as usize).min(self.source.len());
        let line = self.starts.partition_point(|s| *s <= byte).max(1) - 1;
        let mut end = byte;
        while !self.source.is_char_boundary(end) {
            end -= 1;
        }
        // A byte order mark stands in no column.
        let text = self.source.get(self.starts[line]..end).unwrap_or("");
        let column = text.trim_start_matches('\u{feff}').chars().count();
        (line + 1, column + 1)
    }
}

/// The rule with this code.
pub fn rule_named(code: &str) -> Option<&'static Rule> {
    RULES.iter().copied().find(|r| r.code == code)
}

macro_rules! rules {
    ($($name:ident = $code:literal, $severity:ident, $what:literal, $why:literal, $example:literal, $instead:literal;)*) => {
        $(#[doc = $what] pub static $name: Rule = Rule {
            code: $code, severity: Severity::$severity, what: $what, why: $why, example: $example, instead: $instead,
        };)*
        /// Every rule of `bank check`, in the order in which they are explained.
        pub static RULES: &[&Rule] = &[$(&$name),*];
    };
}

/// The rules by their names.
pub mod rules {
    use super::{Rule, Severity};

    rules! {
        UNREADABLE_FILE = "unreadable-file", Error,
            "A bank file cannot be opened, is not UTF-8, or is larger than 64 MiB.",
            "Nothing of it can be read, so none of its questions is asked.",
            "a file saved as Windows-1252", "the same file saved as UTF-8";
        TOML_SYNTAX = "toml-syntax", Error,
            "The file is not TOML at this place.",
            "What follows cannot be understood. Of a run of errors only the first is shown: the others are often its echo.",
            "stem = \"What is a sequela?", "stem = \"What is a sequela?\"";
        CURLY_QUOTES = "curly-quotes", Error,
            "A quotation mark of a word processor stands where TOML needs a straight one.",
            "Word processors turn \" into \u{201c} and \u{201d}; TOML knows only the straight ones. Inside a text they are fine.",
            "stem = \u{201c}What is a sequela?\u{201d}", "stem = \"What is a sequela?\"";
        FUTURE_FORMAT = "future-format", Error,
            "The bank's `format` is newer than this program.",
            "A newer format may mean things that this program would grade wrongly.",
            "format = 9", "format = 1";
        UNKNOWN_KEY = "unknown-key", Error,
            "A key that banks do not have.",
            "A misspelt key would be lost without a word: `rational` teaches nobody.",
            "rational = \"…\"", "rationale = \"…\"";
        MISPLACED_KEY = "misplaced-key", Error,
            "A key that questions of this type do not have.",
            "It would have no effect, and whoever wrote it thinks it has.",
            "type = \"single\"\nselect = 2", "type = \"multiple\"\nselect = 2";
        MISSING_KEY = "missing-key", Error,
            "A key that is needed is missing or empty.",
            "Without it the question cannot be asked or graded.",
            "[[question]]\ntype = \"single\"", "[[question]]\nid = \"sequela-meaning\"\ntype = \"single\"";
        WRONG_TYPE = "wrong-type", Error,
            "A value is of another type than its key takes.",
            "It cannot be used as it stands.",
            "select = \"2\"", "select = 2";
        BAD_VALUE = "bad-value", Error,
            "A value is none of those that its key takes.",
            "It cannot be used as it stands.",
            "level = \"hard\"", "level = \"analysis\"";
        BAD_ID = "bad-id", Error,
            "An id is not made of lower-case letters, digits and single hyphens.",
            "Ids are kept for ever, typed at the prompt and written into file names.",
            "id = \"T2DM CKD\"", "id = \"t2dm-ckd\"";
        DUPLICATE_ID = "duplicate-id", Error,
            "Two questions or cases of a bank have the same id.",
            "The id is the identity under which progress is kept; two questions would share one memory.",
            "id = \"myalgia\"   # used before", "id = \"myalgia-term\"";
        DUPLICATE_BANK = "duplicate-bank", Error,
            "A bank's id is taken by a bank read before it.",
            "Identities are bank and question; the second bank is left out.",
            "id = \"compliance\"   # a second file", "id = \"compliance-clinic\"";
        DUPLICATE_CHOICE = "duplicate-choice", Error,
            "Two choices of a question have the same id or text, or two sides of pairs are the same.",
            "Answers are graded by identity, so both would be one answer.",
            "choices = [{ text = \"E11.9\" }, { text = \"E11.9\", key = true }]",
            "choices = [{ text = \"E10.9\" }, { text = \"E11.9\", key = true }]";
        KEY_COUNT = "key-count", Error,
            "A `single` without exactly one key, a `multiple` without one, or a `select` that is not their number.",
            "The question could not be answered, or more than one answer would be correct.",
            "type = \"single\"   # two choices with key = true", "type = \"multiple\"";
        BAD_CODE = "bad-code", Error,
            "A code in a key does not have the shape of a code of its system.",
            "No learner could enter it.",
            "key = [{ code = \"E11.222222\" }]", "key = [{ code = \"E11.22\" }]";
        KEY_REFERENCE = "key-reference", Error,
            "`before` or `wrong` names a code that no line of the key holds.",
            "The rule would never speak.",
            "before = [[\"E11.621\", \"L97.4\"]]", "before = [[\"E11.621\", \"L97.412\"]]";
        UNKNOWN_TOPIC = "unknown-topic", Error,
            "A topic that the taxonomy does not hold.",
            "The question would be in no report and in no exam.",
            "topic = \"icd-10-cm/endocrin\"", "topic = \"icd-10-cm/endocrine\"";
        EMPTY_BANK = "empty-bank", Warning,
            "A bank without a question.",
            "There is nothing to ask.",
            "[bank]\nid = \"draft\"", "[bank]\nid = \"draft\"\n\n[[question]]\n…";
        BLUEPRINT_SUM = "blueprint-sum", Error,
            "A blueprint whose domains do not make up the exam.",
            "A form could not have both the number of items and the number in each domain.",
            "items = 100   # domains of 60 and 30", "items = 90";
        DUPLICATE_BLUEPRINT = "duplicate-blueprint", Error,
            "A blueprint's id is taken by a blueprint read before it.",
            "`exam ID` would mean either; the second one is left out.",
            "id = \"cpc\"   # a second file", "id = \"cpc-class\"";
        SHADOWED_BLUEPRINT = "shadowed-blueprint", Warning,
            "A blueprint with the id of a shipped one, in whose place it is used.",
            "That may be what is wanted, to correct a figure; otherwise `exam ID` is not the exam that people think of.",
            "id = \"cpc\"   # a class test", "id = \"class-test\"";
        NO_SUCH_CODE = "no-such-code", Error,
            "A code in a key that the edition named by the bank does not hold.",
            "Whoever enters the correct code is told that it is wrong.",
            "key = [{ code = \"N18.7\" }]", "key = [{ code = \"N18.6\" }]";
        NOT_BILLABLE = "not-billable", Error,
            "A code in a key that is a header in the edition named by the bank.",
            "A diagnosis is reported with all its characters (Guidelines I.B.2): the key itself would be rejected.",
            "key = [{ code = \"S52.531\" }]", "key = [{ code = \"S52.531A\" }]";
        CODE_IN_TEXT = "code-in-text", Warning,
            "A code in a stem, a choice, a reason or a document that the edition named by the bank does not hold.",
            "A slip teaches a code that does not exist. A question about an invalid code says `allow = [\"code-in-text\"]`.",
            "rationale = \"E11.222 names both.\"", "rationale = \"E11.22 names both.\"";
        RELEASE_DELETED = "release-deleted", Error,
            "With `--edition`: a code that the release does not hold any more.",
            "From the day that the release is in force the question is wrong.",
            "key = [{ code = \"K63.82\" }]", "key = [{ code = \"K63.8211\" }]";
        RELEASE_NOT_BILLABLE = "release-not-billable", Error,
            "With `--edition`: a code that the release divides: it needs a further character.",
            "From the day that the release is in force the code is incomplete.",
            "key = [{ code = \"I47.1\" }]", "key = [{ code = \"I47.10\" }]";
        RELEASE_TITLE = "release-title", Warning,
            "With `--edition`: a code whose title the release changes.",
            "The key may mean something else now, or the question quotes the old words.",
            "key = [{ code = \"F45.8\" }]", "the same, looked through and left as it is";
    }
}

pub use rules::RULES;
