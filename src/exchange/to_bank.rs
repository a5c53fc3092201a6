//! From drafts to a bank: identities, topics and TOML.

use std::collections::HashMap;

use super::draft::{Body as DraftBody, CodeLine, Draft, Header};
use super::fields::Losses;
use super::{Imported, Problem};
use crate::bank::{
    At, Bank, BankFile, BankId, Body, Choice, ChoiceId, Choices, CodePolicy, Codes, Diagnostic, KeyLine,
    Matching, MultiplePolicy, Ordering, Question, QuestionId, Sequence, Span, Taxonomy, TextKey, TopicPath,
    TrueFalse, WhyNot, read_bank, slug_of, write_question,
};
use crate::code::{Code, System};

/// What a foreign file does not say.
#[derive(Clone, Debug)]
pub struct Defaults {
    /// The bank's id.
    pub id: BankId,
    /// The title, where the file has none.
    pub title: String,
    /// The topic of questions whose category is none of ours.
    pub topic: TopicPath,
}

fn at<T>(value: T) -> At<T> {
    At::new(value, Span::default())
}

fn optional(text: Option<&String>) -> Option<At<String>> {
    text.map(|t| at(t.trim().to_owned())).filter(|t| !t.is_empty())
}

/// A bank of what was imported. Questions that cannot be one join the problems.
pub fn to_bank(imported: &mut Imported, defaults: &Defaults, taxonomy: &Taxonomy) -> BankFile {
    let header = imported.header.clone();
    let mut taken: HashMap<String, u32> = HashMap::new();
    let mut questions = Vec::new();
    let drafts = std::mem::take(&mut imported.drafts);
    for draft in &drafts {
        let id = id_of(draft, &mut taken);
        let read = question(draft, &id, defaults, taxonomy, &mut imported.losses);
        match read.and_then(|question| sound(question, taxonomy)) {
            Ok(question) => questions.push(question),
            Err(why) => {
                imported.problems.push(Problem { line: draft.line, item: draft.name(), why });
            }
        }
    }
    imported.problems.sort_by_key(|p| p.line);
    imported.drafts = drafts;
    let seen = questions.len();
    let bank = bank(header, defaults);
    BankFile { bank: Some(bank), questions, cases: Vec::new(), questions_seen: seen, diagnostics: Vec::new() }
}

/// The question, where the bank's own reader has nothing against it.
fn sound(question: Question, taxonomy: &Taxonomy) -> Result<Question, String> {
    let text = format!("[bank]\nformat = 1\nid = \"b\"\ntitle = \"b\"\n{}", write_question(&question));
    let file = read_bank(&text, taxonomy);
    match file.diagnostics.into_iter().find(Diagnostic::is_error) {
        Some(problem) => Err(problem.message),
        None => Ok(question),
    }
}

fn bank(header: Header, defaults: &Defaults) -> Bank {
    Bank {
        id: at(defaults.id.clone()),
        title: at(header.title.filter(|t| !t.trim().is_empty()).unwrap_or_else(|| defaults.title.clone())),
        authors: header.authors.into_iter().filter(|a| !a.is_empty()).map(at).collect(),
        licence: header.licence.filter(|l| !l.is_empty()).map(at),
        copyright: header.copyright.filter(|c| !c.is_empty()).map(at),
        contains_cpt: false,
        editions: Vec::new(),
        reviewed: None,
    }
}

/// An id that no question of the bank has yet: the draft's own name, or the first words of its stem.
fn id_of(draft: &Draft, taken: &mut HashMap<String, u32>) -> String {
    let own = draft.id.as_deref().and_then(slug_of).filter(|s| s.len() <= 60);
    let words: Vec<&str> = draft.stem.split_whitespace().take(6).collect();
    let base = own.or_else(|| slug_of(&words.join(" "))).unwrap_or_else(|| "question".to_owned());
    let base: String = base.chars().take(60).collect::<String>().trim_matches('-').to_owned();
    // Where the last number stopped, the next one goes on: many may have one name.
    let mut number = taken.get(&base).copied().unwrap_or(0);
    loop {
        number += 1;
        let id = if number == 1 { base.clone() } else { format!("{base}-{number}") };
        let free = !taken.contains_key(&id);
        taken.insert(base.clone(), number);
        if free {
            taken.entry(id.clone()).or_insert(1);
            return id;
        }
    }
}

/// The topic of a category: its own path, or its last part that is a topic.
fn topic_of(category: &str, taxonomy: &Taxonomy) -> Option<TopicPath> {
    let parts: Vec<String> = category
        .split('/')
        .map(str::trim)
        .filter(|p| !p.starts_with('$') && !p.is_empty() && *p != "top")
        .filter_map(slug_of)
        .collect();
    let whole = (0..parts.len()).filter_map(|from| TopicPath::parse(&parts[from..].join("/")));
    whole.into_iter().find(|path| taxonomy.contains(path))
}

fn question(
    draft: &Draft,
    id: &str,
    defaults: &Defaults,
    taxonomy: &Taxonomy,
    losses: &mut Losses,
) -> Result<Question, String> {
    let topic = draft.topic.as_deref().and_then(|c| topic_of(c, taxonomy));
    if topic.is_none() && draft.topic.is_some() {
        losses.add("categories that are no topic");
    }
    let texts = |texts: &[String]| {
        texts.iter().map(|t| at(t.trim().to_owned())).filter(|t| !t.is_empty()).collect::<Vec<_>>()
    };
    let id = QuestionId::new(defaults.id.as_str(), id);
    let topic = topic.unwrap_or_else(|| defaults.topic.clone());
    Ok(Question {
        level: draft.level,
        setting: draft.setting,
        rationale: optional(draft.rationale.as_ref()),
        refs: texts(&draft.refs),
        hint: optional(draft.hint.as_ref()),
        tags: texts(&draft.tags),
        points: draft.points,
        ..Question::new(id, topic, draft.stem.trim().to_owned(), body(draft)?)
    })
}

fn body(draft: &Draft) -> Result<Body, String> {
    Ok(match &draft.body {
        DraftBody::Choices { multiple, choices, shuffle } => Body::Choices(Choices {
            multiple: *multiple,
            select: None,
            scoring: MultiplePolicy::default(),
            shuffle: *shuffle,
            show: None,
            choices: choices
                .iter()
                .map(|c| Choice {
                    id: ChoiceId::of_text(&c.text),
                    text: at(c.text.trim().to_owned()),
                    key: c.key,
                    why: optional(c.why.as_ref()),
                    pin: None,
                })
                .collect(),
        }),
        DraftBody::TrueFalse { key, why_true, why_false } => Body::TrueFalse(TrueFalse {
            key: *key,
            why_true: optional(why_true.as_ref()),
            why_false: optional(why_false.as_ref()),
        }),
        DraftBody::Text { key, accept, why_not } => Body::Text(TextKey {
            key: at(key.trim().to_owned()),
            accept: accept.iter().map(|a| at(a.trim().to_owned())).filter(|a| !a.is_empty()).collect(),
            why_not: why_not
                .iter()
                .filter(|(text, why)| !text.trim().is_empty() && !why.trim().is_empty())
                .map(|(text, why)| WhyNot {
                    text: at(text.trim().to_owned()),
                    why: at(why.trim().to_owned()),
                })
                .collect(),
        }),
        DraftBody::Match { pairs, extra } => Body::Match(Matching {
            pairs: pairs.iter().map(|(l, r)| (at(l.trim().to_owned()), at(r.trim().to_owned()))).collect(),
            extra: extra.iter().map(|e| at(e.trim().to_owned())).collect(),
        }),
        DraftBody::Order { items } => {
            Body::Order(Ordering { items: items.iter().map(|i| at(i.trim().to_owned())).collect() })
        }
        DraftBody::Code { system, key } => {
            let system: System = system.parse().map_err(|_| format!("`{system}` is no code system"))?;
            let lines: Result<Vec<KeyLine>, String> = key.iter().map(|line| key_line(line, system)).collect();
            Body::Code(Codes {
                system,
                key: lines?,
                before: Vec::new(),
                sequence: Sequence::default(),
                scoring: CodePolicy::default(),
                wrong: Vec::new(),
                alternatives: Vec::new(),
            })
        }
    })
}

fn key_line(line: &CodeLine, system: System) -> Result<KeyLine, String> {
    let code = |text: &String| Code::parse(system, text).map(at).map_err(|e| e.to_string());
    let any: Vec<At<Code>> = line.any.iter().map(code).collect::<Result<_, _>>()?;
    if any.is_empty() {
        return Err("a line of the key has no code".to_owned());
    }
    Ok(KeyLine {
        any,
        optional: line.optional,
        units: 1,
        modifiers: Vec::new(),
        poa: None,
        dx: Vec::new(),
        why: None,
    })
}
