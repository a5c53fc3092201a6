//! The skill of the open-book exam: from a diagnosis to its category, to the notes in force, to the complete code, with the
//! book open and the clock running.

use super::confuse::{is_plain_code, share_a_word, words};
use super::facts::Fact;
use super::make::{Asked, Shown, code as code_question, single};
use super::said::Said;
use super::term::is_clear;
use crate::bank::{Level, Question};
use crate::code::{Book, NoteKind, Place, Reference, references};

/// Terms that do not say their category's title: there is something to look up.
pub(super) fn facts(book: &Book) -> Vec<Fact> {
    let codes = book.rows().filter(|p| is_plain_code(book, *p));
    codes.flat_map(|place| terms(book, place).map(move |t| Fact::with_term(book, place, t))).collect()
}

fn terms(book: &Book, place: Place) -> impl Iterator<Item = &str> {
    let notes = book.notes(place).iter().filter(|n| n.kind == NoteKind::InclusionTerm);
    notes.map(|n| n.text.as_str()).filter(|t| is_clear(t) && words(t).len() > 1)
}

fn fit<'b>(book: &'b Book, said: &Said, fact: &Fact) -> Option<(Place, Place, &'b str)> {
    let place = fact.place(book).filter(|p| is_plain_code(book, *p))?;
    let term = terms(book, place).find(|t| fact.means(t))?;
    let category = book.category(place)?;
    // A term that says its category's title leaves nothing to look up.
    let told = share_a_word(term, book.row_title(category));
    (said.is_only_once(book, term) && category != place && !told).then_some((place, category, term))
}

/// What is said in front of each step.
fn begin(term: &str) -> String {
    format!("Look it up (`:search`, `:lookup`; the clock runs): \"{term}\".")
}

pub(super) fn category(book: &Book, said: &Said, fact: &Fact) -> Option<Question> {
    let (_, category, term) = fit(book, said, fact)?;
    let option = |p: Place| -> Shown {
        (format!("{}  {}", book.label(p), book.row_title(p)), format!("\"{term}\" does not stand there"))
    };
    let block = book.parent(category)?;
    let mut beside: Vec<Place> = book.children(block).into_iter().filter(|p| *p != category).collect();
    beside.sort_by_key(|p| p.row().abs_diff(category.row()));
    let fits = |p: &Place| book.rank(*p).is_code() && !share_a_word(term, book.row_title(*p));
    let others: Vec<Shown> = beside.into_iter().filter(fits).take(5).map(option).collect();
    let asked = Asked::new(
        format!("{} In which category does it stand?", begin(term)),
        // The code itself is the next step.
        format!(
            "\"{term}\" is an inclusion term in {} ({}).",
            book.label(category),
            book.row_title(category)
        ),
    );
    let key = (option(category).0, String::new());
    single(book, category, asked.level(Level::Application), key, others)
}

/// The notes of a row that can be asked about: short, and whole sentences of their own.
fn asked_notes(book: &Book, place: Place) -> Vec<(Place, NoteKind, &str)> {
    let kinds = [
        NoteKind::Excludes1,
        NoteKind::Excludes2,
        NoteKind::CodeFirst,
        NoteKind::UseAdditional,
        NoteKind::CodeAlso,
    ];
    book.notes_in_force(place)
        .into_iter()
        .filter(|(at, n)| {
            kinds.contains(&n.kind)
                && book.rank(*at).is_code()
                && !n.text.ends_with(':')
                && n.text.len() < 120
        })
        .map(|(at, n)| (at, n.kind, n.text.as_str()))
        .collect()
}

pub(super) fn note(book: &Book, said: &Said, fact: &Fact) -> Option<Question> {
    let (place, category, term) = fit(book, said, fact)?;
    let mine = asked_notes(book, place);
    let (at, kind, text) = *mine.first()?;
    let shown = |kind: NoteKind, text: &str| format!("{}: {text}", kind.title());
    // Notes of categories near by that are not in force here, of the same kind first.
    let block = book.parent(category)?;
    let mut beside: Vec<Place> = book.children(block).into_iter().filter(|p| *p != category).collect();
    beside.sort_by_key(|p| p.row().abs_diff(category.row()));
    // A note that says the same as one in force, of whatever kind, is no distractor; nor is one that names the code itself.
    let all = book.notes_in_force(place);
    let in_force: Vec<Reference> = all.iter().flat_map(|(_, n)| references(&n.text)).collect();
    let says_the_same = |other: &str| {
        let refs = references(other);
        let words = plain_words(other);
        all.iter().any(|(_, n)| plain_words(&n.text) == words)
            || refs.iter().any(|r| r.covers(book, place) || in_force.contains(r))
            || refs.iter().any(|r| in_force.iter().any(|f| overlap(book, r, f)))
    };
    // Beyond the nearest dozen of categories nothing is confused.
    let mut others: Vec<(bool, Shown)> = beside
        .into_iter()
        .take(12)
        .flat_map(|p| asked_notes(book, p).into_iter().map(move |n| (p, n)))
        .filter(|(p, (from, _, other))| book.is_within(*from, *p) && !says_the_same(other))
        .map(|(p, (_, k, other))| (k != kind, (shown(k, other), format!("that stands at {}", book.label(p)))))
        .collect();
    others.sort_by_key(|(other_kind, _)| *other_kind);
    let others = others.into_iter().map(|(_, option)| option).take(5).collect();
    let code = book.label(place);
    let asked = Asked::new(
        format!("{} Which of these notes is in force at its code?", begin(term)),
        format!("\"{term}\" is {code}. The note at {}: {} {text}", book.label(at), kind.title()),
    );
    single(
        book,
        place,
        asked.level(Level::Application),
        (shown(kind, text), format!("it stands at {}", book.label(at))),
        others,
    )
}

/// The words of a note without its references, sorted.
fn plain_words(text: &str) -> Vec<String> {
    let mut found = words(text.split(" (").next().unwrap_or(text));
    found.sort_unstable();
    found
}

/// Whether one reference names codes that the other names too.
fn overlap(book: &Book, a: &Reference, b: &Reference) -> bool {
    let first = |r: &Reference| book.named(&r.first);
    first(a).is_some_and(|p| b.covers(book, p)) || first(b).is_some_and(|p| a.covers(book, p))
}

pub(super) fn code(book: &Book, said: &Said, fact: &Fact) -> Option<Question> {
    let (place, category, term) = fit(book, said, fact)?;
    let asked = Asked::new(
        format!("{} Enter its complete code.", begin(term)),
        format!(
            "\"{term}\" is an inclusion term of {} ({}), in {}.",
            book.label(place),
            book.row_title(place),
            book.label(category)
        ),
    );
    code_question(book, place, asked.level(Level::Application), book.code(place)?)
}
