//! What a learner studies for.

use std::collections::BTreeMap;

use jiff::civil::Date;

/// The exam, its day, and the time there is: settings of the profile.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Goal {
    /// The blueprint, by its id.
    pub blueprint: Option<String>,
    /// The day of the exam.
    pub date: Option<Date>,
    /// Minutes of study a day.
    pub minutes: Option<u32>,
}

impl Goal {
    /// The setting of the blueprint.
    pub const EXAM: &'static str = "exam";
    /// The setting of the day.
    pub const DATE: &'static str = "exam-date";
    /// The setting of the minutes.
    pub const MINUTES: &'static str = "minutes";

    /// What the settings of a profile say. A value that cannot be read counts as none.
    pub fn of(settings: &BTreeMap<String, String>) -> Self {
        Self {
            blueprint: settings.get(Self::EXAM).cloned(),
            date: settings.get(Self::DATE).and_then(|text| text.parse().ok()),
            minutes: settings.get(Self::MINUTES).and_then(|text| text.parse().ok()),
        }
    }
}
