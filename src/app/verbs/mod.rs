//! One file a verb, or a family of verbs.

pub(super) mod about;
pub(super) mod bank;
pub(super) mod codes;
pub(super) mod drill;
pub(super) mod exam;
mod forms;
pub(super) mod history;
pub(super) mod items;
pub(super) mod lookup;
pub(super) mod marks;
pub(super) mod paper;
pub(super) mod plan;
pub(super) mod progress;
pub(super) mod review;
pub(super) mod stats;
pub(super) mod study;
