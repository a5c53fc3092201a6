//! The part of a question that its type decides, codes apart.

use std::collections::HashMap;

use toml::de::DeValue;

use crate::bank::diagnostic::Diagnostic;
use crate::bank::keys;
use crate::bank::rules;
use crate::bank::tree::{Fields, Value};
use crate::bank::{
    At, Body, Choice, ChoiceId, Choices, Kind, Matching, MultiplePolicy, Ordering, Pin, Span, TextKey,
    TrueFalse, WhyNot, fold_text,
};

use super::Walk;

/// Letters to name what can be chosen.
const LETTERS: usize = 26;

impl Walk<'_> {
    pub(super) fn body(&mut self, fields: &Fields<'_>, kind: Kind) -> Option<Body> {
        match kind {
            Kind::Single | Kind::Multiple => self.choices(fields, kind == Kind::Multiple).map(Body::Choices),
            Kind::TrueFalse => self.true_false(fields).map(Body::TrueFalse),
            Kind::Text => self.text_key(fields).map(Body::Text),
            Kind::Match => self.matching(fields).map(Body::Match),
            Kind::Order => self.ordering(fields).map(Body::Order),
            Kind::Code => self.codes(fields).map(Body::Code),
        }
    }

    fn choices(&mut self, fields: &Fields<'_>, multiple: bool) -> Option<Choices> {
        let mut values: Vec<&Value<'_>> = Vec::new();
        for key in ["choices", "choice"] {
            if fields.get(key).is_some() {
                values.extend(self.reader.array(fields, key)?.0);
            }
        }
        if values.is_empty() {
            self.reader.missing(fields, "choices");
            return None;
        }
        let errors = self.reader.errors();
        let choices: Vec<Choice> = values.into_iter().filter_map(|v| self.choice(v)).collect();
        if self.reader.errors() > errors {
            // Which of them is the key is no question while some cannot be read.
            return None;
        }
        self.distinct_choices(&choices);
        if choices.len() > LETTERS {
            self.reader.report(Diagnostic::new(
                &rules::BAD_VALUE,
                fields.span,
                format!("a question has at most {LETTERS} choices: each has a letter"),
            ));
        }
        let keys: Vec<&Choice> = choices.iter().filter(|c| c.key).collect();
        let select = self.reader.integer(fields, "select", 1);
        if multiple {
            if keys.is_empty() {
                self.key_count(fields, "no choice is a key", &[]);
            }
            if let Some(n) = select.as_ref().filter(|n| n.value as usize != keys.len()) {
                self.reader.report(
                    Diagnostic::new(
                        &rules::KEY_COUNT,
                        n.span,
                        format!("`select` says {}, {} choices are keys", n.value, keys.len()),
                    )
                    .help("leave `select` out for \"all that apply\""),
                );
            }
        } else if keys.len() != 1 {
            let message = match keys.len() {
                0 => "no choice is the key of this `single`".to_owned(),
                n => format!("{n} choices are keys of this `single`"),
            };
            self.key_count(fields, &message, &keys);
        }
        let scoring = self.reader.word(fields, "scoring", &MultiplePolicy::ALL).unwrap_or_default();
        let show = self.reader.integer(fields, "show", 2);
        if let Some(show) = show.as_ref().filter(|s| (s.value as usize) <= keys.len()) {
            self.reader.report(Diagnostic::new(
                &rules::BAD_VALUE,
                show.span,
                format!("`show` = {} leaves no room for a distractor beside {} keys", show.value, keys.len()),
            ));
        }
        Some(Choices {
            multiple,
            select: select.map(|n| n.value),
            scoring,
            shuffle: self.reader.boolean(fields, "shuffle").is_none_or(|b| b.value),
            show: show.map(|n| n.value),
            choices,
        })
    }

    fn key_count(&mut self, fields: &Fields<'_>, message: &str, keys: &[&Choice]) {
        let span = keys.get(1).map_or(fields.span, |c| c.text.span);
        let mut d = Diagnostic::new(&rules::KEY_COUNT, span, message);
        d = match keys.first() {
            Some(first) => d
                .label("a second key")
                .also(first.text.span, "the first key")
                .help("take `key = true` from one, or make the type `multiple`"),
            None => d.help("add `key = true` to the choice that is correct"),
        };
        self.reader.report(d);
    }

    fn choice(&mut self, value: &Value<'_>) -> Option<Choice> {
        let fields = self.reader.fields(value, &keys::CHOICE)?;
        self.reader.check_keys(&fields, None);
        let text = self.reader.required_text(&fields, "text");
        let id = self.reader.optional_text(&fields, "id").and_then(|t| self.reader.slug(t));
        let key = self.reader.boolean(&fields, "key").is_some_and(|b| b.value);
        let why = self.reader.optional_text(&fields, "why");
        let pin = self.reader.word(&fields, "pin", &[("first", Pin::First), ("last", Pin::Last)]);
        let text = text?;
        let id = id.map_or_else(|| ChoiceId::of_text(&text), |id| ChoiceId::given(&id));
        Some(Choice { id, text, key, why, pin })
    }

    fn distinct_choices(&mut self, choices: &[Choice]) {
        for (at, choice) in choices.iter().enumerate() {
            if let Some(earlier) = choices[..at].iter().find(|c| c.id == choice.id) {
                self.same_twice(choice.text.span, earlier.text.span, "two choices are the same");
            }
        }
    }

    fn same_twice(&mut self, span: Span, earlier: Span, message: &str) {
        self.reader.report(
            Diagnostic::new(&rules::DUPLICATE_CHOICE, span, message)
                .label("here again")
                .also(earlier, "first here"),
        );
    }

    fn true_false(&mut self, fields: &Fields<'_>) -> Option<TrueFalse> {
        let (mut why_true, mut why_false) = (None, None);
        if let Some(value) = fields.get("why")
            && let Some(why) = self.reader.fields(value, &keys::WHY)
        {
            self.reader.check_keys(&why, None);
            why_true = self.reader.optional_text(&why, "true");
            why_false = self.reader.optional_text(&why, "false");
        }
        if fields.get("key").is_none() {
            self.reader.missing(fields, "key");
        }
        let key = self.reader.boolean(fields, "key")?.value;
        Some(TrueFalse { key, why_true, why_false })
    }

    fn text_key(&mut self, fields: &Fields<'_>) -> Option<TextKey> {
        let key = self.reader.required_text(fields, "key")?;
        if fold_text(&key).is_empty() {
            self.reader.report(Diagnostic::new(
                &rules::BAD_VALUE,
                key.span,
                "the key of a `text` question needs a letter or a digit",
            ));
        }
        let accept = self.reader.texts(fields, "accept");
        let mut why_not = Vec::new();
        if fields.get("why-not").is_some() {
            let values = self.reader.array(fields, "why-not").map_or(&[][..], |(v, _)| v);
            for value in values {
                let Some(inner) = self.reader.fields(value, &keys::WHY_NOT) else { continue };
                self.reader.check_keys(&inner, None);
                let text = self.reader.required_text(&inner, "text");
                let why = self.reader.required_text(&inner, "why");
                if let (Some(text), Some(why)) = (text, why) {
                    why_not.push(WhyNot { text, why });
                }
            }
        }
        Some(TextKey { key, accept, why_not })
    }

    fn matching(&mut self, fields: &Fields<'_>) -> Option<Matching> {
        if fields.get("pairs").is_none() {
            self.reader.missing(fields, "pairs");
        }
        let (values, span) = self.reader.array(fields, "pairs")?;
        let pairs: Vec<(At<String>, At<String>)> = values.iter().filter_map(|v| self.pair(v)).collect();
        if values.len() < 2 {
            self.reader.report(Diagnostic::new(
                &rules::BAD_VALUE,
                span,
                "a `match` needs at least two pairs",
            ));
        }
        let extra = self.reader.texts(fields, "extra");
        if values.len() + extra.len() > LETTERS {
            self.reader.report(Diagnostic::new(
                &rules::BAD_VALUE,
                span,
                format!(
                    "a `match` has at most {LETTERS} right sides, extra ones included: each has a letter"
                ),
            ));
        }
        self.distinct(pairs.iter().map(|p| &p.0), "two left sides are the same");
        self.distinct(pairs.iter().map(|p| &p.1).chain(&extra), "two right sides are the same");
        Some(Matching { pairs, extra })
    }

    fn pair(&mut self, value: &Value<'_>) -> Option<(At<String>, At<String>)> {
        let (sides, span) = self.reader.array_value(value)?;
        let [left, right] = sides else {
            self.reader.report(
                Diagnostic::new(
                    &rules::BAD_VALUE,
                    span,
                    format!("a pair has two sides, this has {}", sides.len()),
                )
                .help("write [\"left\", \"right\"]"),
            );
            return None;
        };
        let (left, right) = (self.reader.text(left), self.reader.text(right));
        Some((left?, right?))
    }

    fn distinct<'a>(&mut self, texts: impl Iterator<Item = &'a At<String>>, message: &str) {
        let mut seen: HashMap<String, Span> = HashMap::new();
        for text in texts {
            let normal = text.split_whitespace().collect::<Vec<_>>().join(" ");
            if let Some(earlier) = seen.insert(normal, text.span) {
                self.same_twice(text.span, earlier, message);
            }
        }
    }

    fn ordering(&mut self, fields: &Fields<'_>) -> Option<Ordering> {
        let Some(value) = fields.get("items") else {
            self.reader.missing(fields, "items");
            return None;
        };
        let items = self.reader.texts(fields, "items");
        if let DeValue::Array(_) = value.get_ref()
            && !(2..=26).contains(&items.len())
        {
            self.reader.report(Diagnostic::new(
                &rules::BAD_VALUE,
                value.span().into(),
                format!("an `order` needs from 2 to 26 items, this has {}", items.len()),
            ));
        }
        self.distinct(items.iter(), "two items are the same");
        Some(Ordering { items })
    }
}
