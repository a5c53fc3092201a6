//! The keys of a table: what a cell names among the choices of its row, and what may mean two things.

use super::draft::one_line;

/// More choices than this are none of one question.
pub(super) const MOST_CHOICES: usize = 200;

/// The parts of a key that is a list.
pub(super) fn key_parts(key: &str) -> impl Iterator<Item = &str> {
    key.split([';', ',', '|']).map(str::trim).filter(|p| !p.is_empty())
}

/// 1 of `1`, `a` and `A`.
pub(super) fn number_of(text: &str) -> Option<usize> {
    if let Ok(number) = text.parse::<usize>() {
        return (1..=MOST_CHOICES).contains(&number).then_some(number);
    }
    let letter = text.bytes().next().filter(|_| text.len() == 1)?.to_ascii_lowercase();
    letter.is_ascii_lowercase().then(|| usize::from(letter - b'a') + 1)
}

/// Whether the key of a row stands for a choice: the choices of a text are wrong answers, and 0 may be its key.
pub(super) fn has_choices<'r>(cell: impl Fn(&str) -> Option<&'r str>) -> bool {
    let kind = cell("type").map(str::to_lowercase);
    cell("choice_1").is_some() && !matches!(kind.as_deref().map(kind_of), Some(Some("text" | "true-false")))
}

/// The type of a name, where that is one of ours.
pub(super) fn kind_of(name: &str) -> Option<&'static str> {
    Some(match name {
        "single" | "multiple choice" | "multiple-choice" | "mc" | "mcq" | "multichoice" => "single",
        "multiple" | "multi" | "ma" | "checkbox" | "multiple answer" | "multiple response" => "multiple",
        "true-false" | "truefalse" | "tf" | "true/false" => "true-false",
        "text" | "short" | "shortanswer" | "short answer" => "text",
        "match" | "matching" => "match",
        "order" | "ordering" => "order",
        code if code.starts_with("code") => "code",
        _ => return None,
    })
}

/// What a word says of truth.
pub(super) fn truth_of(word: &str) -> Option<bool> {
    match word.to_lowercase().as_str() {
        "true" | "t" | "yes" | "1" => Some(true),
        "false" | "f" | "no" | "0" => Some(false),
        _ => None,
    }
}

/// Items as the key orders them; as they stand where there is none.
pub(super) fn in_order(
    items: Vec<Option<String>>,
    key: Option<&str>,
    own: bool,
) -> Result<Vec<String>, String> {
    let Some(key) = key else { return Ok(items.into_iter().flatten().collect()) };
    let places = keys_of(key, &items, own)?;
    let mut once = places.clone();
    once.sort_unstable();
    once.dedup();
    if once.len() != places.len() || places.len() != items.iter().flatten().count() {
        return Err(format!("the key `{key}` of an order does not name every item once"));
    }
    Ok(places.iter().filter_map(|at| items[*at].clone()).collect())
}

/// The type of a row that names none.
pub(super) fn guess(choices: &[Option<String>], key: Option<&str>, own: bool) -> &'static str {
    let there = choices.iter().flatten().count();
    let keys = key.and_then(|k| keys_of(k, choices, own).ok()).map_or(0, |k| k.len());
    let words = |c: &str| matches!(c.to_lowercase().as_str(), "true" | "false");
    if there == 0 && key.is_some_and(words) {
        "true-false"
    } else if there == 0 {
        "text"
    } else if keys > 1 {
        "multiple"
    } else {
        "single"
    }
}

/// The places of the keys: by letters, by numbers, or by the text of a choice.
pub(super) fn keys_of(key: &str, choices: &[Option<String>], own: bool) -> Result<Vec<usize>, String> {
    let words = choices.iter().position(|c| c.as_deref() == Some(key));
    let there = |n: &usize| choices.get(*n).is_some_and(Option::is_some);
    let named = number_of(key).map(|n| n - 1).filter(there);
    let letters = key_parts(key).all(|p| number_of(p).is_some());
    let several = key_parts(key).count() > 1;
    match words {
        Some(at) if !letters => return Ok(vec![at]),
        Some(_) if !own && several => {
            return Err(format!("the key `{key}` is the text of one choice and a list of others"));
        }
        // In a foreign table `A` may mean the first choice, or the one that reads "A".
        Some(at) if !own && number_of(key) != Some(at + 1) && named.is_some() => {
            return Err(format!("the key `{key}` is the text of one choice and the letter of another"));
        }
        _ => {}
    }
    let place = |part: &str| {
        let by_text = choices.iter().position(|c| c.as_deref().is_some_and(|c| c.eq_ignore_ascii_case(part)));
        let by_name = number_of(part).map(|n| n - 1).filter(there);
        by_name.or(by_text)
    };
    let keys: Vec<usize> = key_parts(key)
        .map(|part| {
            place(part).ok_or_else(|| format!("the key `{}` names no choice of the row", one_line(part)))
        })
        .collect::<Result<_, _>>()?;
    if keys.is_empty() { Err("the row has no key".to_owned()) } else { Ok(keys) }
}
