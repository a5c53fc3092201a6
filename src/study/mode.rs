//! The ways of choosing.

use std::str::FromStr;

/// How a session chooses.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Mode {
    /// What comes back today or should have before, the least remembered first.
    Due,
    /// What was missed or earned least.
    Weak,
    /// Only what was never answered, what is worth most first.
    New,
    /// What raises the expected score of the exam most for a minute of study.
    #[default]
    Mixed,
    /// Everything, in random order; leaves the schedule alone.
    Cram,
}

impl Mode {
    /// All modes by name.
    pub const ALL: [(&'static str, Mode); 5] = [
        ("due", Mode::Due),
        ("weak", Mode::Weak),
        ("new", Mode::New),
        ("mixed", Mode::Mixed),
        ("cram", Mode::Cram),
    ];

    /// The name by which it is asked for and recorded.
    pub fn name(self) -> &'static str {
        Self::ALL.iter().find(|(_, m)| *m == self).map_or("mixed", |(name, _)| name)
    }
}

impl FromStr for Mode {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        Self::ALL
            .iter()
            .find(|(name, _)| *name == text)
            .map(|(_, mode)| *mode)
            .ok_or_else(|| format!("`{text}` is no mode: due, weak, new, mixed or cram"))
    }
}
