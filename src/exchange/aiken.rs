//! Aiken: a stem on one line, choices with letters, `ANSWER: B`.

use std::fmt::Write as _;

use super::draft::{Body, Choice, Draft};
use super::{Imported, Problem};

/// Writes drafts; each fits.
pub(super) fn write(drafts: &[Draft]) -> String {
    let mut out = String::new();
    for draft in drafts {
        let Body::Choices { choices, .. } = &draft.body else { continue };
        if !out.is_empty() {
            out.push('\n');
        }
        let _ = writeln!(out, "{}", guarded(&draft.stem));
        for (choice, letter) in choices.iter().zip('A'..='Z') {
            let _ = writeln!(out, "{letter}. {}", choice.text);
        }
        let key = choices.iter().zip('A'..='Z').find(|(c, _)| c.key).map_or('A', |(_, l)| l);
        let _ = writeln!(out, "ANSWER: {key}");
    }
    out
}

/// A stem that begins like a choice or an answer does not end the question before it.
fn guarded(stem: &str) -> String {
    if choice_of(stem).is_some() || answer_of(stem).is_some() {
        format!("\u{200b}{stem}")
    } else {
        stem.to_owned()
    }
}

/// Letter and text of a choice: `A. text`, `A) text`.
fn choice_of(line: &str) -> Option<(char, &str)> {
    let line = line.trim_start();
    let letter = line.chars().next().filter(char::is_ascii_alphabetic)?;
    // `A)Text` is a choice, `A.B` a text.
    if let Some(rest) = line[1..].strip_prefix(')') {
        return Some((letter, rest.trim()));
    }
    let rest = line[1..].strip_prefix('.')?;
    (rest.is_empty() || rest.starts_with(char::is_whitespace)).then(|| (letter, rest.trim()))
}

/// The letter behind `ANSWER:`.
fn answer_of(line: &str) -> Option<&str> {
    let line = line.trim();
    let label = line.get(..6).filter(|l| l.eq_ignore_ascii_case("answer"))?;
    line[label.len()..].trim_start().strip_prefix(':').map(str::trim)
}

/// What some programs write behind the answer.
fn explanation_of(line: &str) -> Option<&str> {
    let (label, text) = line.split_once(':')?;
    let labels = ["explanation", "rationale", "feedback", "reason"];
    labels.iter().any(|l| l.eq_ignore_ascii_case(label.trim())).then(|| text.trim()).filter(|t| !t.is_empty())
}

/// Reads a file. A stem may go over several lines; empty lines do not count.
pub(super) fn read(text: &str) -> Imported {
    let mut out = Imported::default();
    let mut stem: Vec<&str> = Vec::new();
    let mut choices: Vec<(char, String)> = Vec::new();
    let mut start = 1;
    for (number, line) in text.lines().enumerate() {
        let number = number + 1;
        let line = line.trim();
        if line.is_empty() {
            continue;
        }
        if let Some(answer) = answer_of(line) {
            let question = finish(start, &stem, &choices, answer);
            match question {
                Ok(draft) => out.drafts.push(draft),
                Err(why) => out.problems.push(Problem {
                    line: number,
                    item: stem.join(" ").chars().take(40).collect(),
                    why,
                }),
            }
            stem.clear();
            choices.clear();
            continue;
        }
        if let (true, true, Some(last)) = (stem.is_empty(), choices.is_empty(), out.drafts.last_mut())
            && let Some(text) = explanation_of(line)
        {
            last.rationale = Some(text.to_owned());
            continue;
        }
        match choice_of(line) {
            // A choice begins with the first letter, and goes on with the next.
            Some((letter, text)) if !stem.is_empty() && follows(&choices, letter) => {
                choices.push((letter.to_ascii_uppercase(), text.to_owned()));
            }
            _ if !choices.is_empty() => {
                // A line after the choices: the answer was forgotten.
                let item = stem.join(" ").chars().take(40).collect();
                let why = "there is no ANSWER line before the next question".to_owned();
                out.problems.push(Problem { line: number, item, why });
                stem = vec![line];
                start = number;
                choices.clear();
            }
            _ => {
                if stem.is_empty() {
                    start = number;
                }
                stem.push(line.trim_start_matches('\u{200b}'));
            }
        }
    }
    if !stem.is_empty() || !choices.is_empty() {
        let item = stem.join(" ").chars().take(40).collect();
        out.problems.push(Problem { line: start, item, why: "there is no ANSWER line".to_owned() });
    }
    out
}

fn follows(choices: &[(char, String)], letter: char) -> bool {
    let next = choices.last().map_or('A', |(l, _)| char::from(*l as u8 + 1));
    letter.to_ascii_uppercase() == next
}

/// The letters of an answer: `B`, `b)`, `A, C`; or `B) a sequela`, which repeats the choice's text.
fn letters_of(answer: &str, choices: &[(char, String)]) -> Option<Vec<char>> {
    let choice = |word: &str| {
        let mut chars = word.trim_matches(['.', ')', '(', ':']).chars();
        let letter = chars.next().filter(|_| chars.next().is_none())?;
        choices.iter().find(|(c, _)| c.eq_ignore_ascii_case(&letter))
    };
    let (first, rest) = answer.split_once(char::is_whitespace).unwrap_or((answer, ""));
    if let Some((letter, text)) = choice(first)
        && text.trim().eq_ignore_ascii_case(rest.trim())
    {
        return Some(vec![*letter]);
    }
    let words = answer.split([',', ';', ' ', '\t']).filter(|w| !w.is_empty());
    let letters: Vec<char> = words.map(|w| choice(w).map(|(c, _)| *c)).collect::<Option<_>>()?;
    (!letters.is_empty()).then_some(letters)
}

fn finish(line: usize, stem: &[&str], choices: &[(char, String)], answer: &str) -> Result<Draft, String> {
    if choices.is_empty() {
        return Err("there are no choices before this ANSWER line".to_owned());
    }
    let letters = letters_of(answer, choices)
        .ok_or_else(|| format!("the answer `{answer}` is no letter of a choice, and no list of letters"))?;
    let choices = choices.iter().map(|(letter, text)| Choice {
        text: text.clone(),
        key: letters.iter().any(|l| l.eq_ignore_ascii_case(letter)),
        why: None,
    });
    let body = Body::Choices { multiple: letters.len() > 1, choices: choices.collect(), shuffle: true };
    Ok(Draft::new(line, stem.join("\n"), body))
}
