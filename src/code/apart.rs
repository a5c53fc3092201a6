//! What the notes of the Tabular List say of two codes, or of a code's place among others.

use super::{Book, NoteKind, Place, references};

/// A note that speaks of two codes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Apart {
    /// The row at which it stands.
    pub at: Place,
    /// Its words.
    pub text: String,
}

impl Book {
    /// The Excludes1 note of either code that names the other: they are not coded together, unless the conditions are unrelated
    /// (Guidelines I.A.12.a). What narrowing words leave open is not claimed.
    pub fn excludes1(&self, one: Place, other: Place) -> Option<Apart> {
        let names = |from: Place, other: Place| {
            let notes = self.notes_in_force(from).into_iter().filter(|(_, n)| n.kind == NoteKind::Excludes1);
            notes
                .filter(|(_, n)| references(&n.text).iter().any(|r| !r.qualified && r.covers(self, other)))
                .map(|(at, n)| Apart { at, text: n.text.clone() })
                .next()
        };
        names(one, other).or_else(|| names(other, one))
    }

    /// Whether a diagnosis can never be first-listed: manifestations, organisms as causes, external causes (Guidelines
    /// I.A.13, I.C.1.b, I.C.20), and what the chapters say of single categories.
    pub fn never_first(&self, place: Place) -> bool {
        let name = self.name(place);
        let category = name.get(..3).unwrap_or("");
        let title = self.title(place).to_lowercase();
        let manifestation = title.contains(" classified elsewhere")
            && title.contains(" in ")
            && self
                .notes_in_force(place)
                .iter()
                .any(|(at, n)| n.kind == NoteKind::CodeFirst && self.rank(*at).is_code());
        // Severe sepsis (I.C.1.d), underdosing (I.C.19.e.5.c), outcome and weeks of a pregnancy (I.C.15), resistance.
        let by_guideline = name.starts_with("R652")
            || title.starts_with("underdosing")
            || matches!(category, "Z16" | "Z37" | "Z3A");
        manifestation
            || by_guideline
            || ("V00".."Z00").contains(&category)
            || ("B95"..="B97").contains(&category)
    }
}
