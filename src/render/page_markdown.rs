//! Printed papers as Markdown (`CommonMark`), to be edited or converted further.

use std::fmt::Write as _;

use crate::app::{Paper, PaperItem, PaperPart};
use crate::session::QuestionView;

use super::session::{reflowed, task};

/// The text of a form or of its key.
pub(super) fn markdown(paper: &Paper, part: PaperPart) -> String {
    let mut out = String::new();
    match part {
        PaperPart::Form => form(paper, &mut out),
        PaperPart::Key => key(paper, &mut out),
    }
    out.push_str("---\n\nQuestions from:\n\n");
    for credit in &paper.credits {
        let _ = writeln!(out, "- {}", plain(credit));
    }
    out
}

/// A text in which nothing is markup: signs that Markdown or HTML would read are escaped, and lines stay one paragraph.
fn plain(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for line in text.lines().map(str::trim) {
        if !out.is_empty() {
            out.push(' ');
        }
        for (at, c) in line.char_indices() {
            let starts = at == 0 && matches!(c, '-' | '+' | '#' | '=' | '~');
            if starts || matches!(c, '\\' | '`' | '*' | '_' | '[' | ']' | '<' | '>' | '&' | '|') {
                out.push('\\');
            }
            // `1.` and `2)` at the beginning would number a list.
            let number = at > 0 && matches!(c, '.' | ')') && line[..at].bytes().all(|b| b.is_ascii_digit());
            if number {
                out.push('\\');
            }
            out.push(c);
        }
    }
    out
}

fn form(paper: &Paper, out: &mut String) {
    let _ = writeln!(out, "# {}\n", plain(&paper.title));
    let mut about = vec![paper.form.clone(), format!("{} questions", paper.items.len())];
    about.extend(paper.minutes.map(|m| format!("{m} minutes")));
    about.extend(paper.mark.map(|m| format!("pass mark {m} %")));
    let books = if paper.books.is_empty() {
        "Books allowed: \\_\\_\\_\\_\\_\\_".to_owned()
    } else {
        plain(&paper.books)
    };
    let _ = writeln!(out, "**{}**\n\n{books}\n", about.join(" \u{b7} "));
    for note in &paper.notes {
        let _ = writeln!(out, "{}\n", plain(note));
    }
    let _ = writeln!(
        out,
        "Form code {}\n\nName: \\_\\_\\_\\_\\_\\_\\_\\_\\_\\_ Date: \\_\\_\\_\\_\\_\\_\n",
        paper.code
    );
    for item in &paper.items {
        question(&item.question, out);
    }
    out.push_str("## Answer sheet\n\n| No. | Answer |\n| --- | --- |\n");
    for item in &paper.items {
        let _ = writeln!(out, "| {} | |", item.question.number);
    }
    out.push('\n');
}

fn question(q: &QuestionView, out: &mut String) {
    if let Some(case) = q.case.as_ref().filter(|c| !c.documents.is_empty()) {
        let _ = writeln!(out, "## Case: {}\n", plain(&case.title));
        for document in &case.documents {
            let _ = writeln!(out, "### {}\n", plain(&document.title));
            for line in reflowed(document.text.trim()).lines() {
                // A record keeps its lines: two spaces end one.
                let _ = writeln!(out, "> {}  ", plain(line));
            }
            out.push_str(">\n\n");
        }
    }
    let setting = q.setting.filter(|_| q.case.is_none()).map(|s| format!("*({s})* ")).unwrap_or_default();
    let task = task(q).map(|t| format!(" *{t}*")).unwrap_or_default();
    let _ = writeln!(out, "**{}.** {setting}{}{task}\n", q.number, plain(&q.stem));
    for (at, left) in q.left.iter().enumerate() {
        let _ = writeln!(out, "{}. {}", at + 1, plain(left));
    }
    if !q.left.is_empty() {
        out.push('\n');
    }
    for choice in &q.choices {
        let _ = writeln!(out, "- {}) {}", choice.letter, plain(&choice.text));
    }
    if !q.choices.is_empty() {
        out.push('\n');
    }
}

fn key(paper: &Paper, out: &mut String) {
    let _ = writeln!(out, "# Key: {}\n", plain(&paper.title));
    let _ = writeln!(
        out,
        "**{} \u{b7} {} questions \u{b7} form code {}**\n\nDrawn as {}, seed {}. Not for candidates.\n",
        paper.form,
        paper.items.len(),
        paper.code,
        plain(&paper.name),
        paper.seed
    );
    if paper.items.iter().any(|i| i.pretest) {
        out.push_str("Questions marked with an asterisk do not count, as in the exam.\n\n");
    }
    out.push_str("| No. | Answer | Domain | Question |\n| --- | --- | --- | --- |\n");
    for item in &paper.items {
        let _ = writeln!(
            out,
            "| {}{} | **{}** | {} | {} |",
            item.question.number,
            if item.pretest { "\\*" } else { "" },
            plain(&item.answer),
            plain(item.domain.as_deref().unwrap_or("")),
            plain(item.question.question.as_str())
        );
    }
    out.push_str("\n## Rationales\n\n");
    for item in &paper.items {
        rationale(item, out);
    }
}

fn rationale(item: &PaperItem, out: &mut String) {
    let f = &item.feedback;
    let _ = writeln!(
        out,
        "**{}. {}** {}\n",
        item.question.number,
        plain(&item.answer),
        plain(&item.question.stem)
    );
    for line in &f.lines {
        let letter = line.letter.map(|l| format!("{l}) ")).unwrap_or_default();
        let why = line.why.as_ref().map(|w| format!(": {}", plain(w))).unwrap_or_default();
        let _ = writeln!(out, "- {letter}{}{why}", plain(&line.text));
    }
    for (letter, why) in &item.distractors {
        let _ = writeln!(out, "- not {letter}: {}", plain(why));
    }
    out.push('\n');
    if let Some(rationale) = &f.rationale {
        let _ = writeln!(out, "{}\n", plain(rationale));
    }
    if !f.refs.is_empty() {
        let _ = writeln!(out, "*{}*\n", plain(&f.refs.join("; ")));
    }
}
