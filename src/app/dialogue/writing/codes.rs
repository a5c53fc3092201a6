//! The codes of a key, as they are typed.

use super::{Writing, at};
use crate::app::Failure;
use crate::bank::{At, KeyLine};
use crate::code::{Code, System};

impl Writing {
    /// The codes with what they say. One that there is not, or that is not complete, is told while it can be typed again.
    pub(super) fn titles(&self, lines: &[KeyLine]) -> Result<Vec<String>, Failure> {
        let edition = self.edition();
        let shelf = edition.as_ref().and_then(|e| self.editions.get(System::Icd10Cm, e));
        let Some(Ok(book)) = shelf.map(|s| s.book()) else { return Ok(Vec::new()) };
        let title = |code: &At<Code>| {
            let place = book.place(&code.value).ok_or_else(|| {
                Failure::usage(format!("{} is no code of ICD-10-CM {}", code.value, book.edition()))
                    .help("`search WORDS` finds codes, in another window")
            })?;
            if !book.is_billable(place) {
                let below: Vec<String> =
                    book.children(place).into_iter().take(8).map(|p| book.label(p)).collect();
                return Err(Failure::usage(format!("{} needs a further character", code.value))
                    .help(format!("below it: {}", below.join(", "))));
            }
            Ok(format!("  {}  {}", code.value, book.title(place)))
        };
        lines.iter().flat_map(|l| &l.any).map(title).collect()
    }

    /// The edition of ICD-10-CM that the bank names.
    pub(super) fn edition(&self) -> Option<String> {
        let editions = self.bank.iter().flat_map(|b| &b.editions);
        editions.into_iter().find(|e| e.system == System::Icd10Cm.name()).map(|e| e.edition.clone())
    }
}

/// A key of diagnoses.
pub(super) fn read_codes(line: &str) -> Result<Vec<KeyLine>, Failure> {
    let mut lines = Vec::new();
    for word in line.split([' ', ',', ';']).filter(|w| !w.is_empty()) {
        let inner = word.strip_prefix('(').and_then(|w| w.strip_suffix(')'));
        let any: Result<Vec<At<Code>>, Failure> = inner
            .unwrap_or(word)
            .split('/')
            .map(|c| Code::parse(System::Icd10Cm, c).map(at).map_err(|e| Failure::usage(e.to_string())))
            .collect();
        lines.push(KeyLine {
            any: any?,
            optional: inner.is_some(),
            units: 1,
            modifiers: Vec::new(),
            poa: None,
            dx: Vec::new(),
            why: None,
        });
    }
    if lines.iter().all(|l| l.optional) {
        return Err(Failure::usage("a code is needed").help("`search WORDS` finds codes, in another window"));
    }
    Ok(lines)
}
