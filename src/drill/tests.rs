//! Every question that each kind can generate, against the table itself: exactly one choice is correct.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::sync::Arc;

use super::{Drills, Fact, KINDS, Kind, kinds_named};
use crate::bank::{Body, Question};
use crate::code::{Book, Editions, NoteKind, Place, System, references};

struct Table<'b> {
    book: &'b Book,
    /// Codes by their labels.
    labels: HashMap<String, Place>,
    /// Rows by what their title or inclusion terms say, letters and digits only.
    wordings: HashMap<String, HashSet<u32>>,
}

fn plain(text: &str) -> String {
    text.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

impl<'b> Table<'b> {
    fn new(book: &'b Book) -> Self {
        let mut labels = HashMap::new();
        let mut wordings: HashMap<String, HashSet<u32>> = HashMap::new();
        for place in book.rows().filter(|p| book.rank(*p).is_code()) {
            labels.insert(book.label(place), place);
            wordings.entry(plain(book.row_title(place))).or_default().insert(place.row());
            for note in book.notes(place) {
                if matches!(note.kind, NoteKind::InclusionTerm | NoteKind::Includes) {
                    wordings.entry(plain(&note.text)).or_default().insert(place.row());
                }
            }
        }
        Self { book, labels, wordings }
    }

    /// The place of a choice that begins with a code.
    fn place(&self, choice: &str) -> Place {
        let label = choice.split_whitespace().next().unwrap_or("").trim_end_matches(['-', '.']);
        *self.labels.get(label).unwrap_or_else(|| panic!("{choice} begins with no code"))
    }

    fn says(&self, wording: &str, place: Place) -> bool {
        self.wordings.get(&plain(wording)).is_some_and(|rows| rows.contains(&place.row()))
    }

    fn excludes1(&self, a: Place, b: Place) -> bool {
        let one = |x: Place, y: Place| {
            let notes =
                self.book.notes_in_force(x).into_iter().filter(|(_, n)| n.kind == NoteKind::Excludes1);
            notes.into_iter().any(|(_, n)| references(&n.text).iter().any(|r| r.covers(self.book, y)))
        };
        one(a, b) || one(b, a)
    }

    fn asks_for(&self, place: Place, other: Place, kind: NoteKind) -> bool {
        let rows = std::iter::once(place).chain(self.book.ancestors(place));
        let notes = rows.flat_map(|r| self.book.notes(r)).filter(|n| n.kind == kind);
        notes.into_iter().any(|n| references(&n.text).iter().any(|r| r.covers(self.book, other)))
    }

    /// Whether a choice answers the question, decided from the table and the stem alone.
    fn is_correct(&self, kind: &str, fact: &Fact, question: &Question, choice: &str) -> bool {
        let book = self.book;
        let place = book.named(&fact.code).expect("the fact's code");
        let quoted = || question.stem.split('"').nth(1).expect("a quotation").to_owned();
        let title = |place: Place| book.row_title(place).to_owned();
        match kind {
            "term" | "title" => self.says(&quoted(), self.place(choice)),
            "code" => choice == title(place),
            "billable" => {
                let expected = if book.is_billable(place) {
                    "as it stands"
                } else if !book.children(place).iter().any(|c| c.seventh().is_some()) {
                    "a header"
                } else if fact.code.len() == 6 {
                    "nothing else"
                } else {
                    "placeholder X"
                };
                choice.contains(expected)
            }
            "laterality" => {
                let side = ["right", "left"]
                    .into_iter()
                    .find(|s| question.stem.ends_with(&format!("the {s} side?")));
                let side = side.unwrap_or("bilateral");
                let given: HashSet<String> = bag(&quoted());
                let mine = title(self.place(choice));
                let has = mine.to_lowercase().split(|c: char| !c.is_alphanumeric()).any(|w| w == side);
                has && bag(&mine) == given
            }
            "excludes1" => self.excludes1(place, self.place(choice)),
            "code-first" => {
                let Body::Choices(body) = &question.body else { panic!("choices") };
                let first = |c: &str| c.strip_suffix(" first").map(|c| self.place(c));
                let pair: Vec<Place> = body.choices.iter().filter_map(|c| first(&c.text)).collect();
                assert_eq!(pair.len(), 2);
                let other = |p: Place| if pair[0] == p { pair[1] } else { pair[0] };
                let asks = |a: Place, b: Place, kind: NoteKind| self.asks_for(a, b, kind);
                let decided = |p: Place| {
                    asks(other(p), p, NoteKind::CodeFirst) || asks(p, other(p), NoteKind::UseAdditional)
                };
                match first(choice) {
                    Some(p) => decided(p),
                    None => {
                        let also = asks(pair[0], pair[1], NoteKind::CodeAlso)
                            || asks(pair[1], pair[0], NoteKind::CodeAlso);
                        choice.starts_with("Either") && also && !pair.iter().any(|p| decided(*p))
                    }
                }
            }
            "use-additional" => self.asks_for(place, self.place(choice), NoteKind::UseAdditional),
            "find-category" => {
                let rows = &self.wordings[&plain(&quoted())];
                let category = self.place(choice);
                rows.iter().filter_map(|r| book.row(*r)).any(|p| book.is_within(p, category))
            }
            "find-note" => {
                let (kind, text) = choice.split_once(": ").expect("a kind of note");
                book.notes_in_force(place).iter().any(|(_, n)| n.kind.title() == kind && n.text == text)
            }
            "root-operation" => choice == title(place) && quoted().starts_with(&book.notes(place)[0].text),
            "character" => {
                let value = book.axes(place).iter().find(|v| {
                    v.character.to_string() == choice
                        && v.label == quoted()
                        && Fact::with_term(book, place, &format!("{}{}", v.position, v.character)) == *fact
                });
                value.is_some()
            }
            other => panic!("no check for {other}"),
        }
    }
}

fn bag(title: &str) -> HashSet<String> {
    let sides = ["right", "left", "bilateral", "unilateral", "of"];
    let words = title.to_lowercase();
    words
        .split(|c: char| !c.is_alphanumeric())
        .filter(|w| !w.is_empty() && !sides.contains(w))
        .map(str::to_owned)
        .collect()
}

fn check(kind: &Kind, fact: &Fact, question: &Question, table: &Table<'_>) {
    let place = || format!("{} {fact:?}: {}", kind.name, question.stem.value);
    assert!(question.rationale.is_some() && !question.refs.is_empty(), "{}", place());
    match &question.body {
        Body::Choices(body) => {
            let keys = body.choices.iter().filter(|c| c.key).count();
            assert!(keys == 1 && body.choices.len() >= 3, "{}", place());
            let texts: HashSet<&str> = body.choices.iter().map(|c| c.text.as_str()).collect();
            assert_eq!(texts.len(), body.choices.len(), "{}", place());
            for choice in &body.choices {
                let correct = table.is_correct(kind.name, fact, question, &choice.text);
                assert_eq!(correct, choice.key, "{} > {}", place(), choice.text.value);
            }
        }
        Body::Code(body) => {
            let code = &body.key[0].any[0].value;
            let key = table.book.place(code).expect("the key stands in the table");
            assert!(table.book.is_billable(key), "{}", place());
            if kind.name == "seventh" {
                let said = question.stem.split("The record says: ").nth(1).expect("what the record says");
                let said = said.strip_suffix(". Enter the complete code.").expect("the end");
                let all = table.book.children(key.base());
                let fit: Vec<String> = all
                    .iter()
                    .filter(|p| {
                        table.book.seventh_meaning(**p, p.seventh().expect("a character")) == Some(said)
                    })
                    .map(|p| table.book.label(*p))
                    .collect();
                assert_eq!(fit, [code.to_string()], "{}", place());
            } else {
                let quoted = question.stem.split('"').nth(1).expect("a quotation");
                let rows = &table.wordings[&plain(quoted)];
                assert_eq!(rows.iter().collect::<Vec<_>>(), [&key.row()], "{}", place());
            }
        }
        other => panic!("{other:?}"),
    }
}

#[test]
fn every_question_of_every_kind_has_exactly_one_correct_answer_by_the_table() {
    let editions = Arc::new(Editions::open(None));
    let drills = Drills::new(Arc::clone(&editions));
    let tables: Vec<(System, Table<'_>)> = [System::Icd10Cm, System::Icd10Pcs]
        .into_iter()
        .map(|system| (system, Table::new(drills.book(system).expect("shipped"))))
        .collect();
    let mut made: BTreeMap<&str, usize> = BTreeMap::new();
    for kind in KINDS {
        let (_, table) = tables.iter().find(|(system, _)| *system == kind.system).expect("a table");
        for fact in drills.facts(kind, table.book, &[]) {
            if let Some(question) = drills.make(kind, table.book, &fact) {
                check(kind, &fact, &question, table);
                *made.entry(kind.name).or_default() += 1;
            }
        }
    }
    println!("{made:?}");
    let least = [
        ("term", 5_000),
        ("title", 15_000),
        ("code", 15_000),
        ("billable", 30_000),
        ("seventh", 15_000),
        ("laterality", 6_000),
        ("excludes1", 400),
        ("code-first", 100),
        ("use-additional", 100),
        ("find-category", 1_000),
        ("find-note", 1_000),
        ("find-code", 1_000),
        ("root-operation", 300),
        ("character", 3_000),
    ];
    for (kind, count) in least {
        assert!(made.get(kind).is_some_and(|n| *n >= count), "{kind}: {made:?}");
    }
}

#[test]
fn an_identity_gives_its_question_again() {
    let drills = Drills::new(Arc::new(Editions::open(None)));
    for kind in KINDS {
        let book = drills.book(kind.system).expect("shipped");
        let facts = drills.facts(kind, book, &[]);
        let made =
            facts.iter().rev().step_by(97).find_map(|f| drills.make(kind, book, f)).expect("one of them");
        let again = drills.item(&made.id, ToString::to_string).expect("made again");
        assert_eq!(again.question, made);
        assert_eq!(again.question.revision(), made.revision());
    }
    assert_eq!(kinds_named("find").len(), 3);
    let gone = crate::bank::QuestionId::new("drill", "title/icd-10-cm/B12");
    assert!(drills.item(&gone, ToString::to_string).is_err());
}
