//! Words as search compares them: without case, accents and plural, British and American spelling as one.

use std::borrow::Cow;

use unicode_normalization::UnicodeNormalization as _;
use unicode_normalization::char::is_combining_mark;

/// Words that join others: every second title holds them, and they tell none from another.
const JOINING: &[&str] = &[
    "a", "an", "and", "as", "at", "by", "due", "for", "from", "in", "into", "of", "on", "or", "that", "the",
    "this", "to", "with",
];

/// Words that say little: they count a little where they match, and cost little where they do not.
const WEAK: &[&str] = &[
    "not",
    "elsewhere",
    "classified",
    "nos",
    "nec",
    "other",
    "specified",
    "unspecified",
    "pt",
    "patient",
    "having",
    "has",
    "is",
    "code",
    "icd",
    "icd10",
    "icd-10",
    "dx",
    "condition",
];

/// Whether a word only joins others.
pub(super) fn is_function_word(word: &str) -> bool {
    JOINING.contains(&word)
}

/// Whether a word (in the form of [`words`]) says little.
pub(super) fn is_weak(word: &str) -> bool {
    JOINING.contains(&word) || WEAK.contains(&word)
}

/// The words of a text, folded: letters and digits, possessive endings dropped.
pub(super) fn words(text: &str) -> Vec<String> {
    let plain: Cow<'_, str> = if text.is_ascii() {
        Cow::Borrowed(text)
    } else {
        let letters = text.nfd().filter(|c| !is_combining_mark(*c));
        Cow::Owned(letters.map(|c| if c == '\u{2019}' { '\'' } else { c }).collect())
    };
    let mut found = Vec::with_capacity(plain.len() / 6 + 1);
    for token in plain.split(|c: char| !c.is_alphanumeric() && c != '\'') {
        let token = token.strip_suffix("'s").or_else(|| token.strip_suffix("'S")).unwrap_or(token);
        if token.is_empty() {
            continue;
        }
        let mut word: String = token.chars().filter(|c| *c != '\'').flat_map(char::to_lowercase).collect();
        fold(&mut word);
        stem(&mut word);
        if !word.is_empty() {
            found.push(word);
        }
    }
    found
}

/// British and American endings, and how many letters stand in front of one at least.
const ENDS: [(&str, &str, usize); 11] = [
    ("isation", "ization", 2),
    ("ising", "izing", 2),
    ("ised", "ized", 2),
    ("ise", "ize", 2),
    ("yse", "yze", 2),
    ("our", "or", 2),
    ("ours", "ors", 2),
    ("tre", "ter", 1),
    ("bre", "ber", 1),
    ("tres", "ters", 1),
    ("bres", "bers", 1),
];

/// One spelling for both sides of the Atlantic. Applied to what is searched and to what is searched for alike, so that a
/// fold that no dictionary would make (`aerobic`) does no harm.
fn fold(word: &mut String) {
    if !word.bytes().all(|b| b.is_ascii_lowercase()) {
        return;
    }
    for (double, single) in [("ae", "e"), ("oe", "e"), ("ll", "l"), ("sulph", "sulf")] {
        if word.contains(double) {
            *word = word.replace(double, single);
        }
    }
    for (british, american) in [("leuc", "leuk"), ("mould", "mold"), ("aluminium", "aluminum")] {
        if word.starts_with(british) {
            word.replace_range(..british.len(), american);
        }
    }
    // The beginning in front of an ending is a word's, not a letter's.
    if let Some((british, american, _)) =
        ENDS.iter().find(|(british, _, least)| word.ends_with(british) && word.len() > british.len() + least)
    {
        word.truncate(word.len() - british.len());
        word.push_str(american);
    }
}

/// Takes the plural ending away. An abbreviation has none: HLHS is not HLH.
fn stem(word: &mut String) {
    if word.len() <= 3 || !word.is_ascii() {
        return;
    }
    if word.ends_with("ies") && word.len() > 5 {
        word.truncate(word.len() - 3);
        word.push('y');
        return;
    }
    let start = &word[..word.len() - 1];
    let vowel = start.contains(['a', 'e', 'i', 'o', 'u', 'y']);
    if word.ends_with('s') && !start.ends_with(['s', 'u', 'i']) && vowel {
        word.pop();
    }
}

#[cfg(test)]
mod tests {
    use super::words;

    #[test]
    fn both_spellings_and_numbers_are_one_word() {
        let same = [
            ("Haemorrhage", "hemorrhage"),
            ("oesophageal", "esophageal"),
            ("Tumours", "tumor"),
            ("diarrhoea", "diarrhea"),
            ("fibre", "fiber"),
            ("immunisation", "immunization"),
            ("paralysed", "paralysed"),
            ("leucocytosis", "leukocytosis"),
            ("counselling", "counseling"),
            ("Fractures", "fracture"),
            ("injuries", "injury"),
            ("M\u{e9}ni\u{e8}re's", "meniere"),
            ("Crohn\u{2019}s disease", "crohn disease"),
        ];
        for (a, b) in same {
            assert_eq!(words(a), words(b), "{a}");
        }
        assert_eq!(words("virus"), ["virus"]);
        assert_eq!(words("type 2"), ["type", "2"]);
    }
}
