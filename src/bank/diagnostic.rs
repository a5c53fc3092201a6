//! What is wrong with a bank file, and where.

use super::Span;

/// How bad it is. A bank with an error of reading is left out of study; anything less leaves it in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Severity {
    /// Advice: there may be a reason for it.
    Note,
    /// Worth mending.
    Warning,
    /// Must be mended.
    Error,
}

impl Severity {
    /// All, the least first.
    pub const ALL: [Severity; 3] = [Severity::Note, Severity::Warning, Severity::Error];

    /// `error`, `warning` or `note`.
    pub const fn name(self) -> &'static str {
        match self {
            Severity::Note => "note",
            Severity::Warning => "warning",
            Severity::Error => "error",
        }
    }
}

/// What rules are about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Group {
    /// Reading: the file cannot be understood.
    Structure,
    /// Identities, references and duplicates over the library.
    Integrity,
    /// Codes of code sets.
    Codes,
    /// Item-writing flaws.
    Flaws,
    /// What a question should have beside its key.
    Completeness,
    /// Banks as a whole.
    Balance,
    /// What learners' answers say.
    Evidence,
}

impl Group {
    /// All groups, in the order in which they are explained.
    pub const ALL: [Group; 7] = [
        Group::Structure,
        Group::Integrity,
        Group::Codes,
        Group::Flaws,
        Group::Completeness,
        Group::Balance,
        Group::Evidence,
    ];

    /// The name by which rules are selected together.
    pub const fn name(self) -> &'static str {
        match self {
            Group::Structure => "structure",
            Group::Integrity => "integrity",
            Group::Codes => "codes",
            Group::Flaws => "flaws",
            Group::Completeness => "completeness",
            Group::Balance => "balance",
            Group::Evidence => "evidence",
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
    /// What it is about.
    pub group: Group,
    /// Whether it has to be asked for.
    pub on_request: bool,
    /// The doc comment: what it looks for; then `# Why`, `# Example`, `# Use instead`.
    pub doc: &'static str,
}

impl Rule {
    /// What the rule looks for.
    pub fn what(&self) -> String {
        self.part(None)
    }

    /// Why that matters.
    pub fn why(&self) -> String {
        self.part(Some("Why"))
    }

    /// A piece of a bank that breaks the rule.
    pub fn example(&self) -> String {
        self.part(Some("Example"))
    }

    /// The same piece, mended.
    pub fn instead(&self) -> String {
        self.part(Some("Use instead"))
    }

    fn part(&self, wanted: Option<&str>) -> String {
        let mut lines: Vec<&str> = Vec::new();
        let (mut part, mut in_code) = (None, false);
        for line in self.doc.lines() {
            let line = line.strip_prefix(' ').unwrap_or(line);
            if line.starts_with("```") {
                in_code = !in_code;
            } else if let Some(heading) = line.strip_prefix("# ").filter(|_| !in_code) {
                part = Some(heading);
            } else if part == wanted {
                lines.push(line);
            }
        }
        // Lines of a paragraph are one text; lines of an example stay lines.
        let glue = if matches!(wanted, Some("Example" | "Use instead")) { "\n" } else { " " };
        lines.join(glue).trim().to_owned()
    }
}

/// A rule of which the doc comment is the documentation.
macro_rules! rule {
    ($(#[doc = $doc:literal])* $name:ident = $code:literal, $severity:ident, $group:ident;) => {
        rule!(@ $name, $code, $severity, $group, false, $($doc)*);
    };
    ($(#[doc = $doc:literal])* $name:ident = $code:literal, $severity:ident, $group:ident, on_request;) => {
        rule!(@ $name, $code, $severity, $group, true, $($doc)*);
    };
    (@ $name:ident, $code:literal, $severity:ident, $group:ident, $request:literal, $($doc:literal)*) => {
        $(#[doc = $doc])*
        pub static $name: $crate::bank::Rule = $crate::bank::Rule {
            code: $code,
            severity: $crate::bank::Severity::$severity,
            group: $crate::bank::Group::$group,
            on_request: $request,
            doc: concat!($($doc, "\n"),*),
        };
    };
}
pub(crate) use rule;

/// A change that mends a problem.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fix {
    /// What it does, as a command: "write NOT in capitals".
    pub title: String,
    /// It changes nothing of what is asked or how it is graded.
    pub safe: bool,
    /// The places and what is to stand there instead; they do not overlap.
    pub edits: Vec<(Span, String)>,
}

/// One problem.
#[derive(Clone, Debug)]
pub struct Diagnostic {
    /// The kind of problem.
    pub rule: &'static Rule,
    /// How bad it is here.
    pub severity: Severity,
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
    /// What mends it.
    pub fix: Option<Fix>,
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
            severity: rule.severity,
            message: message.into(),
            span,
            label: String::new(),
            also: Vec::new(),
            question: None,
            help: None,
            fix: None,
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

    /// With a change that mends it.
    #[must_use]
    pub fn fix(mut self, title: impl Into<String>, safe: bool, edits: Vec<(Span, String)>) -> Self {
        self.fix = Some(Fix { title: title.into(), safe, edits });
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
        self.severity == Severity::Error
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
        let ends = source.match_indices('\n').map(|(at, _)| at + 1);
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
