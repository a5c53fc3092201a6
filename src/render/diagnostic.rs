//! Problems of bank files as a compiler shows them.

use std::fmt::Write as _;

use annotate_snippets::{AnnotationKind, Level, Renderer, Snippet, renderer::DecorStyle};

use super::report::plural;
use super::sarif;
use super::style::{Style, visible};
use crate::app::{CheckFormat, CheckReport, ConvertReport, DiagnosticLine, FixReport, RuleText};

pub(super) fn check(report: &CheckReport, style: &Style, out: &mut String) {
    match report.format {
        CheckFormat::Human | CheckFormat::Json => human(report, style, out),
        CheckFormat::Concise => concise(report, out),
        CheckFormat::Github => github(report, out),
        CheckFormat::Sarif => out.push_str(&sarif::log(report)),
    }
}

fn human(report: &CheckReport, style: &Style, out: &mut String) {
    for line in &report.diagnostics {
        out.push_str(&one(line, style));
        out.push_str("\n\n");
    }
    let _ = writeln!(out, "{}", summary(report));
    if !report.unverified.is_empty() {
        let names = report.unverified.join(", ");
        let line = format!("Codes of {names} are not verified: the edition is not here (`codes add`).");
        out.push_str(&style.wrap(&line, "", ""));
    }
    if let Some(first) = report.diagnostics.first() {
        let _ = writeln!(out, "`explain {}` says more about a rule.", first.rule);
    }
    if report.fixable > 0 {
        let _ = writeln!(out, "`bank fix` mends {} of them.", report.fixable);
    }
}

fn summary(report: &CheckReport) -> String {
    let counts = [
        (report.errors, "error", "errors"),
        (report.warnings, "warning", "warnings"),
        (report.notes, "note", "notes"),
    ];
    let found: Vec<String> =
        counts.iter().filter(|(n, ..)| *n > 0).map(|(n, one, many)| plural(*n as u64, one, many)).collect();
    let found = if found.is_empty() { "no problem found".to_owned() } else { found.join(", ") };
    let (files, questions) = (
        plural(report.files as u64, "file", "files"),
        plural(report.questions as u64, "question", "questions"),
    );
    format!("{files}, {questions}: {found}")
}

/// One line a problem, as editors and other tools read it.
fn concise(report: &CheckReport, out: &mut String) {
    for line in &report.diagnostics {
        let question = line.question.as_ref().map(|q| format!(" [{q}]")).unwrap_or_default();
        let text = format!(
            "{}:{}:{}: {} {}: {}{question}",
            line.file, line.line, line.column, line.severity, line.rule, line.message
        );
        let _ = writeln!(out, "{}", visible(&text.replace(['\n', '\r'], " ")));
    }
    let _ = writeln!(out, "{}", summary(report));
}

/// Commands of GitHub's workflows. What would end a value or a command is written in per cent.
fn github(report: &CheckReport, out: &mut String) {
    let message = |text: &str| {
        let lines = text.lines().map(|line| visible(line).replace('%', "%25"));
        lines.collect::<Vec<_>>().join("%0A")
    };
    let value = |text: &str| message(text).replace(':', "%3A").replace(',', "%2C");
    for line in &report.diagnostics {
        let level = if line.severity == "note" { "notice" } else { line.severity };
        let help = line.help.as_ref().map(|h| format!("\n{h}")).unwrap_or_default();
        let _ = writeln!(
            out,
            "::{level} file={},line={},col={},endLine={},endColumn={},title={}::{}",
            value(&line.file),
            line.line,
            line.column,
            line.end_line,
            line.end_column,
            value(line.rule),
            message(&format!("{}{help}", line.message))
        );
    }
}

/// What `bank convert` did.
pub(super) fn converted(report: &ConvertReport, style: &Style, out: &mut String) {
    for problem in &report.problems {
        let line = if problem.line > 0 { format!(":{}", problem.line) } else { String::new() };
        let item = if problem.item.is_empty() { String::new() } else { format!(" [{}]", problem.item) };
        let text = format!("{}{line}: left out{item}: {}", problem.file, problem.why);
        let _ = writeln!(out, "{}", visible(&text));
    }
    let left = report.problems.len() as u64;
    let left = if left > 0 { format!(", {} left out", plural(left, "item", "items")) } else { String::new() };
    let files =
        if report.files.is_empty() { "nothing was written".to_owned() } else { report.files.join(", ") };
    let line = format!(
        "{} from {} to {}{left}: {files}",
        plural(report.written as u64, "question", "questions"),
        report.from,
        report.to
    );
    out.push_str(&style.wrap(&visible(&line), "", "  "));
    if !report.lossy.is_empty() {
        let fields: Vec<String> =
            report.lossy.iter().map(|l| format!("{} ({})", l.field, l.questions)).collect();
        out.push_str(&style.wrap(&format!("lossy: {}", fields.join(", ")), "", "  "));
    }
}

/// What `bank fix` did, or would do.
pub(super) fn fixes(report: &FixReport, style: &Style, out: &mut String) {
    for file in &report.files {
        if let Some(diff) = &file.diff {
            for line in diff.lines() {
                let line = visible(line);
                let shown = match line.chars().next() {
                    Some('+') => style.good(&line),
                    Some('-') => style.bad(&line),
                    _ => line.into_owned(),
                };
                let _ = writeln!(out, "{shown}");
            }
        }
        let done: Vec<String> = file.fixes.iter().map(|(rule, n)| format!("{rule} {n}")).collect();
        let _ = writeln!(out, "{}: {}", visible(&file.file), done.join(", "));
    }
    let all: usize = report.files.iter().flat_map(|f| f.fixes.values()).sum();
    let what = if report.only_shown { "would be made; nothing was written" } else { "made" };
    let _ = writeln!(out, "{} {what}.", plural(all as u64, "change", "changes"));
    if report.left > 0 {
        let line = format!(
            "{} not certain to be wanted: `--unsafe` offers them one by one.",
            plural(report.left as u64, "change is", "changes are")
        );
        out.push_str(&style.wrap(&line, "", ""));
    }
    if report.refused > 0 {
        let _ = writeln!(
            out,
            "{} left out: the file would not have been sound.",
            plural(report.refused as u64, "change was", "changes were")
        );
    }
}

fn one(line: &DiagnosticLine, style: &Style) -> String {
    let level = match line.severity {
        "error" => Level::ERROR,
        "warning" => Level::WARNING,
        _ => Level::NOTE,
    };
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
    if let Some(fix) = line.fix.as_ref().filter(|f| f.safe) {
        let text = format!("`bank fix` does it: {}", fix.title);
        group = group.element(Level::HELP.message(visible(&text).into_owned()));
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
    let request = if rule.on_request { ", on request" } else { "" };
    let _ = writeln!(
        out,
        "{}",
        style.heading(&format!("{} ({}, {}{request})", rule.rule, rule.group, rule.severity))
    );
    out.push_str(&style.wrap(&rule.what, "", ""));
    out.push_str(&style.wrap(&rule.why, "\nWhy: ", ""));
    out.push_str("\nExample:\n");
    out.push_str(&Style { width: None, ..*style }.wrap(&rule.example, "  ", "  "));
    out.push_str("\nUse instead:\n");
    out.push_str(&Style { width: None, ..*style }.wrap(&rule.instead, "  ", "  "));
}
