//! The slips that authors make in TOML, told apart and put into plain words.

use std::ops::Range;

use crate::bank::Span;
use crate::bank::diagnostic::Diagnostic;
use crate::bank::rules;

/// A parser's error in words of ours. `piece` is where it was parsed.
pub(super) fn explain(source: &str, piece: &Range<usize>, error: &toml::de::Error) -> Diagnostic {
    let span = error.span().unwrap_or(0..0);
    let start = (piece.start + span.start).min(source.len());
    let end = (piece.start + span.end).clamp(start, source.len());
    let part = &source[piece.clone()];
    if let Some(d) = unclosed_text(part, piece.start) {
        return d;
    }
    // At the end of a line the slip is on the line itself; at the end of a piece on its last line with something on it.
    let seen = source[..start].trim_end().len().max(piece.start);
    let at = if source[start..].starts_with(['\n', '\r']) || start == piece.end { seen } else { start };
    let line_start = source[..at].rfind('\n').map_or(0, |n| n + 1);
    let line = source[line_start..].lines().next().unwrap_or("");
    let place = |from: usize, len: usize| Span::from(line_start + from..line_start + from + len);
    if let Some(from) = curly_quote(line, error.message()) {
        return Diagnostic::new(
            &rules::CURLY_QUOTES,
            place(from, 3),
            "a curly quote of a word processor stands where TOML needs a straight one",
        )
        .label("curly quote")
        .help("replace it, and its partner at the other end of the text, by a straight \" quote");
    }
    if error.message().starts_with("duplicate key") {
        return duplicate_key(source, piece, start..end);
    }
    if let Some(from) = unclosed_quote(part, at - piece.start) {
        let from = piece.start + from;
        if pairs_with_a_curly_quote(line) {
            return Diagnostic::new(&rules::TOML_SYNTAX, Span::from(from..from + 1), "a straight quote within the text ends it")
                .label("from here on nothing fits")
                .help("its partner on this line is a curly one: make that \u{201d} too, or write \\\" for a straight quote within a text");
        }
        return Diagnostic::new(&rules::TOML_SYNTAX, Span::from(from..from + 1), "this text is not closed")
            .label("it begins here")
            .help("close it on the same line, or use \"\"\" for a text of several lines");
    }
    if let Some((from, within)) = behind_a_value(line) {
        let (message, label, help) = if within {
            ("a quote within the text ends it", "it ends here", "write \\\" for a quote within a text")
        } else {
            ("a comma is missing here", "before this", "put a comma between the two")
        };
        return Diagnostic::new(&rules::TOML_SYNTAX, place(from, 1), message).label(label).help(help);
    }
    let (message, help) = in_words(line, error.message());
    let mut d = Diagnostic::new(&rules::TOML_SYNTAX, Span::from(start..end), message);
    if let Some(help) = help {
        d = d.help(help);
    }
    match unclosed_bracket(part) {
        Some((from, bracket)) if piece.start + from < line_start => {
            Diagnostic { message: "a bracket is opened and not closed before this".to_owned(), ..d }
                .also(
                    Span::from(piece.start + from..piece.start + from + 1),
                    format!("this `{bracket}` is not closed"),
                )
                .help(format!("close it with `{}`", if bracket == '[' { ']' } else { '}' }))
        }
        _ => d,
    }
}

/// The first curly quote of a line that opens or closes a text.
fn curly_quote(line: &str, message: &str) -> Option<usize> {
    const CURLY: [char; 4] = ['\u{201c}', '\u{201d}', '\u{2018}', '\u{2019}'];
    if message.contains("escape") || message.contains("unicode") {
        return None;
    }
    let (first, last) = (line.find(CURLY)?, line.rfind(CURLY)?);
    if line[..first].trim_end().ends_with(['=', '[', '{', ',']) {
        return Some(first);
    }
    let odd = line.matches('"').count() % 2 == 1;
    let behind = line[last..].trim_start_matches(CURLY);
    (odd && behind.chars().all(|c| c.is_whitespace() || matches!(c, ',' | '}' | ']'))).then_some(last)
}

/// A text of several lines that never ends: shown where it begins.
fn unclosed_text(part: &str, offset: usize) -> Option<Diagnostic> {
    let quotes = LONG_QUOTES.into_iter().find(|q| part.matches(q).count() % 2 == 1)?;
    let from = offset + part.rfind(quotes)?;
    Some(
        Diagnostic::new(
            &rules::TOML_SYNTAX,
            Span::from(from..from + 3),
            "this text of several lines is never closed",
        )
        .label("it begins here")
        .help(format!("close it with {quotes}")),
    )
}

/// The bracket that is opened and not closed, texts and comments passed over: where a closing one does not fit, the one
/// before it; else the last that is open.
pub(super) fn unclosed_bracket(part: &str) -> Option<(usize, char)> {
    let mut open: Vec<(usize, char)> = Vec::new();
    let mut rest = part;
    while let Some(c) = rest.chars().next() {
        let at = part.len() - rest.len();
        if let Some(quotes) = LONG_QUOTES.into_iter().find(|q| rest.starts_with(q)) {
            rest = rest[3..].find(quotes).map_or("", |end| &rest[end + 6..]);
            continue;
        }
        match c {
            '"' | '\'' => {
                let end = closed_at(rest, c).or_else(|| rest.find('\n')).unwrap_or(rest.len());
                rest = &rest[end..];
                continue;
            }
            '#' => {
                rest = rest.find('\n').map_or("", |end| &rest[end..]);
                continue;
            }
            '[' | '{' => open.push((at, c)),
            ']' | '}' => match open.pop() {
                Some((_, '[')) if c == ']' => {}
                Some((_, '{')) if c == '}' => {}
                other => return other,
            },
            _ => {}
        }
        rest = &rest[c.len_utf8()..];
    }
    open.last().copied()
}

/// What opens and closes a text of several lines.
pub(super) const LONG_QUOTES: [&str; 2] = ["\"\"\"", "'''"];

/// Where a text that begins here ends, its closing quote included; `None` when its line ends first.
fn closed_at(text: &str, quote: char) -> Option<usize> {
    let mut escaped = false;
    for (at, c) in text.char_indices().skip(1) {
        match c {
            '\n' => return None,
            _ if escaped => escaped = false,
            '\\' if quote == '"' => escaped = true,
            c if c == quote => return Some(at + 1),
            _ => {}
        }
    }
    None
}

/// Whether a line has straight quotes that do not pair, and a curly one: a word processor changed one of two.
fn pairs_with_a_curly_quote(line: &str) -> bool {
    line.contains(['\u{201c}', '\u{201d}'])
        && line.matches('"').count() >= 3
        && line.matches('"').count() % 2 == 1
}

/// The first text that is not closed on its line, on the lines up to a place.
fn unclosed_quote(part: &str, until: usize) -> Option<usize> {
    if LONG_QUOTES.iter().any(|q| part.contains(q)) {
        return None;
    }
    let mut start = 0;
    for line in part.split_inclusive('\n') {
        if start > until {
            break;
        }
        let mut at = 0;
        while let Some(from) = line[at..].find(['"', '\'', '#']).map(|n| at + n) {
            let quote = if line[from..].starts_with('"') { '"' } else { '\'' };
            if line[from..].starts_with('#') {
                break;
            }
            match closed_at(&line[from..], quote) {
                Some(len) => at = from + len,
                None => return Some(start + from),
            }
        }
        start += line.len();
    }
    None
}

/// Where, in a list or a table on one line, something begins behind a value without a comma between them; or where a text ends
/// and goes on, and whether it is that.
fn behind_a_value(line: &str) -> Option<(usize, bool)> {
    let mut depth = usize::from(line.trim_start().starts_with(['"', '\'']));
    let mut at = 0;
    while let Some(c) = line[at..].chars().next() {
        let mut closed = false;
        match c {
            '"' | '\'' => {
                at += closed_at(&line[at..], c)?;
                closed = true;
            }
            '[' | '{' => depth += 1,
            ']' | '}' => {
                depth = depth.saturating_sub(1);
                closed = true;
            }
            '#' => return None,
            _ => {}
        }
        if c != '"' && c != '\'' {
            at += c.len_utf8();
        }
        if !closed || depth == 0 {
            continue;
        }
        let rest = line[at..].trim_start();
        let apart = rest.len() < line.len() - at;
        // A word that touches the text is text: a quote within it ended it.
        let word = rest.find(|c: char| !c.is_ascii_alphanumeric() && c != '-').unwrap_or(rest.len());
        if !apart && word > 0 && matches!(c, '"' | '\'') {
            return Some((at - 1, true));
        }
        let key = apart && word > 0 && rest[word..].trim_start().starts_with('=');
        let value = rest.starts_with(['[', '{']) || apart && rest.starts_with(['"', '\'']);
        if key || value {
            return Some((line.len() - rest.len(), false));
        }
    }
    None
}

fn duplicate_key(source: &str, piece: &Range<usize>, span: Range<usize>) -> Diagnostic {
    let key = source[span.clone()].trim();
    let d = Diagnostic::new(
        &rules::TOML_SYNTAX,
        Span::from(span.clone()),
        if key.is_empty() {
            "a key or table is there twice".to_owned()
        } else {
            format!("`{key}` is there twice")
        },
    )
    .label("again here")
    .help(if key == "id" {
        "where another question begins, write `[[question]]` on a line above it; else keep one of them"
    } else {
        "keep one of them"
    });
    let mut at = piece.start;
    for line in source[piece.start..span.start].split_inclusive('\n') {
        let lead = line.len() - line.trim_start().len();
        let same = line.trim_start().strip_prefix(key).is_some_and(|rest| rest.trim_start().starts_with('='));
        if !key.is_empty() && same {
            return d.also(Span::from(at + lead..at + lead + key.len()), "first here");
        }
        at += line.len();
    }
    d
}

/// What is wrong with a line, in plain words, and what to do.
fn in_words(line: &str, message: &str) -> (String, Option<String>) {
    let line = line.trim_start_matches('\u{feff}');
    let trimmed = line.trim();
    let (key, value) = trimmed.split_once('=').map_or((trimmed, ""), |(k, v)| (k.trim(), v.trim()));
    let said = |text: &str, help: String| (text.to_owned(), Some(help));
    if message.contains("escape") || message.contains("unicode") || message.contains("hex") {
        return said(
            "a backslash begins an escape that TOML does not know",
            "write two backslashes, or put the text into single quotes".to_owned(),
        );
    }
    if trimmed.chars().any(|c| c.is_control() && c != '\t') {
        return said(
            "a control character stands here",
            "take it out; \\n and \\t stand for line break and tab".to_owned(),
        );
    }
    if let Some((name, _)) = trimmed.split_once(':')
        && !trimmed.contains('=')
        && name.chars().all(|c| c.is_ascii_alphanumeric() || c == '-')
    {
        return said("a key and its value are joined by `=`", format!("write `{name} = …`"));
    }
    if matches!(value, "True" | "False" | "yes" | "no" | "Yes" | "No" | "TRUE" | "FALSE") {
        return said(
            "this is neither true nor false",
            "write `true` or `false`, in small letters".to_owned(),
        );
    }
    let plain = value.starts_with(|c: char| c.is_alphabetic()) && !matches!(value, "true" | "false");
    if plain {
        return said("a text has to stand in quotes", format!("write `{key} = \"…\"`"));
    }
    if value.starts_with('"') && value.matches('"').count() % 2 == 1 {
        let help = "close it on the same line, or use \"\"\" for a text of several lines".to_owned();
        return said("this text is not closed", help);
    }
    if value.starts_with('"') && value.matches('"').count() > 2 && !value.contains(['[', '{']) {
        return said("a quote within the text ends it", "write \\\" for a quote within a text".to_owned());
    }
    if trimmed.starts_with('[') && !trimmed.contains('=') {
        return said("this is no table header", "a header is [bank], [[question]] or [[case]]".to_owned());
    }
    if line.contains(['\u{a0}', '\u{200b}', '\u{feff}']) {
        return said(
            "an invisible character stands here",
            "type the line anew, with plain spaces".to_owned(),
        );
    }
    if !key.is_empty() && value.is_empty() && trimmed.contains('=') {
        return said("this key has no value", format!("write `{key} = \"…\"`, or leave the line out"));
    }
    if message.contains("comma") {
        return said("a comma is missing here", "put a comma between the two".to_owned());
    }
    if message.contains("no value") {
        return said("a key and its value are joined by `=`", "write `key = \"…\"`".to_owned());
    }
    let help =
        "a line is `key = value`; texts stand in straight quotes, lists in [ ], tables in { }".to_owned();
    (format!("this is not TOML: {message}"), Some(help))
}
