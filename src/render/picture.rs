//! Pictures of a page: inline SVG, each with a name, a description, and its figures beside it.

use maud::{Markup, html};

use super::report::number;

/// A picture with a name and a description, and its figures in a table below.
pub(super) fn figure(
    name: &str,
    about: &str,
    size: (f64, f64),
    picture: &Markup,
    figures: &Markup,
) -> Markup {
    let id: String = name.chars().filter(char::is_ascii_alphanumeric).collect();
    html! {
        figure {
            svg viewBox=(format!("0 0 {} {}", size.0, size.1)) role="img" aria-labelledby=(format!("{id}-t {id}-d")) {
                title id=(format!("{id}-t")) { (name) }
                desc id=(format!("{id}-d")) { (about) }
                (picture)
            }
            details class="screen" { summary { "The figures" } div class="scroll" { (figures) } }
        }
    }
}

/// Bars standing side by side; every so many-th has its label below.
pub(super) fn columns(bars: &[(String, f64, f64)], every: usize) -> (Markup, (f64, f64)) {
    const WIDE: f64 = 760.0;
    const HIGH: f64 = 150.0;
    let most = bars.iter().map(|b| b.1).fold(1.0, f64::max);
    let step = WIDE / bars.len().max(1) as f64;
    let y = |value: f64| 14.0 + HIGH * (1.0 - value / most);
    let picture = html! {
        text class="dim" x="0" y="10" { (number(most)) }
        line class="axis" x1="0" y1="14" x2=(WIDE) y2="14" {}
        line class="axis" x1="0" y1=(y(0.0)) x2=(WIDE) y2=(y(0.0)) {}
        @for (at, (label, all, part)) in bars.iter().enumerate() {
            @let x = step * at as f64 + step * 0.12;
            @if *all > 0.0 {
                rect class="band" x=(tenths(x)) y=(tenths(y(*all))) width=(tenths(step * 0.76)) height=(tenths(y(0.0) - y(*all))) {
                    title { (label) ": " (number(*all)) }
                }
                rect class="bar" x=(tenths(x)) y=(tenths(y(*part))) width=(tenths(step * 0.76)) height=(tenths(y(0.0) - y(*part))) {}
            }
            @if at % every == 0 && at + every / 2 < bars.len() { text class="dim" x=(tenths(x)) y=(y(0.0) + 16.0) { (label) } }
        }
    };
    (picture, (WIDE, HIGH + 36.0))
}

pub(super) fn tenths(value: f64) -> String {
    format!("{value:.1}")
}
