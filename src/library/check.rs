//! Checking all banks: every problem of every file in one run, in file order.

use std::collections::HashMap;

use rayon::prelude::*;

use super::source::{self, Found, Source, Unreadable};
use super::{CodeCheck, LibraryError, Sources};
use crate::bank::{BankId, Diagnostic, Span, Taxonomy, read_bank, read_blueprint, read_topics, rule_named};
use crate::code::EditionName;

/// What a check found in one file.
#[derive(Debug)]
pub struct CheckedFile {
    /// How messages name the file.
    pub file: String,
    /// Its text, kept where there is something to show of it.
    pub source: String,
    /// How many questions it holds.
    pub questions: usize,
    /// What is wrong with it.
    pub diagnostics: Vec<Diagnostic>,
    /// Editions that it names and that are not here: its codes of them are not verified.
    pub unverified: Vec<EditionName>,
    id: Option<(BankId, Span)>,
    /// Whether study does without it: it cannot be read as a bank. A code that is gone keeps no bank out.
    left_out: bool,
}

impl CheckedFile {
    fn new(file: String, text: &str, questions: usize, diagnostics: Vec<Diagnostic>) -> Self {
        let source = if diagnostics.is_empty() { String::new() } else { text.to_owned() };
        let left_out = diagnostics.iter().any(Diagnostic::is_error);
        Self { file, source, questions, diagnostics, unverified: Vec::new(), id: None, left_out }
    }
}

/// Reads and checks all sources. With `sources.only` the shipped banks are left out.
pub fn check(sources: &Sources, codes: CodeCheck<'_>) -> Result<Vec<CheckedFile>, LibraryError> {
    // A path that is not there is a problem of its own, and no reason to leave the others out.
    let (there, missing): (Vec<_>, Vec<_>) = sources.add.iter().cloned().partition(|p| p.exists());
    let sources = &Sources { add: there, ..sources.clone() };
    let Found { banks: found, blueprints } = source::find(sources)?;
    let (taxonomy, _) = source::taxonomy(&found);
    let wanted = |s: &&Source| !(sources.only && matches!(s, Source::Shipped { .. }));
    let mut files: Vec<CheckedFile> =
        found.par_iter().filter(wanted).map(|s| check_source(s, &taxonomy, codes)).collect();
    for path in missing {
        let gone = rule_named("unreadable-file")
            .map(|rule| Diagnostic::new(rule, Span::default(), "it does not exist"));
        files.push(CheckedFile::new(path.display().to_string(), "", 0, gone.into_iter().collect()));
    }
    let mut taken: HashMap<BankId, usize> = HashMap::new();
    for at in 0..files.len() {
        // As the library does it: a bank with an error is left out, and takes no id.
        if files[at].left_out {
            continue;
        }
        let Some((id, span)) = files[at].id.clone() else { continue };
        if let Some(first) = taken.get(&id) {
            let earlier = files[*first].file.clone();
            let Some(rule) = rule_named("duplicate-bank") else { continue };
            files[at].diagnostics.push(
                Diagnostic::new(rule, span, format!("the bank id `{id}` is taken by {earlier}"))
                    .label("used again here")
                    .help("give this bank an id of its own, or study it alone with --only"),
            );
            if files[at].source.is_empty() {
                let text = found
                    .iter()
                    .find(|s| {
                        s.label() == files[at].file && !(sources.only && matches!(s, Source::Shipped { .. }))
                    })
                    .and_then(|s| s.read().ok());
                files[at].source = text.map(std::borrow::Cow::into_owned).unwrap_or_default();
            }
        } else {
            taken.insert(id, at);
        }
    }
    files.extend(check_blueprints(&blueprints, &taxonomy, wanted));
    Ok(files)
}

/// Checks blueprints, and that each has an id of its own. One that replaces a shipped blueprint means to.
fn check_blueprints(
    blueprints: &[Source],
    taxonomy: &Taxonomy,
    wanted: impl Fn(&&Source) -> bool,
) -> Vec<CheckedFile> {
    let mut taken: HashMap<String, String> = HashMap::new();
    let mut files = Vec::new();
    for source in blueprints.iter().filter(wanted) {
        let label = source.label();
        let text = match source.read() {
            Ok(text) => text,
            Err(error) => {
                files.push(unreadable(label, &error));
                continue;
            }
        };
        let mut file = read_blueprint(&text, taxonomy);
        if let (Some(id), Source::File(_)) = (file.id.as_ref(), source)
            && let Some(first) = taken.insert(id.value.clone(), label.clone())
            && let Some(rule) = rule_named("duplicate-blueprint")
        {
            let message = format!("the blueprint id `{}` is taken by {first}", id.value);
            file.diagnostics.push(Diagnostic::new(rule, id.span, message).label("used again here"));
        }
        let shadows = |id: &str| {
            let shipped = blueprints.iter().filter(|s| matches!(s, Source::Shipped { .. }));
            shipped
                .filter_map(|s| read_blueprint(&s.read().ok()?, taxonomy).id)
                .any(|other| other.value == id)
        };
        if let (Some(id), Source::File(_)) = (file.id.as_ref(), source)
            && shadows(&id.value)
            && let Some(rule) = rule_named("shadowed-blueprint")
        {
            let message = format!("this takes the place of the shipped blueprint `{}`", id.value);
            file.diagnostics.push(Diagnostic::new(rule, id.span, message));
        }
        files.push(CheckedFile::new(label, &text, 0, file.diagnostics));
    }
    files
}

fn unreadable(label: String, error: &Unreadable) -> CheckedFile {
    let span = Span::from(error.at..error.at + usize::from(!error.text.is_empty()));
    let rule = rule_named("unreadable-file").map(|rule| Diagnostic::new(rule, span, error.why.clone()));
    CheckedFile::new(label, &error.text, 0, rule.into_iter().collect())
}

fn check_source(source: &Source, taxonomy: &Taxonomy, codes: CodeCheck<'_>) -> CheckedFile {
    let label = source.label();
    let text = match source.read() {
        Ok(text) => text,
        Err(error) => {
            return unreadable(label, &error);
        }
    };
    if source.is_topics() {
        let (_, diagnostics) = read_topics(&text);
        return CheckedFile::new(label, &text, 0, diagnostics);
    }
    let mut file = read_bank(&text, taxonomy);
    let of_codes = codes.check(&file, &text);
    let left_out = file.has_errors();
    let unverified = codes.unverified(&file);
    file.diagnostics.extend(of_codes);
    file.diagnostics.sort_by_key(|d| d.span.start);
    let mut checked = CheckedFile::new(label, &text, file.questions_seen, file.diagnostics);
    checked.left_out = left_out;
    checked.unverified = unverified;
    checked.id = file.bank.map(|b| (b.id.value.clone(), b.id.span));
    checked
}
