//! Lines of the official text files, which are UTF-8 or Windows-1252.

/// The text of a file. Bytes that are no UTF-8 are read as Latin-1, of which the official files use the accents.
pub(super) fn decode(bytes: &[u8]) -> String {
    match std::str::from_utf8(bytes) {
        Ok(text) => text.trim_start_matches('\u{feff}').to_owned(),
        Err(_) => bytes.iter().map(|b| char::from(*b)).collect(),
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
