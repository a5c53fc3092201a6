//! Words as search compares them: without case, accents and plural, British and American spelling as one.

use unicode_normalization::UnicodeNormalization as _;
use unicode_normalization::char::is_combining_mark;

/// Words that say little: they count a little where they match, and cost little where they do not.
const WEAK: &[&str] = &[
    "a",
    "an",
    "and",
    "as",
    "at",
    "by",
    "due",
    "for",
    "from",
    "in",
    "into",
    "not",
    "of",
    "on",
    "or",
    "that",
    "the",
    "this",
    "to",
    "with",
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

/// Whether a word (in the form of [`words`]) says little.
pub(super) fn is_weak(word: &str) -> bool {
    WEAK.contains(&word)
}

/// The words of a text, folded.
pub(super) fn words(text: &str) -> Vec<String> {
    raw_words(text).map(|w| stem(&fold(&w))).filter(|w| !w.is_empty()).collect()
}

/// Letters and digits, possessive endings dropped.
fn raw_words(text: &str) -> impl Iterator<Item = String> + use<> {
    let plain: String = text
        .nfd()
        .filter(|c| !is_combining_mark(*c))
        .map(|c| if c == '\u{2019}' { '\'' } else { c })
        .flat_map(char::to_lowercase)
        .collect::<String>()
        .replace("'s ", " ")
        .replace("s' ", "s ");
    let plain = plain.strip_suffix("'s").map(str::to_owned).unwrap_or(plain);
    let words: Vec<String> = plain
        .replace('\'', "")
        .split(|c: char| !c.is_alphanumeric())
        .filter(|w| !w.is_empty())
        .map(str::to_owned)
        .collect();
    words.into_iter()
}

/// One spelling for both sides of the Atlantic. Applied to what is searched and to what is searched for alike, so that a
/// fold that no dictionary would make (`aerobic`) does no harm.
fn fold(word: &str) -> String {
    if !word.is_ascii() || word.bytes().any(|b| b.is_ascii_digit()) {
        return word.to_owned();
    }
    let mut folded = word.replace("ae", "e").replace("oe", "e").replace("ll", "l").replace("sulph", "sulf");
    for (british, american) in [("leuc", "leuk"), ("mould", "mold"), ("aluminium", "aluminum")] {
        if folded.starts_with(british) {
            folded = folded.replacen(british, american, 1);
        }
    }
    for (british, american) in [
        ("isation", "ization"),
        ("ising", "izing"),
        ("ised", "ized"),
        ("ise", "ize"),
        ("yse", "yze"),
        ("our", "or"),
        ("ours", "ors"),
    ] {
        if folded.len() > british.len() + 2
            && let Some(start) = folded.strip_suffix(british)
        {
            return format!("{start}{american}");
        }
    }
    for (british, american) in [("tre", "ter"), ("bre", "ber"), ("tres", "ters"), ("bres", "bers")] {
        if folded.len() > 4
            && let Some(start) = folded.strip_suffix(british)
        {
            return format!("{start}{american}");
        }
    }
    folded
}

/// The word without its plural ending.
fn stem(word: &str) -> String {
    if word.len() <= 3 || !word.is_ascii() {
        return word.to_owned();
    }
    if let Some(start) = word.strip_suffix("ies").filter(|s| s.len() > 2) {
        return format!("{start}y");
    }
    match word.strip_suffix('s') {
        // An abbreviation has no plural: HLHS is not HLH.
        Some(start)
            if !start.ends_with(['s', 'u', 'i']) && start.contains(['a', 'e', 'i', 'o', 'u', 'y']) =>
        {
            start.to_owned()
        }
        _ => word.to_owned(),
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
