//! Where questions come from in this run: the library, and the drills.

use std::sync::Arc;

use super::{App, Failure};
use crate::bank::{Blueprint, Item, QuestionId, Questions, TopicPath};
use crate::drill::Drills;
use crate::library::Library;

/// Library and drills as one.
#[derive(Clone, Copy)]
pub(crate) struct Sources<'a> {
    pub library: &'a Library,
    pub drills: &'a Drills,
}

impl Sources<'_> {
    /// The topic of a question, wherever it comes from.
    pub fn topic(&self, id: &QuestionId) -> Option<TopicPath> {
        match self.library.find(id) {
            Some(question) => self.library.topic(question).cloned(),
            None => self.drills.topic(id),
        }
    }

    /// Whether a question is of one of the topics; with none named, of any.
    pub fn is_of(&self, id: &QuestionId, topics: &[TopicPath]) -> bool {
        self.topic(id).is_some_and(|t| topics.is_empty() || topics.iter().any(|w| t.is_within(w.as_str())))
    }
}

impl Questions for Sources<'_> {
    fn question(&self, id: &QuestionId) -> Result<Arc<Item>, String> {
        // A bank of the user's may be called as the drills are: it goes first.
        if Drills::is_drill(id) && self.library.find(id).is_none() {
            let title = |topic: &TopicPath| self.library.taxonomy().title(topic.as_str()).to_owned();
            return self.drills.item(id, title).map(Arc::new);
        }
        self.library.question(id)
    }
}

/// The blueprint that a word names.
pub(crate) fn blueprint_named<'l>(library: &'l Library, word: &str) -> Result<&'l Blueprint, Failure> {
    library.blueprint(word).map_err(|e| {
        let out = library.blueprints_left_out().first();
        let help = match out {
            Some(out) => format!("left out: {} ({}); `bank check` says why", out.file, out.why),
            None => format!("there are {}; --banks FILE adds one", e.all.join(", ")),
        };
        Failure::usage(e.to_string()).help(help)
    })
}

impl App {
    /// A question by its identity, with a word about what could have been meant.
    pub(crate) fn find_question(&mut self, text: &str) -> Result<Arc<Item>, Failure> {
        let sources = self.sources()?;
        let library = sources.library;
        let Some(id) = QuestionId::parse(text) else {
            return Err(Failure::usage(format!("`{text}` is no question: write bank/question")));
        };
        if Drills::is_drill(&id) || library.find(&id).is_some() {
            return sources.question(&id).map_err(Failure::problem);
        }
        Err({
            let near = library
                .questions()
                .filter_map(|q| library.id(q))
                .filter(|q| q.bank() == id.bank() || q.local() == id.local())
                .min_by_key(|q| strsim::osa_distance(q.as_str(), id.as_str()));
            let failure = Failure::problem(format!("there is no question `{id}`"));
            match near {
                Some(near) => failure.help(format!("did you mean `{near}`?")),
                None => failure.help("`bank list` names the banks, `bank show BANK` their questions"),
            }
        })
    }
}
