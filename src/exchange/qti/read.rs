//! A package, or one item, as drafts.

use super::item::draft;
use super::package::{Package, unescaped};
use crate::bank::{Level, Setting};
use crate::exchange::encoding::decode;
use crate::exchange::xml::{Node, parse};
use crate::exchange::{Imported, Problem, Refusal};

/// Reads a package, or one item.
///
/// # Errors
/// When the archive is damaged or hostile, or holds no item.
pub(in crate::exchange) fn read(bytes: &[u8]) -> Result<Imported, Refusal> {
    let mut out = Imported::default();
    if !bytes.starts_with(b"PK") {
        let root = parse(&decode(bytes).0, |_| {})?;
        let Some(node) = root.child("assessmentItem") else {
            let found = root.nodes().next().map_or("nothing", |n| n.name.as_str()).to_owned();
            return Err(Refusal(format!(
                "this is no QTI 2 item: its element is <{found}>, and not <assessmentItem>"
            )));
        };
        add(node, "", &[], &mut out);
        return Ok(out);
    }
    let mut package = Package::open(bytes)?;
    let manifest = package.names.iter().find(|n| n.ends_with("imsmanifest.xml")).cloned();
    let mut listed: Vec<(String, Vec<String>)> = Vec::new();
    if let Some(name) = &manifest {
        let base = name.trim_end_matches("imsmanifest.xml").to_owned();
        let root =
            parse(&decode(&package.file(name)?).0, |_| {}).map_err(|e| Refusal(format!("{name}: {e}")))?;
        let rights = root.find("rights").map(Node::text).unwrap_or_default();
        for line in rights.lines() {
            out.header.take(line);
        }
        let mut resources = Vec::new();
        root.collect("resource", &mut resources);
        for resource in resources {
            let kind = resource.attribute("type").unwrap_or("");
            let href = resource.attribute("href").unwrap_or("");
            if kind.contains("imsqti_item") || kind.is_empty() && is_xml(href) {
                let mut words = Vec::new();
                resource.collect("keyword", &mut words);
                let name = format!("{base}{}", unescaped(href));
                if !listed.iter().any(|(known, _)| *known == name) {
                    listed.push((name, words.iter().map(|w| w.text()).collect()));
                }
            } else if kind.contains("imsqti_xmlv1") {
                return Err(Refusal("this is a package of QTI 1.2; only QTI 2 is read".to_owned()));
            }
        }
    }
    if listed.is_empty() {
        // Without a manifest every file that is an item counts.
        listed = package.names.iter().filter(|n| is_xml(n)).map(|n| (n.clone(), Vec::new())).collect();
    }
    let loose = manifest.is_none();
    for (name, words) in listed {
        let problem = |why: String| Problem { line: 0, item: name.clone(), why };
        let text = match package.file(&name) {
            Ok(bytes) => decode(&bytes).0,
            Err(error) if package.spent => return Err(error),
            Err(error) => {
                out.problems.push(problem(error.to_string()));
                continue;
            }
        };
        match parse(&text, |_| {}) {
            Ok(root) => match root.child("assessmentItem") {
                Some(node) => add(node, &name, &words, &mut out),
                None if loose => {}
                None => out.problems.push(problem("it holds no <assessmentItem>".to_owned())),
            },
            Err(error) => out.problems.push(problem(error.to_string())),
        }
    }
    if out.drafts.is_empty() && out.problems.is_empty() {
        return Err(Refusal("the package holds no QTI 2 item".to_owned()));
    }
    Ok(out)
}

fn add(node: &Node, file: &str, words: &[String], out: &mut Imported) {
    let title = node.attribute("title").unwrap_or("");
    let name = node.attribute("identifier").filter(|i| !i.is_empty()).unwrap_or(title).to_owned();
    match draft(node, &mut out.losses) {
        Ok(mut draft) => {
            draft.id = Some(if title.is_empty() { name } else { title.to_owned() });
            for word in words {
                match word.split_once(": ") {
                    Some(("id", id)) => draft.id = Some(id.to_owned()),
                    Some(("topic", topic)) => draft.topic = Some(topic.to_owned()),
                    Some(("level", level)) => {
                        draft.level = Level::ALL.iter().find(|(n, _)| *n == level).map(|(_, l)| *l);
                    }
                    Some(("setting", setting)) => {
                        draft.setting = Setting::ALL.iter().find(|(n, _)| *n == setting).map(|(_, s)| *s);
                    }
                    Some(("tag", tag)) => draft.tags.push(tag.to_owned()),
                    _ => draft.tags.push(word.clone()),
                }
            }
            out.drafts.push(draft);
        }
        Err(why) => {
            let item = if file.is_empty() { name } else { format!("{file} ({name})") };
            out.problems.push(Problem { line: if file.is_empty() { node.line } else { 0 }, item, why });
        }
    }
}

fn is_xml(name: &str) -> bool {
    name.rsplit_once('.').is_some_and(|(_, ending)| ending.eq_ignore_ascii_case("xml"))
}
