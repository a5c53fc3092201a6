//! What was left out: by a note of a code that was entered, or simply missed.

use crate::bank::KeyLine;
use crate::code::{Code, NoteKind, Place};

use super::super::{Finding, FindingKind};
use super::desk::{self, Desk};

/// The notes that ask for another code, and the finding of each.
const NOTES: [(NoteKind, FindingKind); 3] = [
    (NoteKind::CodeFirst, FindingKind::CodeFirst),
    (NoteKind::UseAdditional, FindingKind::UseAdditional),
    (NoteKind::CodeAlso, FindingKind::CodeAlso),
];

/// A code that was entered and is keyed: its entry, and the code.
pub(super) type Entered<'e> = (usize, &'e Code);

/// The finding of a keyed line that was not answered. One omission, one finding: a note of an entered code that asks for
/// it takes the place of `missed`.
pub(super) fn explain(line: &KeyLine, entered: &[Entered<'_>], desk: Desk<'_>) -> Option<Finding> {
    let code = &line.any.first()?.value;
    let name = desk.named(code);
    let finding = asked_for(code, entered, desk).unwrap_or_else(|| {
        let finding = Finding::keyed(FindingKind::Missed, code.to_string());
        if desk.book(code).is_some() { finding.saying(format!("{name}: not entered")) } else { finding }
    });
    Some(match &line.why {
        Some(why) => finding.because(why),
        None => finding,
    })
}

fn asked_for(code: &Code, entered: &[Entered<'_>], desk: Desk<'_>) -> Option<Finding> {
    let book = desk.book(code)?;
    let missing = book.place(code)?;
    for (note, kind) in NOTES {
        for (entry, carrier) in entered {
            let Some(place) = book.place(carrier) else { continue };
            if let Some(note) = desk::instruction(book, place, missing, note) {
                let message = format!(
                    "{}: {}; the note at {}: {} {}",
                    desk.named(carrier),
                    match kind {
                        FindingKind::CodeFirst => format!("{} comes first", desk.named(code)),
                        FindingKind::UseAdditional => format!("{} is added", desk.named(code)),
                        _ => format!("{} is coded also", desk.named(code)),
                    },
                    book.spot(note.at),
                    heading(kind),
                    note.text
                );
                let finding = Finding::pair(kind, carrier.to_string(), code.to_string());
                return Some(finding.of_entry(*entry).saying(message).citing(book.spot(note.at), note.text));
            }
        }
    }
    None
}

const fn heading(kind: FindingKind) -> &'static str {
    match kind {
        FindingKind::CodeFirst => "code first",
        FindingKind::UseAdditional => "use additional",
        _ => "code also",
    }
}

/// The finding of codes in the wrong order, where the edition says why: a note that puts the one that came too late first,
/// or a code in front that can never be first-listed.
pub(super) fn order(late: &Code, before: &[Entered<'_>], desk: Desk<'_>) -> Option<Finding> {
    let book = desk.book(late)?;
    let place = book.place(late)?;
    for (entry, carrier) in before {
        let Some(other) = book.place(carrier) else { continue };
        if let Some(note) = desk::instruction(book, other, place, NoteKind::CodeFirst) {
            let message = format!(
                "{}: {} comes first; the note at {}: code first {}",
                desk.named(carrier),
                desk.named(late),
                book.spot(note.at),
                note.text
            );
            let finding = Finding::pair(FindingKind::CodeFirst, carrier.to_string(), late.to_string());
            return Some(finding.of_entry(*entry).saying(message).citing(book.spot(note.at), note.text));
        }
    }
    let (entry, first) = before.iter().find(|(entry, _)| *entry == 0)?;
    let other: Place = book.place(first)?;
    book.never_first(other).then(|| {
        let message = format!("{}: never first-listed; {} comes first", desk.named(first), desk.named(late));
        let finding = Finding::pair(FindingKind::NeverFirst, first.to_string(), late.to_string());
        finding.of_entry(*entry).saying(message)
    })
}
