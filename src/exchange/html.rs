//! Text from markup, and markup from text.

use super::fields::Losses;
use quick_xml::escape::{resolve_html5_entity, resolve_xml_entity};

/// The text of a piece of HTML. Scripts and styles are gone, pictures leave their description.
pub(super) struct Plain {
    pub text: String,
    /// There was a picture, a sound or a film.
    pub media: bool,
    /// There was a table, or emphasis that means something.
    pub layout: bool,
}

/// Elements after which a new line begins.
const BLOCKS: [&str; 14] =
    ["p", "br", "div", "li", "tr", "h1", "h2", "h3", "h4", "h5", "h6", "ul", "ol", "table"];

/// Makes text of HTML.
pub(super) fn plain(html: &str) -> Plain {
    let mut out = String::with_capacity(html.len());
    let (mut media, mut layout) = (false, false);
    let mut rest = html;
    // Whether any tag ends behind here.
    let mut tags = true;
    while let Some(at) = rest.find(['<', '&']) {
        out.push_str(&rest[..at]);
        rest = &rest[at..];
        if rest.starts_with('&') {
            rest = entity(rest, &mut out);
            continue;
        }
        if let Some(comment) = rest.strip_prefix("<!--") {
            rest = comment.find("-->").map_or("", |end| &comment[end + 3..]);
            continue;
        }
        // A lone `<` is a sign, as in "a < b".
        let begins =
            rest[1..].starts_with(|c: char| c.is_ascii_alphabetic() || c == '/' || c == '!' || c == '?');
        let end = if begins && tags { tag_end(rest) } else { None };
        tags &= !begins || end.is_some();
        let Some(end) = end else {
            out.push('<');
            rest = &rest[1..];
            continue;
        };
        let tag = &rest[1..end];
        rest = &rest[end + 1..];
        let name =
            tag.trim_start_matches('/').split(|c: char| !c.is_ascii_alphanumeric()).next().unwrap_or("");
        let name = name.to_ascii_lowercase();
        match name.as_str() {
            "script" | "style" if !tag.starts_with('/') && !tag.ends_with('/') => {
                let closes = |at: &usize| {
                    rest.get(at + 2..at + 2 + name.len()).is_some_and(|n| n.eq_ignore_ascii_case(&name))
                };
                let close = rest.match_indices("</").map(|(at, _)| at).find(closes);
                rest = close.map_or("", |at| {
                    let after = &rest[at..];
                    after.find('>').map_or("", |e| &after[e + 1..])
                });
            }
            "img" | "video" | "audio" | "object" | "iframe" | "embed" => {
                media = true;
                if let Some(alt) = attribute(tag, "alt").filter(|a| !a.trim().is_empty()) {
                    let alt = plain_entities(&alt);
                    out.push_str(&format!("[{}]", alt.trim()));
                } else if name == "img" {
                    out.push_str("[image]");
                }
            }
            "table" | "sub" | "sup" | "math" => layout = true,
            _ => {}
        }
        if tag == "/br" {
            // `<br></br>` is one break.
        } else if BLOCKS.contains(&name.as_str()) {
            out.push('\n');
        } else if name == "td" || name == "th" {
            out.push(' ');
        }
    }
    out.push_str(rest);
    Plain { text: tidy(&out), media, layout }
}

/// The text of a piece of HTML; what a text cannot carry is counted.
pub(super) fn text_of(html: &str, losses: &mut Losses) -> String {
    let plain = plain(html);
    if plain.media {
        losses.add("pictures and sounds");
    }
    if plain.layout {
        losses.add("tables, sub- and superscripts");
    }
    plain.text
}

/// Where a tag ends: a `>` within quotation marks does not end it.
fn tag_end(tag: &str) -> Option<usize> {
    let mut quote = None;
    for (at, c) in tag.char_indices().take(10_000) {
        match (quote, c) {
            (None, '"' | '\'') => quote = Some(c),
            (Some(q), c) if q == c => quote = None,
            (None, '>') => return Some(at),
            _ => {}
        }
    }
    // An open quotation mark hides the end: the first one will do.
    tag.find('>')
}

fn attribute(tag: &str, name: &str) -> Option<String> {
    let at = tag.to_ascii_lowercase().find(&format!("{name}="))?;
    let value = tag.get(at + name.len() + 1..)?;
    let quote = value.chars().next().filter(|c| matches!(c, '"' | '\''));
    let value = match quote {
        Some(q) => value[1..].split(q).next()?,
        None => value.split([' ', '>', '/']).next()?,
    };
    Some(value.to_owned())
}

fn plain_entities(text: &str) -> String {
    let mut out = String::new();
    let mut rest = text;
    while let Some(at) = rest.find('&') {
        out.push_str(&rest[..at]);
        rest = entity(&rest[at..], &mut out);
    }
    out.push_str(rest);
    out
}

/// Writes what an entity stands for; what follows it.
fn entity<'t>(text: &'t str, out: &mut String) -> &'t str {
    // No name is longer; a text of ampersands is not searched to its end for each.
    let end = text.bytes().skip(1).take(33).position(|b| b == b';');
    let name = end.and_then(|end| text.get(1..=end)).filter(|n| !n.is_empty());
    let Some(name) = name else {
        out.push('&');
        return &text[1..];
    };
    let number = name.strip_prefix('#').and_then(|n| match n.strip_prefix(['x', 'X']) {
        Some(hex) => u32::from_str_radix(hex, 16).ok(),
        None => n.parse().ok(),
    });
    let letter = number.and_then(char::from_u32).map(|c| if c.is_control() && c != '\n' { ' ' } else { c });
    if let Some(letter) = letter {
        out.push(letter);
    } else if let Some(known) = resolve_xml_entity(name).or_else(|| resolve_html5_entity(name)) {
        out.push_str(known);
    } else {
        out.push('&');
        return &text[1..];
    }
    &text[name.len() + 2..]
}

/// Lines without spaces around them, at most one empty line between two.
pub(super) fn tidy(text: &str) -> String {
    let mut lines: Vec<String> = Vec::new();
    for line in text.lines() {
        let line = line.replace(['\u{a0}', '\t'], " ");
        let line = line.split(' ').filter(|w| !w.is_empty()).collect::<Vec<_>>().join(" ");
        if !(line.is_empty() && lines.last().is_none_or(String::is_empty)) {
            lines.push(line);
        }
    }
    lines.join("\n").trim().to_owned()
}

/// A text as HTML: nothing of it is markup.
pub(super) fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 8);
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            c => out.push(c),
        }
    }
    out
}

/// The same with its line breaks.
pub(super) fn lines(text: &str) -> String {
    escaped(text).replace('\n', "<br>")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn markup_becomes_text() {
        for (html, text) in [
            ("<p>One</p><p>Two <b>bold</b></p>", "One\n\nTwo bold"),
            ("a < b &amp; c &lt; d", "a < b & c < d"),
            ("x<script>alert('<p>')</script>y", "xy"),
            ("<img src='a>b.png' alt=\"a kidney\"> of", "[a kidney] of"),
            ("caf&eacute; &#233; &#x3b2; &nope; &", "café é β &nope; &"),
            ("<!-- gone -->H<sub>2</sub>O", "H2O"),
            ("5 <", "5 <"),
        ] {
            assert_eq!(plain(html).text, text, "{html}");
        }
        assert_eq!(escaped("<script>"), "&lt;script&gt;");
    }
}
