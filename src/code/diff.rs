//! What a release changed.

use serde::Serialize;

use super::book::{Book, Place};

/// One code that differs between two editions.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(tag = "change", rename_all = "kebab-case")]
pub enum Change {
    /// New.
    Added {
        /// The code.
        code: String,
        /// Its title.
        title: String,
        /// Whether it is reported as it stands.
        billable: bool,
    },
    /// Gone.
    Deleted {
        /// The code.
        code: String,
        /// The title that it had.
        title: String,
        /// Whether it was reported as it stood.
        billable: bool,
    },
    /// Another title.
    Revised {
        /// The code.
        code: String,
        /// The title before.
        before: String,
        /// The title now.
        title: String,
        /// Whether it is reported as it stands.
        billable: bool,
    },
    /// It was reported as it stood, and now needs a further character.
    NoLongerBillable {
        /// The code.
        code: String,
        /// Its title.
        title: String,
    },
    /// It needed a further character, and is now reported as it stands.
    NowBillable {
        /// The code.
        code: String,
        /// Its title.
        title: String,
    },
}

/// All codes that differ, deleted ones in the order of the old edition behind those of the new one.
pub fn diff(old: &Book, new: &Book) -> Vec<Change> {
    let mut changes = Vec::new();
    for place in new.codes() {
        let code = new.label(place);
        let title = new.title(place);
        let billable = new.is_billable(place);
        let Some(before) = old.named(&new.name(place)) else {
            changes.push(Change::Added { code, title, billable });
            continue;
        };
        let was_billable = old.is_billable(before);
        if was_billable && !billable {
            changes.push(Change::NoLongerBillable { code, title });
        } else if billable && !was_billable {
            changes.push(Change::NowBillable { code, title });
        } else if !same_title(&title, &old.title(before)) {
            changes.push(Change::Revised { code, before: old.title(before), title, billable });
        }
    }
    let gone = |place: &Place| new.named(&old.name(*place)).is_none();
    for place in old.codes().filter(gone) {
        let (code, title) = (old.label(place), old.title(place));
        changes.push(Change::Deleted { code, title, billable: old.is_billable(place) });
    }
    changes
}

/// Whether two titles say the same: releases differ in spaces, signs and accents without meaning to.
pub fn same_title(a: &str, b: &str) -> bool {
    use unicode_normalization::UnicodeNormalization as _;
    use unicode_normalization::char::is_combining_mark;
    let plain = |text: &str| {
        let letters = text.nfd().filter(|c| !is_combining_mark(*c)).flat_map(char::to_lowercase);
        letters.filter(|c| c.is_alphanumeric()).collect::<String>()
    };
    a == b || plain(a) == plain(b)
}
