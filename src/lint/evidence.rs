//! Saying what answers say.

use super::subject::Asked;
use super::text::short;
use crate::psychometrics::{Counted, ItemStatistics};

/// The figures behind a finding, the number of answers among them.
pub(super) fn figures(item: &ItemStatistics) -> String {
    let mut said = format!("n {}, facility {:.2}", item.n, item.facility);
    if let Some(d) = item.discrimination {
        said.push_str(&format!(", discrimination {d:.2}"));
    }
    if item.counted() == Counted::Provisional {
        said.push_str("; provisional");
    }
    said
}

/// What a choice says, by its identity.
pub(super) fn choice_text(asked: &Asked<'_>, id: &str) -> String {
    let choice = asked.choices().and_then(|c| c.choices.iter().find(|c| c.id.as_str() == id));
    choice.map_or_else(|| id.to_owned(), |c| short(&c.text))
}
