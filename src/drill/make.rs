//! Putting a generated question together.

use crate::bank::{
    At, Body, Choice, ChoiceId, Choices, CodePolicy, Codes, KeyLine, Level, MultiplePolicy, Question,
    QuestionId, Sequence, Span, TopicPath,
};
use crate::code::{Book, Code, Place, Rank, System};

/// Choices shown; the others of those made are drawn in turn.
const SHOWN: u32 = 4;

/// What the kinds have in common.
pub(super) struct Asked {
    pub stem: String,
    pub rationale: String,
    pub level: Level,
    pub hint: Option<String>,
}

impl Asked {
    pub fn new(stem: String, rationale: String) -> Self {
        Self { stem, rationale, level: Level::Recall, hint: None }
    }

    pub fn level(mut self, level: Level) -> Self {
        self.level = level;
        self
    }
}

/// One choice: what is shown, and why it is or is not the key; empty where the rationale says it.
pub(super) type Shown = (String, String);

/// A code with its title; a header with the dash of the Tabular List, `E85.-`.
pub(super) fn dashed(book: &Book, place: Place) -> String {
    let dash = match (book.is_leaf(place), book.name(place).len()) {
        (true, _) => "",
        (false, 3) => ".-",
        (false, _) => "-",
    };
    format!("{}{dash}  {}", book.label(place), book.row_title(place))
}

/// A question with one key among choices; `None` with fewer than two distractors; of those that read alike one is kept.
pub(super) fn single(
    book: &Book,
    place: Place,
    asked: Asked,
    key: Shown,
    others: Vec<Shown>,
) -> Option<Question> {
    let mut made = vec![choice(key, true)];
    for other in others {
        if made.iter().all(|c| c.text.value != other.0) {
            made.push(choice(other, false));
        }
    }
    if made.len() < 3 {
        return None;
    }
    let show = (made.len() as u32 > SHOWN).then_some(SHOWN);
    question(book, place, asked, body(made, true, show))
}

/// The same with the choices in their own order, all shown.
pub(super) fn ordered(
    book: &Book,
    place: Place,
    asked: Asked,
    options: Vec<Shown>,
    key: usize,
) -> Option<Question> {
    let texts: Vec<&String> = options.iter().map(|(t, _)| t).collect();
    if key >= options.len() || texts.iter().enumerate().any(|(at, t)| texts[..at].contains(t)) {
        return None;
    }
    let choices = options.into_iter().enumerate().map(|(at, option)| choice(option, at == key)).collect();
    question(book, place, asked, body(choices, false, None))
}

fn body(choices: Vec<Choice>, shuffle: bool, show: Option<u32>) -> Body {
    Body::Choices(Choices {
        multiple: false,
        select: None,
        scoring: MultiplePolicy::default(),
        shuffle,
        show,
        choices,
    })
}

fn choice((text, why): Shown, key: bool) -> Choice {
    let why = (!why.is_empty()).then(|| said(why));
    Choice { id: ChoiceId::of_text(&text), text: said(text), key, why, pin: None }
}

/// A question that is answered with one code.
pub(super) fn code(book: &Book, place: Place, asked: Asked, key: Code) -> Option<Question> {
    let system = key.system();
    let line = KeyLine {
        any: vec![At::new(key, Span::default())],
        optional: false,
        units: 1,
        modifiers: Vec::new(),
        poa: None,
        dx: Vec::new(),
        why: None,
    };
    let body = Body::Code(Codes {
        system,
        key: vec![line],
        before: Vec::new(),
        sequence: Sequence::None,
        scoring: CodePolicy::default(),
        wrong: Vec::new(),
        alternatives: Vec::new(),
    });
    question(book, place, asked, body)
}

fn said(text: String) -> At<String> {
    At::new(text, Span::default())
}

fn question(book: &Book, place: Place, asked: Asked, body: Body) -> Option<Question> {
    let system = book.system();
    let place_of_rule = if system.is_diagnosis() { "Tabular" } else { "Tables" };
    // The identity is set by whoever asked for the fact.
    let id = QuestionId::new(super::BANK, "");
    Some(Question {
        level: Some(asked.level),
        rationale: Some(said(asked.rationale)),
        refs: vec![said(format!("{} {}, {place_of_rule}", system.title(), book.edition()))],
        hint: asked.hint.map(said),
        ..Question::new(id, topic(book, place)?, asked.stem, body)
    })
}

/// The topics of the chapters of ICD-10-CM, by their number.
const CHAPTERS: [&str; 22] = [
    "infectious",
    "neoplasms",
    "blood",
    "endocrine",
    "mental",
    "nervous",
    "eye-ear",
    "eye-ear",
    "circulatory",
    "respiratory",
    "digestive",
    "skin",
    "musculoskeletal",
    "genitourinary",
    "pregnancy",
    "perinatal",
    "perinatal",
    "symptoms",
    "injury",
    "external-causes",
    "factors",
    "general",
];

/// The number of a chapter of ICD-10-CM, from 1.
pub(super) fn chapter_number(book: &Book, place: Place) -> Option<usize> {
    let chapter = book.chapter(place).filter(|c| book.rank(*c) == Rank::Chapter)?;
    book.name(chapter).parse().ok()
}

/// The topic that a place belongs to.
pub(super) fn topic(book: &Book, place: Place) -> Option<TopicPath> {
    let path = match book.system() {
        System::Icd10Pcs => "icd-10-pcs/structure".to_owned(),
        _ => {
            let chapter = chapter_number(book, place).and_then(|n| CHAPTERS.get(n.checked_sub(1)?));
            format!("icd-10-cm/{}", chapter.unwrap_or(&"general"))
        }
    };
    TopicPath::parse(&path)
}

/// The chapters that a topic covers.
pub(super) fn chapters_of(topic: &TopicPath) -> Vec<usize> {
    let of = |(_, name): &(usize, &&str)| topic.is_within("icd-10-cm") && topic.as_str().ends_with(*name);
    CHAPTERS.iter().enumerate().map(|(at, name)| (at + 1, name)).filter(of).map(|(n, _)| n).collect()
}
