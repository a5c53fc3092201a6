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

#[test]
fn what_a_title_adds_decides_between_less_and_other() {
    let table: &[(&str, &str, &str)] = &[
        ("I63.412", "I63.9", "unspecified I63.9>I63.412"),
        ("I63.9", "I63.412", "over-specified I63.412>I63.9"),
        ("M17.11", "M17.9", "unspecified M17.9>M17.11"),
        ("M17.11", "M17.0", "laterality M17.0>M17.11"),
        ("R10.31", "R10.9", "unspecified R10.9>R10.31"),
        ("L03.115", "L03.90", "unspecified L03.90>L03.115"),
        ("O24.410", "O24.419", "unspecified O24.419>O24.410"),
        ("J96.01", "J96.00", "unspecified J96.00>J96.01"),
        ("J96.00", "J96.01", "over-specified J96.01>J96.00"),
        ("S06.5X1A", "S06.5X9A", "unspecified S06.5X9A>S06.5X1A"),
        ("K35.32", "K35.80", "unspecified K35.80>K35.32"),
        ("F32.1", "F32.A", "unspecified F32.A>F32.1"),
        ("S62.620A", "S62.629A", "unspecified S62.629A>S62.620A"),
        ("I13.0", "I13.2", "sibling I13.2>I13.0 +over-specified"),
        ("N18.4", "N18.30", "sibling N18.30>N18.4 +unspecified"),
        ("N18.4", "N18.9", "unspecified N18.9>N18.4"),
        ("I25.10", "I25.119", "sibling I25.119>I25.10 +unspecified"),
        ("G40.909", "G40.919", "sibling G40.919>G40.909"),
        ("E11.22", "E11.8", "unspecified E11.8>E11.22"),
        ("H25.11", "H25.13", "laterality H25.13>H25.11"),
        ("Z3A.28", "Z3A.00", "unspecified Z3A.00>Z3A.28"),
    ];
    for (key, answer, finding) in table {
        check(&format!("key = [{{ code = \"{key}\" }}]"), &[(answer, "0", false, &[finding])]);
    }
}

#[test]
fn each_wrong_code_finds_its_own_key() {
    check(
        "key = [{ code = \"H40.1121\" }, { code = \"H40.1112\" }]",
        &[(
            "H40.1122 H40.1111",
            "0",
            false,
            &["seventh-character-wrong H40.1122>H40.1121", "seventh-character-wrong H40.1111>H40.1112"],
        )],
    );
    check(
        "key = [{ code = \"S52.531A\" }, { code = \"S52.502A\" }]",
        &[(
            "S52.501A S52.532A",
            "0",
            false,
            &["laterality S52.501A>S52.502A", "laterality S52.532A>S52.531A"],
        )],
    );
    check(
        "key = [{ code = \"T40.1X1A\" }]",
        &[
            ("T40.11A", "0", false, &["placeholder-missing T40.11A>T40.1X1A"]),
            ("T40.1X1", "0", false, &["seventh-character-missing T40.1X1>T40.1X1A"]),
        ],
    );
    check(
        "key = [{ code = \"S52.531A\" }]",
        &[("S52.531XA", "0", false, &["placeholder-extra S52.531XA>S52.531A"])],
    );
    check(
        "key = [{ code = \"O80\" }, { code = \"Z37.0\" }]",
        &[
            ("080, Z37.0", "1", false, &["malformed 080>O80"]),
            ("080 Z37.0", "1", false, &["malformed 080>O80"]),
        ],
    );
}

#[test]
fn notes_speak_of_what_they_are_about() {
    // The adverse effect is coded first; a poisoning stands first itself.
    check(
        "sequence = \"first\"\nkey = [{ code = \"D68.32\" }, { code = \"T45.515A\" }]",
        &[
            ("T45.515A D68.32", "1", false, &["code-first T45.515A>D68.32"]),
            ("D68.32", "1", false, &["use-additional D68.32>T45.515A"]),
        ],
    );
    check(
        "sequence = \"first\"\nkey = [{ code = \"T45.511A\" }, { code = \"D68.32\" }]",
        &[("T45.511A", "1", false, &["missed >D68.32"])],
    );
    check(
        "sequence = \"full\"\nkey = [{ code = \"E11.22\" }, { code = \"I10\" }, { code = \"N18.4\" }]",
        &[("N18.4 E11.22 I10", "2", false, &["code-first N18.4>E11.22"])],
    );
}
