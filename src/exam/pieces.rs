//! What a form is put together from: questions and whole cases, with what it costs to take them.

use std::collections::HashMap;

use super::assemble::Unit;
use super::draw::Pool;
use crate::bank::{Blueprint, Domain, Need};
use crate::library::{Library, QuestionRef};

/// What a question costs that was answered just now; half of it a fortnight ago.
const SEEN: f64 = 1_000.0;
/// In how many days half of that is gone.
const SEEN_HALF_LIFE: f64 = 14.0;
/// What an item costs whose type the exam does not have.
const OTHER_TYPE: u32 = 1_500;
/// What an item costs that does not measure its domain as the exam does, where others may.
const NOT_MEASURING: u32 = 3_000;
/// Between questions that cost the same the order decides: the last costs this more than the first.
const ORDER: u32 = 100;

/// A unit with what it is made of.
pub(super) struct Piece {
    pub questions: Vec<QuestionRef>,
    /// Where it came in the order.
    pub rank: usize,
    pub unit: Unit,
}

impl Pool<'_> {
    /// Everything that the blueprint's domains draw: questions, and whole cases.
    pub(super) fn pieces(&self, blueprint: &Blueprint) -> Vec<Piece> {
        let seen = self.seen();
        let mut cases: HashMap<u32, Vec<QuestionRef>> = HashMap::new();
        for question in &self.order {
            let case = self.library.case_number(*question);
            if case > 0 {
                cases.entry(case).or_default().push(*question);
            }
        }
        let mut pieces = Vec::new();
        for (rank, question) in self.order.iter().enumerate() {
            let questions = match self.library.case_number(*question) {
                0 => vec![*question],
                // A case stands where its first question does.
                case => match cases.remove(&case) {
                    Some(mut all) => {
                        all.sort_unstable();
                        all
                    }
                    None => continue,
                },
            };
            let tie = ORDER * rank as u32 / self.order.len().max(1) as u32;
            pieces.extend(self.piece(blueprint, questions, rank, tie, &seen));
        }
        pieces
    }

    fn piece(
        &self,
        blueprint: &Blueprint,
        questions: Vec<QuestionRef>,
        rank: usize,
        tie: u32,
        seen: &HashMap<QuestionRef, u32>,
    ) -> Option<Piece> {
        // A retired question is asked no more; the rest of its case is.
        let asked = |q: &QuestionRef| self.library.row(*q).is_some_and(|(_, row)| !row.retired);
        let questions: Vec<QuestionRef> = questions.into_iter().filter(asked).collect();
        let first = *questions.first()?;
        let in_case = self.library.case_number(first) > 0;
        let recent: u32 = questions.iter().map(|q| seen.get(q).copied().unwrap_or(0)).sum();
        let cost = |domain: &Domain| {
            let mut cost = tie * questions.len() as u32 + recent;
            for question in &questions {
                cost += if is_of_type(self.library, *question, blueprint, domain) { 0 } else { OTHER_TYPE };
                cost += if measures(self.library, *question, domain) { 0 } else { NOT_MEASURING };
            }
            // The flow counts a cost for every item of a unit.
            cost / questions.len() as u32
        };
        let draws = |domain: &Domain| {
            let topics = || questions.iter().filter_map(|q| self.library.topic(*q));
            (in_case && domain.draws_cases()) || topics().all(|t| domain.draws(t))
        };
        let domains: Vec<(usize, u32)> = blueprint
            .domains
            .iter()
            .enumerate()
            .filter(|(_, domain)| draws(domain))
            .map(|(number, domain)| (number, cost(domain)))
            .collect();
        let level = match self.library.row(first) {
            Some((_, row)) if !in_case => row.level.map(|l| l as usize),
            _ => None,
        };
        let unit = Unit { size: questions.len() as u32, domains, level };
        (!unit.domains.is_empty()).then_some(Piece { questions, rank, unit })
    }

    /// What questions cost that the learner saw not long ago.
    fn seen(&self) -> HashMap<QuestionRef, u32> {
        let Some((standing, now)) = self.standing else { return HashMap::new() };
        let now = now.as_millisecond();
        let days = |at: i64| (now - at).max(0) as f64 / 86_400_000.0;
        standing
            .records
            .iter()
            .filter_map(|(id, record)| {
                let cost = SEEN * (-days(record.last_at) / SEEN_HALF_LIFE).exp2();
                Some((self.library.find(id)?, cost as u32))
            })
            .collect()
    }
}

/// Whether a question is of a type that the exam has in a domain.
pub(super) fn is_of_type(
    library: &Library,
    question: QuestionRef,
    blueprint: &Blueprint,
    domain: &Domain,
) -> bool {
    let types = blueprint.types_of(domain);
    types.is_empty() || library.row(question).is_some_and(|(_, row)| types.contains(&row.kind))
}

/// Whether a question measures a domain as the exam does.
pub(super) fn measures(library: &Library, question: QuestionRef, domain: &Domain) -> bool {
    match domain.needs {
        None => true,
        Some(Need::CptCodes) => library.row(question).is_some_and(|(bank, _)| bank.bank.contains_cpt),
    }
}
