//! The grading of choices, words, pairs and orders.

use super::{Answer, grade, maximum};
use crate::bank::{ChoiceId, Question, Taxonomy, read_bank, read_topics};
use crate::code::Books;

fn question(body: &str) -> Question {
    let mut taxonomy = Taxonomy::default();
    taxonomy.extend(read_topics("[[topic]]\npath = \"t\"\ntitle = \"T\"\n").0);
    let text = format!(
        "[bank]\nformat = 1\nid = \"b\"\ntitle = \"B\"\n[[question]]\nid = \"q\"\ntopic = \"t\"\nstem = \"Q\"\n{body}\n"
    );
    let file = read_bank(&text, &taxonomy);
    assert!(file.diagnostics.is_empty(), "{:#?}", file.diagnostics);
    file.questions.into_iter().next().unwrap()
}

const FIVE: &str = "choices = [{ id = \"a\", text = \"A\", key = true }, { id = \"b\", text = \"B\", key = true }, { id = \
                    \"c\", text = \"C\" }, { id = \"d\", text = \"D\" }, { id = \"e\", text = \"E\" }]";

fn choose(question: &Question, letters: &str) -> (String, bool) {
    let chosen = letters.chars().map(|c| ChoiceId::given(&c.to_string())).collect();
    let mark = grade(question, &Answer::Choices(chosen), &Books::none());
    assert_eq!(mark.maximum, maximum(question));
    (mark.points.to_string(), mark.correct)
}

#[test]
fn several_choices_by_each_rule() {
    type Answers = &'static [(&'static str, &'static str, bool)];
    let table: &[(&str, Answers)] = &[
        (
            "exact",
            &[("ab", "1", true), ("ba", "1", true), ("a", "0", false), ("abc", "0", false), ("", "0", false)],
        ),
        ("plus-minus", &[("ab", "2", true), ("a", "1", false), ("abc", "1", false), ("acd", "0", false)]),
        ("select-n", &[("ab", "2", true), ("ac", "1", false), ("abc", "0", false), ("cd", "0", false)]),
    ];
    for (rule, answers) in table {
        let select = if *rule == "select-n" { "select = 2\n" } else { "" };
        let question = question(&format!("type = \"multiple\"\n{select}scoring = \"{rule}\"\n{FIVE}"));
        for (letters, points, correct) in *answers {
            assert_eq!(choose(&question, letters), ((*points).to_owned(), *correct), "{rule} {letters}");
        }
    }
}

#[test]
fn points_replace_the_maximum() {
    let question = question(&format!("type = \"multiple\"\npoints = 3\nscoring = \"plus-minus\"\n{FIVE}"));
    assert_eq!(choose(&question, "a"), ("1 1/2".to_owned(), false));
    assert_eq!(choose(&question, "ab"), ("3".to_owned(), true));
}

#[test]
fn a_written_answer_is_forgiven_its_form_and_not_its_letters() {
    let question = question(
        "type = \"text\"\nkey = \"Meniere's disease\"\naccept = [\"endolymphatic hydrops\"]\nwhy-not = [{ text = \
         \"labyrinthitis\", why = \"inflammation\" }]",
    );
    let say = |text: &str| grade(&question, &Answer::Text(text.to_owned()), &Books::none());
    for good in ["meniere's disease", "MENIERES-DISEASE", "Ménière’s  disease", "endolymphatic-hydrops"] {
        assert!(say(good).correct, "{good}");
    }
    let slip = say("menieres diseas");
    assert!(!slip.correct && slip.findings[0].message.contains("check the spelling"));
    assert_eq!(say("endolymphatic hydrop").findings[0].expected.as_deref(), Some("endolymphatic hydrops"));
    assert_eq!(say("labyrinthitis").findings[0].message, "inflammation");
    assert!(say("vertigo").findings.is_empty());
}

#[test]
fn a_point_a_pair() {
    let question = question("type = \"match\"\npairs = [[\"a\", \"1\"], [\"b\", \"2\"]]\nextra = [\"3\"]");
    let join = |pairs: &[(&str, &str)]| {
        let pairs = pairs.iter().map(|(l, r)| ((*l).to_owned(), (*r).to_owned())).collect();
        let mark = grade(&question, &Answer::Pairs(pairs), &Books::none());
        (mark.points.to_string(), mark.correct)
    };
    assert_eq!(join(&[("a", "1"), ("b", "2")]), ("2".to_owned(), true));
    assert_eq!(join(&[("a", "1"), ("b", "3")]), ("1".to_owned(), false));
    assert_eq!(join(&[("a", "1"), ("a", "2")]), ("0".to_owned(), false));
}

#[test]
fn an_answer_of_another_type_earns_nothing() {
    let question = question("type = \"true-false\"\nkey = true");
    assert!(!grade(&question, &Answer::Text("true".to_owned()), &Books::none()).correct);
    assert!(grade(&question, &Answer::Truth(true), &Books::none()).correct);
}
