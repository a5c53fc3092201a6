//! Questions generated from the code set: an endless supply, each with exactly one correct answer by the table.
//!
//! A drill is known by its fact, not by its number: `drill/KIND/SYSTEM/CODE[/TERM-HASH]`. Whoever has the identity and an
//! edition can make the question again, so that spaced repetition can bring it back. Distractors are near codes of the same
//! class; more are made than are shown, and each showing draws from them.

mod billable;
mod confuse;
mod excludes;
mod facts;
mod find;
mod kind;
mod laterality;
mod make;
mod procedures;
mod said;
mod scope;
mod sequence;
mod seventh;
mod term;
#[cfg(test)]
mod tests;
mod title;

use facts::identity;
pub use facts::{BANK, Fact};
pub use kind::{KINDS, Kind, kinds_named};
use said::Said;
pub use scope::{Scope, chapter_weight};

use std::sync::Arc;

use crate::bank::{Edition, Item, Question, QuestionId, TopicPath};
use crate::code::{Book, Editions, Shelved, System};
use facts::read_identity;

/// Makes questions from the newest editions at hand.
pub struct Drills {
    editions: Arc<Editions>,
    said: Said,
}

impl Drills {
    /// Over editions.
    pub fn new(editions: Arc<Editions>) -> Self {
        Self { editions, said: Said::default() }
    }

    /// Whether an identity is a drill's.
    pub fn is_drill(id: &QuestionId) -> bool {
        id.bank() == BANK
    }

    /// The newest edition with notes: an order file alone has codes and titles, and little to ask about. A damaged one is
    /// passed over.
    fn shelf(&self, system: System) -> Result<&Shelved, String> {
        let of_system = || self.editions.all().iter().rev().filter(|s| s.name.system == system);
        let with_notes = of_system().find(|s| s.book().is_ok_and(Book::has_notes));
        let shelf = with_notes.or_else(|| of_system().next());
        shelf.map(AsRef::as_ref).ok_or_else(|| format!("there is no {} here", system.title()))
    }

    /// The book that drills of a system ask about.
    ///
    /// # Errors
    /// When there is none, or it cannot be opened.
    pub fn book(&self, system: System) -> Result<&Book, String> {
        self.shelf(system)?.book().map_err(|e| e.to_string())
    }

    /// Makes the question of an identity.
    ///
    /// # Errors
    /// When the edition does not hold the fact any more.
    pub fn item(&self, id: &QuestionId, title_of: impl Fn(&TopicPath) -> String) -> Result<Item, String> {
        let gone = || format!("{id} asks about something that the edition at hand does not hold any more");
        let (name, system, fact) = read_identity(id).ok_or_else(|| format!("`{id}` is no drill"))?;
        let kind = KINDS.iter().find(|k| k.name == name && k.system == system).ok_or_else(gone)?;
        let book = self.book(system)?;
        let question = self.make(kind, book, &fact).ok_or_else(gone)?;
        let shelf = self.shelf(system)?;
        let edition = Edition { system: system.name().to_owned(), edition: shelf.name.edition.clone() };
        let books = self.editions.books([(system.name(), shelf.name.edition.as_str())].into_iter());
        let topic_title = title_of(&question.topic);
        Ok(Item {
            question,
            case: None,
            editions: vec![edition],
            topic_title,
            books,
            timed: kind.is_look_up(),
        })
    }

    /// The question of a fact; `None` where the table does not give exactly one correct answer.
    pub fn make(&self, kind: &Kind, book: &Book, fact: &Fact) -> Option<Question> {
        let mut question = (kind.question)(book, &self.said, fact)?;
        question.id = identity(kind.name, kind.system, fact);
        Some(question)
    }

    /// Everything that a kind may ask about within scopes: candidates, of which some prove unfit when made.
    pub fn facts(&self, kind: &Kind, book: &Book, scopes: &[Scope]) -> Vec<Fact> {
        let mut facts = (kind.facts)(book);
        if !scopes.is_empty() {
            facts.retain(|f| f.place(book).is_some_and(|p| scopes.iter().any(|s| s.holds(book, p))));
        }
        facts
    }

    /// The topic of a drill.
    pub fn topic(&self, id: &QuestionId) -> Option<TopicPath> {
        let (_, system, fact) = read_identity(id)?;
        let book = self.book(system).ok()?;
        make::topic(book, fact.place(book)?)
    }
}
