//! Looking at texts as rules do.

use std::sync::OnceLock;

use crate::bank::{At, Span};

/// The words of a text, without what parts them.
pub(super) fn words(text: &str) -> Words<'_> {
    Words { text, at: 0 }
}

/// See [`words`]. Every rule goes through them, so that bytes are looked at wherever they are characters.
pub(super) struct Words<'t> {
    text: &'t str,
    at: usize,
}

impl Words<'_> {
    /// Goes on as long as characters belong to a word, or to none.
    fn pass(&mut self, inside: bool) {
        while let Some(byte) = self.text.as_bytes().get(self.at) {
            let (belongs, len) = if byte.is_ascii() {
                (byte.is_ascii_alphanumeric() || *byte == b'\'', 1)
            } else {
                let c = self.text[self.at..].chars().next().unwrap_or(' ');
                (c.is_alphanumeric() || c == '\u{2019}', c.len_utf8())
            };
            if belongs != inside {
                return;
            }
            self.at += len;
        }
    }
}

impl<'t> Iterator for Words<'t> {
    type Item = &'t str;

    fn next(&mut self) -> Option<&'t str> {
        self.pass(false);
        let start = self.at;
        self.pass(true);
        (self.at > start).then(|| &self.text[start..self.at])
    }
}

/// Words that stand in every question and tell none from another.
const COMMON: &str = "a an and any are as at be been before best by can code coded coder codes coding correct \
                      correctly describes do does done each following for first from had has have he her his how if \
                      in into is it its listed may most must no not of on one only or other patient patients record \
                      reported report says she should statement that the their then there these they this to true \
                      under used was were what when where which who whose why will with would year years old assign \
                      answer choose select false you your term terms word words mean means meaning called refer refers \
                      describe statements option options choice choices following";

/// The common words by length and first letter: few share both.
fn common(word: &str) -> &'static [&'static str] {
    const LONGEST: usize = 16;
    static WORDS: OnceLock<Vec<Vec<&str>>> = OnceLock::new();
    let place = |word: &str| word.len().min(LONGEST) * 26 + usize::from(word.as_bytes()[0] % 26);
    let words = WORDS.get_or_init(|| {
        let mut words = vec![Vec::new(); (LONGEST + 1) * 26];
        COMMON.split_whitespace().for_each(|word| words[place(word)].push(word));
        words
    });
    words[place(word)].as_slice()
}

/// Whether a lower-case word says nothing of what a question is about.
pub(super) fn is_common(word: &str) -> bool {
    word.len() < 2 || common(word).contains(&word)
}

/// A word without the endings that two forms of it differ in.
pub(super) fn root(word: &str) -> &str {
    let bare = word.strip_suffix("'s").or_else(|| word.strip_suffix("\u{2019}s")).unwrap_or(word);
    for ending in ["ing", "ed", "es", "s"] {
        if let Some(rest) = bare.strip_suffix(ending)
            && rest.len() > 3
            && !rest.ends_with('s')
        {
            return rest;
        }
    }
    bare
}

/// Where a piece of a text stands in the file; the whole text where the file has it in pieces of its own.
pub(super) fn piece(text: &At<String>, source: &str, from: usize, len: usize) -> Span {
    let raw = source.get(std::ops::Range::from(text.span)).unwrap_or("");
    match raw_piece(raw, &text.value, from, from + len).filter(|_| len > 0) {
        Some((from, to)) => Span { start: text.span.start + from as u32, end: text.span.start + to as u32 },
        None => text.span,
    }
}

/// Where a piece of a value stands between the quotation marks, escapes counted as they are written.
fn raw_piece(raw: &str, value: &str, from: usize, to: usize) -> Option<(usize, usize)> {
    let mark = raw.chars().next().filter(|c| matches!(c, '"' | '\''))?;
    let multiline = raw.len() >= 6 && raw.chars().take(3).all(|c| c == mark);
    let mut at = if multiline { 3 } else { 1 };
    if multiline {
        let rest = &raw[at..];
        at +=
            rest.len() - rest.strip_prefix("\r\n").or_else(|| rest.strip_prefix('\n')).unwrap_or(rest).len();
    }
    let (mut read, mut start) = (0, None);
    loop {
        if read == from {
            start = Some(at);
        }
        if read == to {
            return Some((start?, at));
        }
        let (wanted, next) = (value.get(read..)?.chars().next()?, raw.get(at..)?.chars().next()?);
        if next == '\\' && mark == '"' {
            let escape = raw[at + 1..].chars().next()?;
            let long = match escape {
                'x' => 4,
                'u' => 6,
                'U' => 10,
                // A line that goes on: neither the break nor what indents the next is in the value.
                c if c.is_whitespace() => {
                    at = raw.len() - raw[at + 1..].trim_start().len();
                    continue;
                }
                _ => 2,
            };
            at += long;
            read += wanted.len_utf8();
        } else if next == wanted {
            at += next.len_utf8();
            read += wanted.len_utf8();
        } else if next == '\r' {
            at += 1;
        } else {
            return None;
        }
    }
}

/// The first of some words or phrases in a text, whole words in any case, with its place.
pub(super) fn first_of<'t>(text: &'t str, wanted: &[&str]) -> Option<(usize, &'t str)> {
    words(text).find_map(|word| {
        let at = word.as_ptr() as usize - text.as_ptr() as usize;
        let first = word.as_bytes()[0].to_ascii_lowercase();
        let begins = |phrase: &&&str| {
            let phrase = phrase.as_bytes();
            phrase[0] == first
                && phrase.get(word.len()).is_none_or(|b| *b == b' ')
                && phrase.get(..word.len()).is_some_and(|p| p.eq_ignore_ascii_case(word.as_bytes()))
        };
        wanted.iter().filter(begins).find_map(|phrase| {
            let piece = text.get(at..at + phrase.len()).filter(|p| p.eq_ignore_ascii_case(phrase))?;
            let goes_on = text[at + phrase.len()..].chars().next().is_some_and(char::is_alphanumeric);
            (!goes_on).then_some((at, piece))
        })
    })
}

/// Whether a text only keeps the place of one: `TODO`, `TBD`, `?`, `-`.
pub(super) fn is_placeholder(text: &str) -> bool {
    let bare = text.trim().trim_matches(|c: char| !c.is_alphanumeric()).to_ascii_lowercase();
    matches!(bare.as_str(), "" | "todo" | "tbd" | "tba" | "fixme" | "xxx" | "to do" | "to be done")
}

/// The numbers that are written as words: those up to twelve, and the tens.
const NUMBERS: [&str; 20] = [
    "zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven",
    "twelve", "twenty", "thirty", "forty", "fifty", "sixty", "ninety", "hundred",
];

/// A number in figures or as a word.
pub(super) fn number_of(word: &str) -> Option<f64> {
    if word.starts_with(|c: char| c.is_ascii_digit()) {
        return word.replace(',', "").trim_end_matches('.').parse().ok();
    }
    if !(3..=7).contains(&word.len()) {
        return None;
    }
    match NUMBERS.iter().position(|n| n.eq_ignore_ascii_case(word)) {
        Some(number @ ..13) => Some(number as f64),
        Some(18) => Some(90.0),
        Some(19) => Some(100.0),
        Some(ten) => Some((ten - 11) as f64 * 10.0),
        None => None,
    }
}

/// The last sentence of a text: what is asked; with its place.
pub(super) fn last_sentence(text: &str) -> (usize, &str) {
    let trimmed = text.trim_end();
    let body = trimmed.trim_end_matches(['.', '?', '!', ':', '"', ')']);
    let ends = body
        .match_indices(['.', '?', '!', ';', '\n'])
        .filter(|(at, end)| *end == "\n" || body[at + end.len()..].starts_with(char::is_whitespace));
    let start = ends.into_iter().next_back().map_or(0, |(at, end)| at + end.len());
    let sentence = &trimmed[start..];
    let lead = sentence.len() - sentence.trim_start().len();
    (start + lead, &sentence[lead..])
}

/// "two choices", "1 choice".
pub(super) fn count(n: usize, one: &str, many: &str) -> String {
    format!("{n} {}", if n == 1 { one } else { many })
}

/// A text short enough for a message.
pub(super) fn short(text: &str) -> String {
    let line = text.lines().next().unwrap_or("");
    if line.chars().count() <= 50 && line.len() == text.len() {
        return line.to_owned();
    }
    format!("{}…", line.chars().take(49).collect::<String>().trim_end())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_read_as_words_too() {
        let read =
            ["zero", "Twelve", "twenty", "Sixty", "ninety", "hundred", "1,500", "several"].map(number_of);
        let wanted = [0.0, 12.0, 20.0, 60.0, 90.0, 100.0, 1500.0].map(Some);
        assert_eq!((&read[..7], read[7]), (&wanted[..], None));
    }

    #[test]
    fn pieces_are_found_behind_escapes() {
        for (raw, value, word) in [
            (
                r#""Éé one finding and\nother findings. Which is not correct?""#,
                "Éé one finding and\nother findings. Which is not correct?",
                "not",
            ),
            (r#""a \"not\" b""#, "a \"not\" b", "not"),
            (r#""\u00e9\tnot""#, "\u{e9}\tnot", "not"),
            ("'C:\\not'", "C:\\not", "not"),
            ("\"\"\"\r\none\r\n  not\"\"\"", "one\n  not", "not"),
            ("\"\"\"one \\\n     two\"\"\"", "one two", "two"),
        ] {
            let from = value.rfind(word).expect("the word");
            let (start, end) = raw_piece(raw, value, from, from + word.len()).expect(raw);
            assert_eq!(&raw[start..end], word, "{raw}");
            assert_eq!(start, raw.rfind(word).expect("the word"), "{raw}");
        }
        assert_eq!(raw_piece("\"abc\"", "other", 0, 2), None);
    }
}
