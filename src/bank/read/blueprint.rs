//! A blueprint file, from text to model.

use std::collections::HashMap;

use jiff::civil::Date;
use toml::de::DeTable;

use super::question::KINDS;
use super::sift;
use crate::bank::blueprint::{Blueprint, Domain, ItemOrder, Navigation, Need, Share};
use crate::bank::diagnostic::Diagnostic;
use crate::bank::keys;
use crate::bank::rules;
use crate::bank::tree::{Fields, Reader, Value};
use crate::bank::{At, Kind, Level, MultiplePolicy, Span, Taxonomy, TopicPath};

/// The newest blueprint format that this program reads.
const FORMAT: u32 = 1;

/// What `exam` takes besides blueprints.
const RESERVED: [&str; 5] = ["resume", "discard", "list", "report", "review"];

/// A blueprint file as read: what could be understood, and everything that is wrong with it.
#[derive(Debug, Default)]
pub struct BlueprintFile {
    /// The blueprint; absent when anything is wrong with it.
    pub blueprint: Option<Blueprint>,
    /// Where its id stands.
    pub id: Option<At<String>>,
    /// Everything that is wrong, in file order.
    pub diagnostics: Vec<Diagnostic>,
}

/// Whether a file is a blueprint rather than a bank: its first table says so.
pub fn is_blueprint(source: &str) -> bool {
    let mut lines = source.trim_start_matches('\u{feff}').lines().map(str::trim);
    let first = lines.find(|l| !l.is_empty() && !l.starts_with('#')).unwrap_or("");
    let header = first.split('#').next().unwrap_or("").replace(' ', "");
    matches!(header.trim_end(), "[blueprint]" | "[[domain]]" | "[domain]")
}

/// Reads a blueprint file. `taxonomy` says which topics there are.
pub fn read_blueprint(source: &str, taxonomy: &Taxonomy) -> BlueprintFile {
    let sifted = sift(source);
    let (tree, _) = DeTable::parse_recoverable(sifted.text.as_deref().unwrap_or(source));
    let broken = !sifted.diagnostics.is_empty();
    let reader = Reader::after(sifted.diagnostics);
    let root = Fields { table: tree.get_ref(), span: Span::default(), format: &keys::BLUEPRINT_ROOT };
    let mut walk = Walk { reader, taxonomy };
    let mut file = walk.file(&root, broken);
    file.diagnostics = walk.reader.diagnostics;
    file.diagnostics.sort_by_key(|d| d.span.start);
    if file.diagnostics.iter().any(Diagnostic::is_error) {
        file.blueprint = None;
    }
    file
}

struct Walk<'x> {
    reader: Reader,
    taxonomy: &'x Taxonomy,
}

impl Walk<'_> {
    fn file(&mut self, root: &Fields<'_>, broken: bool) -> BlueprintFile {
        self.reader.check_keys(root, None);
        let Some(value) = root.get("blueprint") else {
            if !broken {
                self.reader.missing(root, "blueprint");
            }
            return BlueprintFile::default();
        };
        let Some(fields) = self.reader.fields(value, &keys::BLUEPRINT) else {
            return BlueprintFile::default();
        };
        if let Some(format) = self.reader.integer(&fields, "format", 1)
            && format.value > FORMAT
        {
            let message = format!(
                "this blueprint has format {}, this program reads formats up to {FORMAT}",
                format.value
            );
            self.reader.diagnostics = vec![
                Diagnostic::new(&rules::FUTURE_FORMAT, format.span, message).help("a newer Sequela reads it"),
            ];
            return BlueprintFile::default();
        }
        self.reader.check_keys(&fields, None);
        let id = self.reader.required_text(&fields, "id").and_then(|t| self.reader.slug(t));
        if let Some(id) = id.as_ref().filter(|id| RESERVED.contains(&id.value.as_str())) {
            let message =
                format!("`{}` is a word of `exam` itself: `exam {}` would mean that", id.value, id.value);
            self.reader.report(Diagnostic::new(&rules::BAD_ID, id.span, message));
        }
        let domains = self.domains(root, broken);
        let blueprint = self.header(&fields, id.as_ref(), domains);
        BlueprintFile { blueprint, id, diagnostics: Vec::new() }
    }

    fn header(
        &mut self,
        fields: &Fields<'_>,
        id: Option<&At<String>>,
        domains: Vec<Domain>,
    ) -> Option<Blueprint> {
        if fields.get("format").is_none() {
            self.reader.missing(fields, "format");
        }
        let title = self.reader.required_text(fields, "title");
        let items = self.required(fields, "items", 1);
        let minutes = self.required(fields, "minutes", 1);
        let pass = self.required(fields, "pass", 1).filter(|p| {
            let sound = p.value <= 100;
            if !sound {
                self.bad(p.span, "the pass mark is a per cent of the raw points, from 1 to 100");
            }
            sound
        });
        let pretest = self.reader.integer(fields, "pretest", 0).filter(|p| {
            let sound = items.as_ref().is_none_or(|i| p.value < i.value);
            if !sound {
                self.bad(p.span, "items that do not count are fewer than all items");
            }
            sound
        });
        let mut warnings = self.integers(fields, "warnings").unwrap_or_else(|| vec![30, 5]);
        warnings.sort_unstable_by(|a, b| b.cmp(a));
        if let (Some(minutes), Some(value)) = (&minutes, fields.get("warnings"))
            && warnings.first().is_some_and(|first| *first >= minutes.value)
        {
            let message = format!("a warning comes within the {} minutes of the exam", minutes.value);
            self.bad(value.span().into(), message);
        }
        let sourced =
            self.reader.word(fields, "status", &[("draft", false), ("sourced", true)]) == Some(true);
        let source = self.reader.optional_text(fields, "source");
        let verified = self.reader.date(fields, "verified");
        for key in ["source", "verified"] {
            if sourced && fields.get(key).is_none() {
                self.reader.missing(fields, key);
            }
        }
        let organization = self.reader.optional_text(fields, "organization").map(|t| t.value);
        let pass_note = self.reader.optional_text(fields, "pass-note").map(|t| t.value);
        let multiple = self.reader.word(fields, "multiple", &MultiplePolicy::ALL).unwrap_or_default();
        let types = self.types(fields);
        let open_book =
            self.reader.word(fields, "book", &[("open", true), ("closed", false)]).unwrap_or(true);
        let navigation = self.reader.word(fields, "navigation", &Navigation::ALL).unwrap_or_default();
        let order = self.reader.word(fields, "order", &ItemOrder::ALL).unwrap_or_default();
        let levels = self.levels(fields);
        let effective = self.reader.date(fields, "effective");
        let tested = self.dated(fields, "tested-edition", &keys::TESTED_EDITION, Reader::editions);
        let books = self.dated(fields, "books-allowed", &keys::BOOKS_ALLOWED, |reader, inner| {
            reader.texts(inner, "books").into_iter().map(|t| t.value).collect()
        });
        // Everything is read before anything is missed: one run reports every problem.
        let blueprint = Blueprint {
            id: id?.value.clone(),
            title: title?.value,
            organization,
            items: items.as_ref()?.value,
            pretest: pretest.map_or(0, |p| p.value),
            minutes: minutes?.value,
            warnings,
            pass: pass?.value,
            pass_note,
            multiple,
            types,
            open_book,
            navigation,
            order,
            levels,
            draft: !sourced,
            source: source.map(|s| s.value),
            verified,
            effective,
            tested,
            books,
            domains,
        };
        self.sums(&blueprint, items.map_or(fields.span, |i| i.span));
        Some(blueprint)
    }

    fn bad(&mut self, span: Span, message: impl Into<String>) {
        self.reader.report(Diagnostic::new(&rules::BAD_VALUE, span, message));
    }

    fn required(&mut self, fields: &Fields<'_>, key: &str, least: u32) -> Option<At<u32>> {
        /// More than any exam has, and little enough to be added up.
        const MOST: u32 = 10_000;
        if fields.get(key).is_none() {
            self.reader.missing(fields, key);
        }
        let number = self.reader.integer(fields, key, least)?;
        if number.value > MOST {
            self.bad(number.span, format!("`{key}` is at most {MOST}"));
            return None;
        }
        Some(number)
    }

    fn integers(&mut self, fields: &Fields<'_>, key: &str) -> Option<Vec<u32>> {
        let (values, _) = self.reader.array(fields, key)?;
        Some(values.iter().filter_map(|v| self.reader.integer_value(v, 1)).map(|n| n.value).collect())
    }

    fn types(&mut self, fields: &Fields<'_>) -> Vec<Kind> {
        let names = self.reader.texts(fields, "types");
        let mut kinds = Vec::new();
        for name in names {
            match KINDS.iter().find(|(known, _)| *known == name.value) {
                Some((_, kind)) => kinds.push(*kind),
                None => {
                    let known: Vec<&str> = KINDS.iter().map(|(name, _)| *name).collect();
                    self.bad(name.span, format!("`{}` is none of {}", name.value, known.join(", ")));
                }
            }
        }
        kinds
    }

    fn levels(&mut self, fields: &Fields<'_>) -> Option<[u32; 3]> {
        let value = fields.get("levels")?;
        let inner = self.reader.fields(value, &keys::LEVELS)?;
        self.reader.check_keys(&inner, None);
        let mut shares = [0; 3];
        for (name, level) in Level::ALL {
            shares[level as usize] = self.reader.integer(&inner, name, 0).map_or(0, |n| n.value.min(1_000));
        }
        if shares.iter().sum::<u32>() != 100 {
            self.bad(value.span().into(), "the levels are per cent of the form, and make 100 together");
        }
        Some(shares)
    }

    /// An array of tables that hold from a day on, in the order of the days.
    fn dated<T>(
        &mut self,
        fields: &Fields<'_>,
        key: &str,
        format: &'static keys::Table,
        read: impl Fn(&mut Reader, &Fields<'_>) -> Vec<T>,
    ) -> Vec<(Date, Vec<T>)> {
        let values = self.reader.array(fields, key).map_or(&[][..], |(v, _)| v);
        let mut dated: Vec<(Date, Vec<T>)> = Vec::new();
        for value in values {
            let Some(inner) = self.reader.fields(value, format) else { continue };
            self.reader.check_keys(&inner, None);
            if inner.get("from").is_none() {
                self.reader.missing(&inner, "from");
            }
            let from = self.reader.date(&inner, "from");
            let what = read(&mut self.reader, &inner);
            dated.extend(from.map(|from| (from, what)));
        }
        dated.sort_by_key(|(from, _)| *from);
        dated
    }

    fn domains(&mut self, root: &Fields<'_>, broken: bool) -> Vec<Domain> {
        if root.get("domain").is_none() {
            if !broken {
                self.reader.missing(root, "domain");
            }
            return Vec::new();
        }
        let values = self.reader.array(root, "domain").map_or(&[][..], |(v, _)| v);
        let mut seen: HashMap<String, Span> = HashMap::new();
        values.iter().filter_map(|value| self.domain(value, &mut seen)).collect()
    }

    fn domain(&mut self, value: &Value<'_>, seen: &mut HashMap<String, Span>) -> Option<Domain> {
        let fields = self.reader.fields(value, &keys::DOMAIN)?;
        self.reader.check_keys(&fields, None);
        let id = self.reader.required_text(&fields, "id").and_then(|t| self.reader.slug(t));
        if let Some(id) = &id
            && let Some(earlier) = seen.insert(id.value.clone(), id.span)
        {
            let d = Diagnostic::new(
                &rules::DUPLICATE_ID,
                id.span,
                format!("the domain `{}` is there twice", id.value),
            );
            self.reader.report(d.label("used again here").also(earlier, "first used here"));
        }
        let title = self.reader.required_text(&fields, "title");
        let share = self.share(&fields);
        let topics = self.topics(&fields);
        let needs = self.reader.word(&fields, "needs", &Need::ALL);
        let points = self.reader.integer(&fields, "points", 1).map_or(1, |p| p.value.min(1_000));
        let types = self.types(&fields);
        Some(Domain { id: id?.value, title: title?.value, share: share?, topics, needs, points, types })
    }

    fn share(&mut self, fields: &Fields<'_>) -> Option<Share> {
        match (fields.get("items"), fields.get("weight")) {
            (Some(_), Some(weight)) => {
                self.bad(weight.span().into(), "a domain has either `items` or `weight`");
                None
            }
            (Some(_), None) => self.required(fields, "items", 1).map(|n| Share::Items(n.value)),
            (None, Some(weight)) if weight.get_ref().is_array() => {
                let span = weight.span().into();
                match self.integers(fields, "weight")?.as_slice() {
                    [low, high] if low <= high && *high <= 100 => Some(Share::Weight(*low, *high)),
                    _ => {
                        self.bad(span, "a weight is a per cent, or two: `[18, 22]`");
                        None
                    }
                }
            }
            (None, Some(_)) => {
                let weight = self.reader.integer(fields, "weight", 1)?;
                if weight.value > 100 {
                    self.bad(weight.span, "a weight is a per cent, or two: `[18, 22]`");
                    return None;
                }
                Some(Share::Weight(weight.value, weight.value))
            }
            (None, None) => {
                let message = format!("{} needs `items` or `weight`", fields.format.name);
                self.reader.report(
                    Diagnostic::new(&rules::MISSING_KEY, fields.span, message)
                        .label("its share of the exam is missing")
                        .help("`items` counts, `weight` is a per cent; all domains use the same"),
                );
                None
            }
        }
    }

    fn topics(&mut self, fields: &Fields<'_>) -> Vec<TopicPath> {
        if fields.get("topics").is_none() {
            self.reader.missing(fields, "topics");
            return Vec::new();
        }
        let texts = self.reader.texts(fields, "topics");
        if let (true, Some(value)) = (texts.is_empty(), fields.get("topics")) {
            self.bad(value.span().into(), "a domain draws from at least one topic");
        }
        texts.into_iter().filter_map(|text| self.reader.topic(&text, self.taxonomy)).collect()
    }

    /// Counts make the exam; weights can make a hundred.
    fn sums(&mut self, blueprint: &Blueprint, span: Span) {
        let (mut items, mut low, mut high, mut counted, mut weighed) = (0, 0, 0, 0, 0);
        for domain in &blueprint.domains {
            match domain.share {
                Share::Items(n) => {
                    items += n;
                    counted += 1;
                }
                Share::Weight(from, to) => {
                    low += from;
                    high += to;
                    weighed += 1;
                }
            }
        }
        let scored = blueprint.scored();
        let problem = if counted > 0 && weighed > 0 {
            Some(
                "some domains have `items` and some `weight`; an exam is described by one of them".to_owned(),
            )
        } else if counted > 0 && items != scored {
            Some(format!("the domains have {items} items together; {scored} of the exam count"))
        } else if weighed > 0 && !(low <= 100 && 100 <= high) {
            Some(format!("the weights make {low} to {high} per cent together, and never 100"))
        } else {
            None
        };
        if let Some(problem) = problem {
            let help = "`items` of the blueprint, without `pretest`, is the sum of its domains";
            self.reader.report(Diagnostic::new(&rules::BLUEPRINT_SUM, span, problem).help(help));
        }
    }
}
