//! Lines of the official text files, which are UTF-8 or Windows-1252.

/// What Windows-1252 has where Latin-1 has control characters, from 0x80 on.
const WINDOWS: [char; 32] = [
    '\u{20ac}', '\u{fffd}', '\u{201a}', '\u{192}', '\u{201e}', '\u{2026}', '\u{2020}', '\u{2021}', '\u{2c6}',
    '\u{2030}', '\u{160}', '\u{2039}', '\u{152}', '\u{fffd}', '\u{17d}', '\u{fffd}', '\u{fffd}', '\u{2018}',
    '\u{2019}', '\u{201c}', '\u{201d}', '\u{2022}', '\u{2013}', '\u{2014}', '\u{2dc}', '\u{2122}', '\u{161}',
    '\u{203a}', '\u{153}', '\u{fffd}', '\u{17e}', '\u{178}',
];

fn windows(byte: u8) -> char {
    match byte {
        0x80..=0x9f => WINDOWS[usize::from(byte - 0x80)],
        byte => char::from(byte),
    }
}

/// The text of a file. What is no UTF-8 is read as Windows-1252.
pub(super) fn decode(bytes: &[u8]) -> String {
    match std::str::from_utf8(bytes) {
        Ok(text) => text.trim_start_matches('\u{feff}').to_owned(),
        Err(_) => bytes.iter().map(|b| windows(*b)).collect(),
    }
}

/// The characters from one column to another, counted from 1, both included, trimmed.
pub(super) fn columns(line: &str, from: usize, to: usize) -> &str {
    let at = |column: usize| line.char_indices().nth(column).map_or(line.len(), |(at, _)| at);
    if line.is_ascii() {
        return line.get((from - 1).min(line.len())..to.min(line.len())).unwrap_or("").trim();
    }
    line.get(at(from - 1)..at(to)).unwrap_or("").trim()
}
