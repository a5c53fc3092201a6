//! A bank as tidy TOML: what [`super::read_bank`] reads back as the same bank.

use std::fmt::Write as _;

use super::{At, Bank, BankFile, Body, Case, ChoiceId, KeyLine, Question};
use super::{CodePolicy, MultiplePolicy, Sequence};

/// Keys of a table stand in one column.
const COLUMN: usize = 9;
/// Longer texts and arrays go over several lines.
const WIDE: usize = 110;

/// A text as a TOML value: on one line where it is one, else between three quotation marks.
pub fn toml_text(text: &str) -> String {
    if text.contains('\n') {
        return format!("\"\"\"\n{}\"\"\"", over_lines(text));
    }
    inline_text(text)
}

/// A text on one line, its line breaks as escapes.
fn inline_text(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 2);
    out.push('"');
    for c in text.chars() {
        match c {
            '"' => out.push_str("\\\""),
            c => escaped(c, &mut out),
        }
    }
    out.push('"');
    out
}

/// What stands between three quotation marks: of three in a row, and at the end, one is escaped.
fn over_lines(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut bare = 0;
    let mut chars = text.chars().peekable();
    while let Some(c) = chars.next() {
        match c {
            '"' if bare == 2 || chars.peek().is_none() => {
                out.push_str("\\\"");
                bare = 0;
            }
            '"' => {
                out.push(c);
                bare += 1;
            }
            c => {
                bare = 0;
                if c == '\n' { out.push(c) } else { escaped(c, &mut out) }
            }
        }
    }
    out
}

/// A character but a quotation mark as it stands in a text, a control character as its escape.
fn escaped(c: char, out: &mut String) {
    match c {
        '\\' => out.push_str("\\\\"),
        '\n' => out.push_str("\\n"),
        '\t' => out.push_str("\\t"),
        c if c.is_control() => {
            let _ = write!(out, "\\u{:04X}", c as u32);
        }
        c => out.push(c),
    }
}

fn array(texts: impl IntoIterator<Item = String>) -> String {
    let texts: Vec<String> = texts.into_iter().collect();
    let line = format!("[{}]", texts.join(", "));
    if line.chars().count() <= WIDE && !line.contains('\n') {
        return line;
    }
    format!("[\n  {},\n]", texts.join(",\n  "))
}

fn texts(texts: &[At<String>]) -> Option<String> {
    (!texts.is_empty()).then(|| array(texts.iter().map(|t| toml_text(t))))
}

/// Lines `key = value`.
struct Lines(String);

impl Lines {
    fn set(&mut self, key: &str, value: impl AsRef<str>) {
        let _ = writeln!(self.0, "{key:COLUMN$} = {}", value.as_ref());
    }

    fn text(&mut self, key: &str, text: Option<&At<String>>) {
        if let Some(text) = text {
            self.set(key, toml_text(text));
        }
    }

    fn some(&mut self, key: &str, value: Option<String>) {
        if let Some(value) = value {
            self.set(key, value);
        }
    }
}

/// A key of a table, quoted where it has to be.
fn bare(key: &str) -> String {
    let plain = !key.is_empty() && key.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_'));
    if plain { key.to_owned() } else { toml_text(key) }
}

/// The `[bank]` table.
pub fn write_header(bank: &Bank) -> String {
    let mut out = Lines("[bank]\n".to_owned());
    out.set("format", super::FORMAT.to_string());
    out.set("id", toml_text(bank.id.as_str()));
    out.set("title", toml_text(&bank.title));
    out.some("authors", texts(&bank.authors));
    out.text("licence", bank.licence.as_ref());
    out.text("copyright", bank.copyright.as_ref());
    if bank.contains_cpt {
        out.set("contains-cpt", "true");
    }
    if !bank.editions.is_empty() {
        let editions =
            bank.editions.iter().map(|e| format!("{} = {}", bare(&e.system), toml_text(&e.edition)));
        out.set("edition", format!("{{ {} }}", editions.collect::<Vec<_>>().join(", ")));
    }
    match &bank.reviewed {
        None => out.set("status", "\"draft\""),
        Some(r) => {
            out.set("status", "\"reviewed\"");
            let (by, credential) = (toml_text(&r.by), toml_text(&r.credential));
            out.set("reviewed", format!("{{ by = {by}, credential = {credential}, on = {} }}", r.on));
        }
    }
    out.0
}

/// One question, beginning with its header line.
pub fn write_question(question: &Question) -> String {
    let table = if question.case.is_some() { "case.question" } else { "question" };
    let mut out = Lines(format!("[[{table}]]\n"));
    out.set("id", toml_text(question.id.local()));
    out.set("type", toml_text(question.kind().name()));
    out.set("topic", toml_text(question.topic.as_str()));
    out.some("level", question.level.map(|l| toml_text(l.name())));
    out.some("setting", question.setting.map(|s| toml_text(s.name())));
    out.set("stem", toml_text(&question.stem));
    let after = body(&question.body, table, &mut out);
    out.text("rationale", question.rationale.as_ref());
    out.some("refs", texts(&question.refs));
    out.text("hint", question.hint.as_ref());
    out.some("tags", texts(&question.tags));
    out.some("outcomes", texts(&question.outcomes));
    out.some("allow", texts(&question.allow));
    out.some("retired", question.retired.then(|| "true".to_owned()));
    out.some("points", question.points.map(|p| p.to_string()));
    out.some("epoch", (question.epoch > 0).then(|| question.epoch.to_string()));
    let former = question.formerly.iter().map(|f| toml_text(f.as_str()));
    out.some("formerly", (!question.formerly.is_empty()).then(|| array(former)));
    out.0.push_str(&after);
    out.0
}

/// The keys of a type; tables go behind all keys of the question.
fn body(body: &Body, table: &str, out: &mut Lines) -> String {
    let mut after = String::new();
    match body {
        Body::Choices(body) => {
            out.some("select", body.select.map(|s| s.to_string()));
            out.some("scoring", scoring(body.scoring == MultiplePolicy::default(), body.scoring.name()));
            out.some("shuffle", (!body.shuffle).then(|| "false".to_owned()));
            out.some("show", body.show.map(|s| s.to_string()));
            let inline = |c: &super::Choice| c.why.iter().chain([&c.text]).all(|t| !t.contains('\n'));
            let choice = |c: &super::Choice| {
                let mut parts = vec![format!("text = {}", toml_text(&c.text))];
                parts.extend(c.key.then(|| "key = true".to_owned()));
                if c.id != ChoiceId::of_text(&c.text) {
                    parts.push(format!("id = {}", toml_text(c.id.as_str())));
                }
                let pin = c.pin.map(|p| if p == super::Pin::First { "first" } else { "last" });
                parts.extend(pin.map(|p| format!("pin = \"{p}\"")));
                parts.extend(c.why.as_ref().map(|w| format!("why = {}", toml_text(w))));
                parts
            };
            if body.choices.iter().all(inline) {
                let lines = body.choices.iter().map(|c| format!("  {{ {} }},\n", choice(c).join(", ")));
                out.set("choices", format!("[\n{}]", lines.collect::<String>()));
            } else {
                for c in &body.choices {
                    let _ = write!(after, "\n[[{table}.choice]]\n{}\n", choice(c).join("\n"));
                }
            }
        }
        Body::TrueFalse(body) => {
            out.set("key", body.key.to_string());
            let sides = [("true", &body.why_true), ("false", &body.why_false)];
            let sides = sides.iter().filter_map(|(n, w)| Some((n, w.as_ref()?)));
            // An inline table stays on one line: so does a text in it.
            let whys: Vec<String> = sides.map(|(n, w)| format!("{n} = {}", inline_text(w))).collect();
            out.some("why", (!whys.is_empty()).then(|| format!("{{ {} }}", whys.join(", "))));
        }
        Body::Text(body) => {
            out.set("key", toml_text(&body.key));
            out.some("accept", texts(&body.accept));
            let why_not = body
                .why_not
                .iter()
                .map(|w| format!("{{ text = {}, why = {} }}", inline_text(&w.text), inline_text(&w.why)));
            out.some("why-not", (!body.why_not.is_empty()).then(|| array(why_not)));
        }
        Body::Match(body) => {
            let pairs = body.pairs.iter().map(|(l, r)| format!("[{}, {}]", inline_text(l), inline_text(r)));
            out.set("pairs", array(pairs));
            let extra = body.extra.iter().map(|e| inline_text(e));
            out.some("extra", (!body.extra.is_empty()).then(|| array(extra)));
        }
        Body::Order(body) => out.set("items", array(body.items.iter().map(|i| inline_text(i)))),
        Body::Code(body) => {
            out.set("system", toml_text(body.system.name()));
            out.set("key", key(&body.key, body));
            let before = body
                .before
                .iter()
                .map(|(a, b)| format!("[{}, {}]", toml_text(&a.to_string()), toml_text(&b.to_string())));
            out.some("before", (!body.before.is_empty()).then(|| array(before)));
            out.some("sequence", scoring(body.sequence == Sequence::default(), body.sequence.name()));
            out.some("scoring", scoring(body.scoring == CodePolicy::default(), body.scoring.name()));
            let wrong = body.wrong.iter().map(|w| {
                let target = w.instead_of.as_ref().map(|c| format!(", for = {}", toml_text(&c.to_string())));
                let (code, why) = (toml_text(&w.code.to_string()), inline_text(&w.why));
                format!("{{ code = {code}{}, why = {why} }}", target.unwrap_or_default())
            });
            out.some("wrong", (!body.wrong.is_empty()).then(|| array(wrong)));
            for alternative in &body.alternatives {
                let mut lines = Lines(format!("\n[[{table}.alternative]]\n"));
                lines.set("key", key(&alternative.key, body));
                lines.text("why", alternative.why.as_ref());
                after.push_str(&lines.0);
            }
        }
    }
    after
}

fn scoring(is_default: bool, name: &str) -> Option<String> {
    (!is_default).then(|| toml_text(name))
}

fn key(lines: &[KeyLine], codes: &super::Codes) -> String {
    let line = |line: &KeyLine| {
        let mut parts = Vec::new();
        let all: Vec<String> = line.any.iter().map(|c| toml_text(&c.value.to_string())).collect();
        match all.as_slice() {
            [one] => parts.push(format!("code = {one}")),
            several => parts.push(format!("any = [{}]", several.join(", "))),
        }
        let system = line.any.first().map(|c| c.system()).filter(|s| *s != codes.system);
        parts.extend(system.map(|s| format!("system = {}", toml_text(s.name()))));
        parts.extend(line.optional.then(|| "optional = true".to_owned()));
        parts.extend((line.units != 1).then(|| format!("units = {}", line.units)));
        if !line.modifiers.is_empty() {
            let modifiers: Vec<String> = line.modifiers.iter().map(|m| toml_text(&m.to_string())).collect();
            parts.push(format!("modifiers = [{}]", modifiers.join(", ")));
        }
        parts.extend(line.poa.as_ref().map(|p| format!("poa = {}", toml_text(p))));
        if !line.dx.is_empty() {
            let dx: Vec<String> = line.dx.iter().map(ToString::to_string).collect();
            parts.push(format!("dx = [{}]", dx.join(", ")));
        }
        parts.extend(line.why.as_ref().map(|w| format!("why = {}", inline_text(w))));
        format!("{{ {} }}", parts.join(", "))
    };
    array(lines.iter().map(line))
}

fn case(case: &Case, questions: &[&Question]) -> String {
    let mut out = Lines("[[case]]\n".to_owned());
    out.set("id", toml_text(&case.id));
    out.text("title", case.title.as_ref());
    out.some("setting", case.setting.map(|s| toml_text(s.name())));
    for document in &case.documents {
        out.0.push_str("\n[[case.document]]\n");
        out.set("title", toml_text(&document.title));
        out.set("text", toml_text(&document.text));
    }
    for question in questions {
        out.0.push('\n');
        out.0.push_str(&write_question(question));
    }
    out.0
}

/// A whole bank: its table, its questions, its cases.
pub fn write_bank(file: &BankFile) -> String {
    let mut parts: Vec<String> = file.bank.iter().map(write_header).collect();
    parts.extend(file.questions.iter().filter(|q| q.case.is_none()).map(write_question));
    for one in &file.cases {
        let questions: Vec<&Question> =
            file.questions.iter().filter(|q| q.case.as_ref() == Some(&one.id.value)).collect();
        parts.push(case(one, &questions));
    }
    parts.join("\n")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::bank::{Taxonomy, read_bank, read_topics};
    use proptest::prelude::*;

    fn topics() -> Taxonomy {
        let mut taxonomy = Taxonomy::default();
        taxonomy.extend(read_topics(include_str!("../../question-banks/topics.toml")).0);
        taxonomy
    }

    #[test]
    fn what_is_written_is_read_back_as_the_same() {
        let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR"));
        let mut files = vec![folder.join("tests/banks/all-types.toml")];
        for group in std::fs::read_dir(folder.join("question-banks")).unwrap().flatten() {
            let Ok(inside) = std::fs::read_dir(group.path()) else { continue };
            files.extend(
                inside.flatten().map(|e| e.path()).filter(|p| p.extension().is_some_and(|e| e == "toml")),
            );
        }
        let topics = topics();
        let mut questions = 0;
        for path in files.iter().filter(|p| !p.parent().unwrap().ends_with("blueprints")) {
            let text = std::fs::read_to_string(path).unwrap();
            let file = read_bank(&text, &topics);
            let again = read_bank(&write_bank(&file), &topics);
            let whole: Vec<_> = again.diagnostics.iter().filter(|d| d.is_error()).collect();
            assert!(whole.is_empty(), "{}: {whole:?}", path.display());
            assert_eq!(file.bank, again.bank);
            assert_eq!(file.cases, again.cases);
            let mut before = file.questions.clone();
            before.sort_by(|a, b| a.id.cmp(&b.id));
            let mut after = again.questions;
            after.sort_by(|a, b| a.id.cmp(&b.id));
            for (a, b) in before.iter_mut().zip(&mut after) {
                (a.place, b.place) = Default::default();
                assert_eq!(a, b, "{}", path.display());
                questions += 1;
            }
            assert_eq!(before.len(), after.len());
        }
        assert!(questions > 800);
    }

    proptest! {
        #[test]
        fn any_text_is_one_value(text in "([a-c\"\\\\\n\t\u{1}' #é]|\"{1,7}){0,20}") {
            let parsed: toml::Table = toml::from_str(&format!("a = {}\nb = {}\n", toml_text(&text), inline_text(&text))).unwrap();
            prop_assert_eq!(parsed["a"].as_str(), Some(text.as_str()));
            prop_assert_eq!(parsed["b"].as_str(), Some(text.as_str()));
        }
    }
}
