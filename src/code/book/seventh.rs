//! Seventh characters: which a code takes, and how they are appended.

/// Whether a base code takes a character of its set. The note at S06 holds one exception that the definitions do not
/// tell: with loss of consciousness that ends in death (sixth character 7 or 8) only the initial encounter can be reported.
pub(super) fn applies(base: &str, character: char) -> bool {
    let ended = base.starts_with("S06") && base.len() == 6 && base.ends_with(['7', '8']);
    !(ended && matches!(character, 'D' | 'S'))
}

/// The base with placeholders to six characters and the seventh behind them.
pub(super) fn append(base: &str, character: char) -> String {
    format!("{base:X<6}{character}")
}

/// What may be the base of a code of seven characters: all but the last, then with fewer and fewer placeholders.
pub(super) fn bases(code: &str) -> impl Iterator<Item = &str> {
    let six = code.get(..6).filter(|_| code.len() == 7);
    std::iter::successors(six, |base| base.strip_suffix('X').filter(|b| b.len() >= 3))
}
