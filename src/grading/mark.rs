//! What grading says of an attempt.

use serde::{Deserialize, Serialize};

use super::{Finding, Points};

/// On what codes were graded.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Basis {
    /// The key alone decides; no code set is asked.
    #[default]
    Key,
    /// Codes by the edition that the bank names.
    Edition,
    /// Codes by their syntax and the key, because the edition is not installed.
    Syntax,
}

/// Points, maximum, and the findings that explain them.
#[derive(Clone, Debug, PartialEq)]
pub struct Mark {
    /// Points earned.
    pub points: Points,
    /// The most that could be earned.
    pub maximum: Points,
    /// Full points and nothing out of order.
    pub correct: bool,
    /// What explains the points.
    pub findings: Vec<Finding>,
    /// On what codes were graded.
    pub basis: Basis,
}

impl Mark {
    /// One point or none.
    pub fn all_or_nothing(correct: bool) -> Self {
        Self::of(Points::whole(u32::from(correct)), Points::whole(1))
    }

    /// A mark that is correct with full points.
    pub fn of(points: Points, maximum: Points) -> Self {
        Self { points, maximum, correct: points == maximum, findings: Vec::new(), basis: Basis::Key }
    }

    /// The same share of another maximum.
    #[must_use]
    pub fn scaled_to(self, points: u32) -> Self {
        let maximum = Points::whole(points);
        Self { points: self.points.over(self.maximum).times(maximum), maximum, ..self }
    }
}
