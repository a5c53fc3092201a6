//! Keys that are codes.

use toml::de::DeValue;

use crate::bank::diagnostic::Diagnostic;
use crate::bank::keys;
use crate::bank::rules;
use crate::bank::tree::{Fields, Value};
use crate::bank::{Alternative, At, CodePolicy, Codes, KeyLine, Sequence, Wrong};
use crate::code::{Code, Modifier, System};

use super::Walk;

impl Walk<'_> {
    pub(super) fn codes(&mut self, fields: &Fields<'_>) -> Option<Codes> {
        let errors = self.reader.errors();
        let system = self.system(fields).unwrap_or(System::Icd10Cm);
        if self.reader.errors() > errors {
            return None;
        }
        let key = self.key_lines(fields, system)?;
        let key_is_whole = self.reader.errors() == errors;
        let scoring = self.reader.word(fields, "scoring", &CodePolicy::ALL).unwrap_or_default();
        let sequence = self.reader.word(fields, "sequence", &Sequence::ALL).unwrap_or_default();
        let alternatives = self.alternatives(fields, system);
        let mut codes =
            Codes { system, key, before: Vec::new(), sequence, scoring, wrong: Vec::new(), alternatives };
        if codes.required() == 0 && key_is_whole {
            let d = Diagnostic::new(&rules::KEY_COUNT, fields.span, "no line of the key is required")
                .help("at least one line must not be optional");
            self.reader.report(d);
        }
        if key_is_whole {
            // What refers to a broken key would only echo its errors.
            codes.before = self.before(fields, &codes);
            codes.wrong = self.wrong(fields, &codes);
            self.satisfiable(fields, &codes);
        }
        Some(codes)
    }

    /// Reports a key that no answer can satisfy.
    fn satisfiable(&mut self, fields: &Fields<'_>, codes: &Codes) {
        let mut seen: Vec<&At<Code>> = Vec::new();
        for code in codes.key.iter().filter(|l| l.any.len() == 1).flat_map(|l| &l.any) {
            match seen.iter().find(|s| s.value == code.value && s.system().is_diagnosis()) {
                Some(earlier) => {
                    let d = Diagnostic::new(
                        &rules::DUPLICATE_CHOICE,
                        code.span,
                        format!("the key holds {} twice; a diagnosis is reported once", code.value),
                    )
                    .label("again here")
                    .also(earlier.span, "first here");
                    self.reader.report(d);
                }
                None => seen.push(code),
            }
        }
        let place = fields.get("before").map_or(fields.span, |v| v.span().into());
        let first = codes.key.iter().find(|l| !l.optional).and_then(|l| l.any.first());
        let circle = codes.before.iter().find(|(a, b)| {
            a == b
                || codes.before.contains(&(b.clone(), a.clone()))
                || (codes.sequence == Sequence::First && first.is_some_and(|f| f.value == *b))
        });
        if let Some((a, b)) = circle {
            let d = Diagnostic::new(
                &rules::BAD_VALUE,
                place,
                format!("`before` asks for {a} before {b}, which another rule of this key forbids"),
            )
            .help("no answer could satisfy both; take one away");
            self.reader.report(d);
        }
    }

    fn system(&mut self, fields: &Fields<'_>) -> Option<System> {
        let words: Vec<(&str, System)> = System::ALL.iter().map(|s| (s.name(), *s)).collect();
        self.reader.word(fields, "system", &words)
    }

    fn key_lines(&mut self, fields: &Fields<'_>, system: System) -> Option<Vec<KeyLine>> {
        if fields.get("key").is_none() {
            self.reader.missing(fields, "key");
        }
        let (values, span) = self.reader.array(fields, "key")?;
        if values.is_empty() {
            self.reader.report(
                Diagnostic::new(&rules::MISSING_KEY, span, "the key holds no line")
                    .help("write key = [{ code = \"E11.22\" }]"),
            );
        }
        Some(values.iter().filter_map(|v| self.key_line(v, system)).collect())
    }

    fn key_line(&mut self, value: &Value<'_>, default: System) -> Option<KeyLine> {
        if let DeValue::String(_) = value.get_ref() {
            self.reader.wrong_type(value, "a table such as { code = \"E11.22\" }");
            return None;
        }
        let fields = self.reader.fields(value, &keys::KEY_LINE)?;
        self.reader.check_keys(&fields, None);
        let system = self.system(&fields).unwrap_or(default);
        let any = match (fields.get("code"), fields.get("any")) {
            (Some(code), None) => self.code(code, system).into_iter().collect(),
            (None, Some(_)) => {
                let (values, span) = self.reader.array(&fields, "any")?;
                if values.is_empty() {
                    self.reader.report(Diagnostic::new(&rules::MISSING_KEY, span, "`any` names no code"));
                }
                values.iter().filter_map(|v| self.code(v, system)).collect()
            }
            (None, None) => {
                self.reader.missing(&fields, "code");
                return None;
            }
            (Some(_), Some(any)) => {
                self.reader.report(
                    Diagnostic::new(
                        &rules::BAD_VALUE,
                        any.span().into(),
                        "a key line has either `code` or `any`",
                    )
                    .help("put all codes into `any`"),
                );
                return None;
            }
        };
        let mut modifiers = self.modifiers(&fields, system);
        modifiers.sort_unstable();
        let poa = ["Y", "N", "U", "W", "1"].map(|w| (w, w));
        let poa = self.reader.word(&fields, "poa", &poa).map(str::to_owned);
        let dx = match fields.get("dx") {
            Some(_) => {
                let values = self.reader.array(&fields, "dx").map_or(&[][..], |(v, _)| v);
                values.iter().filter_map(|v| self.reader.integer_value(v, 1)).map(|n| n.value).collect()
            }
            None => Vec::new(),
        };
        let units = self.reader.integer(&fields, "units", 1);
        if let Some(units) = units.as_ref().filter(|_| !system.takes_modifiers()) {
            self.reader.report(Diagnostic::new(
                &rules::MISPLACED_KEY,
                units.span,
                format!("a line of {} has no units", system.title()),
            ));
        }
        let line = KeyLine {
            any,
            optional: self.reader.boolean(&fields, "optional").is_some_and(|b| b.value),
            units: units.map_or(1, |n| n.value),
            modifiers,
            poa,
            dx,
            why: self.reader.optional_text(&fields, "why"),
        };
        (!line.any.is_empty()).then_some(line)
    }

    fn modifiers(&mut self, fields: &Fields<'_>, system: System) -> Vec<Modifier> {
        let texts = self.reader.texts(fields, "modifiers");
        for (at, text) in texts.iter().enumerate() {
            if texts[..at].iter().any(|t| t.eq_ignore_ascii_case(text)) {
                let message = format!("the modifier {} is there twice", text.value);
                self.reader.report(Diagnostic::new(&rules::DUPLICATE_CHOICE, text.span, message));
            }
        }
        texts
            .into_iter()
            .filter_map(|text| {
                let modifier = Modifier::parse(&text).filter(|_| system.takes_modifiers());
                if modifier.is_none() {
                    let message = if system.takes_modifiers() {
                        format!("`{}` is no modifier: two letters or digits", text.value)
                    } else {
                        format!("a line of {} has no modifiers", system.title())
                    };
                    self.reader.report(Diagnostic::new(&rules::BAD_VALUE, text.span, message));
                }
                modifier
            })
            .collect()
    }

    fn code(&mut self, value: &Value<'_>, system: System) -> Option<At<Code>> {
        let text = self.reader.text(value)?;
        match Code::parse(system, &text) {
            Ok(code) => Some(At::new(code, text.span)),
            Err(malformed) => {
                let mut d = Diagnostic::new(&rules::BAD_CODE, text.span, malformed.to_string());
                if let Some(other) =
                    System::ALL.into_iter().find(|s| *s != system && Code::parse(*s, &text).is_ok())
                {
                    d = d.help(format!("for a code of {} add system = \"{}\"", other.title(), other.name()));
                }
                self.reader.report(d);
                None
            }
        }
    }

    fn alternatives(&mut self, fields: &Fields<'_>, system: System) -> Vec<Alternative> {
        if fields.get("alternative").is_none() {
            return Vec::new();
        }
        let values = self.reader.array(fields, "alternative").map_or(&[][..], |(v, _)| v);
        values
            .iter()
            .filter_map(|value| {
                let inner = self.reader.fields(value, &keys::ALTERNATIVE)?;
                self.reader.check_keys(&inner, None);
                let key = self.key_lines(&inner, system)?;
                if !key.is_empty() && key.iter().all(|l| l.optional) {
                    self.reader.report(Diagnostic::new(
                        &rules::KEY_COUNT,
                        inner.span,
                        "no line of this alternative is required",
                    ));
                }
                Some(Alternative { key, why: self.reader.optional_text(&inner, "why") })
            })
            .collect()
    }

    fn before(&mut self, fields: &Fields<'_>, codes: &Codes) -> Vec<(Code, Code)> {
        if fields.get("before").is_none() {
            return Vec::new();
        }
        let values = self.reader.array(fields, "before").map_or(&[][..], |(v, _)| v);
        values
            .iter()
            .filter_map(|value| {
                let (pair, span) = self.reader.array_value(value)?;
                let [first, second] = pair else {
                    self.reader.report(
                        Diagnostic::new(
                            &rules::BAD_VALUE,
                            span,
                            format!("`before` holds pairs of codes, this has {}", pair.len()),
                        )
                        .help("write before = [[\"E11.621\", \"L97.412\"]]"),
                    );
                    return None;
                };
                let first = self.keyed_code(first, codes);
                let second = self.keyed_code(second, codes);
                Some((first?.value, second?.value))
            })
            .collect()
    }

    fn wrong(&mut self, fields: &Fields<'_>, codes: &Codes) -> Vec<Wrong> {
        if fields.get("wrong").is_none() {
            return Vec::new();
        }
        let values = self.reader.array(fields, "wrong").map_or(&[][..], |(v, _)| v);
        values
            .iter()
            .filter_map(|value| {
                let inner = self.reader.fields(value, &keys::WRONG)?;
                self.reader.check_keys(&inner, None);
                let why = self.reader.required_text(&inner, "why");
                let code = if let Some(value) = inner.get("code") {
                    // A wrong code may be of any system that the key names: coders mix them up.
                    let systems = codes.systems();
                    let text = self.reader.text(value)?;
                    let found = systems.iter().find_map(|s| Code::parse(*s, &text).ok());
                    found.map(|c| At::new(c, text.span)).or_else(|| self.code(value, codes.system))
                } else {
                    self.reader.missing(&inner, "code");
                    None
                };
                let instead_of = inner.get("for").and_then(|v| self.keyed_code(v, codes));
                Some(Wrong { code: code?, instead_of, why: why? })
            })
            .collect()
    }

    /// A code that some line of the key holds.
    fn keyed_code(&mut self, value: &Value<'_>, codes: &Codes) -> Option<At<Code>> {
        let text = self.reader.text(value)?;
        let lines = codes.key.iter().chain(codes.alternatives.iter().flat_map(|a| &a.key));
        let mut keyed = lines.flat_map(|l| &l.any);
        let wanted: String = text.chars().filter(|c| *c != '.').collect::<String>().to_ascii_uppercase();
        if let Some(code) = keyed.find(|c| c.normal() == wanted) {
            return Some(At::new(code.value.clone(), text.span));
        }
        self.reader.report(
            Diagnostic::new(
                &rules::KEY_REFERENCE,
                text.span,
                format!("no line of the key holds `{}`", text.value),
            )
            .label("not in the key"),
        );
        None
    }
}
