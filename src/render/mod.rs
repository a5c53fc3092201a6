//! Views as text and as JSON.
//!
//! Text from a bank is data: control characters in it are made visible, never passed on to a terminal. Lines wrap by
//! display width. Colour only underlines what the words say already.

mod book;
mod chart;
mod diagnostic;
mod exam;
mod items;
mod learner;
mod outlook;
mod page;
mod page_markdown;
mod picture;
mod portrait;
mod report;
mod sarif;
mod session;
mod style;

pub use style::{Style, visible};

use crate::app::{Failure, Outcome, Page, PageFile, PageFormat, View};

/// The content of a file that is to be written.
pub fn page(file: &PageFile) -> Vec<u8> {
    match &file.page {
        Page::Text(text) => text.clone().into_bytes(),
        Page::Bytes(bytes) => bytes.clone(),
        Page::Items(report) => items::html(report).into_bytes(),
        Page::Paper { paper, part, format: PageFormat::Html } => page::html(paper, *part).into_bytes(),
        Page::Paper { paper, part, format: PageFormat::Markdown } => {
            page_markdown::markdown(paper, *part).into_bytes()
        }
        Page::Portrait(portrait) => portrait::html(portrait).into_bytes(),
    }
}

/// An outcome as text, ready for a terminal or a pipe.
pub fn text(outcome: &Outcome, style: &Style) -> String {
    let mut out = String::new();
    for view in &outcome.views {
        view_text(view, style, &mut out);
    }
    out
}

/// An outcome as JSON, one value a line.
pub fn json(outcome: &Outcome) -> String {
    let mut out = String::new();
    for view in &outcome.views {
        // Views are plain data with text keys.
        out.push_str(&serde_json::to_string(view).unwrap_or_else(|_| "null".to_owned()));
        out.push('\n');
    }
    out
}

/// A failure, for standard error.
pub fn failure(failure: &Failure, as_json: bool, style: &Style) -> String {
    if as_json {
        let mut error = serde_json::json!({ "kind": failure.kind.name(), "message": failure.message });
        if let Some(help) = &failure.help {
            error["help"] = serde_json::Value::String(help.clone());
        }
        return format!("{}\n", serde_json::json!({ "error": error }));
    }
    let mut out = style.wrap(&failure.message, "error: ", "");
    if let Some(help) = &failure.help {
        out.push_str(&style.wrap(help, "  ", "  "));
    }
    out
}

fn view_text(view: &View, style: &Style, out: &mut String) {
    match view {
        View::Session(view) => session::view(view, style, out),
        View::Welcome(view) => report::welcome(view, style, out),
        View::Stats(view) => learner::stats(view, style, out),
        View::Readiness(view) => outlook::readiness(view, style, out),
        View::Plan(view) => outlook::plan(view, style, out),
        View::Weak(view) => outlook::weak(view, style, out),
        View::History(view) => learner::history(view, style, out),
        View::Review(view) => report::review(view, style, out),
        View::Exams(view) => exam::list(view, style, out),
        View::ExamReview(view) => exam::review(view, style, out),
        View::Stock(view) => exam::stock(view, style, out),
        View::Papers(view) => page::papers(view, style, out),
        View::Marks(view) => report::marks(view, style, out),
        View::BankList(view) => report::bank_list(view, style, out),
        View::Bank(view) => report::bank(view, style, out),
        View::Question(view) => report::question_key(view, style, out),
        View::Preview(view) => report::preview(view, style, out),
        View::Check(view) => diagnostic::check(view, style, out),
        View::Converted(view) => diagnostic::converted(view, style, out),
        View::Fixes(view) => diagnostic::fixes(view, style, out),
        View::Items(view) => items::items(view, style, out),
        View::Rule(view) => diagnostic::rule(view, style, out),
        View::Imported(view) => report::imported(view, style, out),
        View::Health(view) => report::health(view, style, out),
        View::Profiles(view) => report::profiles(view, style, out),
        View::Lookup(view) => book::lookup(view, style, out),
        View::Search(view) => book::search(view, style, out),
        View::Editions(view) => book::editions(view, style, out),
        View::EditionsAdded(view) => book::added(view, style, out),
        View::Diff(view) => book::diff(view, style, out),
        View::Verbs(view) => report::verbs(view, style, out),
        View::Raw { raw } => {
            out.push_str(raw);
            out.push('\n');
        }
        View::Prose { prose } => {
            for line in prose.lines() {
                out.push_str(&style.wrap(line, "", ""));
            }
        }
        View::Text { text } => {
            for line in text.lines() {
                out.push_str(&visible(line));
                out.push('\n');
            }
        }
    }
}
