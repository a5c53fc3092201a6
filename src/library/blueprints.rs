//! The blueprints of a run: the shipped ones, and those that an instructor added.

use super::source::Source;
use super::{LeftOut, Library};
use crate::bank::{Blueprint, Diagnostic, Taxonomy, read_blueprint};

/// Blueprints, read when one is first asked for.
#[derive(Default)]
pub(super) struct Blueprints {
    found: Vec<Blueprint>,
    left_out: Vec<LeftOut>,
}

/// A word that names no blueprint.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("there is no blueprint `{word}`{}", near.as_ref().map(|n| format!("; did you mean `{n}`?")).unwrap_or_default())]
pub struct NoSuchBlueprint {
    /// What was asked for.
    pub word: String,
    /// What it may have meant.
    pub near: Option<String>,
    /// All there are.
    pub all: Vec<String>,
}

impl Blueprints {
    /// Reads all; an added blueprint takes the place of a shipped one with its id.
    fn read(sources: &[Source], taxonomy: &Taxonomy) -> Self {
        let mut all = Self::default();
        let mut shipped: Vec<bool> = Vec::new();
        for source in sources {
            let file = match source.read() {
                Ok(text) => read_blueprint(&text, taxonomy),
                Err(error) => {
                    all.left_out.push(LeftOut { file: source.label(), why: error.why });
                    continue;
                }
            };
            let Some(blueprint) = file.blueprint else {
                let errors = file.diagnostics.iter().filter(|d| Diagnostic::is_error(d)).count().max(1);
                let why = format!("{errors} {}", if errors == 1 { "error" } else { "errors" });
                all.left_out.push(LeftOut { file: source.label(), why });
                continue;
            };
            match all.found.iter().position(|b| b.id == blueprint.id) {
                Some(at) if shipped[at] => {
                    all.found[at] = blueprint;
                    shipped[at] = false;
                }
                Some(_) => {
                    let why = format!("its id `{}` is taken", blueprint.id);
                    all.left_out.push(LeftOut { file: source.label(), why });
                }
                None => {
                    all.found.push(blueprint);
                    shipped.push(matches!(source, Source::Shipped { .. }));
                }
            }
        }
        all
    }
}

impl Library {
    fn read_blueprints(&self) -> &Blueprints {
        self.blueprints.get_or_init(|| Blueprints::read(&self.blueprint_sources, &self.taxonomy))
    }

    /// All blueprints, the shipped ones first.
    pub fn blueprints(&self) -> &[Blueprint] {
        &self.read_blueprints().found
    }

    /// Blueprints that the run does without.
    pub fn blueprints_left_out(&self) -> &[LeftOut] {
        &self.read_blueprints().left_out
    }

    /// The blueprint with this id, in capitals or not.
    pub fn blueprint(&self, word: &str) -> Result<&Blueprint, NoSuchBlueprint> {
        let wanted = word.trim().to_lowercase();
        let all = self.blueprints();
        all.iter().find(|b| b.id == wanted).ok_or_else(|| {
            let near = all.iter().map(|b| (strsim::osa_distance(&wanted, &b.id), &b.id)).min();
            NoSuchBlueprint {
                word: word.to_owned(),
                near: near.filter(|(distance, _)| *distance <= 2).map(|(_, id)| id.clone()),
                all: all.iter().map(|b| b.id.clone()).collect(),
            }
        })
    }
}
