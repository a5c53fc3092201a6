//! Checking banks: every problem of every file in one run, in file order.

use std::collections::HashMap;
use std::path::Path;
use std::sync::Arc;

use rayon::prelude::*;

use super::allow::Allows;
use super::cache::{Cache, Entry};
use super::config::{Config, ConfigError, Configs, FailLevel};
use super::digest::Digest;
use super::library::{admit, over_the_library};
use super::mentions::{Change, case_mentions, lacks_books, mentions, unverified};
use super::rules::{Check, RULES};
use super::selection::{Choosing, Selection};
use super::subject::{Asked, Evidence, Found, Subject};
use crate::bank::rules as reading;
use crate::bank::{
    BankFile, Blueprint, Diagnostic, Group, LineIndex, Severity, Span, Taxonomy, read_bank, read_blueprint,
    read_topics,
};
use crate::code::{Book, EditionName, Editions, System};
use crate::library::{LibraryError, Source, Sources, Unreadable, find, hash, taxonomy};

/// What banks are checked with.
pub struct Checking<'a> {
    /// The editions at hand.
    pub editions: &'a Editions,
    /// A release whose changes are looked for, and nothing else.
    pub release: Option<&'a EditionName>,
    /// Which rules, as asked for on the command line.
    pub choosing: Choosing,
    /// What learners' answers say.
    pub evidence: Option<&'a Evidence>,
    /// An exam that the banks should make forms of.
    pub blueprint: Option<&'a Blueprint>,
    /// Where what was found is kept until a file changes.
    pub cache: Option<&'a Path>,
}

/// What a check found in one file.
#[derive(Clone, Debug)]
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
    pub unverified: Vec<String>,
    /// What makes the check fail here, as its `sequela.toml` says; absent where it says nothing.
    pub fail_level: Option<FailLevel>,
}

/// A file while it is checked.
pub(super) struct Checked {
    pub out: CheckedFile,
    pub entry: Entry,
    pub selection: Arc<Selection>,
    /// The library takes it: it can be read, and its id is its own.
    pub admitted: bool,
    /// It was found in the cache.
    cached: bool,
}

/// Why a check could not be made.
#[derive(Debug, thiserror::Error)]
pub enum CheckError {
    /// A path that was named is not there, or cannot be read.
    #[error(transparent)]
    Library(#[from] LibraryError),
    /// A `sequela.toml` cannot be used.
    #[error(transparent)]
    Config(#[from] ConfigError),
    /// A word of the command line names no rule.
    #[error(transparent)]
    Rule(#[from] super::UnknownRule),
}

/// Reads and checks all sources. With `sources.only` the shipped banks are left out.
///
/// # Errors
/// When a path or a `sequela.toml` cannot be read, or a word names no rule.
pub fn check(sources: &Sources, with: &Checking<'_>) -> Result<Vec<CheckedFile>, CheckError> {
    // A path that is not there is a problem of its own, and no reason to leave the others out.
    let (there, missing): (Vec<_>, Vec<_>) = sources.add.iter().cloned().partition(|p| p.exists());
    let sources = &Sources { add: there, ..sources.clone() };
    let found = find(sources)?;
    let (taxonomy, _) = taxonomy(&found.banks);
    let wanted = |s: &&Source| !(sources.only && matches!(s, Source::Shipped { .. }));
    let banks: Vec<&Source> = found.banks.iter().filter(wanted).collect();

    let mut configs = Configs::default();
    let mut selections: HashMap<Option<std::path::PathBuf>, Arc<Selection>> = HashMap::new();
    let mut settings: Vec<(Arc<Config>, Arc<Selection>)> = Vec::with_capacity(banks.len());
    for source in &banks {
        let config = match source {
            Source::File(path) => configs.of(path)?,
            Source::Shipped { .. } => Arc::default(),
        };
        let selection = match selections.get(&config.path) {
            Some(known) => Arc::clone(known),
            None => Arc::new(Selection::of(&[&config.choosing, &with.choosing])?),
        };
        selections.insert(config.path.clone(), Arc::clone(&selection));
        settings.push((config, selection));
    }
    // What was taken is named as the banks name it, which takes all of them.
    let evidence = with.evidence.map(|evidence| {
        let read = |source: &&Source| Some(read_bank(&source.read().ok()?, &taxonomy).questions);
        evidence.mapped(&banks.par_iter().filter_map(read).flatten().collect::<Vec<_>>())
    });
    let with = &Checking { evidence: evidence.as_ref(), choosing: with.choosing.clone(), ..*with };
    // What answers say is asked anew each time, and not kept.
    let folder = with.cache.filter(|_| with.evidence.is_none());
    let cache = Cache::open(folder, conditions(with, &taxonomy), &banks);
    let mut files: Vec<Checked> = banks
        .par_iter()
        .zip(&settings)
        .map(|(source, (config, selection))| {
            let mut checked = check_source(source, &taxonomy, selection, with, &cache);
            checked.out.fail_level = config.fail_level;
            checked
        })
        .collect();
    admit(&mut files);
    let together = match with.release {
        None => over_the_library(&mut files, &banks, with, &cache),
        Some(_) => None,
    };
    let kept = banks.iter().zip(&files).map(|(source, file)| (source.key(), &file.entry, file.cached));
    cache.keep(kept, together.as_ref());
    let mut out: Vec<CheckedFile> = files
        .into_par_iter()
        .zip(&banks)
        .map(|(file, source)| finish(file, source, with, !sources.only))
        .collect();
    for path in missing {
        let gone = Diagnostic::new(&reading::UNREADABLE_FILE, Span::default(), "it does not exist");
        out.push(plain(path.display().to_string(), "", vec![gone]));
    }
    out.extend(check_blueprints(&found.blueprints, &taxonomy, wanted));
    Ok(out)
}

/// All that what is found in a file depends on beside the file itself.
fn conditions(with: &Checking<'_>, taxonomy: &Taxonomy) -> [u8; 16] {
    let mut text = format!("{} {}\n", env!("CARGO_PKG_VERSION"), env!("SEQUELA_FORMAT_HASH"));
    for shelf in with.editions.all() {
        text.push_str(&format!("{} {} {}\n", shelf.name, shelf.size(), shelf.stamp()));
    }
    text.push_str(&with.release.map(ToString::to_string).unwrap_or_default());
    for topic in taxonomy.iter() {
        text.push_str(topic.path.as_str());
        text.push('\n');
    }
    hash(text.as_bytes())
}

fn plain(file: String, source: &str, diagnostics: Vec<Diagnostic>) -> CheckedFile {
    let source = if diagnostics.is_empty() { String::new() } else { source.to_owned() };
    CheckedFile { file, source, questions: 0, diagnostics, unverified: Vec::new(), fail_level: None }
}

fn unreadable(label: String, error: &Unreadable) -> CheckedFile {
    let span = Span::from(error.at..error.at + usize::from(!error.text.is_empty()));
    let problem = Diagnostic::new(&reading::UNREADABLE_FILE, span, error.why.clone());
    plain(label, &error.text, vec![problem])
}

fn check_source(
    source: &Source,
    taxonomy: &Taxonomy,
    selection: &Arc<Selection>,
    with: &Checking<'_>,
    cache: &Cache,
) -> Checked {
    let label = source.label();
    let done = |out: CheckedFile, entry: Entry, cached: bool| Checked {
        out,
        entry,
        selection: Arc::clone(selection),
        admitted: false,
        cached,
    };
    let stamp = source.look();
    if let Some(entry) = cache.certain(&source.key(), &stamp, selection) {
        return done(entry.checked(label), entry, true);
    }
    let text = match source.read() {
        Ok(text) => text,
        Err(error) => return done(unreadable(label, &error), Entry::default(), false),
    };
    let stamp = cache.stamped(stamp, &text);
    if let Some(mut entry) = cache.same(&source.key(), &stamp, selection) {
        let restamped = entry.stamp(stamp);
        let out = CheckedFile { source: text.into_owned(), ..entry.checked(label) };
        return done(out, entry, !restamped);
    }
    if source.is_topics() {
        let (_, diagnostics) = read_topics(&text);
        return done(plain(label, &text, diagnostics), Entry::default(), false);
    }
    let file = read_bank(&text, taxonomy);
    let left_out = file.has_errors();
    let mut diagnostics = file.diagnostics.clone();
    diagnostics.extend(run(&file, &text, selection, with));
    let mut allows = Allows::of(&file);
    diagnostics.retain(|d| allows.keeps(d));
    diagnostics.sort_by_key(|d| d.span.start);
    let out = CheckedFile {
        file: label,
        source: text.into_owned(),
        questions: file.questions_seen,
        diagnostics,
        unverified: unverified(&file, with.editions).iter().map(ToString::to_string).collect(),
        fail_level: None,
    };
    let id = file.bank.as_ref().map(|b| (b.id.value.to_string(), b.id.span, left_out));
    let digests: Vec<Digest> = file.questions.iter().map(|q| Digest::of(q, &file)).collect();
    let without_books = file.bank.as_ref().is_some_and(|b| lacks_books(b, with.editions));
    let mut entry = Entry::new(stamp, selection, &out, id, &digests, allows);
    entry.without_books = without_books;
    done(out, entry, false)
}

/// What is wrong with a text that is no file yet. The rules over the whole library are not asked.
pub fn check_text(text: &str, taxonomy: &Taxonomy, with: &Checking<'_>) -> Vec<Diagnostic> {
    let file = read_bank(text, taxonomy);
    let Ok(selection) = Selection::of(&[&with.choosing]) else { return file.diagnostics };
    let mut found = run(&file, text, &selection, with);
    found.extend(file.diagnostics.iter().cloned());
    let mut allows = Allows::of(&file);
    found.retain(|d| allows.keeps(d));
    found.sort_by_key(|d| d.span.start);
    found
}

/// Runs the rules over one file.
fn run(file: &BankFile, source: &str, selection: &Selection, with: &Checking<'_>) -> Vec<Diagnostic> {
    let Some(bank) = &file.bank else { return Vec::new() };
    let named = |system: System| bank.editions.iter().find(|e| e.system == system.name());
    let edition = |system: System| with.editions.get(system, &named(system)?.edition)?.book().ok();
    let subject =
        Subject { file, bank, source, books: System::ALL.into_iter().filter_map(edition).collect() };
    let release = with.release.and_then(|r| with.editions.get(r.system, &r.edition)?.book().ok());
    let on: Vec<(&super::rules::Entry, Severity)> =
        RULES.iter().filter_map(|e| Some((e, selection.severity(e.rule)?))).collect();
    let mut found = Found::default();
    for question in &file.questions {
        let asked = Asked::new(&subject, question);
        let from = found.0.len();
        question_rules(&asked, &on, release, with, &mut found);
        for diagnostic in &mut found.0[from..] {
            diagnostic.question.get_or_insert_with(|| question.id.to_string());
        }
    }
    if release.is_none() && with.release.is_none() {
        for (entry, _) in &on {
            match entry.check {
                Check::Bank(check) => check(&subject, &mut found),
                Check::Mention(check) => {
                    let Some(book) = subject.book(System::Icd10Cm) else { continue };
                    for case in &file.cases {
                        found.0.extend(case_mentions(case, source).iter().filter_map(|m| check(m, book)));
                    }
                }
                _ => {}
            }
        }
    }
    for diagnostic in &mut found.0 {
        if let Some((_, severity)) = on.iter().find(|(e, _)| e.rule == diagnostic.rule) {
            diagnostic.severity = *severity;
        }
    }
    found.0
}

fn question_rules(
    asked: &Asked<'_>,
    on: &[(&super::rules::Entry, Severity)],
    release: Option<&Book>,
    with: &Checking<'_>,
    found: &mut Found,
) {
    let mentions = mentions(asked);
    let evidence = with.evidence.and_then(|e| e.on(asked.question));
    for (entry, _) in on {
        match (&entry.check, release) {
            (Check::Mention(check), None) => {
                for mention in &mentions {
                    let Some(book) = asked.of.book(mention.code.system()) else { continue };
                    found.0.extend(check(mention, book));
                }
            }
            (Check::Change(check), Some(new)) => {
                let of_release = mentions.iter().filter(|m| m.code.system() == new.system());
                for mention in of_release {
                    let old = asked.of.book(mention.code.system());
                    found.0.extend(Change::of(mention, old, new, with.editions).and_then(|c| check(&c)));
                }
            }
            (Check::Question(check), None) => check(asked, found),
            (Check::Evidence(check), None) => {
                if let Some(item) = evidence {
                    check(asked, item, found);
                }
            }
            _ => {}
        }
    }
}

/// Takes away what is allowed, tells exceptions that take nothing away, and puts everything in its order; with the text, where
/// there is something to show of it.
fn finish(mut file: Checked, source: &Source, with: &Checking<'_>, whole_library: bool) -> CheckedFile {
    let mut allows = file.entry.allows();
    let unasked = with.release.is_some() || allows.is_empty();
    if !unasked {
        file.out.diagnostics.retain(|d| allows.keeps(d));
    }
    if file.out.source.is_empty() && (!unasked || !file.out.diagnostics.is_empty()) {
        file.out.source = source.read().map(std::borrow::Cow::into_owned).unwrap_or_default();
    }
    if !unasked {
        let without_books = file.entry.without_books;
        let ran = |code: &str| {
            let Some(entry) = RULES.iter().find(|e| e.rule.code == code) else { return true };
            match entry.check {
                Check::Evidence(_) => with.evidence.is_some_and(|e| !e.is_empty()),
                Check::Change(_) => false,
                // Alone a bank may be without its twin.
                Check::Library => whole_library,
                _ => entry.rule.group != Group::Codes || !without_books,
            }
        };
        let problems = allows.problems(&file.selection, ran, &file.out.source);
        for mut problem in problems {
            if let Some(severity) = file.selection.severity(problem.rule) {
                problem.severity = severity;
                file.out.diagnostics.push(problem);
            }
        }
    }
    if file.out.diagnostics.is_empty() {
        file.out.source = String::new();
    }
    file.out.diagnostics.sort_by(|a, b| {
        (a.span.start, a.rule.code, &a.message).cmp(&(b.span.start, b.rule.code, &b.message))
    });
    file.out
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
        if let (Some(id), Source::File(_)) = (file.id.as_ref(), source) {
            if let Some(first) = taken.insert(id.value.clone(), label.clone()) {
                let message = format!("the blueprint id `{}` is taken by {first}", id.value);
                let problem = Diagnostic::new(&reading::DUPLICATE_BLUEPRINT, id.span, message);
                file.diagnostics.push(problem.label("used again here"));
            }
            let shipped = blueprints.iter().filter(|s| matches!(s, Source::Shipped { .. }));
            let ids = shipped.filter_map(|s| read_blueprint(&s.read().ok()?, taxonomy).id);
            if ids.into_iter().any(|other| other.value == id.value) {
                let message = format!("this takes the place of the shipped blueprint `{}`", id.value);
                file.diagnostics.push(Diagnostic::new(&reading::SHADOWED_BLUEPRINT, id.span, message));
            }
        }
        files.push(plain(label, &text, file.diagnostics));
    }
    files
}

impl CheckedFile {
    /// Line and column of its places.
    pub fn lines(&self) -> LineIndex<'_> {
        LineIndex::new(&self.source)
    }
}
