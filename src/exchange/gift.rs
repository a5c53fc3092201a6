//! GIFT, the text format of Moodle.
//!
//! Written as `[plain]`, so that nothing in a text is markup. Weights of a multiple choice are Moodle's own fractions.

use std::fmt::Write as _;

use super::draft::{Body, Choice, Draft, Header, one_line};
use super::fields::Losses;
use super::html::text_of;
use super::{Imported, Problem};

const SPECIAL: [char; 7] = ['~', '=', '#', '{', '}', ':', '\\'];

fn escape(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 8);
    for c in text.chars() {
        if c == '\n' {
            out.push_str("\\n");
            continue;
        }
        if SPECIAL.contains(&c) {
            out.push('\\');
        }
        out.push(c);
    }
    out
}

fn unescape(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut chars = text.chars();
    while let Some(c) = chars.next() {
        if c != '\\' {
            out.push(c);
            continue;
        }
        match chars.next() {
            Some('n') => out.push('\n'),
            Some(c) if SPECIAL.contains(&c) || c == '*' => out.push(c),
            Some(c) => {
                out.push('\\');
                out.push(c);
            }
            None => out.push('\\'),
        }
    }
    out
}

/// Where one of some characters stands without a backslash before it.
fn find(text: &str, wanted: &[char]) -> Option<(usize, char)> {
    let mut escaped = false;
    for (at, c) in text.char_indices() {
        if escaped {
            escaped = false;
        } else if c == '\\' {
            escaped = true;
        } else if wanted.contains(&c) {
            return Some((at, c));
        }
    }
    None
}

/// The same where a text may say its format itself: one that begins as if it did is said to be plain.
fn marked(text: &str) -> String {
    let mark = if split_format(text).1.len() < text.len() { "[plain]" } else { "" };
    format!("{mark}{}", escape(text))
}

/// Writes drafts.
pub(super) fn write(header: &Header, drafts: &[Draft]) -> String {
    let mut out = String::new();
    for line in header.lines() {
        let _ = writeln!(out, "// {line}");
    }
    let mut topic: Option<&str> = None;
    for draft in drafts {
        out.push('\n');
        if draft.topic.as_deref() != topic {
            topic = draft.topic.as_deref();
            let _ = writeln!(out, "$CATEGORY: {}\n", one_line(topic.unwrap_or("top")));
        }
        if !draft.tags.is_empty() {
            let tags: Vec<String> =
                draft.tags.iter().map(|t| format!("[tag:{}]", one_line(t).replace(']', ")"))).collect();
            let _ = writeln!(out, "// {}", tags.join(" "));
        }
        if let Some(id) = &draft.id {
            let _ = write!(out, "::{}::", escape(&one_line(id)));
        }
        let _ = write!(out, "[plain]{} {{", escape(&draft.stem));
        answers(draft, &mut out);
        if let Some(rationale) = &draft.rationale {
            let _ = write!(out, "\n####{}", marked(rationale));
        }
        out.push_str("\n}\n");
    }
    out
}

fn answers(draft: &Draft, out: &mut String) {
    let feedback = |why: Option<&String>| why.map(|w| format!("#{}", marked(w))).unwrap_or_default();
    match &draft.body {
        Body::Choices { multiple, choices, .. } => {
            let keys = choices.iter().filter(|c| c.key).count();
            for choice in choices {
                let sign = match (multiple, choice.key) {
                    (false, true) => "=".to_owned(),
                    (false, false) => "~".to_owned(),
                    (true, true) => format!("~%{}%", fraction(keys)),
                    (true, false) => "~%-100%".to_owned(),
                };
                let (text, why) = (marked(&choice.text), feedback(choice.why.as_ref()));
                // A text that begins with a per cent sign is no weight.
                let guard = if text.starts_with('%') && !*multiple { "%0%" } else { "" };
                let guard = if choice.key && !guard.is_empty() { "%100%" } else { guard };
                let _ = write!(out, "\n{sign}{guard}{text}{why}");
            }
        }
        Body::TrueFalse { key, why_true, why_false } => {
            let (wrong, correct) = if *key { (why_false, why_true) } else { (why_true, why_false) };
            out.push_str(if *key { "TRUE" } else { "FALSE" });
            match (wrong, correct) {
                (None, None) => {}
                (wrong, correct) => {
                    let _ = write!(out, "#{}", wrong.as_deref().map(marked).unwrap_or_default());
                    out.push_str(&feedback(correct.as_ref()));
                }
            }
        }
        Body::Text { key, accept, why_not } => {
            for answer in std::iter::once(key).chain(accept) {
                let guard = if answer.starts_with('%') { "%100%" } else { "" };
                // An asterisk stands for anything.
                let _ = write!(out, "\n={guard}{}", marked(answer).replace('*', "\\*"));
            }
            for (text, why) in why_not {
                let _ = write!(out, "\n=%0%{}#{}", marked(text).replace('*', "\\*"), marked(why));
            }
        }
        Body::Match { pairs, .. } => {
            for (left, right) in pairs {
                let _ = write!(out, "\n={} -> {}", marked(left), escape(right));
            }
        }
        Body::Order { .. } | Body::Code { .. } => {}
    }
}

/// The share of each of some keys, as Moodle writes it.
pub(super) fn fraction(keys: usize) -> String {
    let share = 100.0 / keys.max(1) as f64;
    let text = format!("{share:.5}");
    text.trim_end_matches('0').trim_end_matches('.').to_owned()
}

struct Reader<'t> {
    text: &'t str,
    at: usize,
    out: Imported,
    topic: Option<String>,
    id: Option<String>,
    tags: Vec<String>,
}

/// Reads a file.
pub(super) fn read(text: &str) -> Imported {
    let mut reader =
        Reader { text, at: 0, out: Imported::default(), topic: None, id: None, tags: Vec::new() };
    let mut line = 1;
    let mut counted = 0;
    while reader.skip() {
        line += text[counted..reader.at].matches('\n').count();
        counted = reader.at;
        reader.question(line);
    }
    reader.out
}

impl Reader<'_> {
    /// Passes over empty lines, comments and categories; whether anything is left.
    fn skip(&mut self) -> bool {
        loop {
            let rest = &self.text[self.at..];
            let trimmed = rest.trim_start();
            self.at += rest.len() - trimmed.len();
            if trimmed.is_empty() {
                return false;
            }
            let line = trimmed.lines().next().unwrap_or("");
            if let Some(comment) = line.strip_prefix("//") {
                self.comment(comment);
            } else if let Some(category) = line.strip_prefix("$CATEGORY:") {
                self.topic = Some(category.trim().to_owned()).filter(|c| !c.is_empty() && c != "top");
            } else {
                return true;
            }
            self.at += line.len();
        }
    }

    fn comment(&mut self, comment: &str) {
        if self.out.header.take(comment) {
            return;
        }
        for piece in comment.split('[').skip(1) {
            let Some((piece, _)) = piece.split_once(']') else { continue };
            match piece.split_once(':') {
                Some(("id", id)) => self.id = Some(id.trim().to_owned()),
                Some(("tag", tag)) => self.tags.push(tag.trim().to_owned()),
                _ => {}
            }
        }
    }

    fn question(&mut self, line: usize) {
        let rest = &self.text[self.at..];
        let (id, tags) = (self.id.take(), std::mem::take(&mut self.tags));
        // A title ends on its own line.
        let line_end = rest.find('\n').unwrap_or(rest.len());
        let titled = rest[..line_end].strip_prefix("::").and_then(split_title);
        let (title, body) = match titled.map(|(title, _)| (title, &rest[title.len() + 4..])) {
            Some((title, body)) => (Some(title), body),
            None => (None, rest),
        };
        let name = title.map(|t| one_line(&unescape(t)));
        let blank = blank_line(body);
        let open = find(&body[..blank], &['{']).map(|(at, _)| at);
        let begin = self.at + (rest.len() - body.len());
        let problem =
            |why: &str| Problem { line, item: name.clone().unwrap_or_default(), why: why.to_owned() };
        let Some(open) = open else {
            self.at = begin + blank;
            self.out.problems.push(problem("a text without answers: no question of ours"));
            return;
        };
        // The next brace has to close; where another opens first, this one was forgotten.
        let close = find(&body[open + 1..], &['}', '{']);
        // A title or a category behind an empty line begins another question.
        let swallows = |at: usize| starts_another(&body[open + 1..open + 1 + at]);
        let Some((close, '}')) = close.filter(|(at, _)| !swallows(*at)) else {
            self.at = begin + open + 1 + blank_line(&body[open + 1..]);
            self.out.problems.push(problem("the brace `{` is not closed"));
            return;
        };
        let inner = &body[open + 1..open + 1 + close];
        let after = &body[open + 2 + close..];
        // Where no empty line parts them, the next question begins with its title, or has braces of its own.
        let mut tail_len = blank_line(after);
        let next = after[..tail_len].match_indices('\n').map(|(at, _)| at + 1).find(|at| {
            let line = after[*at..].trim_start_matches([' ', '\t']);
            line.starts_with("::") || line.starts_with("$CATEGORY") || line.starts_with("//")
        });
        tail_len = next.unwrap_or(tail_len);
        if find(&after[..tail_len], &['{']).is_some() {
            tail_len = 0;
        }
        let tail = without_comments(&after[..tail_len]);
        self.at = begin + open + 2 + close + tail_len;
        let (format, stem) = split_format(&body[..open]);
        let clean = |text: &str, losses: &mut Losses| clean(text, format, losses);
        let mut stem = clean(&without_comments(stem), &mut self.out.losses);
        if !tail.trim().is_empty() {
            stem = format!("{stem} _____ {}", clean(&tail, &mut self.out.losses));
        }
        match body_of(&without_comments(inner), format, &mut self.out.losses) {
            Ok((body, rationale)) => {
                let mut draft = Draft::new(line, stem.trim(), body);
                draft.id = name.filter(|n| !n.is_empty()).or(id);
                draft.topic.clone_from(&self.topic);
                draft.tags = tags;
                draft.rationale = rationale;
                self.out.drafts.push(draft);
            }
            Err(why) => {
                let item =
                    name.unwrap_or_else(|| Draft::new(line, stem, Body::Order { items: Vec::new() }).name());
                self.out.problems.push(Problem { line, item, why });
            }
        }
    }
}

/// The title up to the next `::`.
fn split_title(text: &str) -> Option<(&str, &str)> {
    let mut from = 0;
    while let Some((at, _)) = find(&text[from..], &[':']) {
        let at = from + at;
        if text[at..].starts_with("::") {
            return Some((&text[..at], &text[at + 2..]));
        }
        from = at + 1;
    }
    None
}

/// How far it is to the next empty line, or to the end.
fn blank_line(text: &str) -> usize {
    let mut at = 0;
    for line in text.split_inclusive('\n') {
        if at > 0 && line.trim().is_empty() {
            return at;
        }
        at += line.len();
    }
    text.len()
}

/// Whether a text holds the beginning of another question behind an empty line.
fn starts_another(text: &str) -> bool {
    let mut empty = false;
    text.lines().any(|line| {
        let line = line.trim();
        let begins = empty && (line.starts_with("::") || line.starts_with("$CATEGORY"));
        empty = line.is_empty();
        begins
    })
}

fn without_comments(text: &str) -> String {
    if !text.contains("//") {
        return text.to_owned();
    }
    // The first line goes on with what stands before it in its own line.
    let comment = |(number, line): &(usize, &str)| *number > 0 && line.trim_start().starts_with("//");
    text.split_inclusive('\n').enumerate().filter(|l| !comment(l)).map(|(_, line)| line).collect()
}

/// The format of a text, which stands before it in brackets.
fn split_format(text: &str) -> (&str, &str) {
    let trimmed = text.trim_start();
    for format in ["html", "plain", "markdown", "moodle"] {
        let rest =
            trimmed.strip_prefix('[').and_then(|t| t.strip_prefix(format)).and_then(|t| t.strip_prefix(']'));
        if let Some(rest) = rest {
            return (format, rest);
        }
    }
    ("moodle", text)
}

/// What a piece of a question says.
fn clean(text: &str, format: &str, losses: &mut Losses) -> String {
    let text = unescape(text);
    if matches!(format, "plain" | "markdown") {
        return text.trim().to_owned();
    }
    text_of(&text, losses)
}

/// The same of a piece that may say a format of its own.
fn own_format(text: &str, format: &str, losses: &mut Losses) -> String {
    let (own, text) = split_format(text);
    clean(text, if own == "moodle" { format } else { own }, losses)
}

struct Answer {
    /// Both sides, where an arrow stands between them.
    pair: Option<(String, String)>,
    correct: bool,
    weight: Option<f64>,
    text: String,
    /// It holds an asterisk, which stands for anything.
    wild: bool,
    feedback: Option<String>,
}

type Read = Result<(Body, Option<String>), String>;

fn body_of(inner: &str, format: &str, losses: &mut Losses) -> Read {
    let (inner, general) = split_general(inner);
    let rationale = general.map(|g| own_format(g, format, losses)).filter(|g| !g.is_empty());
    let trimmed = inner.trim();
    if trimmed.is_empty() {
        return Err("an essay: nothing that could be graded".to_owned());
    }
    if let Some(number) = trimmed.strip_prefix('#') {
        return numerical(number, format, losses).map(|b| (b, rationale));
    }
    let first = split_unescaped(trimmed, '#');
    let word = first.first().map(|w| w.trim().to_ascii_uppercase()).unwrap_or_default();
    if matches!(word.as_str(), "T" | "TRUE" | "F" | "FALSE") {
        let key = word.starts_with('T');
        let mut why =
            first.iter().skip(1).map(|w| Some(own_format(w, format, losses)).filter(|w| !w.is_empty()));
        let (wrong, correct) = (why.next().flatten(), why.next().flatten());
        let (why_true, why_false) = if key { (correct, wrong) } else { (wrong, correct) };
        return Ok((Body::TrueFalse { key, why_true, why_false }, rationale));
    }
    let Some((start, _)) = find(trimmed, &['=', '~']) else {
        return Err("the braces hold neither `=` nor `~`".to_owned());
    };
    if start > 0 {
        return Err(format!("`{}` stands before the first answer", one_line(&trimmed[..start])));
    }
    let answers = answers_of(trimmed, format, losses)?;
    Ok((choose(answers, losses)?, rationale))
}

fn answers_of(text: &str, format: &str, losses: &mut Losses) -> Result<Vec<Answer>, String> {
    let mut answers = Vec::new();
    let mut rest = text;
    while let Some(sign) = rest.chars().next() {
        let end = find(&rest[1..], &['=', '~']).map_or(rest.len(), |(at, _)| at + 1);
        let answer = &rest[1..end];
        rest = &rest[end..];
        let (body, feedback) = match find(answer, &['#']) {
            Some((at, _)) => (&answer[..at], Some(&answer[at + 1..])),
            None => (answer, None),
        };
        let body = body.trim();
        let weighted = body.strip_prefix('%').and_then(|b| b.split_once('%'));
        let weighted =
            weighted.and_then(|(w, text)| Some((w.trim().replace(',', ".").parse::<f64>().ok()?, text)));
        let (weight, body) = weighted.map_or((None, body), |(w, text)| (Some(w), text));
        let (own, body) = split_format(body);
        let format = if own == "moodle" { format } else { own };
        let feedback = feedback.map(|f| own_format(f, format, losses));
        answers.push(Answer {
            correct: sign == '=',
            weight,
            // The arrow of a pair is looked for in what was written.
            pair: body.split_once("->").map(|(l, r)| (clean(l, format, losses), clean(r, format, losses))),
            text: clean(body, format, losses),
            wild: body != "*" && find(body, &['*']).is_some(),
            feedback: feedback.filter(|f| !f.is_empty()),
        });
    }
    if answers.len() > 1_000 {
        return Err(format!("{} answers are none of one question", answers.len()));
    }
    Ok(answers)
}

fn choose(answers: Vec<Answer>, losses: &mut Losses) -> Result<Body, String> {
    let wrong = answers.iter().any(|a| !a.correct);
    if !wrong && answers.len() > 1 && answers.iter().all(|a| a.pair.is_some()) {
        let pairs = answers.into_iter().filter_map(|a| a.pair);
        let (pairs, extra): (Vec<_>, Vec<_>) = pairs.partition(|(left, _)| !left.is_empty());
        return Ok(Body::Match { pairs, extra: extra.into_iter().map(|(_, right)| right).collect() });
    }
    let full = |a: &Answer| a.weight.is_none_or(|w| w >= 99.99);
    if !wrong {
        if answers.iter().any(|a| a.weight.is_some_and(|w| w > 0.0 && w < 99.99)) {
            losses.add("partial credit");
        }
        if answers.iter().any(|a| a.wild) {
            losses.add("asterisks that stand for anything");
        }
        return short_answer(answers.into_iter().map(|a| (a.text.clone(), full(&a), a.feedback)), losses);
    }
    let keys: Vec<bool> = answers
        .iter()
        .map(|a| if a.correct { a.weight.is_none_or(|w| w > 0.0) } else { a.weight.is_some_and(|w| w > 0.0) })
        .collect();
    // As Moodle has it: without an equals sign several may be chosen.
    let multiple = answers.iter().all(|a| !a.correct);
    if !multiple && answers.iter().any(|a| a.weight.is_some_and(|w| w > 0.0 && w < 99.99)) {
        losses.add("partial credit");
    }
    let choices = answers.into_iter().zip(keys).map(|(a, key)| {
        let key = if multiple { key } else { a.correct && full(&a) };
        Choice { text: a.text, key, why: a.feedback }
    });
    Ok(Body::Choices { multiple, choices: choices.collect(), shuffle: true })
}

/// A short answer: the first full answer is the key; mistakes that earn nothing keep their reason.
pub(super) fn short_answer(
    answers: impl Iterator<Item = (String, bool, Option<String>)>,
    losses: &mut Losses,
) -> Result<Body, String> {
    let (mut full, mut why_not) = (Vec::new(), Vec::new());
    for (text, is_full, feedback) in answers {
        match (is_full, feedback) {
            (true, feedback) => {
                if feedback.is_some() {
                    losses.add("feedback of a correct short answer");
                }
                full.push(text);
            }
            (false, Some(why)) if text != "*" => why_not.push((text, why)),
            (false, _) => losses.add("short answers that earn nothing"),
        }
    }
    let mut full = full.into_iter();
    let key = full.next().ok_or("no answer is correct")?;
    Ok(Body::Text { key, accept: full.collect(), why_not })
}

fn numerical(text: &str, format: &str, losses: &mut Losses) -> Result<Body, String> {
    let text = text.trim();
    let answers = if text.starts_with('=') {
        answers_of(text, format, losses)?
    } else {
        let one = split_unescaped(text, '#')[0].clone();
        vec![Answer {
            pair: None,
            correct: true,
            weight: None,
            text: clean(&one, format, losses),
            wild: false,
            feedback: None,
        }]
    };
    let full = answers.iter().filter(|a| a.correct && a.weight.is_none_or(|w| w >= 99.99));
    let full: Vec<&Answer> = full.collect();
    if full.len() < answers.len() {
        losses.add("partial credit");
    }
    if full.iter().any(|a| a.text.contains("..")) {
        return Err("a range of numbers: a written answer has one value".to_owned());
    }
    super::numbers(full.iter().map(|a| a.text.split_once(':').unwrap_or((&a.text, ""))))
}

fn split_unescaped(text: &str, at: char) -> Vec<String> {
    let mut parts = Vec::new();
    let mut rest = text;
    while let Some((place, _)) = find(rest, &[at]) {
        parts.push(rest[..place].to_owned());
        rest = &rest[place + at.len_utf8()..];
    }
    parts.push(rest.to_owned());
    parts
}

/// What stands before and behind `####`.
fn split_general(text: &str) -> (&str, Option<&str>) {
    let mut from = 0;
    while let Some((at, _)) = find(&text[from..], &['#']) {
        let at = from + at;
        if text[at..].starts_with("####") {
            return (&text[..at], Some(&text[at + 4..]));
        }
        from = at + 1;
    }
    (text, None)
}
