//! Item analysis as tables and as a page with a picture of each item.

use std::fmt::Write as _;

use maud::{DOCTYPE, Markup, PreEscaped, html};

use super::picture::{columns, figure as figure_of, tenths};
use super::portrait::CSS;
use super::report::{number, plural};
use super::style::{Style, cut, pad, visible};
use crate::app::{ChoiceLine, ItemLine, ItemsReport};

/// A text with its end, where it is too long: ids of one bank begin alike.
fn cut_middle(text: &str, most: usize) -> String {
    let count = text.chars().count();
    if count <= most || most < 8 {
        return cut(text, most);
    }
    let end = most * 2 / 3;
    let begin = most - end - 1;
    let head: String = text.chars().take(begin).collect();
    let tail: String = text.chars().skip(count - end).collect();
    format!("{head}\u{2026}{tail}")
}

/// What counts as much as it says under 20 answers.
const COUNTS_ONLY: &str = "counts-only";

fn figure(value: Option<f64>) -> String {
    value.map_or_else(|| "-".to_owned(), |v| format!("{v:.2}"))
}

/// What findings say to a person.
fn says(item: &ItemLine, text: impl Fn(&str) -> String) -> Vec<String> {
    let said = item.findings.iter().map(|f| {
        let choice = f.choice.as_deref().map(&text).unwrap_or_default();
        match f.kind {
            "key-in-doubt" => format!("key in doubt: those who know the rest take {choice}"),
            "negative-discrimination" => "those who know the rest miss it".to_owned(),
            "weak-discrimination" => "hardly tells who knows from who does not".to_owned(),
            "dead-distractor" => format!("hardly anybody takes {choice}"),
            "too-easy" => "nearly everybody gets it right".to_owned(),
            "other-key" => {
                "the key of these answers is not the bank's: the letters stay as they were".to_owned()
            }
            "older-revision" => "the question has changed since: these are answers to what it was".to_owned(),
            _ => "few get it right".to_owned(),
        }
    });
    said.collect()
}

fn trust(item: &ItemLine) -> &'static str {
    match item.counted {
        COUNTS_ONLY => "too few",
        "provisional" => "provisional",
        _ => "",
    }
}

fn named(item: &ItemLine, id: &str) -> String {
    let choice = item.choices.iter().find(|c| c.id == id);
    choice.and_then(|c| c.text.clone()).map_or_else(|| format!("`{id}`"), |t| format!("`{}`", cut(&t, 40)))
}

/// Facility, or the count where it says no more.
fn facility(item: &ItemLine) -> String {
    if item.counted == COUNTS_ONLY {
        format!("{} of {}", item.correct, item.n)
    } else {
        format!("{:.2}", item.facility)
    }
}

fn whole(report: &ItemsReport) -> Vec<String> {
    let mut lines = vec![format!(
        "{}, {}{}",
        plural(report.candidates as u64, "candidate", "candidates"),
        plural(report.questions as u64, "question", "questions"),
        if report.common_form { ", all answered by all" } else { "" }
    )];
    if let (Some(mean), Some(sd)) = (report.mean, report.sd) {
        lines.push(format!("mean {mean:.2} points, standard deviation {sd:.2}"));
    }
    match (report.reliability, report.sem) {
        (Some(alpha), Some(sem)) => {
            let doubt = if report.candidates < 100 { "; provisional" } else { "" };
            lines.push(format!(
                "reliability (alpha, KR-20) {alpha:.2}, standard error of measurement {sem:.2} points (n {}{doubt})",
                number(report.candidates as f64)
            ));
        }
        _ if report.common_form => {
            lines.push("reliability needs two questions and 20 candidates whose points differ".to_owned());
        }
        _ => lines.push("no reliability: not everybody answered the same questions".to_owned()),
    }
    if let Some(letters) = report.letters.as_ref().filter(|l| !l.taken) {
        lines.push(format!(
            "letters stay letters: of {} the bank and the key of the answers agree on {}; from three questions and four fifths on they \
             are taken for the bank's choices",
            plural(letters.questions as u64, "question", "questions"),
            letters.agree
        ));
    }
    let mut left_out = Vec::new();
    for (n, what) in [
        (report.repeated, "later attempts"),
        (report.superseded, "answers to older revisions"),
        (report.damaged, "damaged lines"),
    ] {
        if n > 0 {
            left_out.push(format!("{} {what}", number(n as f64)));
        }
    }
    if !left_out.is_empty() {
        lines.push(format!("not counted: {}", left_out.join(", ")));
    }
    lines
}

pub(super) fn items(report: &ItemsReport, style: &Style, out: &mut String) {
    for line in whole(report) {
        out.push_str(&style.wrap(&line, "", ""));
    }
    let longest = report.items.iter().map(|i| super::style::width(&i.question)).max().unwrap_or(8);
    let wide = longest.clamp(8, style.width.unwrap_or(100).saturating_sub(48).max(16));
    let head =
        format!("\n{} {:>6} {:>9} {:>6} {:>7}", pad("question", wide), "n", "facility", "discr.", "27 %");
    let _ = writeln!(out, "{}", style.heading(&head));
    for item in &report.items {
        let _ = writeln!(
            out,
            "{} {:>6} {:>9} {:>6} {:>7}  {}",
            pad(&cut_middle(&visible(&item.question), wide), wide),
            item.n,
            facility(item),
            figure(item.discrimination),
            figure(item.upper_lower),
            trust(item)
        );
        for said in says(item, |id| named(item, id)) {
            out.push_str(&style.wrap(&visible(&said), "    ", "    "));
        }
        // The choices of what is in doubt; the others are on the page, and in the machine output.
        if item.findings.iter().any(|f| f.choice.is_some() || f.kind == "hard") {
            choices(item, style, out);
        }
    }
    out.push_str(&style.wrap(
        "\nfacility: mean share of the points; discr.: correlation with the rest of the test, from .20 on good; 27 %: upper less \
         lower group. `--html FILE` has all choices, with pictures.",
        "",
        "",
    ));
}

fn choices(item: &ItemLine, style: &Style, out: &mut String) {
    for choice in item.choices.iter().filter(|c| c.n > 0 || c.text.is_some()).take(8) {
        let text = choice.text.as_deref().unwrap_or(&choice.id);
        let wide = style.width.unwrap_or(100).saturating_sub(34).clamp(12, 60);
        let _ = writeln!(
            out,
            "      {} {} {:>6} {:>5.0} % {:>6}",
            if choice.key { "*" } else { " " },
            pad(&cut(&visible(text), wide), wide),
            choice.n,
            choice.share * 100.0,
            figure(choice.discrimination)
        );
    }
}

/// The page.
pub(super) fn html(report: &ItemsReport) -> String {
    let page = html! {
        (DOCTYPE)
        html lang="en" {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width, initial-scale=1";
                title { "Item analysis" }
                style { (PreEscaped(CSS)) }
            }
            body {
                h1 { "Item analysis" }
                @for line in whole(report) { p { (line) } }
                (scores(report))
                (to_look_at(report))
                (overview(report))
                @for item in &report.items { (one(item)) }
                footer {
                    p { "Facility is the mean share of the points. Discrimination is the correlation of the item with the rest of the test, \
                         the item left out. The pictures show which choice the lower 27 %, those between and the upper 27 % of the \
                         candidates took: of a good item the key rises and every distractor falls. Under 20 answers only counts are \
                         given; under 100 figures are provisional." }
                }
            }
        }
    };
    page.into_string()
}

/// How the candidates did: how many have how many points.
fn scores(report: &ItemsReport) -> Markup {
    // More bars than these are too thin to be told apart.
    let width = report.scores.len().div_ceil(50).max(1);
    let bars: Vec<(String, f64, f64)> = report
        .scores
        .chunks(width)
        .enumerate()
        .map(|(at, counts)| {
            let (low, n) = (at * width, counts.iter().sum::<usize>() as f64);
            let high = low + counts.len() - 1;
            (if low == high { low.to_string() } else { format!("{low}\u{2013}{high}") }, n, n)
        })
        .collect();
    let (picture, size) = columns(&bars, bars.len().div_ceil(12).max(1));
    let figures = html! {
        table {
            thead { tr { th { "Points" } th class="n" { "Candidates" } } }
            tbody { @for (points, n, _) in &bars { tr { td { (points) } td class="n" { (number(*n)) } } } }
        }
    };
    html! {
        @if !bars.is_empty() {
            h2 { "Scores" }
            (figure_of("Candidates by points", "How many candidates have how many points.", size, &picture, &figures))
        }
    }
}

/// What was found, before everything else.
fn to_look_at(report: &ItemsReport) -> Markup {
    let found: Vec<&ItemLine> = report.items.iter().filter(|i| !i.findings.is_empty()).collect();
    html! {
        h2 { "To look at" }
        @if found.is_empty() { p { "Nothing was found." } }
        ul { @for item in found { li {
            a href=(format!("#{}", anchor(item))) { (item.question) } ": " (says(item, |id| named(item, id)).join("; "))
            " " span class="faint" { "(n " (item.n) @if !trust(item).is_empty() { ", " (trust(item)) } ")" }
        } } }
    }
}

/// All items in one picture: facility across, discrimination up.
fn overview(report: &ItemsReport) -> Markup {
    let dots: Vec<(&ItemLine, f64)> =
        report.items.iter().filter_map(|i| Some((i, i.discrimination?))).collect();
    let (wide, high) = (760.0, 260.0);
    let x = |facility: f64| 40.0 + facility * (wide - 60.0);
    let y = |d: f64| 10.0 + (1.0 - (d.clamp(-0.5, 1.0) + 0.5) / 1.5) * (high - 40.0);
    html! {
        @if !dots.is_empty() {
            h2 { "All items" }
            figure {
                svg viewBox=(format!("0 0 {wide} {high}")) role="img" aria-label="Every item by facility and discrimination" {
                    line class="axis" x1=(x(0.0)) y1=(y(0.0)) x2=(x(1.0)) y2=(y(0.0)) {}
                    line class="mark" x1=(x(0.0)) y1=(tenths(y(0.2))) x2=(x(1.0)) y2=(tenths(y(0.2))) {}
                    text class="dim" x="0" y=(tenths(y(0.2) + 4.0)) { ".20" }
                    text class="dim" x="0" y=(tenths(y(0.0) + 4.0)) { "0" }
                    @for share in [0.0, 0.3, 0.7, 0.95] {
                        text class="dim" x=(tenths(x(share))) y=(high - 6.0) { (format!("{share:.2}")) }
                    }
                    @for (item, d) in &dots {
                        circle class=(if item.findings.is_empty() { "bar" } else { "second" }) cx=(tenths(x(item.facility))) cy=(tenths(y(*d))) r="4" {
                            title { (item.question) ": facility " (format!("{:.2}", item.facility)) ", discrimination " (format!("{d:.2}")) ", n " (item.n) }
                        }
                    }
                }
                figcaption { "Across: facility. Up: discrimination; the dashed line is .20. The other colour: something was found. Items that all answered alike have no discrimination and no dot." }
            }
        }
        h2 { "Figures" }
        div class="scroll" { table {
            thead { tr { th { "Question" } th class="n" { "n" } th class="n" { "Facility" } th class="n" { "Discrimination" } th class="n" { "Upper less lower" } th { "" } } }
            tbody { @for item in &report.items { tr {
                td { a href=(format!("#{}", anchor(item))) { (item.question) } }
                td class="n" { (item.n) } td class="n" { (facility(item)) } td class="n" { (figure(item.discrimination)) }
                td class="n" { (figure(item.upper_lower)) } td { (says(item, |id| named(item, id)).join("; ")) " " span class="faint" { (trust(item)) } }
            } } }
        } }
    }
}

fn one(item: &ItemLine) -> Markup {
    html! {
        section {
            h2 id=(anchor(item)) { (item.question) }
            @if let Some(stem) = &item.stem { p { (stem) } }
            p class="faint" {
                "n " (item.n) ", facility " (facility(item)) ", discrimination " (figure(item.discrimination))
                @if !trust(item).is_empty() { " (" (trust(item)) ")" }
            }
            @for said in says(item, |id| named(item, id)) { p { strong { (said) } } }
            @let drawn: Vec<(&ChoiceLine, [f64; 3])> = item.choices.iter().filter_map(|c| Some((c, c.by_group?))).filter(|(c, _)| c.key || c.share >= 0.01).take(9).collect();
            @if !drawn.is_empty() { (traces(item, &drawn)) }
            @if !item.choices.is_empty() {
                div class="scroll" { table {
                    thead { tr { th { "" } th { "Choice" } th class="n" { "n" } th class="n" { "Share" } th class="n" { "Discrimination" } } }
                    tbody { @for choice in &item.choices { tr {
                        td { @if choice.key { "key" } } td { (choice.text.as_deref().unwrap_or(&choice.id)) }
                        td class="n" { (choice.n) }
                        td class="n" { @if item.counted == COUNTS_ONLY { "-" } @else { (format!("{:.0} %", choice.share * 100.0)) } }
                        td class="n" { (figure(choice.discrimination)) }
                    } } }
                } }
            }
        }
    }
}

/// The name by which a page points at an item.
fn anchor(item: &ItemLine) -> String {
    item.question.chars().map(|c| if c.is_ascii_alphanumeric() { c } else { '-' }).collect()
}

/// Which choice each third of the candidates took.
fn traces(item: &ItemLine, drawn: &[(&ChoiceLine, [f64; 3])]) -> Markup {
    let (wide, high) = (420.0, 190.0);
    let x = |group: usize| 40.0 + group as f64 * 120.0;
    let y = |share: f64| 12.0 + (1.0 - share) * (high - 44.0);
    html! {
        figure {
            svg viewBox=(format!("0 0 {wide} {high}")) role="img" aria-label=(format!("Choices of {} by group", item.question)) style="max-width: 30rem" {
                line class="axis" x1=(x(0)) y1=(y(0.0)) x2=(x(2)) y2=(y(0.0)) {}
                line class="axis" x1=(x(0)) y1=(y(1.0)) x2=(x(2)) y2=(y(1.0)) {}
                text class="dim" x="0" y=(tenths(y(1.0) + 4.0)) { "100 %" }
                text class="dim" x="0" y=(tenths(y(0.0) + 4.0)) { "0" }
                @for (group, name) in ["lower 27 %", "between", "upper 27 %"].iter().enumerate() {
                    text class="dim" x=(tenths(x(group) - 26.0)) y=(high - 10.0) { (name) }
                }
                @for (choice, shares) in drawn {
                    polyline fill="none" stroke=(if choice.key { "var(--bar)" } else { "var(--second)" }) stroke-width=(if choice.key { "3" } else { "1.5" })
                        points=(shares.iter().enumerate().map(|(g, s)| format!("{:.1},{:.1}", x(g), y(*s))).collect::<Vec<_>>().join(" ")) {}
                    text x=(tenths(x(2) + 6.0)) y=(tenths(y(shares[2]) + 4.0)) {
                        @if choice.key { "key " } (cut(choice.text.as_deref().unwrap_or(&choice.id), 14))
                    }
                }
            }
        }
    }
}
