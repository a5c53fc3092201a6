//! Moodle XML.
//!
//! Texts are written as HTML in which nothing of a question is markup; what is read becomes text.

use std::fmt::Write as _;

use super::draft::{Body, Choice, Draft, Header, one_line};
use super::fields::Losses;
use super::gift::{fraction, short_answer};
use super::html::{escaped, lines, plain, text_of, tidy};
use super::xml::{Node, parse};
use super::{Imported, Problem, Refusal};

/// A text as an element of a format.
fn text(element: &str, html: &str) -> String {
    let html = html.replace("]]>", "]]&gt;");
    format!("<{element} format=\"html\"><text><![CDATA[{html}]]></text></{element}>")
}

/// Writes drafts.
pub(super) fn write(header: &Header, drafts: &[Draft]) -> String {
    let mut out = String::from("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n");
    let about = header.lines();
    if !about.is_empty() {
        // Two hyphens would end the comment.
        let about = about.join("\n").replace("--", "- -");
        let _ = writeln!(out, "<!--\n{about}\n-->");
    }
    out.push_str("<quiz>\n");
    let mut topic: Option<&str> = None;
    for draft in drafts {
        if draft.topic.is_some() && draft.topic.as_deref() != topic {
            topic = draft.topic.as_deref();
            let path = escaped(topic.unwrap_or("top"));
            let _ = writeln!(
                out,
                "<question type=\"category\"><category><text>$course$/top/{path}</text></category><info format=\"html\"><text>{}</text></info></question>",
                escaped(&about.join("; "))
            );
        }
        question(draft, &mut out);
    }
    out.push_str("</quiz>\n");
    out
}

fn question(draft: &Draft, out: &mut String) {
    let kind = match &draft.body {
        Body::Choices { .. } => "multichoice",
        Body::TrueFalse { .. } => "truefalse",
        Body::Text { .. } | Body::Code { .. } => "shortanswer",
        Body::Match { .. } => "matching",
        Body::Order { .. } => "ordering",
    };
    let _ = writeln!(out, "<question type=\"{kind}\">");
    let name = draft.id.clone().unwrap_or_else(|| one_line(&draft.stem).chars().take(60).collect());
    let _ = writeln!(out, "<name><text>{}</text></name>", escaped(&name));
    let _ = writeln!(out, "{}", text("questiontext", &lines(&draft.stem)));
    let rationale = draft.rationale.as_deref().map(lines).unwrap_or_default();
    let _ = writeln!(out, "{}", text("generalfeedback", &rationale));
    let _ = writeln!(out, "<defaultgrade>{}</defaultgrade>", draft.points.unwrap_or(1));
    if let Some(id) = &draft.id {
        let _ = writeln!(out, "<idnumber>{}</idnumber>", escaped(id));
    }
    answers(draft, out);
    if let Some(hint) = &draft.hint {
        let _ = writeln!(out, "{}", text("hint", &lines(hint)));
    }
    if !draft.tags.is_empty() {
        out.push_str("<tags>");
        for tag in &draft.tags {
            let _ = write!(out, "<tag><text>{}</text></tag>", escaped(tag));
        }
        out.push_str("</tags>\n");
    }
    out.push_str("</question>\n");
}

fn answer(fraction: &str, html: &str, why: Option<&String>, is_html: bool) -> String {
    let format = if is_html { "html" } else { "moodle_auto_format" };
    let body = if is_html { format!("<![CDATA[{}]]>", html.replace("]]>", "]]&gt;")) } else { escaped(html) };
    let why = why.map(|w| lines(w)).unwrap_or_default();
    format!(
        "<answer fraction=\"{fraction}\" format=\"{format}\"><text>{body}</text>{}</answer>\n",
        text("feedback", &why)
    )
}

fn answers(draft: &Draft, out: &mut String) {
    match &draft.body {
        Body::Choices { multiple, choices, shuffle } => {
            let keys = choices.iter().filter(|c| c.key).count();
            let _ = writeln!(out, "<single>{}</single>", !multiple);
            let _ = writeln!(out, "<shuffleanswers>{shuffle}</shuffleanswers>");
            out.push_str("<answernumbering>abc</answernumbering>\n");
            for choice in choices {
                let share = match (choice.key, *multiple) {
                    (true, false) => "100".to_owned(),
                    (true, true) => fraction(keys),
                    (false, true) => "-100".to_owned(),
                    (false, false) => "0".to_owned(),
                };
                out.push_str(&answer(&share, &lines(&choice.text), choice.why.as_ref(), true));
            }
        }
        Body::TrueFalse { key, why_true, why_false } => {
            let share = |yes: bool| if yes == *key { "100" } else { "0" };
            out.push_str(&answer(share(true), "true", why_true.as_ref(), false));
            out.push_str(&answer(share(false), "false", why_false.as_ref(), false));
        }
        Body::Text { key, accept, why_not } => {
            out.push_str("<usecase>0</usecase>\n");
            for text in std::iter::once(key).chain(accept) {
                // An asterisk stands for anything.
                out.push_str(&answer("100", &text.replace('*', "\\*"), None, false));
            }
            for (text, why) in why_not {
                out.push_str(&answer("0", &text.replace('*', "\\*"), Some(why), false));
            }
        }
        Body::Match { pairs, extra } => {
            out.push_str("<shuffleanswers>true</shuffleanswers>\n");
            let pairs = pairs.iter().map(|(l, r)| (l.as_str(), r.as_str()));
            for (left, right) in pairs.chain(extra.iter().map(|r| ("", r.as_str()))) {
                let left = lines(left).replace("]]>", "]]&gt;");
                let _ = writeln!(
                    out,
                    "<subquestion format=\"html\"><text><![CDATA[{left}]]></text><answer><text>{}</text></answer></subquestion>",
                    escaped(right)
                );
            }
        }
        Body::Order { items } => {
            out.push_str("<layouttype>VERTICAL</layouttype>\n<selecttype>ALL</selecttype>\n<gradingtype>ALL_OR_NOTHING</gradingtype>\n");
            for (number, item) in items.iter().enumerate() {
                out.push_str(&answer(&format!("{}.0000000", number + 1), &lines(item), None, true));
            }
        }
        Body::Code { .. } => {}
    }
}

/// Reads a file.
///
/// # Errors
/// When it is no well-formed XML, or hostile.
pub(super) fn read(text: &str) -> Result<Imported, Refusal> {
    let mut out = Imported::default();
    let mut header = Header::default();
    let root = parse(text, |line| {
        header.take(line);
    })?;
    out.header = header;
    let Some(quiz) = root.child("quiz") else {
        let found = root.nodes().next().map_or("nothing", |n| n.name.as_str()).to_owned();
        return Err(Refusal(format!("this is no Moodle XML: its element is <{found}>, and not <quiz>")));
    };
    let mut topic = None;
    for node in quiz.all("question") {
        let kind = node.attribute("type").unwrap_or("");
        if kind == "category" {
            let path = node.child("category").map(Node::text).unwrap_or_default();
            // Where a category hangs says nothing of what it is about.
            let path =
                path.strip_prefix('$').and_then(|p| p.split_once("$/")).map_or(path.as_str(), |(_, p)| p);
            let path = path.strip_prefix("top/").unwrap_or(path);
            topic = Some(path.to_owned()).filter(|p| !p.is_empty() && p != "top");
            continue;
        }
        let name = node.child("name").map(|n| one_line(&plain(&n.text()).text)).unwrap_or_default();
        match body_of(node, kind, &mut out.losses) {
            Ok(body) => {
                let stem = content(node.child("questiontext"), &mut out.losses);
                let mut draft = Draft::new(node.line, stem, body);
                let idnumber = node.child("idnumber").map(Node::text).filter(|i| !i.is_empty());
                draft.id = idnumber.or(Some(name).filter(|n| !n.is_empty()));
                draft.topic.clone_from(&topic);
                draft.rationale = optional(node.child("generalfeedback"), &mut out.losses);
                let mut hints = node.all("hint").filter_map(|h| optional(Some(h), &mut out.losses));
                draft.hint = hints.next();
                if hints.next().is_some() {
                    out.losses.add("hints beyond the first");
                }
                draft.tags = node
                    .child("tags")
                    .into_iter()
                    .flat_map(|t| t.all("tag").map(Node::text).collect::<Vec<_>>())
                    .filter(|t| !t.is_empty())
                    .collect();
                let grade =
                    node.child("defaultgrade").and_then(|g| g.text().parse::<f64>().ok()).unwrap_or(1.0);
                if grade > 1.0 && grade.fract() == 0.0 && grade <= 1_000.0 {
                    draft.points = Some(grade as u32);
                } else if (grade - 1.0).abs() > f64::EPSILON {
                    out.losses.add("grades that are no whole number");
                }
                out.drafts.push(draft);
            }
            Err(why) => out.problems.push(Problem { line: node.line, item: name, why }),
        }
    }
    Ok(out)
}

/// The text of an element, by its format.
fn content(node: Option<&Node>, losses: &mut Losses) -> String {
    let Some(node) = node else { return String::new() };
    if node.child("file").is_some() {
        losses.add("pictures and sounds");
    }
    let raw = node.child("text").map(Node::text).unwrap_or_default();
    match node.attribute("format") {
        Some("plain_text" | "markdown") => tidy(&raw),
        _ => text_of(&raw, losses),
    }
}

fn optional(node: Option<&Node>, losses: &mut Losses) -> Option<String> {
    Some(content(node, losses)).filter(|t| !t.is_empty())
}

/// The share that an answer earns, in per cent.
fn share(answer: &Node) -> f64 {
    answer.attribute("fraction").and_then(|f| f.trim().parse().ok()).unwrap_or(0.0)
}

fn body_of(node: &Node, kind: &str, losses: &mut Losses) -> Result<Body, String> {
    let mut why = |answer: &Node| optional(answer.child("feedback"), losses);
    match kind {
        "multichoice" => {
            let answers: Vec<&Node> = node.all("answer").collect();
            let single = node.child("single").is_none_or(|s| !matches!(s.text().as_str(), "false" | "0"));
            let best = answers.iter().map(|a| share(a)).fold(0.0, f64::max);
            let mut choices = Vec::new();
            for answer in &answers {
                let key = if single { share(answer) >= best && best > 0.0 } else { share(answer) > 0.0 };
                if single && share(answer) > 0.0 && share(answer) < best {
                    losses.add("partial credit");
                }
                let feedback = optional(answer.child("feedback"), losses);
                choices.push(Choice { text: content(Some(answer), losses), key, why: feedback });
            }
            let shuffle =
                node.child("shuffleanswers").is_none_or(|s| !matches!(s.text().as_str(), "false" | "0"));
            Ok(Body::Choices { multiple: !single, choices, shuffle })
        }
        "truefalse" => {
            let mut whys = (None, None);
            let mut key = None;
            for answer in node.all("answer") {
                let said = answer.child("text").map(Node::text).unwrap_or_default().to_ascii_lowercase();
                let is_true = match said.as_str() {
                    "true" => true,
                    "false" => false,
                    other => return Err(format!("`{}` is neither true nor false", one_line(other))),
                };
                let feedback = why(answer);
                if is_true {
                    whys.0 = feedback;
                } else {
                    whys.1 = feedback;
                }
                if share(answer) >= 99.0 {
                    key = Some(is_true);
                }
            }
            let key = key.ok_or("neither true nor false is the key")?;
            Ok(Body::TrueFalse { key, why_true: whys.0, why_false: whys.1 })
        }
        "shortanswer" => {
            let mut answers = Vec::new();
            if node.child("usecase").is_some_and(|u| u.text().trim() == "1") {
                losses.add("capital letters that have to be typed so");
            }
            for answer in node.all("answer") {
                let text = tidy(&answer.child("text").map(Node::text).unwrap_or_default());
                if text.replace("\\*", "").contains('*') && text != "*" {
                    losses.add("asterisks that stand for anything");
                }
                if share(answer) > 0.0 && share(answer) < 99.99 {
                    losses.add("partial credit");
                }
                let feedback = optional(answer.child("feedback"), losses);
                answers.push((text.replace("\\*", "*"), share(answer) >= 99.99, feedback));
            }
            short_answer(answers.into_iter(), losses)
        }
        "numerical" => {
            let full: Vec<&Node> = node.all("answer").filter(|a| share(a) >= 99.99).collect();
            if node.all("answer").any(|a| share(a) > 0.0 && share(a) < 99.99) {
                losses.add("partial credit");
            }
            if node.child("units").is_some_and(|u| u.nodes().next().is_some()) {
                losses.add("units of a number");
            }
            let text = |node: &Node, name: &str| node.child(name).map(Node::text).unwrap_or_default();
            let full: Vec<(String, String)> =
                full.iter().map(|a| (text(a, "text"), text(a, "tolerance"))).collect();
            super::numbers(full.iter().map(|(value, tolerance)| (value.as_str(), tolerance.as_str())))
        }
        "matching" | "match" => {
            let (mut pairs, mut extra) = (Vec::new(), Vec::new());
            for sub in node.all("subquestion") {
                let left = content(Some(sub), losses);
                let right = tidy(&sub.child("answer").map(Node::text).unwrap_or_default());
                if left.is_empty() { extra.push(right) } else { pairs.push((left, right)) }
            }
            Ok(Body::Match { pairs, extra })
        }
        "ordering" => {
            let mut items = Vec::new();
            for answer in node.all("answer") {
                items.push((share(answer), content(Some(answer), losses)));
            }
            // The fraction is the place; where it says nothing, the order written is meant.
            items.sort_by(|a, b| a.0.total_cmp(&b.0));
            Ok(Body::Order { items: items.into_iter().map(|(_, text)| text).collect() })
        }
        "description" => Err("a description: nothing is asked".to_owned()),
        "essay" => Err("an essay: nothing that could be graded".to_owned()),
        "" => Err("the question has no type".to_owned()),
        other => Err(format!("a question of the type `{}` cannot be read", one_line(other))),
    }
}
