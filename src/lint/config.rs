//! The table `[check]` of a `sequela.toml`, which holds for the banks in its folder and below.

use std::collections::{BTreeMap, HashMap};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use serde::Deserialize;

use super::selection::Choosing;
use crate::bank::Severity;

/// The file's name.
const NAME: &str = "sequela.toml";

/// A `sequela.toml` that cannot be used.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{}: {why}", path.display())]
pub struct ConfigError {
    /// The file.
    pub path: PathBuf,
    /// Why not.
    pub why: String,
}

/// What a `sequela.toml` asks for.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Config {
    /// Where it stands; absent when there is none.
    pub path: Option<PathBuf>,
    /// Which rules.
    pub choosing: Choosing,
    /// What makes the check fail; absent where it says nothing.
    pub fail_level: Option<FailLevel>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    #[serde(default)]
    check: Table,
}

#[derive(Default, Deserialize)]
#[serde(default, deny_unknown_fields, rename_all = "kebab-case")]
struct Table {
    select: Vec<String>,
    extend_select: Vec<String>,
    ignore: Vec<String>,
    severity: BTreeMap<String, String>,
    fail_level: Option<String>,
}

/// From which severity on a check fails.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FailLevel {
    /// Whatever is found.
    Never,
    /// From this one on.
    From(Severity),
}

impl FailLevel {
    /// The level of a name: `note`, `warning`, `error`, `never`.
    pub fn named(word: &str) -> Option<Self> {
        if word == "never" {
            return Some(FailLevel::Never);
        }
        Severity::ALL.into_iter().find(|s| s.name() == word).map(FailLevel::From)
    }

    /// Whether a problem of this severity makes the check fail.
    pub fn is_reached(self, severity: Severity) -> bool {
        matches!(self, FailLevel::From(least) if severity >= least)
    }
}

impl Config {
    /// Reads a file.
    ///
    /// # Errors
    /// When it cannot be read, is not TOML, or holds a key that there is not.
    pub fn read(path: &Path) -> Result<Self, ConfigError> {
        let fail = |why: String| ConfigError { path: path.to_path_buf(), why };
        let text = std::fs::read_to_string(path).map_err(|e| fail(e.to_string()))?;
        let text = text.trim_start_matches('\u{feff}');
        let file: File = toml::from_str(text).map_err(|e| {
            let before = e.span().and_then(|s| text.get(..s.start)).unwrap_or("");
            let line = before.matches('\n').count() + 1;
            fail(format!("line {line}: {}", e.message().trim_end()))
        })?;
        let table = file.check;
        let word = |word: &str| {
            FailLevel::named(word).ok_or_else(|| fail(format!("`{word}` is none of note, warning, error")))
        };
        let severity = table.severity.iter().map(|(rule, w)| match word(w)? {
            FailLevel::From(severity) => Ok((rule.clone(), severity)),
            FailLevel::Never => Err(fail(format!("to switch `{rule}` off, put it into `ignore`"))),
        });
        let config = Self {
            path: Some(path.to_path_buf()),
            choosing: Choosing {
                select: table.select.clone(),
                extend: table.extend_select.clone(),
                ignore: table.ignore.clone(),
                severity: severity.collect::<Result<_, _>>()?,
            },
            fail_level: table.fail_level.as_deref().map(word).transpose()?,
        };
        super::Selection::of(&[&config.choosing]).map_err(|e| fail(format!("{e}; `explain` lists them")))?;
        Ok(config)
    }
}

/// The configurations of many files, each read once.
#[derive(Debug, Default)]
pub struct Configs {
    by_folder: HashMap<PathBuf, Arc<Config>>,
}

impl Configs {
    /// What holds for a file: the nearest `sequela.toml` in its folder or above.
    ///
    /// # Errors
    /// When that file cannot be used.
    pub fn of(&mut self, file: &Path) -> Result<Arc<Config>, ConfigError> {
        let folder = std::path::absolute(file).ok().and_then(|p| p.parent().map(Path::to_path_buf));
        self.in_folder(&folder.unwrap_or_default())
    }

    fn in_folder(&mut self, folder: &Path) -> Result<Arc<Config>, ConfigError> {
        if let Some(known) = self.by_folder.get(folder) {
            return Ok(Arc::clone(known));
        }
        let path = folder.join(NAME);
        let config = if path.is_file() {
            Arc::new(Config::read(&path)?)
        } else {
            match folder.parent() {
                Some(above) => self.in_folder(above)?,
                None => Arc::default(),
            }
        };
        self.by_folder.insert(folder.to_path_buf(), Arc::clone(&config));
        Ok(config)
    }
}
