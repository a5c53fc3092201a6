//! The code book beside the auditor: what an edition says of the codes of an answer.

use crate::code::{Apart, Book, Books, Code, Entry, NoteKind, Place, System, instructions};

/// What an edition says of a code as it was entered.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum State {
    /// No edition is at hand.
    NoBook,
    /// It can be reported.
    Billable(Place),
    /// A category or a subcategory.
    Header(Place),
    /// Complete but for the seventh character.
    NeedsSeventh(Place),
    /// The base takes other seventh characters, or none.
    BadSeventh(Place),
    /// A seventh character where a placeholder belongs; the code that was meant.
    PlaceholderMissing(Place),
    /// Placeholders behind a code that takes none; the code without them.
    PlaceholderExtra(Place),
    /// An older edition had it.
    Deleted,
    /// It does not exist.
    Unknown,
}

/// The books that an answer is graded by.
#[derive(Clone, Copy)]
pub(super) struct Desk<'b> {
    books: &'b Books,
}

impl<'b> Desk<'b> {
    pub fn new(books: &'b Books) -> Self {
        Self { books }
    }

    /// The book that speaks of a code.
    pub fn book(self, code: &Code) -> Option<&'b Book> {
        self.books.book(code.system()).filter(|b| b.speaks_of(code))
    }

    /// The code that was meant by a text too long to be one, with a placeholder or two too many in front of its last.
    pub fn overfilled(self, system: System, typed: &str) -> Option<Code> {
        let book = self.books.book(system)?;
        let shorter = [1, 2, 3].into_iter().filter_map(|n| {
            let (base, last) = typed.split_at_checked(typed.len().checked_sub(1)?)?;
            Some(format!("{}{last}", base.strip_suffix(&"X".repeat(n))?))
        });
        shorter
            .filter_map(|t| Code::parse(system, &t).ok())
            .find(|c| book.place(c).is_some_and(|p| book.is_billable(p)))
    }

    /// Whether a code can be reported.
    pub fn is_billable(self, code: &Code) -> bool {
        matches!(self.state(code), State::Billable(_))
    }

    /// Whether an edition says anything of an entry.
    pub fn knows(self, entry: &Entry) -> bool {
        entry.code.as_ref().is_some_and(|c| self.book(c).is_some())
    }

    /// The code with its official title in brackets; the code alone where no edition has it.
    pub fn named(self, code: &Code) -> String {
        let title = self.book(code).and_then(|b| Some(b.title(b.place(code)?)));
        let older = || self.books.older(code).map(|(b, p)| b.title(p));
        match title.or_else(older) {
            Some(title) => format!("{code} ({title})"),
            None => code.to_string(),
        }
    }

    /// The edition that a code is missing from, and the older one that has it.
    pub fn editions(self, code: &Code) -> (String, Option<String>) {
        let name = |book: &Book| format!("{} {}", book.system().title(), book.edition());
        (self.book(code).map(name).unwrap_or_default(), self.books.older(code).map(|(b, _)| name(b)))
    }

    /// The older edition in which a header could still be reported.
    pub fn billable_until(self, code: &Code) -> Option<String> {
        let (book, place) = self.books.older(code)?;
        book.is_billable(place).then(|| book.edition().to_owned())
    }

    pub fn state(self, code: &Code) -> State {
        let Some(book) = self.book(code) else { return State::NoBook };
        if let Some(place) = book.place(code) {
            return match (book.is_billable(place), book.is_leaf(place)) {
                (true, _) => State::Billable(place),
                (false, true) => State::NeedsSeventh(place),
                (false, false) => State::Header(place),
            };
        }
        if self.books.older(code).is_some_and(|(b, p)| b.is_billable(p)) {
            return State::Deleted;
        }
        misshapen(book, code.normal())
    }
}

/// A code that does not exist, but is a real one with its placeholders or seventh character gone wrong.
fn misshapen(book: &Book, name: &str) -> State {
    let leaf = |name: &str| book.named(name).filter(|p| p.seventh().is_none() && book.is_leaf(*p));
    let takes = |p: Place| book.with_sevenths(p).next().is_some();
    let bare = name.trim_end_matches('X');
    // `S52.501X`, `T15.00X`: a base with placeholders and nothing behind them.
    if bare.len() < name.len()
        && let Some(place) = leaf(bare)
    {
        return if takes(place) { State::NeedsSeventh(place) } else { State::PlaceholderExtra(place) };
    }
    // `T40.11A`: a placeholder inside is missing.
    let filled =
        (3..name.len()).flat_map(|at| (1..=3).map(move |n| (at, n))).filter(|(_, n)| name.len() + n <= 7);
    let filled =
        filled.filter_map(|(at, n)| Some(format!("{}{}{}", name.get(..at)?, "X".repeat(n), name.get(at..)?)));
    if let Some(meant) = filled.filter_map(|n| book.named(&n)).find(|p| book.is_billable(*p)) {
        return State::PlaceholderMissing(meant);
    }
    let Some((at, last)) = name.char_indices().next_back() else { return State::Unknown };
    let base = &name[..at];
    let Some(place) = leaf(base).or_else(|| leaf(base.trim_end_matches('X'))) else { return State::Unknown };
    let meant = book.with_sevenths(place).find(|p| p.seventh() == Some(last));
    match meant {
        // `T15.00A`: the character is one of the set, and stands too early.
        Some(meant) if name.len() < 7 => State::PlaceholderMissing(meant),
        None if name.len() == 7 => State::BadSeventh(place),
        _ => State::Unknown,
    }
}

/// The instruction of a kind, in force at a code, that names another: the row at which it stands, and its words.
pub(super) fn instruction(book: &Book, carrier: Place, other: Place, kind: NoteKind) -> Option<Apart> {
    std::iter::once(carrier.base()).chain(book.ancestors(carrier.base())).find_map(|at| {
        let found = instructions(book.notes(at), kind);
        let line =
            found.iter().find(|i| i.asks_for(book, other) && is_of_intent(book, carrier, &i.sentence()))?;
        Some(Apart { at, text: line.sentence() })
    })
}

/// The notes of T36-T50 stand above poisoning, adverse effect and underdosing alike, and each speaks of one of them.
fn is_of_intent(book: &Book, carrier: Place, sentence: &str) -> bool {
    const INTENTS: [&str; 3] = ["adverse effect", "poisoning", "underdosing"];
    let title = book.title(carrier).to_lowercase();
    let Some(intent) = INTENTS.into_iter().find(|i| title.starts_with(i)) else { return true };
    let mut named = INTENTS.into_iter().filter(|i| sentence.to_lowercase().contains(i)).peekable();
    named.peek().is_none() || named.any(|i| i == intent)
}
