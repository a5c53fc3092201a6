//! One question: what all types share.

use crate::bank::diagnostic::Diagnostic;
use crate::bank::keys;
use crate::bank::rules;
use crate::bank::tree::{Fields, Value};
use crate::bank::{At, Kind, Level, Question, QuestionId, Setting, TopicPath};

use super::Walk;

/// The types by the names that a bank uses.
pub(super) static KINDS: [(&str, Kind); 7] = [
    ("single", Kind::Single),
    ("multiple", Kind::Multiple),
    ("true-false", Kind::TrueFalse),
    ("text", Kind::Text),
    ("match", Kind::Match),
    ("order", Kind::Order),
    ("code", Kind::Code),
];

/// What a case lends to its questions.
pub(super) struct CaseContext {
    pub id: Option<String>,
    pub setting: Option<Setting>,
    pub topic: Option<At<String>>,
}

impl Walk<'_> {
    /// Reads a question; `None` when anything about it is wrong.
    pub(super) fn question(
        &mut self,
        value: &Value<'_>,
        bank: &str,
        case: Option<&CaseContext>,
    ) -> Option<Question> {
        let fields = self.reader.fields(value, &keys::QUESTION)?;
        let before = self.reader.errors();
        let reported = self.reader.diagnostics.len();
        let question = self.question_fields(&fields, bank, case);
        let id = fields.get("id").and_then(|id| id.get_ref().as_str());
        for diagnostic in self.reader.diagnostics.iter_mut().skip(reported) {
            diagnostic.question = id.map(|id| format!("{bank}/{id}"));
        }
        question.filter(|_| self.reader.errors() == before)
    }

    fn question_fields(
        &mut self,
        fields: &Fields<'_>,
        bank: &str,
        case: Option<&CaseContext>,
    ) -> Option<Question> {
        let id = self.reader.required_text(fields, "id").and_then(|t| self.reader.slug(t));
        if let Some(id) = &id {
            self.claim(id);
        }
        let kind = if fields.get("type").is_some() {
            self.reader.word(fields, "type", &KINDS)
        } else {
            self.reader.missing(fields, "type");
            None
        };
        self.reader.check_keys(fields, kind);
        let topic = self.topic(fields, case);
        let stem = self.reader.required_text(fields, "stem");
        let level = self.reader.word(fields, "level", &Level::ALL);
        let setting = self.reader.word(fields, "setting", &Setting::ALL);
        let rationale = self.reader.optional_text(fields, "rationale");
        let hint = self.reader.optional_text(fields, "hint");
        let formerly = self.formerly(fields);
        let points = self.points(fields);
        let epoch = self.reader.integer(fields, "epoch", 0).map_or(0, |n| n.value);
        let refs = self.reader.texts(fields, "refs");
        let tags = self.reader.texts(fields, "tags");
        let outcomes = self.reader.texts(fields, "outcomes");
        let allow = self.reader.texts(fields, "allow");
        let retired = self.reader.boolean(fields, "retired").is_some_and(|b| b.value);
        let body = kind.and_then(|kind| self.body(fields, kind));
        Some(Question {
            id: QuestionId::new(bank, &id?),
            place: fields.span,
            topic: topic?,
            level,
            setting: setting.or_else(|| case.and_then(|c| c.setting)),
            stem: stem?,
            rationale,
            refs,
            hint,
            tags,
            outcomes,
            allow,
            retired,
            points,
            epoch,
            formerly,
            case: case.and_then(|c| c.id.clone()),
            body: body?,
        })
    }

    fn points(&mut self, fields: &Fields<'_>) -> Option<u32> {
        const MOST: u32 = 1_000;
        let points = self.reader.integer(fields, "points", 1)?;
        if points.value > MOST {
            let message = format!("a question has at most {MOST} points");
            self.reader.report(Diagnostic::new(&rules::BAD_VALUE, points.span, message));
        }
        Some(points.value)
    }

    fn topic(&mut self, fields: &Fields<'_>, case: Option<&CaseContext>) -> Option<At<TopicPath>> {
        let text = match (fields.get("topic"), case.and_then(|c| c.topic.clone())) {
            (None, Some(topic)) => topic,
            _ => self.reader.required_text(fields, "topic")?,
        };
        let path = self.reader.topic(&text, self.taxonomy)?;
        Some(At::new(path, text.span))
    }

    fn formerly(&mut self, fields: &Fields<'_>) -> Vec<QuestionId> {
        let texts = self.reader.texts(fields, "formerly");
        texts
            .into_iter()
            .filter_map(|text| {
                let id = QuestionId::parse(&text);
                if id.is_none() {
                    self.reader.report(
                        Diagnostic::new(
                            &rules::BAD_ID,
                            text.span,
                            format!("`{}` is no question's identity", text.value),
                        )
                        .help("write `bank-id/question-id`"),
                    );
                }
                id
            })
            .collect()
    }
}
