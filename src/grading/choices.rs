//! Choices and pairs.

use std::collections::HashSet;

use crate::bank::{ChoiceId, Choices, Matching, MultiplePolicy};

use super::{Mark, Points};

pub(super) fn maximum(key: &Choices) -> Points {
    let keys = key.choices.iter().filter(|c| c.key).count() as u32;
    match key.scoring {
        _ if !key.multiple => Points::whole(1),
        MultiplePolicy::Exact => Points::whole(1),
        MultiplePolicy::SelectN | MultiplePolicy::PlusMinus => Points::whole(keys),
    }
}

pub(super) fn grade(key: &Choices, chosen: &[ChoiceId]) -> Mark {
    let chosen: HashSet<&ChoiceId> = chosen.iter().collect();
    let keyed = key.choices.iter().filter(|c| c.key && chosen.contains(&c.id)).count();
    let distractors = chosen.len() - keyed;
    let keys = key.choices.iter().filter(|c| c.key).count();
    if !key.multiple || key.scoring == MultiplePolicy::Exact {
        return Mark::all_or_nothing(keyed == keys && distractors == 0);
    }
    let points = match key.scoring {
        // More than the number asked for is no answer at all.
        MultiplePolicy::SelectN if chosen.len() > key.select.map_or(keys, |n| n as usize) => 0,
        MultiplePolicy::SelectN | MultiplePolicy::Exact => keyed,
        MultiplePolicy::PlusMinus => keyed.saturating_sub(distractors),
    };
    let mut mark = Mark::of(Points::whole(points as u32), maximum(key));
    mark.correct &= distractors == 0;
    mark
}

pub(super) fn grade_pairs(key: &Matching, answer: &[(String, String)]) -> Mark {
    let joined = key
        .pairs
        .iter()
        .filter(|(left, right)| {
            // A left side joined twice is joined with neither.
            let mut mine = answer.iter().filter(|(l, _)| *l == left.value);
            mine.next().is_some_and(|(_, r)| *r == right.value) && mine.next().is_none()
        })
        .count();
    Mark::of(Points::whole(joined as u32), Points::whole(key.pairs.len() as u32))
}
