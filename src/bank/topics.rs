//! The taxonomy: `topics.toml`.

use std::collections::BTreeMap;

use toml::de::DeTable;

use super::diagnostic::Diagnostic;
use super::keys::{Key, Table};
use super::read::sift;
use super::rules;
use super::tree::{Fields, Reader, nearest};
use super::{Span, TopicPath};

/// The topic that stands for the questions of cases: they have topics of their own.
pub const CASES: &str = "cases";

/// One topic.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Topic {
    /// Where it stands.
    pub path: TopicPath,
    /// The name that people read.
    pub title: String,
    /// What it covers.
    pub description: String,
}

/// All topics, by path.
#[derive(Clone, Debug, Default)]
pub struct Taxonomy {
    topics: BTreeMap<TopicPath, Topic>,
}

impl Taxonomy {
    /// Adds topics; one that is there already keeps its first title.
    pub fn extend(&mut self, topics: Vec<Topic>) {
        for topic in topics {
            self.topics.entry(topic.path.clone()).or_insert(topic);
        }
    }

    /// Whether a path is a topic.
    pub fn contains(&self, path: &TopicPath) -> bool {
        self.topics.contains_key(path)
    }

    /// The title of a topic, or its path.
    pub fn title<'a>(&'a self, path: &'a str) -> &'a str {
        TopicPath::parse(path).and_then(|p| self.topics.get(&p)).map_or(path, |t| &t.title)
    }

    /// All topics in the order of their paths.
    pub fn iter(&self) -> impl Iterator<Item = &Topic> {
        self.topics.values()
    }

    /// The topics whose last part is this word.
    pub fn ending(&self, word: &str) -> Vec<&str> {
        let all = self.topics.keys().map(TopicPath::as_str);
        all.filter(|p| p.rsplit('/').next() == Some(word)).collect()
    }

    /// The topic that a misspelt path most likely meant.
    pub fn nearest(&self, path: &str) -> Option<&str> {
        nearest(path, self.topics.keys().map(TopicPath::as_str)).or_else(|| {
            // The last segment alone: `endocrine` for `icd-10-cm/endocrine`.
            let last = |p: &'_ TopicPath| p.as_str().rsplit('/').next().map(str::to_owned);
            let wanted = path.rsplit('/').next()?;
            let name = self
                .topics
                .keys()
                .filter_map(|p| Some((strsim::osa_distance(wanted, &last(p)?), p)))
                .filter(|(d, _)| *d <= wanted.len() / 4)
                .min_by_key(|(d, _)| *d)?;
            Some(name.1.as_str())
        })
    }
}

static FILE: Table = Table {
    name: "(topics file)",
    doc: "The taxonomy.",
    keys: &[Key { name: "topic", value: "array of tables", default: "none", types: &[], doc: "The topics." }],
};

static TOPIC: Table = Table {
    name: "[[topic]]",
    doc: "One topic.",
    keys: &[
        Key { name: "path", value: "path", default: "required", types: &[], doc: "Ids joined by `/`." },
        Key {
            name: "title",
            value: "text",
            default: "required",
            types: &[],
            doc: "The name that people read.",
        },
        Key { name: "description", value: "text", default: "none", types: &[], doc: "What it covers." },
    ],
};

/// Reads a topics file. Topics without a problem are returned also when others have one.
pub fn read_topics(source: &str) -> (Vec<Topic>, Vec<Diagnostic>) {
    let sifted = sift(source);
    let (tree, _) = DeTable::parse_recoverable(sifted.text.as_deref().unwrap_or(source));
    let mut reader = Reader::after(sifted.diagnostics);
    let root = Fields { table: tree.get_ref(), span: Span::default(), format: &FILE };
    reader.check_keys(&root, None);
    let mut topics: Vec<Topic> = Vec::new();
    let values = reader.array(&root, "topic").map_or(&[][..], |(v, _)| v);
    for value in values {
        let Some(fields) = reader.fields(value, &TOPIC) else { continue };
        reader.check_keys(&fields, None);
        let path = reader.required_text(&fields, "path");
        let title = reader.required_text(&fields, "title");
        let description = reader.optional_text(&fields, "description").map(|t| t.value).unwrap_or_default();
        let (Some(path), Some(title)) = (path, title) else { continue };
        match TopicPath::parse(&path) {
            Some(p) if topics.iter().any(|t| t.path == p) => reader.report(Diagnostic::new(
                &rules::DUPLICATE_ID,
                path.span,
                format!("the topic `{p}` is there already"),
            )),
            Some(path) => topics.push(Topic { path, title: title.value, description }),
            None => reader.report(Diagnostic::new(
                &rules::BAD_ID,
                path.span,
                format!("`{}` is no topic path: ids joined by `/`", path.value),
            )),
        }
    }
    (topics, reader.diagnostics)
}
