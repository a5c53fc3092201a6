//! Notes for Anki: separated by tabs, with the header lines that its importer reads.

use std::fmt::Write as _;

use super::draft::{Body, Draft, Header, one_line};
use super::html::{escaped, lines};

/// Writes drafts as notes with a front, a back and tags.
pub(super) fn write(header: &Header, drafts: &[Draft]) -> String {
    let mut out = String::from("#separator:tab\n#html:true\n#notetype:Basic\n");
    let title = header.title.as_deref().map_or_else(|| "Sequela".to_owned(), one_line);
    let _ = writeln!(out, "#deck:{}", title.replace("::", ":"));
    out.push_str("#columns:Front\tBack\tTags\n#tags column:3\n");
    for draft in drafts {
        let _ = writeln!(out, "{}\t{}\t{}", field(&front(draft)), field(&back(header, draft)), tags(draft));
    }
    out
}

/// A field in which nothing ends it.
fn field(html: &str) -> String {
    let html = html.replace(['\t', '\n', '\r'], " ");
    // A line that begins with the sign of a header line would be one.
    let html = match html.strip_prefix('#') {
        Some(rest) => format!("&#35;{rest}"),
        None => html,
    };
    format!("\"{}\"", html.replace('"', "\"\""))
}

fn front(draft: &Draft) -> String {
    let mut html = lines(&draft.stem);
    let list = |html: &mut String, kind: &str, items: &mut dyn Iterator<Item = &str>| {
        let _ = write!(html, "<ol type='{kind}'>");
        for item in items {
            let _ = write!(html, "<li>{}</li>", lines(item));
        }
        html.push_str("</ol>");
    };
    match &draft.body {
        Body::Choices { multiple, choices, .. } => {
            if *multiple {
                html.push_str("<br><i>Choose all that apply.</i>");
            }
            list(&mut html, "A", &mut choices.iter().map(|c| c.text.as_str()));
        }
        Body::TrueFalse { .. } => html.push_str("<br><i>True or false?</i>"),
        Body::Match { pairs, extra } => {
            list(&mut html, "1", &mut pairs.iter().map(|(l, _)| l.as_str()));
            let mut rights: Vec<&str> =
                pairs.iter().map(|(_, r)| r.as_str()).chain(extra.iter().map(String::as_str)).collect();
            rights.sort_unstable();
            list(&mut html, "a", &mut rights.into_iter());
        }
        Body::Order { items } => {
            let mut items: Vec<&str> = items.iter().map(String::as_str).collect();
            items.sort_unstable();
            list(&mut html, "a", &mut items.into_iter());
        }
        Body::Text { .. } | Body::Code { .. } => {}
    }
    if let Some(hint) = &draft.hint {
        let _ = write!(html, "<details><summary>Hint</summary>{}</details>", lines(hint));
    }
    html
}

fn back(header: &Header, draft: &Draft) -> String {
    let mut html = String::new();
    let mut why = |sign: &str, text: &str, why: Option<&String>| {
        let why = why.map(|w| format!(": {}", lines(w))).unwrap_or_default();
        let _ = write!(html, "<div>{sign} <b>{}</b>{why}</div>", lines(text));
    };
    match &draft.body {
        Body::Choices { choices, .. } => {
            for choice in choices.iter().filter(|c| c.key) {
                why("\u{2713}", &choice.text, choice.why.as_ref());
            }
            for choice in choices.iter().filter(|c| !c.key && c.why.is_some()) {
                why("\u{2717}", &choice.text, choice.why.as_ref());
            }
        }
        Body::TrueFalse { key, why_true, why_false } => {
            why(
                "\u{2713}",
                if *key { "True" } else { "False" },
                if *key { why_true } else { why_false }.as_ref(),
            );
            let other = if *key { why_false } else { why_true };
            if other.is_some() {
                why("\u{2717}", if *key { "False" } else { "True" }, other.as_ref());
            }
        }
        Body::Text { key, accept, .. } => {
            why("\u{2713}", key, None);
            for also in accept {
                why("\u{2713}", also, None);
            }
        }
        Body::Match { pairs, .. } => {
            for (left, right) in pairs {
                why("\u{2713}", left, Some(right));
            }
        }
        Body::Order { items } => {
            for (number, item) in items.iter().enumerate() {
                why(&format!("{}.", number + 1), item, None);
            }
        }
        Body::Code { .. } => {}
    }
    for text in draft.rationale.iter().chain(&draft.refs) {
        let _ = write!(html, "<p>{}</p>", lines(text));
    }
    let rights: Vec<String> =
        header.licence.iter().chain(&header.copyright).map(|t| escaped(&one_line(t))).collect();
    if !rights.is_empty() {
        let _ = write!(html, "<p><small>{}</small></p>", rights.join("; "));
    }
    html
}

/// Tags have no spaces; `::` makes a tree of them.
fn tags(draft: &Draft) -> String {
    let plain = |t: &str| one_line(t).replace(' ', "_").replace('"', "");
    let topic = draft.topic.iter().map(|t| plain(&t.replace('/', "::")));
    let level = draft.level.iter().map(|l| format!("level::{}", l.name()));
    let setting = draft.setting.iter().map(|s| format!("setting::{}", s.name()));
    topic.chain(level).chain(setting).chain(draft.tags.iter().map(|t| plain(t))).collect::<Vec<_>>().join(" ")
}
