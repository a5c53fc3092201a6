//! Broken TOML: where it is broken, in words that an author understands, and what is whole of the rest.
//!
//! A parser that has lost its way reports the echo of one slip for the rest of the file. So a file with errors is cut at
//! its table headers, each piece is parsed alone, and the first error of a piece is the one that is shown. Broken pieces
//! are then blanked out, byte for byte, so that everything else can be read at its place.

use std::ops::Range;

use toml::de::DeTable;

use crate::bank::Span;
use crate::bank::diagnostic::{self, Diagnostic};

/// A file without its broken pieces.
pub(in crate::bank) struct Sifted {
    /// The text, broken pieces blanked out; absent when nothing is broken.
    pub text: Option<String>,
    /// What is broken.
    pub diagnostics: Vec<Diagnostic>,
    /// How many questions are among the broken pieces.
    pub questions: usize,
    /// The `[bank]` table is among them.
    pub bank: bool,
}

/// Sifts a file. Parsing it whole is tried first: nearly every file is sound.
pub(in crate::bank) fn sift(source: &str) -> Sifted {
    let mut sifted = Sifted { text: None, diagnostics: Vec::new(), questions: 0, bank: false };
    if DeTable::parse(source).is_ok() {
        return sifted;
    }
    let mut text = source.to_owned();
    let pieces = pieces(source);
    let header = pieces.iter().map(|p| &source[p.clone()]).find(|p| header_of(p) == "bank");
    let bank = header.and_then(id_in).unwrap_or("?");
    let mut broken = vec![false; pieces.len()];
    for (piece, broken) in pieces.iter().zip(&mut broken) {
        let part = &source[piece.clone()];
        let mut found = errors_of(source, piece);
        *broken = !found.is_empty();
        if is_question(header_of(part)) {
            let id = id_in(part).map(|id| format!("{bank}/{id}"));
            for diagnostic in &mut found {
                diagnostic.question.clone_from(&id);
            }
        }
        sifted.diagnostics.extend(found);
    }
    let headers: Vec<&str> = pieces.iter().map(|p| header_of(&source[p.clone()])).collect();
    for (piece, header) in
        lost_with(&headers, &broken).into_iter().map(|at| (pieces[at].clone(), headers[at]))
    {
        sifted.questions += usize::from(is_question(header));
        sifted.bank |= header.starts_with("bank");
        blank(&mut text, piece);
    }
    // Each piece that is left is sound; together they may not be: a table that is there twice.
    for _ in 0..pieces.len() {
        let (_, errors) = DeTable::parse_recoverable(&text);
        let Some(error) = errors.first() else { break };
        let at = error.span().map_or(0, |s| s.start);
        let piece = pieces.iter().find(|p| p.contains(&at)).cloned().unwrap_or(0..source.len());
        sifted.diagnostics.push(explain(source, &(0..source.len()), error));
        blank(&mut text, piece);
    }
    sifted.text = Some(text);
    sifted
}

/// The name between the brackets of a piece's first line: `case.question`.
fn header_of(part: &str) -> &str {
    let line = part.trim_start_matches('\u{feff}').trim_start().lines().next().unwrap_or("");
    line.split('#').next().unwrap_or("").trim().trim_start_matches('[').trim_end_matches(']').trim()
}

/// What is wrong with a piece: the first error, and those of other lines once its own line is taken away.
fn errors_of(source: &str, piece: &Range<usize>) -> Vec<Diagnostic> {
    const MOST: usize = 8;
    if let Some(diagnostic) = single_brackets(&source[piece.clone()], piece.start) {
        return vec![diagnostic];
    }
    let mut text = source.to_owned();
    let mut found = Vec::new();
    while found.len() < MOST {
        let (_, errors) = DeTable::parse_recoverable(&text[piece.clone()]);
        let Some(error) = errors.iter().min_by_key(|e| e.span().map_or(0, |s| s.start)) else { break };
        let diagnostic = explain(&text, piece, error);
        let at = (diagnostic.span.start as usize).min(text.len());
        let start = text[..at].rfind('\n').map_or(0, |n| n + 1).max(piece.start);
        let end = text[start..].find('\n').map_or(piece.end, |n| start + n).min(piece.end);
        let line = &text[start..end];
        found.push(diagnostic);
        // A slip that keeps to its line hides no other: without the line the rest can be read.
        let alone = line.contains('=')
            && unclosed_bracket(line).is_none()
            && !LONG_QUOTES.iter().any(|q| line.contains(q));
        let open = unclosed_bracket(&text[piece.clone()]).is_some();
        if !alone || open || line.trim_start().starts_with(['{', '[', ']', '}']) {
            break;
        }
        blank(&mut text, start..end);
    }
    found
}

/// `[question]` where `[[question]]` is meant: it would stand in the place of all the others.
fn single_brackets(part: &str, offset: usize) -> Option<Diagnostic> {
    const LISTS: [&str; 6] =
        ["question", "case", "case.question", "case.document", "question.choice", "question.alternative"];
    let lead = part.len() - part.trim_start_matches('\u{feff}').trim_start().len();
    let header = header_of(part);
    let single = part[lead..].starts_with('[') && !part[lead..].starts_with("[[");
    let double = part[lead..].starts_with("[[");
    let (message, help) = match header {
        h if single && LISTS.contains(&h) => {
            (format!("the header of a {h} stands in double brackets"), format!("write `[[{h}]]`"))
        }
        "bank" if double => ("there is one bank in a file".to_owned(), "write `[bank]`".to_owned()),
        _ => return None,
    };
    let line = part[lead..].lines().next().unwrap_or("").trim_end().len();
    let span = Span::from(offset + lead..offset + lead + line);
    Some(Diagnostic::new(&diagnostic::TOML_SYNTAX, span, message).help(help))
}

fn is_question(header: &str) -> bool {
    matches!(header, "question" | "case.question")
}

/// The pieces that are lost when some are broken. What hangs on a broken table would hang on the one before it, and a
/// table that has lost a part would be blamed for it: so a question goes with its choices, and a case whose own table or
/// documents are broken goes with its questions.
fn lost_with(headers: &[&str], broken: &[bool]) -> Vec<usize> {
    let mut lost = Vec::new();
    let mut at = 0;
    while at < headers.len() {
        let top = headers[at].split('.').next().unwrap_or("");
        let is_part = |n: usize| headers[n].strip_prefix(top).is_some_and(|rest| rest.starts_with('.'));
        let end = (at + 1..headers.len()).find(|n| !is_part(*n)).unwrap_or(headers.len());
        let group = at..end;
        let whole = group.clone().any(|n| broken[n] && !headers[n].starts_with("case.question"));
        if whole {
            lost.extend(group);
        } else {
            let mut inside = false;
            for n in group {
                if headers[n] == "case.question" {
                    let parts = (n + 1..end).take_while(|p| headers[*p].starts_with("case.question."));
                    inside = broken[n] || parts.into_iter().any(|p| broken[p]);
                }
                if inside {
                    lost.push(n);
                }
            }
        }
        at = end;
    }
    lost
}

/// The id that a piece gives, read off its line: the piece itself is broken.
fn id_in(piece: &str) -> Option<&str> {
    let line = piece
        .lines()
        .find(|l| l.trim_start().strip_prefix("id").is_some_and(|r| r.trim_start().starts_with('=')))?;
    let (_, value) = line.split_once('=')?;
    let id = value.trim().trim_matches(['"', '\'']);
    super::is_slug(id).then_some(id)
}

/// Replaces a piece by spaces; lines and columns of everything else stay.
fn blank(text: &mut String, piece: Range<usize>) {
    let blanks: String = text[piece.clone()]
        .chars()
        .flat_map(|c| std::iter::repeat_n(if c == '\n' { '\n' } else { ' ' }, c.len_utf8()))
        .collect();
    text.replace_range(piece, &blanks);
}

/// The file cut at the lines that are table headers, texts of several lines left whole.
fn pieces(source: &str) -> Vec<Range<usize>> {
    let mut starts = vec![0];
    let mut inside: Option<&str> = None;
    let mut at = 0;
    for line in source.split_inclusive('\n') {
        let header = line.trim_start();
        if inside.is_none() && header.starts_with('[') && looks_like_header(header) && at > 0 {
            starts.push(at);
        }
        let mut rest = line;
        loop {
            match inside {
                None => {
                    let next = LONG_QUOTES.into_iter().filter_map(|q| Some((rest.find(q)?, q))).min();
                    let Some((found, quotes)) = next else { break };
                    inside = Some(quotes);
                    rest = &rest[found + 3..];
                }
                Some(quotes) => {
                    let Some(found) = rest.find(quotes) else { break };
                    inside = None;
                    rest = &rest[found + 3..];
                }
            }
        }
        at += line.len();
    }
    if inside.is_some() {
        // A text that never ends would swallow all that follows: headers count after all.
        return pieces_at_headers(source);
    }
    ranges(&starts, source.len())
}

fn pieces_at_headers(source: &str) -> Vec<Range<usize>> {
    let mut starts = vec![0];
    let mut at = 0;
    for line in source.split_inclusive('\n') {
        let header = line.trim_start();
        let ours = ["bank", "question", "case"].contains(&header_of(header).split('.').next().unwrap_or(""));
        if at > 0 && header.starts_with('[') && looks_like_header(header) && ours {
            starts.push(at);
        }
        at += line.len();
    }
    ranges(&starts, source.len())
}

fn ranges(starts: &[usize], end: usize) -> Vec<Range<usize>> {
    let ends = starts.iter().skip(1).copied().chain([end]);
    starts.iter().copied().zip(ends).map(|(start, end)| start..end).collect()
}

/// `[bank]`, `[[case.question]]`: brackets around a bare key, and not a list of them.
fn looks_like_header(line: &str) -> bool {
    let line = line.trim_end().split('#').next().unwrap_or("").trim_end();
    let name = line.trim_start_matches('[').trim_end_matches(']').trim();
    !name.is_empty()
        && name.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | '_' | ' '))
        && name.starts_with(|c: char| c.is_ascii_alphabetic())
}

/// A parser's error in words of ours. `piece` is where it was parsed.
fn explain(source: &str, piece: &Range<usize>, error: &toml::de::Error) -> Diagnostic {
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
            &diagnostic::CURLY_QUOTES,
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
        return Diagnostic::new(
            &diagnostic::TOML_SYNTAX,
            Span::from(from..from + 1),
            "this text is not closed",
        )
        .label("it begins here")
        .help("close it on the same line, or use \"\"\" for a text of several lines");
    }
    let (message, help) = in_words(line, error.message());
    let mut d = Diagnostic::new(&diagnostic::TOML_SYNTAX, Span::from(start..end), message);
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
            &diagnostic::TOML_SYNTAX,
            Span::from(from..from + 3),
            "this text of several lines is never closed",
        )
        .label("it begins here")
        .help(format!("close it with {quotes}")),
    )
}

/// The bracket that is opened and not closed, texts and comments passed over: where a closing one does not fit, the one
/// before it; else the last that is open.
fn unclosed_bracket(part: &str) -> Option<(usize, char)> {
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
const LONG_QUOTES: [&str; 2] = ["\"\"\"", "'''"];

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

fn duplicate_key(source: &str, piece: &Range<usize>, span: Range<usize>) -> Diagnostic {
    let key = source[span.clone()].trim();
    let d = Diagnostic::new(
        &diagnostic::TOML_SYNTAX,
        Span::from(span.clone()),
        if key.is_empty() {
            "a key or table is there twice".to_owned()
        } else {
            format!("`{key}` is there twice")
        },
    )
    .label("again here")
    .help("keep one of them");
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
