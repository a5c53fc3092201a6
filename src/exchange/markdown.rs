//! Markdown: questions first, the key behind them.

use std::fmt::Write as _;

use super::draft::{Body, Draft, Header, letter, one_line};

/// Writes drafts.
pub(super) fn write(header: &Header, drafts: &[Draft]) -> String {
    let mut out = format!("# {}\n\n", escape(&one_line(header.title.as_deref().unwrap_or("Questions"))));
    for line in header.lines().iter().filter(|l| !l.starts_with("Title: ")) {
        let _ = writeln!(out, "{}  ", escape(line));
    }
    out.push_str("\n## Questions\n");
    for (number, draft) in drafts.iter().enumerate() {
        let _ = writeln!(out, "\n### {}\n\n{}\n", number + 1, block(&draft.stem));
        asked(draft, &mut out);
        if let Some(hint) = &draft.hint {
            let _ = writeln!(out, "\nHint: {}", escape(&one_line(hint)));
        }
    }
    out.push_str("\n## Key\n");
    for (number, draft) in drafts.iter().enumerate() {
        let _ = writeln!(out, "\n### Key {}\n", number + 1);
        key(draft, &mut out);
        if let Some(rationale) = &draft.rationale {
            let _ = writeln!(out, "\n{}", block(rationale));
        }
        let about = [
            draft.topic.clone(),
            draft.level.map(|l| l.name().to_owned()),
            draft.setting.map(|s| s.name().to_owned()),
            Some(draft.refs.join("; ")).filter(|r| !r.is_empty()),
            Some(draft.tags.join(", ")).filter(|t| !t.is_empty()),
        ];
        let about: Vec<String> = about.into_iter().flatten().map(|a| escape(&one_line(&a))).collect();
        if !about.is_empty() {
            let _ = writeln!(out, "\n*{}*", about.join(" · "));
        }
    }
    out
}

/// A text in which nothing is markup.
fn escape(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 8);
    for c in text.chars() {
        match c {
            '<' => out.push_str("&lt;"),
            '&' => out.push_str("&amp;"),
            '\\' | '*' | '_' | '`' | '[' | ']' | '#' | '|' | '~' | '!' | '>' => {
                out.push('\\');
                out.push(c);
            }
            c => out.push(c),
        }
    }
    out
}

/// A text of several lines; one that begins like a list does not become one.
fn block(text: &str) -> String {
    let line = |line: &str| {
        let line = escape(line.trim());
        let number = line.bytes().take_while(u8::is_ascii_digit).count();
        if number > 0 && line[number..].starts_with(['.', ')']) {
            return format!("{}\\{}", &line[..number], &line[number..]);
        }
        if line.starts_with(['-', '+', '=']) { format!("\\{line}") } else { line }
    };
    text.lines().map(line).collect::<Vec<_>>().join("  \n")
}

fn asked(draft: &Draft, out: &mut String) {
    let letters = |out: &mut String, items: &mut dyn Iterator<Item = &str>| {
        for (item, n) in items.zip(0..) {
            let _ = writeln!(out, "- {}) {}", letter(n), escape(&one_line(item)));
        }
    };
    match &draft.body {
        Body::Choices { multiple, choices, .. } => {
            if *multiple {
                out.push_str("Choose all that apply.\n\n");
            }
            letters(out, &mut choices.iter().map(|c| c.text.as_str()));
        }
        Body::TrueFalse { .. } => out.push_str("True or false?\n"),
        Body::Match { pairs, extra } => {
            for (number, (left, _)) in pairs.iter().enumerate() {
                let _ = writeln!(out, "- {}: {}", number + 1, escape(&one_line(left)));
            }
            out.push('\n');
            let mut rights: Vec<&str> =
                pairs.iter().map(|(_, r)| r.as_str()).chain(extra.iter().map(String::as_str)).collect();
            rights.sort_unstable();
            letters(out, &mut rights.into_iter());
        }
        Body::Order { items } => {
            let mut items: Vec<&str> = items.iter().map(String::as_str).collect();
            items.sort_unstable();
            letters(out, &mut items.into_iter());
        }
        Body::Text { .. } | Body::Code { .. } => {}
    }
}

fn key(draft: &Draft, out: &mut String) {
    let why = |text: &Option<String>| {
        text.as_ref().map(|w| format!(": {}", escape(&one_line(w)))).unwrap_or_default()
    };
    match &draft.body {
        Body::Choices { choices, .. } => {
            for (choice, n) in choices.iter().zip(0..) {
                let bold = if choice.key { "**" } else { "" };
                let _ = writeln!(
                    out,
                    "- {bold}{}) {}{bold}{}",
                    letter(n),
                    escape(&one_line(&choice.text)),
                    why(&choice.why)
                );
            }
        }
        Body::TrueFalse { key, why_true, why_false } => {
            let _ = writeln!(
                out,
                "**{}**{}",
                if *key { "True" } else { "False" },
                why(if *key { why_true } else { why_false })
            );
            let other = if *key { why_false } else { why_true };
            if other.is_some() {
                let _ = writeln!(out, "\n{}{}", if *key { "False" } else { "True" }, why(other));
            }
        }
        Body::Text { key, accept, .. } => {
            let also =
                if accept.is_empty() { String::new() } else { format!(" (also {})", accept.join("; ")) };
            let _ = writeln!(out, "**{}**{}", escape(&one_line(key)), escape(&one_line(&also)));
        }
        Body::Match { pairs, .. } => {
            for (left, right) in pairs {
                let _ = writeln!(out, "- {}: **{}**", escape(&one_line(left)), escape(&one_line(right)));
            }
        }
        Body::Order { items } => {
            for (number, item) in items.iter().enumerate() {
                let _ = writeln!(out, "{}. {}", number + 1, escape(&one_line(item)));
            }
        }
        Body::Code { .. } => {}
    }
}
