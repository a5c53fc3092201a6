//! What a line means as an answer.

use crate::bank::{Body, Choices, Item, Matching, Question, fold_text};
use crate::code::{Expected, read_entries};
use crate::grading::Answer;
use crate::progress::Confidence;

use unicode_normalization::UnicodeNormalization as _;

use super::command::without_colon;
use super::shown::{Shown, letter, texts};

/// A line, taken apart.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Line<'l> {
    /// Nothing on it.
    Blank,
    /// A lone `?`.
    Help,
    /// `:name rest`.
    Command(&'l str, &'l str),
    /// An answer, with how sure the learner is.
    Answer(&'l str, Option<Confidence>),
}

/// What begins with `:` is a command; a trailing `?` or `!` is confidence; a backslash in front makes any line an answer.
pub(super) fn read_line(line: &str) -> Line<'_> {
    let line = line.trim();
    if let Some(rest) = line.strip_prefix('\\') {
        return Line::Answer(rest, None);
    }
    match line {
        "" => return Line::Blank,
        "?" => return Line::Help,
        _ => {}
    }
    if let Some(command) = line.strip_prefix(':') {
        let command = command.trim_start();
        let (name, rest) = command.split_once(char::is_whitespace).unwrap_or((command, ""));
        return Line::Command(name, rest.trim());
    }
    let sure = [("??", Confidence::Guess), ("?", Confidence::Unsure), ("!", Confidence::Sure)];
    for (sign, confidence) in sure {
        if let Some(answer) = line.strip_suffix(sign) {
            let answer = answer.trim_end();
            return if answer.is_empty() { Line::Help } else { Line::Answer(answer, Some(confidence)) };
        }
    }
    Line::Answer(line, None)
}

/// Reads an answer to a question as it is shown.
///
/// # Errors
/// A sentence that says what an answer looks like; such a line is not graded.
pub(super) fn read_answer(item: &Item, shown: &Shown, line: &str) -> Result<Answer, String> {
    let read = read_by_type(item, shown, line);
    let Some(name) = without_colon(line) else { return read };
    match read {
        Err(usage) => Err(format!("{usage}; did you mean `:{name}`?")),
        Ok(Answer::Codes(entries)) if entries.iter().all(|e| e.code.is_none()) => {
            Err(format!("`{name}` is no code; did you mean `:{name}`?"))
        }
        read => read,
    }
}

fn read_by_type(item: &Item, shown: &Shown, line: &str) -> Result<Answer, String> {
    match &item.question.body {
        Body::Choices(body) => choices(body, shown, line),
        Body::TrueFalse(_) => truth(line),
        Body::Text(_) => Ok(Answer::Text(line.to_owned())),
        Body::Match(body) => pairs(&item.question, body, shown, line),
        Body::Order(body) => {
            let picked = letters(line, shown).filter(|p| p.len() == body.items.len()).ok_or_else(|| {
                format!("put all {} letters in order, for example `{}`", body.items.len(), example(shown))
            })?;
            Ok(Answer::Order(picked.iter().map(|at| body.items[*at].value.clone()).collect()))
        }
        Body::Code(body) => {
            let (systems, keyed) = (body.systems(), body.named());
            // Letters of full width, as some keyboards give them, are the same letters.
            let line: String = line.nfkc().collect();
            Ok(Answer::Codes(read_entries(&line, Expected { systems: &systems, keyed: &keyed })))
        }
    }
}

fn example(shown: &Shown) -> String {
    let letters: Vec<String> = (0..shown.order.len()).rev().filter_map(letter).map(String::from).collect();
    letters.join(" ")
}

/// Letters, together or apart, each once; `None` when anything else stands there.
fn letters(line: &str, shown: &Shown) -> Option<Vec<usize>> {
    let mut picked = Vec::new();
    for c in line.chars().filter(|c| !c.is_whitespace() && !matches!(c, ',' | ';' | '.' | ')' | '(')) {
        let at = shown.at_letter(c).filter(|_| c.is_ascii_alphabetic())?;
        if !picked.contains(&at) {
            picked.push(at);
        }
    }
    (!picked.is_empty()).then_some(picked)
}

fn choices(body: &Choices, shown: &Shown, line: &str) -> Result<Answer, String> {
    let picked = letters(line, shown).or_else(|| {
        // The text of a choice is as good as its letter.
        let wanted = fold_text(line);
        let at = shown.order.iter().copied().find(|at| fold_text(&body.choices[*at].text) == wanted)?;
        (!wanted.is_empty()).then(|| vec![at])
    });
    let last = letter(shown.order.len().saturating_sub(1)).unwrap_or('z');
    let Some(picked) = picked else {
        return Err(if body.multiple {
            format!("type letters from a to {last}, for example `a c`")
        } else {
            format!("type a letter from a to {last}")
        });
    };
    match (body.multiple, body.select) {
        (false, _) if picked.len() > 1 => return Err("one letter only: there is one key".to_owned()),
        (true, Some(n)) if picked.len() != n as usize => {
            return Err(format!("choose {n}; these are {}", picked.len()));
        }
        _ => {}
    }
    Ok(Answer::Choices(picked.iter().map(|at| body.choices[*at].id.clone()).collect()))
}

fn truth(line: &str) -> Result<Answer, String> {
    match line.trim().to_lowercase().trim_end_matches('.') {
        "t" | "true" | "y" | "yes" => Ok(Answer::Truth(true)),
        "f" | "false" | "n" | "no" => Ok(Answer::Truth(false)),
        _ => Err("type true or false; t and f will do".to_owned()),
    }
}

/// `1b 2a 3c`, or only the letters in the order of the numbers.
fn pairs(question: &Question, body: &Matching, shown: &Shown, line: &str) -> Result<Answer, String> {
    let usage = || "join each number with a letter, for example `1b 2a 3c`".to_owned();
    let text: String = line.chars().filter(char::is_ascii_alphanumeric).collect::<String>().to_lowercase();
    let rights = texts(question);
    let right = |c: char| shown.at_letter(c).map(|at| rights[at].to_owned()).ok_or_else(usage);
    let left = |n: usize| {
        let left = n.checked_sub(1).and_then(|at| body.pairs.get(at));
        left.map(|(l, _)| l.value.clone()).ok_or_else(|| format!("there is no number {n}"))
    };
    let mut joined: Vec<(String, String)> = Vec::new();
    if !text.is_empty() && text.chars().all(|c| c.is_ascii_alphabetic()) {
        if text.len() != body.pairs.len() {
            return Err(usage());
        }
        for (at, c) in text.chars().enumerate() {
            joined.push((left(at + 1)?, right(c)?));
        }
        return Ok(Answer::Pairs(joined));
    }
    let mut number = String::new();
    for c in text.chars() {
        if c.is_ascii_digit() {
            number.push(c);
            continue;
        }
        let n = number.parse::<usize>().map_err(|_| usage())?;
        number.clear();
        let pair = (left(n)?, right(c)?);
        if joined.iter().any(|(l, _)| *l == pair.0) {
            return Err(format!("{n} is joined twice"));
        }
        joined.push(pair);
    }
    if joined.is_empty() || !number.is_empty() { Err(usage()) } else { Ok(Answer::Pairs(joined)) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines() {
        assert_eq!(read_line("  "), Line::Blank);
        assert_eq!(read_line("?"), Line::Help);
        assert_eq!(read_line("b?"), Line::Answer("b", Some(Confidence::Unsure)));
        assert_eq!(read_line("b??"), Line::Answer("b", Some(Confidence::Guess)));
        assert_eq!(read_line("??"), Line::Help);
        assert_eq!(read_line("b !"), Line::Answer("b", Some(Confidence::Sure)));
        assert_eq!(read_line(r"\why?"), Line::Answer("why?", None));
        assert_eq!(read_line(":note it's odd"), Line::Command("note", "it's odd"));
        assert_eq!(read_line(": skip"), Line::Command("skip", ""));
    }
}
