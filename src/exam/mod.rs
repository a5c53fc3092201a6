//! Mock exams: which questions make a form, and what a sitting is worth. Pure: what there is, what is known of the learner and
//! the time go in; forms and reports come out. Whatever is left open is decided by the order of what is handed in, so that
//! whoever shuffles it decides.

mod assemble;
mod counts;
mod draw;
mod flow;
mod likeness;
mod pieces;
mod report;
mod sheet;

pub use assemble::{Filled, Outcome, PATIENCE, Problem, Unit, assemble};
pub use counts::Measure;
pub use draw::{Form, FormItem, Lack, Pool, Shortfall};
pub use likeness::siblings;
pub use report::{BookReport, Changed, DomainScore, ScoreReport, TimeReport, Unmeasured, report};
pub use sheet::{Place, Sheet, sheets};

#[cfg(test)]
mod fixture;
