//! The JSON schema of a bank and of a blueprint, made from the tables of keys: completion and hover for editors that know TOML.

use serde_json::{Map, Value, json};

use super::{
    ALTERNATIVE, BANK, BLUEPRINT, BLUEPRINT_ROOT, BOOKS_ALLOWED, CASE, CHOICE, DOCUMENT, DOMAIN, KEY_LINE,
    Key, LEVELS, QUESTION, REQUIRED, REVIEWED, ROOT, TESTED_EDITION, Table, WHY, WHY_NOT, WRONG,
};
use crate::bank::{Kind, Taxonomy};
use crate::code::System;

/// Which table a key of a table holds.
static INNER: [(&Table, &str, &Table); 18] = [
    (&ROOT, "bank", &BANK),
    (&ROOT, "question", &QUESTION),
    (&ROOT, "case", &CASE),
    (&BANK, "reviewed", &REVIEWED),
    (&QUESTION, "choices", &CHOICE),
    (&QUESTION, "choice", &CHOICE),
    (&QUESTION, "why", &WHY),
    (&QUESTION, "why-not", &WHY_NOT),
    (&QUESTION, "wrong", &WRONG),
    (&QUESTION, "alternative", &ALTERNATIVE),
    (&ALTERNATIVE, "key", &KEY_LINE),
    (&CASE, "document", &DOCUMENT),
    (&CASE, "question", &QUESTION),
    (&BLUEPRINT_ROOT, "blueprint", &BLUEPRINT),
    (&BLUEPRINT_ROOT, "domain", &DOMAIN),
    (&BLUEPRINT, "levels", &LEVELS),
    (&BLUEPRINT, "tested-edition", &TESTED_EDITION),
    (&BLUEPRINT, "books-allowed", &BOOKS_ALLOWED),
];

/// The schema of a bank.
pub fn bank_schema(taxonomy: &Taxonomy) -> Value {
    schema(&ROOT, "A question bank of Sequela", taxonomy)
}

/// The schema of a blueprint.
pub fn blueprint_schema(taxonomy: &Taxonomy) -> Value {
    schema(&BLUEPRINT_ROOT, "A blueprint of an exam for Sequela", taxonomy)
}

fn schema(root: &'static Table, title: &str, taxonomy: &Taxonomy) -> Value {
    let mut definitions = Map::new();
    let object = table(root, &mut definitions);
    let topics: Vec<&str> = taxonomy.iter().map(|t| t.path.as_str()).collect();
    definitions.insert(
        "topic".to_owned(),
        // A folder of banks may have topics of its own.
        json!({ "anyOf": [{ "enum": topics }, { "type": "string", "pattern": "^[a-z0-9]+(-[a-z0-9]+)*(/[a-z0-9]+(-[a-z0-9]+)*)*$" }] }),
    );
    let mut schema = json!({
        "$schema": "http://json-schema.org/draft-07/schema#",
        "title": title,
        "$comment": "Made by `sequela bank schema` from the table that the validator reads.",
    });
    if let (Value::Object(schema), Value::Object(object)) = (&mut schema, object) {
        schema.extend(object);
        schema.insert("definitions".to_owned(), Value::Object(definitions));
    }
    schema
}

/// The name of a table among the definitions.
fn name(table: &Table) -> String {
    let word = |c: char| if c.is_ascii_alphanumeric() { c } else { '-' };
    table.name.chars().map(word).collect::<String>().trim_matches('-').to_owned()
}

fn reference(inner: &'static Table, definitions: &mut Map<String, Value>) -> Value {
    let name = name(inner);
    if !definitions.contains_key(&name) {
        // Said before it is made: a case holds questions.
        definitions.insert(name.clone(), Value::Null);
        let object = table(inner, definitions);
        definitions.insert(name.clone(), object);
    }
    json!({ "$ref": format!("#/definitions/{name}") })
}

fn table(table: &'static Table, definitions: &mut Map<String, Value>) -> Value {
    let mut properties = Map::new();
    for key in table.keys {
        let mut value = value(table, key, definitions);
        if let Value::Object(value) = &mut value {
            // What is required is not empty either.
            if key.default == REQUIRED && value.get("type") == Some(&json!("string")) {
                value.insert("minLength".to_owned(), 1.into());
            }
            if key.default == REQUIRED && value.get("type") == Some(&json!("array")) {
                value.insert("minItems".to_owned(), 1.into());
            }
            let only: Vec<&str> = key.types.iter().map(|t| t.name()).collect();
            let only = if only.is_empty() { String::new() } else { format!(" Only {}.", only.join(", ")) };
            let default = match key.default {
                REQUIRED => " Required.".to_owned(),
                "none" => String::new(),
                default => format!(" Default: {default}."),
            };
            value.insert("description".to_owned(), format!("{}{only}{default}", key.doc).into());
        }
        properties.insert(key.name.to_owned(), value);
    }
    let required: Vec<&str> = table
        .keys
        .iter()
        // Choices may be written in two ways, and a question of a case has the case's topic.
        .filter(|k| {
            k.default == REQUIRED
                && k.types.is_empty()
                && !(std::ptr::eq(table, &raw const QUESTION) && k.name == "topic")
        })
        .map(|k| k.name)
        .collect();
    let mut object = json!({
        "type": "object",
        "description": table.doc,
        "properties": properties,
        "required": required,
        "additionalProperties": false,
    });
    if std::ptr::eq(table, &raw const QUESTION) {
        object["allOf"] = Kind::ALL.iter().map(|kind| of_kind(*kind, definitions)).collect();
    }
    object
}

/// What holds for one type of question: keys that it does not have, and what its key looks like.
fn of_kind(kind: Kind, definitions: &mut Map<String, Value>) -> Value {
    let mut then = Map::new();
    for key in QUESTION.keys.iter().filter(|k| !k.types.is_empty() && !k.types.contains(&kind)) {
        then.insert(key.name.to_owned(), Value::Bool(false));
    }
    match kind {
        Kind::TrueFalse => drop(then.insert("key".to_owned(), json!({ "type": "boolean" }))),
        Kind::Text => drop(then.insert("key".to_owned(), json!({ "type": "string" }))),
        Kind::Code => {
            let line = key_line(definitions);
            then.insert("key".to_owned(), json!({ "type": "array", "items": line, "minItems": 1 }));
        }
        _ => {}
    }
    let needs = QUESTION.keys.iter().filter(|k| k.default == REQUIRED && k.types.contains(&kind));
    let needs: Vec<&str> = needs.map(|k| k.name).filter(|n| *n != "choices").collect();
    json!({
        "if": { "properties": { "type": { "const": kind.name() } }, "required": ["type"] },
        "then": { "properties": then, "required": needs },
    })
}

/// A line of a key: a table, or the code alone.
fn key_line(definitions: &mut Map<String, Value>) -> Value {
    json!({ "anyOf": [reference(&KEY_LINE, definitions), { "type": "string" }] })
}

/// The words between backquotes.
fn quoted(words: &str) -> Vec<&str> {
    words.split('`').skip(1).step_by(2).collect()
}

fn value(of: &'static Table, key: &'static Key, definitions: &mut Map<String, Value>) -> Value {
    let inner = INNER.iter().find(|(table, name, _)| std::ptr::eq(*table, of) && *name == key.name);
    let text = || json!({ "type": "string" });
    let array = |items: Value| json!({ "type": "array", "items": items });
    if let Some((_, _, inner)) = inner {
        if std::ptr::eq(*inner, &raw const KEY_LINE) {
            return array(key_line(definitions));
        }
        let one = reference(inner, definitions);
        return if key.value.starts_with("array") { array(one) } else { json!({ "allOf": [one] }) };
    }
    let kinds: Vec<&str> = Kind::ALL.iter().map(|k| k.name()).collect();
    let pair = |items: Value| json!({ "type": "array", "items": items, "minItems": 2, "maxItems": 2 });
    match key.value {
        "text" | "code" => text(),
        "id" => json!({ "type": "string", "pattern": "^[a-z0-9]+(-[a-z0-9]+)*$" }),
        "boolean" => json!({ "type": "boolean" }),
        "date" => json!({ "type": "string", "format": "date" }),
        "path" => json!({ "$ref": "#/definitions/topic" }),
        "array of paths" => array(json!({ "$ref": "#/definitions/topic" })),
        "one of the seven types" => json!({ "enum": kinds }),
        "array of types" => array(json!({ "enum": kinds })),
        "as for a question" => {
            QUESTION.key(key.name).map_or_else(text, |same| value(&QUESTION, same, definitions))
        }
        "code system" => json!({ "enum": System::ALL.map(System::name) }),
        "boolean; text; array of key lines" => {
            let line = key_line(definitions);
            json!({ "anyOf": [{ "type": "boolean" }, { "type": "string" }, { "type": "array", "items": line }] })
        }
        "array of `[left, right]`" | "array of `[code, code]`" => array(pair(text())),
        "array of two-character texts" => array(json!({ "type": "string", "minLength": 2, "maxLength": 2 })),
        "array of integers" => array(json!({ "type": "integer", "minimum": 0 })),
        "table" => json!({ "type": "object", "additionalProperties": { "type": "string" } }),
        "per cent, or `[from, to]`" => {
            json!({ "anyOf": [{ "type": "number" }, pair(json!({ "type": "number" }))] })
        }
        words if words.starts_with("integer") => {
            let numbers: Vec<u32> = words.split_whitespace().filter_map(|w| w.parse().ok()).collect();
            let mut schema = json!({ "type": "integer", "minimum": numbers.first().copied().unwrap_or(0) });
            if let Some(most) = numbers.get(1) {
                schema["maximum"] = (*most).into();
            }
            schema
        }
        words if words.starts_with("array of") => array(text()),
        words => {
            let all: Vec<&str> = quoted(words).into_iter().filter(|w| !kinds.contains(w)).collect();
            if all.is_empty() { text() } else { json!({ "enum": all }) }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::bank::TABLES;

    /// A phrase that the schema does not know would become a text without a word.
    #[test]
    fn every_kind_of_value_is_known() {
        let plain = ["text", "code", "id", "an SPDX expression"];
        for table in TABLES {
            for key in table.keys {
                let schema = value(table, key, &mut Map::new());
                let is_text = schema == json!({ "type": "string" });
                assert!(!is_text || plain.contains(&key.value), "{} {}: {}", table.name, key.name, key.value);
            }
        }
    }
}
