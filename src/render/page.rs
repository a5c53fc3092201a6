//! Printed papers as self-contained HTML: nothing is fetched, and text from banks is escaped by construction.

use std::fmt::Write as _;

use maud::{DOCTYPE, Markup, PreEscaped, html};

use crate::app::{Paper, PaperItem, PaperLine, PaperPart};
use crate::session::{CaseView, QuestionView};

use super::session::{reflowed, task};
use super::style::Style;

/// What `paper` says of the files that it wrote.
pub(super) fn papers(lines: &[PaperLine], style: &Style, out: &mut String) {
    for line in lines {
        let _ = writeln!(out, "{}", style.heading(&format!("{}: {} questions", line.form, line.items)));
        for (word, files) in [("questions", &line.forms), ("key", &line.keys)] {
            for file in files {
                let _ = writeln!(out, "  {word:<10} {}", super::visible(&file.display().to_string()));
            }
        }
    }
    out.push_str(&style.wrap("A browser prints them; keep the keys apart.", "", ""));
}

/// A page for print and screen. A question is never split over pages; a record may be, where it is longer than one.
const CSS: &str = "
:root { color-scheme: light; }
html { font: 11pt/1.45 Georgia, 'Times New Roman', serif; color: #111; background: #fff; }
html.large { font-size: 18pt; }
body { max-width: 46em; margin: 2em auto; padding: 0 1em; }
h1 { font-size: 1.5em; margin: 0 0 .2em; line-height: 1.2; }
h2 { font-size: 1.15em; margin: 1.6em 0 .6em; break-after: avoid; }
header { border-bottom: 2px solid #111; padding-bottom: .8em; margin-bottom: 1.2em; }
header p { margin: .25em 0; }
.fill { display: inline-block; min-width: 14em; border-bottom: 1px solid #111; }
.fill.short { min-width: 8em; }
.item { break-inside: avoid; margin: 0 0 1.3em; }
.item > p { margin: 0 0 .4em; white-space: pre-wrap; }
.item ol, .item ul { margin: .2em 0 .5em; padding-left: 2.6em; }
.item li { margin: .15em 0; }
.number { font-weight: bold; }
.setting { font-style: italic; }
.case { border: 1px solid #666; padding: .6em .9em; margin: 1.6em 0 1.2em; break-inside: avoid; break-after: avoid; }
.case h3 { margin: 0 0 .4em; font-size: 1.05em; break-after: avoid; }
.case h4 { margin: .6em 0 .2em; font-size: 1em; break-after: avoid; }
.case pre { font: inherit; white-space: pre-wrap; margin: 0; orphans: 3; widows: 3; }
.sheet { break-before: page; }
.rows { columns: 9.5em 4; column-gap: 1em; }
.written { columns: 20em 2; column-gap: 2em; }
.written .row { min-height: 2.4em; }
.row { break-inside: avoid; display: flex; align-items: center; gap: .45em; min-height: 1.75em; }
.row b { min-width: 2em; text-align: right; }
.bubble { display: inline-flex; width: 1.35em; height: 1.35em; border: 1px solid #111; border-radius: 50%;
  align-items: center; justify-content: center; font-size: .85em; }
.line { flex: 1; border-bottom: 1px solid #111; height: 1.3em; }
table { border-collapse: collapse; width: 100%; }
th, td { text-align: left; vertical-align: top; padding: .2em .6em .2em 0; border-bottom: 1px solid #bbb; }
tr { break-inside: avoid; }
.why { margin: .15em 0; }
.refs { font-size: .9em; color: #333; }
footer { margin-top: 2em; border-top: 1px solid #666; padding-top: .6em; font-size: .85em; }
@page { size: auto; margin: 18mm 16mm 20mm; @bottom-right { content: counter(page) ' / ' counter(pages); font: 9pt Georgia, serif; } }
@media print { body { max-width: none; margin: 0; padding: 0; } }
";

/// The page of a form or of its key.
pub(super) fn html(paper: &Paper, part: PaperPart) -> String {
    let what = match part {
        PaperPart::Form => "questions",
        PaperPart::Key => "key",
    };
    let page = html! {
        (DOCTYPE)
        html lang="en" class=[paper.large.then_some("large")] {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width, initial-scale=1";
                title { (paper.title) ", " (paper.form) ", " (what) }
                style { (PreEscaped(CSS)) }
            }
            body {
                @match part {
                    PaperPart::Form => (form(paper)),
                    PaperPart::Key => (key(paper)),
                }
                (credits(paper))
            }
        }
    };
    page.into_string()
}

fn form(paper: &Paper) -> Markup {
    html! {
        header {
            h1 { (paper.title) }
            p { strong { (paper.form) } " \u{b7} " (paper.items.len()) " questions"
                @if let Some(minutes) = paper.minutes { " \u{b7} " (minutes) " minutes" }
                @if let Some(mark) = paper.mark { " \u{b7} pass mark " (mark) " %" }
            }
            @if paper.books.is_empty() {
                p { "Books allowed: " span class="fill" {} }
            } @else {
                p { (paper.books) }
            }
            @for note in &paper.notes { p { (note) } }
            p { "Name " span class="fill" {} "  Date " span class="fill short" {} }
            p class="refs" { "Form code " (paper.code) }
        }
        main { @for item in &paper.items { (question(&item.question, paper)) } }
        section class="sheet" {
            h2 { "Answer sheet: " (paper.title) ", " (paper.form) }
            p { "Name " span class="fill" {} "  Date " span class="fill short" {} "  Form code " (paper.code) }
            div class="rows" {
                @for item in paper.items.iter().filter(|i| is_ticked(&i.question)) { (sheet_row(&item.question)) }
            }
            div class="written" {
                @for item in paper.items.iter().filter(|i| !is_ticked(&i.question)) { (sheet_row(&item.question)) }
            }
        }
    }
}

/// Whether an answer is a letter or some, to be ticked.
fn is_ticked(q: &QuestionView) -> bool {
    matches!(q.kind, "single" | "multiple" | "true-false")
}

/// The questions of a case, by number: those that follow its first one without a break.
fn numbers(first: &QuestionView, paper: &Paper) -> String {
    let id = |q: &QuestionView| q.case.as_ref().map(|c| (q.question.bank().to_owned(), c.id.clone()));
    let own = paper.items.iter().skip(first.number).take_while(|i| id(&i.question) == id(first)).count();
    match own {
        0 => format!("question {}", first.number),
        n => format!("questions {} to {}", first.number, first.number + n),
    }
}

fn record(case: &CaseView, questions: &str) -> Markup {
    html! {
        @if !case.documents.is_empty() {
            section class="case" {
                h3 { "Case: " (case.title) " (" (questions) ")" }
                @for document in &case.documents {
                    h4 { (document.title) }
                    pre { (reflowed(document.text.trim())) }
                }
            }
        }
    }
}

fn question(q: &QuestionView, paper: &Paper) -> Markup {
    html! {
        @if let Some(case) = &q.case { (record(case, &numbers(q, paper))) }
        div class="item" {
            p {
                span class="number" { (q.number) ". " }
                @if let (Some(setting), None) = (q.setting, &q.case) { span class="setting" { "(" (setting) ") " } }
                (q.stem)
                @if let Some(task) = task(q) { " " em { (task) } }
            }
            @if !q.left.is_empty() {
                ol { @for left in &q.left { li { (left) } } }
            }
            @if !q.choices.is_empty() {
                ol type="a" { @for choice in &q.choices { li { (choice.text) } } }
            }
        }
    }
}

fn sheet_row(q: &QuestionView) -> Markup {
    html! {
        div class="row" {
            b { (q.number) }
            @match q.kind {
                "single" | "multiple" => @for choice in &q.choices { span class="bubble" { (choice.letter) } },
                "true-false" => @for letter in ["T", "F"] { span class="bubble" { (letter) } },
                _ => span class="line" {},
            }
        }
    }
}

fn key(paper: &Paper) -> Markup {
    let with_domains = paper.items.iter().any(|i| i.domain.is_some());
    html! {
        header {
            h1 { "Key: " (paper.title) }
            p { strong { (paper.form) } " \u{b7} " (paper.items.len()) " questions \u{b7} form code " (paper.code) }
            p { "Drawn as " (paper.name) ", seed " (paper.seed) ": the same command with --seed " (paper.seed) " writes it again." }
            p { "Not for candidates." }
            @if paper.items.iter().any(|i| i.pretest) {
                p { "Questions marked with an asterisk do not count, as in the exam." }
            }
        }
        section {
            table {
                thead { tr { th { "No." } th { "Answer" } @if with_domains { th { "Domain" } } th { "Question" } } }
                tbody {
                    @for item in &paper.items {
                        tr {
                            td { (item.question.number) @if item.pretest { "*" } }
                            td { strong { (item.answer) } }
                            @if with_domains { td { (item.domain.as_deref().unwrap_or("")) } }
                            td { (item.question.question) }
                        }
                    }
                }
            }
        }
        h2 { "Rationales" }
        main { @for item in &paper.items { (rationale(item)) } }
    }
}

fn rationale(item: &PaperItem) -> Markup {
    let f = &item.feedback;
    html! {
        div class="item" {
            p { span class="number" { (item.question.number) ". " } (item.question.stem) }
            p class="why" { strong { (item.answer) } }
            @for line in &f.lines {
                p class="why" {
                    @if let Some(letter) = line.letter { (letter) ") " }
                    (line.text)
                    @if let Some(why) = &line.why { ": " (why) }
                }
            }
            @for (letter, why) in &item.distractors { p class="why" { "not " (letter) ": " (why) } }
            @if let Some(rationale) = &f.rationale { p class="why" { (rationale) } }
            @if !f.refs.is_empty() { p class="refs" { (f.refs.join("; ")) } }
        }
    }
}

fn credits(paper: &Paper) -> Markup {
    html! {
        footer {
            p { "Questions from:" }
            ul { @for credit in &paper.credits { li { (credit) } } }
        }
    }
}
