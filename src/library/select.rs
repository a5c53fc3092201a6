//! Which questions a learner means by a topic, a bank or a word.

use super::{Library, QuestionRef};
use crate::bank::{CASES, TopicPath};

/// A word that names no topic.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("there is no topic `{word}`{}", near.as_ref().map(|n| format!("; did you mean `{n}`?")).unwrap_or_default())]
pub struct NoSuchTopic {
    /// What was asked for.
    pub word: String,
    /// What it may have meant.
    pub near: Option<String>,
}

/// Whether a path with its title is meant.
type Matches<'a> = dyn Fn(&TopicPath, &str) -> bool + 'a;

impl Library {
    /// The topics that a word names: a path, the beginning of a path or of its last part, or a word of a title.
    pub fn topics_named(&self, word: &str) -> Result<Vec<TopicPath>, NoSuchTopic> {
        let wanted = word.trim().trim_end_matches('/').to_lowercase();
        let topics = || self.taxonomy.iter();
        let by: [&Matches<'_>; 4] = [
            &|path, _| path.is_within(&wanted),
            &|path, _| path.as_str().starts_with(&wanted),
            &|path, _| path.as_str().rsplit('/').next().is_some_and(|last| last.starts_with(&wanted)),
            &|_, title| title.to_lowercase().split(|c: char| !c.is_alphanumeric()).any(|w| w == wanted),
        ];
        if !wanted.is_empty() {
            for matches in by {
                let named: Vec<TopicPath> =
                    topics().filter(|t| matches(&t.path, &t.title)).map(|t| t.path.clone()).collect();
                if !named.is_empty() {
                    return Ok(named);
                }
            }
        }
        let near = self.taxonomy.nearest(&wanted).map(str::to_owned);
        Err(NoSuchTopic { word: word.to_owned(), near })
    }

    /// The questions that can be asked, below any of the topics (all when there are none) and in the bank (any when
    /// there is none).
    pub fn choose(&self, topics: &[TopicPath], bank: Option<&str>) -> Vec<QuestionRef> {
        let mut chosen = Vec::new();
        // The questions of a case have topics of their own; who asks for cases means all of them.
        let cases = topics.iter().any(|t| t.as_str() == CASES);
        for (file, first) in &self.banks {
            let Some(index) = self.files[*file].bank.as_ref() else { continue };
            if bank.is_some_and(|b| index.bank.id.as_str() != b) {
                continue;
            }
            let wanted: Vec<bool> = index
                .topics
                .iter()
                .map(|t| topics.is_empty() || topics.iter().any(|w| t.is_within(w.as_str())))
                .collect();
            for (row, at) in index.rows.iter().zip(*first..) {
                let named = wanted.get(row.topic as usize).copied().unwrap_or(false);
                if !row.retired && (named || (cases && row.case > 0)) {
                    chosen.push(QuestionRef(at));
                }
            }
        }
        chosen
    }
}
