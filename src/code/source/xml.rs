//! XML as a tree of elements, each with the line it stands on, so that an error can name its place.

use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};

use super::SourceError;

/// Deeper than any official file; what goes on deeper is something else.
const DEEPEST: usize = 64;

/// An element.
#[derive(Debug, Default)]
pub(super) struct Element {
    pub name: String,
    pub attributes: Vec<(String, String)>,
    /// The text directly inside, runs of white space as one space.
    pub text: String,
    pub children: Vec<Element>,
    /// From 1.
    pub line: usize,
}

impl Element {
    /// The children of a name.
    pub fn all<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a Element> {
        self.children.iter().filter(move |c| c.name == name)
    }

    /// The first child of a name.
    pub fn child(&self, name: &str) -> Option<&Element> {
        self.children.iter().find(|c| c.name == name)
    }

    /// An attribute.
    pub fn attribute(&self, name: &str) -> Option<&str> {
        self.attributes.iter().find(|(n, _)| n == name).map(|(_, v)| v.as_str())
    }

    /// The text of the first child of a name.
    pub fn text_of(&self, name: &str) -> &str {
        self.child(name).map_or("", |c| c.text.as_str())
    }
}

/// Reads a whole document.
pub(super) fn read(file: &str, bytes: &[u8]) -> Result<Element, SourceError> {
    let text = std::str::from_utf8(bytes).map_err(|e| {
        let line = line_of(bytes, e.valid_up_to());
        SourceError::at(file, line, "this is not UTF-8: the file is damaged, or no official file")
    })?;
    let mut reader = Reader::from_str(text.trim_start_matches('\u{feff}'));
    let shift = text.len() - text.trim_start_matches('\u{feff}').len();
    let mut lines = Lines { bytes, at: 0, line: 1 };
    let mut open: Vec<Element> = Vec::new();
    let mut root = None;
    loop {
        let at = reader.buffer_position() as usize + shift;
        let event = reader.read_event().map_err(|e| {
            let at = reader.error_position() as usize + shift;
            SourceError::at(file, line_of(bytes, at), format!("the XML is damaged: {e}"))
        })?;
        match event {
            Event::Start(start) => {
                open.push(element(&start, lines.line_at(at)));
                if open.len() > DEEPEST {
                    return Err(SourceError::at(
                        file,
                        lines.line,
                        "the XML is nested deeper than any official file",
                    ));
                }
            }
            Event::Empty(start) => close(element(&start, lines.line_at(at)), &mut open, &mut root),
            Event::End(_) => {
                if let Some(done) = open.pop() {
                    close(done, &mut open, &mut root);
                }
            }
            Event::Text(text) => {
                append(&mut open, &text);
            }
            Event::CData(text) => append(&mut open, &text),
            Event::GeneralRef(name) => {
                let text = match name.resolve_char_ref() {
                    Ok(Some(c)) => c.to_string(),
                    _ => quick_xml::escape::resolve_predefined_entity(&name).unwrap_or("").to_owned(),
                };
                append(&mut open, &text);
            }
            Event::Eof => break,
            _ => {}
        }
    }
    if let Some(unclosed) = open.last() {
        let why =
            format!("the file ends inside <{}> of line {}: it is truncated", unclosed.name, unclosed.line);
        return Err(SourceError::at(file, line_of(bytes, bytes.len()), why));
    }
    root.ok_or_else(|| SourceError::at(file, 1, "there is no XML in it"))
}

fn element(start: &BytesStart<'_>, line: usize) -> Element {
    let name = start.name().as_ref().to_owned();
    let attributes = start.attributes().flatten().map(|a| {
        let value = a.normalized_value(quick_xml::XmlVersion::Implicit1_0).unwrap_or_default().into_owned();
        (a.key.as_ref().to_owned(), value)
    });
    Element { attributes: attributes.collect(), name, line, ..Element::default() }
}

fn close(mut done: Element, open: &mut [Element], root: &mut Option<Element>) {
    done.text.truncate(done.text.trim_end().len());
    match open.last_mut() {
        Some(parent) => parent.children.push(done),
        None => *root = root.take().or(Some(done)),
    }
}

/// Adds text to the innermost element. White space runs become one space; at the front there is none.
fn append(open: &mut [Element], text: &str) {
    let Some(element) = open.last_mut() else { return };
    for c in text.chars() {
        if !c.is_whitespace() {
            element.text.push(c);
        } else if !element.text.is_empty() && !element.text.ends_with(' ') {
            element.text.push(' ');
        }
    }
}

/// Line numbers of rising positions, counted on the way.
struct Lines<'a> {
    bytes: &'a [u8],
    at: usize,
    line: usize,
}

impl Lines<'_> {
    fn line_at(&mut self, position: usize) -> usize {
        let to = position.clamp(self.at, self.bytes.len());
        self.line += self.bytes[self.at..to].iter().filter(|b| **b == b'\n').count();
        self.at = to;
        self.line
    }
}

pub(super) fn line_of(bytes: &[u8], at: usize) -> usize {
    1 + bytes[..at.min(bytes.len())].iter().filter(|b| **b == b'\n').count()
}
