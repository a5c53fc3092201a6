//! XML as a tree, bounded in depth and size, without entities of its own.

use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};

use super::Refusal;

/// An element.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Node {
    /// The name without its prefix.
    pub name: String,
    pub attributes: Vec<(String, String)>,
    pub children: Vec<Child>,
    /// The line where it begins.
    pub line: usize,
}

/// What stands in an element.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Child {
    Node(Node),
    Text(String),
}

/// Deeper than any question.
const DEEPEST: usize = 128;
/// More elements than any bank has.
const MOST: usize = 5_000_000;

impl Node {
    pub fn attribute(&self, name: &str) -> Option<&str> {
        self.attributes.iter().find(|(n, _)| n == name).map(|(_, v)| v.as_str())
    }

    /// The elements in it.
    pub fn nodes(&self) -> impl Iterator<Item = &Node> {
        self.children.iter().filter_map(|c| match c {
            Child::Node(node) => Some(node),
            Child::Text(_) => None,
        })
    }

    /// The elements in it with a name.
    pub fn all<'n>(&'n self, name: &'n str) -> impl Iterator<Item = &'n Node> {
        self.nodes().filter(move |n| n.name == name)
    }

    /// The first element in it with a name.
    pub fn child(&self, name: &str) -> Option<&Node> {
        self.nodes().find(|n| n.name == name)
    }

    /// The first with a name, however deep.
    pub fn find(&self, name: &str) -> Option<&Node> {
        self.nodes().find_map(|n| if n.name == name { Some(n) } else { n.find(name) })
    }

    /// All with a name, however deep.
    pub fn collect<'n>(&'n self, name: &str, into: &mut Vec<&'n Node>) {
        for node in self.nodes() {
            if node.name == name {
                into.push(node);
            }
            node.collect(name, into);
        }
    }

    /// All its text.
    pub fn text(&self) -> String {
        let mut out = String::new();
        self.push_text(&mut out);
        out.trim().to_owned()
    }

    fn push_text(&self, out: &mut String) {
        for child in &self.children {
            match child {
                Child::Text(text) => out.push_str(text),
                Child::Node(node) => node.push_text(out),
            }
        }
    }

    /// What stands in it, as markup again.
    pub fn inner(&self, without: &dyn Fn(&Node) -> bool) -> String {
        let mut out = String::new();
        for child in &self.children {
            match child {
                Child::Text(text) => out.push_str(&super::html::escaped(text)),
                Child::Node(node) if without(node) => {}
                Child::Node(node)
                    if matches!(node.name.as_str(), "textEntryInteraction" | "inlineChoiceInteraction") =>
                {
                    out.push_str(" _____ ");
                }
                Child::Node(node) => {
                    out.push('<');
                    out.push_str(&node.name);
                    for (name, value) in &node.attributes {
                        out.push_str(&format!(" {name}=\"{}\"", super::html::escaped(value)));
                    }
                    out.push('>');
                    out.push_str(&node.inner(without));
                    out.push_str(&format!("</{}>", node.name));
                }
            }
        }
        out
    }
}

/// Reads a document; comments go to `comment`.
pub(super) fn parse(text: &str, mut comment: impl FnMut(&str)) -> Result<Node, Refusal> {
    let mut reader = Reader::from_str(text);
    reader.config_mut().check_end_names = true;
    let mut stack: Vec<Node> = vec![Node::default()];
    let mut count = 0;
    let (mut line, mut counted) = (1, 0);
    loop {
        let at = (reader.buffer_position() as usize).min(text.len());
        line += text.as_bytes()[counted..at].iter().filter(|b| **b == b'\n').count();
        counted = at;
        let fail = |why: &str| Refusal(format!("line {line}: {why}"));
        match reader.read_event() {
            Ok(Event::Start(start)) => {
                count += 1;
                if stack.len() > DEEPEST || count > MOST {
                    return Err(fail("the elements are nested too deep, or too many"));
                }
                stack.push(node(&start, line)?);
            }
            Ok(Event::Empty(start)) => {
                count += 1;
                let node = node(&start, line)?;
                if let Some(parent) = stack.last_mut() {
                    parent.children.push(Child::Node(node));
                }
            }
            Ok(Event::End(_)) => {
                let done = if stack.len() > 1 { stack.pop() } else { None };
                if let (Some(node), Some(parent)) = (done, stack.last_mut()) {
                    parent.children.push(Child::Node(node));
                }
            }
            Ok(Event::Text(piece)) => push(&mut stack, &piece),
            Ok(Event::CData(piece)) => push(&mut stack, &piece),
            Ok(Event::GeneralRef(name)) => {
                push(&mut stack, &entity(&name));
            }
            Ok(Event::DocType(doctype)) => {
                // A document type may name a file; one that defines entities may be a bomb.
                if doctype.contains('[') || doctype.to_ascii_uppercase().contains("!ENTITY") {
                    return Err(fail("it defines entities of its own, which are not read"));
                }
            }
            Ok(Event::Comment(text)) => text.lines().for_each(&mut comment),
            Ok(Event::Decl(_) | Event::PI(_)) => {}
            Ok(Event::Eof) => break,
            Err(error) => return Err(fail(&format!("it is no well-formed XML: {error}"))),
        }
    }
    if stack.len() > 1 {
        let open = stack.pop().unwrap_or_default();
        return Err(Refusal(format!("line {}: <{}> is not closed", open.line, open.name)));
    }
    stack.pop().ok_or_else(|| Refusal("it is empty".to_owned()))
}

fn entity(name: &str) -> String {
    let mut out = super::html::plain(&format!("&{name};")).text;
    if out.is_empty() {
        out.push(' ');
    }
    out
}

fn push(stack: &mut [Node], text: &str) {
    let Some(parent) = stack.last_mut() else { return };
    if let Some(Child::Text(last)) = parent.children.last_mut() {
        last.push_str(text);
    } else {
        parent.children.push(Child::Text(text.to_owned()));
    }
}

fn node(start: &BytesStart<'_>, line: usize) -> Result<Node, Refusal> {
    let name = start.local_name().as_ref().to_owned();
    let mut attributes = Vec::new();
    for attribute in start.attributes() {
        let attribute = attribute.map_err(|e| Refusal(format!("line {line}: in <{name}>: {e}")))?;
        let key = attribute.key.local_name().as_ref().to_owned();
        let raw = attribute.value.clone().into_owned();
        let value = if raw.contains('&') { super::html::plain(&raw.replace('<', "&lt;")).text } else { raw };
        attributes.push((key, value));
    }
    Ok(Node { name, attributes, children: Vec::new(), line })
}
