//! What holds for a whole run.

use std::path::PathBuf;

use crate::library::Sources;

/// Options of a run, whatever verb it runs.
#[derive(Clone, Debug)]
pub struct Options {
    /// Where profiles lie.
    pub data_dir: PathBuf,
    /// Where the library's cache lies; none when the folder is not known.
    pub cache_dir: Option<PathBuf>,
    /// The profile.
    pub profile: String,
    /// Bank files and folders beside the shipped library.
    pub banks: Vec<PathBuf>,
    /// Only those.
    pub only: bool,
    /// The seed of everything random.
    pub seed: Option<u64>,
    /// Print JSON, whatever a command says.
    pub json: bool,
    /// Standard input and output are terminals.
    pub interactive: bool,
}

impl Options {
    /// Where editions of code sets lie that were added. They belong to all profiles.
    pub(super) fn code_sets(&self) -> PathBuf {
        self.data_dir.join("code-sets")
    }

    pub(super) fn sources(&self) -> Sources {
        Sources { add: self.banks.clone(), only: self.only, cache: self.cache_dir.clone() }
    }
}
