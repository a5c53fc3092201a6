//! What candidates answered, question by question.

/// The code of a cell without an answer.
pub const MISSING: u8 = 0;

/// A choice, or a code that was entered.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ChoiceName {
    /// The choice's identity, the letter of a matrix, or the code.
    pub id: String,
    /// Whether it is keyed, as far as that is known.
    pub key: bool,
}

/// One way to answer a question: what was picked, and what that earns.
#[derive(Clone, Debug, PartialEq)]
pub struct Symbol {
    /// By which cells name it.
    pub code: u32,
    /// The share of the points, 0 to 1.
    pub score: f64,
    /// What was picked, as numbers of the column's choices.
    pub picks: Vec<u32>,
}

/// The answers to one question.
#[derive(Clone, Debug, PartialEq)]
pub enum Cells {
    /// One code a candidate, [`MISSING`] without an answer.
    Dense(Vec<u8>),
    /// Candidate and code, where there is an answer; each candidate once.
    Sparse(Vec<(u32, u32)>),
}

/// One question with its answers.
#[derive(Clone, Debug, PartialEq)]
pub struct Column {
    /// The question.
    pub question: String,
    /// What decided the answer, as a number; absent where it is not known.
    pub revision: Option<u64>,
    /// What can be picked; empty where only points are known.
    pub choices: Vec<ChoiceName>,
    /// Whether all that can be picked is known beforehand.
    pub closed: bool,
    /// The ways in which it was answered.
    pub symbols: Vec<Symbol>,
    /// The answers.
    pub cells: Cells,
}

/// All answers of an analysis.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Responses {
    /// How many rows there are: candidates, and with all attempts each later attempt for itself.
    pub candidates: usize,
    /// How many people answered.
    pub people: usize,
    /// The questions.
    pub columns: Vec<Column>,
    /// Answers that were not used: later attempts of the same candidate.
    pub repeated: usize,
    /// Answers that were not used: those to an older revision of the question.
    pub superseded: usize,
}

impl Column {
    /// The answers: candidate and code.
    pub(super) fn each(&self, mut visit: impl FnMut(usize, u32)) {
        match &self.cells {
            Cells::Dense(codes) => {
                for (candidate, code) in codes.iter().enumerate().filter(|(_, c)| **c != MISSING) {
                    visit(candidate, u32::from(*code));
                }
            }
            Cells::Sparse(cells) => {
                for (candidate, code) in cells {
                    visit(*candidate as usize, *code);
                }
            }
        }
    }

    /// The place of each code among the symbols, by the code; `usize::MAX` where there is none.
    pub(super) fn places(&self) -> Vec<usize> {
        let most = self.symbols.iter().map(|s| s.code).max().unwrap_or(0) as usize;
        let mut places = vec![usize::MAX; most.max(usize::from(u8::MAX)) + 1];
        for (at, symbol) in self.symbols.iter().enumerate() {
            places[symbol.code as usize] = at;
        }
        places
    }

    /// Whether every answer earns all or nothing.
    pub(super) fn is_dichotomous(&self) -> bool {
        self.symbols.iter().all(|s| s.score <= 0.0 || s.score >= 1.0)
    }
}

impl Responses {
    /// Whether every candidate answered every question: a common form.
    pub fn is_complete(&self) -> bool {
        let whole = |column: &Column| match &column.cells {
            Cells::Dense(codes) => codes.len() == self.candidates && !codes.contains(&MISSING),
            Cells::Sparse(cells) => cells.len() == self.candidates,
        };
        self.columns.iter().all(whole)
    }
}
