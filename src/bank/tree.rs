//! Reading a spanned TOML tree: typed access to values, with a diagnostic for what does not fit.

use jiff::civil::Date;
use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::diagnostic::Diagnostic;
use super::ids::{is_slug, slug_of};
use super::keys::{TABLES, Table};
use super::rules;
use super::{At, Edition, Kind, Span, Taxonomy, TopicPath};

/// A value with its place.
pub(super) type Value<'t> = Spanned<DeValue<'t>>;

/// A table of the file: its entries, where it stands, and which keys it may have.
#[derive(Clone, Copy)]
pub(super) struct Fields<'t> {
    pub table: &'t DeTable<'t>,
    pub span: Span,
    pub format: &'static Table,
}

impl<'t> Fields<'t> {
    pub fn get(&self, key: &str) -> Option<&'t Value<'t>> {
        self.table.get(key)
    }
}

/// Collects diagnostics while a tree is read.
#[derive(Default)]
pub(super) struct Reader {
    pub diagnostics: Vec<Diagnostic>,
    /// How many of those reported were errors.
    errors: usize,
}

impl Reader {
    /// Goes on after what was found before.
    pub fn after(diagnostics: Vec<Diagnostic>) -> Self {
        let errors = diagnostics.iter().filter(|d| d.is_error()).count();
        Self { diagnostics, errors }
    }

    pub fn report(&mut self, diagnostic: Diagnostic) {
        self.errors += usize::from(diagnostic.is_error());
        self.diagnostics.push(diagnostic);
    }

    /// How many errors there are so far: a part is whole when reading it added none.
    pub fn errors(&self) -> usize {
        self.errors
    }

    pub fn fields<'t>(&mut self, value: &'t Value<'t>, format: &'static Table) -> Option<Fields<'t>> {
        if let DeValue::Table(table) = value.get_ref() {
            let fields = Fields { table, span: value.span().into(), format };
            Some(fields)
        } else {
            self.wrong_type(value, "a table");
            None
        }
    }

    /// Reports keys that the table does not have. `kind` is the question's type, when there is one.
    pub fn check_keys(&mut self, fields: &Fields<'_>, kind: Option<Kind>) {
        for (key, _) in fields.table {
            let name: &str = key.get_ref();
            let span = key.span().into();
            match fields.format.key(name) {
                None => {
                    let near = nearest(name, fields.format.keys.iter().map(|k| k.name));
                    let mut d = Diagnostic::new(
                        &rules::UNKNOWN_KEY,
                        span,
                        format!("`{name}` is not a key of {}", fields.format.name),
                    )
                    .label("unknown key");
                    if let Some(near) = near {
                        d = d.fix(format!("call it `{near}`"), false, vec![(span, near.to_owned())]);
                    }
                    d = d.help(match (near, TABLES.iter().find(|t| t.key(name).is_some())) {
                        (Some(near), _) => format!("did you mean `{near}`?"),
                        (None, Some(other)) => format!("it is a key of {}", other.name),
                        (None, None) => format!("its keys: {}", fields.format.key_names(kind)),
                    });
                    self.report(d);
                }
                Some(known) => {
                    let Some(kind) = kind else { continue };
                    if !known.types.is_empty() && !known.types.contains(&kind) {
                        let types: Vec<String> =
                            known.types.iter().map(|t| format!("`{}`", t.name())).collect();
                        self.report(
                            Diagnostic::new(
                                &rules::MISPLACED_KEY,
                                span,
                                format!("a question of type `{}` has no `{name}`", kind.name()),
                            )
                            .help(format!("`{name}` belongs to {}", types.join(" and "))),
                        );
                    }
                }
            }
        }
    }

    pub fn wrong_type(&mut self, value: &Value<'_>, wanted: &str) {
        let found = match value.get_ref() {
            DeValue::String(_) => "a text",
            DeValue::Integer(_) => "an integer",
            DeValue::Float(_) => "a number with a fraction",
            DeValue::Boolean(_) => "true or false",
            DeValue::Datetime(_) => "a date",
            DeValue::Array(_) => "an array",
            DeValue::Table(_) => "a table",
        };
        let mut d = Diagnostic::new(
            &rules::WRONG_TYPE,
            value.span().into(),
            format!("{wanted} is needed here, this is {found}"),
        );
        if let (DeValue::Table(_), "an array") = (value.get_ref(), wanted) {
            d = d.help("a header stands in double brackets, as [[question]] or [[domain]]; a [[case.question]] needs a [[case]] above it");
        } else if wanted == "an array" {
            d = d.help("put it into brackets: [ … ]");
        } else if let (DeValue::Integer(_) | DeValue::Float(_), "a text") = (value.get_ref(), wanted) {
            d = d.help("put it into quotes");
        } else if let (DeValue::String(_), "an integer" | "true or false") = (value.get_ref(), wanted) {
            d = d.help("take the quotes away");
        }
        self.report(d);
    }

    pub fn missing(&mut self, fields: &Fields<'_>, key: &str) {
        let doc = fields.format.key(key).map_or("", |k| k.doc);
        self.report(
            Diagnostic::new(
                &rules::MISSING_KEY,
                fields.span,
                format!("{} needs `{key}`", fields.format.name),
            )
            .label(format!("`{key}` is missing"))
            .help(format!("`{key}`: {doc}")),
        );
    }

    /// A text; reports another type. An empty text counts as missing where it is required.
    pub fn text(&mut self, value: &Value<'_>) -> Option<At<String>> {
        if let DeValue::String(text) = value.get_ref() {
            let text = text.trim();
            // A file with Windows line ends says the same as one without.
            let text = if text.contains('\r') { text.replace("\r\n", "\n") } else { text.to_owned() };
            Some(At::new(text, value.span().into()))
        } else {
            self.wrong_type(value, "a text");
            None
        }
    }

    pub fn optional_text(&mut self, fields: &Fields<'_>, key: &str) -> Option<At<String>> {
        let value = fields.get(key)?;
        self.text(value).filter(|t| !t.is_empty())
    }

    pub fn required_text(&mut self, fields: &Fields<'_>, key: &str) -> Option<At<String>> {
        let Some(value) = fields.get(key) else {
            self.missing(fields, key);
            return None;
        };
        let text = self.text(value)?;
        if text.is_empty() {
            self.report(
                Diagnostic::new(&rules::MISSING_KEY, text.span, format!("`{key}` is empty"))
                    .help(fields.format.key(key).map_or("", |k| k.doc)),
            );
            return None;
        }
        Some(text)
    }

    pub fn boolean(&mut self, fields: &Fields<'_>, key: &str) -> Option<At<bool>> {
        let value = fields.get(key)?;
        if let DeValue::Boolean(b) = value.get_ref() {
            Some(At::new(*b, value.span().into()))
        } else {
            self.wrong_type(value, "true or false");
            None
        }
    }

    /// An integer of at least `least`.
    pub fn integer(&mut self, fields: &Fields<'_>, key: &str, least: u32) -> Option<At<u32>> {
        let value = fields.get(key)?;
        self.integer_value(value, least)
    }

    pub fn integer_value(&mut self, value: &Value<'_>, least: u32) -> Option<At<u32>> {
        let DeValue::Integer(integer) = value.get_ref() else {
            self.wrong_type(value, "an integer");
            return None;
        };
        let parsed = i64::from_str_radix(integer.as_str(), integer.radix()).ok();
        match parsed.and_then(|n| u32::try_from(n).ok()).filter(|n| *n >= least) {
            Some(n) => Some(At::new(n, value.span().into())),
            None => {
                self.report(Diagnostic::new(
                    &rules::BAD_VALUE,
                    value.span().into(),
                    format!("a whole number from {least} to {} is needed here", u32::MAX),
                ));
                None
            }
        }
    }

    pub fn array<'t>(&mut self, fields: &Fields<'t>, key: &str) -> Option<(&'t [Value<'t>], Span)> {
        let value = fields.get(key)?;
        self.array_value(value)
    }

    pub fn array_value<'t>(&mut self, value: &'t Value<'t>) -> Option<(&'t [Value<'t>], Span)> {
        if let DeValue::Array(array) = value.get_ref() {
            Some((array, value.span().into()))
        } else {
            self.wrong_type(value, "an array");
            None
        }
    }

    /// An array of texts, without the empty ones.
    pub fn texts(&mut self, fields: &Fields<'_>, key: &str) -> Vec<At<String>> {
        let Some((values, _)) = self.array(fields, key) else { return Vec::new() };
        values.iter().filter_map(|v| self.text(v)).filter(|t| !t.is_empty()).collect()
    }

    /// An id; reports what is none.
    pub fn slug(&mut self, text: At<String>) -> Option<At<String>> {
        if is_slug(&text) {
            return Some(text);
        }
        let mut d = Diagnostic::new(&rules::BAD_ID, text.span, format!("`{}` is no id", text.value))
            .label("lower-case letters, digits and single hyphens");
        if let Some(slug) = slug_of(&text) {
            d = d.help(format!("`{slug}` would do"));
        }
        self.report(d);
        None
    }

    /// `edition = { icd-10-cm = "2026" }`
    pub fn editions(&mut self, fields: &Fields<'_>) -> Vec<Edition> {
        let Some(value) = fields.get("edition") else { return Vec::new() };
        let DeValue::Table(table) = value.get_ref() else {
            self.wrong_type(value, "a table");
            return Vec::new();
        };
        table
            .iter()
            .filter_map(|(system, edition)| {
                let edition = self.text(edition)?;
                Some(Edition { system: system.get_ref().to_string(), edition: edition.value })
            })
            .collect()
    }

    /// A day, as in `on = 2026-11-21`.
    pub fn date(&mut self, fields: &Fields<'_>, key: &str) -> Option<Date> {
        let value = fields.get(key)?;
        let date = match value.get_ref() {
            DeValue::Datetime(date) => date.date,
            _ => None,
        };
        let Some(date) = date else {
            self.wrong_type(value, "a date");
            return None;
        };
        Date::new(
            i16::try_from(date.year).ok()?,
            i8::try_from(date.month).ok()?,
            i8::try_from(date.day).ok()?,
        )
        .ok()
    }

    /// A topic that there is; reports any other.
    pub fn topic(&mut self, text: &At<String>, taxonomy: &Taxonomy) -> Option<TopicPath> {
        let known = TopicPath::parse(text).filter(|path| taxonomy.contains(path));
        if known.is_some() {
            return known;
        }
        let mut d =
            Diagnostic::new(&rules::UNKNOWN_TOPIC, text.span, format!("`{}` is not a topic", text.value));
        let ending = taxonomy.ending(text);
        d = match taxonomy.nearest(text) {
            _ if ending.len() > 1 => d.help(format!("write one of `{}`", ending.join("`, `"))),
            Some(near) => {
                let fix = vec![(text.span, format!("\"{near}\""))];
                d.fix(format!("write `{near}`"), false, fix).help(format!("did you mean `{near}`?"))
            }
            None => d.help("topics stand in topics.toml; a folder of banks may have one of its own"),
        };
        self.report(d);
        None
    }

    /// One of a few words.
    pub fn word<T: Copy>(&mut self, fields: &Fields<'_>, key: &str, words: &[(&str, T)]) -> Option<T> {
        let value = fields.get(key)?;
        let written = value.get_ref().as_str().unwrap_or_default().trim();
        if let Some((_, value)) = words.iter().find(|(w, _)| *w == written) {
            return Some(*value);
        }
        let text = self.text(value)?;
        let names: Vec<&str> = words.iter().map(|(w, _)| *w).collect();
        let mut d = Diagnostic::new(
            &rules::BAD_VALUE,
            text.span,
            format!("`{}` is none of {}", text.value, names.join(", ")),
        );
        let near = nearest(&text.to_lowercase(), names.iter().copied()).filter(|n| n.len() > 1);
        if let Some(near) = near {
            d = d
                .fix(format!("write `{near}`"), false, vec![(text.span, format!("\"{near}\""))])
                .help(format!("did you mean `{near}`?"));
        }
        self.report(d);
        None
    }
}

/// The candidate that a misspelt word most likely meant.
pub(super) fn nearest<'c>(word: &str, candidates: impl Iterator<Item = &'c str>) -> Option<&'c str> {
    let allowed = (word.chars().count() / 3).max(1);
    candidates
        .map(|c| (strsim::osa_distance(word, c), c))
        .filter(|(distance, _)| *distance <= allowed)
        .min()
        .map(|(_, c)| c)
}
