//! Tables: comma-, semicolon- or tab-separated, one line a question. docs/exchange.md has the columns.
//!
//! A cell that a spreadsheet would take for a formula is written with an apostrophe before it, which is taken away again.

use std::collections::BTreeMap;

use super::draft::{Body, Choice, CodeLine, Draft, Header, letter, one_line};
use super::fields::Losses;
use super::keyed::{
    MOST_CHOICES, guess, has_choices, in_order, key_parts, keys_of, kind_of, number_of, truth_of,
};
use super::{Imported, Problem, Refusal};
use crate::bank::{Level, Lines, Setting};

/// What begins a formula.
const FORMULA: [char; 6] = ['=', '+', '-', '@', '\t', '\r'];

/// A cell that is no formula.
fn guarded(cell: &str) -> String {
    let rest = cell.trim_start_matches('\'');
    if rest.starts_with(FORMULA) { format!("'{cell}") } else { cell.to_owned() }
}

/// The cell as it was before it was guarded.
fn unguarded(cell: &str) -> &str {
    let rest = cell.trim_start_matches('\'');
    if rest.len() < cell.len() && rest.starts_with(FORMULA) { &cell[1..] } else { cell }
}

/// Several texts in one cell.
fn joined(texts: &[String]) -> String {
    texts.iter().map(|t| t.replace('\\', "\\\\").replace('|', "\\|")).collect::<Vec<_>>().join(" | ")
}

fn split(cell: &str) -> Vec<String> {
    let mut parts = vec![String::new()];
    let mut chars = cell.chars();
    while let Some(c) = chars.next() {
        match c {
            '|' => parts.push(String::new()),
            '\\' => match chars.next() {
                Some(c @ ('|' | '\\')) => push(&mut parts, c),
                Some(c) => {
                    push(&mut parts, '\\');
                    push(&mut parts, c);
                }
                None => push(&mut parts, '\\'),
            },
            c => push(&mut parts, c),
        }
    }
    parts.iter().map(|p| p.trim().to_owned()).filter(|p| !p.is_empty()).collect()
}

fn push(parts: &mut [String], c: char) {
    if let Some(last) = parts.last_mut() {
        last.push(c);
    }
}

const PLAIN: [&str; 14] = [
    "id",
    "type",
    "topic",
    "level",
    "setting",
    "stem",
    "key",
    "accept",
    "rationale",
    "refs",
    "hint",
    "tags",
    "points",
    "shuffle",
];
const BANK: [&str; 4] = ["title", "authors", "licence", "copyright"];

/// Writes drafts; bytes of a UTF-8 text with a byte order mark, by which spreadsheets know it.
pub(super) fn write(header: &Header, drafts: &[Draft], delimiter: u8) -> Vec<u8> {
    let most = drafts.iter().map(width).max().unwrap_or(0);
    let matches = drafts.iter().any(|d| matches!(d.body, Body::Match { .. }));
    let mut columns: Vec<String> = PLAIN.iter().map(|c| (*c).to_owned()).collect();
    for n in 1..=most {
        columns.push(format!("choice_{n}"));
        if matches {
            columns.push(format!("match_{n}"));
        }
        columns.push(format!("why_{n}"));
    }
    columns.extend(BANK.iter().map(|c| format!("bank_{c}")));
    let mut writer = csv::WriterBuilder::new()
        .delimiter(delimiter)
        .terminator(csv::Terminator::CRLF)
        .from_writer(Vec::from(*b"\xef\xbb\xbf"));
    // Writing to memory does not fail.
    let _ = writer.write_record(&columns);
    for draft in drafts {
        let cells = cells(header, draft);
        let row: Vec<String> = columns
            .iter()
            .map(|name| cells.get(name.as_str()).map(|c| guarded(c)).unwrap_or_default())
            .collect();
        let _ = writer.write_record(&row);
    }
    writer.into_inner().unwrap_or_default()
}

fn width(draft: &Draft) -> usize {
    match &draft.body {
        Body::Choices { choices, .. } => choices.len(),
        Body::TrueFalse { .. } => 2,
        Body::Text { why_not, .. } => why_not.len(),
        Body::Match { pairs, extra } => pairs.len() + extra.len(),
        Body::Order { items } => items.len(),
        Body::Code { .. } => 0,
    }
}

fn cells(header: &Header, draft: &Draft) -> BTreeMap<String, String> {
    let mut cells: BTreeMap<String, String> = BTreeMap::new();
    let mut set = |name: &str, value: String| {
        if !value.is_empty() {
            cells.insert(name.to_owned(), value);
        }
    };
    let optional = |text: &Option<String>| text.clone().unwrap_or_default();
    set("id", optional(&draft.id));
    set("topic", optional(&draft.topic));
    set("level", draft.level.map(|l| l.name().to_owned()).unwrap_or_default());
    set("setting", draft.setting.map(|s| s.name().to_owned()).unwrap_or_default());
    set("stem", draft.stem.clone());
    set("rationale", optional(&draft.rationale));
    set("refs", joined(&draft.refs));
    set("hint", optional(&draft.hint));
    set("tags", joined(&draft.tags));
    set("points", draft.points.map(|p| p.to_string()).unwrap_or_default());
    set("bank_title", optional(&header.title));
    set("bank_authors", joined(&header.authors));
    set("bank_licence", optional(&header.licence));
    set("bank_copyright", optional(&header.copyright));
    match &draft.body {
        Body::Choices { multiple, choices, shuffle } => {
            set("type", if *multiple { "multiple" } else { "single" }.to_owned());
            let keys: Vec<String> =
                choices.iter().enumerate().filter(|(_, c)| c.key).map(|(n, _)| letter(n)).collect();
            set("key", keys.join(";"));
            set("shuffle", if *shuffle { String::new() } else { "no".to_owned() });
            for (n, choice) in choices.iter().enumerate() {
                set(&format!("choice_{}", n + 1), choice.text.clone());
                set(&format!("why_{}", n + 1), optional(&choice.why));
            }
        }
        Body::TrueFalse { key, why_true, why_false } => {
            set("type", "true-false".to_owned());
            set("key", key.to_string());
            set("choice_1", "true".to_owned());
            set("choice_2", "false".to_owned());
            set("why_1", optional(why_true));
            set("why_2", optional(why_false));
        }
        Body::Text { key, accept, why_not } => {
            set("type", "text".to_owned());
            set("key", key.clone());
            set("accept", joined(accept));
            for (n, (text, why)) in why_not.iter().enumerate() {
                set(&format!("choice_{}", n + 1), text.clone());
                set(&format!("why_{}", n + 1), why.clone());
            }
        }
        Body::Match { pairs, extra } => {
            set("type", "match".to_owned());
            for (n, (left, right)) in pairs.iter().enumerate() {
                set(&format!("choice_{}", n + 1), left.clone());
                set(&format!("match_{}", n + 1), right.clone());
            }
            for (n, right) in extra.iter().enumerate() {
                set(&format!("match_{}", pairs.len() + n + 1), right.clone());
            }
        }
        Body::Order { items } => {
            set("type", "order".to_owned());
            for (n, item) in items.iter().enumerate() {
                set(&format!("choice_{}", n + 1), item.clone());
            }
        }
        Body::Code { system, key } => {
            set("type", format!("code {system}"));
            let line = |l: &CodeLine| {
                let codes = l.any.join("/");
                if l.optional { format!("({codes})") } else { codes }
            };
            set("key", key.iter().map(line).collect::<Vec<_>>().join("; "));
        }
    }
    cells
}

/// Which column a heading means.
fn column_of(heading: &str) -> String {
    let plain: String =
        heading.trim().to_lowercase().chars().map(|c| if c.is_alphanumeric() { c } else { '_' }).collect();
    let plain = plain.trim_matches('_').to_owned();
    let name = match plain.as_str() {
        "question" | "question_text" | "questiontext" | "prompt" | "text" => "stem",
        "answer" | "correct" | "correct_answer" | "correctanswer" | "right_answer" | "solution"
        | "answer_key" => "key",
        "explanation" | "feedback" | "general_feedback" | "comment" => "rationale",
        "reference" | "references" | "source" => "refs",
        "category" | "subject" => "topic",
        "name" | "identifier" | "question_id" => "id",
        "difficulty" | "cognitive_level" => "level",
        "question_type" => "type",
        "tag" | "keywords" => "tags",
        _ => "",
    };
    if !name.is_empty() {
        return name.to_owned();
    }
    // "Option A", "choice1", "B", "answer_3".
    for prefix in ["option", "choice", "answer", "distractor", "alternative"] {
        if let Some(number) = plain.strip_prefix(prefix).and_then(|r| number_of(r.trim_matches('_'))) {
            return format!("choice_{number}");
        }
    }
    if plain.len() == 1 && plain.as_bytes()[0].is_ascii_lowercase() {
        return number_of(&plain).map(|n| format!("choice_{n}")).unwrap_or_default();
    }
    plain
}

/// Reads a table.
///
/// # Errors
/// When its first line does not name a stem and a key.
pub(super) fn read(text: &str) -> Result<Imported, Refusal> {
    // Excel says by which sign it separates.
    let said = text.lines().next().and_then(|l| l.strip_prefix("sep=")).filter(|s| s.len() == 1);
    let text = if said.is_some() { text.split_once('\n').map_or("", |(_, rest)| rest) } else { text };
    let first = text.lines().next().unwrap_or("");
    let count = |d: u8| first.bytes().filter(|b| *b == d).count();
    let delimiter = match said {
        Some(sign) => sign.as_bytes()[0],
        None => [b'\t', b';', b','].into_iter().max_by_key(|d| count(*d)).unwrap_or(b','),
    };
    let mut reader = csv::ReaderBuilder::new()
        .delimiter(delimiter)
        .flexible(true)
        .has_headers(true)
        .from_reader(text.as_bytes());
    let headings: Vec<String> = reader
        .headers()
        .map_err(|e| Refusal(format!("the first line cannot be read: {e}")))?
        .iter()
        .map(str::to_owned)
        .collect();
    let columns: Vec<String> = headings.iter().map(|h| column_of(h)).collect();
    // A table of our own names places by letters.
    let own = headings.iter().any(|h| h == "choice_1") && headings.iter().any(|h| h == "bank_title");
    let from_zero = !own && has_zero(text, delimiter, &columns);
    if !columns.iter().any(|c| c == "stem") {
        return Err(Refusal(
            "the first line names no column `stem` (or `question`); docs/exchange.md has the columns"
                .to_owned(),
        ));
    }
    let mut out = Imported::default();
    let mut lines = Lines::of(text.as_bytes());
    let mut record = csv::StringRecord::new();
    loop {
        let line = lines.at(reader.position().byte() as usize) + usize::from(said.is_some());
        match reader.read_record(&mut record) {
            Ok(true) => {}
            Ok(false) => break,
            Err(error) => {
                out.problems.push(Problem { line, item: String::new(), why: error.to_string() });
                continue;
            }
        }
        let mut row: BTreeMap<&str, String> = BTreeMap::new();
        for (name, cell) in columns.iter().zip(record.iter()) {
            let cell = unguarded(cell.trim()).trim();
            if !cell.is_empty() {
                row.entry(name).or_insert_with(|| cell.to_owned());
            }
        }
        if row.is_empty() {
            continue;
        }
        for name in row.keys().filter(|n| !is_known(n)) {
            out.losses.add(&format!("column `{}`, which is not known", one_line(name)));
        }
        header(&row, &mut out.header);
        let cell = |name: &str| row.get(name).map(String::as_str);
        let numbered = cell("key").is_some_and(|k| key_parts(k).any(|p| p.parse::<u32>().is_ok()));
        let read = if from_zero && numbered && has_choices(cell) {
            Err("keys of this table count from 0 or from 1, and nothing says which: write letters".to_owned())
        } else {
            draft(line, &row, own, &mut out.losses)
        };
        match read {
            Ok(draft) => out.drafts.push(draft),
            Err(why) => {
                let item = row.get("id").or(row.get("stem")).map(|t| one_line(t)).unwrap_or_default();
                out.problems.push(Problem { line, item: item.chars().take(40).collect(), why });
            }
        }
    }
    Ok(out)
}

/// Whether a key that stands for a choice is 0.
fn has_zero(text: &str, delimiter: u8, columns: &[String]) -> bool {
    let mut reader =
        csv::ReaderBuilder::new().delimiter(delimiter).flexible(true).from_reader(text.as_bytes());
    reader.records().flatten().any(|record| {
        let cell = |name: &str| {
            let cell = record.get(columns.iter().position(|c| c == name)?)?.trim();
            (!cell.is_empty()).then_some(cell)
        };
        let zero = cell("key").is_some_and(|k| key_parts(k).any(|p| p == "0"));
        // It may be the text of a choice.
        let texts = columns.iter().zip(&record).filter(|(name, _)| name.starts_with("choice_"));
        zero && has_choices(cell) && !texts.into_iter().any(|(_, text)| text.trim() == "0")
    })
}

fn is_known(name: &str) -> bool {
    let numbered = ["choice_", "why_", "match_"]
        .iter()
        .any(|p| name.strip_prefix(p).is_some_and(|n| n.parse::<usize>().is_ok_and(|n| n <= MOST_CHOICES)));
    let of_bank = name.strip_prefix("bank_").is_some_and(|n| BANK.contains(&n));
    numbered || of_bank || PLAIN.contains(&name)
}

fn header(row: &BTreeMap<&str, String>, header: &mut Header) {
    let cell = |name: &str| row.get(name).cloned();
    header.title = header.title.take().or_else(|| cell("bank_title"));
    header.licence = header.licence.take().or_else(|| cell("bank_licence"));
    header.copyright = header.copyright.take().or_else(|| cell("bank_copyright"));
    if header.authors.is_empty() {
        header.authors = cell("bank_authors").map(|a| split(&a)).unwrap_or_default();
    }
}

fn draft(line: usize, row: &BTreeMap<&str, String>, own: bool, losses: &mut Losses) -> Result<Draft, String> {
    let cell = |name: &str| row.get(name).cloned();
    let numbered = |prefix: &str| -> Vec<Option<String>> {
        let numbers = row.keys().filter_map(|k| k.strip_prefix(prefix)?.parse::<usize>().ok());
        let most = numbers.filter(|n| *n <= MOST_CHOICES).max().unwrap_or(0);
        (1..=most).map(|n| row.get(format!("{prefix}{n}").as_str()).cloned()).collect()
    };
    let stem = cell("stem").ok_or("the row has no stem")?;
    let (choices, whys) = (numbered("choice_"), numbered("why_"));
    let why = |n: usize| whys.get(n).cloned().flatten();
    let key = cell("key");
    let kind = cell("type").map(|k| k.to_lowercase()).unwrap_or_default();
    let kind = match kind_of(&kind) {
        None if !kind.is_empty() => return Err(format!("the type `{kind}` is none of ours")),
        None | Some("single") => guess(&choices, key.as_deref(), own),
        Some(kind) => kind,
    };
    let shuffle = !cell("shuffle").is_some_and(|s| matches!(s.to_lowercase().as_str(), "no" | "false" | "0"));
    let body = match kind {
        "true-false" => {
            let key = key.ok_or("the row has no key")?;
            let turned = choices.first().and_then(Option::as_deref).and_then(truth_of) == Some(false);
            let placed = (!choices.is_empty()).then(|| keys_of(&key, &choices, own).ok()).flatten();
            let placed = placed.and_then(|k| truth_of(choices.get(*k.first()?)?.as_deref()?));
            let key = match (truth_of(&key), placed) {
                (Some(one), Some(other)) if one != other => {
                    return Err(format!(
                        "the key `{key}` may be a word or the number of a choice: write true or false"
                    ));
                }
                (said, placed) => {
                    said.or(placed).ok_or_else(|| format!("the key `{key}` is neither true nor false"))?
                }
            };
            let (why_true, why_false) = if turned { (why(1), why(0)) } else { (why(0), why(1)) };
            Body::TrueFalse { key, why_true, why_false }
        }
        "text" => {
            let why_not = choices.iter().enumerate().filter_map(|(n, c)| Some((c.clone()?, why(n)?)));
            if choices.iter().enumerate().any(|(n, c)| c.is_some() && why(n).is_none()) {
                losses.add("wrong answers without a reason");
            }
            Body::Text {
                key: key.ok_or("the row has no key")?,
                accept: cell("accept").map(|a| split(&a)).unwrap_or_default(),
                why_not: why_not.collect(),
            }
        }
        "match" => {
            let rights = numbered("match_");
            let right = |n: usize| rights.get(n).cloned().flatten();
            let lefts = choices.iter().flatten().count();
            if key.is_some() {
                losses.add("the key of a match, which its columns say");
            }
            let pairs = choices
                .iter()
                .enumerate()
                .filter_map(|(n, l)| Some((l.clone()?, right(n).unwrap_or_default())));
            Body::Match {
                pairs: pairs.collect(),
                extra: rights.iter().skip(lefts).flatten().cloned().collect(),
            }
        }
        "order" => Body::Order { items: in_order(choices, key.as_deref(), own)? },
        "code" => codes(&cell("type").unwrap_or_default(), &key.ok_or("the row has no key")?),
        kind => {
            let key = key.ok_or("the row has no key")?;
            let keys = keys_of(&key, &choices, own)?;
            let list = choices
                .iter()
                .enumerate()
                .filter_map(|(n, c)| Some(Choice { text: c.clone()?, key: keys.contains(&n), why: why(n) }));
            Body::Choices { multiple: kind == "multiple", choices: list.collect(), shuffle }
        }
    };
    let mut draft = Draft::new(line, stem, body);
    let word = |name: &str| cell(name).map(|w| w.to_lowercase());
    draft.id = cell("id");
    draft.topic = cell("topic");
    draft.level = word("level").and_then(|w| Level::ALL.iter().find(|(n, _)| *n == w).map(|(_, l)| *l));
    draft.setting = word("setting").and_then(|w| Setting::ALL.iter().find(|(n, _)| *n == w).map(|(_, s)| *s));
    for (name, known) in [("level", draft.level.is_some()), ("setting", draft.setting.is_some())] {
        if let (Some(value), false) = (cell(name), known) {
            losses.add(&format!("{name} `{}`", one_line(&value)));
        }
    }
    draft.rationale = cell("rationale");
    draft.refs = cell("refs").map(|r| split(&r)).unwrap_or_default();
    draft.hint = cell("hint");
    draft.tags = cell("tags").map(|t| split(&t)).unwrap_or_default();
    draft.points = cell("points").and_then(|p| p.parse().ok()).filter(|p| *p > 0);
    if let (Some(points), None) = (cell("points"), draft.points) {
        losses.add(&format!("points `{}`, which are no whole number", one_line(&points)));
    }
    Ok(draft)
}

fn codes(kind: &str, key: &str) -> Body {
    let system = kind.split_whitespace().nth(1).unwrap_or("icd-10-cm").to_owned();
    let lines = key.split([';', '\n']).map(str::trim).filter(|l| !l.is_empty()).map(|line| {
        let inner = line.strip_prefix('(').and_then(|l| l.strip_suffix(')'));
        let any = inner.unwrap_or(line).split('/').map(|c| c.trim().to_owned()).filter(|c| !c.is_empty());
        CodeLine { any: any.collect(), optional: inner.is_some() }
    });
    Body::Code { system, key: lines.collect() }
}
