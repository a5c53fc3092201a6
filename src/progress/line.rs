//! One event as one self-checking line.
//!
//! A line is a JSON object whose last field is `sum`: the first 16 hexadecimal digits of the BLAKE3 hash of everything
//! before `,"sum":`. `prev` holds the sum of the line that the same device wrote before, so that a missing line is
//! noticed. Fields that this program does not know stay in the line and are passed on with it.

use std::fmt;

use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::event::{Body, Event, Head};

/// The checksum of a line.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Sum(pub u64);

impl fmt::Display for Sum {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:016x}", self.0)
    }
}

impl Serialize for Sum {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Sum {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = <std::borrow::Cow<'de, str>>::deserialize(deserializer)?;
        u64::from_str_radix(&text, 16).map(Self).map_err(serde::de::Error::custom)
    }
}

/// Why a line is not whole.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum LineError {
    /// The line has no checksum at its end: it was cut off, or is not an event.
    #[error("it has no checksum at its end")]
    NoSum,
    /// The line is no text.
    #[error("it is not UTF-8")]
    NotText,
    /// The checksum does not fit.
    #[error("its checksum does not fit: it was changed or damaged")]
    WrongSum,
    /// The checksum fits, the content is not understood.
    #[error("its checksum fits, but it is not understood: {0}")]
    NotUnderstood(String),
}

const MARK: &str = ",\"sum\":\"";

fn sum_of(text: &str) -> Sum {
    let mut first = [0; 8];
    first.copy_from_slice(&blake3::hash(text.as_bytes()).as_bytes()[..8]);
    Sum(u64::from_be_bytes(first))
}

/// The event as a line without line break, and its checksum.
pub fn write_line(event: &Event) -> (String, Sum) {
    let mut line = json(&event.head);
    line.pop();
    let body = match &event.body {
        Body::Attempt(b) => json(b),
        Body::Retract(b) => json(b),
        Body::Flag(b) => json(b),
        Body::Note(b) => json(b),
        Body::Report(b) => json(b),
        Body::Setting(b) => json(b),
        Body::Session(b) => json(b),
        Body::Exam(b) => json(b),
        Body::Cause(b) => json(b),
        Body::Unknown => "{}".to_owned(),
    };
    let inner = &body[1..body.len() - 1];
    if !inner.is_empty() {
        line.push(',');
        line.push_str(inner);
    }
    let sum = sum_of(&line);
    line.push_str(&format!("{MARK}{sum}\"}}"));
    (line, sum)
}

/// A line without what the learner typed, as an export without free text carries it: fields that this program does
/// not know are kept. `None` for a line that is not whole, or is not about attempts.
pub fn without_free_text(line: &str) -> Option<String> {
    let (event, _) = read_line(line).ok()?;
    match event.body {
        Body::Retract(_) | Body::Cause(_) => return Some(line.to_owned()),
        Body::Attempt(_) => {}
        _ => return None,
    }
    let mut fields: serde_json::Map<String, Value> = serde_json::from_str(line).ok()?;
    fields.shift_remove("sum");
    fields.insert("answer".to_owned(), Value::String(String::new()));
    blank_typed(&mut fields);
    let mut line = json(&fields);
    line.pop();
    let sum = sum_of(&line);
    line.push_str(&format!("{MARK}{sum}\"}}"));
    Some(line)
}

/// Takes away what the learner typed from the parsed answer and the findings: codes stay, they are no free text.
fn blank_typed(fields: &mut serde_json::Map<String, Value>) {
    let is_text = fields.get("type").is_some_and(|t| t == "text");
    if let Some(parsed) = fields.get_mut("parsed") {
        if let Some(text) = parsed.get_mut("text") {
            *text = Value::String(String::new());
        }
        for entry in parsed.get_mut("codes").and_then(Value::as_array_mut).into_iter().flatten() {
            entry["text"] = Value::String(String::new());
        }
    }
    // What was looked up stays as a number and a time.
    for up in fields.get_mut("looked_up").and_then(Value::as_array_mut).into_iter().flatten() {
        up["text"] = Value::String(String::new());
    }
    for finding in fields.get_mut("findings").and_then(Value::as_array_mut).into_iter().flatten() {
        if (is_text || finding["kind"] == "malformed")
            && let Some(finding) = finding.as_object_mut()
        {
            finding.shift_remove("code");
            // The sentence quotes what was typed.
            finding.insert("message".to_owned(), Value::String(String::new()));
        }
    }
}

fn json(value: &impl Serialize) -> String {
    // Plain data with text keys cannot fail to serialise.
    serde_json::to_string(value).unwrap_or_else(|_| "{}".to_owned())
}

/// Checks that a line is whole; its checksum.
///
/// # Errors
/// When the line is cut off or changed.
pub fn check_line(line: &str) -> Result<Sum, LineError> {
    let at = line.rfind(MARK).ok_or(LineError::NoSum)?;
    let (content, end) = line.split_at(at);
    let written = end[MARK.len()..].strip_suffix("\"}").ok_or(LineError::NoSum)?;
    let written = u64::from_str_radix(written, 16).map(Sum).map_err(|_| LineError::NoSum)?;
    if sum_of(content) == written { Ok(written) } else { Err(LineError::WrongSum) }
}

/// Reads a line. A line that is whole but of a kind, a format or a content that this program does not know gives
/// [`Body::Unknown`]: it is kept and passed on.
///
/// # Errors
/// When the line is cut off, changed, or no event.
pub fn read_line(line: &str) -> Result<(Event, Sum), LineError> {
    let written = check_line(line)?;
    let head: Head = parse(line)?;
    let body = match &*head.kind {
        _ if head.v > 1 => Ok(Body::Unknown),
        "attempt" => parse(line).map(Body::Attempt),
        "retract" => parse(line).map(Body::Retract),
        "flag" => parse(line).map(Body::Flag),
        "note" => parse(line).map(Body::Note),
        "report" => parse(line).map(Body::Report),
        "setting" => parse(line).map(Body::Setting),
        "session" => parse(line).map(Body::Session),
        "exam" => parse(line).map(Body::Exam),
        "cause" => parse(line).map(Body::Cause),
        _ => Ok(Body::Unknown),
    };
    Ok((Event { head, body: body.unwrap_or(Body::Unknown) }, written))
}

fn parse<'a, T: Deserialize<'a>>(line: &'a str) -> Result<T, LineError> {
    serde_json::from_str(line).map_err(|e| LineError::NotUnderstood(e.to_string()))
}

#[cfg(test)]
mod tests {
    use super::super::event::{EventId, Flagging};
    use super::*;
    use crate::bank::QuestionId;

    fn event() -> Event {
        Event {
            head: Head {
                v: 1,
                kind: "flag".into(),
                id: EventId(7),
                device: "d".into(),
                seq: 1,
                at: "2026-11-21T09:00:00Z".parse().unwrap(),
                zone: "UTC".into(),
                prev: Some(Sum(1)),
            },
            body: Body::Flag(Flagging { question: QuestionId::parse("a/b").unwrap(), on: true }),
        }
    }

    #[test]
    fn a_line_comes_back() {
        let (line, sum) = write_line(&event());
        assert_eq!(read_line(&line), Ok((event(), sum)));
    }

    #[test]
    fn every_changed_byte_is_noticed() {
        let (line, _) = write_line(&event());
        for at in 0..line.len() {
            let mut bytes = line.clone().into_bytes();
            bytes[at] ^= 1;
            let Ok(changed) = String::from_utf8(bytes) else { continue };
            assert!(read_line(&changed).is_err(), "byte {at}: {changed}");
        }
    }

    #[test]
    fn unknown_fields_and_kinds_are_no_error() {
        let (line, _) = write_line(&event());
        let content = line.split(MARK).next().unwrap().replace("\"flag\"", "\"dream\"") + ",\"new\":[1]";
        let line = format!("{content}{MARK}{}\"}}", sum_of(&content));
        assert_eq!(read_line(&line).unwrap().0.body, Body::Unknown);
    }
}
