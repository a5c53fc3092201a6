//! Width, colour, and making text harmless.

use std::borrow::Cow;
use std::fmt::Write as _;

use anstyle::{AnsiColor, Effects, Style as Ansi};
use textwrap::{Options, WordSplitter};

/// How text is laid out.
#[derive(Clone, Copy, Debug)]
pub struct Style {
    /// Columns of the screen; lines are as long as they are when absent.
    pub width: Option<usize>,
    /// Whether to colour.
    pub color: bool,
    /// Whether somebody sits at a terminal; otherwise each question is headed by its identity.
    pub interactive: bool,
}

/// Narrower than this a screen is treated as this wide: words have to stand somewhere.
const NARROWEST: usize = 12;

impl Style {
    /// Plain text of any width.
    pub const PLAIN: Style = Style { width: None, color: false, interactive: false };

    /// Text in lines that fit, each ended by a line break; its control characters made visible. `first` and `rest` stand in
    /// front of the first and the following lines.
    pub fn wrap(&self, text: &str, first: &str, rest: &str) -> String {
        let mut out = String::new();
        for (at, line) in text.lines().enumerate() {
            let line = visible(line);
            let lead = if at == 0 { first } else { rest };
            let Some(width) = self.width else {
                let _ = writeln!(out, "{lead}{}", line.trim_end());
                continue;
            };
            let options = Options::new(width.max(NARROWEST))
                .initial_indent(lead)
                .subsequent_indent(rest)
                .word_splitter(WordSplitter::NoHyphenation);
            for wrapped in textwrap::wrap(line.trim_end(), options) {
                let _ = writeln!(out, "{}", wrapped.trim_end());
            }
        }
        if text.is_empty() {
            let _ = writeln!(out, "{}", first.trim_end());
        }
        out
    }

    fn paint(&self, text: &str, style: Ansi) -> String {
        if self.color && !text.is_empty() {
            format!("{}{text}{}", style.render(), style.render_reset())
        } else {
            text.to_owned()
        }
    }

    /// A heading.
    pub fn heading(&self, text: &str) -> String {
        self.paint(text, Ansi::new().effects(Effects::BOLD))
    }

    /// What is correct.
    pub fn good(&self, text: &str) -> String {
        self.paint(text, Ansi::new().fg_color(Some(AnsiColor::Green.into())))
    }

    /// What is not.
    pub fn bad(&self, text: &str) -> String {
        self.paint(text, Ansi::new().fg_color(Some(AnsiColor::Red.into())))
    }

    /// What matters less.
    pub fn faint(&self, text: &str) -> String {
        self.paint(text, Ansi::new().effects(Effects::DIMMED))
    }
}

/// The text with control characters, and the marks that turn the direction of writing, made visible.
pub fn visible(text: &str) -> Cow<'_, str> {
    if !text.chars().any(is_harmful) {
        return Cow::Borrowed(text);
    }
    let shown = text.chars().map(|c| match c {
        '\t' => ' ',
        '\u{7f}' => '\u{2421}',
        '\0'..='\u{1f}' => char::from_u32(0x2400 + u32::from(c)).unwrap_or('\u{fffd}'),
        c if is_harmful(c) => '\u{fffd}',
        c => c,
    });
    Cow::Owned(shown.collect())
}

fn is_harmful(c: char) -> bool {
    c.is_control() || matches!(c, '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

/// Display width of a text.
pub(super) fn width(text: &str) -> usize {
    unicode_width::UnicodeWidthStr::width(text)
}

/// The text cut to a display width, with a mark where it was cut; on one line.
pub(super) fn cut(text: &str, most: usize) -> String {
    let line: String = text.split_whitespace().collect::<Vec<_>>().join(" ");
    let line = visible(&line);
    if width(&line) <= most {
        return line.into_owned();
    }
    let mut out = String::new();
    let mut used = 1;
    for c in line.chars() {
        let w = unicode_width::UnicodeWidthChar::width(c).unwrap_or(0);
        if used + w > most {
            break;
        }
        used += w;
        out.push(c);
    }
    out.push('\u{2026}');
    out
}

/// The text with spaces behind it up to a display width.
pub(super) fn pad(text: &str, to: usize) -> String {
    format!("{text}{}", " ".repeat(to.saturating_sub(width(text))))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn control_sequences_are_shown() {
        assert_eq!(visible("a\u{1b}[31mred\u{7}"), "a\u{241b}[31mred\u{2407}");
        assert_eq!(visible("\u{9b}2J\u{202e}x"), "\u{fffd}2J\u{fffd}x");
        assert_eq!(visible("caf\u{e9}"), "caf\u{e9}");
    }

    proptest! {
        #[test]
        fn nothing_harmful_is_left_and_lines_fit(text in any::<String>(), width in 12_usize..100) {
            let style = Style { width: Some(width), color: false, interactive: true };
            let out = style.wrap(&text, "", "");
            prop_assert!(!out.chars().any(|c| c != '\n' && is_harmful(c)));
            for line in out.lines() {
                prop_assert!(super::width(line) <= width, "{line:?}");
            }
        }
    }
}
