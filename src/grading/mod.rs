//! From an answer and a key to a [`Mark`].
//!
//! Answers are graded by identity, never by the position shown; points are exact fractions. Codes are graded with the
//! edition that the bank names in hand; without it by syntax and key, and the mark says so.

mod answer;
mod choices;
mod codes;
mod finding;
mod mark;
mod points;
#[cfg(test)]
mod tests;
mod text;

pub use answer::Answer;
pub use finding::{Cited, Finding, FindingKind};
pub use mark::{Basis, Mark};
pub use points::Points;

use crate::bank::{Body, Question};
use crate::code::Books;

/// Grades an answer with the code sets at hand. The answer must be of the question's type; one that is not earns nothing.
pub fn grade(question: &Question, answer: &Answer, books: &Books) -> Mark {
    let mark = match (&question.body, answer) {
        (Body::Choices(key), Answer::Choices(chosen)) => choices::grade(key, chosen),
        (Body::TrueFalse(key), Answer::Truth(truth)) => Mark::all_or_nothing(key.key == *truth),
        (Body::Text(key), Answer::Text(written)) => text::grade(key, written),
        (Body::Match(key), Answer::Pairs(pairs)) => choices::grade_pairs(key, pairs),
        (Body::Order(key), Answer::Order(items)) => {
            let asked: Vec<&str> = key.items.iter().map(|i| i.as_str()).collect();
            Mark::all_or_nothing(items.iter().map(String::as_str).eq(asked))
        }
        (Body::Code(key), Answer::Codes(entries)) => codes::grade(key, entries, books),
        _ => Mark::all_or_nothing(false),
    };
    match question.points {
        Some(points) => mark.scaled_to(points),
        None => mark,
    }
}

/// The most points that a question can earn.
pub fn maximum(question: &Question) -> Points {
    if let Some(points) = question.points {
        return Points::whole(points);
    }
    match &question.body {
        Body::Choices(key) => choices::maximum(key),
        Body::Match(key) => Points::whole(key.pairs.len() as u32),
        Body::Code(key) => Points::whole(key.required()),
        Body::TrueFalse(_) | Body::Text(_) | Body::Order(_) => Points::whole(1),
    }
}
