//! The kinds of drill. One table gives names, help and makers.

use super::facts::{Fact, read_identity};
use super::said::Said;
use super::{billable, excludes, find, laterality, procedures, sequence, seventh, term, title};
use crate::bank::{Question, QuestionId};
use crate::code::{Book, System};

/// A kind of drill.
#[derive(Clone, Copy)]
pub struct Kind {
    /// Its name, part of every identity.
    pub name: &'static str,
    /// What it asks.
    pub help: &'static str,
    /// The code system that it asks about.
    pub system: System,
    /// Everything that it may ask: candidates, of which some prove unfit when the question is made.
    pub(super) facts: fn(&Book) -> Vec<Fact>,
    /// The question of a fact; `None` where the table does not give exactly one correct answer.
    pub(super) question: fn(&Book, &Said, &Fact) -> Option<Question>,
}

impl Kind {
    /// The fact of an identity of this kind.
    pub fn fact(&self, id: &QuestionId) -> Option<Fact> {
        let (name, system, fact) = read_identity(id)?;
        (name == self.name && system == self.system).then_some(fact)
    }

    /// Whether it is a step of a look-up, where the time taken and the look-ups are part of what is trained.
    pub fn is_look_up(&self) -> bool {
        self.name.starts_with("find-")
    }
}

const fn kind(
    name: &'static str,
    help: &'static str,
    system: System,
    facts: fn(&Book) -> Vec<Fact>,
    question: fn(&Book, &Said, &Fact) -> Option<Question>,
) -> Kind {
    Kind { name, help, system, facts, question }
}

/// All kinds, in the order in which help lists them.
pub const KINDS: &[Kind] = &[
    kind("term", "an inclusion term: which code?", System::Icd10Cm, term::facts, term::question),
    kind("title", "a title: which code?", System::Icd10Cm, title::facts, title::to_code),
    kind("code", "a code: which title?", System::Icd10Cm, title::facts, title::to_title),
    kind(
        "billable",
        "can it be reported, or what is missing?",
        System::Icd10Cm,
        billable::facts,
        billable::question,
    ),
    kind(
        "seventh",
        "7th character and placeholder: the complete code",
        System::Icd10Cm,
        seventh::facts,
        seventh::question,
    ),
    kind(
        "laterality",
        "the code of the other side",
        System::Icd10Cm,
        laterality::facts,
        laterality::question,
    ),
    kind(
        "excludes1",
        "what an Excludes1 note keeps out",
        System::Icd10Cm,
        excludes::facts,
        excludes::question,
    ),
    kind(
        "code-first",
        "two codes and an instruction: which comes first",
        System::Icd10Cm,
        sequence::order_facts,
        sequence::code_first,
    ),
    kind(
        "use-additional",
        "which code a note asks for",
        System::Icd10Cm,
        sequence::additional_facts,
        sequence::use_additional,
    ),
    kind(
        "find-category",
        "look-up: the category of a diagnosis",
        System::Icd10Cm,
        find::facts,
        find::category,
    ),
    kind("find-code", "look-up: its complete code", System::Icd10Cm, find::facts, find::code),
    kind("find-note", "look-up: a note in force at its code", System::Icd10Cm, find::facts, find::note),
    kind(
        "root-operation",
        "ICD-10-PCS: the root operation of a definition",
        System::Icd10Pcs,
        procedures::tables,
        procedures::root_operation,
    ),
    kind(
        "character",
        "ICD-10-PCS: the character of a value in a table",
        System::Icd10Pcs,
        procedures::values,
        procedures::character,
    ),
];

/// The kinds that a word names: one, or the three steps of a look-up.
pub fn kinds_named(name: &str) -> Vec<&'static Kind> {
    KINDS.iter().filter(|k| k.name == name || (name == "find" && k.is_look_up())).collect()
}
