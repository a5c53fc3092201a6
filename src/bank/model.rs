//! Banks, cases and questions as the rest of the program sees them.

use serde::{Deserialize, Serialize};

use super::{At, BankId, ChoiceId, Codes, QuestionId, Revision, Span, TopicPath};

/// What a bank file says of itself.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Bank {
    /// The bank's name in every identity.
    pub id: At<BankId>,
    /// The name that people read.
    pub title: At<String>,
    /// Who wrote it.
    pub authors: Vec<At<String>>,
    /// The licence, an SPDX expression.
    pub licence: Option<At<String>>,
    /// A notice that every export carries.
    pub copyright: Option<At<String>>,
    /// The author is licensed to use CPT codes.
    pub contains_cpt: bool,
    /// What the keys were written against.
    pub editions: Vec<Edition>,
    /// Who reviewed it; absent while it is a draft.
    pub reviewed: Option<Reviewed>,
}

/// A code set or rule book and the edition of it: `icd-10-cm`, `2026`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Edition {
    /// `icd-10-cm`, `icd-10-pcs`, `hcpcs`, `guidelines`, `law`, …
    pub system: String,
    /// The edition's name.
    pub edition: String,
}

/// A review by a credentialed coder.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Reviewed {
    /// The reviewer.
    pub by: String,
    /// The credential held.
    pub credential: String,
    /// The day, as written.
    pub on: String,
}

/// Documents that several questions share.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Case {
    /// The case's id within the bank.
    pub id: At<String>,
    /// A title for lists; the id when none is given.
    pub title: Option<At<String>>,
    /// The setting of every question that names none.
    pub setting: Option<Setting>,
    /// The record.
    pub documents: Vec<Document>,
}

/// One document of a record.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Document {
    /// What kind of document it is.
    pub title: At<String>,
    /// The document's text.
    pub text: At<String>,
}

/// One item.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Question {
    /// The identity, for ever.
    pub id: QuestionId,
    /// The `[[question]]` line.
    #[serde(skip)]
    pub place: Span,
    /// Where it stands in the taxonomy.
    pub topic: At<TopicPath>,
    /// What it asks of the learner.
    pub level: Option<Level>,
    /// The setting that the answer holds for.
    pub setting: Option<Setting>,
    /// What is asked.
    pub stem: At<String>,
    /// What teaches the rule.
    pub rationale: Option<At<String>>,
    /// Where the rule stands.
    pub refs: Vec<At<String>>,
    /// Shown on request.
    pub hint: Option<At<String>>,
    /// Free words for the author.
    pub tags: Vec<At<String>>,
    /// Course outcomes, for reports.
    pub outcomes: Vec<At<String>>,
    /// Lint rules that do not apply here.
    pub allow: Vec<At<String>>,
    /// No longer asked.
    pub retired: bool,
    /// Points in place of the type's own maximum.
    pub points: Option<u32>,
    /// Raised to make everyone start the question again.
    pub epoch: u32,
    /// Identities that it had before.
    pub formerly: Vec<QuestionId>,
    /// The id of the case it belongs to.
    pub case: Option<String>,
    /// The type with its key.
    pub body: Body,
}

impl Question {
    /// A question with what it has to have, and nothing else.
    pub fn new(id: QuestionId, topic: TopicPath, stem: String, body: Body) -> Self {
        let here = Span::default();
        Self {
            id,
            place: here,
            topic: At::new(topic, here),
            level: None,
            setting: None,
            stem: At::new(stem, here),
            rationale: None,
            refs: Vec::new(),
            hint: None,
            tags: Vec::new(),
            outcomes: Vec::new(),
            allow: Vec::new(),
            retired: false,
            points: None,
            epoch: 0,
            formerly: Vec::new(),
            case: None,
            body,
        }
    }

    /// The revision: what decides the answer.
    pub fn revision(&self) -> Revision {
        Revision::of(self)
    }

    /// The type.
    pub fn kind(&self) -> Kind {
        match &self.body {
            Body::Choices(c) if c.multiple => Kind::Multiple,
            Body::Choices(_) => Kind::Single,
            Body::TrueFalse(_) => Kind::TrueFalse,
            Body::Text(_) => Kind::Text,
            Body::Match(_) => Kind::Match,
            Body::Order(_) => Kind::Order,
            Body::Code(_) => Kind::Code,
        }
    }
}

/// The seven types of question.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Kind {
    /// One key among the choices.
    Single,
    /// Several keys among the choices.
    Multiple,
    /// A statement to judge.
    TrueFalse,
    /// A written word.
    Text,
    /// Pairs to join.
    Match,
    /// Items to put in order.
    Order,
    /// Codes to enter.
    Code,
}

impl Kind {
    /// All types, as a bank names them.
    pub const ALL: [Kind; 7] =
        [Kind::Single, Kind::Multiple, Kind::TrueFalse, Kind::Text, Kind::Match, Kind::Order, Kind::Code];

    /// The name that a bank uses.
    pub const fn name(self) -> &'static str {
        match self {
            Kind::Single => "single",
            Kind::Multiple => "multiple",
            Kind::TrueFalse => "true-false",
            Kind::Text => "text",
            Kind::Match => "match",
            Kind::Order => "order",
            Kind::Code => "code",
        }
    }

    /// The type of a name that a bank uses.
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.name() == name)
    }
}

/// What a question asks of the learner.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Level {
    /// To know a fact.
    Recall,
    /// To use a rule.
    Application,
    /// To weigh several.
    Analysis,
}

impl Level {
    /// The names that a bank uses.
    pub const ALL: [(&'static str, Level); 3] =
        [("recall", Level::Recall), ("application", Level::Application), ("analysis", Level::Analysis)];

    /// The name that a bank uses.
    pub const fn name(self) -> &'static str {
        Self::ALL[self as usize].0
    }
}

/// Where the care was given, where that decides the answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Setting {
    /// Hospital outpatient or physician office.
    Outpatient,
    /// Inpatient hospital.
    Inpatient,
    /// Emergency department.
    Ed,
    /// Professional fee.
    Professional,
}

impl Setting {
    /// The names that a bank uses.
    pub const ALL: [(&'static str, Setting); 4] = [
        ("outpatient", Setting::Outpatient),
        ("inpatient", Setting::Inpatient),
        ("ed", Setting::Ed),
        ("professional", Setting::Professional),
    ];

    /// The name that a bank uses.
    pub const fn name(self) -> &'static str {
        Self::ALL[self as usize].0
    }

    /// The name that a person reads.
    pub const fn title(self) -> &'static str {
        match self {
            Setting::Ed => "emergency department",
            other => other.name(),
        }
    }
}

/// The part of a question that its type decides.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum Body {
    /// `single` and `multiple`.
    Choices(Choices),
    /// `true-false`.
    TrueFalse(TrueFalse),
    /// `text`.
    Text(TextKey),
    /// `match`.
    Match(Matching),
    /// `order`.
    Order(Ordering),
    /// `code`.
    Code(Codes),
}

/// Choices of a `single` or `multiple` question.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Choices {
    /// More than one key may be chosen.
    pub multiple: bool,
    /// How many to choose; all that apply when absent.
    pub select: Option<u32>,
    /// How a `multiple` earns points.
    pub scoring: MultiplePolicy,
    /// Whether the order changes from showing to showing.
    pub shuffle: bool,
    /// How many choices are shown: the keys, and distractors drawn to fill.
    pub show: Option<u32>,
    /// All choices, in the order written.
    pub choices: Vec<Choice>,
}

/// One choice.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Choice {
    /// By which it is graded.
    pub id: ChoiceId,
    /// What is shown.
    pub text: At<String>,
    /// Whether it is a key.
    pub key: bool,
    /// Why it is or is not.
    pub why: Option<At<String>>,
    /// A fixed place.
    pub pin: Option<Pin>,
}

/// Where a choice stays when the others are shuffled.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Pin {
    /// Always the first.
    First,
    /// Always the last.
    Last,
}

/// How a `multiple` question earns points.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum MultiplePolicy {
    /// All keys and nothing else.
    #[default]
    Exact,
    /// A point a key; no more than `select` can be chosen.
    SelectN,
    /// A point a key, minus one a distractor, never below zero.
    PlusMinus,
}

impl MultiplePolicy {
    /// The names that a bank uses.
    pub const ALL: [(&'static str, MultiplePolicy); 3] = [
        ("exact", MultiplePolicy::Exact),
        ("select-n", MultiplePolicy::SelectN),
        ("plus-minus", MultiplePolicy::PlusMinus),
    ];

    /// The name that a bank uses.
    pub const fn name(self) -> &'static str {
        Self::ALL[self as usize].0
    }
}

/// A statement to judge.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct TrueFalse {
    /// Whether it is true.
    pub key: bool,
    /// What to say of the answer "true".
    pub why_true: Option<At<String>>,
    /// What to say of the answer "false".
    pub why_false: Option<At<String>>,
}

/// A written answer.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct TextKey {
    /// The answer as it is shown.
    pub key: At<String>,
    /// Others that are as good.
    pub accept: Vec<At<String>>,
    /// Mistakes with a reason.
    pub why_not: Vec<WhyNot>,
}

/// A mistake that the author foresaw in a written answer.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct WhyNot {
    /// What is written by mistake.
    pub text: At<String>,
    /// Why it is one.
    pub why: At<String>,
}

/// Pairs to join.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Matching {
    /// Left and right side.
    pub pairs: Vec<(At<String>, At<String>)>,
    /// Right-hand distractors.
    pub extra: Vec<At<String>>,
}

/// Items to put in order.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Ordering {
    /// In the correct order.
    pub items: Vec<At<String>>,
}
