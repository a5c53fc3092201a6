//! Broken TOML: where it is broken, in words that an author understands, and what is whole of the rest.
//!
//! A parser that has lost its way reports the echo of one slip for the rest of the file. So a file with errors is cut at
//! its table headers, each piece is parsed alone, and the first error of a piece is the one that is shown. Broken pieces
//! are then blanked out, byte for byte, so that everything else can be read at its place.

use std::ops::Range;

use toml::de::DeTable;

use super::slips::{LONG_QUOTES, explain, unclosed_bracket};
use crate::bank::Span;
use crate::bank::diagnostic::Diagnostic;
use crate::bank::rules;

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
        // Behind a second `id` all keys are there twice: the header of a question is missing.
        let headless = line.trim_start().starts_with("id")
            && found.last().is_some_and(|d| d.message.contains("`id` is there twice"));
        let alone = !headless
            && line.contains('=')
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
    Some(Diagnostic::new(&rules::TOML_SYNTAX, span, message).help(help))
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
