//! Small charts of characters: legible without colour, and as wide as there is room.

use super::style::Style;

/// A bar of eighths of a character; at least the thinnest where there is anything.
pub(super) fn bar(value: f64, most: f64, columns: usize) -> String {
    const EIGHTHS: [char; 8] =
        ['\u{258f}', '\u{258e}', '\u{258d}', '\u{258c}', '\u{258b}', '\u{258a}', '\u{2589}', '\u{2588}'];
    if value <= 0.0 || most <= 0.0 {
        return String::new();
    }
    let eighths = ((value / most).min(1.0) * columns as f64 * 8.0).round().max(1.0) as usize;
    let mut bar = "\u{2588}".repeat(eighths / 8);
    if let Some(part) = (eighths % 8).checked_sub(1) {
        bar.push(EIGHTHS[part]);
    }
    bar
}

/// An interval on a scale from 0 to 1, with what is expected and a mark: `··├──●──┤··|···`.
pub(super) fn interval(low: f64, expected: f64, high: f64, mark: Option<f64>, columns: usize) -> String {
    let at = |share: f64| ((share.clamp(0.0, 1.0) * (columns.max(2) - 1) as f64).round()) as usize;
    let (low, expected, high) = (at(low), at(expected), at(high));
    let mark = mark.map(at);
    (0..columns.max(2))
        .map(|column| match column {
            c if c == expected => '\u{25cf}',
            c if Some(c) == mark => '|',
            c if c == low => '\u{251c}',
            c if c == high => '\u{2524}',
            c if c > low && c < high => '\u{2500}',
            _ => '\u{b7}',
        })
        .collect()
}

/// Columns for a chart beside texts of some width: none where it would be too narrow to say anything.
pub(super) fn room(style: &Style, texts: usize, most: usize) -> Option<usize> {
    let columns = style.width.unwrap_or(100).saturating_sub(texts).min(most);
    (columns >= 8).then_some(columns)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn bars_and_intervals() {
        assert_eq!(bar(5.0, 10.0, 10), "\u{2588}".repeat(5));
        assert_eq!(bar(0.001, 10.0, 10), "\u{258f}");
        assert_eq!(bar(0.0, 10.0, 10), "");
        assert_eq!(interval(0.2, 0.4, 0.6, Some(0.7), 11), "··├─●─┤|···");
    }

    proptest! {
        #[test]
        fn nothing_is_wider_than_it_may_be(value in 0.0..1e6_f64, most in 0.0..1e6_f64, columns in 2_usize..80) {
            prop_assert!(bar(value, most, columns).chars().count() <= columns);
            let (low, high) = (value / 1e6, most / 1e6);
            prop_assert_eq!(interval(low, low, high, Some(high), columns).chars().count(), columns);
        }
    }
}
