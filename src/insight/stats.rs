//! Statistics by topic and bank.

use std::collections::{BTreeMap, HashSet};

use serde::Serialize;

use super::memory::{ActiveDay, MemoryStats};
use crate::bank::{QuestionId, TopicPath};
use crate::library::{Library, QuestionRef};
use crate::progress::{Standing, Tally};

/// Sums over everything answered.
#[derive(Clone, Debug, Serialize)]
pub struct Stats {
    /// Attempts that count.
    pub attempts: u32,
    /// Correct ones among them.
    pub correct: u32,
    /// Points earned.
    pub points: f64,
    /// The most that could be earned.
    pub max_points: f64,
    /// Time taken, in seconds.
    pub seconds: f64,
    /// By topic, with everything below it.
    pub topics: Vec<TopicStats>,
    /// By bank.
    pub banks: Vec<BankStats>,
    /// What is remembered; of all questions, so not where topics are named.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub memory: Option<MemoryStats>,
    /// The last sixty days, today the last.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub days: Vec<ActiveDay>,
    /// Days in a row with an answer.
    pub streak: u32,
}

/// A topic's sums.
#[derive(Clone, Debug, Serialize)]
pub struct TopicStats {
    /// The topic's path.
    pub topic: String,
    /// The topic's title.
    pub title: String,
    /// Attempts that count.
    pub attempts: u32,
    /// Correct ones among them.
    pub correct: u32,
    /// Questions that can be asked.
    pub questions: u32,
    /// Questions answered at least once.
    pub seen: u32,
}

/// A bank's sums.
#[derive(Clone, Debug, Serialize)]
pub struct BankStats {
    /// The bank.
    pub bank: String,
    /// Its title.
    pub title: String,
    /// Attempts that count.
    pub attempts: u32,
    /// Correct ones among them.
    pub correct: u32,
    /// Questions that can be asked.
    pub questions: u32,
    /// Questions answered at least once.
    pub seen: u32,
}

#[derive(Default)]
struct Sum {
    tally: Tally,
    questions: u32,
    seen: u32,
}

/// Topic, bank and the bank's title of a question that no bank file holds: a generated one.
pub type Elsewhere<'a> = dyn Fn(&QuestionId) -> Option<(TopicPath, &'static str, &'static str)> + 'a;

/// Sums what was answered. `within` keeps to topics; questions that nobody knows any more count in the totals alone.
pub fn stats(
    library: &Library,
    standing: &Standing,
    within: &[TopicPath],
    elsewhere: &Elsewhere<'_>,
) -> Stats {
    let mut all = Tally::default();
    let mut topics: BTreeMap<TopicPath, Sum> = BTreeMap::new();
    let mut banks: BTreeMap<&str, (Sum, &str)> = BTreeMap::new();
    for index in library.bank_indexes() {
        let entry = banks.entry(index.bank.id.as_str()).or_insert((Sum::default(), &index.bank.title));
        entry.0.questions += index.rows.iter().filter(|r| !r.retired).count() as u32;
    }
    for question in library.choose(within, None) {
        if let Some(topic) = library.topic(question) {
            topics.entry(topic.clone()).or_default().questions += 1;
        }
    }
    let mut counted: HashSet<QuestionRef> = HashSet::new();
    for (id, record) in &standing.records {
        let found = library.find(id);
        let generated = if found.is_none() { elsewhere(id) } else { None };
        let topic = found.and_then(|q| library.topic(q)).or(generated.as_ref().map(|(topic, ..)| topic));
        let wanted = |t: &TopicPath| within.iter().any(|w| t.is_within(w.as_str()));
        if !within.is_empty() && !topic.is_some_and(wanted) {
            continue;
        }
        all.merge(&record.all);
        if let Some((topic, bank, title)) = &generated {
            topics.entry(topic.clone()).or_default().tally.merge(&record.all);
            let (sum, _) = banks.entry(bank).or_insert((Sum::default(), title));
            sum.tally.merge(&record.all);
            // There is no end of them: what was seen is what there is.
            sum.seen += 1;
            sum.questions += 1;
        }
        let (Some(question), Some(topic)) = (found, topic) else { continue };
        // A question that moved has two identities, a retired one is not asked: both are seen once or not at all.
        let asked = library.row(question).is_some_and(|(_, row)| !row.retired);
        let seen = u32::from(asked && counted.insert(question));
        let sum = topics.entry(topic.clone()).or_default();
        sum.tally.merge(&record.all);
        sum.seen += seen;
        if let Some((bank, _)) = library.row(question)
            && let Some((sum, _)) = banks.get_mut(bank.bank.id.as_str())
        {
            sum.tally.merge(&record.all);
            sum.seen += seen;
        }
    }
    let topics = topics.into_iter().map(|(topic, sum)| TopicStats {
        title: library.taxonomy().title(topic.as_str()).to_owned(),
        topic: topic.to_string(),
        attempts: sum.tally.attempts,
        correct: sum.tally.correct,
        questions: sum.questions,
        seen: sum.seen,
    });
    let banks = banks.into_iter().filter(|(_, (sum, _))| within.is_empty() || sum.tally.attempts > 0);
    let banks = banks.map(|(bank, (sum, title))| BankStats {
        bank: bank.to_owned(),
        title: title.to_owned(),
        attempts: sum.tally.attempts,
        correct: sum.tally.correct,
        questions: sum.questions,
        seen: sum.seen,
    });
    Stats {
        attempts: all.attempts,
        correct: all.correct,
        points: rounded(all.points),
        max_points: rounded(all.max_points),
        seconds: rounded(all.seconds),
        topics: topics.collect(),
        banks: banks.collect(),
        memory: None,
        days: Vec::new(),
        streak: 0,
    }
}

/// To a millionth: sums of thirds come out as they should.
fn rounded(value: f64) -> f64 {
    (value * 1e6).round() / 1e6
}
