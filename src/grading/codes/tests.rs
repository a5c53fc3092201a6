//! The grading of codes, rule by rule.

use super::grade;
use crate::bank::{Body, Codes, Taxonomy, read_bank, read_topics};
use crate::code::{Books, Expected, read_entries};
use crate::grading::{FindingKind, Mark};

pub(super) fn codes(body: &str) -> Codes {
    let mut taxonomy = Taxonomy::default();
    taxonomy.extend(read_topics("[[topic]]\npath = \"t\"\ntitle = \"T\"\n").0);
    let text = format!(
        "[bank]\nformat = 1\nid = \"b\"\ntitle = \"B\"\n[[question]]\nid = \"q\"\ntype = \"code\"\ntopic = \"t\"\n\
         stem = \"Q\"\n{body}\n"
    );
    let file = read_bank(&text, &taxonomy);
    assert!(file.diagnostics.is_empty(), "{:#?}", file.diagnostics);
    match file.questions.into_iter().next().map(|q| q.body) {
        Some(Body::Code(codes)) => codes,
        other => panic!("{other:?}"),
    }
}

fn mark(key: &Codes, books: &Books, answer: &str) -> Mark {
    let (systems, named) = (key.systems(), key.named());
    grade(key, &read_entries(answer, Expected { systems: &systems, keyed: &named }), books)
}

/// Points, whether it is correct, and the findings as `kind code>expected +also`.
fn said(key: &Codes, books: &Books, answer: &str) -> (String, bool, Vec<String>) {
    let mark = mark(key, books, answer);
    let findings = mark.findings.iter().map(|f| {
        let (code, expected) = (f.code.as_deref().unwrap_or(""), f.expected.as_deref().unwrap_or(""));
        let also = f.also.iter().fold(String::new(), |all, k| all + " +" + &k.name());
        format!("{} {code}>{expected}{also}", f.kind.name())
    });
    (mark.points.to_string(), mark.correct, findings.collect())
}

/// The sentences of the findings.
pub(super) fn sentences(key: &Codes, books: &Books, answer: &str) -> Vec<String> {
    mark(key, books, answer).findings.into_iter().map(|f| f.message).collect()
}

/// Answers with their points, whether they are correct, and their findings.
pub(super) fn check_with(key: &Codes, books: &Books, table: &[(&str, &str, bool, &[&str])]) {
    for (answer, points, correct, findings) in table {
        let expected = ((*points).to_owned(), *correct, findings.iter().map(|f| (*f).to_owned()).collect());
        assert_eq!(said(key, books, answer), expected, "{answer}");
    }
}

fn check(key: &Codes, table: &[(&str, &str, bool, &[&str])]) {
    check_with(key, &Books::none(), table);
}

#[test]
fn over_coding_costs_as_under_coding_does() {
    let key =
        codes("key = [{ code = \"E11.22\" }, { code = \"N18.4\" }, { code = \"I10\", optional = true }]");
    check(
        &key,
        &[
            ("E11.22 N18.4", "2", true, &[]),
            ("N18.4 E11.22", "2", true, &[]),
            ("E11.22 N18.4 I10", "2", true, &[]),
            ("E11.22", "1", false, &["missed >N18.4"]),
            ("E11.22 N18.4 R73.9", "1 1/3", false, &["unsupported R73.9>"]),
            ("E11.22 N18.4 N18.4", "2", true, &["duplicate N18.4>"]),
            ("I10", "0", false, &["missed >E11.22", "missed >N18.4"]),
        ],
    );
    let exact = codes("scoring = \"exact\"\nkey = [{ code = \"E11.22\" }, { code = \"N18.4\" }]");
    check(&exact, &[("E11.22 N18.4", "2", true, &[]), ("E11.22", "0", false, &["missed >N18.4"])]);
    let over = codes("scoring = \"code-over-code\"\nkey = [{ code = \"E11.22\" }, { code = \"N18.4\" }]");
    check(&over, &[("E11.22 N18.4 R73.9", "2", true, &["unsupported R73.9>"])]);
}

#[test]
fn the_order_is_judged_where_it_counts() {
    let lines = "key = [{ code = \"E11.621\" }, { code = \"L97.412\" }, { code = \"Z79.4\" }]";
    let first = codes(&format!("{lines}\nsequence = \"first\""));
    check(
        &first,
        &[
            ("E11.621 Z79.4 L97.412", "3", true, &[]),
            ("R73.9 E11.621 L97.412 Z79.4", "2 1/4", false, &["unsupported R73.9>"]),
            ("Z79.4 E11.621 L97.412", "2", false, &["sequence E11.621>"]),
        ],
    );
    let before = codes(&format!("{lines}\nbefore = [[\"E11.621\", \"L97.412\"]]"));
    check(
        &before,
        &[
            ("Z79.4 E11.621 L97.412", "3", true, &[]),
            ("L97.412 E11.621 Z79.4", "2", false, &["sequence E11.621>"]),
        ],
    );
    let full = codes(&format!("{lines}\nsequence = \"full\""));
    check(
        &full,
        &[
            ("E11.621 L97.412 Z79.4", "3", true, &[]),
            ("Z79.4 E11.621 L97.412", "2", false, &["sequence Z79.4>"]),
        ],
    );
}

#[test]
fn the_best_key_is_taken() {
    let key = codes(
        "key = [{ any = [\"Z79.84\", \"Z79.85\"] }, { code = \"Z79.84\" }]\n[[question.alternative]]\nkey = [{ code = \
         \"E11.9\" }]",
    );
    check(&key, &[("Z79.84 Z79.85", "2", true, &[]), ("E11.9", "2", true, &[])]);
}

#[test]
fn a_wrong_code_is_explained_by_the_keyed_one() {
    let key = codes(
        "key = [{ code = \"S52.531A\" }, { code = \"W19.XXXA\" }]\nwrong = [{ code = \"E11.9\", for = \"W19.XXXA\", \
         why = \"no\" }]",
    );
    let kind = |answer: &str| mark(&key, &Books::none(), &format!("{answer}, W19.XXXA")).findings[0].kind;
    assert_eq!(kind("S52"), FindingKind::CategoryOnly);
    assert_eq!(kind("S52.53"), FindingKind::NotBillable);
    assert_eq!(kind("S52.531"), FindingKind::SeventhMissing);
    assert_eq!(kind("S52.531D"), FindingKind::SeventhWrong);
    assert_eq!(kind("S52.532A"), FindingKind::Sibling);
    assert_eq!(kind("S42.001A"), FindingKind::Unsupported);
    assert_eq!(kind("S52.53O"), FindingKind::Malformed);
    let fall = |answer: &str| mark(&key, &Books::none(), &format!("S52.531A, {answer}")).findings[0].kind;
    assert_eq!(fall("W19.A"), FindingKind::PlaceholderMissing);
    assert_eq!(fall("W19.XXX"), FindingKind::SeventhMissing);
    assert_eq!(fall("W19"), FindingKind::SeventhMissing);
    // One omission, one finding: a keyed code that a wrong one stands for is not missed too.
    assert_eq!(said(&key, &Books::none(), "S52.531A E11.9").2, ["unsupported E11.9>W19.XXXA"]);
    assert!(mark(&key, &Books::none(), "S52.531A E11.9").findings[0].message.ends_with("no"));
}

#[test]
fn procedures_are_multisets_with_modifiers_and_units() {
    let key = codes(
        "system = \"hcpcs\"\nkey = [{ code = \"A4253\", units = 2, modifiers = [\"KX\", \"NU\"] }, { code = \"J1885\" }, \
         { code = \"J1885\" }]",
    );
    check(
        &key,
        &[
            ("A4253-NU-KX x2, J1885, J1885", "3", true, &[]),
            ("A4253-KX-NU, J1885, J1885", "2 1/2", false, &["units A4253>2"]),
            ("A4253 x2, J1885, J1885", "2 1/2", false, &["modifier A4253>KX NU"]),
            ("A4253-KX-NU x2, J1885", "2", false, &["missed >J1885"]),
            ("A4259-KX-NU x2, J1885, J1885", "2", false, &["unsupported A4259>", "missed >A4253"]),
        ],
    );
}

#[test]
fn two_systems_in_one_key() {
    let key = codes(
        "key = [{ code = \"E11.9\" }, { code = \"A4253\", system = \"hcpcs\", units = 2, modifiers = [\"KX\"] }]",
    );
    check(&key, &[("E11.9, A4253-KX x2", "2", true, &[]), ("e119 a4253 kx x2", "2", true, &[])]);
}

mod properties {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        /// Whatever is entered: points stay between nothing and everything, and correct means everything.
        #[test]
        fn points_stay_in_bounds(picks in proptest::collection::vec(0_usize..7, 0..12), policy in 0_usize..3, order in 0_usize..3) {
            let policy = ["exact", "max-denominator", "code-over-code"][policy];
            let order = ["none", "first", "full"][order];
            let key = codes(&format!(
                "scoring = \"{policy}\"\nsequence = \"{order}\"\nkey = [{{ code = \"E11.22\" }}, {{ any = [\"N18.4\", \
                 \"N18.5\"] }}, {{ code = \"Z79.4\" }}, {{ code = \"I10\", optional = true }}]"
            ));
            let pool = ["E11.22", "N18.4", "N18.5", "Z79.4", "I10", "R73.9", "XX"];
            let answer: Vec<&str> = picks.iter().map(|p| pool[*p]).collect();
            let mark = mark(&key, &Books::none(), &answer.join(", "));
            prop_assert!(mark.points <= mark.maximum);
            prop_assert!(!mark.correct || mark.points == mark.maximum);
        }
    }
}
