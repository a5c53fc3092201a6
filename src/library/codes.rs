//! Every code of a bank against the edition that it names, and against a release that is to come.

use crate::bank::{At, BankFile, Body, Case, Diagnostic, Question, Rule, Span, rules};
use crate::code::{Book, Code, EditionName, Editions, Place, System, same_title};

/// What codes are checked with.
#[derive(Clone, Copy)]
pub struct CodeCheck<'a> {
    /// The editions at hand.
    pub editions: &'a Editions,
    /// A release whose changes are looked for.
    pub release: Option<&'a EditionName>,
}

/// Where a code stands in a question, and what it has to be there.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Part {
    /// In the key: it has to be reported as it stands.
    Key,
    /// In a text: it has to exist.
    Text,
}

struct Mention {
    code: Code,
    part: Part,
    span: Span,
}

impl CodeCheck<'_> {
    /// What is wrong with the codes of a file. The source gives the place of a code within a text.
    pub fn check(&self, file: &BankFile, source: &str) -> Vec<Diagnostic> {
        let Some(bank) = &file.bank else { return Vec::new() };
        let mut diagnostics = Vec::new();
        let edition = |system: System| {
            let named = bank.editions.iter().find(|e| e.system == system.name())?;
            self.editions.get(system, &named.edition)?.book().ok()
        };
        let books: Vec<&Book> = System::ALL.into_iter().filter_map(edition).collect();
        let release = self.release.and_then(|r| self.editions.get(r.system, &r.edition)?.book().ok());
        for question in &file.questions {
            let mentions = mentions(question, source);
            let found = mentions.iter().filter_map(|m| {
                let book = books.iter().find(|b| b.system() == m.code.system()).copied();
                match release {
                    Some(release) if release.system() == m.code.system() => self.released(m, book, release),
                    Some(_) => None,
                    None => standing(m, book?),
                }
            });
            let id = question.id.to_string();
            let kept = found.filter(|d| !question.allow.iter().any(|a| a.as_str() == d.rule.code));
            diagnostics.extend(kept.map(|d| Diagnostic { question: Some(id.clone()), ..d }));
        }
        for case in file.cases.iter().filter(|_| release.is_none()) {
            let mentions = case_mentions(case, source);
            let book = books.iter().find(|b| b.system() == System::Icd10Cm).copied();
            diagnostics.extend(mentions.iter().filter_map(|m| standing(m, book?)));
        }
        diagnostics
    }

    /// The editions that a file names and that are not here, where it holds codes of them: nothing can be said of those.
    pub fn unverified(&self, file: &BankFile) -> Vec<EditionName> {
        let named = file.bank.iter().flat_map(|b| &b.editions);
        let absent = named.filter_map(|e| EditionName::new(e.system.parse().ok()?, &e.edition));
        let absent = absent.filter(|e| self.editions.get(e.system, &e.edition).is_none());
        let keyed = |system: System| {
            file.questions.iter().any(|q| match &q.body {
                Body::Code(codes) => codes.systems().contains(&system),
                _ => false,
            })
        };
        absent.filter(|e| keyed(e.system)).collect()
    }

    /// What a release makes of a code.
    fn released(&self, mention: &Mention, old: Option<&Book>, new: &Book) -> Option<Diagnostic> {
        let code = &mention.code;
        let name = format!("{} {}", new.system().title(), new.edition());
        let before = old.and_then(|b| Some((b, b.place(code)?)));
        let replaced = || {
            let to = self.editions.replacements(code)?;
            Some(format!("the conversion table leads to {}", to.join(", ")))
        };
        let told = |rule: &'static Rule, message: String| {
            Diagnostic::new(rule, mention.span, message).help(replaced().unwrap_or_else(|| near(new, code)))
        };
        // A code that the bank's own edition does not hold either is another rule's matter.
        if old.is_some() && before.is_none() {
            return None;
        }
        let Some(place) = new.place(code) else {
            return new
                .speaks_of(code)
                .then(|| told(&rules::RELEASE_DELETED, format!("{name} has no {code} any more")));
        };
        let was_billable = before.is_none_or(|(b, p)| b.is_billable(p));
        if was_billable && !new.is_billable(place) && (mention.part == Part::Key || before.is_some()) {
            let message = format!("in {name} {code} needs a further character");
            return Some(told(&rules::RELEASE_NOT_BILLABLE, message));
        }
        let (book, old_place) = before?;
        if same_title(&book.title(old_place), &new.title(place)) {
            return None;
        }
        let message = format!("{name} calls {code} \"{}\"", new.title(place));
        let help =
            format!("before it was \"{}\": see whether the question still holds", book.title(old_place));
        Some(Diagnostic::new(&rules::RELEASE_TITLE, mention.span, message).help(help))
    }
}

/// What the bank's own edition says of a code.
fn standing(mention: &Mention, book: &Book) -> Option<Diagnostic> {
    let code = &mention.code;
    let name = format!("{} {}", book.system().title(), book.edition());
    match (book.place(code), mention.part) {
        (None, part) if book.speaks_of(code) => {
            let rule = if part == Part::Key { &rules::NO_SUCH_CODE } else { &rules::CODE_IN_TEXT };
            Some(Diagnostic::new(rule, mention.span, format!("{name} has no {code}")).help(near(book, code)))
        }
        (Some(place), Part::Key) if !book.is_billable(place) => {
            let message =
                format!("{code} ({}) cannot be reported: it needs a further character", book.title(place));
            Some(Diagnostic::new(&rules::NOT_BILLABLE, mention.span, message).help(below(book, place)))
        }
        _ => None,
    }
}

/// What is near a code that does not exist.
fn near(book: &Book, code: &Code) -> String {
    let name = code.normal();
    let longest = (3..name.len()).rev().find_map(|len| book.named(name.get(..len)?));
    longest.map_or_else(|| "`search WORDS` finds codes by words".to_owned(), |p| below(book, p))
}

fn below(book: &Book, place: Place) -> String {
    let children: Vec<String> = book.children(place).into_iter().map(|p| book.label(p)).collect();
    if children.is_empty() {
        return format!("{} is complete", book.label(place));
    }
    let more = if children.len() > 12 { ", …" } else { "" };
    format!(
        "{} has {}{more}",
        book.label(place),
        children.into_iter().take(12).collect::<Vec<_>>().join(", ")
    )
}

/// All codes of a question: those of the key, and those in its texts. A foreseen mistake may well be no code at all.
fn mentions(question: &Question, source: &str) -> Vec<Mention> {
    let mut found = Vec::new();
    let mut texts: Vec<&At<String>> = vec![&question.stem];
    texts.extend(question.rationale.iter().chain(&question.hint));
    match &question.body {
        Body::Choices(body) => {
            texts.extend(body.choices.iter().flat_map(|c| std::iter::once(&c.text).chain(&c.why)));
        }
        Body::TrueFalse(body) => texts.extend(body.why_true.iter().chain(&body.why_false)),
        Body::Text(body) => {
            texts.extend(std::iter::once(&body.key).chain(&body.accept));
            texts.extend(body.why_not.iter().map(|w| &w.why));
        }
        Body::Match(body) => {
            texts.extend(body.pairs.iter().flat_map(|(l, r)| [l, r]).chain(&body.extra));
        }
        Body::Order(body) => texts.extend(&body.items),
        Body::Code(body) => {
            let lines = body.key.iter().chain(body.alternatives.iter().flat_map(|a| &a.key));
            for line in lines {
                texts.extend(&line.why);
                let keyed = line.any.iter();
                found.extend(keyed.map(|c| Mention { code: c.value.clone(), part: Part::Key, span: c.span }));
            }
            texts.extend(body.wrong.iter().map(|w| &w.why));
        }
    }
    for text in texts {
        in_text(text, source, &mut found);
    }
    found
}

fn case_mentions(case: &Case, source: &str) -> Vec<Mention> {
    let mut found = Vec::new();
    for document in &case.documents {
        in_text(&document.text, source, &mut found);
    }
    found
}

/// Diagnoses written with their dot: nothing else looks so.
fn in_text(text: &At<String>, source: &str, found: &mut Vec<Mention>) {
    let whole = source.get(std::ops::Range::from(text.span)).unwrap_or("");
    let mut from = 0;
    for word in text.value.split(|c: char| !c.is_ascii_alphanumeric() && c != '.') {
        let word = word.trim_matches('.');
        let dotted = word.find('.') == Some(3) && word.matches('.').count() == 1;
        let upper = word.bytes().all(|b| b == b'.' || b.is_ascii_uppercase() || b.is_ascii_digit());
        if !dotted || !upper {
            continue;
        }
        let Ok(code) = Code::parse(System::Icd10Cm, word) else { continue };
        let at = whole.get(from..).and_then(|w| w.find(word)).map(|at| at + from);
        let span = match at {
            Some(at) => {
                from = at + word.len();
                let start = text.span.start + at as u32;
                Span { start, end: start + word.len() as u32 }
            }
            None => text.span,
        };
        found.push(Mention { code, part: Part::Text, span });
    }
}
