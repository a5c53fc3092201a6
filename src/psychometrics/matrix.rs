//! A response matrix: one line a candidate, one column a question.
//!
//! The first line names the questions. A first column named `candidate`, `id`, `student`, `learner`, `name`, `email` or
//! left without a name holds who answered. Cells are the share of the points from 0 to 1, or, where a line of the
//! candidate `key` says which is correct, what was chosen: `B`, or `A;C` for several; a column whose key is empty holds points. Empty cells and `NA` are no answer.
//! Commas, semicolons and tabs separate.

use std::collections::{HashMap, HashSet};
use std::hash::{DefaultHasher, Hash as _, Hasher as _};

use rayon::prelude::*;

use super::responses::{Cells, ChoiceName, Column, MISSING, Responses, Symbol};
use crate::bank::Lines;

/// How a matrix is read.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct MatrixOptions {
    /// An empty cell is a question left out: no points.
    pub blank_is_wrong: bool,
    /// Every line of a candidate counts, not the first alone.
    pub all_attempts: bool,
}

/// Why a matrix cannot be read.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("line {line}: {why}")]
pub struct MatrixError {
    /// The line, from 1.
    pub line: usize,
    /// What is wrong there, and what to do.
    pub why: String,
}

/// Words that the name of a column of candidates is made of.
const CANDIDATE: [&str; 14] = [
    "candidate",
    "id",
    "student",
    "learner",
    "participant",
    "user",
    "name",
    "email",
    "first",
    "last",
    "number",
    "no",
    "code",
    "username",
];
/// Names of the line that says which answers are correct.
const KEY: [&str; 5] = ["key", "answer key", "answers", "correct", "correct answers"];

/// Whether a column with this name holds who answered.
fn names_candidates(name: &str) -> bool {
    let lower = name.to_ascii_lowercase();
    let mut words = lower.split(|c: char| !c.is_ascii_alphanumeric()).filter(|w| !w.is_empty());
    !name.contains('/') && words.all(|w| CANDIDATE.contains(&w))
}

fn is_key(candidate: &[u8]) -> bool {
    KEY.iter().any(|k| candidate.trim_ascii().eq_ignore_ascii_case(k.as_bytes()))
}

/// Reads a matrix.
///
/// # Errors
/// When a line has more or fewer cells than the first, or a cell is none that the format knows.
pub fn read_matrix(bytes: &[u8], options: MatrixOptions) -> Result<Responses, MatrixError> {
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    if bytes.iter().take(400).any(|b| *b == 0) {
        return Err(wrong(1, "this is UTF-16 or no text at all: save it as UTF-8"));
    }
    let head = Head::read(bytes)?;
    let plain = head.questions().iter().all(|n| !n.is_empty());
    match Fast::read(bytes, &head).filter(|_| plain) {
        Some(table) if (options.all_attempts || table.people == table.candidates) && table.is_sound() => {
            Ok(table.responses(&head, options))
        }
        // A quoted cell, a longer one, a candidate twice, or a mistake, which the slow way names.
        _ => slow(bytes, &head, options),
    }
}

fn wrong(line: usize, why: impl Into<String>) -> MatrixError {
    MatrixError { line, why: why.into() }
}

/// The first line.
struct Head {
    delimiter: u8,
    names: Vec<String>,
    has_candidates: bool,
    /// Where the second line begins.
    end: usize,
}

impl Head {
    fn read(bytes: &[u8]) -> Result<Self, MatrixError> {
        let end = bytes.iter().position(|b| *b == b'\n').map_or(bytes.len(), |at| at + 1);
        let line = std::str::from_utf8(&bytes[..end])
            .map_err(|_| wrong(1, "the names of the questions are not UTF-8"))?;
        let delimiter = *[b'\t', b';', b',']
            .iter()
            .max_by_key(|d| line.bytes().filter(|b| b == *d).count())
            .unwrap_or(&b',');
        let mut reader =
            csv::ReaderBuilder::new().has_headers(false).delimiter(delimiter).from_reader(line.as_bytes());
        let record = reader.records().next().transpose().map_err(|e| wrong(1, e.to_string()))?;
        let names: Vec<String> = record.iter().flatten().map(|n| n.trim().to_owned()).collect();
        let has_candidates = names.first().is_some_and(|n| names_candidates(n));
        let questions = &names[usize::from(has_candidates)..];
        if questions.is_empty() {
            return Err(wrong(1, "the first line names no question: `candidate,q1,q2,…`"));
        }
        if !has_candidates
            && questions.iter().all(|n| n.parse::<f64>().is_ok_and(|n| (0.0..=1.0).contains(&n)))
        {
            return Err(wrong(1, "the first line holds answers: put the names of the questions above them"));
        }
        let mut seen = HashSet::new();
        if let Some(twice) = questions.iter().find(|n| !n.is_empty() && !seen.insert(n.as_str())) {
            return Err(wrong(1, format!("the question `{twice}` has two columns")));
        }
        Ok(Self { delimiter, names, has_candidates, end })
    }

    fn questions(&self) -> &[String] {
        &self.names[usize::from(self.has_candidates)..]
    }
}

/// A matrix whose cells are single characters.
struct Fast {
    /// By column, in the order of the candidates.
    codes: Vec<Vec<u8>>,
    key: Option<Vec<u8>>,
    candidates: usize,
    /// How many people there are.
    people: usize,
}

/// A piece of it.
struct Piece {
    codes: Vec<Vec<u8>>,
    key: Option<Vec<u8>>,
    hashes: Vec<u64>,
    rows: usize,
}

/// Rows that are turned into columns at once: a block stays in the nearest memory.
const BLOCK: usize = 64;

impl Fast {
    /// `None` where a cell is longer than one character, or anything is not as it should be.
    fn read(bytes: &[u8], head: &Head) -> Option<Self> {
        let body = &bytes[head.end..];
        let pieces = rayon::current_num_threads() * 4;
        let mut bounds = vec![0];
        for n in 1..pieces {
            let at = body.len() * n / pieces;
            let end = body[at..].iter().position(|b| *b == b'\n').map_or(body.len(), |e| at + e + 1);
            if end > *bounds.last()? {
                bounds.push(end);
            }
        }
        if *bounds.last()? < body.len() {
            bounds.push(body.len());
        }
        let pieces: Option<Vec<Piece>> =
            bounds.par_windows(2).map(|w| Piece::read(&body[w[0]..w[1]], head)).collect();
        let pieces = pieces?;
        let mut keys = pieces.iter().filter_map(|p| p.key.as_ref());
        let key = keys.next().cloned();
        if keys.next().is_some() {
            return None;
        }
        let mut hashes: Vec<u64> = pieces.iter().flat_map(|p| p.hashes.iter().copied()).collect();
        hashes.par_sort_unstable();
        let repeats = hashes.windows(2).filter(|w| w[0] == w[1]).count();
        let candidates = pieces.iter().map(|p| p.rows).sum();
        let codes = (0..head.questions().len())
            .into_par_iter()
            .map(|column| {
                let mut codes = Vec::with_capacity(candidates);
                for piece in &pieces {
                    codes.extend_from_slice(&piece.codes[column]);
                }
                codes
            })
            .collect();
        Some(Self { codes, key, candidates, people: candidates - repeats })
    }

    /// Whether every key is given, or without one every cell is 0 or 1; and nobody left everything out.
    fn is_sound(&self) -> bool {
        let holes = self.codes.par_iter().any(|c| c.contains(&MISSING));
        let nothing = |row: usize| self.codes.iter().all(|c| c[row] == MISSING);
        if holes && (0..self.candidates).into_par_iter().any(nothing) {
            return false;
        }
        match &self.key {
            Some(key) => !key.contains(&MISSING),
            None => self.codes.par_iter().all(|c| c.iter().all(|b| matches!(*b, MISSING | b'0' | b'1'))),
        }
    }

    fn responses(self, head: &Head, options: MatrixOptions) -> Responses {
        let columns = self
            .codes
            .into_par_iter()
            .enumerate()
            .map(|(number, mut codes)| {
                let key = self.key.as_ref().map(|k| k[number]);
                if options.blank_is_wrong {
                    for code in codes.iter_mut().filter(|c| **c == MISSING) {
                        *code = BLANK;
                    }
                }
                let mut seen = [false; 256];
                for code in &codes {
                    seen[usize::from(*code)] = true;
                }
                seen[usize::from(MISSING)] = false;
                let found = (1..=255_u8).filter(|c| seen[usize::from(*c)]);
                let found: Vec<(u32, String)> = found
                    .map(|c| {
                        (u32::from(c), if c == BLANK { String::new() } else { char::from(c).to_string() })
                    })
                    .collect();
                let key = key.map(|k| char::from(k).to_string());
                column(&head.questions()[number], found, key.as_deref(), Cells::Dense(codes))
            })
            .collect();
        Responses { candidates: self.candidates, people: self.people, columns, repeated: 0, superseded: 0 }
    }
}

/// The code of an empty cell that counts as wrong.
const BLANK: u8 = 1;

impl Piece {
    fn read(bytes: &[u8], head: &Head) -> Option<Self> {
        let width = head.questions().len();
        let guess = bytes.len() / (2 * width).max(1) + 1;
        let mut piece = Piece {
            codes: (0..width).map(|_| Vec::with_capacity(guess)).collect(),
            key: None,
            hashes: Vec::new(),
            rows: 0,
        };
        let mut block = vec![MISSING; width * BLOCK];
        let mut filled = 0;
        let mut rest = bytes;
        while !rest.is_empty() {
            if rest[0] == b'\n' || rest.starts_with(b"\r\n") {
                rest = &rest[1..];
                continue;
            }
            let mut is_key = false;
            if head.has_candidates {
                let end = rest.iter().position(|b| *b == head.delimiter || *b == b'\n')?;
                let name = &rest[..end];
                if rest[end] == b'\n' || name.contains(&b'"') {
                    return None;
                }
                is_key = self::is_key(name);
                if !is_key && !name.trim_ascii().is_empty() {
                    let mut hasher = DefaultHasher::new();
                    name.trim_ascii().hash(&mut hasher);
                    piece.hashes.push(hasher.finish());
                }
                rest = &rest[end + 1..];
            }
            let row = &mut block[filled * width..(filled + 1) * width];
            rest = cells(rest, head.delimiter, row)?;
            if is_key {
                if piece.key.replace(row.to_vec()).is_some() {
                    return None;
                }
                continue;
            }
            // Without a key the cells are points: 0 and 1 alone are one character long.
            filled += 1;
            if filled == BLOCK {
                piece.turn(&block, filled);
                filled = 0;
            }
        }
        piece.turn(&block, filled);
        Some(piece)
    }

    /// Adds rows to the columns.
    fn turn(&mut self, block: &[u8], rows: usize) {
        let width = self.codes.len();
        for (column, codes) in self.codes.iter_mut().enumerate() {
            codes.extend((0..rows).map(|row| block[row * width + column]));
        }
        self.rows += rows;
    }
}

/// Reads the cells of a line; what follows it. `None` where there are more or fewer, or one is longer than a character.
fn cells<'b>(line: &'b [u8], delimiter: u8, row: &mut [u8]) -> Option<&'b [u8]> {
    let mut at = 0;
    let last = row.len() - 1;
    for (number, cell) in row.iter_mut().enumerate() {
        let byte = line.get(at).copied().unwrap_or(b'\n');
        let ends = |b: u8| b == delimiter || b == b'\n' || b == b'\r';
        if ends(byte) {
            *cell = MISSING;
        } else {
            if !byte.is_ascii_alphanumeric() {
                return None;
            }
            *cell = byte;
            at += 1;
        }
        let mut end = line.get(at).copied().unwrap_or(b'\n');
        if end == b'\r' {
            at += 1;
            end = line.get(at).copied().unwrap_or(b'\n');
        }
        let wanted = if number == last { b'\n' } else { delimiter };
        if end != wanted {
            return None;
        }
        at += 1;
    }
    Some(line.get(at..).unwrap_or(&[]))
}

/// A column whose symbols are texts: points without a key, choices with one.
fn column(question: &str, found: Vec<(u32, String)>, key: Option<&str>, cells: Cells) -> Column {
    let split = |text: &str| -> Vec<String> {
        let mut picks: Vec<String> =
            text.split(';').map(|p| letter(p.trim())).filter(|p| !p.is_empty()).collect();
        picks.sort_unstable();
        picks.dedup();
        picks
    };
    let mut choices: Vec<String> = Vec::new();
    let keyed = key.map(split);
    if let Some(keyed) = &keyed {
        choices.extend(keyed.iter().cloned());
        choices.extend(found.iter().flat_map(|(_, text)| split(text)));
        choices.sort_unstable();
        choices.dedup();
    }
    let symbols = found.into_iter().map(|(code, text)| match &keyed {
        Some(keyed) => {
            let picked = split(&text);
            let picks = picked.iter().filter_map(|p| choices.binary_search(p).ok()).map(|at| at as u32);
            Symbol { code, score: f64::from(u8::from(picked == *keyed)), picks: picks.collect() }
        }
        None => Symbol { code, score: text.parse::<f64>().unwrap_or(0.0), picks: Vec::new() },
    });
    let symbols = symbols.collect();
    let choices =
        choices.iter().map(|id| ChoiceName { id: id.clone(), key: keyed.iter().flatten().any(|k| k == id) });
    Column {
        question: question.to_owned(),
        revision: None,
        choices: choices.collect(),
        closed: true,
        symbols,
        cells,
    }
}

/// A letter in capitals; anything else, as the id or the words of a choice, as it stands.
fn letter(text: &str) -> String {
    if text.len() == 1 { text.to_ascii_uppercase() } else { text.to_owned() }
}

/// A column while it is read: what stood in its cells, by number from 1, and each candidate's.
#[derive(Default)]
struct Reading {
    codes: HashMap<Vec<u8>, u32>,
    cells: Vec<u32>,
    /// The first cell that is no share of the points.
    odd: Option<MatrixError>,
}

/// A choice that reads so, or a cell that says that there is no answer.
const NONE: &[u8] = b"none";

impl Reading {
    /// Takes "none" for no answer.
    fn leave_out_none(&mut self, options: MatrixOptions) {
        let nones: Vec<u32> =
            self.codes.extract_if(|text, _| text.eq_ignore_ascii_case(NONE)).map(|(_, code)| code).collect();
        if nones.is_empty() {
            return;
        }
        let next = self.codes.len() as u32 + nones.len() as u32 + 1;
        let to = if options.blank_is_wrong {
            *self.codes.entry(Vec::new()).or_insert(next)
        } else {
            u32::from(MISSING)
        };
        self.cells.iter_mut().filter(|c| nones.contains(c)).for_each(|c| *c = to);
    }
}

/// Any matrix, and what is wrong with it.
fn slow(bytes: &[u8], head: &Head, options: MatrixOptions) -> Result<Responses, MatrixError> {
    let mut reader = csv::ReaderBuilder::new()
        .has_headers(false)
        .flexible(true)
        .delimiter(head.delimiter)
        .from_reader(&bytes[head.end..]);
    let questions = head.questions();
    let mut key: Option<Vec<String>> = None;
    let mut columns: Vec<Reading> = questions.iter().map(|_| Reading::default()).collect();
    let mut seen: HashSet<Vec<u8>> = HashSet::new();
    let (mut rows, mut people, mut repeated) = (0, 0, 0);
    let mut record = csv::ByteRecord::new();
    let mut lines = Lines::of(bytes);
    loop {
        let line = lines.at(head.end + reader.position().byte() as usize);
        match reader.read_byte_record(&mut record) {
            Ok(false) => break,
            Ok(true) => {}
            Err(error) => return Err(wrong(line, error.to_string())),
        }
        if record.iter().all(|c| c.trim_ascii().is_empty()) {
            continue;
        }
        if record.len() != head.names.len() {
            let why = format!("{} cells, and the first line has {}", record.len(), head.names.len());
            return Err(wrong(line, why));
        }
        let mut cells = record.iter().map(<[u8]>::trim_ascii);
        let candidate = if head.has_candidates { cells.next().unwrap_or(b"") } else { b"" };
        if is_key(candidate) {
            let cells = cells.map(|c| String::from_utf8_lossy(c).into_owned()).collect();
            if key.replace(cells).is_some() {
                return Err(wrong(line, "this is the second key"));
            }
            continue;
        }
        let given = cells.clone().filter(|c| !is_missing(c)).count();
        // Who left everything out did not take part.
        if given == 0 && !options.blank_is_wrong {
            continue;
        }
        let again = !candidate.is_empty() && !seen.insert(candidate.to_vec());
        if again && !options.all_attempts {
            repeated += given;
            continue;
        }
        people += usize::from(!again);
        for (number, (cell, column)) in cells.zip(&mut columns).enumerate() {
            // "None" may be a choice: the key of the column says, which may come last.
            let none = cell.eq_ignore_ascii_case(NONE);
            let missing = is_missing(cell) && !none;
            if missing && !options.blank_is_wrong {
                column.cells.push(u32::from(MISSING));
                continue;
            }
            let cell = if missing { b"" } else { cell };
            let code = match column.codes.get(cell) {
                Some(code) => *code,
                None => {
                    let text = String::from_utf8_lossy(cell);
                    if !cell.is_empty() && questions[number].is_empty() {
                        return Err(wrong(line, format!("`{text}` stands in a column without a name")));
                    }
                    let share = text.parse::<f64>().is_ok_and(|p| (0.0..=1.0).contains(&p));
                    if column.odd.is_none() && !cell.is_empty() && !share && !none {
                        column.odd = Some(wrong(line, not_a_share(&text, &questions[number])));
                    }
                    let next = column.codes.len() as u32 + 1;
                    column.codes.insert(cell.to_vec(), next);
                    next
                }
            };
            column.cells.push(code);
        }
        rows += 1;
    }
    for (number, column) in columns.iter_mut().enumerate() {
        // Where the key is words, what was chosen is words.
        let key = key.as_ref().map_or("", |k| k[number].as_str());
        if key.is_empty() || key.split([';', ',']).any(|part| part.trim().len() < 2) {
            column.leave_out_none(options);
        }
    }
    // A column without a key holds points.
    let has_key = |number: usize| key.as_ref().is_some_and(|k| !k[number].is_empty());
    let mut odd: Vec<MatrixError> = Vec::new();
    for (number, column) in columns.iter_mut().enumerate() {
        odd.extend(column.odd.take().filter(|_| !has_key(number)));
    }
    if let Some(first) = odd.into_iter().min_by_key(|e| e.line) {
        return Err(first);
    }
    let named =
        columns.into_iter().zip(questions).enumerate().filter(|(_, (_, question))| !question.is_empty());
    let columns = named.map(|(number, (reading, question))| {
        let mut found: Vec<(u32, String)> = reading
            .codes
            .into_iter()
            .map(|(text, code)| (code, String::from_utf8_lossy(&text).into_owned()))
            .collect();
        found.sort_unstable_by(|a, b| a.1.cmp(&b.1));
        let key = key.as_ref().map(|k| k[number].as_str()).filter(|k| !k.is_empty());
        column(question, found, key, packed(&reading.cells))
    });
    Ok(Responses { candidates: rows, people, columns: columns.collect(), repeated, superseded: 0 })
}

fn not_a_share(cell: &str, question: &str) -> String {
    let comma = if cell.contains(',') { "; a decimal point is a point" } else { "" };
    format!(
        "`{cell}` of `{question}` is no share of the points from 0 to 1{comma}; where choices were recorded, a line of the \
         candidate `key` says which is correct"
    )
}

/// One byte a candidate, where that holds everything.
fn packed(cells: &[u32]) -> Cells {
    let most = cells.iter().max().copied().unwrap_or(0);
    if u8::try_from(most).is_ok() {
        return Cells::Dense(cells.iter().map(|c| *c as u8).collect());
    }
    let given = cells.iter().enumerate().filter(|(_, c)| **c != u32::from(MISSING));
    Cells::Sparse(given.map(|(candidate, code)| (candidate as u32, *code)).collect())
}

fn is_missing(cell: &[u8]) -> bool {
    let words = ["", "NA", "N/A", "#N/A", "NaN", "null", "none", ".", "-"];
    words.iter().any(|w| cell.eq_ignore_ascii_case(w.as_bytes()))
}
