//! Grading with the code book in hand: the shipped ICD-10-CM 2026.

use super::tests::{check_with, codes, sentences};
use crate::code::{Books, Editions};

fn books() -> Books {
    Editions::open(None).books([("icd-10-cm", "2026")].into_iter())
}

fn check(key: &str, table: &[(&str, &str, bool, &[&str])]) {
    check_with(&codes(key), &books(), table);
}

#[test]
fn every_axis_in_which_a_code_can_differ() {
    check(
        "key = [{ code = \"S52.531A\" }]",
        &[
            ("S52.531A", "1", true, &[]),
            ("S52.532A", "0", false, &["laterality S52.532A>S52.531A"]),
            ("S52.539A", "0", false, &["unspecified S52.539A>S52.531A"]),
            ("S52.531D", "0", false, &["seventh-character-wrong S52.531D>S52.531A"]),
            ("S52.532D", "0", false, &["laterality S52.532D>S52.531A +seventh-character-wrong"]),
            ("S52.501A", "0", false, &["unspecified S52.501A>S52.531A"]),
            ("S52.502A", "0", false, &["unspecified S52.502A>S52.531A +laterality"]),
            ("S52.541A", "0", false, &["sibling S52.541A>S52.531A"]),
            ("S52.531", "0", false, &["seventh-character-missing S52.531>S52.531A"]),
            ("S52.532", "0", false, &["seventh-character-missing S52.532>S52.531A +laterality"]),
            ("S52.53", "0", false, &["not-billable S52.53>S52.531A"]),
            ("S52", "0", false, &["category-only S52>S52.531A"]),
            ("S52.3", "0", false, &["not-billable S52.3>S52.531A +sibling"]),
            ("S52.531Z", "0", false, &["seventh-character-wrong S52.531Z>S52.531A"]),
            ("S52.571A", "0", false, &["sibling S52.571A>S52.531A"]),
            ("S42.201A", "0", false, &["unsupported S42.201A>", "missed >S52.531A"]),
            ("S92", "0", false, &["category-only S92>", "missed >S52.531A"]),
        ],
    );
    check(
        "key = [{ code = \"N18.9\" }]",
        &[
            ("N18.4", "0", false, &["over-specified N18.4>N18.9"]),
            ("N18.3", "0", false, &["not-billable N18.3>N18.9 +sibling"]),
            ("N18.7", "0", false, &["unknown-code N18.7>N18.9"]),
            ("N18.9X", "0", false, &["placeholder-extra N18.9X>N18.9"]),
            ("M18.9", "0", false, &["unsupported M18.9>", "missed >N18.9"]),
        ],
    );
    check(
        "key = [{ code = \"T15.01XA\" }]",
        &[
            ("T15.01A", "0", false, &["placeholder-missing T15.01A>T15.01XA"]),
            ("T15.01X", "0", false, &["seventh-character-missing T15.01X>T15.01XA"]),
            ("T15.02A", "0", false, &["placeholder-missing T15.02A>T15.01XA +laterality"]),
            ("T15.0IXA", "0", false, &["unknown-code T15.0IXA>T15.01XA"]),
            ("T15.O1XA", "0", false, &["malformed T15.O1XA>T15.01XA"]),
            ("T15.OIXA", "0", false, &["malformed T15.OIXA>", "missed >T15.01XA"]),
        ],
    );
    check(
        "key = [{ code = \"S06.5X7A\" }]",
        &[("S06.5X7D", "0", false, &["seventh-character-wrong S06.5X7D>S06.5X7A"])],
    );
    check(
        "key = [{ code = \"W19.XXXA\" }]",
        &[("W19", "0", false, &["seventh-character-missing W19>W19.XXXA +category-only"])],
    );
    check(
        "key = [{ code = \"H40.1132\" }]",
        &[
            ("H40.1123", "0", false, &["laterality H40.1123>H40.1132 +seventh-character-wrong"]),
            ("H40.1131", "0", false, &["seventh-character-wrong H40.1131>H40.1132"]),
        ],
    );
}

#[test]
fn notes_speak_of_what_is_missing() {
    check(
        "sequence = \"first\"\nkey = [{ code = \"E11.22\" }, { code = \"N18.4\" }, { code = \"Z79.4\" }]",
        &[
            // N18 says "code first any associated diabetic chronic kidney disease".
            ("N18.4 E11.22 Z79.4", "2", false, &["code-first N18.4>E11.22"]),
            ("E11.22 N18.4", "2", false, &["use-additional E11.22>Z79.4"]),
            ("E11.22 Z79.4", "2", false, &["use-additional E11.22>N18.4"]),
            ("N18.4 Z79.4", "2", false, &["code-first N18.4>E11.22"]),
        ],
    );
    check("key = [{ code = \"I10\" }, { code = \"R05.1\" }]", &[("I10", "1", false, &["missed >R05.1"])]);
    check(
        "sequence = \"first\"\nkey = [{ code = \"S61.411A\" }, { code = \"W26.0XXA\" }]",
        &[("W26.0XXA S61.411A", "1", false, &["never-first W26.0XXA>S61.411A"])],
    );
}

#[test]
fn an_excludes1_note_is_told_with_its_place() {
    check("key = [{ code = \"E11.9\" }]", &[("E11.9 E10.9", "1/2", false, &["excludes1 E10.9>E11.9"])]);
    let said = sentences(&codes("key = [{ code = \"E11.9\" }]"), &books(), "E11.9 E10.9");
    assert_eq!(said.len(), 1);
    assert!(said[0].contains("Excludes1 note at E1") && said[0].contains("I.A.12.a"), "{said:?}");
    // A pair that the key itself holds is never reported.
    check("key = [{ code = \"E11.9\" }, { code = \"E10.9\" }]", &[("E11.9 E10.9", "2", true, &[])]);
}

#[test]
fn both_official_titles_are_named() {
    let said = sentences(&codes("key = [{ code = \"S52.531A\" }]"), &books(), "S52.501A");
    assert_eq!(
        said,
        [
            "S52.501A (Unspecified fracture of the lower end of right radius, initial encounter for closed fracture): \
          correct category, side and 7th character, but the record specifies more; the key is S52.531A (Colles' fracture of \
          right radius, initial encounter for closed fracture)"
        ]
    );
}

#[test]
fn without_the_edition_syntax_and_key_decide() {
    let none = Editions::open(None).books([("icd-10-cm", "1999")].into_iter());
    check_with(
        &codes("key = [{ code = \"S52.531A\" }]"),
        &none,
        &[("S52.532A", "0", false, &["sibling S52.532A>S52.531A"])],
    );
}
