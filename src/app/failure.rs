//! What keeps a verb from running.

use std::fmt;

use crate::library::LibraryError;

/// Which exit code a failure has.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FailureKind {
    /// 1: it ran and found problems, or nothing.
    Problem,
    /// 2: the command line was wrong.
    Usage,
    /// 3: data could not be read or written, or is in use.
    Data,
}

impl FailureKind {
    /// The exit code.
    pub const fn exit_code(self) -> u8 {
        match self {
            FailureKind::Problem => 1,
            FailureKind::Usage => 2,
            FailureKind::Data => 3,
        }
    }

    /// The name in the machine output.
    pub const fn name(self) -> &'static str {
        match self {
            FailureKind::Problem => "problem",
            FailureKind::Usage => "usage",
            FailureKind::Data => "data",
        }
    }
}

/// A verb did not run: what was wrong, and what to do.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Failure {
    /// Which exit code it has.
    pub kind: FailureKind,
    /// What was wrong.
    pub message: String,
    /// What to do.
    pub help: Option<String>,
}

impl Failure {
    fn new(kind: FailureKind, message: impl Into<String>) -> Self {
        Self { kind, message: message.into(), help: None }
    }

    /// It ran and found problems, or nothing.
    pub fn problem(message: impl Into<String>) -> Self {
        Self::new(FailureKind::Problem, message)
    }

    /// The command line was wrong.
    pub fn usage(message: impl Into<String>) -> Self {
        Self::new(FailureKind::Usage, message)
    }

    /// Data could not be read or written.
    pub fn data(message: impl Into<String>) -> Self {
        Self::new(FailureKind::Data, message)
    }

    /// With what to do.
    #[must_use]
    pub fn help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(help.into());
        self
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)?;
        match &self.help {
            Some(help) => write!(f, "\n  {help}"),
            None => Ok(()),
        }
    }
}

impl std::error::Error for Failure {}

impl From<LibraryError> for Failure {
    fn from(error: LibraryError) -> Self {
        Failure::data(error.to_string()).help("--banks and SEQUELA_BANKS name files or folders of banks")
    }
}
