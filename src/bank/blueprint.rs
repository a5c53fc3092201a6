//! Blueprints: what an exam is made of.

use jiff::civil::Date;

use super::{Edition, Kind, MultiplePolicy, TopicPath};

/// An exam as its certifier describes it: domains, items, time, pass mark.
#[derive(Clone, Debug, PartialEq)]
pub struct Blueprint {
    /// The name by which it is asked for: `cpc`.
    pub id: String,
    /// The name that people read.
    pub title: String,
    /// Who gives the exam.
    pub organization: Option<String>,
    /// Items of the exam, those that do not count included.
    pub items: u32,
    /// How many of them do not count: new items that the certifier tries out, unmarked among the others.
    pub pretest: u32,
    /// Minutes allowed.
    pub minutes: u32,
    /// Minutes left at which the clock is announced, the most first.
    pub warnings: Vec<u32>,
    /// The pass mark: per cent of the raw points.
    pub pass: u32,
    /// What is to be known of the pass mark: that the certifier states it in scaled points, for example.
    pub pass_note: Option<String>,
    /// How items with several keys are scored.
    pub multiple: MultiplePolicy,
    /// The types of item that the exam has; all when empty. Other types are drawn only where these do not suffice.
    pub types: Vec<Kind>,
    /// Whether books are allowed.
    pub open_book: bool,
    /// Whether a candidate may go back.
    pub navigation: Navigation,
    /// In which order the items come.
    pub order: ItemOrder,
    /// Wanted per cent of recall, application and analysis; as the library has them when absent.
    pub levels: Option<[u32; 3]>,
    /// Figures that no source stands behind.
    pub draft: bool,
    /// Where the figures come from.
    pub source: Option<String>,
    /// When the source was looked at last.
    pub verified: Option<Date>,
    /// Since when the figures hold.
    pub effective: Option<Date>,
    /// Which editions are asked, from which day on; in the order of the days.
    pub tested: Vec<(Date, Vec<Edition>)>,
    /// Which books may be brought, from which day on; in the order of the days.
    pub books: Vec<(Date, Vec<String>)>,
    /// The parts of the exam, in its order.
    pub domains: Vec<Domain>,
}

/// A part of an exam.
#[derive(Clone, Debug, PartialEq)]
pub struct Domain {
    /// Its name within the blueprint.
    pub id: String,
    /// The name that people read.
    pub title: String,
    /// How much of the exam it is.
    pub share: Share,
    /// From which topics its questions are drawn.
    pub topics: Vec<TopicPath>,
    /// What a question needs to measure the domain as the exam does.
    pub needs: Option<Need>,
    /// What one item counts.
    pub points: u32,
    /// The types of item, where they are not those of the blueprint.
    pub types: Vec<Kind>,
}

/// How much of an exam a domain is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Share {
    /// So many items that count.
    Items(u32),
    /// So many per cent of them, from and to.
    Weight(u32, u32),
}

/// What a question needs to measure a domain as the exam does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Need {
    /// CPT codes, which only a bank of a licensed author holds (`contains-cpt = true`).
    CptCodes,
}

impl Need {
    /// The names that a blueprint uses.
    pub const ALL: [(&'static str, Need); 1] = [("cpt-codes", Need::CptCodes)];

    /// What an exam lacks without it.
    pub const fn lack(self) -> &'static str {
        match self {
            Need::CptCodes => "CPT code selection",
        }
    }
}

/// Whether a candidate may go back.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Navigation {
    /// To any item, until the end.
    #[default]
    Free,
    /// Only on: an item that was left stays as it is.
    Forward,
}

impl Navigation {
    /// The names that a blueprint uses.
    pub const ALL: [(&'static str, Navigation); 2] =
        [("free", Navigation::Free), ("forward", Navigation::Forward)];
}

/// In which order items come.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum ItemOrder {
    /// Domains mixed.
    #[default]
    Mixed,
    /// Domain after domain.
    Outline,
}

impl ItemOrder {
    /// The names that a blueprint uses.
    pub const ALL: [(&'static str, ItemOrder); 2] =
        [("mixed", ItemOrder::Mixed), ("outline", ItemOrder::Outline)];
}

impl Blueprint {
    /// Items that count.
    pub fn scored(&self) -> u32 {
        self.items - self.pretest
    }

    /// The editions asked on a day; none where the blueprint does not say.
    pub fn tested_on(&self, day: Date) -> &[Edition] {
        self.tested.iter().rev().find(|(from, _)| *from <= day).map_or(&[], |(_, editions)| editions)
    }

    /// The books that may be brought on a day; none where the blueprint does not say.
    pub fn books_on(&self, day: Date) -> &[String] {
        self.books.iter().rev().find(|(from, _)| *from <= day).map_or(&[], |(_, books)| books)
    }

    /// The types of item of a domain; all when empty.
    pub fn types_of<'a>(&'a self, domain: &'a Domain) -> &'a [Kind] {
        if domain.types.is_empty() { &self.types } else { &domain.types }
    }
}

impl Domain {
    /// Whether it draws questions of a topic.
    pub fn draws(&self, topic: &TopicPath) -> bool {
        self.topics.iter().any(|t| topic.is_within(t.as_str()))
    }

    /// Whether it draws the questions of cases whatever their topics.
    pub fn draws_cases(&self) -> bool {
        self.topics.iter().any(|t| t.as_str() == super::CASES)
    }
}
