use proptest::prelude::*;

use super::*;

fn matrix(text: &str) -> Responses {
    read_matrix(text.as_bytes(), MatrixOptions::default()).unwrap()
}

/// A common form of `n` candidates whose answers depend on what they know.
fn form(n: usize, questions: usize, letters: bool) -> String {
    let mut text = String::from("candidate");
    for q in 0..questions {
        text.push_str(&format!(",q{q}"));
    }
    text.push('\n');
    if letters {
        text.push_str(&format!("key{}\n", ",B".repeat(questions)));
    }
    let mut state = 12345_u64;
    for candidate in 0..n {
        text.push_str(&format!("c{candidate}"));
        for q in 0..questions {
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            let draw = (state >> 33) as usize % 100;
            let correct = draw < 20 + 60 * candidate / n + q % 10;
            let cell = match (letters, correct) {
                (false, correct) => u8::from(correct).to_string(),
                (true, true) => "B".to_owned(),
                (true, false) => ["A", "C", "D"][draw % 3].to_owned(),
            };
            text.push_str(&format!(",{cell}"));
        }
        text.push('\n');
    }
    text
}

#[test]
fn both_ways_of_counting_agree() {
    for letters in [false, true] {
        let text = form(300, 12, letters);
        let fast = matrix(&text);
        // A quotation mark takes the slow way of reading.
        let slow = matrix(&text.replacen("c0,", "\"c0\",", 1));
        assert_eq!(analyse(&fast), analyse(&slow));
        // An item that earns half takes the slow way of counting; with no such answer it changes nothing else.
        let mut general = fast.clone();
        general.columns[0].symbols.push(Symbol { code: 250, score: 0.5, picks: Vec::new() });
        let (a, b) = (analyse(&fast), analyse(&general));
        assert_eq!(a.reliability, b.reliability);
        for (x, y) in a.items.iter().zip(&b.items) {
            assert_eq!((x.n, x.facility, x.by_group), (y.n, y.facility, y.by_group));
            let (dx, dy) = (x.discrimination.unwrap(), y.discrimination.unwrap());
            assert!((dx - dy).abs() < 1e-8, "{dx} {dy}");
            for (c, d) in x.choices.iter().zip(&y.choices) {
                assert!((c.discrimination.unwrap() - d.discrimination.unwrap()).abs() < 1e-8);
            }
        }
    }
}

/// Three candidates by hand, twenty times over: p of q1 is 2/3; its rest is 2, 0, 1 points.
#[test]
fn a_rest_that_never_differs_correlates_with_nothing() {
    let rows = |cells: &dyn Fn(usize) -> String| -> String {
        let lines: Vec<String> = (0..101).map(|n| format!("c{n},{}\n", cells(n))).collect();
        format!("candidate,a,b\n{}", lines.concat())
    };
    // Sums of these leave rounding behind, of either sign.
    for constant in ["1", "0.1", "0.3", "0.37", "0.6", "0.7", "0.9"] {
        let analysis = analyse(&matrix(&rows(&|n| format!("{},{constant}", u8::from(n < 29)))));
        let found: Vec<Option<f64>> = analysis.items.iter().map(|i| i.discrimination).collect();
        assert_eq!(found, [None, None], "{constant}");
    }
}

#[test]
fn none_is_an_answer_where_answers_are_words() {
    let read = |key: &str, word: &str| {
        let table = format!("candidate,a,b\nx,{word},1\ny,none,0\nz,,1\nkey,{key},\n");
        let responses = matrix(&table);
        let item = analyse(&responses).items.swap_remove(0);
        (item.n, item.correct)
    };
    assert_eq!(read("None", "One"), (2, 0), "as it is written");
    assert_eq!(read("none", "One"), (2, 1));
    assert_eq!(read("A", "A"), (1, 1));
}

#[test]
fn later_attempts_are_of_the_same_people() {
    let options = MatrixOptions { all_attempts: true, ..MatrixOptions::default() };
    for quote in ["", "\""] {
        let table = format!("candidate,a,b\n{quote}ann{quote},1,0\nbob,0,1\nann,1,1\n");
        let analysis = analyse(&read_matrix(table.as_bytes(), options).unwrap());
        assert_eq!((analysis.candidates, analysis.items[0].n), (2, 3));
    }
}

#[test]
fn the_order_of_columns_does_not_divide_candidates() {
    // The same points in all, of which the sums differ by their order in the last digit.
    let rows: Vec<[f64; 3]> =
        (0..40).map(|n| if n % 3 == 0 { [0.1, 0.2, 0.3] } else { [0.3, 0.2, 0.1] }).collect();
    let table = |turn: bool| {
        let line = |row: &[f64; 3]| {
            let mut cells = row.map(|c| c.to_string());
            if turn {
                cells.reverse();
            }
            cells.join(",") + "\n"
        };
        format!("{}\n{}", if turn { "c,b,a" } else { "a,b,c" }, rows.iter().map(line).collect::<String>())
    };
    let (one, mut other) = (analyse(&matrix(&table(false))), analyse(&matrix(&table(true))));
    other.items.reverse();
    assert_eq!(one, other);
}

#[test]
fn figures_by_hand() {
    let rows = "1,1,1\n1,0,0\n0,0,1\n".repeat(20);
    let analysis = analyse(&matrix(&format!("q1,q2,q3\n{rows}")));
    assert_eq!(analysis.candidates, 60);
    let first = &analysis.items[0];
    assert_eq!((first.n, first.correct), (60, 40));
    assert!((first.facility - 2.0 / 3.0).abs() < 1e-9);
    // x = 1 1 0, rest = 2 0 1: covariance 0.
    assert!(first.discrimination.unwrap().abs() < 1e-9);
    // Totals 3, 1, 1: variance 8/9, items 2/9 each (population): alpha = 3/2 (1 - 6/8).
    assert!((analysis.reliability.unwrap() - 0.375).abs() < 1e-9);
    let sd = (8.0_f64 / 9.0 * 60.0 / 59.0).sqrt();
    assert!((analysis.sem.unwrap() - sd * 0.625_f64.sqrt()).abs() < 1e-9);
}

#[test]
fn few_answers_are_counts_and_an_open_form_has_no_reliability() {
    let few = analyse(&matrix("q1,q2\n1,0\n0,1\n1,1\n"));
    assert_eq!(few.items[0].counted(), Counted::CountsOnly);
    assert_eq!((few.items[0].discrimination, few.reliability), (None, None));
    let open = format!("q1,q2\n{}1,\n", "1,0\n0,1\n1,1\n".repeat(20));
    let open = analyse(&matrix(&open));
    assert!(!open.common_form);
    assert_eq!((open.reliability, open.sem, open.items[1].n), (None, None, 60));
    assert_eq!(open.items[0].n, 61);
}

#[test]
fn a_wrong_key_and_a_dead_distractor_are_seen() {
    let mut text = form(400, 10, true);
    // The key of the first question says C, and those who know take B.
    text = text.replacen("key,B", "key,C", 1);
    let analysis = analyse(&matrix(&text));
    assert_eq!(analysis.items[0].verdicts()[0], Verdict::KeyInDoubt { choice: "B".into() });
    assert!(analysis.items[1..].iter().all(|i| i.verdicts().is_empty()), "{analysis:?}");
    let text = text.replace(",D", ",A");
    let text = text.replacen(",A\n", ",D\n", 3);
    let analysis = analyse(&matrix(&text));
    assert!(analysis.items[9].verdicts().contains(&Verdict::DeadDistractor { choice: "D".into() }));
}

#[test]
fn mistakes_of_a_matrix_are_named() {
    let fails = |text: &str| read_matrix(text.as_bytes(), MatrixOptions::default()).unwrap_err().to_string();
    assert!(fails("candidate,q1\na,B\n").starts_with("line 2: `B` of `q1` is no share"));
    assert!(fails("candidate,q1,q1\n").contains("two columns"));
    assert!(fails("candidate,q1\na,1,0\n").starts_with("line 2: 3 cells"));
    assert!(fails("1,0,1\n0,1,1\n").contains("names of the questions"));
    assert!(fails("").starts_with("line 1"));
    // A column without a key holds points.
    assert!(fails("candidate,q1,q2\nkey,A,\na,A,B\n").contains("`B` of `q2`"));
    let mixed = matrix("candidate,q1,q2\nkey,A,\na,A,0.5\nb,B,1\n");
    assert!((analyse(&mixed).items[1].facility - 0.75).abs() < 1e-9);
}

#[test]
fn a_candidate_counts_once_unless_asked() {
    let text = "candidate;q1;q2\nann;1;0\nbob;0;1\nann;0;1\n";
    let once = matrix(text);
    assert_eq!((once.candidates, once.repeated), (2, 2));
    let all =
        read_matrix(text.as_bytes(), MatrixOptions { all_attempts: true, ..Default::default() }).unwrap();
    assert_eq!(all.candidates, 3);
    let blank =
        read_matrix(b"id\tq1\na\t1\nb\t\n", MatrixOptions { blank_is_wrong: true, ..Default::default() });
    let blank = analyse(&blank.unwrap());
    assert_eq!((blank.items[0].n, blank.items[0].facility), (2, 0.5));
}

proptest! {
    #[test]
    fn the_order_of_candidates_does_not_count(seed in 0_u64..1000, letters: bool, holes: bool) {
        let mut text = form(60 + seed as usize % 50, 7, letters);
        if holes {
            text = text.replacen(",B", ",", 9).replacen(",1", ",", 9);
            if letters { text = text.replacen("key,,,,,,,", "key,B,B,B,B,B,B,B", 1); }
        }
        let mut lines: Vec<&str> = text.lines().collect();
        let before = analyse(&matrix(&lines.join("\n")));
        let start = 1 + usize::from(letters);
        lines[start..].reverse();
        let turn = seed as usize % (lines.len() - start);
        lines[start..].rotate_left(turn);
        prop_assert_eq!(before, analyse(&matrix(&lines.join("\n"))));
    }

    #[test]
    fn no_bytes_make_it_panic(bytes in proptest::collection::vec(any::<u8>(), 0..400)) {
        let _ = read_matrix(&bytes, MatrixOptions::default()).map(|r| analyse(&r));
        let mut journals = Journals::default();
        journals.add(&bytes);
        let _ = analyse(&journals.responses(false));
    }

    #[test]
    fn no_table_makes_it_panic(text in "(candidate|q)(,[a-z0-9\"]{0,2}){1,4}\n((key|a|b)(,[01ABC;\"]{0,3}){0,5}\r?\n){0,8}") {
        let _ = read_matrix(text.as_bytes(), MatrixOptions::default()).map(|r| analyse(&r));
    }
}
