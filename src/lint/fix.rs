//! Mending what rules find: changes of bytes, everything else in the file stays as it is.
//!
//! After each round the file is read again. A change after which it has an error that it did not have, or after which a
//! safe change altered how a question is graded, is left out.

use std::collections::BTreeMap;

use crate::bank::{At, Diagnostic, Fix, Span, Taxonomy, read_bank};

/// A file with its changes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fixed {
    /// The text now.
    pub text: String,
    /// What was changed, in file order: the rule and what its change does.
    pub done: Vec<(&'static str, String)>,
    /// Changes that were offered and would have broken something.
    pub refused: usize,
}

/// Applies changes that a caller agrees to; of two that overlap the first.
pub fn fix(
    source: &str,
    diagnostics: &[Diagnostic],
    taxonomy: &Taxonomy,
    mut agrees: impl FnMut(&Diagnostic, &Fix) -> bool,
) -> Fixed {
    let mut chosen: Vec<(&Diagnostic, &Fix)> = Vec::new();
    let mut taken: Vec<Span> = Vec::new();
    for diagnostic in diagnostics {
        let Some(fix) = &diagnostic.fix else { continue };
        let overlaps = |span: &Span| {
            taken
                .iter()
                .any(|t| span.start < t.end.max(t.start + 1) && t.start < span.end.max(span.start + 1))
        };
        let fits = fix.edits.iter().all(|(span, _)| !overlaps(span) && source.get(range(*span)).is_some());
        if fits && agrees(diagnostic, fix) {
            taken.extend(fix.edits.iter().map(|(span, _)| *span));
            chosen.push((diagnostic, fix));
        }
    }
    let mut refused = 0;
    loop {
        let fixes: Vec<&Fix> = chosen.iter().map(|(_, f)| *f).collect();
        let text = apply(source, &fixes);
        if chosen.is_empty() || is_sound(source, &text, &fixes, taxonomy) {
            let done = chosen.iter().map(|(d, f)| (d.rule.code, f.title.clone())).collect();
            return Fixed { text, done, refused };
        }
        // One of them does harm: those that do harm alone are left out, or in the end all.
        let before = chosen.len();
        chosen.retain(|(_, fix)| is_sound(source, &apply(source, &[fix]), &[fix], taxonomy));
        if chosen.len() == before {
            chosen.clear();
        }
        refused += before - chosen.len();
    }
}

fn range(span: Span) -> std::ops::Range<usize> {
    span.into()
}

fn apply(source: &str, fixes: &[&Fix]) -> String {
    let edits: BTreeMap<(u32, u32), &str> =
        fixes.iter().flat_map(|f| &f.edits).map(|(s, text)| ((s.start, s.end), text.as_str())).collect();
    let mut text = String::with_capacity(source.len());
    let mut at = 0;
    for ((start, end), with) in edits {
        text.push_str(source.get(at..start as usize).unwrap_or(""));
        text.push_str(with);
        at = end as usize;
    }
    text.push_str(source.get(at..).unwrap_or(""));
    text
}

/// Whether a change added no error and, when it is safe, left every revision as it was.
fn is_sound(before: &str, after: &str, fixes: &[&Fix], taxonomy: &Taxonomy) -> bool {
    let (old, new) = (read_bank(before, taxonomy), read_bank(after, taxonomy));
    let errors = |file: &crate::bank::BankFile| file.diagnostics.iter().filter(|d| d.is_error()).count();
    if errors(&new) > errors(&old) {
        return false;
    }
    let safe = fixes.iter().all(|f| f.safe);
    !safe
        || old.questions.iter().all(|question| {
            let same = new.questions.iter().find(|q| q.id == question.id);
            same.is_some_and(|q| q.revision() == question.revision())
        })
}

/// The edit that takes one text out of an array, and the whole key with it where it was the only one.
pub(super) fn remove_item(source: &str, item: Span, key: &str) -> Option<(Span, String)> {
    let (start, end) = (item.start as usize, item.end as usize);
    let before = source.get(..start)?;
    let after = source.get(end..)?;
    let comma_after = after.trim_start().strip_prefix(',');
    let comma_before = before.trim_end().strip_suffix(',');
    let edit = |from: usize, to: usize| Some((Span { start: from as u32, end: to as u32 }, String::new()));
    match (comma_before, comma_after) {
        (_, Some(rest)) if !rest.trim_start().starts_with(']') => {
            edit(start, source.len() - rest.trim_start_matches(' ').len())
        }
        (Some(rest), _) => edit(rest.len(), end),
        _ => {
            // The only one: `allow = ["…"]` goes, with its line where nothing else stands on it.
            let rest = comma_after.unwrap_or(after).trim_start();
            let rest = rest.strip_prefix(']')?;
            let to = source.len() - rest.len();
            let name = before.trim_end().strip_suffix('[')?.trim_end().strip_suffix('=')?.trim_end();
            let from = name.strip_suffix(key)?.len();
            let line_start = before.get(..from)?.rfind('\n').map_or(0, |at| at + 1);
            let own_line = source.get(line_start..from)?.trim().is_empty();
            let tail = rest.trim_start_matches([' ', '\t']);
            let line_end = tail.strip_prefix("\r\n").or_else(|| tail.strip_prefix('\n'));
            match line_end {
                Some(next) if own_line => edit(line_start, source.len() - next.len()),
                _ if own_line && tail.is_empty() => edit(line_start, source.len()),
                _ => edit(from, to),
            }
        }
    }
}

/// The edit that adds a key behind a text: within braces, or on a line of its own in a table.
pub(super) fn add_key(source: &str, text: &At<String>, key: &str, value: &str) -> Option<(Span, String)> {
    let (start, end) = (text.span.start as usize, text.span.end as usize);
    let line_start = source.get(..start)?.rfind('\n').map_or(0, |at| at + 1);
    let lead = source.get(line_start..start)?;
    let at = Span { start: end as u32, end: end as u32 };
    // `text = "…"` at the beginning of its line is a key of a table.
    let in_table = lead.trim_start().starts_with("text") && lead.trim_end().ends_with('=');
    if !in_table {
        return Some((at, format!(", {key} = {value}")));
    }
    let rest = source.get(end..)?.trim_start_matches([' ', '\t']);
    // In an inline table over several lines the next thing is a comma or a brace.
    if rest.starts_with([',', '}']) {
        return Some((at, format!(", {key} = {value}")));
    }
    let indent: String = lead.chars().take_while(|c| c.is_whitespace()).collect();
    let newline = if source.contains("\r\n") { "\r\n" } else { "\n" };
    Some((at, format!("{newline}{indent}{key} = {value}")))
}

/// The edit that puts a key on a line of its own before the array that holds a text.
pub(super) fn before_key(
    source: &str,
    text: &At<String>,
    array: &str,
    key: &str,
    value: &str,
) -> Option<(Span, String)> {
    let before = source.get(..text.span.start as usize)?;
    // The nearest line that begins with the name of the array; the texts between belong to it. Behind the header of a table
    // the text has another one.
    let mut lines = before.rmatch_indices('\n').map(|(at, _)| at + 1);
    let line_start = lines.find_map(|at| {
        let line = before[at..].trim_start();
        let found = line.strip_prefix(array).map(str::trim_start).is_some_and(|r| r.starts_with('='));
        let header = line.starts_with("[[");
        (found || header).then_some((at, found))
    });
    let (line_start, _) = line_start.filter(|(_, found)| *found)?;
    let line = &before[line_start..];
    let indent = &line[..line.len() - line.trim_start().len()];
    // The equals signs of a table stand in one column.
    let column = line.trim_start().find('=').unwrap_or(0);
    let newline = if source.contains("\r\n") { "\r\n" } else { "\n" };
    let at = Span { start: line_start as u32, end: line_start as u32 };
    let pad = column.saturating_sub(1);
    Some((at, format!("{indent}{key:pad$} = {value}{newline}")))
}
