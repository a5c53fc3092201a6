//! Problems of bank files as a compiler shows them.

use std::fmt::Write as _;

use annotate_snippets::{AnnotationKind, Level, Renderer, Snippet, renderer::DecorStyle};

use crate::app::{CheckReport, DiagnosticLine, RuleText};

use super::style::{Style, visible};

pub(super) fn check(report: &CheckReport, style: &Style, out: &mut String) {
    for line in &report.diagnostics {
        out.push_str(&one(line, style));
        out.push_str("\n\n");
    }
    let count = |n: usize, one: &str, many: &str| format!("{n} {}", if n == 1 { one } else { many });
    let found = match (report.errors, report.warnings) {
        (0, 0) => "no problem found".to_owned(),
        (e, w) => format!("{}, {}", count(e, "error", "errors"), count(w, "warning", "warnings")),
    };
    let line = format!(
        "{}, {}: {found}",
        count(report.files, "file", "files"),
        count(report.questions, "question", "questions")
    );
    let _ = writeln!(out, "{line}");
    if !report.unverified.is_empty() {
        let names = report.unverified.join(", ");
        let line = format!("Codes of {names} are not verified: the edition is not here (`codes add`).");
        out.push_str(&style.wrap(&line, "", ""));
    }
    if let Some(first) = report.diagnostics.first() {
        let _ = writeln!(out, "`explain {}` says more about a rule.", first.rule);
    }
}

fn one(line: &DiagnosticLine, style: &Style) -> String {
    let level = if line.severity == "error" { Level::ERROR } else { Level::WARNING };
    let title = match &line.question {
        Some(question) => format!("{} [{question}]", line.message),
        None => line.message.clone(),
    };
    let title = visible(&title).into_owned();
    let picture = &line.picture;
    let (span, label) = &picture.span;
    let mut primary = AnnotationKind::Primary.span(inside(&picture.source, span));
    if !label.is_empty() {
        primary = primary.label(visible(label).into_owned());
    }
    let mut snippet = Snippet::source(picture.source.as_str())
        .path(visible(&line.file).into_owned())
        .line_start(picture.first_line)
        .fold(true)
        .annotation(primary);
    for (span, text) in &picture.also {
        snippet = snippet.annotation(
            AnnotationKind::Context.span(inside(&picture.source, span)).label(visible(text).into_owned()),
        );
    }
    let mut group = level.primary_title(title).id(line.rule).element(snippet);
    if let Some(help) = &line.help {
        group = group.element(Level::HELP.message(visible(help).into_owned()));
    }
    let renderer = if style.color { Renderer::styled() } else { Renderer::plain() };
    let renderer = renderer.decor_style(DecorStyle::Ascii).term_width(style.width.unwrap_or(120).max(40));
    renderer.render(&[group])
}

/// A span on character boundaries within the text.
fn inside(source: &str, span: &std::ops::Range<usize>) -> std::ops::Range<usize> {
    let mut start = span.start.min(source.len());
    while !source.is_char_boundary(start) {
        start -= 1;
    }
    let mut end = span.end.clamp(start, source.len());
    while !source.is_char_boundary(end) {
        end += 1;
    }
    start..end
}

pub(super) fn rule(rule: &RuleText, style: &Style, out: &mut String) {
    let _ = writeln!(out, "{}", style.heading(&format!("{} ({})", rule.rule, rule.severity)));
    out.push_str(&style.wrap(rule.what, "", ""));
    out.push_str(&style.wrap(rule.why, "\nWhy: ", ""));
    out.push_str("\nExample:\n");
    out.push_str(&Style { width: None, ..*style }.wrap(rule.example, "  ", "  "));
    out.push_str("\nUse instead:\n");
    out.push_str(&Style { width: None, ..*style }.wrap(rule.instead, "  ", "  "));
}
